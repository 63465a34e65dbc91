import type { DefinitionVersion } from '../design/index.ts'
import type { Batch } from '../enrolment/index.ts'
import { formatNumber } from '../platform/format.ts'
import { Layout } from '../platform/html/layout.tsx'
import {
  Button,
  Day,
  EmptyState,
  ErrorSummary,
  Finding,
  FlowTable,
  type Html,
  Instant,
  PostForm,
  RecordHead,
  refusalText,
  Sums,
} from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { type JobShown, SignerNote } from './pages-job.tsx'

const ISSUE = '/provider/issue'

/** A batch with how far it is from its awards. */
export interface BatchShown {
  readonly batch: Batch
  readonly version: DefinitionVersion
  readonly participants: number
  readonly passed: number
  readonly awarded: number
}

/** Choose what to issue: the batches of the organisation, what is ready in each, and the jobs so far. */
export function IssuePage(props: {
  page: Page
  organisation: string
  batches: readonly BatchShown[]
  jobs: readonly JobShown[]
  waiting: number
  /** Awards that wait for this organisation as a co-issuer. */
  together: number
  /** What decisions on prior learning ask for: awards, and changes of awards. */
  requests: number
}): Html {
  const { page, batches, jobs } = props
  const t = page.t
  return (
    <Layout
      page={page}
      title={t('credentials.issue.title')}
      section="provider"
      room
      noindex
      breadcrumb={[{ href: '/provider', label: t('enrolment.provider') }]}
    >
      <div class="row">
        <h1>{t('credentials.issue.title')}</h1>
        <span class="end row">
          <Button kind="quiet" href={page.href(`${ISSUE}/together`)}>
            {t('credentials.together.link', { count: props.together })}
          </Button>
          <Button kind="quiet" href={page.href(`${ISSUE}/requests`)}>
            {t('credentials.requests.link', { count: props.requests })}
          </Button>
          <Button kind="quiet" href={page.href(`${ISSUE}/orders`)}>
            {t('credentials.orders.title')}
          </Button>
          <Button kind="quiet" href={page.href(`${ISSUE}/credentials`)}>
            {t('credentials.issue.issued')}
          </Button>
        </span>
      </div>
      <p class="soft">{props.organisation}</p>
      <SignerNote page={page} waiting={props.waiting} />
      {batches.length === 0 ? (
        <EmptyState title={t('credentials.issue.none')}>
          <p>{t('credentials.issue.none-next')}</p>
        </EmptyState>
      ) : (
        <FlowTable
          page={page}
          caption={t('credentials.issue.batches')}
          captionHidden
          columns={[
            { label: t('credentials.column.batch'), header: true, full: true },
            { label: t('credentials.column.ends') },
            { label: t('credentials.column.participants'), numeric: true },
            { label: t('credentials.column.passed'), numeric: true },
            { label: t('credentials.column.awarded'), numeric: true },
            { label: t('credentials.column.ready'), full: true },
          ]}
          rows={batches.map((one) => ({
            cells: [
              <>
                <a href={page.href(`${ISSUE}/batches/${one.batch.id}`)}>{page.say(one.version.title)}</a>
                <div class="soft small">{one.batch.name}</div>
              </>,
              <Day page={page} day={one.batch.endsOn} />,
              formatNumber(page.language, one.participants),
              formatNumber(page.language, one.passed),
              formatNumber(page.language, one.awarded),
              <Readiness page={page} shown={one} />,
            ],
          }))}
        />
      )}
      {jobs.length > 0 && <JobsTable page={page} jobs={jobs} />}
    </Layout>
  )
}

function Readiness({ page, shown }: { page: Page; shown: BatchShown }): Html {
  const count = shown.passed - shown.awarded
  if (count > 0) return <Finding tone="pass">{page.t('credentials.issue.ready', { count })}</Finding>
  return (
    <span class="soft">
      {page.t(shown.awarded > 0 ? 'credentials.issue.all-awarded' : 'credentials.issue.nobody-yet')}
    </span>
  )
}

