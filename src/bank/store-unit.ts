import { type Db, sql } from '../platform/database.ts'
import { insertTransactions } from './store.ts'
import type { Application, Posting, ProgrammeUsage, Reservation, ReservationEnd, Use } from './types.ts'

/** What a verb must know of a credential before it moves units, read after its deposit was locked. */
export interface UnitState {
  /** The movement of the same unique key, where there is one. */
  readonly beforeId: string | null
  /** What the credential brought, less what was taken back. */
  readonly worth: number
  /** Units that a wish holds or a campus counted. */
  readonly held: readonly number[]
  /** When the last movement of this credential was posted. */
  readonly lastAt: Date | null
  /** ISO day from which the programme takes no more credit. */
  readonly closedOn: string | null
  /** The open reservation that the wish's own institution holds for its request, and its units. */
  readonly reservationId: string | null
  readonly reserved: readonly number[]
  /** When the award was withdrawn for good. */
  readonly withdrawnAt: Date | null
}

/** Reads it in one statement. */
export async function unitState(
  tx: Db,
  wish: Pick<Application, 'personId' | 'credentialId' | 'uniqueKey' | 'programmeId' | 'organisationId' | 'requestId'>,
  depositId: string,
): Promise<UnitState> {
  const { personId, credentialId } = wish
  const { rows } = await sql<UnitState>`/* bank.unit-state */
    select (select id from ledger_transaction where person_id = ${personId} and unique_key = ${wish.uniqueKey}) as "beforeId",
      (select coalesce(-sum(sks), 0)::int from ledger_entry
        where person_id = ${personId} and account = 'source' and account_id = ${credentialId}) as worth,
      array(select unit from credit_use
        where person_id = ${personId} and credential_id = ${credentialId} and reversed_at is null order by unit) as held,
      (select max(posted_at) from ledger_transaction where person_id = ${personId} and credential_id = ${credentialId}) as "lastAt",
      (select closed_on from study_programme where id = ${wish.programmeId}) as "closedOn",
      r.id as "reservationId",
      array(select unit from credit_use
        where person_id = ${personId} and transaction_id = r.id and reversed_at is null order by unit) as reserved,
      (select posted_at from ledger_transaction where person_id = ${personId} and unique_key = ${`reverse:${depositId}`}) as "withdrawnAt"
    from (select 1) one left join credit_reservation r on r.person_id = ${personId} and r.request_id = ${wish.requestId}
      and r.credential_id = ${credentialId} and r.organisation_id = ${wish.organisationId} and r.ended_at is null`.execute(
    tx,
  )
  const [row] = rows
  if (row === undefined) throw new RangeError('the state of units answers one row')
  return row
}

/** The units of a credential that a wish holds or a campus counted. */
export async function heldUnits(db: Db, personId: string, credentialId: string): Promise<readonly number[]> {
  const { rows } = await sql<{ unit: number }>`select unit from credit_use
    where person_id = ${personId} and credential_id = ${credentialId} and reversed_at is null order by unit`.execute(db)
  return rows.map(({ unit }) => unit)
}

/** How many units of a credential campuses have counted; what only waits for a decision is not among them. */
export async function countedUnits(db: Db, personId: string, credentialId: string): Promise<number> {
  const { rows } = await sql<{
    count: number
  }>`select count(*)::int as count from credit_use where person_id = ${personId}
    and credential_id = ${credentialId} and held_as = 'counted' and reversed_at is null`.execute(db)
  return rows[0]?.count ?? 0
}

/**
 * Adds a use with its movement in one statement, one row for each unit: the unique index `credit_use_once` refuses a
 * unit that is held already.
 */
