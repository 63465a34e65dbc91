import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  achievementCredential,
  type CheckId,
  CREDENTIALS_V2,
  EIGHT_CHECKS,
  issueJwt,
  issueSdJwt,
  type JsonObject,
  OPEN_BADGES_V3,
  presentSdJwt,
  type TrustedIssuer,
  type TrustSnapshot,
  type Verdict,
  type VerifyContext,
  verify,
} from '../src/index.ts'
import { logged } from './log-people.ts'
import { context, ISSUER, input, issue, keys, list, NOW, trust } from './people.ts'

/** How a credential of the table is enveloped: some answers exist in one kind of envelope only. */
type Envelope = 'embedded' | 'jwt' | 'sd-jwt'

/** One way in which one check really fails or can't be answered. */
interface Lever {
  readonly check: CheckId
  readonly outcome: 'fail' | 'unknown'
  readonly code: string
  readonly envelope?: Envelope
  /** Before it is signed. */
  readonly credential?: (credential: JsonObject) => JsonObject
  /** After it was signed. */
  readonly edit?: (document: JsonObject) => JsonObject
  /** The same of a token, which has no second signature: its code, and the header changed after it was signed. */
  readonly token?: { readonly code: string; readonly header: (header: JsonObject) => JsonObject }
  readonly world?: (context: VerifyContext) => VerifyContext | Promise<VerifyContext>
}

const register = (change: (trust: TrustSnapshot) => TrustSnapshot) => (given: VerifyContext) => ({
  ...given,
  trust: change(given.trust as TrustSnapshot),
})
const issuer = (change: (entry: TrustedIssuer) => Partial<TrustedIssuer>) =>
  register((snapshot) => ({
    ...snapshot,
    issuers: snapshot.issuers.map((entry) => (entry.did === ISSUER ? { ...entry, ...change(entry) } : entry)),
  }))
const revoked = await list('revocation', [77])
const clear = await list('suspension')
const unsupported = {
  type: 'RsaSignature2018',
  verificationMethod: `${ISSUER}#key-1`,
  created: '2026-10-12T00:00:00Z',
  jws: 'e30..x',
}

/** The issuer's awards are in the log since before it signed; the caller asks there for the proof. */
function inLog(answer: 'pending' | null): NonNullable<Lever['world']> {
  return (given) => ({ ...given, trust: logged(given.trust as TrustSnapshot), logProof: async () => answer })
}

const LEVERS: readonly Lever[] = [
  {
    check: 'format',
    outcome: 'fail',
    code: 'format-context-not-allowed',
    edit: (document) => ({ ...document, '@context': [OPEN_BADGES_V3, CREDENTIALS_V2] }),
  },
  {
    check: 'format',
    outcome: 'unknown',
    code: 'format-context-not-known',
    envelope: 'jwt',
    credential: (credential) => ({
      ...credential,
      '@context': [CREDENTIALS_V2, OPEN_BADGES_V3, 'https://kampus.example/words'],
    }),
  },
  {
    check: 'proof',
    outcome: 'fail',
    code: 'proof-does-not-fit',
    edit: (document) => ({ ...document, name: 'Doktor' }),
  },
  {
    check: 'proof',
    outcome: 'unknown',
    code: 'proof-not-supported',
    edit: ({ proof, ...document }) => ({ ...document, proof: [proof as JsonObject, unsupported] }),
    token: { code: 'proof-key-not-known', header: ({ kid: _kid, ...header }) => header },
  },
  {
    check: 'issuer',
    outcome: 'fail',
    code: 'issuer-key-compromised',
    world: issuer(({ keys: known }) => ({
      keys: known.map((key) => ({ ...key, compromisedAt: '2026-10-01T00:00:00Z' })),
    })),
  },
  {
    check: 'issuer',
    outcome: 'unknown',
    code: 'issuer-not-listed-then',
    world: issuer(() => ({ listings: [{ from: '2026-11-01T00:00:00Z' }] })),
  },
  {
    check: 'authority',
    outcome: 'fail',
    code: 'authority-not-held',
    world: issuer(({ authorisations }) => ({
      authorisations: authorisations.map((right) => ({ ...right, fields: ['energy'] })),
    })),
  },
  { check: 'authority', outcome: 'unknown', code: 'authority-withheld', envelope: 'sd-jwt' },
  {
    check: 'status',
    outcome: 'fail',
    code: 'status-revoked',
    world: (given) => ({ ...given, statusList: async (url) => (url.endsWith('revocation') ? revoked : clear) }),
  },
  {
    check: 'status',
    outcome: 'unknown',
    code: 'status-list-not-available',
    world: (given) => ({ ...given, statusList: async () => null }),
  },
  {
    check: 'validity',
    outcome: 'fail',
    code: 'validity-expired',
    credential: (credential) => ({ ...credential, validUntil: '2026-11-20T00:00:00Z' }),
  },
  {
    check: 'validity',
    outcome: 'unknown',
    code: 'validity-clock-uncertain',
    world: register((snapshot) => ({ ...snapshot, asOf: '2026-11-25T00:00:00Z' })),
  },
  {
    check: 'schema',
    outcome: 'fail',
    code: 'schema-incomplete',
    credential: (credential) => {
      const subject = credential.credentialSubject as JsonObject
      const { description: _description, ...achievement } = subject.achievement as JsonObject
      return { ...credential, credentialSubject: { ...subject, achievement } }
    },
  },
  {
    check: 'schema',
    outcome: 'unknown',
    code: 'schema-not-checked',
    credential: (credential) => ({
      ...credential,
      credentialSchema: { id: 'https://kampus.example/schema.json', type: 'JsonSchema' },
    }),
  },
  { check: 'log', outcome: 'fail', code: 'log-proof-missing', world: inLog(null) },
  { check: 'log', outcome: 'unknown', code: 'log-proof-to-come', world: inLog('pending') },
]
const nameOf = ({ check, outcome }: Lever): string => `${check} ${outcome}`

