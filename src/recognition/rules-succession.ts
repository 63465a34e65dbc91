import type { RuleSet } from './types.ts'

/** That a published rule set follows another of its family. */
export interface Succession {
  readonly ruleSetId: string
  /** Id of the rule set that was in force on the first day of the new one. */
  readonly succeeds: string | null
}

/**
 * The last days that follow from what was published: whoever is succeeded ends on the day before, by id. A set that is
 * succeeded twice (the later one was put between) ends before the earlier of the two.
 */
export function endsOf(sets: readonly RuleSet[], successions: readonly Succession[]): ReadonlyMap<string, string> {
  const ends = new Map<string, string>()
  for (const { ruleSetId, succeeds } of successions) {
    const first = sets.find(({ id }) => id === ruleSetId)?.validFrom ?? null
    if (succeeds === null || first === null) continue
    const stated = sets.find(({ id }) => id === succeeds)?.validTo ?? null
    const known = ends.get(succeeds) ?? stated
    const last = dayBefore(first)
    ends.set(succeeds, known !== null && known < last ? known : last)
  }
  return ends
}

/** The rule set of a family in force on a day, the latest to begin; null where there is none. */
export function inForceOf(sets: readonly RuleSet[], family: string, day: string): RuleSet | null {
  const members = sets.filter(
    (one) =>
      one.family === family &&
      (one.validFrom === null || one.validFrom <= day) &&
      (one.validTo === null || day <= one.validTo),
  )
  return members.toSorted((a, b) => (b.validFrom ?? '').localeCompare(a.validFrom ?? ''))[0] ?? null
}

/** The ISO day before a day. */
export function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10)
}
