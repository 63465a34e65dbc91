import { writeFileSync } from 'node:fs'
import { type RejectedRow, rejectedCsv, type TableHead } from '../../src/platform/table/index.ts'
import type { VerbInput } from '../verb.ts'

/** What every import of tables answers, over all files: numbers of rows. */
export interface ImportSummary {
  read: number
  created: number
  updated: number
  unchanged: number
  rejected: number
  duplicates: number
}

/** A summary before the first file. */
export function nothingImported(): ImportSummary {
  return { read: 0, created: 0, updated: 0, unchanged: 0, rejected: 0, duplicates: 0 }
}

/** What one file leaves to be told: columns that were left alone, and its rejected rows, which are kept beside it. */
export function toldOf(
  path: string,
  report: Pick<TableHead, 'headings'> & {
    readonly unknownColumns: readonly string[]
    readonly rejected: readonly RejectedRow[]
  },
): readonly string[] {
  const told: string[] = []
  if (report.unknownColumns.length > 0)
    told.push(`${path}: these columns were left alone: ${report.unknownColumns.join(', ')}`)
  if (report.rejected.length > 0) {
    writeFileSync(`${path}.rejected.csv`, rejectedCsv(report, report.rejected, 'id'), { mode: 0o600 })
    told.push(
      `${path}: ${report.rejected.length} rows were rejected; they stand with their reasons in ${path}.rejected.csv`,
    )
  }
  return told
}

/** Says what came of an import: the summary as JSON, or in words with what is to be told beside it. */
export function sayImported(summary: object, told: readonly string[], { json, say }: VerbInput): void {
  const counts = Object.entries(summary).map(([name, count]) => `${name} ${count}`)
  for (const line of json ? [JSON.stringify(summary)] : [counts.join(', '), ...told]) say(line)
}
