import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type JsonObject, verify } from '@lumbung/credential'
import { type AwardWorld, awardDeps, awardWorld } from '../../test/support/award-world.ts'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { visitor } from '../../test/support/room.ts'
import { sql } from '../platform/database.ts'
import type { Actor } from '../platform/page.ts'
import type { Outcome } from '../platform/refusal.ts'
import { compromiseKey, endListing, resumeIssuer, suspendIssuer, trustList } from '../trust/index.ts'
import {
  type AwardHooks,
  changeStatus,
  decideAwards,
  decideTogether,
  endOverdue,
  findCredential,
  findJob,
  logReaders,
  placeOrder,
  resignCompromised,
  routes,
  runIssueJobs,
  runStatusOrders,
  signPending,
  startIssueJob,
  statusListDocument,
  togetherAmong,
  waitedFor,
} from './index.ts'
import { drainLetters } from './service-worker.ts'

// `kampus` issues together with the company `pabrik`: both are listed, and each has a key of its own in the signer.
let database: TestDatabase
let world: ReturnType<typeof awardDeps>
let kampus: AwardWorld
let pabrik: AwardWorld
let next = 0
const told = { awarded: 0, signed: 0 }
const hooks: AwardHooks = {
  afterAwards: async (_tx, awards) => {
    told.awarded += awards.length
  },
  afterSigned: async (_tx, awards) => {
    told.signed += awards.length
  },
}
const TEXT = { id: 'Sedang diperiksa.', en: 'Under investigation.' }

before(async () => {
  database = await testDatabase()
  world = awardDeps(database.db, '2026-11-23T07:05:00Z')
  kampus = await awardWorld(world.deps, 'kampus', 40)
  pabrik = await awardWorld(world.deps, 'pabrik', 1)
  const coIssuers = JSON.stringify([{ organisationId: pabrik.organisationId, role: 'workplace' }])
  await sql`update definition_version set co_issuers = ${coIssuers}::jsonb where id = ${kampus.versionId}`.execute(
    database.db,
  )
})
after(() => database.close())

function accepted<T>(outcome: Outcome<T>): T {
  assert.ok(outcome.ok, outcome.ok ? '' : outcome.refusals[0].code)
  return outcome.value
}
const codesOf = (outcome: Outcome<unknown>) => (outcome.ok ? [] : outcome.refusals.map(({ code }) => code))
const pass = (minutes: number) => {
  world.time.now = new Date(world.time.now.getTime() + minutes * 60_000)
}
/** Decides on the next participants; answers the credential ids. */
async function decided(count = 1): Promise<[string, ...string[]]> {
  next += count
  const enrolmentIds = kampus.enrolmentIds.slice(next - count, next)
  const outcome = accepted(await decideAwards(world.deps, kampus.issuer, { versionId: kampus.versionId, enrolmentIds }))
  const [first = '', ...more] = outcome.awarded.map(({ credentialId }) => credentialId)
  assert.equal(outcome.awarded.length, count)
  return [first, ...more]
}
const decide = (
  credentialIds: readonly string[],
  decision: 'approve' | 'take-back' | 'refuse',
  more = {},
  actor = pabrik.issuer,
) =>
  decideTogether(world.deps, actor, { organisationId: pabrik.organisationId, credentialIds, decision, ...more }, hooks)
const sign = () => signPending(world.deps, hooks)
async function signAll(): Promise<void> {
  while ((await sign()).signed > 0);
}
async function issued(): Promise<string> {
  const [id] = await decided()
  accepted(await decide([id], 'approve'))
  await signAll()
  return id
}
const documentOf = async (id: string) => (await findCredential(database.db, id))?.document ?? null
const stateOf = async (id: string) => (await togetherAmong(database.db, [id])).get(id)?.state
const waits = async (id: string) => {
  const together = (await togetherAmong(database.db, [id])).get(id)
  assert.ok(together)
  return waitedFor(together)
}
async function verdict(document: string) {
  return verify(document, {
    now: world.time.now,
    trust: await trustList(world.deps, world.time.now),
    statusList: async (url) => {
      const list = await statusListDocument(world.deps, url.split('/').at(-1) ?? '')
      return list.ok ? list.value : null
    },
  })
}
const proofsOf = (document: string) => (JSON.parse(document) as { proof: JsonObject[] }).proof
const counted = async (where: ReturnType<typeof sql>) =>
  Number((await sql<{ n: number }>`select count(*)::int as n from ${where}`.execute(database.db)).rows[0]?.n)

