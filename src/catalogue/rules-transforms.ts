import type { WeekSpan } from './types.ts'
import type { Transform } from './types-source.ts'

/** What stands between two transforms; `null` ends the way: the row says nothing here. */
export type Value = string | readonly string[] | number | boolean | WeekSpan | null

/** Carries a cell through its transforms. A value that a transform can't read is `null`, never a guess. */
export function transformed(cell: string, transforms: readonly Transform[]): Value {
  let value: Value = cell
  for (const transform of transforms) {
    if (value === null || value === '') return null
    value = step(value, transform)
  }
  return value === '' ? null : value
}

function step(value: Value, transform: Transform): Value {
  if (typeof transform === 'string') return NAMED[transform](value)
  const text = textOf(value)
  if ('after' in transform) {
    const at = text.indexOf(transform.after)
    return at < 0 ? null : text.slice(at + transform.after.length).trim()
  }
  if ('lastLine' in transform) return text.split('\n').at(-1)?.trim() ?? null
  if ('list' in transform) return cleanList(text.split(transform.list))
  if ('lookup' in transform) return transform.lookup[text] ?? null
  return absoluteUrl(text, transform.absoluteUrl)
}

/** A list counts by its first entry where one text is wanted. */
const textOf = (value: Value): string => (Array.isArray(value) ? (value[0] ?? '') : String(value))
const onText =
  (read: (text: string) => Value) =>
  (value: Value): Value =>
    read(textOf(value))

const NAMED: Readonly<Record<Extract<Transform, string>, (value: Value) => Value>> = {
  text: onText((text) => text.replace(/[^\S\n]+/g, ' ').trim()),
  firstLine: onText((text) => text.split('\n')[0]?.trim() ?? null),
  repeatedSentences: onText((text) => withoutRepeats(text)),
  lines: onText((text) => text.replace(/\s*;(?=\S)/g, '\n')),
  words: onText((text) => text.replace(/-/g, ' ')),
  list: onText((text) => listOf(text)),
  withoutFirst: (value) => (Array.isArray(value) ? value.slice(1) : null),
  number: onText((text) => numberOf(text)),
  count: onText((text) => countOf(text)),
  hours: onText((text) => hoursOf(text)),
  effort: onText((text) => effortOf(text)),
  weeks: onText((text) => weeksOf(text)),
  level: onText((text) => levelOf(text)),
  language: onText((text) => languageOf(text)),
  locale: onText((text) => /'locale': '([a-z]{2})_/.exec(text)?.[1] ?? null),
  free: onText((text) => freeOf(text)),
  paid: onText((text) => (/^true$/i.test(text) ? false : /^false$/i.test(text) ? true : null)),
  truth: onText((text) => (/^true$/i.test(text) ? true : /^false$/i.test(text) ? false : null)),
}

function cleanList(entries: readonly string[]): readonly string[] {
  const seen = new Map<string, string>()
  for (const entry of entries) {
    const clean = entry.replace(/\s+/g, ' ').trim()
    if (clean !== '' && clean.length <= 80 && !seen.has(clean.toLowerCase())) seen.set(clean.toLowerCase(), clean)
  }
  return [...seen.values()].slice(0, 30)
}

/** `['a', "b's"]`, `{"a","b"}` or `a, b (c, d)`: commas inside brackets or quotes don't part. */
function listOf(text: string): readonly string[] {
  if (/^[[{].*[\]}]$/s.test(text)) {
    const entries = [...text.matchAll(/'((?:[^'\\]|\\.)*)'(?=\s*[,\]}])|"((?:[^"\\]|\\.)*)"(?=\s*[,\]}])/g)]
    return cleanList(entries.map((match) => (match[1] ?? match[2] ?? '').replace(/\\(.)/g, '$1')))
  }
  const entries: string[] = []
  let depth = 0
  let entry = ''
  for (const letter of text) {
    if (letter === '(') depth += 1
    if (letter === ')') depth = Math.max(0, depth - 1)
    if (letter === ',' && depth === 0) {
      entries.push(entry)
      entry = ''
    } else entry += letter
  }
  return cleanList([...entries, entry])
}

/** `4.7`, `4,7`; the number at the start, whatever follows. */
function numberOf(text: string): number | null {
  const match = /^\s*(\d+(?:[.,]\d+)?)(?![\d])/.exec(text)
  return match === null ? null : Number((match[1] ?? '').replace(',', '.'))
}

/** `2,93,864`, `(284,237)`, `133.4k`, `1.2K reviews`, `1.234`, `5 r`. Whole. */
function countOf(text: string): number | null {
  const short = /(\d+(?:[.,]\d+)?)\s*([km])\b/i.exec(text)
  if (short !== null) {
    const times = short[2]?.toLowerCase() === 'm' ? 1_000_000 : 1_000
    return Math.round(Number((short[1] ?? '').replace(',', '.')) * times)
  }
  const grouped = /\d{1,3}(?:[.,]\d{2,3})+(?!\d)|\d+/.exec(text)
  if (grouped === null) return null
  const count = Number(grouped[0].replace(/[.,]/g, ''))
  return Number.isSafeInteger(count) && count <= 2_000_000_000 ? count : null
}

