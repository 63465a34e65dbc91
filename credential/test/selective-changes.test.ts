/** Nothing but what the issuer signed is ever valid: derived credentials changed in every way that their form allows. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { type Cbor, decodeCbor, encodeCbor } from '../src/cbor.ts'
import { valueAt } from '../src/envelope/suites/ecdsa-sd/select.ts'
import { deriveCredential, type JsonObject } from '../src/index.ts'
import { toBase58, toBase64Url } from '../src/keys/encoding.ts'
import { changed, leavesOf, other } from './leaves.ts'
import {
  AUTHORITY,
  baseOf,
  bytesOf,
  credentialOf,
  NAME,
  selectiveContext,
  shown,
  verdictOf,
  withValue,
} from './selective.ts'

/** Small in the tests; `RUNS=2000` for a campaign. */
const RUNS = Number(process.env.RUNS ?? 25)

const POINTERS = [NAME, '/name', '/credentialSubject/identifier', '/credentialSubject/achievement/alignment']
const base = await baseOf()
const good = await shown(base, POINTERS)

async function neverValid(document: JsonObject, what: string): Promise<void> {
  const { verdict, facts } = await verdictOf(document)
  assert.equal(verdict, 'invalid', what)
  assert.equal(facts, null, what)
}

test('a change of any single leaf that is shown is never valid', async () => {
  assert.equal((await verdictOf(good)).verdict, 'valid')
  const leaves = leavesOf(good)
  assert.ok(leaves.length > 90, `${leaves.length} leaves`)
  for (const leaf of leaves) {
    const { verdict, facts } = await verdictOf(changed(good, leaf, other))
    assert.notEqual(verdict, 'valid', leaf.path.join('/'))
    assert.equal(facts, null, leaf.path.join('/'))
  }
})

test('a statement added, taken away or put elsewhere is never valid', async () => {
  const subject = good.credentialSubject as JsonObject
  const achievement = subject.achievement as JsonObject
  const of = (changes: JsonObject): JsonObject => ({
    ...good,
    credentialSubject: { ...subject, achievement: { ...achievement, ...changes } },
  })
  const alignment = achievement.alignment as JsonObject[]
  await neverValid(of({ description: 'Membaca data.' }), 'added')
  await neverValid({ ...good, evidence: [{ type: ['Evidence'], name: 'Laporan' }] }, 'added')
  for (const name of ['name', 'fieldOfStudy', 'achievementType', 'alignment']) {
    const { [name]: _gone, ...rest } = achievement
    await neverValid({ ...good, credentialSubject: { ...subject, achievement: rest } }, `without ${name}`)
  }
  for (const name of ['name', 'validUntil', 'credentialStatus', 'issuer']) {
    const { [name]: _gone, ...rest } = good
    assert.notEqual((await verdictOf(rest as JsonObject)).verdict, 'valid', `without ${name}`)
  }
  for (const at of alignment.keys())
    await neverValid(of({ alignment: alignment.filter((_entry, place) => place !== at) }), `without alignment ${at}`)
  const [first, second] = alignment as [JsonObject, JsonObject]
  const { targetCode: a, ...firstRest } = first
  const { targetCode: b, ...secondRest } = second
  const swapped = [{ ...firstRest, targetCode: b }, { ...secondRest, targetCode: a }, ...alignment.slice(2)]
  await neverValid(of({ alignment: swapped as JsonObject[] }), 'codes swapped')
  // The parts of one thing told of two.
  const torn = [{ type: ['Alignment'], targetCode: a }, { ...firstRest }, ...alignment.slice(1)]
  await neverValid(of({ alignment: torn as JsonObject[] }), 'torn apart')
  const reversed = of({ alignment: [...alignment].reverse() })
  assert.equal((await verdictOf(reversed)).verdict, 'valid', 'the order of a set says nothing')
})

test('parts of two credentials of one issuer don’t mix', async () => {
  const drawn = async () =>
    shown(await baseOf(credentialOf({ id: 'https://lumbung.example/credentials/other' })), POINTERS)
  let another = await drawn()
  // Both orders are drawn by chance, and where they agree the indexes do too: then nothing would be mixed.
  while (isDeepStrictEqual(parts(another)[4], parts(good)[4])) another = await drawn()
  assert.equal((await verdictOf(another)).verdict, 'valid')
  await neverValid({ ...good, proof: another.proof as JsonObject }, 'the proof of another')
  await neverValid({ ...another, proof: good.proof as JsonObject }, 'the proof of another')
  const [mine, theirs] = [parts(good), parts(another)]
  for (let at = 0; at < 5; at++) {
    const mixed = mine.map((part, place) => (place === at ? (theirs[at] as Cbor) : part))
    // The indexes, too, are of the labels of one credential.
    await neverValid(withParts(good, mixed), `part ${at} of another`)
  }
  // Signatures together with the key that made them, under a base signature that names another key.
  const [, key, signatures] = theirs as [Cbor, Cbor, Cbor]
  await neverValid(withParts(good, [mine[0] as Cbor, key, signatures, mine[3] as Cbor, mine[4] as Cbor]), 'key')
})

