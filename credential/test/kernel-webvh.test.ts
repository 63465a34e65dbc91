import assert from 'node:assert/strict'
import { test } from 'node:test'
import { approve, type JsonObject } from '../src/index.ts'
import { parseDidWebvh, readLog } from '../src/keys/webvh.ts'
import { makeProof } from '../src/keys/webvh-proof.ts'
import {
  a,
  b,
  byKeys,
  day,
  documentOf,
  found,
  logOf,
  NOW,
  next,
  panel,
  promised,
  start,
  witnesses,
} from './support/webvh.ts'

const SCID = `Qm${'a'.repeat(44)}`

test('where the log of an identifier stands', () => {
  const url = (rest: string) => parseDidWebvh(`did:webvh:${SCID}:${rest}`)?.logUrl
  assert.deepEqual(parseDidWebvh(`did:webvh:${SCID}:a.example`), {
    scid: SCID,
    logUrl: 'https://a.example/.well-known/did.jsonl',
  })
  assert.equal(url('A.Example:b:c%20d'), 'https://a.example/b/c%20d/did.jsonl')
  assert.equal(url('a.example%3A8443:b'), 'https://a.example:8443/b/did.jsonl')
  assert.equal(url('a.example%3a1'), 'https://a.example:1/.well-known/did.jsonl')
  assert.equal(url('a.example%3A65535'), 'https://a.example:65535/.well-known/did.jsonl')
  for (const rest of [
    'a.example%3A0',
    'a.example%3A65536',
    'a.example%3A123456',
    'localhost',
    '127.0.0.1',
    'a.example:..',
    'a.example:',
    'a.example/b',
    'a.example%2Fb',
    'a.example%40b.example',
    'a.example%3Fb',
    'a..example',
    'a_b.example',
    'a.example ',
    '%FF.example',
  ])
    assert.equal(url(rest), undefined, rest)
  assert.equal(parseDidWebvh(`xdid:webvh:${SCID}:a.example`), null)
  assert.equal(parseDidWebvh(`did:webvh:${SCID}a:a.example`), null)
  assert.equal(parseDidWebvh(`did:webvh:Qm${'0'.repeat(44)}:a.example`), null)
})

test('a log is read whole or not at all: its size, its lines, its clock', async () => {
  const first = await start()
  const second = await next(first, byKeys(b))
  const log = logOf(first, second)
  const { did } = first
  const versions = await readLog(log, did, NOW)
  assert.deepEqual(
    versions?.map(({ versionId, from, deactivated, witness }) => ({ versionId, from, deactivated, witness })),
    [first, second].map(({ versionId }, at) => ({
      versionId,
      from: Date.parse(day(at + 1)),
      deactivated: false,
      witness: null,
    })),
  )
  assert.deepEqual(
    versions?.map(({ document }) => document),
    [documentOf(a)(did), documentOf(b)(did)],
  )
  assert.equal((await readLog(log.replaceAll('\n', '\r\n'), did, NOW))?.length, 2)
  assert.equal((await readLog(log.trimEnd(), did, NOW))?.length, 2)
  assert.equal(await readLog(`${log}\n`, did, NOW), null)
  assert.equal(await readLog(`\n${log}`, did, NOW), null)
  assert.equal(await readLog(`${log}7\n`, did, NOW), null)
  assert.equal(await readLog('', did, NOW), null)
  assert.equal(await readLog(`${log}${' '.repeat(2 * 1024 * 1024)}`, did, NOW), null)
  assert.equal(await readLog(log, did.replace('lumbung', 'other'), NOW), null)
  assert.equal(await readLog(log, 'did:web:a.example', NOW), null)
  const grace = Date.parse(day(2)) - 300_000
  assert.equal((await readLog(log, did, grace))?.length, 2)
  assert.equal(await readLog(log, did, grace - 1), null)
  assert.equal((await readLog(log, did, Number.NaN))?.length, 2)
  // What stands in front of the last line break counts to the limit, too.
  const padded = log.replace('\n', `${' '.repeat(200_000)}\n`)
  assert.equal((await readLog(padded, did, NOW))?.length, 2)
})

