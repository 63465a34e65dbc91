import type { DefinitionVersion } from '../design/index.ts'
import { type Batch, type Participant, type Upload, UploadForm, UploadResult } from '../enrolment/index.ts'
import { formatNumber } from '../platform/format.ts'
import { Layout } from '../platform/html/layout.tsx'
import {
  Button,
  Ceplok,
  ErrorSummary,
  Field,
  Finding,
  FlowTable,
  FormToken,
  fieldId,
  type Html,
  Note,
  refusalText,
  Sums,
} from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { StandingWord } from './pages.tsx'
import { outcomeCode } from './rules.ts'
import type { BatchProgress, Standing } from './types.ts'

const crumbs = (page: Page) => [{ href: '/assess', label: page.t('assessment.title') }]

/** One cell of the grid: what stands, or what was typed and refused. */
export interface GridRow {
  readonly participant: Participant
  readonly standing: Standing
  /** Text of each outcome's score, in the order of the outcomes. */
  readonly scores: readonly string[]
  /** Nobody assesses themselves: the row is shown without boxes. */
  readonly own: boolean
}

export interface GridProps {
  readonly page: Page
  readonly batch: Batch
  readonly version: DefinitionVersion
  readonly rows: readonly GridRow[]
  readonly progress: BatchProgress
  readonly assessedOn: string
  readonly errors: readonly Refusal[]
  /** Refusals of an uploaded file. */
  readonly fileErrors: readonly Refusal[]
  readonly told: { readonly recorded: number; readonly corrected: number } | null
  readonly sheet: { readonly current: number; readonly count: number }
}

/** The name of a score's box in the grid. */
export function gridField(enrolmentId: string, position: number): string {
  return `score-${enrolmentId}-${position}`
}

/** `/assess/batches/:id`: scores of a batch in one table, and the upload. */
export function GridPage(props: GridProps): Html {
  const { page, batch, version, rows } = props
  const errors = [...props.errors, ...props.fileErrors]
  const columns = page.t('enrolment.upload.results-columns', {
    codes: version.outcomes.map((one) => outcomeCode(one.position)).join(', '),
  })
  return (
    <Layout
      page={page}
      title={batch.name}
      section="assess"
      room
      noindex
      failed={errors.length > 0}
      breadcrumb={crumbs(page)}
    >
      <ErrorSummary page={page} refusals={errors} />
      {props.told !== null && (
        <Note tone="pass">
          <p>{page.t('assessment.recorded', { created: props.told.recorded, corrected: props.told.corrected })}</p>
        </Note>
      )}
      <div class="row top">
        <Ceplok id={version.definitionId} />
        <div>
          <p class="small soft">{page.say(version.title)}</p>
          <h1>{batch.name}</h1>
        </div>
      </div>
      <div class="gap">
        <Sums
          sums={[
            {
              label: page.t('assessment.sum.participants'),
              value: formatNumber(page.language, props.progress.participants),
            },
            { label: page.t('assessment.sum.assessed'), value: formatNumber(page.language, props.progress.assessed) },
            { label: page.t('assessment.sum.passed'), value: formatNumber(page.language, props.progress.passed) },
          ]}
        />
      </div>
      <Outcomes page={page} version={version} />
      {rows.length === 0 ? (
        <Note dashed title={page.t('assessment.nobody')}>
          <p>{page.t('assessment.nobody-text')}</p>
        </Note>
      ) : (
        <Grid {...props} />
      )}
      <UploadForm
        page={page}
        action={`/assess/batches/${batch.id}/upload`}
        kind="results"
        columns={columns}
        errors={props.fileErrors}
        template={`/assess/batches/${batch.id}/results.csv`}
      />
    </Layout>
  )
}

function Outcomes({ page, version }: { page: Page; version: DefinitionVersion }): Html {
  return (
    <details>
      <summary>{page.t('assessment.outcomes', { count: version.outcomes.length })}</summary>
      <ul class="plain">
        {version.outcomes.map((outcome) => (
          <li>
            <b>{outcomeCode(outcome.position)}</b> {page.say(outcome.statement)}{' '}
            <span class="small soft">
              {page.t(outcome.mandatory ? 'assessment.mandatory' : 'assessment.optional', {
                passMark: outcome.passMark,
              })}
            </span>
          </li>
        ))}
      </ul>
    </details>
  )
}

