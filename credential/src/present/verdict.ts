import type { TwoLanguages } from '../openbadge/types.ts'
import type { CheckOutcome, Verdict, VerifyContext } from '../verdict.ts'

/** The checks of a presentation, always in this order. */
export const PRESENTATION_CHECKS = ['form', 'proof', 'holder', 'audience', 'credentials'] as const
export type PresentationCheckId = (typeof PRESENTATION_CHECKS)[number]

/** Every answer that a check of a presentation can give: one closed list. */
export const PRESENTATION_CODES = [
  'presentation-read',
  'presentation-not-readable',
  'presentation-context-not-allowed',
  'presentation-context-not-known',
  'presentation-incomplete',
  'presentation-proof-fits',
  'presentation-proof-does-not-fit',
  'presentation-proof-missing',
  'presentation-proof-malformed',
  'presentation-proof-not-supported',
  'presentation-purpose-wrong',
  'presentation-expired',
  'presentation-key-not-known',
  'presentation-by-holder',
  'presentation-holder-missing',
  'presentation-holder-another',
  'presentation-holder-not-bound',
  'presentation-key-not-valid',
  'presentation-for-this-request',
  'presentation-challenge-wrong',
  'presentation-domain-wrong',
  'presentation-credentials-valid',
  'presentation-credential-invalid',
  'presentation-credential-unconfirmed',
  'presentation-no-credentials',
  'presentation-not-reached',
] as const
export type PresentationCode = (typeof PRESENTATION_CODES)[number]

export interface PresentationCheck {
  readonly id: PresentationCheckId
  readonly outcome: CheckOutcome
  readonly code: PresentationCode
  readonly message: TwoLanguages
  /** Figures behind the sentence: pointers, ids of keys, places in the list. */
  readonly data: Readonly<Record<string, string | number>>
}

/** The answer about a presentation as a whole, and about each credential in it. */
export interface PresentationVerdict {
  /** `invalid` if any check fails, else `unconfirmed` if any could not be found out, else `valid`. */
  readonly verdict: 'valid' | 'invalid' | 'unconfirmed'
  readonly checks: readonly PresentationCheck[]
  /** Who shows it, only when the signature fits and the key is the holder's. */
  readonly holder: string | null
  /** One for each credential, in the order of the presentation. */
  readonly credentials: readonly Verdict[]
  /**
   * Whether every credential names the holder as its subject. It decides nothing by itself: a parent may show a child's,
   * and an opaque subject is nobody's identifier.
   */
  readonly isHolderSubject: boolean
}

/** What the verifier asked for, and all that `verify` needs. */
export interface PresentationContext extends VerifyContext {
  /** The challenge that this verifier gave for this one request. That it is used once is the caller's to keep. */
  readonly challenge: string
  /** The domain or domains of this verifier: the proof must name exactly these. */
  readonly domain: string | readonly string[]
}
