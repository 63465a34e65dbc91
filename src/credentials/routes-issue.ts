import { Hono } from 'hono'
import { type DefinitionVersion, findVersion, findVersions } from '../design/index.ts'
import { type Batch, batchesOf, findBatch, findBatches, participantsOf } from '../enrolment/index.ts'
import { findOrganisation, mayAct, organisationsWhere } from '../organisations/index.ts'
import { findPeople } from '../people/index.ts'
import type { Db } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { readForm } from '../platform/forms.ts'
import { refusalText } from '../platform/html/pieces.tsx'
import { forbidden, notFound, requireActor } from '../platform/http.ts'
import type { Actor, AppContext, AppEnv } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { csvLine } from '../platform/table/index.ts'
import { signingStopped } from '../trust/index.ts'
import { type BatchShown, IssuePage, ReviewPage } from './pages.tsx'
import { JobPage, type JobShown, progressWords } from './pages-job.tsx'
import { reasonsAgainstAward } from './rules.ts'
import { candidatesOf } from './service.ts'
import { startIssueJob } from './service-job.ts'
import { awardedEnrolments } from './store-award.ts'
import { heldOfJob } from './store-held.ts'
import { findJob, jobsOf, rejectedRows } from './store-job.ts'
import { countWork } from './store-overturned.ts'
import { waitingSignatures } from './store-signing.ts'
import { countWaitingFor } from './store-together.ts'
import type { IssueJob } from './types.ts'

const REJECTED_SHOWN = 200
const REJECTED_MOST = 1_000_000
const JOBS_SHOWN = 20

/** Choosing a batch, seeing who passed, and following a bulk award. */
export function issueRoutes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get('/provider/issue', async (c) => {
    const organisationId = issuingOrganisation(c)
    const organisation = (await findOrganisation(deps.db, organisationId)) ?? notFound()
    const batches = await batchesShown(deps.db, organisationId)
    const jobs = await jobsShown(deps.db, await jobsOf(deps.db, organisationId, JOBS_SHOWN))
    const waiting = (await waitingSignatures(deps.db)).failed
    const together = await countWaitingFor(deps.db, organisationId)
    const work = await countWork(deps.db, organisationId)
    const requests = work.requests + work.overturned
    const { name } = organisation
    return c.html(IssuePage({ page: c.var.page, organisation: name, batches, jobs, waiting, together, requests }))
  })
  app.get('/provider/issue/batches/:id', (c) => drawReview(deps, c, c.req.param('id'), []))
  app.post('/provider/issue/jobs', async (c) => {
    const batchId = (await readForm(c)).text('batchId')
    const job = await startIssueJob(deps, requireActor(c), { batchId })
    if (job.ok) return c.redirect(c.var.page.href(`/provider/issue/jobs/${job.value.id}`), 303)
    c.status(422)
    return drawReview(deps, c, batchId, job.refusals)
  })
  app.get('/provider/issue/jobs/:id', async (c) => {
    const job = await ownJob(deps.db, c, c.req.param('id'))
    const [shown] = await jobsShown(deps.db, [job])
    const rejected = await rejectedShown(deps.db, job.id, REJECTED_SHOWN)
    const waiting = job.finishedAt === null ? (await waitingSignatures(deps.db)).failed : 0
    const count = job.finishedAt === null ? await heldOfJob(deps.db, job.id) : 0
    const reasons = count === 0 ? [] : await heldReasons(deps, job)
    const held = { count, reasons }
    return c.html(JobPage({ page: c.var.page, shown: shown ?? notFound(), rejected, waiting, held }))
  })
  app.get('/provider/issue/jobs/:id/progress', async (c) => {
    return c.json(progressWords(c.var.page, await ownJob(deps.db, c, c.req.param('id'))))
  })
  app.get('/provider/issue/jobs/:id/rejected.csv', async (c) => {
    const job = await ownJob(deps.db, c, c.req.param('id'))
    const { page } = c.var
    const head = ['row', 'name', 'reason', 'next'].map((column) => page.t(`credentials.column.${column}`))
    const lines = (await rejectedShown(deps.db, job.id, REJECTED_MOST)).map((row) => {
      const texts = row.refusals.map((refusal) => refusalText(page, refusal))
      return [
        String(row.position),
        row.name,
        texts.map((one) => one.message).join('. '),
        texts.map((one) => one.next).join(' '),
      ]
    })
    return c.body(`\uFEFF${[head, ...lines].map(csvLine).join('')}`, 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${page.t('credentials.rejected.file')}"`,
    })
  })
  return app
}

