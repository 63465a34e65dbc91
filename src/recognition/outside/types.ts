import type { Mode } from '../types-rules.ts'

/** How far the proof of a certificate goes. */
export type Grade = 'signature' | 'link' | 'picture'

/** A certificate from elsewhere, without its file. */
export interface OutsideCertificate {
  readonly personId: string
  readonly id: string
  readonly title: string
  readonly issuerName: string
  /** ISO days. */
  readonly issuedOn: string
  readonly expiresOn: string | null
  /** Whole hours of learning, as the holder states them. */
  readonly hours: number
  readonly mode: Mode
  readonly link: string | null
  readonly carrier: 'badge' | 'file'
  /** Whether a badge names its holder; null where it names nobody, and for files. */
  readonly namedHolder: boolean | null
  /** The signature of a badge fitted when it was handed in. */
  readonly signed: boolean
  readonly mediaType: string
  readonly bytes: number
  readonly sha256: string
  readonly uploadedAt: Date
  readonly checkResult: 'confirmed' | 'not-confirmed' | null
  readonly checkNote: string | null
  readonly checkedBy: string | null
  readonly checkedAt: Date | null
}

/** The form, still as text. */
export interface OutsideForm {
  readonly title: string
  readonly issuer: string
  readonly issuedOn: string
  readonly expiresOn: string
  readonly hours: string
  readonly mode: string
  readonly link: string
}
