import { oneLetterApart, undoubled } from './distance.ts'
import { hasHidden, scriptsOf } from './script.ts'
import { type ShortWords, shortWordNear } from './short.ts'
import { shapesOf } from './skeleton.ts'
import type { FindingCode, ListedName, NameFinding, NameVerdict } from './types.ts'
import { normalName, plainWords, SUFFIXES, withoutAdded, wordsOf } from './words.ts'

/** Reasons in one verdict at most: a person reads them. */
export const FINDINGS_MOST = 20
/** Longest name that is compared, in UTF-16 units; a longer one is held for its length alone. */
const NAME_MOST = 300

/**
 * Shortest longer word of a pair that is held wherever it is one letter apart. Where many names differ in this word alone
 * (*Siam University*), the word is the whole name and must be longer. For shorter words see `short.ts`.
 */
const WORD_LEAST = 5
const CROWDED_WORD_LEAST = 7
const CROWDED = 10

type Table = Map<string, ListedName[]>

/** Every listed name, ready to be compared with: about forty keys for each name, so that a check takes no scan. */
export interface NameIndex {
  readonly exact: Table
  readonly shapes: Table
  readonly ordered: Table
  readonly joined: Table
  readonly core: Table
  readonly undoubled: Table
  /** All words but the one at a place: the bucket holds who differs in that word alone. */
  readonly gaps: Map<string, { word: string; listed: ListedName }[]>
}

interface Keys {
  /** The words in their order: equal ones are the same name. */
  readonly exact: string
  readonly shapes: readonly string[]
  readonly ordered: string
  readonly joined: string
  readonly core: string
  readonly undoubled: string
  readonly words: readonly string[]
  /** As written: a slip in *university* would hide that it means *universitas*. */
  readonly plain: readonly string[]
}

function keysOf(name: string): Keys {
  const words = wordsOf(name)
  const core = withoutAdded(words)
  return {
    exact: words.join(' '),
    shapes: shapesOf(name),
    ordered: words.toSorted().join(' '),
    joined: words.join(''),
    core: core.join(' '),
    undoubled: core.map(undoubled).join(' '),
    words,
    plain: plainWords(name),
  }
}

const gapKey = (words: readonly string[], place: number): string =>
  `${place}/${words.length}/${words.slice(0, place).join(' ')}/${words.slice(place + 1).join(' ')}`

function put<T>(table: Map<string, T[]>, key: string, value: T): void {
  const known = table.get(key)
  if (known === undefined) table.set(key, [value])
  else known.push(value)
}

/** Makes the index of all listed names. Ten thousand take about a second; a name more is `addName`. */
export function nameIndex(listed: Iterable<ListedName>): NameIndex {
  const index: NameIndex = {
    exact: new Map(),
    shapes: new Map(),
    ordered: new Map(),
    joined: new Map(),
    core: new Map(),
    undoubled: new Map(),
    gaps: new Map(),
  }
  for (const one of listed) addName(index, one)
  return index
}

export function addName(index: NameIndex, listed: ListedName): void {
  const keys = keysOf(listed.name)
  put(index.exact, keys.exact, listed)
  for (const shape of keys.shapes) put(index.shapes, shape, listed)
  put(index.ordered, keys.ordered, listed)
  put(index.joined, keys.joined, listed)
  put(index.core, keys.core, listed)
  put(index.undoubled, keys.undoubled, listed)
  const plain = keys.plain.map(undoubled).join(' ')
  if (plain !== keys.undoubled) put(index.undoubled, plain, listed)
  for (const words of new Set([keys.words.join(' '), keys.plain.join(' ')]))
    for (const [place, word] of words.split(' ').entries())
      put(index.gaps, gapKey(words.split(' '), place), { word, listed })
}

/**
 * Compares a name with all listed names. Those of the organisation `except` are left out: a new listing of the same
 * party, or a former name, resembles itself. `short` says which short words are held; the default is the one in force.
 */
