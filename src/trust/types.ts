import type { Bilingual } from '../platform/page.ts'

/** From an instant on (inclusive), until an instant (exclusive), or without an end. */
export interface Period {
  readonly from: Date
  readonly until: Date | null
}

/**
 * One row of the register. It is never changed: a later row may supersede it, as known from that row's `recordedAt` on. A
 * row whose period is empty takes back what it supersedes.
 */
export interface Fact extends Period {
  readonly id: string
  readonly recordedAt: Date
  readonly supersedes: string | null
}

/** What an organisation can be in the register. Only issuers sign; frameworks and standard-setters never can. */
export const CLASSES = ['issuer', 'accreditation-body', 'certification-body', 'framework', 'standard-setter'] as const
export type RegisterClass = (typeof CLASSES)[number]

/** Classes whose attestations count. */
export const BODY_CLASSES: readonly RegisterClass[] = ['accreditation-body', 'certification-body']

/** What a listing rests on: an attestation that must be in force on each day, or an appointment by law. */
export type Ground = 'attestation' | 'appointment'

/** A stretch of time in which the register listed an organisation. `reason` says on what ground, `endReason` why it ended. */
export interface Listing extends Fact {
  readonly class: RegisterClass
  readonly restsOn: Ground
  readonly reason: Bilingual
  readonly endReason: Bilingual | null
}

/** What an issuer may issue: kinds, fields (none named means every field) and KKNI levels, both ends included. */
export interface Authorisation extends Fact {
  readonly kinds: readonly string[]
  readonly fields: readonly string[]
  readonly levelMin: number
  readonly levelMax: number
  /** The decision it rests on. */
  readonly source: Bilingual
  /** Why this row supersedes another. */
  readonly changeReason: Bilingual | null
}

/** What an accreditation or certification body says of an organisation. It counts on days when the body is registered. */
export interface Attestation extends Fact {
  readonly bodyId: string
  readonly bodyName: string
  readonly bodySlug: string
  /** When the register listed the body as one whose attestations count; the knowledge of the same moment. */
  readonly bodyPeriods: readonly Period[]
  readonly scheme: string
  readonly level: string
  readonly number: string
  readonly changeReason: Bilingual | null
}

/** A stretch in which an issuer may issue nothing; what it issued before stays good (F012). */
export interface Suspension extends Fact {
  readonly reason: Bilingual
  readonly endReason: Bilingual | null
}

/** A public key of an issuer. After `compromisedAt` nothing it signed is believed. */
export interface IssuerKey extends Period {
  /** `<did>#<public key>`: also a verifier that only reads the fragment finds the key. */
  readonly verificationMethod: string
  readonly signerName: string
  readonly publicKeyMultibase: string
  readonly recordedAt: Date
  readonly compromisedAt: Date | null
  /** Why it was rotated or isn't believed any more. */
  readonly endReason: Bilingual | null
}

/** A row that ends a key: from `at` on it is no longer used, or nothing it signed is believed. */
export interface KeyEnd {
  readonly id: string
  readonly what: 'rotated' | 'compromised'
  readonly at: Date
  readonly reason: Bilingual
  readonly recordedAt: Date
}

/** A key as it was bound, with every row that ever ended it. */
export type RecordedKey = Omit<IssuerKey, 'until' | 'compromisedAt' | 'endReason'> & {
  readonly ends: readonly KeyEnd[]
}

/** Who an entry is about. */
export interface Identity {
  readonly organisationId: string
  readonly slug: string
  readonly name: string
  readonly city: string | null
  readonly province: string | null
  readonly did: string
}

/** All that the register knows of one organisation, with its whole history: the facts as they are held to be now. */
export interface RegisterEntry extends Identity {
  /** As an issuer. */
  readonly listings: readonly Listing[]
  /** As anything else: body, framework, standard-setter. */
  readonly standings: readonly Listing[]
  readonly authorisations: readonly Authorisation[]
  readonly attestations: readonly Attestation[]
  readonly suspensions: readonly Suspension[]
  readonly keys: readonly IssuerKey[]
}

/** Every row ever recorded of one organisation, superseded ones too. */
export interface RecordedEntry extends Identity {
  readonly listings: readonly Listing[]
  readonly authorisations: readonly Authorisation[]
  /** The listings of each body with all their rows, so that the body can be seen as of the same knowledge. */
  readonly attestations: readonly (Omit<Attestation, 'bodyPeriods'> & { readonly bodyListings: readonly Listing[] })[]
  readonly suspensions: readonly Suspension[]
  readonly keys: readonly RecordedKey[]
}

/** What somebody wants to issue: a kind, a field of study or work, and a KKNI level of 1 to 9. */
export interface IssueQuestion {
  readonly kind: string
  readonly field: string
  readonly level: number
}

/** With which key an issuer signs now. The private half stays in the signer under `signerName`. */
export interface Issuer {
  readonly did: string
  readonly verificationMethod: string
  readonly signerName: string
}

/** An authorisation to be written into the register. Without a `source` it rests on the decision to list. */
export interface AuthorisationGiven {
  readonly kinds: readonly string[]
  readonly fields: readonly string[]
  readonly levelMin: number
  readonly levelMax: number
  readonly until?: Date | null
  readonly source?: Bilingual
}

/** An attestation to be written into the register. */
export interface AttestationGiven {
  readonly organisationId: string
  readonly bodyId: string
  readonly scheme: string
  readonly level: string
  readonly number: string
  readonly from: Date
  readonly until: Date
}

/** Tables of facts that can be put right. */
export const FACT_KINDS = ['listing', 'authorisation', 'attestation', 'suspension'] as const
export type FactKind = (typeof FACT_KINDS)[number]

/** One line of the public feed: a row of the register, newest knowledge first. */
export interface Change {
  readonly id: string
  readonly kind: FactKind | 'key'
  readonly what: 'begun' | 'ended' | 'corrected' | 'withdrawn' | 'compromised'
  readonly recordedAt: Date
  readonly from: Date
  readonly until: Date | null
  readonly organisationId: string
  readonly slug: string
  readonly name: string
  /** It was ever listed, so that `/register/<slug>` exists: an applicant has accreditations before it has an entry. */
  readonly listed: boolean
  /** The class of a listing, the kinds of an authorisation, the scheme of an attestation. */
  readonly detail: readonly string[]
  readonly reason: Bilingual | null
  /** Whole days by which the change reaches back before it was recorded; 0 where it doesn't. */
  readonly backdatedDays: number
}
