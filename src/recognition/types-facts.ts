import type { Bilingual } from '../platform/page.ts'
import type { Mode, SkillRef } from './types-rules.ts'

/**
 * A grade in hundredths of a point of 4.00, or a bare pass. Points that were mapped from a mark say how: the letter, the mark in
 * tenths of 100.0, the first day of the mapping, and whether it is only the provisional one that stands in for a university's own.
 */
export type Grade =
  | {
      readonly kind: 'points'
      readonly hundredths: number
      readonly letter?: string | undefined
      readonly markTenths?: number | undefined
      readonly scaleFrom?: string | undefined
      readonly provisional?: boolean | undefined
    }
  | { readonly kind: 'pass' }

/** What the assessment of an award came to: the mean mark over its mandatory outcomes, in tenths of 100.0, or a pass alone. */
export type AwardResult =
  | { readonly kind: 'mark'; readonly tenths: number; readonly outcomes: number }
  | { readonly kind: 'pass' }

/** Why a case is about this course: it was named, an agreement in force names it, or it shares the most skills. */
export type CourseBasis = 'named' | 'agreement' | 'overlap'

/** What recognition must know of a credential. No personal data but the id of whoever holds it. */
export interface CredentialFacts {
  readonly credentialId: string
  /** The credential id under which the account keeps the award: that of its first edition. */
  readonly accountId: string
  readonly personId: string
  /** For the rosette. */
  readonly definitionId: string | null
  readonly definitionVersionId: string | null
  readonly title: Bilingual
  readonly sks: number
  readonly hours: number
  /** Null where nobody stated it: of certificates from elsewhere. */
  readonly kkniLevel: number | null
  readonly mode: Mode
  readonly issuerName: string
  readonly organisationId: string
  /** ISO day. */
  readonly issuedOn: string
  /** As `micro-credential`; left out where nobody recorded it, as in requests from before it was. */
  readonly kind?: string | undefined
  readonly skills?: readonly SkillRef[] | undefined
  /** Last ISO day on which it is in force; null: no end. */
  readonly expiresOn?: string | null | undefined
  /** Left out where nobody recorded any: of certificates from elsewhere, and in requests from before it was. */
  readonly result?: AwardResult | undefined
}

/** Where facts and verdicts of credentials come from: `app.ts` passes credentials and verifier in. */
export interface CredentialSource {
  credentialFacts(credentialId: string): Promise<CredentialFacts | null>
  /** `kind` says which way it is not valid: `revoked`, `expired`, ... */
  verdictOf(
    credentialId: string,
  ): Promise<{ readonly verdict: 'valid' | 'invalid' | 'unconfirmed'; readonly kind: string }>
}
