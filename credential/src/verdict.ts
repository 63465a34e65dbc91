import type { CredentialFacts, TwoLanguages } from './openbadge/types.ts'

/** What a file can be: one closed list. */
export const FORMATS = [
  'open-badges-3',
  'clr-2',
  'verifiable-credential-2',
  'verifiable-credential-1',
  'sd-jwt-vc',
  'lumbung-compact',
  'open-badges-2',
  'blockcerts',
  'open-attestation',
  'elm',
  'unknown',
] as const
export type Format = (typeof FORMATS)[number]

/** The eight checks, always in this order. */
export const EIGHT_CHECKS = ['format', 'proof', 'issuer', 'authority', 'status', 'validity', 'schema', 'log'] as const
export type CheckId = (typeof EIGHT_CHECKS)[number]

/** `unknown`: it could not be found out. `none`: the credential makes no such claim. */
export type CheckOutcome = 'pass' | 'fail' | 'unknown' | 'none'

/** Every answer a check can give: one closed list. */
export const CHECK_CODES = [
  'format-open-badges-3',
  'format-clr-2',
  'format-verifiable-credential-2',
  'format-verifiable-credential-1',
  'format-sd-jwt-vc',
  'format-lumbung-compact',
  'format-open-badges-2',
  'format-blockcerts',
  'format-open-attestation',
  'format-elm',
  'format-not-readable',
  'format-not-json',
  'format-no-credential',
  'format-presentation',
  'format-context-not-allowed',
  'format-context-not-known',
  'format-not-checked',
  'proof-fits',
  'proof-hosted',
  'proof-does-not-fit',
  'proof-missing',
  'proof-several',
  'proof-malformed',
  'proof-not-derived',
  'proof-not-supported',
  'proof-purpose-wrong',
  'proof-expired',
  'proof-chain-broken',
  'proof-algorithm-not-allowed',
  'proof-disclosure-unmatched',
  'proof-leaves-gap',
  'proof-not-canonicalisable',
  'proof-key-not-known',
  'proof-anchor-not-checked',
  'proof-not-checked',
  'issuer-listed',
  'issuer-not-listed',
  'issuer-not-listed-then',
  'issuer-day-not-known',
  'issuer-key-of-another',
  'issuer-key-not-valid-then',
  'issuer-key-compromised',
  'issuer-time-not-proven',
  'issuer-not-bound',
  'issuer-cosigner-not-listed',
  'register-not-available',
  'authority-held',
  'authority-not-held',
  'authority-not-asked',
  'authority-withheld',
  'status-good',
  'status-revoked',
  'status-suspended',
  'status-replaced',
  'status-message',
  'status-none',
  'status-withheld',
  'status-list-not-available',
  'status-list-stale',
  'status-list-too-short',
  'status-list-wrong-purpose',
  'status-list-wrong-issuer',
  'status-list-not-readable',
  'status-entry-not-readable',
  'validity-in-force',
  'validity-withheld',
  'validity-expired',
  'validity-not-yet',
  'validity-not-readable',
  'validity-clock-uncertain',
  'schema-complete',
  'schema-incomplete',
  'schema-not-checked',
  'schema-none',
  'log-none',
  'log-included',
  'log-proof-to-come',
  'log-not-witnessed',
  'log-proof-missing',
  'log-proof-wrong',
  'not-reached',
] as const
export type CheckCode = (typeof CHECK_CODES)[number]

export interface Check {
  readonly id: CheckId
  readonly outcome: CheckOutcome
  readonly code: CheckCode
  readonly message: TwoLanguages
  /** Figures behind the sentence: days, ids of lists, pointers. */
  readonly data: Readonly<Record<string, string | number>>
}

/** Which kind of answer the verdict is: the sentence that people read first. */
export const VERDICT_KINDS = [
  'valid',
  'changed',
  'revoked',
  'suspended',
  'replaced',
  'expired',
  'not-yet-valid',
  'without-authority',
  'wrong-key',
  'key-compromised',
  'incomplete',
  'unreadable',
  'without-proof',
  'issuer-not-listed',
  'not-logged',
  'status-unknown',
  'register-not-available',
  'unconfirmed',
] as const
export type VerdictKind = (typeof VERDICT_KINDS)[number]

