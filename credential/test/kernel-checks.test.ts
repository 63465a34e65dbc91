import assert from 'node:assert/strict'
import { test } from 'node:test'
import { statusOfPart, validityOfPart } from '../src/checks/part.ts'
import { covers, isRegisterInForce, usableRegister } from '../src/checks/register.ts'
import { checkValidity } from '../src/checks/validity.ts'
import type { Answer, Opened } from '../src/envelope/opened.ts'
import {
  achievementCredential,
  CHECK_CODES,
  CHECK_MESSAGES,
  type CheckCode,
  type CheckOutcome,
  issueCredential,
  type JsonObject,
  type TrustedIssuer,
  type TrustSnapshot,
  VERDICT_MESSAGES,
  type Verdict,
  type VerdictKind,
  type VerifyContext,
  verify,
} from '../src/index.ts'
import { verifyOpened } from '../src/verify.ts'
import { context, ISSUER, input, issue, issueGood, keys, list, NOW, OTHER, PLATFORM, trust } from './people.ts'

const DAY = 86_400_000
const KEY = `${ISSUER}#key-1`
const LIST = 'https://lumbung.example/status/lists/a1'
const at = (milliseconds: number) => new Date(NOW.getTime() + milliseconds)
const told = (verdict: Verdict) =>
  Object.fromEntries(verdict.checks.map(({ id, outcome, code, data }) => [id, { outcome, code, data }]))

/** The register with another entry of the issuer. */
const listed = (changes: Partial<TrustedIssuer>): TrustSnapshot => ({
  ...trust(),
  issuers: trust().issuers.map((entry) => (entry.did === ISSUER ? { ...entry, ...changes } : entry)),
})
const withKey = (changes: JsonObject): TrustSnapshot =>
  listed({
    keys: [
      {
        id: KEY,
        publicKeyMultibase: keys.issuer.publicKeyMultibase,
        validFrom: '2024-01-01T00:00:00Z',
        ...changes,
      },
    ],
  })
const right = {
  kinds: ['micro-credential'],
  fields: ['agriculture'],
  levelMin: 4,
  levelMax: 6,
  from: '2024-01-01T00:00:00Z',
}

test('a good credential: every check with its code and figures, and nothing else', async () => {
  const verdict = await verify(await issueGood(), context())
  assert.deepEqual(told(verdict), {
    format: {
      outcome: 'pass',
      code: 'format-open-badges-3',
      data: { context: 'https://www.w3.org/ns/credentials/v2' },
    },
    proof: { outcome: 'pass', code: 'proof-fits', data: {} },
    issuer: {
      outcome: 'pass',
      code: 'issuer-listed',
      data: { issuer: ISSUER, name: 'Politeknik Lembah Angin', listedFrom: '2024-01-01T00:00:00Z' },
    },
    authority: {
      outcome: 'pass',
      code: 'authority-held',
      data: { kind: 'micro-credential', field: 'agriculture', level: 5, target: 'ext:QualificationLevel' },
    },
    status: { outcome: 'pass', code: 'status-good', data: {} },
    validity: { outcome: 'pass', code: 'validity-in-force', data: { from: '2026-10-12T00:00:00Z' } },
    schema: { outcome: 'pass', code: 'schema-complete', data: {} },
    log: { outcome: 'none', code: 'log-none', data: {} },
  })
  assert.deepEqual(
    verdict.checks.map(({ message }) => message),
    verdict.checks.map(({ code }) => CHECK_MESSAGES[code]),
  )
  assert.deepEqual([verdict.kind, verdict.replacedBy], ['valid', null])
})

test('a signature that does not fit: the other checks are not reached', async () => {
  const document = JSON.parse(await issueGood()) as JsonObject
  const verdict = await verify(JSON.stringify({ ...document, name: 'Other' }), context())
  assert.equal(verdict.kind, 'changed')
  const { format: _format, proof, ...others } = told(verdict)
  assert.equal(proof?.outcome, 'fail')
  for (const answer of Object.values(others))
    assert.deepEqual(answer, { outcome: 'none', code: 'not-reached', data: {} })
})

test('periods hold their first instant and not their last', () => {
  const [from, until] = ['2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z']
  const instant = Date.parse(from)
  const end = Date.parse(until)
  for (const [asked, holds] of [
    [instant - 1, false],
    [instant, true],
    [end - 1, true],
    [end, false],
  ] as const)
    assert.equal(covers(from, until, asked), holds)
  assert.equal(covers(from, null, end), true)
  assert.equal(covers(from, undefined, end), true)
})

