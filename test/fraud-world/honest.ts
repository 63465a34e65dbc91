import type { Ladders } from './definitions.ts'
import { DAYS, type Dice, isoDay, localInstant, month, shift } from './dice.ts'
import {
  addAward,
  type Learner,
  type Ledger,
  newLearner,
  ownEvidence,
  seat,
  workingDay,
  workingInstant,
} from './ledger.ts'
import type { Provider } from './providers.ts'
import type { AwardFact, DefinitionFact, EnrolmentFact, EvidenceFact } from './types.ts'

/** Honest life, with everything in it that looks odd and isn't wrong. */
export function liveHonestly(ledger: Ledger, providers: readonly Provider[], ladders: Ladders, awards: number): void {
  const { dice } = ledger
  const urn = providers.flatMap((provider) => Array<Provider>(provider.weight).fill(provider))
  while (ledger.awards.length < awards) {
    const provider = dice.one(urn)
    const definition = dice.one(provider.definitions)
    const ladder = ladders.get(definition.id)
    const passed = runBatch(ledger, provider, definition)
    if (ladder !== undefined && passed !== null) climb(ledger, provider, ladder, passed)
  }
}

/** Who passed the first step of a ladder goes on to the next, together, as far as the provider is active. */
function climb(ledger: Ledger, provider: Provider, ladder: readonly DefinitionFact[], first: Batch): void {
  const { dice } = ledger
  let { ends, passed } = first
  for (const step of ladder.filter((one) => one !== first.definition)) {
    const starts = ends + dice.between(2, 6)
    ends = starts + daysOf(dice, step)
    if (ends + 16 > DAYS || provider.teachOutFrom !== null || provider.active.length > 1) return
    passed = passed
      .filter(() => dice.share(0.9))
      .map(([learner]) => [learner, seat(ledger, provider, learner, starts)] as const)
    for (const [learner] of passed) learner.freeFrom = Math.max(learner.freeFrom, ends)
    decide(ledger, provider, step, passed, ends)
  }
}

interface Batch {
  readonly definition: DefinitionFact
  readonly ends: number
  readonly passed: readonly (readonly [Learner, EnrolmentFact])[]
}

/** How many calendar days a batch takes: mostly at one to four hours a day, a few at ten; recognition takes days. */
function daysOf(dice: Dice, definition: DefinitionFact): number {
  if (definition.evidenceSource !== 'study') return dice.between(2, 8)
  const lot = dice.between(1, 100)
  const hoursADay = lot <= 70 ? dice.between(10, 40) / 10 : lot <= 94 ? dice.between(4, 7) : dice.between(8, 10)
  return Math.ceil(definition.hours / hoursADay)
}

/** The last day of a batch: anywhere in the active time, with twice as many before the ends of terms. */
function endDay(dice: Dice, provider: Provider): number {
  const [first, last] = dice.one(provider.active)
  const draw = () => dice.between(first, Math.max(first, last - 16))
  const day = draw()
  return [5, 11].includes(month(day)) || dice.share(0.6) ? day : draw()
}

/** One run of a definition: seats, results, and the decision. Nothing where nobody may begin any more. */
function runBatch(ledger: Ledger, provider: Provider, definition: DefinitionFact): Batch | null {
  const { dice } = ledger
  const ends = endDay(dice, provider)
  const days = daysOf(dice, definition)
  const starts = ends - days
  if (provider.teachOutFrom !== null && starts >= provider.teachOutFrom) return null
  const size = dice.between(8, 45)
  // The roster is typed when the course is over: everybody's seat is younger than the batch.
  const late = dice.share(0.05)
  const typed = workingInstant(dice, provider, ends - (late ? dice.between(0, 1) : 0))
  const rosterStarts = dice.share(0.4) ? workingInstant(dice, provider, starts - dice.between(-6, 5)) : undefined
  const light = definition.hours / days <= 2.5
  const seats = Array.from({ length: size }, (): [Learner, EnrolmentFact] => {
    const learner = learnerFor(ledger, starts, light)
    learner.freeFrom = Math.max(learner.freeFrom, ends)
    return [learner, seat(ledger, provider, learner, starts, late ? typed : rosterStarts)]
  })
  const passed = seats.filter(() => dice.share(0.86))
  decide(ledger, provider, definition, passed, ends)
  const failed = seats.filter((one) => !passed.includes(one))
  const again = failed.filter(() => dice.share(0.35))
  if (again.length > 0 && ends + 45 < DAYS) retake(ledger, provider, definition, again, ends + dice.between(8, 25))
  return { definition, ends, passed }
}

/** Somebody known who has time, or somebody new. A light course goes beside another. */
function learnerFor(ledger: Ledger, starts: number, light: boolean): Learner {
  const { dice } = ledger
  for (let tries = dice.share(0.35) ? 3 : 0; tries > 0 && ledger.learners.length > 200; tries--) {
    const known = dice.one(ledger.learners)
    if (known.freeFrom <= starts || (light && dice.share(0.3))) return known
  }
  return newLearner(ledger)
}

