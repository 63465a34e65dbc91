import type { Course } from '../../organisations/index.ts'
import { dayOf } from '../../platform/clock.ts'
import { Layout } from '../../platform/html/layout.tsx'
import {
  Button,
  Day,
  ErrorSummary,
  Facts,
  Finding,
  type Html,
  Note,
  PostButton,
  PostForm,
  Steps,
  Textarea,
} from '../../platform/html/pieces.tsx'
import type { Bilingual, Page } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import type { Guideline } from './library.ts'
import { IssueNote } from './pages-issue.tsx'
import { CRUMBS, GuidelineNote } from './pages-start.tsx'
import { CaseFacts, ClaimTable, EvidenceLine, StateWord } from './pages-words.tsx'
import { type Claim, type Issue, PARTS, type PriorDecision, type Report, type State, type Whole } from './types.ts'

export interface CaseProps {
  readonly page: Page
  readonly whole: Whole
  readonly state: State
  readonly aim: Bilingual
  readonly organisation: string
  readonly guideline: Guideline
  readonly shownAs: 'grade' | 'pass' | undefined
  /** Courses of the programme that the decision leaves to be taken; empty without a decision. */
  readonly rest: readonly Course[]
  /** ISO day until which an appeal can be made. */
  readonly appealUntil: string | null
  /** How the micro-credential stands at its issuer. */
  readonly issue: Issue | null
  readonly grounds: string
  readonly errors: readonly Refusal[]
}

/** Where the page's form for an appeal stands. */
const APPEAL = 'banding'

/** `/rpl/:id` once it was sent: where it stands, what was decided and why, and the appeal. */
export function CasePage(props: CaseProps): Html {
  const { page, whole, state, errors } = props
  const t = page.t
  const { application, evidence, claims, decisions } = whole
  const last = decisions.at(-1)
  return (
    <Layout
      page={page}
      title={t('rpl.case.title')}
      section="credit"
      noindex
      narrow
      failed={errors.length > 0}
      breadcrumb={CRUMBS(page)}
    >
      <ErrorSummary page={page} refusals={errors} />
      <h1>{page.say(props.aim)}</h1>
      <p>
        <StateWord page={page} state={state} />
      </p>
      {state !== 'withdrawn' && last === undefined && <Way page={page} whole={whole} state={state} />}
      {decisions.map((decision) => (
        <DecisionNote page={page} decision={decision} whole={whole} />
      ))}
      {state === 'decided' && props.appealUntil !== null && (
        <p>
          <a href={`#${APPEAL}`}>{t('rpl.appeal.possible')}</a> <Day page={page} day={props.appealUntil} />.
        </p>
      )}
      {state !== 'withdrawn' && <IssueNote page={page} issue={props.issue} organisation={props.organisation} />}
      {whole.appeal !== null && decisions.length < 2 && (
        <Note tone="unknown" title={t('rpl.appeal.waiting')}>
          <p>
            {t('rpl.facts.due')} <Day page={page} day={whole.appeal.dueOn} />. {t('rpl.appeal.others')}
          </p>
        </Note>
      )}
      <h2>{t('rpl.case.asked')}</h2>
      <CaseFacts
        page={page}
        application={application}
        aim={props.aim}
        organisation={props.organisation}
        shownAs={props.shownAs}
      />
      <h2>{t(`rpl.claims.title.${application.aim}`)}</h2>
      <ClaimTable
        page={page}
        claims={claims}
        evidence={evidence}
        {...(last === undefined
          ? {}
          : {
              last: {
                label: t('rpl.column.result'),
                of: (claim) => <Granted page={page} claim={claim} decision={last} />,
              },
            })}
      />
      {last !== undefined && props.rest.length > 0 && (
        <>
          <h2>{t('rpl.rest.title')}</h2>
          <ul>
            {props.rest.map(({ code, name, sks }) => (
              <li>
                {code} {page.say(name)} ({sks} SKS)
              </li>
            ))}
          </ul>
        </>
      )}
      {last !== undefined && <Reasons page={page} whole={whole} round={last.round} />}
      <h2>{t('rpl.portfolio.title')}</h2>
      {evidence.map((one) => (
        <section class="paper small" aria-label={one.title}>
          <EvidenceLine page={page} evidence={one} filePath={`/rpl/${application.id}/evidence`} />
        </section>
      ))}
      <p class="small soft">{t('rpl.portfolio.who')}</p>
      {state === 'decided' && props.appealUntil !== null && <AppealForm {...props} until={props.appealUntil} />}
      {state !== 'decided' && state !== 'closed' && state !== 'withdrawn' && (
        <PostButton page={page} action={`/rpl/${application.id}/withdrawal`} kind="quiet">
          {t('rpl.withdraw')}
        </PostButton>
      )}
      <GuidelineNote page={page} guideline={props.guideline} />
    </Layout>
  )
}

