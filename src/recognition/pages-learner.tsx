import { dayOf } from '../platform/clock.ts'
import { formatSks } from '../platform/format.ts'
import { Layout } from '../platform/html/layout.tsx'
import {
  Button,
  Day,
  EmptyState,
  ErrorSummary,
  Facts,
  Finding,
  FlowTable,
  type Html,
  Instant,
  Paper,
  PostButton,
  RecordHead,
  Steps,
  Tag,
} from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { type AppealForm, Appeals } from './pages-appeal.tsx'
import { Reasons, Trace } from './pages-evaluation.tsx'
import { ReviewNote } from './pages-review.tsx'
import type { Appeal, CredentialFacts, Decision, RecognitionRequest, RuleSet } from './types.ts'

/** The way to the account. */
export const CRUMBS = (page: Page) => [{ href: '/credit', label: page.t('recognition.crumb.credit') }]

/** What a credential is, in one line: issuer, SKS, hours, level, mode. */
export function factsLine(page: Page, facts: CredentialFacts): string {
  const { issuerName, sks, hours, kkniLevel, mode } = facts
  return [
    issuerName,
    formatSks(page.language, sks),
    page.t('recognition.facts.hours', { hours }),
    ...(kkniLevel === null ? [] : [page.t('recognition.facts.level', { level: kkniLevel })]),
    facts.learning === undefined ? page.t(`recognition.mode.${mode}`) : page.t('recognition.facts.prior-learning'),
  ].join(' · ')
}

/** A request with its decision, for lists. */
export interface RequestRow {
  readonly request: RecognitionRequest
  readonly decision: Decision | null
  readonly organisationName: string
}

/** Everything the learner asked for, newest first. */
export function RequestsPage({ page, rows }: { page: Page; rows: readonly RequestRow[] }): Html {
  const t = page.t
  return (
    <Layout page={page} title={t('recognition.requests.title')} section="credit" noindex breadcrumb={CRUMBS(page)}>
      <h1>{t('recognition.requests.title')}</h1>
      <p class="row">
        <a href={page.href('/rpl')}>{t('rpl.title')}</a>
        <a href={page.href('/credit/exports')}>{t('exports.outward.title')}</a>
      </p>
      {rows.length === 0 ? (
        <EmptyState
          title={t('recognition.requests.empty')}
          actions={<Button href={page.href('/credit/requests/new')}>{t('recognition.requests.begin')}</Button>}
        >
          <p>{t('recognition.requests.empty-text')}</p>
        </EmptyState>
      ) : (
        <FlowTable
          page={page}
          caption={t('recognition.requests.title')}
          captionHidden
          columns={[
            { label: t('recognition.column.credential'), header: true, full: true },
            { label: t('recognition.column.campus'), full: true },
            { label: t('recognition.column.asked'), numeric: true },
            { label: t('recognition.column.day') },
            { label: t('recognition.column.state') },
          ]}
          rows={rows.map((row) => ({
            cells: [
              <a href={page.href(`/credit/requests/${row.request.id}`)}>{page.say(row.request.facts.title)}</a>,
              row.organisationName,
              formatSks(page.language, row.request.askedSks),
              <Day page={page} day={dayOf(row.request.askedAt)} />,
              <State page={page} row={row} />,
            ],
          }))}
        />
      )}
    </Layout>
  )
}

function State({ page, row }: { page: Page; row: RequestRow }): Html {
  const { request, decision } = row
  if (request.withdrawnAt !== null) return <span class="soft">{page.t('recognition.state.withdrawn')}</span>
  if (decision === null) return <Tag tone="outline">{page.t('recognition.state.waiting')}</Tag>
  if (decision.review?.answer === 'withdrawn')
    return <Finding tone="fail">{page.t('recognition.state.taken-back', { sks: decision.grantedSks })}</Finding>
  if (decision.grantedSks > 0)
    return <Finding tone="pass">{page.t('recognition.state.counted', { sks: decision.grantedSks })}</Finding>
  if (decision.outcome === 'supplement') return <Finding tone="pass">{page.t('recognition.state.supplement')}</Finding>
  return <Finding tone="fail">{page.t('recognition.state.refused')}</Finding>
}

