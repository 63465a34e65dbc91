import type { Answer, Opened, OpenedProof } from '../envelope/opened.ts'
import type { PublicKey } from '../keys/key.ts'
import type { VerifyContext } from '../verdict.ts'
import { keyOf } from './register.ts'

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
    const answer = await checkOne(proof, opened.issuer, context)
    if (answer.outcome === 'fail') return answer
    if (answer.outcome !== 'pass') unknown = answer
  }
  return unknown ?? { outcome: 'pass', code: 'proof-fits' }
}

async function checkOne(proof: OpenedProof, issuer: string, context: VerifyContext): Promise<Answer> {
  if (proof.expires !== undefined && !(context.now.getTime() <= Date.parse(proof.expires)))
    return { outcome: 'fail', code: 'proof-expired', data: { until: proof.expires } }
  const key = await findKey(proof, context)
  if (key === undefined) return { outcome: 'unknown', code: 'proof-key-not-known', data: { issuer } }
  return proof.check(key)
}

/** The register's key, else the one that stands in the identifier itself. */
async function findKey(proof: OpenedProof, { trust }: VerifyContext): Promise<PublicKey | undefined> {
  return keyOf(trust, proof.controller, proof.verificationMethod) ?? proof.keyInside
}
