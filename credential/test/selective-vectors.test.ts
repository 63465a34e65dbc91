/**
 * The example of Data Integrity ECDSA Cryptosuites 1.0, appendix B.3, value by value. Its vocabulary is none of those that we
 * keep, so that it begins at its statements. It is read from SHARED_DATA, which isn't part of the repository.
 */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readValue } from '../src/envelope/suites/ecdsa-sd/begin.ts'
import { select, valueAt } from '../src/envelope/suites/ecdsa-sd/select.ts'
import { baseBytes, shownBy } from '../src/envelope/suites/ecdsa-sd/shown.ts'
import { digestOf, hmacLabel, writtenLabel } from '../src/envelope/suites/ecdsa-sd/statements.ts'
import { readBase, readDerived, writeBase, writeDerived } from '../src/envelope/suites/ecdsa-sd/value.ts'
import { type JsonObject, type PublicKey, readMultikey, signatureHolds } from '../src/index.ts'
import { toBase64Url } from '../src/keys/encoding.ts'
import { canonicalise } from '../src/rdf/canonical.ts'
import type { Statement } from '../src/rdf/statements.ts'

const folder = join(process.env.SHARED_DATA ?? '../shared/data', 'credentials', 'w3c-vc-di-ecdsa')
const skip = existsSync(folder) ? false : `no examples in ${folder}: set SHARED_DATA`
const read = (name: string): string => readFileSync(join(folder, name), 'utf8')
const json = <T>(name: string): T => JSON.parse(read(`ecdsa-sd-2023__${name}.json`)) as T
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const utf8 = new TextEncoder()

interface Rows {
  readonly value: readonly (readonly [number, string])[]
}
interface Raw {
  readonly baseSignature: string
  readonly publicKey: string
  readonly signatures: readonly string[]
  readonly mandatoryPointers: readonly string[]
}
const proofValue = (document: JsonObject): string => String((document.proof as JsonObject).proofValue)
const bytesOf = (text: string): Uint8Array => readValue(text) as Uint8Array
const publicKey = (text: string): PublicKey => readMultikey(text) as PublicKey

/** A statement of a canonical line without graphs. */
function statementOf(line: string): Statement {
  const [, subject, predicate, object] = /^(\S+) (\S+) (.*) \.\n$/.exec(line) as unknown as [
    string,
    string,
    string,
    string,
  ]
  return { subject, predicate, object }
}

test('base proof: labels, groups, digests, signatures and value', { skip }, async () => {
  const material = json<{ hmacKeyString: string; baseKeyPair: { publicKeyMultibase: string } }>('SDKeyMaterial')
  const hmacKey = Buffer.from(material.hmacKeyString, 'hex')
  const canonical = json<string[]>('prc__addBaseDocCanon')
  const dataset = canonicalise(canonical.map(statementOf))
  assert.deepEqual(dataset?.lines, canonical)
  const relabelled = canonical
    .map((line) => line.replace(/_:(c14n\d+)/g, (_match, label: string) => writtenLabel(hmacLabel(hmacKey, label))))
    .sort()
  assert.deepEqual(relabelled, json('prc__addBaseDocHMACCanon'))

  const transform = json<{ mandatory: Rows; nonMandatory: Rows; mandatoryPointers: string[] }>('prc__addBaseTransform')
  const unsigned = JSON.parse(read('prCredUnsigned.json')) as JsonObject
  for (const { pointer, value } of json<{ pointer: string; value: unknown }[]>('prc__addPointerValues'))
    assert.deepEqual(valueAt(unsigned, pointer), value)
  const mandatory = transform.mandatory.value.map(([, line]) => line)
  for (const [at, line] of [...transform.mandatory.value, ...transform.nonMandatory.value])
    assert.equal(relabelled[at], line)

  const { proofHash, mandatoryHash } = json<{ proofHash: string; mandatoryHash: string }>('prc__addHashData')
  assert.equal(hex(digestOf([read('ecdsa-sd-2023__prc__addProofConfigCanon.txt')])), proofHash)
  assert.equal(hex(digestOf(mandatory)), mandatoryHash)

  const raw = json<Raw>('prc__addRawBaseSignatureInfo')
  const key = publicKey(raw.publicKey)
  const signed = baseBytes(digestOf([read('ecdsa-sd-2023__prc__addProofConfigCanon.txt')]), key, mandatory)
  const issuer = publicKey(material.baseKeyPair.publicKeyMultibase)
  assert.equal(await signatureHolds(issuer, signed, Buffer.from(raw.baseSignature, 'hex')), true)
  for (const [at, [, line]] of transform.nonMandatory.value.entries())
    assert.equal(await signatureHolds(key, utf8.encode(line), Buffer.from(String(raw.signatures[at]), 'hex')), true)

  const base = json<JsonObject>('prc__addSignedSDBase')
  const signatures = raw.signatures.map((text) => Buffer.from(text, 'hex'))
  const value = {
    baseSignature: Buffer.from(raw.baseSignature, 'hex'),
    publicKey: key,
    hmacKey,
    signatures,
    mandatoryPointers: raw.mandatoryPointers ?? transform.mandatoryPointers,
  }
  assert.equal(writeBase(value), proofValue(base))
  const recovered = readBase(bytesOf(proofValue(base)))
  const expected = json<{ baseSignature: string; hmacKey: string; mandatoryPointers: string[]; signatures: string[] }>(
    'prc__derivedRecoveredBaseData',
  )
  assert.ok(recovered !== null)
  assert.equal(hex(recovered.baseSignature), expected.baseSignature)
  assert.equal(hex(recovered.hmacKey), expected.hmacKey)
  assert.deepEqual(recovered.signatures.map(hex), expected.signatures)
  assert.deepEqual(recovered.mandatoryPointers, expected.mandatoryPointers)
  assert.deepEqual(recovered.publicKey, key)
  assert.equal(readDerived(bytesOf(proofValue(base))), null)
})

