import { ASSESSMENT_METHODS, type DefinitionVersion, type OutcomeOfLearning } from '../design/index.ts'
import type { Batch, Enrolment } from '../enrolment/index.ts'
import { formatNumber } from '../platform/format.ts'
import { Layout } from '../platform/html/layout.tsx'
import {
  Button,
  Ceplok,
  Choice,
  Day,
  ErrorSummary,
  Field,
  FlowTable,
  FormToken,
  type Html,
  Instant,
  Note,
  Paper,
  Select,
  Tag,
} from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { StandingWord } from './pages.tsx'
import { outcomeCode } from './rules.ts'
import type { Result, ResultForm, Standing } from './types.ts'

export interface LearnerProps {
  readonly page: Page
  readonly enrolment: Enrolment
  readonly name: string
  readonly batch: Batch
  readonly version: DefinitionVersion
  readonly standing: Standing
  /** Every result, replaced ones among them. */
  readonly history: readonly Result[]
  readonly assessors: ReadonlyMap<string, string>
  /** What the form shows for each outcome. */
  readonly forms: readonly ResultForm[]
  /** The attempt under way and the one that may be begun. */
  readonly attempts: { readonly current: number; readonly next: number | null; readonly chosen: number }
  /** Why this person can't be assessed here. */
  readonly barred: Refusal | null
  readonly errors: readonly Refusal[]
  readonly saved: boolean
}

/** `/assess/enrolments/:id`: one learner, outcome by outcome. */
export function LearnerPage(props: LearnerProps): Html {
  const { page, batch, version } = props
  const refusals = props.barred === null ? props.errors : [props.barred]
  return (
    <Layout
      page={page}
      title={props.name}
      section="assess"
      room
      noindex
      narrow
      failed={refusals.length > 0}
      breadcrumb={[
        { href: '/assess', label: page.t('assessment.title') },
        { href: `/assess/batches/${batch.id}`, label: batch.name },
      ]}
    >
      <ErrorSummary page={page} refusals={refusals} />
      {props.saved && (
        <Note tone="pass">
          <p>{page.t('assessment.saved')}</p>
        </Note>
      )}
      <div class="row top">
        <Ceplok id={version.definitionId} />
        <div>
          <p class="small soft">{page.say(version.title)}</p>
          <h1>{props.name}</h1>
          <p>
            <StandingWord page={page} standing={props.standing} total={version.outcomes.length} />
          </p>
        </div>
      </div>
      {props.barred === null && <ResultFields {...props} />}
      {props.history.length > 0 && <History {...props} />}
    </Layout>
  )
}

function ResultFields(props: LearnerProps): Html {
  const { page, attempts } = props
  return (
    <form method="post" action={page.href(`/assess/enrolments/${props.enrolment.id}`)} novalidate class="gap">
      <FormToken page={page} />
      {attempts.next === null ? (
        <input type="hidden" name="attempt" value={String(attempts.current)} />
      ) : (
        <Choice
          page={page}
          name="attempt"
          label={page.t('assessment.attempt')}
          hint={page.t('assessment.attempt.hint')}
          errors={props.errors}
          value={String(attempts.chosen)}
          options={[attempts.current, attempts.next].map((number, index) => ({
            value: String(number),
            label: page.t(index === 0 ? 'assessment.attempt.current' : 'assessment.attempt.next', { number }),
          }))}
        />
      )}
      {props.version.outcomes.map((outcome, index) => (
        <OutcomeFields page={page} outcome={outcome} form={props.forms[index]} errors={props.errors} />
      ))}
      <Button>{page.t('assessment.save')}</Button>
    </form>
  )
}

function OutcomeFields({
  page,
  outcome,
  form,
  errors,
}: {
  page: Page
  outcome: OutcomeOfLearning
  form: ResultForm | undefined
  errors: readonly Refusal[]
}): Html {
  const code = outcomeCode(outcome.position)
  return (
    <Paper label={code}>
      <h2 class="h3">
        {code}. {page.say(outcome.statement)}
      </h2>
      <p class="small soft">
        {page.say(outcome.assessment.description)}{' '}
        {page.t(outcome.mandatory ? 'assessment.mandatory' : 'assessment.optional', { passMark: outcome.passMark })}
      </p>
      <div class="grid">
        <Field
          page={page}
          name={`${code}-score`}
          label={page.t('assessment.score')}
          errors={errors}
          value={form?.score}
          inputmode="decimal"
          width="short"
        />
        <Field
          page={page}
          name={`${code}-assessedOn`}
          label={page.t('assessment.day')}
          errors={errors}
          value={form?.assessedOn}
          width="medium"
        />
        <Select
          page={page}
          name={`${code}-method`}
          label={page.t('assessment.method')}
          errors={errors}
          value={form?.method}
          options={ASSESSMENT_METHODS.map((method) => ({ value: method, label: page.t(`design.method.${method}`) }))}
        />
      </div>
      <Field
        page={page}
        name={`${code}-evidence`}
        label={page.t('assessment.evidence')}
        hint={page.t('assessment.evidence.hint')}
        errors={errors}
        value={form?.evidence}
        optional
      />
    </Paper>
  )
}

function History({ page, version, history, assessors }: LearnerProps): Html {
  const positions = new Map(version.outcomes.map((outcome) => [outcome.id, outcome.position] as const))
  return (
    <FlowTable
      page={page}
      caption={page.t('assessment.history')}
      columns={[
        { label: page.t('assessment.column.outcome'), header: true },
        { label: page.t('assessment.attempt'), numeric: true },
        { label: page.t('assessment.score'), numeric: true },
        { label: page.t('assessment.day'), full: true },
        { label: page.t('assessment.column.by'), full: true },
      ]}
      rows={[...history].reverse().map((result) => ({
        cells: [
          <>
            {outcomeCode(positions.get(result.outcomeId) ?? 0)}{' '}
            {result.replacedAt !== null && <Tag tone="outline">{page.t('assessment.replaced')}</Tag>}
          </>,
          formatNumber(page.language, result.attempt),
          formatNumber(page.language, result.score),
          <Day page={page} day={result.assessedOn} />,
          <span class="small">
            {assessors.get(result.assessorId) ?? ''}, <Instant page={page} at={result.recordedAt} />
          </span>,
        ],
      }))}
    />
  )
}
