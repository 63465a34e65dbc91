import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import { consistencySpans, inclusionSpans, leafHash, nodeHash } from '@lumbung/credential/log'
import { awardDeps, awardWorld } from '../../test/support/award-world.ts'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { decideAwards, signPending } from '../credentials/index.ts'
import { logReaders } from '../hooks.ts'
import { sql } from '../platform/database.ts'
import { consistencyHolds } from '../platform/signer/consistency.ts'
import { bilingualApp, pages } from '../platform/web.ts'
import { eraseOpenings, leave, logStatus, proofFor, routes, sequence } from './index.ts'
import { entriesOf } from './rules-tree.ts'
import { checkpoint, proofHashes } from './service-checkpoint.ts'
import { integrate } from './service-sequence.ts'

const NOBODY = { witnesses: [], quorum: 0 }
let database: TestDatabase
let world: ReturnType<typeof awardDeps>
let site: ReturnType<typeof bilingualApp>

before(async () => {
  database = await testDatabase()
  world = awardDeps(database.db, '2026-11-26T07:05:00Z')
  site = bilingualApp()
  site.use(pages(world.deps))
  site.route('/', routes(world.deps))
})
after(() => database.close())

/** The root of RFC 6962, section 2.1, by its definition: what every other way is compared with. */
function rootByDefinition(entries: readonly Uint8Array[]): Uint8Array {
  if (entries.length === 0) return createHash('sha256').digest()
  if (entries.length === 1) return leafHash(entries[0] ?? new Uint8Array())
  let half = 1
  while (half * 2 < entries.length) half *= 2
  return nodeHash(rootByDefinition(entries.slice(0, half)), rootByDefinition(entries.slice(half)))
}

async function addLeaves(count: number): Promise<void> {
  const deeds = Array.from({ length: count }, () => {
    const id = randomBytes(8).toString('hex')
    return { kind: 'rule' as const, subject: 'test', subjectId: id, record: { id } }
  })
  await leave(database.db, world.time.now, deeds)
}

/** Reads the log as a stranger does: from what is served and nothing else. */
async function served(path: string): Promise<Uint8Array> {
  const answer = await site.request(`/log/${path}`)
  assert.equal(answer.status, 200, path)
  return new Uint8Array(await answer.arrayBuffer())
}

async function servedEntries(size: number): Promise<Uint8Array[]> {
  const entries: Uint8Array[] = []
  while (entries.length < size) {
    const width = Math.min(256, size - entries.length)
    const index = String(entries.length / 256).padStart(3, '0')
    const bundle = await served(`tile/entries/${index}${width === 256 ? '' : `.p/${width}`}`)
    entries.push(...(entriesOf(bundle, width) ?? assert.fail('no bundle')))
  }
  return entries
}

test('the log begins with an empty checkpoint and grows to the tree of RFC 6962, in any steps', async () => {
  assert.equal((await logStatus(database.db)).began, null)
  assert.equal((await site.request('/log/checkpoint')).status, 404)
  await sequence(world.deps)
  assert.match(Buffer.from(await served('checkpoint')).toString(), /^localhost:3000\/log\n0\n47DEQpj8/)
  for (const count of [1, 1, 253, 1, 1, 255, 300]) {
    await addLeaves(count)
    await sequence(world.deps)
  }
  const [origin, size, root] = Buffer.from(await served('checkpoint'))
    .toString()
    .split('\n')
  assert.deepEqual([origin, size], ['localhost:3000/log', '812'])
  const entries = await servedEntries(812)
  assert.equal(Buffer.from(rootByDefinition(entries)).toString('base64'), root)
  for (const entry of entries) assert.match(Buffer.from(entry).toString(), /^lumbung\.log\/v1\nrule\n[\w+/]{43}=\n$/)
})

test('proofs from tiles fit the roots of every size, and one changed hash does not', async () => {
  const entries = await servedEntries(812)
  const roots = new Map([1, 2, 7, 255, 256, 257, 511, 811, 812].map((n) => [n, rootByDefinition(entries.slice(0, n))]))
  for (const [from, oldRoot] of roots)
    for (const [size, root] of roots) {
      if (from > size) continue
      const proof = await proofHashes(database.db, consistencySpans(from, size))
      assert.ok(consistencyHolds({ size: from, root: oldRoot }, { size, root }, proof), `${from} to ${size}`)
      const [first] = proof
      if (first !== undefined) {
        const changed = [Buffer.alloc(32, 7), ...proof.slice(1)]
        assert.equal(consistencyHolds({ size: from, root: oldRoot }, { size, root }, changed), false)
      }
    }
  for (const [index, size] of [
    [0, 1],
    [0, 812],
    [511, 512],
    [300, 511],
    [811, 812],
  ] as const) {
    const path = await proofHashes(database.db, inclusionSpans(index, size))
    const root = rootByDefinition(entries.slice(0, size))
    assert.deepEqual(rootOfPath(index, size, leafHash(entries[index] ?? new Uint8Array()), path), Buffer.from(root))
  }
})

/** Verifies as RFC 9162, section 2.1.3.2. */
function rootOfPath(index: number, size: number, leaf: Uint8Array, path: readonly Uint8Array[]): Uint8Array {
  let [at, last, hash] = [index, size - 1, leaf]
  for (const step of path) {
    if (at % 2 === 1 || at === last) {
      hash = nodeHash(step, hash)
      while (at % 2 === 0 && at > 0) [at, last] = [Math.floor(at / 2), Math.floor(last / 2)]
    } else hash = nodeHash(hash, step)
    ;[at, last] = [Math.floor(at / 2), Math.floor(last / 2)]
  }
  assert.equal(last, 0)
  return Buffer.from(hash)
}