export function checkAgainst(
  index: NameIndex,
  name: string,
  except: string | null = null,
  short: ShortWords = 'native',
): NameVerdict {
  const normal = normalName(name)
  if (normal === '' || normal.length > NAME_MOST || wordsOf(normal).length === 0)
    return { outcome: 'held', normal: normal.slice(0, NAME_MOST), findings: [{ code: 'name-empty', resembles: null }] }
  const keys = keysOf(name)
  const others = (table: Table, key: string): ListedName[] =>
    (table.get(key) ?? []).filter(({ organisationId }) => organisationId !== except)
  const same = [...others(index.exact, keys.exact), ...others(index.joined, keys.joined)]
  const findings: NameFinding[] = aboutItself(name)
  if (same.length > 0 && findings.length === 0)
    return {
      outcome: 'duplicate',
      normal,
      findings: [...new Set(same)].slice(0, FINDINGS_MOST).map((resembles) => ({ code: 'name-same-words', resembles })),
    }
  const seen = new Set<string>()
  const found = (code: FindingCode, all: readonly ListedName[]): void => {
    for (const resembles of all) {
      if (seen.has(resembles.organisationId)) continue
      seen.add(resembles.organisationId)
      findings.push({ code, resembles })
    }
  }
  for (const shape of keys.shapes) found('name-looks-alike', others(index.shapes, shape))
  found('name-same-words', [
    ...same,
    ...others(index.ordered, keys.ordered).filter((one) => !usualOrders(name, one.name)),
  ])
  found('name-added-word', others(index.core, keys.core))
  found('name-doubled-letter', others(index.undoubled, keys.undoubled))
  found('name-doubled-letter', others(index.undoubled, keys.plain.map(undoubled).join(' ')))
  const near = (words: readonly string[], least: number) => oneWordNear(index, { name, words, except, least, short })
  found('name-one-letter', near(keys.words, WORD_LEAST))
  found('name-one-letter', near(keys.plain, WORD_LEAST))
  const core = withoutAdded(keys.words)
  if (core.length < keys.words.length) found('name-one-letter', near(core, CROWDED_WORD_LEAST))
  found('name-suffix', [...withoutSuffixes(index, keys.words, except), ...withoutSuffixes(index, keys.plain, except)])
  return { outcome: findings.length > 0 ? 'held' : 'clear', normal, findings: findings.slice(0, FINDINGS_MOST) }
}

/** *University of York* and *York University* are two institutions: of two words with the English form both orders are usual. */
function usualOrders(a: string, b: string): boolean {
  const english = (name: string) => wordsOf(name).length === 2 && /\buniversity\b/i.test(name)
  return english(a) && english(b)
}

function aboutItself(name: string): NameFinding[] {
  const { mixed, unusual } = scriptsOf(name)
  const codes: FindingCode[] = []
  if (hasHidden(name)) codes.push('name-hidden-character')
  if (mixed) codes.push('name-mixed-script')
  if (unusual) codes.push('name-unusual-character')
  return codes.map((code) => ({ code, resembles: null }))
}

interface Asked {
  readonly name: string
  readonly words: readonly string[]
  readonly except: string | null
  readonly least: number
  readonly short: ShortWords
}

function oneWordNear(index: NameIndex, { name, words, except, least, short }: Asked): ListedName[] {
  return words.flatMap((word, place) => {
    const bucket = index.gaps.get(gapKey(words, place)) ?? []
    const shortest = bucket.length >= CROWDED ? CROWDED_WORD_LEAST : least
    return bucket
      .filter(
        ({ word: known, listed }) =>
          listed.organisationId !== except &&
          (oneLetterApart(word, known, shortest) ||
            shortWordNear(short, { name, word }, { name: listed.name, word: known })),
      )
      .map(({ listed }) => listed)
  })
}

function withoutSuffixes(index: NameIndex, words: readonly string[], except: string | null): ListedName[] {
  return words.flatMap((word, place) => {
    const stems = SUFFIXES.filter((end) => word.endsWith(end) && word.length - end.length >= 5).map((end) =>
      word.slice(0, -end.length),
    )
    if (stems.length === 0) return []
    return (index.gaps.get(gapKey(words, place)) ?? [])
      .filter(({ word: known, listed }) => listed.organisationId !== except && stems.includes(known))
      .map(({ listed }) => listed)
  })
}
