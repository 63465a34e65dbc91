import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type AchievementInput,
  achievementCredential,
  addProof,
  attachProof,
  issueCredential,
  issueJwt,
  type JsonObject,
  signingInput,
  type TrustedIssuer,
  verify,
} from '../src/index.ts'
import { context, ISSUER, input, keys, OTHER, trust } from './people.ts'

// ISSUER issues together with OTHER: the achievement names OTHER, and both sign side by side.
const NAMED = { framework: 'Lumbung', code: 'workplace', name: 'PT Bukit Samara', url: OTHER }
const CREATED = '2026-10-12T00:00:00Z'
const named = (changes: Partial<AchievementInput> = {}) =>
  achievementCredential(input({ coIssuers: [NAMED], ...changes }))
const by = (who: 'issuer' | 'other', more = {}) => ({
  verificationMethod: `${who === 'issuer' ? ISSUER : OTHER}#key-1`,
  created: CREATED,
  sign: keys[who].sign,
  ...more,
})
const parsed = (text: string): JsonObject => JSON.parse(text) as JsonObject
async function together(content = named(), second = by('other')): Promise<JsonObject> {
  return parsed(await addProof(parsed(await issueCredential(content, by('issuer'))), second))
}
const proofsOf = ({ proof }: JsonObject) => proof as [JsonObject, JsonObject]
const check = async (document: JsonObject | string, given = both()) => {
  const text = typeof document === 'string' ? document : JSON.stringify(document)
  const verdict = await verify(text, given)
  const bad = verdict.checks.find(({ outcome }) => outcome === 'fail' || outcome === 'unknown')
  return { verdict: verdict.verdict, id: bad?.id, code: bad?.code, facts: verdict.facts, data: bad?.data }
}
const RIGHT = { kinds: ['micro-credential'], fields: [], levelMin: 1, levelMax: 9, from: '2020-01-01T00:00:00Z' }
/** The register with another entry for OTHER. */
const register = (entry: Partial<TrustedIssuer>) => ({
  ...trust(),
  issuers: trust().issuers.map((one) => (one.did === OTHER ? { ...one, ...entry } : one)),
})
/** Both are listed, and both may issue this. */
const both = () => context({ trust: register({ authorisations: [RIGHT] }) })

test('both sign: valid, and the facts name both with role and DID', async () => {
  const { verdict, facts } = await check(await together())
  assert.equal(verdict, 'valid')
  assert.deepEqual(facts?.coIssuers, [NAMED])
  assert.deepEqual(
    (await check(parsed(await issueCredential(achievementCredential(input()), by('issuer'))))).facts?.coIssuers,
    [],
  )
})

test('the signatures are made apart, of the same bytes of content, and in any order', async () => {
  const content = named()
  const signatures = []
  for (const who of ['other', 'issuer'] as const) {
    const options = { verificationMethod: by(who).verificationMethod, created: CREATED }
    const bytes = await signingInput(content, options)
    signatures.push(
      (parsed(attachProof(content, options, await keys[who].sign(bytes))) as JsonObject).proof as JsonObject,
    )
  }
  assert.equal((await check({ ...content, proof: signatures })).verdict, 'valid')
  assert.equal((await check({ ...content, proof: [...signatures].reverse() })).verdict, 'valid')
})

test('the signature of a named co-issuer taken away, whichever way, is never valid and shows no fact', async () => {
  const signed = await together()
  const [own, other] = proofsOf(signed)
  for (const proof of [own, [own]]) {
    const { verdict, id, code, facts, data } = await check({ ...signed, proof })
    assert.deepEqual([verdict, id, code, facts], ['invalid', 'proof', 'proof-missing', null])
    assert.equal(data?.issuer, NAMED.name)
  }
  assert.deepEqual((await check({ ...signed, proof: [other] })).code, 'issuer-key-of-another')
  const { proof: _proof, ...bare } = signed
  assert.equal((await check(bare)).code, 'proof-missing')
  const jwt = await issueJwt(named(), {
    verificationMethod: `${ISSUER}#key-1`,
    kind: 'Ed25519',
    issuedAt: new Date(CREATED),
    sign: keys.issuer.sign,
  })
  assert.equal((await check(jwt)).code, 'proof-missing', 'a form with one signature can not be issued together')
})

