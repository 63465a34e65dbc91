import { isoDay, shift } from './dice.ts'
import { addAward, type Ledger, newLearner, ownEvidence, seat, someDay, workingInstant } from './ledger.ts'
import { taught } from './plants-award.ts'
import type { Provider } from './providers.ts'
import type { AwardFact } from './types.ts'

// Frauds that no rule is written for. They stand here so that the report says what the rules miss, and not to be caught.

/** An assessor whose marks rise a little every week, until nobody fails any more. */
export function gradeDrift(ledger: Ledger, provider: Provider): AwardFact[] {
  const { dice } = ledger
  const assessorId = dice.one(provider.assessors)
  const from = someDay(dice, 90, 220)
  return Array.from({ length: dice.between(40, 90) }, (_, index) => {
    const learner = newLearner(ledger)
    const definition = taught(ledger, provider)
    const done = from + index * 2
    return addAward(ledger, provider, definition, learner, seat(ledger, provider, learner, done - definition.hours), {
      decidedAt: workingInstant(dice, provider, done + 2),
      decidedBy: dice.one(provider.deciders),
      assessorId,
      assessedOn: isoDay(done),
      score: Math.min(100, 68 + Math.round(index / 3) + dice.between(0, 6)),
    })
  })
}

/** An assessor who sells the pass mark to people of one neighbourhood, known by the area of their telephones. */
export function phoneAreaSale(ledger: Ledger, provider: Provider): AwardFact[] {
  const { dice } = ledger
  const assessorId = dice.one(provider.assessors)
  const area = `08${dice.between(21, 29)}-9`
  const from = someDay(dice, 130, 90)
  return Array.from({ length: dice.between(12, 35) }, () => {
    const learner = newLearner(ledger, area)
    const definition = taught(ledger, provider)
    const done = from + dice.between(0, 70)
    return addAward(ledger, provider, definition, learner, seat(ledger, provider, learner, done - definition.hours), {
      decidedAt: workingInstant(dice, provider, done + 2),
      decidedBy: dice.one(provider.deciders),
      assessorId,
      assessedOn: isoDay(done),
      score: dice.between(60, 63),
    })
  })
}

/** A cohort of people who aren't there: one rhythm of learning copied for all, with a few minutes' difference. */
export function ghostCohort(ledger: Ledger, provider: Provider): AwardFact[] {
  const { dice } = ledger
  const definition = taught(ledger, provider)
  const done = someDay(dice, 130)
  const first = newLearner(ledger)
  const model = seat(ledger, provider, first, done - definition.hours)
  const at = workingInstant(dice, provider, done + 3)
  return Array.from({ length: dice.between(10, 40) }, () => {
    const learner = newLearner(ledger)
    const copied = {
      ...model,
      personId: learner.id,
      enrolledAt: shift(model.enrolledAt, dice.between(0, 30)),
      rhythm: model.rhythm.map((minute) => minute + dice.between(0, 3)),
    }
    return addAward(ledger, provider, definition, learner, copied, {
      decidedAt: at,
      decidedBy: dice.one(provider.deciders),
      assessorId: dice.one(provider.assessors),
      assessedOn: isoDay(done),
      score: dice.between(78, 82),
      evidence: ownEvidence(dice),
    })
  })
}
