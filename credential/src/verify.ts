import { CREDENTIALS_V2, isAllowedSequence, OPEN_BADGES_V3 } from './contexts/bundled.ts'
import { type JsonObject, type ReadProof, readProof, unsignedPlace } from './envelope/suite.ts'
import { readJson } from './json/read.ts'
import { controllerOf } from './keys/controller.ts'
import { publicKeyBytes } from './keys/ed25519.ts'
import { CHECK_MESSAGES, VERDICT_MESSAGES } from './messages.ts'
import { TARGET } from './openbadge/build.ts'
import { readAchievement } from './openbadge/read.ts'
import { badgeFaults } from './openbadge/schema.ts'
import {
  type Check,
  type CheckCode,
  type CheckId,
  type CheckOutcome,
  EIGHT_CHECKS,
  type TrustedIssuer,
  type Verdict,
  type VerdictKind,
  type VerifyContext,
} from './verdict.ts'
import { checkStatus, keyOf } from './verify-status.ts'

type Data = Record<string, string | number>
interface Answer {
  readonly outcome: CheckOutcome
  readonly code: CheckCode
  readonly data?: Data
}

const MILLISECONDS_OF_DAY = 86_400_000
const SNAPSHOT_DAYS = 30

/**
 * Checks a credential, and answers every one of the eight checks with its outcome, code, words and figures.
 *
 * `invalid` if any check fails; else `unconfirmed` if any could not be found out; else `valid`. It never throws for
 * bad input, never fetches, reads no clock but `context.now`, and has no option that weakens it.
 */
export async function verify(input: string | Uint8Array, given: VerifyContext): Promise<Verdict> {
  const context = { ...given, trust: usableRegister(given) }
  const read = readJson(input)
  if (!read.ok)
    return unreadable({ outcome: 'fail', code: 'format-not-readable', data: { reason: read.code, at: read.at } })
  const format = formatOf(read.value)
  if (format.outcome !== 'pass') return unreadable(format)
  const credential = read.value as JsonObject
  const proof = readProof(credential)
  const issuer = issuerId(credential)
  const proofAnswer = await checkProof(credential, proof, issuer, context)
  const answers = new Map<CheckId, Answer>([
    ['format', format],
    ['proof', proofAnswer],
  ])
  if (proofAnswer.outcome === 'fail') {
    for (const id of EIGHT_CHECKS) if (!answers.has(id)) answers.set(id, { outcome: 'none', code: 'not-reached' })
  } else {
    const issuerAnswer = checkIssuer(proof as ReadProof, issuer, context)
    answers.set('issuer', issuerAnswer)
    answers.set(
      'authority',
      issuerAnswer.outcome === 'pass'
        ? checkAuthority(credential, proof as ReadProof, issuer, context)
        : { outcome: 'none', code: 'authority-not-asked' },
    )
    answers.set('status', await checkStatus(credential, issuer, context))
    answers.set('validity', checkValidity(credential, context))
    answers.set('schema', checkSchema(credential))
    answers.set('log', { outcome: 'none', code: 'log-none' })
  }
  const checks = EIGHT_CHECKS.map((id) => told(id, answers.get(id) ?? { outcome: 'none', code: 'not-reached' }))
  const isBadge = (credential['@context'] as string[]).includes(OPEN_BADGES_V3)
  return judged(
    checks,
    isBadge ? 'open-badges-3' : 'verifiable-credential-2',
    isSaidByIssuer(answers) ? credential : null,
  )
}

/** Nothing is shown as a fact unless the signature fits and the key isn't somebody else's. */
function isSaidByIssuer(answers: ReadonlyMap<CheckId, Answer>): boolean {
  return answers.get('proof')?.outcome === 'pass' && answers.get('issuer')?.outcome !== 'fail'
}

/** After 30 days a copy of the register answers nothing: not even whose key it is. */
function usableRegister({ now, trust }: VerifyContext): VerifyContext['trust'] {
  const age = trust === null ? Number.NaN : now.getTime() - Date.parse(trust.asOf)
  return age <= SNAPSHOT_DAYS * MILLISECONDS_OF_DAY ? trust : null
}

function told(id: CheckId, answer: Answer): Check {
  return {
    id,
    outcome: answer.outcome,
    code: answer.code,
    message: CHECK_MESSAGES[answer.code],
    data: answer.data ?? {},
  }
}

function unreadable(format: Answer): Verdict {
  const checks = EIGHT_CHECKS.map((id) => told(id, id === 'format' ? format : { outcome: 'none', code: 'not-reached' }))
  return judged(checks, 'unknown', null)
}

