import { createHash } from 'node:crypto'
import { mayAct } from '../organisations/index.ts'
import { haveAccount } from '../people/index.ts'
import { record } from '../platform/audit.ts'
import { type Db, inTransaction } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import type { Actor } from '../platform/page.ts'
import { accept, type Outcome, type Refusal, refuse } from '../platform/refusal.ts'
import { reasonsToGive, statusPolicy } from './library.ts'
import { effectiveFrom, isUrgent, needsSecond, orderState } from './rules.ts'
import type { Given } from './service.ts'
import { apartAmong } from './service-overturned.ts'
import { wakeWorkers } from './service-signal.ts'
import { faultsOf, faultsOfAsked } from './service-status.ts'
import { standingsOf } from './store-award.ts'
import { changedAlone, concerns, findOrder, insertOrder, openOrder, setEffective, setUndone } from './store-order.ts'
import { followedBy } from './store-overturned.ts'
import { issuedBeside } from './store-together.ts'
import type { ChangeAsked, OrderRow, Standing, StatusOrder } from './types.ts'

/** Most credentials of one order. */
const ORDER_MOST = 200_000
/** What one person orders alone is counted over so many hours. */
const ALONE_HOURS = 24
const HOUR_MILLISECONDS = 3_600_000
/** Longest id that is kept of what isn't a credential of the organisation. */
const ID_LETTERS = 64

/**
 * Orders a change of status for credentials of one organisation. Nothing outside shows it before it takes effect: after
 * the hold of `data/status-policy`, in which anybody who issues there can undo it; where many credentials are meant the
 * hold begins when a second person confirms; for fraud and a leaked key there is no hold, and always a second person.
 *
 * Credentials that can't be changed so (and those of others) are rows of the order that are refused; the others go on.
 * The same order asked twice while it is open is one order: the second answers the first.
 *
 * Refusals of the whole: `credentials.organisation-not-found`, `credentials.not-allowed`, `credentials.none-chosen`,
 * `credentials.too-many`, `credentials.note-too-long`, `credentials.name-not-asked`, `credentials.name-malformed`; and
 * where no credential can be changed, the reasons of the first.
 */
export async function placeOrder(
  deps: Given,
  actor: Actor,
  organisationId: string,
  credentialIds: readonly string[],
  asked: ChangeAsked,
): Promise<Outcome<StatusOrder>> {
  const ids = [...new Set(credentialIds.map((id) => id.trim()))].filter((id) => id !== '')
  const [first, ...more] = faultsOfOrder(actor, organisationId, ids, asked)
  if (first !== undefined) return refuse(first, ...more)
  const outcome = await inTransaction(deps.db, async (tx): Promise<Outcome<StatusOrder>> => {
    const digest = digestOf(ids, asked)
    const standing = await openOrder(tx, organisationId, digest)
    if (standing !== null) return accept(standing)
    const at = deps.clock()
    const rows = await rowsAsked(tx, { organisationId, personId: actor.personId }, ids, asked, at)
    const refused = rows.filter(({ state }) => state === 'refused')
    if (refused.length === rows.length) {
      const [reason = { code: 'credentials.credential-not-found' }, ...others] = refused[0]?.refusals ?? []
      return refuse(reason, ...others)
    }
    const order = await newOrder(tx, actor.personId, organisationId, digest, rows, asked, at)
    if (!(await insertOrder(tx, order, rows))) return accept((await openOrder(tx, organisationId, digest)) ?? order)
    await recordOrder(tx, 'status-order.place', order, actor.personId, at)
    return accept(order)
  })
  wakeWorkers()
  return outcome
}

function faultsOfOrder(actor: Actor, organisationId: string, ids: readonly string[], asked: ChangeAsked): Refusal[] {
  if (!actor.roles.some((held) => held.organisationId === organisationId))
    return [{ code: 'credentials.organisation-not-found' }]
  if (!mayAct(actor, organisationId, 'issuer')) return [{ code: 'credentials.not-allowed' }]
  if (ids.length === 0) return [{ code: 'credentials.none-chosen', at: 'credentialIds' }]
  if (ids.length > ORDER_MOST)
    return [{ code: 'credentials.too-many', at: 'credentialIds', values: { most: ORDER_MOST } }]
  const faults = faultsOfAsked(asked)
  if (!reasonsToGive().some((one) => one.code === asked.reason && one.changes.includes(asked.change)))
    faults.push({ code: 'credentials.reason-missing', at: 'reason' })
  if (asked.holderName !== undefined && ids.length > 1)
    faults.push({ code: 'credentials.name-not-asked', at: 'holderName' })
  return faults
}

