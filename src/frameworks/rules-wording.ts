import type { DegreeClaimWords } from './types-wording.ts'

/** Where one thought ends: words on both sides of it don't belong together. */
const STOP = ' | '
/** Elements that don't end a thought, as in `setara <b>S1</b>`. Every other tag does. */
const INLINE = 'a|abbr|b|bdi|cite|code|em|i|kbd|mark|q|s|small|span|strong|sub|sup|time|u|wbr'
const ENTITIES: Readonly<Record<string, string>> = { nbsp: ' ', amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/**
 * The first claim in a text that a credential equals a degree, or leads to one, in its own words (*setara dengan s1*); `null`
 * where there is none. Letters are compared without case, accents, joiners and punctuation within a sentence. A word between
 * that isn't on the list, or the end of a sentence, keeps words apart: *setara mata kuliah. Gelar ...* claims nothing.
 */
export function degreeClaimIn(text: string, list: DegreeClaimWords): string | null {
  const plain = withoutDenials(wordsOf(text), list.denials)
  for (const pattern of patternsOf(list)) {
    const found = pattern.exec(plain)
    if (found !== null) return found[0]
  }
  return null
}

const known = new WeakMap<DegreeClaimWords, readonly RegExp[]>()

/** The patterns of a list, made once: thousands of texts are read by the same one. */
function patternsOf(list: DegreeClaimWords): readonly RegExp[] {
  const made = known.get(list) ?? [
    ...list.languages.map(({ likens, between, degrees }) => {
      const among = `(?: ${oneOf(between)}){0,${list.betweenMost}}`
      return new RegExp(`(?<= )${oneOf(likens)}${among} ${oneOf(degrees)}(?= )`)
    }),
    new RegExp(`(?<= )${oneOf(list.phrases)}(?= )`),
  ]
  known.set(list, made)
  return made
}

function withoutDenials(plain: string, denials: readonly string[]): string {
  return denials.reduce((left, denial) => left.replaceAll(` ${denial} `, STOP), plain)
}

/** The longest alternative first, so that *diploma 4* isn't left at *diploma*. */
function oneOf(words: readonly string[]): string {
  return `(?:${[...words].sort((a, b) => b.length - a.length).join('|')})`
}

/** A text as words with one space around each, and `|` where a thought ends. */
function wordsOf(text: string): string {
  const bare = text
    .normalize('NFKD')
    .replace(/[\p{M}\u00ad\u200b-\u200d\ufeff]/gu, '')
    .toLowerCase()
    // Levels are written S1, S-1, S.1: their point ends no sentence.
    .replace(/\b([sd])[\s.-]{0,2}([1-4])\b/g, '$1$2')
    .replace(/\bph\.?\s?d\b/g, 'phd')
    .replace(/[.!?;:|\n\r]+/g, STOP)
    .replace(/[^a-z0-9|]+/g, ' ')
  return ` ${bare} `.replace(/ +/g, ' ')
}

/** What a page says, its attributes for people included: tags of blocks end a thought, tags within a line don't. */
export function spokenIn(html: string): string {
  const attributes = [...html.matchAll(/\s(?:content|aria-label|alt|title|placeholder|value)="([^"]*)"/g)].map(
    ([, said]) => said ?? '',
  )
  const body = html
    .replace(/<(script|style)\b[\s\S]*?<\/\1>/g, STOP)
    .replace(new RegExp(`</?(?:${INLINE})(?:\\s[^>]*)?>`, 'g'), '')
    .replace(/<[^>]*>/g, STOP)
  return [body, ...attributes].map(decoded).join(STOP)
}

function decoded(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|([a-z]+));/gi, (whole, decimal, hex, name) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal))
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16))
    return ENTITIES[String(name).toLowerCase()] ?? whole
  })
}

/** Every text within a JSON value, its keys left out. */
export function textsWithin(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(textsWithin)
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(textsWithin)
  return []
}
