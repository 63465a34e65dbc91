import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { verify } from '@lumbung/credential'
import { type AwardWorld, awardDeps, awardWorld } from '../../test/support/award-world.ts'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { visitor } from '../../test/support/room.ts'
import { sql } from '../platform/database.ts'
import type { Actor } from '../platform/page.ts'
import { endListing, listIssuer, resumeIssuer, suspendIssuer, trustList } from '../trust/index.ts'
import { routes as walletRoutes } from '../wallet/index.ts'
import {
  credentialsOf,
  findCredential,
  findJob,
  routes,
  runIssueJobs,
  signPending,
  startIssueJob,
  stateOf,
  statusListDocument,
} from './index.ts'
import { takeUpSignature } from './service-take-up.ts'

let database: TestDatabase
let world: ReturnType<typeof awardDeps>

before(async () => {
  database = await testDatabase()
  world = awardDeps(database.db, '2026-11-23T07:05:00Z')
})
after(() => database.close())

const text = { id: 'Sedang diperiksa.', en: 'Under investigation.' }
const minutes = (count: number) => {
  world.time.now = new Date(world.time.now.getTime() + count * 60_000)
}
const jobOf = async ({ issuer, batchId }: AwardWorld) => {
  const job = await startIssueJob(world.deps, issuer, { batchId })
  assert.ok(job.ok)
  await runIssueJobs(world.deps)
  return job.value.id
}
async function signAll(): Promise<void> {
  while ((await signPending(world.deps)).signed > 0);
}
const signedAt = async (organisationId: string) =>
  (
    await sql<{ id: string; at: Date }>`select c.id, c.signed_at as at from credential c
      join award a on a.person_id = c.person_id and a.credential_id = c.id
      where a.organisation_id = ${organisationId} order by c.signed_at, c.id`.execute(database.db)
  ).rows

async function verdict(credentialId: string) {
  return verify((await findCredential(database.db, credentialId))?.document ?? '', {
    now: world.time.now,
    trust: await trustList(world.deps, world.time.now),
    statusList: async (url: string) => {
      const list = await statusListDocument(world.deps, url.split('/').at(-1) ?? '')
      return list.ok ? list.value : null
    },
  })
}

const jobPage = async (owner: AwardWorld, jobId: string): Promise<string> =>
  (await visitor(world.deps, routes(world.deps), owner.issuer).get(`/provider/issue/jobs/${jobId}`)).text

/** What the issuer's page and the learner's wallet say of an award, in a language. */
async function pagesOf(owner: AwardWorld, personId: string, language: '' | '/en' = '') {
  const [credential] = await credentialsOf(database.db, personId)
  const id = credential?.id ?? ''
  const learner: Actor = { personId, name: personId, roles: [] }
  const issuerPage = `${language}/provider/issue/credentials/${id}`
  return {
    id,
    state: credential === undefined ? null : stateOf(credential, world.time.now),
    issuer: (await visitor(world.deps, routes(world.deps), owner.issuer).get(issuerPage)).text,
    learner: (await visitor(world.deps, walletRoutes(world.deps), learner).get(`${language}/wallet/credentials/${id}`))
      .text,
  }
}

test('300 queued awards, suspended midway: no signature after that, the earlier ones stay good, the rest follows later', async () => {
  const [timur, barat] = [await awardWorld(world.deps, 'timur', 300), await awardWorld(world.deps, 'barat', 40)]
  const jobId = await jobOf(timur)
  assert.equal((await signPending(world.deps)).signed, 100)
  minutes(1)
  const suspended = world.time.now
  assert.ok((await suspendIssuer(world.deps, timur.organisationId, text, null)).ok)
  const other = await jobOf(barat)
  minutes(1)
  await signAll()
  minutes(10)
  await signAll()
  const before = await signedAt(timur.organisationId)
  assert.equal(before.length, 100)
  assert.ok(before.every(({ at }) => at < suspended))
  // Another issuer's signatures don't wait behind those that are put aside.
  assert.equal((await signedAt(barat.organisationId)).length, 40)
  await runIssueJobs(world.deps)
  assert.ok((await findJob(database.db, other))?.finishedAt)
  const held = await findJob(database.db, jobId)
  assert.deepEqual([held?.awarded, held?.signed, held?.finishedAt], [300, 100, null])
  const unsigned = await sql<{ id: string }>`select a.person_id as id from award a left join credential c
    on c.person_id = a.person_id and c.id = a.credential_id where a.organisation_id = ${timur.organisationId} and c.id is null
    order by a.person_id limit 1`.execute(database.db)
  const person = unsigned.rows[0]?.id ?? ''
  const stopped = await pagesOf(timur, person)
  assert.equal(stopped.state, 'held')
  assert.match(stopped.issuer, /Tanda tangan ditahan[\s\S]*ditangguhkan/)
  assert.doesNotMatch(stopped.issuer, /Minta ditandatangani/)
  assert.match(stopped.learner, /Tanda tangan ditahan[\s\S]*ditandatangani dengan sendirinya/)
  assert.match((await pagesOf(timur, person, '/en')).learner, /Signature held back[\s\S]*signed by itself/)
  const page = await jobPage(timur, jobId)
  assert.match(page, /200 tanda tangan ditahan/)

  const early = await verdict(before[0]?.id ?? '')
  assert.equal(early.verdict, 'valid', JSON.stringify(early.checks))
  const list = await trustList(world.deps, world.time.now)
  const notes = list.issuers.find(({ organisationId }) => organisationId === timur.organisationId)?.notes
  assert.deepEqual(
    notes?.map(({ kind, from }) => [kind, from]),
    [['suspended', suspended.toISOString()]],
  )

  assert.ok((await resumeIssuer(world.deps, timur.organisationId, text, null)).ok)
  const resumed = world.time.now
  minutes(1)
  await signAll()
  const later = (await signedAt(timur.organisationId)).slice(100)
  assert.equal(later.length, 200)
  assert.ok(later.every(({ at }) => at > resumed))
  assert.equal((await verdict(later[0]?.id ?? '')).verdict, 'valid')
  const signed = await pagesOf(timur, person)
  assert.equal(signed.state, 'in-force')
  assert.doesNotMatch(signed.issuer + signed.learner, /Tanda tangan ditahan/)
  await runIssueJobs(world.deps)
  assert.ok((await findJob(database.db, jobId))?.finishedAt)
  assert.doesNotMatch(await jobPage(timur, jobId), /ditahan/)
})

