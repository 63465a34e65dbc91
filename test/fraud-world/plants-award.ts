import { DAYS, isoDay, localInstant, shift, weekday } from './dice.ts'
import type { Learner, Ledger } from './ledger.ts'
import { addAward, newLearner, ownEvidence, seat, someDay, storedAfter, workingDay, workingInstant } from './ledger.ts'
import type { Provider } from './providers.ts'
import type { AwardFact, DefinitionFact } from './types.ts'

// Frauds that are made of awards. Each is planted among the honest awards of a provider, and is plain in all but the one
// thing that makes it a fraud.

/** A definition that is taught: one that recognises what was learnt before has its own pace. */
export function taught(ledger: Ledger, provider: Provider): DefinitionFact {
  const studied = provider.definitions.filter((one) => one.evidenceSource === 'study')
  return ledger.dice.one(studied.length > 0 ? studied : provider.definitions)
}

/** Days that a course takes at an easy pace. */
function easyDays(definition: DefinitionFact): number {
  return Math.ceil(definition.hours / 2)
}

/** 2 to 300 awards at a time when nobody works: deep in the night, or on a Sunday of a provider that knows none. */
export function nightBurst(ledger: Ledger, provider: Provider): AwardFact[] {
  const { dice } = ledger
  const definition = taught(ledger, provider)
  const day = someDay(dice, 130)
  const sunday = dice.share(0.25) && !provider.works.days.includes(0)
  const minutes = sunday ? dice.between(360, 1200) : dice.between(22 * 60 + 40, 28 * 60 + 15)
  const at = localInstant(sunday ? day - weekday(day) : day, minutes, provider.zone)
  const decidedBy = dice.one(provider.deciders)
  const spread = dice.between(0, 30) / 10
  const count = dice.share(0.1) ? dice.between(61, 120) : dice.between(6, 60)
  return Array.from({ length: count }, (_, index) => {
    const learner = newLearner(ledger)
    const starts = day - easyDays(definition) - dice.between(3, 9)
    return addAward(ledger, provider, definition, learner, seat(ledger, provider, learner, starts), {
      decidedAt: shift(at, index * spread),
      decidedBy,
      assessorId: dice.one(provider.assessors),
      assessedOn: isoDay(day - dice.between(1, 5)),
    })
  })
}

/** Awards to people who have no seat, whose seat is somebody else's, was given up, or was written afterwards. */
export function notEnrolled(ledger: Ledger, provider: Provider): AwardFact[] {
  const { dice } = ledger
  const definition = taught(ledger, provider)
  const day = someDay(dice, 60, 30)
  const way = dice.between(1, 4)
  return Array.from({ length: dice.between(3, 30) }, () => {
    const learner = newLearner(ledger)
    const at = workingInstant(dice, provider, day + dice.between(0, 12))
    const usual = seat(ledger, provider, learner, day - easyDays(definition))
    const enrolment =
      way === 1
        ? null
        : way === 2
          ? { ...usual, personId: dice.one(ledger.learners).id }
          : way === 3
            ? { ...usual, withdrawnAt: shift(at, -dice.between(20, 60) * 1440) }
            : { ...usual, enrolledAt: shift(at, dice.between(4, 30) * 1440) }
    return addAward(ledger, provider, definition, learner, enrolment, {
      decidedAt: at,
      decidedBy: dice.one(provider.deciders),
      assessorId: dice.one(provider.assessors),
      assessedOn: isoDay(day - dice.between(0, 3)),
    })
  })
}

/** A decision that says it was taken long before the record saw it, or results of a day before the course began. */
export function backDated(ledger: Ledger, provider: Provider): AwardFact[] {
  const { dice } = ledger
  const definition = taught(ledger, provider)
  const day = someDay(dice, 130)
  const back = dice.between(12, 110)
  const decisionToo = dice.share(0.6)
  return Array.from({ length: dice.between(3, 25) }, () => {
    const learner = newLearner(ledger)
    const stored = workingInstant(dice, provider, day + dice.between(0, 4))
    const starts = decisionToo ? day - back - easyDays(definition) - 10 : day - dice.between(20, 60)
    const assessed = decisionToo ? day - back - 2 : starts - dice.between(8, 60)
    return addAward(ledger, provider, definition, learner, seat(ledger, provider, learner, starts), {
      decidedAt: decisionToo ? shift(stored, -back * 1440) : stored,
      storedAt: storedAfter(dice, stored),
      decidedBy: dice.one(provider.deciders),
      assessorId: dice.one(provider.assessors),
      assessedOn: isoDay(assessed),
    })
  })
}

