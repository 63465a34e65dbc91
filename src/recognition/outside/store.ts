import { type Db, sql } from '../../platform/database.ts'
import type { OutsideCertificate } from './types.ts'

const columns = sql`o.person_id as "personId", o.id, o.title, o.issuer_name as "issuerName", o.issued_on as "issuedOn",
  o.expires_on as "expiresOn", o.hours, o.mode, o.link, o.carrier, o.named_holder as "namedHolder", o.signed,
  o.media_type as "mediaType", o.bytes, o.sha256, o.uploaded_at as "uploadedAt", o.check_result as "checkResult",
  o.check_note as "checkNote", o.checked_by as "checkedBy", o.checked_at as "checkedAt"`

/** Takes the marks of a certificate. False where one of them is taken: it was handed in before, by whomever. */
export async function takeMarks(tx: Db, marks: readonly string[], certificateId: string, at: Date): Promise<boolean> {
  const { rows } = await sql`insert into outside_mark (mark, certificate_id, marked_at)
    select mark, ${certificateId}, ${at}::timestamptz from unnest(${marks}::text[]) as mark order by mark
    on conflict do nothing returning mark`.execute(tx)
  return rows.length === marks.length
}

export async function insertCertificate(tx: Db, row: OutsideCertificate, sealed: Uint8Array): Promise<void> {
  await sql`insert into outside_certificate (person_id, id, title, issuer_name, issued_on, expires_on, hours, mode, link, carrier,
      named_holder, signed, media_type, bytes, sha256, content, uploaded_at)
    values (${row.personId}, ${row.id}, ${row.title}, ${row.issuerName}, ${row.issuedOn}::date, ${row.expiresOn}::date, ${row.hours},
      ${row.mode}, ${row.link}, ${row.carrier}, ${row.namedHolder}, ${row.signed}, ${row.mediaType}, ${row.bytes}, ${row.sha256},
      ${sealed}, ${row.uploadedAt})`.execute(tx)
}

export async function findCertificate(db: Db, id: string): Promise<OutsideCertificate | null> {
  const { rows } =
    await sql<OutsideCertificate>`select ${columns} from outside_certificate o where o.id = ${id}`.execute(db)
  return rows[0] ?? null
}

/** The certificates of a person, newest first. */
export async function certificatesOf(db: Db, personId: string): Promise<readonly OutsideCertificate[]> {
  const { rows } = await sql<OutsideCertificate>`select ${columns} from outside_certificate o
    where o.person_id = ${personId} order by o.uploaded_at desc, o.id`.execute(db)
  return rows
}

/** The sealed file. */
export async function sealedContent(db: Db, personId: string, id: string): Promise<Uint8Array | null> {
  const { rows } = await sql<{ content: Uint8Array }>`select content from outside_certificate
    where person_id = ${personId} and id = ${id}`.execute(db)
  return rows[0]?.content ?? null
}

/** Keeps what a registrar found under the link; the newest comparison stands, and the audit knows the earlier ones. */
export async function noteCheck(
  tx: Db,
  row: Pick<OutsideCertificate, 'personId' | 'id' | 'checkResult' | 'checkNote' | 'checkedBy' | 'checkedAt'>,
): Promise<void> {
  await sql`update outside_certificate set check_result = ${row.checkResult}, check_note = ${row.checkNote},
      checked_by = ${row.checkedBy}, checked_at = ${row.checkedAt}
    where person_id = ${row.personId} and id = ${row.id}`.execute(tx)
}
