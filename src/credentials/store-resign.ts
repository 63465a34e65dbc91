import { type Db, sql } from '../platform/database.ts'

/** A credential by its place. */
export interface SignedPlace {
  readonly personId: string
  readonly credentialId: string
}

const newest = sql`coalesce((select g.document from credential_signature g
  where g.person_id = c.person_id and g.credential_id = c.id order by g.number desc limit 1), c.document)`
const newestAt = sql`coalesce((select max(g.signed_at) from credential_signature g
  where g.person_id = c.person_id and g.credential_id = c.id), c.signed_at)`

/**
 * The credentials of an organisation whose newest signature is by a key, as our own rows date it: those from before an instant,
 * and how many from then on.
 */
export async function signedBy(
  db: Db,
  organisationId: string,
  verificationMethod: string,
  since: Date,
): Promise<{ before: readonly SignedPlace[]; after: number }> {
  const { rows } = await sql<
    SignedPlace & { before: boolean }
  >`select c.person_id as "personId", c.id as "credentialId",
      ${newestAt} < ${since} as before
    from award a join credential c on c.person_id = a.person_id and c.id = a.credential_id
    where a.organisation_id = ${organisationId}
      and ${newest}::jsonb #>> '{proof,verificationMethod}' = ${verificationMethod}
    order by c.person_id, c.id`.execute(db)
  return { before: rows.filter(({ before }) => before), after: rows.filter(({ before }) => !before).length }
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

/** A document that was signed anew, and which one of its credential it is, from 1. */
export interface NumberedDocument extends SignedPlace {
  readonly document: string
  readonly number: number
}

/** Adds signatures beside those that stand. Answers them with their numbers. */
export async function insertSignatures(
  tx: Db,
  replacedMethod: string,
  signed: readonly (SignedPlace & { readonly document: string })[],
  at: Date,
): Promise<readonly NumberedDocument[]> {
  const { rows } =
    await sql<NumberedDocument>`insert into credential_signature (person_id, credential_id, number, replaced_method, document, signed_at)
    select r.person_id, r.credential_id, 1 + coalesce((select max(g.number) from credential_signature g
      where g.person_id = r.person_id and g.credential_id = r.credential_id), 0), ${replacedMethod}, r.document, ${at}::timestamptz
    from unnest(${signed.map((one) => one.personId)}::text[], ${signed.map((one) => one.credentialId)}::text[],
      ${signed.map((one) => one.document)}::text[]) as r(person_id, credential_id, document)
    returning person_id as "personId", credential_id as "credentialId", number, document`.execute(tx)
  return rows
}
