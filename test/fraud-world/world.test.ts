import assert from 'node:assert/strict'
import { test } from 'node:test'
import { KNOWN_KINDS, UNSEEN_KINDS } from './types.ts'
import { makeWorld, SMALL } from './world.ts'

const world = makeWorld('test', SMALL)
const { facts, plants } = world

test('the same seed gives the same world, another seed another', () => {
  assert.deepEqual(makeWorld('test', SMALL), world)
  assert.notDeepEqual(makeWorld('other', SMALL).facts.awards[0], facts.awards[0])
})

test('as many frauds as asked are planted, each kind as often as the others, and none shares an award with another', () => {
  assert.equal(plants.length, SMALL.frauds + SMALL.unseen)
  for (const kinds of [KNOWN_KINDS, UNSEEN_KINDS]) {
    const counts = kinds.map((kind) => plants.filter((one) => one.kind === kind).length)
    assert.ok(Math.max(...counts) - Math.min(...counts) <= 1, counts.join(' '))
  }
  const all = plants.flatMap((one) => [...one.awards, ...one.definitions, ...one.reviews])
  assert.equal(new Set(all).size, all.length)
  const known = new Set([...facts.awards, ...facts.definitions, ...facts.reviews].map((one) => one.id))
  assert.deepEqual(
    all.filter((id) => !known.has(id)),
    [],
  )
})

test('the facts carry no label: nothing but their own shapes, and an order that is that of the record', () => {
  assert.deepEqual(Object.keys(facts).sort(), ['awards', 'definitions', 'organisations', 'reviews'])
  const shapes = new Set(facts.awards.map((one) => Object.keys(one).sort().join(' ')))
  assert.deepEqual(
    [...shapes],
    [
      'assessedOn assessorId attempt decidedAt decidedBy definitionId enrolment evidence id organisationId personId score storedAt',
    ],
  )
  for (const [index, { storedAt }] of facts.awards.entries())
    assert.ok(index === 0 || storedAt >= (facts.awards[index - 1]?.storedAt ?? storedAt))
})

test('most awards are honest, and the honest ones hold what looks odd', () => {
  const planted = new Set(plants.flatMap((one) => [...one.awards]))
  const honest = facts.awards.filter((one) => !planted.has(one.id))
  assert.ok(facts.awards.length >= SMALL.awards && facts.awards.length < SMALL.awards * 1.02)
  assert.ok(honest.length > facts.awards.length * 0.8)
  const hours = new Map(facts.definitions.map((one) => [one.id, one]))
  assert.ok(
    honest.some((one) => one.attempt === 2),
    'retakes',
  )
  assert.ok(
    honest.some((one) => one.enrolment === null),
    'lost seats',
  )
  assert.ok(
    honest.some((one) => one.evidence.some(({ shared }) => shared)),
    'declared work of groups',
  )
  assert.ok(
    honest.some((one) => hours.get(one.definitionId)?.evidenceSource === 'work'),
    'recognition of prior learning',
  )
  const renewedLate = facts.organisations.flatMap((one) => one.accreditations.filter((a) => a.recordedAt > a.from))
  assert.ok(renewedLate.length > 0, 'renewals that were recorded after they began')
})
