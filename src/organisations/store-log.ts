import type { JsonObject } from '@lumbung/credential'
import { type RecordReader, rowReader } from '../log/index.ts'
import { findAgreements, partyEvents } from './store-parties.ts'
import type { Agreement, PartyEvent } from './types-parties.ts'

/** Subjects of leaves that this room leaves. */
export const RULE_CHOICE = 'rule-choice'
export const AGREEMENT = 'agreement'
export const SUCCESSION = 'succession'
export const PARTY_ROLE = 'party-role'
export const COURSE_CHOICE = 'course-choice'

/** How the log's check reads our rows. A choice for the same day replaces the first and leaves a leaf of its own, as the end of a role does. */
export const logReaders = {
  [RULE_CHOICE]: rowReader({ table: 'rule_choice', key: ['organisation_id', 'valid_from'] }),
  [PARTY_ROLE]: rowReader({ table: 'party_role', key: ['organisation_id', 'role', 'valid_from'] }),
  [COURSE_CHOICE]: rowReader({ table: 'course_choice', key: ['id'] }),
  [AGREEMENT]: async (db, ids) =>
    new Map((await findAgreements(db)).filter(({ id }) => ids.includes(id)).map((one) => [one.id, plain(one)])),
  [SUCCESSION]: async (db, ids) =>
    new Map((await partyEvents(db)).filter(({ id }) => ids.includes(id)).map((one) => [one.id, plain(one)])),
} as const satisfies Record<string, RecordReader>

function plain(row: Agreement | PartyEvent): JsonObject {
  return JSON.parse(JSON.stringify(row)) as JsonObject
}
