import type { ColumnWish } from './types.ts'

/** How many rows may stand above the heading: titles, the campus's address, an empty line. */
export const ROWS_ABOVE = 30
const HEADER_SPAN = 3

/** A heading without case, accents, punctuation and spaces: *No. Induk*, *no_induk* and *NO INDUK* are one. */
export function plainHeading(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
}

/** Which column a heading names, and how well: 0 is the first of its names. */
export interface HeadingMatch {
  readonly id: string
  readonly rank: number
}

/** Makes the matcher of a set of wished columns. */
export function headingMatcher(wishes: readonly ColumnWish[]): (heading: string) => HeadingMatch | null {
  const byName = new Map<string, HeadingMatch>()
  for (const wish of wishes) {
    wish.names.forEach((name, rank) => {
      const plain = plainHeading(name)
      if (!byName.has(plain)) byName.set(plain, { id: wish.id, rank })
    })
  }
  const families = wishes.filter((wish) => wish.pattern !== undefined)
  return (heading) => {
    const plain = plainHeading(heading)
    if (plain === '') return null
    const named = byName.get(plain)
    if (named !== undefined) return named
    for (const family of families) {
      const match = family.pattern?.exec(plain)
      if (match?.[1] !== undefined) return { id: `${family.id}${match[1]}`, rank: 0 }
    }
    return null
  }
}

/** Where the heading was found. */
export interface FoundHeader {
  /** Rows of the sample that belong to title and heading, counted from its start. */
  readonly rowsUsed: number
  readonly headings: readonly string[]
  readonly places: ReadonlyMap<string, number>
  readonly unknown: readonly string[]
  /** Two columns with the same heading, where only one can be meant. */
  readonly twice: readonly string[]
  /** How many wished columns it holds. */
  readonly score: number
}

/** Columns of our own files of rejected rows: read again without a word. */
const OURS = new Set(['alasan', 'saran', 'barisasal', 'reason', 'whattodo', 'originalrow'])

const looksLikeData = (cell: string) => /^[\d.,/\s-]+$/.test(cell) || cell.includes('@')

/**
 * Finds the heading in the first rows: the row (or up to three rows, where cells were merged) that names most of the
 * wished columns. Answers nothing when no row names any.
 */
export function findHeader(sample: readonly (readonly string[])[], wishes: readonly ColumnWish[]): FoundHeader | null {
  const match = headingMatcher(wishes)
  let best: FoundHeader | null = null
  for (let top = 0; top < Math.min(sample.length, ROWS_ABOVE); top++) {
    for (let span = 1; span <= HEADER_SPAN && top + span <= sample.length; span++) {
      const rows = sample.slice(top, top + span)
      const added = rows.at(-1) ?? []
      if (span > 1 && (added.some((cell) => looksLikeData(cell)) || !added.some((cell) => match(cell) !== null))) break
      const found = readHeader(rows, top + span, match)
      if (found.score > 0 && found.score > (best?.score ?? 0)) best = found
    }
  }
  return best
}

function readHeader(
  rows: readonly (readonly string[])[],
  rowsUsed: number,
  match: (heading: string) => HeadingMatch | null,
): FoundHeader {
  const width = Math.max(0, ...rows.map((row) => row.length))
  const headings: string[] = []
  const taken = new Map<string, { place: number; rank: number }>()
  const unknown: string[] = []
  const twice: string[] = []
  for (let place = 0; place < width; place++) {
    // The lowest of merged rows is the closest to the data; an upper one stands where nothing is below it.
    const stack = rows
      .map((row) => row[place] ?? '')
      .filter((cell) => cell !== '')
      .reverse()
    const heading = stack.find((cell) => match(cell) !== null) ?? stack[0] ?? ''
    headings.push(heading)
    const found = match(heading)
    if (found === null) {
      if (heading !== '' && !OURS.has(plainHeading(heading))) unknown.push(heading)
      continue
    }
    const earlier = taken.get(found.id)
    if (earlier === undefined) taken.set(found.id, { place, rank: found.rank })
    else if (earlier.rank === found.rank) twice.push(heading)
    else {
      const worse = earlier.rank < found.rank ? place : earlier.place
      unknown.push(headings[worse] ?? '')
      if (worse !== place) taken.set(found.id, { place, rank: found.rank })
    }
  }
  const places = new Map([...taken].map(([id, { place }]) => [id, place] as const))
  return { rowsUsed, headings, places, unknown, twice, score: places.size }
}
