import type { Bilingual, Language } from '../page.ts'
import { loadTexts, refusalTextKey } from '../text.ts'
import type { RowFault, TableHead } from './types.ts'

/** A fault in words: what a page, a file or the API shows. */
export interface FaultInWords {
  readonly row: number
  readonly column: string
  readonly code: string
  readonly message: Bilingual
  /** What to do. */
  readonly next: Bilingual
}

/** Says a fault in both languages. */
export function inWords(fault: RowFault): FaultInWords {
  const texts = loadTexts()
  const key = refusalTextKey(fault.refusal)
  return {
    row: fault.row,
    column: fault.column,
    code: fault.refusal.code,
    message: texts.both(key, fault.refusal.values),
    next: texts.both(`${key}.next`, fault.refusal.values),
  }
}

/** A cell that no spreadsheet will carry out: what begins like a formula gets an apostrophe in front. */
export function harmlessCell(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
}

function csvCell(text: string): string {
  const harmless = harmlessCell(text)
  return /[";\r\n]|^\s|\s$/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

/** One line of CSV as spreadsheets in Indonesia open it: semicolons, CRLF. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(';')}\r\n`
}

/** A row that was not taken, with everything that is wrong with it. */
export interface RejectedRow {
  readonly row: number
  readonly cells: readonly string[]
  readonly faults: readonly RowFault[]
}

/**
 * The rejected rows as a CSV file (UTF-8 with a byte order mark): the columns of the file that was sent, then the row it
 * was in, the reasons and what to do. It can be mended and fed again; the last three columns are then passed over.
 */
export function rejectedCsv(
  head: Pick<TableHead, 'headings'>,
  rows: readonly RejectedRow[],
  language: Language,
): string {
  const titles = language === 'id' ? ['Baris asal', 'Alasan', 'Saran'] : ['Original row', 'Reason', 'What to do']
  let text = `\ufeff${csvLine([...head.headings, ...titles])}`
  for (const { row, cells, faults } of rows) {
    const words = faults.map(inWords)
    const said = (pick: (fault: FaultInWords) => Bilingual) =>
      words
        .map((fault) => (fault.column === '' ? pick(fault)[language] : `${fault.column}: ${pick(fault)[language]}`))
        .join(' ')
    const padded = head.headings.map((_, place) => cells[place] ?? '')
    text += csvLine([
      ...padded,
      String(row),
      said((fault) => fault.message),
      [...new Set(words.map((fault) => fault.next[language]))].join(' '),
    ])
  }
  return text
}
