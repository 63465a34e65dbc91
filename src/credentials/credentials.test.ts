import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { verify } from '@lumbung/credential'
import { type AwardWorld, awardDeps, awardWorld } from '../../test/support/award-world.ts'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { sql } from '../platform/database.ts'
import { endListing, trustList } from '../trust/index.ts'
import {
  changeStatus,
  decideAwards,
  findCredential,
  findJob,
  runIssueJobs,
  signPending,
  startIssueJob,
  startWorkers,
  statusListDocument,
} from './index.ts'
import { LIST_LENGTH, takePlaces } from './store-status.ts'

let database: TestDatabase
let world: ReturnType<typeof awardDeps>
let timur: AwardWorld
let barat: AwardWorld

before(async () => {
  database = await testDatabase()
  world = awardDeps(database.db, '2026-11-23T07:05:00Z')
  timur = await awardWorld(world.deps, 'timur', 40, 30)
  barat = await awardWorld(world.deps, 'barat', 5)
})
after(() => database.close())

const decide = (enrolmentIds: readonly string[], actor = timur.issuer, versionId = timur.versionId) =>
  decideAwards(world.deps, actor, { versionId, enrolmentIds })
const count = async (table: 'award' | 'credential' | 'outbox' | 'status_place' | 'credential_index') =>
  Number((await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(database.db)).rows[0]?.n)
const one = (index: number) => timur.enrolmentIds[index] ?? ''
async function awardedId(index: number): Promise<string> {
  const outcome = await decide([one(index)])
  assert.ok(outcome.ok)
  const award = outcome.value.awarded[0] ?? outcome.value.already[0]
  assert.ok(award)
  while ((await signPending(world.deps)).signed > 0);
  return award.credentialId
}
/** The eight checks as our own verifier sees them, with the lists as the site serves them now. */
async function verdict(document: string) {
  return verify(document, {
    now: world.time.now,
    trust: await trustList(world.deps, world.time.now),
    statusList: async (url: string) => {
      const list = await statusListDocument(world.deps, url.split('/').at(-1) ?? '')
      return list.ok ? list.value : null
    },
  })
}
async function credentialDocument(id: string): Promise<string> {
  const credential = await findCredential(database.db, id)
  assert.ok(credential?.document)
  return credential.document
}

test('whoever lacks a mandatory outcome gets none, and learns which one; the rest goes on', async () => {
  const outcome = await decide([one(0), one(35), 'nobody'])
  assert.ok(outcome.ok)
  assert.equal(outcome.value.awarded.length, 1)
  const reasons = new Map(outcome.value.rejected.map((row) => [row.enrolmentId, row.refusals] as const))
  assert.deepEqual(reasons.get(one(35)), [{ code: 'credentials.outcome-missing', values: { outcomes: '2', count: 1 } }])
  assert.deepEqual(reasons.get('nobody'), [{ code: 'credentials.enrolment-not-found' }])
})

test('one bad row at each position never keeps the good ones, nor slips through', async () => {
  for (let bad = 0; bad < 5; bad++) {
    const ids = [1, 2, 3, 4, 5].map(one)
    ids.splice(bad, 0, one(36))
    const outcome = await decide(ids)
    assert.ok(outcome.ok)
    assert.equal(outcome.value.awarded.length + outcome.value.already.length, 5)
    assert.deepEqual(
      outcome.value.rejected.map((row) => row.enrolmentId),
      [one(36)],
    )
  }
})

test('a repeat changes nothing and answers the award that stands', async () => {
  const first = await decide([one(6)])
  const places = await count('status_place')
  const second = await decide([one(6)])
  assert.ok(first.ok && second.ok)
  assert.deepEqual(second.value.awarded, [])
  assert.equal(second.value.already[0]?.credentialId, first.value.awarded[0]?.credentialId)
  assert.equal(await count('status_place'), places)
})

test('twelve deciders at once make one award for each person, and waste no place', async () => {
  const [awards, places] = [await count('award'), await count('status_place')]
  const ids = [7, 8, 9, 10].map(one)
  const outcomes = await Promise.all(
    Array.from({ length: 12 }, (_, n) => decide(n % 2 === 0 ? ids : [...ids].reverse())),
  )
  const credentials = new Set(
    outcomes
      .flatMap((outcome) => (outcome.ok ? [...outcome.value.awarded, ...outcome.value.already] : []))
      .map((award) => award.credentialId),
  )
  assert.ok(
    outcomes.every((outcome) => outcome.ok && outcome.value.awarded.length + outcome.value.already.length === 4),
  )
  assert.equal(credentials.size, 4)
  assert.equal(await count('award'), awards + 4)
  assert.equal(await count('status_place'), places + 4)
})