function JobsTable({ page, jobs }: { page: Page; jobs: readonly JobShown[] }): Html {
  const t = page.t
  return (
    <>
      <h2>{t('credentials.jobs.title')}</h2>
      <FlowTable
        page={page}
        caption={t('credentials.jobs.title')}
        captionHidden
        columns={[
          { label: t('credentials.column.batch'), header: true, full: true },
          { label: t('credentials.column.asked') },
          { label: t('credentials.column.awarded'), numeric: true },
          { label: t('credentials.column.rejected'), numeric: true },
          { label: t('credentials.column.state') },
        ]}
        rows={jobs.map(({ job, title, batchName }) => ({
          cells: [
            <a href={page.href(`${ISSUE}/jobs/${job.id}`)}>{`${page.say(title)}, ${batchName}`}</a>,
            <Instant page={page} at={job.askedAt} />,
            formatNumber(page.language, job.awarded),
            formatNumber(page.language, job.rejected),
            job.finishedAt === null ? (
              <Finding tone="unknown">{t('credentials.jobs.running')}</Finding>
            ) : (
              <Finding tone="pass">{t('credentials.jobs.finished')}</Finding>
            ),
          ],
        }))}
      />
    </>
  )
}

/** A participant before the award: passes, lacks outcomes, or has the award already. */
export interface ParticipantShown {
  readonly name: string
  readonly number: string | null
  readonly refusals: readonly Refusal[]
  readonly awarded: boolean
}

/** Who passed, who lacks what, and the button that awards those who passed. */
export function ReviewPage(props: {
  page: Page
  batch: Batch
  version: DefinitionVersion
  participants: readonly ParticipantShown[]
  refusals: readonly Refusal[]
}): Html {
  const { page, batch, version, participants } = props
  const t = page.t
  const ready = participants.filter((one) => one.refusals.length === 0 && !one.awarded)
  const lacking = participants.filter((one) => one.refusals.length > 0 && !one.awarded)
  return (
    <Layout
      page={page}
      title={t('credentials.review.title')}
      section="provider"
      room
      noindex
      failed={props.refusals.length > 0}
      switchPath={`${ISSUE}/batches/${batch.id}`}
      breadcrumb={[{ href: ISSUE, label: t('credentials.issue.title') }]}
    >
      <ErrorSummary page={page} refusals={props.refusals} />
      <div class="paper">
        <RecordHead id={version.definitionId} level={1} title={page.say(version.title)} under={batch.name} />
      </div>
      <Sums
        sums={[
          { label: t('credentials.column.participants'), value: formatNumber(page.language, participants.length) },
          { label: t('credentials.review.ready'), value: formatNumber(page.language, ready.length) },
          { label: t('credentials.review.lacking'), value: formatNumber(page.language, lacking.length) },
          {
            label: t('credentials.review.already'),
            value: formatNumber(page.language, participants.filter((one) => one.awarded).length),
          },
        ]}
      />
      {ready.length > 0 && (
        <PostForm page={page} action={`${ISSUE}/jobs`}>
          <input type="hidden" name="batchId" value={batch.id} />
          <p>{t('credentials.review.means', { count: ready.length })}</p>
          <Button>{t('credentials.review.confirm', { count: ready.length })}</Button>
        </PostForm>
      )}
      <h2>{t('credentials.review.list')}</h2>
      <FlowTable
        page={page}
        caption={t('credentials.review.list')}
        captionHidden
        columns={[
          { label: t('credentials.column.name'), header: true, full: true },
          { label: t('credentials.column.number') },
          { label: t('credentials.column.result'), full: true },
        ]}
        rows={[...lacking, ...ready, ...participants.filter((one) => one.awarded)].map((one) => ({
          cells: [one.name, one.number ?? '', <ResultOf page={page} shown={one} />],
        }))}
      />
    </Layout>
  )
}

function ResultOf({ page, shown }: { page: Page; shown: ParticipantShown }): Html {
  if (shown.awarded) return <Finding tone="plain">{page.t('credentials.result.already')}</Finding>
  if (shown.refusals.length === 0) return <Finding tone="pass">{page.t('credentials.result.passed')}</Finding>
  return <Finding tone="fail">{shown.refusals.map((refusal) => refusalText(page, refusal).message).join('. ')}</Finding>
}
