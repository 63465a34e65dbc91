import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { eachByItself, rowsOf } from '../../../test/prove/statistics-world.ts'
import { tablesOf } from './rules.ts'
import { DIMENSIONS, OUTCOMES, type RequestFact } from './types.ts'

// What a reader can work out of all tables of two quarters together. Nothing here uses the product's own audit: the
// published editions are read as equations, and every set of so few people is asked whether a figure of it follows.

const LEAST = 3

const world = fc.array(
  fc.record({
    quarter: fc.integer({ min: 0, max: 1 }),
    person: fc.integer({ min: 0, max: 44 }),
    institution: fc.integer({ min: 0, max: 4 }),
    provider: fc.integer({ min: 0, max: 3 }),
    sex: fc.constantFrom('female', 'male', 'unknown'),
    outcome: fc.constantFrom('accepted' as const, 'accepted' as const, 'refused' as const, 'open' as const),
  }),
  { minLength: 60, maxLength: 120, size: 'max' },
)

interface Asked {
  readonly quarter: number
  readonly fact: RequestFact
}

type Publish = (facts: readonly RequestFact[]) => readonly (readonly RequestFact[])[]

/** Every published row of an edition as the requests that it counts. */
function publishedRows(facts: readonly RequestFact[]): readonly (readonly RequestFact[])[] {
  const { total, tables } = tablesOf(facts, LEAST)
  if (total === null) return []
  const rows: (readonly RequestFact[])[] = [facts]
  for (const dimension of DIMENSIONS) {
    const alone = new Set(tables[dimension].flatMap(({ group }) => group ?? []))
    for (const { group, requests, together } of tables[dimension]) {
      const counted = facts.filter(({ groups }) =>
        group === null ? !alone.has(groups[dimension]) : groups[dimension] === group,
      )
      assert.equal(counted.length, requests)
      assert.equal(new Set(counted.map(({ groups }) => groups[dimension])).size, together)
      rows.push(counted)
    }
  }
  return rows
}

/** What would be published if each table were protected by itself. */
const naiveRows: Publish = (facts) => [facts, ...rowsOf(facts, eachByItself(facts, LEAST))]

/** Unknowns: how many requests of one outcome stand in one combination of groups in one quarter. */
function equationsOf(asked: readonly Asked[], publish: Publish): { unknowns: string[]; rows: number[][] } {
  const nameOf = ({ quarter, fact }: Asked) =>
    [quarter, fact.outcome, ...DIMENSIONS.map((one) => fact.groups[one])].join(' ')
  const unknowns = [...new Set(asked.map(nameOf))]
  const rows: number[][] = []
  for (const quarter of [0, 1]) {
    const own = asked.filter((one) => one.quarter === quarter)
    for (const counted of publish(own.map(({ fact }) => fact))) {
      const inside = new Set(counted)
      for (const outcome of [...OUTCOMES, 'requests'] as const) {
        const names = new Set(
          own
            .filter(({ fact }) => inside.has(fact) && (outcome === 'requests' || fact.outcome === outcome))
            .map(nameOf),
        )
        rows.push(unknowns.map((name) => (names.has(name) ? 1 : 0)))
      }
    }
  }
  return { unknowns, rows }
}

/** For each unknown its coordinates in the worlds that look the same from outside: changes that no published figure shows. */
function invisible(rows: readonly (readonly number[])[], width: number): number[][] {
  const { reduced, pivots } = gauss(rows)
  const free = Array.from({ length: width }, (_, at) => at).filter((at) => !pivots.includes(at))
  return Array.from({ length: width }, (_, at) => {
    const place = pivots.indexOf(at)
    return free.map((one) => (place < 0 ? Number(one === at) : -(reduced[place]?.[one] ?? 0)))
  })
}

function gauss(rows: readonly (readonly number[])[]): { reduced: number[][]; pivots: number[] } {
  const reduced: number[][] = []
  const pivots: number[] = []
  const clear = (row: number[], by: readonly number[], column: number) => {
    const factor = row[column] ?? 0
    if (factor !== 0) for (let at = 0; at < row.length; at++) row[at] = (row[at] ?? 0) - factor * (by[at] ?? 0)
  }
  for (const given of rows) {
    const row = [...given]
    for (const [index, known] of reduced.entries()) clear(row, known, pivots[index] ?? 0)
    const column = row.findIndex((value) => Math.abs(value) > 1e-7)
    if (column < 0) continue
    const lead = row[column] ?? 1
    const scaled = row.map((value) => (Math.abs(value / lead) < 1e-9 ? 0 : value / lead))
    for (const known of reduced) clear(known, scaled, column)
    reduced.push(scaled)
    pivots.push(column)
  }
  return { reduced, pivots }
}

