import { type Db, sql } from '../platform/database.ts'
import type { Course, StudyProgramme } from './types.ts'

/** A course with the study programme that teaches it, as far as people tell it from others. */
export interface TaughtCourse extends Pick<Course, 'id' | 'code' | 'name' | 'sks'> {
  readonly programme: Pick<StudyProgramme, 'id' | 'code' | 'level' | 'name'>
}

const columns = sql`c.id, c.code, c.name, c.sks,
  json_build_object('id', p.id, 'code', p.code, 'level', p.level, 'name', p.name) as programme`

/** Courses with their study programmes, by id. */
export async function findTaught(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, TaughtCourse>> {
  const { rows } = await sql<TaughtCourse>`select ${columns} from course c
    join study_programme p on p.id = c.programme_id where c.id = any(${ids})`.execute(db)
  return new Map(rows.map((row) => [row.id, row]))
}

/**
 * The courses of a university in which each of these words occurs: in code or name, or in code, level or name of the study
 * programme, in either language. Those come first whose code or name is the words themselves, letters and figures alone
 * compared. `words` are lower case, letters and figures only; without any nothing is found. `total` counts all of them, of
 * which at most `most` are answered.
 */
export async function searchTaught(
  db: Db,
  organisationId: string,
  words: readonly string[],
  most: number,
): Promise<{ readonly total: number; readonly courses: readonly TaughtCourse[] }> {
  if (words.length === 0) return { total: 0, courses: [] }
  const bare = (text: ReturnType<typeof sql>) => sql`regexp_replace(lower(${text}), '[^[:alnum:]]', '', 'g')`
  const whole = words.join('')
  const { rows } = await sql<
    TaughtCourse & { total: number }
  >`select ${columns}, count(*) over ()::int as total from course c
    join study_programme p on p.id = c.programme_id
    where p.organisation_id = ${organisationId} and not exists (select from unnest(${words}::text[]) as word
      where strpos(lower(concat_ws(' ', c.code, ${bare(sql`c.code`)}, c.name->>'id', c.name->>'en', p.code, p.level, p.name->>'id',
        p.name->>'en')), word) = 0)
    order by ${whole} in (${bare(sql`c.code`)}, ${bare(sql`c.name->>'id'`)}, ${bare(sql`c.name->>'en'`)}) desc, c.code, p.level, p.code
    limit ${most}`.execute(db)
  return { total: rows[0]?.total ?? 0, courses: rows.map(({ total: _, ...course }) => course) }
}