/** One request as the learner sees it: where it is, what was decided, why, and what can be done about it. */
export function RequestPage(props: {
  page: Page
  row: RequestRow
  rules: RuleSet | null
  courseName: string | null
  earlier: readonly Decision[]
  /** The others that were sent in the same request. */
  together: readonly RequestRow[]
  appeals: readonly Appeal[]
  /** The form of an appeal; null where none can be sent. */
  appeal: AppealForm | null
  refusals: readonly Refusal[]
}): Html {
  const { page, row } = props
  const { request, decision } = row
  const t = page.t
  return (
    <Layout
      page={page}
      title={t('recognition.request.title')}
      section="credit"
      noindex
      narrow
      failed={props.refusals.length > 0}
      breadcrumb={[...CRUMBS(page), { href: '/credit/requests', label: t('recognition.requests.title') }]}
    >
      <ErrorSummary page={page} refusals={props.refusals} />
      <h1>{t('recognition.request.title')}</h1>
      <Paper>
        <RecordHead
          id={request.facts.definitionId ?? request.credentialId}
          title={page.say(request.facts.title)}
          under={factsLine(page, request.facts)}
          level={2}
        />
      </Paper>
      <Facts
        facts={[
          { label: t('recognition.column.campus'), value: row.organisationName },
          { label: t('recognition.column.asked'), value: formatSks(page.language, request.askedSks) },
          { label: t('recognition.column.day'), value: <Day page={page} day={dayOf(request.askedAt)} /> },
          {
            label: t('recognition.request.sent-by'),
            value: request.askedBy === request.personId ? null : t('recognition.request.by-registrar'),
          },
          { label: t('recognition.column.state'), value: <State page={page} row={row} /> },
        ]}
      />
      {decision === null && request.withdrawnAt === null && <Waiting page={page} row={row} />}
      {decision !== null && <Decided {...props} decision={decision} />}
      <ReviewNote page={page} review={decision?.review ?? null} />
      {props.earlier.length > 0 && (
        <p class="small soft">{t('recognition.decision.undone', { count: props.earlier.length })}</p>
      )}
      <Appeals page={page} request={request} appeals={props.appeals} form={props.appeal} />
      {props.together.length > 0 && (
        <>
          <h2>{t('recognition.request.together')}</h2>
          <ul>
            {props.together.map((one) => (
              <li>
                <a href={page.href(`/credit/requests/${one.request.id}`)}>{page.say(one.request.facts.title)}</a>:{' '}
                <State page={page} row={one} />
              </li>
            ))}
          </ul>
        </>
      )}
      <p>
        <a href={page.href('/credit')}>{t('recognition.request.back')}</a>
      </p>
    </Layout>
  )
}

function Waiting({ page, row }: { page: Page; row: RequestRow }): Html {
  const t = page.t
  return (
    <>
      <Steps
        page={page}
        steps={[
          { state: 'done', title: t('recognition.steps.sent') },
          {
            state: 'now',
            title: t('recognition.steps.decide', { organisation: row.organisationName }),
            detail: (
              <>
                {t('recognition.steps.due')} <Day page={page} day={row.request.dueOn} />
              </>
            ),
          },
          { state: 'todo', title: t('recognition.steps.account') },
        ]}
      />
      <PostButton page={page} action={`/credit/requests/${row.request.id}/withdrawal`} kind="quiet">
        {t('recognition.request.withdraw')}
      </PostButton>
    </>
  )
}

function Decided(props: {
  page: Page
  row: RequestRow
  rules: RuleSet | null
  courseName: string | null
  decision: Decision
}): Html {
  const { page, row, rules, decision } = props
  const t = page.t
  return (
    <Paper label={t('recognition.decision.title')}>
      <h2>{t(`recognition.outcome.${decision.outcome}`)}</h2>
      {decision.grantedSks > 0 && decision.review?.answer !== 'withdrawn' && (
        <p>{t('recognition.decision.counted', { organisation: row.organisationName, sks: decision.grantedSks })}</p>
      )}
      {props.courseName !== null && <p>{t('recognition.decision.course', { course: props.courseName })}</p>}
      <p>
        <b>{t('recognition.decision.reason')}</b> {decision.reason}
      </p>
      <p class="small soft">
        <Instant page={page} at={decision.decidedAt} />. {t('recognition.decision.rules')}{' '}
        <a href={page.href(`/rules/${decision.ruleSetId}`)}>
          {rules === null ? decision.ruleSetId : page.say(rules.name)}
        </a>
        .
      </p>
      {decision.grantedSks < row.request.askedSks && decision.outcome !== 'supplement' && (
        <Reasons page={page} evaluation={decision.trace} asked={decision.inputs.askedSks} />
      )}
      <Trace page={page} rules={rules} evaluation={decision.trace} />
    </Paper>
  )
}
