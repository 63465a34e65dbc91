import { holdersOf, mayAct } from '../../organisations/index.ts'
import { record } from '../../platform/audit.ts'
import { type Db, inTransaction } from '../../platform/database.ts'
import type { Deps } from '../../platform/deps.ts'
import { promise } from '../../platform/outbox.ts'
import type { Actor } from '../../platform/page.ts'
import { accept, type Outcome, type Refusal, refuse } from '../../platform/refusal.ts'
import { checklistById } from '../library.ts'
import { covers } from '../rules.ts'
import { bodyPeriods } from '../rules-knowledge.ts'
import { knownEntry } from '../service-ask.ts'
import { lockOrganisation } from '../store.ts'
import { decidersOf, reasonsAgainstPerson, reasonsAgainstSecond, type Standing, stateOf } from './rules.ts'
import { keepsRegister } from './service.ts'
import { actFaults, effectiveFrom, type Place, perform } from './service-act.ts'
import { touchedBy } from './service-party.ts'
import { findAppeal, findApplication, insertConflict, insertFinding, isInConflict, lockApplication } from './store.ts'
import {
  findProposal,
  insertDecision,
  insertProposal,
  lockProposal,
  openProposals,
  proposalsOf,
} from './store-proposal.ts'
import { type ActGiven, BODY_ACTS, type Proposal, type RegisterHooks } from './types.ts'

type Needs = Pick<Deps, 'db' | 'clock' | 'publicUrl' | 'signer'>

const DAY_MILLISECONDS = 86_400_000

/** A finding as a reviewer gives it. */
export interface FindingGiven {
  readonly item: string
  readonly met: boolean
  readonly note: string
}

/**
 * Keeps what a reviewer found for points of the checklist. Refusals: `register.not-allowed`, `register.unknown`,
 * `register.own-organisation`, `register.conflict-declared`, `register.item-unknown`, `register.decided-already`.
 */
export function recordFindings(
  deps: Pick<Deps, 'db' | 'clock'>,
  actor: Actor,
  applicationId: string,
  findings: readonly FindingGiven[],
): Promise<Outcome<true>> {
  return inTransaction(deps.db, async (tx) => {
    const application = await lockApplication(tx, applicationId)
    if (application === null || application.submittedAt === null) return refuse({ code: 'register.unknown' })
    const { organisationId } = application
    const standing = await standingOf(tx, actor, [organisationId], {
      entitled: await keepsRegister(tx, actor),
      deniesConflict: true,
    })
    const refusals = reasonsAgainstPerson(standing)
    const state = stateOf(application, await proposalsOf(tx, applicationId), await findAppeal(tx, applicationId))
    if (state !== 'submitted' && state !== 'appealed') refusals.push({ code: 'register.decided-already' })
    const items = new Set(checklistById(application.checklistId)?.items.map((item) => item.code))
    if (findings.some(({ item }) => !items.has(item))) refusals.push({ code: 'register.item-unknown' })
    const [first, ...more] = refusals
    if (first !== undefined) return refuse(first, ...more)
    const foundAt = deps.clock()
    for (const { item, met, note } of findings)
      await insertFinding(tx, {
        applicationId,
        item,
        met,
        note: note.slice(0, 1_000),
        foundBy: actor.personId,
        foundAt,
      })
    await record(tx, {
      at: foundAt,
      actorId: actor.personId,
      organisationId,
      verb: 'application.examine',
      subject: applicationId,
    })
    return accept(true as const)
  })
}

/** Declares that one is too near an organisation to decide about it: from then on one takes part in no change of its entry. */
export function declareConflict(
  deps: Pick<Deps, 'db' | 'clock'>,
  actor: Actor,
  organisationId: string,
  note: string,
): Promise<Outcome<true>> {
  return inTransaction(deps.db, async (tx) => {
    if (!(await keepsRegister(tx, actor)) && actor.roles.length === 0) return refuse({ code: 'register.not-allowed' })
    if (!(await lockOrganisation(tx, organisationId))) return refuse({ code: 'register.unknown' })
    const at = deps.clock()
    await insertConflict(tx, actor.personId, organisationId, note.trim().slice(0, 1_000), at)
    await record(tx, { at, actorId: actor.personId, organisationId, verb: 'conflict.declare', subject: organisationId })
    return accept(true as const)
  })
}

