/** Why a name must be looked at. A closed list; its sentences are `trust.names.<code>`. */
const FINDING_CODES = [
  'name-empty',
  'name-hidden-character',
  'name-unusual-character',
  'name-mixed-script',
  'name-looks-alike',
  'name-same-words',
  'name-added-word',
  'name-one-letter',
  'name-doubled-letter',
  'name-suffix',
  'domain-malformed',
  'domain-taken',
  'domain-looks-alike',
] as const
export type FindingCode = (typeof FINDING_CODES)[number]

/** A name of the register, with its domain where it has one. */
export interface ListedName {
  readonly organisationId: string
  readonly name: string
  readonly domain: string | null
}

/** One reason, and what the name resembles; `null` where it is about the name alone. */
export interface NameFinding {
  readonly code: FindingCode
  readonly resembles: ListedName | null
}

/** `clear`: nothing stands against it. `held`: a person must look. `duplicate`: a listed name is the same after normalisation. */
export type NameOutcome = 'clear' | 'held' | 'duplicate'

export interface NameVerdict {
  readonly outcome: NameOutcome
  /** The name in NFC, trimmed, with single spaces. */
  readonly normal: string
  /** Every reason, at most `FINDINGS_MOST`. */
  readonly findings: readonly NameFinding[]
}
