import assert from 'node:assert/strict'
import { alarmsIn, detectors } from '../../src/governance/index.ts'
import { scoreOf } from '../fraud-world/score.ts'
import { KNOWN_KINDS, UNSEEN_KINDS, type WorldSize } from '../fraud-world/types.ts'
import { FULL, makeWorld } from '../fraud-world/world.ts'
import type { Campaign } from '../support/campaign.ts'

/**
 * The thresholds were fixed on the seeds 1 to 5. A first report on 101 to 110 found night bursts at 0.949; the rule was then
 * mended on 1 to 5 alone, and the report is on other worlds (docs/guides/fraud.md tells the whole story).
 */
const FIRST_UNSEEN_SEED = 111
/** The day on which the detectors of `data` are asked. */
const DAY = '2026-11-26'
const RECALL_LEAST = 0.95
const FALSE_ALARMS_BELOW = 0.01
/** Upper ends of the stretches in which times to find are counted, in hours. */
const WITHIN = { 'an hour': 1, 'a day': 24, 'a week': 168, 'a month': 720, 'half a year': 4_380 } as const

/** What the detectors find in one world, as counts that can be added up. */
export function askWorld(seed: string, size: WorldSize): Record<string, number> {
  const world = makeWorld(seed, size)
  const score = scoreOf(world, alarmsIn(detectors(), world.facts, DAY))
  const seen: Record<string, number> = { worlds: 1, awards: world.facts.awards.length }
  for (const [kind, one] of Object.entries(score.kinds)) {
    Object.assign(seen, {
      [`planted.${kind}`]: one.planted,
      [`by-own.${kind}`]: one.byOwn,
      [`by-any.${kind}`]: one.byAny,
      [`parts.${kind}`]: one.parts,
      [`parts-named.${kind}`]: one.partsNamed,
      [`most-hours.${kind}`]: Math.max(0, ...one.hours),
    })
    for (const [name, hours] of Object.entries(WITHIN))
      seen[`within ${name}.${kind}`] = one.hours.filter((found) => found <= hours).length
  }
  const { emptyByDetector, ...counts } = score.falseAlarms
  Object.assign(seen, counts)
  for (const kind of KNOWN_KINDS) seen[`empty.${kind}`] = emptyByDetector[kind] ?? 0
  return seen
}

/** Recall by kind, false alarms and times to find, from the counts of some worlds. */
export function figuresOf(seen: Readonly<Record<string, number>>) {
  const of = (name: string) => seen[name] ?? 0
  const share = (part: number, whole: number) => (whole === 0 ? 0 : Math.round((part / whole) * 10_000) / 10_000)
  const kindOf = (kind: string) => ({
    planted: of(`planted.${kind}`),
    recallOfItsDetector: share(of(`by-own.${kind}`), of(`planted.${kind}`)),
    recallOfAnyDetector: share(of(`by-any.${kind}`), of(`planted.${kind}`)),
    shareOfPartsNamed: share(of(`parts-named.${kind}`), of(`parts.${kind}`)),
    foundWithin: Object.fromEntries(
      Object.keys(WITHIN).map((name) => [name, share(of(`within ${name}.${kind}`), of(`by-any.${kind}`))]),
    ),
    mostHours: of(`most-hours.${kind}`),
  })
  const sum = (part: string, kinds: readonly string[]) => kinds.reduce((all, kind) => all + of(`${part}.${kind}`), 0)
  return {
    recall: share(sum('by-own', KNOWN_KINDS), sum('planted', KNOWN_KINDS)),
    falseAlarms: share(of('honestAwardsNamed'), of('honestAwards')),
    falseAlarmsMeaning:
      'Honest awards that any alarm names, of all honest awards; those that stand in the alarm of a real fraud count too.',
    falseDefinitions: share(of('honestDefinitionsNamed'), of('honestDefinitions')),
    falseReviews: share(of('honestReviewsNamed'), of('honestReviews')),
    alarmsForNothing: share(of('emptyAlarms'), of('alarms')),
    alarmsAYear: Math.round(of('alarms') / Math.max(1, of('worlds')) / 1.5),
    kinds: Object.fromEntries(KNOWN_KINDS.map((kind) => [kind, kindOf(kind)])),
    withoutARule: Object.fromEntries(UNSEEN_KINDS.map((kind) => [kind, kindOf(kind)])),
  }
}

export const campaign: Campaign = {
  name: 'fraud',
  claim:
    'In invented worlds that no threshold was fixed on, of 100,000 awards with 400 planted frauds of nine kinds each, every detector finds at least 95 % of its kind, and fewer than 1 % of the honest awards are named in any alarm. Three kinds without a rule are planted too and reported beside.',
  full: 10,
  stride: 1,
  run: async ({ from, count, report }) => {
    const seen: Record<string, number> = {}
    for (let at = from; at < from + count; at++) {
      for (const [name, value] of Object.entries(askWorld(String(FIRST_UNSEEN_SEED + at), FULL)))
        seen[name] = name.startsWith('most-') ? Math.max(seen[name] ?? 0, value) : (seen[name] ?? 0) + value
      report(at - from + 1)
    }
    return seen
  },
  conclude: (seen) => {
    const figures = figuresOf(seen)
    for (const [kind, { recallOfItsDetector }] of Object.entries(figures.kinds))
      assert.ok(recallOfItsDetector >= RECALL_LEAST, `${kind}: ${recallOfItsDetector}`)
    assert.ok(figures.falseAlarms < FALSE_ALARMS_BELOW, `false alarms: ${figures.falseAlarms}`)
    return { seeds: `${FIRST_UNSEEN_SEED} to ${FIRST_UNSEEN_SEED + (seen.worlds ?? 1) - 1}`, ...figures }
  },
}
