import { searchTaught, type TaughtCourse } from '../../organisations/index.ts'
import type { Db } from '../../platform/database.ts'
import type { Language } from '../../platform/page.ts'
import { courseLine, namedOutright, wordsOf } from './rules-named.ts'

/** Courses that are read for one text; whoever finds more writes more. */
const READ_MOST = 100
/** Lines that are suggested while somebody types, and the letters from which on. */
const SUGGESTED_MOST = 8
const LETTERS_LEAST = 2

/** The course that somebody means; or null, those among which to choose (100 at most), and how many there are in all. */
export interface CourseMeant {
  readonly course: TaughtCourse | null
  readonly among: readonly TaughtCourse[]
  readonly total: number
}

/**
 * The course of a university that a typed text means. What names exactly one outright is that one; of several, and of what only
 * contains the words, somebody has to choose: `chosen` is the id they chose, which counts as long as the text still finds it.
 */
export async function courseMeant(db: Db, organisationId: string, text: string, chosen: string): Promise<CourseMeant> {
  const { courses, total } = await searchTaught(db, organisationId, wordsOf(text), READ_MOST)
  const outright = namedOutright(text, courses)
  const course = (outright.length === 1 ? outright[0] : courses.find(({ id }) => id === chosen)) ?? null
  if (course !== null) return { course, among: [], total: 0 }
  return outright.length > 0 ? { course, among: outright, total: outright.length } : { course, among: courses, total }
}

/** Lines that `courseMeant` takes outright, for what somebody has typed so far. */
export async function suggestedCourses(
  db: Db,
  organisationId: string,
  text: string,
  language: Language,
): Promise<readonly string[]> {
  const words = wordsOf(text)
  if (words.join('').length < LETTERS_LEAST) return []
  const { courses } = await searchTaught(db, organisationId, words, SUGGESTED_MOST)
  return courses.map((course) => courseLine(course, language))
}
