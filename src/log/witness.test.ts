import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { temporaryFolder } from '../../test/support/folder.ts'
import { inventedLog, submission, treeOf } from '../../test/support/invented-log.ts'
import { askWitness, startWitness, type WitnessProcess } from '../../test/support/witness-process.ts'
import { cosignatureAmong, readCheckpoint } from './rules-note.ts'

const leaves = Array.from({ length: 400 }, (_, n) => `leaf ${n}`)
const log = inventedLog('lumbung.example/log')
const stranger = inventedLog('stranger.example/log')
const [three, seven, big] = [treeOf(leaves.slice(0, 3)), treeOf(leaves.slice(0, 7)), treeOf(leaves)]
const other = treeOf([...leaves.slice(0, 3), 'another', ...leaves.slice(4, 7)])

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let witness: WitnessProcess
const environment = () => ({
  WITNESS_NAME: 'witness.kampus.example',
  WITNESS_DIR: join(folder.path, 'witness'),
  WITNESS_LOGS: `${log.vkey},${inventedLog('second.example').vkey}`,
})

before(async () => {
  folder = await temporaryFolder()
  witness = await startWitness(environment())
})
after(async () => {
  await witness.end()
  await folder.remove()
})

const ask = (old: number, proof: readonly Uint8Array[], note: string) =>
  askWitness(witness.url, submission(old, proof, note))

test('a witness answers every case as the protocol says, and signs only what continues', async () => {
  const status = async (...asked: Parameters<typeof ask>) => (await ask(...asked)).status
  assert.equal(await status(0, [], stranger.note(three)), 404)
  const forged = log.note(three).replace('\n3\n', '\n4\n')
  assert.equal(await status(0, [], forged), 403, 'a signature that is wrong')
  const unsigned = `${log.body(three)}\n${stranger.note(three).split('\n\n')[1]}`
  assert.equal(await status(0, [], unsigned), 403, 'no signature by the log')
  assert.equal(
    await status(0, [], `${log.note(three)}${forged.split('\n\n')[1]}`),
    200,
    'the same signature twice holds',
  )
  const mixed = `${log.note(seven)}${log.note(three).split('\n\n')[1]}`
  assert.equal(await status(3, seven.prove(3), mixed), 403, 'a right signature beside a wrong one of the same key')
  assert.equal(await status(9, [], log.note(seven)), 400)
  const conflict = await ask(0, [], log.note(seven))
  assert.deepEqual(conflict, { status: 409, type: 'text/x.tlog.size', text: '3\n' })
  assert.equal(await status(3, [], log.note(seven)), 422)
  assert.equal(await status(3, seven.prove(2), log.note(seven)), 422)
  assert.equal(await status(3, [], log.note({ size: 3, root: other.root })), 422, 'another tree of the same size')
  assert.equal(await status(3, seven.prove(3), log.note({ ...other, root: seven.root })), 200)
  assert.equal(await status(7, [], log.note(other)), 422)
  assert.equal(await status(3, other.prove(3), log.note(other)), 409)
  const good = await ask(7, big.prove(7), log.note(big))
  assert.equal(good.status, 200)
  const found = cosignatureAmong(good.text.split('\n'), witness.vkey, log.body(big))
  assert.ok(found !== null && Math.abs(found.seenAt.getTime() - Date.now()) < 60_000)
  assert.match(good.text, /^— witness\.kampus\.example [A-Za-z0-9+/=]+\n$/)
  const second = await ask(400, [], log.note(big))
  assert.equal(second.status, 200, 'the same again: the first answer may have been lost')
})

test('a checkpoint of no leaves has the root of no leaves, and nothing is proved from nothing', async () => {
  const empty = inventedLog('empty.example')
  const place = join(folder.path, 'empty')
  const own = await startWitness({ ...environment(), WITNESS_DIR: place, WITNESS_LOGS: empty.vkey })
  const status = async (old: number, proof: Uint8Array[], tree: { size: number; root: Uint8Array }) =>
    (await askWitness(own.url, submission(old, proof, empty.note(tree)))).status
  const nothing = { size: 0, root: createHash('sha256').digest() }
  assert.equal(await status(0, [], { size: 0, root: three.root }), 422)
  assert.equal(await status(0, [three.root], nothing), 422)
  assert.equal(await status(0, [three.root], three), 422)
  assert.equal(await status(0, [], nothing), 200)
  assert.equal(await status(0, [], three), 200)
  await own.end()
})

