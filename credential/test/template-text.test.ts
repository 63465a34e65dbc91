/** Templates of definitions where the text itself is signed: canonical JSON, and the claims of JWTs. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CredentialError, issueCredential, issueJwt, type JsonObject, verify } from '../src/index.ts'
import { canonicalJson } from '../src/json/jcs.ts'
import { fillTemplate, learn, recallClaims, writeByTemplate } from '../src/rdf/templates.ts'
import { badge, byIssuer } from './jose-people.ts'
import { context, ISSUER, keys } from './people.ts'

const named = (holder: string, changes: JsonObject = {}): JsonObject => {
  const credential = badge(changes)
  const subject = credential.credentialSubject as JsonObject
  const [identity] = subject.identifier as JsonObject[]
  return {
    ...credential,
    id: `https://lumbung.example/credentials/${encodeURIComponent(holder)}`,
    credentialSubject: { ...subject, identifier: [{ ...identity, identityHash: holder }] },
  }
}
const HOLDERS = ['Wartini', 'Yosefina "Yosi" Ndoen', 'I Gusti\tAyu', "Ma'ruf al-Ḥakīm", '王小明', 'back\\slash']
const jcs = {
  verificationMethod: `${ISSUER}#key-1`,
  created: '2026-10-12T00:00:00Z',
  suite: 'eddsa-jcs-2022',
  sign: keys.issuer.sign,
} as const
const payloadOf = (jwt: string): string => Buffer.from(jwt.split('.')[1] as string, 'base64url').toString()
const signedText = async (text: string): Promise<string> => {
  const [header] = (await issueJwt(badge(), byIssuer)).split('.')
  const unsigned = `${header}.${Buffer.from(text).toString('base64url')}`
  const signature = await keys.issuer.sign(Buffer.from(unsigned))
  return `${unsigned}.${Buffer.from(signature).toString('base64url')}`
}
const failing = async (jwt: string) => {
  const { checks } = await verify(jwt, context())
  const found = checks.find(({ outcome }) => outcome === 'fail' || outcome === 'unknown')
  return [found?.code, found?.data.reason]
}

learn(badge())
learn(badge())

test('the canonical JSON of a template is that of the document, whatever stands in its holes', () => {
  for (const holder of HOLDERS) {
    const filled = fillTemplate(named(holder), 'text')
    assert.equal(filled?.canonical, canonicalJson(named(holder)), holder)
    assert.equal(`${filled?.json}}`, JSON.stringify(named(holder)), holder)
    assert.equal(`${writeByTemplate(named(holder))?.json}}`, JSON.stringify(named(holder)), holder)
  }
})

test('credentials over canonical JSON and in JWTs hold by a template, and a changed letter is seen', async () => {
  for (const holder of HOLDERS) {
    const text = await issueCredential(named(holder), jcs)
    const jwt = await issueJwt(named(holder), byIssuer)
    assert.deepEqual(JSON.parse(payloadOf(jwt)), { ...named(holder), iat: 1_791_763_200 })
    for (const one of [text, jwt]) {
      const { verdict, facts } = await verify(one, context())
      assert.equal(verdict, 'valid', holder)
      assert.equal(facts?.holderName, holder)
    }
    // The template still fits: only the signature can tell.
    const changed = text.replace('2026-10-12T00:00:00Z', '2026-10-11T00:00:00Z')
    assert.notEqual(changed, text)
    assert.deepEqual(await failing(changed), ['proof-does-not-fit', undefined])
  }
})

test('an id that is none keeps a credential off its template', async () => {
  const bad = named('Wartini', { validUntil: '2030-01-01T00:00:00Z' })
  learn(bad)
  const relative = { ...bad, id: 'credentials/1' }
  assert.ok(fillTemplate(bad, 'text'))
  assert.equal(fillTemplate(relative, 'text'), undefined)
  assert.equal(writeByTemplate(relative), undefined)
  await assert.rejects(issueCredential(relative, jcs), CredentialError)
  const half = { ...named('Wartini'), id: 'urn:x:\ud800' }
  assert.equal(fillTemplate(half, 'text'), undefined)
  assert.equal(writeByTemplate(half), undefined)
  const text = JSON.stringify({ ...relative, iat: 1_791_763_200 })
  assert.equal(recallClaims(text), undefined)
  assert.deepEqual(await failing(await signedText(text)), ['schema-incomplete', undefined])
})

test('only registered claims may follow the credential, each once, and the text must be whole', async () => {
  const whole = JSON.stringify(named('Wartini')).slice(0, -1)
  const jwt = await issueJwt(named('Wartini'), byIssuer)
  assert.equal(payloadOf(jwt), `${whole},"iat":1791763200}`)
  assert.deepEqual(recallClaims(payloadOf(jwt))?.value, { ...named('Wartini'), iat: 1_791_763_200 })
  for (const [text, reason] of [
    [`${whole},"iat":1791763200,"iat":1791763201}`, 'json-duplicate-key'],
    [`${whole},"iat":1791763200,"name":"Lain"}`, 'json-duplicate-key'],
    [`${whole},}`, 'json-syntax'],
    [`${whole},"iat":1791763200}}`, 'json-syntax'],
    [`${whole},"iat":1791763200`, 'json-syntax'],
    [`${whole},"iat":01}`, 'json-syntax'],
    [`${whole},"__proto__":{"iat":1},"__proto__":{}}`, 'json-duplicate-key'],
  ] as const) {
    assert.equal(recallClaims(text), undefined, text.slice(whole.length))
    assert.deepEqual(await failing(await signedText(text)), ['format-not-readable', reason], text.slice(whole.length))
  }
  for (const tail of [',"cnf":{}}', '}', ' ,"iat":1791763200}']) {
    assert.equal(recallClaims(whole + tail), undefined, tail)
    assert.deepEqual(await failing(await signedText(whole + tail)), [undefined, undefined], tail)
  }
  assert.equal(recallClaims(`${whole},"jti":"${'x'.repeat(80_000)}"}`), undefined)
})

test('a credential that has a term of the name of a claim is read and written without a template', async () => {
  const own = named('Wartini', { iat: '2026-10-12T00:00:00Z' })
  learn(own)
  const payload = payloadOf(await issueJwt(own, byIssuer))
  assert.equal(payload.match(/"iat":/g)?.length, 1)
  const twice = `${JSON.stringify(own).slice(0, -1)},"iat":1791763200}`
  assert.equal(recallClaims(twice), undefined)
  assert.deepEqual(await failing(await signedText(twice)), ['format-not-readable', 'json-duplicate-key'])
})
