import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { logReaders } from '../src/hooks.ts'
import { unloggedRows } from '../src/log/store-unlogged.ts'
import { inTransaction, sql } from '../src/platform/database.ts'
import { leaveLater, loggedRows } from '../src/recognition/index.ts'
import { type TestDatabase, testDatabase } from './support/database.ts'

// Every table of the credit bank and of recognition whose rows are decisions: a row that somebody wrote behind the log's back
// is found by `lumbung log fsck`, whichever of its leaves is missing.

let database: TestDatabase
before(async () => {
  database = await testDatabase()
})
after(() => database.close())

const AT = '2026-11-26T03:00:00Z'
const HASH = 'a'.repeat(64)
const who = { person_id: 'p1', id: 'r1', organisation_id: 'samara' }
const decided = { decided_by: 'tamara', decided_at: AT }
const replaced = { replaced_at: AT, replaced_by: 'tamara' }

/** One row for each table, as it would stand there: with everything that leaves a leaf done. */
const ROWS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  recognition_decision: {
    ...who,
    ...decided,
    ...replaced,
    request_id: 'q1',
    outcome: 'elective-block',
    granted_sks: 2,
    reason: 'x',
    rule_set_id: 'brief',
    rule_set_version: '1',
    inputs: {},
    trace: {},
  },
  recognition_review: {
    ...who,
    ...decided,
    ...replaced,
    request_id: 'q1',
    decision_id: 'd1',
    cause: 'revoked',
    answer: 'kept',
    reason: 'x',
    use_id: 'u1',
  },
  rule_set_edition: { hash: HASH, rule_set_id: 'brief', version: '1', content: {}, kept_at: AT },
  recognition_appeal: {
    ...who,
    request_id: 'q1',
    decision_id: 'd1',
    reason: 'x',
    appealed_at: AT,
    due_on: '2026-12-10',
    outcome: 'upheld',
    answer: 'x',
    answered_by: 'galuh',
    answered_at: AT,
  },
  equivalence: {
    ...who,
    definition_version_id: 'v1',
    target: 'c1',
    programme_id: 'p',
    course_id: 'c1',
    sks: 2,
    valid_from: '2026-01-01',
    basis: 'x',
    proposed_by: 'tamara',
    proposed_at: AT,
    confirmed_by: 'galuh',
    confirmed_at: AT,
    ended_on: '2026-11-26',
    ended_by: 'galuh',
    ended_at: AT,
  },
  outside_certificate: {
    ...who,
    title: 'x',
    issuer_name: 'x',
    issued_on: '2026-01-01',
    hours: 40,
    mode: 'online',
    carrier: 'file',
    signed: false,
    media_type: 'application/pdf',
    bytes: 1,
    sha256: HASH,
    content: '\\x00',
    uploaded_at: AT,
    check_result: 'confirmed',
    checked_by: 'tamara',
    checked_at: AT,
  },
  prior_learning_host: {
    ...who,
    programme_id: 'p',
    accreditation: 'unggul',
    number: '1',
    valid_until: '2031-01-01',
    shown_as: 'pass',
    open: true,
    stated_by: 'tamara',
    stated_at: AT,
  },
  prior_learning_application: {
    ...who,
    route: 'acquisition',
    aim: 'programme',
    programme_id: 'p',
    stated: {},
    guideline_id: 'g',
    created_at: AT,
    submitted_at: AT,
    due_on: '2026-12-10',
  },
  prior_learning_report: {
    ...who,
    application_id: 'r1',
    round: 1,
    part: 'academic',
    assessor_id: 'sekar',
    found: [],
    opinions: [],
    given_at: AT,
  },
  prior_learning_decision: {
    ...who,
    ...decided,
    application_id: 'r1',
    round: 1,
    result: 'refused',
    granted: [],
    total_sks: 0,
    earlier_sks: 0,
    reason: 'x',
    minutes: 'x',
    decree_number: '1',
    decree_on: '2026-11-26',
  },
  prior_learning_appeal: {
    person_id: 'p1',
    application_id: 'r1',
    grounds: 'x',
    appealed_at: AT,
    due_on: '2026-12-10',
  },
  rule_set_publication: {
    rule_set_id: 'brief-2027-01-01',
    hash: HASH,
    family: 'brief',
    organisation_id: 'lumbung',
    national: true,
    valid_from: '2027-01-01',
    examples: [],
    draft_id: 'd1',
    proposed_by: 'rahmadi',
    proposed_at: AT,
    proposal_reason: 'x',
    published_by: 'nurhayati',
    published_at: AT,
    publication_reason: 'x',
  },
  rule_choice: {
    organisation_id: 'samara',
    rule_set_id: 'brief',
    valid_from: '2026-11-26',
    chosen_by: 'tamara',
    chosen_at: AT,
  },
}

