import type { Refusal } from '../refusal.ts'

/** A column that the caller knows: its id, and the headings that people give it, in Indonesian and in English. */
export interface ColumnWish {
  readonly id: string
  /** Headings, best first; compared without case, accents, punctuation and spaces. */
  readonly names: readonly string[]
  /** A family of columns (as `O1`, `O2`): tested on the plain heading; the column's id is then its first group. */
  readonly pattern?: RegExp
  /** A table without it is refused. */
  readonly required?: boolean
  /** One of the columns that tell whose row it is: a row of totals leaves them empty. */
  readonly key?: boolean
}

/** What a table may be at most. */
export interface TableLimits {
  readonly bytes: number
  readonly rows: number
  readonly columns: number
  readonly cellCharacters: number
  /** What all parts of an XLSX file may be when inflated, in bytes. */
  readonly inflatedBytes: number
  readonly seconds: number
}

export const TABLE_LIMITS: TableLimits = {
  bytes: 26_214_400,
  rows: 100_000,
  columns: 200,
  cellCharacters: 10_000,
  inflatedBytes: 314_572_800,
  seconds: 120,
}

export type TableFormat = 'csv' | 'xlsx'
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'

/** How the file was understood. */
export interface TableHead {
  readonly format: TableFormat
  readonly encoding: Encoding | null
  readonly delimiter: string | null
  /** The row of the (last) heading, counted from 1 as a spreadsheet counts. */
  readonly headerRow: number
  /** The headings as they stand in the file, one for each column. */
  readonly headings: readonly string[]
  /** The columns that were recognised: id to place, counted from 0. */
  readonly places: ReadonlyMap<string, number>
  /** Headings that nobody asked for: their cells are left alone. */
  readonly unknown: readonly string[]
}

/** Something about one row that has to be mended (or, as a warning, looked at). */
export interface RowFault {
  /** Counted from 1 as a spreadsheet counts. */
  readonly row: number
  /** The heading as it stands in the file; empty when the whole row is meant. */
  readonly column: string
  readonly refusal: Refusal
  /** The cell as it was read, for the person who sent it. */
  readonly content: string
}

/** One row of data. */
export interface TableRow {
  readonly row: number
  /** All cells as read, in the order of the file. */
  readonly cells: readonly string[]
  /** Cells that can't be taken: a formula, an error of the spreadsheet, more text than a cell may hold. */
  readonly faults: readonly RowFault[]
  /** The cell of a recognised column; empty text where the column or the cell is missing. */
  cell(id: string): string
}

/** What became known while reading: complete only after the last row. */
export interface TableNotes {
  /** Rows of totals at the end, which were left out. */
  readonly totals: number[]
  /** Empty rows between data, which were left out. */
  blanks: number
  rows: number
}

export interface Table {
  readonly head: TableHead
  /** Can be read once. */
  readonly rows: AsyncIterable<TableRow>
  readonly notes: TableNotes
}

/** A cell before it is judged: its text, and what a spreadsheet said about it. */
export interface RawCell {
  readonly text: string
  readonly trouble?: 'formula-without-value' | 'error-cell'
}

/** A record of the file with its number; a record that could not be read says why. */
export interface RawRow {
  readonly row: number
  readonly cells: readonly RawCell[]
  readonly broken?: Refusal
}
