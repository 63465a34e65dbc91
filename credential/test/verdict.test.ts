import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import {
  achievementCredential,
  CHECK_CODES,
  CHECK_MESSAGES,
  EIGHT_CHECKS,
  type JsonObject,
  readAchievement,
  VERDICT_KINDS,
  VERDICT_MESSAGES,
  type VerifyContext,
  verify,
} from '../src/index.ts'
import { context, ISSUER, input, issue, issueGood, keys, list, OTHER, trust } from './people.ts'

type Expectation = {
  readonly name: string
  readonly text?: () => Promise<string>
  readonly context?: Partial<VerifyContext> | (() => Promise<Partial<VerifyContext>> | Partial<VerifyContext>)
  readonly check: string
  readonly outcome: string
  readonly code: string
  readonly verdict: string
  readonly kind: string
}

const lists =
  (changed: string | null, purpose = 'revocation') =>
  async () => {
    const good = await list(purpose === 'revocation' ? 'suspension' : 'revocation')
    return { statusList: async (url: string) => (url.endsWith(`-${purpose}`) ? changed : good) }
  }
const withList = (make: () => Promise<string | null>, purpose?: string) => async () => lists(await make(), purpose)()
const bomb = `u${gzipSync(Buffer.alloc(100_000_000)).toString('base64url')}`
const short = `u${gzipSync(Buffer.alloc(100)).toString('base64url')}`
const subject = (changes: JsonObject) => ({
  credentialSubject: {
    id: 'urn:list',
    type: 'BitstringStatusList',
    statusPurpose: 'revocation',
    encodedList: short,
    ...changes,
  },
})
const issuerIn = (change: (entry: ReturnType<typeof trust>['issuers'][number]) => object) => () => {
  const register = trust()
  return {
    trust: {
      ...register,
      issuers: register.issuers.map((entry) => (entry.did === ISSUER ? { ...entry, ...change(entry) } : entry)),
    },
  }
}
const key = {
  id: `${ISSUER}#key-1`,
  publicKeyMultibase: keys.issuer.publicKeyMultibase,
  validFrom: '2024-01-01T00:00:00Z',
}
const status = (code: string) => ({
  check: 'status',
  outcome: 'unknown',
  code,
  verdict: 'unconfirmed',
  kind: 'status-unknown',
})

/** Of a register that says nothing any more, after 30 days. */
const ancient = { now: new Date('2027-01-01T00:00:00Z') }

