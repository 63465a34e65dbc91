import type { StatusEntry } from '../status/list-credential.ts'

/** A text in both languages. */
export interface TwoLanguages {
  readonly id: string
  readonly en: string
}

/** An organisation as a credential names it. `id` is a DID or an absolute URL. */
export interface Party {
  readonly id: string
  readonly name: string
  readonly url?: string
}

/** A code in a framework, with a name people can read. */
export interface Coded {
  readonly framework: string
  readonly code: string
  readonly name: string
  readonly url?: string
}

/** Everything that a credential of ours says (F060). Hours and SKS are whole numbers. */
export interface AchievementInput {
  /** The credential's own id: an absolute URL or URN that says nothing of the person. */
  readonly id: string
  readonly issuer: Party
  /** The organisation that defined what was achieved. */
  readonly creator: Party
  /** The organisation that assessed on behalf of the issuer (Open Badges 3.0, `AchievementSubject.source`). */
  readonly onBehalfOf: Party
  /** Id of the holder: opaque, as `urn:uuid:...` or a DID. */
  readonly subjectId: string
  readonly holderName: string
  /** The definition version: its page. */
  readonly definitionUrl: string
  readonly definitionVersion: string
  readonly title: TwoLanguages
  readonly description: TwoLanguages
  readonly criteria: string
  readonly criteriaUrl?: string
  readonly field: string
  readonly language: string
  readonly sks: number
  readonly hours: number
  readonly kkniLevel: number
  readonly skills: readonly Coded[]
  readonly outcomes: readonly string[]
  readonly standard?: Coded
  /** Codes of closed lists, each with a readable name: how it was assessed, how the person was identified, quality. */
  readonly assessment: Coded
  readonly identityAssurance: Coded
  readonly qualityStatus: Coded
  readonly evidenceSource: Coded
  readonly mode: Coded
  /** Who issues it together with the issuer, each by a signature of its own: the role as code, the DID as `url`. */
  readonly coIssuers?: readonly Coded[]
  readonly validFrom: Date
  readonly validUntil?: Date | null
  readonly status: readonly StatusEntry[]
}

/** What pages show of a credential, read back from the signed document. Absent facts are null or empty. */
export interface CredentialFacts {
  readonly id: string
  readonly title: TwoLanguages
  readonly description: TwoLanguages
  readonly holderName: string | null
  readonly subjectId: string | null
  readonly issuer: Party
  readonly onBehalfOf: Party | null
  readonly creator: Party | null
  readonly definitionUrl: string | null
  readonly definitionVersion: string | null
  readonly field: string | null
  readonly sks: number | null
  readonly hours: number | null
  readonly kkniLevel: number | null
  readonly skills: readonly Coded[]
  readonly outcomes: readonly string[]
  readonly standard: Coded | null
  readonly assessment: Coded | null
  readonly identityAssurance: Coded | null
  readonly qualityStatus: Coded | null
  readonly evidenceSource: Coded | null
  readonly mode: Coded | null
  /** Who issued it together with the issuer, each with a DID as `url`; left out where the format knows none. */
  readonly coIssuers?: readonly Coded[]
  readonly criteria: string | null
  readonly validFrom: string | null
  readonly validUntil: string | null
}
