import {
  DAY_MILLISECONDS,
  daysBetween,
  HOUR_MILLISECONDS,
  type LocalTime,
  localTime,
  median,
  midnight,
  namedAward,
  pilesOf,
} from './rules-series.ts'
import type { Accreditation, Alarm, AwardFact, Facts, OrganisationFact, Thresholds } from './types.ts'

// Detectors that look at when an award was decided and stored. Each reads facts in the order in which they became known,
// and decides on a fact from what was known by then: the same alarm, at the same instant, whether it runs every hour or once.

/** A time at which nobody works: deep in the night, or a day of rest. */
type Odd = 'night' | 'rest-day'

/** Whether nobody works at a local time; declared hours and days count, with their grace. */
function oddTime(
  { minutes, weekday }: LocalTime,
  { hours }: OrganisationFact,
  limits: Thresholds<'night-burst'>,
): Odd | null {
  const from = Math.min(limits.quietToMinutes, (hours?.from ?? limits.quietToMinutes) - limits.graceMinutes)
  const to = Math.max(limits.quietFromMinutes, (hours?.to ?? limits.quietFromMinutes) + limits.graceMinutes)
  if (minutes < from || minutes >= to) return 'night'
  return limits.restDays.includes(weekday) && hours?.days.includes(weekday) !== true ? 'rest-day' : null
}

/** What is remembered of a provider. */
interface Past {
  readonly awards: { readonly at: number; readonly odd: Odd | null }[]
  /** Its bursts at night so far, by decider and beginning. */
  readonly bursts: Map<string, { at: number; minutes: number; awards: number }>
  /** Whether each burst so far is what the provider usually does. */
  readonly usual: Map<string, boolean>
}

/** A burst of awards by one decider outside working hours, at a provider that isn't in the habit of it. */
export function nightBursts(facts: Facts, limits: Thresholds<'night-burst'>): Alarm[] {
  const organisations = new Map(facts.organisations.map((one) => [one.id, one]))
  const piles = pilesOf('night-burst', limits.gapHours * HOUR_MILLISECONDS)
  const past = new Map<string, Past>()
  for (const award of decidedByPeople(facts.awards)) {
    const organisation = organisations.get(award.organisationId)
    if (organisation === undefined) continue
    const odd = oddTime(localTime(award.storedAt, organisation.zone), organisation, limits)
    const known: Past = past.get(organisation.id) ?? { awards: [], bursts: new Map(), usual: new Map() }
    past.set(organisation.id, known)
    if (odd !== null) {
      const unit = `${organisation.id}/${award.decidedBy}`
      const { count: awards, begunAt } = piles.lay(unit, organisation.id, award.storedAt, [namedAward(award)])
      const begun = { at: begunAt.getTime(), minutes: localTime(begunAt, organisation.zone).minutes }
      if (odd === 'night') known.bursts.set(`${unit} ${begun.at}`, { ...begun, awards })
      if (awards >= limits.awardsLeast) {
        // The answer rests on what was before the burst began, so it is the same for all of it.
        const key = `${unit} ${begun.at} ${odd}`
        const usual = known.usual.get(key) ?? isUsual(organisation, known, { ...begun, odd }, limits)
        known.usual.set(key, usual)
        if (!usual) piles.raise(unit, award.storedAt, { awards })
      }
    }
    known.awards.push({ at: award.storedAt.getTime(), odd })
  }
  return piles.alarms()
}

/**
 * Whether a provider is in the habit of it: a good part of its earlier awards fell on days of rest, or a burst of an earlier
 * night began at the same time, as a program begins. Of a provider that declared no hours and has little history nothing is
 * known: its first awards raise no alarm.
 */
