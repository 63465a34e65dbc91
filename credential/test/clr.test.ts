import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asClr } from '../src/clr/open.ts'
import type { Opened } from '../src/envelope/opened.ts'
import { achievementCredential, clrCredential, type JsonObject, readAchievement, verify } from '../src/index.ts'
import { signatureHolds } from '../src/keys/key.ts'
import { verifyOpened } from '../src/verify.ts'
import { context, ISSUER, input, issue, keys, list, NOW } from './people.ts'

const inner = async (changes = {}) => JSON.parse(await issue(achievementCredential(input(changes)))) as JsonObject
const FIRST = await inner()
const SECOND = await inner({ id: 'https://lumbung.example/credentials/2', kkniLevel: 4 })
const record = (credentials: readonly JsonObject[] = [FIRST, SECOND], changes = {}) =>
  clrCredential({
    id: 'https://lumbung.example/records/1',
    issuer: { id: ISSUER, name: 'Politeknik Lembah Angin' },
    name: 'Catatan belajar',
    subjectId: input().subjectId,
    holderName: 'Wartini',
    validFrom: new Date('2026-10-12T00:00:00Z'),
    credentials,
    associations: [{ type: 'isPartOf', source: String(FIRST.id), target: String(SECOND.id) }],
    ...changes,
  })

/** A record as an envelope opens it that signs the bytes of its JSON, as a JWT does. */
async function opened(claims: JsonObject, signed = claims): Promise<Opened> {
  const bytes = new TextEncoder().encode(JSON.stringify(signed))
  const signature = await keys.issuer.sign(bytes)
  return {
    format: 'verifiable-credential-2',
    formatAnswer: { outcome: 'pass', code: 'format-verifiable-credential-2' },
    credential: claims,
    issuer: ISSUER,
    term: { from: claims.validFrom, until: claims.validUntil },
    proofs: [
      {
        verificationMethod: `${ISSUER}#key-1`,
        controller: ISSUER,
        created: '2026-10-12T00:00:00Z',
        check: async (key) =>
          (await signatureHolds(key, new TextEncoder().encode(JSON.stringify(claims)), signature))
            ? { outcome: 'pass', code: 'proof-fits' }
            : { outcome: 'fail', code: 'proof-does-not-fit' },
      },
    ],
    schema: () => ({ outcome: 'none', code: 'schema-none' }),
    facts: () => readAchievement(claims),
  }
}

async function verdictOf(claims: JsonObject, changes = {}, signed = claims) {
  const opening = asClr(await opened(claims, signed))
  assert.ok(opening.ok)
  return verifyOpened(opening.opened, context(changes))
}

test('a record is checked by its own proof and by every credential in it', async () => {
  const whole = await verdictOf(record())
  assert.equal(whole.verdict, 'valid')
  assert.equal(whole.format, 'clr-2')
  assert.equal(whole.facts?.holderName, 'Wartini')
  assert.equal(whole.checks.find(({ id }) => id === 'authority')?.code, 'authority-held')
  assert.equal((await verdictOf(record(), {}, record([FIRST], { associations: undefined }))).kind, 'changed')
})

test('one credential that is changed, withdrawn or without authority decides for the whole, and is named', async () => {
  const { name, ...changed } = SECOND
  const broken = await verdictOf(record([FIRST, changed]))
  assert.equal(broken.kind, 'changed')
  assert.equal(broken.facts, null)
  assert.equal(broken.checks[1]?.data.credential, 2)
  const revoked = await list('revocation', [77])
  const statusList = async (url: string) => (url.endsWith('revocation') ? revoked : context().statusList(url))
  assert.equal((await verdictOf(record(), { statusList })).kind, 'revoked')
  const high = await inner({ id: 'https://lumbung.example/credentials/3', kkniLevel: 9 })
  assert.equal((await verdictOf(record([FIRST, high], { associations: undefined }))).kind, 'without-authority')
  assert.equal((await verdictOf(record(), { statusList: async () => null })).kind, 'status-unknown')
  const over = await verdictOf(record(undefined, { validUntil: NOW }), { now: new Date(NOW.getTime() + 1000) })
  assert.equal(over.kind, 'expired')
})

test('what a record must say, and what it may not hold', async () => {
  const schema = async (claims: JsonObject) => (await verdictOf(claims)).checks.find(({ id }) => id === 'schema')
  const subject = record().credentialSubject as JsonObject
  const association = (subject.association as JsonObject[])[0] as JsonObject
  const withAssociation = (value: unknown) =>
    ({ ...record(), credentialSubject: { ...subject, association: value } }) as JsonObject
  for (const wrong of [
    'x',
    ['x'],
    [{ ...association, associationType: 'likes' }],
    [{ ...association, sourceId: 'here' }],
    [{ ...association, targetId: 5 }],
  ])
    assert.equal((await schema(withAssociation(wrong)))?.data.at, '/credentialSubject/association')
  const { name, ...unnamed } = record()
  assert.equal((await schema(unnamed))?.data.at, '/name')
  const holding = async (verifiableCredential: unknown) =>
    asClr(await opened({ ...record(), credentialSubject: { verifiableCredential } } as unknown as JsonObject)).ok
  assert.equal(await holding([]), false)
  assert.equal(await holding('x'), false)
  assert.equal(await holding(new Array(101).fill(FIRST)), false)
  assert.equal(await holding([record()]), false, 'no record in a record')
  assert.equal(asClr(await opened({ ...record(), credentialSubject: 'x' })).ok, false)
  const token = { type: 'EnvelopedVerifiableCredential', id: 'data:application/vc+jwt,eyJhbGciOiJub25lIn0.e30.' }
  assert.equal(
    (await verdictOf({ ...record(), credentialSubject: { ...subject, verifiableCredential: [token] } } as JsonObject))
      .verdict,
    'invalid',
  )
  const nameless = { ...record(), credentialSubject: { ...subject, verifiableCredential: ['x'] } }
  assert.equal((await verdictOf(nameless as JsonObject)).verdict, 'invalid')
})

test('a record in JSON-LD is recognised, and never confirmed: its vocabulary is not ours to read', async () => {
  const { verdict, format, checks, facts } = await verify(JSON.stringify({ ...record(), proof: {} }), context())
  assert.equal(verdict, 'unconfirmed')
  assert.equal(format, 'clr-2')
  assert.deepEqual(
    checks.slice(0, 2).map(({ code }) => code),
    ['format-context-not-known', 'proof-not-checked'],
  )
  assert.equal(facts, null)
})

test('the builder refuses what makes no record', () => {
  const { proof, ...unsigned } = FIRST
  assert.throws(() => record([]), RangeError)
  assert.throws(() => record([unsigned]), RangeError)
  assert.throws(() => record([FIRST], { subjectId: 'urn:uuid:other' }), RangeError)
  assert.throws(() => record([FIRST]), RangeError, 'an association that leads out')
  assert.throws(() => record([{ ...FIRST, credentialSubject: 'x' }]), RangeError)
  const bare = { ...FIRST, credentialSubject: { id: input().subjectId } }
  assert.equal((record([bare], { associations: undefined }).type as string[])[1], 'ClrCredential')
})
