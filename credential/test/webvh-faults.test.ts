import assert from 'node:assert/strict'
import { test } from 'node:test'
import { generateKey, type JsonObject, type LogLine, resolveKey, startLog } from '../src/index.ts'
import { canonicalJson } from '../src/json/jcs.ts'
import { readLog } from '../src/keys/webvh.ts'
import { makeProof, multihash } from '../src/keys/webvh-proof.ts'
import {
  a,
  byKeys,
  day,
  documentOf,
  found,
  logOf,
  NOW,
  next,
  PLACE,
  panel,
  start,
  stranger,
  witnesses,
} from './support/webvh.ts'

/** An entry as a clever forger would write it: every hash and proof made anew over what was changed. */
async function forged(
  change: (entry: JsonObject) => JsonObject,
  last?: LogLine,
  options: JsonObject = {},
): Promise<LogLine> {
  const base = last === undefined ? await start() : await next(last)
  const { proof: _, ...unsigned } = JSON.parse(base.line) as JsonObject
  const entry = change({ ...unsigned, versionId: last?.versionId ?? (unsigned.parameters as JsonObject).scid ?? '' })
  const versionId = `${last === undefined ? 1 : 2}-${multihash(canonicalJson(entry))}`
  const made = await makeProof({ ...entry, versionId }, day(1), a)
  return { did: base.did, versionId, line: JSON.stringify({ ...entry, versionId, proof: [{ ...made, ...options }] }) }
}

test('every fault of a later entry makes the whole log worth nothing, however well it is hashed and signed', async () => {
  const first = await start()
  const parameters = (value: unknown) => (entry: JsonObject) => ({ ...entry, parameters: value }) as JsonObject
  const time = (versionTime: unknown) => (entry: JsonObject) => ({ ...entry, versionTime }) as JsonObject
  const witness = panel(1, witnesses[0]).witness
  const wrong: ((entry: JsonObject) => JsonObject)[] = [
    ...[
      { unknown: 1 },
      [],
      { method: 'did:webvh:0.5' },
      { scid: 'x' },
      { portable: true },
      { portable: 'no' },
      { deactivated: 'no' },
      { updateKeys: 'x' },
      { updateKeys: [1] },
      { nextKeyHashes: {} },
      { watchers: 'x' },
      { ttl: -1 },
      { ttl: 1.5 },
      { ttl: 2 ** 31 + 1 },
      { witness: [] },
      { witness: { threshold: 1 } },
      { witness: { ...witness, threshold: '1' } },
      { witness: { ...witness, threshold: 0 } },
      { witness: { ...witness, threshold: 2 } },
      { witness: { ...witness, threshold: 0.5 } },
      { witness: { threshold: 1, witnesses: [] } },
      { witness: { threshold: 1, witnesses: ['x'] } },
      { witness: { threshold: 1, witnesses: [{ id: 'did:web:a' }] } },
      { witness: { threshold: 1, witnesses: [{ id: 'did:key:z6Mk' }] } },
      { witness: { threshold: 1, witnesses: [...witness.witnesses, ...witness.witnesses] } },
    ].map(parameters),
    ...[
      7,
      day(1),
      '2025-01-01T00:00:00Z',
      '2026-02-30T00:00:00Z',
      '2026-13-01T00:00:00Z',
      '2026-02-01T00:00:00+07:00',
      '2026-02-01T00:00:00',
      '2026-11-23T00:05:01Z',
    ].map(time),
    ({ state: _, ...entry }) => entry,
    ({ state: _, ...entry }) => ({ ...entry, other: {} }),
    (entry) => ({ ...entry, state: 'x' }),
    (entry) => ({ ...entry, more: 1 }),
  ]
  for (const change of wrong) {
    const line = await forged(change, first)
    assert.equal(await found(first.did, null, logOf(first, line)), 'malformed', line.line)
  }
  for (const change of [
    parameters({ method: 'did:webvh:1.0', ttl: 0, watchers: [], portable: false, deactivated: null, witness: null }),
    parameters({ ttl: null, nextKeyHashes: null, witness: {} }),
    time('2026-02-01T00:00:00.123+00:00'),
    time('2026-11-23T00:05:00Z'),
  ]) {
    const line = await forged(change, first)
    assert.equal(await found(first.did, null, logOf(first, line)), 'b', line.line)
  }
})

