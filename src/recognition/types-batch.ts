import type { Refusal } from '../platform/refusal.ts'

/** A list that a registrar handed in. */
export interface Batch {
  readonly organisationId: string
  readonly id: string
  readonly lines: number
  readonly madeBy: string
  readonly madeAt: Date
}

export type LineState = 'waiting' | 'asked' | 'already' | 'refused'

/** One line of it with its result. */
export interface BatchLine {
  readonly line: number
  readonly credentialId: string | null
  readonly mark: string
  readonly state: LineState
  readonly requestId: string | null
  readonly personId: string | null
  readonly refusals: readonly Refusal[]
}
