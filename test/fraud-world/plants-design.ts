import { define, reworded } from './definitions.ts'
import { DAYS, isoDay } from './dice.ts'
import { addAward, type Ledger, newLearner, seat, workingInstant } from './ledger.ts'
import { taught } from './plants-award.ts'
import type { Provider } from './providers.ts'
import { addReview, type Reviewer } from './reviews.ts'
import type { AwardFact, DefinitionFact, ReviewFact } from './types.ts'

/** A reviewer and a provider who found each other: most of the provider's reviews, quick, and nearly all kind. */
export function reviewerCollusion(ledger: Ledger, provider: Provider, reviewers: readonly Reviewer[]): ReviewFact[] {
  const { dice } = ledger
  const reviewer = dice.one(reviewers)
  const from = dice.between(20, 300)
  return Array.from({ length: dice.between(5, 12) }, () =>
    addReview(ledger, provider, reviewer, from + dice.between(0, 200), true),
  )
}

/** One course cut into ten to forty-five badges of a few hours, which the same people collect one after the other. */
export function slicedCourse(
  ledger: Ledger,
  provider: Provider,
): { definitions: DefinitionFact[]; awards: AwardFact[] } {
  const { dice } = ledger
  const whole = taught(ledger, provider)
  const begins = dice.between(40, 330)
  const hours = dice.between(1, 8)
  const changed = dice.between(5, 25) / 100
  const definitions = Array.from({ length: dice.between(10, 45) }, () =>
    define(ledger.dice, provider, begins + dice.between(0, 60), {
      hours,
      words: reworded(dice, whole.words, changed, provider.field),
      evidenceSource: 'study',
    }),
  )
  const learners = Array.from({ length: dice.between(3, 7) }, () => newLearner(ledger))
  const awards = learners.flatMap((learner) =>
    definitions
      .filter(() => dice.share(0.85))
      .map((definition, index) => {
        const done = Math.min(DAYS - 4, begins + 70 + index * dice.between(2, 3))
        const enrolment = seat(ledger, provider, learner, done - Math.ceil(hours / 2) - 3)
        return addAward(ledger, provider, definition, learner, enrolment, {
          decidedAt: workingInstant(dice, provider, done),
          decidedBy: dice.one(provider.deciders),
          assessorId: dice.one(provider.assessors),
          assessedOn: isoDay(done - 1),
        })
      }),
  )
  // Cut for those people alone: nobody else is taught in these parts.
  provider.definitions.splice(provider.definitions.length - definitions.length, definitions.length)
  return { definitions, awards }
}
