import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  BAD_REQUEST,
  COSIGNATURE,
  consistencyProof,
  cosign,
  cosignatureOf,
  decideAddCheckpoint,
  ED25519,
  emptyRoot,
  formatCheckpoint,
  formatNote,
  growTree,
  hashesInTiles,
  leafHash,
  type Note,
  type NoteKey,
  parseNote,
  readAddCheckpoint,
  rootOfLeaves,
  signatureLine,
  type TreeHead,
  tilePath,
  type WitnessAnswer,
} from '../src/log/index.ts'
import { LOG, ORIGIN, type Signing, signingOf, WITNESSES } from './log-people.ts'

const leaf = (text: string) => leafHash(Buffer.from(text))
const honest = Array.from({ length: 700 }, (_, at) => leaf(`leaf ${at}`))
/** The same log until `fork`, and another story from there. */
const forked = (fork: number) => honest.map((hash, at) => (at < fork ? hash : leaf(`other ${at}`)))
const headOf = (leaves: readonly Uint8Array[], size: number): TreeHead => ({
  size,
  root: rootOfLeaves(leaves.slice(0, size)),
})

function proofBetween(leaves: readonly Uint8Array[], from: number, size: number): Uint8Array[] {
  const { tiles } = growTree(0, () => undefined, leaves.slice(0, size))
  const files = new Map(tiles.map((tile) => [tilePath({ ...tile, width: 256 }), tile.hashes]))
  return consistencyProof(
    from,
    size,
    hashesInTiles((tile) => files.get(tilePath({ ...tile, width: 256 }))),
  )
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
function noteOf(head: TreeHead, signers: readonly Signing[] = [LOG], origin = ORIGIN): string {
  const body = formatCheckpoint({ origin, ...head })
  return formatNote(
    body,
    signers.map(({ key, sign }) => signatureLine(key, sign(Buffer.from(body)))),
  )
}
const bodyOf = (oldSize: number | string, proof: readonly Uint8Array[], note: string) =>
  `${[`old ${oldSize}`, ...proof.map(base64)].join('\n')}\n\n${note}`

async function ask(
  body: string | Uint8Array,
  state: TreeHead | null,
  keys: readonly NoteKey[] | undefined = [LOG.key],
) {
  const read = readAddCheckpoint(body)
  return read === undefined ? BAD_REQUEST : decideAddCheckpoint(read, keys, state)
}
const briefly = ({ status, ...answer }: WitnessAnswer) => (status === 409 ? [status, answer] : status)

test('the first checkpoint is taken without a proof, and the next with one that holds', async () => {
  const first = headOf(honest, 300)
  const answer = await ask(bodyOf(0, [], noteOf(first)), null)
  assert.equal(answer.status, 200)
  const next = headOf(honest, 700)
  const grown = await ask(Buffer.from(bodyOf(300, proofBetween(honest, 300, 700), noteOf(next))), first)
  assert.ok(grown.status === 200)
  assert.deepEqual(grown.head, next)
  assert.equal(grown.body, formatCheckpoint({ origin: ORIGIN, ...next }))
  assert.deepEqual(
    grown.lines,
    parseNote(noteOf(next))?.signatures.map(({ line }) => line),
  )
  const [witness] = WITNESSES
  const line = await cosign(grown.body, witness.key, 1_790_000_000, witness.sign)
  const cosigned = parseNote(formatNote(grown.body, [...grown.lines, line])) as Note
  assert.deepEqual(await cosignatureOf(cosigned, witness.key), { seconds: 1_790_000_000 })
})

test('the same checkpoint again is taken again; another of the same size is not', async () => {
  const head = headOf(honest, 300)
  assert.equal(briefly(await ask(bodyOf(300, [], noteOf(head)), head)), 200)
  assert.equal(briefly(await ask(bodyOf(300, [], noteOf(headOf(forked(7), 300))), head)), 422)
  assert.equal(briefly(await ask(bodyOf(300, [head.root], noteOf(head)), head)), 422)
})

test('each answer of the protocol', async () => {
  const head = headOf(honest, 300)
  const next = headOf(honest, 301)
  const proof = proofBetween(honest, 300, 301)
  const empty = { size: 0, root: emptyRoot() }
  const second = signingOf(ORIGIN, ED25519, 'the next key of the log')
  const wrong = { key: LOG.key, sign: second.sign }
  const stranger = signingOf('stranger.example', COSIGNATURE)
  const both = [LOG.key, second.key]
  assert.equal(briefly(await ask(bodyOf(300, proof, noteOf(next)), head, both)), 200, 'one of two trusted keys')
  assert.equal(
    briefly(await ask(bodyOf(300, proof, noteOf(next, [LOG, stranger])), head)),
    200,
    'unknown keys say nothing',
  )
  const read = readAddCheckpoint(bodyOf(300, proof, noteOf(next)))
  assert.ok(read)
  assert.equal((await decideAddCheckpoint(read, undefined, head)).status, 404)
  for (const [body, state, expected, why] of [
    [bodyOf(300, proof, noteOf(next, [second])), head, 403, 'only an unknown key'],
    [bodyOf(300, proof, noteOf(next, [wrong])), head, 403, 'a known key that does not hold'],
    [bodyOf(300, proof, noteOf(next, [LOG, wrong])), head, 403, 'one that holds, and one that does not'],
    [bodyOf(302, proof, noteOf(next)), head, 400, 'an old size above the new'],
    [bodyOf(0, [], noteOf(empty)), null, 200, 'an empty log'],
    [bodyOf(0, [], noteOf(empty)), empty, 200, 'an empty log again'],
    [bodyOf(0, [], noteOf({ size: 0, root: head.root })), null, 422, 'an empty log with another root'],
    [bodyOf(0, [head.root], noteOf(next)), null, 422, 'a proof where none is needed'],
    [bodyOf(0, [], noteOf(next)), empty, 200, 'from an empty log'],
    [bodyOf(300, [...proof, head.root], noteOf(next)), head, 422, 'a proof too long'],
    [bodyOf(300, proof.slice(1), noteOf(next)), head, 422, 'a proof too short'],
    [bodyOf(300, proof, noteOf(headOf(forked(299), 301))), head, 422, 'another tree'],
  ] as const)
    assert.equal(briefly(await ask(body, state)), expected, why)
  const size = { type: 'text/x.tlog.size', body: '300\n' }
  assert.deepEqual(briefly(await ask(bodyOf(0, [], noteOf(next)), head)), [409, size])
  assert.deepEqual(briefly(await ask(bodyOf(299, proof, noteOf(next)), head)), [409, size])
  assert.deepEqual(briefly(await ask(bodyOf(300, proof, noteOf(next)), null)), [409, { ...size, body: '0\n' }])
})

test('a body in another spelling is a bad request', async () => {
  const head = headOf(honest, 300)
  const good = bodyOf(300, proofBetween(honest, 300, 301), noteOf(headOf(honest, 301)))
  assert.equal(briefly(await ask(good, head)), 200)
  for (const [body, why] of [
    ['', 'empty'],
    ['old 300', 'nothing more'],
    [good.replace('old 300', 'old  300'), 'two spaces'],
    [good.replace('old 300', 'old 0300'), 'a leading zero'],
    [good.replace('old 300', 'old -1'), 'a sign'],
    [good.replace('old 300', 'Old 300'), 'another word'],
    [good.replace('old 300\n', ''), 'no old size'],
    [good.replace('old 300\n', `old 300\n${`${base64(head.root)}\n`.repeat(64)}`), 'more than 63 hashes'],
    [good.replace('old 300\n', 'old 300\nAAAA\n'), 'a short hash'],
    [good.replace('old 300\n', 'old 300\r\n'), 'a return'],
    [`${good.slice(0, good.indexOf('\n\n'))}\n\nno checkpoint\n`, 'no checkpoint'],
    [Buffer.concat([Buffer.from(good), Buffer.from([0xff])]), 'no UTF-8'],
    [Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(good)]), 'a byte order mark'],
    [`${good}${'x'.repeat(5_300_000)}`, 'too large'],
  ] as const)
    assert.equal(briefly(await ask(body, head)), 400, why)
})

test('1,000 forks: split views, rewinds and the same size with another tree get no signature', async () => {
  let forks = 0
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 2, max: 600 }),
      fc.nat(),
      fc.nat(),
      fc.nat({ max: 2 }),
      async (size, one, two, way) => {
        const fork = one % size
        const state = headOf(honest, size)
        const larger = size + 1 + (two % (700 - size))
        const liar = forked(fork)
        const [from, to] = way === 0 ? [size, larger] : way === 1 ? [1 + fork, 1 + fork] : [size, size]
        const answer = await ask(bodyOf(from, proofBetween(liar, from, to), noteOf(headOf(liar, to))), state)
        forks++
        assert.equal(answer.status, way === 1 && from !== size ? 409 : 422)
      },
    ),
    { numRuns: 1000 },
  )
  assert.equal(forks, 1000)
})
