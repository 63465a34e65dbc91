import { ASSESSMENT_METHODS, type DefinitionVersion, findVersion } from '../design/index.ts'
import { type Batch, type Enrolment, findBatch, findEnrolment, participantsOf } from '../enrolment/index.ts'
import { mayAct } from '../organisations/index.ts'
import { record } from '../platform/audit.ts'
import { dayOf } from '../platform/clock.ts'
import { type Db, inTransaction } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { newId } from '../platform/ids.ts'
import type { Actor } from '../platform/page.ts'
import { accept, type Outcome, type Refusal, refuse } from '../platform/refusal.ts'
import { assessorRefusal, checkResult, standingOf } from './rules.ts'
import { attemptsElsewhere, insertResults, lockEnrolments, standingResults } from './store.ts'
import type { BatchProgress, CheckedResult, Result, ResultForm, Standing } from './types.ts'

export type Given = Pick<Deps, 'db' | 'clock'>

/** Whether somebody may assess in an organisation. */
export function mayAssess(actor: Actor | null, organisationId: string): boolean {
  return mayAct(actor, organisationId, 'assessor')
}

/** An enrolment with what it is assessed by; nothing where this person has no right to it. */
export async function assessable(
  db: Db,
  actor: Actor | null,
  enrolmentId: string,
): Promise<{ enrolment: Enrolment; batch: Batch; version: DefinitionVersion } | null> {
  const enrolment = await findEnrolment(db, enrolmentId)
  if (enrolment === null || !mayAssess(actor, enrolment.organisationId)) return null
  const [batch, version] = await Promise.all([
    findBatch(db, enrolment.batchId),
    findVersion(db, enrolment.definitionVersionId),
  ])
  return batch === null || version === null ? null : { enrolment, batch, version }
}

/** Where an enrolment stands; an unknown one stands nowhere: not passed. */
export async function standing(db: Db, enrolmentId: string): Promise<Standing> {
  const enrolment = await findEnrolment(db, enrolmentId)
  const version = enrolment === null ? null : await findVersion(db, enrolment.definitionVersionId)
  return standingOf(version?.outcomes ?? [], await standingResults(db, [enrolmentId]))
}

/** Where everybody with a seat in a batch stands, by enrolment id. */
export async function standings(db: Db, batchId: string): Promise<ReadonlyMap<string, Standing>> {
  const batch = await findBatch(db, batchId)
  const version = batch === null ? null : await findVersion(db, batch.definitionVersionId)
  if (version === null) return new Map()
  const participants = await participantsOf(db, batchId)
  return standingsAmong(
    db,
    version,
    participants.map((one) => one.id),
  )
}

/** Where several enrolments of one version stand. */
export async function standingsAmong(
  db: Db,
  version: DefinitionVersion,
  enrolmentIds: readonly string[],
): Promise<ReadonlyMap<string, Standing>> {
  const results = new Map<string, Result[]>()
  for (const result of await standingResults(db, enrolmentIds))
    results.set(result.enrolmentId, [...(results.get(result.enrolmentId) ?? []), result])
  return new Map(enrolmentIds.map((id) => [id, standingOf(version.outcomes, results.get(id) ?? [])] as const))
}

/** How many of a batch were assessed, and how many passed. */
export async function batchProgress(db: Db, batchId: string): Promise<BatchProgress> {
  const all = [...(await standings(db, batchId)).values()]
  return {
    participants: all.length,
    assessed: all.filter((one) => one.attempt > 0).length,
    passed: all.filter((one) => one.passed).length,
  }
}

/** Results of one learner to be written, checked. */
export interface Recording {
  readonly enrolment: Enrolment
  readonly results: readonly CheckedResult[]
  /** The attempt meant; nothing is the one under way, or the first. */
  readonly attempt: number | null
  /** What the source didn't say and was filled in: no reason to correct what stands. */
  readonly unsaid?: readonly ('method' | 'evidence' | 'assessedOn')[]
}

/** What became of results: `unchanged` stood there already with the same content. */
export interface Recorded {
  readonly created: number
  readonly corrected: number
  readonly unchanged: number
}

/**
 * Writes checked results in the caller's transaction. The same result again changes nothing; another one for the same
 * outcome and attempt is a correction: a new row that names the one it replaces.
 */
