import { ownOfferings } from '../../catalogue/index.ts'
import { wakeWorkers } from '../../credentials/index.ts'
import { newestFacts } from '../../design/index.ts'
import { mayAct, organisationsWhere } from '../../organisations/index.ts'
import { record } from '../../platform/audit.ts'
import { dayOf } from '../../platform/clock.ts'
import { type Db, inTransaction } from '../../platform/database.ts'
import type { Deps } from '../../platform/deps.ts'
import { newId } from '../../platform/ids.ts'
import { promise } from '../../platform/outbox.ts'
import type { Actor } from '../../platform/page.ts'
import { accept, type Outcome, type Refusal, refuse } from '../../platform/refusal.ts'
import { isSkill } from '../library.ts'
import { faultsOfStack, type Known, readStack } from './rules-publish.ts'
import { SWEEP } from './service-award.ts'
import { leaveApproval, leaveEnds } from './service-leaf.ts'
import { approveEdition, editionsOf, endEdition, findEdition, insertProposal, stacksInForce } from './store.ts'
import type { StackEdition } from './types.ts'

type Given = Pick<Deps, 'db' | 'clock'>

/** Whoever was being signed for while a stack took effect is found by the second look. */
const LOOK_AGAIN_MILLISECONDS = 3_600_000

/**
 * Proposes a stack for a definition of an organisation where this person designs. A proposal that waits for the same definition
 * gives way to it. `content` is what somebody wrote, as parsed JSON.
 *
 * Refusals: `stacks.malformed` for each place that doesn't fit, `stacks.not-allowed`, and every fault of `faultsOfStack`
 * (`stacks.definition-unknown`, `.offering-unknown`, `.skill-unknown`, `.circle`, `.needs-itself`, `.met-by-nothing` ...).
 */
export async function proposeStack(deps: Given, actor: Actor, content: unknown): Promise<Outcome<StackEdition>> {
  const read = readStack(content)
  if ('faults' in read) return refuseAll(read.faults)
  return inTransaction(deps.db, async (tx) => {
    const target = (await newestFacts(tx)).get(read.stack.definition)
    if (target !== undefined && !mayAct(actor, target.organisationId, 'designer', 'owner'))
      return refuse({ code: 'stacks.not-allowed' })
    const faults = faultsOfStack(read.stack, await knownOf(tx, dayOf(deps.clock()), read.stack.definition))
    if (faults.length > 0 || target === undefined) return refuseAll(faults)
    const id = newId()
    const { definitionId, organisationId } = target
    const proposedAt = deps.clock()
    await insertProposal(tx, {
      id,
      definitionId,
      organisationId,
      content: read.stack,
      proposedBy: actor.personId,
      proposedAt,
    })
    await record(tx, { at: proposedAt, actorId: actor.personId, organisationId, verb: 'stack.propose', subject: id })
    const edition = await findEdition(tx, id)
    if (edition === null) throw new RangeError('a proposal was not written')
    return accept(edition)
  })
}

/**
 * Takes a proposed stack into use: by somebody who issues for the organisation and isn't who proposed it. It is checked again as the
 * world now is; the edition in force until now ends. Both leave a leaf in the public log. Whoever meets it already is found by a sweep.
 *
 * Refusals: `stacks.not-found` (also another organisation's), `stacks.not-allowed`, `stacks.approved-already`,
 * `stacks.second-person` (who proposed it), and every fault of `faultsOfStack`.
 */