test('what was put aside is refused when the listing ends, and its job finishes with the reason', async () => {
  const usai = await awardWorld(world.deps, 'usai', 12)
  const jobId = await jobOf(usai)
  assert.ok((await suspendIssuer(world.deps, usai.organisationId, text, null)).ok)
  await signAll()
  minutes(1)
  assert.ok((await endListing(world.deps, usai.organisationId, text, null)).ok)
  minutes(1)
  await signAll()
  await runIssueJobs(world.deps)
  const job = await findJob(database.db, jobId)
  assert.deepEqual([job?.awarded, job?.rejected, job?.signed], [0, 12, 0])
  assert.ok(job?.finishedAt)
  assert.match(await jobPage(usai, jobId), /Pencatatan lembaga ini berakhir/)
  assert.equal((await signedAt(usai.organisationId)).length, 0)
  const [first = '', second = ''] = usai.personIds
  const shown = await pagesOf(usai, first)
  assert.equal(shown.state, 'refused')
  assert.match(shown.issuer, /Tidak ditandatangani[\s\S]*Pencatatan lembaga ini berakhir[\s\S]*Minta ditandatangani/)
  assert.match(shown.learner, /Tidak ditandatangani[\s\S]*Pencatatan lembaga ini berakhir/)
  const english = await pagesOf(usai, first, '/en')
  assert.match(english.issuer, /Not signed[\s\S]*Ask for the signature/)
  assert.match(english.learner, /Not signed[\s\S]*once listed again/)

  // Asked for too early: refused with the register's reason, and by a stranger not at all.
  const ask = (actor: Actor) => takeUpSignature(world.deps, actor, shown.id)
  const [early, strange] = [await ask(usai.issuer), await ask({ personId: 'x', name: 'x', roles: [] })]
  assert.deepEqual(early.ok ? [] : early.refusals.map(({ code }) => code), ['trust.listing-ended', 'trust.suspended'])
  assert.deepEqual(strange.ok ? [] : strange.refusals.map(({ code }) => code), ['credentials.credential-not-found'])
  const refusedPage = await visitor(world.deps, routes(world.deps), usai.issuer).post(
    `/provider/issue/credentials/${shown.id}/signature`,
    {},
  )
  assert.equal(refusedPage.status, 422)

  // Listed again: nothing is signed by itself; what the issuer asks for is, and the rest stays refused.
  minutes(1)
  const rights = { kinds: ['micro-credential'], fields: ['energy'], levelMin: 3, levelMax: 6 }
  assert.ok((await listIssuer(world.deps, usai.organisationId, [rights])).ok)
  minutes(1)
  await signAll()
  assert.equal((await signedAt(usai.organisationId)).length, 0)
  const stillSuspended = await ask(usai.issuer)
  assert.deepEqual(stillSuspended.ok ? [] : stillSuspended.refusals.map(({ code }) => code), ['trust.suspended'])
  assert.ok((await resumeIssuer(world.deps, usai.organisationId, text, null)).ok)
  minutes(1)
  await signAll()
  assert.equal((await signedAt(usai.organisationId)).length, 0)
  const asked = await Promise.all([ask(usai.issuer), ask(usai.issuer)])
  assert.ok(asked.every(({ ok }) => ok))
  await signAll()
  await runIssueJobs(world.deps)
  assert.equal((await signedAt(usai.organisationId)).length, 1)
  assert.equal((await pagesOf(usai, first)).state, 'in-force')
  assert.equal((await verdict(shown.id)).verdict, 'valid')
  assert.equal((await pagesOf(usai, second)).state, 'refused')
  const settled = await findJob(database.db, jobId)
  assert.deepEqual([settled?.awarded, settled?.rejected, settled?.signed], [1, 11, 1])
  assert.ok(settled?.finishedAt)
})

test('two workers and a suspension at the same moment: whatever was signed was signed before it', async () => {
  const serentak = await awardWorld(world.deps, 'serentak', 200)
  await jobOf(serentak)
  let tick = 0
  // A clock that goes on with each look, so that before and after can be told apart.
  const deps = { ...world.deps, clock: () => new Date(world.time.now.getTime() + ++tick * 2_000) }
  const [, , stopped] = await Promise.all([
    signPending(deps),
    signPending(deps),
    suspendIssuer(deps, serentak.organisationId, text, null),
  ])
  assert.ok(stopped.ok)
  while ((await signPending(deps)).signed > 0);
  for (const { at } of await signedAt(serentak.organisationId)) assert.ok(at < stopped.value)
})
