import { type Db, sql } from '../platform/database.ts'
import { normaliseEmail } from './rules.ts'
import type { Person } from './types.ts'

/** A person as stored, with the instant of registration. */
export interface PersonRow extends Person {
  readonly createdAt: Date
  readonly invented: boolean
}

const COLUMNS = sql`id, name, email, phone, language`

export async function insertPerson(tx: Db, person: PersonRow): Promise<void> {
  await sql`insert into person (id, name, email, phone, language, created_at, invented)
    values (${person.id}, ${person.name}, ${person.email}, ${person.phone}, ${person.language}, ${person.createdAt},
      ${person.invented})`.execute(tx)
}

export async function findPerson(db: Db, id: string): Promise<Person | null> {
  const { rows } = await sql<Person>`select ${COLUMNS} from person where id = ${id}`.execute(db)
  return rows[0] ?? null
}

/** The people of these ids; ids that nobody has are left out. */
export async function findPeople(db: Db, ids: readonly string[]): Promise<Map<string, Person>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<Person>`select ${COLUMNS} from person where id = any(${[...new Set(ids)]})`.execute(db)
  return new Map(rows.map((person) => [person.id, person]))
}

/** The one person with this address; nobody where several share it, because the address then tells nothing. */
export async function findPersonByEmail(db: Db, email: string): Promise<Person | null> {
  const { rows } =
    await sql<Person>`select ${COLUMNS} from person where email = ${normaliseEmail(email)} limit 2`.execute(db)
  return rows.length === 1 ? (rows[0] ?? null) : null
}

export async function renamePerson(tx: Db, id: string, name: string): Promise<void> {
  await sql`update person set name = ${name} where id = ${id}`.execute(tx)
  await sql`update auth_user set name = ${name} where person_id = ${id}`.execute(tx)
}

export async function findPersonIdByMark(db: Db, mark: string): Promise<string | null> {
  const { rows } = await sql<{
    personId: string
  }>`select person_id as "personId" from person_nik where nik_mark = ${mark}`.execute(db)
  return rows[0]?.personId ?? null
}

/** Keeps a NIK; `false` where the mark is known already, whoever's it is. */
export async function insertNik(tx: Db, mark: string, personId: string, sealed: Buffer, at: Date): Promise<boolean> {
  const { rows } = await sql`insert into person_nik (nik_mark, person_id, nik_sealed, recorded_at)
    values (${mark}, ${personId}, ${sealed}, ${at}) on conflict (nik_mark) do nothing returning nik_mark`.execute(tx)
  return rows.length === 1
}

/** The sealed NIKs of several people. */
export async function sealedNiksOf(
  db: Db,
  personIds: readonly string[],
): Promise<readonly { readonly personId: string; readonly nikSealed: Buffer }[]> {
  const { rows } = await sql<{ personId: string; nikSealed: Buffer }>`
    select person_id as "personId", nik_sealed as "nikSealed" from person_nik where person_id = any(${personIds})`.execute(
    db,
  )
  return rows
}

export async function sealedNikOf(db: Db, personId: string): Promise<Buffer | null> {
  const { rows } = await sql<{
    sealed: Buffer
  }>`select nik_sealed as sealed from person_nik where person_id = ${personId}`.execute(db)
  return rows[0]?.sealed ?? null
}

/** Holds the person's row until the transaction ends, so that two requests don't record two NIKs. */
export async function lockPerson(tx: Db, id: string): Promise<boolean> {
  const { rows } = await sql`select id from person where id = ${id} for update`.execute(tx)
  return rows.length === 1
}

/** Opens an account in the tables that better-auth reads; `false` where the address has one. */
export async function insertAccount(
  tx: Db,
  account: { id: string; personId: string; name: string; email: string; passwordHash: string; at: Date },
): Promise<boolean> {
  const { rows } = await sql`insert into auth_user (id, name, email, email_verified, created_at, updated_at, person_id)
    values (${account.id}, ${account.name}, ${account.email}, false, ${account.at}, ${account.at}, ${account.personId})
    on conflict (email) do nothing returning id`.execute(tx)
  if (rows.length === 0) return false
  await sql`insert into auth_account (id, account_id, provider_id, user_id, password, created_at, updated_at)
    values (${`${account.id}-password`}, ${account.id}, 'credential', ${account.id}, ${account.passwordHash}, ${account.at},
      ${account.at})`.execute(tx)
  return true
}

/** Whether the person can sign in. */
export async function hasAccount(db: Db, personId: string): Promise<boolean> {
  const { rows } = await sql`select id from auth_user where person_id = ${personId} limit 1`.execute(db)
  return rows.length === 1
}

/** Which of these people can sign in. */
export async function haveAccount(db: Db, personIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (personIds.length === 0) return new Set()
  const { rows } = await sql<{ personId: string }>`select person_id as "personId" from auth_user
    where person_id = any(${[...new Set(personIds)]}::text[])`.execute(db)
  return new Set(rows.map(({ personId }) => personId))
}

export async function insertConsent(
  tx: Db,
  consent: { id: string; personId: string; purpose: string; version: string; at: Date },
): Promise<void> {
  await sql`insert into consent (person_id, id, purpose, version, given_at)
    values (${consent.personId}, ${consent.id}, ${consent.purpose}, ${consent.version}, ${consent.at})`.execute(tx)
}

export async function endConsent(tx: Db, personId: string, purpose: string, at: Date): Promise<void> {
  await sql`update consent set withdrawn_at = ${at}
    where person_id = ${personId} and purpose = ${purpose} and withdrawn_at is null`.execute(tx)
}

export interface ConsentRow {
  readonly purpose: string
  readonly version: string
  readonly givenAt: Date
  readonly withdrawnAt: Date | null
}

/** Every consent of a person, newest first. */
export async function consentRows(db: Db, personId: string): Promise<readonly ConsentRow[]> {
  const { rows } = await sql<ConsentRow>`select purpose, version, given_at as "givenAt", withdrawn_at as "withdrawnAt"
    from consent where person_id = ${personId} order by given_at desc, id desc`.execute(db)
  return rows
}

/** Whether a person agrees to a purpose now: ask before each use for that purpose. */
export async function hasConsent(db: Db, personId: string, purpose: string): Promise<boolean> {
  const { rows } = await sql`select id from consent
    where person_id = ${personId} and purpose = ${purpose} and withdrawn_at is null limit 1`.execute(db)
  return rows.length === 1
}

/** Counts a try under a key that names nobody; answers how many there were since the window began. */
export async function countTry(db: Db, key: string, now: Date, windowSeconds: number): Promise<number> {
  const until = new Date(now.getTime() + windowSeconds * 1000)
  const { rows } = await sql<{ tries: number }>`insert into sign_in_try (key, tries, until) values (${key}, 1, ${until})
    on conflict (key) do update set
      tries = case when sign_in_try.until <= ${now} then 1 else sign_in_try.tries + 1 end,
      until = case when sign_in_try.until <= ${now} then excluded.until else sign_in_try.until end
    returning tries`.execute(db)
  return rows[0]?.tries ?? 1
}

/** Forgets the tries of a key: somebody signed in. */
export async function forgetTries(db: Db, key: string): Promise<void> {
  await sql`delete from sign_in_try where key = ${key}`.execute(db)
}

/** A point within a transaction to go back to; `backToMark` undoes what came after it. */
export async function markHere(tx: Db): Promise<void> {
  await sql`savepoint people`.execute(tx)
}

export async function backToMark(tx: Db): Promise<void> {
  await sql`rollback to savepoint people`.execute(tx)
}
