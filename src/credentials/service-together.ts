import { findVersions } from '../design/index.ts'
import { leaveRows } from '../log/index.ts'
import { mayAct } from '../organisations/index.ts'
import { record } from '../platform/audit.ts'
import { type Db, inTransaction } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import type { Actor } from '../platform/page.ts'
import { accept, type Outcome, type Refusal, refuse } from '../platform/refusal.ts'
import { mayIssue } from '../trust/index.ts'
import { togetherPolicy } from './library.ts'
import { missingApprovals, reasonsAgainstDecision } from './rules-together.ts'
import type { Given } from './service.ts'
import { wakeWorkers } from './service-signal.ts'
import type { AwardHooks } from './service-signing.ts'
import { writeChanges } from './service-status.ts'
import { standingsOf } from './store-award.ts'
import { DECISION, logReaders } from './store-log.ts'
import { promiseSignatures } from './store-signing.ts'
import { insertDecisions, moveTogether, setApproval, takeOverdue, togetherAmong } from './store-together.ts'
import type { Standing, Together, TogetherDecision } from './types.ts'

/** Most awards in one decision; a bigger batch is decided in several. */
export const TOGETHER_MOST = 500
const NOTE_LETTERS = 500
const OVERDUE = 100
/** Who the record says acted where time did, and nobody. */
const NOBODY = 'lumbung'

/** What an organisation's authorised person decides about awards that wait for it. */
export interface TogetherAsked {
  readonly organisationId: string
  readonly credentialIds: readonly string[]
  readonly decision: TogetherDecision['decision']
  /** Why it refuses: a code of `data/co-issue.json`. */
  readonly reason?: string
  /** For the organisations' own files; not published. */
  readonly note?: string
}

/** What became of each award: decided (also where it was decided so before), or not, with every reason. */
export interface TogetherDone {
  readonly decided: readonly string[]
  readonly refused: readonly { readonly credentialId: string; readonly refusals: readonly Refusal[] }[]
}

/**
 * Decides, for a co-issuer, about awards that wait for it: approves, takes an approval back before everybody has approved, or
 * refuses, which ends the award for good and tells the learner. One transaction with the decisions, their leaves in the log, and,
 * where the last approval came, the promised signatures. A row that can't be decided so keeps none of the others.
 *
 * Refusals of the whole: `credentials.organisation-not-found`, `credentials.not-allowed`, `credentials.none-chosen`,
 * `credentials.too-many` (over 500), `credentials.reason-missing`, `credentials.note-too-long`; and where nothing can be
 * decided, the reasons of the first: `credentials.credential-not-found`, `credentials.together-settled`,
 * `credentials.together-late`, `credentials.together-own`, `credentials.together-same-person`,
 * `credentials.together-not-approved`, and those of `trust`.
 */
export async function decideTogether(
  deps: Given,
  actor: Actor,
  asked: TogetherAsked,
  hooks: AwardHooks = {},
): Promise<Outcome<TogetherDone>> {
  const ids = [...new Set(asked.credentialIds)]
  const [first, ...more] = faultsOfAsked(actor, asked, ids)
  if (first !== undefined) return refuse(first, ...more)
  const outcome = await inTransaction(deps.db, async (tx): Promise<Outcome<TogetherDone>> => {
    const at = deps.clock()
    const waiting = await togetherAmong(tx, ids, true)
    const standings = new Map((await standingsOf(tx, ids, true)).map((one) => [one.id, one] as const))
    const stopped = await stoppedVersions(tx, asked.organisationId, [...standings.values()], at)
    const rows = ids.map((credentialId) => {
      const together = waiting.get(credentialId)
      const standing = standings.get(credentialId)
      const part = together?.parts.find((one) => one.position > 0 && one.organisationId === asked.organisationId)
      if (together === undefined || standing === undefined || part === undefined)
        return { credentialId, refusals: [{ code: 'credentials.credential-not-found' }] as readonly Refusal[] }
      const { award, holderId } = standing
      const about = {
        together,
        isApproved: part.isApproved,
        personId: award.personId,
        holderId,
        decidedBy: award.decidedBy,
      }
      const reasons = reasonsAgainstDecision({ ...about, decision: asked.decision, actorId: actor.personId, now: at })
      const stop = asked.decision === 'approve' ? (stopped.get(award.definitionVersionId) ?? []) : []
      return {
        credentialId,
        refusals: [...reasons, ...stop],
        together,
        standing,
        isRepeat: asked.decision === 'approve' && part.isApproved,
      }
    })
    const possible = rows.filter(({ refusals }) => refusals.length === 0)
    const refused = rows.filter(({ refusals }) => refusals.length > 0)
    if (possible.length === 0) return refuseAll(refused)
    await carryOut(
      tx,
      actor,
      asked,
      possible.flatMap(({ together, standing, isRepeat }) =>
        together === undefined || standing === undefined || isRepeat ? [] : [{ together, standing }],
      ),
      at,
      hooks,
    )
    return accept({
      decided: possible.map(({ credentialId }) => credentialId),
      refused: refused.map(({ credentialId, refusals }) => ({ credentialId, refusals })),
    })
  })
  wakeWorkers()
  return outcome
}

function refuseAll(refused: readonly { readonly refusals: readonly Refusal[] }[]): Outcome<TogetherDone> {
  const [first = { code: 'credentials.credential-not-found' }, ...more] = refused[0]?.refusals ?? []
  return refuse(first, ...more)
}

