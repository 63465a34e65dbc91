import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { verify } from '@lumbung/credential'
import { type AwardWorld, awardDeps, awardWorld } from '../../test/support/award-world.ts'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { sql } from '../platform/database.ts'
import { bilingualApp, pages } from '../platform/web.ts'
import { endListing, resumeIssuer, suspendIssuer, trustList } from '../trust/index.ts'
import {
  findCredential,
  findJob,
  routes,
  runIssueJobs,
  signPending,
  startIssueJob,
  statusListDocument,
} from './index.ts'

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

async function jobPage(owner: AwardWorld, jobId: string): Promise<string> {
  const site = bilingualApp()
  site.use(pages(world.deps))
  site.use(async (c, next) => {
    c.set('actor', owner.issuer)
    await next()
  })
  site.route('/', routes(world.deps))
  return (await site.request(`/provider/issue/jobs/${jobId}`)).text()
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
