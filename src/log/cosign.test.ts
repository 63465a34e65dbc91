import assert from 'node:assert/strict'
import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { after, before, test } from 'node:test'
import { awardDeps } from '../../test/support/award-world.ts'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import type { LogWitness } from '../platform/deps.ts'
import { consistencyHolds } from '../platform/signer/consistency.ts'
import { cosign, leave, logSentence, logStatus, proofFor, sequence, servedCheckpoint } from './index.ts'
import { readCheckpoint } from './rules-note.ts'

/** A witness of the protocol (C2SP tlog-witness), whose manners a test can spoil. */
interface TestWitness {
  readonly witness: LogWitness
  readonly server: Server
  now: Date
  mode: 'good' | 'away' | 'nonsense' | 'wrong-key' | 'endless'
  size: number
  root: Uint8Array
}

let database: TestDatabase
let world: ReturnType<typeof awardDeps>
const witnesses: TestWitness[] = []

before(async () => {
  database = await testDatabase()
  world = awardDeps(database.db, '2026-11-26T07:05:00Z')
  for (const name of ['kementerian.example', 'kampus.example', 'lsm.example']) witnesses.push(await startWitness(name))
})
after(async () => {
  await database.close()
  for (const { server } of witnesses) {
    server.closeAllConnections()
    server.close()
  }
})

async function startWitness(name: string): Promise<TestWitness> {
  const pair = generateKeyPairSync('ed25519')
  const other = generateKeyPairSync('ed25519').privateKey
  const raw = Buffer.from((pair.publicKey.export({ format: 'jwk' }) as { x: string }).x, 'base64url')
  const typed = Buffer.concat([Buffer.from([4]), raw])
  const id = createHash('sha256').update(`${name}\n`).update(typed).digest().subarray(0, 4)
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk) => {
      text += String(chunk)
    })
    request.on('end', () => {
      const answer = (status: number, body: string, type = 'text/plain') =>
        response.writeHead(status, { 'content-type': type }).end(body)
      if (made.mode === 'away') return request.socket.destroy()
      if (made.mode === 'nonsense') return answer(200, 'halo\n')
      if (made.mode === 'endless') return answer(200, 'x'.repeat(200_000))
      const [head = '', note = ''] = [text.slice(0, text.indexOf('\n\n')), text.slice(text.indexOf('\n\n') + 2)]
      const [old = '', ...proof] = head.split('\n')
      const checkpoint = readCheckpoint(note)
      assert.ok(checkpoint, note)
      const from = Number(old.slice('old '.length))
      if (from !== made.size) return answer(409, `${made.size}\n`, 'text/x.tlog.size')
      const before = { size: made.size, root: made.root }
      const hashes = proof.map((hash) => new Uint8Array(Buffer.from(hash, 'base64')))
      if (!consistencyHolds(before, checkpoint, hashes)) return answer(422, '')
      Object.assign(made, { size: checkpoint.size, root: checkpoint.root })
      const seconds = Math.floor(made.now.getTime() / 1000)
      const stamp = Buffer.alloc(8)
      stamp.writeBigUInt64BE(BigInt(seconds))
      const key = made.mode === 'wrong-key' ? other : pair.privateKey
      const signature = sign(null, Buffer.from(`cosignature/v1\ntime ${seconds}\n${checkpoint.body}`), key)
      return answer(200, `— stranger AAAA\n— ${name} ${Buffer.concat([id, stamp, signature]).toString('base64')}\n`)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const vkey = `${name}+${id.toString('hex')}+${typed.toString('base64')}`
  const made: TestWitness = {
    witness: { name, vkey, url: `http://127.0.0.1:${port}` },
    server,
    now: new Date('2026-11-26T07:06:00Z'),
    mode: 'good',
    size: 0,
    root: createHash('sha256').digest(),
  }
  return made
}

function deps() {
  return { ...world.deps, logWitnesses: { witnesses: witnesses.map(({ witness }) => witness), quorum: 2 } }
}

async function another(id: string): Promise<void> {
  const deed = { kind: 'rule' as const, subject: 'rule-choice', subjectId: id, record: { id } }
  await leave(database.db, world.time.now, [deed])
  await sequence(deps())
}

const askAll = () => Promise.all(witnesses.map(({ witness }) => cosign(deps(), witness)))

test('two of three make a proof, from the first checkpoint that holds the leaf, at the time they saw it', async () => {
  await sequence(deps())
  await another('first')
  assert.equal(await proofFor(database.db, deps().logWitnesses, 'rule-choice', 'first'), 'pending')
  witnesses[2]!.mode = 'away'
  assert.deepEqual(await askAll(), [true, true, false])
  const proof = await proofFor(database.db, deps().logWitnesses, 'rule-choice', 'first')
  assert.ok(proof !== null && proof !== 'pending')
  assert.equal(proof.seenAt.toISOString(), '2026-11-26T07:06:00.000Z')
  assert.equal(proof.text.match(/^— /gm)?.length, 3, 'the log and two witnesses')
  for (const one of witnesses) one.now = new Date('2027-11-26T00:00:00Z')
  await another('second')
  await askAll()
  assert.deepEqual(await proofFor(database.db, deps().logWitnesses, 'rule-choice', 'first'), proof)
})

test('while two of three are away issuing goes on, and what was left is cosigned when they are back', async () => {
  for (const one of witnesses.slice(1)) one.mode = 'away'
  await another('third')
  await another('fourth')
  assert.deepEqual(await askAll(), [true, false, false])
  assert.equal(await proofFor(database.db, deps().logWitnesses, 'rule-choice', 'third'), 'pending')
  assert.equal(readCheckpoint((await servedCheckpoint(database.db, deps().logWitnesses))?.note ?? '')?.size, 2)
  for (const one of witnesses) one.mode = 'good'
  assert.deepEqual(
    await askAll(),
    [true, true, true],
    'the third had never cosigned: its 409 names the size to prove from',
  )
  assert.notEqual(await proofFor(database.db, deps().logWitnesses, 'rule-choice', 'third'), 'pending')
  assert.deepEqual(
    (await logStatus(database.db, deps().logWitnesses)).witnesses.map(({ fault, size }) => [fault, size]),
    Array.from({ length: 3 }, () => [null, 4]),
  )
})

test('what a witness answers wrongly counts for nothing and is told', async () => {
  await another('fifth')
  witnesses[0]!.mode = 'nonsense'
  witnesses[1]!.mode = 'wrong-key'
  witnesses[2]!.mode = 'endless'
  assert.deepEqual(await askAll(), [false, false, false])
  const { witnesses: told, cosigned } = await logStatus(database.db, deps().logWitnesses)
  assert.deepEqual(
    told.map(({ fault }) => fault),
    ['signature-wrong', 'signature-wrong', 'status-200'],
  )
  assert.equal(cosigned?.size, 4)
  for (const one of witnesses) one.mode = 'good'
  await another('sixth')
  assert.deepEqual(await askAll(), [true, true, true])
})

test('a witness that has seen more than this database holds shows that an old copy stands here', async () => {
  witnesses[0]!.size = 99
  await another('seventh')
  await askAll()
  const status = await logStatus(database.db, deps().logWitnesses)
  assert.deepEqual([status.witnesses[0]?.fault, status.refused], ['witness-ahead', null])
  assert.match(logSentence(status).words.en, /an old copy of the database stands here.*kementerian\.example/)
  assert.match(logSentence(status).words.id, /salinan lama.*kementerian\.example/)
})