/** The organisation for which the signed-in person issues; the page of somebody who issues nowhere isn't theirs. */
export function issuingOrganisation(c: AppContext): string {
  return organisationsWhere(requireActor(c), 'issuer')[0] ?? forbidden()
}

async function ownJob(db: Db, c: AppContext, id: string): Promise<IssueJob> {
  const actor = requireActor(c)
  const job = await findJob(db, id)
  return job !== null && mayAct(actor, job.organisationId, 'issuer') ? job : notFound()
}

/** Why signatures of a job are put aside: the issuer's reasons, else those of somebody who issues together with it. */
async function heldReasons({ db, clock }: Deps, job: IssueJob): Promise<readonly Refusal[]> {
  const own = await signingStopped(db, job.organisationId, clock())
  if (own.length > 0) return own
  const beside = (await findVersion(db, job.definitionVersionId))?.coIssuers ?? []
  for (const { organisationId } of beside) {
    const reasons = await signingStopped(db, organisationId, clock())
    if (reasons.length === 0) continue
    const organisation = (await findOrganisation(db, organisationId))?.name ?? ''
    return [{ code: 'credentials.co-issuer-stopped', values: { organisation } }, ...reasons]
  }
  return []
}

async function batchesShown(db: Db, organisationId: string): Promise<BatchShown[]> {
  const batches = await batchesOf(db, { organisationId })
  const versions = await findVersions(db, [...new Set(batches.map((batch) => batch.definitionVersionId))])
  const shown: BatchShown[] = []
  for (const batch of batches) {
    const version = versions.get(batch.definitionVersionId)
    if (version !== undefined) shown.push(await batchShown(db, batch, version))
  }
  return shown
}

async function batchShown(db: Db, batch: Batch, version: DefinitionVersion): Promise<BatchShown> {
  const ids = (await participantsOf(db, batch.id)).map((one) => one.id)
  const { candidates } = await candidatesOf(db, version, ids)
  const awarded = await awardedEnrolments(db, ids)
  return {
    batch,
    version,
    participants: ids.length,
    passed: candidates.filter((one) => one.passed).length,
    awarded: awarded.size,
  }
}

async function jobsShown(db: Db, jobs: readonly IssueJob[]): Promise<JobShown[]> {
  const versions = await findVersions(db, [...new Set(jobs.map((job) => job.definitionVersionId))])
  const batches = await findBatches(db, [...new Set(jobs.map((job) => job.batchId))])
  return jobs.map((job) => ({
    job,
    title: versions.get(job.definitionVersionId)?.title ?? { id: '', en: '' },
    batchName: batches.get(job.batchId)?.name ?? '',
  }))
}

async function rejectedShown(db: Db, jobId: string, most: number) {
  const rows = await rejectedRows(db, jobId, most)
  const people = await findPeople(
    db,
    rows.map((row) => row.personId),
  )
  return rows.map((row) => ({
    position: row.position,
    name: people.get(row.personId)?.name ?? '',
    refusals: row.refusals ?? [],
  }))
}

async function drawReview(deps: Deps, c: AppContext, batchId: string, refusals: readonly Refusal[]): Promise<Response> {
  const actor: Actor = requireActor(c)
  const batch = (await findBatch(deps.db, batchId)) ?? notFound()
  const version = (await findVersion(deps.db, batch.definitionVersionId)) ?? notFound()
  if (!mayAct(actor, version.organisationId, 'issuer')) notFound()
  const people = await participantsOf(deps.db, batch.id)
  const ids = people.map((one) => one.id)
  const candidates = new Map(
    (await candidatesOf(deps.db, version, ids)).candidates.map((one) => [one.enrolmentId, one] as const),
  )
  const awarded = await awardedEnrolments(deps.db, ids)
  const participants = people.map((one) => {
    const candidate = candidates.get(one.id)
    return {
      name: one.name,
      number: one.participantNumber,
      refusals: candidate === undefined ? [] : reasonsAgainstAward(candidate),
      awarded: awarded.has(one.id),
    }
  })
  return c.html(ReviewPage({ page: c.var.page, batch, version, participants, refusals }))
}