function Grid(props: GridProps): Html {
  const { page, batch, version, rows, sheet } = props
  return (
    <form method="post" action={page.href(`/assess/batches/${batch.id}?sheet=${sheet.current}`)} novalidate class="gap">
      <FormToken page={page} />
      <Field
        page={page}
        name="assessedOn"
        label={page.t('assessment.day')}
        hint={page.t('assessment.day.hint')}
        errors={props.errors}
        value={props.assessedOn}
        width="medium"
      />
      <FlowTable
        page={page}
        caption={page.t('assessment.grid')}
        columns={[
          { label: page.t('assessment.column.name'), header: true, full: true },
          { label: page.t('assessment.column.number'), wideOnly: true },
          ...version.outcomes.map((outcome) => ({ label: outcomeCode(outcome.position) })),
          { label: page.t('assessment.column.standing'), full: true },
        ]}
        rows={rows.map((row) => ({
          cells: [
            <a href={page.href(`/assess/enrolments/${row.participant.id}`)}>{row.participant.name}</a>,
            row.participant.participantNumber ?? '',
            ...version.outcomes.map((outcome, index) =>
              row.own ? (
                (row.scores[index] ?? '')
              ) : (
                <ScoreBox
                  page={page}
                  name={gridField(row.participant.id, outcome.position)}
                  value={row.scores[index] ?? ''}
                  label={page.t('assessment.score-for', {
                    code: outcomeCode(outcome.position),
                    name: row.participant.name,
                  })}
                  errors={props.errors}
                />
              ),
            ),
            row.own ? (
              page.t('assessment.own')
            ) : (
              <StandingWord page={page} standing={row.standing} total={version.outcomes.length} />
            ),
          ],
        }))}
      />
      <p class="row gap">
        <Button>{page.t('assessment.save')}</Button>
        {Array.from({ length: sheet.count }, (_, index) => index + 1)
          .filter(() => sheet.count > 1)
          .map((number) => (
            <a
              href={page.href(`/assess/batches/${batch.id}?sheet=${number}`)}
              aria-current={number === sheet.current ? 'page' : undefined}
            >
              {page.t('assessment.sheet', { number })}
            </a>
          ))}
      </p>
    </form>
  )
}

function ScoreBox({
  page,
  name,
  value,
  label,
  errors,
}: {
  page: Page
  name: string
  value: string
  label: string
  errors: readonly Refusal[]
}): Html {
  const own = errors.filter((error) => error.at === name)
  const told = own.length === 0 ? undefined : `${fieldId(name)}-error`
  return (
    <>
      <input
        id={fieldId(name)}
        name={name}
        value={value}
        class="w-short"
        inputmode="decimal"
        aria-label={label}
        aria-invalid={told === undefined ? undefined : 'true'}
        aria-describedby={told}
      />
      {told !== undefined && (
        <div id={told} class="small">
          {own.map((refusal) => (
            <Finding tone="fail">{refusalText(page, refusal).message}</Finding>
          ))}
        </div>
      )}
    </>
  )
}

/** `/assess/batches/:id/uploads/:upload`: what became of a table of results. */
export function ResultsUploadPage({
  page,
  batch,
  version,
  upload,
}: {
  page: Page
  batch: Batch
  version: DefinitionVersion
  upload: Upload
}): Html {
  const columns = page.t('enrolment.upload.results-columns', {
    codes: version.outcomes.map((one) => outcomeCode(one.position)).join(', '),
  })
  const again = (
    <UploadForm
      page={page}
      action={`/assess/batches/${batch.id}/upload`}
      kind="results"
      columns={columns}
      errors={[]}
    />
  )
  return (
    <Layout
      page={page}
      title={page.t('assessment.upload.result')}
      section="assess"
      room
      noindex
      breadcrumb={[...crumbs(page), { href: `/assess/batches/${batch.id}`, label: batch.name }]}
    >
      <h1>{page.t('assessment.upload.result')}</h1>
      <UploadResult
        page={page}
        upload={upload}
        base={`/assess/batches/${batch.id}/uploads/${upload.id}`}
        again={again}
      />
    </Layout>
  )
}
