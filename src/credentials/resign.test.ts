import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type AwardWorld, awardDeps, awardWorld } from '../../test/support/award-world.ts'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { startWitnesses, type TestWitnesses } from '../../test/support/witnesses.ts'
import { logReaders } from '../hooks.ts'
import { fsck, proofFor } from '../log/index.ts'
import { sql } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { compromiseKey, issuerOf } from '../trust/index.ts'
import { decideAwards, loggedSignature, resignCompromised, signPending } from './index.ts'
import { standingOf } from './rules-resign.ts'

// A key was stolen. Whoever has it can date a proof as they like; here they can also set the clock of our own machine.

let database: TestDatabase
let world: ReturnType<typeof awardDeps>
let deps: Deps
let witnesses: TestWitnesses
let old: AwardWorld
let timur: AwardWorld
const stolen = { old: '', timur: '' }

const reason = { id: 'Kunci dicuri.', en: 'The key was stolen.' }
const at = (time: string) => {
  world.time.now = new Date(`2026-11-23T${time}Z`)
}
const keyOf = async ({ organisationId }: AwardWorld) =>
  (await issuerOf(database.db, organisationId, world.time.now))?.verificationMethod ?? ''

/** Awards the enrolments of a provider and signs them, whatever the clock says. */
async function award({ versionId, enrolmentIds, issuer }: AwardWorld, from: number, to: number): Promise<void> {
  const decided = await decideAwards(deps, issuer, { versionId, enrolmentIds: enrolmentIds.slice(from, to) })
  assert.ok(decided.ok && decided.value.awarded.length === to - from)
  while ((await signPending(deps)).signed > 0);
}

async function resign({ organisationId }: AwardWorld) {
  const done = await resignCompromised(deps, organisationId)
  assert.ok(done.ok, JSON.stringify(done))
  return done.value
}

const nothing = { resigned: 0, byOwnClock: 0, refused: 0, unseen: 0, changed: 0, doubtful: [] as string[] }

before(async () => {
  database = await testDatabase()
  world = awardDeps(database.db, '2026-11-23T05:00:00Z')
  deps = world.deps
  old = await awardWorld(deps, 'lama', 6)
  timur = await awardWorld(deps, 'timur', 30)
  at('06:00:00')
  stolen.old = await keyOf(old)
  stolen.timur = await keyOf(timur)
  await award(old, 0, 4)
  at('06:40:00')
  await award(old, 4, 6)
  at('07:00:00')
  witnesses = await startWitnesses(deps)
  deps = { ...deps, logWitnesses: witnesses.who }
  at('07:05:00')
  await award(timur, 0, 10)
  at('07:06:00')
  await witnesses.seeAll()
  // The witnesses are away when these are signed: seen too late to be told from a thief's.
  at('07:14:00')
  await award(timur, 10, 13)
  at('07:25:00')
  await award(timur, 13, 15)
  // The thief has the key and our clock: signed as if it were eleven minutes before the theft.
  at('07:04:00')
  await award(timur, 15, 20)
  at('07:30:00')
  await witnesses.seeAll()
  at('07:40:00')
})
after(async () => {
  await witnesses.end()
  await database.close()
})

test('before there was a log our own clock is believed, and said apart', async () => {
  const since = new Date('2026-11-23T06:30:00Z')
  const key = { verificationMethod: stolen.old, since }
  assert.ok((await compromiseKey(deps, old.organisationId, key, reason, null)).ok)
  assert.deepEqual(await resign(old), { ...nothing, resigned: 4, byOwnClock: 4, refused: 2 })
  assert.deepEqual(await resign(old), { ...nothing, refused: 2 })
})

test('only what witnesses had seen before the theft is signed anew: a clock that was set back gains nothing', async () => {
  const since = new Date('2026-11-23T07:15:00Z')
  const rows = await sql<{ early: number }>`select count(*)::int as early from credential c join award a
    on a.person_id = c.person_id and a.credential_id = c.id
    where a.organisation_id = ${timur.organisationId} and c.signed_at < ${since}`.execute(database.db)
  assert.equal(rows.rows[0]?.early, 18, 'our own rows call the forged ones early')
  const { rows: truly } = await sql<{ size: string; witness: string; seenAt: Date; signedAt: Date }>`
    select c.size, c.witness, c.seen_at as "seenAt", k.signed_at as "signedAt"
    from log_cosignature c join log_checkpoint k on k.size = c.size`.execute(database.db)
  // The thief also writes into the columns that say when the witnesses saw the trees; what they signed says otherwise.
  await sql`update log_cosignature set seen_at = ${new Date('2026-11-23T07:06:30Z')}`.execute(database.db)
  await sql`update log_checkpoint set signed_at = ${new Date('2026-11-23T07:06:30Z')}`.execute(database.db)
  // And one that was logged in time got another name since.
  const { rows: touched } = await sql<{
    id: string
  }>`update credential set document = replace(document, 'Peserta 3', 'Peserta X')
    where document like '%Peserta 3"%' and person_id = ${timur.personIds[2]} returning id`.execute(database.db)
  assert.equal(touched.length, 1)
  const key = { verificationMethod: stolen.timur, since }
  assert.ok((await compromiseKey(deps, timur.organisationId, key, reason, null)).ok)
  assert.deepEqual(await resign(timur), { ...nothing, resigned: 9, refused: 11, unseen: 8, changed: 1 })
  const { rows: anew } = await sql<{ person: string }>`select person_id as person from credential_signature g
    where g.person_id = any(${[...timur.personIds]}::text[]) order by person_id`.execute(database.db)
  const honest = timur.personIds.slice(0, 10).filter((_, index) => index !== 2)
  assert.deepEqual(anew.map(({ person }) => person).toSorted(), honest.toSorted())
  // Put right from a copy, it is what was logged again.
  await sql`update credential set document = replace(document, 'Peserta X', 'Peserta 3')
    where id = ${touched[0]?.id}`.execute(database.db)
  assert.deepEqual(await resign(timur), { ...nothing, resigned: 1, refused: 10, unseen: 8 })
  const { faults } = await fsck(database.db, logReaders)
  assert.ok(
    faults.length > 0 && faults.every(({ what }) => what === 'cosignature'),
    'and what the thief wrote is found',
  )
  for (const { size, witness, seenAt, signedAt } of truly) {
    await sql`update log_cosignature set seen_at = ${seenAt} where size = ${size} and witness = ${witness}`.execute(
      database.db,
    )
    await sql`update log_checkpoint set signed_at = ${signedAt} where size = ${size}`.execute(database.db)
  }
})