test('a register of thirty days is still one, an instant later it is none; its validity includes its end', () => {
  const snapshot = trust()
  const [asOf, end] = [Date.parse(snapshot.asOf), Date.parse(snapshot.validUntil)]
  const usable = (now: number) => usableRegister(context({ now: new Date(now), trust: snapshot }))
  assert.equal(usable(asOf + 30 * DAY), snapshot)
  assert.equal(usable(asOf + 30 * DAY + 1), null)
  assert.equal(usableRegister(context({ trust: null })), null)
  assert.equal(isRegisterInForce(snapshot, new Date(end)), true)
  assert.equal(isRegisterInForce(snapshot, new Date(end + 1)), false)
  assert.equal(isRegisterInForce(null, NOW), false)
})

test('a term includes both its ends; a clock a day before the register is taken, an instant more is not', () => {
  const answer = (from: unknown, until: unknown, now = NOW, asOf = NOW) =>
    checkValidity({ from, until }, context({ now, trust: { ...trust(), asOf: asOf.toISOString() } }))
  const text = NOW.toISOString()
  assert.deepEqual(answer(text, text), {
    outcome: 'pass',
    code: 'validity-in-force',
    data: { from: text, until: text },
  })
  assert.equal(answer(at(1).toISOString(), undefined).code, 'validity-not-yet')
  assert.deepEqual(answer(undefined, at(-1).toISOString()), {
    outcome: 'fail',
    code: 'validity-expired',
    data: { until: at(-1).toISOString() },
  })
  assert.deepEqual(answer(undefined, undefined), { outcome: 'pass', code: 'validity-in-force', data: {} })
  assert.equal(answer(undefined, undefined, NOW, at(DAY)).code, 'validity-in-force')
  assert.equal(answer(undefined, undefined, NOW, at(DAY + 1)).code, 'validity-clock-uncertain')
  for (const [from, until] of [
    [7, undefined],
    ['soon', undefined],
    [text, 'late'],
    [text, null],
  ])
    assert.deepEqual(answer(from, until), { outcome: 'fail', code: 'validity-not-readable' })
  assert.equal(checkValidity({ from: text, until: undefined }, context({ trust: null })).outcome, 'pass')
})

test('the key of the day of signing: its first instant counts, its last and that of its loss do not', async () => {
  const signed = '2026-10-12T00:00:00Z'
  const before = '2026-10-11T23:59:59.999Z'
  const after = '2026-10-12T00:00:00.001Z'
  const text = await issueGood()
  const issuer = async (register: TrustSnapshot) => told(await verify(text, context({ trust: register }))).issuer
  assert.equal((await issuer(withKey({ validFrom: signed })))?.outcome, 'pass')
  assert.deepEqual(await issuer(withKey({ validFrom: after })), {
    outcome: 'fail',
    code: 'issuer-key-not-valid-then',
    data: { signed },
  })
  assert.equal((await issuer(withKey({ validUntil: after })))?.outcome, 'pass')
  assert.equal((await issuer(withKey({ validUntil: signed })))?.code, 'issuer-key-not-valid-then')
  assert.equal((await issuer(withKey({ compromisedAt: after })))?.outcome, 'pass')
  assert.deepEqual(await issuer(withKey({ compromisedAt: signed })), {
    outcome: 'fail',
    code: 'issuer-key-compromised',
    data: { since: signed },
  })
  assert.equal((await issuer(withKey({ compromisedAt: null, validUntil: null })))?.outcome, 'pass')
  assert.equal((await issuer(listed({ listings: [{ from: before, until: after }] })))?.outcome, 'pass')
  assert.deepEqual(await issuer(listed({ listings: [{ from: before, until: signed }] })), {
    outcome: 'unknown',
    code: 'issuer-not-listed-then',
    data: { issuer: ISSUER },
  })
  assert.deepEqual(await issuer(listed({ listings: [] })), {
    outcome: 'unknown',
    code: 'issuer-not-listed',
    data: { issuer: ISSUER },
  })
})

