import type { JsonObject } from '@lumbung/credential'
import { type LoggedRows, type RecordReader, rowReader } from '../log/index.ts'
import { type Db, sql } from '../platform/database.ts'
import { findAgreements, partyEvents } from './store-parties.ts'
import type { Agreement, PartyEvent } from './types-parties.ts'

/** Subjects of leaves that this room leaves. */
export const RULE_CHOICE = 'rule-choice'
export const PARTY_ROLE = 'party-role'
export const COURSE_CHOICE = 'course-choice'
export const AGREEMENT = 'agreement-record'
export const SUCCESSION = 'party-event'
/** Of earlier leaves, which didn't say who recorded it and when. */
const EARLIER = { agreement: 'agreement', succession: 'succession' } as const

/** An agreement with its parties: which office signed for each, and when. */
async function agreements(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, JsonObject>> {
  const { rows } = await sql<{
    id: string
    record: JsonObject
  }>`select a.id, log_record(a) || jsonb_build_object('parties',
      coalesce((select jsonb_agg(log_record(p) order by p.organisation_id) from agreement_party p where p.agreement_id = a.id), '[]')) as record
    from agreement a where a.id = any(${[...ids]}::text[])`.execute(db)
  return new Map(rows.map(({ id, record }) => [id, record]))
}

/** How the log's check reads our rows. A choice for the same day replaces the first and leaves a leaf of its own, as the end of a role does. */
export const logReaders = {
  [RULE_CHOICE]: rowReader({ table: 'rule_choice', key: ['organisation_id', 'valid_from'] }),
  [PARTY_ROLE]: rowReader({ table: 'party_role', key: ['organisation_id', 'role', 'valid_from'] }),
  [COURSE_CHOICE]: rowReader({ table: 'course_choice', key: ['id'] }),
  [AGREEMENT]: agreements,
  [SUCCESSION]: rowReader({ table: 'party_event', key: ['id'] }),
  [EARLIER.agreement]: async (db, ids) =>
    new Map((await findAgreements(db)).filter(({ id }) => ids.includes(id)).map((one) => [one.id, plain(one)])),
  [EARLIER.succession]: async (db, ids) =>
    new Map((await partyEvents(db)).filter(({ id }) => ids.includes(id)).map((one) => [one.id, plain(one)])),
} as const satisfies Record<string, RecordReader>

function plain(row: Agreement | PartyEvent): JsonObject {
  return JSON.parse(JSON.stringify(row)) as JsonObject
}

/** Which rows must have a leaf. */
export const loggedRows: readonly LoggedRows[] = [
  { table: 'rule_choice', key: ['organisation_id', 'valid_from'], subjects: [RULE_CHOICE], at: 'chosen_at' },
  { table: 'party_role', key: ['organisation_id', 'role', 'valid_from'], subjects: [PARTY_ROLE], at: 'recorded_at' },
  { table: 'course_choice', key: ['id'], subjects: [COURSE_CHOICE], at: 'recorded_at' },
  { table: 'agreement', key: ['id'], subjects: [AGREEMENT, EARLIER.agreement], at: 'recorded_at' },
  { table: 'party_event', key: ['id'], subjects: [SUCCESSION, EARLIER.succession], at: 'recorded_at' },
]