function judged(checks: readonly Check[], format: Verdict['format'], credential: JsonObject | null): Verdict {
  const failed = checks.find((check) => check.outcome === 'fail')
  const unsure = checks.find((check) => check.outcome === 'unknown')
  const verdict = failed !== undefined ? 'invalid' : unsure !== undefined ? 'unconfirmed' : 'valid'
  const issuer = checks.find((check) => check.id === 'issuer' && check.outcome === 'unknown')
  const kind = kindOf(failed ?? issuer ?? unsure)
  const replaced = checks.find((check) => check.code === 'status-replaced')?.data.replacedBy
  return {
    verdict,
    kind,
    ...VERDICT_MESSAGES[kind],
    format,
    checks,
    facts: credential === null ? null : readAchievement(credential),
    replacedBy: typeof replaced === 'string' ? replaced : null,
  }
}

const KINDS: Partial<Record<CheckCode, VerdictKind>> = {
  'format-not-readable': 'unreadable',
  'format-not-json': 'unreadable',
  'format-context-not-allowed': 'unreadable',
  'proof-does-not-fit': 'changed',
  'proof-leaves-gap': 'changed',
  'proof-not-canonicalisable': 'changed',
  'proof-missing': 'without-proof',
  'proof-several': 'without-proof',
  'proof-not-supported': 'without-proof',
  'issuer-key-of-another': 'wrong-key',
  'issuer-key-not-valid-then': 'wrong-key',
  'issuer-key-compromised': 'key-compromised',
  'authority-not-held': 'without-authority',
  'status-revoked': 'revoked',
  'status-suspended': 'suspended',
  'status-replaced': 'replaced',
  'validity-expired': 'expired',
  'validity-not-yet': 'not-yet-valid',
  'schema-incomplete': 'incomplete',
  'issuer-not-listed': 'issuer-not-listed',
  'issuer-not-listed-then': 'issuer-not-listed',
  'proof-key-not-known': 'issuer-not-listed',
  'register-not-available': 'register-not-available',
}

function kindOf(check: Check | undefined): VerdictKind {
  if (check === undefined) return 'valid'
  return (
    KINDS[check.code] ??
    (check.id === 'status' ? 'status-unknown' : check.outcome === 'fail' ? 'incomplete' : 'unconfirmed')
  )
}

function formatOf(value: unknown): Answer {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { outcome: 'fail', code: 'format-not-json' }
  const document = value as JsonObject
  if (!Array.isArray(document.type) || !document.type.includes('VerifiableCredential'))
    return { outcome: 'fail', code: 'format-not-json' }
  if (!isAllowedSequence(document['@context'])) return { outcome: 'fail', code: 'format-context-not-allowed' }
  const badge = document['@context'].includes(OPEN_BADGES_V3)
  return {
    outcome: 'pass',
    code: badge ? 'format-open-badges-3' : 'format-verifiable-credential-2',
    data: { context: CREDENTIALS_V2 },
  }
}

function issuerId(credential: JsonObject): string {
  const issuer = credential.issuer
  if (typeof issuer === 'string') return issuer
  const id = typeof issuer === 'object' && issuer !== null ? (issuer as JsonObject).id : undefined
  return typeof id === 'string' ? id : ''
}

async function checkProof(
  credential: JsonObject,
  proof: ReturnType<typeof readProof>,
  issuer: string,
  context: VerifyContext,
): Promise<Answer> {
  if (proof === 'missing') return { outcome: 'fail', code: 'proof-missing' }
  if (proof === 'several') return { outcome: 'fail', code: 'proof-several' }
  if (proof === 'not-supported') return { outcome: 'fail', code: 'proof-not-supported' }
  const gap = unsignedPlace(credential)
  if (gap !== undefined) return { outcome: 'fail', code: 'proof-leaves-gap', data: gap }
  const controller = controllerOf(proof.verificationMethod) ?? ''
  const key =
    keyOf(context.trust, controller, proof.verificationMethod) ?? keyInDid(controller, proof.verificationMethod)
  if (key === undefined) {
    // The signature can't be checked, but what has no single meaning is refused all the same.
    return { outcome: 'unknown', code: 'proof-key-not-known', data: { issuer } }
  }
  const answer = await proof.fits(credential, key)
  if (answer === 'fits') return { outcome: 'pass', code: 'proof-fits' }
  return { outcome: 'fail', code: answer === 'too-complex' ? 'proof-not-canonicalisable' : 'proof-does-not-fit' }
}

/** The key that a did:key carries in itself: enough to check the signature, never enough to trust the issuer. */
function keyInDid(controller: string, verificationMethod: string): string | undefined {
  const multibase = controller.startsWith('did:key:') ? controller.slice('did:key:'.length) : ''
  if (publicKeyBytes(multibase) === undefined) return undefined
  return verificationMethod === `${controller}#${multibase}` ? multibase : undefined
}

