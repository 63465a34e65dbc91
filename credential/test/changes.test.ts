import assert from 'node:assert/strict'
import { test } from 'node:test'
import { achievementCredential, type JsonObject, verify } from '../src/index.ts'
import { changed, leavesOf, other } from './leaves.ts'
import { context, ISSUER, input, issue, issueGood, keys, NOW } from './people.ts'
import { referenceVerifies } from './reference.ts'

test('a credential of ours verifies here and in the reference', async () => {
  const text = await issueGood()
  const verdict = await verify(text, context())
  assert.equal(verdict.verdict, 'valid', JSON.stringify(verdict.checks))
  assert.equal(await referenceVerifies(JSON.parse(text), NOW), true)
})

test('a change of any single leaf verifies neither here nor in the reference', async () => {
  const good = JSON.parse(await issueGood()) as JsonObject
  const leaves = leavesOf(good)
  assert.ok(leaves.length > 100, `${leaves.length} leaves`)
  for (const leaf of leaves) {
    const bad = changed(good, leaf, other)
    const verdict = await verify(JSON.stringify(bad), context())
    assert.notEqual(verdict.verdict, 'valid', leaf.path.join('/'))
    assert.equal(verdict.facts, null, `facts shown after a change of ${leaf.path.join('/')}`)
    assert.equal(await referenceVerifies(bad, NOW), false, `reference: ${leaf.path.join('/')}`)
  }
})

test('a leaf taken away, emptied, made null, of another type or wrapped verifies nowhere', async () => {
  const good = JSON.parse(await issueGood()) as JsonObject
  const operators: readonly ((value: unknown) => unknown)[] = [
    () => undefined,
    () => null,
    () => [],
    () => ({}),
    (value) => ({ '@value': value }),
    (value) => [[value]],
    (value) => (typeof value === 'string' ? 1 : String(value)),
    (value) => (typeof value === 'string' ? `${value} ` : value === true ? 'true' : -1),
  ]
  for (const leaf of leavesOf(good)) {
    for (const operator of operators) {
      const bad = changed(good, leaf, operator)
      const verdict = await verify(JSON.stringify(bad), context())
      assert.notEqual(verdict.verdict, 'valid', `${leaf.path.join('/')} ${JSON.stringify(operator(leaf.value))}`)
    }
  }
})

test('one byte changed anywhere is never valid, except where the JSON says the same', async () => {
  const good = await issueGood()
  const bytes = new TextEncoder().encode(good)
  for (let at = 0; at < bytes.length; at += 3) {
    for (const flip of [1, 32]) {
      const bad = bytes.slice()
      bad[at] = (bad[at] ?? 0) ^ flip
      const verdict = await verify(bad, context())
      if (verdict.verdict === 'valid') {
        assert.deepEqual(JSON.parse(new TextDecoder().decode(bad)), JSON.parse(good), `byte ${at}`)
      }
    }
  }
})

test('names that look alike are not alike: NFC and NFD', async () => {
  const text = await issueGood({ holderName: 'Ren\u00e9' })
  assert.equal((await verify(text, context())).verdict, 'valid')
  const decomposed = text.replace('Ren\u00e9', 'Rene\u0301')
  assert.notEqual(decomposed, text)
  assert.equal((await verify(decomposed, context())).kind, 'changed')
})

test('white space and the order of keys say nothing', async () => {
  const good = JSON.parse(await issueGood()) as JsonObject
  const reversed = Object.fromEntries(Object.entries(good).reverse())
  assert.equal((await verify(JSON.stringify(reversed, null, 3), context())).verdict, 'valid')
})