function Way({ page, whole, state }: { page: Page; whole: Whole; state: State }): Html {
  const t = page.t
  const order: readonly State[] = ['appointing', 'assessing', 'assessed', 'decided']
  const at = state === 'conflict' ? 1 : order.indexOf(state)
  return (
    <Steps
      page={page}
      steps={[
        {
          state: 'done',
          title: t('rpl.way.sent'),
          detail:
            whole.application.submittedAt === null ? undefined : (
              <Day page={page} day={dayOf(whole.application.submittedAt)} />
            ),
        },
        ...order.map((one, index) => ({
          state: index < at ? ('done' as const) : index === at ? ('now' as const) : ('todo' as const),
          title: t(`rpl.way.${one}`),
          detail: index === at && state === 'conflict' ? t('rpl.way.third') : undefined,
        })),
      ]}
    />
  )
}

/** A decision with its decree and reason. */
export function DecisionNote({ page, decision, whole }: { page: Page; decision: PriorDecision; whole: Whole }): Html {
  const t = page.t
  const tone = decision.result === 'refused' ? 'fail' : decision.result === 'partly' ? 'warn' : 'pass'
  const sks = whole.application.aim === 'programme' ? decision.totalSks : null
  return (
    <Note tone={tone} title={t(`rpl.result.${decision.result}.${whole.application.aim}`, { sks: sks ?? 0 })}>
      <p>{decision.reason}</p>
      <Facts
        facts={[
          { label: t('rpl.decree.number'), value: decision.decreeNumber },
          { label: t('rpl.decree.day'), value: <Day page={page} day={decision.decreeOn} /> },
          { label: t('rpl.decree.minutes'), value: decision.minutes },
          { label: t('rpl.decree.round'), value: decision.round === 2 ? t('rpl.decree.on-appeal') : null },
        ]}
      />
    </Note>
  )
}

function Granted({ page, claim, decision }: { page: Page; claim: Claim; decision: PriorDecision }): Html {
  const yes = decision.granted.some(({ claimId }) => claimId === claim.id)
  return <Finding tone={yes ? 'pass' : 'fail'}>{page.t(yes ? 'rpl.granted' : 'rpl.not-granted')}</Finding>
}

/** What each assessor recommended for each claim and why: by place, never by name. */
export function Reasons({ page, whole, round }: { page: Page; whole: Whole; round: number }): Html {
  const t = page.t
  const reports = PARTS.flatMap((part) => whole.reports.filter((one) => one.round === round && one.part === part))
  const said = (report: Report, claim: Claim) => report.opinions.find(({ claimId }) => claimId === claim.id)
  return (
    <details>
      <summary>{t('rpl.reasons.title')}</summary>
      {whole.claims.map((claim) => (
        <>
          <h3>{page.say(claim.title)}</h3>
          <ul>
            {reports.map((report) => {
              const opinion = said(report, claim)
              if (opinion === undefined) return null
              return (
                <li>
                  <b>{t(`rpl.part.${report.part}`)}</b>:{' '}
                  <Finding tone={opinion.recommended ? 'pass' : 'fail'}>
                    {t(opinion.recommended ? 'rpl.opinion.yes' : 'rpl.opinion.no')}
                  </Finding>{' '}
                  ({t(`rpl.method.${opinion.method}`)}). {opinion.reason}
                </li>
              )
            })}
          </ul>
        </>
      ))}
    </details>
  )
}

function AppealForm({ page, whole, until, grounds, errors }: CaseProps & { until: string }): Html {
  const t = page.t
  return (
    <PostForm page={page} action={`/rpl/${whole.application.id}/appeal`}>
      <h2 id={APPEAL}>{t('rpl.appeal.title')}</h2>
      <p>
        {t('rpl.appeal.until')} <Day page={page} day={until} />. {t('rpl.appeal.others')}
      </p>
      <Textarea
        page={page}
        name="grounds"
        label={t('rpl.appeal.grounds')}
        value={grounds}
        errors={errors}
        maxlength={5_000}
      />
      <Button>{t('rpl.appeal.send')}</Button>
    </PostForm>
  )
}
