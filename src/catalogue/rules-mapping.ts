import type { Refusal } from '../platform/refusal.ts'
import { plainHeading } from '../platform/table/index.ts'
import { transformed, type Value } from './rules-transforms.ts'
import { COURSE_LEVELS, type CourseFacts, type CourseLevel, type WeekSpan } from './types.ts'
import type { CatalogueSource, FieldName, Origin } from './types-source.ts'

/** Columns of our own files of rejected rows: passed over when the mended file comes back. */
const OURS = new Set(['alasan', 'saran', 'barisasal', 'reason', 'whattodo', 'originalrow'])

/** A cell that a spreadsheet would carry out. */
const FORMULA = /^=|^[+\-@]\s*\w[\w.+\-*/ ]*[(|!]/

/** Half a pair of UTF-16: no text, and PostgreSQL refuses it. */
const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/** How long texts may be; longer ones are cut at a word. */
const TITLE_CHARACTERS = 300
const DESCRIPTION_CHARACTERS = 6_000

/** A source and the place of each of its columns in a file. */
export interface FittedSource {
  readonly source: CatalogueSource
  readonly places: ReadonlyMap<string, number>
  /** Headings that the source doesn't know: their cells are left alone. */
  readonly unknown: readonly string[]
}

/** The source whose headings a file has; of several the one with most headings. Nothing where none fits. */
export function fitSource(headings: readonly string[], sources: readonly CatalogueSource[]): FittedSource | null {
  const plain = headings.map(plainHeading)
  const fitting = sources
    .filter((source) => source.signature.every((heading) => plain.includes(plainHeading(heading))))
    .sort((a, b) => b.signature.length - a.signature.length || (a.id < b.id ? -1 : 1))
  const source = fitting[0]
  if (source === undefined) return null
  const places = new Map<string, number>()
  plain.forEach((heading, place) => {
    if (heading !== '' && !places.has(heading)) places.set(heading, place)
  })
  const known = new Set([...columnsOf(source), ...source.ignored].map(plainHeading))
  const unknown = headings.filter((heading) => {
    const name = plainHeading(heading)
    return name !== '' && !known.has(name) && !OURS.has(name)
  })
  return { source, places, unknown }
}

function columnsOf(source: CatalogueSource): readonly string[] {
  const origins = Object.values(source.fields).flat()
  return [
    ...source.signature,
    ...origins.flatMap((origin) => ('column' in origin ? [origin.column] : 'columns' in origin ? origin.columns : [])),
  ]
}

/** A refusal of one cell, with the heading of its column. */
export interface CellRefusal {
  readonly column: string
  readonly refusal: Refusal
}

export type MappedRow =
  | { readonly ok: true; readonly facts: CourseFacts }
  | { readonly ok: false; readonly refusals: readonly CellRefusal[] }

/**
 * Reads a row by its source. Refused are rows without a title, with a formula where words belong, with an address that
 * is none, with a rating outside 0 to 5, and with more cells than headings. What a row doesn't say is `null`.
 */
export function mapRow(fitted: FittedSource, cells: readonly string[], columns: number): MappedRow {
  const { source } = fitted
  const refusals: CellRefusal[] = []
  const extra = cells.slice(columns).filter((cell) => cell.trim() !== '').length
  if (extra > 0) {
    refusals.push({
      column: '',
      refusal: { code: 'catalogue.cells-too-many', values: { expected: columns, found: columns + extra } },
    })
  }
  const read = (name: FieldName): Value => fieldValue(fitted, name, cells)
  const column = (name: FieldName): string => headingOf(source.fields[name]?.[0])
  const title = cut(textOf(read('title')) ?? '', TITLE_CHARACTERS)
  if (title === '') refusals.push({ column: column('title'), refusal: { code: 'catalogue.title-missing' } })
  if (title.includes('\n')) {
    refusals.push({ column: column('title'), refusal: { code: 'catalogue.title-over-lines' } })
  }
  const provider = textOf(read('provider'))
  for (const [name, text] of [
    ['title', title],
    ['provider', provider ?? ''],
  ] as const) {
    if (FORMULA.test(text)) refusals.push({ column: column(name), refusal: { code: 'catalogue.cell-is-formula' } })
  }
  const url = textOf(read('url'))
  if (url === null && rawCell(fitted, 'url', cells) !== '') {
    refusals.push({ column: column('url'), refusal: { code: 'catalogue.address-not-readable' } })
  }
  const platform = source.platform !== '' ? source.platform : platformOf(url)
  const rating = numberOf(read('rating'))
  if (rating !== null && rating > 5) {
    refusals.push({ column: column('rating'), refusal: { code: 'catalogue.rating-out-of-range', values: { rating } } })
  }
  if (refusals.length > 0) return { ok: false, refusals }
  const skills = read('skills')
  const level = textOf(read('level'))
  return {
    ok: true,
    facts: {
      platform,
      title,
      provider: provider === null ? null : cut(provider.replace(/\s+/g, ' '), TITLE_CHARACTERS),
      description: nullable(cut(textOf(read('description')) ?? '', DESCRIPTION_CHARACTERS)),
      url,
      language: textOf(read('language')),
      level: COURSE_LEVELS.find((known) => known === level) ?? (null as CourseLevel | null),
      mode: textOf(read('mode')),
      field: textOf(read('field')),
      hours: numberOf(read('hours')),
      weeks: spanOf(read('weeks')),
      isFree: truthOf(read('isFree')),
      skills: Array.isArray(skills) ? skills : [],
      ratingHundredths: rating === null || rating === 0 ? null : Math.round(rating * 100),
      ratingCount: numberOf(read('ratingCount')),
    },
  }
}

function fieldValue(fitted: FittedSource, name: FieldName, cells: readonly string[]): Value {
  for (const origin of fitted.source.fields[name] ?? []) {
    if ('constant' in origin) return origin.constant
    const value = transformed(cellOf(fitted, origin, cells), origin.transforms)
    if (value !== null && !(Array.isArray(value) && value.length === 0)) return value
  }
  return null
}

function cellOf(fitted: FittedSource, origin: Exclude<Origin, { constant: string }>, cells: readonly string[]): string {
  const columns = 'column' in origin ? [origin.column] : origin.columns
  return columns
    .map((heading) => {
      const place = fitted.places.get(plainHeading(heading))
      const cell = cleanCell(place === undefined ? '' : (cells[place] ?? ''))
      return fitted.source.emptyWords.includes(cell) ? '' : cell
    })
    .join('\n')
    .trim()
}

/** Outer spaces are never meant, nor the apostrophe that our own files put before a formula, nor control characters. */
function cleanCell(text: string): string {
  const visible = text
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .replace(/\u00a0/g, ' ')
    .replace(LONE, '')
  return visible.trim().replace(/^'(?=[=+\-@])/, '')
}

function rawCell(fitted: FittedSource, name: FieldName, cells: readonly string[]): string {
  const origin = fitted.source.fields[name]?.[0]
  return origin === undefined || 'constant' in origin ? '' : cellOf(fitted, origin, cells)
}

const headingOf = (origin: Origin | undefined): string =>
  origin === undefined || 'constant' in origin ? '' : 'column' in origin ? origin.column : origin.columns.join(', ')
const textOf = (value: Value): string | null => (typeof value === 'string' && value !== '' ? value : null)
const numberOf = (value: Value): number | null => (typeof value === 'number' ? value : null)
const truthOf = (value: Value): boolean | null => (typeof value === 'boolean' ? value : null)
const spanOf = (value: Value): WeekSpan | null =>
  typeof value === 'object' && value !== null && 'min' in value ? value : null
const nullable = (text: string): string | null => (text === '' ? null : text)
const platformOf = (url: string | null): string =>
  url === null ? 'other' : new URL(url).hostname.toLowerCase().replace(/^www\./, '')

function cut(text: string, most: number): string {
  if (text.length <= most) return text
  return `${text.slice(0, most - 1).replace(/\s+\S*$/, '')}…`.replace(LONE, '')
}
