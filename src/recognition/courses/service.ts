import {
  addCourse,
  type Course,
  changeCourse,
  coursesOf,
  findProgramme,
  lockProgramme,
  mayAct,
} from '../../organisations/index.ts'
import { record } from '../../platform/audit.ts'
import { type Db, inTransaction } from '../../platform/database.ts'
import type { Deps } from '../../platform/deps.ts'
import { newId } from '../../platform/ids.ts'
import type { Actor } from '../../platform/page.ts'
import { accept, type Outcome, refuse } from '../../platform/refusal.ts'
import { skillOfCode } from '../library.ts'
import { checkCourse, plainCode, saysSame } from './rules.ts'
import type { CourseForm, CourseGiven } from './types.ts'

/**
 * A registrar writes down a course of a study programme, or changes it: `courseId` null adds one. What was decided keeps the skills
 * it was decided with. Refusals: `recognition.not-allowed`, `courses.programme-unknown` (also another university's),
 * `courses.course-unknown`, `courses.code-taken`, `courses.changed-meanwhile`, and those of `checkCourse`.
 */
export async function saveCourse(
  deps: Pick<Deps, 'db' | 'clock'>,
  actor: Actor,
  organisationId: string,
  place: { readonly programmeId: string; readonly courseId: string | null; readonly revision: number },
  form: CourseForm,
): Promise<Outcome<{ courseId: string }>> {
  if (!mayAct(actor, organisationId, 'registrar')) return refuse({ code: 'recognition.not-allowed' })
  return inTransaction(deps.db, async (tx) => {
    const courses = await lockedCourses(tx, organisationId, place.programmeId)
    if (courses === null) return refuse({ code: 'courses.programme-unknown' })
    const before = courses.find(({ id }) => id === place.courseId) ?? null
    if (before === null && place.courseId !== null) return refuse({ code: 'courses.course-unknown' })
    const checked = checkCourse(form, skillOfCode)
    if (!checked.ok) return checked
    const twin = courses.find(
      ({ id, code }) => id !== place.courseId && plainCode(code) === plainCode(checked.value.code),
    )
    if (twin !== undefined) return refuse({ code: 'courses.code-taken', at: 'code', values: { code: twin.code } })
    if (before !== null && before.revision !== place.revision) return refuse({ code: 'courses.changed-meanwhile' })
    const course = await write(tx, place.programmeId, before, checked.value)
    await record(tx, {
      at: deps.clock(),
      actorId: actor.personId,
      organisationId,
      verb: 'course.save',
      subject: course.id,
      detail: { sks: course.sks, skills: course.skills?.length ?? 0, outcomes: course.outcomes?.length ?? 0 },
    })
    return accept({ courseId: course.id })
  })
}

/** The courses of a programme of this university, held against other changes; null where it isn't one of its own. */
export async function lockedCourses(
  tx: Db,
  organisationId: string,
  programmeId: string,
): Promise<readonly Course[] | null> {
  await lockProgramme(tx, programmeId)
  const programme = await findProgramme(tx, programmeId)
  return programme?.organisationId === organisationId ? coursesOf(tx, programmeId) : null
}

/** Adds or changes a course under the lock of its programme. */
export async function write(tx: Db, programmeId: string, before: Course | null, given: CourseGiven): Promise<Course> {
  const course: Course = { ...given, programmeId, id: before?.id ?? newId(), revision: before?.revision ?? 1 }
  if (before !== null && saysSame(before, given)) return before
  const done = before === null ? await addCourse(tx, course) : await changeCourse(tx, course)
  if (!done) throw new Error('a course changed under the lock of its programme')
  return course
}
