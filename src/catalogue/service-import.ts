import { inTransaction } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { newId } from '../platform/ids.ts'
import type { Refusal } from '../platform/refusal.ts'
import { catalogueSources } from './library.ts'
import { type ImportFile, openRows } from './reader.ts'
import { rejectedHeading, rejectedLine } from './rejected.ts'
import { markOf, titleKey, urlKey } from './rules-keys.ts'
import { type CellRefusal, type FittedSource, fitSource, mapRow } from './rules-mapping.ts'
import { holdBackUnchosen } from './service.ts'
import { type IncomingRow, settleRows } from './service-settle.ts'
import { findMarks, lockImports, recountWords, settleSearch, touchCatalogue } from './store-import.ts'
import type { ImportSummary } from './types.ts'

const BATCH_ROWS = 1_000

/** What became of one file. A file that could not be read at all has refusals and no rows. */
export interface FileReport {
  readonly name: string
  /** Id of the source whose shape it has. */
  readonly source: string | null
  readonly read: number
  readonly rejected: number
  /** Headings that the source doesn't know; their cells were left alone. */
  readonly unknownColumns: readonly string[]
  readonly refusals: readonly Refusal[]
  /** How many rows were rejected for each reason. */
  readonly reasons: Readonly<Record<string, number>>
}

export type ImportReport = ImportSummary & { readonly files: readonly FileReport[] }

export interface ImportProgress {
  readonly file: string
  /** Rows read so far, in all files. */
  readonly read: number
  readonly rowsPerSecond: number
}

export interface ImportOptions {
  readonly onProgress?: (progress: ImportProgress) => void
  /** Takes the file of rejected rows of `name`, piece by piece; called only where rows were rejected. */
  readonly rejectedTo?: (name: string, text: string) => Promise<void>
}

type Counts = { -readonly [Name in keyof ImportSummary]: number }

/**
 * Reads courses from files of any known shape into the catalogue. Streaming, in transactions of 1,000 rows: what was
 * read before a break stands, and the next run passes over it. A file read before creates and changes nothing. The same
 * course from several files is one course, and the order of the files makes no difference to it.
 *
 * Rows that can't be taken go to `rejectedTo` with their reasons, in the columns they came in, so that they can be mended
 * and fed again. A file of unknown shape is refused whole (`catalogue.source-unknown`) and the others go on.
 */
export async function importCatalogue(
  deps: Deps,
  files: readonly ImportFile[],
  options: ImportOptions = {},
): Promise<ImportReport> {
  const counts: Counts = { read: 0, created: 0, updated: 0, unchanged: 0, rejected: 0, duplicates: 0 }
  const runId = newId()
  const started = performance.now()
  const reports: FileReport[] = []
  for (const file of files) {
    const onBatch = () =>
      options.onProgress?.({
        file: file.name,
        read: counts.read,
        rowsPerSecond: Math.round(counts.read / Math.max(0.001, (performance.now() - started) / 1000)),
      })
    reports.push(await importFile(deps, file, { counts, runId, onBatch, rejectedTo: options.rejectedTo }))
  }
  if (counts.created + counts.updated + counts.duplicates > 0) {
    await inTransaction(deps.db, async (tx) => {
      await lockImports(tx)
      await recountWords(tx)
      await settleSearch(tx)
      await holdBackUnchosen(tx, deps)
      await touchCatalogue(tx, runId)
    })
  }
  return { ...counts, files: reports }
}

interface Run {
  readonly counts: Counts
  readonly runId: string
  readonly onBatch: () => void
  readonly rejectedTo: ImportOptions['rejectedTo']
}

