/**
 * Templates of credentials: for one definition almost everything is the same from person to person. What is the same is
 * worked out once; what differs is a hole, and what goes into a hole is checked and escaped as everywhere else.
 */
import { sha256Hex } from '#crypto'
import { canonicalJson } from '../json/jcs.ts'
import { isJsonObject, type Json, type JsonObject } from '../types.ts'
import { firstDegreeParts } from './fast.ts'
import { escapeLiteral, isAbsoluteIri } from './literals.ts'
import { scopeOf } from './tables.ts'
import { BLANK, type Node, walkDocument } from './walk.ts'

/** Where a credential differs from person to person, as JSON pointers; each must hold a text. */
const HOLES =
  /^\/(?:id|validFrom|validUntil|credentialSubject\/id|credentialSubject\/identifier\/\d+\/identityHash|credentialStatus(?:\/\d+)?\/(?:id|statusListIndex|statusListCredential))$/
const MARK = 'urn:lumbung-hole:'
const surrogate = /[\ud800-\udfff]/

/** A document with holes. `same` is the value itself where there is no hole inside: it is compared piece by piece, but never copied. */
export type Pattern =
  | { readonly kind: 'leaf'; readonly value: Json }
  | { readonly kind: 'hole'; readonly hole: number }
  | { readonly kind: 'array'; readonly inner: readonly Pattern[]; readonly same: Json | null }
  | {
      readonly kind: 'object'
      readonly keys: readonly string[]
      readonly inner: readonly Pattern[]
      readonly same: Json | null
    }

/** A text; the number of a hole; the label of blank node n as -1 - n; or lines that are sorted each time. */
type Item = string | number | readonly (readonly Item[])[]
type Block = {
  readonly name: readonly Item[]
  readonly items: readonly Item[]
  /** Of a blank node whose lines name no other and have no holes: its text by its rank, as far as it was asked for. */
  readonly byRank: string[] | null
}

/** What `makeTemplate` makes of one credential, for all that differ in the holes only. */
export type Template = {
  readonly pattern: Pattern
  /** JSON text between the holes, up to the last brace. */
  readonly json: readonly string[]
  /** The same of its canonical JSON, whole, with the number of a hole at every other place; made when it is asked for. */
  sorted: readonly string[] | null
  /** For each hole: whether an absolute IRI has to stand there. */
  readonly iris: readonly boolean[]
  readonly named: readonly Block[]
  readonly blanks: readonly Block[]
  /** First-degree hash of each blank node, or the text to be hashed where it has holes. */
  readonly hashes: readonly (string | readonly Item[])[]
  /** The blank nodes in the order of their hashes last time, which is mostly the order of this time. */
  readonly order: number[]
  /** The named nodes in the order of their names last time. */
  readonly namedOrder: number[]
}

/** A template of an unsigned document of our own formats; null where it has too little, or something that no template covers. */
export function makeTemplate(document: JsonObject): Template | null {
  const plain = JSON.stringify(document)
  if (plain.includes(MARK) || surrogate.test(plain)) return null
  const marked: { readonly texts: string[] } = { texts: [] }
  // A copy: what the caller holds may change.
  const pattern = patternOf(JSON.parse(plain) as JsonObject, '', marked.texts)
  const scope = scopeOf(document['@context'])
  if (scope === null || scope === 'not-loaded') return null
  const example = exampleOf(pattern, marked.texts.length)
  const walked = walkDocument(example as JsonObject, scope)
  if (!walked.ok || marked.texts.length === 0) return null
  const iris = marked.texts.map(() => false)
  const named: Block[] = []
  const blanks: Block[] = []
  for (const node of walked.nodes) {
    const isBlank = node.subject === BLANK
    const name = isBlank ? [-1 - blanks.length] : pieces(node.subject, iris, true)
    const items = merged(itemsOf(node, name, iris))
    const isAlone = isBlank && items.every((item) => typeof item === 'string' || item === name[0])
    const block = { name, items, byRank: isAlone ? [] : null }
    // A blank node's own hash would need sorted lines too: rare, and left to the general path.
    if (isBlank && block.items.some((item) => typeof item === 'object' && item.some((line) => hasHole(line))))
      return null
    ;(isBlank ? blanks : named).push(block)
  }
  const hashes = walked.blanks.map((node) => {
    const text = merged(firstDegreeParts(node).flatMap((part) => pieces(part, iris, false)))
    return text.length === 1 ? sha256Hex(text[0] as string) : text
  })
  const json = JSON.stringify(example)
    .slice(0, -1)
    .split(new RegExp(`"${MARK}\\d+"`))
  const numbers = (of: readonly unknown[]): number[] => of.map((_one, number) => number)
  const orders = { order: numbers(hashes), namedOrder: numbers(named) }
  return { pattern, json, sorted: null, iris, named, blanks, hashes, ...orders }
}

