import type { Bilingual } from '../platform/page.ts'

/** From an instant on (inclusive), until an instant (exclusive), or without an end. */
export interface Period {
  readonly from: Date
  readonly until: Date | null
}

/** A stretch of time in which the register listed an issuer. `reason` says on what ground, `endReason` why it ended. */
export interface Listing extends Period {
  readonly reason: Bilingual
  readonly endReason: Bilingual | null
}

/** What an issuer may issue: kinds, fields (none named means every field) and KKNI levels, both ends included. */
export interface Authorisation extends Period {
  readonly kinds: readonly string[]
  readonly fields: readonly string[]
  readonly levelMin: number
  readonly levelMax: number
  /** The decision it rests on. */
  readonly source: Bilingual
}

/** A public key of an issuer. After `compromisedAt` nothing it signed is believed. */
export interface IssuerKey extends Period {
  /** `<did>#<public key>`: also a verifier that only reads the fragment finds the key. */
  readonly verificationMethod: string
  readonly signerName: string
  readonly publicKeyMultibase: string
  readonly compromisedAt: Date | null
}

/** All that the register knows of one issuer, with its whole history. */
export interface RegisterEntry {
  readonly organisationId: string
  readonly slug: string
  readonly name: string
  readonly city: string | null
  readonly province: string | null
  readonly did: string
  readonly listings: readonly Listing[]
  readonly authorisations: readonly Authorisation[]
  readonly keys: readonly IssuerKey[]
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