/** The instant of issue as the document gives it, in milliseconds; not a number when it can't be read. */
function issuedAt(credential: JsonObject): number {
  return typeof credential.validFrom === 'string' ? Date.parse(credential.validFrom) : Number.NaN
}

function covers(from: string, until: string | null | undefined, instant: number): boolean {
  return Date.parse(from) <= instant && (until == null || instant < Date.parse(until))
}

function signedAt(proof: ReadProof): number {
  return Date.parse(proof.created)
}

function checkIssuer(proof: ReadProof, issuer: string, context: VerifyContext): Answer {
  if (controllerOf(proof.verificationMethod) !== issuer)
    return { outcome: 'fail', code: 'issuer-key-of-another', data: { issuer, key: proof.verificationMethod } }
  if (context.trust === null || Date.parse(context.trust.validUntil) < context.now.getTime())
    return { outcome: 'unknown', code: 'register-not-available' }
  const entry = context.trust.issuers.find((listed) => listed.did === issuer)
  if (entry === undefined || entry.listings.length === 0)
    return { outcome: 'unknown', code: 'issuer-not-listed', data: { issuer } }
  const key = entry.keys.find((known) => known.id === proof.verificationMethod)
  if (key === undefined)
    return { outcome: 'fail', code: 'issuer-key-of-another', data: { issuer, key: proof.verificationMethod } }
  const signed = signedAt(proof)
  if (key.compromisedAt != null && !(signed < Date.parse(key.compromisedAt)))
    return { outcome: 'fail', code: 'issuer-key-compromised', data: { since: key.compromisedAt } }
  if (!covers(key.validFrom, key.validUntil, signed))
    return { outcome: 'fail', code: 'issuer-key-not-valid-then', data: { signed: proof.created } }
  // The day of issue is the day of signing: a date that the issuer writes into the document can't reach back.
  const listing = entry.listings.find((period) => covers(period.from, period.until, signed))
  if (listing === undefined) return { outcome: 'unknown', code: 'issuer-not-listed-then', data: { issuer } }
  return { outcome: 'pass', code: 'issuer-listed', data: { issuer, name: entry.name, listedFrom: listing.from } }
}

function checkAuthority(credential: JsonObject, proof: ReadProof, issuer: string, context: VerifyContext): Answer {
  const entry = context.trust?.issuers.find((listed) => listed.did === issuer) as TrustedIssuer
  const facts = readAchievement(credential)
  // As with the listing, the day that counts is the day of signing: a date written into the document can't reach back.
  const instant = signedAt(proof)
  const kind = kindOfAchievement(credential)
  const level = facts.kkniLevel
  const held = entry.authorisations.some(
    (right) =>
      covers(right.from, right.until, instant) &&
      right.kinds.includes(kind) &&
      (right.fields.length === 0 || (facts.field !== null && right.fields.includes(facts.field))) &&
      level !== null &&
      level >= right.levelMin &&
      level <= right.levelMax,
  )
  const data: Data = { kind, field: facts.field ?? '', level: level ?? 0, target: TARGET.level }
  return held
    ? { outcome: 'pass', code: 'authority-held', data }
    : { outcome: 'fail', code: 'authority-not-held', data }
}

function kindOfAchievement(credential: JsonObject): string {
  const achieved = ((credential.credentialSubject as JsonObject | undefined)?.achievement as JsonObject | undefined)
    ?.achievementType
  return achieved === 'MicroCredential'
    ? 'micro-credential'
    : achieved === 'Course'
      ? 'course-certificate'
      : String(achieved ?? '')
}

function checkValidity(credential: JsonObject, context: VerifyContext): Answer {
  const from = issuedAt(credential)
  const until = credential.validUntil === undefined ? null : Date.parse(String(credential.validUntil))
  if (Number.isNaN(from) || Number.isNaN(until ?? 0)) return { outcome: 'fail', code: 'validity-not-readable' }
  const now = context.now.getTime()
  const register = context.trust === null ? now : Date.parse(context.trust.asOf)
  const data: Data = {
    from: String(credential.validFrom),
    ...(until === null ? {} : { until: String(credential.validUntil) }),
  }
  // A clock before the register's own time is wrong by at least that much; after it, the copy may simply be older.
  if (now < register - MILLISECONDS_OF_DAY) return { outcome: 'unknown', code: 'validity-clock-uncertain', data }
  if (until !== null && now > until) return { outcome: 'fail', code: 'validity-expired', data }
  if (now < from) return { outcome: 'fail', code: 'validity-not-yet', data }
  return { outcome: 'pass', code: 'validity-in-force', data }
}

function checkSchema(credential: JsonObject): Answer {
  const faults = badgeFaults(credential)
  return faults.length === 0
    ? { outcome: 'pass', code: 'schema-complete' }
    : { outcome: 'fail', code: 'schema-incomplete', data: { at: faults.slice(0, 5).join(' ') } }
}