const cases: readonly Expectation[] = [
  {
    name: 'revoked',
    context: withList(() => list('revocation', [77])),
    check: 'status',
    outcome: 'fail',
    code: 'status-revoked',
    verdict: 'invalid',
    kind: 'revoked',
  },
  {
    name: 'a neighbour revoked',
    context: withList(() => list('revocation', [76, 78])),
    check: 'status',
    outcome: 'pass',
    code: 'status-good',
    verdict: 'valid',
    kind: 'valid',
  },
  {
    name: 'suspended',
    context: withList(() => list('suspension', [77]), 'suspension'),
    check: 'status',
    outcome: 'fail',
    code: 'status-suspended',
    verdict: 'invalid',
    kind: 'suspended',
  },
  {
    name: 'replaced',
    context: async () => ({ ...(await withList(() => list('revocation', [77]))()), replacedBy: async () => 'urn:new' }),
    check: 'status',
    outcome: 'fail',
    code: 'status-replaced',
    verdict: 'invalid',
    kind: 'replaced',
  },
  { name: 'list not to be had', context: withList(async () => null), ...status('status-list-not-available') },
  {
    name: 'list that throws',
    context: () => ({ statusList: () => Promise.reject(new Error('timeout')) }),
    ...status('status-list-not-available'),
  },
  {
    name: 'list truncated',
    context: withList(async () => (await list('revocation')).slice(0, -10)),
    ...status('status-list-not-readable'),
  },
  {
    name: 'list with one bit of its signature changed',
    context: withList(async () =>
      (await list('revocation')).replace('"validUntil":"2026-11-23T23', '"validUntil":"2026-11-23T22'),
    ),
    ...status('status-list-not-readable'),
  },
  {
    name: 'list of yesterday',
    context: withList(() =>
      list('revocation', [], { validFrom: '2026-11-22T00:00:00Z', validUntil: '2026-11-22T23:00:00Z' }),
    ),
    ...status('status-list-stale'),
  },
  {
    name: 'list of tomorrow',
    context: withList(() =>
      list('revocation', [], { validFrom: '2026-11-24T00:00:00Z', validUntil: '2026-11-24T23:00:00Z' }),
    ),
    ...status('status-list-stale'),
  },
  {
    name: 'list too short',
    context: withList(() => list('revocation', [], subject({}))),
    ...status('status-list-too-short'),
  },
  {
    name: 'list that is a bomb',
    context: withList(() => list('revocation', [], subject({ encodedList: bomb }))),
    ...status('status-list-not-readable'),
  },
  {
    name: 'list for another purpose',
    context: withList(() => list('revocation', [], subject({ statusPurpose: 'suspension' }))),
    ...status('status-list-wrong-purpose'),
  },
  { name: 'list of another place', context: withList(() => list('suspension')), ...status('status-list-not-readable') },
  {
    name: 'list by another issuer',
    context: withList(() => list('revocation', [], { issuer: OTHER }, 'other')),
    ...status('status-list-wrong-issuer'),
  },
  {
    name: 'place that the list has not',
    text: () =>
      issueGood({
        status: [
          { purpose: 'revocation', listUrl: 'https://lumbung.example/status/lists/a1-revocation', index: 131_072 },
        ],
      }),
    ...status('status-list-too-short'),
  },
  {
    name: 'no status at all',
    text: async () => {
      const { credentialStatus: _s, ...rest } = achievementCredential(input())
      return issue(rest)
    },
    check: 'status',
    outcome: 'none',
    code: 'status-none',
    verdict: 'valid',
    kind: 'valid',
  },
  {
    name: 'expired',
    text: () => issueGood({ validUntil: new Date('2026-11-01T00:00:00Z') }),
    check: 'validity',
    outcome: 'fail',
    code: 'validity-expired',
    verdict: 'invalid',
    kind: 'expired',
  },
  {
    name: 'not yet valid',
    text: () => issueGood({ validFrom: new Date('2026-12-01T00:00:00Z') }),
    check: 'validity',
    outcome: 'fail',
    code: 'validity-not-yet',
    verdict: 'invalid',
    kind: 'not-yet-valid',
  },
  {
    name: 'no register',
    context: { trust: null },
    check: 'issuer',
    outcome: 'unknown',
    code: 'register-not-available',
    verdict: 'unconfirmed',
    kind: 'register-not-available',
  },
  {
    name: 'register of last month',
    context: ancient,
    check: 'proof',
    outcome: 'unknown',
    code: 'proof-key-not-known',
    verdict: 'unconfirmed',
    kind: 'register-not-available',
  },
  {
    name: 'register out of date',
    context: () => ({ trust: { ...trust(), validUntil: '2026-11-20T00:00:00Z' } }),
    check: 'issuer',
    outcome: 'unknown',
    code: 'register-not-available',
    verdict: 'unconfirmed',
    kind: 'register-not-available',
  },
  {
    name: 'issuer never listed',
    context: issuerIn(() => ({ listings: [] })),
    check: 'issuer',
    outcome: 'unknown',
    code: 'issuer-not-listed',
    verdict: 'unconfirmed',
    kind: 'issuer-not-listed',
  },
  {
    name: 'issuer listed later',
    context: issuerIn(() => ({ listings: [{ from: '2026-11-01T00:00:00Z' }] })),
    check: 'issuer',
    outcome: 'unknown',
    code: 'issuer-not-listed-then',
    verdict: 'unconfirmed',
    kind: 'issuer-not-listed',
  },
  {
    name: 'issuer unknown',
    context: issuerIn(() => ({ did: 'did:web:else.example' })),
    check: 'issuer',
    outcome: 'unknown',
    code: 'issuer-not-listed',
    verdict: 'unconfirmed',
    kind: 'issuer-not-listed',
  },
  {
    name: 'key stolen before',
    context: issuerIn(() => ({ keys: [{ ...key, compromisedAt: '2026-10-01T00:00:00Z' }] })),
    check: 'issuer',
    outcome: 'fail',
    code: 'issuer-key-compromised',
    verdict: 'invalid',
    kind: 'key-compromised',
  },
  {
    name: 'key retired before',
    context: issuerIn(() => ({ keys: [{ ...key, validUntil: '2026-10-01T00:00:00Z' }] })),
    check: 'issuer',
    outcome: 'fail',
    code: 'issuer-key-not-valid-then',
    verdict: 'invalid',
    kind: 'wrong-key',
  },
  {
    name: 'key retired after',
    context: issuerIn(() => ({ keys: [{ ...key, validUntil: '2026-11-01T00:00:00Z' }] })),
    check: 'issuer',
    outcome: 'pass',
    code: 'issuer-listed',
    verdict: 'valid',
    kind: 'valid',
  },
  {
    name: 'key that the register gives to another',
    context: issuerIn(() => ({ keys: [{ ...key, id: `${ISSUER}#key-2` }] })),
    check: 'issuer',
    outcome: 'fail',
    code: 'issuer-key-of-another',
    verdict: 'invalid',
    kind: 'wrong-key',
  },
  {
    name: 'field outside of the authorisation',
    text: () => issueGood({ field: 'health' }),
    check: 'authority',
    outcome: 'fail',
    code: 'authority-not-held',
    verdict: 'invalid',
    kind: 'without-authority',
  },
  {
    name: 'level outside of the authorisation',
    text: () => issueGood({ kkniLevel: 7 }),
    check: 'authority',
    outcome: 'fail',
    code: 'authority-not-held',
    verdict: 'invalid',
    kind: 'without-authority',
  },
  {
    name: 'clock of last week',
    context: { now: new Date('2026-11-16T00:00:00Z') },
    check: 'validity',
    outcome: 'unknown',
    code: 'validity-clock-uncertain',
    verdict: 'unconfirmed',
    kind: 'status-unknown',
  },
]
for (const { name, ...expected } of cases) {
  test(`verdict: ${name}`, async () => {
    const text = await (expected.text ?? issueGood)()
    const changes = typeof expected.context === 'function' ? await expected.context() : (expected.context ?? {})
    const verdict = await verify(text, context(changes))
    const check = verdict.checks.find((entry) => entry.id === expected.check)
    assert.deepEqual(
      { outcome: check?.outcome, code: check?.code, verdict: verdict.verdict, kind: verdict.kind },
      { outcome: expected.outcome, code: expected.code, verdict: expected.verdict, kind: expected.kind },
      JSON.stringify(verdict.checks.map(({ id, outcome, code }) => [id, outcome, code])),
    )
    assert.deepEqual(
      verdict.checks.map((entry) => entry.id),
      EIGHT_CHECKS,
    )
  })
}

