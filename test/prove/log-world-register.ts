import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import { logReaders } from '../../src/hooks.ts'
import { leaveRows } from '../../src/log/index.ts'
import { cosignatureLine, witnessVkeyOf } from '../../src/log/rules-note.ts'
import { type Db, sql } from '../../src/platform/database.ts'

/** Rows of the register and of parties, one of each table; what matters is that the readers find each of their fields. */
export async function registerDecisions(db: Db, at: Date, organisationId: string): Promise<void> {
  const [text, other] = [JSON.stringify({ id: 'Alasan.', en: 'A reason.' }), 'org-other']
  await sql`insert into organisation (id, slug, name, kind, city, province, created_at, invented)
    values (${other}, 'lain', 'Lembaga Akreditasi Lain', 'polytechnic', 'Ambon', 'Maluku', ${at}, true)`.execute(db)
  await sql`insert into attestation (id, organisation_id, body_id, scheme, level, number, valid_from, valid_until, change_reason, recorded_at)
    values ('attestation-1', ${organisationId}, ${other}, 'institution', 'unggul', 'A/1', ${at}, '2030-01-01', ${text}::jsonb, ${at})`.execute(
    db,
  )
  await sql`insert into suspension (id, organisation_id, suspended_from, suspended_until, reason, end_reason, recorded_at)
    values ('suspension-1', ${organisationId}, ${at}, '2027-01-01', ${text}::jsonb, ${text}::jsonb, ${at})`.execute(db)
  await sql`insert into register_application (id, organisation_id, class, checklist_id, content, revision, created_by, created_at,
      changed_at, submitted_by, submitted_at, due_on)
    values ('application-1', ${organisationId}, 'provider', 'brief', '{"kinds": ["micro-credential"], "level": 5}', 2, 'owner-1', ${at},
      ${at}, 'owner-1', ${at}, '2026-12-24')`.execute(db)
  await sql`insert into register_document (id, application_id, item, name, media_type, bytes, sha256, content, uploaded_by, uploaded_at)
    values ('document-1', 'application-1', 'deed', 'akta.pdf', 'application/pdf', 9, ${'ab'.repeat(32)}, 'x', 'owner-1', ${at})`.execute(
    db,
  )
  await sql`insert into register_proposal (id, act, organisation_id, application_id, content, backdated_days, proposed_by, proposed_at)
    values ('proposal-1', 'list', ${organisationId}, 'application-1', '{"from": "2026-11-26", "note": "Lengkap."}', 3, 'reviewer-1', ${at})`.execute(
    db,
  )
  await sql`insert into register_decision (proposal_id, outcome, note, decided_by, decided_at)
    values ('proposal-1', 'confirmed', 'Sesuai.', 'reviewer-2', ${at})`.execute(db)
  await sql`insert into register_appeal (application_id, grounds, appealed_by, appealed_at, due_on)
    values ('application-1', 'Ada berkas baru.', 'owner-1', ${at}, '2026-12-30')`.execute(db)
  await sql`insert into issuer_key_end (id, verification_method, what, ended_at, reason, recorded_at)
    select 'key-end-1', verification_method, 'rotated', ${at}, ${text}::jsonb, ${at} from issuer_key limit 1`.execute(
    db,
  )
  await sql`insert into agreement (id, kind, title, fields, level_min, level_max, definition_ids, valid_from, valid_until,
      document_sha256, recorded_by, recorded_at)
    values ('agreement-1', 'co-issue', ${text}::jsonb, '{energy}', 3, 6, '{def-timur}', '2026-01-01', '2027-01-01', ${'cd'.repeat(32)},
      'steward-1', ${at})`.execute(db)
  await sql`insert into agreement_party (agreement_id, organisation_id, signatory_office, signed_on)
    values ('agreement-1', ${organisationId}, 'Direktur', '2025-12-01'), ('agreement-1', ${other}, 'Ketua', '2025-12-02')`.execute(
    db,
  )
  await sql`insert into party_event (id, organisation_id, kind, on_day, former_name, new_name, source, recorded_by, recorded_at)
    values ('event-1', ${other}, 'rename', '2026-05-01', 'Lembaga Lama', 'Lembaga Akreditasi Lain', ${text}::jsonb, 'steward-1', ${at})`.execute(
    db,
  )
  const ids = {
    attestation: 'attestation-1',
    suspension: 'suspension-1',
    'register-application': 'application-1',
    'register-proposal': 'proposal-1',
    'register-decision': 'proposal-1',
    'register-appeal': 'application-1',
    'issuer-key-end': 'key-end-1',
    'agreement-record': 'agreement-1',
    'party-event': 'event-1',
  }
  for (const [subject, subjectId] of Object.entries(ids))
    await leaveRows(db, at, logReaders.records[subject] ?? assert.fail(subject), [
      { kind: 'register', subject, subjectId },
    ])
}

/** A cosignature by a witness of ours under the newest checkpoint. */
export async function cosignNewest(db: Db, at: Date): Promise<void> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const { x = '' } = publicKey.export({ format: 'jwk' })
  const vkey = witnessVkeyOf('saksi.example', new Uint8Array(Buffer.from(x, 'base64url')))
  const { rows } = await sql<{ size: number; note: string }>`select size, note from log_checkpoint
    order by size desc limit 1`.execute(db)
  const [newest] = rows
  assert.ok(newest)
  const body = newest.note.slice(0, newest.note.indexOf('\n\n') + 1)
  const line = cosignatureLine(vkey, body, at, (message) => new Uint8Array(sign(null, message, privateKey)))
  await sql`insert into log_cosignature (size, witness, line, seen_at, stored_at)
    values (${newest.size}, ${vkey}, ${line}, ${at}, ${at})`.execute(db)
}
