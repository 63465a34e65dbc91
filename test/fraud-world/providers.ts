import { DAYS, type Dice, localInstant } from './dice.ts'
import type { Accreditation, DefinitionFact, OrganisationFact, WorkingHours, Zone } from './types.ts'

/** How a provider works. `machine` lets a program decide at night; `season` teaches once or twice a year. */
export type Habit = 'day' | 'evening' | 'machine' | 'season'

/** A provider as we know it: what the register says, and what only the world knows. */
export interface Provider {
  readonly id: string
  readonly zone: Zone
  readonly declared: WorkingHours | null
  /** When its people really work. */
  readonly works: WorkingHours
  readonly habit: Habit
  /** How much it teaches beside others. */
  readonly weight: number
  readonly deciders: readonly string[]
  readonly assessors: readonly string[]
  readonly field: number
  /** Days of the world, both included, in which it starts and ends batches. */
  readonly active: readonly (readonly [number, number])[]
  readonly accreditations: Accreditation[]
  /** Since this day nobody is enrolled any more; null while it goes on. */
  readonly teachOutFrom: number | null
  readonly definitions: DefinitionFact[]
}

export const FIELDS = 8

/** The accreditation of one provider in so many ends for good. */
const ONE_ENDS_IN = 14

const WEEKDAYS = [1, 2, 3, 4, 5]
const ZONES: readonly Zone[] = ['WIB', 'WIB', 'WIB', 'WIB', 'WITA', 'WITA', 'WIT']

/** The hours of a provider by its habit. */
function worksAt(dice: Dice, habit: Habit): WorkingHours {
  const days = dice.share(0.5) ? [...WEEKDAYS, 6] : WEEKDAYS
  if (habit === 'evening') return { days: dice.share(0.4) ? [...WEEKDAYS, 6, 0] : days, from: 12 * 60, to: 22 * 60 }
  return { days, from: dice.between(7, 8) * 60, to: dice.between(15, 17) * 60 + 30 }
}

/** The life of a provider's accreditation: most go on; some are renewed in time, late, after a pause, or never. */
function lifeOf(dice: Dice, zone: Zone, ends: boolean): Pick<Provider, 'accreditations' | 'active' | 'teachOutFrom'> {
  const midnight = (day: number) => localInstant(day, 0, zone)
  const from = midnight(-dice.between(100, 900))
  const first = (until: number | null, asked: number | null): Accreditation => ({
    from,
    until: until === null ? null : midnight(until),
    renewalAskedAt: asked === null ? null : midnight(asked),
    recordedAt: from,
  })
  const next = (begins: number, told: number): Accreditation => ({
    from: midnight(begins),
    until: midnight(begins + dice.between(700, 1800)),
    renewalAskedAt: null,
    recordedAt: midnight(told),
  })
  const whole = [[0, DAYS - 1]] as const
  const end = dice.between(90, 470)
  const lot = ends ? 100 : dice.between(1, 93)
  if (lot <= 72)
    return { accreditations: [first(DAYS + dice.between(20, 1200), null)], active: whole, teachOutFrom: null }
  // Renewed in time.
  if (lot <= 84)
    return { accreditations: [first(end, end - 90), next(end, end - 10)], active: whole, teachOutFrom: null }
  // Renewed late, from the day on which the old one ended: valid meanwhile, since it was asked for in time.
  if (lot <= 89) {
    const told = end + dice.between(15, 120)
    return {
      accreditations: [first(end, end - dice.between(20, 80)), next(end, told)],
      active: whole,
      teachOutFrom: null,
    }
  }
  // A real pause, and a new accreditation before the first new batch.
  if (lot <= 93) {
    const pause = dice.between(150, 240)
    const back = Math.min(DAYS - 60, end + pause)
    const stop = back - pause
    return {
      accreditations: [first(stop + 20, null), next(back - 20, back - 25)],
      active: [
        [0, stop],
        [back, DAYS - 1],
      ],
      teachOutFrom: null,
    }
  }
  // It ends: who was enrolled before may finish.
  return { accreditations: [first(end, null)], active: [[0, end + 85]], teachOutFrom: end }
}

/** Providers that work as most do, with those that look odd and are honest. */
export function providersFrom(dice: Dice, count: number): Provider[] {
  return Array.from({ length: count }, (_, index): Provider => {
    const zone = dice.one(ZONES)
    const lot = dice.between(1, 100)
    const habit: Habit = lot <= 82 ? 'day' : lot <= 93 ? 'evening' : lot <= 96 ? 'machine' : 'season'
    const works = worksAt(dice, habit)
    const life =
      habit === 'season'
        ? { accreditations: lifeOf(dice, zone, false).accreditations.slice(0, 1), ...season(dice) }
        : lifeOf(dice, zone, index % ONE_ENDS_IN === 0)
    if (habit === 'season') life.accreditations[0] = { ...life.accreditations[0]!, until: null }
    return {
      id: dice.id(),
      zone,
      declared: dice.share(0.3) ? null : works,
      works,
      habit,
      weight: dice.between(1, 5),
      deciders: Array.from({ length: dice.between(1, 3) }, () => dice.id()),
      assessors: Array.from({ length: dice.between(3, 9) }, () => dice.id()),
      field: dice.share(0.05) ? FIELDS - 1 : dice.between(0, FIELDS - 2),
      ...life,
      definitions: [],
    }
  })
}

/** A summer school: one stretch a year. */
function season(dice: Dice): Pick<Provider, 'active' | 'teachOutFrom'> {
  const begins = dice.between(20, 100)
  return {
    active: [
      [begins, begins + 70],
      [begins + 365, begins + 435],
    ],
    teachOutFrom: null,
  }
}

/** Providers that taught once, fell silent and keep their accreditation: what a fraudster buys. */
export function sleepersFrom(dice: Dice, count: number): Provider[] {
  return providersFrom(dice, count).map((provider): Provider => {
    const silent = dice.between(60, 160)
    const kept = { from: localInstant(-400, 0, provider.zone), until: localInstant(DAYS + 300, 0, provider.zone) }
    return {
      ...provider,
      habit: 'day',
      weight: 1,
      works: { days: WEEKDAYS, from: 480, to: 960 },
      declared: null,
      active: [[0, silent]],
      teachOutFrom: null,
      accreditations: [{ ...kept, renewalAskedAt: null, recordedAt: kept.from }],
    }
  })
}

/** What a detector sees of a provider. */
export function factOf(provider: Provider): OrganisationFact {
  const { id, zone, declared, accreditations } = provider
  return { id, zone, hours: declared, accreditations }
}