test('another organisation is not there, a wrong role is refused, and so is an issuer without authority', async () => {
  const foreign = await decide([one(11)], barat.issuer)
  assert.deepEqual(!foreign.ok && foreign.refusals.map((refusal) => refusal.code), ['credentials.version-not-found'])
  const assessor = { ...timur.issuer, roles: [{ organisationId: timur.organisationId, role: 'assessor' }] }
  const wrong = await decide([one(11)], assessor)
  assert.deepEqual(!wrong.ok && wrong.refusals.map((refusal) => refusal.code), ['credentials.not-allowed'])
  const ended = await endListing(
    world.deps,
    barat.organisationId,
    { id: 'Izin berakhir.', en: 'The licence ended.' },
    null,
  )
  assert.ok(ended.ok)
  const unlisted = await decide([barat.enrolmentIds[0] ?? ''], barat.issuer, barat.versionId)
  assert.deepEqual(!unlisted.ok && unlisted.refusals.map((refusal) => refusal.code), ['trust.listing-ended'])
  await sql`update definition_version set kkni_level = 7 where id = ${timur.versionId}`.execute(database.db)
  const above = await decide([one(11)])
  await sql`update definition_version set kkni_level = 5 where id = ${timur.versionId}`.execute(database.db)
  assert.deepEqual(!above.ok && above.refusals.map((refusal) => refusal.code), ['trust.level-not-authorised'])
})

test('an enrolment of another organisation is unknown, even beside own ones', async () => {
  const outcome = await decide([one(11), barat.enrolmentIds[0] ?? ''])
  assert.ok(outcome.ok)
  assert.deepEqual(outcome.value.rejected, [
    { enrolmentId: barat.enrolmentIds[0], refusals: [{ code: 'credentials.enrolment-not-found' }] },
  ])
})

test('a signer that is away leaves the decision as it is; it is signed when the signer is back', async () => {
  const outcome = await decide([one(12)])
  assert.ok(outcome.ok)
  world.signer.broken = true
  const away = await signPending(world.deps)
  assert.ok(away.signed === 0 && away.failed > 0)
  const id = outcome.value.awarded[0]?.credentialId ?? ''
  assert.equal((await findCredential(database.db, id))?.document, null)
  world.signer.broken = false
  assert.deepEqual(await signPending(world.deps), { signed: 0, failed: 0 }, 'put off until its time')
  world.time.now = new Date(world.time.now.getTime() + 61_000)
  while ((await signPending(world.deps)).signed > 0);
  assert.ok((await findCredential(database.db, id))?.document)
  assert.equal(await count('outbox'), 0)
})

test('a crash after the signature and before the commit signs again: one document, the same id', async () => {
  const outcome = await decide([one(13), one(14)])
  assert.ok(outcome.ok)
  const documents = await count('credential')
  let crashes = 3
  const hooks = {
    afterSigned: async () => {
      if (crashes-- > 0) throw new Error('the lights went out')
    },
  }
  for (let round = 0; round < 6; round++) {
    await signPending(world.deps, hooks)
    world.time.now = new Date(world.time.now.getTime() + 61_000)
  }
  assert.equal(await count('credential'), documents + 2)
  assert.equal(await count('outbox'), 0)
  assert.equal(await count('credential_index'), await count('award'))
})

test('what follows awards is told once for all awards of a transaction, first editions apart', async () => {
  const selatan = await awardWorld(world.deps, 'selatan', 3)
  const outcome = await decide(selatan.enrolmentIds, selatan.issuer, selatan.versionId)
  assert.ok(outcome.ok)
  const told: [string, number][] = []
  const hooks = {
    afterAwards: async (_tx: unknown, awards: readonly unknown[]) => void told.push(['awards', awards.length]),
    afterSigned: async (_tx: unknown, awards: readonly unknown[]) => void told.push(['signed', awards.length]),
  }
  assert.equal((await signPending(world.deps, hooks)).signed, 3)
  const replaced = await changeStatus(world.deps, selatan.issuer, outcome.value.awarded[0]?.credentialId ?? '', {
    change: 'replace',
    reason: 'name-corrected',
  })
  assert.ok(replaced.ok)
  assert.equal((await signPending(world.deps, hooks)).signed, 1)
  await signPending(world.deps, hooks)
  assert.deepEqual(told, [
    ['awards', 3],
    ['signed', 3],
    ['signed', 1],
  ])
})