test('the name of the co-issuer taken out, or another put in, breaks both signatures', async () => {
  const signed = await together()
  const text = JSON.stringify(signed)
  assert.equal((await check(text.replace('ext:CoIssuer', 'ext:Standard'))).code, 'proof-does-not-fit')
  assert.equal((await check(text.replace('PT Bukit Samara', 'PT Bukit Lain'))).code, 'proof-does-not-fit')
  const subject = signed.credentialSubject as { achievement: { alignment: { targetType: string }[] } }
  const alignment = subject.achievement.alignment.filter(({ targetType }) => targetType !== 'ext:CoIssuer')
  const stripped = { ...signed, credentialSubject: { ...subject, achievement: { ...subject.achievement, alignment } } }
  assert.equal(
    (await check({ ...stripped, proof: proofsOf(signed)[0] } as unknown as JsonObject)).code,
    'proof-does-not-fit',
  )
})

test('a second signature that is forged fails, by a stranger’s key, by the first’s key, or copied from another', async () => {
  const signed = await together()
  const [own, other] = proofsOf(signed)
  const forged = await together(named(), by('other', { sign: keys.platform.sign }))
  assert.equal((await check(forged)).code, 'proof-does-not-fit')
  const self = await together(named(), by('other', { sign: keys.issuer.sign }))
  assert.equal((await check(self)).code, 'proof-does-not-fit')
  const elsewhere = proofsOf(await together(named({ holderName: 'Kasdi' })))[1]
  assert.equal((await check({ ...signed, proof: [own, elsewhere] })).code, 'proof-does-not-fit')
  assert.equal(
    (await check({ ...signed, proof: [own, { ...other, created: '2026-10-13T00:00:00Z' }] })).code,
    'proof-does-not-fit',
  )
  const unknownKey = await together(named(), by('other', { verificationMethod: `${OTHER}#key-9` }))
  assert.notEqual((await check(unknownKey)).verdict, 'valid')
})

test('a co-issuer that the register lists with another right, on another day or not at all isn’t valid', async () => {
  const signed = await together()
  const entry = trust().issuers.find(({ did }) => did === OTHER)
  assert.ok(entry)
  const with_ = async (changes: Partial<TrustedIssuer>) => {
    const { verdict, code } = await check(signed, context({ trust: register(changes) }))
    return [verdict, code]
  }
  assert.deepEqual(await with_({ authorisations: [RIGHT] }), ['valid', undefined])
  const wrong = ['invalid', 'authority-not-held']
  assert.deepEqual(await with_({ authorisations: [] }), wrong)
  assert.deepEqual(await with_({ authorisations: [{ ...RIGHT, fields: ['energy'] }] }), wrong)
  assert.deepEqual(await with_({ authorisations: [{ ...RIGHT, levelMax: 4 }] }), wrong)
  assert.deepEqual(await with_({ authorisations: [{ ...RIGHT, kinds: ['licence'] }] }), wrong)
  assert.deepEqual(await with_({ authorisations: [{ ...RIGHT, until: '2026-10-11T00:00:00Z' }] }), wrong)
  const away = ['unconfirmed', 'issuer-cosigner-not-listed']
  assert.deepEqual(await with_({ listings: [] }), away)
  assert.deepEqual(await with_({ listings: [{ from: '2026-10-13T00:00:00Z' }] }), away)
  const lost = entry.keys.map((key) => ({ ...key, compromisedAt: '2026-10-01T00:00:00Z' }))
  assert.deepEqual(await with_({ authorisations: [RIGHT], keys: lost }), ['invalid', 'issuer-key-compromised'])
})

test('who signs beside the issuer and isn’t named needs no right to issue, as before', async () => {
  const beside = await together(achievementCredential(input()))
  const none = register({ authorisations: [] })
  assert.equal((await check(beside, context({ trust: none }))).verdict, 'valid')
})
