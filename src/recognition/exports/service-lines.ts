import { findCourse, findProgramme, findStudy } from '../../organisations/index.ts'
import type { Db } from '../../platform/database.ts'
import { linesOf } from './store.ts'
import type { FileLine } from './types.ts'

/** A university's lines with NIM and codes, newest first: for its registrar alone. */
export async function fileLines(db: Db, organisationId: string): Promise<readonly FileLine[]> {
  const lines = await linesOf(db, organisationId)
  const programmes = new Map<string, string>()
  const courses = new Map<string, string>()
  const out: FileLine[] = []
  for (const line of lines) {
    if (!programmes.has(line.programmeId))
      programmes.set(line.programmeId, (await findProgramme(db, line.programmeId))?.code ?? '')
    if (!courses.has(line.courseId)) courses.set(line.courseId, (await findCourse(db, line.courseId))?.code ?? '')
    out.push({
      ...line,
      nim: (await findStudy(db, line.personId, line.studyId))?.nim ?? '',
      programmeCode: programmes.get(line.programmeId) ?? '',
      courseCode: courses.get(line.courseId) ?? '',
    })
  }
  return out
}
