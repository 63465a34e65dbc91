import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { parse } from 'csv-parse'
import { accept, type Outcome, type Refusal, refuse } from '../platform/refusal.ts'
import { readTable } from '../platform/table/index.ts'

/** A file to import. It is opened twice: once to see what it is, once to read it. Its name is only shown. */
export interface ImportFile {
  readonly name: string
  open(): AsyncIterable<Uint8Array>
}

/** A row as it stands in the file. A row that can't be read says why. */
export interface FileRow {
  /** Counted from 1 as a spreadsheet counts; in JSON the place in the list. */
  readonly row: number
  readonly cells: readonly string[]
  readonly broken?: Refusal
}

/** A file's headings and its rows, which can be read once. */
export interface FileRows {
  readonly headings: readonly string[]
  readonly rows: AsyncIterable<FileRow>
}

const SAMPLE_BYTES = 65_536
/** Most bytes of a file after unpacking; a workbook or a JSON file stands in memory whole and may be less. */
const FILE_BYTES = 2_147_483_648
const WHOLE_FILE_BYTES = 104_857_600
const RECORD_CHARACTERS = 1_000_000
const RECORD_ENDS = ['\r\n', '\n', '\r']

/**
 * Opens a file by its content: CSV with `;`, `,`, tab or `|`, in UTF-8, UTF-16 or Windows-1252, packed with gzip or not,
 * an XLSX workbook, or a JSON list of objects. CSV is streamed: memory holds one piece of it.
 *
 * Refusals: `catalogue.file-empty`, `catalogue.file-not-readable` (broken archive, binary, PDF, JSON that is no list),
 * `catalogue.file-too-large`, and those of `platform/table` for workbooks.
 */
export async function openRows(file: ImportFile, columnNames: readonly string[]): Promise<Outcome<FileRows>> {
  const look = await lookAt(file)
  if (!look.ok) return look
  const { kind, encoding, bomBytes, delimiter } = look.value
  if (kind === 'xlsx') return readWorkbook(file, columnNames)
  if (kind === 'json') return readObjects(file, encoding)
  const rows = csvRows(file, { encoding, bomBytes, delimiter })
  for (;;) {
    const first = await rows.next()
    if (first.done === true) return refuse({ code: 'catalogue.file-empty' })
    if (first.value.broken !== undefined) return refuse(first.value.broken)
    if (first.value.cells.some((cell) => cell.trim() !== '')) return accept({ headings: first.value.cells, rows })
  }
}

interface Look {
  readonly kind: 'csv' | 'xlsx' | 'json'
  readonly encoding: string
  readonly bomBytes: number
  readonly delimiter: string
}