function parts(document: JsonObject): readonly Cbor[] {
  return decodeCbor(bytesOf(document).subarray(3)) as readonly Cbor[]
}

function withParts(document: JsonObject, all: readonly Cbor[], form = 1): JsonObject {
  return withValue(document, `u${toBase64Url(Uint8Array.from([0xd9, 0x5d, form, ...encodeCbor(all)]))}`)
}

test('a proof in any other form than its own is refused', async () => {
  const [signature, key, signatures, labels, indexes] = parts(good) as [
    Uint8Array,
    Uint8Array,
    Uint8Array[],
    ReadonlyMap<number, Uint8Array>,
    number[],
  ]
  const known = [...labels.values()]
  const numbered = (all: readonly Cbor[], from = 0) => new Map(all.map((label, at) => [at + from, label]))
  const short = signature.slice(1)
  const changes: readonly (readonly [string, readonly Cbor[]])[] = [
    ['four parts', [signature, key, signatures, labels]],
    ['six parts', [signature, key, signatures, labels, indexes, 0]],
    ['a short base signature', [short, key, signatures, labels, indexes]],
    ['a text for a signature', ['x', key, signatures, labels, indexes]],
    ['a key of another kind', [signature, Uint8Array.from([0x81, ...key.slice(1)]), signatures, labels, indexes]],
    ['a short key', [signature, key.slice(1), signatures, labels, indexes]],
    ['a short signature', [signature, key, [...signatures.slice(1), short], labels, indexes]],
    ['no list of signatures', [signature, key, 0, labels, indexes]],
    ['labels in a list', [signature, key, signatures, known, indexes]],
    ['labels from one on', [signature, key, signatures, numbered(known, 1), indexes]],
    ['a short label', [signature, key, signatures, numbered([...known.slice(1), short.slice(32)]), indexes]],
    ['a label twice', [signature, key, signatures, numbered([...known.slice(1), known[1] as Cbor]), indexes]],
    ['a text for an index', [signature, key, signatures, labels, ['0']]],
    ['an index below zero', [signature, key, signatures, labels, [-1]]],
    ['indexes that fall', [signature, key, signatures, labels, [...indexes].reverse()]],
    ['an index twice', [signature, key, signatures, labels, [indexes[0] as number, ...indexes]]],
  ]
  for (const [name, all] of changes) {
    const answer = await verdictOf(withParts(good, all))
    assert.deepEqual([answer.verdict, answer.codes[1]], ['invalid', 'proof-malformed'], name)
  }
  const wrong: readonly (readonly [string, readonly Cbor[]])[] = [
    ['a label less', [signature, key, signatures, numbered(known.slice(1)), indexes]],
    ['a label more', [signature, key, signatures, numbered([...known, new Uint8Array(32)]), indexes]],
    ['labels swapped', [signature, key, signatures, numbered([...known].reverse()), indexes]],
    ['an index less', [signature, key, signatures, labels, indexes.slice(1)]],
    ['an index more', [signature, key, signatures, labels, [...indexes, 1000]]],
    ['a signature less', [signature, key, signatures.slice(1), labels, indexes]],
    ['a signature more', [signature, key, [...signatures, signature], labels, indexes]],
    ['signatures in another order', [signature, key, [...signatures].reverse(), labels, indexes]],
    [
      'no key at all',
      [signature, Uint8Array.from([...key.slice(0, 2), 9, ...key.slice(3)]), signatures, labels, indexes],
    ],
  ]
  for (const [name, all] of wrong) {
    const answer = await verdictOf(withParts(good, all))
    assert.deepEqual([answer.verdict, answer.codes[1]], ['invalid', 'proof-does-not-fit'], name)
  }
  // A statement that was always to be shown, told to be one that needn't be, with its number moved to another.
  for (const at of indexes.keys()) {
    const moved = new Set(indexes.map((index, place) => (place === at ? index + 1 : index)))
    await neverValid(withParts(good, [signature, key, signatures, labels, [...moved]]), `index ${at} moved`)
  }
  const [own, itsKey, hmacKey, all, pointers] = parts(JSON.parse(base)) as [Cbor, Cbor, Uint8Array, Cbor, Cbor]
  const bases: readonly (readonly Cbor[])[] = [
    [own, itsKey, hmacKey.slice(1), all, pointers],
    [own, itsKey, hmacKey, 0, pointers],
    [own, itsKey, hmacKey, all, [0]],
  ]
  for (const changed of bases)
    assert.deepEqual(await deriveCredential(JSON.stringify(withParts(JSON.parse(base), changed, 0)), []), {
      ok: false,
      code: 'proof-not-readable',
      at: '/proof/proofValue',
    })
  for (const [name, value] of [
    ['another form', withParts(good, parts(good), 2)],
    ['the form of a base proof', withParts(good, parts(good), 0)],
    ['no CBOR', withValue(good, 'u2V0B')],
    ['padding', withValue(good, `${(good.proof as JsonObject).proofValue}=`)],
    ['another beginning', withValue(good, 'uAAAA')],
    ['base58', withValue(good, `z${String((good.proof as JsonObject).proofValue).slice(1)}`)],
  ] as const)
    await neverValid(value, name)
})