function exampleOf(pattern: Pattern, holes: number): Json {
  return instantiate(
    pattern,
    Array.from({ length: holes }, (_, hole) => MARK + hole),
  )
}

function patternOf(value: Json, pointer: string, texts: string[]): Pattern {
  if (typeof value === 'string' && HOLES.test(pointer)) {
    texts.push(value)
    return { kind: 'hole', hole: texts.length - 1 }
  }
  if (typeof value !== 'object' || value === null) return { kind: 'leaf', value }
  const before = texts.length
  const keys = Object.keys(value)
  const inner = Object.entries(value).map(([key, part]) => patternOf(part, `${pointer}/${key}`, texts))
  const same = texts.length === before ? value : null
  return Array.isArray(value) ? { kind: 'array', inner, same } : { kind: 'object', keys, inner, same }
}

/** The document with texts in its holes. What has no holes is shared between all of them: nobody may change it. */
export function instantiate(pattern: Pattern, texts: readonly string[]): Json {
  if (pattern.kind === 'leaf') return pattern.value
  if (pattern.kind === 'hole') return texts[pattern.hole] as string
  if (pattern.same !== null) return pattern.same
  if (pattern.kind === 'array') return pattern.inner.map((inner) => instantiate(inner, texts))
  const value: JsonObject = {}
  for (let i = 0; i < pattern.keys.length; i++)
    value[pattern.keys[i] as string] = instantiate(pattern.inner[i] as Pattern, texts)
  return value
}

/** Whether a document differs from a template in its holes only; collects what stands in them. */
export function fits(pattern: Pattern, value: Json | undefined, texts: string[]): boolean {
  if (pattern.kind === 'leaf') return pattern.value === value
  if (pattern.kind === 'hole') return typeof value === 'string' && texts.push(value) > 0
  const { inner } = pattern
  let at = 0
  if (pattern.kind === 'array') {
    if (!Array.isArray(value) || value.length !== inner.length) return false
    while (at < inner.length && fits(inner[at] as Pattern, value[at], texts)) at++
  } else {
    if (!isJsonObject(value)) return false
    const { keys } = pattern
    for (const key in value) {
      if (key !== keys[at] || !fits(inner[at] as Pattern, value[key], texts)) return false
      at++
    }
  }
  return at === inner.length
}

/** The canonical JSON (RFC 8785) with these texts in the holes; null where a text may not stand in its hole. */
export function fillJson(template: Template, texts: readonly string[]): string | null {
  if (!areFit(template, texts)) return null
  template.sorted ??= canonicalJson(exampleOf(template.pattern, texts.length)).split(new RegExp(`"${MARK}(\\d+)"`))
  const { sorted } = template
  let out = sorted[0] as string
  for (let at = 1; at < sorted.length; at += 2)
    out += canonicalJson(texts[Number(sorted[at])] as string) + (sorted[at + 1] as string)
  return out
}

/** Whether texts may stand in the holes: no surrogate, and an absolute IRI where there has to be one. */
export function areFit({ iris }: Template, texts: readonly string[]): boolean {
  return texts.every((text, hole) => !surrogate.test(text) && (iris[hole] === false || isAbsoluteIri(text)))
}

function hasHole(items: readonly Item[]): boolean {
  return items.some((item) => typeof item === 'number' && item >= 0)
}

/** A part of a line as items: a marker becomes its hole. `isIri` where the part is an IRI in its brackets. */
function pieces(part: string, iris: boolean[], isIri: boolean): Item[] {
  const [, open, hole, close] = /^(<?)urn:lumbung-hole:(\d+)(>?)$/.exec(part) ?? []
  if (hole === undefined) return [part]
  if (isIri) iris[Number(hole)] = true
  return [open as string, Number(hole), close as string]
}

