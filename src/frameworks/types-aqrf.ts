/** The four parts of what the AQRF calls a qualification. */
export const AQRF_POINTS = ['issuer', 'individual', 'standard', 'title'] as const

/** What the test is asked of, as it is known at the moment of the award. */
export interface AqrfFacts {
  /** The register allowed the issuer this kind, field and level at that instant. */
  readonly isListed: boolean
  /** Outcomes that must be passed, and how many of them somebody else than the learner assessed and passed in this person's name. */
  readonly outcomes: number
  readonly assessed: number
  /** Whether it was checked at the assessment who sat there: a fact beside the answer, which the definition doesn't ask for. */
  readonly isIdentityChecked: boolean
  /** How many of them have a statement, an assessment and a pass mark above zero. */
  readonly withStandard: number
  /** The standard that the definition refers to has a name. */
  readonly isStandardNamed: boolean
  readonly isTitled: boolean
  /** The definition was published under that title before the award. */
  readonly isPublished: boolean
}

/** One part: whether it is met, and the facts that decided it. */
export interface AqrfPoint {
  readonly point: (typeof AQRF_POINTS)[number]
  readonly outcome: 'met' | 'not-met'
  readonly facts: Readonly<Record<string, string | number>>
}

/** The test as it is stored with an award, and never done again. */
export interface AqrfTest {
  readonly test: 'aqrf-qualification'
  readonly points: readonly AqrfPoint[]
}
