import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Recognised, recognised } from '../../../test/support/recognised.ts'
import { type Visitor, visitor } from '../../../test/support/room.ts'
import { recordNik } from '../../people/index.ts'
import { routes, undo } from '../index.ts'
import { publishStatistics } from './service.ts'

const PAGE = '/rules/statistics'
let world: Recognised
let anybody: Visitor
const decided: string[] = []

before(async () => {
  world = await recognised('2026-08-03T03:00:00Z')
  anybody = visitor(world.deps, routes(world.deps, world.source), null)
  for (let place = 0; place < 24; place++) {
    const person = await world.student(`Orang ${place}`, `N${place}`)
    const day = String((place % 20) + 1 + (place % 2 === 0 ? 40 : 0)).padStart(2, '0')
    const nik = `317401${day}0199${String(place + 1).padStart(4, '0')}`
    const kept = await recordNik(world.deps, person, nik)
    assert.ok(kept.ok, JSON.stringify(kept))
    await world.earn(person, `c${place}`, 2)
    decided.push(await world.counted(person, `c${place}`, 2, { outcome: place % 2 === 0 ? 'elective-block' : 'none' }))
  }
  // One student elsewhere: too few to stand alone.
  const lonely = await world.student('Sendiri', 'X1', 'merapu')
  assert.ok((await recordNik(world.deps, lonely, '3174014101990099')).ok)
  await world.earn(lonely, 'lonely', 2)
  await world.counted(lonely, 'lonely', 2, { organisationId: 'merapu' })
})
after(() => world.close())

test('before its day a quarter is not published, and the page says when it will be', async () => {
  assert.equal(await publishStatistics(world.deps), 0)
  const page = await anybody.get(PAGE)
  assert.match(page.text, /30 hari sesudah triwulan itu berakhir/)
})

test('on its day it is, with the share of refusals, and nobody stands alone', async () => {
  world.setClock('2026-10-31T03:00:00Z')
  assert.equal(await publishStatistics(world.deps), 1)
  assert.equal(await publishStatistics(world.deps), 0)
  const page = await anybody.get(`/en${PAGE}`)
  assert.match(page.text, /Quarter 3 of 2026/)
  assert.match(page.text, /48%/)
  assert.doesNotMatch(page.text, /Tanjung Merapu/)
  assert.match(page.text, /Women/)
  const json = JSON.parse((await anybody.get(`${PAGE}/2026-3.json`)).text) as {
    total: { requests: number; refused: number }
    tables: {
      institution: { requests: number; medianDays: number | null }[]
      sex: { group: string | null; requests: number; medianDays: number | null }[]
    }
  }
  assert.deepEqual([json.total.requests, json.total.refused], [25, 12])
  assert.deepEqual(
    json.tables.institution.map(({ requests, medianDays }) => [requests, medianDays]),
    [[25, 0]],
  )
  assert.match(page.text, /All campuses together: 2/)
  assert.match(page.text, /2 of 2 campuses have no row of their own/)
  assert.deepEqual(
    json.tables.sex.map(({ group, requests, medianDays }) => [group, requests, medianDays]),
    [
      // A half of 13 people is fewer than ten.
      ['female', 13, null],
      ['male', 12, null],
    ],
  )
  assert.equal((await anybody.get(`${PAGE}/2026-2.json`)).status, 404)
})

test('a published quarter never changes: a decision that is taken back later shows nothing of anybody', async () => {
  const before = (await anybody.get(`${PAGE}/2026-3.csv`)).text
  assert.match(before, /2026-3;total;;1;25;13;12;0;48;0;26/)
  world.setClock('2026-08-03T05:00:00Z')
  assert.ok((await undo(world.deps, world.registrar, 'samara', decided[0] ?? '')).ok)
  world.setClock('2026-12-01T03:00:00Z')
  assert.equal(await publishStatistics(world.deps), 0)
  assert.equal((await anybody.get(`${PAGE}/2026-3.csv`)).text, before)
})