export async function insertUse(
  tx: Db,
  posting: Posting,
  wish: Pick<Application, 'programmeId' | 'organisationId'> & Partial<Pick<Application, 'online' | 'outside'>>,
  units: readonly number[],
  heldAs: Use['heldAs'],
): Promise<void> {
  const { row } = posting
  const sides = posting.entries
  await sql`/* bank.insert-use */
    with added as (
      insert into ledger_transaction (person_id, id, kind, unique_key, credential_id, corrects_id, reason, posted_by, posted_at)
      values (${row.personId}, ${row.id}, ${row.kind}, ${row.uniqueKey}, ${row.credentialId}, ${row.correctsId},
        ${JSON.stringify(row.reason)}::jsonb, ${row.postedBy}, ${row.postedAt})
    ), sides as (
      insert into ledger_entry (person_id, transaction_id, position, account, account_id, minutes, sks)
      select ${row.personId}, ${row.id}, e.position - 1, e.account, e.account_id, e.minutes, e.sks
      from unnest(${sides.map(({ account }) => account)}::text[], ${sides.map(({ accountId }) => accountId)}::text[],
        ${sides.map(({ minutes }) => minutes)}::bigint[], ${sides.map(({ sks }) => sks)}::int[])
        with ordinality as e(account, account_id, minutes, sks, position)
    )
    insert into credit_use (person_id, credential_id, unit, programme_id, organisation_id, transaction_id, online, outside, used_at, held_as)
    select ${row.personId}, ${row.credentialId}, unit, ${wish.programmeId}, ${wish.organisationId}, ${row.id}, ${wish.online ?? false},
      ${wish.outside ?? false}, ${row.postedAt}::timestamptz, ${heldAs} from unnest(${units}::int[]) as unit`.execute(
    tx,
  )
}

/** Makes reserved units the units of a use. */
export async function countReserved(
  tx: Db,
  reservationId: string,
  wish: Application,
  use: { readonly id: string; readonly at: Date },
  units: readonly number[],
): Promise<void> {
  await sql`update credit_use set transaction_id = ${use.id}, held_as = 'counted', online = ${wish.online}, outside = ${wish.outside},
    programme_id = ${wish.programmeId}, organisation_id = ${wish.organisationId}, used_at = ${use.at}
    where person_id = ${wish.personId} and transaction_id = ${reservationId} and unit = any(${units}) and reversed_at is null`.execute(
    tx,
  )
}

/** Frees the units of a transaction; answers how many were held. */
export async function freeUses(tx: Db, personId: string, transactionId: string, at: Date): Promise<number> {
  const { rows } = await sql`update credit_use set reversed_at = ${at}
    where person_id = ${personId} and transaction_id = ${transactionId} and reversed_at is null returning unit`.execute(
    tx,
  )
  return rows.length
}

/** Where a credential is counted or held now in a book, oldest first. */
export function holdsIn(db: Db, personId: string, credentialId: string): Promise<readonly Use[]> {
  return holds(db, sql`person_id = ${personId} and credential_id = ${credentialId}`)
}

/** Where credentials are counted now in any book, oldest use first: what was counted before a claim stays in the old one. */
export function usesOf(db: Db, credentialIds: readonly string[]): Promise<readonly Use[]> {
  return holds(db, sql`credential_id = any(${credentialIds}) and held_as = 'counted'`)
}

/** Everything that is counted of a person's book now, in any programme, oldest use first. */
export function countedUses(db: Db, personId: string): Promise<readonly Use[]> {
  return holds(db, sql`person_id = ${personId} and held_as = 'counted'`)
}

async function holds(db: Db, which: ReturnType<typeof sql>): Promise<readonly Use[]> {
  const { rows } = await sql<Use>`
    select credential_id as "credentialId", transaction_id as "transactionId", programme_id as "programmeId",
      organisation_id as "organisationId", count(*)::int as sks, bool_or(online) as online, bool_or(outside) as outside,
      held_as as "heldAs", min(used_at) as "usedAt"
    from credit_use where ${which} and reversed_at is null
    group by person_id, credential_id, transaction_id, programme_id, organisation_id, held_as
    order by min(used_at), transaction_id`.execute(db)
  return rows
}

