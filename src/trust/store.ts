import { type Db, inTransaction, sql } from '../platform/database.ts'
import { keysAsKnown } from './keys/rules.ts'
import { leaveRegister } from './store-log.ts'
import type { IssuerKey, RecordedEntry, RecordedKey } from './types.ts'

/** Which entries are wanted: all, those of some organisations, or the one with a slug. */
export interface EntryFilter {
  readonly organisationIds?: readonly string[]
  readonly slug?: string
  /** Also organisations that were never listed: their attestations may stand before they are. */
  readonly unlisted?: boolean
}

// The rows of one organisation, each table as one JSON array, so that a question costs one round trip. Instants come as
// text and are read back by `revive`.
const listingColumns = sql`'id', id, 'class', class, 'restsOn', rests_on, 'from', listed_from, 'until', listed_until,
  'reason', reason, 'endReason', end_reason, 'recordedAt', recorded_at, 'supersedes', supersedes`

const keyObject = sql`jsonb_build_object('verificationMethod', verification_method, 'signerName', signer_name,
  'publicKeyMultibase', public_key_multibase, 'from', valid_from, 'recordedAt', recorded_at,
  'ends', coalesce((select jsonb_agg(jsonb_build_object('id', e.id, 'what', e.what, 'at', e.ended_at, 'reason', e.reason,
    'recordedAt', e.recorded_at) order by e.recorded_at, e.id)
    from issuer_key_end e where e.verification_method = k.verification_method), '[]'))`

/** The register's entries with every row ever recorded, by name. An organisation that was never listed has none. */
export async function findRecorded(db: Db, filter: EntryFilter = {}): Promise<RecordedEntry[]> {
  const ids = filter.organisationIds === undefined ? null : [...filter.organisationIds]
  const { rows } = await sql<RecordedEntry>`
    select o.id as "organisationId", o.slug, o.name, o.city, o.province, coalesce(l.did, '') as did, coalesce(l.listings, '[]') as listings,
      coalesce((select jsonb_agg(jsonb_build_object('id', id, 'kinds', kinds, 'fields', fields, 'levelMin', level_min,
          'levelMax', level_max, 'from', valid_from, 'until', valid_until, 'source', source, 'changeReason', change_reason,
          'recordedAt', recorded_at, 'supersedes', supersedes) order by valid_from, recorded_at, id)
        from authorisation where organisation_id = o.id), '[]') as authorisations,
      coalesce((select jsonb_agg(jsonb_build_object('id', a.id, 'bodyId', a.body_id, 'bodyName', b.name, 'bodySlug', b.slug,
          'scheme', a.scheme, 'level', a.level, 'number', a.number, 'from', a.valid_from, 'until', a.valid_until,
          'changeReason', a.change_reason, 'recordedAt', a.recorded_at, 'supersedes', a.supersedes,
          'bodyListings', coalesce((select jsonb_agg(jsonb_build_object(${listingColumns}) order by listed_from, recorded_at, id)
            from listing where organisation_id = a.body_id), '[]')) order by a.valid_from, a.recorded_at, a.id)
        from attestation a join organisation b on b.id = a.body_id where a.organisation_id = o.id), '[]') as attestations,
      coalesce((select jsonb_agg(jsonb_build_object('id', id, 'from', suspended_from, 'until', suspended_until, 'reason', reason,
          'endReason', end_reason, 'recordedAt', recorded_at, 'supersedes', supersedes) order by suspended_from, recorded_at, id)
        from suspension where organisation_id = o.id), '[]') as suspensions,
      coalesce((select jsonb_agg(${keyObject} order by valid_from, verification_method) from issuer_key k where did = l.did), '[]') as keys
    from organisation o
    join lateral (select min(did) as did, jsonb_agg(jsonb_build_object(${listingColumns}) order by listed_from, recorded_at, id) as listings
      from listing where organisation_id = o.id) l on l.listings is not null or ${filter.unlisted === true}
    where (${ids}::text[] is null or o.id = any(${ids}::text[])) and (${filter.slug ?? null}::text is null or o.slug = ${filter.slug ?? null})
    order by o.name, o.id`.execute(db)
  return rows.map(revive)
}

const INSTANTS = ['from', 'until', 'at', 'recordedAt'] as const

