import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Hono } from 'hono'
import { awardDeps } from '../../test/support/award-world.ts'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { createApp } from '../app.ts'
import type { AppEnv } from '../platform/page.ts'

// The public page and the API of levels and units of credit, by the whole site.

let database: TestDatabase
let app: Hono<AppEnv>
before(async () => {
  database = await testDatabase()
  app = createApp(awardDeps(database.db, '2026-11-24T05:00:00Z').deps)
})
after(() => database.close())

interface Share {
  readonly fraction: string
  readonly value: string
}
type Said = Readonly<Record<'id' | 'en', string>>
/** What a program reads of our answers, all kinds in one. */
interface Answered {
  readonly code: string
  readonly asked: Readonly<Record<string, string>>
  readonly sure: Share
  readonly most: Share
  readonly whole: number
  readonly minutes: { readonly least: number; readonly most: number }
  readonly rule: Said
  readonly rounding: Said
  readonly meaning: Said
  readonly notes: readonly [Said]
  readonly confidence: string
  readonly provisional: boolean
  readonly units: readonly { readonly unit: string; readonly source: string }[]
  readonly to: Readonly<Record<string, string | number>>
  readonly level: number
  readonly source: string
  readonly frameworks: readonly { readonly id: string; readonly levels: readonly unknown[] }[]
  readonly references: readonly { readonly provisional: boolean }[]
}

const page = async (path: string) => {
  const answer = await app.request(path)
  return { status: answer.status, text: (await answer.text()).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ') }
}
const api = async (path: string) => {
  const answer = await app.request(`/api/v1/frameworks${path}`)
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Answered }
}

test('the page converts without JavaScript, in both languages, and keeps what was asked', async () => {
  const id = await page('/frameworks?amount=3&unit=sks&day=2026-11-24&level=kkni-7')
  assert.equal(id.status, 200)
  assert.match(id.text, /Hitung kredit/)
  assert.match(id.text, /ECTS \(Eropa\) 4,5 sampai 5,4 4 /)
  assert.match(id.text, /Kredit PQF \(Filipina\) Belum diketahui/)
  assert.match(id.text, /6–7 sementara/)
  const en = await page('/en/frameworks?amount=3&unit=sks&level=kkni-7')
  assert.match(en.text, /ECTS \(Europe\) 4\.5 to 5\.4 4 /)
  assert.match(en.text, /6–7 provisional/)
  const before2023 = await page('/frameworks?amount=3&unit=sks&day=2023-08-17')
  assert.match(before2023.text, /136 jam/)
})

test('what can’t be converted is refused beside its field, and nothing is shown in its place', async () => {
  const refused = await page('/frameworks?amount=-1&unit=pqf-credit&day=soon&level=aqrf-9')
  assert.equal(refused.status, 422)
  for (const said of ['Jumlahnya tidak terbaca', 'belum diketahui', 'Harinya tidak terbaca', 'Jenjang itu tidak ada'])
    assert.ok(refused.text.includes(said), said)
  assert.doesNotMatch(refused.text, /Jumlah itu dalam satuan lain/)
  assert.equal((await page('/frameworks/oqf')).status, 404)
})

test('wherever a level of AQRF stands beside KKNI it says that it is provisional', async () => {
  for (const [path, word] of [
    ['/frameworks/kkni', 'Sementara'],
    ['/en/frameworks/kkni', 'Provisional'],
  ] as const) {
    const { text } = await page(path)
    const named = [...text.matchAll(/AQRF \d(?:–\d)? (\S+)/g)]
    assert.equal(named.length, 9)
    for (const [, said] of named) assert.equal(said, word)
  }
  assert.match((await page('/frameworks/aqrf')).text, /kalimat Lumbung sendiri/)
  assert.match((await page('/en/frameworks/aqrf')).text, /our own words/)
})

test('the API answers with rule, rounding, source and confidence, to scripts of any site', async () => {
  const { status, headers, body } = await api('/conversions/credit?amount=6&unit=ects&to=sks')
  assert.equal(status, 200)
  assert.equal(headers.get('access-control-allow-origin'), '*')
  assert.deepEqual(body.asked, { amount: '6.00', unit: 'ects', to: 'sks', day: '2026-11-24' })
  assert.deepEqual(
    [body.sure, body.most],
    [
      { fraction: '10/3', value: '3.33' },
      { fraction: '4/1', value: '4.00' },
    ],
  )
  assert.deepEqual([body.whole, body.minutes], [3, { least: 9000, most: 10_800 }])
  assert.deepEqual([body.confidence, body.provisional], ['M-H', false])
  assert.deepEqual(
    body.units.map(({ unit, source }) => [unit, source]),
    [
      ['ects', "ECTS Users' Guide 2015"],
      ['sks', 'Permendiktisaintek 39/2025'],
    ],
  )
  for (const sentence of [body.rule, body.rounding, body.meaning]) assert.ok(sentence.id !== '' && sentence.en !== '')
  const level = await api('/conversions/level?framework=kkni&level=7&to=aqrf')
  assert.deepEqual(level.body.to, { framework: 'aqrf', levelMin: 6, levelMax: 7 })
  assert.deepEqual([level.body.level, level.body.confidence, level.body.provisional], [6, 'U', true])
  assert.match(level.body.source, /endorsed June 2020/)
  assert.match(level.body.notes[0].id, /jangan dicetak sebagai resmi/)
})

test('the API says no with a reason, and gives the data as they stand', async () => {
  assert.equal((await api('/conversions/credit?amount=6&unit=ects&to=pqf-credit')).status, 422)
  assert.equal((await api('/conversions/credit?amount=6&unit=ects&to=poin')).status, 404)
  assert.equal((await api('/conversions/credit?amount=6&unit=ects&to=sks&day=24-11-2026')).status, 422)
  const none = await api('/conversions/level?framework=aqrf&level=6&to=eqf')
  assert.deepEqual([none.status, none.body.code], [404, 'frameworks.no-reference'])
  const all = await api('')
  assert.deepEqual(
    all.body.frameworks.map(({ id, levels }) => [id, levels.length]),
    [
      ['kkni', 9],
      ['aqrf', 8],
      ['mqf', 8],
      ['pqf', 8],
      ['eqf', 8],
    ],
  )
  const one = await api('/aqrf')
  assert.ok(one.body.references.length >= 9)
  assert.ok(one.body.references.every(({ provisional }) => provisional))
  assert.ok((await api('/credit-units')).body.units.length >= 6)
  assert.equal((await api('/oqf')).status, 404)
  const described = (await (await app.request('/openapi.json')).json()) as { paths: Record<string, unknown> }
  assert.ok('/api/v1/frameworks/conversions/credit' in described.paths)
})
