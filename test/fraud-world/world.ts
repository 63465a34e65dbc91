import { defineHonest } from './definitions.ts'
import { DAYS, type Dice, diceFrom, localInstant } from './dice.ts'
import { liveHonestly } from './honest.ts'
import type { Ledger } from './ledger.ts'
import * as award from './plants-award.ts'
import { reviewerCollusion, slicedCourse } from './plants-design.ts'
import { ghostCohort, gradeDrift, phoneAreaSale } from './plants-unseen.ts'
import { factOf, type Provider, providersFrom, sleepersFrom } from './providers.ts'
import { type Reviewer, reviewersFrom, reviewHonestly } from './reviews.ts'
import {
  type AwardFact,
  type DefinitionFact,
  type FraudKind,
  KNOWN_KINDS,
  type Plant,
  type ReviewFact,
  UNSEEN_KINDS,
  type World,
  type WorldSize,
} from './types.ts'

/** The world that the report is about. */
export const FULL: WorldSize = { awards: 100_000, frauds: 400, unseen: 45 }
/** A tenth of it, for the tests. */
export const SMALL: WorldSize = { awards: 10_000, frauds: 40, unseen: 6 }

const AWARDS_OF_A_PROVIDER = 300

interface Planted {
  readonly awards: readonly AwardFact[]
  readonly definitions?: readonly DefinitionFact[]
  readonly reviews?: readonly ReviewFact[]
}

/**
 * An invented world of 18 months. Pure: the same seed and size give the same world, and no clock is read. Frauds are
 * planted first, so that the honest awards make up the rest of `size.awards`; the order of the facts says nothing.
 */
export function makeWorld(seed: string, size: WorldSize): World {
  const dice = diceFrom(`fraud world ${seed}`)
  const sleepers = sleepersFrom(dice, Math.ceil(size.frauds / KNOWN_KINDS.length))
  const providers = providersFrom(dice, Math.max(30, Math.round(size.awards / AWARDS_OF_A_PROVIDER)))
  const ladders = defineHonest(dice, [...providers, ...sleepers])
  const reviewers = reviewersFrom(dice, Math.max(16, Math.round(providers.length / 5)))
  const ledger: Ledger = { dice, awards: [], reviews: [], learners: [], areas: new Map() }
  const sliced: DefinitionFact[] = []
  const plants = [...kindsOf(KNOWN_KINDS, size.frauds), ...kindsOf(UNSEEN_KINDS, size.unseen)].map((kind, index) => {
    const planted = plant(ledger, kind, {
      providers,
      sleeper: sleepers[Math.floor(index / KNOWN_KINDS.length)],
      reviewers,
    })
    sliced.push(...(planted.definitions ?? []))
    return plantOf(kind, planted)
  })
  liveHonestly(ledger, [...providers, ...sleepers], ladders, size.awards)
  reviewHonestly(ledger, providers, reviewers)
  return {
    facts: {
      organisations: [...providers, ...sleepers].map(factOf),
      definitions: byInstant(
        [...[...providers, ...sleepers].flatMap((one) => one.definitions), ...sliced],
        (one) => one.publishedAt,
      ),
      awards: byInstant(ledger.awards, (one) => one.storedAt),
      reviews: byInstant(ledger.reviews, (one) => one.decidedAt),
    },
    plants,
    areas: ledger.areas,
  }
}

/** So many kinds in turn. */
function kindsOf(kinds: readonly FraudKind[], count: number): FraudKind[] {
  return Array.from({ length: count }, (_, index) => kinds[index % kinds.length] as FraudKind)
}

function byInstant<T extends { id: string }>(items: readonly T[], instantOf: (item: T) => Date): T[] {
  return items.toSorted((a, b) => instantOf(a).getTime() - instantOf(b).getTime() || (a.id < b.id ? -1 : 1))
}

function plant(
  ledger: Ledger,
  kind: FraudKind,
  among: { providers: readonly Provider[]; sleeper: Provider | undefined; reviewers: readonly Reviewer[] },
): Planted {
  const { providers, sleeper, reviewers } = among
  const provider = teaching(ledger.dice, providers)
  switch (kind) {
    case 'night-burst':
      return { awards: award.nightBurst(ledger, provider) }
    case 'not-enrolled':
      return { awards: award.notEnrolled(ledger, provider) }
    case 'back-dated':
      return { awards: award.backDated(ledger, provider) }
    case 'impossible-pace':
      return { awards: award.impossiblePace(ledger, provider, providers) }
    case 'evidence-twice':
      return { awards: award.evidenceTwice(ledger, provider, providers) }
    case 'dormant-awake':
      return { awards: award.dormantAwake(ledger, sleeper ?? provider) }
    case 'after-accreditation': {
      const ended = ledger.dice.one(providers.filter((one) => endOf(one) !== null))
      return { awards: award.afterAccreditation(ledger, ended, endOf(ended) ?? 0) }
    }
    case 'reviewer-collusion':
      return { awards: [], reviews: reviewerCollusion(ledger, provider, reviewers) }
    case 'sliced-course':
      return slicedCourse(ledger, provider)
    case 'grade-drift':
      return { awards: gradeDrift(ledger, provider) }
    case 'phone-area-sale':
      return { awards: phoneAreaSale(ledger, provider) }
    case 'ghost-cohort':
      return { awards: ghostCohort(ledger, provider) }
  }
}

/** A provider that teaches all the time, so that its other frauds aren't also frauds of silence or of the register. */
function teaching(dice: Dice, providers: readonly Provider[]): Provider {
  return dice.one(
    providers.filter((one) => one.habit !== 'season' && one.active.length === 1 && one.teachOutFrom === null),
  )
}

/** The day on which a provider's accreditation ended for good, where it leaves room for somebody to go on. */
function endOf(provider: Provider): number | null {
  const end = provider.teachOutFrom
  return end !== null && end + 60 < DAYS ? end : null
}

function plantOf(kind: FraudKind, { awards, definitions = [], reviews = [] }: Planted): Plant {
  const instants = [...awards.map((one) => one.storedAt), ...reviews.map((one) => one.decidedAt)]
  return {
    kind,
    awards: new Set(awards.map((one) => one.id)),
    definitions: new Set(definitions.map((one) => one.id)),
    reviews: new Set(reviews.map((one) => one.id)),
    firstAt: instants.reduce((first, one) => (one < first ? one : first), localInstant(DAYS * 2, 0, 'WIB')),
  }
}
