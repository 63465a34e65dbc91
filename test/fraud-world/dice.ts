import { chanceFrom } from '../../db/demo/random.ts'
import type { Zone } from './types.ts'

/** Chance with the draws that a world needs; the same seed gives the same world for ever. */
export interface Dice {
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number
  one<T>(items: readonly T[]): T
  /** True with a probability of 0 to 1. */
  share(probability: number): boolean
  /** About normal: the sum of four draws. */
  bell(mean: number, deviation: number): number
  /** So many different items, or all where there are fewer. */
  some<T>(items: readonly T[], count: number): T[]
  /** An id that says nothing about what it names. */
  id(): string
}

export function diceFrom(seed: string): Dice {
  const chance = chanceFrom(seed)
  const unit = () => chance.whole(1_000_000) / 1_000_000
  return {
    between: (least, most) => least + chance.whole(most - least + 1),
    one: chance.one,
    share: (probability) => unit() < probability,
    bell: (mean, deviation) => mean + (unit() + unit() + unit() + unit() - 2) * Math.sqrt(3) * deviation,
    some: (items, count) => {
      const left = [...items]
      const taken: (typeof items)[number][] = []
      while (taken.length < count && left.length > 0) taken.push(...left.splice(chance.whole(left.length), 1))
      return taken
    },
    id: () => `${chance.whole(2 ** 31).toString(36)}${chance.whole(2 ** 31).toString(36)}`,
  }
}

const MINUTE_MILLISECONDS = 60_000
const DAY_MILLISECONDS = 86_400_000
const OFFSET_HOURS: Readonly<Record<Zone, number>> = { WIB: 7, WITA: 8, WIT: 9 }

/** The world begins on this day and runs for 18 months: days are counted from it. */
const BEGINS = Date.UTC(2025, 0, 1)
export const DAYS = 546

/** The instant of a local time on a day of the world, with a few seconds that belong to nobody. */
export function localInstant(day: number, minutes: number, zone: Zone, seconds = 0): Date {
  const utc = BEGINS + day * DAY_MILLISECONDS + minutes * MINUTE_MILLISECONDS + seconds * 1000
  return new Date(utc - OFFSET_HOURS[zone] * 60 * MINUTE_MILLISECONDS)
}

/** A later or earlier instant. */
export function shift(instant: Date, minutes: number): Date {
  return new Date(instant.getTime() + minutes * MINUTE_MILLISECONDS)
}

/** The ISO day of a day of the world. */
export function isoDay(day: number): string {
  return new Date(BEGINS + day * DAY_MILLISECONDS).toISOString().slice(0, 10)
}

/** 0 for Sunday. */
export function weekday(day: number): number {
  return new Date(BEGINS + day * DAY_MILLISECONDS).getUTCDay()
}

/** 0 for January. */
export function month(day: number): number {
  return new Date(BEGINS + day * DAY_MILLISECONDS).getUTCMonth()
}
