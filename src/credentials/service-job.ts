import { findVersion } from '../design/index.ts'
import { findBatch, participantsOf } from '../enrolment/index.ts'
import { mayAct } from '../organisations/index.ts'
import { record } from '../platform/audit.ts'
import { inTransaction } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import type { Actor } from '../platform/page.ts'
import { accept, type Outcome, refuse } from '../platform/refusal.ts'
import { decideAmong, type Given, mayIssueVersion, withRetry } from './service.ts'
import { wakeWorkers } from './service-signal.ts'
import { findJob, finishJobs, insertJob, openJobOfBatch, settleRows, takeRows } from './store-job.ts'
import type { Decisions, IssueJob } from './types.ts'

/** Rows decided in one transaction: small enough that a kill loses little, large enough to be quick. */
const CHUNK = 100

/**
 * Asks for the awards of everybody in a batch. Stores the job and its rows and answers; the worker goes on from there,
 * also after a crash. While a job of the batch is under way, asking again answers that one.
 *
 * Refusals: `credentials.batch-not-found` (also another organisation's), `credentials.not-allowed`,
 * `credentials.batch-empty`, and those of `trust`.
 */
export async function startIssueJob(deps: Given, actor: Actor, asked: { batchId: string }): Promise<Outcome<IssueJob>> {
  const batch = await findBatch(deps.db, asked.batchId)
  const version = batch === null ? null : await findVersion(deps.db, batch.definitionVersionId)
  if (batch === null || version === null || !actor.roles.some((held) => held.organisationId === version.organisationId))
    return refuse({ code: 'credentials.batch-not-found' })
  if (!mayAct(actor, version.organisationId, 'issuer')) return refuse({ code: 'credentials.not-allowed' })
  const at = deps.clock()
  const allowed = await mayIssueVersion(deps.db, version, at)
  if (!allowed.ok) return allowed
  const participants = await participantsOf(deps.db, batch.id)
  if (participants.length === 0) return refuse({ code: 'credentials.batch-empty' })
  const id = newId()
  const { organisationId } = version
  const job = await inTransaction(deps.db, async (tx) => {
    const fresh = {
      id,
      organisationId,
      definitionVersionId: version.id,
      batchId: batch.id,
      askedBy: actor.personId,
      askedAt: at,
    }
    const rows = participants.map((one) => ({ personId: one.personId, enrolmentId: one.id }))
    if (!(await insertJob(tx, fresh, rows))) return openJobOfBatch(tx, batch.id)
    await record(tx, {
      at,
      actorId: actor.personId,
      organisationId,
      verb: 'issue-job.begin',
      subject: id,
      detail: { rows: rows.length },
    })
    return findJob(tx, id)
  })
  wakeWorkers()
  // The job that was under way may have finished in between: then this one is asked anew.
  return job === null ? startIssueJob(deps, actor, asked) : accept(job)
}

/**
 * Carries jobs on: chunk after chunk, each decided, counted and committed as one, until nothing waits or `stopped`
 * answers true. Several processes share the rows of a job. Answers how many rows were settled.
 */
export async function runIssueJobs(deps: Given, stopped: () => boolean = () => false): Promise<number> {
  let settled = 0
  while (!stopped()) {
    const rows = await runChunk(deps)
    if (rows === 0) break
    settled += rows
    wakeWorkers()
  }
  await finishJobs(deps.db, deps.clock())
  return settled
}

function runChunk(deps: Given): Promise<number> {
  return withRetry(deps.db, async (tx) => {
    const taken = await takeRows(tx, CHUNK)
    if (taken === null) return 0
    const { job, rows } = taken
    const version = await findVersion(tx, job.definitionVersionId)
    if (version === null) throw new RangeError(`the version of job ${job.id} is gone`)
    const enrolmentIds = rows.map((row) => row.enrolmentId)
    // Asked for each chunk: an issuer whose listing ends while its job runs awards nothing more (F012).
    const allowed = await mayIssueVersion(tx, version, deps.clock())
    const decider = { personId: job.askedBy, issueJobId: job.id, isListed: allowed.ok }
    const decisions: Decisions = allowed.ok
      ? await decideAmong(tx, deps, decider, version, enrolmentIds)
      : {
          awarded: [],
          already: [],
          rejected: enrolmentIds.map((enrolmentId) => ({ enrolmentId, refusals: allowed.refusals })),
        }
    const awarded = decisions.awarded.flatMap((award) => (award.enrolmentId === null ? [] : [award.enrolmentId]))
    const rejected = new Set(decisions.rejected.map((one) => one.enrolmentId))
    const already = enrolmentIds.filter((id) => !awarded.includes(id) && !rejected.has(id))
    await settleRows(tx, job.id, { awarded, already, rejected: decisions.rejected }, deps.clock())
    return rows.length
  })
}