test('nothing is issued before both have approved and signed; then both signatures stand and hold', async () => {
  const [id] = await decided()
  const before = { ...told }
  await signAll()
  assert.deepEqual(
    [await documentOf(id), await stateOf(id), await waits(id)],
    [null, 'approving', [pabrik.organisationId]],
  )
  const holder: Actor = { personId: kampus.personIds[next - 1] ?? '', name: 'Peserta', roles: [] }
  assert.equal((await visitor(world.deps, routes(world.deps), holder).get(`/credentials/${id}`)).status, 404)
  const own = await visitor(world.deps, routes(world.deps), kampus.issuer).get(`/provider/issue/credentials/${id}`)
  assert.match(own.text, /Belum terbit[\s\S]*Menunggu persetujuan Politeknik pabrik\./)
  accepted(await decide([id], 'approve'))
  assert.equal(await stateOf(id), 'signing')
  assert.equal(await documentOf(id), null)
  assert.equal((await sign()).signed, 1)
  assert.deepEqual(
    [await documentOf(id), await waits(id)],
    [null, [pabrik.organisationId]],
    'one signature is not enough',
  )
  assert.deepEqual(told, before, 'no bank, no claim and no letter before it is issued')
  assert.equal((await sign()).signed, 1)
  assert.deepEqual(told, { awarded: before.awarded + 1, signed: before.signed + 1 })
  const document = (await documentOf(id)) ?? ''
  const answer = await verdict(document)
  assert.equal(answer.verdict, 'valid', JSON.stringify(answer.checks))
  const methods = proofsOf(document).map(({ verificationMethod }) => String(verificationMethod).split('#')[0])
  assert.deepEqual(methods, ['did:web:localhost%3A3000:issuers:kampus', 'did:web:localhost%3A3000:issuers:pabrik'])
  assert.deepEqual(
    answer.facts?.coIssuers?.map(({ name, code, url }) => [name, code, url]),
    [['Politeknik pabrik', 'workplace', methods[1]]],
  )
  assert.equal(await counted(sql`outbox where kind = 'credentials.sign' and payload ->> 'credentialId' = ${id}`), 0)
})

test('a signature taken away, forged or of another credential is never valid, and shows nobody’s name', async () => {
  const [one, two] = [(await documentOf(await issued())) ?? '', (await documentOf(await issued())) ?? '']
  const content = JSON.parse(one) as JsonObject
  const [own, other] = proofsOf(one) as [JsonObject, JsonObject]
  const foreign = proofsOf(two)[1] as JsonObject
  for (const [proof, code] of [
    [own, 'proof-missing'],
    [[own], 'proof-missing'],
    [[own, foreign], 'proof-does-not-fit'],
    [[own, { ...other, proofValue: own.proofValue }], 'proof-several'],
    [[own, { ...other, created: '2026-11-23T07:05:01Z' }], 'proof-does-not-fit'],
    [[other], 'issuer-key-of-another'],
  ] as const) {
    const answer = await verdict(JSON.stringify({ ...content, proof }))
    assert.deepEqual([answer.verdict, answer.facts], ['invalid', null])
    assert.equal(answer.checks.find(({ outcome }) => outcome === 'fail')?.code, code)
  }
})