/** What a person has counted in a programme through the bank. */
export async function usageIn(db: Db, personId: string, programmeId: string): Promise<ProgrammeUsage> {
  const { rows } = await sql<ProgrammeUsage>`
    select count(*)::int as sks, (count(*) filter (where online))::int as "onlineSks", (count(*) filter (where outside))::int as "outsideSks",
      (count(distinct credential_id) filter (where online))::int as "onlineCourses"
    from credit_use where person_id = ${personId} and programme_id = ${programmeId} and held_as = 'counted'
      and reversed_at is null`.execute(db)
  return rows[0] ?? { sks: 0, onlineSks: 0, outsideSks: 0, onlineCourses: 0 }
}

const reservationColumns = sql`person_id as "personId", id, credential_id as "credentialId", programme_id as "programmeId",
  organisation_id as "organisationId", request_id as "requestId", sks, reserved_at as "reservedAt", expires_at as "expiresAt"`

export async function insertReservation(tx: Db, row: Reservation): Promise<void> {
  await sql`insert into credit_reservation (person_id, id, credential_id, programme_id, organisation_id, request_id, sks, reserved_at, expires_at)
    values (${row.personId}, ${row.id}, ${row.credentialId}, ${row.programmeId}, ${row.organisationId}, ${row.requestId}, ${row.sks},
      ${row.reservedAt}, ${row.expiresAt})`.execute(tx)
}

/** Ends a reservation once. False where it had ended. */
export async function endReservation(
  tx: Db,
  personId: string,
  id: string,
  at: Date,
  endedAs: ReservationEnd,
): Promise<boolean> {
  const { rows } = await sql`update credit_reservation set ended_at = ${at}, ended_as = ${endedAs}
    where person_id = ${personId} and id = ${id} and ended_at is null returning id`.execute(tx)
  return rows.length > 0
}

/** The open reservations of a person, what expires first first. */
export async function openReservations(db: Db, personId: string): Promise<readonly Reservation[]> {
  const { rows } = await sql<Reservation>`select ${reservationColumns} from credit_reservation
    where person_id = ${personId} and ended_at is null order by expires_at, id`.execute(db)
  return rows
}

/** The open reservations of these credentials, whichever request they belong to. */
export async function reservationsAmong(
  db: Db,
  pairs: readonly { readonly personId: string; readonly credentialId: string }[],
): Promise<readonly Reservation[]> {
  if (pairs.length === 0) return []
  const { rows } = await sql<Reservation>`select ${reservationColumns} from credit_reservation
    where ended_at is null and (person_id, credential_id) in (select * from unnest(
      ${pairs.map(({ personId }) => personId)}::text[], ${pairs.map(({ credentialId }) => credentialId)}::text[]))
    order by person_id, credential_id, reserved_at, id`.execute(db)
  return rows
}

/** Open reservations that are due, or all of a closed programme: the oldest, `most` of them. */
export async function reservationsDue(db: Db, now: Date, most: number): Promise<readonly Reservation[]> {
  const { rows } = await sql<Reservation>`select ${reservationColumns} from credit_reservation
    where ended_at is null and expires_at <= ${now} order by expires_at, id limit ${most}`.execute(db)
  return rows
}

/** Open reservations for programmes that have closed by this day. */
export async function reservationsOfClosed(db: Db, day: string, most: number): Promise<readonly Reservation[]> {
  const { rows } = await sql<Reservation>`select ${reservationColumns} from credit_reservation
    where ended_at is null and programme_id in (select id from study_programme where closed_on <= ${day}::date)
    order by expires_at, id limit ${most}`.execute(db)
  return rows
}

/** Ends a reservation with the movement that gives its units back, under the lock of its deposit. False where it had ended. */
export async function giveBack(tx: Db, held: Reservation, posting: Posting, endedAs: ReservationEnd): Promise<boolean> {
  if (!(await endReservation(tx, held.personId, held.id, posting.row.postedAt, endedAs))) return false
  await insertTransactions(tx, [posting])
  await freeUses(tx, held.personId, held.id, posting.row.postedAt)
  return true
}
