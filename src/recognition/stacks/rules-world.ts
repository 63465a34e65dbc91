/** What a search has to look at: of thousands of offerings the few that could be part of a best way. */

import { fits, usableItems } from './rules.ts'
import { conditionsOf, type Form, formOf } from './rules-form.ts'
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
  const classOf = new Map<string, Class>()
  const shared = new Set<string>()
  for (const one of classes.all)
    for (const items of [one.held, one.offered])
      for (const { definition } of items) {
        const known = classOf.get(definition)
        if (known === undefined) classOf.set(definition, one)
        else if (known !== one) shared.add(definition)
      }
  return { form, day, classes: classes.all, shared }
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
    const seen = new Set<string>()
    let kept = 0
    for (const entry of cheapestFirst(one, asked)) {
      const { definition } = entry.item
      // Of one definition in one class only the cheapest can matter.
      if (seen.has(definition)) continue
      seen.add(definition)
      entries.push(entry)
      // A definition that stands in another class as well may be taken there: it holds no place here.
      if (!shared.has(definition)) kept += 1
      if (kept >= one.most) break
    }
  }
  return { form, entries, day }
}

type Conditions = ReturnType<typeof conditionsOf>

/**
 * Sorts items into classes by the conditions that they fit, and by their SKS where those are summed; in the order in which each class was first
 * met. An item that does nothing that is worth taking has none. This is asked of every offering, so nothing is made anew for one.
 */
function classesBy(conditions: Conditions, day: string) {
  const { definitions, offerings, skills, general } = indexOf(conditions)
  const all: Class[] = []
  const root = nodeOf(conditions, [], all)
  const hits: number[] = []
  const look = (named: readonly Asked[] | undefined, item: Item) => {
    if (named === undefined) return
    for (const { at, rest } of named) if (rest === null || fits(rest, item, day)) insert(hits, at)
  }
  const of = (item: Item): Class | null => {
    hits.length = 0
    look(general, item)
    if (definitions.size > 0) look(definitions.get(item.definition), item)
    if (offerings.size > 0) look(offerings.get(item.offering), item)
    for (const skill of item.skills) look(skills.get(skill), item)
    let node = root
    for (const at of hits) node = node.next(at)
    return node.of(item)
  }
  return { of, all }
}

/** Puts a number into its place, once. */
function insert(sorted: number[], value: number): void {
  let at = sorted.length
  while (at > 0 && (sorted[at - 1] as number) > value) at -= 1
  if (at > 0 && sorted[at - 1] === value) return
  for (let from = sorted.length; from > at; from--) sorted[from] = sorted[from - 1] as number
  sorted[at] = value
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

/** The items of a class by what they cost, what is held first; of equals by key, so that the answer is always the same. */
function* cheapestFirst(
  { hits, held, offered }: Class,
  { aim, isKnownOnly }: { readonly aim: Aim; readonly isKnownOnly: boolean },
): Generator<Entry> {
  for (const item of held.toSorted((a, b) => (a.key < b.key ? -1 : 1)))
    yield { item, isHeld: true, cost: 0, isUnknown: false, hits }
  const known = isKnownOnly ? offered.filter(({ costs }) => costs[aim] !== null) : [...offered]
  for (const item of lightestFirst(known, (a, b) => isCheaper(a, b, aim))) {
    const cost = item.costs[aim]
    yield { item, isHeld: false, cost: cost ?? 0, isUnknown: cost === null, hits }
  }
}

function isCheaper(a: Candidate, b: Candidate, aim: Aim): boolean {
  const [one, other] = [a.costs[aim], b.costs[aim]]
  if (one !== other) return one !== null && (other === null || one < other)
  return a.key < b.key
}

/** Items in order, from a heap that is made of the list itself: a class of thousands isn't sorted for the few that are wanted. */
function* lightestFirst<T>(heap: T[], isBefore: (a: T, b: T) => boolean): Generator<T> {
  const sink = (from: number) => {
    const item = heap[from] as T
    let at = from
    for (let below = 2 * at + 1; below < heap.length; below = 2 * at + 1) {
      if (below + 1 < heap.length && isBefore(heap[below + 1] as T, heap[below] as T)) below += 1
      if (!isBefore(heap[below] as T, item)) break
      heap[at] = heap[below] as T
      at = below
    }
    heap[at] = item
  }
  for (let at = (heap.length >> 1) - 1; at >= 0; at--) sink(at)
  while (heap.length > 0) {
    yield heap[0] as T
    const last = heap.pop() as T
    if (heap.length === 0) return
    heap[0] = last
    sink(0)
  }
}
