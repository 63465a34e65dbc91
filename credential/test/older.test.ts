import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CREDENTIALS_V1, DATA_INTEGRITY_V2, ED25519_2020, OPEN_BADGES_VERSIONS } from '../src/contexts/sequences.ts'
import { unsecured } from '../src/envelope/canonical-form.ts'
import { rdfSuite } from '../src/envelope/suites/hashed.ts'
import { achievementCredential, type JsonObject, verify } from '../src/index.ts'
import { changed, leavesOf, other } from './leaves.ts'
import { context, ISSUER, input, keys } from './people.ts'
import { acceptedByReference, issuedByReference, issuedByUs, suiteContext } from './suites.ts'

/** A badge and a bare credential as they were written under Data Model 1.1. */
const badges = OPEN_BADGES_VERSIONS.at(-1) as string
const {
  validFrom: _from,
  name: _name,
  description: _description,
  credentialStatus: _status,
  ...rest
} = achievementCredential(input())
const badge: JsonObject = { ...rest, '@context': [CREDENTIALS_V1, badges], issuanceDate: '2026-10-12T00:00:00Z' }
const plain: JsonObject = {
  '@context': [CREDENTIALS_V1],
  id: 'urn:uuid:4d0f2c8e-6f51-43a4-b9d3-6f0a61a7b1c4',
  type: ['VerifiableCredential'],
  issuer: ISSUER,
  issuanceDate: '2026-10-12T00:00:00Z',
  credentialSubject: { id: 'urn:uuid:6a0e8f0e-8f52-4f0f-9e28-2d1e7d3f9b11' },
}
const withContext = (document: JsonObject, url: string): JsonObject => ({
  ...document,
  '@context': [...(document['@context'] as string[]), url],
})

/** Signs as the suite of that time did; the library only reads it. */
async function signed2020(document: JsonObject, changes: JsonObject = {}): Promise<JsonObject> {
  const suite = rdfSuite({ name: 'Ed25519Signature2020', type: 'Ed25519Signature2020', keys: ['Ed25519'] })
  const options = {
    type: 'Ed25519Signature2020',
    created: '2026-10-12T00:00:00Z',
    verificationMethod: `${ISSUER}#key-1`,
    proofPurpose: 'assertionMethod',
    ...changes,
  }
  const bytes = await suite.signing.bytes(unsecured(document), options, 'Ed25519')
  assert.ok(bytes instanceof Uint8Array, JSON.stringify(bytes))
  return { ...document, proof: { ...options, proofValue: suite.signing.writeValue(await keys.issuer.sign(bytes)) } }
}

test('Data Model 1.1 with Ed25519Signature2020: a badge in force, and each leaf of it counts', async () => {
  const good = await signed2020(withContext(badge, ED25519_2020))
  const verdict = await verify(JSON.stringify(good), context())
  assert.deepEqual([verdict.verdict, verdict.format], ['valid', 'open-badges-3'], JSON.stringify(verdict.checks))
  assert.equal(verdict.facts?.validFrom, '2026-10-12T00:00:00Z')
  for (const leaf of leavesOf(good)) {
    const bad = await verify(JSON.stringify(changed(good, leaf, other)), context())
    assert.notEqual(bad.verdict, 'valid', leaf.path.join('/'))
    assert.equal(bad.facts, null, leaf.path.join('/'))
  }
})

test('Data Model 1.1 without a vocabulary has its own format, and ends when it says', async () => {
  const document = withContext(plain, ED25519_2020)
  const answered = async (changes: JsonObject) =>
    verify(JSON.stringify(await signed2020({ ...document, ...changes })), context())
  const good = await answered({})
  assert.equal(good.format, 'verifiable-credential-1')
  const codes = good.checks.map(({ code }) => code)
  assert.ok(codes.includes('format-verifiable-credential-1') && codes.includes('proof-fits'), String(codes))
  assert.equal(good.checks.find(({ id }) => id === 'schema')?.code, 'schema-complete')
  assert.equal((await answered({ expirationDate: '2026-11-01T00:00:00Z' })).checks[5]?.code, 'validity-expired')
  assert.equal((await answered({ validUntil: '2026-11-01T00:00:00Z' })).checks[5]?.code, 'validity-expired')
  const { issuanceDate: _date, ...undated } = document
  const verdict = await verify(JSON.stringify(await signed2020(undated)), context())
  assert.equal(verdict.checks.find(({ id }) => id === 'schema')?.code, 'schema-incomplete')
})

test('Ed25519Signature2020 names no cryptosuite, and needs its context', async () => {
  const good = await signed2020(withContext(badge, ED25519_2020))
  const named = { ...good, proof: { ...(good.proof as JsonObject), cryptosuite: 'eddsa-rdfc-2022' } }
  assert.equal((await verify(JSON.stringify(named), context())).checks[1]?.code, 'proof-malformed')
  const without = { ...badge, proof: good.proof as JsonObject }
  assert.equal((await verify(JSON.stringify(without), context())).checks[1]?.code, 'proof-leaves-gap')
})

for (const [suite, kind] of [
  ['eddsa-rdfc-2022', 'Ed25519'],
  ['ecdsa-rdfc-2019', 'P-384'],
  ['eddsa-jcs-2022', 'Ed25519'],
] as const) {
  test(`Data Model 1.1 with ${suite}: ours verifies here and in the reference, theirs verifies here`, async () => {
    const document = withContext(plain, DATA_INTEGRITY_V2)
    const ours = await issuedByUs(suite, kind, document)
    const proofOf = async (given: JsonObject) => (await verify(JSON.stringify(given), suiteContext())).checks[1]?.code
    assert.equal(await proofOf(ours), 'proof-fits')
    assert.equal(await acceptedByReference(suite, ours), true)
    assert.equal(await proofOf(await issuedByReference(suite, kind, document)), 'proof-fits')
  })
}