test('an award whose work fails for good does not keep the others', async () => {
  const outcome = await decide([one(15), one(16), one(17)])
  assert.ok(outcome.ok)
  const bad = outcome.value.awarded[1]?.credentialId
  const hooks = {
    afterAwards: async (_tx: unknown, awards: readonly { credentialId: string }[]) => {
      if (awards.some(({ credentialId }) => credentialId === bad)) throw new Error('this one never')
    },
  }
  await signPending(world.deps, hooks)
  const signed = await Promise.all(
    outcome.value.awarded.map(
      async (award) => (await findCredential(database.db, award.credentialId))?.document !== null,
    ),
  )
  assert.deepEqual(signed, [true, false, true])
  world.time.now = new Date(world.time.now.getTime() + 61_000)
  await signPending(world.deps)
})

test('a credential verifies with our verifier, and names no NIK, e-mail or phone', async () => {
  const document = await credentialDocument(await awardedId(18))
  const answer = await verdict(document)
  assert.equal(answer.verdict, 'valid', JSON.stringify(answer.checks))
  assert.doesNotMatch(document, /contoh\.id|0812000|timur-p|timur-e/)
  assert.match(document, /Peserta 19/)
})

test('each change of status shows at the next fetch of the list, and final ones stay final', async () => {
  const id = await awardedId(19)
  const document = await credentialDocument(id)
  const change = (what: 'suspend' | 'resume' | 'revoke', reason: string) =>
    changeStatus(world.deps, timur.issuer, id, { change: what, reason })
  const kind = async () => (await verdict(document)).kind
  assert.ok((await change('suspend', 'investigation')).ok)
  assert.equal(await kind(), 'suspended')
  assert.ok((await change('resume', 'investigation-closed')).ok)
  assert.equal(await kind(), 'valid')
  const unreasoned = await change('revoke', 'because')
  assert.deepEqual(!unreasoned.ok && unreasoned.refusals, [{ code: 'credentials.reason-missing', at: 'reason' }])
  assert.ok((await change('revoke', 'assessment-error')).ok)
  assert.equal(await kind(), 'revoked')
  const again = await change('resume', 'investigation-closed')
  assert.deepEqual(!again.ok && again.refusals[0].code, 'credentials.change-not-possible')
  const foreign = await changeStatus(world.deps, barat.issuer, id, { change: 'revoke', reason: 'fraud' })
  assert.deepEqual(!foreign.ok && foreign.refusals[0].code, 'credentials.credential-not-found')
  assert.equal(await credentialDocument(id), document, 'the signed copy is never touched')
})

test('a replacement carries the new name; the old one says replaced; two replacements at once make one', async () => {
  const id = await awardedId(20)
  await sql`update person set name = 'Wartini' where id = ${timur.personIds[20]}`.execute(database.db)
  const replace = () => changeStatus(world.deps, timur.issuer, id, { change: 'replace', reason: 'name-corrected' })
  const [one, two] = await Promise.all([replace(), replace()])
  assert.equal([one, two].filter((outcome) => outcome.ok).length, 1)
  const done = one.ok ? one : two
  assert.ok(done.ok && done.value.replacedBy)
  while ((await signPending(world.deps)).signed > 0);
  const fresh = await credentialDocument(done.value.replacedBy)
  assert.match(fresh, /Wartini/)
  assert.equal((await verdict(fresh)).verdict, 'valid')
  assert.equal((await verdict(await credentialDocument(id))).verdict, 'invalid')
})

test('a list that changed is not served while it can not be signed; one that did not change is', async () => {
  const id = await awardedId(21)
  const credential = await findCredential(database.db, id)
  const list = `${credential?.award.statusListId}-revocation`
  assert.ok((await statusListDocument(world.deps, list)).ok)
  world.signer.broken = true
  assert.ok((await statusListDocument(world.deps, list)).ok, 'unchanged: the stored copy')
  assert.ok((await changeStatus(world.deps, timur.issuer, id, { change: 'revoke', reason: 'fraud' })).ok)
  const changed = await statusListDocument(world.deps, list)
  assert.deepEqual(!changed.ok && changed.refusals[0].code, 'credentials.list-not-available')
  world.signer.broken = false
  assert.ok((await statusListDocument(world.deps, list)).ok)
  const unknown = await statusListDocument(world.deps, 'x-revocation')
  assert.deepEqual(!unknown.ok && unknown.refusals[0].code, 'credentials.list-not-found')
})