/** `27 total hours`, `6.5 hours`, `45 mins`, `90 jam`, `Less Than 2 Hours`, or a bare number of hours. At least 1. */
function hoursOf(text: string): number | null {
  const plain = text.replace(/_/g, ' ')
  if (/less than two hours/i.test(plain)) return 2
  const minutes = /(\d+(?:[.,]\d+)?)\s*(?:total\s+)?(?:mins?|minutes|menit)\b/i.exec(plain)
  const hours =
    /(\d+(?:[.,]\d+)?)\s*(?:total\s+)?(?:hours?|jam)\b/i.exec(plain) ?? /^(\d+(?:[.,]\d+)?)$/.exec(plain.trim())
  const amount = hours?.[1] ?? minutes?.[1]
  if (amount === undefined) return null
  const number = Number(amount.replace(',', '.')) / (hours === null ? 60 : 1)
  return number > 0 && number <= 10_000 ? Math.max(1, Math.round(number)) : null
}

/** `2–4 hours per week` and `7 Weeks`, one below the other: the middle of the effort times the weeks. */
function effortOf(text: string): number | null {
  const effort = /(\d+)\s*[–-]\s*(\d+)\s*hours per week/i.exec(text)
  const weeks = /(\d+)\s*weeks?\b(?!.*per week)/i.exec(text)
  if (effort === null || weeks === null) return null
  return Math.max(1, Math.round(((Number(effort[1]) + Number(effort[2])) / 2) * Number(weeks[1])))
}

const WORDS: Readonly<Record<string, number>> = { one: 1, two: 2, three: 3, four: 4, six: 6, twelve: 12 }
const UNITS: readonly (readonly [RegExp, number])[] = [
  [/^(weeks?|minggu)$/i, 1],
  [/^(months?|mes|meses|bulan)$/i, 52 / 12],
  [/^(years?|tahun)$/i, 52],
]

/** `3 - 6 Months`, `ONE_TO_FOUR_WEEKS`, `24 meses`, `1.5 – 3 years`: by the calendar, in whole weeks. */
function weeksOf(text: string): WeekSpan | null {
  const plain = text
    .replace(/_/g, ' ')
    .replace(/\b(one|two|three|four|six|twelve)\b/gi, (word) => String(WORDS[word.toLowerCase()]))
  const match =
    /(\d+(?:\.\d+)?)(?:\s*(?:-|–|to|a)\s*(\d+(?:\.\d+)?))?\s*(weeks?|minggu|months?|mes(?:es)?|bulan|years?|tahun)\b/i.exec(
      plain,
    )
  const unit = UNITS.find(([name]) => name.test(match?.[3] ?? ''))?.[1]
  if (match === null || unit === undefined) return null
  const min = Math.round(Number(match[1]) * unit)
  const max = Math.round(Number(match[2] ?? match[1]) * unit)
  return min > 0 && max >= min && max <= 1_040 ? { min, max } : null
}

const LEVELS: readonly (readonly [RegExp, string])[] = [
  [/\b(all levels|mixed|semua)\b/i, 'mixed'],
  [/\b(beginner|introductory|dasar|pemula)\b/i, 'beginner'],
  [/\b(intermediate|menengah)\b/i, 'intermediate'],
  [/\b(advanced|expert|lanjut|mahir)\b/i, 'advanced'],
]
const levelOf = (text: string): string | null => LEVELS.find(([words]) => words.test(text))?.[1] ?? null

const LANGUAGES: Readonly<Record<string, string>> = {
  english: 'en',
  inggris: 'en',
  indonesia: 'id',
  indonesian: 'id',
  'bahasa indonesia': 'id',
  español: 'es',
  français: 'fr',
  italiano: 'it',
  português: 'pt',
  deutsch: 'de',
  中文: 'zh',
  日本語: 'ja',
  'اللغة العربية': 'ar',
}
function languageOf(text: string): string | null {
  const word = text.toLowerCase().trim()
  return LANGUAGES[word] ?? (/^[a-z]{2}$/.test(word) ? word : null)
}

/** `FREE-Add a Verified Certificate for $49 USD` is free to learn; `Current price $19.99` isn't. */
function freeOf(text: string): boolean | null {
  if (/\b(free|gratis)\b/i.test(text)) return true
  const amount = /\d[\d.,]*/.exec(text)?.[0]
  if (amount === undefined) return null
  return Number(amount.replace(/[.,]/g, '')) === 0
}

/** Only http and https; a path alone stands on the platform's own address. */
function absoluteUrl(text: string, base: string): string | null {
  const withScheme = /^www\.|^[a-z0-9-]+(\.[a-z0-9-]+)+\//i.test(text) ? `https://${text}` : text
  try {
    const url = base === '' ? new URL(withScheme) : new URL(withScheme, base)
    return /^https?:$/.test(url.protocol) && url.pathname !== '/' ? url.href : null
  } catch {
    return null
  }
}

/** Sentences that stand twice in a row, parted by commas, stand once, parted by full stops. */
function withoutRepeats(text: string): string {
  const parts = text
    .replace(/,\s*$/, '')
    .split(/\s*,(?=\S)/)
    .map((part) => part.trim())
  const kept = parts.filter((part, place) => part !== '' && parts.indexOf(part) === place)
  return kept.join(kept.length < parts.filter(Boolean).length ? '. ' : ', ')
}
