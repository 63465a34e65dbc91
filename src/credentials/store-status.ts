import { randomInt } from 'node:crypto'
import { type Db, sql } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import { drawPlaces } from './rules.ts'
import type { ListForm, PlacesSet, StatusChange, StatusListDocument } from './types.ts'

/**
 * Entries of a new list: four times the least that Bitstring Status List 1.0 (section 3.3) allows, so that each hides in a
 * bigger crowd and a million credentials take fewer bytes (docs/decisions/0015). Lists that stand keep their own length.
 */
export const LIST_LENGTH = 524_288
/** When so many of a list's places are taken, the next one is begun: drawing stays quick. */
const FULL_SHARE = 0.8
const NEW_LIST_LOCK = 7_586_090_001

/** A place in a list. */
export interface Place {
  readonly listId: string
  readonly index: number
}

/** Takes `count` places at random in the list in use, or in a new one when that is 80 % full. */
export async function takePlaces(tx: Db, count: number, at: Date): Promise<Place[]> {
  if (count === 0) return []
  const list = (await listInUse(tx)) ?? (await beginList(tx, at))
  const taken: number[] = []
  const refused = new Set<number>()
  while (taken.length < count) {
    const drawn = drawPlaces(count - taken.length, list.length, new Set([...refused, ...taken]), (below) =>
      randomInt(below),
    )
    const { rows } = await sql<{ index: number }>`insert into status_place (list_id, index)
      select ${list.id}, p from unnest(${drawn}::int[]) as r(p) order by p on conflict do nothing returning index`.execute(
      tx,
    )
    taken.push(...rows.map((row) => row.index))
    for (const place of drawn) refused.add(place)
  }
  // Which place goes to whom is drawn too: the order of a roster must not show in the list.
  for (let last = taken.length - 1; last > 0; last--) {
    const other = randomInt(last + 1)
    const kept = taken[last] ?? 0
    taken[last] = taken[other] ?? 0
    taken[other] = kept
  }
  return taken.map((index) => ({ listId: list.id, index }))
}

async function listInUse(tx: Db): Promise<{ id: string; length: number } | null> {
  const { rows } = await sql<{ id: string; length: number }>`select id, length from status_list
    where allocated < length * ${FULL_SHARE}::float8 order by created_at, id limit 1`.execute(tx)
  return rows[0] ?? null
}

async function beginList(tx: Db, at: Date): Promise<{ id: string; length: number }> {
  await sql`select pg_advisory_xact_lock(${NEW_LIST_LOCK})`.execute(tx)
  const begun = await listInUse(tx)
  if (begun !== null) return begun
  const list = { id: newId(), length: LIST_LENGTH }
  await sql`insert into status_list (id, length, created_at) values (${list.id}, ${list.length}, ${at})`.execute(tx)
  return list
}

/** Gives places back that no award took after all. */
export async function returnPlaces(tx: Db, places: readonly Place[]): Promise<void> {
  if (places.length === 0) return
  await sql`delete from status_place p using unnest(${places.map((one) => one.listId)}::text[], ${places.map((one) => one.index)}::int[]) as r(list_id, index)
    where p.list_id = r.list_id and p.index = r.index`.execute(tx)
}

/** Counts the places that awards took. Last in its transaction, because it holds the list's row until the commit. */
export async function countPlaces(tx: Db, places: readonly Place[]): Promise<void> {
  const byList = new Map<string, number>()
  for (const place of places) byList.set(place.listId, (byList.get(place.listId) ?? 0) + 1)
  for (const [listId, count] of [...byList].sort()) {
    await sql`update status_list set allocated = allocated + ${count} where id = ${listId}`.execute(tx)
  }
}

/** Sets the bits of places, all alike, and makes the signed copies of their lists out of date. */
export async function setPlaces(
  tx: Db,
  places: readonly Place[],
  bits: { revoked: boolean; suspended: boolean },
): Promise<void> {
  const lists = [...new Set(places.map(({ listId }) => listId))].sort()
  await sql`update status_place p set revoked = ${bits.revoked}, suspended = ${bits.suspended}
    from unnest(${places.map((one) => one.listId)}::text[], ${places.map((one) => one.index)}::int[]) as r(list_id, index)
    where p.list_id = r.list_id and p.index = r.index`.execute(tx)
  for (const id of lists) await sql`update status_list set version = version + 1 where id = ${id}`.execute(tx)
}