function digestOf(ids: readonly string[], { change, reason, holderName }: ChangeAsked): string {
  const asked = JSON.stringify([change, reason, holderName ?? null, [...ids].sort()])
  return createHash('sha256').update(asked).digest('base64url')
}

async function rowsAsked(
  tx: Db,
  { organisationId, personId }: { readonly organisationId: string; readonly personId: string },
  ids: readonly string[],
  asked: ChangeAsked,
  at: Date,
): Promise<readonly OrderRow[]> {
  const beside = await issuedBeside(tx, organisationId, asked.change === 'replace' ? [] : ids)
  const own = (await standingsOf(tx, ids)).filter(
    ({ id, award }) => award.organisationId === organisationId || beside.has(id),
  )
  const found = new Map(own.map((standing) => [standing.id, standing] as const))
  const taken = await claimedAmong(tx, own, asked)
  const apart = asked.change === 'replace' ? await apartAmong(tx, own, personId) : new Set()
  return ids.map((id, index): OrderRow => {
    const standing = found.get(id)
    const refusals =
      standing === undefined
        ? [NOT_FOUND]
        : [...againstChange(standing, organisationId, asked, taken, at), ...(apart.has(id) ? [OWN_RESULT] : [])]
    return {
      position: index + 1,
      personId: standing?.personId ?? null,
      credentialId: id.slice(0, ID_LETTERS),
      holderName: asked.holderName?.trim() ?? null,
      state: refusals.length === 0 ? 'waiting' : 'refused',
      refusals: refusals.length === 0 ? null : refusals,
    }
  })
}

const NOT_FOUND: Refusal = { code: 'credentials.credential-not-found' }
const OWN_RESULT: Refusal = { code: 'credentials.request-own' }

/** Which of some credentials somebody has in hand already; asked only where the reason wants none. */
export async function claimedAmong(
  db: Db,
  standings: readonly Standing[],
  asked: ChangeAsked,
): Promise<ReadonlySet<string>> {
  if (!statusPolicy().beforeClaimReasons.includes(asked.reason)) return new Set()
  const withAccount = await haveAccount(
    db,
    standings.map(({ personId }) => personId),
  )
  const claimed = standings.filter(({ personId, holderId }) => holderId !== personId || withAccount.has(personId))
  return new Set(claimed.map(({ id }) => id))
}

/** Every reason why this credential may not be changed so, the claim among them. */
export function againstChange(
  standing: Standing,
  organisationId: string,
  asked: ChangeAsked,
  taken: ReadonlySet<string>,
  at: Date,
): readonly Refusal[] {
  const faults = faultsOf(standing, asked, at)
  const { change, award } = standing
  // Of several that issue together, whoever suspended looks into it, and nobody else ends that.
  if (asked.change === 'resume' && (change?.byOrganisationId ?? award.organisationId) !== organisationId)
    faults.push({ code: 'credentials.suspended-by-other', at: 'change' })
  if (taken.has(standing.id)) faults.push({ code: 'credentials.claimed-already', at: 'reason' })
  return faults
}

async function newOrder(
  tx: Db,
  askedBy: string,
  organisationId: string,
  digest: string,
  rows: readonly OrderRow[],
  asked: ChangeAsked,
  at: Date,
): Promise<StatusOrder> {
  const policy = statusPolicy()
  const refused = rows.filter(({ state }) => state === 'refused').length
  const since = new Date(at.getTime() - ALONE_HOURS * HOUR_MILLISECONDS)
  const before = await changedAlone(tx, organisationId, askedBy, since)
  const secondNeeded = needsSecond(asked.reason, rows.length - refused, before, policy)
  return {
    id: newId(),
    organisationId,
    change: asked.change,
    reasonCode: asked.reason,
    note: asked.note === undefined || asked.note === '' ? null : asked.note,
    digest,
    policyId: policy.id,
    urgent: isUrgent(asked.reason, policy),
    secondNeeded,
    total: rows.length,
    changed: 0,
    refused,
    askedBy,
    askedAt: at,
    confirmedBy: null,
    confirmedAt: null,
    effectiveAt: secondNeeded ? null : effectiveFrom(asked.reason, at, policy),
    undoneBy: null,
    undoneAt: null,
    finishedAt: null,
  }
}

