import assert from 'node:assert/strict'
import { test } from 'node:test'
import jsonld from 'jsonld'
import {
  type AddedProofOptions,
  achievementCredential,
  addProof,
  type CredentialError,
  issueCredential,
  type JsonObject,
  verify,
} from '../src/index.ts'
import { canonicalDocument } from '../src/rdf/document.ts'
import { context, ISSUER, input, keys, OTHER } from './people.ts'
import { loader } from './reference.ts'

/** A university and an industry partner issue together: ISSUER is the issuer, OTHER signs beside it. */
const ID = 'urn:uuid:0a4c1d52-6f0e-4f7a-8d6e-3b1f0c9a7e21'
const NEXT = 'urn:uuid:7c2b7e0e-2f64-4a51-9a43-1d1b5b0c6f02'
const credential = achievementCredential(input())
type Suite = 'eddsa-rdfc-2022' | 'eddsa-jcs-2022'

const by = (who: 'issuer' | 'other', more: Partial<AddedProofOptions> = {}) => ({
  verificationMethod: `${who === 'issuer' ? ISSUER : OTHER}#key-1`,
  created: '2026-10-12T00:00:00Z',
  sign: keys[who].sign,
  ...more,
})
const parsed = (text: string): JsonObject => JSON.parse(text) as JsonObject
const issued = async (suite: Suite = 'eddsa-rdfc-2022') =>
  parsed(await issueCredential(credential, by('issuer', { id: ID, suite })))
const together = async (suite: Suite, more: Partial<AddedProofOptions> = {}) =>
  parsed(await addProof(await issued(suite), by('other', { suite, ...more })))
const proofs = (document: JsonObject): JsonObject[] => document.proof as JsonObject[]

async function answer(document: JsonObject, given = context()): Promise<readonly [string, string]> {
  const verdict = await verify(JSON.stringify(document), given)
  const check = verdict.checks.find(({ outcome }) => outcome === 'fail' || outcome === 'unknown')
  return [verdict.verdict, check?.code ?? '']
}

for (const suite of ['eddsa-rdfc-2022', 'eddsa-jcs-2022'] as const) {
  test(`${suite}: two that sign side by side, and either may be gone`, async () => {
    const both = await together(suite)
    assert.equal(proofs(both).length, 2)
    assert.deepEqual(await answer(both), ['valid', ''])
    const [first, second] = proofs(both) as [JsonObject, JsonObject]
    assert.deepEqual(await answer({ ...both, proof: [second, first] }), ['valid', ''])
    assert.deepEqual(await answer({ ...both, proof: first }), ['valid', ''])
    assert.deepEqual(await answer({ ...both, proof: [second] }), ['invalid', 'issuer-key-of-another'])
    const wrong = { ...second, created: '2026-10-12T00:00:01Z' }
    assert.deepEqual(await answer({ ...both, proof: [first, wrong] }), ['invalid', 'proof-does-not-fit'])
  })

  test(`${suite}: a chain holds as a whole, and a link changed or taken out breaks it`, async () => {
    const both = await together(suite, { previousProof: ID, id: NEXT })
    assert.deepEqual(await answer(both), ['valid', ''])
    const [first, second] = proofs(both) as [JsonObject, JsonObject]
    assert.deepEqual(await answer({ ...both, proof: [second] }), ['invalid', 'proof-chain-broken'])
    const again = parsed(
      await issueCredential(credential, by('issuer', { id: ID, suite, created: '2026-10-13T00:00:00Z' })),
    )
    assert.deepEqual(await answer({ ...both, proof: [again.proof as JsonObject, second] }), [
      'invalid',
      'proof-does-not-fit',
    ])
    assert.deepEqual(await answer({ ...both, name: 'x' }), ['invalid', 'proof-does-not-fit'])
    const { previousProof: _link, ...unlinked } = second
    assert.deepEqual(await answer({ ...both, proof: [first, unlinked] }), ['invalid', 'proof-does-not-fit'])
  })

  test(`${suite}: a third signature binds both before it`, async () => {
    const both = await together(suite, { id: NEXT })
    const third = by('issuer', { suite, previousProof: [NEXT, ID], created: new Date('2026-10-13T00:00:00Z') })
    const all = parsed(await addProof(both, third))
    assert.deepEqual(await answer(all), ['valid', ''])
    const [first, second, last] = proofs(all) as [JsonObject, JsonObject, JsonObject]
    assert.deepEqual(await answer({ ...all, proof: [last, first, second] }), ['valid', ''])
    assert.deepEqual(await answer({ ...all, proof: [first, last] }), ['invalid', 'proof-chain-broken'])
  })
}

