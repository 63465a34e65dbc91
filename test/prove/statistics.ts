import assert from 'node:assert/strict'
import { isSafe, tablesOf } from '../../src/recognition/statistics/rules.ts'
import { DIMENSIONS, type Dimension, type RequestFact } from '../../src/recognition/statistics/types.ts'
import type { Campaign } from '../support/campaign.ts'
import { eachByItself, fewestMerged, fewTold, type Merged, quarterOf, rowsOf } from './statistics-world.ts'

type Facts = readonly RequestFact[]
/** Rows that are kept of those that the best choice of all would keep. */
const LEAST_SHARE = 0.97

/** The groups without a row of their own in what is published. */
function mergedOf(facts: Facts, { tables }: ReturnType<typeof tablesOf>): Merged {
  const missing = (one: Dimension) => {
    const own = new Set(tables[one].flatMap(({ group }) => group ?? []))
    return new Set(facts.map(({ groups }) => groups[one]).filter((group) => !own.has(group)))
  }
  return {
    institution: missing('institution'),
    provider: missing('provider'),
    region: missing('region'),
    sex: missing('sex'),
  }
}

/** The decided requests behind each median that is published. */
function behindMedians(facts: Facts, merged: Merged, { total, tables }: ReturnType<typeof tablesOf>): readonly Facts[] {
  const decided = facts.filter(({ days }) => days !== null).map((fact) => ({ ...fact, outcome: 'accepted' as const }))
  const rows = DIMENSIONS.flatMap((one) =>
    tables[one]
      .filter(({ medianDays }) => medianDays !== null)
      .map(({ group }) =>
        decided.filter((fact) => (group === null ? merged[one].has(fact.groups[one]) : fact.groups[one] === group)),
      ),
  )
  return total?.medianDays == null ? rows : [decided, ...rows]
}

function trial(seed: number): Readonly<Record<string, number>> {
  const { facts, least } = quarterOf(seed)
  const published = tablesOf(facts, least)
  if (!isSafe(facts, least)) {
    assert.equal(published.total, null)
    return { 'too-few': 1 }
  }
  assert.deepEqual(tablesOf(facts.toReversed(), least), published, 'another order, other tables')
  const merged = mergedOf(facts, published)
  assert.equal(fewTold(rowsOf(facts, merged), least), null, 'something about few people follows')
  const medians = behindMedians(facts, merged, published)
  // Sets of five are too many to try.
  if (least === 2) assert.equal(fewTold(medians, 2 * least), null, 'medians tell of a half that is small')
  const lost = DIMENSIONS.reduce((sum, one) => sum + merged[one].size, 0)
  const groups = DIMENSIONS.reduce((sum, one) => sum + new Set(facts.map((fact) => fact.groups[one])).size, 0)
  const best = fewestMerged(facts, least, lost)
  const naive = fewTold(rowsOf(facts, eachByItself(facts, least)), least)
  return {
    published: 1,
    kept: groups - lost,
    'best-kept': groups - best,
    'as-many-as-best': lost === best ? 1 : 0,
    medians: medians.length,
    'each-by-itself-tells': naive === null ? 0 : 1,
  }
}

export const campaign: Campaign = {
  name: 'statistics',
  claim:
    'in small random quarters nothing about fewer people than the threshold follows from the published statistics of recognition, no median tells of a half that is smaller, the order of the requests changes nothing, and at least 97 in 100 rows are kept of those that the best of all choices would keep',
  full: 1_000,
  stride: 50,
  conclude: (seen) => {
    const share = (seen.kept ?? 0) / (seen['best-kept'] ?? 1)
    assert.ok(share >= LEAST_SHARE, `${share} of the rows are kept`)
    return { 'kept of best': Math.round(share * 10_000) / 10_000 }
  },
  run: async ({ seed, from, count, report }) => {
    const seen: Record<string, number> = {}
    for (let at = 0; at < count; at++) {
      const own = (seed ^ Math.imul(from + at + 1, 0x9e3779b1)) >>> 0
      try {
        for (const [name, value] of Object.entries(trial(own))) seen[name] = (seen[name] ?? 0) + value
      } catch (error) {
        throw new Error(`quarter ${own}: ${error instanceof Error ? error.message : 'failed'}`, { cause: error })
      }
      if (at % 10 === 9) report(at + 1)
    }
    return seen
  },
}
