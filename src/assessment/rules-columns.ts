import { type ColumnWish, plainHeading } from '../platform/table/index.ts'

/**
 * Headings of a table of results: who (number, address or name), then one column for each outcome (`O1`, `O2`), or an
 * outcome and a score in each row.
 */
export const RESULT_COLUMNS: readonly ColumnWish[] = [
  {
    id: 'number',
    names: [
      'NIM',
      'No. Induk',
      'Nomor Induk Mahasiswa',
      'Nomor Induk',
      'NPM',
      'NRP',
      'No. Peserta',
      'Nomor Peserta',
      'Student number',
      'Student ID',
      'Participant number',
    ],
    key: true,
  },
  {
    id: 'email',
    names: ['Email', 'E-mail', 'Surel', 'Alamat surel', 'Alamat email', 'Pos-el', 'Email address'],
    key: true,
  },
  {
    id: 'name',
    names: ['Nama lengkap', 'Nama Mahasiswa', 'Nama Peserta', 'Nama', 'Full name', 'Student name', 'Name'],
    key: true,
  },
  { id: 'O', names: [], pattern: /^(?:o|capaian|cp|outcome)(\d{1,2})$/ },
  { id: 'outcome', names: ['Capaian', 'Kode capaian', 'Outcome', 'Outcome code'] },
  { id: 'score', names: ['Nilai', 'Skor', 'Score', 'Mark', 'Result'] },
  { id: 'assessedOn', names: ['Tanggal', 'Tanggal penilaian', 'Tanggal ujian', 'Date', 'Assessed on'] },
  { id: 'method', names: ['Cara', 'Metode', 'Method'] },
  { id: 'evidence', names: ['Bukti', 'Rujukan bukti', 'Evidence', 'Evidence reference'] },
]

/** Methods as people write them, in either language. */
const METHOD_WORDS: Readonly<Record<string, string>> = {
  proyek: 'project',
  project: 'project',
  portofolio: 'portfolio',
  portfolio: 'portfolio',
  tertulis: 'written',
  ujiantertulis: 'written',
  written: 'written',
  lisan: 'oral',
  ujianlisan: 'oral',
  oral: 'oral',
  praktik: 'practical',
  ujianpraktik: 'practical',
  practical: 'practical',
  pengamatankerja: 'work-observation',
  observasi: 'work-observation',
  workobservation: 'work-observation',
}

/** A method as typed, as its id; nothing typed is the outcome's own. */
export function methodOf(text: string, standard: string): string {
  return text === '' ? standard : (METHOD_WORDS[plainHeading(text)] ?? text)
}