/** The lines of a node; those of one predicate stand in a run where their order may change. */
function itemsOf({ parts, links }: Node, name: readonly Item[], iris: boolean[]): Item[] {
  const linked = new Map<number, number>()
  for (let i = 0; i < links.length; i += 2) linked.set(links[i] as number, links[i + 1] as number)
  const lines: { predicate: string; items: Item[] }[] = []
  for (let at = 0; at < parts.length; at += 4) {
    const [start, text, end] = parts.slice(at + 1, at + 4) as [string, string, string]
    const blank = linked.get(at + 2)
    const object = blank === undefined ? pieces(text, iris, start.endsWith('<')) : [-1 - blank]
    lines.push({ predicate: start.slice(0, start.indexOf('> ')), items: [...name, start, ...object, end] })
  }
  const items: Item[] = []
  for (let from = 0, to = 0; from < lines.length; from = to) {
    while (to < lines.length && lines[to]?.predicate === lines[from]?.predicate) to++
    const run = lines.slice(from, to).map((line) => line.items)
    const moves = run.some((line) => line.slice(name.length).some((item) => typeof item === 'number'))
    if (run.length > 1 && moves) items.push(run.map(merged))
    else items.push(...run.flat())
  }
  return items
}

function merged(items: readonly Item[]): Item[] {
  const out: Item[] = []
  for (const item of items) {
    const last = out.length - 1
    if (typeof item === 'string' && typeof out[last] === 'string') out[last] += item
    else out.push(item)
  }
  return out
}

/**
 * The canonical N-Quads with these texts in the holes; null where a text may not stand in its hole, or would make two
 * things one, or needs the general algorithm: then that decides.
 */
export function fill(template: Template, texts: readonly string[]): string | null {
  if (!areFit(template, texts)) return null
  const holes = texts.map(escapeLiteral)
  const { hashes, order, named, namedOrder, blanks } = template
  const found = hashes.map((hash) =>
    typeof hash === 'string' ? hash : sha256Hex(rendered(hash, holes, NO_LABELS) as string),
  )
  const names = named.map(({ name }) => rendered(name, holes, NO_LABELS) as string)
  if (!isSorted(order, found) || !isSorted(namedOrder, names)) return null
  const labels: string[] = []
  for (let rank = 0; rank < order.length; rank++) labels[order[rank] as number] = labelOf(rank)
  let out = ''
  for (const at of namedOrder) {
    const text = rendered((named[at] as Block).items, holes, labels)
    if (text === null) return null
    out += text
  }
  for (const rank of ranksInOrder(order.length)) {
    const block = blanks[order[rank] as number] as Block
    const text = block.byRank?.[rank] ?? (rendered(block.items, holes, labels) as string)
    if (block.byRank !== null) block.byRank[rank] = text
    out += text
  }
  return out
}

const NO_LABELS: readonly string[] = []
const labelOf = (rank: number): string => LABELS[rank] ?? `_:c14n${rank}`
const LABELS = Array.from({ length: 64 }, (_, rank) => `_:c14n${rank}`)

/** Ranks as their labels sort, which is as texts: the tenth stands before the second. */
function ranksInOrder(count: number): readonly number[] {
  const known = rankings[count]
  if (known !== undefined) return known
  const ranks = Array.from({ length: count }, (_, rank) => rank)
  if (count > 10) ranks.sort((a, b) => (labelOf(a) < labelOf(b) ? -1 : 1))
  rankings[count] = ranks
  return ranks
}
const rankings: (readonly number[])[] = []

/** Brings numbers into the order of their texts, from the order of last time; false where two texts are the same. */
function isSorted(order: number[], texts: readonly string[]): boolean {
  for (let at = 1; at < order.length; at++) {
    const one = order[at] as number
    const text = texts[one] as string
    let to = at
    for (; to > 0 && (texts[order[to - 1] as number] as string) > text; to--) order[to] = order[to - 1] as number
    order[to] = one
  }
  for (let at = 1; at < order.length; at++)
    if (texts[order[at] as number] === texts[order[at - 1] as number]) return false
  return true
}

/** The text of items; null where two lines of a run are the same. */
function rendered(items: readonly Item[], holes: readonly string[], labels: readonly string[]): string | null {
  let text = ''
  for (const item of items) {
    if (typeof item === 'string') text += item
    else if (typeof item === 'number') text += (item < 0 ? labels[-1 - item] : holes[item]) as string
    else {
      const lines = item.map((line) => rendered(line, holes, labels) as string).sort()
      for (let at = 1; at < lines.length; at++) if (lines[at] === lines[at - 1]) return null
      for (const line of lines) text += line
    }
  }
  return text
}
