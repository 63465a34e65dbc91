import { Readable } from 'node:stream'
import ExcelJS from 'exceljs'
import { cleanCell } from './csv.ts'
import type { RawCell, RawRow } from './types.ts'

/** A spreadsheet keeps 15 figures of a number; a longer one (an NIK) has lost its end and is shown as it is. */
const EXACT_BELOW = 1e15

/**
 * Reads the first sheet row by row. A formula counts as the plain value that the spreadsheet last showed; a formula
 * without one, and an error such as `#N/A`, are marked. Dates become ISO days. Hidden and empty rows keep their number.
 */
export async function* readXlsx(bytes: Uint8Array): AsyncGenerator<RawRow> {
  const reader = new ExcelJS.stream.xlsx.WorkbookReader(Readable.from([Buffer.from(bytes)]), {
    sharedStrings: 'cache',
    hyperlinks: 'ignore',
    styles: 'cache',
    worksheets: 'emit',
    entries: 'emit',
  })
  let last = 0
  try {
    for await (const sheet of reader) {
      for await (const row of sheet) {
        // Rows that the file leaves out are empty ones; a few are enough, for nobody counts a gap of a million.
        if (row.number > last + 1) yield { row: row.number - 1, cells: [] }
        last = row.number
        yield { row: row.number, cells: cellsOf(row) }
      }
      return
    }
  } catch (error) {
    if (error instanceof RangeError) throw error
    yield { row: last + 1, cells: [], broken: { code: 'table.row-not-readable' } }
  }
}

function cellsOf(row: ExcelJS.Row): RawCell[] {
  const cells: RawCell[] = []
  row.eachCell({ includeEmpty: false }, (cell, column) => {
    while (cells.length < column - 1) cells.push({ text: '' })
    cells[column - 1] = plainCell(cell.value)
  })
  return cells
}

/** One value of a spreadsheet as text. */
export function plainCell(value: ExcelJS.CellValue | undefined): RawCell {
  if (value === null || value === undefined) return { text: '' }
  if (typeof value === 'string') return { text: cleanCell(value) }
  if (typeof value === 'number') return { text: plainNumber(value) }
  if (typeof value === 'boolean') return { text: value ? 'TRUE' : 'FALSE' }
  if (value instanceof Date) return { text: Number.isNaN(value.getTime()) ? '' : isoDay(value) }
  if ('error' in value) return { text: String(value.error), trouble: 'error-cell' }
  if ('richText' in value) return { text: cleanCell(value.richText.map((part) => part.text).join('')) }
  if ('formula' in value || 'sharedFormula' in value) {
    const result = 'result' in value ? value.result : undefined
    if (result === undefined || result === null) return { text: '=', trouble: 'formula-without-value' }
    return plainCell(result as ExcelJS.CellValue)
  }
  if ('text' in value) return plainCell(value.text as ExcelJS.CellValue)
  return { text: '' }
}

function plainNumber(value: number): string {
  if (Math.abs(value) >= EXACT_BELOW) return value.toExponential().toUpperCase()
  // What a float adds behind the fifteenth figure (0.1 + 0.2) was never typed.
  return String(Number(value.toPrecision(15)))
}

function isoDay(value: Date): string {
  return value.toISOString().slice(0, 10)
}
