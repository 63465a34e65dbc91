import { formatNumber } from '../platform/format.ts'
import { Layout } from '../platform/html/layout.tsx'
import { Button, Field, FormToken, type Html, Instant, Note, Paper, RowErrors, Sums } from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import type { Batch, Upload } from './types.ts'

/** How many faults a page shows; the file of rejected rows has them all. */
const SHOWN_MOST = 200

/** The counts of a report in the order in which a page shows them; what needs mending comes last. */
const COUNTS = ['read', 'enrolled', 'registered', 'already', 'created', 'corrected', 'unchanged']

/** The form that sends a table; `action` without language prefix. Words: `enrolment.upload.<kind>...`. */
export function UploadForm(props: {
  page: Page
  action: string
  kind: 'roster' | 'results'
  columns: string
  errors: readonly Refusal[]
  template?: string | undefined
}): Html {
  const { page, kind } = props
  return (
    <form
      method="post"
      action={page.href(props.action)}
      enctype="multipart/form-data"
      class="paper"
      id="unggah"
      novalidate
    >
      <h2>{page.t(`enrolment.upload.${kind}`)}</h2>
      <FormToken page={page} />
      <Field
        page={page}
        name="file"
        type="file"
        accept=".csv,.tsv,.txt,.xlsx"
        label={page.t('enrolment.upload.file')}
        hint={page.t('enrolment.upload.hint', { columns: props.columns })}
        errors={props.errors}
      />
      <p class="row">
        <Button kind="quiet">{page.t('enrolment.upload.send')}</Button>
        {props.template !== undefined && <a href={page.href(props.template)}>{page.t('enrolment.upload.template')}</a>}
      </p>
      <p class="small soft">{page.t('enrolment.upload.promise')}</p>
    </form>
  )
}

/** What became of a file: the counts, the rows to mend, the warnings, the way back in. */
export function UploadResult({
  page,
  upload,
  base,
  again,
}: {
  page: Page
  upload: Upload
  base: string
  again: Html
}): Html {
  const { counts } = upload
  const shown = upload.faults.slice(0, SHOWN_MOST)
  const entries = COUNTS.flatMap((name) => (counts[name] === undefined ? [] : [[name, counts[name]] as const]))
  return (
    <>
      <p class="soft">
        {page.t('enrolment.upload.at')} <Instant page={page} at={upload.uploadedAt} />
      </p>
      <Sums
        sums={[
          ...entries.map(([name, count]) => ({
            label: page.t(`enrolment.count.${name}`),
            value: formatNumber(page.language, count),
          })),
          {
            label: page.t('enrolment.count.rejected'),
            value: formatNumber(page.language, upload.rejectedRows),
            tone: upload.rejectedRows > 0 ? ('fail' as const) : ('plain' as const),
          },
        ]}
      />
      {upload.unknownColumns.length > 0 && (
        <Note tone="warn" title={page.t('enrolment.upload.unknown', { count: upload.unknownColumns.length })}>
          <p>{page.t('enrolment.upload.unknown-text', { columns: upload.unknownColumns.slice(0, 20).join(', ') })}</p>
        </Note>
      )}
      {upload.totals.length > 0 && (
        <Note>
          <p>{page.t('enrolment.upload.totals', { rows: upload.totals.join(', ') })}</p>
        </Note>
      )}
      {upload.rejectedRows > 0 && (
        <section class="gap">
          <h2 id="galat">{page.t('enrolment.upload.rejected', { count: upload.rejectedRows })}</h2>
          <p class="row">
            <Button href={page.href(`${base}/rejected.csv`)} download>
              {page.t('enrolment.upload.download')}
            </Button>
            <span class="small">{page.t('enrolment.upload.download-text')}</span>
          </p>
          <RowErrors
            page={page}
            caption={page.t('enrolment.upload.rejected', { count: upload.rejectedRows })}
            errors={shown.map(({ row, column, content, refusal }) => ({ row, column, value: content, refusal }))}
          />
          {upload.faults.length > shown.length && (
            <p class="small">{page.t('enrolment.upload.more', { count: upload.faults.length - shown.length })}</p>
          )}
          {again}
        </section>
      )}
      {upload.warnings.length > 0 && (
        <section class="gap">
          <h2>{page.t('enrolment.upload.warnings', { count: upload.warnings.length })}</h2>
          <RowErrors
            page={page}
            caption={page.t('enrolment.upload.warnings', { count: upload.warnings.length })}
            errors={upload.warnings
              .slice(0, SHOWN_MOST)
              .map(({ row, column, content, refusal }) => ({ row, column, value: content, refusal }))}
          />
        </section>
      )}
      {upload.rejectedRows === 0 && (
        <Paper>
          <p>{page.t('enrolment.upload.all-taken')}</p>
        </Paper>
      )}
    </>
  )
}

/** `/provider/batches/:id/roster/:upload`: what became of a roster. */
export function RosterResultPage({ page, batch, upload }: { page: Page; batch: Batch; upload: Upload }): Html {
  const base = `/provider/batches/${batch.id}/roster/${upload.id}`
  const again = (
    <UploadForm
      page={page}
      action={`/provider/batches/${batch.id}/roster`}
      kind="roster"
      columns={page.t('enrolment.upload.roster-columns')}
      errors={[]}
    />
  )
  return (
    <Layout
      page={page}
      title={page.t('enrolment.roster.result')}
      section="provider"
      room
      noindex
      breadcrumb={[
        { href: '/provider', label: page.t('enrolment.provider') },
        { href: `/provider/batches/${batch.id}`, label: batch.name },
      ]}
    >
      <h1>{page.t('enrolment.roster.result')}</h1>
      <UploadResult page={page} upload={upload} base={base} again={again} />
    </Layout>
  )
}