export interface Verdict {
  readonly verdict: 'valid' | 'invalid' | 'unconfirmed'
  readonly kind: VerdictKind
  readonly title: TwoLanguages
  readonly explanation: TwoLanguages
  readonly format: Format
  readonly checks: readonly Check[]
  /** What the credential says, only when the signature fits; otherwise nothing is a fact. */
  readonly facts: CredentialFacts | null
  /** Set when a newer credential takes this one's place. */
  readonly replacedBy: string | null
}

/** A key of an issuer, with the time it was good for. Instants are ISO texts in UTC. */
export interface TrustedKey {
  readonly id: string
  readonly publicKeyMultibase: string
  readonly validFrom: string
  readonly validUntil?: string | null
  readonly compromisedAt?: string | null
}

export interface TrustedIssuer {
  readonly did: string
  readonly name: string
  readonly organisationId?: string
  /** Since when every award that it signs stands in the public log; left out where they don't. */
  readonly loggedFrom?: string
  readonly keys: readonly TrustedKey[]
  readonly listings: readonly { readonly from: string; readonly until?: string | null }[]
  readonly authorisations: readonly {
    readonly kinds: readonly string[]
    /** Fields it may issue in; an empty list is every field. */
    readonly fields: readonly string[]
    readonly levelMin: number
    readonly levelMax: number
    readonly from: string
    readonly until?: string | null
  }[]
  /** Dated notes on the issuer, to be shown beside what it issued: they change no verdict. */
  readonly notes?: readonly {
    readonly kind: 'suspended'
    readonly from: string
    readonly until?: string | null
    readonly text: TwoLanguages
  }[]
}

/** The register of trusted issuers as of an instant: exactly the payload of `/trust/list`. */
/** The public log that a register names, and whose cosignatures it asks for. Keys are verifier keys (C2SP signed-note). */
export interface TrustedLog {
  readonly origin: string
  readonly vkey: string
  /** When its first checkpoint was signed. */
  readonly began: string
  readonly witnesses: readonly { readonly name: string; readonly vkey: string }[]
  /** How many of them must have cosigned. */
  readonly quorum: number
  /** Hours after signing in which a proof may still be to come, for whoever can't ask the log. */
  readonly graceHours: number
}

export interface TrustSnapshot {
  /** Grows by one with each content that the register publishes; absent in a snapshot that was never published. */
  readonly version?: number
  readonly log?: TrustedLog
  readonly asOf: string
  readonly validUntil: string
  readonly issuers: readonly TrustedIssuer[]
  /** DIDs whose status lists count for every listed issuer. */
  readonly statusAuthorities: readonly string[]
}

export interface VerifyContext {
  readonly now: Date
  /** Nothing when the register can't be had. */
  readonly trust: TrustSnapshot | null
  /** The text of a status list credential by its URL, or nothing when it can't be had. The caller fetches; we never do. */
  statusList(url: string): Promise<string | null>
  /**
   * The text behind a URL, or nothing when it can't be had: DID documents and logs, hosted Open Badges 2.0, key documents.
   * Without it only the register and keys inside identifiers are known. The caller fetches, with its own protection
   * against addresses that lead inside; we never do.
   */
  load?(url: string): Promise<string | null>
  /**
   * The text of the proof that the log holds a credential (C2SP tlog-proof), for those that don't bring it: `pending` while it is
   * to come, nothing where there is none. Asked by the credential's id and by the SHA-256 digest of its signature in
   * hexadecimal. May reject where it can't be found out.
   */
  logProof?(credential: { readonly id: string; readonly signatureDigest: string }): Promise<string | 'pending' | null>
  /** The id of the credential that replaces this one, where the caller knows it. */
  replacedBy?(credentialId: string): Promise<string | null>
}
