import type { Course, StudyProgramme } from '../organisations/index.ts'
import { dayOf } from '../platform/clock.ts'
import { formatSks } from '../platform/format.ts'
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
  Steps,
  Tag,
  Textarea,
} from '../platform/html/pieces.tsx'
import type { Bilingual, Page } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { Answer, type LimitWords, Reasons, Rooms, Trace } from './pages-evaluation.tsx'
import type { CredentialFacts, Decision, Evaluation, RecognitionRequest, RuleSet } from './types.ts'

const CRUMBS = (page: Page) => [{ href: '/credit', label: page.t('recognition.crumb.credit') }]

/** What a credential is, in one line: issuer, SKS, hours, level, mode. */
export function factsLine(page: Page, facts: CredentialFacts): string {
  const { issuerName, sks, hours, kkniLevel, mode } = facts
  return [
    issuerName,
    formatSks(page.language, sks),
    page.t('recognition.facts.hours', { hours }),
    page.t('recognition.facts.level', { level: kkniLevel }),
    page.t(`recognition.mode.${mode}`),
  ].join(' · ')
}

/** The credentials that still have SKS to ask for. */
export function ChoosePage({
  page,
  credentials,
}: {
  page: Page
  credentials: readonly { readonly credentialId: string; readonly title: Bilingual; readonly left: number }[]
}): Html {
  return (
    <Layout
      page={page}
      title={page.t('recognition.choose.title')}
      section="credit"
      noindex
      narrow
      breadcrumb={CRUMBS(page)}
    >
      <h1>{page.t('recognition.choose.title')}</h1>
      {credentials.length === 0 ? (
        <EmptyState
          title={page.t('recognition.choose.empty')}
          actions={<Button href={page.href('/credit')}>{page.t('recognition.crumb.credit')}</Button>}
        >
          <p>{page.t('recognition.choose.empty-text')}</p>
        </EmptyState>
      ) : (
        <ul>
          {credentials.map(({ credentialId, title, left }) => (
            <li>
              <a href={page.href(`/credit/requests/new?credential=${credentialId}`)}>{page.say(title)}</a>,{' '}
              {page.t('recognition.choose.left', { left })}
            </li>
          ))}
        </ul>
      )}
    </Layout>
  )
}

export interface AskForm {
  readonly sks: string
  readonly asPackage: boolean
  readonly courseId: string
  readonly note: string
}

export interface AskPageProps {
  readonly page: Page
  readonly facts: CredentialFacts
  readonly left: number
  readonly offerPackage: boolean
  readonly campus: { readonly name: string; readonly programme: StudyProgramme; readonly confirmed: boolean } | null
  readonly courses: readonly Course[]
  readonly preview: {
    readonly rules: RuleSet
    readonly evaluation: Evaluation
    readonly asked: number
    readonly words: LimitWords
  } | null
  readonly form: AskForm
  readonly refusals: readonly Refusal[]
}