/** Makes instants of the texts that JSON carries. */
function revived<T extends object>(one: T): T {
  const copy = { ...one } as Record<string, unknown>
  for (const key of INSTANTS) if (typeof copy[key] === 'string') copy[key] = new Date(copy[key])
  return copy as T
}

function revivedKey(key: RecordedKey): RecordedKey {
  return { ...revived(key), ends: key.ends.map(revived) }
}

function revive(row: RecordedEntry): RecordedEntry {
  return {
    ...row,
    listings: row.listings.map(revived),
    authorisations: row.authorisations.map(revived),
    attestations: row.attestations.map((one) => ({ ...revived(one), bodyListings: one.bodyListings.map(revived) })),
    suspensions: row.suspensions.map(revived),
    keys: row.keys.map(revivedKey),
  }
}

/** All keys ever bound to some DIDs, oldest first. */
export async function findKeys(db: Db, dids: readonly string[]): Promise<readonly IssuerKey[]> {
  const { rows } = await sql<{ key: RecordedKey }>`select ${keyObject} as key from issuer_key k
    where did = any(${[...dids]}::text[]) order by valid_from, verification_method`.execute(db)
  return keysAsKnown(
    rows.map(({ key }) => revivedKey(key)),
    null,
  )
}

/** Binds a key to a DID from an instant on. The same key bound again changes nothing. */
export async function insertKey(
  tx: Db,
  did: string,
  signerName: string,
  publicKeyMultibase: string,
  from: Date,
  recordedAt: Date,
): Promise<void> {
  const id = `${did}#${publicKeyMultibase}`
  await inTransaction(tx, async (both) => {
    const { rows } =
      await sql`insert into issuer_key (verification_method, did, signer_name, public_key_multibase, valid_from, recorded_at)
      values (${id}, ${did}, ${signerName}, ${publicKeyMultibase}, ${from}, ${recordedAt}) on conflict do nothing returning did`.execute(
        both,
      )
    if (rows.length > 0) await leaveRegister(both, 'issuer-key', id, recordedAt, null)
  })
}

/** Holds every other change of this organisation's facts back until the transaction ends. Answers whether it exists. */
export async function lockOrganisation(tx: Db, organisationId: string): Promise<boolean> {
  const { rows } = await sql`select 1 from organisation where id = ${organisationId} for no key update`.execute(tx)
  return rows.length > 0
}

/** Every instant from which on the register says something else. */
const instants = sql`(select unnest(array[listed_from, listed_until, recorded_at]) as at from listing
    union all select unnest(array[valid_from, valid_until, recorded_at]) from authorisation
    union all select unnest(array[valid_from, valid_until, recorded_at]) from attestation
    union all select unnest(array[suspended_from, suspended_until, recorded_at]) from suspension
    union all select unnest(array[valid_from, recorded_at]) from issuer_key
    union all select unnest(array[ended_at, recorded_at]) from issuer_key_end)`

/** When the register last changed, as far as `asOf`: what a published list is dated with. */
export async function lastChange(db: Db, asOf: Date): Promise<Date | null> {
  const { rows } = await sql<{
    at: Date | null
  }>`select max(at) as at from ${instants} change where at <= ${asOf}`.execute(db)
  return rows[0]?.at ?? null
}

/** From when on, after an instant, the register says something else by itself; nothing where it never does. */
export async function nextChange(db: Db, after: Date): Promise<Date | null> {
  const { rows } = await sql<{
    at: Date | null
  }>`select min(at) as at from ${instants} change where at > ${after}`.execute(db)
  return rows[0]?.at ?? null
}

/** The organisations of the newest rows of the register: whoever wants `most` changes finds them all among these. */
export async function recentlyChanged(db: Db, most: number): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`select distinct organisation_id as id from (
    select organisation_id, recorded_at from listing union all select organisation_id, recorded_at from authorisation
    union all select organisation_id, recorded_at from attestation union all select organisation_id, recorded_at from suspension
    union all select l.organisation_id, coalesce(e.recorded_at, k.recorded_at) from listing l join issuer_key k on k.did = l.did
      left join issuer_key_end e on e.verification_method = k.verification_method
    order by recorded_at desc limit ${most}) newest`.execute(db)
  return rows.map(({ id }) => id)
}
