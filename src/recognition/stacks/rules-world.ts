/** What a search has to look at: of thousands of offerings the few that could be part of a best way. */

import { fits, usableItems } from './rules.ts'
import { conditionsOf, type Form, formOf } from './rules-form.ts'
import { inOrder } from './rules-order.ts'
import type { Aim, Candidate, Filter, HeldItem, Item, Stack } from './types.ts'

/** Something that a way may use. */
export interface Entry {
  readonly item: Item
  readonly isHeld: boolean
  /** In the unit of the aim; 0 where it is held, or where nobody said. */
  readonly cost: number
  readonly isUnknown: boolean
  /** Which conditions of the form it fits, by their place in `conditionsOf`, in order. */
  readonly hits: readonly number[]
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

/** A question with its items sorted by what they do for the rule, whatever the aim: made once for all of them. */
export interface Sorted {
  readonly form: Form
  readonly day: string
  readonly classes: readonly Class[]
  /** Definitions that stand in more than one class. */
  readonly shared: ReadonlySet<string>
}

/** Items that do the same for the rule. */
interface Class {
  /** Which conditions they fit. */
  readonly hits: readonly number[]
  /** The most of them that a best way can use. */
  readonly most: number
  readonly held: HeldItem[]
  readonly offered: Candidate[]
}

/** Sorts what is held and what is on offer, of which only what may be used and helps is kept. */
export function sortedOf(
  stack: Stack,
  held: readonly HeldItem[],
  candidates: readonly Candidate[],
  day: string,
): Sorted {
  const form = formOf(stack.rule, held, day)
  const classes = classesBy(conditionsOf(form), day)
  for (const item of usableItems(stack, held, day)) classes.of(item)?.held.push(item)
  for (const item of usableItems(stack, candidates, day)) classes.of(item)?.offered.push(item)
  return { form, day, classes: classes.all, shared: sharedAmong(classes.all) }
}

/** Definitions of more than one class. Mostly each is offered once, which a count of them tells. */
function sharedAmong(classes: readonly Class[]): ReadonlySet<string> {
  const definitions = new Set<string>()
  let count = 0
  const lists = classes.flatMap((one) => [one.held, one.offered].map((items) => ({ one, items })))
  for (const { items } of lists) {
    count += items.length
    for (const item of items) definitions.add(item.definition)
  }
  const shared = new Set<string>()
  if (definitions.size === count) return shared
  const classOf = new Map<string, Class>()
  for (const { one, items } of lists)
    for (const { definition } of items) {
      const known = classOf.get(definition)
      if (known === undefined) classOf.set(definition, one)
      else if (known !== one) shared.add(definition)
    }
  return shared
}

/**
 * The world of a question, made as small as it can be without losing a best way: of entries that do the same for the rule only as
 * many of the cheapest stay as one way could use. `isKnownOnly` leaves out what has no figure for this aim.
 */
export function worldOf(
  { form, day, classes, shared }: Sorted,
  asked: { readonly aim: Aim; readonly isKnownOnly: boolean },
): World {
  const entries: Entry[] = []
  for (const one of classes) {
    const { hits, held, offered, most } = one
    const known = asked.isKnownOnly ? offered.filter(({ costs }) => costs[asked.aim] !== null) : offered
    const others = inOrder(known, ({ costs }) => costs[asked.aim] ?? Number.POSITIVE_INFINITY, isBefore)
    const seen = new Set<string>()
    let kept = 0
    const take = (entry: Entry) => {
      const { definition } = entry.item
      // Of one definition in one class only the cheapest can matter.
      if (seen.has(definition)) return
      seen.add(definition)
      entries.push(entry)
      // A definition that stands in another class as well may be taken there: it holds no place here.
      if (!shared.has(definition)) kept += 1
    }
    // What is held costs nothing, and goes before what is on offer for nothing.
    for (const item of held.toSorted((a, b) => (isBefore(a, b) ? -1 : 1)))
      if (kept < most) take({ item, isHeld: true, cost: 0, isUnknown: false, hits })
    for (let at = 0; kept < most; at++) {
      const item = others.at(at)
      if (item === undefined) break
      const cost = item.costs[asked.aim]
      take({ item, isHeld: false, cost: cost ?? 0, isUnknown: cost === null, hits })
    }
  }
  return { form, entries, day }
}

function isBefore(a: Item, b: Item): boolean {
  return a.key < b.key
}

type Conditions = ReturnType<typeof conditionsOf>

/**
 * Sorts items into classes by the conditions that they fit, and by their SKS where those are summed; in the order in which each class was first
 * met. An item that does nothing that is worth taking has none. This is asked of every offering, so nothing is made anew for one.
 */
function classesBy(conditions: Conditions, day: string) {
  const { definitions, offerings, skills, general: asked } = indexOf(conditions)
  const all: Class[] = []
  // What everything fits is asked once, and not of each item.
  const [always, general] = [asked.filter(({ rest }) => rest === null), asked.filter(({ rest }) => rest !== null)]
  const root = always.reduce((node, { at }) => node.next(at), nodeOf(conditions, [], all))
  // The places of what the present item fits, in order; the list is used again for the next, as there are thousands.
  const hits: number[] = []
  let count = 0
  const insert = (place: number) => {
    let at = count
    while (at > 0 && (hits[at - 1] as number) > place) at -= 1
    if (at > 0 && hits[at - 1] === place) return
    for (let from = count; from > at; from--) hits[from] = hits[from - 1] as number
    hits[at] = place
    count += 1
  }
  const look = (named: readonly Asked[] | undefined, item: Item) => {
    if (named === undefined) return
    for (const { at, rest } of named) if (rest === null || fits(rest, item, day)) insert(at)
  }
  const of = (item: Item): Class | null => {
    count = 0
    look(general, item)
    if (definitions.size > 0) look(definitions.get(item.definition), item)
    if (offerings.size > 0) look(offerings.get(item.offering), item)
    for (const skill of item.skills) look(skills.get(skill), item)
    let node = root
    for (let index = 0; index < count; index++) node = node.next(hits[index] as number)
    return node.of(item)
  }
  return { of, all }
}

/** The items that fit some conditions, and a way on to those that fit one more. */
interface Node {
  next(at: number): Node
  of(item: Item): Class | null
}

/** A condition by its place, and what is still to be asked where its name is known to fit; null where that is all. */
interface Asked {
  readonly at: number
  readonly rest: Filter | null
}

function asking(at: number, rest: Filter): Asked {
  return { at, rest: Object.values(rest).every((value) => value === undefined) ? null : rest }
}

/** Conditions by what they name: most offerings have nothing to do with most of them, and are asked only those that do. */
function indexOf(conditions: Conditions) {
  const named = () => new Map<string, Asked[]>()
  const index = { definitions: named(), offerings: named(), skills: named(), general: [] as Asked[] }
  const add = (into: Map<string, Asked[]>, name: string, asked: Asked) => {
    const known = into.get(name)
    if (known === undefined) into.set(name, [asked])
    else known.push(asked)
  }
  for (const [at, { filter }] of conditions.entries()) {
    const { definition, offering, skill } = filter
    if (skill !== undefined)
      add(index.skills, `${skill.framework}:${skill.code}`, asking(at, { ...filter, skill: undefined }))
    else if (definition !== undefined)
      add(index.definitions, definition, asking(at, { ...filter, definition: undefined }))
    else if (offering !== undefined) add(index.offerings, offering, asking(at, { ...filter, offering: undefined }))
    else index.general.push(asking(at, filter))
  }
  return index
}

/** The classes of items that fit the same conditions. What only forbids, or only weighs against a bound, is never worth taking. */
function nodeOf(conditions: Conditions, hits: readonly number[], all: Class[]): Node {
  const those = hits.flatMap((at) => conditions[at] ?? [])
  const isSummed = those.some(({ kind }) => kind === 'sks' || kind === 'most')
  const least = Math.max(0, ...those.map((one) => (one.kind === 'sks' ? one.least : 0)))
  const once = those.some(({ kind }) => kind === 'award') ? 1 : 0
  const bySks = new Map<number, Class | null>()
  const more = new Map<number, Node>()
  return {
    next: (at) => {
      const known = more.get(at)
      if (known !== undefined) return known
      const own = nodeOf(conditions, [...hits, at], all)
      more.set(at, own)
      return own
    },
    of: ({ sks }) => {
      const size = isSummed ? sks : 0
      const known = bySks.get(size)
      if (known !== undefined) return known
      const most = Math.max(once, sks > 0 ? Math.ceil(least / sks) : 0)
      const own = most === 0 ? null : { hits, most, held: [], offered: [] }
      bySks.set(size, own)
      if (own !== null) all.push(own)
      return own
    },
  }
}