test('derived proof: what is revealed, labels, indexes, value, and what a verifier checks', { skip }, async () => {
  const unsigned = JSON.parse(read('prCredUnsigned.json')) as JsonObject
  const pointers = ['prCredMandatory.json', 'prCredSelective.json'].flatMap(
    (name) => JSON.parse(read(name)) as string[],
  )
  assert.deepEqual(select(unsigned, pointers), { ok: true, document: json('prc__derivedUnsignedReveal') })

  const derived = json<JsonObject>('prc__derivedRevealDocument')
  const value = readDerived(bytesOf(proofValue(derived)))
  assert.ok(value !== null)
  assert.equal(writeDerived(value), proofValue(derived))
  const expected = json<Raw & { labelMap: { value: [string, string][] }; mandatoryIndexes: number[] }>(
    'prc__derivedDisclosureData',
  )
  assert.equal(hex(value.baseSignature), expected.baseSignature)
  assert.deepEqual(value.signatures.map(hex), expected.signatures)
  assert.deepEqual(value.publicKey, publicKey(expected.publicKey))
  assert.deepEqual(value.mandatoryIndexes, expected.mandatoryIndexes)
  assert.deepEqual(
    value.labels.map((label, at) => [`c14n${at}`, `u${toBase64Url(label)}`]),
    expected.labelMap.value,
  )
  assert.deepEqual(json('prc__derivedAdjMandatoryIndexes'), { adjMandatoryIndexes: value.mandatoryIndexes })
  const { filteredSignatures } = json<{ filteredSignatures: string[] }>('prc__derivedAdjSignatures')
  assert.deepEqual(value.signatures.map(hex), filteredSignatures)

  // The example names the statements with their labels as signed; what a verifier canonicalises is the same without them.
  const lines = json<string[]>('prc__verifyNQuads')
  const canonical = canonicalise(lines.map(statementOf))
  const shown = shownBy(canonical?.lines.join('') ?? '', value)
  assert.ok(shown !== null)
  assert.deepEqual([...shown.mandatory, ...shown.optional].sort(), lines)
  const data = json<{ nonMandatory: string[]; mandatoryHash: string; proofHash: string }>('prc__verifyCreateVerifyData')
  assert.deepEqual(shown.optional, data.nonMandatory)
  assert.equal(hex(digestOf(shown.mandatory)), data.mandatoryHash)
  const material = json<{ baseKeyPair: { publicKeyMultibase: string } }>('SDKeyMaterial')
  const signed = baseBytes(Buffer.from(data.proofHash, 'hex'), value.publicKey, shown.mandatory)
  const issuer = publicKey(material.baseKeyPair.publicKeyMultibase)
  assert.equal(await signatureHolds(issuer, signed, value.baseSignature), true)
  for (const [at, line] of shown.optional.entries())
    assert.equal(await signatureHolds(value.publicKey, utf8.encode(line), value.signatures[at] as Uint8Array), true)
})

test('derived proof: groups of the example by their numbers', { skip }, () => {
  const groups = json<Record<string, number[]>>('prc__derivedGroupIndexes')
  const { combinedIndexes = [], mandatoryIndexes = [], nonMandatoryIndexes = [], selectiveIndexes = [] } = groups
  const value = readDerived(bytesOf(proofValue(json('prc__derivedRevealDocument'))))
  const base = readBase(bytesOf(proofValue(json('prc__addSignedSDBase'))))
  assert.deepEqual(
    value?.mandatoryIndexes,
    combinedIndexes.flatMap((place, at) => (mandatoryIndexes.includes(place) ? [at] : [])),
  )
  const kept = nonMandatoryIndexes.flatMap((place, at) => (selectiveIndexes.includes(place) ? [at] : []))
  assert.deepEqual(
    value?.signatures,
    kept.map((at) => base?.signatures[at]),
  )
})
