import { formatNumber } from '../platform/format.ts'
import { addIsland } from '../platform/html/assets.ts'
import { Layout } from '../platform/html/layout.tsx'
import {
  Button,
  Dotted,
  FlowTable,
  type Html,
  Instant,
  markup,
  Note,
  Progress,
  refusalText,
  Sums,
} from '../platform/html/pieces.tsx'
import type { Bilingual, Page } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { paceOf } from './rules.ts'
import type { IssueJob } from './types.ts'

addIsland('issue-progress.js', new URL('./browser/progress.ts', import.meta.url))

const ISSUE = '/provider/issue'

/** A job with the names that lists show. */
export interface JobShown {
  readonly job: IssueJob
  readonly title: Bilingual
  readonly batchName: string
}

/** Says in one sentence that decided awards wait for the signer. */
export function SignerNote({ page, waiting }: { page: Page; waiting: number }): Html {
  if (waiting === 0) return markup('')
  return (
    <Note tone="warn" title={page.t('credentials.signer.away')}>
      <p>{page.t('credentials.signer.away-means', { count: waiting })}</p>
    </Note>
  )
}

/** What the page says of a job's progress; the script that follows it gets the same words. */
export function progressWords(page: Page, job: IssueJob) {
  const { done, perSecond } = paceOf(job)
  const n = (value: number) => formatNumber(page.language, value)
  const seconds = perSecond > 0 ? Math.ceil((job.total - done) / perSecond) : 0
  const time =
    seconds < 90
      ? page.t('platform.duration.seconds', { count: seconds })
      : page.t('platform.duration.minutes', { count: Math.round(seconds / 60) })
  return {
    done,
    total: job.total,
    label: page.t('credentials.job.label', { done, total: job.total }),
    pace:
      perSecond > 0 && done < job.total ? page.t('platform.progress.rate', { rate: Math.round(perSecond), time }) : '',
    counts: { total: n(job.total), signed: n(job.signed), rejected: n(job.rejected), already: n(job.already) },
    finished: job.finishedAt !== null,
  }
}

/** A rejected row of a job, with the name that the roster knows. */
export interface RejectedShown {
  readonly position: number
  readonly name: string
  readonly refusals: readonly Refusal[]
}

/** A bulk award under way or finished. Follows by itself with JavaScript and, by asking again, without. */
export function JobPage(props: {
  page: Page
  shown: JobShown
  rejected: readonly RejectedShown[]
  waiting: number
  held: Held
}): Html {
  const { page, rejected } = props
  const { job, title, batchName } = props.shown
  const t = page.t
  const words = progressWords(page, job)
  const running = job.finishedAt === null
  const path = `${ISSUE}/jobs/${job.id}`
  return (
    <Layout
      page={page}
      title={t(running ? 'credentials.job.title' : 'credentials.job.title-finished', { count: job.total })}
      section="provider"
      room
      noindex
      islands={running ? ['issue-progress.js'] : []}
      breadcrumb={[{ href: ISSUE, label: t('credentials.issue.title') }]}
    >
      {/* As text: the page's frame would move the element into the head, where it also works with scripts. */}
      {running && markup('<noscript><meta http-equiv="refresh" content="3"></noscript>')}
      <h1>{t(running ? 'credentials.job.title' : 'credentials.job.title-finished', { count: job.total })}</h1>
      <p class="soft">
        <Dotted parts={[page.say(title), batchName]} />
      </p>
      <SignerNote page={page} waiting={props.waiting} />
      <HeldNote page={page} held={props.held} />
      <div data-progress={running ? page.href(`${path}/progress`) : undefined}>
        <Progress
          page={page}
          label={words.label}
          done={words.done}
          total={words.total}
          perSecond={running ? paceOf(job).perSecond : 0}
        >
          <p class="small num">
            {running || job.finishedAt === null ? (
              t('credentials.job.may-close')
            ) : (
              <>
                {t('credentials.job.finished-at')} <Instant page={page} at={job.finishedAt} />
              </>
            )}
          </p>
        </Progress>
      </div>
      <p class="vh" aria-live="polite" data-progress-spoken=""></p>
      <Sums
        sums={[
          { label: t('credentials.job.total'), value: <span data-count="total">{words.counts.total}</span> },
          { label: t('credentials.job.signed'), value: <span data-count="signed">{words.counts.signed}</span> },
          { label: t('credentials.job.rejected'), value: <span data-count="rejected">{words.counts.rejected}</span> },
          { label: t('credentials.job.already'), value: <span data-count="already">{words.counts.already}</span> },
        ]}
      />
      {job.rejected > 0 && <RejectedTable page={page} job={job} rejected={rejected} />}
    </Layout>
  )
}

/** How many signatures of a job are put aside, and why the issuer may sign nothing now. */
export interface Held {
  readonly count: number
  readonly reasons: readonly Refusal[]
}

function HeldNote({ page, held }: { page: Page; held: Held }): Html {
  if (held.count === 0) return markup('')
  return (
    <Note tone="warn" title={page.t('credentials.held.title', { count: held.count })}>
      <p>{page.t('credentials.held.means')}</p>
      <ul>
        {held.reasons.map((reason) => {
          const { message, next } = refusalText(page, reason)
          return (
            <li>
              {message}. {next}
            </li>
          )
        })}
      </ul>
    </Note>
  )
}

function RejectedTable({
  page,
  job,
  rejected,
}: {
  page: Page
  job: IssueJob
  rejected: readonly RejectedShown[]
}): Html {
  const t = page.t
  return (
    <>
      <h2>{t('credentials.rejected.title', { count: job.rejected })}</h2>
      <p class="row small">
        <Button kind="quiet" href={page.href(`${ISSUE}/jobs/${job.id}/rejected.csv`)} download>
          {t('credentials.rejected.download')}
        </Button>
        <span>{t('credentials.rejected.means')}</span>
      </p>
      <FlowTable
        page={page}
        caption={t('credentials.rejected.title', { count: job.rejected })}
        captionHidden
        columns={[
          { label: t('credentials.column.row'), numeric: true },
          { label: t('credentials.column.name'), header: true },
          { label: t('credentials.column.reason'), full: true },
          { label: t('credentials.column.next'), full: true },
        ]}
        rows={rejected.map((row) => {
          const texts = row.refusals.map((refusal) => refusalText(page, refusal))
          return {
            cells: [
              formatNumber(page.language, row.position),
              row.name,
              texts.map((one) => one.message).join('. '),
              texts.map((one) => one.next).join(' '),
            ],
          }
        })}
      />
      {rejected.length < job.rejected && (
        <p class="small soft">{t('credentials.rejected.more', { count: job.rejected - rejected.length })}</p>
      )}
    </>
  )
}
