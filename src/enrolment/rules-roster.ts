import { checkNik, maskNik } from '../people/index.ts'
import type { Refusal } from '../platform/refusal.ts'
import {
  type ColumnWish,
  type RowFault,
  readIdentifier,
  type TableHead,
  type TableRow,
} from '../platform/table/index.ts'
import { emailLooksRight, plainName } from './rules.ts'
import type { RosterRow } from './types.ts'

/** Headings of a roster, as campuses write them. */
export const ROSTER_COLUMNS: readonly ColumnWish[] = [
  {
    id: 'name',
    names: [
      'Nama lengkap',
      'Nama Mahasiswa',
      'Nama Peserta',
      'Nama Siswa',
      'Nama',
      'Full name',
      'Student name',
      'Name',
      'Participant',
    ],
    required: true,
    key: true,
  },
  {
    id: 'number',
    names: [
      'NIM',
      'No. Induk',
      'Nomor Induk Mahasiswa',
      'Nomor Induk',
      'No. Induk Mahasiswa',
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
  { id: 'email', names: ['Email', 'E-mail', 'Surel', 'Alamat email', 'Alamat surel', 'Pos-el', 'Email address'] },
  {
    id: 'phone',
    names: [
      'No. HP',
      'HP',
      'Telepon',
      'No. Telepon',
      'Nomor telepon',
      'WhatsApp',
      'No. WA',
      'Phone',
      'Mobile',
      'Phone number',
    ],
  },
  { id: 'nik', names: ['NIK', 'No. KTP', 'Nomor KTP', 'Nomor Induk Kependudukan', 'National ID'] },
]

const NUMBER_MOST = 24

/** A refusal at a column's id becomes a fault under that column's heading. What an NIK was is never shown again. */
export function faultOf(head: TableHead, row: TableRow, refusal: Refusal): RowFault {
  const place = refusal.at === undefined ? undefined : head.places.get(refusal.at)
  const content = refusal.at === undefined ? '' : row.cell(refusal.at)
  return {
    row: row.row,
    column: place === undefined ? '' : (head.headings[place] ?? ''),
    refusal,
    content: refusal.at === 'nik' && /\d/.test(content) ? maskNik(content) : content.slice(0, 200),
  }
}

/** A row that was read, or what is wrong with it. */
export interface ReadRow {
  readonly read: RosterRow | null
  readonly refusals: readonly Refusal[]
}

/**
 * Reads the cells of a row; every fault of it, and whether the file had this person before. A cell that the table reader
 * refused has its fault already: then `read` is nothing and `refusals` may be empty.
 */
export function readRosterRow(row: TableRow, head: TableHead, earlierRows: Map<string, number>): ReadRow {
  if (row.faults.some((fault) => fault.column === '')) return { read: null, refusals: [] }
  const refusals: Refusal[] = []
  const name = row.cell('name').replace(/\s+/g, ' ')
  if (name === '') refusals.push({ code: 'enrolment.name-missing', at: 'name' })
  else if (name.length > 150) refusals.push({ code: 'enrolment.name-too-long', at: 'name', values: { most: 150 } })
  else if (!/\p{L}/u.test(name)) refusals.push({ code: 'enrolment.name-without-letters', at: 'name' })
  const email = row.cell('email').toLowerCase()
  if (email !== '' && !emailLooksRight(email)) refusals.push({ code: 'enrolment.email-malformed', at: 'email' })
  const number = identifier(row, 'number', refusals)
  if (number !== null && !/^[A-Za-z0-9./-]+$/.test(number))
    refusals.push({ code: 'enrolment.number-malformed', at: 'number' })
  else if (number !== null && number.length > NUMBER_MOST)
    refusals.push({ code: 'enrolment.number-too-long', at: 'number', values: { most: NUMBER_MOST } })
  const nik = identifier(row, 'nik', refusals)
  if (nik !== null) refusals.push(...checkNik(nik).map((refusal) => ({ ...refusal, at: 'nik' })))
  if (row.faults.length > 0 || refusals.length > 0) return { read: null, refusals }
  const value: RosterRow = { name, email: email === '' ? null : email, phone: row.cell('phone') || null, nik, number }
  const keys = keysOf(value)
  const earlier = keys.map((key) => earlierRows.get(key)).find((first) => first !== undefined)
  if (earlier !== undefined) {
    const at = value.number !== null ? 'number' : value.email !== null ? 'email' : 'name'
    return {
      read: null,
      refusals: [{ code: 'enrolment.row-twice', at: head.places.has(at) ? at : 'name', values: { row: earlier } }],
    }
  }
  for (const key of keys) earlierRows.set(key, row.row)
  return { read: value, refusals: [] }
}

function identifier(row: TableRow, id: string, refusals: Refusal[]): string | null {
  const text = row.cell(id)
  if (text === '') return null
  const read = readIdentifier(text)
  if (read.ok) return read.value
  refusals.push(...read.refusals.map((refusal) => ({ ...refusal, at: id })))
  return null
}

/** What tells one person of a file from another: a name counts only where nothing better stands. */
function keysOf(row: RosterRow): string[] {
  const keys = [
    ...(row.nik === null ? [] : [`nik ${row.nik}`]),
    ...(row.email === null ? [] : [`email ${row.email} ${plainName(row.name)}`]),
    ...(row.number === null ? [] : [`number ${row.number}`]),
  ]
  return keys.length > 0 ? keys : [`name ${plainName(row.name)}`]
}
