import { type Course, coursesOf, findCourse, findProgrammes, programmesTeaching } from '../organisations/index.ts'
import type { Db } from '../platform/database.ts'
import { agreedProgrammes, suggestionsFor } from './agreements/index.ts'
import { provisionalScale } from './exports/library.ts'
import { scalesOf } from './exports/store.ts'
import { skillsCounted } from './rules-condition.ts'
import { closestCourse, gradeOf, originOf } from './rules-facts.ts'
import type { AwardResult, Case, CourseBasis, Learning, RuleSet, SkillRef } from './types.ts'

/** What is asked about the course that an award would take the place of. */
export interface CourseWish {
  readonly organisationId: string
  readonly programmeId: string
  /** The version of the definition, for agreements; null where there is none. */
  readonly versionId: string | null
  /** Undefined where nobody stated what the award carries. */
  readonly skills: readonly SkillRef[] | undefined
  /** ISO day. */
  readonly day: string
  /** The course that was named; null or absent: none. */
  readonly courseId?: string | null | undefined
  /** It is to stand for no course: a block of electives, or the semesters before. */
  readonly isBlock?: boolean | undefined
  /** Look even where no rule asks: for a page that explains, and for a decision, which keeps what was known. */
  readonly explain?: boolean | undefined
}

/**
 * The course of a case with what it teaches, and what it stands for: the one that was named; else the one that an agreement in
 * force names; else the one of the programme that shares the most skills. Nothing where there is none: what asks about it
 * then answers *unknown*.
 */
export async function courseInputs(
  db: Db,
  rules: Pick<RuleSet, 'conditions' | 'skillEquivalences'>,
  wish: CourseWish,
): Promise<Pick<Case, 'course' | 'standsFor'>> {
  if (wish.isBlock === true) return {}
  const found = await courseFor(db, rules, wish)
  if (found === null) return {}
  const { course, basis } = found
  return {
    course: { id: course.id, code: course.code, basis, skills: course.skills ?? [] },
    standsFor: course.standsFor ?? 'course',
  }
}

async function courseFor(
  db: Db,
  rules: Pick<RuleSet, 'conditions' | 'skillEquivalences'>,
  wish: CourseWish,
): Promise<{ course: Course; basis: CourseBasis } | null> {
  const asks = wish.explain === true || rules.conditions.some(({ kind }) => kind === 'overlap' || kind === 'use')
  if (!asks) return null
  if (wish.courseId != null) {
    const course = await findCourse(db, wish.courseId)
    return course?.programmeId === wish.programmeId ? { course, basis: 'named' } : null
  }
  const [agreed] = await suggestionsFor(db, wish)
  const courses = await coursesOf(db, wish.programmeId)
  const byAgreement = courses.find(({ id }) => id === agreed?.courseId)
  if (byAgreement !== undefined) return { course: byAgreement, basis: 'agreement' }
  const closest = closestCourse(courses, wish.skills ?? [], rules.skillEquivalences)
  return closest === null ? null : { course: closest, basis: 'overlap' }
}

/**
 * Where an award comes from, for a study programme: outside, the own campus, or another programme of it alone, by its agreements in
 * force and by what its courses teach. Asked whatever the rules, because later ones may count what was decided before.
 */
export async function originInputs(
  db: Db,
  rules: Pick<RuleSet, 'skillEquivalences'>,
  wish: Pick<CourseWish, 'organisationId' | 'programmeId' | 'versionId' | 'skills' | 'day'>,
  award: { readonly organisationId: string; readonly learning?: Learning | undefined },
): Promise<Pick<Case['award'], 'origin' | 'taughtIn'>> {
  const { organisationId, programmeId, skills = [] } = wish
  const given = { isOwn: award.organisationId === organisationId, learning: award.learning }
  if (!given.isOwn) return { origin: originOf(given, programmeId, []) }
  const taught = await programmesTeaching(db, organisationId, [...skillsCounted(skills, rules.skillEquivalences)])
  const taughtIn = [...new Set([...(await agreedProgrammes(db, wish)), ...taught])]
  const origin = originOf(given, programmeId, taughtIn)
  if (origin !== 'other-programme') return { origin }
  const programmes = await findProgrammes(db, taughtIn)
  const named = [...programmes.values()].map(({ id, name, level }) => ({
    id,
    name: { id: `${name.id} (${level})`, en: `${name.en} (${level})` },
  }))
  return { origin, taughtIn: named }
}

/** The grade of an award at a university, by its mapping of the day; nothing where nobody recorded a result. */
export async function gradeInputs(
  db: Db,
  rules: Pick<RuleSet, 'conditions'>,
  wish: Pick<CourseWish, 'organisationId' | 'day' | 'explain'>,
  result: AwardResult | undefined,
): Promise<Pick<Case['award'], 'grade'>> {
  const { organisationId, day } = wish
  const asks = wish.explain === true || rules.conditions.some(({ kind }) => kind === 'grade')
  if (result === undefined || !asks) return {}
  const scales = result.kind === 'pass' ? [] : await scalesOf(db, organisationId)
  const grade = gradeOf(result, scales, provisionalScale(), day)
  return grade === undefined ? {} : { grade }
}
