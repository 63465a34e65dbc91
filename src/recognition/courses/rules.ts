import type { Course } from '../../organisations/index.ts'
import { accept, type Outcome, type Refusal, refuse } from '../../platform/refusal.ts'
import { plainHeading } from '../../platform/table/index.ts'
import type { SkillRef, UseFor } from '../types.ts'
import type { CourseForm, CourseGiven } from './types.ts'

/** A code of a course at PDDikti has at most 20 characters, a name at most 200. */
const CODE = /^[\p{L}\d][\p{L}\d ./-]{0,19}$/u
const NAME_LETTERS_MOST = 200
const OUTCOMES_MOST = 40
const OUTCOME_LETTERS_MOST = 500
const SKILLS_MOST = 60
/** Two digits at PDDikti. */
const SKS = /^[1-9]\d?$/
const SEMESTER_MOST = 20

/** What a course is, as people write it in either language. */
const USE_WORDS: Readonly<Record<string, UseFor>> = {
  '': 'course',
  course: 'course',
  matakuliah: 'course',
  internship: 'internship',
  magang: 'internship',
  kerjapraktik: 'internship',
  finalproject: 'final-project',
  tugasakhir: 'final-project',
  skripsi: 'final-project',
}

/**
 * Checks what is said of a course; answers every fault, `at` the field's name. `skillOf` finds a skill by its code in the lists
 * that are known. Without any skill the answer says so (`skills: null`): nothing is compared with nothing.
 *
 * Refusals: `courses.code`, `name-missing`, `name-long`, `sks` (also a fraction, nought or less), `semester`, `stands-for`,
 * `skill-unknown` (names every unknown code), `skills-many`, `outcomes-differ` (both languages, line by line), `outcomes-long`.
 */
export function checkCourse(form: CourseForm, skillOf: (code: string) => SkillRef | undefined): Outcome<CourseGiven> {
  const refusals: Refusal[] = []
  const code = form.code.trim().replace(/\s+/g, ' ')
  if (!CODE.test(code)) refusals.push({ code: 'courses.code', at: 'code' })
  for (const at of ['nameId', 'nameEn'] as const) {
    const name = form[at].trim()
    if (name === '') refusals.push({ code: 'courses.name-missing', at })
    else if (name.length > NAME_LETTERS_MOST)
      refusals.push({ code: 'courses.name-long', at, values: { most: NAME_LETTERS_MOST } })
  }
  const sks = form.sks.trim()
  if (!SKS.test(sks)) refusals.push({ code: 'courses.sks', at: 'sks' })
  const semester = form.semester.trim()
  if (semester !== '' && !(/^[1-9]\d?$/.test(semester) && Number(semester) <= SEMESTER_MOST))
    refusals.push({ code: 'courses.semester', at: 'semester', values: { most: SEMESTER_MOST } })
  const standsFor = USE_WORDS[plainHeading(form.standsFor)]
  if (standsFor === undefined) refusals.push({ code: 'courses.stands-for', at: 'standsFor' })
  const skills = skillsIn(form.skills, skillOf, refusals)
  const outcomes = outcomesIn(form, refusals)
  const [first, ...more] = refusals
  if (first !== undefined || standsFor === undefined)
    return refuse(first ?? { code: 'courses.stands-for', at: 'standsFor' }, ...more)
  return accept({
    code,
    name: { id: form.nameId.trim(), en: form.nameEn.trim() },
    sks: Number(sks),
    semester: semester === '' ? null : Number(semester),
    standsFor,
    skills,
    outcomes,
  })
}

function skillsIn(
  text: string,
  skillOf: (code: string) => SkillRef | undefined,
  refusals: Refusal[],
): readonly SkillRef[] | null {
  const codes = [...new Set(text.split(/[\s,;|]+/).filter((code) => code !== ''))]
  const found = new Map<string, SkillRef>()
  const unknown: string[] = []
  for (const code of codes) {
    const skill = skillOf(code)
    if (skill === undefined) unknown.push(code.slice(0, 60))
    else found.set(`${skill.framework} ${skill.code}`, skill)
  }
  if (unknown.length > 0)
    refusals.push({
      code: 'courses.skill-unknown',
      at: 'skills',
      values: { count: unknown.length, codes: unknown.slice(0, 10).join(', ') },
    })
  if (codes.length > SKILLS_MOST)
    refusals.push({ code: 'courses.skills-many', at: 'skills', values: { most: SKILLS_MOST } })
  return found.size === 0 ? null : [...found.values()]
}

function outcomesIn(form: CourseForm, refusals: Refusal[]): CourseGiven['outcomes'] {
  const lines = (text: string) =>
    text
      .split(/\r?\n|\|/)
      .map((line) => line.trim())
      .filter((line) => line !== '')
  const [id, en] = [lines(form.outcomesId), lines(form.outcomesEn)]
  if (id.length !== en.length)
    refusals.push({ code: 'courses.outcomes-differ', at: 'outcomesEn', values: { id: id.length, en: en.length } })
  if (id.length > OUTCOMES_MOST || [...id, ...en].some((line) => line.length > OUTCOME_LETTERS_MOST))
    refusals.push({
      code: 'courses.outcomes-long',
      at: 'outcomesId',
      values: { most: OUTCOMES_MOST, letters: OUTCOME_LETTERS_MOST },
    })
  return id.map((line, place) => ({ id: line, en: en[place] ?? line }))
}

/** A course as its form shows it; outcomes and skills a line each. */
export function formOf(course: Course, between = '\n'): CourseForm {
  const { code, name, sks, semester, standsFor, skills, outcomes } = course
  return {
    code,
    nameId: name.id,
    nameEn: name.en,
    sks: String(sks),
    semester: semester == null ? '' : String(semester),
    standsFor: standsFor ?? 'course',
    skills: (skills ?? []).map((skill) => skill.code).join(between),
    outcomesId: (outcomes ?? []).map((line) => line.id).join(between),
    outcomesEn: (outcomes ?? []).map((line) => line.en).join(between),
  }
}

/** Whether a course says already what is given. */
export function saysSame(course: Course, given: CourseGiven): boolean {
  const form = formOf(course)
  const other = formOf({ ...course, ...given })
  return (Object.keys(form) as (keyof CourseForm)[]).every((key) => form[key] === other[key])
}

/** A code without case and spaces: `agr 214` and `AGR214` are one. */
export function plainCode(code: string): string {
  return code.replace(/\s+/g, '').toLowerCase()
}