test('killed between the two signatures it goes on with the second, and the first stays', async () => {
  const [id] = await decided()
  accepted(await decide([id], 'approve'))
  await sign()
  const first = (await togetherAmong(database.db, [id])).get(id)
  assert.deepEqual(
    first?.parts.map(({ proof }) => proof !== null),
    [true, false],
  )
  // The second signature is made, and the process dies before its commit.
  const dying: AwardHooks = { afterSigned: () => Promise.reject(new TypeError('killed')) }
  assert.deepEqual(await signPending(world.deps, dying), { signed: 0, failed: 1 })
  assert.deepEqual([await documentOf(id), await stateOf(id)], [null, 'signing'])
  pass(2)
  await signAll()
  const document = (await documentOf(id)) ?? ''
  assert.deepEqual(proofsOf(document)[0], first?.parts[0]?.proof)
  assert.equal((await verdict(document)).verdict, 'valid')
  assert.equal(await counted(sql`credential where id = ${id}`), 1)
})

test('two workers at once make one document with one signature of each', async () => {
  const ids = await decided(4)
  accepted(await decide(ids, 'approve'))
  for (let round = 0; round < 4; round++) await Promise.all([sign(), sign(), sign()])
  for (const id of ids) {
    const document = (await documentOf(id)) ?? ''
    assert.equal(proofsOf(document).length, 2)
    assert.equal((await verdict(document)).verdict, 'valid')
  }
})

test('a batch is approved at once; what can not be approved so keeps none of the others', async () => {
  const ids = await decided(3)
  const done = accepted(await decide([...ids, 'nobody'], 'approve'))
  assert.deepEqual(done.decided, ids)
  assert.deepEqual(done.refused, [{ credentialId: 'nobody', refusals: [{ code: 'credentials.credential-not-found' }] }])
  await signAll()
  for (const id of ids) assert.equal(await stateOf(id), 'issued')
  assert.deepEqual(accepted(await decide(ids, 'approve')).decided, ids, 'to approve again changes nothing')
  assert.equal(await counted(sql`co_issue_decision where credential_id = any(${[...ids]}::text[])`), 3)
})

test('who may not approve is refused: another organisation, a wrong role, one’s own, and the same person twice', async () => {
  const [id] = await decided()
  const roles = pabrik.issuer.roles
  const as = (personId: string, held = roles) => decide([id], 'approve', {}, { personId, name: 'Anu', roles: held })
  assert.deepEqual(codesOf(await decide([id], 'approve', {}, kampus.issuer)), ['credentials.organisation-not-found'])
  assert.deepEqual(codesOf(await as('dewi', [{ organisationId: pabrik.organisationId, role: 'owner' }])), [
    'credentials.not-allowed',
  ])
  assert.deepEqual(codesOf(await as(kampus.personIds[next - 1] ?? '')), ['credentials.together-own'])
  assert.deepEqual(codesOf(await as(kampus.issuer.personId)), ['credentials.together-same-person'])
  // The issuer's own part isn't asked for: its decision was its approval.
  const issuer = { organisationId: kampus.organisationId, credentialIds: [id], decision: 'approve' } as const
  assert.deepEqual(codesOf(await decideTogether(world.deps, kampus.issuer, issuer)), [
    'credentials.credential-not-found',
  ])
  assert.equal(await stateOf(id), 'approving')
})

test('a refusal needs a reason, ends the award for good, and the learner is told who refused and why', async () => {
  const [id] = await decided()
  const email = `kampus${next}@contoh.id`
  assert.deepEqual(codesOf(await decide([id], 'refuse')), ['credentials.reason-missing'])
  assert.deepEqual(codesOf(await decide([id], 'refuse', { reason: 'no such' })), ['credentials.reason-missing'])
  accepted(await decide([id], 'refuse', { reason: 'part-not-done' }))
  await signAll()
  const credential = await findCredential(database.db, id)
  assert.deepEqual([credential?.document, credential?.change?.change], [null, 'revoke'])
  assert.deepEqual(
    [credential?.change?.reasonCode, credential?.change?.byOrganisationId],
    ['co-issuer-refused', pabrik.organisationId],
  )
  assert.equal(await stateOf(id), 'refused')
  assert.deepEqual(codesOf(await decide([id], 'approve')), ['credentials.together-settled'])
  await drainLetters(world.deps)
  const letter = world.letters.find(({ to }) => to === email)
  assert.match(letter?.subject ?? '', /tidak jadi terbit/)
  assert.match(letter?.text ?? '', /Politeknik pabrik: Bagian di tempat kami belum selesai/)
})

