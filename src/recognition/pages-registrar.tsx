import type { Course, Organisation, Study, StudyProgramme } from '../organisations/index.ts'
import { dayOf } from '../platform/clock.ts'
import { formatShortDay, formatSks } from '../platform/format.ts'
import { Layout } from '../platform/html/layout.tsx'
import {
  Button,
  Choice,
  Day,
  EmptyState,
  ErrorSummary,
  Facts,
  Field,
  Finding,
  FlowTable,
  FormToken,
  type Html,
  Instant,
  Note,
  Paper,
  PostButton,
  RecordHead,
  Select,
  Textarea,
  type Tone,
} from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { Answer, type LimitWords, Reasons, Rooms, Trace } from './pages-evaluation.tsx'
import { factsLine } from './pages-learner.tsx'
import {
  COUNTING,
  type Decision,
  type DecisionForm,
  type Evaluation,
  OUTCOMES,
  type RecognitionRequest,
  type RuleSet,
} from './types.ts'

/** A row of the queue: who, what, until when, and what the rules find. */
export interface QueueRow {
  readonly request: RecognitionRequest
  readonly name: string
  readonly evaluation: Evaluation
  readonly precedents: number
}

export type QueueSort = 'due' | 'owner' | 'sks'

export interface QueueProps {
  readonly page: Page
  readonly organisation: Organisation
  readonly rows: readonly QueueRow[]
  readonly sort: QueueSort
  /** ISO day. */
  readonly today: string
  readonly studentsWaiting: number
}

/** The registrar's queue: dense, sorted by links, walked with J and K. */
export function QueuePage(
  props: QueueProps & {
    readonly decided: readonly { readonly decision: Decision; readonly name: string; readonly title: string }[]
    readonly rules: RuleSet
  },
): Html {
  const { page, organisation, rows } = props
  const t = page.t
  return (
    <Layout page={page} title={t('recognition.queue.title')} section="registrar" room noindex islands={['queue.js']}>
      <div class="row">
        <h1>
          {t('recognition.queue.title')} <span class="soft num">{rows.length}</span>
        </h1>
        <span class="row end">
          <Button kind="quiet" href={page.href('/registrar/students')}>
            {t('recognition.queue.students', { count: props.studentsWaiting })}
          </Button>
          <Button kind="quiet" href={page.href('/registrar/rules')}>
            {t('recognition.queue.rules')}
          </Button>
        </span>
      </div>
      <p class="small soft">
        {organisation.name} · <kbd>J</kbd> <kbd>K</kbd> {t('recognition.queue.keys')} ·{' '}
        {t('recognition.queue.rule-set')}{' '}
        <a href={page.href(`/rules/${props.rules.id}`)}>{page.say(props.rules.name)}</a>
      </p>
      {rows.length === 0 ? (
        <EmptyState title={t('recognition.queue.empty')}>
          <p>{t('recognition.queue.empty-text')}</p>
        </EmptyState>
      ) : (
        <QueueTable {...props} current={null} />
      )}
      {props.decided.length > 0 && (
        <>
          <h2>{t('recognition.queue.decided')}</h2>
          <FlowTable
            page={page}
            caption={t('recognition.queue.decided')}
            captionHidden
            columns={[
              { label: t('recognition.column.owner'), header: true },
              { label: t('recognition.column.credential'), full: true },
              { label: t('recognition.column.outcome') },
              { label: 'SKS', numeric: true },
              { label: t('recognition.column.decided') },
            ]}
            rows={props.decided.map(({ decision, name, title }) => ({
              cells: [
                <a href={page.href(`/registrar/requests/${decision.requestId}`)}>{name}</a>,
                title,
                t(`recognition.outcome.${decision.outcome}`),
                String(decision.grantedSks),
                <Instant page={page} at={decision.decidedAt} />,
              ],
            }))}
          />
        </>
      )}
    </Layout>
  )
}

function QueueTable({ page, rows, sort, today, current }: QueueProps & { current: string | null }): Html {
  const t = page.t
  const by = (key: QueueSort) => ({
    href: page.href(`/registrar?sort=${key}`),
    direction: sort === key ? ('ascending' as const) : undefined,
  })
  return (
    <FlowTable
      page={page}
      caption={t('recognition.queue.title')}
      captionHidden
      queue
      columns={[
        { label: t('recognition.column.owner'), header: true, sort: by('owner') },
        { label: t('recognition.column.credential'), full: true },
        { label: 'SKS', numeric: true, sort: by('sks') },
        { label: t('recognition.column.due'), sort: by('due') },
        { label: t('recognition.column.finding') },
      ]}
      rows={rows.map((row) => ({
        id: `r-${row.request.id}`,
        current: row.request.id === current,
        cells: [
          <a href={page.href(`/registrar/requests/${row.request.id}`)}>{row.name}</a>,
          page.say(row.request.facts.title),
          String(row.request.askedSks),
          <>
            <time datetime={row.request.dueOn}>{formatShortDay(page.language, row.request.dueOn)}</time>{' '}
            {row.request.dueOn <= today && (
              <Finding tone="warn">
                {t(row.request.dueOn < today ? 'recognition.due.late' : 'recognition.due.today')}
              </Finding>
            )}
          </>,
          <FindingOf page={page} row={row} />,
        ],
      }))}
    />
  )
}