function isUsual(
  { hours }: OrganisationFact,
  known: Past,
  begun: { at: number; minutes: number; odd: Odd },
  limits: Thresholds<'night-burst'>,
): boolean {
  const isEarlier = ({ at }: { at: number }) =>
    at >= begun.at - limits.habitDays * DAY_MILLISECONDS && at < begun.at - DAY_MILLISECONDS / 2
  const before = known.awards.filter(isEarlier)
  if (begun.odd === 'rest-day') {
    const alike = before.filter((one) => one.odd === 'rest-day')
    const isUnknown = hours === null && before.length < limits.restDayHistoryLeast
    return isUnknown || alike.length > before.length * limits.restDayShareMost
  }
  const isAlike = ({ minutes, awards }: { minutes: number; awards: number }) =>
    Math.abs(minutes - begun.minutes) <= limits.sameTimeMinutes && awards >= limits.awardsLeast
  const isUnknown = hours === null && before.length < limits.historyLeast
  return isUnknown || [...known.bursts.values()].some((one) => isEarlier(one) && isAlike(one))
}

/** Awards that somebody decided when they were stored: a stack awards by itself, at whatever hour its last part comes. */
function decidedByPeople(awards: Facts['awards']): Facts['awards'] {
  return awards.filter(({ basis }) => basis !== 'stack')
}

/** Since when an award can be judged by when it was taken: the log may show it later than our record took it. */
function judgedAt({ storedAt, loggedAt }: AwardFact): Date {
  return loggedAt !== undefined && loggedAt > storedAt ? loggedAt : storedAt
}

/** Awards in the order in which they can be judged. */
function asJudged(awards: Facts['awards']): Facts['awards'] {
  return awards.toSorted((a, b) => judgedAt(a).getTime() - judgedAt(b).getTime())
}

/**
 * Decisions that say they were taken long before the public log showed them (before our record took them, where the log says
 * nothing), and assessments before the course began.
 */
export function backDated(facts: Facts, limits: Thresholds<'back-dated'>): Alarm[] {
  const zones = new Map(facts.organisations.map((one) => [one.id, one.zone]))
  const piles = pilesOf('back-dated', limits.windowDays * DAY_MILLISECONDS)
  for (const award of asJudged(facts.awards)) {
    const zone = zones.get(award.organisationId)
    if (zone === undefined) continue
    const at = judgedAt(award)
    const late = daysBetween(award.decidedAt.getTime(), at.getTime())
    const early =
      award.enrolment === null ? 0 : daysBetween(Date.parse(award.assessedOn), Date.parse(award.enrolment.startsOn))
    if (late <= limits.lateDays && early <= limits.beforeCourseDays) continue
    const unit = `${award.organisationId}/${award.definitionId}`
    const { count: awards } = piles.lay(unit, award.organisationId, at, [namedAward(award)])
    if (awards >= limits.awardsLeast) piles.raise(unit, at, { awards, days: Math.floor(Math.max(late, early)) })
  }
  return piles.alarms()
}

/** A provider that awards again after a silence. */
interface Waking {
  readonly silentFrom: number
  readonly woke: number
  /** Days from each seat to its award. */
  readonly leads: number[]
}

/**
 * A provider that was silent for months, longer than it usually is, and awards again without a new accreditation, to
 * people who were all written down together a few days before.
 */