test('a list is signed anew in the second half of its day', async () => {
  const { rows } = await sql<{ id: string }>`select id from status_list limit 1`.execute(database.db)
  const address = `${rows[0]?.id}-suspension`
  const early = await statusListDocument(world.deps, address)
  const same = await statusListDocument(world.deps, address)
  world.time.now = new Date(world.time.now.getTime() + 13 * 3_600_000)
  const late = await statusListDocument(world.deps, address)
  assert.ok(early.ok && same.ok && late.ok)
  assert.equal(early.value, same.value)
  assert.notEqual(early.value, late.value)
})

test('places are all different and spread evenly over the list', async () => {
  const places = await takePlaces(database.db, 8_192, world.time.now)
  assert.equal(new Set(places.map((place) => place.index)).size, 8_192)
  const boxes = new Array<number>(64).fill(0)
  for (const { index } of places) {
    const box = Math.floor(index / (LIST_LENGTH / 64))
    boxes[box] = (boxes[box] ?? 0) + 1
  }
  const chi = boxes.reduce((sum, seen) => sum + (seen - 128) ** 2 / 128, 0)
  // 63 degrees of freedom: above 119 happens to a fair draw about once in 45,000 runs. Drawing without putting back lowers it.
  assert.ok(chi < 119, `chi squared ${chi}`)
  const first = places.slice(0, 4_096).reduce((sum, place) => sum + place.index, 0) / 4_096
  const last = places.slice(4_096).reduce((sum, place) => sum + place.index, 0) / 4_096
  // The order tells nothing: means of the halves differ by chance alone (standard error 0.64 % of the list; five of them).
  assert.ok(Math.abs(first - last) < 0.0319 * LIST_LENGTH, `${first} and ${last}`)
})

test('a bulk award counts every row once, also when two workers share it and it is asked twice', async () => {
  const big = await awardWorld(world.deps, 'besar', 250, 230)
  const [job, again] = [
    await startIssueJob(world.deps, big.issuer, { batchId: big.batchId }),
    await startIssueJob(world.deps, big.issuer, { batchId: big.batchId }),
  ]
  assert.ok(job.ok && again.ok)
  assert.equal(again.value.id, job.value.id)
  await Promise.all([runIssueJobs(world.deps), runIssueJobs(world.deps)])
  await Promise.all([signPending(world.deps), signPending(world.deps)])
  while ((await signPending(world.deps)).signed > 0);
  await runIssueJobs(world.deps)
  const done = await findJob(database.db, job.value.id)
  assert.deepEqual(
    {
      total: done?.total,
      awarded: done?.awarded,
      already: done?.already,
      rejected: done?.rejected,
      signed: done?.signed,
    },
    { total: 250, awarded: 230, already: 0, rejected: 20, signed: 230 },
  )
  assert.ok(done?.finishedAt)
  const repeat = await startIssueJob(world.deps, big.issuer, { batchId: big.batchId })
  assert.ok(repeat.ok && repeat.value.id !== job.value.id)
  await runIssueJobs(world.deps)
  const second = await findJob(database.db, repeat.value.id)
  assert.deepEqual(
    [second?.awarded, second?.already, second?.rejected, second?.finishedAt !== null],
    [0, 230, 20, true],
  )
})

test('an issuer whose listing ends while its job waits awards nothing more', async () => {
  const ending = await awardWorld(world.deps, 'usai', 3)
  const job = await startIssueJob(world.deps, ending.issuer, { batchId: ending.batchId })
  assert.ok(job.ok)
  assert.ok((await endListing(world.deps, ending.organisationId, { id: 'Selesai.', en: 'Done.' }, null)).ok)
  await runIssueJobs(world.deps)
  const done = await findJob(database.db, job.value.id)
  assert.deepEqual([done?.awarded, done?.rejected], [0, 3])
})

test('the workers sign what was decided and send the letter about a change, then stop', async () => {
  const stop = startWorkers(world.deps)
  after(stop)
  const outcome = await decide([one(22)])
  assert.ok(outcome.ok)
  const id = outcome.value.awarded[0]?.credentialId ?? ''
  for (let wait = 0; wait < 400 && (await findCredential(database.db, id))?.document === null; wait++)
    await new Promise((done) => setTimeout(done, 50))
  assert.ok((await findCredential(database.db, id))?.document)
  assert.ok((await changeStatus(world.deps, timur.issuer, id, { change: 'suspend', reason: 'investigation' })).ok)
  for (let wait = 0; wait < 400 && !world.letters.some((letter) => letter.to === 'timur23@contoh.id'); wait++)
    await new Promise((done) => setTimeout(done, 50))
  await stop()
  const letters = world.letters.filter((letter) => letter.to === 'timur23@contoh.id')
  assert.equal(letters.length, 1)
  assert.match(letters[0]?.text ?? '', /Sedang diperiksa/)
})
