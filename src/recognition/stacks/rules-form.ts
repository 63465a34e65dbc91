/** A rule in the form in which it is searched: no *not* but before single conditions, and what is held already answered. */

import { fits } from './rules.ts'
import type { Filter, Item, Part } from './types.ts'

/** A condition without a *not* over others. `most` bounds a sum of SKS from above; `none` forbids every award that fits. */
export type Form =
  | { readonly kind: 'true' }
  | { readonly kind: 'false' }
  | { readonly kind: 'award' | 'none'; readonly filter: Filter }
  | { readonly kind: 'sks'; readonly least: number; readonly filter: Filter }
  | { readonly kind: 'most'; readonly most: number; readonly filter: Filter }
  | { readonly kind: 'least'; readonly count: number; readonly of: readonly Form[] }

/** The searched form of a rule, or of its opposite. `held` is everything that the person holds, usable or not. */
export function formOf(part: Part, held: readonly Item[], day: string, isNegated = false): Form {
  switch (part.kind) {
    case 'award':
      return { kind: isNegated ? 'none' : 'award', filter: filterOf(part) }
    case 'sks':
      return isNegated
        ? { kind: 'most', most: part.least - 1, filter: filterOf(part) }
        : { kind: 'sks', least: part.least, filter: filterOf(part) }
    case 'never': {
      const isHeld = held.some((item) => fits(part, item, day))
      if (isHeld) return { kind: isNegated ? 'true' : 'false' }
      return { kind: isNegated ? 'award' : 'none', filter: filterOf(part) }
    }
    case 'not':
      return formOf(part.of, held, day, !isNegated)
    default: {
      const of = part.of.map((one) => formOf(one, held, day, isNegated))
      const count = part.kind === 'all' ? of.length : part.kind === 'any' ? 1 : part.count
      // Fewer than `count` of n are met: at least n - count + 1 are not.
      return { kind: 'least', count: isNegated ? of.length - count + 1 : count, of }
    }
  }
}

function filterOf(part: Filter): Filter {
  const { definition, offering, skill, leastLevel, withinMonths } = part
  return { definition, offering, skill, leastLevel, withinMonths }
}

/** Every single condition of a form. */
export function conditionsOf(form: Form): readonly Exclude<Form, { kind: 'true' | 'false' | 'least' }>[] {
  if (form.kind === 'true' || form.kind === 'false') return []
  return form.kind === 'least' ? form.of.flatMap(conditionsOf) : [form]
}

/** Whether a form is met by what is used, where all of `open` could still be used: never no where a yes is possible. */
export function couldBeMet(form: Form, used: readonly Item[], open: readonly Item[], day: string): boolean {
  switch (form.kind) {
    case 'true':
      return true
    case 'false':
      return false
    case 'award':
      return [...used, ...open].some((item) => fits(form.filter, item, day))
    case 'none':
      return !used.some((item) => fits(form.filter, item, day))
    case 'sks':
      return sum(form.filter, used, day) + sum(form.filter, open, day) >= form.least
    case 'most':
      return sum(form.filter, used, day) <= form.most
    case 'least':
      return form.of.filter((one) => couldBeMet(one, used, open, day)).length >= form.count
  }
}

function sum(filter: Filter, items: readonly Item[], day: string): number {
  return items.reduce((total, item) => total + (fits(filter, item, day) ? item.sks : 0), 0)
}
