/** What a search has to look at: of thousands of offerings the few that could be part of a best way. */

import { fits, usableItems } from './rules.ts'
import { conditionsOf, type Form, formOf } from './rules-form.ts'
import type { Aim, Candidate, HeldItem, Item, Stack } from './types.ts'

/** Something that a way may use. */
export interface Entry {
  readonly item: Item
  readonly isHeld: boolean
  /** In the unit of the aim; 0 where it is held, or where nobody said. */
  readonly cost: number
  readonly isUnknown: boolean
}

/** A question ready to be searched. */
export interface World {
  readonly form: Form
  readonly entries: readonly Entry[]
  readonly day: string
}

/** What is judged, the weightiest first: figures that nobody knows, the cost, how much is to be taken, how much is used. */
export const SCORES: readonly ((entry: Entry) => number)[] = [
  ({ isUnknown }) => Number(isUnknown),
  ({ cost }) => cost,
  ({ isHeld }) => Number(!isHeld),
  ({ isHeld }) => Number(isHeld),
]

/**
 * The world of a question, made as small as it can be without losing a best way: of entries that do the same for the rule only as
 * many of the cheapest stay as one way could use. `isKnownOnly` leaves out what has no figure for this aim.
 */
export function worldOf(
  stack: Stack,
  held: readonly HeldItem[],
  candidates: readonly Candidate[],
  asked: { readonly aim: Aim; readonly day: string; readonly isKnownOnly: boolean },
): World {
  const { aim, day } = asked
  const form = formOf(stack.rule, held, day)
  const conditions = conditionsOf(form)
  const own = usableItems(stack, held, day).map((item) => ({ item, isHeld: true, cost: 0, isUnknown: false }))
  const toTake = usableItems(stack, candidates, day).map((item) => {
    const cost = item.costs[aim]
    return { item, isHeld: false, cost: cost ?? 0, isUnknown: cost === null }
  })
  const classed = [...own, ...toTake.filter(({ isUnknown }) => !(asked.isKnownOnly && isUnknown))].flatMap((entry) => {
    const found = classOf(conditions, entry.item, day)
    return found === null ? [] : [{ entry, ...found }]
  })
  return { form, entries: fewest(classed), day }
}

interface Classed {
  readonly entry: Entry
  /** Entries of the same class do the same for the rule. */
  readonly name: string
  /** The most of a class that a best way can use. */
  readonly most: number
}

/** What an item does for the conditions of a rule; null where it does nothing. */
function classOf(
  conditions: ReturnType<typeof conditionsOf>,
  item: Item,
  day: string,
): Pick<Classed, 'name' | 'most'> | null {
  let signature = ''
  let most = 0
  let isSummed = false
  for (const condition of conditions) {
    const hit = fits(condition.filter, item, day)
    signature += hit ? '1' : '0'
    if (!hit) continue
    if (condition.kind === 'award') most = Math.max(most, 1)
    else if (condition.kind === 'sks' && item.sks > 0) most = Math.max(most, Math.ceil(condition.least / item.sks))
    isSummed ||= condition.kind === 'sks' || condition.kind === 'most'
  }
  // What only forbids or only weighs against a bound is never worth taking.
  return most === 0 ? null : { name: isSummed ? `${signature} ${item.sks}` : signature, most }
}

function fewest(classed: readonly Classed[]): readonly Entry[] {
  const sorted = classed.toSorted((a, b) => worth(a.entry, b.entry))
  // Of one definition in one class only the cheapest can matter.
  const once = new Map<string, Classed>()
  for (const one of sorted) {
    const name = `${one.entry.item.definition} ${one.name}`
    if (!once.has(name)) once.set(name, one)
  }
  const classesOf = new Map<string, number>()
  for (const { entry } of once.values())
    classesOf.set(entry.item.definition, (classesOf.get(entry.item.definition) ?? 0) + 1)
  const kept = new Map<string, number>()
  const entries: Entry[] = []
  for (const { entry, name, most } of once.values()) {
    const so = kept.get(name) ?? 0
    if (so >= most) continue
    entries.push(entry)
    // A definition that stands in another class as well may be taken there: it holds no place here.
    if (classesOf.get(entry.item.definition) === 1) kept.set(name, so + 1)
  }
  return entries
}

function worth(a: Entry, b: Entry): number {
  for (const score of SCORES) if (score(a) !== score(b)) return score(a) - score(b)
  return a.item.key < b.item.key ? -1 : 1
}