test('the proofs that a chain binds are signed as the graphs that jsonld makes of them', async () => {
  const both = await together('eddsa-rdfc-2022', { id: NEXT })
  const bound = { ...both, proof: proofs(both) }
  for (const hash of ['sha256', 'sha384'] as const) {
    const canonical = await canonicalDocument(bound, hash)
    const reference = await jsonld.canonize(structuredClone(bound), {
      algorithm: 'RDFC-1.0',
      format: 'application/n-quads',
      safe: true,
      base: null,
      canonizeOptions: { messageDigestAlgorithm: hash },
      documentLoader: loader,
    })
    assert.deepEqual(canonical, { ok: true, text: reference })
    assert.match(reference, /_:c14n\d+ \.\n/)
  }
})

test('links in a circle, ids that stand twice, and more than eight are refused', async () => {
  const good = await issued()
  const proof = good.proof as JsonObject
  const link = (id: string, previousProof: string, letter: string): JsonObject => ({
    ...proof,
    id,
    previousProof,
    proofValue: `${letter}${String(proof.proofValue).slice(1)}`,
  })
  const shown = (proofValue: number): string => `z${'1'.repeat(64 - proofValue)}${'2'.repeat(proofValue)}`
  const circle = [
    { ...link('urn:a', 'urn:b', 'z'), proofValue: shown(0) },
    { ...link('urn:b', 'urn:a', 'z'), proofValue: proof.proofValue as string },
  ]
  assert.deepEqual(await answer({ ...good, proof: circle }), ['invalid', 'proof-chain-broken'])
  const twice = [proof, { ...proof, proofValue: shown(0) }]
  assert.deepEqual(await answer({ ...good, proof: twice }), ['invalid', 'proof-chain-broken'])
  const { id: _id, ...unnamed } = proof
  assert.deepEqual(await answer({ ...good, proof: [unnamed, unnamed] }), ['invalid', 'proof-several'])
  const nine = Array.from({ length: 9 }, () => unnamed)
  assert.deepEqual(await answer({ ...good, proof: nine }), ['invalid', 'proof-several'])
  const diamond = await addProof(
    parsed(
      await addProof(
        await together('eddsa-rdfc-2022', { id: NEXT, previousProof: ID }),
        by('other', { id: 'urn:c', previousProof: ID, created: '2026-10-14T00:00:00Z' }),
      ),
    ),
    by('issuer', { previousProof: [NEXT, 'urn:c'], created: '2026-10-15T00:00:00Z' }),
  )
  assert.deepEqual(await answer(parsed(diamond)), ['valid', ''])
})

test('a stranger who signs beside the issuer leaves the issuer unconfirmed', async () => {
  const trust = context().trust
  assert.ok(trust !== null)
  const without = { ...trust, issuers: trust.issuers.filter(({ did }) => did !== OTHER) }
  const did = `did:key:${keys.other.publicKeyMultibase}`
  const method = `${did}#${keys.other.publicKeyMultibase}`
  const document = parsed(await addProof(await issued(), { ...by('other'), verificationMethod: method }))
  assert.deepEqual(await answer(document, context({ trust: without })), ['unconfirmed', 'issuer-cosigner-not-listed'])
})

test('a signature is not added to what has none, nor where its place is taken, nor under a link that leads nowhere', async () => {
  const good = await issued()
  const refused: readonly (readonly [JsonObject, Partial<AddedProofOptions>, string])[] = [
    [credential, {}, 'proof-not-readable'],
    [{ ...good, proof: { type: 'RsaSignature2018' } }, {}, 'proof-not-readable'],
    [good, { id: ID }, 'id-repeated'],
    [good, { previousProof: NEXT }, 'value-missing'],
    [good, { previousProof: [ID, NEXT] }, 'value-missing'],
  ]
  for (const [document, more, code] of refused)
    await assert.rejects(addProof(document, by('other', more)), (fault: CredentialError) => fault.code === code)
  let full = good
  for (let second = 10; second < 17; second++)
    full = parsed(await addProof(full, by('other', { created: `2026-10-12T00:00:${second}Z` })))
  assert.equal(proofs(full).length, 8)
  assert.deepEqual(await answer(full), ['valid', ''])
  await assert.rejects(addProof(full, by('other')), (fault: CredentialError) => fault.code === 'content-too-complex')
})
