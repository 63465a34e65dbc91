/** A stream of chance that is the same every time for the same seed (mulberry32), so that the demo never changes. */
export interface Chance {
  /** A whole number from 0 to `below` - 1. */
  whole(below: number): number
  /** One of the items. */
  one<T>(items: readonly T[]): T
  /** True in `percent` of 100 cases. */
  percent(percent: number): boolean
  /** An opaque id of 26 letters. */
  id(): string
}

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

export function chanceFrom(seed: string): Chance {
  let state = 2166136261
  for (const letter of seed) state = Math.imul(state ^ letter.charCodeAt(0), 16777619)
  const whole = (below: number) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
  return {
    whole,
    one: (items) => items[whole(items.length)] as (typeof items)[number],
    percent: (percent) => whole(100) < percent,
    id: () => Array.from({ length: 26 }, () => ALPHABET[whole(32)]).join(''),
  }
}
