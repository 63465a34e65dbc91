import { findSkill } from '../frameworks/index.ts'
import type { Course } from '../organisations/index.ts'
import { formatDay, formatNumber, formatSks } from '../platform/format.ts'
import { Facts, Finding, type Html, Tag } from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import { courseName } from './pages-decision.tsx'
import { coverageOf } from './rules-condition.ts'
import type { Case, Condition, Grade, RuleSet, SkillRef } from './types.ts'

const TENTHS = 10
const HUNDRED = 100

/**
 * What the rules are told of a case: course and coverage, grade, use in this term and elsewhere. What nobody recorded says why,
 * and who can supply it. `decided`: as the decision stored it; what an older one didn't store is left out.
 */
export function KnownFacts({
  page,
  rules,
  asked,
  courses,
  decided = false,
}: {
  page: Page
  rules: RuleSet
  asked: Case
  courses: readonly Course[]
  decided?: boolean
}): Html | null {
  const t = page.t
  const { award, study, course, standsFor } = asked
  // What no condition asks about may stay unknown without a word.
  const asks = (kind: Condition['kind']) => !decided && rules.conditions.some((one) => one.kind === kind)
  const unknown = (kind: Condition['kind'], fact: string) =>
    asks(kind) ? <Finding tone="unknown">{t(`recognition.facts.unknown.${fact}`)}</Finding> : null
  const isCompared = course !== undefined && course.skills.length > 0 && award.skills !== undefined
  const facts = [
    {
      label: t('recognition.facts.course'),
      value:
        course === undefined ? (
          unknown('overlap', 'course')
        ) : (
          <>
            {courseName(page, courses, course.id ?? null) ?? course.code}{' '}
            <span class="soft">{t(`recognition.facts.basis.${course.basis ?? 'named'}`)}</span>
          </>
        ),
    },
    {
      label: t('recognition.facts.covered'),
      value:
        course !== undefined && (isCompared || asks('overlap')) ? (
          <CourseCovered page={page} rules={rules} course={course} skills={award.skills} edit={!decided} bare />
        ) : null,
    },
    {
      label: t('recognition.facts.stands-for'),
      value: standsFor === undefined ? null : t(`courses.use.${standsFor}`),
    },
    {
      label: t('recognition.facts.taught-in'),
      value:
        award.taughtIn === undefined
          ? null
          : t('recognition.facts.taught-in-says', {
              programmes: award.taughtIn.map(({ name }) => page.say(name)).join(', '),
            }),
    },
    {
      label: t('recognition.facts.grade'),
      value: award.grade === undefined ? unknown('grade', 'grade') : <GradeWords page={page} grade={award.grade} />,
    },
    {
      label: t('recognition.facts.term'),
      value:
        study?.used.term === undefined
          ? null
          : t('recognition.facts.term-says', {
              sks: formatSks(page.language, study.used.term.sks),
              day: study.termFrom === undefined ? '' : formatDay(page.language, study.termFrom),
            }),
    },
    {
      label: t('recognition.facts.elsewhere'),
      value:
        study?.elsewhere === undefined
          ? null
          : t('recognition.facts.elsewhere-says', {
              same: formatSks(page.language, study.elsewhere.sameUniversity),
              other: formatSks(page.language, study.elsewhere.otherUniversities),
            }),
    },
  ]
  if (facts.every(({ value }) => value === null)) return null
  return (
    <section class="gap small" aria-labelledby="facts-title">
      <h3 class="h3" id="facts-title">
        {t('recognition.facts.title')}
      </h3>
      <Facts facts={facts} />
    </section>
  )
}

function GradeWords({ page, grade }: { page: Page; grade: Grade }): Html {
  const t = page.t
  if (grade.kind === 'pass') return <>{t('recognition.facts.pass')}</>
  return (
    <>
      {t('recognition.facts.grade-says', {
        letter: grade.letter ?? '',
        points: formatNumber(page.language, grade.hundredths / HUNDRED),
        mark: grade.markTenths === undefined ? '' : formatNumber(page.language, grade.markTenths / TENTHS),
        marked: grade.markTenths === undefined ? 'no' : 'yes',
      })}{' '}
      {grade.scaleFrom !== undefined && (
        <span class="soft">
          {t('recognition.facts.scale', { day: formatDay(page.language, grade.scaleFrom) })}{' '}
          {grade.provisional === true && (
            <>
              <Tag tone="outline">{t('recognition.provisional')}</Tag>{' '}
              <a href={page.href('/registrar/exports/grades')}>{t('recognition.facts.record-scale')}</a>
            </>
          )}
        </span>
      )}
    </>
  )
}

/** How many skills of a course an award covers, and which: counted as the rules count. `bare` leaves the course's name out. */
export function CourseCovered({
  page,
  rules,
  course,
  skills,
  bare = false,
  edit = false,
}: {
  page: Page
  rules: RuleSet
  course: NonNullable<Case['course']>
  skills: readonly SkillRef[] | undefined
  bare?: boolean
  edit?: boolean
}): Html {
  const t = page.t
  const { covered, missing, percent } = coverageOf(course.skills, skills ?? [], rules.skillEquivalences)
  const name = bare ? null : (
    <>
      <b>{t('recognition.facts.would-stand', { code: course.code ?? '' })}</b>{' '}
      <span class="soft">{t(`recognition.facts.basis.${course.basis ?? 'named'}`)}</span>{' '}
    </>
  )
  if (percent === null || skills === undefined) {
    const fact = percent === null ? 'course-skills' : 'skills'
    return (
      <div class="small">
        {name}
        <Finding tone="unknown">{t(`recognition.facts.unknown.${fact}`)}</Finding>
        {edit && percent === null && course.id !== undefined && (
          <>
            {' '}
            <a href={page.href(`/registrar/courses/${course.id}`)}>{t('recognition.facts.state-skills')}</a>
          </>
        )}
      </div>
    )
  }
  return (
    <div class="small">
      {name}
      {t('recognition.facts.covered-says', { covered: covered.length, of: course.skills.length, percent })}
      <details>
        <summary>{t('recognition.facts.how')}</summary>
        <p>{t('recognition.facts.how-text')}</p>
        <ul>
          {covered.map((skill) => (
            <li>
              <Finding tone="pass">{skillName(page, skill)}</Finding>
            </li>
          ))}
          {missing.map((skill) => (
            <li>
              <Finding tone="fail">{skillName(page, skill)}</Finding>
            </li>
          ))}
        </ul>
      </details>
    </div>
  )
}

function skillName(page: Page, { framework, code }: SkillRef): string {
  const skill = findSkill(code)
  return skill?.framework === framework ? `${code} ${page.say(skill.name)}` : code
}
