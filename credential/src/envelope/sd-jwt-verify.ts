/** Verifies a presented SD-JWT: the eight checks, and whether its holder presents it, to us, now. */
import type { Verdict, VerifyContext } from '../verdict.ts'
import { verify } from '../verify.ts'
import { readSdJwt } from './sd-jwt.ts'

/** Why a holder isn't shown to be present, from a closed list. */
export const HOLDER_PROBLEMS = [
  'not-readable',
  'not-bound',
  'does-not-fit',
  'other-audience',
  'other-nonce',
  'too-old',
] as const
export type HolderProblem = (typeof HOLDER_PROBLEMS)[number]

export interface PresentedVerdict {
  /** The eight checks of the credential; a holder's signature that doesn't fit fails its check *proof*. */
  readonly verdict: Verdict
  /** Nothing when the holder signed for this audience and nonce, and not long ago. */
  readonly holder: HolderProblem | null
}

/** Grace for a holder's clock that runs ahead, in seconds. */
const AHEAD_SECONDS = 60

/**
 * Verifies a presentation with key binding (RFC 9901, section 7.3). `nonce` must be fresh and used once: that is the
 * caller's to keep. `maxAgeSeconds` is how old the holder's signature may be: 300 where nothing is said.
 */
export async function verifyPresentedSdJwt(
  text: string,
  expected: { readonly audience: string; readonly nonce: string; readonly maxAgeSeconds?: number },
  context: VerifyContext,
): Promise<PresentedVerdict> {
  const verdict = await verify(text, context)
  return { verdict, holder: holderProblem(text, verdict, expected, context.now) }
}

function holderProblem(
  text: string,
  verdict: Verdict,
  { audience, nonce, maxAgeSeconds = 300 }: { audience: string; nonce: string; maxAgeSeconds?: number },
  now: Date,
): HolderProblem | null {
  const reading = readSdJwt(text.trim())
  if (!reading.ok) return 'not-readable'
  const { binding } = reading.read
  if (binding === undefined) return 'not-bound'
  if (verdict.checks.find(({ id }) => id === 'proof')?.outcome !== 'pass') return 'does-not-fit'
  if (binding.audience !== audience) return 'other-audience'
  if (binding.nonce !== nonce) return 'other-nonce'
  const age = now.getTime() / 1000 - binding.issuedAt
  return age > maxAgeSeconds || age < -AHEAD_SECONDS ? 'too-old' : null
}