export function dormantAwake(facts: Facts, limits: Thresholds<'dormant-awake'>): Alarm[] {
  const organisations = new Map(facts.organisations.map((one) => [one.id, one]))
  const taught = new Set(facts.definitions.filter((one) => one.evidenceSource === 'study').map(({ id }) => id))
  const piles = pilesOf('dormant-awake', limits.burstDays * DAY_MILLISECONDS)
  const last = new Map<string, number>()
  const longest = new Map<string, number>()
  const waking = new Map<string, Waking>()
  for (const award of decidedByPeople(facts.awards)) {
    const organisation = organisations.get(award.organisationId)
    if (organisation === undefined) continue
    const { id } = organisation
    const at = award.storedAt.getTime()
    const before = last.get(id) ?? at
    last.set(id, at)
    const silent = daysBetween(before, at)
    const usual = longest.get(id) ?? 0
    longest.set(id, Math.max(usual, silent))
    if (silent >= limits.quietDays && silent >= usual * limits.quietTimesUsual)
      waking.set(id, { silentFrom: before, woke: at, leads: [] })
    const burst = waking.get(id)
    if (burst === undefined || daysBetween(burst.woke, at) > limits.burstDays || !taught.has(award.definitionId))
      continue
    const lead = award.enrolment === null ? 0 : daysBetween(award.enrolment.enrolledAt.getTime(), at)
    burst.leads.push(lead)
    if (lead >= limits.leadDays) continue
    const { count: awards } = piles.lay(id, id, award.storedAt, [namedAward(award)])
    if (awards < limits.awardsLeast || isRenewed(organisation, burst, award) || !areTogether(burst, limits)) continue
    piles.raise(id, award.storedAt, { awards, days: Math.floor(daysBetween(burst.silentFrom, burst.woke)) })
  }
  return piles.alarms()
}

/** Whether the register had been told of an accreditation that began in the silence or since. */
function isRenewed({ accreditations }: OrganisationFact, { silentFrom }: Waking, award: AwardFact): boolean {
  return accreditations.some(
    ({ from, recordedAt }) => from.getTime() > silentFrom && from <= award.storedAt && recordedAt <= award.storedAt,
  )
}

/** Whether nearly all seats of a burst were given within few days of each other, and shortly before the awards. */
function areTogether({ leads }: Waking, limits: Thresholds<'dormant-awake'>): boolean {
  const middle = median(leads)
  const near = leads.filter((lead) => Math.abs(lead - middle) <= limits.leadSpreadDays).length
  return middle < limits.leadDays && near >= leads.length * limits.togetherShareLeast
}

/**
 * Whether an award may be given under what the register had been told of a provider when it was stored. The day that counts is
 * the log's where it says one: a decision can't be dated into a time that was covered.
 */
function isCovered(
  award: AwardFact,
  { accreditations }: OrganisationFact,
  limits: Thresholds<'after-accreditation'>,
): boolean {
  const at = (award.loggedAt ?? award.decidedAt).getTime()
  const enrolledAt = award.enrolment?.enrolledAt.getTime() ?? Number.POSITIVE_INFINITY
  const holds = ({ from, until, renewalAskedAt, recordedAt }: Accreditation): boolean => {
    if (recordedAt > award.storedAt || from.getTime() > at) return false
    if (until === null || at < until.getTime()) return true
    const after = daysBetween(until.getTime(), at)
    if (renewalAskedAt !== null && renewalAskedAt < until && after <= limits.renewalGraceDays) return true
    return enrolledAt < until.getTime() && after <= limits.teachOutDays
  }
  return accreditations.some(holds)
}

/**
 * Awards under no accreditation. Who was enrolled before the end may finish for a while, and an accreditation whose renewal
 * was asked for in time goes on meanwhile.
 */
export function afterAccreditation(facts: Facts, limits: Thresholds<'after-accreditation'>): Alarm[] {
  const organisations = new Map(facts.organisations.map((one) => [one.id, one]))
  const piles = pilesOf('after-accreditation', limits.windowDays * DAY_MILLISECONDS)
  for (const award of asJudged(facts.awards)) {
    const organisation = organisations.get(award.organisationId)
    if (organisation === undefined || isCovered(award, organisation, limits)) continue
    const { count: awards } = piles.lay(organisation.id, organisation.id, judgedAt(award), [namedAward(award)])
    if (awards >= limits.awardsLeast) piles.raise(organisation.id, judgedAt(award), { awards })
  }
  return piles.alarms()
}

/** When learning began: when the seat was given or the batch began, whichever is earlier. */
export function beganAt(award: AwardFact, organisation: OrganisationFact): number | null {
  const { enrolment } = award
  return enrolment === null
    ? null
    : Math.min(enrolment.enrolledAt.getTime(), midnight(enrolment.startsOn, organisation.zone))
}