const refused: readonly (readonly [string, string, (good: JsonObject) => JsonObject])[] = [
  ['an undefined term', 'proof-leaves-gap', (good) => ({ ...good, honours: 'summa cum laude' })],
  [
    'an undefined term deep inside',
    'proof-leaves-gap',
    (good) => ({ ...good, credentialSubject: { ...(good.credentialSubject as JsonObject), grade: 'A' } }),
  ],
  ['a relative id', 'proof-leaves-gap', (good) => ({ ...good, id: 'credentials/1' })],
  [
    'an id that would inject a statement',
    'proof-leaves-gap',
    (good) => ({ ...good, id: 'urn:x> <urn:p> <urn:o> .\n<urn:y' }),
  ],
  [
    'contexts in another order',
    'format-context-not-allowed',
    (good) => ({ ...good, '@context': [...(good['@context'] as string[])].reverse() }),
  ],
  [
    'a context of ours twice',
    'format-context-not-allowed',
    (good) => ({
      ...good,
      '@context': [...(good['@context'] as string[]), (good['@context'] as string[])[1] as string],
    }),
  ],
  [
    'no list of contexts',
    'format-context-not-allowed',
    (good) => ({ ...good, '@context': (good['@context'] as string[])[0] as string }),
  ],
  [
    'a further context',
    'format-context-not-known',
    (good) => ({ ...good, '@context': [...(good['@context'] as string[]), { '@vocab': 'urn:x:' }] }),
  ],
  [
    'a vocabulary for unknown terms',
    'format-context-not-allowed',
    (good) => ({ ...good, '@context': { '@vocab': 'urn:x:' } }),
  ],
  [
    'a context inside',
    'proof-leaves-gap',
    (good) => ({ ...good, credentialSubject: { ...(good.credentialSubject as JsonObject), '@context': [] } }),
  ],
  ['no proof', 'proof-missing', ({ proof: _proof, ...good }) => good],
  ['an empty list of proofs', 'proof-missing', (good) => ({ ...good, proof: [] })],
  ['a null proof', 'proof-missing', (good) => ({ ...good, proof: null })],
  [
    'the same proof twice',
    'proof-several',
    (good) => ({ ...good, proof: [good.proof as JsonObject, good.proof as JsonObject] }),
  ],
  [
    'a proof for another purpose',
    'proof-purpose-wrong',
    (good) => ({ ...good, proof: { ...(good.proof as JsonObject), proofPurpose: 'authentication' } }),
  ],
  [
    'a chain whose link is missing',
    'proof-chain-broken',
    (good) => ({ ...good, proof: { ...(good.proof as JsonObject), previousProof: 'urn:uuid:1' } }),
  ],
  [
    'a padded signature',
    'proof-malformed',
    (good) => ({
      ...good,
      proof: { ...(good.proof as JsonObject), proofValue: `${(good.proof as JsonObject).proofValue}=` },
    }),
  ],
  [
    'a second description of the issuer',
    'proof-leaves-gap',
    (good) => ({ ...good, evidence: [{ ...(good.issuer as JsonObject), type: ['Evidence'] }] }),
  ],
]
for (const [name, code, change] of refused) {
  test(`refused: ${name}`, async () => {
    const good = JSON.parse(await issueGood()) as JsonObject
    const verdict = await verify(JSON.stringify(change(good)), context())
    assert.equal(verdict.verdict, code === 'format-context-not-known' ? 'unconfirmed' : 'invalid')
    const stopped = verdict.checks.find(({ outcome }) => outcome === 'fail' || outcome === 'unknown')
    assert.equal(stopped?.code, code, JSON.stringify(verdict.checks))
    assert.equal(verdict.facts, null)
  })
}

test('what leaves a gap is not signed either', async () => {
  const whole = achievementCredential(input())
  for (const gap of [{ honours: 'x' }, { id: 'relative' }, { name: null }, { evidence: [] }] as JsonObject[]) {
    await assert.rejects(issue({ ...whole, ...gap }), { name: 'CredentialError' })
  }
})

test('signed by another listed issuer in the name of this one: a wrong key, and no facts', async () => {
  const text = await issue(achievementCredential(input()), 'other')
  const verdict = await verify(text, context())
  assert.equal(verdict.checks.find((check) => check.id === 'issuer')?.code, 'issuer-key-of-another')
  assert.equal(verdict.kind, 'wrong-key')
  assert.equal(verdict.facts, null)
})

test('a key of another under a method of the issuer does not fit', async () => {
  const text = await issue(achievementCredential(input()), 'other', `${ISSUER}#key-1`)
  assert.equal((await verify(text, context())).kind, 'changed')
})

test('a stranger with a did:key is unconfirmed; in the name of a listed issuer, wrong', async () => {
  const did = `did:key:${keys.other.publicKeyMultibase}`
  const method = `${did}#${keys.other.publicKeyMultibase}`
  const own = input({
    issuer: { id: did, name: 'Politeknik Lembah Angin' },
    onBehalfOf: { id: did, name: 'x' },
    creator: { id: did, name: 'x' },
  })
  const stranger = await verify(await issue(achievementCredential(own), 'other', method), context())
  assert.deepEqual([stranger.verdict, stranger.kind], ['unconfirmed', 'issuer-not-listed'])
  assert.equal(stranger.checks.find((check) => check.id === 'proof')?.outcome, 'pass')
  const impostor = await verify(await issue(achievementCredential(input()), 'other', method), context())
  assert.deepEqual([impostor.verdict, impostor.kind, impostor.facts], ['invalid', 'wrong-key', null])
})
