import { type Db, sql } from '../platform/database.ts'

/** What stands before the mark of a link for a new password, among what better-auth has to verify. */
const KIND = 'new-password:'

/** The account that signs in with this address, by its person. */
export async function findAccountByEmail(db: Db, email: string): Promise<{ personId: string } | null> {
  const { rows } = await sql<{
    personId: string
  }>`select person_id as "personId" from auth_user where email = ${email} and person_id is not null`.execute(db)
  return rows[0] ?? null
}

/** The address with which a person signs in; nothing where there is no account. */
export async function accountEmailOf(db: Db, personId: string): Promise<string | null> {
  const { rows } = await sql<{ email: string }>`select email from auth_user where person_id = ${personId}`.execute(db)
  return rows[0]?.email ?? null
}

/** Keeps the mark of a link until `until`, and forgets those whose time is over. */
export async function insertResetMark(tx: Db, id: string, mark: string, personId: string, at: Date, until: Date) {
  await sql`delete from auth_verification where identifier like ${`${KIND}%`} and expires_at <= ${at}`.execute(tx)
  await sql`insert into auth_verification (id, identifier, value, expires_at, created_at, updated_at)
    values (${id}, ${KIND + mark}, ${personId}, ${until}, ${at}, ${at})`.execute(tx)
}

/** Whose link this is, while it works. `take` uses it up: of two at the same moment one gets it. */
export async function findResetMark(db: Db, mark: string, now: Date, take = false): Promise<string | null> {
  const identifier = KIND + mark
  const query = take
    ? sql<{ personId: string }>`delete from auth_verification where identifier = ${identifier} and expires_at > ${now}
        returning value as "personId"`
    : sql<{ personId: string }>`select value as "personId" from auth_verification
        where identifier = ${identifier} and expires_at > ${now}`
  const { rows } = await query.execute(db)
  return rows[0]?.personId ?? null
}

/** Sets the password of a person's account, ends every session of it, and forgets every other link. */
export async function replacePassword(tx: Db, personId: string, passwordHash: string, at: Date): Promise<void> {
  const users = sql`select id from auth_user where person_id = ${personId}`
  await sql`update auth_account set password = ${passwordHash}, updated_at = ${at}
    where provider_id = 'credential' and user_id in (${users})`.execute(tx)
  await sql`delete from auth_session where user_id in (${users})`.execute(tx)
  await sql`delete from auth_verification where identifier like ${`${KIND}%`} and value = ${personId}`.execute(tx)
}
