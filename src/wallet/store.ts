import { type Db, sql } from '../platform/database.ts'
import type { Claim, LetterState, Share } from './types.ts'

const SHARE = sql`code, person_id as "personId", credential_id as "credentialId", label, created_at as "createdAt",
  expires_at as "expiresAt", taken_back_at as "takenBackAt", opened`

const CLAIM = sql`code, person_id as "personId", credential_id as "credentialId", organisation_id as "organisationId",
  wrong_tries as "wrongTries", locked_at as "lockedAt", claimed_at as "claimedAt", replaced_at as "replacedAt",
  sent_to as "sentTo", created_at as "createdAt"`

/** Writes a new share. */
export async function insertShare(tx: Db, share: Omit<Share, 'takenBackAt' | 'opened'>): Promise<void> {
  await sql`insert into share (code, person_id, credential_id, label, created_at, expires_at)
    values (${share.code}, ${share.personId}, ${share.credentialId}, ${share.label}, ${share.createdAt}, ${share.expiresAt})`.execute(
    tx,
  )
}

/** The share with this code, live or not; nothing where there is none. */
export async function findShare(db: Db, code: string): Promise<Share | null> {
  const { rows } = await sql<Share>`select ${SHARE} from share where code = ${code}`.execute(db)
  return rows[0] ?? null
}

/** All shares of a person's credential, newest first. */
export async function sharesOf(db: Db, personId: string, credentialId: string): Promise<readonly Share[]> {
  const { rows } =
    await sql<Share>`select ${SHARE} from share where person_id = ${personId} and credential_id = ${credentialId}
    order by created_at desc, code`.execute(db)
  return rows
}

/** Ends a share; answers whether it was still open. */
export async function endShare(tx: Db, code: string, personId: string, at: Date): Promise<boolean> {
  const { rows } = await sql`update share set taken_back_at = ${at}
    where code = ${code} and person_id = ${personId} and taken_back_at is null returning code`.execute(tx)
  return rows.length > 0
}

/** Counts one opening; who it was isn't kept. */
export async function countOpened(db: Db, code: string): Promise<void> {
  await sql`update share set opened = opened + 1 where code = ${code}`.execute(db)
}

/** A claim about to be written. */
export type NewClaim = Pick<Claim, 'code' | 'personId' | 'credentialId' | 'organisationId' | 'sentTo' | 'createdAt'> & {
  readonly createdBy: string | null
}

/** Writes new claims. */
export async function insertClaims(tx: Db, claims: readonly NewClaim[]): Promise<void> {
  await sql`insert into claim (code, person_id, credential_id, organisation_id, sent_to, created_at, created_by)
    select r.code, r."personId", r."credentialId", r."organisationId", r."sentTo", r."createdAt", r."createdBy"
    from jsonb_to_recordset(${JSON.stringify(claims)}::jsonb) as r(code text, "personId" text, "credentialId" text,
      "organisationId" text, "sentTo" text, "createdAt" timestamptz, "createdBy" text)`.execute(tx)
}

/** The claim with this code. `lock` holds it until the end of the transaction, so that tries are counted one by one. */
export async function findClaim(db: Db, code: string, lock = false): Promise<Claim | null> {
  const { rows } =
    await sql<Claim>`select ${CLAIM} from claim where code = ${code} ${lock ? sql`for update` : sql``}`.execute(db)
  return rows[0] ?? null
}

/** The claims of credentials that nothing has replaced. */
export async function claimsOf(db: Db, credentialIds: readonly string[]): Promise<readonly Claim[]> {
  const { rows } = await sql<Claim>`select ${CLAIM} from claim
    where credential_id = any(${credentialIds}::text[]) and replaced_at is null order by created_at, code`.execute(db)
  return rows
}

/** The unclaimed claims of an organisation, newest first, at most `most`. */
export async function openClaimsOf(db: Db, organisationId: string, most: number): Promise<readonly Claim[]> {
  const { rows } = await sql<Claim>`select ${CLAIM} from claim where organisation_id = ${organisationId}
    and claimed_at is null and replaced_at is null order by created_at desc, code limit ${most}`.execute(db)
  return rows
}

/** Notes a wrong try, and the lock where it was the last that is allowed. */
export async function noteWrongTry(tx: Db, code: string, lockedAt: Date | null): Promise<void> {
  await sql`update claim set wrong_tries = wrong_tries + 1, locked_at = coalesce(${lockedAt}::timestamptz, locked_at)
    where code = ${code}`.execute(tx)
}

/** Notes that a claim has reached somebody. */
export async function noteClaimed(tx: Db, code: string, holderId: string, at: Date): Promise<void> {
  await sql`update claim set claimed_at = ${at}, claimed_by = ${holderId} where code = ${code}`.execute(tx)
}

/** Ends every open claim of a credential, because another takes its place. */
export async function replaceClaims(tx: Db, credentialId: string, at: Date): Promise<void> {
  await sql`update claim set replaced_at = ${at}
    where credential_id = ${credentialId} and claimed_at is null and replaced_at is null`.execute(tx)
}

/** Notes how the letter fared. */
export async function noteLetter(tx: Db, code: string, sentTo: LetterState): Promise<void> {
  await sql`update claim set sent_to = ${sentTo} where code = ${code}`.execute(tx)
}

/** Puts a credential that was issued to a person of a list into somebody's wallet; a repeat changes nothing. */
export async function attach(
  tx: Db,
  row: { holderId: string; credentialId: string; issuedTo: string; claimCode: string; at: Date },
): Promise<void> {
  await sql`insert into attached_credential (holder_id, credential_id, issued_to, claim_code, attached_at)
    values (${row.holderId}, ${row.credentialId}, ${row.issuedTo}, ${row.claimCode}, ${row.at})
    on conflict do nothing`.execute(tx)
}

/** Puts replacements of claimed credentials into the wallets that hold what they replace; a repeat changes nothing. */
export async function attachReplacements(
  tx: Db,
  passed: readonly { credentialId: string; holderId: string; replacesCredentialId: string | null }[],
  at: Date,
): Promise<void> {
  if (passed.length === 0) return
  await sql`insert into attached_credential (holder_id, credential_id, issued_to, claim_code, attached_at)
    select a.holder_id, r."credentialId", a.issued_to, a.claim_code, ${at}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(passed)}::jsonb) as r("credentialId" text, "holderId" text, "replacesCredentialId" text)
    join attached_credential a on a.holder_id = r."holderId" and a.credential_id = r."replacesCredentialId"
    on conflict do nothing`.execute(tx)
}

/** The credentials that were put into a wallet by claim: their ids. */
export async function attachedTo(db: Db, holderId: string): Promise<readonly string[]> {
  const { rows } = await sql<{ credentialId: string }>`select credential_id as "credentialId" from attached_credential
    where holder_id = ${holderId} order by attached_at desc`.execute(db)
  return rows.map(({ credentialId }) => credentialId)
}