test('what was signed anew stands in the log itself: it outlives the next theft, and fsck reads it back', async () => {
  await witnesses.seeAll()
  const { rows } = await sql<{ personId: string; credentialId: string; document: string }>`
    select person_id as "personId", credential_id as "credentialId", document from credential_signature
    where person_id = ${timur.personIds[0]}`.execute(database.db)
  const [place] = rows
  assert.ok(place)
  const { subject, subjectId } = await loggedSignature(database.db, place)
  assert.equal(subjectId, `${place.personId}/${place.credentialId}/1`)
  assert.notEqual(await proofFor(database.db, witnesses.who, subject, subjectId), 'pending')
  assert.deepEqual((await fsck(database.db, logReaders)).faults, [])
  const second = await keyOf(timur)
  at('07:50:00')
  await award(timur, 20, 22)
  await witnesses.seeAll()
  const key = { verificationMethod: second, since: new Date('2026-11-23T07:45:00Z') }
  assert.ok((await compromiseKey(deps, timur.organisationId, key, reason, null)).ok)
  assert.deepEqual(await resign(timur), { ...nothing, resigned: 10, refused: 12, unseen: 8 })
  await sql`update credential_signature set document = replace(document, 'Peserta 1', 'Peserta Y')
    where number = 1 and person_id = ${timur.personIds[0]}`.execute(database.db)
  await witnesses.seeAll()
  assert.deepEqual(
    (await fsck(database.db, logReaders)).faults.map(({ where }) => where),
    [`${subject} ${subjectId}`],
  )
})

test('an earlier moment that turns up later names what was signed anew and should not have been', async () => {
  const earlier = { verificationMethod: stolen.timur, since: new Date('2026-11-23T07:05:30Z') }
  assert.ok((await compromiseKey(deps, timur.organisationId, earlier, reason, null)).ok)
  const { doubtful, ...counts } = await resign(timur)
  assert.equal(doubtful.length, 10)
  assert.equal(counts.resigned, 0)
  const { rows } = await sql<{ id: string }>`select distinct credential_id as id from credential_signature
    where person_id = any(${[...timur.personIds]}::text[]) order by 1`.execute(database.db)
  assert.deepEqual(
    rows.map(({ id }) => id),
    doubtful,
  )
})

test('by a log whose entries are not those that were signed nothing is signed anew', async () => {
  const third = await keyOf(timur)
  at('08:00:00')
  const key = { verificationMethod: third, since: world.time.now }
  assert.ok((await compromiseKey(deps, timur.organisationId, key, reason, null)).ok)
  await sql`update log_tile set bytes = set_byte(bytes, 40, get_byte(bytes, 40) # 1) where level = -1 and index = 0`.execute(
    database.db,
  )
  await assert.rejects(resignCompromised(deps, timur.organisationId), { name: 'TreeDamagedError' })
})

test('the log weighs more than our clock, in both directions', () => {
  const day = (text: string) => new Date(`2026-11-23T${text}:00Z`)
  const since = day('07:15')
  const judge = (signed: string, sighting: 'seen' | 'changed' | 'late' | 'none', began: string | null) =>
    standingOf({ signedAt: day(signed), sighting }, since, began === null ? null : day(began))
  assert.equal(judge('07:20', 'seen', '07:00'), 'proven')
  assert.equal(judge('07:05', 'late', '07:00'), 'unseen')
  assert.equal(judge('07:05', 'none', '07:00'), 'unseen')
  assert.equal(judge('07:05', 'changed', '07:00'), 'changed')
  assert.equal(judge('07:20', 'late', '07:00'), 'after')
  assert.equal(judge('06:00', 'none', '07:00'), 'by-own-clock', 'older than the log, and left no leaf')
  assert.equal(judge('06:00', 'late', '07:00'), 'unseen', 'a leaf too late is no proof, however old the row says it is')
  assert.equal(judge('07:05', 'late', '07:15'), 'by-own-clock', 'no log could have seen it')
  assert.equal(judge('07:05', 'none', null), 'by-own-clock')
  assert.equal(judge('07:20', 'none', null), 'after')
})
