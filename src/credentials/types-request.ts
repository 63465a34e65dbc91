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
  /** The request whose award this one is to replace, because another decision of the same case granted something else. */
  readonly follows: string | null
  /** When another decision took the place of that one. */
  readonly overruledAt: Date | null
  readonly answer: 'approved' | 'declined' | null
  /** Attempt of the award that was approved, and its first credential; of one that follows another, the edition that it led to. */
  readonly attempt: number | null
  readonly credentialId: string | null
  /** Why it was declined: the learner reads it. */
  readonly reason: string | null
  readonly answeredBy: string | null
  readonly answeredAt: Date | null
}

/** An award that stands though another decision took the place of the one that it was approved on. */
export interface Overturned {
  /** The request on which it was approved. */
  readonly request: AwardRequest
  /** The award's newest edition. */
  readonly credentialId: string
  /** What the newer decision asks for instead; null where it grants too little for the credential at all. */
  readonly follow: AwardRequest | null
  /** The open order that changes it, where somebody placed one. */
  readonly orderId: string | null
}

/** What is to become of such an award: revoked, or replaced by an edition that says more, less, or something else. */
export interface AfterAppeal {
  readonly change: 'revoke' | 'replace'
  readonly result: 'nothing' | 'more' | 'less' | 'other'
  /** Ids of outcomes that the newer decision grants beside the first, and of those it no longer grants. */
  readonly gained: readonly string[]
  readonly lost: readonly string[]
}

/** Where such a request stands. */
export type RequestState = 'waiting' | 'approved' | 'declined' | 'overruled'
