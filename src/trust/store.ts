import { type Db, sql } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import type { Bilingual } from '../platform/page.ts'
import type { Authorisation, AuthorisationGiven, IssuerKey, Listing, RegisterEntry } from './types.ts'

interface OrganisationRow {
  organisationId: string
  slug: string
  name: string
  city: string | null
  province: string | null
  did: string
}
type ListingRow = Listing & { organisationId: string }
type AuthorisationRow = Authorisation & { organisationId: string }
type KeyRow = IssuerKey & { did: string }

/** Which entries are wanted: all, those of some organisations, or the one with a slug. */
export interface EntryFilter {
  readonly organisationIds?: readonly string[]
  readonly slug?: string
}

/** The register's entries with their whole history, by name. An organisation that was never listed has none. */
export async function findEntries(db: Db, filter: EntryFilter = {}): Promise<RegisterEntry[]> {
  const ids = filter.organisationIds === undefined ? null : [...filter.organisationIds]
  const organisations = await sql<OrganisationRow>`
    select distinct o.id as "organisationId", o.slug, o.name, o.city, o.province, l.did
    from listing l join organisation o on o.id = l.organisation_id
    where (${ids}::text[] is null or o.id = any(${ids}::text[])) and (${filter.slug ?? null}::text is null or o.slug = ${filter.slug ?? null})
    order by o.name, o.id`.execute(db)
  const found = organisations.rows.map((row) => row.organisationId)
  if (found.length === 0) return []
  const listings =
    await sql<ListingRow>`select organisation_id as "organisationId", listed_from as "from", listed_until as "until",
    reason, end_reason as "endReason" from listing where organisation_id = any(${found}::text[]) order by listed_from`.execute(
      db,
    )
  const authorisations = await sql<AuthorisationRow>`select organisation_id as "organisationId", kinds, fields,
    level_min as "levelMin", level_max as "levelMax", valid_from as "from", valid_until as "until", source
    from authorisation where organisation_id = any(${found}::text[]) order by valid_from, id`.execute(db)
  const keys = await findKeys(
    db,
    organisations.rows.map((row) => row.did),
  )
  return organisations.rows.map((row) => ({
    ...row,
    listings: listings.rows
      .filter((one) => one.organisationId === row.organisationId)
      .map(({ organisationId, ...rest }) => rest),
    authorisations: authorisations.rows
      .filter((one) => one.organisationId === row.organisationId)
      .map(({ organisationId, ...rest }) => rest),
    keys: keys.filter((one) => one.did === row.did).map(({ did, ...rest }) => rest),
  }))
}

/** All keys ever bound to some DIDs, oldest first. */
export async function findKeys(db: Db, dids: readonly string[]): Promise<KeyRow[]> {
  const { rows } =
    await sql<KeyRow>`select verification_method as "verificationMethod", did, signer_name as "signerName",
    public_key_multibase as "publicKeyMultibase", valid_from as "from", valid_until as "until", compromised_at as "compromisedAt"
    from issuer_key where did = any(${[...dids]}::text[]) order by valid_from, verification_method`.execute(db)
  return rows
}

/** Binds a key to a DID from an instant on. The same key bound again changes nothing. */
export async function insertKey(
  tx: Db,
  did: string,
  signerName: string,
  publicKeyMultibase: string,
  from: Date,
): Promise<void> {
  await sql`insert into issuer_key (verification_method, did, signer_name, public_key_multibase, valid_from)
    values (${`${did}#${publicKeyMultibase}`}, ${did}, ${signerName}, ${publicKeyMultibase}, ${from}) on conflict do nothing`.execute(
    tx,
  )
}

/** Opens a listing; answers false where one is open already. */
export async function insertListing(
  tx: Db,
  organisationId: string,
  did: string,
  from: Date,
  reason: Bilingual,
): Promise<boolean> {
  const { rows } = await sql`insert into listing (id, organisation_id, did, listed_from, reason)
    values (${newId()}, ${organisationId}, ${did}, ${from}, ${JSON.stringify(reason)}::jsonb) on conflict do nothing returning id`.execute(
    tx,
  )
  return rows.length > 0
}

/** Adds an authorisation from an instant on. */
export async function insertAuthorisation(
  tx: Db,
  organisationId: string,
  given: AuthorisationGiven & { source: Bilingual },
  from: Date,
): Promise<void> {
  await sql`insert into authorisation (id, organisation_id, kinds, fields, level_min, level_max, valid_from, valid_until, source)
    values (${newId()}, ${organisationId}, ${[...given.kinds]}, ${[...given.fields]}, ${given.levelMin}, ${given.levelMax},
      ${from}, ${given.until ?? null}, ${JSON.stringify(given.source)}::jsonb)`.execute(tx)
}

/** Closes the open listing at an instant; answers false where none was open then. */
export async function closeListing(tx: Db, organisationId: string, at: Date, reason: Bilingual): Promise<boolean> {
  const { rows } = await sql`update listing set listed_until = ${at}, end_reason = ${JSON.stringify(reason)}::jsonb
    where organisation_id = ${organisationId} and listed_until is null and listed_from <= ${at} returning id`.execute(
    tx,
  )
  return rows.length > 0
}

/** When the register last changed, as far as `asOf`: what a published list is dated with. */
export async function lastChange(db: Db, asOf: Date): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`select max(at) as at from (
    select listed_from as at from listing union all select listed_until from listing
    union all select valid_from from authorisation union all select valid_until from authorisation
    union all select valid_from from issuer_key union all select valid_until from issuer_key
    union all select compromised_at from issuer_key) change where at <= ${asOf}`.execute(db)
  return rows[0]?.at ?? null
}
