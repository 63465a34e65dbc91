import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Hono } from 'hono'
import { type AwardWorld, awardDeps, awardWorld } from '../../test/support/award-world.ts'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { passesAqrf } from '../frameworks/index.ts'
import { sql } from '../platform/database.ts'
import type { Actor, AppEnv } from '../platform/page.ts'
import { bilingualApp, pages } from '../platform/web.ts'
import { routes as walletRoutes } from '../wallet/index.ts'
import {
  apiRoutes,
  changeStatus,
  credentialsOf,
  logReaders,
  routes,
  runIssueJobs,
  signPending,
  startIssueJob,
} from './index.ts'
import { AWARD } from './store-log.ts'
import type { Award } from './types.ts'

// The AQRF test runs at the award, is kept with it, and is shown to whoever issued and whoever holds it (F066).

let database: TestDatabase
let world: ReturnType<typeof awardDeps>
let timur: AwardWorld
let site: Hono<AppEnv>
let actor: Actor | null = null

before(async () => {
  database = await testDatabase()
  world = awardDeps(database.db, '2026-11-23T07:05:00Z')
  timur = await awardWorld(world.deps, 'timur', 5, 4)
  // The second assessed one of their own outcomes.
  await sql`update result set assessor_id = person_id where person_id = ${timur.personIds[1] ?? ''}
    and outcome_id = ${`${timur.versionId}-o2`}`.execute(database.db)
  site = bilingualApp()
  site.use(pages(world.deps), async (c, next) => {
    c.set('actor', actor)
    await next()
  })
  for (const room of [routes(world.deps), apiRoutes(world.deps), walletRoutes(world.deps)]) site.route('/', room)
  assert.ok((await startIssueJob(world.deps, timur.issuer, { batchId: timur.batchId })).ok)
  await runIssueJobs(world.deps)
  while ((await signPending(world.deps)).signed > 0);
})
after(() => database.close())

const holder = (index: number): Actor => ({ personId: timur.personIds[index] ?? '', name: 'Peserta', roles: [] })
const awardOf = async (index: number): Promise<Award> =>
  (await credentialsOf(database.db, timur.personIds[index] ?? ''))[0]?.award ?? assert.fail(`no award ${index}`)
const read = async (who: Actor, path: string): Promise<string> => {
  actor = who
  return (await (await site.request(path)).text()).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
}
const asked = async (index: number) => {
  actor = holder(index)
  const answer = await site.request(`/api/v1/credentials/${(await awardOf(index)).credentialId}`)
  return (await answer.json()) as {
    aqrf: {
      passed: boolean
      points: { point: string; outcome: string; facts: object; message: { id: string; en: string } }[]
    } | null
  }
}

test('who passed to a standard, assessed by somebody else, gets all four parts, with their facts', async () => {
  const { aqrf } = await awardOf(0)
  assert.ok(aqrf !== null && passesAqrf(aqrf))
  assert.deepEqual(
    aqrf.points.map(({ point, facts }) => [point, facts]),
    [
      ['issuer', { listed: 'yes' }],
      ['individual', { outcomes: 2, assessed: 2, identity: 'yes' }],
      ['standard', { named: 'yes', outcomes: 2, withStandard: 2 }],
      ['title', { titled: 'yes', published: 'yes' }],
    ],
  )
  assert.equal((await credentialsOf(database.db, timur.personIds[4] ?? '')).length, 0, 'who failed is awarded nothing')
})

test('an outcome that learners assessed themselves is not individually assessed, and the award says so', async () => {
  const { aqrf } = await awardOf(1)
  assert.deepEqual(
    aqrf?.points.filter(({ outcome }) => outcome === 'not-met').map(({ point, facts }) => [point, facts]),
    [['individual', { outcomes: 2, assessed: 1, identity: 'yes' }]],
  )
})

test('issuer and holder read it in plain words, in both languages; a program reads it by the API', async () => {
  for (const [index, id, en] of [
    [0, 'Keempat syarat terpenuhi', 'All four parts are met'],
    [1, 'Belum semua syarat terpenuhi', 'Not all parts are met'],
  ] as const) {
    const { credentialId } = await awardOf(index)
    for (const [who, path] of [
      [timur.issuer, `/provider/issue/credentials/${credentialId}`],
      [holder(index), `/wallet/credentials/${credentialId}`],
    ] as const) {
      assert.ok((await read(who, path)).includes(id), path)
      assert.ok((await read(who, `/en${path}`)).includes(en), path)
    }
  }
  const own = await read(holder(1), `/wallet/credentials/${(await awardOf(1)).credentialId}`)
  assert.match(own, /1 dari 2 capaian wajib dinilai oleh orang lain/)
  assert.match(own, /bukan jenjang AQRF/)
  const [good, bad] = [await asked(0), await asked(1)]
  assert.equal(good.aqrf?.passed, true)
  assert.equal(bad.aqrf?.passed, false)
  assert.match(bad.aqrf?.points[1]?.message.en ?? '', /1 of 2 mandatory outcomes/)
})

test('a replacement keeps the answer of the first edition, whatever the definition became since', async () => {
  const before = await awardOf(2)
  await sql`update result set assessor_id = person_id where person_id = ${before.personId}`.execute(database.db)
  const done = await changeStatus(world.deps, timur.issuer, before.credentialId, {
    change: 'replace',
    reason: 'name-corrected',
  })
  assert.ok(done.ok)
  const after = (await credentialsOf(database.db, before.personId)).find(({ award }) => award.edition === 2)
  assert.deepEqual(after?.award.aqrf, before.aqrf)
  assert.ok(before.aqrf !== null && passesAqrf(before.aqrf))
})

test('the signed credential says nothing of AQRF, met or not', async () => {
  const { rows } = await sql<{ document: string }>`select document from credential`.execute(database.db)
  assert.ok(rows.length >= 4)
  for (const { document } of rows) assert.doesNotMatch(document, /aqrf/i)
})

test('the record in the log carries it; an award from before says that it was not asked, and its record stays as it was', async () => {
  const award = await awardOf(3)
  const id = `${award.personId}/${award.credentialId}`
  const recordOf = async () => (await logReaders[AWARD]?.(database.db, [id]))?.get(id)
  assert.deepEqual((await recordOf())?.aqrf, award.aqrf)
  await sql`update award set aqrf = null where person_id = ${award.personId}`.execute(database.db)
  assert.equal('aqrf' in ((await recordOf()) ?? {}), false)
  assert.equal((await asked(3)).aqrf, null)
  const said = await read(holder(3), `/wallet/credentials/${award.credentialId}`)
  assert.match(said, /sebelum uji AQRF dicatat/)
})

test('the database takes no half of a test', async () => {
  const half = JSON.stringify({ test: 'aqrf-qualification', points: [] })
  await assert.rejects(
    sql`update award set aqrf = ${half}::jsonb where person_id = ${timur.personIds[0] ?? ''}`.execute(database.db),
    /award_aqrf_check/,
  )
})
