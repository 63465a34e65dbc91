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
  /** Present where the question named a time. */
  readonly time_requested?: string
  readonly time_evaluated: string
  readonly message: string
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
