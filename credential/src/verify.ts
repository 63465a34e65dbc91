import { checkAuthority, checkIssuer } from './checks/issuer.ts'
import { checkLog } from './checks/log.ts'
import { statusOfPart, validityOfPart } from './checks/part.ts'
import { checkProof, coIssuerMissing } from './checks/proof.ts'
import { usableRegister } from './checks/register.ts'
import { checkStatus } from './checks/status.ts'
import { checkValidity } from './checks/validity.ts'
import { NOT_AWARDED, open } from './envelope/open.ts'
import type { Answer, Opened } from './envelope/opened.ts'
import { CHECK_MESSAGES } from './messages.ts'
import { NotLoaded } from './on-demand.ts'
import {
  type Check,
  type CheckCode,
  type CheckId,
  EIGHT_CHECKS,
  type Format,
  type Verdict,
  type VerdictKind,
  type VerifyContext,
} from './verdict.ts'
import { VERDICT_MESSAGES } from './verdict-messages.ts'

type Answers = Partial<Record<CheckId, Answer>>
/** Every check with its answer: where the proof doesn't fail. */
type AllAnswers = Record<CheckId, Answer>

/**
 * Checks a credential, and answers every one of the eight checks with its outcome, code, words and figures.
 *
 * `invalid` if any check fails; else `unconfirmed` if any could not be found out; else `valid`. It never throws for
 * bad input, never fetches, reads no clock but `context.now`, and has no option that weakens it.
 */
export async function verify(input: string | Uint8Array, given: VerifyContext): Promise<Verdict> {
  try {
    const found = open(input, {}, NOT_AWARDED)
    const opening = found instanceof Promise ? await found : found
    if (!opening.ok) return judged(opening.answers, opening.format, null)
    return await verifyOpened(opening.opened, given)
  } catch (fault) {
    if (fault instanceof NotLoaded) return judged(NOT_CHECKED, 'unknown', null)
    throw fault
  }
}

/** In a browser without a connection, a part of this library that a rare format needs can't be had: nothing is known then. */
const NOT_CHECKED: Answers = {
  format: { outcome: 'unknown', code: 'format-not-checked', data: { reason: 'part-not-loaded' } },
}

/**
 * Checks what was opened already, as `verify` does: the door for envelopes that come another way. Rejects with `NotLoaded`
 * where a browser can't load what it needs.
 */
export async function verifyOpened(opened: Opened, given: VerifyContext): Promise<Verdict> {
  const context = { ...given, trust: usableRegister(given) }
  const own = await answersOf(opened, context)
  const answers = opened.inner === undefined || !('log' in own) ? own : await withInner(own, opened.inner, given)
  return judged(answers, opened.format, isSaidByIssuer(answers) ? opened : null)
}

async function answersOf(
  opened: Opened,
  context: VerifyContext,
): Promise<AllAnswers | Pick<AllAnswers, 'format' | 'proof'>> {
  const format = opened.formatAnswer
  const proof = coIssuerMissing(opened) ?? (await checkProof(opened, context))
  if (proof.outcome === 'fail') return { format, proof }
  const logged = checkLog(opened, context)
  const { answer: log, seenAt } = logged instanceof Promise ? await logged : logged
  const issuer = opened.ownIssuer === undefined ? checkIssuer(opened, context, seenAt) : await opened.ownIssuer(context)
  const status = opened.ownStatus?.(context) ?? checkStatus(opened.credential, opened.issuer, context)
  return {
    format,
    proof,
    issuer,
    authority:
      issuer.outcome === 'pass' ? checkAuthority(opened, context) : { outcome: 'none', code: 'authority-not-asked' },
    status: statusOfPart(status instanceof Promise ? await status : status, opened.part),
    validity: validityOfPart(checkValidity(opened.term, context), opened.part),
    schema: opened.schema(),
    log,
  }
}

const WEIGHT = { none: 0, pass: 1, unknown: 2, fail: 3 } as const

/** The answers of a record: for each check the worst of its own and of those of the credentials inside, named by their number. */
async function withInner(own: AllAnswers, inner: readonly string[], given: VerifyContext): Promise<Answers> {
  const answers: AllAnswers = { ...own, authority: { outcome: 'none', code: 'authority-not-asked' } }
  for (const [at, text] of inner.entries()) {
    const { checks } = await verify(text, given)
    for (const { id, outcome, code, data } of checks)
      if (WEIGHT[outcome] > WEIGHT[answers[id].outcome])
        answers[id] = { outcome, code, data: { ...data, credential: at + 1 } }
  }
  return answers
}

/** Nothing is shown as a fact unless the signature fits and the key isn't somebody else's. */
function isSaidByIssuer({ proof, issuer }: Answers): boolean {
  return proof?.outcome === 'pass' && issuer?.outcome !== 'fail'
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

function judged(answers: Answers, format: Format, opened: Opened | null): Verdict {
  const checks = EIGHT_CHECKS.map((id) => told(id, answers[id] ?? { outcome: 'none', code: 'not-reached' }))
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
    facts: opened === null ? null : opened.facts(),
    replacedBy: typeof replaced === 'string' ? replaced : null,
  }
}

const KINDS: Partial<Record<CheckCode, VerdictKind>> = {
  'format-not-readable': 'unreadable',
  'format-not-json': 'unreadable',
  'format-context-not-allowed': 'unreadable',
  'format-no-credential': 'unreadable',
  'format-presentation': 'unreadable',
  'proof-does-not-fit': 'changed',
  'proof-disclosure-unmatched': 'changed',
  'proof-chain-broken': 'changed',
  'proof-leaves-gap': 'changed',
  'proof-not-canonicalisable': 'changed',
  'proof-missing': 'without-proof',
  'proof-several': 'without-proof',
  'proof-malformed': 'without-proof',
  'proof-not-derived': 'without-proof',
  'proof-purpose-wrong': 'without-proof',
  'proof-expired': 'expired',
  'proof-algorithm-not-allowed': 'wrong-key',
  'proof-not-supported': 'without-proof',
  'issuer-key-of-another': 'wrong-key',
  'issuer-key-not-valid-then': 'wrong-key',
  'issuer-key-compromised': 'key-compromised',
  'authority-not-held': 'without-authority',
  'status-revoked': 'revoked',
  'status-suspended': 'suspended',
  'status-replaced': 'replaced',
  'status-message': 'unconfirmed',
  'validity-expired': 'expired',
  'validity-not-yet': 'not-yet-valid',
  'schema-incomplete': 'incomplete',
  'log-proof-missing': 'not-logged',
  'log-proof-wrong': 'not-logged',
  'issuer-not-listed': 'issuer-not-listed',
  'issuer-not-listed-then': 'issuer-not-listed',
  'issuer-not-bound': 'issuer-not-listed',
  'issuer-cosigner-not-listed': 'issuer-not-listed',
  'proof-key-not-known': 'issuer-not-listed',
  'register-not-available': 'register-not-available',
}

function kindOf(check: Check | undefined): VerdictKind {
  if (check === undefined) return 'valid'
  // A signature of a kind that we can't check says nothing; one of a kind that nobody may use counts as none.
  if (check.code === 'proof-not-supported' && check.outcome === 'unknown') return 'unconfirmed'
  return (
    KINDS[check.code] ??
    (check.id === 'status' ? 'status-unknown' : check.outcome === 'fail' ? 'incomplete' : 'unconfirmed')
  )
}
