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
  const reader = readerOf(conditionsOf(form), day)
  const classed: Classed[] = []
  const add = (entry: Entry) => {
    const found = reader(entry.item)
    if (found !== null) classed.push({ entry, ...found })
  }
  for (const item of usableItems(stack, held, day)) add({ item, isHeld: true, cost: 0, isUnknown: false })
  for (const item of usableItems(stack, candidates, day)) {
    const cost = item.costs[aim]
    if (cost !== null || !asked.isKnownOnly) add({ item, isHeld: false, cost: cost ?? 0, isUnknown: cost === null })
  }
  return { form, entries: fewest(classed), day }
}

interface Classed {
  readonly entry: Entry
  /** Entries of the same class do the same for the rule. */
  readonly name: string
  /** The most of a class that a best way can use. */
  readonly most: number
}

type Conditions = ReturnType<typeof conditionsOf>

/** Tells what an item does for the conditions of a rule; null where it does nothing that is worth taking. */
function readerOf(conditions: Conditions, day: string): (item: Item) => Pick<Classed, 'name' | 'most'> | null {
  const { definitions, offerings, skills, general } = indexOf(conditions)
  return (item) => {
    const hits = new Set<number>()
    const look = (named: readonly number[] | undefined) => {
      for (const index of named ?? []) {
        const condition = conditions[index]
        if (condition !== undefined && fits(condition.filter, item, day)) hits.add(index)
      }
    }
    look(general)
    look(definitions.get(item.definition))
    look(offerings.get(item.offering))
    for (const skill of item.skills) look(skills.get(skill))
    return hits.size === 0 ? null : worthOf(conditions, hits, item)
  }
}

/** Conditions by what they name: most offerings have nothing to do with most of them, and are asked only those that do. */
function indexOf(conditions: Conditions) {
  const named = () => new Map<string, number[]>()
  const index = { definitions: named(), offerings: named(), skills: named(), general: [] as number[] }
  const add = (into: Map<string, number[]>, name: string, at: number) => into.set(name, [...(into.get(name) ?? []), at])
  for (const [at, { filter }] of conditions.entries()) {
    const { definition, offering, skill } = filter
    if (skill !== undefined) add(index.skills, `${skill.framework}:${skill.code}`, at)
    else if (definition !== undefined) add(index.definitions, definition, at)
    else if (offering !== undefined) add(index.offerings, offering, at)
    else index.general.push(at)
  }
  return index
}

/** The class of an item by the conditions it fits. What only forbids, or only weighs against a bound, is never worth taking. */
function worthOf(conditions: Conditions, hits: ReadonlySet<number>, item: Item): Pick<Classed, 'name' | 'most'> | null {
  let most = 0
  let isSummed = false
  for (const index of hits) {
    const condition = conditions[index]
    if (condition?.kind === 'award') most = Math.max(most, 1)
    else if (condition?.kind === 'sks' && item.sks > 0) most = Math.max(most, Math.ceil(condition.least / item.sks))
    isSummed ||= condition?.kind === 'sks' || condition?.kind === 'most'
  }
  if (most === 0) return null
  const signature = [...hits].sort((a, b) => a - b).join()
  return { name: isSummed ? `${signature} ${item.sks}` : signature, most }
}

/** Of each class the cheapest, as many as one way could use. */
function fewest(classed: readonly Classed[]): readonly Entry[] {
  const classes = new Map<string, Classed[]>()
  const classesOf = new Map<string, Set<string>>()
  for (const one of classed) {
    const { definition } = one.entry.item
    const members = classes.get(one.name)
    if (members === undefined) classes.set(one.name, [one])
    else members.push(one)
    const known = classesOf.get(definition)
    if (known === undefined) classesOf.set(definition, new Set([one.name]))
    else known.add(one.name)
  }
  const entries: Entry[] = []
  for (const members of classes.values()) {
    const seen = new Set<string>()
    let kept = 0
    for (const { entry, most } of members.sort((a, b) => worth(a.entry, b.entry))) {
      const { definition } = entry.item
      // Of one definition in one class only the cheapest can matter.
      if (seen.has(definition)) continue
      seen.add(definition)
      entries.push(entry)
      // A definition that stands in another class as well may be taken there: it holds no place here.
      if (classesOf.get(definition)?.size === 1) kept += 1
      if (kept >= most) break
    }
  }
  return entries
}

/** Before another where it scores better; of equals by key, so that the answer is always the same. */
function worth(a: Entry, b: Entry): number {
  return (
    Number(a.isUnknown) - Number(b.isUnknown) ||
    a.cost - b.cost ||
    Number(b.isHeld) - Number(a.isHeld) ||
    (a.item.key < b.item.key ? -1 : 1)
  )
}
