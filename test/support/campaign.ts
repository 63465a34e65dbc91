/** A long campaign: the same trial many times, each with its own seed. The tests run a few, `npm run prove` all of them. */
export interface Campaign {
  readonly name: string
  /** What holds in every trial, in a sentence. */
  readonly claim: string
  /** How many trials a full proof has. */
  readonly full: number
  /** Trials in one call of `run` of a full proof: many where each is quick; 50 where nothing is said. */
  readonly stride?: number
  /** Why it can't run on this machine; nothing where it can. A run then says that it was skipped, and proves nothing. */
  cannot?(): string | null
  /**
   * What follows from all that was seen, for the proof; throws where the claim doesn't hold. Only for claims about many
   * trials together.
   */
  conclude?(seen: Readonly<Record<string, number>>): Readonly<Record<string, unknown>>
  /**
   * Runs trials `from` to `from + count - 1` of a seed and answers what was seen; throws at the first that fails.
   * `seen` counts by name: kills by the state they met, answers by code. Names that begin with `most-` are maxima.
   */
  run(input: {
    readonly seed: number
    readonly from: number
    readonly count: number
    readonly report: (done: number) => void
  }): Promise<Readonly<Record<string, number>>>
}