export async function approveStack(deps: Given, actor: Actor, editionId: string): Promise<Outcome<StackEdition>> {
  const outcome = await inTransaction(deps.db, async (tx): Promise<Outcome<StackEdition>> => {
    const edition = await findEdition(tx, editionId, true)
    if (edition === null || !actor.roles.some((held) => held.organisationId === edition.organisationId))
      return refuse({ code: 'stacks.not-found' })
    const { organisationId, definitionId, content } = edition
    const refusals: Refusal[] = []
    if (!mayAct(actor, organisationId, 'issuer')) refusals.push({ code: 'stacks.not-allowed' })
    if (edition.approvedAt !== null) refusals.push({ code: 'stacks.approved-already' })
    if (edition.proposedBy === actor.personId) refusals.push({ code: 'stacks.second-person' })
    const at = deps.clock()
    if (refusals.length === 0)
      refusals.push(...faultsOfStack(content, await knownOf(tx, dayOf(at), content.definition)))
    if (refusals.length > 0) return refuseAll(refusals)
    await leaveEnds(tx, at, await endEdition(tx, definitionId, at))
    await approveEdition(tx, editionId, actor.personId, at)
    await leaveApproval(tx, at, edition)
    await record(tx, { at, actorId: actor.personId, organisationId, verb: 'stack.approve', subject: editionId })
    await promiseSweeps(tx, editionId, content.validFrom, at)
    return accept({ ...edition, approvedBy: actor.personId, approvedAt: at })
  })
  wakeWorkers()
  return outcome
}

/**
 * Ends the stack of a definition, with a leaf in the public log: nothing is awarded by it any more, and what it awarded stays. Refusals as
 * of `approveStack`.
 */
export async function endStack(deps: Given, actor: Actor, editionId: string): Promise<Outcome<true>> {
  return inTransaction(deps.db, async (tx) => {
    const edition = await findEdition(tx, editionId, true)
    if (edition === null || !actor.roles.some((held) => held.organisationId === edition.organisationId))
      return refuse({ code: 'stacks.not-found' })
    const { organisationId, definitionId } = edition
    if (!mayAct(actor, organisationId, 'issuer')) return refuse({ code: 'stacks.not-allowed' })
    if (edition.approvedAt === null || edition.endedAt !== null) return refuse({ code: 'stacks.not-in-force' })
    const at = deps.clock()
    await leaveEnds(tx, at, await endEdition(tx, definitionId, at))
    await record(tx, { at, actorId: actor.personId, organisationId, verb: 'stack.end', subject: editionId })
    return accept(true)
  })
}

/** The editions of the organisations where somebody designs, owns or issues. */
export function ownEditions(db: Db, actor: Actor): Promise<readonly StackEdition[]> {
  return editionsOf(db, organisationsWhere(actor, 'designer', 'owner', 'issuer'))
}

async function promiseSweeps(tx: Db, editionId: string, validFrom: string, at: Date): Promise<void> {
  const begin = new Date(Math.max(at.getTime(), Date.parse(`${validFrom}T00:00:00+07:00`)))
  const again = new Date(begin.getTime() + LOOK_AGAIN_MILLISECONDS)
  for (const due of [begin, again])
    await promise(tx, SWEEP, `${SWEEP}:${editionId}:${due.getTime()}`, { editionId, after: '' }, due)
}

/** What a rule may name today. `except` is left out of the stacks that stand: its place is what is being asked about. */
async function knownOf(db: Db, day: string, except: string): Promise<Known> {
  const facts = await newestFacts(db)
  const slugs = new Map([...facts.values()].map(({ definitionId, slug }) => [definitionId, slug]))
  const offerings = await ownOfferings(db)
  const stacks = await stacksInForce(db, day)
  return {
    definitions: new Set(facts.keys()),
    offerings: new Map(offerings.map(({ id, definitionId }) => [id, slugs.get(definitionId ?? '') ?? ''])),
    isSkill,
    stacks: new Map(
      stacks.filter(({ content }) => content.definition !== except).map(({ content }) => [content.definition, content]),
    ),
  }
}

/** The refusals, each with its place among its figures: the sentence of a malformed content names it. */
function refuseAll(refusals: readonly Refusal[]): Outcome<never> {
  const [first, ...more] = refusals.map((refusal) => ({
    ...refusal,
    values: { ...refusal.values, place: refusal.at ?? '/' },
  }))
  return refuse(first ?? { code: 'stacks.not-found' }, ...more)
}
