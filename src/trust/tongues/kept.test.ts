import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { awardDeps, awardWorld } from '../../../test/support/award-world.ts'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import { createApp } from '../../app.ts'
import { recordEvent } from '../../organisations/index.ts'
import { type Db, openDatabase } from '../../platform/database.ts'
import { authorise, compromiseKey, endListing, listIssuer, resumeIssuer, suspendIssuer } from '../index.ts'
import { entryAsKnown } from '../rules-knowledge.ts'
import { allEntries, registerEntryBySlug } from '../service-ask.ts'
import { trustList } from '../service-list.ts'
import { findRecorded } from '../store.ts'

// What is kept of the register is never older than the question: every change shows in the very next answer, on this server
// and on another one of the same database.

let database: TestDatabase
let world: ReturnType<typeof awardDeps>
let elsewhere: Db
let apps: readonly ReturnType<typeof createApp>[]

before(async () => {
  database = await testDatabase()
  world = awardDeps(database.db, '2026-11-23T07:05:00Z')
  await awardWorld(world.deps, 'timur', 1)
  await awardWorld(world.deps, 'barat', 1)
  elsewhere = openDatabase(database.url, 2)
  apps = [createApp(world.deps), createApp({ ...world.deps, db: elsewhere })]
})
after(async () => {
  await elsewhere.destroy()
  await database.close()
})

const WHY = { id: 'Keputusan.', en: 'A decision.' }
const later = (minutes: number) => new Date(world.time.now.getTime() + minutes * 60_000)
const RIGHT = { kinds: ['micro-credential'], fields: ['health'], levelMin: 3, levelMax: 6 }

/** Both servers say what the tables say; asked twice, so that the second answer is the kept one. */
async function holds(what: string): Promise<void> {
  const told = (await findRecorded(database.db)).map((one) => entryAsKnown(one, null))
  const { asOf, validUntil, issuers } = await database.db
    .transaction()
    .execute((tx) => trustList({ ...world.deps, db: tx }, world.time.now))
  for (const turn of [1, 2])
    for (const [server, db] of [database.db, elsewhere].entries()) {
      const where = `${what}, server ${server}, turn ${turn}`
      assert.deepEqual(await allEntries(db), told, where)
      for (const slug of ['timur', 'barat', 'nobody'])
        assert.deepEqual(await registerEntryBySlug(db, slug), told.find((one) => one.slug === slug) ?? null, where)
      const answer = await (apps[server] as ReturnType<typeof createApp>).request('/trust/list')
      const { payload: list } = (await answer.json()) as { payload: Record<string, unknown> }
      assert.deepEqual([list.asOf, list.validUntil, list.issuers], [asOf, validUntil, issuers], where)
    }
}

test('every change of the register shows in the very next answer, on every server, at the same instant too', async () => {
  const { deps } = world
  await holds('the beginning')
  const steps: readonly [string, () => Promise<{ ok: boolean }>][] = [
    ['suspended', () => suspendIssuer(deps, 'org-timur', WHY, null)],
    ['resumed', () => resumeIssuer(deps, 'org-timur', WHY, null)],
    ['a right more', () => authorise(deps, 'org-timur', { ...RIGHT, source: WHY }, null, later(10))],
    [
      'another name',
      () =>
        recordEvent(
          deps,
          {
            ...{ organisationId: 'org-barat', kind: 'rename', onDay: '2026-11-23', newName: 'Politeknik Barat Daya' },
            ...{ successorId: null, source: WHY },
          },
          null,
        ),
    ],
    ['ended', () => endListing(deps, 'org-barat', WHY, null)],
    ['listed again', () => listIssuer(deps, 'org-barat', [RIGHT], { from: later(20) })],
  ]
  for (const [what, step] of steps) {
    const outcome = await step()
    assert.ok(outcome.ok, `${what}: ${JSON.stringify(outcome)}`)
    await holds(what)
  }
  const [key] = (await registerEntryBySlug(database.db, 'timur'))?.keys ?? []
  const stolen = { verificationMethod: key?.verificationMethod ?? '', since: world.time.now }
  assert.ok((await compromiseKey(deps, 'org-timur', stolen, WHY, null)).ok)
  await holds('a key compromised')
})

test('a day that comes and an hour that ends change the list by themselves', async () => {
  const now = world.time.now
  for (const minutes of [9.99, 10, 19.99, 20, 54.99, 55, 61]) {
    world.time.now = new Date(now.getTime() + minutes * 60_000)
    await holds(`after ${minutes} minutes`)
  }
})

test('while a change is under way the old answer is given and not kept', async () => {
  await holds('before')
  await database.db.transaction().execute(async (tx) => {
    assert.ok((await suspendIssuer({ ...world.deps, db: tx }, 'org-barat', WHY, null)).ok)
    const inside = await registerEntryBySlug(tx, 'barat')
    assert.equal(inside?.suspensions.length, 1, 'a transaction sees its own changes')
    for (const db of [database.db, elsewhere])
      for (const _ of [1, 2]) assert.deepEqual((await registerEntryBySlug(db, 'barat'))?.suspensions, [])
  })
  await holds('after the commit')
  await assert.rejects(
    database.db.transaction().execute(async (tx) => {
      await resumeIssuer({ ...world.deps, db: tx }, 'org-barat', WHY, null)
      throw new Error('taken back')
    }),
  )
  await holds('after a change that was taken back')
})

test('whatever writes to a table of the register marks the change', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((name) => /store[\w-]*\.ts$/.test(name))
    .map((name) => join('src', name))
  const TABLES = 'listing|authorisation|attestation|suspension|issuer_key|issuer_key_end'
  const writes = new RegExp(`(insert into|update|delete from)\\s+(${TABLES})\\b|update\\s+organisation\\b`)
  const writing = files.filter((file) => writes.test(readFileSync(file, 'utf8')))
  assert.ok(writing.length >= 4, 'the pattern finds the stores')
  for (const file of writing) {
    const functions = readFileSync(file, 'utf8').split(/^(?=(?:export )?(?:async )?function )/m)
    // Who writes by a helper of the same file marks the change in its place.
    const helpers = functions.filter((text) => writes.test(text) && !text.startsWith('export'))
    const names = helpers.map((text) => `${/function (\w+)/.exec(text)?.[1]}(`)
    const outer = functions.filter((text) => text.startsWith('export'))
    for (const one of outer.filter((text) => writes.test(text) || names.some((name) => text.includes(name))))
      assert.match(one, /markRegisterChange\(|leaveRegister\(/, `${file}: ${one.slice(0, 80)}`)
  }
})