export async function writeResults(
  tx: Db,
  actor: Actor,
  batch: Batch,
  recordings: readonly Recording[],
  at: Date,
): Promise<Recorded> {
  const ids = recordings.map((recording) => recording.enrolment.id)
  await lockEnrolments(tx, ids)
  const elsewhere = await attemptsElsewhere(
    tx,
    batch.definitionVersionId,
    batch.id,
    recordings.map((recording) => recording.enrolment.personId),
  )
  const known = await standingResults(tx, ids)
  const counts = { created: 0, corrected: 0, unchanged: 0 }
  const rows: Result[] = []
  for (const { enrolment, results, attempt, unsaid = [] } of recordings) {
    const own = known.filter((result) => result.enrolmentId === enrolment.id)
    const before = elsewhere.get(enrolment.personId) ?? 0
    const latest = Math.max(before + 1, ...own.map((result) => result.attempt))
    const meant = attempt === null ? latest : Math.max(before + 1, attempt)
    for (const one of results) {
      const stands = own.find((result) => result.outcomeId === one.outcomeId && result.attempt === meant)
      if (stands !== undefined && sameResult(stands, one, unsaid)) {
        counts.unchanged += 1
        continue
      }
      if (stands === undefined) counts.created += 1
      else counts.corrected += 1
      const { rounded: _, ...content } = one
      rows.push({
        ...content,
        id: newId(),
        personId: enrolment.personId,
        enrolmentId: enrolment.id,
        attempt: meant,
        assessorId: actor.personId,
        recordedAt: at,
        replacesId: stands?.id ?? null,
        replacedAt: null,
      })
    }
  }
  await insertResults(tx, rows)
  return counts
}

function sameResult(stands: Result, one: CheckedResult, unsaid: NonNullable<Recording['unsaid']>): boolean {
  return (
    stands.score === one.score &&
    stands.passed === one.passed &&
    (unsaid.includes('method') || stands.method === one.method) &&
    (unsaid.includes('assessedOn') || stands.assessedOn === one.assessedOn) &&
    (unsaid.includes('evidence') || stands.evidence.join('\n') === one.evidence.join('\n'))
  )
}

/**
 * Records results of one learner as typed; a line with an empty score is passed over. All of it, or nothing.
 *
 * Refusals: `assessment.enrolment-not-found` (also another organisation's), `assessment.own-enrolment`,
 * `assessment.withdrawn`, `assessment.nothing-recorded`, `assessment.attempt-out-of-order`, and those of `checkResult`,
 * each at `<outcome code>-<field>`, as `O2-score`.
 */
export async function recordResults(
  deps: Given,
  actor: Actor,
  enrolmentId: string,
  forms: readonly ResultForm[],
  attempt: number | null = null,
): Promise<Outcome<Recorded>> {
  const at = deps.clock()
  return inTransaction(deps.db, async (tx) => {
    const found = await assessable(tx, actor, enrolmentId)
    if (found === null) return refuse({ code: 'assessment.enrolment-not-found' })
    const { enrolment, batch, version } = found
    const barred = assessorRefusal({
      assessorId: actor.personId,
      personId: enrolment.personId,
      withdrawn: enrolment.withdrawnAt !== null,
    })
    if (barred !== null) return refuse(barred)
    const refusals: Refusal[] = []
    const results: CheckedResult[] = []
    for (const form of forms.filter((one) => one.score !== '')) {
      const outcome = version.outcomes.find((one) => one.id === form.outcomeId)
      const checked = checkResult(form, {
        outcome,
        methods: ASSESSMENT_METHODS,
        startsOn: batch.startsOn,
        today: dayOf(at),
      })
      if (checked.ok) results.push(checked.value)
      else
        refusals.push(
          ...checked.refusals.map((refusal) => ({
            ...refusal,
            at: `O${outcome?.position ?? 0}-${refusal.at ?? 'score'}`,
          })),
        )
    }
    const [first, ...more] = refusals
    if (first !== undefined) return refuse(first, ...more)
    if (results.length === 0) return refuse({ code: 'assessment.nothing-recorded', at: 'O1-score' })
    const latest = Math.max(0, ...(await standingResults(tx, [enrolmentId])).map((result) => result.attempt))
    if (attempt !== null && latest > 0 && attempt > latest + 1)
      return refuse({ code: 'assessment.attempt-out-of-order', values: { next: latest + 1 } })
    const recorded = await writeResults(tx, actor, batch, [{ enrolment, results, attempt }], at)
    await record(tx, {
      at,
      actorId: actor.personId,
      organisationId: batch.organisationId,
      verb: 'result.record',
      subject: enrolmentId,
      detail: { ...recorded },
    })
    return accept(recorded)
  })
}
