import { DAY_MILLISECONDS, median, namedAward, pilesOf } from './rules-series.ts'
import type { Alarm, AwardFact, DefinitionFact, Facts, ReviewFact, Thresholds } from './types.ts'

// Detectors that look at what is offered and who let it pass.

/** A reviewer who decides most of a provider's reviews, nearly always with yes, and much faster than elsewhere. */
export function reviewerCollusion(facts: Facts, limits: Thresholds<'reviewer-collusion'>): Alarm[] {
  const window = limits.windowDays * DAY_MILLISECONDS
  const piles = pilesOf('reviewer-collusion', window)
  const known: ReviewFact[] = []
  const minutes = (one: ReviewFact) => (one.decidedAt.getTime() - one.askedAt.getTime()) / 60_000
  for (const review of facts.reviews) {
    known.push(review)
    const { reviewerId, organisationId } = review
    const since = review.decidedAt.getTime() - window
    const recent = known.filter((one) => one.decidedAt.getTime() >= since)
    const ofProvider = recent.filter((one) => one.organisationId === organisationId)
    const pair = ofProvider.filter((one) => one.reviewerId === reviewerId)
    const others = known.filter((one) => one.organisationId !== organisationId)
    const elsewhere = others.filter((one) => one.reviewerId === reviewerId)
    const usual = median((elsewhere.length >= limits.othersLeast ? elsewhere : others).map(minutes))
    const approved = pair.filter((one) => one.approved).length
    const suspect =
      // Where everybody is quick, being quick says nothing.
      usual >= limits.usualHoursLeast * 60 &&
      pair.length >= limits.reviewsLeast &&
      pair.length >= ofProvider.length * limits.providerShareLeast &&
      approved >= pair.length * limits.approvedShareLeast &&
      median(pair.map(minutes)) <= usual * limits.speedShareMost
    if (!suspect) continue
    const unit = `${reviewerId}/${organisationId}`
    const before = piles.named(unit)
    const fresh = pair.filter((one) => !before.has(one.id))
    piles.lay(
      unit,
      organisationId,
      review.decidedAt,
      fresh.map((one) => ({ kind: 'review' as const, id: one.id, at: one.decidedAt })),
    )
    piles.raise(unit, review.decidedAt, { reviews: pair.length, approved, ofProvider: ofProvider.length })
  }
  return piles.alarms()
}

/** Definitions of a provider that say nearly the same, and who holds how many of them. */
interface Cluster {
  readonly parts: Map<string, DefinitionFact>
  readonly awards: AwardFact[]
  readonly held: Map<string, Set<string>>
}

function similarity(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let both = 0
  for (const word of a) if (b.has(word)) both++
  return a.size + b.size === 0 ? 0 : both / (a.size + b.size - both)
}

/** One course cut into many small badges of nearly the same words, which the same people collect. */
export function slicedCourses(facts: Facts, limits: Thresholds<'sliced-course'>): Alarm[] {
  const piles = pilesOf('sliced-course', Number.POSITIVE_INFINITY)
  const clusterOf = new Map<string, Cluster>()
  const words = new Map<string, ReadonlySet<string>>()
  const small = new Map<string, DefinitionFact[]>()
  const waiting = facts.definitions.filter(({ hours }) => hours <= limits.hoursMost)
  let next = 0
  for (const award of facts.awards) {
    for (; (waiting[next]?.publishedAt ?? award.storedAt) < award.storedAt; next++) {
      const definition = waiting[next] as DefinitionFact
      join(definition, small, words, clusterOf, limits.similarLeast)
    }
    const cluster = clusterOf.get(award.definitionId)
    if (cluster === undefined) continue
    cluster.awards.push(award)
    cluster.held.set(award.personId, (cluster.held.get(award.personId) ?? new Set<string>()).add(award.definitionId))
    if (cluster.parts.size < limits.partsLeast) continue
    const collectors = new Set(
      [...cluster.held].filter(([, held]) => held.size >= limits.partsOfHolderLeast).map(([person]) => person),
    )
    if (collectors.size < limits.holdersLeast || !collectors.has(award.personId)) continue
    // Somebody who took one of the parts and no more is nobody's suspect.
    const theirs = cluster.awards.filter((one) => collectors.has(one.personId))
    const held = new Set(theirs.map((one) => one.definitionId))
    const unit = [...cluster.parts.keys()][0] ?? ''
    const before = piles.named(unit)
    const parts = [...cluster.parts.values()].filter((one) => held.has(one.id) && !before.has(one.id))
    piles.lay(unit, award.organisationId, award.storedAt, [
      ...parts.map((one) => ({ kind: 'definition' as const, id: one.id, at: one.publishedAt })),
      ...theirs.filter((one) => !before.has(one.id)).map(namedAward),
    ])
    piles.raise(unit, award.storedAt, { parts: cluster.parts.size, holders: collectors.size })
  }
  return piles.alarms()
}

/** Puts a definition into the cluster of those of its provider that it is like; joins clusters that it is like both of. */
function join(
  definition: DefinitionFact,
  small: Map<string, DefinitionFact[]>,
  words: Map<string, ReadonlySet<string>>,
  clusterOf: Map<string, Cluster>,
  similarLeast: number,
): void {
  const own = new Set(definition.words)
  words.set(definition.id, own)
  const siblings = small.get(definition.organisationId) ?? []
  const like = siblings.filter((one) => similarity(own, words.get(one.id) ?? new Set()) >= similarLeast)
  const clusters = new Set(like.flatMap((one) => clusterOf.get(one.id) ?? []))
  const joined: Cluster = { parts: new Map(), awards: [], held: new Map() }
  for (const cluster of clusters) {
    for (const [id, part] of cluster.parts) joined.parts.set(id, part)
    joined.awards.push(...cluster.awards)
    for (const [person, held] of cluster.held)
      joined.held.set(person, new Set([...(joined.held.get(person) ?? []), ...held]))
  }
  joined.parts.set(definition.id, definition)
  for (const id of joined.parts.keys()) clusterOf.set(id, joined)
  small.set(definition.organisationId, [...siblings, definition])
}