function FindingOf({ page, row }: { page: Page; row: QueueRow }): Html {
  const { evaluation, precedents } = row
  const tones: Record<Evaluation['verdict'], Tone> = {
    allowed: 'pass',
    partly: 'warn',
    refused: 'fail',
    unknown: 'unknown',
  }
  const first = evaluation.refusals[0]?.code.replace('recognition.', '') ?? 'unknown'
  const words = {
    allowed: precedents > 0 ? page.t('recognition.finding.precedent') : page.t('recognition.finding.allowed'),
    partly: page.t('recognition.finding.partly', { sks: evaluation.allowedSks ?? 0 }),
    unknown: page.t(
      evaluation.ways.some(({ code }) => code === 'state-courses')
        ? 'recognition.finding.courses'
        : 'recognition.finding.link',
    ),
    refused: page.t(`recognition.finding.${first}`),
  }
  return <Finding tone={tones[evaluation.verdict]}>{words[evaluation.verdict]}</Finding>
}

export interface CaseProps {
  readonly page: Page
  readonly organisation: Organisation
  readonly request: RecognitionRequest
  readonly name: string
  readonly programme: StudyProgramme
  readonly study: Study | null
  readonly rules: RuleSet
  readonly evaluation: Evaluation
  readonly words: LimitWords
  readonly verdict: 'valid' | 'invalid' | 'unconfirmed'
  readonly now: Date
  readonly uses: readonly { readonly organisationName: string; readonly sks: number; readonly day: string }[]
  readonly precedent: { readonly decisions: number; readonly sks: number } | null
  readonly courses: readonly Course[]
  readonly decision: Decision | null
  readonly deciderName: string | null
  readonly undoable: boolean
  readonly replaySame: boolean | null
  readonly form: DecisionForm
  readonly refusals: readonly Refusal[]
  readonly queue: QueueProps
}

/** One case beside the queue: what it is, what the rules allow, why not, what would, and the decision. */
export function CasePage(props: CaseProps): Html {
  const { page, request, refusals } = props
  const t = page.t
  return (
    <Layout
      page={page}
      title={t('recognition.case.title')}
      section="registrar"
      room
      noindex
      failed={refusals.length > 0}
      islands={['queue.js']}
      breadcrumb={[{ href: '/registrar', label: t('recognition.queue.title') }]}
    >
      <div class="cols queue-and-case">
        <div class="wide">
          <QueueTable {...props.queue} current={request.id} />
        </div>
        <section class="paper" aria-labelledby="case-title">
          <ErrorSummary page={page} refusals={refusals} />
          <h1 class="vh" id="case-title">
            {t('recognition.case.title')}
          </h1>
          <RecordHead
            id={request.facts.definitionVersionId ?? request.credentialId}
            title={`${props.name}: ${page.say(request.facts.title)}`}
            under={factsLine(page, request.facts)}
            level={2}
          />
          <CaseFacts {...props} />
          {props.decision === null ? <Open {...props} /> : <Decided {...props} decision={props.decision} />}
        </section>
      </div>
    </Layout>
  )
}

function CaseFacts(props: CaseProps): Html {
  const { page, request, study, programme } = props
  const t = page.t
  const tones = { valid: 'pass', invalid: 'fail', unconfirmed: 'unknown' } as const
  return (
    <>
      <p class="small">
        <Finding tone={tones[props.verdict]}>{t(`recognition.verdict.${props.verdict}`)}</Finding>,{' '}
        {t('recognition.case.checked')} <Instant page={page} at={props.now} />.{' '}
        {props.uses.length === 0
          ? t('recognition.case.nowhere')
          : props.uses.map(({ organisationName, sks, day }) => (
              <>{t('recognition.case.counted', { organisation: organisationName, sks, day })} </>
            ))}
      </p>
      <Facts
        facts={[
          {
            label: t('recognition.ask.programme'),
            value: `${page.say(programme.name)} (${programme.level}), ${formatSks(page.language, programme.totalSks)}`,
          },
          {
            label: t('recognition.case.student'),
            value: study === null ? null : t('recognition.case.semester', { nim: study.nim, semester: study.semester }),
          },
          {
            label: t('recognition.column.asked'),
            value:
              formatSks(page.language, request.askedSks) + (request.asPackage ? t('recognition.case.package') : ''),
          },
          { label: t('recognition.ask.course'), value: courseName(page, props.courses, request.courseId) },
          { label: t('recognition.ask.note'), value: request.note },
          {
            label: t('recognition.case.precedent'),
            value: props.precedent === null ? null : t('recognition.case.precedents', { ...props.precedent }),
          },
          { label: t('recognition.column.due'), value: <Day page={page} day={request.dueOn} /> },
        ]}
      />
      {props.study?.state !== 'confirmed' && (
        <Note tone="unknown" dashed small>
          <p>
            {t('recognition.case.unlinked')}{' '}
            <a href={page.href('/registrar/students')}>{t('recognition.case.confirm')}</a>
          </p>
        </Note>
      )}
    </>
  )
}