test('a version holds from its instant on, and a deactivated one has no keys', async () => {
  const first = await start()
  const second = await next(first, byKeys(b))
  const log = logOf(first, second)
  const { did } = first
  const at = (text: string) => new Date(Date.parse(day(2)) + Number(text)).toISOString()
  assert.deepEqual(
    await Promise.all([at('-1'), at('0'), null, '2025-01-01T00:00:00Z'].map((instant) => found(did, instant, log))),
    ['a', 'b', 'b', 'not-found'],
  )
  const gone = await next(first, { deactivated: true })
  assert.deepEqual(
    await Promise.all([at('-1'), at('0'), null].map((instant) => found(did, instant, logOf(first, gone)))),
    ['a', 'not-found', 'not-found'],
  )
})

test('witnesses: not to be had, not readable, too few, enough', async () => {
  const [w1, w2, w3] = witnesses
  const first = await start({ ...panel(2, w1, w2, w3) })
  const second = await next(first, {})
  const log = logOf(first, second)
  const { did } = first
  const proofs = async (versionId: string, ...by: (typeof w1)[]) => ({
    versionId,
    proof: await Promise.all(by.map((pair) => approve(versionId, day(3), pair))),
  })
  const both = await proofs(second.versionId, w1, w2)
  const answers = async (file?: unknown) => found(did, null, log, file)
  assert.equal(await answers(), 'not-available')
  assert.equal(await answers([both]), 'b')
  assert.equal(await answers([await proofs(first.versionId, w1, w2)]), 'malformed')
  assert.equal(await answers([await proofs(first.versionId, w1, w2), both]), 'b')
  assert.equal(await answers([both, await proofs(first.versionId, w1, w2)]), 'b')
  assert.equal(await answers([await proofs(second.versionId, w1)]), 'malformed')
  assert.equal(await answers([await proofs(second.versionId, w1, w1)]), 'malformed')
  assert.equal(await answers([await proofs(second.versionId, w1, a)]), 'malformed')
  assert.equal(await answers([await proofs(second.versionId, w1), await proofs(second.versionId, w3)]), 'b')
  assert.equal(await answers([{ ...both, versionId: 'other' }, both]), 'b')
  assert.equal(await answers([{ ...both, versionId: 'other' }]), 'malformed')
  assert.equal(await answers([null, 7, {}, { versionId: second.versionId }, both]), 'b')
  assert.equal(await answers([{ versionId: second.versionId, proof: [null, 7, ...both.proof] }]), 'b')
  assert.equal(await answers([]), 'malformed')
  assert.equal(await answers({}), 'malformed')
  const swapped = { versionId: second.versionId, proof: (await proofs(first.versionId, w1, w2)).proof }
  assert.equal(await answers([swapped]), 'malformed')
})

test('a version is called by its number and the hash of its entry, however well it is signed', async () => {
  const first = await start()
  const { proof: _proof, ...entry } = JSON.parse(first.line) as JsonObject
  const called = async (versionId: string) => {
    const unsigned = { ...entry, versionId }
    const line = JSON.stringify({ ...unsigned, proof: [await makeProof(unsigned, day(1), a)] })
    return found(first.did, null, `${line}\n`)
  }
  assert.equal(await called(first.versionId), 'a')
  assert.equal(await called(first.versionId.replace('1-', '2-')), 'malformed')
  assert.equal(await called(`${first.versionId}x`), 'malformed')
})

test('a promised key takes over, and no other', async () => {
  const first = await start(promised(b))
  const { did } = first
  const taken = await next(first, { ...byKeys(b), nextKeyHashes: [] }, b)
  assert.equal(await found(did, null, logOf(first, taken)), 'b')
  const stolen = await next(first, { ...byKeys(a), nextKeyHashes: [] }, a)
  assert.equal(await found(did, null, logOf(first, stolen)), 'malformed')
  const entry = JSON.parse(taken.line) as JsonObject
  for (const changes of [
    { more: 1 },
    { state: 7 },
    { versionId: 7 },
    { versionTime: day(1) },
    { proof: [] },
    { proof: entry.proof, versionTime: '2026-02-30T00:00:00Z' },
  ])
    assert.equal(await found(did, null, `${first.line}\n${JSON.stringify({ ...entry, ...changes })}\n`), 'malformed')
})
