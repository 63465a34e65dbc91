import { findOrganisation, findProgramme } from '../organisations/index.ts'
import { dayOf } from '../platform/clock.ts'
import type { Db } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import { accept, type Outcome, type Refusal, refuse } from '../platform/refusal.ts'
import { bankPolicy } from './policy.ts'
import { applyEntries, freeUnits, postingTime, reservedUntil, reserveEntries, unapplyEntries } from './rules.ts'
import { backOf, giveBackWhole } from './service-back.ts'
import { settleWorth } from './service-withdraw.ts'
import { entriesOf, findTransaction, insertTransactions, lastPostedAt, lockDeposit, transactionByKey } from './store.ts'
import {
  countReserved,
  endReservation,
  freeUses,
  holdsIn,
  insertReservation,
  insertUse,
  reservationsAmong,
  type UnitState,
  unitState,
} from './store-unit.ts'
import type { Application, MovementReason, Reserving, Transaction, TransactionKind } from './types.ts'

/** Refusals that name a holder each: more would only make the sentence longer. */
const HOLDERS_MOST = 20

/**
 * Holds units of a credential for a programme until its registrar decided, inside the caller's transaction. The units
 * are nobody else's meanwhile. It ends by `applyReserved`, `releaseCredit`, or by itself after the days of `data/bank.json`.
 * A repeat of the same key changes nothing.
 *
 * Refusals: `bank.not-whole`, `bank.no-deposit`, `bank.withdrawn`, `bank.too-little`, `bank.programme-closed`,
 * `bank.clock-behind`; and where the units are taken, for each holder `bank.already-counted` or `bank.already-reserved`
 * with the organisation, the day and what is left.
 */
export async function reserveCredit(tx: Db, wish: Reserving): Promise<Outcome<Transaction>> {
  const made = await prepared(tx, wish)
  if (!made.ok) return made
  const { deposited, state, before, at } = made.value
  if (before !== null) return accept(before)
  const units = freeUnits(state.worth, state.held, wish.sks)
  if (units === null) return refuse(...(await shortage(tx, wish, state)))
  const row = movement('reserve', wish, deposited, at)
  const entries = reserveEntries(wish, deposited.reason.minutesPerSks ?? 0)
  await insertUse(tx, { row, entries }, wish, units, 'reserved')
  await insertReservation(tx, {
    personId: wish.personId,
    id: row.id,
    credentialId: wish.credentialId,
    programmeId: wish.programmeId,
    organisationId: wish.organisationId,
    requestId: wish.requestId,
    sks: wish.sks,
    reservedAt: at,
    expiresAt: reservedUntil(at, bankPolicy().reservationDays.value),
  })
  return accept(row)
}

/**
 * Counts units of a credential in a programme, inside the caller's transaction. Whoever comes second waits for the
 * first and then learns where and when the units went. Units that wait for a request are left alone, also for the request
 * of the wish: `applyReserved` uses those.
 *
 * Refusals: as `reserveCredit`.
 */
export function applyCredit(tx: Db, wish: Application): Promise<Outcome<Transaction>> {
  return apply(tx, { ...wish, requestId: null }, wish.requestId)
}

/**
 * Counts what the wish's institution has reserved for its request, inside the caller's transaction; what another institution
 * reserved is not its own to count. Fewer units than were reserved: the
 * rest goes back to the learner. More, or a reservation that expired: what is free is taken, where it suffices.
 *
 * Refusals: as `reserveCredit`.
 */
export function applyReserved(tx: Db, wish: Application): Promise<Outcome<Transaction>> {
  return apply(tx, wish, wish.requestId)
}

