import { type JsonObject, signedTextIn } from '@lumbung/credential'
import {
  type Contradiction,
  type LoggedRows,
  type RecordReader,
  rowReader,
  type SignatureReader,
} from '../log/index.ts'
import { type Db, sql } from '../platform/database.ts'
import { SIGN } from './store-signing.ts'

/** Subjects of leaves that this room leaves. */
export const AWARD = 'award'
export const STATUS_CHANGE = 'status-change'
/** A signature beside the first; ids are `<person>/<credential>/<number>`. */
export const AWARD_SIGNATURE = 'award-signature'
export const DECISION = 'co-issue-decision'
export const REQUEST = 'award-request'

const statusChanges = rowReader({ table: 'status_change', key: ['person_id', 'id'] })

const decisions = rowReader({ table: 'co_issue_decision', key: ['person_id', 'id'] })

const requests = rowReader({ table: 'award_request', key: ['person_id', 'id'], without: ['overruled_at'] })

interface Key {
  readonly personIds: readonly string[]
  readonly credentialIds: readonly string[]
}

/** Ids are `<person>/<credential>`. */
function keyOf(ids: readonly string[]): Key {
  const parts = ids.map((id) => id.split('/'))
  return { personIds: parts.map(([person = '']) => person), credentialIds: parts.map(([, id = '']) => id) }
}

/**
 * The record of an award: the row of the decision, without who holds it now, and the signed document by its hash. The
 * credential's own words aren't repeated: whoever has the document has them.
 */
