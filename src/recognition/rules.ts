import type { Refusal } from '../platform/refusal.ts'
import { checkConditions, checkInForce, inScope } from './rules-condition.ts'
import type { Case, Evaluation, Headroom, Limit, RuleSet, Step, Way } from './types.ts'

/**
 * What a rule set allows for a case: pure, with every reason and every way out, and never a figure of its own.
 *
 * SKS are whole and rounded down. An award that several limits concern (an online course from outside) uses each of
 * them. `unknown` while the link to the university isn't confirmed, or where a limit counts courses and nobody stated
 * them. Throws `RangeError` on negative or fractional figures: those are a caller's mistake.
 */
export function evaluate(rules: RuleSet, asked: Case): Evaluation {
  whole({
    hours: asked.award.hours,
    sks: asked.award.sks,
    counted: asked.award.counted,
    asked: asked.askedSks,
    total: asked.programme.totalSks,
  })
  const worthSks = worthOf(rules, asked.award)
  const steps: Step[] = []
  const refusals: Refusal[] = []
  const ways: Way[] = []
  const left = Math.max(0, worthSks - asked.award.counted)
  let allowed = Math.min(asked.askedSks, left)
  steps.push({
    code: 'worth',
    outcome: worthSks > 0 ? 'pass' : 'fail',
    values: {
      hours: asked.award.hours,
      minutesPerSks: rules.sksMinutes.minutes,
      stated: asked.award.sks,
      sks: worthSks,
    },
  })
  steps.push({
    code: 'left',
    outcome: asked.askedSks <= left ? 'pass' : 'fail',
    values: { asked: asked.askedSks, counted: asked.award.counted, left },
  })
  if (worthSks === 0 && asked.award.emptied === true) refusals.push({ code: 'recognition.emptied' })
  else if (worthSks === 0)
    refusals.push({
      code: 'recognition.too-short',
      values: { hours: asked.award.hours, minutes: rules.sksMinutes.minutes },
    })
  else if (left === 0) refusals.push({ code: 'recognition.nothing-left', values: { sks: worthSks } })
  else if (asked.askedSks > left)
    refusals.push({ code: 'recognition.more-than-left', values: { asked: asked.askedSks, left } })

  const packageOk = checkPackage(rules, asked, steps, refusals, ways)
  const inForceOk = checkInForce(asked, steps, refusals, ways)
  const conditions = checkConditions(rules, asked, steps, refusals, ways)
  // What no headroom could mend.
  const barred = !packageOk || !inForceOk || conditions === 'fail'
  if (barred) allowed = 0

  const headroom: Headroom[] = []
  let unknown = conditions === 'unknown'
  steps.push({ code: 'link', outcome: asked.study === null ? 'unknown' : 'pass', values: {} })
  if (asked.study === null) {
    unknown = true
    ways.push({ code: 'confirm-link', values: {} })
  }
  for (const limit of rules.limits) {
    if (!inScope(limit, asked)) continue
    if (!semesterReached(limit, asked, steps, refusals, ways)) allowed = 0
    const room = roomUnder(limit, asked)
    headroom.push(room)
    if (room.left === null) {
      unknown = true
      steps.push({ code: 'limit', limit: limit.id, outcome: 'unknown', values: { asked: room.asked } })
      if (asked.study !== null) ways.push(missingFigure(limit, asked))
      continue
    }
    steps.push({
      code: 'limit',
      limit: limit.id,
      outcome: room.over === 0 ? 'pass' : 'fail',
      values: { ...figuresOf(limit, asked, room) },
    })
    if (room.over > 0)
      refusals.push({
        code: `recognition.over-${limit.id}-${limit.base}`,
        values: { ...figuresOf(limit, asked, room) },
      })
    allowed = Math.min(allowed, limit.base === 'sks' ? room.left : room.over > 0 ? 0 : allowed)
    if (room.over > 0 && limit.modes !== null) ways.push({ code: 'other-mode', values: {} })
  }
  // A package is all or nothing: a part of it would be no package.
  if (asked.askedAsPackage && allowed < asked.askedSks) {
    if (allowed > 0) ways.push({ code: 'not-as-package', values: { sks: allowed } })
    allowed = 0
  }
  if (!unknown && allowed > 0 && allowed < asked.askedSks)
    ways.unshift({ code: 'count-some', values: { sks: allowed, rest: asked.askedSks - allowed } })
  if (refusals.length > 0) ways.push({ code: 'supplement', values: {} })
  const verdict = unknown
    ? !barred && worthSks > 0
      ? 'unknown'
      : 'refused'
    : allowed === asked.askedSks && refusals.length === 0
      ? 'allowed'
      : allowed > 0
        ? 'partly'
        : 'refused'
  return {
    ruleSetId: rules.id,
    ruleSetVersion: rules.version,
    day: asked.day,
    verdict,
    allowedSks: verdict === 'unknown' ? null : verdict === 'refused' ? 0 : allowed,
    worthSks,
    refusals,
    ways: unique(ways),
    steps,
    headroom,
  }
}

/** Whole SKS of an award: what its hours give under the rule set, and never more than was published. */
export function worthOf(rules: RuleSet, award: { readonly hours: number; readonly sks: number }): number {
  return Math.min(award.sks, sksOfHours(rules, award.hours))
}

/** Whole SKS in whole hours, rounded down: 900 hours are 20 SKS at 45 hours. */
export function sksOfHours(rules: RuleSet, hours: number): number {
  whole({ hours })
  const minutesPerHour = 60
  return Math.floor((hours * minutesPerHour) / rules.sksMinutes.minutes)
}