test('status: whatever fails on the way to the list, it never reads as good', async () => {
  const text = await issueGood()
  const good = await list('revocation')
  await fc.assert(
    fc.asyncProperty(fc.nat(good.length - 1), fc.constantFrom('cut', 'flip', 'drop'), async (at, how) => {
      const bad =
        how === 'cut'
          ? good.slice(0, at)
          : how === 'drop'
            ? good.slice(0, at) + good.slice(at + 1)
            : `${good.slice(0, at)}${good[at] === 'A' ? 'B' : 'A'}${good.slice(at + 1)}`
      const verdict = await verify(text, context(await lists(bad)()))
      assert.equal(verdict.checks.find((check) => check.id === 'status')?.outcome, 'unknown', `${how} ${at}`)
    }),
    { numRuns: 150 },
  )
})

test('what was built is what is read back', () => {
  const given = input({
    onBehalfOf: { id: OTHER, name: 'Universitas Bukit Samara' },
    validUntil: new Date('2029-10-12T00:00:00Z'),
  })
  const facts = readAchievement(achievementCredential(given))
  for (const name of [
    'id',
    'title',
    'description',
    'holderName',
    'subjectId',
    'issuer',
    'onBehalfOf',
    'definitionUrl',
    'definitionVersion',
    'field',
    'sks',
    'hours',
    'kkniLevel',
    'outcomes',
  ] as const) {
    assert.deepEqual(facts[name], given[name], name)
  }
  assert.deepEqual(
    facts.skills.map(({ code, framework, name }) => ({ framework, code, name })),
    given.skills,
  )
  assert.equal(facts.identityAssurance?.code, 'proctored')
  assert.equal(facts.assessment?.code, 'project-and-oral')
  assert.equal(facts.qualityStatus?.code, 'not-reviewed')
  assert.equal(facts.validUntil, '2029-10-12T00:00:00Z')
})

test('every code and every kind has words in both languages', () => {
  const filled = ({ id, en }: { id: string; en: string }): void =>
    assert.ok(id.length > 3 && en.length > 3 && id !== en)
  for (const code of CHECK_CODES) filled(CHECK_MESSAGES[code])
  for (const kind of VERDICT_KINDS) {
    filled(VERDICT_MESSAGES[kind].title)
    filled(VERDICT_MESSAGES[kind].explanation)
  }
})

test('whatever it is given, it answers', async () => {
  const good = await issueGood()
  const junk = fc.oneof(
    fc.string(),
    fc.json(),
    fc.uint8Array(),
    fc.nat(good.length - 1).map((at) => good.slice(0, at)),
  )
  await fc.assert(
    fc.asyncProperty(junk, async (text) => {
      const verdict = await verify(text, context())
      assert.equal(verdict.verdict, 'invalid')
      assert.equal(verdict.checks.length, 8)
    }),
    { numRuns: 400 },
  )
})