test('a key of another, and one that the register does not know, are named', async () => {
  const stranger = await verify(await issue(achievementCredential(input()), 'other'), context())
  assert.deepEqual(told(stranger).issuer, {
    outcome: 'fail',
    code: 'issuer-key-of-another',
    data: { issuer: ISSUER, key: `${OTHER}#key-1` },
  })
  assert.equal(stranger.facts, null)
  const load = async () =>
    JSON.stringify({
      id: ISSUER,
      verificationMethod: [
        {
          id: `${ISSUER}#key-9`,
          type: 'Multikey',
          controller: ISSUER,
          publicKeyMultibase: keys.issuer.publicKeyMultibase,
        },
      ],
      assertionMethod: [`${ISSUER}#key-9`],
    })
  const other = await verify(
    await issue(achievementCredential(input()), 'issuer', `${ISSUER}#key-9`),
    context({ load }),
  )
  assert.deepEqual(told(other).issuer, {
    outcome: 'fail',
    code: 'issuer-key-of-another',
    data: { issuer: ISSUER, key: `${ISSUER}#key-9` },
  })
  const unknown = await verify(await issue(achievementCredential(input()), 'issuer', `${ISSUER}#key-9`), context())
  assert.deepEqual(told(unknown).proof, {
    outcome: 'unknown',
    code: 'proof-key-not-known',
    data: { issuer: ISSUER, reason: 'not-available' },
  })
})

test('a right holds for its kinds, fields and levels, their ends included', async () => {
  const signed = '2026-10-12T00:00:00Z'
  const authority = async (rights: TrustedIssuer['authorisations'], level: number | null = 5) => {
    const register = listed({ authorisations: rights })
    const verdict = await verify(await issueGood({ kkniLevel: level as number }), context({ trust: register }))
    return told(verdict).authority?.outcome
  }
  assert.equal(await authority([right], 4), 'pass')
  assert.equal(await authority([right], 6), 'pass')
  assert.equal(await authority([right], 3), 'fail')
  assert.equal(await authority([right], 7), 'fail')
  assert.equal(await authority([{ ...right, fields: [] }]), 'pass')
  assert.equal(await authority([{ ...right, fields: ['other'] }]), 'fail')
  assert.equal(await authority([{ ...right, kinds: [] }]), 'fail')
  assert.equal(await authority([{ ...right, kinds: ['course-certificate'] }]), 'fail')
  assert.equal(await authority([{ ...right, from: signed }]), 'pass')
  assert.equal(await authority([{ ...right, until: signed }]), 'fail')
  assert.equal(await authority([]), 'fail')
  assert.equal(await authority([{ ...right, levelMin: 9, levelMax: 9 }, right]), 'pass')
})

test('what a kind of achievement is called in the register', async () => {
  const kindOf = async (achievementType: unknown) => {
    const credential = achievementCredential(input())
    const subject = credential.credentialSubject as JsonObject
    const achievement = { ...(subject.achievement as JsonObject), achievementType: achievementType as string }
    const text = await issue({ ...credential, credentialSubject: { ...subject, achievement } })
    return told(await verify(text, context())).authority
  }
  assert.deepEqual((await kindOf('Course'))?.data.kind, 'course-certificate')
  assert.deepEqual((await kindOf('Badge'))?.data.kind, 'Badge')
  assert.equal((await kindOf('Badge'))?.code, 'authority-not-held')
})

test('a list signed by a key that was lost, or not yet good, is nobody’s', async () => {
  const begins = '2026-11-23T00:00:00Z'
  const text = await issueGood()
  const withPlatformKey = (changes: JsonObject): TrustSnapshot => ({
    ...trust(),
    issuers: trust().issuers.map((entry) =>
      entry.did === PLATFORM ? { ...entry, keys: entry.keys.map((one) => ({ ...one, ...changes })) } : entry,
    ),
  })
  for (const [changes, code] of [
    [{ compromisedAt: begins }, 'status-list-wrong-issuer'],
    [{ compromisedAt: '2026-11-23T00:00:01Z' }, 'status-good'],
    [{ compromisedAt: null }, 'status-good'],
    [{ validFrom: '2026-11-23T00:00:01Z' }, 'status-list-wrong-issuer'],
    [{ validUntil: begins }, 'status-list-wrong-issuer'],
    [{ id: `${PLATFORM}#key-2` }, 'status-list-wrong-issuer'],
    [{ publicKeyMultibase: 'z' }, 'status-list-wrong-issuer'],
    [{ publicKeyMultibase: keys.other.publicKeyMultibase }, 'status-list-not-readable'],
  ] as const) {
    const verdict = await verify(text, context({ trust: withPlatformKey(changes) }))
    assert.equal(told(verdict).status?.code, code, JSON.stringify(changes))
  }
})

