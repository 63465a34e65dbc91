import type { AqrfTest } from '../frameworks/index.ts'
import type { Bilingual } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'

/** A share: whoever has the code sees one credential, until it ends or is taken back. */
export interface Share {
  /** 26 letters, 128 random bits; read without regard to case, spaces and hyphens. */
  readonly code: string
  readonly personId: string
  readonly credentialId: string
  /** The holder's own note of whom it is for. Nobody else sees it. */
  readonly label: string | null
  readonly createdAt: Date
  readonly expiresAt: Date
  readonly takenBackAt: Date | null
  /** How often it was opened; by whom is not kept. */
  readonly opened: number
}

/** Whether a share still opens the credential. */
export type ShareState = 'live' | 'expired' | 'taken-back'

/** How the letter of a claim fared. */
export type LetterState = 'waiting' | 'none' | 'email' | 'bounced' | 'shared-address'

/** The way to a credential for somebody without an account. */
export interface Claim {
  readonly code: string
  readonly personId: string
  readonly credentialId: string
  readonly organisationId: string
  readonly wrongTries: number
  readonly lockedAt: Date | null
  readonly claimedAt: Date | null
  readonly replacedAt: Date | null
  readonly sentTo: LetterState
  readonly createdAt: Date
}

/** What became of a claim. */
export type ClaimState = 'open' | 'locked' | 'claimed' | 'replaced'

/** What a credential is worth now, as its holder sees it. */
export type HeldState = 'in-force' | 'pending' | 'held' | 'refused' | 'suspended' | 'revoked' | 'replaced' | 'expired'

/** A credential in a wallet: the facts of its definition and what became of it. */
export interface Held {
  readonly credentialId: string
  readonly personId: string
  readonly definitionId: string
  readonly versionId: string
  readonly organisationId: string
  readonly kind: string
  readonly title: Bilingual
  readonly issuer: string
  /** The name as it stands on the credential. */
  readonly holder: string
  readonly sks: number
  readonly hours: number
  readonly kkniLevel: number
  readonly assessments: readonly string[]
  readonly outcomes: readonly Bilingual[]
  readonly decidedAt: Date
  readonly validUntil: Date | null
  /** The AQRF test as it came out when this was awarded; none where it wasn't asked yet. */
  readonly aqrf: AqrfTest | null
  readonly state: HeldState
  /** Why and when it was suspended, revoked or replaced. */
  readonly change: { readonly at: Date; readonly reasonCode: string; readonly replacedBy: string | null } | null
  /** The words of the reason, where its code is on the list of reasons. */
  readonly reason: Bilingual | null
  /** Why and since when it isn't signed, where something stands against that. */
  readonly stop: { readonly at: Date; readonly refusals: readonly Refusal[] } | null
  /** Organisations that issue it together and haven't approved or signed yet. */
  readonly waitingFor: readonly string[]
  /** The others that issue it together with `issuer`. */
  readonly coIssuers: readonly string[]
  /** The signed text, byte for byte; none until it is signed. */
  readonly document: string | null
}

/** A form for a share, as typed. */
export interface ShareForm {
  readonly label: string
  readonly days: string
}

/** Figures of sharing and claiming, from `data/wallet.json`. */
export interface WalletPolicy {
  readonly shareDays: { readonly default: number; readonly choices: readonly number[]; readonly certificate: number }
  readonly labelLettersAtMost: number
  readonly pin: { readonly digits: number; readonly wrongTriesAtMost: number; readonly openForMinutes: number }
}