/** Who failed sits a short second attempt: the hours were learnt before. */
function retake(
  ledger: Ledger,
  provider: Provider,
  definition: DefinitionFact,
  again: readonly (readonly [Learner, EnrolmentFact])[],
  ends: number,
): void {
  const { dice } = ledger
  const at = workingInstant(dice, provider, ends + dice.between(0, 3))
  for (const [learner, before] of again) {
    // Half keep their seat, half are given one in a batch of a few days.
    const enrolment = dice.share(0.5) ? before : seat(ledger, provider, learner, ends - dice.between(2, 6))
    addAward(ledger, provider, definition, learner, enrolment, {
      attempt: 2,
      decidedAt: at,
      decidedBy: provider.deciders[0] ?? '',
      assessorId: dice.one(provider.assessors),
      assessedOn: isoDay(ends),
      score: Math.round(dice.bell(67, 5)),
    })
  }
}

/** The decision on a batch: when, by whom, resting on what. */
function decide(
  ledger: Ledger,
  provider: Provider,
  definition: DefinitionFact,
  passed: readonly (readonly [Learner, EnrolmentFact])[],
  ends: number,
): void {
  const { dice } = ledger
  // Papers typed weeks later; several batches of a provider then go out on one day.
  const catchUp = dice.share(0.05)
  const day = workingDay(provider, Math.min(DAYS - 4, ends + (catchUp ? dice.between(30, 100) : dice.between(1, 12))))
  const at = momentOf(dice, provider, day)
  const spread = dice.share(0.3) ? dice.between(1, 4) : 0
  const decidedBy = dice.one(provider.deciders)
  const assessors = dice.some(provider.assessors, dice.between(1, 3))
  const evidence = evidenceOf(dice, passed.length)
  passed.forEach(([learner, enrolment], index) => {
    const award = addAward(ledger, provider, definition, learner, enrolment, {
      decidedAt: shift(at, spread * index),
      decidedBy,
      assessorId: dice.one(assessors),
      assessedOn: isoDay(ends - dice.between(0, 2)),
      evidence: evidence[index] ?? ownEvidence(dice),
    })
    if (dice.share(0.004)) ledger.awards[ledger.awards.length - 1] = slip(dice, award)
  })
}

/** When a decision is taken: in working hours, but for the evenings of a term's end, a deadline, or a program at night. */
function momentOf(dice: Dice, provider: Provider, day: number): Date {
  const { zone, works, habit } = provider
  if (habit === 'machine') return localInstant(day, dice.between(65, 75), zone, dice.between(0, 59))
  const endOfTerm = [5, 11].includes(month(day))
  if (dice.share(endOfTerm ? 0.06 : 0.012)) return localInstant(day, dice.between(works.to, 21 * 60 + 45), zone)
  if (dice.share(endOfTerm ? 0.004 : 0.0005)) return localInstant(day, dice.between(22 * 60 + 30, 23 * 60 + 50), zone)
  return localInstant(day, dice.between(works.from, works.to - 30), zone, dice.between(0, 59))
}

/** Small mistakes of one award at a time: a lost seat, a seat written after the award, a wrong year, a late correction. */
function slip(dice: Dice, award: AwardFact): AwardFact {
  const { enrolment } = award
  const lot = dice.between(1, 5)
  if (lot === 1 || enrolment === null) return { ...award, enrolment: null }
  if (lot === 2)
    return { ...award, enrolment: { ...enrolment, enrolledAt: shift(award.decidedAt, dice.between(60, 4_000)) } }
  if (lot === 3)
    return { ...award, enrolment: { ...enrolment, withdrawnAt: shift(award.decidedAt, -dice.between(60, 9_000)) } }
  if (lot === 4)
    return { ...award, assessedOn: `${Number(award.assessedOn.slice(0, 4)) - 1}${award.assessedOn.slice(4)}` }
  const night = shift(award.decidedAt, dice.between(400, 700))
  return { ...award, decidedAt: night, storedAt: night }
}

/**
 * What the results of a batch rest on: each learner's own work; work of groups, declared as such; a sheet of marks that
 * the assessor put beside everybody's work and forgot to declare; two or three who worked together and nobody said so.
 */
function evidenceOf(dice: Dice, count: number): EvidenceFact[][] {
  const all = Array.from({ length: count }, () => ownEvidence(dice))
  const lot = dice.between(1, 1000)
  if (lot <= 150) {
    const size = dice.between(3, 5)
    const groups = Array.from({ length: Math.ceil(count / size) }, () => ({ mark: dice.id(), shared: true }))
    return all.map((own, index) => {
      const group = groups[Math.floor(index / size)]
      return group === undefined ? own : dice.share(0.5) ? [group] : [...own, group]
    })
  }
  if (lot <= 210) {
    const sheet = { mark: dice.id(), shared: false }
    return all.map((own) => [...own, sheet])
  }
  if (lot <= 250) {
    const work = [{ mark: dice.id(), shared: false }]
    const together = lot <= 248 ? 2 : dice.between(3, 4)
    return all.map((own, index) => (index < together ? work : own))
  }
  return all
}
