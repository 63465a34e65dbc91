import type { Answer, Opened, OpenedProof } from '../envelope/opened.ts'
import { isBareDidKey } from '../keys/controller.ts'
import type { ResolvedKey } from '../keys/document.ts'
import { resolveKey } from '../keys/resolve.ts'
import { coIssuersOf } from '../openbadge/read.ts'
import type { VerifyContext } from '../verdict.ts'
import { keyOf } from './register.ts'

/** Who the credential says issued it together with its issuer, and whose signature isn't there: that fails whatever else fits. */
export function coIssuerMissing({ credential, proofs }: Pick<Opened, 'credential' | 'proofs'>): Answer | undefined {
  const away = coIssuersOf(credential).find(({ url }) => !proofs.some(({ controller }) => controller === url))
  return away && { outcome: 'fail', code: 'proof-missing', data: { issuer: away.name } }
}

/**
 * Checks every signature of a credential. All of them must hold: one that doesn't is a fail, and one whose key can't be
 * had leaves the whole unknown.
 */
export async function checkProof(
  opened: Pick<Opened, 'ownProof' | 'proofs' | 'issuer'>,
  context: VerifyContext,
): Promise<Answer> {
  if (opened.ownProof !== undefined) return opened.ownProof(context)
  let unknown: Answer | undefined
  for (const proof of opened.proofs) {
    const checked = checkOne(proof, opened.issuer, context)
    const answer = checked instanceof Promise ? await checked : checked
    if (answer.outcome === 'fail') return answer
    if (answer.outcome !== 'pass') unknown = answer
  }
  if (unknown !== undefined) return unknown
  // Said, since other verifiers may refuse it: the method asks for a fragment.
  const bare = opened.proofs.find(({ verificationMethod }) => isBareDidKey(verificationMethod))
  return bare === undefined
    ? { outcome: 'pass', code: 'proof-fits' }
    : { outcome: 'pass', code: 'proof-fits', data: { withoutFragment: bare.verificationMethod } }
}

function checkOne(proof: OpenedProof, issuer: string, context: VerifyContext): Answer | Promise<Answer> {
  if (proof.expires !== undefined && !(context.now.getTime() <= Date.parse(proof.expires)))
    return { outcome: 'fail', code: 'proof-expired', data: { until: proof.expires } }
  const found = findKey(proof, context)
  return found instanceof Promise
    ? found.then((key) => checkUnder(key, proof, issuer))
    : checkUnder(found, proof, issuer)
}

function checkUnder(found: ResolvedKey, proof: OpenedProof, issuer: string): Answer | Promise<Answer> {
  if (!found.ok) {
    if (found.reason === 'not-for-purpose')
      return { outcome: 'fail', code: 'proof-purpose-wrong', data: { key: proof.verificationMethod } }
    return { outcome: 'unknown', code: 'proof-key-not-known', data: { issuer, reason: found.reason } }
  }
  return proof.check(found.key)
}

/**
 * The register's key, else the one that stands in the identifier itself, else the one that the identifier leads to by the
 * caller's `load`: of the instant of signing, where the proof says it.
 */
function findKey(proof: OpenedProof, { trust, load, now }: VerifyContext): ResolvedKey | Promise<ResolvedKey> {
  const { controller, verificationMethod, created, purpose = 'assertionMethod' } = proof
  const known = keyOf(trust, controller, verificationMethod) ?? proof.keyInside
  if (known !== undefined) return { ok: true, key: known, controller }
  const signed = new Date(created)
  const instant = Number.isNaN(signed.getTime()) ? null : signed
  return resolveKey(verificationMethod, purpose, instant, load, now)
}