/** A list's length and version, with its stored signed copy in one form. */
export async function findStatusList(
  db: Db,
  listId: string,
  form: ListForm,
): Promise<{ length: number; version: number; stored: StatusListDocument | null } | null> {
  const { rows } = await sql<{
    length: number
    version: number
    storedVersion: number | null
    document: string
    signedAt: Date
    validUntil: Date
  }>`
    select l.length, l.version, d.version as "storedVersion", d.document, d.signed_at as "signedAt", d.valid_until as "validUntil"
    from status_list l left join status_list_document d on d.list_id = l.id and d.purpose = ${form} where l.id = ${listId}`.execute(
    db,
  )
  const row = rows[0]
  if (row === undefined) return null
  const { length, version, storedVersion, document, signedAt, validUntil } = row
  return {
    length,
    version,
    stored: storedVersion === null ? null : { version: storedVersion, document, signedAt, validUntil },
  }
}

/** The list's version and the places that are set, both of one snapshot. */
export async function placesSet(db: Db, listId: string): Promise<PlacesSet> {
  // As bytes, four for each place: thousands of numbers as text take longer to read than to find.
  const { rows } = await sql<{ version: number; revoked: Buffer | null; suspended: Buffer | null }>`select l.version,
    string_agg(int4send(p.index), '') filter (where p.revoked) as revoked,
    string_agg(int4send(p.index), '') filter (where p.suspended) as suspended
    from status_list l left join status_place p on p.list_id = l.id and (p.revoked or p.suspended)
    where l.id = ${listId} group by l.id, l.version`.execute(db)
  const row = rows[0]
  if (row === undefined) return { version: 0, revoked: [], suspended: [] }
  return { version: row.version, revoked: numbersOf(row.revoked), suspended: numbersOf(row.suspended) }
}

function numbersOf(bytes: Buffer | null): number[] {
  const numbers = new Array<number>((bytes?.length ?? 0) / 4)
  for (let at = 0; at < numbers.length; at++) numbers[at] = bytes?.readInt32BE(at * 4) ?? 0
  return numbers
}

/**
 * Keeps a signed copy, unless one of a newer version is there already. Of the same version the last one written stays: a
 * copy that a clock running ahead had signed doesn't keep its place.
 */
export async function storeListDocument(
  db: Db,
  listId: string,
  form: ListForm,
  made: StatusListDocument,
): Promise<void> {
  await sql`insert into status_list_document (list_id, purpose, version, document, signed_at, valid_until)
    values (${listId}, ${form}, ${made.version}, ${made.document}, ${made.signedAt}, ${made.validUntil})
    on conflict (list_id, purpose) do update set version = excluded.version, document = excluded.document,
      signed_at = excluded.signed_at, valid_until = excluded.valid_until
    where status_list_document.version <= excluded.version`.execute(db)
}

/** Every change of a credential, oldest first. */
export async function changesOf(db: Db, personId: string, credentialId: string): Promise<readonly StatusChange[]> {
  const { rows } =
    await sql<StatusChange>`select id, credential_id as "credentialId", person_id as "personId", number, change,
    reason_code as "reasonCode", note, replaced_by as "replacedBy", changed_by as "changedBy", changed_at as "changedAt",
    by_organisation_id as "byOrganisationId"
    from status_change where person_id = ${personId} and credential_id = ${credentialId} order by number`.execute(db)
  return rows
}

/** Adds changes. Two changes at once can't have the same number: the table refuses the second. */
export async function insertChanges(tx: Db, changes: readonly StatusChange[]): Promise<void> {
  const all = <K extends keyof StatusChange>(name: K): StatusChange[K][] => changes.map((one) => one[name])
  await sql`insert into status_change (person_id, id, credential_id, number, change, reason_code, note, replaced_by, changed_by,
      changed_at, by_organisation_id)
    select * from unnest(${all('personId')}::text[], ${all('id')}::text[], ${all('credentialId')}::text[], ${all('number')}::int[],
      ${all('change')}::text[], ${all('reasonCode')}::text[], ${all('note')}::text[], ${all('replacedBy')}::text[],
      ${all('changedBy')}::text[], ${all('changedAt')}::timestamptz[], ${all('byOrganisationId')}::text[])`.execute(tx)
}

/** One audit line for each change that was just added, in its transaction. Ids only. */
export async function recordChanges(tx: Db, organisationId: string, changes: readonly StatusChange[]): Promise<void> {
  await sql`insert into audit (id, at, actor_id, organisation_id, verb, subject, detail)
    select r.line, s.changed_at, s.changed_by, ${organisationId}, 'credential.' || s.change, s.credential_id,
      jsonb_build_object('reason', s.reason_code, 'replacedBy', s.replaced_by)
    from unnest(${changes.map(() => newId())}::text[], ${changes.map(({ personId }) => personId)}::text[],
      ${changes.map(({ id }) => id)}::text[]) as r(line, person_id, id)
    join status_change s on s.person_id = r.person_id and s.id = r.id`.execute(tx)
}