async function importFile(deps: Deps, file: ImportFile, run: Run): Promise<FileReport> {
  const sources = catalogueSources()
  const before = { read: run.counts.read, rejected: run.counts.rejected }
  const refused = (refusals: readonly Refusal[]): FileReport => ({
    name: file.name,
    source: null,
    read: 0,
    rejected: 0,
    unknownColumns: [],
    refusals,
    reasons: {},
  })
  const opened = await openRows(file, [...new Set(sources.flatMap(({ signature }) => signature))])
  if (!opened.ok) return refused(opened.refusals)
  const { headings, rows } = opened.value
  const fitted = fitSource(headings, sources)
  if (fitted === null) {
    const seen = headings
      .filter((heading) => heading.trim() !== '')
      .slice(0, 12)
      .join(', ')
      .slice(0, 200)
    return refused([{ code: 'catalogue.source-unknown', values: { headings: seen } }])
  }
  const reasons: Record<string, number> = {}
  let batch: IncomingRow[] = []
  let rejects = ''
  const reject = (row: number, cells: readonly string[], refusals: readonly CellRefusal[]) => {
    if (run.counts.rejected === before.rejected) rejects += rejectedHeading(headings)
    run.counts.rejected += 1
    for (const { refusal } of refusals) reasons[refusal.code] = (reasons[refusal.code] ?? 0) + 1
    rejects += rejectedLine(headings, row, cells, refusals)
  }
  const flush = async () => {
    await takeBatch(deps, fitted, batch, run)
    batch = []
    if (rejects !== '') await run.rejectedTo?.(file.name, rejects)
    rejects = ''
    run.onBatch()
  }
  for await (const { row, cells, broken } of rows) {
    if (broken === undefined && cells.every((cell) => cell.trim() === '')) continue
    run.counts.read += 1
    if (broken !== undefined) reject(row, cells, [{ column: '', refusal: broken }])
    else {
      const mapped = mapRow(fitted, cells, headings.length)
      if (mapped.ok) batch.push(incoming(mapped.facts))
      else reject(row, cells, mapped.refusals)
    }
    if (batch.length >= BATCH_ROWS || rejects.length > 1_000_000) await flush()
  }
  await flush()
  return {
    name: file.name,
    source: fitted.source.id,
    read: run.counts.read - before.read,
    rejected: run.counts.rejected - before.rejected,
    unknownColumns: fitted.unknown,
    refusals: [],
    reasons,
  }
}

function incoming(facts: IncomingRow['facts']): IncomingRow {
  const title = titleKey(facts.title) || facts.title.toLowerCase()
  const url = facts.url === null ? null : urlKey(facts.url)
  const recordKey = markOf(`${facts.platform}\n${url === null ? `t:${title}` : `u:${url}`}`)
  return { facts, titleKey: title, urlKey: url, recordKey, mark: markOf(JSON.stringify(facts)) }
}

/** Rows that were read before are passed over without a transaction; the rest is settled in one. */
async function takeBatch(deps: Deps, fitted: FittedSource, batch: readonly IncomingRow[], run: Run): Promise<void> {
  if (batch.length === 0) return
  const known = await findMarks(deps.db, fitted.source.id, [...new Set(batch.map(({ recordKey }) => recordKey))])
  const isKnown = ({ recordKey, mark }: IncomingRow) => known.get(recordKey)?.marks.has(mark) ?? false
  const fresh = batch.filter((row) => !isKnown(row))
  // The same row twice in one run is a duplicate; read in an earlier run, it is unchanged.
  const repeated = batch.filter((row) => isKnown(row) && known.get(row.recordKey)?.runId === run.runId).length
  let { created, updated, duplicates } = { created: 0, updated: 0, duplicates: repeated }
  if (fresh.length > 0) {
    const settled = await inTransaction(deps.db, async (tx) => {
      await lockImports(tx)
      return settleRows(tx, fitted.source.id, fresh, { runId: run.runId, now: deps.clock() })
    })
    created = settled.created
    updated = settled.updated
    duplicates += settled.duplicates
  }
  run.counts.created += created
  run.counts.updated += updated
  run.counts.duplicates += duplicates
  run.counts.unchanged += batch.length - fresh.length - repeated
}