function recordOrder(tx: Db, verb: string, order: StatusOrder, by: string, at: Date): Promise<void> {
  const { id, organisationId, change, reasonCode, total } = order
  return record(tx, {
    at,
    actorId: by,
    organisationId,
    verb,
    subject: id,
    detail: { change, reason: reasonCode, total },
  })
}

/** An order of an organisation where this person issues. Unknown and another's are the same. */
export async function ownOrder(db: Db, actor: Actor, id: string, lock = false): Promise<Outcome<StatusOrder>> {
  const order = await findOrder(db, id, lock)
  if (order === null || !actor.roles.some((held) => held.organisationId === order.organisationId))
    return refuse({ code: 'credentials.order-not-found' })
  if (!mayAct(actor, order.organisationId, 'issuer')) return refuse({ code: 'credentials.not-allowed' })
  return accept(order)
}

/** Whether an order replaces a credential with what this person assessed. */
async function isApartFrom(tx: Db, orderId: string, personId: string): Promise<boolean> {
  const standings = await standingsOf(tx, await followedBy(tx, orderId))
  return (await apartAmong(tx, standings, personId)).size > 0
}

/**
 * Confirms an order as its second person, who issues for the same organisation and is another one than who asked: the
 * decision is the issuer's own. The hold begins, or the change takes effect at once where it is urgent. An order
 * that is more than a day late starts again from here, too. A repeat changes nothing.
 *
 * Refusals: `credentials.order-not-found` (also another organisation's), `credentials.not-allowed`,
 * `credentials.same-person`, `credentials.own-credential` (one of the credentials is this person's), `credentials.request-own`
 * (they assessed what a replacement says),
 * `credentials.order-undone`.
 */
export async function confirmOrder(deps: Given, actor: Actor, id: string): Promise<Outcome<StatusOrder>> {
  const outcome = await inTransaction(deps.db, async (tx): Promise<Outcome<StatusOrder>> => {
    const found = await ownOrder(tx, actor, id, true)
    if (!found.ok) return found
    const [order, at, policy] = [found.value, deps.clock(), statusPolicy()]
    const state = orderState(order, policy, at)
    if (state === 'undone') return refuse({ code: 'credentials.order-undone' })
    if (state !== 'unconfirmed' && state !== 'overdue') return accept(order)
    if (order.secondNeeded && actor.personId === order.askedBy) return refuse({ code: 'credentials.same-person' })
    if (await concerns(tx, id, actor.personId)) return refuse({ code: 'credentials.own-credential' })
    if (order.change === 'replace' && (await isApartFrom(tx, id, actor.personId))) return refuse(OWN_RESULT)
    const second = order.secondNeeded ? { by: actor.personId, at } : null
    await setEffective(tx, id, second, effectiveFrom(order.reasonCode, at, policy))
    await recordOrder(tx, 'status-order.confirm', order, actor.personId, at)
    return accept((await findOrder(tx, id)) ?? order)
  })
  wakeWorkers()
  return outcome
}

/**
 * Takes an order back before it takes effect: nothing happened then, and nobody was told. A repeat changes nothing.
 *
 * Refusals: `credentials.order-not-found` (also another organisation's), `credentials.not-allowed`,
 * `credentials.order-too-late` once it has taken effect.
 */
export function undoOrder(deps: Given, actor: Actor, id: string): Promise<Outcome<StatusOrder>> {
  return inTransaction(deps.db, async (tx): Promise<Outcome<StatusOrder>> => {
    const found = await ownOrder(tx, actor, id, true)
    if (!found.ok) return found
    const [order, at] = [found.value, deps.clock()]
    const state = orderState(order, statusPolicy(), at)
    if (state === 'undone') return accept(order)
    if (state === 'running' || state === 'finished' || order.changed > 0)
      return refuse({ code: 'credentials.order-too-late' })
    await setUndone(tx, id, actor.personId, at)
    await recordOrder(tx, 'status-order.undo', order, actor.personId, at)
    return accept((await findOrder(tx, id)) ?? order)
  })
}
