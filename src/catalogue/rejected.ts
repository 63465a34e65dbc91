import { csvLine } from '../platform/table/index.ts'
import { loadTexts, refusalTextKey } from '../platform/text.ts'
import type { CellRefusal } from './rules-mapping.ts'

/** Headings of the columns that are added to rejected rows; the reader passes over them when the file comes back. */
const ADDED = ['Baris asal', 'Alasan', 'Saran', 'Reason', 'What to do'] as const

/** The first line of a file of rejected rows: UTF-8 with a byte order mark, semicolons. */
export function rejectedHeading(headings: readonly string[]): string {
  return `\ufeff${csvLine([...headings, ...ADDED])}`
}

/** A rejected row as it came, with its place, every reason and what to do, in both languages. */
export function rejectedLine(
  headings: readonly string[],
  row: number,
  cells: readonly string[],
  refusals: readonly CellRefusal[],
): string {
  const texts = loadTexts()
  const said = (language: 'id' | 'en', suffix: '' | '.next') =>
    [
      ...new Set(
        refusals.map(({ column, refusal }) => {
          const sentence = texts.t(language, `${refusalTextKey(refusal)}${suffix}`, refusal.values)
          const code = suffix === '' ? ` [${refusal.code}]` : ''
          return `${column === '' || suffix !== '' ? '' : `${column}: `}${sentence}${code}`
        }),
      ),
    ].join(' ')
  return csvLine([
    ...headings.map((_, place) => cells[place] ?? ''),
    String(row),
    said('id', ''),
    said('id', '.next'),
    said('en', ''),
    said('en', '.next'),
  ])
}
