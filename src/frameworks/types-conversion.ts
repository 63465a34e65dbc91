import type { Bilingual } from '../platform/page.ts'
import type { Confidence, CreditUnitValue, Reference } from './types.ts'

/** A unit of credit as it is worth on one day. `hour` is among them: 60 minutes by definition. */
export interface UnitOnDay {
  readonly id: string
  readonly name: Bilingual
  readonly value: CreditUnitValue
}

/** An exact share: whole numbers without a common divisor, the lower one positive. */
export interface Fraction {
  readonly numerator: number
  readonly denominator: number
}

/**
 * What an amount of one unit is in another, by the minutes of learning that both stand for. `sure` is what it is worth
 * whatever the lengths of the units within their ranges, `most` what it could be at best; they differ only where a unit
 * is a range. An indication: nobody has to grant it, and it says nothing of a level.
 */
export interface CreditConversion {
  readonly from: UnitOnDay
  readonly to: UnitOnDay
  /** What was asked, in hundredths of the unit. */
  readonly askedHundredths: number
  /** Whole minutes of learning, rounded down. */
  readonly minutes: { readonly least: number; readonly most: number }
  readonly exact: { readonly sure: Fraction; readonly most: Fraction }
  /** Hundredths of the unit asked for, rounded down. */
  readonly sureHundredths: number
  readonly mostHundredths: number
  /** Whole units, from what is sure, rounded down. */
  readonly whole: number
  /** The weaker of the two units. */
  readonly confidence: Confidence
  readonly provisional: boolean
}

/**
 * Where a level stands in another framework. `level` is the lowest of the range: a reference that isn't one level is rounded
 * down. `stated` rows lead this way; `backwards` ones lead the other way and were read in reverse.
 */
export interface LevelReference {
  readonly from: { readonly framework: string; readonly level: number }
  readonly to: { readonly framework: string; readonly levelMin: number; readonly levelMax: number }
  readonly level: number
  readonly way: 'stated' | 'backwards'
  readonly confidence: Confidence
  readonly provisional: boolean
  readonly rows: readonly Reference[]
}
