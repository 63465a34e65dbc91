import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  actorOf,
  codesOf,
  given,
  NOW,
  openBatch,
  publishedVersion,
  type Teaching,
  teaching,
} from '../../test/support/teaching.ts'
import type { DefinitionVersion } from '../design/index.ts'
import { createBatch, enrolSelf, ownBatch, participantsOf, withdraw } from './service.ts'
import { batchesOf, enrolmentsOf, findBatch } from './store.ts'

let world: Teaching
let version: DefinitionVersion
before(async () => {
  world = await teaching()
  version = await publishedVersion(world)
})
after(() => world.close())

test('a batch is opened by the provider’s own people only, and every fault of the form is told', async () => {
  const { deps, issuer, stranger } = world
  const form = { name: 'Angkatan 1', startsOn: '2026-12-01', endsOn: '2027-01-31', capacity: '20' }
  assert.deepEqual(codesOf(await createBatch(deps, stranger, version.id, form)), ['enrolment.version-not-found'])
  assert.deepEqual(codesOf(await createBatch(deps, world.assessor, version.id, form)), ['enrolment.version-not-found'])
  assert.deepEqual(
    codesOf(
      await createBatch(deps, issuer, version.id, { name: '', startsOn: 'besok', endsOn: '2026-11-01', capacity: '0' }),
    ),
    [
      'enrolment.batch-name-missing',
      'enrolment.day-malformed',
      'enrolment.batch-already-over',
      'enrolment.capacity-malformed',
    ],
  )
  assert.deepEqual(codesOf(await createBatch(deps, issuer, version.id, { ...form, endsOn: '30/11/2026' })), [
    'enrolment.batch-ends-before-start',
  ])
  const batch = given(await createBatch(deps, issuer, version.id, form))
  assert.equal(await ownBatch(deps.db, stranger, batch.id), null)
  assert.ok((await batchesOf(deps.db, { versionId: version.id })).some((one) => one.id === batch.id))
  assert.deepEqual(await batchesOf(deps.db, {}), [], 'without a question there is no answer')
})

test('forty people want seven seats at once: seven get one, and the count is right', async () => {
  const { deps } = world
  const batch = await openBatch(world, version, 7)
  const people = await Promise.all(Array.from({ length: 40 }, (_, index) => actorOf(deps, `Peserta ${index}`)))
  const answers = await Promise.all(people.map((person) => enrolSelf(deps, person, batch.id)))
  assert.equal(answers.filter((answer) => answer.ok).length, 7)
  assert.deepEqual([...new Set(answers.flatMap(codesOf))], ['enrolment.batch-full'])
  assert.equal((await findBatch(deps.db, batch.id))?.seatsTaken, 7)
  assert.equal((await participantsOf(deps.db, batch.id)).length, 7)
})

test('one person has one seat, also when asking ten times at once; it can be given up and taken again', async () => {
  const { deps } = world
  const batch = await openBatch(world, version, 5)
  const marlina = await actorOf(deps, 'Marlina')
  const answers = await Promise.all(Array.from({ length: 10 }, () => enrolSelf(deps, marlina, batch.id)))
  assert.equal(answers.filter((answer) => answer.ok).length, 1)
  assert.deepEqual([...new Set(answers.flatMap(codesOf))], ['enrolment.already-enrolled'])
  const [seat] = await enrolmentsOf(deps.db, marlina.personId)
  assert.ok(seat)
  assert.deepEqual(codesOf(await withdraw(deps, world.stranger, seat.id)), ['enrolment.enrolment-not-found'])
  given(await withdraw(deps, marlina, seat.id))
  assert.deepEqual(codesOf(await withdraw(deps, marlina, seat.id)), ['enrolment.withdrawn-already'])
  assert.equal((await findBatch(deps.db, batch.id))?.seatsTaken, 0)
  assert.equal(given(await enrolSelf(deps, marlina, batch.id)).id, seat.id)
  assert.equal((await findBatch(deps.db, batch.id))?.seatsTaken, 1)
})

test('after its last day a batch takes nobody and gives no seat back', async () => {
  const { deps } = world
  const batch = await openBatch(world, version, 5)
  const kasdi = await actorOf(deps, 'Kasdi')
  const seat = given(await enrolSelf(deps, kasdi, batch.id))
  world.setClock(new Date('2027-01-01T00:00:00Z'))
  assert.deepEqual(codesOf(await withdraw(deps, kasdi, seat.id)), ['enrolment.batch-over'])
  assert.deepEqual(codesOf(await enrolSelf(deps, await actorOf(deps, 'Darmi'), batch.id)), ['enrolment.batch-over'])
  world.setClock(NOW)
  assert.deepEqual(codesOf(await enrolSelf(deps, kasdi, 'unknown')), ['enrolment.batch-not-found'])
})
