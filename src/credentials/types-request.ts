/** A mandatory or optional outcome that was shown elsewhere, and how it was assessed. */
export interface ShownOutcome {
  readonly outcomeId: string
  /** Codes of methods, as `interview`. */
  readonly methods: readonly string[]
}

/** An award that a decision on prior learning asks its issuer for. Each is answered once. */
export interface AwardRequest {
  readonly personId: string
  readonly id: string
  readonly organisationId: string
  readonly definitionVersionId: string
  readonly way: 'prior-learning'
  /** The decision that asks. */
  readonly sourceId: string
  readonly decreeNumber: string
  /** ISO day of the decree. */
  readonly decreeOn: string
  readonly shown: readonly ShownOutcome[]
  /** Who assessed: they don't issue. */
  readonly apart: readonly string[]
  readonly askedBy: string
  readonly askedAt: Date
  /** When another decision took the place of that one. */
  readonly overruledAt: Date | null
  readonly answer: 'approved' | 'declined' | null
  /** Attempt and first credential of the award that was approved. */
  readonly attempt: number | null
  readonly credentialId: string | null
  /** Why it was declined: the learner reads it. */
  readonly reason: string | null
  readonly answeredBy: string | null
  readonly answeredAt: Date | null
}

/** Where such a request stands. */
export type RequestState = 'waiting' | 'approved' | 'declined' | 'overruled'
