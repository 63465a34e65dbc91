import { type Db, sql } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import type { Bilingual } from '../platform/page.ts'
import { leaveRegister } from './store-log.ts'
import type { AttestationGiven, AuthorisationGiven, Fact, FactKind, Ground, RegisterClass } from './types.ts'

// Facts are only ever added. `recorded_at` never lies before that of the row it supersedes, whatever the clock says.

const json = (value: Bilingual | null): string | null => (value === null ? null : JSON.stringify(value))

/** A listing to be written. */
export interface NewListing {
  readonly organisationId: string
  readonly did: string
  readonly class: RegisterClass
  readonly restsOn: Ground
  readonly from: Date
  readonly reason: Bilingual
  readonly recordedAt: Date
}

/** Adds a listing. Answers its id. */
export async function insertListing(tx: Db, row: NewListing): Promise<string> {
  const id = newId()
  await sql`insert into listing (id, organisation_id, did, class, rests_on, listed_from, listed_until, reason, end_reason, recorded_at)
    values (${id}, ${row.organisationId}, ${row.did}, ${row.class}, ${row.restsOn}, ${row.from}, null, ${json(row.reason)}::jsonb,
      null, ${row.recordedAt})`.execute(tx)
  await leaveRegister(tx, 'listing', id, row.recordedAt, row.organisationId)
  return id
}

/** Adds an authorisation from an instant on. Answers its id. */
export async function insertAuthorisation(
  tx: Db,
  organisationId: string,
  given: AuthorisationGiven & { readonly source: Bilingual },
  from: Date,
  recordedAt: Date,
): Promise<string> {
  const id = newId()
  await sql`insert into authorisation (id, organisation_id, kinds, fields, level_min, level_max, valid_from, valid_until, source, recorded_at)
    values (${id}, ${organisationId}, ${[...given.kinds]}, ${[...given.fields]}, ${given.levelMin}, ${given.levelMax},
      ${from}, ${given.until ?? null}, ${json(given.source)}::jsonb, ${recordedAt})`.execute(tx)
  await leaveRegister(tx, 'authorisation', id, recordedAt, organisationId)
  return id
}

/** Adds an attestation. Answers its id. */
export async function insertAttestation(tx: Db, given: AttestationGiven, recordedAt: Date): Promise<string> {
  const id = newId()
  await sql`insert into attestation (id, organisation_id, body_id, scheme, level, number, valid_from, valid_until, recorded_at)
    values (${id}, ${given.organisationId}, ${given.bodyId}, ${given.scheme}, ${given.level}, ${given.number}, ${given.from},
      ${given.until}, ${recordedAt})`.execute(tx)
  await leaveRegister(tx, 'attestation', id, recordedAt, given.organisationId)
  return id
}

/** Adds a suspension without an end. Answers its id. */
export async function insertSuspension(
  tx: Db,
  organisationId: string,
  from: Date,
  reason: Bilingual,
  recordedAt: Date,
): Promise<string> {
  const id = newId()
  await sql`insert into suspension (id, organisation_id, suspended_from, reason, recorded_at)
    values (${id}, ${organisationId}, ${from}, ${json(reason)}::jsonb, ${recordedAt})`.execute(tx)
  await leaveRegister(tx, 'suspension', id, recordedAt, organisationId)
  return id
}

/** The organisation that uses this number of a body's attestations already, if any. */
export async function holderOfNumber(db: Db, bodyId: string, number: string): Promise<string | null> {
  const { rows } = await sql<{ organisationId: string }>`select organisation_id as "organisationId" from attestation
    where body_id = ${bodyId} and number = ${number} and valid_until > valid_from limit 1`.execute(db)
  return rows[0]?.organisationId ?? null
}

/** An attestation with the organisation that it is about. */
export interface AttestationOf extends Fact {
  readonly organisationId: string
  readonly scheme: string
  readonly level: string
  readonly number: string
}

/** The standing attestations by a body, newest first. */
export async function attestationsBy(db: Db, bodyId: string): Promise<readonly AttestationOf[]> {
  const { rows } =
    await sql<AttestationOf>`select a.id, a.organisation_id as "organisationId", a.scheme, a.level, a.number,
      a.valid_from as "from", a.valid_until as "until", a.recorded_at as "recordedAt", a.supersedes
    from attestation a where a.body_id = ${bodyId} and a.valid_until > a.valid_from
      and not exists (select 1 from attestation n where n.supersedes = a.id) order by a.valid_from desc, a.id`.execute(
      db,
    )
  return rows
}

/** What a superseding row says otherwise than the row it supersedes. */
export interface Supersession {
  readonly id: string
  readonly from: Date
  readonly until: Date | null
  readonly reason: Bilingual
  readonly recordedAt: Date
}

/**
 * Adds a row that supersedes another: the same but for its period and the reason. Answers false where that row isn't there or
 * was superseded by another already.
 */
export async function supersede(tx: Db, kind: FactKind, change: Supersession): Promise<boolean> {
  const id = newId()
  const { rows } = await superseding(kind, id, change).execute(tx)
  const [row] = rows
  if (row === undefined) return false
  await leaveRegister(tx, kind === 'listing' ? 'listing-end' : kind, id, change.recordedAt, row.organisationId)
  return true
}

interface Named {
  readonly organisationId: string
}

function superseding(kind: FactKind, id: string, { id: old, from, until, reason, recordedAt }: Supersession) {
  const why = json(reason)
  const at = sql`greatest(${recordedAt}::timestamptz, recorded_at)`
  const values = sql`${from}::timestamptz, ${until}::timestamptz`
  const end = sql`on conflict do nothing returning organisation_id as "organisationId"`
  if (kind === 'listing')
    return sql<Named>`insert into listing (id, organisation_id, did, class, rests_on, reason, listed_from, listed_until, end_reason, recorded_at, supersedes)
      select ${id}, organisation_id, did, class, rests_on, reason, ${values},
        case when ${until}::timestamptz is null then null else ${why}::jsonb end, ${at}, id from listing where id = ${old} ${end}`
  if (kind === 'authorisation')
    return sql<Named>`insert into authorisation (id, organisation_id, kinds, fields, level_min, level_max, source, valid_from, valid_until, change_reason, recorded_at, supersedes)
      select ${id}, organisation_id, kinds, fields, level_min, level_max, source, ${values}, ${why}::jsonb, ${at}, id
      from authorisation where id = ${old} ${end}`
  if (kind === 'attestation')
    return sql<Named>`insert into attestation (id, organisation_id, body_id, scheme, level, number, valid_from, valid_until, change_reason, recorded_at, supersedes)
      select ${id}, organisation_id, body_id, scheme, level, number, ${values}, ${why}::jsonb, ${at}, id
      from attestation where id = ${old} ${end}`
  return sql<Named>`insert into suspension (id, organisation_id, reason, suspended_from, suspended_until, end_reason, recorded_at, supersedes)
    select ${id}, organisation_id, reason, ${values}, ${why}::jsonb, ${at}, id from suspension where id = ${old} ${end}`
}