/** Reads the file once to the end: only then is it known whether all of it is UTF-8. */
async function lookAt(file: ImportFile): Promise<Outcome<Look>> {
  let sample = new Uint8Array()
  let bytes = 0
  const utf8 = new TextDecoder('utf-8', { fatal: true })
  let isAllUtf8 = true
  try {
    for await (const piece of unpacked(file)) {
      bytes += piece.length
      if (bytes > FILE_BYTES)
        return refuse({ code: 'catalogue.file-too-large', values: { megabytes: FILE_BYTES / 1_048_576 } })
      if (sample.length < SAMPLE_BYTES)
        sample = Buffer.concat([sample, piece.subarray(0, SAMPLE_BYTES - sample.length)])
      if (isAllUtf8) isAllUtf8 = decodes(utf8, piece)
    }
  } catch (error) {
    if (
      error instanceof Error &&
      /^Z_|ERR_STREAM|ENOENT|EISDIR|EACCES/.test(String((error as NodeJS.ErrnoException).code))
    )
      return refuse({ code: 'catalogue.file-not-readable' })
    throw error
  }
  if (bytes === 0) return refuse({ code: 'catalogue.file-empty' })
  if (sample[0] === 0x50 && sample[1] === 0x4b && sample[2] === 3)
    return accept({ kind: 'xlsx', encoding: '', bomBytes: 0, delimiter: '' })
  const { encoding, bomBytes } = encodingOf(sample, isAllUtf8)
  const text = new TextDecoder(encoding).decode(sample.subarray(bomBytes))
  if (text.trim() === '') return refuse({ code: 'catalogue.file-empty' })
  if (/^%PDF|^\s*<(!doctype|html|table|\?xml)/i.test(text) || /[^\P{Cc}\n\r\t\f\v]/u.test(text.slice(0, 4096)))
    return refuse({ code: 'catalogue.file-not-readable' })
  const kind = /^\s*[[{]\s*["{\]}]/.test(text) && !/^[^\n]*[,;\t][^\n]*\n[^\n{]*[,;\t]/.test(text) ? 'json' : 'csv'
  return accept({ kind, encoding, bomBytes, delimiter: delimiterOf(text) })
}

function decodes(decoder: TextDecoder, piece: Uint8Array): boolean {
  try {
    decoder.decode(piece, { stream: true })
    return true
  } catch {
    return false
  }
}

function encodingOf(sample: Uint8Array, isAllUtf8: boolean): { encoding: string; bomBytes: number } {
  if (sample[0] === 0xef && sample[1] === 0xbb && sample[2] === 0xbf) return { encoding: 'utf-8', bomBytes: 3 }
  if (sample[0] === 0xff && sample[1] === 0xfe) return { encoding: 'utf-16le', bomBytes: 2 }
  if (sample[0] === 0xfe && sample[1] === 0xff) return { encoding: 'utf-16be', bomBytes: 2 }
  const head = sample.subarray(0, 4096)
  const zeros = [0, 0]
  head.forEach((byte, place) => {
    if (byte === 0) zeros[place % 2] = (zeros[place % 2] ?? 0) + 1
  })
  if ((zeros[1] ?? 0) > head.length / 5) return { encoding: 'utf-16le', bomBytes: 0 }
  if ((zeros[0] ?? 0) > head.length / 5) return { encoding: 'utf-16be', bomBytes: 0 }
  return { encoding: isAllUtf8 ? 'utf-8' : 'windows-1252', bomBytes: 0 }
}

/** The sign that stands most often in the first line, outside of quotes; or the one that `sep=` names. */
function delimiterOf(text: string): string {
  const named = /^sep=(.)\r?\n/i.exec(text)?.[1]
  if (named !== undefined) return named
  const line = (/^\s*([^\r\n]*)/.exec(text)?.[1] ?? '').replace(/"[^"]*"/g, '')
  const counts = [',', ';', '\t', '|'].map((sign) => ({ sign, count: line.split(sign).length }))
  return counts.reduce((best, one) => (one.count > best.count ? one : best)).sign
}

/** The bytes of a file, unpacked where they begin like a gzip archive. */
async function* unpacked(file: ImportFile): AsyncGenerator<Uint8Array> {
  const pieces = file.open()[Symbol.asyncIterator]()
  const first = await pieces.next()
  if (first.done === true) return
  const whole = (async function* () {
    yield first.value
    for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) yield next.value
  })()
  if (first.value[0] !== 0x1f || first.value[1] !== 0x8b) {
    yield* whole
    return
  }
  const source = Readable.from(whole)
  const gunzip = createGunzip()
  source.on('error', (error) => gunzip.destroy(error))
  yield* source.pipe(gunzip) as AsyncIterable<Uint8Array>
}

async function* csvRows(
  file: ImportFile,
  { encoding, bomBytes, delimiter }: { encoding: string; bomBytes: number; delimiter: string },
): AsyncGenerator<FileRow> {
  // Records are taken as they are parsed: what the parser holds back is lost when a later record breaks it.
  let ready: string[][] = []
  let fault: Error | null = null
  const parser = parse({
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    record_delimiter: RECORD_ENDS,
    max_record_size: RECORD_CHARACTERS,
    on_record: (record: string[]) => {
      ready.push(record)
      return null
    },
  })
  parser.on('error', (error) => {
    fault = error
  })
  parser.resume()
  const decoder = new TextDecoder(encoding, { ignoreBOM: true })
  let row = 0
  let toSkip = bomBytes
  const taken = function* (): Generator<FileRow> {
    const records = ready
    ready = []
    for (const cells of records) {
      row += 1
      if (row === 1 && /^sep=.?$/i.test(cells[0] ?? '')) continue
      yield { row, cells }
    }
  }
  try {
    for await (const piece of unpacked(file)) {
      const text = decoder.decode(piece.subarray(toSkip), { stream: true })
      toSkip = Math.max(0, toSkip - piece.length)
      await new Promise<void>((resolve) => parser.write(text, () => resolve()))
      yield* taken()
      if (fault !== null) break
    }
    if (fault === null) await new Promise<void>((resolve) => parser.once('close', resolve).end(decoder.decode()))
    yield* taken()
    if (fault !== null) yield { row: row + 1, cells: [], broken: { code: 'catalogue.quote-not-closed' } }
  } finally {
    parser.destroy()
  }
}

async function wholeOf(file: ImportFile): Promise<Uint8Array | null> {
  const pieces: Uint8Array[] = []
  let bytes = 0
  for await (const piece of unpacked(file)) {
    bytes += piece.length
    if (bytes > WHOLE_FILE_BYTES) return null
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

const tooLarge = () => refuse({ code: 'catalogue.file-too-large', values: { megabytes: WHOLE_FILE_BYTES / 1_048_576 } })

async function readWorkbook(file: ImportFile, columnNames: readonly string[]): Promise<Outcome<FileRows>> {
  const bytes = await wholeOf(file)
  if (bytes === null) return tooLarge()
  const wishes = columnNames.map((name) => ({ id: name, names: [name] }))
  const table = await readTable(bytes, wishes, { bytes: WHOLE_FILE_BYTES, rows: 1_000_000 })
  if (!table.ok) return table
  const rows = (async function* (): AsyncGenerator<FileRow> {
    for await (const { row, cells, faults } of table.value.rows) {
      const first = faults[0]
      yield first === undefined ? { row, cells } : { row, cells, broken: first.refusal }
    }
  })()
  return accept({ headings: table.value.head.headings, rows })
}

/** A list of objects: names of all their fields are the headings; what is no text is written as JSON. */
async function readObjects(file: ImportFile, encoding: string): Promise<Outcome<FileRows>> {
  const bytes = await wholeOf(file)
  if (bytes === null) return tooLarge()
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder(encoding).decode(bytes))
  } catch {
    return refuse({ code: 'catalogue.file-not-readable' })
  }
  if (!Array.isArray(value)) return refuse({ code: 'catalogue.file-not-readable' })
  const objects = value as readonly unknown[]
  const headings = [...new Set(objects.flatMap((one) => (isObject(one) ? Object.keys(one) : [])))]
  const rows = (async function* (): AsyncGenerator<FileRow> {
    for (const [place, one] of objects.entries()) {
      if (!isObject(one)) yield { row: place + 1, cells: [], broken: { code: 'catalogue.row-not-readable' } }
      else yield { row: place + 1, cells: headings.map((name) => cellText(one[name])) }
    }
  })()
  return accept({ headings, rows })
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const cellText = (value: unknown): string =>
  value === null || value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value)
