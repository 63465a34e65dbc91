import { FACETS, type FacetName, type Filters, type OfferingQuery, SORTS } from './types.ts'

/** Most letters of a search and most values of one facet; what is more is cut off, never refused. */
const TEXT_CHARACTERS = 200
const VALUES = 20
export const PAGE_SIZE = 20
/** Most offerings that are compared at once. */
export const COMPARED = 4

/** Reads a search from an address. Whatever stands there is understood or passed over: a search never fails. */
export function readQuery(params: URLSearchParams): OfferingQuery {
  const filters: Partial<Record<FacetName, readonly string[]>> = {}
  for (const facet of FACETS) {
    const values = [
      ...new Set(
        params
          .getAll(facet)
          .map(clean)
          .filter((value) => value !== ''),
      ),
    ].slice(0, VALUES)
    if (values.length > 0) filters[facet] = values
  }
  const sort = SORTS.find((known) => known === params.get('sort')) ?? 'relevance'
  const page = Number.parseInt(params.get('page') ?? '1', 10)
  return {
    text: clean(params.get('q') ?? ''),
    filters,
    sort,
    page: Number.isSafeInteger(page) && page > 0 ? Math.min(page, 10_000) : 1,
    pageSize: PAGE_SIZE,
  }
}

const clean = (text: string): string =>
  text
    .replace(/[^\P{Cc}]/gu, ' ')
    .replace(/[\ud800-\udfff]/gu, '')
    .trim()
    .slice(0, TEXT_CHARACTERS)

/** The address of a search; the first page and the order by relevance go without saying. */
export function addressOf(query: OfferingQuery, change: Partial<OfferingQuery> = {}): string {
  const { text, filters, sort, page } = { ...query, ...change }
  const params = new URLSearchParams()
  if (text !== '') params.set('q', text)
  for (const facet of FACETS) for (const value of filters[facet] ?? []) params.append(facet, value)
  if (sort !== 'relevance') params.set('sort', sort)
  if (page > 1) params.set('page', String(page))
  const search = params.toString()
  return search === '' ? '/catalogue' : `/catalogue?${search}`
}

/** The filters without one value. */
export function withoutFilter(filters: Filters, facet: FacetName, value: string): Filters {
  const { [facet]: values = [], ...rest } = filters
  const left = values.filter((one) => one !== value)
  return left.length === 0 ? rest : { ...rest, [facet]: left }
}

/** The filters as name and value, in the order of the facets. */
export function filterList(filters: Filters): readonly { facet: FacetName; value: string }[] {
  return FACETS.flatMap((facet) => (filters[facet] ?? []).map((value) => ({ facet, value })))
}

/** What is asked for and what is ruled out: `data -excel "mesin belajar"`. */
export interface SearchTerms {
  readonly wanted: string
  /** The same in the other language, where it is known. */
  readonly otherwise: string | null
  readonly unwanted: readonly string[]
}

export function termsOf(text: string, words: ReadonlyMap<string, string> = new Map()): SearchTerms {
  const tokens = text.match(/-?"[^"]*"?|\S+/g) ?? []
  const isUnwanted = (token: string) => /^-["\p{L}\p{N}]/u.test(token)
  const wanted = tokens.filter((token) => !isUnwanted(token)).join(' ')
  return {
    wanted,
    otherwise: inOtherWords(wanted, words),
    unwanted: tokens
      .filter(isUnwanted)
      .map((token) => token.slice(1).replaceAll('"', ' ').trim())
      .filter((word) => word !== ''),
  }
}

/** Any of the words instead of all of them; quotes are loosened. Nothing where there is only one word. */
export function anyWord(text: string): string | null {
  const words = text.match(/[\p{L}\p{N}+#]+/gu) ?? []
  return words.length < 2 ? null : words.join(' or ')
}

/** The words of a search that may be misspelt: letters only, long enough to be told apart. */
export function wordsToMend(text: string): readonly string[] {
  return [
    ...new Set((text.toLowerCase().match(/\p{L}+/gu) ?? []).filter((word) => word.length >= 4 && word.length <= 30)),
  ].slice(0, 6)
}

/** Every word that is one slip away, in plain letters: those that stand in the catalogue are near. */
export function oneSlipAway(word: string): readonly string[] {
  const found = new Set<string>()
  for (let at = 0; at <= word.length; at++) {
    const [head, tail] = [word.slice(0, at), word.slice(at)]
    found.add(head + tail.slice(1))
    if (tail.length > 1) found.add(head + tail[1] + tail[0] + tail.slice(2))
    for (const letter of 'abcdefghijklmnopqrstuvwxyz') {
      found.add(head + letter + tail)
      found.add(head + letter + tail.slice(1))
    }
  }
  found.delete(word)
  return [...found]
}

/**
 * The text in the other language, word by word and longest words first, as far as the list knows them; nothing where it
 * knows none. `words` is in lower case.
 */
export function inOtherWords(text: string, words: ReadonlyMap<string, string>): string | null {
  const parts = text.toLowerCase().match(/[\p{L}\p{N}+#]+|[^\p{L}\p{N}+#]+/gu) ?? []
  let changed = false
  const said: string[] = []
  for (let at = 0; at < parts.length; at++) {
    const pair = `${parts[at]} ${parts[at + 2]}`
    const known = words.get(pair)
    const single = words.get(parts[at] ?? '')
    changed ||= known !== undefined || single !== undefined
    said.push(known ?? single ?? parts[at] ?? '')
    if (known !== undefined) at += 2
  }
  return changed ? said.join('') : null
}

/**
 * The word that was most likely meant: at most one slip in short words and two in long ones (a letter too many, missing,
 * wrong, or two swapped); of equally near words the one that more offerings use. Nothing where none is near.
 */
export function nearestWord(word: string, candidates: readonly { word: string; offerings: number }[]): string | null {
  const most = word.length <= 5 ? 1 : 2
  const near = candidates
    .map((candidate) => ({ ...candidate, slips: slipsBetween(word, candidate.word) }))
    .filter(({ slips }) => slips <= most)
    .sort((a, b) => a.slips - b.slips || b.offerings - a.offerings || (a.word < b.word ? -1 : 1))
  return near[0]?.word ?? null
}

/** Optimal string alignment distance. */
function slipsBetween(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, place) => place)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, (beforeLast[j - 2] ?? 0) + 1)
      row.push(least)
    }
    beforeLast = last
    last = row
  }
  return last[b.length] ?? 0
}

/** Bands of learning hours for the facet *credit*: a name, from and up to (not including) so many hours. */
export const HOUR_BANDS = [
  { id: 'under-10', from: 0, to: 10 },
  { id: '10-44', from: 10, to: 45 },
  { id: '45-89', from: 45, to: 90 },
  { id: '90-134', from: 90, to: 135 },
  { id: '135-up', from: 135, to: 2_147_483_647 },
] as const

/** The next page of an answer of the API: an opaque text. */
export function cursorOf(offset: number): string {
  return Buffer.from(`o${offset}`).toString('base64url')
}

/** The place a cursor stands for; `null` for a text that is no cursor of ours. */
export function offsetOf(cursor: string): number | null {
  const match = /^o(\d{1,6})$/.exec(Buffer.from(cursor, 'base64url').toString())
  return match === null ? null : Number(match[1])
}
