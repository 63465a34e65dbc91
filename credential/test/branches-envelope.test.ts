/** Rare roads into an envelope: records in JWTs and over canonical JSON, long inputs, many methods. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  achievementCredential,
  CREDENTIALS_V2,
  clrCredential,
  issueCredential,
  issueJwt,
  type JsonObject,
  OPEN_BADGES_V3,
  readJson,
  verify,
} from '../src/index.ts'
import { canonicalJson } from '../src/json/jcs.ts'
import { context, ISSUER, input, issue, issueGood, keys } from './people.ts'

const FIRST = JSON.parse(await issueGood()) as JsonObject
const record = (changes: JsonObject = {}): JsonObject => ({
  ...clrCredential({
    id: 'https://lumbung.example/records/1',
    issuer: { id: ISSUER, name: 'Politeknik Lembah Angin' },
    name: 'Catatan belajar',
    subjectId: input().subjectId,
    holderName: 'Wartini',
    validFrom: new Date('2026-10-12T00:00:00Z'),
    credentials: [FIRST],
  }),
  ...changes,
})
const CREATED = { verificationMethod: `${ISSUER}#key-1`, created: new Date('2026-10-12T00:00:00Z') }

const inJwt = (credential: JsonObject): Promise<string> =>
  issueJwt(credential, {
    kind: 'Ed25519',
    verificationMethod: `${ISSUER}#key-1`,
    issuedAt: new Date('2026-10-12T00:00:00Z'),
    sign: keys.issuer.sign,
  })

async function told(text: string) {
  const { verdict, format, checks } = await verify(text, context())
  return { verdict, format, codes: checks.map(({ code }) => code) }
}

test('a record in a JWT is read by our own contexts, and by others it is at best unconfirmed', async () => {
  const good = await told(await inJwt(record()))
  assert.deepEqual([good.verdict, good.format, good.codes[0]], ['valid', 'clr-2', 'format-clr-2'])
  const other = record({ '@context': [CREDENTIALS_V2, 'https://other.example/clr.json'] })
  const unknown = await told(await inJwt(other))
  assert.deepEqual(
    [unknown.verdict, unknown.format, unknown.codes[0]],
    ['unconfirmed', 'clr-2', 'format-context-not-known'],
  )
  const allowed = await told(await inJwt(record({ '@context': [CREDENTIALS_V2, OPEN_BADGES_V3] })))
  assert.deepEqual([allowed.verdict, allowed.codes[0]], ['valid', 'format-clr-2'])
  const changed = record({
    credentialSubject: {
      ...(record().credentialSubject as JsonObject),
      verifiableCredential: [{ ...FIRST, name: 'X' }],
    },
  })
  const within = await told(await inJwt(changed))
  assert.deepEqual(
    [within.verdict, within.codes[0], within.codes[1]],
    ['invalid', 'format-clr-2', 'proof-does-not-fit'],
  )
})

test('a record over canonical JSON is checked with all that it holds, the second time as the first', async () => {
  const { credentialSubject, ...rest } = record({ '@context': [CREDENTIALS_V2] })
  const sign = (credential: JsonObject) =>
    issueCredential(credential, { ...CREATED, suite: 'eddsa-jcs-2022', sign: keys.issuer.sign })
  const good = await sign({ ...rest, credentialSubject } as JsonObject)
  const empty = await sign({ ...rest, credentialSubject: { id: input().subjectId } } as JsonObject)
  for (let round = 0; round < 2; round++) {
    const whole = await told(good)
    assert.deepEqual([whole.verdict, whole.format, whole.codes[0]], ['valid', 'clr-2', 'format-clr-2'])
    assert.deepEqual((await told(empty)).codes[0], 'format-not-readable', 'a record of nothing')
  }
})

test('of files over our own limit only records and foreign formats are looked at', async () => {
  const note = 'x'.repeat(300_000)
  const large = await told(JSON.stringify({ ...record(), note, proof: {} }))
  assert.deepEqual([large.verdict, large.format, large.codes[0]], ['unconfirmed', 'clr-2', 'format-context-not-known'])
  const own = await told(JSON.stringify({ ...FIRST, note }))
  assert.deepEqual([own.verdict, own.codes[0]], ['invalid', 'format-not-readable'])
})

test('a long text of nothing but letters is no credential that anybody can read', async () => {
  const { verdict, kind, checks } = await verify('a'.repeat(9_000), context())
  assert.deepEqual([verdict, kind, checks[0]?.code], ['invalid', 'unreadable', 'format-not-readable'])
  assert.deepEqual(checks[0]?.data, { reason: 'json-syntax', at: '' })
})

test('more methods than are kept: each still says whose it is', async () => {
  const { proof, ...rest } = FIRST
  const codeOf = async (issuer: string, method: string) => {
    const document = { ...rest, issuer, proof: { ...(proof as JsonObject), verificationMethod: method } }
    const { checks } = await verify(JSON.stringify(document), context())
    return checks.find(({ outcome }) => outcome !== 'pass')?.code
  }
  for (let round = 0; round < 2; round++) {
    for (let at = 0; at < 520; at++) {
      const did = `did:web:sekolah-${at}.example`
      assert.equal(await codeOf(did, `${did}#key-1`), 'proof-key-not-known')
    }
    assert.equal(await codeOf(ISSUER, `${ISSUER}#key-1`), 'proof-does-not-fit')
  }
  assert.equal((await told(await issue(achievementCredential(input())))).verdict, 'valid')
})

test('many keys are sorted as few are', () => {
  const keys = Array.from({ length: 40 }, (_, at) => `k${(at * 17) % 40}`)
  const object = Object.fromEntries(keys.map((key, at) => [key, at]))
  const sorted = [...keys].sort().map((key) => `"${key}":${object[key]}`)
  assert.equal(canonicalJson(object), `{${sorted.join(',')}}`)
})

test('who allows more levels than the stack holds gets its fault, and not a false answer', () => {
  const deep = `${'[-1.5,'.repeat(400_000)}0${']'.repeat(400_000)}`
  assert.throws(() => readJson(deep, { maxBytes: 10_000_000, maxDepth: 1_000_000 }), RangeError)
  assert.equal(readJson(deep, { maxBytes: 10_000_000 }).ok, false)
})
