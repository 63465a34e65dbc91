export const REVIEW_ANSWERS = ['kept', 'withdrawn'] as const

/**
 * What a university says of a decision whose award was revoked (`revoked`) or corrected to less since (`corrected`): the
 * credit stays counted, or was taken back. The decision itself stays as it was decided.
 */
export interface Review {
  readonly id: string
  readonly cause: 'revoked' | 'corrected'
  readonly answer: (typeof REVIEW_ANSWERS)[number]
  readonly reason: string
  /** The movement that counts the credit, or counted it before it was taken back. */
  readonly useId: string
  readonly decidedBy: string
  /** ISO instant. */
  readonly decidedAt: string
}
