import type { Organisation } from '../organisations/index.ts'
import { Layout } from '../platform/html/layout.tsx'
import {
  Button,
  ErrorSummary,
  Finding,
  FlowTable,
  type Html,
  Instant,
  PostButton,
  PostForm,
  refusalText,
  Textarea,
  type Tone,
  Upload,
} from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import type { RecognitionRequest, Warning } from './types.ts'
import type { Batch, BatchLine, LineState } from './types-batch.ts'

const CRUMBS = (page: Page) => [{ href: '/registrar', label: page.t('recognition.queue.title') }]
const TONES: Readonly<Record<LineState, Tone>> = { waiting: 'unknown', asked: 'pass', already: 'pass', refused: 'fail' }

/** The list to paste or hand in, and the last ones. */
export function BatchPage(props: {
  page: Page
  organisation: Organisation
  most: number
  text: string
  batches: readonly (Batch & { readonly waiting: number })[]
  refusals: readonly Refusal[]
}): Html {
  const { page, refusals } = props
  const t = page.t
  return (
    <Layout
      page={page}
      title={t('recognition.batch.title')}
      section="registrar"
      room
      noindex
      narrow
      failed={refusals.length > 0}
      islands={['upload.js']}
      breadcrumb={CRUMBS(page)}
    >
      <ErrorSummary page={page} refusals={refusals} />
      <h1>{t('recognition.batch.title')}</h1>
      <p>{t('recognition.batch.lead', { most: props.most })}</p>
      <PostForm page={page} action="/registrar/batch" upload>
        <input type="hidden" name="organisation" value={props.organisation.id} />
        <Textarea
          page={page}
          name="list"
          label={t('recognition.batch.list')}
          hint={t('recognition.batch.list-hint')}
          value={props.text}
          errors={refusals}
          rows={8}
          optional
        />
        <Upload
          page={page}
          name="file"
          label={t('recognition.batch.file')}
          hint={t('recognition.batch.file-hint')}
          errors={refusals}
          accept=".txt,.csv,.tsv,.xlsx"
          optional
        />
        <Button>{t('recognition.batch.send')}</Button>
      </PostForm>
      {props.batches.length > 0 && (
        <>
          <h2>{t('recognition.batch.last')}</h2>
          <ul>
            {props.batches.map((batch) => (
              <li>
                <a href={page.href(`/registrar/batch/${batch.id}`)}>
                  <Instant page={page} at={batch.madeAt} />
                </a>
                , {t('recognition.batch.lines', { lines: batch.lines })}
                {batch.waiting > 0 && (
                  <>
                    {' '}
                    <Finding tone="warn">{t('recognition.batch.waits', { lines: batch.waiting })}</Finding>
                  </>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </Layout>
  )
}

/** A line with what is known of it: only of students of the own university. */
export interface BatchRow {
  readonly line: BatchLine
  readonly name: string | null
  readonly request: RecognitionRequest | null
  readonly warnings: readonly Warning[]
}

/** Every line of a list with its result. */
export function BatchResultPage(props: {
  page: Page
  organisation: Organisation
  batch: Batch
  rows: readonly BatchRow[]
}): Html {
  const { page, batch, rows } = props
  const t = page.t
  const count = (state: LineState) => rows.filter(({ line }) => line.state === state).length
  const again = count('waiting') + count('refused')
  return (
    <Layout
      page={page}
      title={t('recognition.batch.result')}
      section="registrar"
      room
      noindex
      breadcrumb={[...CRUMBS(page), { href: '/registrar/batch', label: t('recognition.batch.title') }]}
    >
      <h1>{t('recognition.batch.result')}</h1>
      <p>
        {t('recognition.batch.sum', { asked: count('asked'), already: count('already'), refused: count('refused') })}{' '}
        {count('waiting') > 0 && (
          <Finding tone="warn">{t('recognition.batch.waits', { lines: count('waiting') })}</Finding>
        )}
      </p>
      <FlowTable
        page={page}
        caption={t('recognition.batch.result')}
        captionHidden
        columns={[
          { label: t('recognition.batch.line'), numeric: true },
          { label: t('recognition.column.credential'), header: true, full: true },
          { label: t('recognition.column.owner') },
          { label: t('recognition.batch.outcome'), full: true },
        ]}
        rows={rows.map((row) => ({
          cells: [
            String(row.line.line),
            row.request === null ? (
              <span class="num">{row.line.mark}</span>
            ) : (
              <a href={page.href(`/registrar/requests/${row.request.id}`)}>{page.say(row.request.facts.title)}</a>
            ),
            row.name,
            <Result page={page} row={row} />,
          ],
        }))}
      />
      {again > 0 && (
        <PostButton page={page} action={`/registrar/batch/${batch.id}/resume`} kind="quiet">
          {t('recognition.batch.again', { lines: again })}
        </PostButton>
      )}
      <p>
        <a href={page.href('/registrar')}>{t('recognition.batch.to-queue')}</a>
      </p>
    </Layout>
  )
}

function Result({ page, row }: { page: Page; row: BatchRow }): Html {
  const { state, refusals } = row.line
  return (
    <>
      <Finding tone={TONES[state]}>{page.t(`recognition.batch.state.${state}`)}</Finding>
      {refusals.map((refusal) => {
        const { message, next } = refusalText(page, refusal)
        return (
          <p class="small">
            {message}. <span class="soft">{next}</span>
          </p>
        )
      })}
      {row.warnings.length > 0 && (
        <p class="small">
          <Finding tone="warn">{page.t('recognition.warning.title')}</Finding>
        </p>
      )}
    </>
  )
}