test('an approval can be taken back until all have approved, and the issuer can withdraw what is not issued', async () => {
  const [id, other] = await decided(2)
  assert.deepEqual(codesOf(await decide([id], 'take-back')), ['credentials.together-not-approved'])
  accepted(await decide([id], 'approve'))
  assert.deepEqual(codesOf(await decide([id], 'take-back')), ['credentials.together-settled'])
  const asked = { change: 'revoke', reason: 'issued-in-error' } as const
  accepted(await changeStatus(world.deps, kampus.issuer, id, asked))
  await signAll()
  assert.deepEqual([await documentOf(id), await stateOf(id)], [null, 'withdrawn'])
  assert.equal(await counted(sql`outbox where payload ->> 'credentialId' = ${id} and kind like 'credentials.sign%'`), 0)
  accepted(await changeStatus(world.deps, kampus.issuer, other ?? '', asked))
  assert.deepEqual(codesOf(await decide([other ?? ''], 'approve')), ['credentials.together-settled'])
})

test('suspending either stops the signing of what is queued; it goes on when both may again', async () => {
  for (const stopped of [pabrik, kampus]) {
    const [id] = await decided()
    accepted(await decide([id], 'approve'))
    accepted(await suspendIssuer(world.deps, stopped.organisationId, TEXT, null))
    pass(1)
    await signAll()
    assert.deepEqual([await documentOf(id), await stateOf(id)], [null, 'signing'])
    accepted(await resumeIssuer(world.deps, stopped.organisationId, TEXT, null))
    pass(1)
    await signAll()
    assert.equal((await verdict((await documentOf(id)) ?? '')).verdict, 'valid')
  }
  accepted(await suspendIssuer(world.deps, pabrik.organisationId, TEXT, null))
  pass(1)
  const enrolmentIds = [kampus.enrolmentIds[next] ?? '']
  const stopped = await decideAwards(world.deps, kampus.issuer, { versionId: kampus.versionId, enrolmentIds })
  assert.equal(codesOf(stopped)[0], 'credentials.co-issuer-stopped')
  accepted(await resumeIssuer(world.deps, pabrik.organisationId, TEXT, null))
  pass(1)
})

test('suspended between the two signatures it waits with one, and is not issued', async () => {
  const [id] = await decided()
  accepted(await decide([id], 'approve'))
  await sign()
  accepted(await suspendIssuer(world.deps, pabrik.organisationId, TEXT, null))
  pass(1)
  await signAll()
  assert.equal(await documentOf(id), null)
  accepted(await resumeIssuer(world.deps, pabrik.organisationId, TEXT, null))
  pass(1)
  await signAll()
  assert.equal((await verdict((await documentOf(id)) ?? '')).verdict, 'valid')
})

