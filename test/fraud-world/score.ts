import type { Alarm, DetectorId } from '../../src/governance/index.ts'
import { KNOWN_KINDS, type Plant, UNSEEN_KINDS, type World } from './types.ts'

// Sets what the detectors found beside what was planted. Only here do the two meet.

const HOUR_MILLISECONDS = 3_600_000

/** How a kind of fraud fared. */
export interface KindScore {
  readonly planted: number
  /** Found by an alarm at least half of which is fraud: of the kind's own detector, and of any. */
  readonly byOwn: number
  readonly byAny: number
  /** Of the awards, definitions and reviews of those found by any: how many the alarms name. */
  readonly parts: number
  readonly partsNamed: number
  /** From the first fraudulent award (or review) to the first run of the hour that raises the alarm, in whole hours. */
  readonly hours: readonly number[]
}

/** What of the honest world was named in an alarm, by unit: of so many, so many. */
export interface FalseAlarms {
  readonly honestAwards: number
  readonly honestAwardsNamed: number
  readonly honestDefinitions: number
  readonly honestDefinitionsNamed: number
  readonly honestReviews: number
  readonly honestReviewsNamed: number
  readonly alarms: number
  /** Alarms that name nothing planted. */
  readonly emptyAlarms: number
  readonly emptyByDetector: Readonly<Record<string, number>>
}

export interface Score {
  readonly kinds: Readonly<Record<string, KindScore>>
  readonly falseAlarms: FalseAlarms
}

const idsOf = (plant: Plant): string[] => [...plant.awards, ...plant.definitions, ...plant.reviews]

export function scoreOf(world: World, alarms: readonly Alarm[]): Score {
  const plantOf = new Map(world.plants.flatMap((plant) => idsOf(plant).map((id) => [id, plant] as const)))
  const hits = new Map<Plant, { alarm: Alarm; hours: number }[]>()
  for (const alarm of alarms) {
    const planted = alarm.named.filter(({ id }) => plantOf.has(id))
    if (planted.length * 2 < alarm.named.length) continue
    const firsts = new Map<Plant, number>()
    for (const { id, at } of planted) {
      const plant = plantOf.get(id)
      if (plant !== undefined) firsts.set(plant, Math.min(firsts.get(plant) ?? Number.POSITIVE_INFINITY, at.getTime()))
    }
    for (const [plant, seenAt] of firsts) {
      // The detectors run at every full hour.
      const raised = Math.ceil(Math.max(seenAt, alarm.knownAt.getTime()) / HOUR_MILLISECONDS) * HOUR_MILLISECONDS
      const hours = Math.max(0, Math.ceil((raised - plant.firstAt.getTime()) / HOUR_MILLISECONDS))
      hits.set(plant, [...(hits.get(plant) ?? []), { alarm, hours }])
    }
  }
  const kinds = Object.fromEntries(
    [...KNOWN_KINDS, ...UNSEEN_KINDS].map((kind) => [kind, kindScore(world.plants, kind, hits)]),
  )
  return { kinds, falseAlarms: falseAlarmsOf(world, alarms, new Set(plantOf.keys())) }
}

function kindScore(
  plants: readonly Plant[],
  kind: string,
  hits: ReadonlyMap<Plant, readonly { alarm: Alarm; hours: number }[]>,
): KindScore {
  const planted = plants.filter((one) => one.kind === kind)
  const found = planted.filter((one) => hits.has(one))
  const own = (one: Plant) => hits.get(one)?.some(({ alarm }) => alarm.detector === (kind as DetectorId)) === true
  const named = found.map((one) => {
    const seen = new Set(hits.get(one)?.flatMap(({ alarm }) => alarm.named.map(({ id }) => id)))
    return idsOf(one).filter((id) => seen.has(id)).length
  })
  return {
    planted: planted.length,
    byOwn: planted.filter(own).length,
    byAny: found.length,
    parts: found.reduce((sum, one) => sum + idsOf(one).length, 0),
    partsNamed: named.reduce((sum, one) => sum + one, 0),
    hours: found.map((one) => Math.min(...(hits.get(one) ?? []).map(({ hours }) => hours))),
  }
}

function falseAlarmsOf({ facts }: World, alarms: readonly Alarm[], planted: ReadonlySet<string>): FalseAlarms {
  const named = new Set(alarms.flatMap((alarm) => alarm.named.map(({ id }) => id)))
  const honest = (items: readonly { id: string }[]) => items.filter(({ id }) => !planted.has(id))
  const count = (items: readonly { id: string }[]) => items.filter(({ id }) => named.has(id)).length
  const awards = honest(facts.awards)
  const definitions = honest(facts.definitions)
  const reviews = honest(facts.reviews)
  const empty = alarms.filter((alarm) => alarm.named.every(({ id }) => !planted.has(id)))
  const emptyByDetector: Record<string, number> = {}
  for (const { detector } of empty) emptyByDetector[detector] = (emptyByDetector[detector] ?? 0) + 1
  return {
    honestAwards: awards.length,
    honestAwardsNamed: count(awards),
    honestDefinitions: definitions.length,
    honestDefinitionsNamed: count(definitions),
    honestReviews: reviews.length,
    honestReviewsNamed: count(reviews),
    alarms: alarms.length,
    emptyAlarms: empty.length,
    emptyByDetector,
  }
}
