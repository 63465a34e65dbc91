import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  embedLogProof,
  generateKey,
  type JsonObject,
  readTrustList,
  type SeenList,
  type TrustSnapshot,
  trustListToSign,
  verify,
} from '../src/index.ts'
import { logged, proofFor } from './log-people.ts'
import { context, issueGood, keys, NOW, PLATFORM, trust } from './people.ts'

const METHOD = `${PLATFORM}#key-1`
const authorities = [keys.platform.publicKeyMultibase]
const snapshot = (changes: Partial<TrustSnapshot> = {}): TrustSnapshot => ({
  ...logged(trust()),
  version: 7,
  ...changes,
})

async function signed(register = snapshot(), key = keys.platform): Promise<string> {
  const { bytes, attach } = trustListToSign(register, { verificationMethod: METHOD, created: NOW })
  return attach(await key.sign(bytes))
}
const read = (text: string | Uint8Array, given: { now?: Date; lastSeen?: SeenList; authorities?: string[] } = {}) =>
  readTrustList(text, { authorities, now: NOW, ...given })
const code = async (text: string | Uint8Array, given: Parameters<typeof read>[1] = {}) => {
  const answer = await read(text, given)
  return answer.ok ? 'taken' : answer.code
}

test('a list that was signed is read, and checks credentials', async () => {
  const answer = await read(await signed())
  assert.ok(answer.ok)
  assert.deepEqual(answer.snapshot, JSON.parse(JSON.stringify(snapshot())))
  assert.deepEqual([answer.seen.version, answer.seen.asOf], [7, NOW.toISOString()])
  const document = await issueGood()
  const text = embedLogProof(document, await proofFor(document))
  assert.equal((await verify(text, context({ trust: answer.snapshot }))).verdict, 'valid')
  assert.equal(await code(Buffer.from(await signed())), 'taken')
})

test('one of several pinned keys is enough, and one that is not pinned is nothing', async () => {
  const next = await generateKey()
  assert.equal(await code(await signed(snapshot(), next)), 'list-signature-wrong')
  const both = [...authorities, next.publicKeyMultibase]
  assert.equal(await code(await signed(snapshot(), next), { authorities: both }), 'taken')
  assert.equal(await code(await signed(), { authorities: [] }), 'list-signature-wrong')
  assert.equal(await code(await signed(), { authorities: ['no key'] }), 'list-signature-wrong')
})

test('a list is valid until it says so, and seven days at most', async () => {
  const at = (instant: string) => ({ now: new Date(instant) })
  const until = (validUntil: string) => signed(snapshot({ asOf: '2026-11-23T00:00:00Z', validUntil }))
  const short = await until('2026-11-24T00:00:00Z')
  assert.equal(await code(short, at('2026-11-24T00:00:00Z')), 'taken')
  assert.equal(await code(short, at('2026-11-24T00:00:00.001Z')), 'list-expired')
  const long = await until('2027-11-24T00:00:00Z')
  assert.equal(await code(long, at('2026-11-30T00:00:00Z')), 'taken')
  assert.equal(await code(long, at('2026-11-30T00:00:00.001Z')), 'list-expired')
  assert.equal(await code(long, { now: new Date(Number.NaN) }), 'list-expired')
})

test('nobody goes back to an older list, nor to another of the same version', async () => {
  const answer = await read(await signed())
  assert.ok(answer.ok)
  const lastSeen = answer.seen
  assert.equal(await code(await signed(), { lastSeen }), 'taken', 'the very same')
  assert.equal(await code(await signed(snapshot({ version: 8 })), { lastSeen }), 'taken')
  assert.equal(await code(await signed(snapshot({ version: 6 })), { lastSeen }), 'list-older-than-seen')
  const earlier = snapshot({ version: 8, asOf: '2026-11-23T07:04:59Z' })
  assert.equal(await code(await signed(earlier), { lastSeen }), 'list-older-than-seen', 'a clock that went back')
  const other = 'list-same-version-other-content'
  assert.equal(await code(await signed(snapshot({ statusAuthorities: [] })), { lastSeen }), other)
  const { digest: _digest, ...bare } = lastSeen
  assert.equal(await code(await signed(), { lastSeen: bare }), 'taken')
  assert.equal(await code(await signed(snapshot({ asOf: '2026-11-23T07:04:59Z' })), { lastSeen: bare }), other)
})