test('either suspends and revokes, with who it was; only who suspended ends that', async () => {
  const [first, second] = [await issued(), await issued()]
  const order = (by: AwardWorld, id: string, change: 'suspend' | 'resume' | 'revoke' | 'replace', reason: string) =>
    placeOrder(world.deps, by.issuer, by.organisationId, [id], { change, reason })
  const run = async () => {
    pass(16)
    await runStatusOrders(world.deps)
  }
  accepted(await order(pabrik, first, 'suspend', 'investigation'))
  await run()
  assert.equal((await verdict((await documentOf(first)) ?? '')).kind, 'suspended')
  assert.deepEqual(codesOf(await order(kampus, first, 'resume', 'investigation-closed')), [
    'credentials.suspended-by-other',
  ])
  accepted(await order(pabrik, first, 'resume', 'investigation-closed'))
  await run()
  assert.equal((await verdict((await documentOf(first)) ?? '')).verdict, 'valid')
  accepted(await order(pabrik, second, 'revoke', 'assessment-error'))
  await run()
  assert.equal((await verdict((await documentOf(second)) ?? '')).kind, 'revoked')
  const change = (await findCredential(database.db, second))?.change
  assert.deepEqual([change?.byOrganisationId, change?.reasonCode], [pabrik.organisationId, 'assessment-error'])
  const page = await visitor(world.deps, routes(world.deps), kampus.issuer).get(`/provider/issue/credentials/${second}`)
  const theirs = await visitor(world.deps, routes(world.deps), pabrik.issuer).get(
    `/provider/issue/credentials/${first}`,
  )
  assert.match(theirs.text, /status-changes\/revoke/)
  assert.doesNotMatch(theirs.text, /status-changes\/replace/)
  assert.match(page.text, /Hasil penilaian ternyata salah[\s\S]*Politeknik pabrik/)
  // A replacement is the issuer's alone, and the platform's own reasons are given by nobody.
  assert.deepEqual(codesOf(await order(pabrik, first, 'replace', 'data-corrected')), [
    'credentials.credential-not-found',
  ])
  assert.deepEqual(codesOf(await order(kampus, first, 'revoke', 'co-issuer-refused')), ['credentials.reason-missing'])
  const [open] = await decided()
  assert.deepEqual(codesOf(await order(pabrik, open, 'revoke', 'assessment-error')), [
    'credentials.credential-not-found',
  ])
})

test('what is not approved in time is not issued any more, and the learner is told', async () => {
  await endOverdue(world.deps, hooks)
  const [id] = await decided()
  const start = world.time.now
  pass(21 * 24 * 60 - 1)
  assert.equal(await endOverdue(world.deps, hooks).then(() => stateOf(id)), 'approving')
  pass(1)
  assert.deepEqual(codesOf(await decide([id], 'approve')), ['credentials.together-late'])
  assert.ok((await endOverdue(world.deps, hooks)) >= 1)
  assert.equal(await stateOf(id), 'expired')
  assert.equal((await findCredential(database.db, id))?.change?.reasonCode, 'co-issue-expired')
  assert.equal(await endOverdue(world.deps, hooks), 0)
  world.time.now = start
})

test('a key that is lost between the signatures signs anew, and so is what it signed before', async () => {
  const standing = await issued()
  const [id] = await decided()
  accepted(await decide([id], 'approve'))
  await sign()
  pass(5)
  const lost = proofsOf((await documentOf(standing)) ?? '')[0]?.verificationMethod as string
  const since = new Date(world.time.now.getTime() - 60_000)
  accepted(await compromiseKey(world.deps, kampus.organisationId, { verificationMethod: lost, since }, TEXT, null))
  pass(5)
  await signAll()
  const fresh = proofsOf((await documentOf(id)) ?? '')
  assert.notEqual(fresh[0]?.verificationMethod, lost)
  assert.equal((await verdict((await documentOf(id)) ?? '')).verdict, 'valid')
  const before = proofsOf((await documentOf(standing)) ?? '')
  assert.ok(accepted(await resignCompromised(world.deps, kampus.organisationId)).resigned > 0)
  const again = proofsOf((await documentOf(standing)) ?? '')
  assert.notEqual(again[0]?.verificationMethod, lost)
  assert.deepEqual(again[1], before[1], 'the other signature stays')
  assert.equal((await verdict((await documentOf(standing)) ?? '')).verdict, 'valid')
})