test('where the holder chose what to show, what is not there says nothing, and what is bad stays bad', () => {
  const good: Answer = { outcome: 'pass', code: 'status-good' }
  const none: Answer = { outcome: 'none', code: 'status-none' }
  const bad: Answer = { outcome: 'fail', code: 'status-revoked' }
  const unsure: Answer = { outcome: 'unknown', code: 'status-list-stale' }
  const withheld: Answer = { outcome: 'unknown', code: 'status-withheld' }
  const hidden = { hidesStatus: true, hidesEnd: true }
  const shown = { hidesStatus: false, hidesEnd: false }
  assert.deepEqual(
    [good, none, bad, unsure].map((answer) => statusOfPart(answer, hidden)),
    [withheld, withheld, bad, unsure],
  )
  const term: Answer = { outcome: 'pass', code: 'validity-in-force', data: { from: 'x' } }
  const over: Answer = { outcome: 'fail', code: 'validity-expired' }
  assert.deepEqual(validityOfPart(term, hidden), { outcome: 'unknown', code: 'validity-withheld', data: { from: 'x' } })
  assert.equal(validityOfPart(over, hidden), over)
  for (const part of [shown, undefined]) {
    assert.equal(statusOfPart(good, part), good)
    assert.equal(validityOfPart(term, part), term)
  }
})

test('a list counts from five minutes before its beginning to its end, both included', async () => {
  const text = await issueGood()
  const from = Date.parse('2026-11-23T00:00:00Z')
  const until = Date.parse('2026-11-23T23:00:00Z')
  for (const [now, code] of [
    [from - 300_001, 'status-list-stale'],
    [from - 300_000, 'status-good'],
    [until, 'status-good'],
    [until + 1, 'status-list-stale'],
  ] as const) {
    const register = { ...trust(), asOf: '2026-11-22T12:00:00Z' }
    const verdict = await verify(text, context({ now: new Date(now), trust: register }))
    assert.equal(told(verdict).status?.code, code, new Date(now).toISOString())
  }
})

test('what a list answers names the list, and says which place it was', async () => {
  const text = await issueGood()
  const good = { revocation: await list('revocation'), suspension: await list('suspension') }
  const status = async (changes: Partial<typeof good>, more: Partial<VerifyContext> = {}) => {
    const lists = { ...good, ...changes }
    const statusList = async (url: string) => (url.endsWith('-revocation') ? lists.revocation : lists.suspension)
    return told(await verify(text, context({ statusList, ...more }))).status
  }
  const revoked = await list('revocation', [77])
  const suspended = await list('suspension', [77])
  const data = { list: `${LIST}-revocation`, purpose: 'revocation' }
  assert.deepEqual(await status({ revocation: revoked }), { outcome: 'fail', code: 'status-revoked', data })
  assert.equal((await status({ revocation: revoked, suspension: suspended }))?.code, 'status-revoked')
  assert.deepEqual(await status({ suspension: suspended }), {
    outcome: 'fail',
    code: 'status-suspended',
    data: { list: `${LIST}-suspension`, purpose: 'suspension' },
  })
  // A place that is set weighs more than a list that is missing.
  assert.equal((await status({ revocation: 'no list', suspension: suspended }))?.code, 'status-suspended')
  assert.deepEqual(await status({ revocation: 'no list' }), {
    outcome: 'unknown',
    code: 'status-list-not-readable',
    data: { list: `${LIST}-revocation` },
  })
  assert.deepEqual(await status({ suspension: good.revocation }), {
    outcome: 'unknown',
    code: 'status-list-not-readable',
    data: { list: `${LIST}-suspension` },
  })
  const newer = 'https://lumbung.example/credentials/newer'
  const statusList = async (url: string) => (url.endsWith('-revocation') ? revoked : good.suspension)
  const replaced = await verify(text, context({ statusList, replacedBy: async () => newer }))
  assert.deepEqual([replaced.kind, replaced.replacedBy], ['replaced', newer])
  assert.deepEqual(await status({ revocation: revoked }, { replacedBy: async () => newer }), {
    outcome: 'fail',
    code: 'status-replaced',
    data: { replacedBy: newer },
  })
  assert.equal((await status({ revocation: revoked }, { replacedBy: async () => null }))?.code, 'status-revoked')
  assert.equal((await status({}, { trust: null }))?.code, 'register-not-available')
  const byOther = { ...trust(), statusAuthorities: [] }
  assert.equal((await status({}, { trust: byOther }))?.code, 'status-list-wrong-issuer')
})

