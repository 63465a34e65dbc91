/**
 * The examples of Data Integrity EdDSA and ECDSA Cryptosuites 1.0, appendix B, step by step: canonical forms, digests,
 * signatures. They are read from SHARED_DATA, which isn't part of the repository.
 */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { unsecured } from '../src/envelope/canonical-form.ts'
import { rdfSuite } from '../src/envelope/suites/hashed.ts'
import { SIGNING_SUITES } from '../src/envelope/suites/index.ts'
import { addProof, type JsonObject, readMultikey, signatureHolds, verify } from '../src/index.ts'
import { canonicalJson } from '../src/json/jcs.ts'
import { fromBase58 } from '../src/keys/encoding.ts'
import { canonicalDocument } from '../src/rdf/document.ts'
import { sha256Hex, signerOf } from '../src/runtime/crypto-node.ts'
import { context } from './people.ts'

const folder = join(process.env.SHARED_DATA ?? '../shared/data', 'credentials')
const skip = existsSync(folder) ? false : `no examples in ${folder}: set SHARED_DATA`
const read = (name: string): string => readFileSync(join(folder, name), 'utf8')
const object = (name: string): JsonObject => JSON.parse(read(name)) as JsonObject
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** Folder, beginning and end of the names of the files, the suite, and whether a signature comes out the same each time. */
const examples = [
  ['w3c-vc-di-eddsa', 'eddsa-rdfc-2022__', 'DataInt', SIGNING_SUITES['eddsa-rdfc-2022'], true],
  ['w3c-vc-di-eddsa', 'eddsa-jcs-2022__', 'JCS', SIGNING_SUITES['eddsa-jcs-2022'], true],
  [
    'w3c-vc-di-eddsa',
    'Ed25519Signature2020__',
    'EdSig',
    rdfSuite({ name: 'Ed25519Signature2020', type: 'Ed25519Signature2020', keys: ['Ed25519'] }),
    true,
  ],
  ['w3c-vc-di-ecdsa', 'ecdsa-rdfc-2019-p256__', 'ECDSAP256', SIGNING_SUITES['ecdsa-rdfc-2019'], false],
  ['w3c-vc-di-ecdsa', 'ecdsa-jcs-2019-p256__', 'JCSECDSAP256', SIGNING_SUITES['ecdsa-jcs-2019'], false],
] as const

for (const [group, before, after, suite, isSame] of examples) {
  test(`${before}: every step of the specification's example`, { skip }, async () => {
    const file = (name: string): string => read(`${group}/${before}${name}${after}.txt`)
    const signed = object(`${group}/${before}signed${after}.json`)
    const { proof, ...document } = signed
    const { proofValue, ...options } = proof as JsonObject
    if (suite.covers === 'statements') {
      assert.deepEqual(await canonicalDocument(document), { ok: true, text: file('canonDoc') })
      const config = { '@context': document['@context'] as string[], ...options }
      assert.deepEqual(await canonicalDocument(config), { ok: true, text: file('proofCanon') })
    } else {
      assert.equal(canonicalJson(document), file('canonDoc'))
      assert.equal(canonicalJson(options), file('proofCanon'))
      assert.deepEqual(suite.signing.options(document, options), options)
    }
    const key = readMultikey(String(options.verificationMethod).split('#')[1] ?? '')
    assert.ok(key !== undefined)
    const bytes = await suite.signing.bytes(unsecured(document), options, key.kind)
    assert.ok(bytes instanceof Uint8Array)
    assert.equal(hex(bytes), file('proofHash') + file('docHash'))
    assert.equal(hex(bytes), file('combinedHash'))
    const signature = Buffer.from(file('sigHex'), 'hex')
    assert.equal(suite.signing.writeValue(signature), proofValue)
    assert.equal(proofValue, file('sigBTC58'))
    assert.equal(await signatureHolds(key, bytes, signature), true)
    if (isSame) assert.equal(hex(await (await signerFrom(object(`${group}/keyPair.json`)))(bytes)), file('sigHex'))
    const verdict = await verify(JSON.stringify(signed), context())
    assert.equal(verdict.checks[1]?.code, 'proof-fits', JSON.stringify(verdict.checks))
    assert.equal(verdict.checks[2]?.code, 'issuer-key-of-another', 'its key is nobody’s that the issuer named')
  })
}

/** The signer of a key pair as the specifications write it: two bytes of multicodec, then the seed. */
async function signerFrom(pair: JsonObject): Promise<(message: Uint8Array) => Promise<Uint8Array>> {
  const secret = pair.privateKeyMultibase ?? pair.secretKeyMultibase
  return signerOf('Ed25519', (fromBase58(String(secret).slice(1)) as Uint8Array).slice(2))
}

test('proof sets and chains: the first signature is the specification’s, and three more hold on top of it', {
  skip,
}, async () => {
  const pairs = object('w3c-vc-di-eddsa/proof-set-chain__multiKeyPairs.json') as Record<string, JsonObject>
  const first = object('w3c-vc-di-eddsa/proof-set-chain__signedProofSet1.json')
  const sign = async (name: string) => {
    const pair = pairs[name] as JsonObject
    const key = String(pair.publicKeyMultibase)
    return { verificationMethod: `did:key:${key}#${key}`, sign: await signerFrom(pair) }
  }
  const { proof, ...document } = first
  const { proofValue, ...options } = proof as JsonObject
  const bytes = await SIGNING_SUITES['eddsa-rdfc-2022'].signing.bytes(unsecured(document), options, 'Ed25519')
  assert.ok(bytes instanceof Uint8Array)
  const signature = await (await sign('keyPair1')).sign(bytes)
  assert.equal(SIGNING_SUITES['eddsa-rdfc-2022'].signing.writeValue(signature), proofValue)
  const id = String(options.id)
  const created = '2023-02-24T23:36:38Z'
  const next = 'urn:uuid:8cc9022b-6b14-4cf3-8571-74972c5feb54'
  const last = 'urn:uuid:d94f792a-c546-4d06-b38a-da070ab56c23'
  let text = await addProof(first, { ...(await sign('keyPair2')), created, id: next })
  const later = { created: '2023-02-26T22:06:38Z', id: last, previousProof: [id, next] }
  text = await addProof(JSON.parse(text), { ...(await sign('keyPair3')), ...later })
  text = await addProof(JSON.parse(text), {
    ...(await sign('keyPair4')),
    created: '2023-02-26T22:16:38Z',
    previousProof: last,
  })
  // What the four signatures of the specification's own chain come to.
  const values = ((JSON.parse(text) as JsonObject).proof as JsonObject[]).map((made) => made.proofValue)
  assert.equal(sha256Hex(values.join(' ')), '8d28079fdf13e89d0fc45ea8585d740cd9172a2210f1b4db4d46bf247305a855')
  const verdict = await verify(text, context())
  assert.equal(verdict.checks[1]?.code, 'proof-fits', JSON.stringify(verdict.checks))
})