/** A set of fewer than `LEAST` people of which a figure follows from the published ones; null where there is none. */
function foundOut(asked: readonly Asked[], publish: Publish = publishedRows): string | null {
  const { unknowns, rows } = equationsOf(asked, publish)
  if (rows.length === 0) return null
  const hidden = invisible(rows, unknowns.length)
  const nameOf = ({ quarter, fact }: Asked) =>
    [quarter, fact.outcome, ...DIMENSIONS.map((one) => fact.groups[one])].join(' ')
  const behind = unknowns.map(
    (name) => new Set(asked.filter((one) => nameOf(one) === name).map(({ fact }) => fact.personId)),
  )
  const people = [...new Set(asked.map(({ fact }) => fact.personId))]
  for (const one of people)
    for (const other of people) {
      if (other < one) continue
      const places = unknowns.flatMap((_, at) =>
        [...(behind[at] ?? [])].every((person) => person === one || person === other) ? [at] : [],
      )
      // A figure of these unknowns follows where fewer coordinates than unknowns tell their changes apart.
      if (places.length > 0 && gauss(places.map((at) => hidden[at] ?? [])).pivots.length < places.length)
        return places.map((at) => unknowns[at]).join(' | ')
    }
  return null
}

const factsOf = (rows: readonly (typeof world extends fc.Arbitrary<infer T> ? T : never)[number][]): Asked[] =>
  rows.map(({ quarter, person, institution, provider, sex, outcome }) => ({
    quarter,
    fact: {
      personId: `p${String(person).padStart(2, '0')}`,
      groups: { institution: `i${institution}`, provider: `v${provider}`, region: `r${institution % 2}`, sex },
      outcome,
      days: 3,
      sks: 2,
    },
  }))

test('no figure of fewer people follows from all tables of two quarters together, in 25 worlds', () => {
  let told = 0
  fc.assert(
    fc.property(world, (rows) => {
      const asked = factsOf(rows)
      told += publishedRows(asked.filter(({ quarter }) => quarter === 0).map(({ fact }) => fact)).length
      assert.equal(foundOut(asked), null)
    }),
    { numRuns: 25, seed: 4042 },
  )
  assert.ok(told > 100, `the worlds publish something: ${told} rows`)
})

test('the same question finds out tables that are each protected by themselves, in nearly all of 6 worlds', () => {
  const worlds = fc.sample(world, { numRuns: 6, seed: 4042 })
  const found = worlds.filter((rows) => foundOut(factsOf(rows), naiveRows) !== null)
  assert.ok(found.length >= 4, `${found.length} of ${worlds.length}`)
})

/** A university that counts what it teaches itself, but for two people; everything else of that provider is theirs. */
const tellTale = (): RequestFact[] => {
  const fact = (personId: string, institution: string, provider: string, sex = 'female'): RequestFact => ({
    personId,
    groups: { institution, provider, region: 'west', sex },
    outcome: 'accepted',
    days: 3,
    sks: 2,
  })
  return [
    ...Array.from({ length: 12 }, (_, at) => fact(`own${at}`, 'samara', 'samara')),
    ...Array.from({ length: 2 }, (_, at) => fact(`away${at}`, 'merapu', 'samara')),
    ...Array.from({ length: 12 }, (_, at) => fact(`other${at}`, 'merapu', 'arung')),
  ]
}

test('a provider less a university that teaches for itself would tell of two people: one table is made coarser', () => {
  const facts = tellTale()
  const asked = facts.map((fact) => ({ quarter: 0, fact }))
  assert.match(foundOut(asked, naiveRows) ?? '', /merapu samara/)
  assert.equal(foundOut(asked), null)
  const { tables } = tablesOf(facts, LEAST)
  const shown = (name: 'institution' | 'provider') => tables[name].map(({ requests }) => requests)
  assert.deepEqual([shown('institution'), shown('provider')].filter((rows) => rows.length > 1).length, 1)
})

/** Requests scattered over all combinations, more in some than in others, and the same every time. */
function scatteredFacts(count: number, institutions: number, providers: number, regions: number): RequestFact[] {
  return Array.from({ length: count }, (_, at) => {
    const scattered = (below: number, by: number) => Math.floor((Math.abs(Math.sin(at * by + by)) * 10_000) % below)
    const institution = scattered(institutions, 12.9898)
    return {
      personId: `p${at}`,
      groups: {
        institution: `i${institution}`,
        provider: `v${scattered(providers, 78.233)}`,
        region: `r${institution % regions}`,
        sex: scattered(2, 37.719) === 0 ? 'female' : 'male',
      },
      outcome: scattered(3, 93.989) === 0 ? 'refused' : 'accepted',
      days: at % 14,
      sks: 2,
    }
  })
}

test('a large quarter with few people in each combination keeps its rows', () => {
  const { tables } = tablesOf(scatteredFacts(3000, 40, 30, 12), 10)
  assert.deepEqual(
    DIMENSIONS.map((one) => tables[one].length),
    [40, 30, 12, 2],
  )
})

test('a quarter of a country, with 5,000 institutions, takes about a second', () => {
  // Two thirds of the requests at 500 of them, so that some can stand for themselves.
  const many = [...scatteredFacts(20_000, 500, 300, 38), ...scatteredFacts(10_000, 5000, 300, 38)]
  const facts = many.map((fact, at) => ({ ...fact, personId: `p${at}` }))
  const begun = process.cpuUsage()
  const { tables } = tablesOf(facts, 10)
  const seconds = process.cpuUsage(begun).user / 1e6
  assert.ok(tables.institution.length > 400, `${tables.institution.length} institutions`)
  assert.deepEqual([tables.region.length, tables.sex.length], [38, 2])
  assert.ok(seconds < 20, `${seconds} seconds`)
})