async function apply(tx: Db, wish: Application, requestId: string | null): Promise<Outcome<Transaction>> {
  const made = await prepared(tx, wish)
  if (!made.ok) return made
  const { deposited, state, before, at } = made.value
  if (before !== null) return accept(before)
  const reserved = state.reserved.slice(0, wish.sks)
  const units = freeUnits(state.worth, state.held, wish.sks - reserved.length)
  if (units === null) return refuse(...(await shortage(tx, wish, state)))
  const { reservationId } = state
  const minutesPerSks = deposited.reason.minutesPerSks ?? 0
  const row = movement('apply', { ...wish, requestId }, deposited, at, {
    ...(wish.title === undefined ? {} : { title: wish.title }),
    ...(wish.courseId === null ? {} : { courseId: wish.courseId }),
    ...(reservationId === null ? {} : { reservationId }),
  })
  const entries = applyEntries(wish, minutesPerSks, reserved.length)
  await insertUse(tx, { row, entries }, wish, units, 'counted')
  if (reservationId === null) return accept(row)
  await countReserved(tx, reservationId, wish, { id: row.id, at }, reserved)
  const rest = state.reserved.length - reserved.length
  if (rest > 0) {
    await freeUses(tx, wish.personId, reservationId, at)
    const held = { ...wish, id: reservationId, reservedAt: at, expiresAt: at }
    await insertTransactions(tx, [backOf('release', held, rest, deposited, wish.postedBy, at)])
  }
  await endReservation(tx, wish.personId, reservationId, at, 'applied')
  return accept(row)
}

/**
 * Gives back what is reserved for a request: it was withdrawn, or decided without credit. Every credential of the
 * request, or the one that is named. A repeat changes nothing. Answers the movements.
 */
export async function releaseCredit(
  tx: Db,
  wish: {
    readonly personId: string
    readonly credentialIds: readonly string[]
    readonly requestId: string
    readonly by: string
    readonly at: Date
  },
): Promise<readonly Transaction[]> {
  const { personId } = wish
  const released: Transaction[] = []
  for (const credentialId of wish.credentialIds.toSorted()) {
    const deposited = await lockDeposit(tx, personId, credentialId)
    if (deposited === null) continue
    const open = await reservationsAmong(tx, [{ personId, credentialId }])
    for (const held of open.filter(({ requestId }) => requestId === wish.requestId)) {
      const row = await giveBackWhole(tx, held, deposited, { kind: 'release', by: wish.by, at: wish.at })
      if (row !== null) released.push(row)
    }
  }
  return released
}

/**
 * Takes a use back by a new entry that names the old one; the units are free again. A repeat changes nothing. Where the
 * award is worth less by now, what is freed beyond that leaves the account.
 * Refusals: `bank.transaction-unknown` (also: not a use), `bank.clock-behind`.
 */
export async function reverseUse(
  tx: Db,
  personId: string,
  transactionId: string,
  by: string,
  at: Date,
): Promise<Outcome<Transaction>> {
  const used = await findTransaction(tx, personId, transactionId)
  if (used === null || used.kind !== 'apply') return refuse({ code: 'bank.transaction-unknown' })
  const deposited = await lockDeposit(tx, personId, used.credentialId)
  const uniqueKey = `reverse:${used.id}`
  const before = await transactionByKey(tx, personId, uniqueKey)
  if (before !== null) return accept(before)
  const postedAt = timed(at, await lastPostedAt(tx, personId, used.credentialId))
  if (!postedAt.ok) return postedAt
  const row: Transaction = {
    ...used,
    id: newId(),
    kind: 'reverse',
    uniqueKey,
    correctsId: used.id,
    postedBy: by,
    postedAt: postedAt.value,
  }
  await insertTransactions(tx, [{ row, entries: unapplyEntries(personId, await entriesOf(tx, personId, used.id)) }])
  await freeUses(tx, personId, used.id, row.postedAt)
  if (deposited !== null) await settleWorth(tx, deposited, row)
  return accept(row)
}

interface Prepared {
  readonly deposited: Transaction
  readonly state: UnitState
  readonly before: Transaction | null
  readonly at: Date
}