test('every fault of a proof: its form, its key, its signature, their number', async () => {
  const first = await start()
  const same = (entry: JsonObject): JsonObject => entry
  const other = `did:key:${stranger.publicKeyMultibase}#${stranger.publicKeyMultibase}`
  for (const options of [
    { type: 'Other' },
    { cryptosuite: 'ecdsa-jcs-2019' },
    { proofPurpose: 'authentication' },
    { '@context': [] },
    { verificationMethod: other },
    { verificationMethod: `did:key:${a.publicKeyMultibase}#${stranger.publicKeyMultibase}` },
    { verificationMethod: `did:key:${a.publicKeyMultibase}` },
    { verificationMethod: 7 },
    { proofValue: 7 },
    { proofValue: 'u' },
    { proofValue: 'z0' },
    { proofValue: 'z1' },
    { created: day(3) },
  ]) {
    const line = await forged(same, first, options)
    assert.equal(await found(first.did, null, logOf(first, line)), 'malformed', JSON.stringify(options))
  }
  const second = await next(first)
  const entry = JSON.parse(second.line) as { proof: JsonObject[] }
  for (const proof of [undefined, null, 'x', [], ['x'], entry.proof[0], Array(17).fill(entry.proof[0])])
    assert.equal(await found(first.did, null, `${first.line}\n${JSON.stringify({ ...entry, proof })}\n`), 'malformed')
  const twice = JSON.stringify({ ...entry, proof: [entry.proof[0], entry.proof[0]] })
  assert.equal(await found(first.did, null, `${first.line}\n${twice}\n`), 'b')
  const p256 = await generateKey('P-256')
  const weak = await startLog(PLACE, documentOf(a), byKeys(p256), day(1), p256)
  assert.equal(await found(weak.did, null, logOf(weak)), 'malformed', 'only Ed25519 signs logs')
})

test('every fault of the first entry, and of the log as a text', async () => {
  const first = await start()
  const withParameters =
    (value: JsonObject) =>
    (entry: JsonObject): JsonObject => ({
      ...entry,
      parameters: { ...(entry.parameters as JsonObject), ...value },
    })
  const { scid, ...rest } = (JSON.parse(first.line) as { parameters: JsonObject }).parameters
  for (const change of [
    withParameters({ method: 'did:webvh:99.0' }),
    withParameters({ scid: 7 }),
    withParameters({ scid: multihash('x') }),
    withParameters({ ttl: 1 }),
    (entry: JsonObject) => ({ ...entry, parameters: { method: 'did:webvh:1.0', scid: scid ?? '' } }),
    (entry: JsonObject) => ({ ...entry, parameters: rest }),
  ]) {
    const line = await forged(change)
    assert.equal(await found(line.did, null, logOf(line)), 'malformed', line.line)
  }
  const second = await next(first)
  const { did } = first
  for (const log of [
    '',
    'x',
    '[]\n',
    logOf(second),
    logOf(second, first),
    logOf(first, first),
    `${first.line}\n\n${second.line}\n`,
    first.line.replace('"1-', '"2-'),
    first.line.replace('"1-', '"01-'),
    first.line.replace(/"versionId":"[^"]*"/, '"versionId":1'),
    first.line.replace(day(1), day(2)),
    first.line.replace('{', '{"a":1,"a":1,'),
    ' '.repeat(2 * 1024 * 1024 + 1),
  ])
    assert.equal(await found(did, null, log), 'malformed', log.slice(0, 60))
  assert.equal(await readLog(logOf(first), 'did:web:lumbung.example', NOW), null)
  assert.equal((await readLog(logOf(first), did, Number.NaN))?.length, 1)
  const nothing = await resolveKey(`${did}#key-1`, 'assertionMethod', null, async () => null)
  assert.deepEqual(nothing, { ok: false, reason: 'not-available' })
})
