import { Readable } from 'node:stream'
import ExcelJS from 'exceljs'
import { cleanCell } from './csv.ts'
import type { RawCell, RawRow } from './types.ts'
import type { Parts } from './zip.ts'

/** A spreadsheet keeps 15 figures of a number; a longer one (an NIK) has lost its end and is shown as it is. */
const EXACT_BELOW = 1e15

/** The pieces of ExcelJS's reader, each of which reads one part of a workbook. */
interface Reader {
  readonly model?: { readonly sheets?: readonly { readonly rId: string }[] }
  readonly workbookRels?: readonly { readonly Id: string; readonly Target: string }[]
  _parseRels(part: Readable): Promise<void>
  _parseWorkbook(part: Readable): Promise<void>
  _parseStyles(part: Readable): Promise<void>
  _parseSharedStrings(part: Readable): AsyncIterable<unknown>
  _parseWorksheet(part: Readable, number: string): Iterable<{ readonly value: AsyncIterable<ExcelJS.Row> }>
}

/**
 * Reads the first sheet row by row. A formula counts as the plain value that the spreadsheet last showed; a formula
 * without one, and an error such as `#N/A`, are marked. Dates become ISO days. Hidden and empty rows keep their number.
 *
 * The parts are handed to ExcelJS one by one. Its own opening of the ZIP file ends early when the disk is slow and then
 * finds no sheet (its unzipper says *end* before what it holds was taken), and it cuts letters at the ends of pieces.
 */
export async function* readXlsx(parts: Parts): AsyncGenerator<RawRow> {
  let last = 0
  try {
    for await (const row of rowsOf(parts)) {
      // Rows that the file leaves out are empty ones; a few are enough, for nobody counts a gap of a million.
      if (row.number > last + 1) yield { row: row.number - 1, cells: [] }
      last = row.number
      yield { row: row.number, cells: cellsOf(row) }
    }
  } catch (error) {
    if (error instanceof RangeError) throw error
    yield { row: last + 1, cells: [], broken: { code: 'table.row-not-readable' } }
  }
}

async function* rowsOf(parts: Parts): AsyncGenerator<ExcelJS.Row> {
  const options = { sharedStrings: 'cache', hyperlinks: 'ignore', styles: 'cache', worksheets: 'emit' } as const
  const reader = new ExcelJS.stream.xlsx.WorkbookReader(Readable.from([]), {
    ...options,
    entries: 'emit',
  }) as unknown as Reader
  const part = (name: string) => parts.get(name)?.() ?? Readable.from([])
  await reader._parseRels(part('xl/_rels/workbook.xml.rels'))
  await reader._parseWorkbook(part('xl/workbook.xml'))
  await reader._parseStyles(part('xl/styles.xml'))
  for await (const _ of reader._parseSharedStrings(part('xl/sharedStrings.xml')));
  const first = firstSheet(parts, reader)
  if (first === null) return
  for (const { value } of reader._parseWorksheet(part(first), '1')) yield* value
}

/** The part that holds the sheet which stands first in the workbook; where the workbook names none that is there, any. */
function firstSheet(parts: Parts, reader: Reader): string | null {
  for (const { rId } of reader.model?.sheets ?? []) {
    const target = reader.workbookRels?.find(({ Id }) => Id === rId)?.Target ?? ''
    const name = target.startsWith('/') ? target.slice(1) : `xl/${target}`
    if (parts.has(name) && name.includes('worksheets/')) return name
  }
  return [...parts.keys()].filter((name) => /^xl\/worksheets\/[^/]+\.xml$/.test(name)).sort()[0] ?? null
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