test('a bulk award is done when only others are waited for, and the desk approves it in one go', async () => {
  const rest = kampus.enrolmentIds.length - next
  const job = accepted(await startIssueJob(world.deps, kampus.issuer, { batchId: kampus.batchId }))
  await runIssueJobs(world.deps)
  next = kampus.enrolmentIds.length
  const done = await findJob(database.db, job.id)
  assert.deepEqual([done?.awarded, done?.signed], [rest, 0])
  assert.ok(done?.finishedAt)
  const desk = visitor(world.deps, routes(world.deps, hooks), pabrik.issuer)
  const page = await desk.get('/provider/issue/together')
  const ids = [...page.text.matchAll(/name="credentialIds" value="([^"]+)" checked/g)].map(([, id]) => id ?? '')
  assert.ok(ids.length >= rest)
  const answer = await desk.post('/provider/issue/together', { do: 'approve', credentialIds: ids })
  assert.deepEqual([answer.status, answer.location.split('?')[1]], [303, `decided=${ids.length}&left=0`])
  await signAll()
  assert.equal((await findJob(database.db, job.id))?.signed, rest)
  assert.match((await desk.get('/en/provider/issue/together')).text, /What you have decided/)
  const none = await desk.post('/provider/issue/together', { do: 'approve', credentialIds: [] })
  assert.equal(none.status, 422)
  const refused = await desk.post('/provider/issue/together', { do: 'refuse', credentialIds: ids })
  assert.equal(refused.status, 422)
  assert.match(refused.text, /Pilih alasannya/)
})

test('every decision left its leaf, and the log reads each row as it stood', async () => {
  const { rows } = await sql<{
    id: string
    digest: Uint8Array
  }>`select subject_id as id, record_digest as digest from log_opening
    where subject = 'co-issue-decision'`.execute(database.db)
  assert.equal(rows.length, await counted(sql`co_issue_decision`))
  const records = await logReaders['co-issue-decision'](
    database.db,
    rows.map(({ id }) => id),
  )
  assert.equal(records.size, rows.length)
  const awards = await counted(sql`log_opening where subject = 'award'`)
  assert.equal(awards, await counted(sql`credential`))
})

test('three issue together: an approval can be taken back while one is missing; a listing that ends refuses it for good', async () => {
  const usai = await awardWorld(world.deps, 'usai', 2)
  const beside = [pabrik, kampus].map(({ organisationId }) => ({ organisationId, role: 'assessment' }))
  await sql`update definition_version set co_issuers = ${JSON.stringify(beside)}::jsonb where id = ${usai.versionId}`.execute(
    database.db,
  )
  const asked = { versionId: usai.versionId, enrolmentIds: usai.enrolmentIds }
  const [id = '', other = ''] = accepted(await decideAwards(world.deps, usai.issuer, asked)).awarded.map(
    ({ credentialId }) => credentialId,
  )
  const byKampus = (credentialIds: readonly string[]) => {
    const { organisationId } = kampus
    return decideTogether(world.deps, kampus.issuer, { organisationId, credentialIds, decision: 'approve' })
  }
  accepted(await decide([id, other], 'approve'))
  accepted(await decide([id], 'take-back'))
  assert.deepEqual(await waits(id), [pabrik.organisationId, kampus.organisationId])
  accepted(await byKampus([id, other]))
  assert.deepEqual([await stateOf(id), await stateOf(other)], ['approving', 'signing'])
  await signAll()
  const document = (await documentOf(other)) ?? ''
  assert.equal(proofsOf(document).length, 3)
  assert.equal((await verdict(document)).verdict, 'valid')

  accepted(await decide([id], 'approve'))
  accepted(await suspendIssuer(world.deps, pabrik.organisationId, TEXT, null))
  pass(1)
  await signAll()
  accepted(await endListing(world.deps, pabrik.organisationId, TEXT, null))
  pass(1)
  await signAll()
  assert.deepEqual([await documentOf(id), await stateOf(id)], [null, 'refused'])
  assert.equal((await findCredential(database.db, id))?.change?.reasonCode, 'co-issuer-stopped')
})