const RULE_CHOICES = logReaders.rows.filter(({ table }) => table === 'rule_choice')

test('every decision of the credit bank and of recognition has its line, and its reader', () => {
  const covered = new Set(logReaders.rows.map(({ table }) => table))
  assert.deepEqual(
    Object.keys(ROWS).filter((table) => !covered.has(table)),
    [],
  )
  for (const { subjects } of loggedRows) for (const one of subjects) assert.ok(one in logReaders.records, one)
})

test('a row without a leaf is found in each of them, and one with its leaf is not', async () => {
  for (const spec of [...loggedRows, ...RULE_CHOICES]) {
    const row = ROWS[spec.table]
    // Stacks have a test of their own beside their rooms.
    if (row === undefined && spec.table.startsWith('stack_')) continue
    assert.ok(row !== undefined, `${spec.table} has no row in this test`)
    const id = spec.key.map((column) => String(row[column])).join('/')
    const subject = spec.subjects[0] ?? ''
    await inTransaction(database.db, async (tx) => {
      // What a row refers to is another test's matter.
      await sql`set local session_replication_role = replica`.execute(tx)
      await sql`insert into ${sql.table(spec.table)}
        select * from jsonb_populate_record(null::${sql.table(spec.table)}, ${JSON.stringify(row)}::jsonb)`.execute(tx)
      const began = new Date('2026-01-01')
      assert.deepEqual(await unloggedRows(tx, spec, began), [{ id, older: false }], subject)
      await sql`insert into log_opening select * from jsonb_populate_record(null::log_opening, ${JSON.stringify({
        leaf_id: 'l1',
        salt: `\\x${HASH}`,
        record_digest: `\\x${HASH}`,
        subject,
        subject_id: id,
      })}::jsonb)`.execute(tx)
      assert.deepEqual(await unloggedRows(tx, spec, began), [], subject)
      // Both transactions end without a trace.
      await sql`delete from log_opening`.execute(tx)
      await sql`delete from ${sql.table(spec.table)}`.execute(tx)
    })
  }
})

test('what an earlier release didn’t log waits for its leaf, and gets it', async () => {
  const { db } = database
  const now = new Date(AT)
  const later = ['equivalence', 'outside_certificate', 'prior_learning_host'].map(
    (table) => loggedRows.findLast((spec) => spec.table === table) ?? assert.fail(table),
  )
  await inTransaction(db, async (tx) => {
    await sql`set local session_replication_role = replica`.execute(tx)
    for (const [at, { table }] of later.entries()) {
      const row = { ...ROWS[table], id: `old${at}` }
      await sql`insert into ${sql.table(table)}
        select * from jsonb_populate_record(null::${sql.table(table)}, ${JSON.stringify(row)}::jsonb)`.execute(tx)
    }
  })
  const migration = readFileSync('db/migrations/0041-leaves-later.sql', 'utf8')
  await sql.raw(migration).execute(db)
  for (const spec of later) assert.deepEqual(await unloggedRows(db, spec, new Date('2026-01-01')), [], 'it waits')
  assert.equal(await leaveLater({ db, clock: () => now }), 3)
  assert.equal(await leaveLater({ db, clock: () => now }), 0)
  for (const spec of later) {
    assert.deepEqual(await unloggedRows(db, spec, new Date('2026-01-01')), [])
    const [subject = ''] = spec.subjects
    const { rows } = await sql<{
      id: string
    }>`select subject_id as id from log_opening where subject = ${subject}`.execute(db)
    assert.equal(
      (
        await logReaders.records[subject]?.(
          db,
          rows.map(({ id }) => id),
        )
      )?.size,
      1,
      subject,
    )
  }
})
