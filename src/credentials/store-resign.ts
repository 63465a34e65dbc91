import type { RawBuilder } from 'kysely'
import { type Db, sql } from '../platform/database.ts'

/** A credential by its place. */
export interface SignedPlace {
  readonly personId: string
  readonly credentialId: string
}

const newest = sql`coalesce((select g.document from credential_signature g
  where g.person_id = c.person_id and g.credential_id = c.id order by g.number desc limit 1), c.document)`

/** Whether a key made one of the signatures of a document. */
const madeBy = (
  document: RawBuilder<unknown>,
  verificationMethod: string,
) => sql`exists (select 1 from jsonb_array_elements(
    case jsonb_typeof(${document}::jsonb -> 'proof') when 'array' then ${document}::jsonb -> 'proof'
      else jsonb_build_array(${document}::jsonb -> 'proof') end) proof
  where proof ->> 'verificationMethod' = ${verificationMethod})`

/** Whose award it is, or who issued it together with others. */
const issuedBy = (organisationId: string) => sql`(a.organisation_id = ${organisationId} or a.credential_id in (
    select p.credential_id from co_issue_part p where p.organisation_id = ${organisationId} and p.signed_at is not null))`

/** A credential whose newest signature is by a key. */
export interface SignedBy extends SignedPlace {
  /** Which of its signatures that is: 0 for the first. */
  readonly number: number
  /** When it was signed, by our own clock. */
  readonly signedAt: Date
}

/** The credentials of an organisation, and those that it issued together with others, whose newest signature is by a key. */
export async function signedBy(db: Db, organisationId: string, verificationMethod: string): Promise<SignedBy[]> {
  const { rows } = await sql<SignedBy>`select c.person_id as "personId", c.id as "credentialId",
      coalesce(g.number, 0) as number, coalesce(g.signed_at, c.signed_at) as "signedAt"
    from award a join credential c on c.person_id = a.person_id and c.id = a.credential_id
      left join lateral (select n.number, n.signed_at, n.document from credential_signature n
        where n.person_id = c.person_id and n.credential_id = c.id order by n.number desc limit 1) g on true
    where ${issuedBy(organisationId)} and ${madeBy(sql`coalesce(g.document, c.document)`, verificationMethod)}
    order by c.person_id, c.id`.execute(db)
  return rows
}

/** The signatures of an organisation by a key that others stand in the place of by now. */
export async function replacedOf(db: Db, organisationId: string, verificationMethod: string): Promise<SignedBy[]> {
  const { rows } = await sql<SignedBy>`select s.person_id as "personId", s.credential_id as "credentialId", s.number,
      s.signed_at as "signedAt"
    from (select a.person_id, a.credential_id, 0 as number, c.signed_at from award a
        join credential c on c.person_id = a.person_id and c.id = a.credential_id
        join credential_signature n on n.person_id = c.person_id and n.credential_id = c.id and n.number = 1
        where ${issuedBy(organisationId)} and n.replaced_method = ${verificationMethod}
      union all
      select a.person_id, a.credential_id, g.number, g.signed_at from award a
        join credential_signature g on g.person_id = a.person_id and g.credential_id = a.credential_id
        join credential_signature n on n.person_id = g.person_id and n.credential_id = g.credential_id
          and n.number = g.number + 1
        where ${issuedBy(organisationId)} and n.replaced_method = ${verificationMethod}) s
    order by s.person_id, s.credential_id`.execute(db)
  return rows
}

/** The number of the newest signature beside the first; 0 where there is none. */
export async function newestSignature(db: Db, { personId, credentialId }: SignedPlace): Promise<number> {
  const { rows } = await sql<{ number: number }>`select coalesce(max(number), 0) as number from credential_signature
    where person_id = ${personId} and credential_id = ${credentialId}`.execute(db)
  return rows[0]?.number ?? 0
}

/** The newest documents of some credentials, which nobody else signs anew until the transaction ends. */
export async function lockDocuments(
  tx: Db,
  places: readonly SignedPlace[],
): Promise<readonly (SignedPlace & { readonly document: string })[]> {
  const [people, ids] = [places.map(({ personId }) => personId), places.map(({ credentialId }) => credentialId)]
  await sql`select 1 from credential where person_id = any(${people}::text[]) and id = any(${ids}::text[])
    order by person_id, id for no key update`.execute(tx)
  const { rows } = await sql<
    SignedPlace & { document: string }
  >`select c.person_id as "personId", c.id as "credentialId",
      ${newest} as document
    from credential c where c.person_id = any(${people}::text[]) and c.id = any(${ids}::text[])`.execute(tx)
  return rows
}

/** Adds signatures beside those that stand. Answers the number of each. */
export async function insertSignatures(
  tx: Db,
  replacedMethod: string,
  signed: readonly (SignedPlace & { readonly document: string })[],
  at: Date,
): Promise<readonly (SignedPlace & { readonly number: number })[]> {
  const { rows } = await sql<
    SignedPlace & { number: number }
  >`insert into credential_signature (person_id, credential_id, number, replaced_method, document, signed_at)
    select r.person_id, r.credential_id, 1 + coalesce((select max(g.number) from credential_signature g
      where g.person_id = r.person_id and g.credential_id = r.credential_id), 0), ${replacedMethod}, r.document, ${at}::timestamptz
    from unnest(${signed.map((one) => one.personId)}::text[], ${signed.map((one) => one.credentialId)}::text[],
      ${signed.map((one) => one.document)}::text[]) as r(person_id, credential_id, document)
    returning person_id as "personId", credential_id as "credentialId", number`.execute(tx)
  return rows
}
