import { accept, type Outcome, type Refusal, refuse } from '../platform/refusal.ts'
import { creditUnitList, creditUnitOn, qualificationFrameworks, references } from './library.ts'
import { convertCredit, readAmount, referenceLevel } from './rules-conversion.ts'
import type { CreditUnit } from './types.ts'
import type { CreditConversion, LevelReference, UnitOnDay } from './types-conversion.ts'

/** An hour is 60 minutes on every day; no policy says otherwise. */
const HOUR: UnitOnDay = {
  id: 'hour',
  name: { id: 'Jam belajar', en: 'Hours of learning' },
  value: {
    from: '0001-01-01',
    to: null,
    minutesMin: 60,
    minutesMax: 60,
    source: 'SI Brochure, table 8',
    clause: null,
    confidence: 'H',
    provisional: false,
    note: { id: '60 menit', en: '60 minutes' },
  },
}

/** The units that can be converted on a day, hours first. */
export function unitsOn(day: string): readonly UnitOnDay[] {
  return [
    HOUR,
    ...creditUnitList().flatMap(({ id, name }) => {
      const value = creditUnitOn(day, id)
      return value === undefined ? [] : [{ id, name, value }]
    }),
  ]
}

/** The units without a value on a day: each with the reason, where there is one. */
export function unitsUnverified(day: string): readonly CreditUnit[] {
  return creditUnitList().filter(({ id }) => creditUnitOn(day, id) === undefined)
}

/** What somebody asks: an amount as typed, of a unit, in another, on a day. */
export interface CreditAsked {
  readonly amount: string
  readonly unit: string
  readonly to: string
  readonly day: string
}

/**
 * Converts credit on a day. Every reason is answered: `frameworks.amount-malformed`, `frameworks.unit-unknown`, and
 * `frameworks.unit-unverified` where nobody has shown how long a unit is, on that day or at all.
 */
export function creditConversion(asked: CreditAsked): Outcome<CreditConversion> {
  const amount = readAmount(asked.amount)
  const [from, to] = [unitOf(asked.unit, asked.day, 'unit'), unitOf(asked.to, asked.day, 'to')]
  if (amount.ok && from.ok && to.ok) return accept(convertCredit(amount.value, from.value, to.value))
  const [first, ...more] = [amount, from, to].flatMap((one): readonly Refusal[] => (one.ok ? [] : one.refusals))
  return refuse(first ?? { code: 'frameworks.unit-unknown' }, ...more)
}

function unitOf(id: string, day: string, at: string): Outcome<UnitOnDay> {
  const unit = unitsOn(day).find((one) => one.id === id)
  if (unit !== undefined) return accept(unit)
  const known = creditUnitList().some((one) => one.id === id)
  return refuse(
    known ? { code: 'frameworks.unit-unverified', at, values: { day } } : { code: 'frameworks.unit-unknown', at },
  )
}

/** Where a level stands in another framework, by the table in `data/frameworks/referencing.json`. */
export function levelReference(asked: { framework: string; level: number; to: string }): Outcome<LevelReference> {
  return referenceLevel(qualificationFrameworks(), references(), asked)
}
