import { accept, type Outcome, refuse } from '../refusal.ts'
import { contentOf } from './content.ts'
import { delimiterOf, readCsv } from './csv.ts'
import { findHeader, plainHeading, ROWS_ABOVE } from './header.ts'
import {
  type ColumnWish,
  type RawCell,
  type RawRow,
  type RowFault,
  TABLE_LIMITS,
  type Table,
  type TableHead,
  type TableLimits,
  type TableNotes,
  type TableRow,
} from './types.ts'
import { readXlsx } from './xlsx.ts'
import { openWorkbook } from './zip.ts'

const TOTALS = new Set([
  'total',
  'totals',
  'grandtotal',
  'subtotal',
  'jumlah',
  'jumlahtotal',
  'totalkeseluruhan',
  'ratarata',
  'rerata',
  'average',
  'mean',
  'sum',
  'jumlahpeserta',
  'totalpeserta',
  'jumlahmahasiswa',
])

/** A cell that a spreadsheet would carry out: it begins like a formula and is no plain number, telephone or dash. */
const FORMULA = /^=|^[+\-@]\s*\w[\w.+\-*/ ]*[(|!]/

/**
 * Reads a table as campuses send them: what it is, is decided by its content. The heading may stand under title rows and
 * be merged over several; columns come in any order; empty rows and totals at the end are left out and noted.
 *
 * Memory: the file once, and the row at hand. Refusals of the whole file: `table.empty`, `table.too-large`,
 * `table.old-excel`, `table.html`, `table.not-a-table`, `table.xlsx-broken`, `table.xlsx-too-large-inside`,
 * `table.header-not-found`, `table.column-missing` (one for each), `table.column-twice`, `table.too-many-columns`.
 * What concerns a row or a cell stands in the row's faults, and the reading goes on.
 */
export async function readTable(
  bytes: Uint8Array,
  wishes: readonly ColumnWish[],
  given: Partial<TableLimits> = {},
): Promise<Outcome<Table>> {
  const limits = { ...TABLE_LIMITS, ...given }
  if (bytes.length > limits.bytes)
    return refuse({ code: 'table.too-large', values: { megabytes: Math.floor(limits.bytes / 1_048_576) } })
  const content = contentOf(bytes)
  if (!content.ok) return content
  let source: AsyncGenerator<RawRow>
  let delimiter: string | null = null
  if (content.value.format === 'xlsx') {
    const parts = await openWorkbook(bytes, limits.inflatedBytes)
    if (!parts.ok) return parts
    source = readXlsx(parts.value)
  } else {
    delimiter = delimiterOf(bytes, content.value.encoding, content.value.bomBytes, wishes)
    source = readCsv(bytes, { ...content.value, delimiter }, limits)
  }
  const sample: RawRow[] = []
  while (sample.length < ROWS_ABOVE + 3) {
    const next = await source.next()
    if (next.done === true) break
    sample.push(next.value)
  }
  const found = findHeader(
    sample.map((row) => row.cells.map((cell) => cell.text)),
    wishes,
  )
  const refused = headerRefusals(found, wishes, limits)
  if (found === null || refused !== null) {
    await source.return(undefined)
    return refused ?? refuse({ code: 'table.header-not-found', values: { names: wantedNames(wishes) } })
  }
  const head: TableHead = {
    format: content.value.format,
    encoding: content.value.format === 'csv' ? content.value.encoding : null,
    delimiter,
    headerRow: sample[found.rowsUsed - 1]?.row ?? found.rowsUsed,
    headings: found.headings,
    places: found.places,
    unknown: found.unknown,
  }
  const notes: TableNotes = { totals: [], blanks: 0, rows: 0 }
  const keys = wishes.filter((wish) => wish.key).map((wish) => wish.id)
  return accept({
    head,
    notes,
    rows: dataRows(joined(sample.slice(found.rowsUsed), source), head, keys, notes, limits),
  })
}

const wantedNames = (wishes: readonly ColumnWish[]) =>
  wishes
    .filter((wish) => wish.required === true || wish.key === true)
    .map((wish) => wish.names[0] ?? wish.id)
    .join(', ')

function headerRefusals(found: ReturnType<typeof findHeader>, wishes: readonly ColumnWish[], limits: TableLimits) {
  if (found === null) return null
  if (found.headings.length > limits.columns)
    return refuse({ code: 'table.too-many-columns', values: { columns: found.headings.length, most: limits.columns } })
  const missing = wishes
    .filter((wish) => wish.required && !found.places.has(wish.id))
    .map((wish) => ({ code: 'table.column-missing', at: wish.id, values: { column: wish.names[0] ?? wish.id } }))
  const twice = found.twice.map((column) => ({ code: 'table.column-twice', values: { column } }))
  const [first, ...more] = [...missing, ...twice]
  return first === undefined ? null : refuse(first, ...more)
}

async function* joined(first: readonly RawRow[], rest: AsyncGenerator<RawRow>): AsyncGenerator<RawRow> {
  try {
    yield* first
    yield* rest
  } finally {
    await rest.return(undefined)
  }
}

/** Rows of data: empty rows dropped, totals held back until it is known whether data follow, limits kept. */
async function* dataRows(
  source: AsyncGenerator<RawRow>,
  head: TableHead,
  keys: readonly string[],
  notes: TableNotes,
  limits: TableLimits,
): AsyncGenerator<TableRow> {
  // Only our own reading counts against the time: what the caller does with a row is the caller's.
  let spentMs = 0
  let resumed = performance.now()
  let held: TableRow[] = []
  let blanks = 0
  try {
    for await (const raw of source) {
      if (raw.broken === undefined && raw.cells.every((cell) => cell.text === '')) {
        blanks += 1
        continue
      }
      notes.blanks += blanks
      blanks = 0
      if (raw.broken !== undefined) {
        yield brokenRow(raw.row, head, raw.broken)
        continue
      }
      const row = tableRow(raw, head, limits)
      if (held.length < 5 && isTotal(row, head, keys)) {
        held.push(row)
        continue
      }
      for (const late of held) {
        notes.rows += 1
        yield late
      }
      held = []
      if (notes.rows >= limits.rows) {
        yield brokenRow(row.row, head, { code: 'table.too-many-rows', values: { most: limits.rows } })
        return
      }
      spentMs += performance.now() - resumed
      if (spentMs > limits.seconds * 1000) {
        yield brokenRow(row.row, head, { code: 'table.too-slow', values: { seconds: limits.seconds } })
        return
      }
      notes.rows += 1
      yield row
      resumed = performance.now()
    }
    notes.totals.push(...held.map((row) => row.row))
  } finally {
    await source.return(undefined)
  }
}

function brokenRow(row: number, head: TableHead, refusal: RowFault['refusal']): TableRow {
  const fault: RowFault = { row, column: '', refusal, content: '' }
  return { row, cells: head.headings.map(() => ''), faults: [fault], cell: () => '' }
}

function tableRow(raw: RawRow, head: TableHead, limits: TableLimits): TableRow {
  const faults: RowFault[] = []
  const cells = raw.cells.map((cell) => (/^'[=+\-@]/.test(cell.text) ? cell.text.slice(1) : cell.text))
  for (const place of head.places.values()) {
    const cell = raw.cells[place]
    const refusal = cell === undefined ? null : cellRefusal(cell, cells[place] ?? '', limits)
    if (refusal !== null)
      faults.push({
        row: raw.row,
        column: head.headings[place] ?? '',
        refusal,
        content: (cells[place] ?? '').slice(0, 200),
      })
  }
  return {
    row: raw.row,
    cells,
    faults,
    cell: (id) => {
      const place = head.places.get(id)
      return place === undefined ? '' : (cells[place] ?? '')
    },
  }
}

function cellRefusal(cell: RawCell, text: string, limits: TableLimits): RowFault['refusal'] | null {
  if (cell.trouble !== undefined) return { code: `table.${cell.trouble}` }
  if (text.length > limits.cellCharacters)
    return { code: 'table.cell-too-long', values: { most: limits.cellCharacters } }
  return FORMULA.test(text) ? { code: 'table.formula' } : null
}

/**
 * A row of totals begins with a word for it (*Jumlah*, *Total*, *Rata-rata*), names nobody (one of the key columns is
 * empty or holds the word itself) and otherwise has only figures.
 */
function isTotal(row: TableRow, head: TableHead, keys: readonly string[]): boolean {
  const filled = row.cells.filter((cell) => cell !== '')
  const word = filled[0] ?? ''
  if (!TOTALS.has(plainHeading(word.replace(/\d+/g, '')))) return false
  if (filled.slice(1).some((cell) => !/^[\d.,%\s=-]+$/.test(cell) && plainHeading(cell) !== plainHeading(word)))
    return false
  const present = keys.filter((key) => head.places.has(key))
  return present.length === 0 || present.some((key) => row.cell(key) === '' || row.cell(key) === word)
}
