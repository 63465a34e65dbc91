import type { IssueQuestion } from '../types.ts'

/** A kind, a field and a KKNI level, as read from what a verifier asked. */
export type ReadQuestion = IssueQuestion

/** An instant that may be asked about. */
export type Instant = Date

/** A question of TRQP 2.0, as read. */
export interface RegistryQuestion {
  readonly authorityId: string
  readonly entityId: string
  readonly action: string
  readonly resource: string
  /** The instant that is asked about; nothing means now. */
  readonly time: Instant | null
}

/** The answer of TRQP 2.0; `authorized` at `/authorization`, `recognized` at `/recognition`. */
export interface RegistryAnswer {
  readonly authority_id: string
  readonly entity_id: string
  readonly action: string
  readonly resource: string
  readonly authorized?: boolean
  readonly recognized?: boolean
  /** Present where the question named a time: the answer is about that instant. */
  readonly time_requested?: string
  /** When the answer was worked out. */
  readonly time_evaluated: string
  /** As much of the context as was looked at. */
  readonly context?: { readonly time: string }
  readonly message: string
}

/** What a list of subordinates is narrowed to (OpenID Federation 1.0, section 8.2.1). */
export interface ListingWish {
  readonly entityTypes: readonly string[]
  readonly intermediate: boolean
  /** Only those with a mark that holds now, of whatever type. */
  readonly marked: boolean
  readonly markType: string | null
}

/** One right in a trust mark or in an EBSI attribute: really held, in full instants, the end not included. */
export interface StatedRight {
  readonly kinds: readonly string[]
  /** None named means every field. */
  readonly fields: readonly string[]
  readonly levelMin: number
  readonly levelMax: number
  readonly from: string
  readonly until?: string
}