async function awards(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, JsonObject>> {
  const { personIds, credentialIds } = keyOf(ids)
  const { rows } = await sql<{ id: string; record: JsonObject }>`
    select a.person_id || '/' || a.credential_id as id, log_record(a) - 'holder_id' || jsonb_build_object('document',
      (log_record(c) - 'document') || jsonb_build_object('sha256', encode(sha256(convert_to(c.document, 'UTF8')), 'hex'))) as record
    from unnest(${personIds}::text[], ${credentialIds}::text[]) as r(person_id, credential_id)
    join award a on a.person_id = r.person_id and a.credential_id = r.credential_id
    join credential c on c.person_id = a.person_id and c.id = a.credential_id`.execute(db)
  return new Map(rows.map(({ id, record }) => [id, record]))
}

/** What a leaf commits to of a stored document: the signature value of its proof, or those of all. */
export function signatureOf(document: string): string {
  return signedTextIn(document) ?? ''
}

async function signatures(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { personIds, credentialIds } = keyOf(ids)
  const { rows } = await sql<{ id: string; document: string }>`select c.person_id || '/' || c.id as id, c.document
    from unnest(${personIds}::text[], ${credentialIds}::text[]) as r(person_id, id)
    join credential c on c.person_id = r.person_id and c.id = r.id`.execute(db)
  return new Map(rows.map(({ id, document }) => [id, readable(document)]))
}

/** Every document that was signed for a credential, with the leaf that it left; the newest first. */
export async function signedDocuments(
  db: Db,
  personId: string,
  credentialId: string,
): Promise<readonly { readonly subject: string; readonly subjectId: string; readonly document: string }[]> {
  const { rows } = await sql<{
    number: number
    document: string
  }>`select g.number, g.document from credential_signature g
      where g.person_id = ${personId} and g.credential_id = ${credentialId}
    union all select 0, c.document from credential c where c.person_id = ${personId} and c.id = ${credentialId}
    order by 1 desc`.execute(db)
  return rows.map(({ number, document }) =>
    number === 0
      ? { subject: AWARD, subjectId: `${personId}/${credentialId}`, document }
      : { subject: AWARD_SIGNATURE, subjectId: `${personId}/${credentialId}/${number}`, document },
  )
}

/** A document that is no JSON any more has no signature, which is not the one that was logged. */
function readable(document: string): string {
  try {
    return signatureOf(document)
  } catch {
    return ''
  }
}

interface SignatureRow {
  readonly id: string
  readonly document: string
  readonly record: JsonObject
}

async function signatureRows(db: Db, ids: readonly string[]): Promise<readonly SignatureRow[]> {
  const { personIds, credentialIds } = keyOf(ids)
  const numbers = ids.map((id) => id.split('/')[2] ?? '')
  const { rows } =
    await sql<SignatureRow>`select g.person_id || '/' || g.credential_id || '/' || g.number as id, g.document,
      (log_record(g) - 'document') || jsonb_build_object('sha256', encode(sha256(convert_to(g.document, 'UTF8')), 'hex')) as record
    from unnest(${personIds}::text[], ${credentialIds}::text[], ${numbers}::text[]) as r(person_id, credential_id, number)
    join credential_signature g on g.person_id = r.person_id and g.credential_id = r.credential_id
      and g.number::text = r.number`.execute(db)
  return rows
}

/** The record of a later signature: its row, with the document by its hash. */
const laterRecords: RecordReader = async (db, ids) =>
  new Map((await signatureRows(db, ids)).map(({ id, record }) => [id, record]))

const laterSignatures: SignatureReader = async (db, ids) =>
  new Map((await signatureRows(db, ids)).map(({ id, document }) => [id, readable(document)]))

/** How the log's check reads our rows. */
export const logReaders = {
  [AWARD]: awards,
  [AWARD_SIGNATURE]: laterRecords,
  [STATUS_CHANGE]: statusChanges,
  [DECISION]: decisions,
  [REQUEST]: requests,
} as const satisfies Record<string, RecordReader>
export const logSignatures = { [AWARD]: signatures, [AWARD_SIGNATURE]: laterSignatures } as const satisfies Record<
  string,
  SignatureReader
>

/** Which rows must have a leaf: an award from its signature on, which is promised; or put aside; a document; a change of status. */
export const loggedRows: readonly LoggedRows[] = [
  {
    table: 'award',
    key: ['person_id', 'credential_id'],
    subjects: [AWARD],
    at: 'decided_at',
    person: 'person_id',
    waits: [
      { promise: SIGN, column: 'credential_id' },
      { table: 'signature_stop', columns: ['person_id', 'credential_id'] },
      { table: 'co_issue', columns: ['person_id', 'credential_id'] },
    ],
  },
  { table: 'credential', key: ['person_id', 'id'], subjects: [AWARD], at: 'signed_at', person: 'person_id' },
  {
    table: 'credential_signature',
    key: ['person_id', 'credential_id', 'number'],
    subjects: [AWARD_SIGNATURE],
    at: 'signed_at',
    person: 'person_id',
  },
  {
    table: 'status_change',
    key: ['person_id', 'id'],
    subjects: [STATUS_CHANGE],
    at: 'changed_at',
    person: 'person_id',
  },
  {
    table: 'co_issue_decision',
    key: ['person_id', 'id'],
    subjects: [DECISION],
    at: 'decided_at',
    person: 'person_id',
  },
  {
    table: 'award_request',
    key: ['person_id', 'id'],
    subjects: [REQUEST],
    at: 'answered_at',
    person: 'person_id',
  },
]

/** Contradictions that are told at most. */
const MOST = 1_000

/** Bits in the status lists that are not what the last logged change of each credential says, or that no award has. */
export async function statusContradictions(db: Db): Promise<readonly Contradiction[]> {
  const { rows } = await sql<Contradiction>`
    with last as (select distinct on (person_id, credential_id) person_id, credential_id, change from status_change
      order by person_id, credential_id, number desc)
    select 'status of ' || a.credential_id as where, 'the status list says otherwise than its last change' as why
      from award a left join last l on l.person_id = a.person_id and l.credential_id = a.credential_id
      left join status_place p on p.list_id = a.status_list_id and p.index = a.status_index
      where p.index is null or p.revoked <> coalesce(l.change in ('revoke', 'replace'), false)
        or p.suspended <> coalesce(l.change = 'suspend', false)
    union all
    select 'status place ' || p.list_id || '/' || p.index, 'a bit is set that belongs to no award' from status_place p
      where (p.revoked or p.suspended)
        and not exists (select 1 from award a where a.status_list_id = p.list_id and a.status_index = p.index)
    limit ${MOST}`.execute(db)
  return rows
}
