import { coursesOf, mayAct, programmesOf } from '../../organisations/index.ts'
import type { Deps } from '../../platform/deps.ts'
import type { Actor } from '../../platform/page.ts'
import { accept, type Outcome, type Refusal, refuse } from '../../platform/refusal.ts'
import {
  type ColumnWish,
  type RejectedRow,
  readDay,
  readTable,
  type TableHead,
  type TableRow,
} from '../../platform/table/index.ts'
import { proposeEquivalence, versionMeant } from './service.ts'
import type { EquivalenceGiven } from './types.ts'

const COLUMNS: readonly ColumnWish[] = [
  { id: 'version', names: ['versi definisi', 'definition version', 'versi', 'version'], required: true, key: true },
  { id: 'programme', names: ['kode program studi', 'program studi', 'programme', 'programme code'] },
  { id: 'course', names: ['kode mata kuliah', 'mata kuliah', 'course', 'course code'] },
  { id: 'asVersion', names: ['dihitung seperti versi', 'counts as version'] },
  { id: 'sks', names: ['sks'] },
  { id: 'from', names: ['berlaku mulai', 'mulai', 'valid from', 'from'], required: true },
  { id: 'until', names: ['tidak berlaku mulai', 'sampai', 'valid until', 'until'] },
  { id: 'basis', names: ['dasar', 'nomor perjanjian', 'basis', 'agreement'], required: true },
]

/** What became of a file. Every new line waits for a second person. */
export interface ImportReport {
  readonly read: number
  readonly created: number
  readonly unchanged: number
  readonly headings: readonly string[]
  readonly unknownColumns: readonly string[]
  readonly rejected: readonly RejectedRow[]
}

/**
 * Proposes the lines of a table, each by itself; the same file again proposes nothing. A course is named by the code of its study
 * programme and its own. Refusals of the whole file: `recognition.not-allowed` and those of `readTable`.
 */
export async function importEquivalences(
  deps: Pick<Deps, 'db' | 'clock'>,
  actor: Actor,
  organisationId: string,
  bytes: Uint8Array,
  onProgress: (rows: number) => void = () => {},
): Promise<Outcome<{ report: ImportReport }>> {
  if (!mayAct(actor, organisationId, 'registrar', 'owner')) return refuse({ code: 'recognition.not-allowed' })
  const table = await readTable(bytes, COLUMNS)
  if (!table.ok) return table
  const { head, rows } = table.value
  const courses = new Map<string, string>()
  for (const programme of await programmesOf(deps.db, organisationId))
    for (const course of await coursesOf(deps.db, programme.id))
      courses.set(codesOf(programme.code, course.code), course.id)
  const counts = { read: 0, created: 0, unchanged: 0 }
  const rejected: RejectedRow[] = []
  for await (const row of rows) {
    counts.read += 1
    const given = readRow(row, courses)
    // A cell that can't be taken is a fault of the whole row: nothing of it is proposed.
    const usable = given.ok && row.faults.length === 0
    const done = usable ? await proposeEquivalence(deps, actor, organisationId, await meant(deps, given.value)) : null
    if (done === null || !done.ok) {
      const refusals = done !== null && !done.ok ? done.refusals : given.ok ? [] : given.refusals
      rejected.push({ row: row.row, cells: row.cells, faults: faultsOf(head, row, refusals) })
    } else if (done.value.isNew) counts.created += 1
    else counts.unchanged += 1
    onProgress(counts.read)
  }
  return accept({ report: { ...counts, headings: head.headings, unknownColumns: head.unknown, rejected } })
}

/** The line with its versions by their ids, however the table named them. */
const meant = async ({ db }: Pick<Deps, 'db'>, given: EquivalenceGiven): Promise<EquivalenceGiven> => ({
  ...given,
  definitionVersionId: await versionMeant(db, given.definitionVersionId),
  asVersionId: given.asVersionId === null ? null : await versionMeant(db, given.asVersionId),
})

const codesOf = (programme: string, course: string) => `${programme.trim()} ${course.replace(/\s+/g, '').toLowerCase()}`

function readRow(row: TableRow, courses: ReadonlyMap<string, string>): Outcome<EquivalenceGiven> {
  const refusals: Refusal[] = []
  const day = (column: 'from' | 'until'): string => {
    const read = readDay(row.cell(column))
    if (!read.ok) refusals.push(...read.refusals.map((one) => ({ ...one, at: column })))
    return read.ok ? read.value : ''
  }
  const from = day('from')
  const until = row.cell('until') === '' ? null : day('until')
  const course = row.cell('course')
  const courseId = course === '' ? null : (courses.get(codesOf(row.cell('programme'), course)) ?? '')
  const asVersion = row.cell('asVersion')
  const sks = row.cell('sks')
  if (courseId === '') refusals.push({ code: 'recognition.equivalence-course-unknown', at: 'course' })
  const [first, ...more] = refusals
  if (first !== undefined) return refuse(first, ...more)
  return accept({
    definitionVersionId: row.cell('version'),
    courseId,
    asVersionId: asVersion === '' ? null : asVersion,
    // Whole and positive, or the check says so: 2,5 is no SKS.
    sks: courseId === null ? null : /^\d{1,3}$/.test(sks) ? Number(sks) : 0,
    validFrom: from,
    validUntil: until,
    basis: row.cell('basis'),
  })
}

function faultsOf(head: TableHead, row: TableRow, refusals: readonly Refusal[]): RejectedRow['faults'] {
  return [
    ...row.faults,
    ...refusals.map((refusal) => {
      const place = refusal.at === undefined ? undefined : head.places.get(refusal.at)
      const column = place === undefined ? '' : (head.headings[place] ?? '')
      return { row: row.row, column, refusal, content: refusal.at === undefined ? '' : row.cell(refusal.at) }
    }),
  ]
}
