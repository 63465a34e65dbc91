import type { Course, Organisation, Study, StudyProgramme } from '../organisations/index.ts'
import { dayOf } from '../platform/clock.ts'
import { formatSks } from '../platform/format.ts'
import { Layout } from '../platform/html/layout.tsx'
import {
  Button,
  Day,
  ErrorSummary,
  Facts,
  Finding,
  type Html,
  Instant,
  Note,
  PostButton,
  RecordHead,
} from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import type { Suggestion } from './agreements/index.ts'
import { type OutsideCertificate, OutsideEvidence } from './outside/index.ts'
import { AppealNote } from './pages-appeal.tsx'
import { courseName, DecisionFields, Together, Warnings } from './pages-decision.tsx'
import { Answer, type LimitWords, Reasons, Rooms, Trace } from './pages-evaluation.tsx'
import { KnownFacts } from './pages-facts.tsx'
import { factsLine } from './pages-learner.tsx'
import { DecidedNote, type JustDecided, Keys, type QueueProps, QueueTable } from './pages-registrar.tsx'
import { ReviewPart } from './pages-review.tsx'
import { isOpen } from './rules-appeal.ts'
import {
  type Appeal,
  type Case,
  COUNTING,
  type Decision,
  type DecisionForm,
  type Evaluation,
  type RecognitionRequest,
  type RuleSet,
  type Warning,
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
  /** The question that the rules were asked; of a decision, as it was stored. */
  readonly asked: Case
  readonly words: LimitWords
  readonly verdict: 'valid' | 'invalid' | 'unconfirmed'
  readonly now: Date
  readonly uses: readonly { readonly organisationName: string; readonly sks: number; readonly day: string }[]
  readonly precedent: { readonly decisions: number; readonly sks: number } | null
  readonly courses: readonly Course[]
  readonly decision: Decision | null
  readonly reviewed: Pick<Parameters<typeof ReviewPart>[0], 'reviewerName' | 'reason' | 'refusals'>
  readonly deciderName: string | null
  readonly undoable: boolean
  readonly replaySame: boolean | null
  readonly form: DecisionForm
  readonly refusals: readonly Refusal[]
  /** What to know before counting. */
  readonly warnings: readonly Warning[]
  /** A certificate from elsewhere, with who compared its link. */
  readonly evidence: { readonly certificate: OutsideCertificate; readonly checkerName: string | null } | null
  /** There is only a picture of it: it counts with a written reason. */
  readonly unproven: boolean
  /** What the agreements between institutions say of it. */
  readonly agreed: readonly Suggestion[]
  /** The others that were sent in the same request. */
  readonly together: readonly RecognitionRequest[]
  readonly appeals: readonly Appeal[]
  /** There is an open appeal, and whoever looks may answer it. */
  readonly mayAnswer: boolean
  /** Id of the request that waits next. */
  readonly next: string | null
  readonly decided: JustDecided | null
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
          <DecidedNote page={page} decided={props.decided} />
          <ErrorSummary page={page} refusals={refusals} />
          <WhoWasFirst {...props} />
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
          <Together {...props} />
          {props.evidence !== null && (
            <OutsideEvidence
              page={page}
              {...props.evidence}
              requestId={request.id}
              open={props.decision === null && request.withdrawnAt === null}
            />
          )}
          {props.decision === null ? <Open {...props} /> : <Decided {...props} decision={props.decision} />}
          <ReviewPart page={page} requestId={request.id} review={props.decision?.review ?? null} {...props.reviewed} />
          <AppealPart {...props} />
          <p class="row">
            <Keys page={page} keys={['j', 'k']} />
            {props.next !== null && (
              <Button kind="quiet" href={page.href(`/registrar/requests/${props.next}`)} shortcut="n">
                {t('recognition.case.next')}
              </Button>
            )}
          </p>
        </section>
      </div>
    </Layout>
  )
}

/** Two registrars pressed at the same moment: the second one reads who was first, and when. */
function WhoWasFirst({ page, refusals, decision, deciderName }: CaseProps): Html | null {
  if (decision === null || !refusals.some(({ code }) => code === 'recognition.already-decided')) return null
  return (
    <p class="small">
      {page.t('recognition.case.first', { name: deciderName ?? '' })} <Instant page={page} at={decision.decidedAt} />.
    </p>
  )
}

/** The appeals of this request; an open one with the form to answer it, for whoever decided nothing here. */
function AppealPart(props: CaseProps): Html | null {
  const { page, appeals, decision } = props
  const t = page.t
  const open = appeals.find((one) => one.decisionId === decision?.id && isOpen(one))
  return (
    <>
      {appeals.map((appeal) => (
        <AppealNote page={page} appeal={appeal} reader="registrar" />
      ))}
      {open !== undefined && !props.mayAnswer && (
        <Note tone="unknown" dashed small>
          <p>{t('recognition.appeal.not-you')}</p>
        </Note>
      )}
      {open !== undefined && props.mayAnswer && <DecisionFields {...props} answers />}
    </>
  )
}

function Open(props: CaseProps): Html {
  const { page, request, rules, evaluation } = props
  if (request.withdrawnAt !== null) return <Note tone="unknown" title={page.t('recognition.state.withdrawn')} />
  return (
    <>
      <Answer page={page} evaluation={evaluation} asked={request.askedSks} />
      <KnownFacts page={page} rules={rules} asked={props.asked} courses={props.courses} />
      <Rooms page={page} rules={rules} evaluation={evaluation} words={props.words} />
      <Reasons page={page} evaluation={evaluation} asked={request.askedSks} />
      <Trace page={page} rules={rules} evaluation={evaluation} />
      <DecisionFields {...props} />
    </>
  )
}

function CaseFacts(props: CaseProps): Html {
  const { page, request, study, programme, decision } = props
  const t = page.t
  /** It is counted by this very decision: then only other places are asked about. */
  const here = decision !== null && COUNTING.includes(decision.outcome) && decision.review?.answer !== 'withdrawn'
  const tones = { valid: 'pass', invalid: 'fail', unconfirmed: 'unknown' } as const
  return (
    <>
      <p class="small gap">
        {/* Of a certificate from elsewhere only its grade of proof is known, and stands with the evidence. */}
        {(props.evidence === null || props.verdict !== 'valid') && (
          <>
            <Finding tone={tones[props.verdict]}>{t(`recognition.verdict.${props.verdict}`)}</Finding>,{' '}
            {t('recognition.case.checked')} <Instant page={page} at={props.now} />.{' '}
          </>
        )}
        {props.uses.length === 0
          ? t(here ? 'recognition.case.nowhere-else' : 'recognition.case.nowhere')
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
            label: t('recognition.request.sent-by'),
            value: request.askedBy === request.personId ? null : t('recognition.case.by-registrar'),
          },
          {
            label: t('recognition.case.agreed'),
            value:
              props.agreed.length === 0
                ? null
                : props.agreed
                    .map(({ courseId, sks, basis }) =>
                      t('recognition.case.agreed-line', {
                        course: courseName(page, props.courses, courseId) ?? '',
                        sks,
                        basis,
                      }),
                    )
                    .join(' '),
          },
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
        {counted && decision.review?.answer !== 'withdrawn' && (
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
        <Warnings page={page} warnings={decision.warnings} known />
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
      <KnownFacts page={page} rules={props.rules} asked={decision.inputs} courses={props.courses} decided />
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