function faultsOfAsked(actor: Actor, asked: TogetherAsked, ids: readonly string[]): Refusal[] {
  const { organisationId, decision, reason, note } = asked
  if (!actor.roles.some((held) => held.organisationId === organisationId))
    return [{ code: 'credentials.organisation-not-found' }]
  if (!mayAct(actor, organisationId, 'issuer')) return [{ code: 'credentials.not-allowed' }]
  if (ids.length === 0) return [{ code: 'credentials.none-chosen', at: 'credentialIds' }]
  if (ids.length > TOGETHER_MOST)
    return [{ code: 'credentials.too-many', at: 'credentialIds', values: { most: TOGETHER_MOST } }]
  const faults: Refusal[] = []
  if (decision === 'refuse' && !togetherPolicy().reasons.some(({ code }) => code === reason))
    faults.push({ code: 'credentials.reason-missing', at: 'reason' })
  if ((note ?? '').length > NOTE_LETTERS)
    faults.push({ code: 'credentials.note-too-long', at: 'note', values: { most: NOTE_LETTERS } })
  return faults
}

/** Versions that the register doesn't let the organisation issue now, with the reasons. */
async function stoppedVersions(
  db: Db,
  organisationId: string,
  standings: readonly Standing[],
  at: Date,
): Promise<ReadonlyMap<string, readonly Refusal[]>> {
  const versions = await findVersions(db, [...new Set(standings.map(({ award }) => award.definitionVersionId))])
  const stopped = new Map<string, readonly Refusal[]>()
  for (const { id, kind, field, kkniLevel: level } of versions.values()) {
    const allowed = await mayIssue(db, organisationId, { kind, field, level }, at)
    if (!allowed.ok) stopped.set(id, allowed.refusals)
  }
  return stopped
}

interface Decided {
  readonly together: Together
  readonly standing: Standing
}

async function carryOut(
  tx: Db,
  actor: Actor,
  asked: TogetherAsked,
  decided: readonly Decided[],
  at: Date,
  hooks: AwardHooks,
): Promise<void> {
  if (decided.length === 0) return
  const { organisationId, decision } = asked
  const { personId } = actor
  const ids = decided.map(({ standing }) => standing.id)
  await writeDecisions(tx, actor, asked, decided, at)
  if (decision === 'refuse') {
    await moveTogether(tx, ids, 'refused', at)
    const standings = decided.map(({ standing }) => standing)
    const change = { change: 'revoke', reason: 'co-issuer-refused' } as const
    await writeChanges(tx, { personId, organisationId, at }, standings, change, hooks)
    return
  }
  await setApproval(tx, organisationId, ids, decision === 'approve' ? at : null)
  const complete = decided.filter(
    ({ together }) => decision === 'approve' && missingApprovals(together).every((id) => id === organisationId),
  )
  await moveTogether(
    tx,
    complete.map(({ standing }) => standing.id),
    'signing',
    null,
  )
  await promiseSignatures(
    tx,
    complete.map(({ standing }) => standing.award),
  )
}

async function writeDecisions(
  tx: Db,
  actor: Actor,
  { organisationId, decision, reason, note }: TogetherAsked,
  decided: readonly Decided[],
  at: Date,
): Promise<void> {
  const rows = decided.map(
    ({ standing }): TogetherDecision => ({
      id: newId(),
      personId: standing.personId,
      credentialId: standing.id,
      organisationId,
      decision,
      reasonCode: decision === 'refuse' ? (reason ?? null) : null,
      note: note === undefined || note === '' ? null : note,
      decidedBy: actor.personId,
      decidedAt: at,
    }),
  )
  await insertDecisions(tx, rows)
  const deeds = rows.map(({ id, personId }) => ({
    kind: 'award' as const,
    subject: DECISION,
    subjectId: `${personId}/${id}`,
    organisationId,
    personId,
  }))
  await leaveRows(tx, at, logReaders[DECISION], deeds)
  for (const { credentialId, reasonCode } of rows)
    await record(tx, {
      at,
      actorId: actor.personId,
      organisationId,
      verb: `co-issue.${decision}`,
      subject: credentialId,
      ...(reasonCode === null ? {} : { detail: { reason: reasonCode } }),
    })
}

/**
 * Ends awards whose co-issuers didn't approve in time: they are withdrawn with that reason, and the learner is told. Safe to
 * kill and to run in several processes. Answers how many.
 */
export function endOverdue(deps: Given, hooks: AwardHooks = {}): Promise<number> {
  return inTransaction(deps.db, async (tx) => {
    const at = deps.clock()
    const ids = await takeOverdue(tx, at, OVERDUE)
    await moveTogether(tx, ids, 'expired', at)
    await endUnissued(tx, ids, 'co-issue-expired', at, hooks)
    return ids.length
  })
}

/** Withdraws awards that will never be issued, each in the name of its issuer. */
export async function endUnissued(tx: Db, ids: readonly string[], reason: string, at: Date, hooks: AwardHooks) {
  const standings = await standingsOf(tx, ids, true)
  for (const organisationId of new Set(standings.map(({ award }) => award.organisationId))) {
    const own = standings.filter(
      ({ award, change }) => award.organisationId === organisationId && change?.change !== 'revoke',
    )
    await writeChanges(tx, { personId: NOBODY, organisationId, at }, own, { change: 'revoke', reason }, hooks)
  }
}