const KINDS: Partial<Record<VerdictKind, readonly CheckCode[]>> = {
  unreadable: [
    'format-not-readable',
    'format-not-json',
    'format-context-not-allowed',
    'format-no-credential',
    'format-presentation',
  ],
  changed: [
    'proof-does-not-fit',
    'proof-disclosure-unmatched',
    'proof-chain-broken',
    'proof-leaves-gap',
    'proof-not-canonicalisable',
  ],
  'without-proof': [
    'proof-missing',
    'proof-several',
    'proof-malformed',
    'proof-not-derived',
    'proof-purpose-wrong',
    'proof-not-supported',
  ],
  expired: ['proof-expired', 'validity-expired'],
  'wrong-key': ['proof-algorithm-not-allowed', 'issuer-key-of-another', 'issuer-key-not-valid-then'],
  'key-compromised': ['issuer-key-compromised'],
  'without-authority': ['authority-not-held'],
  revoked: ['status-revoked'],
  suspended: ['status-suspended'],
  replaced: ['status-replaced'],
  'not-yet-valid': ['validity-not-yet'],
  incomplete: ['schema-incomplete'],
  unconfirmed: ['status-message'],
  'issuer-not-listed': [
    'issuer-not-listed',
    'issuer-not-listed-then',
    'issuer-not-bound',
    'issuer-cosigner-not-listed',
    'proof-key-not-known',
  ],
  'register-not-available': ['register-not-available'],
  'not-logged': ['log-proof-missing', 'log-proof-wrong'],
}

/** An opened credential whose check of one kind answers as told, and whose others pass. */
function answering(check: string, answer: Answer): Opened {
  const own = (id: string, code: CheckCode) => async (): Promise<Answer> =>
    id === check ? answer : { outcome: 'pass', code }
  return {
    format: 'open-badge',
    formatAnswer: { outcome: 'pass', code: 'format-open-badge' },
    credential: {},
    issuer: '',
    term: { from: undefined, until: undefined },
    proofs: [],
    ownProof: own('proof', 'proof-fits'),
    ownIssuer:
      check === 'issuer' ? own('issuer', 'issuer-listed') : async () => ({ outcome: 'none', code: 'not-reached' }),
    ownStatus: own('status', 'status-good'),
    schema: () => ({ outcome: 'pass', code: 'schema-complete' }),
    facts: () => {
      throw new Error('asked for facts')
    },
  } as unknown as Opened
}

test('each code that decides leads to its sentence', async () => {
  const opened = (outcome: CheckOutcome, code: CheckCode) => ({
    ...answering('status', { outcome, code }),
    facts: () => ({}) as never,
  })
  for (const [kind, codes] of Object.entries(KINDS) as [VerdictKind, CheckCode[]][])
    for (const code of codes) {
      const verdict = await verifyOpened(opened('fail', code), context())
      assert.deepEqual([verdict.verdict, verdict.kind], ['invalid', kind], code)
      assert.deepEqual({ title: verdict.title, explanation: verdict.explanation }, VERDICT_MESSAGES[kind])
    }
  const named = new Set(Object.values(KINDS).flat())
  for (const code of CHECK_CODES.filter((one) => !named.has(one)))
    assert.equal((await verifyOpened(opened('unknown', code), context())).kind, 'status-unknown', code)
  const failed = await verifyOpened(answering('proof', { outcome: 'fail', code: 'proof-not-checked' }), context())
  assert.deepEqual([failed.kind, failed.facts], ['incomplete', null])
  for (const code of ['proof-not-checked', 'proof-anchor-not-checked', 'proof-not-supported'] as const) {
    const verdict = await verifyOpened(answering('proof', { outcome: 'unknown', code }), context())
    assert.deepEqual([verdict.verdict, verdict.kind, verdict.facts], ['unconfirmed', 'unconfirmed', null], code)
  }
})

test('a signature holds to its own end, and that instant is included', async () => {
  const text = await issueCredential(achievementCredential(input()), {
    verificationMethod: KEY,
    created: new Date('2026-10-12T00:00:00Z'),
    sign: keys.issuer.sign,
  })
  assert.equal((await verify(text, context())).verdict, 'valid')
  const proof = (expires: string) => ({
    ...answering('none', { outcome: 'pass', code: 'proof-fits' }),
    ownProof: undefined,
    proofs: [
      {
        verificationMethod: `${PLATFORM}#key-1`,
        controller: PLATFORM,
        created: '2026-10-12T00:00:00Z',
        expires,
        check: async (): Promise<Answer> => ({ outcome: 'pass', code: 'proof-fits' }),
      },
    ],
    facts: () => ({}) as never,
  })
  const answer = async (expires: string) => told(await verifyOpened(proof(expires) as never, context())).proof
  assert.equal((await answer(NOW.toISOString()))?.outcome, 'pass')
  const gone = at(-1).toISOString()
  assert.deepEqual(await answer(gone), { outcome: 'fail', code: 'proof-expired', data: { until: gone } })
  assert.equal((await answer('never'))?.code, 'proof-expired')
})
