import { DAY_MILLISECONDS, daysBetween, HOUR_MILLISECONDS, namedAward, pilesOf } from './rules-series.ts'
import { beganAt } from './rules-time.ts'
import type { Alarm, AwardFact, Facts, Thresholds } from './types.ts'

// Detectors that look at whether somebody learnt: a seat, time enough, work of one's own.

/** Awards to people without a seat: none, somebody else's, given up before, or written down afterwards. */
export function notEnrolled(facts: Facts, limits: Thresholds<'not-enrolled'>): Alarm[] {
  const piles = pilesOf('not-enrolled', limits.windowDays * DAY_MILLISECONDS)
  for (const award of facts.awards) {
    if (hasSeat(award, limits)) continue
    const unit = `${award.organisationId}/${award.definitionId}`
    const { count: awards } = piles.lay(unit, award.organisationId, award.storedAt, [namedAward(award)])
    if (awards >= limits.awardsLeast) piles.raise(unit, award.storedAt, { awards })
  }
  return piles.alarms()
}

function hasSeat(award: AwardFact, limits: Thresholds<'not-enrolled'>): boolean {
  const { enrolment, personId, decidedAt } = award
  if (award.basis === 'prior-learning' || award.basis === 'stack') return true
  if (enrolment === null || enrolment.personId !== personId) return false
  const hours = (from: Date, to: Date) => (to.getTime() - from.getTime()) / HOUR_MILLISECONDS
  if (enrolment.withdrawnAt !== null && hours(enrolment.withdrawnAt, decidedAt) > limits.withdrawnHours) return false
  return hours(decidedAt, enrolment.enrolledAt) <= limits.lagHours
}

/** One stretch of learning that an award claims. */
interface Stretch {
  readonly award: AwardFact
  readonly hours: number
  readonly from: number
}

/**
 * More hours of learning than days can hold: by several learners of one definition, or by one person over several
 * definitions. What recognises earlier learning is left out, and so are later attempts, whose hours were learnt before.
 */
export function impossiblePace(facts: Facts, limits: Thresholds<'impossible-pace'>): Alarm[] {
  const organisations = new Map(facts.organisations.map((one) => [one.id, one]))
  const definitions = new Map(facts.definitions.map((one) => [one.id, one]))
  const cohorts = pilesOf('impossible-pace', limits.windowDays * DAY_MILLISECONDS)
  const collectors = pilesOf('impossible-pace', limits.windowDays * DAY_MILLISECONDS)
  const stretches = new Map<string, Stretch[]>()
  const pace = (hours: number, from: number, to: number) => hours / Math.max(limits.daysLeast, daysBetween(from, to))
  for (const award of facts.awards) {
    const definition = definitions.get(award.definitionId)
    const organisation = organisations.get(award.organisationId)
    const from = organisation === undefined ? null : beganAt(award, organisation)
    if (definition?.evidenceSource !== 'study' || from === null || award.attempt > 1) continue
    const to = award.decidedAt.getTime()
    const own = [...(stretches.get(award.personId) ?? []), { award, hours: definition.hours, from }]
    stretches.set(award.personId, own)
    const alone = pace(definition.hours, from, to)
    if (alone > limits.hoursADayMost) {
      const { count: awards } = cohorts.lay(definition.id, award.organisationId, award.storedAt, [namedAward(award)])
      if (awards >= limits.cohortLeast)
        cohorts.raise(definition.id, award.storedAt, { awards, hours: Math.round(alone) })
    }
    const together = tightest(own, to, pace)
    if (together.courses.length < limits.personCoursesLeast || together.hoursADay <= limits.hoursADayMost) continue
    const named = together.courses.map((one) => namedAward(one.award))
    collectors.lay(award.personId, award.organisationId, award.storedAt, named)
    collectors.raise(award.personId, award.storedAt, {
      awards: named.length,
      hours: Math.round(together.hoursADay),
    })
  }
  return [...cohorts.alarms(), ...collectors.alarms().map(once)]
}

/** Among a person's stretches that end by now: those, from some beginning on, that ask for the most hours a day. */
function tightest(
  own: readonly Stretch[],
  to: number,
  pace: (hours: number, from: number, to: number) => number,
): { courses: readonly Stretch[]; hoursADay: number } {
  const latestFirst = own.toSorted((a, b) => b.from - a.from)
  let hours = 0
  let best = { courses: latestFirst.slice(0, 0), hoursADay: 0 }
  for (const [index, stretch] of latestFirst.entries()) {
    hours += stretch.hours
    const hoursADay = pace(hours, stretch.from, to)
    if (index > 0 && hoursADay > best.hoursADay) best = { courses: latestFirst.slice(0, index + 1), hoursADay }
  }
  return best
}

/** The same alarm with each thing named once, at the first time it was. */
function once(alarm: Alarm): Alarm {
  const seen = new Set<string>()
  const [first, ...more] = alarm.named
  seen.add(first.id)
  return { ...alarm, named: [first, ...more.filter(({ id }) => !seen.has(id) && seen.add(id))] }
}

/** Awards whose every piece of evidence stands beside somebody else's award too, and nobody declared a group. */
export function evidenceTwice(facts: Facts, limits: Thresholds<'evidence-twice'>): Alarm[] {
  const bearers = new Map<string, AwardFact[]>()
  const persons = new Map<string, Set<string>>()
  /** How many bearers of a mark are named. */
  const named = new Map<string, number>()
  const piles = pilesOf('evidence-twice', Number.POSITIVE_INFINITY)
  for (const award of facts.awards) {
    const marks = award.evidence.map(({ mark }) => mark)
    if (marks.length === 0 || award.evidence.some(({ shared }) => shared)) continue
    for (const mark of marks) {
      const known = bearers.get(mark)
      if (known === undefined) bearers.set(mark, [award])
      else known.push(award)
    }
    if (!marks.every((mark) => bearers.get(mark)?.some((one) => one.personId !== award.personId) === true)) continue
    const unit = marks.toSorted()[0] ?? ''
    const all = bearers.get(unit) ?? []
    const group = all.slice(named.get(unit) ?? 0)
    named.set(unit, all.length)
    for (const one of group) {
      piles.lay(unit, one.organisationId, one.storedAt, [namedAward(one)])
    }
    const people = persons.get(unit) ?? new Set<string>()
    persons.set(unit, people)
    for (const one of group) people.add(one.personId)
    if (people.size >= limits.personsLeast) piles.raise(unit, award.storedAt, { persons: people.size })
  }
  return piles.alarms()
}
