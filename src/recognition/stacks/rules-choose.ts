/** Which awards a stack uses when it is met: the fewest, and always the same. */

import { fits, isMet, usableItems } from './rules.ts'
import { conditionsOf, couldBeMet, type Form, formOf } from './rules-form.ts'
import type { HeldItem, Stack } from './types.ts'

/** Sets that are looked at before the search for the fewest is given up for one that can't be made smaller by one. */
const LOOKED_MOST = 100_000

/**
 * The awards that a stack uses, or null where it isn't met: the fewest that meet it; of several such sets the one with the
 * oldest awards, in the order of `awardedOn` and key. With very many awards (over `LOOKED_MOST` sets) the answer still meets the
 * rule and none of it can be left out, but another set might be smaller.
 */
export function chooseAwards(stack: Stack, held: readonly HeldItem[], day: string): readonly HeldItem[] | null {
  const form = formOf(stack.rule, held, day)
  const conditions = conditionsOf(form)
  const items = usableItems(stack, held, day)
    .filter((item) => conditions.some(({ filter }) => fits(filter, item, day)))
    .toSorted((a, b) => compare(a.awardedOn ?? '', b.awardedOn ?? '') || compare(a.key, b.key))
  const search = { form, items, day, looked: 0 }
  for (let size = 0; size <= items.length; size++) {
    const found = chooseOf(search, [], 0, size)
    if (found !== null) return found
    if (search.looked > LOOKED_MOST) return thinned(stack, held, items, day)
  }
  return null
}

interface Search {
  readonly form: Form
  readonly items: readonly HeldItem[]
  readonly day: string
  looked: number
}

/** The first set of `size` more awards, in order, that meets the form together with `used`. */
function chooseOf(search: Search, used: readonly HeldItem[], from: number, size: number): readonly HeldItem[] | null {
  const { form, items, day } = search
  search.looked += 1
  if (search.looked > LOOKED_MOST) return null
  if (size === 0) return couldBeMet(form, used, [], day) ? used : null
  if (!couldBeMet(form, used, items.slice(from), day)) return null
  for (let at = from; at + size <= items.length; at++) {
    const next = items[at] as HeldItem
    if (used.some(({ definition }) => definition === next.definition)) continue
    const found = chooseOf(search, [...used, next], at + 1, size - 1)
    if (found !== null || search.looked > LOOKED_MOST) return found
  }
  return null
}

/** One award of each definition, then without every one that can be spared; null where that doesn't meet the rule. */
function thinned(stack: Stack, held: readonly HeldItem[], items: readonly HeldItem[], day: string) {
  let used = items.filter(
    (item, index) => items.findIndex(({ definition }) => definition === item.definition) === index,
  )
  if (!isMet(stack.rule, used, held, day)) return null
  for (const item of used.toReversed()) {
    const less = used.filter((one) => one !== item)
    if (isMet(stack.rule, less, held, day)) used = less
  }
  return used
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
