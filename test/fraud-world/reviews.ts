import { DAYS, type Dice, shift } from './dice.ts'
import { type Ledger, workingInstant } from './ledger.ts'
import { FIELDS, type Provider } from './providers.ts'
import type { ReviewFact } from './types.ts'

/** Somebody who reviews providers: how strict, how fast, and which fields. */
export interface Reviewer {
  readonly id: string
  readonly fields: readonly number[]
  readonly approves: number
  readonly usualDays: number
}

/** Few review the last field, so that these meet the same providers again and again, and honestly. */
export function reviewersFrom(dice: Dice, count: number): Reviewer[] {
  const reviewers = Array.from({ length: count }, (_, index) => ({
    id: dice.id(),
    fields: [index % (FIELDS - 1), dice.between(0, FIELDS - 2), dice.between(0, FIELDS - 2)],
    approves: dice.between(62, 93) / 100,
    usualDays: dice.between(4, 18),
  }))
  return reviewers.map((one, index) => (index < 3 ? { ...one, fields: [...one.fields, FIELDS - 1] } : one))
}

/** A review by its reviewer's habit, or as fast and as kind as somebody paid for. */
export function addReview(
  ledger: Ledger,
  provider: Provider,
  reviewer: Reviewer,
  day: number,
  bought = false,
): ReviewFact {
  const { dice } = ledger
  const askedAt = workingInstant(dice, provider, day)
  const minutes = bought
    ? dice.between(20, Math.min(reviewer.usualDays, 6) * 300)
    : Math.max(200, Math.round(dice.bell(reviewer.usualDays, reviewer.usualDays / 3) * 1440))
  const review: ReviewFact = {
    id: dice.id(),
    reviewerId: reviewer.id,
    organisationId: provider.id,
    askedAt,
    decidedAt: shift(askedAt, minutes),
    approved: bought ? dice.share(0.98) : dice.share(reviewer.approves),
  }
  ledger.reviews.push(review)
  return review
}

/** Every provider is reviewed some eight times, by whoever knows the field and is drawn. */
export function reviewHonestly(ledger: Ledger, providers: readonly Provider[], reviewers: readonly Reviewer[]): void {
  const { dice } = ledger
  for (const provider of providers) {
    const able = reviewers.filter((one) => one.fields.includes(provider.field))
    for (let count = dice.between(4, 12); count > 0; count--)
      addReview(ledger, provider, dice.one(able), dice.between(0, DAYS - 40))
  }
}
