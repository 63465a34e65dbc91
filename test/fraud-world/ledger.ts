import { DAYS, type Dice, isoDay, localInstant, shift, weekday } from './dice.ts'
import type { Provider } from './providers.ts'
import type { AwardFact, DefinitionFact, EnrolmentFact, EvidenceFact, ReviewFact } from './types.ts'

/** Somebody who learns. */
export interface Learner {
  readonly id: string
  readonly area: string
  /** The first day of the world on which this person has time again. */
  freeFrom: number
}

/** What a world is written into while it grows. */
export interface Ledger {
  readonly dice: Dice
  readonly awards: AwardFact[]
  readonly reviews: ReviewFact[]
  readonly learners: Learner[]
  readonly areas: Map<string, string>
}

const AREAS = Array.from({ length: 40 }, (_, index) => `08${11 + (index % 10)}-${Math.floor(index / 10)}`)

export function newLearner(ledger: Ledger, area?: string): Learner {
  const learner = { id: ledger.dice.id(), area: area ?? ledger.dice.one(AREAS), freeFrom: 0 }
  ledger.learners.push(learner)
  ledger.areas.set(learner.id, learner.area)
  return learner
}

/** A day from `day` on, on which the provider works and is active. */
export function workingDay(provider: Provider, day: number): number {
  let found = day
  while (!provider.works.days.includes(weekday(found))) found++
  return found
}

/** A moment in the provider's working hours. */
export function workingInstant(dice: Dice, provider: Provider, day: number): Date {
  const { from, to } = provider.works
  return localInstant(workingDay(provider, day), dice.between(from, to - 30), provider.zone, dice.between(0, 59))
}

/** Waits until the record has it: seconds, and now and then some hours. */
export function storedAfter(dice: Dice, decidedAt: Date): Date {
  return dice.share(0.01) ? shift(decidedAt, dice.between(30, 2_800)) : shift(decidedAt, dice.between(0, 4) / 10)
}

/** Evidence of one learner alone. */
export function ownEvidence(dice: Dice): EvidenceFact[] {
  return Array.from({ length: dice.between(1, 3) }, () => ({ mark: dice.id(), shared: false }))
}

/** When somebody opened the material, in minutes after the beginning. */
export function rhythmFrom(dice: Dice): number[] {
  let minute = dice.between(0, 4_000)
  return Array.from({ length: 4 }, () => {
    minute += dice.between(20, 5_000)
    return minute
  })
}

/** A seat in a batch that begins on `starts`; enrolled some days before, unless `enrolled` says when. */
export function seat(
  ledger: Ledger,
  provider: Provider,
  learner: Learner,
  starts: number,
  enrolled?: Date,
): EnrolmentFact {
  const { dice } = ledger
  return {
    personId: learner.id,
    enrolledAt: enrolled ?? localInstant(starts - dice.between(1, 25), dice.between(420, 1320), provider.zone),
    withdrawnAt: null,
    startsOn: isoDay(starts),
    rhythm: rhythmFrom(dice),
  }
}

/** What an award needs to be said; everything else is usual. */
export interface AwardGiven extends Partial<Omit<AwardFact, 'id' | 'personId'>> {
  readonly decidedAt: Date
  readonly assessedOn: string
}

export function addAward(
  ledger: Ledger,
  provider: Provider,
  definition: DefinitionFact,
  learner: Learner,
  enrolment: EnrolmentFact | null,
  given: AwardGiven,
): AwardFact {
  const { dice } = ledger
  const award: AwardFact = {
    id: dice.id(),
    personId: learner.id,
    definitionId: definition.id,
    organisationId: provider.id,
    attempt: 1,
    decidedBy: provider.deciders[0] ?? provider.id,
    assessorId: provider.assessors[0] ?? provider.id,
    score: Math.min(100, Math.max(60, Math.round(dice.bell(76, 9)))),
    storedAt: storedAfter(dice, given.decidedAt),
    enrolment,
    evidence: ownEvidence(dice),
    ...given,
  }
  ledger.awards.push(award)
  return award
}

/** A day on which something may be planted, with so many days before it. */
export function someDay(dice: Dice, before: number, after = 15): number {
  return dice.between(before, DAYS - after)
}