async function standingOf(
  db: Db,
  actor: Actor,
  organisationIds: readonly string[],
  known: { entitled: boolean; deniesConflict: boolean },
): Promise<Standing> {
  const declared = await Promise.all(organisationIds.map((id) => isInConflict(db, actor.personId, id)))
  return {
    personId: actor.personId,
    ...known,
    ofOrganisation: actor.roles.some((role) => organisationIds.includes(role.organisationId)),
    inConflict: declared.includes(true),
  }
}

/** Whether somebody may take part in this act: keeps the register, or acts for the registered body whose attestation it is. */
export async function isEntitled(db: Db, actor: Actor, { act, content }: ActGiven, now: Date): Promise<boolean> {
  if (BODY_ACTS.includes(act) && 'bodyId' in content) {
    const entry = mayAct(actor, content.bodyId, 'owner', 'operator') ? await knownEntry(db, content.bodyId) : null
    if (entry !== null && bodyPeriods(entry.standings, null).some((period) => covers(period, now))) return true
    // Nobody else may put words into a body's mouth; whoever keeps the register may only be the second.
    return false
  }
  return keepsRegister(db, actor)
}

/** What somebody says when they propose or decide. */
export interface Word {
  /** Says that there is no conflict of interest in this very case. */
  readonly noConflict: boolean
}

/**
 * Proposes a change of the register. Nothing takes effect before another person confirms it. Refused with everything that
 * speaks against the person and against the change; `register.proposal-waiting` where the same is proposed already.
 */
export function propose(
  deps: Needs,
  actor: Actor,
  organisationId: string,
  given: ActGiven,
  word: Word & { readonly applicationId?: string | null },
): Promise<Outcome<{ proposalId: string }>> {
  return inTransaction(deps.db, async (tx) => {
    if (!(await lockOrganisation(tx, organisationId))) return refuse({ code: 'register.unknown' })
    const now = deps.clock()
    const applicationId = word.applicationId ?? null
    const entitled = await isEntitled(tx, actor, given, now)
    const touched = touchedBy(given, organisationId)
    const person = await standingOf(tx, actor, touched, { entitled, deniesConflict: word.noConflict })
    const refusals = reasonsAgainstPerson(person)
    if (refusals[0]?.code === 'register.not-allowed') return refuse(refusals[0])
    const place: Place = { organisationId, applicationId, actorId: actor.personId }
    refusals.push(...(await applicationReasons(tx, actor, given, place)))
    const waiting = (await openProposals(tx, organisationId)).some((one) =>
      applicationId === null ? sameChange(one, given) : one.applicationId === applicationId,
    )
    if (waiting) refusals.push({ code: 'register.proposal-waiting' })
    refusals.push(...(await actFaults(tx, given, place, now)))
    const [first, ...more] = refusals
    if (first !== undefined) return refuse(first, ...more)
    const back = Math.floor((now.getTime() - effectiveFrom(given, now).getTime()) / DAY_MILLISECONDS)
    const proposalId = await insertProposal(tx, {
      ...given,
      organisationId,
      applicationId,
      backdatedDays: Math.max(0, back),
      proposedBy: actor.personId,
      proposedAt: now,
    })
    await record(tx, {
      at: now,
      actorId: actor.personId,
      organisationId,
      verb: `${given.act}.propose`,
      subject: proposalId,
    })
    return accept({ proposalId })
  })
}

function sameChange(one: ActGiven, other: ActGiven): boolean {
  if (one.act !== other.act) return false
  const fact = ({ act, content }: ActGiven): string => {
    if (act === 'role') return content.role
    if (act === 'agreement') return content.documentSha256
    if (act === 'choose') return content.subjects.join(' ')
    return 'factId' in content ? content.factId : 'number' in content ? content.number : ''
  }
  return fact(one) === fact(other)
}

/** What the application itself speaks against a decision about it: not open, of another organisation, decided by the same. */
async function applicationReasons(tx: Db, actor: Actor, { act }: ActGiven, place: Place): Promise<readonly Refusal[]> {
  if (act !== 'list' && act !== 'refuse') return []
  const application = place.applicationId === null ? null : await findApplication(tx, place.applicationId)
  if (application === null || application.organisationId !== place.organisationId) return [{ code: 'register.unknown' }]
  const proposals = await proposalsOf(tx, application.id)
  const state = stateOf(application, proposals, await findAppeal(tx, application.id))
  if (state !== 'submitted' && state !== 'appealed') return [{ code: 'register.decided-already' }]
  return decidersOf(proposals).has(actor.personId) ? [{ code: 'register.decided-before' }] : []
}

