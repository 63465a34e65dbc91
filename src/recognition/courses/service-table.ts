import type { Course } from '../../organisations/index.ts'
import { mayAct } from '../../organisations/index.ts'
import { record } from '../../platform/audit.ts'
import { inTransaction } from '../../platform/database.ts'
import type { Deps } from '../../platform/deps.ts'
import { newId } from '../../platform/ids.ts'
import type { Actor, Language } from '../../platform/page.ts'
import { accept, type Outcome, type Refusal, refuse } from '../../platform/refusal.ts'
import {
  type ColumnWish,
  csvLine,
  type RejectedRow,
  type RowFault,
  readTable,
  type TableHead,
  type TableRow,
} from '../../platform/table/index.ts'
import { skillOfCode } from '../library.ts'
import { checkCourse, formOf, plainCode, saysSame } from './rules.ts'
import { lockedCourses, write } from './service.ts'
import { insertUpload } from './store.ts'
import type { CourseForm, CourseReport } from './types.ts'

const ROWS_MOST = 2000

type Column = keyof CourseForm
/** Headings, Indonesian first: the first of each language is the one that we write ourselves. */
const HEADINGS: Readonly<Record<Column, readonly [string, string, ...string[]]>> = {
  code: ['Kode mata kuliah', 'Course code', 'Kode', 'Code'],
  nameId: ['Nama mata kuliah', 'Name (Indonesian)', 'Nama', 'Nama (Indonesia)', 'Mata kuliah'],
  nameEn: ['Nama (Inggris)', 'Name (English)', 'Nama Inggris', 'English name', 'Course name', 'Name'],
  sks: ['SKS', 'Credits (SKS)', 'Credits'],
  semester: ['Semester', 'Term'],
  standsFor: ['Jenis', 'Stands for', 'Kind'],
  skills: ['Keterampilan', 'Skills', 'Kode keterampilan', 'Skill codes'],
  outcomesId: ['Capaian', 'Outcomes (Indonesian)', 'Capaian (Indonesia)', 'Capaian pembelajaran'],
  outcomesEn: ['Capaian (Inggris)', 'Outcomes (English)'],
}
const NAMES = Object.keys(HEADINGS) as Column[]
const COLUMNS: readonly ColumnWish[] = NAMES.map((id) => ({
  id,
  names: HEADINGS[id],
  ...(id === 'code' ? { required: true, key: true } : {}),
}))

/** Headings of a table of courses in a language, in order. */
export function courseHeadings(language: Language): readonly string[] {
  return NAMES.map((name) => HEADINGS[name][language === 'id' ? 0 : 1])
}

/** The courses of a programme as a table that can be changed and sent back: UTF-8 with a byte order mark. */
export function coursesAsCsv(courses: readonly Course[], language: Language): string {
  const lines = courses.map((course) => {
    const form = formOf(course, ' | ')
    return csvLine(NAMES.map((name) => form[name]))
  })
  return `\ufeff${csvLine(courseHeadings(language))}${lines.join('')}`
}

/**
 * Writes the courses of a table into a programme. A row is taken whole or not at all; a bad one says column, reason and what to
 * do. A course is known by its code; a column that the table doesn't have leaves what stands, an empty cell clears it. The same
 * file again changes nothing.
 *
 * Refusals of the whole file: `recognition.not-allowed`, `courses.programme-unknown`, `courses.table-long`, and those of `readTable`.
 */
export async function importCourses(
  deps: Pick<Deps, 'db' | 'clock'>,
  actor: Actor,
  organisationId: string,
  programmeId: string,
  bytes: Uint8Array,
): Promise<Outcome<{ uploadId: string; report: CourseReport }>> {
  if (!mayAct(actor, organisationId, 'registrar')) return refuse({ code: 'recognition.not-allowed' })
  const table = await readTable(bytes, COLUMNS)
  if (!table.ok) return table
  const { head } = table.value
  const rows: TableRow[] = []
  for await (const row of table.value.rows) {
    if (rows.length >= ROWS_MOST) return refuse({ code: 'courses.table-long', at: 'file', values: { most: ROWS_MOST } })
    rows.push(row)
  }
  return inTransaction(deps.db, async (tx) => {
    const courses = await lockedCourses(tx, organisationId, programmeId)
    if (courses === null) return refuse({ code: 'courses.programme-unknown' })
    const byCode = new Map(courses.map((course) => [plainCode(course.code), course]))
    const counts = { read: 0, created: 0, changed: 0, unchanged: 0 }
    const rejected: RejectedRow[] = []
    const earlier = new Map<string, number>()
    for (const row of rows) {
      counts.read++
      const code = plainCode(row.cell('code'))
      const before = byCode.get(code) ?? null
      const checked = checkCourse(rowForm(head, row, before), skillOfCode)
      const first = earlier.get(code)
      const refusals: Refusal[] = [
        ...(checked.ok ? [] : checked.refusals),
        ...(first === undefined ? [] : [{ code: 'courses.row-twice', at: 'code', values: { row: first } }]),
      ]
      if (!checked.ok || refusals.length > 0 || row.faults.length > 0) {
        rejected.push({ row: row.row, cells: row.cells, faults: faultsOf(head, row, refusals) })
        continue
      }
      earlier.set(code, row.row)
      if (before !== null && saysSame(before, checked.value)) counts.unchanged++
      else if (before === null) counts.created++
      else counts.changed++
      await write(tx, programmeId, before, checked.value)
    }
    const report: CourseReport = {
      counts,
      headings: head.headings,
      unknownColumns: head.unknown,
      faults: rejected.flatMap(({ faults }) => faults),
      rejected,
    }
    const [at, uploadId] = [deps.clock(), newId()]
    await insertUpload(tx, {
      organisationId,
      id: uploadId,
      programmeId,
      report,
      uploadedBy: actor.personId,
      uploadedAt: at,
    })
    await record(tx, {
      at,
      actorId: actor.personId,
      organisationId,
      verb: 'course.import',
      subject: programmeId,
      detail: { ...counts, rejected: rejected.length },
    })
    return accept({ uploadId, report })
  })
}

/** What a row says, over what stands: only the columns that the table has. */
function rowForm(head: TableHead, row: TableRow, before: Course | null): CourseForm {
  const standing = before === null ? null : formOf(before)
  const cell = (name: Column) => (head.places.has(name) ? row.cell(name) : (standing?.[name] ?? ''))
  const form = Object.fromEntries(NAMES.map((name) => [name, cell(name)])) as unknown as CourseForm
  // The code is what a course is known by, however a table spaces it: a table doesn't rename it.
  return standing === null ? form : { ...form, code: standing.code }
}

function faultsOf(head: TableHead, row: TableRow, refusals: readonly Refusal[]): readonly RowFault[] {
  return [
    ...row.faults,
    ...refusals.map((refusal) => {
      const place = refusal.at === undefined ? undefined : head.places.get(refusal.at)
      // A column that the table doesn't have is named by its heading, so that the reader knows which one to add.
      const named = HEADINGS[refusal.at as Column]?.[0] ?? ''
      const column = place === undefined ? named : (head.headings[place] ?? '')
      return { row: row.row, column, refusal, content: place === undefined ? '' : row.cell(refusal.at ?? '') }
    }),
  ]
}
