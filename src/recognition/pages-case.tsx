import type { Course, Organisation, Study, StudyProgramme } from '../organisations/index.ts'
import { dayOf } from '../platform/clock.ts'
import { formatSks } from '../platform/format.ts'
import { Layout } from '../platform/html/layout.tsx'
import {
  Button,
  Choice,
  Day,
  ErrorSummary,
  Facts,
  Field,
  Finding,
  FormToken,
  type Html,
  Instant,
  Note,
  PostButton,
  RecordHead,
  Select,
  Textarea,
} from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { Answer, type LimitWords, Reasons, Rooms, Trace } from './pages-evaluation.tsx'
import { factsLine } from './pages-learner.tsx'
import { type QueueProps, QueueTable } from './pages-registrar.tsx'
import {
  COUNTING,
  type Decision,
  type DecisionForm,
  type Evaluation,
  OUTCOMES,
  type RecognitionRequest,
  type RuleSet,
} from './types.ts'

/** Everything that the registrar's page of one case shows. */
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
      <div class="cols desk">
        <div class="wide">
          <QueueTable {...props.queue} current={request.id} />
        </div>
        <section class="paper" aria-labelledby="case-title">
          <ErrorSummary page={page} refusals={refusals} />
          <h1 class="vh" id="case-title">
            {t('recognition.case.title')}
          </h1>
          <RecordHead
            id={request.facts.definitionId ?? request.credentialId}
            title={`${props.name}: ${page.say(request.facts.title)}`}
            under={factsLine(page, request.facts)}
            level={2}
            size="small"
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