/**
 * Decides about a proposal: confirms it, and it takes effect in the same transaction; or declines it with a note, and nothing
 * happens. Refused with everything that speaks against the person, and against the change as the register stands now.
 */
export async function decideProposal(
  deps: Needs,
  actor: Actor,
  proposalId: string,
  outcome: 'confirmed' | 'declined',
  word: Word & { readonly note?: string },
  hooks: RegisterHooks = {},
): Promise<Outcome<Proposal>> {
  const known = await findProposal(deps.db, proposalId)
  if (known === null) return refuse({ code: 'register.unknown' })
  const decided = inTransaction<Outcome<Proposal>>(deps.db, async (tx) => {
    await lockOrganisation(tx, known.organisationId)
    const proposal = await lockProposal(tx, proposalId)
    if (proposal === null) return refuse({ code: 'register.unknown' })
    const { organisationId, applicationId } = proposal
    const now = deps.clock()
    const entitled = (await isEntitled(tx, actor, proposal, now)) || (await keepsRegister(tx, actor))
    const touched = touchedBy(proposal, organisationId)
    const person = await standingOf(tx, actor, touched, { entitled, deniesConflict: word.noConflict })
    const before = applicationId === null ? new Set<string>() : decidersOf(await proposalsOf(tx, applicationId))
    const refusals = reasonsAgainstSecond(person, proposal, before)
    const note = (word.note ?? '').trim().slice(0, 1_000)
    if (outcome === 'declined' && note === '') refusals.push({ code: 'register.note-missing', at: 'note' })
    const place: Place = { organisationId, applicationId, actorId: actor.personId }
    if (outcome === 'confirmed' && refusals.length === 0) refusals.push(...(await actFaults(tx, proposal, place, now)))
    const [first, ...more] = refusals
    if (first !== undefined) return refuse(first, ...more)
    const decision = { outcome, note, decidedBy: actor.personId, decidedAt: now }
    if (outcome === 'confirmed') {
      const done = await perform({ ...deps, db: tx }, proposal, place)
      // Every reason was asked above, under the same lock. Whatever is refused all the same takes everything back.
      if (!done.ok) throw new RefusedLate(done.refusals)
      await tell(tx, proposal)
      if (CURATION_ACTS.includes(proposal.act)) await hooks.curationChanged?.(tx)
    }
    await insertDecision(tx, proposalId, decision)
    await record(tx, {
      at: now,
      actorId: actor.personId,
      organisationId,
      verb: `${proposal.act}.${outcome}`,
      subject: proposalId,
    })
    return accept({ ...proposal, decision })
  })
  return decided.catch((error: unknown) => {
    if (error instanceof RefusedLate) return refuse(...error.refusals)
    // A new issuer needs a key. Nothing was written, and the proposal still waits.
    if (error instanceof Error && error.name === 'SignerError') return refuse({ code: 'register.signer-away' })
    throw error
  })
}

/** Takes a transaction back that had begun to write when its act was refused. */
class RefusedLate extends Error {
  readonly refusals: readonly [Refusal, ...Refusal[]]
  constructor(refusals: readonly [Refusal, ...Refusal[]]) {
    super('refused while it was done')
    this.refusals = refusals
  }
}

/** Tells the people concerned by letter: the applicant of a decision, the owners of a suspension, its end, or a delisting. */
async function tell(tx: Db, { id, act, organisationId, applicationId }: Proposal): Promise<void> {
  const application = applicationId === null ? null : await findApplication(tx, applicationId)
  const template = LETTERS[act]
  if (template === undefined) return
  const readers =
    application === null
      ? await holdersOf(tx, organisationId, 'owner')
      : [application.submittedBy ?? application.createdBy]
  const path = application === null ? '/register' : `/register/apply/${application.id}`
  for (const personId of readers)
    await promise(tx, 'letter', `${template}:${id}:${personId}`, { personId, template, values: { path } })
}

/** Acts after which other courses may count. */
const CURATION_ACTS: readonly Proposal['act'][] = ['role', 'end-role', 'choose']

const LETTERS: Readonly<Partial<Record<Proposal['act'], string>>> = {
  list: 'register.listed',
  refuse: 'register.refused',
  suspend: 'register.suspended',
  resume: 'register.resumed',
  'end-listing': 'register.ended',
  'rotate-key': 'register.key-rotated',
  'compromise-key': 'register.key-compromised',
  rename: 'register.party-changed',
  merge: 'register.party-changed',
  close: 'register.party-changed',
  role: 'register.party-changed',
  'end-role': 'register.party-changed',
  agreement: 'register.party-changed',
}
