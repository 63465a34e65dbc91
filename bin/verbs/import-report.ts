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

/** Where the rejected rows of a file are kept. */
export const rejectedPath = (path: string): string => `${path}.rejected.csv`

/** What one file leaves to be told: columns that were left alone, and how many of its rows were rejected. */
export function toldOfFile(path: string, unknownColumns: readonly string[], rejected: number): readonly string[] {
  const told: string[] = []
  if (unknownColumns.length > 0) told.push(`${path}: these columns were left alone: ${unknownColumns.join(', ')}`)
  if (rejected > 0)
    told.push(`${path}: ${rejected} rows were rejected; they stand with their reasons in ${rejectedPath(path)}`)
  return told
}

/** The same of a table that was read whole; keeps its rejected rows beside it. */
export function toldOf(
  path: string,
  report: Pick<TableHead, 'headings'> & {
    readonly unknownColumns: readonly string[]
    readonly rejected: readonly RejectedRow[]
  },
): readonly string[] {
  const { unknownColumns, rejected } = report
  if (rejected.length > 0) writeFileSync(rejectedPath(path), rejectedCsv(report, rejected, 'id'), { mode: 0o600 })
  return toldOfFile(path, unknownColumns, rejected.length)
}

/** Says what came of an import: the summary as JSON, or in words with what is to be told beside it. */
export function sayImported(summary: object, told: readonly string[], { json, say }: VerbInput): void {
  const counts = Object.entries(summary).map(([name, count]) => `${name} ${count}`)
  for (const line of json ? [JSON.stringify(summary)] : [counts.join(', '), ...told]) say(line)
}