function Open(props: CaseProps): Html {
  const { page, request, rules, evaluation, form, refusals } = props
  const t = page.t
  const needsWaiver = request.asPackage && evaluation.refusals.some(({ code }) => code === 'recognition.no-package')
  if (request.withdrawnAt !== null) return <Note tone="unknown" title={t('recognition.state.withdrawn')} />
  return (
    <>
      <Answer page={page} evaluation={evaluation} asked={request.askedSks} />
      <Rooms page={page} rules={rules} evaluation={evaluation} words={props.words} />
      <Reasons page={page} evaluation={evaluation} asked={request.askedSks} />
      <Trace page={page} rules={rules} evaluation={evaluation} />
      <form method="post" action={page.href(`/registrar/requests/${request.id}/decision`)}>
        <FormToken page={page} />
        <Choice
          page={page}
          name="outcome"
          label={t('recognition.form.outcome')}
          value={form.outcome}
          errors={refusals}
          options={OUTCOMES.filter((one) => one !== 'none').map((one) => ({
            value: one,
            label: t(`recognition.outcome.${one}`),
            hint: t(`recognition.outcome.${one}.hint`),
          }))}
        />
        <Field
          page={page}
          name="grantedSks"
          label={t('recognition.form.sks')}
          hint={t('recognition.form.sks-hint', { allowed: evaluation.allowedSks ?? 0 })}
          value={form.grantedSks}
          errors={refusals}
          width="short"
          inputmode="numeric"
        />
        {props.courses.length > 0 && (
          <Select
            page={page}
            name="courseId"
            label={t('recognition.form.course')}
            value={form.courseId}
            errors={refusals}
            empty={t('recognition.form.no-course')}
            optional
            options={props.courses.map((course) => ({
              value: course.id,
              label: `${course.code} ${page.say(course.name)} (${formatSks(page.language, course.sks)})`,
            }))}
          />
        )}
        {needsWaiver && (
          <Textarea
            page={page}
            name="waiverReason"
            label={t('recognition.form.waiver')}
            hint={t('recognition.form.waiver-hint')}
            value={form.waiverReason}
            errors={refusals}
            rows={2}
            optional
          />
        )}
        <Textarea
          page={page}
          name="reason"
          label={t('recognition.form.reason', { name: props.name })}
          value={form.reason}
          errors={refusals}
          rows={3}
          maxlength={1000}
        />
        <p class="row">
          <Button name="act" value="decide" shortcut="t">
            {t('recognition.form.decide')}
          </Button>
          <Button kind="bad" name="act" value="refuse" shortcut="x">
            {t('recognition.form.refuse')}
          </Button>
          <span class="small soft">{t('recognition.form.undo')}</span>
        </p>
      </form>
    </>
  )
}

function Decided({ decision, ...props }: CaseProps & { decision: Decision }): Html {
  const { page } = props
  const t = page.t
  const counted = COUNTING.includes(decision.outcome)
  return (
    <>
      <Note
        tone={counted || decision.outcome === 'supplement' ? 'pass' : 'fail'}
        title={t(`recognition.outcome.${decision.outcome}`)}
      >
        {counted && (
          <p>
            {t('recognition.decision.counted', { organisation: props.organisation.name, sks: decision.grantedSks })}
          </p>
        )}
        {decision.courseId !== null && (
          <p>
            {t('recognition.decision.course', { course: courseName(page, props.courses, decision.courseId) ?? '' })}
          </p>
        )}
        <p>
          <b>{t('recognition.decision.reason')}</b> {decision.reason}
        </p>
        {decision.waiverReason !== null && (
          <p>
            <b>{t('recognition.form.waiver')}:</b> {decision.waiverReason}
          </p>
        )}
        <p class="small soft">
          {t('recognition.decision.by', { name: props.deciderName ?? '' })}{' '}
          <Instant page={page} at={decision.decidedAt} />
        </p>
      </Note>
      <Trace page={page} rules={props.rules} evaluation={decision.trace} />
      {props.replaySame !== null && (
        <p class="small">
          <Finding tone={props.replaySame ? 'pass' : 'fail'}>
            {t(props.replaySame ? 'recognition.replay.same' : 'recognition.replay.other')}
          </Finding>
        </p>
      )}
      {props.undoable && (
        <PostButton page={page} action={`/registrar/requests/${props.request.id}/decision/reversal`} kind="quiet">
          {t('recognition.undo')}
        </PostButton>
      )}
      <p class="small soft">
        {t('recognition.case.asked')} <Day page={page} day={dayOf(props.request.askedAt)} />
      </p>
    </>
  )
}

function courseName(page: Page, courses: readonly Course[], id: string | null): string | null {
  const course = courses.find((one) => one.id === id)
  return course === undefined ? null : `${course.code} ${page.say(course.name)}`
}
