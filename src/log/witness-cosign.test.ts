import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { awardDeps } from '../../test/support/award-world.ts'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { temporaryFolder } from '../../test/support/folder.ts'
import { startWitness, type WitnessProcess } from '../../test/support/witness-process.ts'
import type { LogWitness } from '../platform/deps.ts'
import { cosign, leave, logBegan, logStatus, proofFor, sequence } from './index.ts'
import { checkpointBody, cosignatureLine, readCheckpoint, witnessVkeyOf } from './rules-note.ts'

// The site before real witness programs, some of which are away, and before one that lies in every way.

let database: TestDatabase
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let world: ReturnType<typeof awardDeps>
let log: string
const NAMES = ['kementerian.example', 'kampus.example', 'lsm.example']
const running = new Map<string, WitnessProcess>()
const known: LogWitness[] = []

before(async () => {
  folder = await temporaryFolder()
  database = await testDatabase()
  world = awardDeps(database.db, new Date().toISOString())
  await sequence(world.deps)
  log = (await logBegan(database.db))?.vkey ?? ''
  await Promise.all(NAMES.map(begin))
})
after(async () => {
  await Promise.all([...running.values()].map((one) => one.end()))
  await database.close()
  await folder.remove()
})

async function begin(name: string): Promise<void> {
  const one = await startWitness({ WITNESS_NAME: name, WITNESS_DIR: join(folder.path, name), WITNESS_LOGS: log })
  running.set(name, one)
  const at = known.findIndex((witness) => witness.name === name)
  known.splice(at < 0 ? known.length : at, at < 0 ? 0 : 1, { name, vkey: one.vkey, url: one.url })
}

const who = () => ({ witnesses: known, quorum: 2 })
const askAll = () => Promise.all(known.map((witness) => cosign({ ...world.deps, logWitnesses: who() }, witness)))
const proof = (id: string) => proofFor(database.db, who(), 'rule-choice', id)

async function another(id: string): Promise<void> {
  await leave(database.db, world.time.now, [{ kind: 'rule', subject: 'rule-choice', subjectId: id, record: { id } }])
  await sequence(world.deps)
}

test('with two of three programs killed issuing goes on, pending, and is cosigned when one is back', async () => {
  await another('first')
  assert.deepEqual(await askAll(), [true, true, true])
  assert.notEqual(await proof('first'), 'pending')
  for (const name of NAMES.slice(1)) await running.get(name)?.end('SIGKILL')
  for (const id of ['second', 'third']) await another(id)
  assert.equal((await askAll()).filter(Boolean).length, 1)
  assert.equal((await logStatus(database.db, who())).signed?.size, 3, 'the log goes on')
  assert.equal(await proof('second'), 'pending')
  await begin(NAMES[1] ?? '')
  assert.equal((await askAll()).filter(Boolean).length, 2)
  for (const id of ['second', 'third']) {
    const held = await proof(id)
    assert.ok(held !== null && held !== 'pending')
    assert.ok(Math.abs(held.seenAt.getTime() - Date.now()) < 60_000)
  }
  await begin(NAMES[2] ?? '')
  assert.deepEqual(await askAll(), [true, true, true], 'the one that missed most proves from what it had')
})

test('a witness that lies gives no cosignature, whatever it answers', async () => {
  const pair = generateKeyPairSync('ed25519')
  const other = generateKeyPairSync('ed25519')
  const { x = '' } = pair.publicKey.export({ format: 'jwk' })
  const vkey = witnessVkeyOf('pembohong.example', new Uint8Array(Buffer.from(x, 'base64url')))
  const own = (message: Uint8Array) => sign(null, message, pair.privateKey)
  const now = new Date()
  type Lie = (body: string, origin: string, size: number, root: Uint8Array) => string
  const line = (body: string, key = own, name = vkey) => cosignatureLine(name, body, now, key)
  const restamped = (body: string) => {
    const [dash, name, text = ''] = line(body).split(' ')
    const bytes = Buffer.from(text, 'base64')
    bytes.writeBigUInt64BE(bytes.readBigUInt64BE(4) + 3_600n, 4)
    return `${dash} ${name} ${bytes.toString('base64')}`
  }
  const lies: Readonly<Record<string, Lie>> = {
    'the key of another': (body) => line(body, (message) => sign(null, message, other.privateKey)),
    'another root': (_body, origin, size) => line(checkpointBody(origin, size, Buffer.alloc(32, 7))),
    'another origin': (_body, _origin, size, root) => line(checkpointBody('other.example/log', size, root)),
    'another size': (_body, origin, size, root) => line(checkpointBody(origin, size + 1, root)),
    'a later time than it signed': restamped,
    'the name of another': (body) => line(body, own, vkey.replace('pembohong', 'kampus')),
    'the body alone': (body) => `— pembohong.example ${own(Buffer.from(body)).toString('base64')}`,
    'a line that is cut': (body) => line(body).slice(0, -4),
    junk: () => '\u2014 \u2014 \u2014\n\n\u0000{"ok":true}',
    nothing: () => '',
  }
  let lie: Lie = () => ''
  const server: Server = createServer(async (request, response) => {
    let text = ''
    for await (const part of request) text += String(part)
    const sent = readCheckpoint(text.slice(text.indexOf('\n\n') + 2))
    assert.ok(sent)
    response.end(`${lie(sent.body, sent.origin, sent.size, sent.root)}\n`)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const liar = { name: 'pembohong.example', vkey, url: `http://127.0.0.1:${port}` }
  const alone = { witnesses: [liar], quorum: 1 }
  const deps = { ...world.deps, logWitnesses: alone }
  try {
    for (const [name, told] of Object.entries(lies)) {
      lie = told
      assert.equal(await cosign(deps, liar), false, name)
      assert.equal(await proofFor(database.db, alone, 'rule-choice', 'first'), 'pending', name)
      assert.equal((await logStatus(database.db, alone)).witnesses[0]?.fault, 'signature-wrong', name)
    }
    lie = (body) => `${lies.junk?.(body, '', 0, new Uint8Array())}\n${line(body)}`
    assert.equal(await cosign(deps, liar), true, 'the truth among junk is taken: lines by unknown keys are ignored')
  } finally {
    server.closeAllConnections()
    server.close()
  }
})