test('a changed list is not taken, whatever was changed', async () => {
  const text = await signed()
  const { payload, proof } = JSON.parse(text) as { payload: JsonObject; proof: JsonObject }
  const listed = (changes: JsonObject, proofChanges: JsonObject = {}) =>
    JSON.stringify({ payload: { ...payload, ...changes }, proof: { ...proof, ...proofChanges } })
  assert.equal(await code(listed({})), 'taken')
  for (const changed of [
    listed({ version: 8 }),
    listed({ statusAuthorities: [] }),
    listed({ note: 'x' }),
    listed({}, { created: '2026-11-23T07:05:01Z' }),
    listed({}, { verificationMethod: `${PLATFORM}#key-2` }),
    listed({}, { proofPurpose: 'authentication' }),
    listed({}, { cryptosuite: 'eddsa-rdfc-2022' }),
    listed({}, { type: 'Ed25519Signature2020' }),
    listed({}, { created: 'yesterday' }),
    listed({}, { verificationMethod: 1 }),
    listed({}, { proofValue: 1 }),
    listed({}, { proofValue: `${String(proof.proofValue)}1` }),
    listed({}, { domain: 'x' }),
    JSON.stringify({ payload }),
    JSON.stringify({ payload, proof: [proof] }),
    JSON.stringify({ payload, proof: {} }),
  ])
    assert.equal(await code(changed), 'list-signature-wrong', changed.slice(-200))
})

test('what has no form of a list is not read, also where its signature would hold', async () => {
  const { payload, proof } = JSON.parse(await signed()) as { payload: JsonObject; proof: JsonObject }
  for (const text of [
    '',
    '{',
    '[]',
    'null',
    '{}',
    JSON.stringify({ payload, proof, more: 1 }),
    JSON.stringify({ proof }),
  ])
    assert.equal(await code(text), 'list-not-readable', text.slice(0, 40))
  const [issuer] = payload.issuers as [JsonObject]
  const [key] = issuer.keys as [JsonObject]
  const [right] = issuer.authorisations as [JsonObject]
  const log = payload.log as JsonObject
  const issuers = (changes: JsonObject) => ({ issuers: [{ ...issuer, ...changes }] })
  const bad: JsonObject[] = [
    { version: null },
    { version: 1.5 },
    { version: -1 },
    { asOf: 'now' },
    { validUntil: null },
    { statusAuthorities: 'x' },
    { statusAuthorities: [1] },
    { issuers: {} },
    { issuers: ['x'] },
    issuers({ did: null }),
    issuers({ name: 1 }),
    issuers({ organisationId: 1 }),
    issuers({ loggedFrom: 'ever' }),
    issuers({ keys: [{ ...key, id: null }] }),
    issuers({ keys: [{ ...key, publicKeyMultibase: 1 }] }),
    issuers({ keys: [{ ...key, validFrom: '' }] }),
    issuers({ keys: [{ ...key, compromisedAt: '' }] }),
    issuers({ listings: [{ from: 1 }] }),
    issuers({ listings: [{ from: NOW.toISOString(), until: 1 }] }),
    issuers({ authorisations: [{ ...right, kinds: 'x' }] }),
    issuers({ authorisations: [{ ...right, fields: [1] }] }),
    issuers({ authorisations: [{ ...right, levelMin: '4' }] }),
    issuers({ authorisations: [{ ...right, levelMax: null }] }),
    issuers({ authorisations: [{ ...right, from: null }] }),
    { log: 'x' },
    { log: { ...log, origin: 1 } },
    { log: { ...log, vkey: 1 } },
    { log: { ...log, began: 1 } },
    { log: { ...log, witnesses: [{ name: 'x' }] } },
    { log: { ...log, witnesses: [{ vkey: 'x' }] } },
    { log: { ...log, quorum: '2' } },
    { log: { ...log, graceHours: -1 } },
  ]
  for (const changes of bad) {
    const changed = { ...payload, ...changes }
    assert.equal(await code(JSON.stringify({ payload: changed, proof })), 'list-not-readable', JSON.stringify(changes))
    const toSign = () =>
      trustListToSign(changed as unknown as TrustSnapshot, { verificationMethod: METHOD, created: NOW })
    assert.throws(toSign, RangeError)
  }
  assert.throws(
    () => trustListToSign(trust(), { verificationMethod: METHOD, created: NOW }),
    /no version/,
    'a register without a version',
  )
  const open = await signed(snapshot({ version: 0, issuers: [] }))
  assert.equal(await code(open), 'taken')
})
