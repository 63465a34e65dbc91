/** What was recorded for one outcome in one attempt (F055). A correction is a new result that names the one it replaces. */
export interface Result {
  readonly id: string
  readonly personId: string
  readonly enrolmentId: string
  readonly outcomeId: string
  readonly attempt: number
  /** 0 to 100, whole. */
  readonly score: number
  readonly passed: boolean
  readonly assessorId: string
  readonly method: string
  /** References to evidence: a file number, an address. Never the evidence itself. */
  readonly evidence: readonly string[]
  /** ISO day. */
  readonly assessedOn: string
  readonly recordedAt: Date
  readonly replacesId: string | null
  readonly replacedAt: Date | null
}

/** What a rule needs to know of an outcome. */
export interface OutcomeMark {
  readonly id: string
  readonly position: number
  readonly mandatory: boolean
  readonly passMark: number
}

/** What a rule needs to know of a result. */
export interface ResultMark {
  readonly outcomeId: string
  readonly attempt: number
  readonly passed: boolean
}

/** Where one enrolment stands. */
export interface Standing<R extends ResultMark = Result> {
  /** Every mandatory outcome passed within one attempt (F054, DR-20). */
  readonly passed: boolean
  /** The attempt that passed, or the latest one; 0 before any result. */
  readonly attempt: number
  /** Mandatory outcomes that this attempt lacks or failed: their ids, in order. */
  readonly missing: readonly string[]
  /** The results of this attempt, as they stand. */
  readonly results: readonly R[]
}

/** One result as typed or as it stands in a file. */
export interface ResultForm {
  readonly outcomeId: string
  readonly score: string
  readonly method: string
  readonly evidence: string
  readonly assessedOn: string
}

/** A result that passed its checks. */
export interface CheckedResult {
  readonly outcomeId: string
  readonly score: number
  readonly rounded: boolean
  readonly passed: boolean
  readonly method: string
  readonly evidence: readonly string[]
  readonly assessedOn: string
}

/** How far the assessment of a batch has come. */
export interface BatchProgress {
  readonly participants: number
  readonly assessed: number
  readonly passed: number
}
