import type { Refusal } from '../platform/refusal.ts'
import type { Case, Condition, RuleSet, SkillRef, Step, Way } from './types.ts'

const MONTHS_OF_YEAR = 12
/** A sentence chooses its words by a value, whose names may hold no hyphen. */
const WORD_OF = { course: 'course', internship: 'internship', 'final-project': 'finalProject' } as const
const HUNDRED = 100

/** What a condition finds: its figures, and where it can't tell, the fact that is missing. */
interface Judged {
  readonly outcome: 'pass' | 'fail' | 'unknown'
  readonly values: Readonly<Record<string, string | number>>
}

const unknown = (fact: string): Judged => ({ outcome: 'unknown', values: { fact } })
const found = (holds: boolean, values: Judged['values']): Judged => ({ outcome: holds ? 'pass' : 'fail', values })

/** Whether a limit or a condition speaks about this case at all. */
export function inScope(
  scope: Pick<Condition, 'modes' | 'origins' | 'learning'> & { readonly levels?: Condition['levels'] },
  asked: Case,
): boolean {
  const { award, programme } = asked
  return (
    (scope.modes === null || scope.modes.includes(award.mode)) &&
    (scope.origins === null || scope.origins.includes(award.origin)) &&
    (scope.learning === null || scope.learning.includes(award.learning ?? 'taught')) &&
    (scope.levels === undefined || scope.levels === null || scope.levels.includes(programme.level))
  )
}

/** Asks one condition about a case. What it must know and isn't told makes the answer *unknown*, never a pass. */
function judge(condition: Condition, rules: Pick<RuleSet, 'skillEquivalences'>, asked: Case): Judged {
  const { award, programme, study } = asked
  switch (condition.kind) {
    case 'credential':
      return award.kind === undefined
        ? unknown('kind')
        : found(condition.allowed.includes(award.kind), { is: award.kind, allowed: condition.allowed.join(', ') })
    case 'level':
      return levelOf(condition, award.kkniLevel, programme.kkniLevel)
    case 'hours':
      return between(condition, award.hours)
    case 'sks':
      return between(condition, award.sks)
    case 'grade':
      return gradeOf(condition, award.grade)
    case 'overlap':
      return overlapOf(condition, rules, asked)
    case 'skills':
      return requiredOf(condition, rules, award.skills)
    case 'age':
      return award.issuedOn === undefined
        ? unknown('day')
        : found(monthsAfter(award.issuedOn, condition.mostMonths) >= asked.day, {
            day: award.issuedOn,
            most: condition.mostMonths,
          })
    case 'semester':
      return study === null
        ? unknown('study')
        : found(study.semester >= condition.least, { semester: study.semester, least: condition.least })
    case 'programme':
      return found(condition.allowed.includes(programme.level), {
        is: programme.level,
        allowed: condition.allowed.join(', '),
      })
    case 'use': {
      const use = asked.standsFor ?? 'course'
      return found(!condition.excluded.includes(use), { use: WORD_OF[use] })
    }
  }
}

/** An award whose last day has passed counts nowhere, under any rule set. Says nothing where the days aren't known. */
export function checkInForce(asked: Case, steps: Step[], refusals: Refusal[], ways: Way[]): boolean {
  const { expiresOn } = asked.award
  if (expiresOn === undefined) return true
  const holds = expiresOn === null || asked.day <= expiresOn
  steps.push({ code: 'in-force', outcome: holds ? 'pass' : 'fail', values: { until: expiresOn ?? 'none' } })
  if (holds) return true
  refusals.push({ code: 'recognition.expired', values: { day: expiresOn } })
  ways.push({ code: 'renew', values: {} })
  return false
}

/** Asks every condition in scope: adds a step for each, and reasons and ways for each that doesn't hold. Answers the worst. */
export function checkConditions(
  rules: RuleSet,
  asked: Case,
  steps: Step[],
  refusals: Refusal[],
  ways: Way[],
): 'pass' | 'fail' | 'unknown' {
  let worst: 'pass' | 'fail' | 'unknown' = 'pass'
  for (const condition of rules.conditions) {
    if (!inScope(condition, asked)) continue
    const { outcome, values } = judge(condition, rules, asked)
    const waived = outcome === 'pass' ? undefined : waiverOf(condition, asked)
    const about = { code: 'condition', condition: condition.id, values: { kind: condition.kind, ...values } } as const
    steps.push(waived === undefined ? { ...about, outcome } : { ...about, outcome: 'pass', waived })
    if (outcome === 'pass' || waived !== undefined) continue
    if (outcome === 'fail') {
      worst = 'fail'
      refusals.push({ code: `recognition.condition-${condition.kind}`, at: condition.id, values })
      ways.push({ code: `meet-${condition.kind}`, condition: condition.id, values })
    } else {
      if (worst === 'pass') worst = 'unknown'
      if (values.fact !== 'study') ways.push({ code: 'state-fact', condition: condition.id, values })
    }
    if (condition.waivable) ways.push({ code: 'waive-condition', condition: condition.id, values: {} })
  }
  return worst
}

