import type { Alarm, AwardFact, DetectorId, Named, Zone } from './types.ts'

// What several detectors share: time as a provider lives it, and things that pile up.

export const DAY_MILLISECONDS = 86_400_000
export const HOUR_MILLISECONDS = 3_600_000
const OFFSET_HOURS: Readonly<Record<Zone, number>> = { WIB: 7, WITA: 8, WIT: 9 }

/** Minutes after local midnight, and the local day of the week (0 is Sunday). */
export interface LocalTime {
  readonly minutes: number
  readonly weekday: number
}

export function localTime(at: Date, zone: Zone): LocalTime {
  const local = new Date(at.getTime() + OFFSET_HOURS[zone] * HOUR_MILLISECONDS)
  return { minutes: local.getUTCHours() * 60 + local.getUTCMinutes(), weekday: local.getUTCDay() }
}

/** Local midnight at the beginning of an ISO day. */
export function midnight(isoDay: string, zone: Zone): number {
  return Date.parse(`${isoDay}T00:00:00Z`) - OFFSET_HOURS[zone] * HOUR_MILLISECONDS
}

export function daysBetween(from: number, to: number): number {
  return (to - from) / DAY_MILLISECONDS
}

export function namedAward(award: AwardFact): Named {
  return { kind: 'award', id: award.id, at: award.storedAt }
}

/** An alarm while it grows. */
interface Growing {
  unit: string
  organisationId: string
  knownAt: Date | null
  begunAt: Date
  lastAt: number
  /** When each thing was laid, and how many of these are too old to count. */
  readonly laidAt: number[]
  tooOld: number
  named: Named[]
  figures: Record<string, number | string>
}

/** Gathers what is suspect by unit, and raises an alarm when there is enough of it. */
export interface Piles {
  /**
   * Lays suspect things on the pile of their unit, seen at `at`. A pile in which nothing was laid for `gapMilliseconds` is
   * left as it is and a new one begun. Answers how many things were laid within that time before `at`, these included, and
   * when the pile was begun.
   */
  lay(unit: string, organisationId: string, at: Date, named: readonly Named[]): { count: number; begunAt: Date }
  /** Raises the alarm of a unit's present pile, once; later calls only bring its figures up to date. */
  raise(unit: string, at: Date, figures: Readonly<Record<string, number | string>>): void
  /** The ids of what lies on a unit's present pile. */
  named(unit: string): ReadonlySet<string>
  alarms(): Alarm[]
}

export function pilesOf(detector: DetectorId, gapMilliseconds: number): Piles {
  const present = new Map<string, Growing>()
  const all: Growing[] = []
  return {
    lay(unit, organisationId, at, named) {
      let pile = present.get(unit)
      if (pile === undefined || at.getTime() - pile.lastAt > gapMilliseconds) {
        pile = {
          unit,
          organisationId,
          knownAt: null,
          begunAt: at,
          lastAt: at.getTime(),
          named: [],
          figures: {},
          laidAt: [],
          tooOld: 0,
        }
        present.set(unit, pile)
        all.push(pile)
      }
      pile.lastAt = at.getTime()
      for (const one of named) {
        pile.named.push(one)
        pile.laidAt.push(at.getTime())
      }
      // Things are laid in the order of time, so those that are too old for the count stay too old.
      while ((pile.laidAt[pile.tooOld] ?? at.getTime()) < at.getTime() - gapMilliseconds) pile.tooOld++
      return { count: pile.laidAt.length - pile.tooOld, begunAt: pile.begunAt }
    },
    raise(unit, at, figures) {
      const pile = present.get(unit)
      if (pile === undefined) return
      pile.knownAt ??= at
      pile.figures = { ...figures }
    },
    named: (unit) => new Set(present.get(unit)?.named.map(({ id }) => id)),
    alarms: () =>
      all.flatMap(({ unit, organisationId, knownAt, named, figures }) => {
        const [first, ...more] = named
        return knownAt === null || first === undefined
          ? []
          : [{ detector, unit, organisationId, knownAt, named: [first, ...more] as const, figures }]
      }),
  }
}

/** The middle of some numbers; the lower of two middles. Not a number where there are none. */
export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor((numbers.length - 1) / 2)] ?? Number.NaN
}
