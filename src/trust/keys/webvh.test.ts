import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { resolveKey } from '@lumbung/credential'
import { awardDeps } from '../../../test/support/award-world.ts'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import { addOrganisation } from '../../organisations/index.ts'
import type { Deps } from '../../platform/deps.ts'
import { drawError } from '../../platform/errors.tsx'
import { bilingualApp, pages } from '../../platform/web.ts'
import { compromiseKey, listIssuer, registerEntry, rotateKey, routes } from '../index.ts'

const text = { id: 'Latihan.', en: 'Drill.' }
let database: TestDatabase
let world: ReturnType<typeof awardDeps>
let deps: Deps
let site: ReturnType<typeof bilingualApp>

before(async () => {
  database = await testDatabase()
  world = awardDeps(database.db, '2026-11-23T07:05:00Z')
  deps = { ...world.deps, publicUrl: 'https://lumbung.example' }
  const row = { city: null, province: null, createdAt: world.time.now, invented: true }
  await addOrganisation(database.db, { id: 'timur', slug: 'timur', name: 'Timur', kind: 'polytechnic', ...row })
  const rights = [{ kinds: ['micro-credential'], fields: [], levelMin: 1, levelMax: 9 }]
  assert.ok((await listIssuer(deps, 'timur', rights)).ok)
  site = bilingualApp()
  site.onError((error, c) => drawError(c, deps, error))
  site.use(pages(deps))
  site.route('/', routes(deps))
})
after(() => database.close())

const minutes = (count: number) => {
  world.time.now = new Date(world.time.now.getTime() + count * 60_000)
}
const served = async () => (await site.request('/issuers/timur/did.jsonl')).text()
const didOf = (log: string) => (JSON.parse(log.split('\n')[0] ?? '') as { state: { id: string } }).state.id

test('the log has a line for each change of keys, and our own resolver finds each key at its time', async () => {
  await served()
  minutes(10)
  const first = world.time.now
  assert.ok((await rotateKey(deps, 'timur', text, null)).ok)
  await served()
  minutes(10)
  const [old, second] = (await registerEntry(database.db, 'timur'))?.keys ?? []
  assert.ok(old && second)
  const compromised = { verificationMethod: old.verificationMethod, since: first }
  assert.ok((await compromiseKey(deps, 'timur', compromised, text, null)).ok)
  const log = await served()
  assert.equal(await served(), log)
  assert.equal(log.trimEnd().split('\n').length, 3)
  const did = didOf(log)
  assert.match(did, /^did:webvh:Qm[^:]+:lumbung\.example:issuers:timur$/)
  const asked: string[] = []
  const find = async (key: string, at: Date, served = log) => {
    const load = async (url: string) => {
      asked.push(url)
      return url.endsWith('did.jsonl') ? served : null
    }
    return (await resolveKey(`${did}#${key}`, 'assertionMethod', at, load, world.time.now)).ok
  }
  assert.equal(await find(old.publicKeyMultibase, new Date(first.getTime() - 60_000)), true)
  assert.equal(await find(second.publicKeyMultibase, new Date(first.getTime() - 60_000)), false)
  assert.equal(await find(second.publicKeyMultibase, world.time.now), true)
  assert.equal(await find(old.publicKeyMultibase, world.time.now), false)
  assert.equal(asked[0], 'https://lumbung.example/issuers/timur/did.jsonl')
  // Nothing of the history can be changed, dropped or put in another order.
  const lines = log.trimEnd().split('\n')
  const forged = [
    lines.slice(1),
    [lines[0], lines[2]],
    [lines[1], lines[0], lines[2]],
    lines.map((line) => line?.replace(second.publicKeyMultibase, old.publicKeyMultibase)),
  ]
  for (const one of forged) assert.equal(await find(second.publicKeyMultibase, world.time.now, one.join('\n')), false)
})

test('a signer that is away: the lines that stand are served, and the next one follows', async () => {
  minutes(1)
  assert.ok((await rotateKey(deps, 'timur', text, null)).ok)
  world.signer.broken = true
  const before = await served()
  world.signer.broken = false
  assert.equal(before.trimEnd().split('\n').length, 3)
  assert.equal((await served()).trimEnd().split('\n').length, 4)
})
