import ExcelJS from 'exceljs'
import { csvLine, harmlessCell } from '../../platform/table/index.ts'
import type { FileLine } from './types.ts'

/** Columns of the table: ours to find the line by, then the feeder's own names. */
const COLUMNS = [
  'source_kind',
  'id_semester',
  'nim',
  'kode_prodi',
  'kode_mata_kuliah',
  'kode_mata_kuliah_asal',
  'nama_mata_kuliah_asal',
  'sks_mata_kuliah_asal',
  'nilai_huruf_asal',
  'sks_mata_kuliah_diakui',
  'nilai_huruf_diakui',
  'nilai_angka_diakui',
  'nilai_angka',
  'id_jenis_aktivitas',
  'state',
  'id_feeder',
] as const
type Column = (typeof COLUMNS)[number]

const HUNDRED = 100
const TEN = 10

function cellsOf(line: FileLine): Readonly<Record<Column, string | number>> {
  return {
    source_kind: line.sourceKind,
    id_semester: line.semester,
    nim: line.nim,
    kode_prodi: line.programmeCode,
    kode_mata_kuliah: line.courseCode,
    kode_mata_kuliah_asal: line.key,
    nama_mata_kuliah_asal: line.title,
    sks_mata_kuliah_asal: line.originSks,
    nilai_huruf_asal: line.letter,
    sks_mata_kuliah_diakui: line.sks,
    nilai_huruf_diakui: line.letter,
    nilai_angka_diakui: line.indexHundredths / HUNDRED,
    nilai_angka: line.numberTenths / TEN,
    id_jenis_aktivitas: line.activityKind ?? '',
    state: line.state,
    id_feeder: line.remoteId ?? '',
  }
}

/** The lines as CSV (UTF-8 with a byte order mark, semicolons): for spreadsheets and for loaders of a campus. */
export function linesAsCsv(lines: readonly FileLine[]): string {
  const rows = lines.map((line) => csvLine(COLUMNS.map((column) => String(cellsOf(line)[column]))))
  return `\ufeff${csvLine(COLUMNS)}${rows.join('')}`
}

/** The lines as a workbook; NIM and codes are text, so that no nought in front is lost. */
export async function linesAsXlsx(lines: readonly FileLine[]): Promise<Uint8Array> {
  const book = new ExcelJS.Workbook()
  const sheet = book.addWorksheet('neo-feeder')
  sheet.addRow([...COLUMNS])
  for (const line of lines) {
    const cells = cellsOf(line)
    sheet.addRow(
      COLUMNS.map((column) => (typeof cells[column] === 'number' ? cells[column] : harmlessCell(cells[column]))),
    )
  }
  return new Uint8Array(await book.xlsx.writeBuffer())
}

/** The lines as JSON, with the acts that a loader would call; ids of the feeder are for the loader to look up. */
export function linesAsJson(lines: readonly FileLine[], madeAt: Date): object {
  return {
    format: 'lumbung-neo-feeder',
    version: 1,
    madeAt: madeAt.toISOString(),
    lines: lines.map((line) => ({
      act:
        line.sourceKind === 'transfer'
          ? ['InsertNilaiTransferPendidikanMahasiswa']
          : ['InsertAktivitasMahasiswa', 'InsertAnggotaAktivitasMahasiswa', 'InsertKonversiKampusMerdeka'],
      ...cellsOf(line),
    })),
  }
}
