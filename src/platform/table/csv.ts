import { parse as parseStream } from 'csv-parse'
import { parse as parseSample } from 'csv-parse/sync'
import { decoded } from './content.ts'
import { findHeader, ROWS_ABOVE } from './header.ts'
import type { ColumnWish, Encoding, RawRow, TableLimits } from './types.ts'

const DELIMITERS = [';', ',', '\t', '|'] as const
const RECORD_ENDS = ['\r\n', '\n', '\r']
const SAMPLE_CHARACTERS = 131_072

/** Outer spaces, the no-break ones of spreadsheets among them, are never meant. */
export function cleanCell(text: string): string {
  return text.replace(/\u00a0/g, ' ').trim()
}

/** Excel's own first line `sep=;`, which names the delimiter. */
function namedDelimiter(sample: string): string | null {
  return /^sep=(.)\r?\n/i.exec(sample)?.[1] ?? null
}

/**
 * The delimiter under which the first rows name most of the wished columns; where none does, the one that cuts most rows
 * into the same number of cells.
 */
export function delimiterOf(
  bytes: Uint8Array,
  encoding: Encoding,
  bomBytes: number,
  wishes: readonly ColumnWish[],
): string {
  let sample = ''
  for (const piece of decoded(bytes, encoding, bomBytes)) {
    sample += piece
    if (sample.length >= SAMPLE_CHARACTERS) break
  }
  const named = namedDelimiter(sample)
  if (named !== null) return named
  let best = { delimiter: ',', score: -1 }
  for (const delimiter of DELIMITERS) {
    const rows = sampleRows(sample, delimiter)
    const counts = new Map<number, number>()
    for (const row of rows) if (row.length > 1) counts.set(row.length, (counts.get(row.length) ?? 0) + 1)
    const steady = Math.max(0, ...counts.values()) / Math.max(1, rows.length)
    const score = (findHeader(rows, wishes)?.score ?? 0) * 10 + steady
    if (score > best.score) best = { delimiter, score }
  }
  return best.delimiter
}

function sampleRows(sample: string, delimiter: string): string[][] {
  try {
    const rows = parseSample(sample, {
      delimiter,
      relax_column_count: true,
      relax_quotes: true,
      record_delimiter: RECORD_ENDS,
      to: ROWS_ABOVE + 20,
    }) as string[][]
    return rows.map((row) => row.map(cleanCell))
  } catch {
    // A quote that is not closed within the sample: cut it plainly, which is enough to tell a delimiter.
    return sample
      .split(/\r\n|\n|\r/)
      .slice(0, ROWS_ABOVE + 20)
      .map((line) => line.split(delimiter).map(cleanCell))
  }
}

/** Reads the records one after the other. A quote that is never closed ends the reading with a broken row that says so. */
export async function* readCsv(
  bytes: Uint8Array,
  source: { encoding: Encoding; bomBytes: number; delimiter: string },
  limits: TableLimits,
): AsyncGenerator<RawRow> {
  // Records are taken as they are parsed: what the parser holds back is lost when a later record breaks it.
  let ready: string[][] = []
  let fault: Error | null = null
  const parser = parseStream({
    delimiter: source.delimiter,
    relax_column_count: true,
    relax_quotes: true,
    record_delimiter: RECORD_ENDS,
    max_record_size: limits.cellCharacters * 20,
    on_record: (record: string[]) => {
      ready.push(record)
      return null
    },
  })
  parser.on('error', (error) => {
    fault = error
  })
  parser.resume()
  let row = 0
  const taken = function* () {
    const records = ready
    ready = []
    for (const record of records) {
      row += 1
      if (row === 1 && /^sep=.?$/i.test(record[0] ?? '')) continue
      yield { row, cells: record.map((text) => ({ text: cleanCell(text) })) }
    }
  }
  try {
    for (const piece of decoded(bytes, source.encoding, source.bomBytes)) {
      await new Promise<void>((resolve) => parser.write(piece, () => resolve()))
      yield* taken()
      if (fault !== null) break
    }
    if (fault === null) await new Promise<void>((resolve) => parser.once('close', resolve).end())
    yield* taken()
    if (fault !== null) yield { row: row + 1, cells: [], broken: { code: brokenBy(fault) } }
  } finally {
    parser.destroy()
  }
}

function brokenBy(fault: Error): string {
  const code = 'code' in fault ? String(fault.code) : ''
  if (!code.startsWith('CSV_')) throw fault
  return code === 'CSV_MAX_RECORD_SIZE' || code === 'CSV_QUOTE_NOT_CLOSED'
    ? 'table.quote-not-closed'
    : 'table.row-not-readable'
}