test('tiles are cached for ever, unsigned or ill spelt ones are not there', async () => {
  const full = await site.request('/log/tile/0/000')
  assert.equal(full.headers.get('cache-control'), 'public, max-age=31536000, immutable')
  const again = await site.request('/log/tile/0/000', { headers: { 'if-none-match': full.headers.get('etag') ?? '' } })
  assert.equal(again.status, 304)
  assert.equal((await site.request('/log/tile/1/000.p/3')).status, 200)
  await addLeaves(1)
  await integrate(database.db)
  for (const path of ['0/003', '0/003.p/45', '0/0', '0/000.p/256', '0/000.p/0', '9/000', 'entries/999', '0/x000/000'])
    assert.equal((await site.request(`/log/tile/${path}`)).status, 404, path)
})

test('an award leaves a leaf that its proof opens; erased, nothing links to it', async () => {
  const people = await awardWorld(world.deps, 'timur', 3)
  await decideAwards(world.deps, people.issuer, { versionId: people.versionId, enrolmentIds: people.enrolmentIds })
  assert.equal((await signPending(world.deps)).signed, 3)
  const { rows } = await sql<{ personId: string; id: string; document: string }>`
    select person_id as "personId", id, document from credential order by id`.execute(database.db)
  const [one] = rows
  assert.ok(one)
  const subjectId = `${one.personId}/${one.id}`
  assert.equal(await proofFor(database.db, NOBODY, 'award', subjectId), 'pending')
  await sequence(world.deps)
  const proof = await proofFor(database.db, NOBODY, 'award', subjectId)
  assert.ok(proof !== null && proof !== 'pending')
  const [head, extra = '', index = ''] = proof.text.split('\n')
  assert.equal(head, 'c2sp.org/tlog-proof@v1')
  const opening = Buffer.from(extra.slice('extra '.length), 'base64')
  const signature = (JSON.parse(one.document) as { proof: { proofValue: string } }).proof.proofValue
  const commitment = createHash('sha256')
    .update(opening)
    .update(createHash('sha256').update(signature).digest())
    .digest('base64')
  const entries = await servedEntries(Number(proof.text.split('\n\n')[1]?.split('\n')[1]))
  const entry = entries[Number(index.slice('index '.length))] ?? new Uint8Array()
  assert.equal(Buffer.from(entry).toString(), `lumbung.log/v1\naward\n${commitment}\n`)
  assert.deepEqual([...(await logReaders.records.award!(database.db, [subjectId])).keys()], [subjectId])
  for (const hidden of [one.personId, one.id, 'timur', 'Peserta'])
    assert.equal(
      entries.some((bytes) => Buffer.from(bytes).toString().includes(hidden)),
      false,
    )
  assert.equal(await eraseOpenings(database.db, one.personId, world.time.now), 1)
  assert.equal(await proofFor(database.db, NOBODY, 'award', subjectId), null)
})

test('a flipped bit is not signed over, and the status says so', async () => {
  const before = await logStatus(database.db)
  await addLeaves(3)
  await integrate(database.db)
  await sql`update log_leaf set commitment = set_bit(commitment, 9, 1 - get_bit(commitment, 9))
    where position = ${before.size + 1}`.execute(database.db)
  assert.equal(await checkpoint(world.deps), null)
  assert.equal((await logStatus(database.db)).refused?.code, 'damaged')
  assert.match(await (await site.request('/en/log')).text(), /The log is not being signed/)
  await sql`update log_leaf set commitment = set_bit(commitment, 9, 1 - get_bit(commitment, 9))
    where position = ${before.size + 1}`.execute(database.db)
  assert.equal((await checkpoint(world.deps))?.size, before.size + 3)
  assert.equal((await logStatus(database.db)).refused, null)
})

test('an old copy of the database is not signed, also when it has grown past what was signed', async () => {
  const old = await testDatabase()
  try {
    const restored = { ...world.deps, db: old.db }
    await leave(old.db, world.time.now, [{ kind: 'rule', subject: 'test', subjectId: 'x', record: {} }])
    await sequence(restored)
    assert.equal((await logStatus(old.db)).refused?.code, 'rewind')
    const deeds = Array.from({ length: 1_000 }, (_, n) => ({
      kind: 'rule' as const,
      subject: 't',
      subjectId: `${n}`,
      record: {},
    }))
    await leave(old.db, world.time.now, deeds)
    await sequence(restored)
    assert.equal((await logStatus(old.db)).refused?.code, 'fork')
    assert.equal((await logStatus(old.db)).began, null)
  } finally {
    await old.close()
  }
})

test('two servers on one database place each leaf once', async () => {
  await addLeaves(2_000)
  const rounds = Array.from({ length: 12 }, () => integrate(database.db, 400))
  const placed = (await Promise.all(rounds)).reduce((sum, count) => sum + count, 0)
  const rest = await integrate(database.db)
  assert.equal(placed + rest, 2_000)
  const { rows } = await sql<{ count: number; most: number }>`select count(position) as count, max(position) + 1 as most
    from log_leaf`.execute(database.db)
  assert.equal(rows[0]?.count, rows[0]?.most)
  assert.equal((await checkpoint(world.deps))?.size, rows[0]?.most)
})

test('the page speaks both languages and shows a leaf', async () => {
  assert.match(await (await site.request('/log')).text(), /Log publik/)
  const page = await (await site.request('/en/log?leaf=0')).text()
  assert.match(page, /Rule of recognition/)
  assert.match(await (await site.request('/en/log?leaf=999999')).text(), /no leaf of that number/)
  assert.match(await (await site.request('/en/log?leaf=%3Cscript%3E')).text(), /&lt;script&gt;/)
})