test('any bit of a proof changed is never valid', async () => {
  const bytes = bytesOf(good)
  for (let at = 0; at < bytes.length; at += 7) {
    const bad = Uint8Array.from(bytes)
    bad[at] = (bad[at] as number) ^ (1 << (at % 8))
    await neverValid(withValue(good, `u${toBase64Url(bad)}`), `byte ${at}`)
  }
})

test('a gap in the proof’s own members fails', async () => {
  const proof = good.proof as JsonObject
  await neverValid({ ...good, proof: { ...proof, nonce: 'a' } }, 'a member that wasn’t signed')
  await neverValid({ ...good, proof: { ...proof, id: 'urn:uuid:9', previousProof: 'urn:uuid:9' } }, 'a chain')
  const twice = { ...proof, challenge: 'x', domain: ['a', 'a'] }
  assert.equal((await verdictOf({ ...good, proof: twice })).codes[1], 'proof-leaves-gap')
  const bound = {
    ...twice,
    cryptosuite: 'eddsa-rdfc-2022',
    id: 'urn:uuid:9',
    proofValue: `z${toBase58(new Uint8Array(64).fill(7))}`,
  }
  const chained = { ...good, proof: [{ ...proof, previousProof: 'urn:uuid:9' }, bound] }
  const answer = await verdictOf(chained)
  assert.deepEqual([answer.verdict, answer.codes[1]], ['invalid', 'proof-leaves-gap'])
})

test('many parts that only the withheld told apart: refused on the holder’s side, not met by a verifier', async () => {
  const results = (of: number) => Array.from({ length: 8 }, (_, at) => ({ type: ['Result'], value: `${of} and ${at}` }))
  const credentialSubject = [0, 1].map((of) => ({ type: ['AchievementSubject'], result: results(of) }))
  const text = await baseOf(credentialOf({ credentialSubject }), [])
  const types = (count: number) =>
    [0, 1].flatMap((of) => Array.from({ length: count }, (_, at) => `/credentialSubject/${of}/result/${at}/type`))
  assert.deepEqual(await deriveCredential(text, types(8)), { ok: false, code: 'content-too-complex', at: '' })
  assert.equal((await verdictOf(await shown(text, types(3)))).codes[1], 'proof-fits')
})

const every = leavesOf(credentialOf())
  .flatMap(({ path }) => path.map((_step, at) => `/${path.slice(0, at + 1).join('/')}`))
  .filter((pointer) => !pointer.includes('/@'))
const somePointers = fc.uniqueArray(fc.constantFrom(...new Set(every)), { maxLength: 8 })

test('any pointers: what is derived fits, holds what was asked for, and nothing else', async () => {
  const given = selectiveContext()
  await fc.assert(
    fc.asyncProperty(somePointers, somePointers, async (mandatory, selective) => {
      const part = await shown(await baseOf(credentialOf(), mandatory), selective)
      const { codes, verdict } = await verdictOf(part, given)
      assert.equal(codes[1], 'proof-fits')
      assert.notEqual(verdict, 'invalid')
      const asked = [...mandatory, ...selective, '/issuer', '/validFrom', '/validUntil', '/credentialStatus']
      const { proof: _proof, ...rest } = part
      const values = new Set(leavesOf(credentialOf()).map(({ value }) => JSON.stringify(value)))
      for (const { path, value } of leavesOf(rest)) {
        assert.ok(values.has(JSON.stringify(value)) || path[0] === '@context', `${path.join('/')} isn’t the issuer’s`)
        const name = String(path.findLast((step) => typeof step === 'string'))
        const isAlways = ['@context', 'id', 'type'].includes(name)
        const way = path.filter((step) => typeof step === 'string').join('/')
        const isAsked = asked.some((pointer) => `/${way}/`.startsWith(`${pointer.replace(/\/\d+/g, '')}/`))
        assert.ok(isAlways || isAsked, `${path.join('/')} wasn’t asked for`)
      }
    }),
    { numRuns: RUNS },
  )
})

test('the authority’s pointers lead where they say', () => {
  assert.deepEqual(
    AUTHORITY.map((pointer) => typeof valueAt(credentialOf(), pointer)),
    ['string', 'string', 'object'],
  )
  assert.equal(valueAt(credentialOf(), 'name'), undefined, 'no pointer')
})