/** Locks the deposit, reads what is known of its units, and refuses what can't be whatever the units. */
async function prepared(tx: Db, wish: Reserving): Promise<Outcome<Prepared>> {
  if (!Number.isSafeInteger(wish.sks) || wish.sks < 1)
    return refuse({ code: 'bank.not-whole', values: { sks: wish.sks } })
  const deposited = await lockDeposit(tx, wish.personId, wish.credentialId)
  if (deposited === null) return refuse({ code: 'bank.no-deposit' })
  const state = await unitState(tx, wish, deposited.id)
  const before = state.beforeId === null ? null : await findTransaction(tx, wish.personId, state.beforeId)
  if (before !== null) return accept({ deposited, state, before, at: before.postedAt })
  const refusals: Refusal[] = []
  const postedAt = timed(wish.postedAt, state.lastAt)
  if (!postedAt.ok) refusals.push(...postedAt.refusals)
  if (state.closedOn !== null && state.closedOn <= dayOf(wish.postedAt))
    refusals.push({
      code: 'bank.programme-closed',
      values: { day: state.closedOn, programme: (await findProgramme(tx, wish.programmeId))?.code ?? '' },
    })
  const [first, ...others] = refusals
  if (first !== undefined) return refuse(first, ...others)
  return postedAt.ok ? accept({ deposited, state, before, at: postedAt.value }) : postedAt
}

function timed(at: Date, last: Date | null): Outcome<Date> {
  const postedAt = postingTime(at, last, bankPolicy().clockToleranceSeconds.value)
  if (postedAt !== null) return accept(postedAt)
  return refuse({
    code: 'bank.clock-behind',
    values: { stated: at.toISOString(), last: (last ?? at).toISOString() },
  })
}

/** Who holds the units that are asked for, where and since when; or that there never were so many. */
async function shortage(tx: Db, wish: Reserving, state: UnitState): Promise<[Refusal, ...Refusal[]]> {
  const left = Math.max(0, state.worth - state.held.length)
  if (state.withdrawnAt !== null) return [{ code: 'bank.withdrawn', values: { day: dayOf(state.withdrawnAt) } }]
  const holds = (await holdsIn(tx, wish.personId, wish.credentialId))
    .filter(({ transactionId }) => transactionId !== state.reservationId)
    .slice(0, HOLDERS_MOST)
  const until = new Map(
    (await reservationsAmong(tx, [wish])).map(({ id, expiresAt }) => [id, dayOf(expiresAt)] as const),
  )
  const refusals: Refusal[] = []
  for (const hold of holds) {
    const organisation = (await findOrganisation(tx, hold.organisationId))?.name ?? hold.organisationId
    const values = { organisation, day: dayOf(hold.usedAt), sks: hold.sks, left }
    refusals.push(
      hold.heldAs === 'counted'
        ? { code: 'bank.already-counted', values }
        : { code: 'bank.already-reserved', values: { ...values, until: until.get(hold.transactionId) ?? values.day } },
    )
  }
  const [first, ...others] = refusals
  return first === undefined ? [{ code: 'bank.too-little', values: { asked: wish.sks, left } }] : [first, ...others]
}

function movement(
  kind: TransactionKind,
  wish: Reserving,
  { reason }: Transaction,
  at: Date,
  more: MovementReason = {},
): Transaction {
  const title = more.title ?? reason.title
  return {
    personId: wish.personId,
    id: newId(),
    kind,
    uniqueKey: wish.uniqueKey,
    credentialId: wish.credentialId,
    correctsId: null,
    reason: {
      ...(title === undefined ? {} : { title }),
      programmeId: wish.programmeId,
      organisationId: wish.organisationId,
      ...(wish.requestId === null ? {} : { requestId: wish.requestId }),
      ...(wish.ruleSet === undefined ? {} : { ruleSetId: wish.ruleSet.id, ruleSetVersion: wish.ruleSet.version }),
      ...(at.getTime() === wish.postedAt.getTime() ? {} : { statedAt: wish.postedAt.toISOString() }),
      ...more,
    },
    postedBy: wish.postedBy,
    postedAt: at,
  }
}