/** One person who collects courses as fast as forms are filled, or a cohort that is done before it can have begun. */
export function impossiblePace(ledger: Ledger, provider: Provider, others: readonly Provider[]): AwardFact[] {
  const { dice } = ledger
  const day = someDay(dice, 60)
  if (dice.share(0.5)) {
    const learner = newLearner(ledger)
    const places = [provider, ...dice.some(others, 3)]
    const courses = places.flatMap((place) =>
      place.definitions.filter((one) => one.evidenceSource === 'study').map((one) => [place, one] as const),
    )
    const chosen = dice.some(courses, dice.between(4, 9))
    const hours = chosen.reduce((sum, [, one]) => sum + one.hours, 0)
    const days = Math.max(1, Math.floor(hours / dice.between(15, 40)))
    return chosen.map(([place, one]) => {
      const begins = day - days + dice.between(0, Math.floor(days / 3))
      return quick(ledger, place, one, learner, begins, day)
    })
  }
  const longest = provider.definitions.filter((one) => one.evidenceSource === 'study' && one.hours >= 40)
  const definition = dice.one(longest.length > 0 ? longest : provider.definitions)
  const days = Math.max(1, Math.floor(definition.hours / dice.between(15, 40)))
  return Array.from({ length: dice.between(4, 25) }, () =>
    quick(ledger, provider, definition, newLearner(ledger), day - days, day),
  )
}

function quick(
  ledger: Ledger,
  provider: Provider,
  definition: DefinitionFact,
  learner: Learner,
  begins: number,
  ends: number,
): AwardFact {
  const { dice } = ledger
  const enrolled = localInstant(begins, dice.between(400, 900), provider.zone)
  const late = localInstant(ends, dice.between(provider.works.from + 60, provider.works.to), provider.zone)
  return addAward(ledger, provider, definition, learner, seat(ledger, provider, learner, begins, enrolled), {
    decidedAt: late,
    decidedBy: dice.one(provider.deciders),
    assessorId: dice.one(provider.assessors),
    assessedOn: isoDay(ends),
  })
}

/** The same files handed in by people who have nothing to do with each other, often at several providers. */
export function evidenceTwice(ledger: Ledger, provider: Provider, others: readonly Provider[]): AwardFact[] {
  const { dice } = ledger
  const day = someDay(dice, 130, 60)
  const files = ownEvidence(dice)
  const places = dice.share(0.4) ? [provider, ...dice.some(others, 2)] : [provider]
  return Array.from({ length: dice.between(3, 25) }, () => {
    const place = dice.one(places)
    const definition = taught(ledger, place)
    const learner = newLearner(ledger)
    const done = day + dice.between(0, 40)
    return addAward(ledger, place, definition, learner, seat(ledger, place, learner, done - easyDays(definition) - 4), {
      decidedAt: workingInstant(dice, place, done),
      decidedBy: dice.one(place.deciders),
      assessorId: dice.one(place.assessors),
      assessedOn: isoDay(done - dice.between(0, 3)),
      evidence: files,
    })
  })
}

/** A provider that was silent for months awards again, to people who were just written down. */
export function dormantAwake(ledger: Ledger, sleeper: Provider): AwardFact[] {
  const { dice } = ledger
  const silent = sleeper.active[0]?.[1] ?? 0
  const day = dice.between(silent + 130 + 100, DAYS - 30)
  const definition = taught(ledger, sleeper)
  const lead = dice.between(1, 16)
  return Array.from({ length: dice.between(8, 60) }, () => {
    const learner = newLearner(ledger)
    const done = workingDay(sleeper, day + dice.between(0, 9))
    const enrolled = localInstant(done - lead, dice.between(400, 900), sleeper.zone)
    // The papers say that the course began long ago.
    const enrolment = seat(ledger, sleeper, learner, done - easyDays(definition), enrolled)
    return addAward(ledger, sleeper, definition, learner, enrolment, {
      decidedAt: workingInstant(dice, sleeper, done),
      assessedOn: isoDay(done - 1),
    })
  })
}

/** Awards after the accreditation ended, to people who were enrolled after its end or long after anybody may finish. */
export function afterAccreditation(ledger: Ledger, provider: Provider, end: number): AwardFact[] {
  const { dice } = ledger
  const definition = taught(ledger, provider)
  const day = dice.between(end + 25, Math.min(DAYS - 30, end + 330))
  return Array.from({ length: dice.between(3, 40) }, () => {
    const learner = newLearner(ledger)
    const done = day + dice.between(0, 20)
    const starts = Math.max(end + 2, done - easyDays(definition))
    const enrolled = localInstant(starts + dice.between(0, 1), dice.between(400, 900), provider.zone)
    const enrolment = seat(ledger, provider, learner, done - easyDays(definition), enrolled)
    return addAward(ledger, provider, definition, learner, enrolment, {
      decidedAt: workingInstant(dice, provider, done),
      decidedBy: dice.one(provider.deciders),
      assessorId: dice.one(provider.assessors),
      assessedOn: isoDay(done - dice.between(0, 2)),
    })
  })
}