/** The learner's form, with what the rules say today beside it. */
export function AskPage(props: AskPageProps): Html {
  const { page, facts, campus, preview, form, refusals } = props
  const t = page.t
  return (
    <Layout
      page={page}
      title={t('recognition.ask.title')}
      section="credit"
      noindex
      failed={refusals.length > 0}
      breadcrumb={CRUMBS(page)}
    >
      <ErrorSummary page={page} refusals={refusals} />
      <h1>{t('recognition.ask.title')}</h1>
      <RecordHead
        id={facts.definitionVersionId ?? facts.credentialId}
        title={page.say(facts.title)}
        under={factsLine(page, facts)}
        level={2}
      />
      {campus === null ? (
        <Note tone="unknown" dashed title={t('recognition.ask.no-campus')}>
          <p>{t('recognition.ask.no-campus-text')}</p>
          <p>
            <Button href={page.href('/wallet/study')}>{t('recognition.ask.link')}</Button>
          </p>
        </Note>
      ) : (
        <div class="cols">
          <form method="post" action={page.href('/credit/requests')}>
            <FormToken page={page} />
            <input type="hidden" name="credential" value={facts.credentialId} />
            <Facts
              facts={[
                { label: t('recognition.ask.to'), value: campus.name },
                {
                  label: t('recognition.ask.programme'),
                  value: `${page.say(campus.programme.name)} (${campus.programme.level})`,
                },
              ]}
            />
            <Field
              page={page}
              name="sks"
              label={t('recognition.ask.sks')}
              hint={t('recognition.ask.sks-hint', { left: props.left })}
              value={form.sks}
              errors={refusals}
              width="short"
              inputmode="numeric"
            />
            {props.offerPackage && (
              <Choice
                page={page}
                type="checkbox"
                name="asPackage"
                label={t('recognition.ask.package')}
                values={form.asPackage ? ['yes'] : []}
                options={[
                  { value: 'yes', label: t('recognition.ask.package-yes'), hint: t('recognition.ask.package-hint') },
                ]}
              />
            )}
            {props.courses.length > 0 && (
              <Select
                page={page}
                name="course"
                label={t('recognition.ask.course')}
                hint={t('recognition.ask.course-hint')}
                value={form.courseId}
                errors={refusals}
                empty={t('recognition.ask.any-course')}
                optional
                options={props.courses.map(({ id, code, name, sks }) => ({
                  value: id,
                  label: `${code} ${page.say(name)} (${formatSks(page.language, sks)})`,
                }))}
              />
            )}
            <Textarea
              page={page}
              name="note"
              label={t('recognition.ask.note')}
              value={form.note}
              errors={refusals}
              rows={3}
              maxlength={1000}
              optional
            />
            <Button>{t('recognition.ask.send')}</Button>
          </form>
          {preview !== null && (
            <Paper label={t('recognition.preview.title')}>
              <h2>{t('recognition.preview.title')}</h2>
              <Answer page={page} evaluation={preview.evaluation} asked={preview.asked} />
              <Rooms page={page} rules={preview.rules} evaluation={preview.evaluation} words={preview.words} />
              <Reasons page={page} evaluation={preview.evaluation} asked={preview.asked} />
              <Trace page={page} rules={preview.rules} evaluation={preview.evaluation} />
              <p class="small soft">{t('recognition.preview.note')}</p>
            </Paper>
          )}
        </div>
      )}
    </Layout>
  )
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
  if (decision.grantedSks > 0)
    return <Finding tone="pass">{page.t('recognition.state.counted', { sks: decision.grantedSks })}</Finding>
  if (decision.outcome === 'supplement') return <Finding tone="pass">{page.t('recognition.state.supplement')}</Finding>
  return <Finding tone="fail">{page.t('recognition.state.refused')}</Finding>
}

/** One request as the learner sees it: where it is, what was decided, and why. */
export function RequestPage(props: {
  page: Page
  row: RequestRow
  rules: RuleSet | null
  courseName: string | null
  earlier: readonly Decision[]
}): Html {
  const { page, row, rules } = props
  const { request, decision } = row
  const t = page.t
  const waiting = decision === null && request.withdrawnAt === null
  return (
    <Layout
      page={page}
      title={t('recognition.request.title')}
      section="credit"
      noindex
      narrow
      breadcrumb={[...CRUMBS(page), { href: '/credit/requests', label: t('recognition.requests.title') }]}
    >
      <RecordHead
        id={request.facts.definitionVersionId ?? request.credentialId}
        over={t('recognition.request.title')}
        title={page.say(request.facts.title)}
        under={factsLine(page, request.facts)}
        level={1}
      />
      <Facts
        facts={[
          { label: t('recognition.column.campus'), value: row.organisationName },
          { label: t('recognition.column.asked'), value: formatSks(page.language, request.askedSks) },
          { label: t('recognition.column.day'), value: <Day page={page} day={dayOf(request.askedAt)} /> },
          { label: t('recognition.column.state'), value: <State page={page} row={row} /> },
        ]}
      />
      {waiting && (
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
                    {t('recognition.steps.due')} <Day page={page} day={request.dueOn} />
                  </>
                ),
              },
              { state: 'todo', title: t('recognition.steps.account') },
            ]}
          />
          <PostButton page={page} action={`/credit/requests/${request.id}/withdrawal`} kind="quiet">
            {t('recognition.request.withdraw')}
          </PostButton>
        </>
      )}
      {decision !== null && (
        <Paper label={t('recognition.decision.title')}>
          <h2>{t(`recognition.outcome.${decision.outcome}`)}</h2>
          {decision.grantedSks > 0 && (
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
          {decision.grantedSks < request.askedSks && decision.outcome !== 'supplement' && (
            <Reasons page={page} evaluation={decision.trace} asked={decision.inputs.askedSks} />
          )}
          <Trace page={page} rules={rules} evaluation={decision.trace} />
        </Paper>
      )}
      {props.earlier.length > 0 && (
        <p class="small soft">{t('recognition.decision.undone', { count: props.earlier.length })}</p>
      )}
      <p>
        <a href={page.href('/credit')}>{t('recognition.request.back')}</a>
      </p>
    </Layout>
  )
}