/** The most whole units under a limit; null where the base isn't known. 49 % of 144 is 70, *under 50 %* of 144 is 71. */
export function mostUnder(limit: Limit, programme: Case['programme']): number | null {
  const hundred = 100
  if (limit.amount !== null) return limit.op === '<' ? limit.amount - 1 : limit.amount
  const base = limit.base === 'sks' ? programme.totalSks : programme.totalCourses
  if (base === null || limit.percent === null) return null
  return limit.op === '<'
    ? Math.ceil((limit.percent * base) / hundred) - 1
    : Math.floor((limit.percent * base) / hundred)
}

/** The first semester from which a limit admits this level of programme; null where the institution decides. */
export function semesterFor(limit: Limit, level: Case['programme']['level']): number | null {
  return limit.minSemester.find(({ levels }) => levels.includes(level))?.semester ?? null
}

/** Room under every limit of a rule set, whatever the next award may be: for the learner's account. */
export function headroomOf(
  rules: Pick<RuleSet, 'limits'>,
  programme: Case['programme'],
  study: Case['study'],
): readonly Headroom[] {
  return rules.limits.map((limit) => {
    const most = mostUnder(limit, programme)
    const used = usedUnder(limit, study)
    return {
      limit: limit.id,
      base: limit.base,
      most,
      used,
      asked: 0,
      left: most === null || used === null ? null : Math.max(0, most - used),
      over: 0,
    }
  })
}

function usedUnder(limit: Limit, study: Case['study']): number | null {
  const used = study?.used[limit.id]
  if (used === undefined) return null
  return limit.base === 'sks' ? used.sks : used.courses
}

/** The rule set of a choice on a day: the member of its family in force then, else the choice itself. */
export function ruleSetOn(all: readonly RuleSet[], chosenId: string | null, day: string): RuleSet | null {
  const chosen = all.find(({ id }) => id === chosenId) ?? all.find((one) => one.default)
  if (chosen === undefined) return null
  return all.find((one) => one.family === chosen.family && inForce(one, day)) ?? chosen
}

/** Whether a rule set is in force on a day; both its days belong to it. */
export function inForce(rules: RuleSet, day: string): boolean {
  return (rules.validFrom === null || rules.validFrom <= day) && (rules.validTo === null || day <= rules.validTo)
}

function checkPackage(rules: RuleSet, asked: Case, steps: Step[], refusals: Refusal[], ways: Way[]): boolean {
  if (!asked.askedAsPackage || rules.packageSks === null) return true
  const exact = asked.askedSks === rules.packageSks.sks
  const waived = !exact && asked.waiver !== null && asked.waiver.trim() !== ''
  steps.push({
    code: 'package',
    outcome: exact || waived ? 'pass' : 'fail',
    values: { asked: asked.askedSks, package: rules.packageSks.sks, waived: waived ? 1 : 0 },
  })
  if (exact || waived) return true
  refusals.push({ code: 'recognition.no-package', values: { asked: asked.askedSks, package: rules.packageSks.sks } })
  ways.push({ code: 'waive-package', values: {} }, { code: 'not-as-package', values: { sks: asked.askedSks } })
  return false
}

function semesterReached(limit: Limit, asked: Case, steps: Step[], refusals: Refusal[], ways: Way[]): boolean {
  const least = semesterFor(limit, asked.programme.level)
  if (least === null || asked.study === null) return true
  const reached = asked.study.semester >= least
  steps.push({
    code: 'semester',
    limit: limit.id,
    outcome: reached ? 'pass' : 'fail',
    values: { semester: asked.study.semester, least },
  })
  if (!reached) {
    refusals.push({ code: 'recognition.semester-too-early', values: { semester: asked.study.semester, least } })
    ways.push({ code: 'wait-semester', values: { least } })
  }
  return reached
}

/** Which figure would let a limit be answered. */
function missingFigure(limit: Limit, asked: Case): Way {
  const courses =
    limit.base === 'courses' && (asked.programme.totalCourses === null || usedUnder(limit, asked.study) === null)
  return courses
    ? { code: 'state-courses', values: {} }
    : { code: 'state-limit', values: { limit: limit.id.replaceAll('-', '') } }
}

function roomUnder(limit: Limit, asked: Case): Headroom {
  const [room] = headroomOf({ limits: [limit] }, asked.programme, asked.study)
  const wish = limit.base === 'sks' ? asked.askedSks : 1
  const left = room?.left ?? null
  const beyond = left === null ? 0 : Math.max(0, (room?.used ?? 0) + wish - (room?.most ?? 0))
  return {
    limit: limit.id,
    base: limit.base,
    most: room?.most ?? null,
    used: room?.used ?? null,
    asked: wish,
    left,
    over: Math.min(wish, beyond),
  }
}

function figuresOf(limit: Limit, asked: Case, room: Headroom): Record<string, string | number> {
  const total = limit.base === 'sks' ? asked.programme.totalSks : (asked.programme.totalCourses ?? 0)
  return {
    used: room.used ?? 0,
    asked: room.asked,
    sum: (room.used ?? 0) + room.asked,
    most: room.most ?? 0,
    left: room.left ?? 0,
    percent: limit.percent ?? 0,
    total,
  }
}

function unique(ways: readonly Way[]): readonly Way[] {
  return ways.filter(
    (way, index) => ways.findIndex(({ code, condition }) => code === way.code && condition === way.condition) === index,
  )
}

function whole(figures: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(figures)) {
    if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${name} must be a whole number, got ${value}`)
  }
}
