import { accept, type Outcome, refuse } from '../platform/refusal.ts'
import { CONFIDENCES, type Confidence, type QualificationFramework, type Reference } from './types.ts'
import type { CreditConversion, Fraction, LevelReference, UnitOnDay } from './types-conversion.ts'

const HUNDREDTHS = 100
/** Larger amounts are a mistake of typing. */
const AMOUNT_MOST = 9999
/** Up to here every product with the minutes of a unit stays an exact whole number. */
const EXACT_MOST = 1_000_000_000

/**
 * Reads an amount as people type it, `4`, `4.5` or `4,25`, into hundredths. At most two decimals, above zero, at most 9999:
 * anything else is refused with `frameworks.amount-malformed`.
 */
export function readAmount(typed: string): Outcome<number> {
  const parts = /^(\d{1,4})(?:[.,](\d{1,2}))?$/.exec(typed.trim())
  const value = parts === null ? 0 : Number(parts[1]) * HUNDREDTHS + Number((parts[2] ?? '').padEnd(2, '0'))
  if (value === 0) return refuse({ code: 'frameworks.amount-malformed', at: 'amount', values: { most: AMOUNT_MOST } })
  return accept(value)
}

/**
 * Converts `askedHundredths` of one unit into another, by minutes of learning. Within, everything is an exact share of whole
 * numbers; only the answer is rounded, always down, so that going there and back never gains credit. What is sure takes the
 * shortest unit that was earned and the longest that is asked for; what is possible at most takes the opposite.
 * Throws `RangeError` for an amount that is no whole number of hundredths from 1 to a thousand million: a caller's mistake.
 */
export function convertCredit(askedHundredths: number, from: UnitOnDay, to: UnitOnDay): CreditConversion {
  if (!Number.isSafeInteger(askedHundredths) || askedHundredths < 1 || askedHundredths > EXACT_MOST)
    throw new RangeError(`an amount must be 1 to ${EXACT_MOST} hundredths, got ${askedHundredths}`)
  const same = from.id === to.id
  const share = (earned: number, asked: number) =>
    same ? reduced(askedHundredths, HUNDREDTHS) : reduced(askedHundredths * earned, HUNDREDTHS * asked)
  const sure = share(from.value.minutesMin, to.value.minutesMax)
  const most = share(from.value.minutesMax, to.value.minutesMin)
  return {
    from,
    to,
    askedHundredths,
    minutes: {
      least: Math.floor((askedHundredths * from.value.minutesMin) / HUNDREDTHS),
      most: Math.floor((askedHundredths * from.value.minutesMax) / HUNDREDTHS),
    },
    exact: { sure, most },
    sureHundredths: hundredthsOf(sure),
    mostHundredths: hundredthsOf(most),
    whole: Math.floor(sure.numerator / sure.denominator),
    confidence: weakest([from.value.confidence, to.value.confidence]),
    provisional: from.value.provisional || to.value.provisional,
  }
}

/** Hundredths in a share, rounded down. */
function hundredthsOf({ numerator, denominator }: Fraction): number {
  return Math.floor((numerator * HUNDREDTHS) / denominator)
}

function reduced(numerator: number, denominator: number): Fraction {
  let [a, b] = [numerator, denominator]
  while (b !== 0) [a, b] = [b, a % b]
  return { numerator: numerator / a, denominator: denominator / a }
}

/** The least sure of several confidences: a chain is as good as its weakest link. `U` where there is none. */
export function weakest(confidences: readonly Confidence[]): Confidence {
  const rank = Math.max(...confidences.map((one) => CONFIDENCES.indexOf(one)))
  return CONFIDENCES[rank] ?? 'U'
}

/**
 * Where a level stands in another framework, from the rows of the referencing table alone: those that lead there, or those
 * that lead here read backwards. Rows are never put together into a chain, so that no reference comes about that nobody made
 * (AQRF to EQF above all).
 *
 * Refusals: `frameworks.framework-unknown`, `frameworks.level-unknown`, `frameworks.same-framework`,
 * `frameworks.no-reference`.
 */
export function referenceLevel(
  frameworks: readonly QualificationFramework[],
  rows: readonly Reference[],
  asked: { readonly framework: string; readonly level: number; readonly to: string },
): Outcome<LevelReference> {
  const [from, to] = [asked.framework, asked.to].map((id) => frameworks.find((one) => one.id === id))
  if (from === undefined) return refuse({ code: 'frameworks.framework-unknown', at: 'framework' })
  if (to === undefined) return refuse({ code: 'frameworks.framework-unknown', at: 'to' })
  const levelFrom = from.levels.find(({ level }) => level === asked.level)
  if (levelFrom === undefined)
    return refuse({ code: 'frameworks.level-unknown', at: 'level', values: { most: from.levels.length } })
  if (from === to) return refuse({ code: 'frameworks.same-framework', at: 'to' })
  const stated = rows.filter(
    (row) => row.from.framework === from.id && row.from.level === asked.level && row.to.framework === to.id,
  )
  const backwards = rows.filter(
    (row) => row.from.framework === to.id && row.to.framework === from.id && within(asked.level, row.to),
  )
  const found = stated.length > 0 ? stated : backwards
  if (found.length === 0) return refuse({ code: 'frameworks.no-reference' })
  const reached =
    stated.length > 0
      ? stated.flatMap((row) => [row.to.levelMin, row.to.levelMax])
      : backwards.map((row) => row.from.level)
  const [levelMin, levelMax] = [Math.min(...reached), Math.max(...reached)]
  const touched = to.levels.filter(({ level }) => levelMin <= level && level <= levelMax)
  return accept({
    from: { framework: from.id, level: asked.level },
    to: { framework: to.id, levelMin, levelMax },
    level: levelMin,
    way: stated.length > 0 ? 'stated' : 'backwards',
    confidence: weakest(found.map((row) => row.confidence)),
    provisional: found.some((row) => row.provisional) || [levelFrom, ...touched].some((one) => one.provisional),
    rows: found,
  })
}

function within(level: number, range: { readonly levelMin: number; readonly levelMax: number }): boolean {
  return range.levelMin <= level && level <= range.levelMax
}