test('what is no request of the protocol is refused, and the witness goes on', async () => {
  const note = log.note(big)
  const good = submission(400, [], note)
  const hash = Buffer.alloc(32, 1).toString('base64')
  const bodies: (string | Uint8Array)[] = [
    '',
    '\n\n',
    'old 400',
    good.replace('old 400', 'old 0400'),
    good.replace('old 400', 'old -1'),
    good.replace('old 400', 'old 99999999999999999999'),
    good.replace('old 400', 'new 400'),
    good.replace('old 400\n', `old 400\n${`${hash}\n`.repeat(64)}`),
    good.replace('old 400\n', `old 400\n${hash.slice(0, -1)}\n`),
    good.replace('\n400\n', '\n9007199254740993\n'),
    good.slice(0, -1),
    good.replaceAll('\n', '\r\n'),
    good.replace('— ', '- '),
    Buffer.concat([Buffer.from(good), Buffer.from([0xff, 0x0a])]),
    Buffer.alloc(4_000, 0),
  ]
  for (const body of bodies) assert.equal((await askWitness(witness.url, body)).status, 400, String(body).slice(0, 80))
  assert.equal((await askWitness(witness.url, 'x'.repeat(70_000)).catch(() => ({ status: 413 }))).status, 413)
  assert.equal((await fetch(`${witness.url}/add-checkpoint`)).status, 405)
  assert.equal((await fetch(`${witness.url}/other`)).status, 404)
  for (let cut = 1; cut < good.length; cut += 7) {
    const { status } = await askWitness(witness.url, good.slice(0, cut))
    assert.ok(status === 400 || status === 403, String(status))
  }
  const raw = connect(Number(new URL(witness.url).port), '127.0.0.1')
  raw.on('error', () => {})
  raw.write('POST /add-checkpoint HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nold')
  raw.destroy()
  const junk = connect(Number(new URL(witness.url).port), '127.0.0.1')
  junk.on('error', () => {})
  junk.end('\x00\x01\x02 what?\r\n\r\n')
  await once(junk, 'close')
  assert.equal((await ask(400, [], note)).status, 200)
})

test('a witness that was killed remembers; it serves what it cosigned; its key lies sealed; nobody shares its folder', async () => {
  await assert.rejects(startWitness(environment()), /Another witness runs on/)
  const { vkey } = witness
  await witness.end('SIGKILL')
  witness = await startWitness(environment())
  assert.equal(witness.vkey, vkey)
  assert.equal((await ask(3, seven.prove(3), log.note(seven))).text, '400\n')
  const served = await fetch(`${witness.url}/${createHash('sha256').update(log.origin).digest('hex')}/checkpoint`)
  const text = await served.text()
  assert.equal(readCheckpoint(text)?.size, 400)
  assert.ok(cosignatureAmong(text.split('\n'), vkey, log.body(big)))
  assert.equal((await fetch(`${witness.url}/${'0'.repeat(64)}/checkpoint`)).status, 404)
  const keys = join(folder.path, 'witness', 'keys')
  for (const name of readdirSync(keys)) assert.doesNotMatch(readFileSync(join(keys, name), 'utf8'), /PRIVATE|"d"/)
  assert.equal(statSync(keys).mode & 0o077, 0)
})

test('a damaged memory is never begun anew, and wrong settings are told in a sentence', async () => {
  await witness.end()
  const logs = join(folder.path, 'witness', 'logs')
  const [file = ''] = readdirSync(logs)
  const before = readFileSync(join(logs, file))
  writeFileSync(join(logs, file), before.subarray(0, 40))
  await assert.rejects(startWitness(environment()), /memory of the log lumbung\.example\/log is damaged/)
  writeFileSync(join(logs, file), before)
  await assert.rejects(startWitness({ ...environment(), WITNESS_NAME: '' }), /WITNESS_NAME/)
  await assert.rejects(startWitness({ ...environment(), WITNESS_LOGS: 'nonsense' }), /WITNESS_LOGS/)
  await assert.rejects(startWitness({ ...environment(), WITNESS_PASSPHRASE: 'salah' }), /WITNESS_PASSPHRASE/)
  witness = await startWitness(environment())
  // While it runs: nothing is signed over what can't be read.
  writeFileSync(join(logs, file), '{}')
  assert.equal((await ask(400, [], log.note(big))).status, 500)
  writeFileSync(join(logs, file), before)
  assert.equal((await ask(400, [], log.note(big))).status, 200)
})
