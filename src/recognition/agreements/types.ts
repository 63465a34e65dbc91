/** What is given of a line: version and target, SKS, days, and what it rests on. */
export interface EquivalenceGiven {
  readonly definitionVersionId: string
  /** A course of a study programme of the university, or null where it stands for another version. */
  readonly courseId: string | null
  /** Another version: it counts as whatever that one counts as. */
  readonly asVersionId: string | null
  /** Whole SKS; null with `asVersionId`. */
  readonly sks: number | null
  /** ISO days; `validUntil` is the first day without it, null: no end. */
  readonly validFrom: string
  readonly validUntil: string | null
  /** The letter, number or agreement on which it rests. */
  readonly basis: string
}

/** A line of an agreement, as it is kept. */
export interface Equivalence extends EquivalenceGiven {
  readonly organisationId: string
  readonly id: string
  readonly programmeId: string | null
  readonly proposedBy: string
  readonly proposedAt: Date
  readonly confirmedBy: string | null
  readonly confirmedAt: Date | null
  /** ISO day: the first day without it. */
  readonly endedOn: string | null
}

/** What the agreements say of a version in a study programme on a day. */
export interface Suggestion {
  readonly equivalenceId: string
  readonly courseId: string
  readonly sks: number
  readonly basis: string
  /** The university whose agreement it was, where it merged into the one that counts now. */
  readonly formerOrganisationId: string | null
}