const by = {
  verificationMethod: `${ISSUER}#key-1`,
  kind: 'Ed25519',
  issuedAt: new Date('2026-10-12T00:00:00Z'),
  sign: keys.issuer.sign,
} as const
/** What the authority of an issuer hangs on, held back by the holder. */
const FIELD = ['credentialSubject', 'achievement', 'fieldOfStudy']

async function enveloped(envelope: Envelope, credential: JsonObject): Promise<string> {
  if (envelope === 'embedded') return issue(credential)
  if (envelope === 'jwt') return issueJwt(credential, by)
  return presentSdJwt(await issueSdJwt(credential, { ...by, type: 'vc+sd-jwt', disclosable: [FIELD] }), {
    disclose: [],
  })
}

const decoded = (part: string): JsonObject => JSON.parse(Buffer.from(part, 'base64url').toString())
const encoded = (value: JsonObject): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** The same envelope edited, and its signature as it was. */
function edited(envelope: Envelope, text: string, { edit, token }: Lever): string {
  if (envelope === 'embedded') return edit === undefined ? text : JSON.stringify(edit(JSON.parse(text)))
  const [header = '', payload = '', ...rest] = text.split('.')
  if (token !== undefined) return [encoded(token.header(decoded(header))), payload, ...rest].join('.')
  return edit === undefined ? text : [header, encoded(edit(decoded(payload))), ...rest].join('.')
}

async function verdictOf(levers: readonly Lever[], wanted: Envelope = 'embedded'): Promise<Verdict> {
  const envelopes = levers.map(({ envelope }) => envelope)
  const envelope = envelopes.includes('sd-jwt') ? 'sd-jwt' : envelopes.includes('jwt') ? 'jwt' : wanted
  let credential = achievementCredential(input())
  for (const lever of levers) credential = lever.credential?.(credential) ?? credential
  let text = await enveloped(envelope, credential)
  for (const lever of levers) text = edited(envelope, text, lever)
  let world = context({ now: NOW, trust: trust() })
  for (const lever of levers) world = (await lever.world?.(world)) ?? world
  return verify(text, world)
}

const outcomeOf = (verdict: Verdict, id: CheckId) => verdict.checks.find((check) => check.id === id)
const WORST = { fail: 'invalid', unknown: 'unconfirmed' } as const

test('with nothing forced the credential is valid in each envelope, but what a holder holds back', async () => {
  for (const envelope of ['embedded', 'jwt'] as const)
    assert.equal((await verdictOf([], envelope)).verdict, 'valid', envelope)
})

for (const lever of LEVERS) {
  test(`${nameOf(lever)} alone makes the verdict ${WORST[lever.outcome]}`, async () => {
    const verdict = await verdictOf([lever])
    const checks = verdict.checks.filter(({ outcome }) => outcome === 'fail' || outcome === 'unknown')
    assert.deepEqual(
      checks.map(({ id, outcome, code }) => [id, outcome, code]),
      [[lever.check, lever.outcome, lever.code]],
      'and no other check takes part',
    )
    assert.equal(verdict.verdict, WORST[lever.outcome])
  })
}

test('every check can fail and can be unknown', () => {
  const forced = new Set(LEVERS.map(nameOf))
  const all = EIGHT_CHECKS.flatMap((id) => [`${id} fail`, `${id} unknown`])
  assert.deepEqual([...forced].sort(), all.sort())
})

/**
 * Whether one answer leaves another check without a question: what can't be read or was changed is asked nothing more; who
 * isn't known to be the issuer isn't asked for its authority; what a part lacks may stand in what is held back.
 */
function hides(one: Lever, other: Lever): boolean {
  if (one.outcome === 'fail' && one.check === 'format') return true
  if (one.outcome === 'fail' && one.check === 'proof') return other.check !== 'format'
  if (one.check === 'issuer') return other.check === 'authority'
  // Where the key isn't named, whose it is can't be known either.
  if (one.token !== undefined && other.envelope === 'sd-jwt') return true
  return one.code === 'authority-withheld' && other.code === 'schema-incomplete'
}

test('every pair of answers: a fail makes it invalid, else an unknown unconfirmed, and none is lost', async (t) => {
  let pairs = 0
  for (const [at, one] of LEVERS.entries())
    for (const other of LEVERS.slice(at + 1)) {
      if (one.check === other.check) continue
      const name = `${nameOf(one)}, ${nameOf(other)}`
      pairs++
      const verdict = await verdictOf([one, other])
      const seen = [one, other].filter((lever) => !hides(lever === one ? other : one, lever))
      for (const lever of seen) {
        const check = outcomeOf(verdict, lever.check)
        const isToken = (one.envelope ?? other.envelope) !== undefined
        const code = isToken ? (lever.token?.code ?? lever.code) : lever.code
        assert.deepEqual([check?.outcome, check?.code], [lever.outcome, code], name)
      }
      const worst = seen.some(({ outcome }) => outcome === 'fail') ? 'fail' : 'unknown'
      assert.equal(verdict.verdict, WORST[worst], name)
    }
  t.diagnostic(`${LEVERS.length} single answers, ${pairs} pairs`)
  assert.equal(pairs, 112)
})
