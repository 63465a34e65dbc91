import assert from 'node:assert/strict'
import { changeStatus, decideAwards, signPending } from '../../src/credentials/index.ts'
import { logReaders } from '../../src/hooks.ts'
import { eraseOpenings, leave, leaveRows, sequence } from '../../src/log/index.ts'
import { type Db, sql } from '../../src/platform/database.ts'
import { endListing } from '../../src/trust/index.ts'
import { awardDeps, awardWorld } from '../support/award-world.ts'
import { cosignNewest, registerDecisions } from './log-world-register.ts'

const AT = '2026-11-26T07:05:00Z'

/**
 * A database with rows of every kind that leave leaves (awards, changes of status, sign-offs, a publication, a choice of
 * rules, a credit decision taken back, everything of the register and of parties) and enough other leaves for full tiles, all signed in one checkpoint with a
 * cosignature.
 */
export async function logWorld(db: Db) {
  const world = awardDeps(db, AT)
  const { deps } = world
  await sequence(deps)
  const place = await awardWorld(deps, 'timur', 24)
  await decideAwards(deps, place.issuer, { versionId: place.versionId, enrolmentIds: place.enrolmentIds })
  assert.equal((await signPending(deps)).signed, 24)
  const { rows } = await sql<{ id: string }>`select id from credential order by id limit 8`.execute(db)
  for (const [at, { id }] of rows.entries()) {
    const change = at % 2 === 0 ? 'suspend' : 'revoke'
    const reason = change === 'suspend' ? 'investigation' : 'fraud'
    const changed = await changeStatus(deps, place.issuer, id, { change, reason, note: `Catatan ${at}` })
    assert.ok(changed.ok, JSON.stringify(changed))
  }
  await otherDecisions(db, deps.clock(), place.organisationId, place.versionId)
  await registerDecisions(db, deps.clock(), place.organisationId)
  await endListing(deps, place.organisationId, { id: 'Izin berakhir.', en: 'The licence ended.' }, null)
  const filler = Array.from({ length: 520 }, (_, n) => ({
    kind: 'rule' as const,
    subject: 'rule-choice',
    subjectId: `erased/${n}`,
    record: { n },
    personId: 'erased',
  }))
  await leave(db, deps.clock(), filler)
  await eraseOpenings(db, 'erased', deps.clock())
  await sequence(deps)
  await cosignNewest(db, deps.clock())
  return world
}

/** Rows that other rooms write; here what matters is that the readers find each of their fields. */
async function otherDecisions(db: Db, at: Date, organisationId: string, versionId: string): Promise<void> {
  const reader = (subject: string) => logReaders.records[subject] ?? assert.fail(subject)
  await sql`insert into sign_off (id, version_id, side, person_id, organisation_id, note, signed_at, content_mark)
    values ('sign-1', ${versionId}, 'faculty', 'faculty-1', ${organisationId}, 'Sesuai.', ${at}, 'mark'),
      ('sign-2', ${versionId}, 'industry', 'industry-1', ${organisationId}, 'Sesuai.', ${at}, 'mark')`.execute(db)
  await leaveRows(db, at, reader('sign-off'), [
    { kind: 'quality', subject: 'sign-off', subjectId: 'sign-1' },
    { kind: 'quality', subject: 'sign-off', subjectId: 'sign-2' },
  ])
  await leaveRows(db, at, reader('definition-version'), [
    { kind: 'curation', subject: 'definition-version', subjectId: versionId },
  ])
  await sql`insert into rule_choice (organisation_id, rule_set_id, valid_from, chosen_by, chosen_at)
    values (${organisationId}, 'brief', '2026-11-26', 'registrar-1', ${at})`.execute(db)
  await leaveRows(db, at, reader('rule-choice'), [
    { kind: 'rule', subject: 'rule-choice', subjectId: `${organisationId}/2026-11-26` },
  ])
  await sql`insert into recognition_decision (person_id, request_id, id, outcome, granted_sks, course_id, reason, rule_set_id,
      rule_set_version, inputs, trace, waiver_reason, decided_by, decided_at, replaced_at, replaced_by)
    values ('timur-p1', 'request-1', 'decision-1', 'elective-block', 2, 'course-1', 'Setara.', 'brief', '2026-09-01',
      '{"askedSks": 2, "day": "2026-11-26", "study": {"semester": 5}}', '{"verdict": "allowed", "allowedSks": 2}', 'Alasan.',
      'registrar-1', ${at}, ${at}, 'registrar-2')`.execute(db)
  for (const subject of ['credit-decision', 'credit-decision-undone'])
    await leaveRows(db, at, reader(subject), [{ kind: 'credit', subject, subjectId: 'timur-p1/decision-1' }])
}