/** The reason with which a registrar lets a condition pass; nothing where nobody did, or where the rule set forbids it. */
function waiverOf(condition: Condition, asked: Case): string | undefined {
  if (!condition.waivable) return undefined
  const reason = asked.waivers?.find((one) => one.condition === condition.id)?.reason.trim()
  return reason === '' ? undefined : reason
}

/** The ISO day `months` after an ISO day; the last of the month where that day doesn't exist. */
export function monthsAfter(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const total = year * MONTHS_OF_YEAR + (month - 1) + months
  const [y, m] = [Math.floor(total / MONTHS_OF_YEAR), total % MONTHS_OF_YEAR]
  const last = new Date(Date.UTC(y, m + 1, 0)).getUTCDate()
  const two = (value: number) => String(value).padStart(2, '0')
  return `${y}-${two(m + 1)}-${two(Math.min(date, last))}`
}

/** Every skill that these skills count as, with themselves, by `framework:code`. */
export function skillsCounted(
  skills: readonly SkillRef[],
  equivalences: RuleSet['skillEquivalences'],
): ReadonlySet<string> {
  const reached = new Set(skills.map(nameOf))
  // Data with a circle isn't read in (`circleOf`), and a set ends even then.
  for (let before = -1; before < reached.size; ) {
    before = reached.size
    for (const { skill, countsAs } of equivalences) if (reached.has(nameOf(skill))) reached.add(nameOf(countsAs))
  }
  return reached
}

/** How the skills of a course and of an award go together. */
export interface Coverage {
  readonly covered: readonly SkillRef[]
  readonly missing: readonly SkillRef[]
  /** Whole percent, rounded down; null where the course states no skills. */
  readonly percent: number | null
}

/**
 * Each skill of the course counts once. It is covered where the award carries it, or one that counts as it under the rules; in
 * this direction only.
 */
export function coverageOf(
  wanted: readonly SkillRef[],
  carried: readonly SkillRef[],
  equivalences: RuleSet['skillEquivalences'],
): Coverage {
  const held = skillsCounted(carried, equivalences)
  const covered = wanted.filter((skill) => held.has(nameOf(skill)))
  return {
    covered,
    missing: wanted.filter((skill) => !held.has(nameOf(skill))),
    percent: wanted.length === 0 ? null : Math.floor((covered.length * HUNDRED) / wanted.length),
  }
}

/** A skill's name over all lists. */
export function nameOf({ framework, code }: SkillRef): string {
  return `${framework}:${code}`
}

type Of<K extends Condition['kind']> = Extract<Condition, { kind: K }>

function between({ least, most }: Of<'hours'> | Of<'sks'>, is: number): Judged {
  return found((least === null || is >= least) && (most === null || is <= most), {
    is,
    least: least ?? 0,
    most: most ?? 0,
  })
}

function levelOf({ least, most }: Of<'level'>, of: number | undefined, programme: number | undefined): Judged {
  if (of === undefined) return unknown('level')
  if (programme === undefined) return unknown('programmeLevel')
  const holds = (least === null || of >= programme + least) && (most === null || of <= programme + most)
  return found(holds, {
    is: of,
    programme,
    least: least === null ? 0 : programme + least,
    most: most === null ? 0 : programme + most,
  })
}

function gradeOf({ leastHundredths, passAccepted }: Of<'grade'>, grade: Case['award']['grade']): Judged {
  if (grade === undefined) return unknown('grade')
  const least = pointsOf(leastHundredths)
  if (grade.kind === 'pass') return found(passAccepted, { is: 'pass', least })
  return found(grade.hundredths >= leastHundredths, { is: pointsOf(grade.hundredths), least })
}

/** `275` as `2.75`: text, so that no float enters a stored trace. */
function pointsOf(hundredths: number): string {
  return `${Math.floor(hundredths / HUNDRED)}.${String(hundredths % HUNDRED).padStart(2, '0')}`
}

function overlapOf(condition: Of<'overlap'>, rules: Pick<RuleSet, 'skillEquivalences'>, asked: Case): Judged {
  if (asked.course === undefined) return unknown('course')
  if (asked.award.skills === undefined) return unknown('skills')
  const wanted = asked.course.skills.filter(
    ({ framework }) => condition.framework === null || framework === condition.framework,
  )
  if (wanted.length === 0) return unknown('courseSkills')
  const { covered, percent } = coverageOf(wanted, asked.award.skills, rules.skillEquivalences)
  return found(covered.length * HUNDRED >= condition.leastPercent * wanted.length, {
    covered: covered.length,
    of: wanted.length,
    percent: percent ?? 0,
    least: condition.leastPercent,
  })
}

function requiredOf(
  { required }: Of<'skills'>,
  rules: Pick<RuleSet, 'skillEquivalences'>,
  skills: readonly SkillRef[] | undefined,
): Judged {
  if (skills === undefined) return unknown('skills')
  const held = skillsCounted(skills, rules.skillEquivalences)
  const missing = required.filter((skill) => !held.has(nameOf(skill)))
  return found(missing.length === 0, {
    of: required.length,
    missing: missing.map(({ code }) => code).join(', '),
  })
}
