import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Hono } from 'hono'
import { catalogueDeps, fileOf } from '../../test/fixtures/catalogue/world.ts'
import { testDatabase } from '../../test/support/database.ts'
import type { DefinitionVersion } from '../design/index.ts'
import type { Deps } from '../platform/deps.ts'
import { PageError } from '../platform/http.ts'
import type { AppEnv } from '../platform/page.ts'
import { bilingualApp, pages, securityHeaders } from '../platform/web.ts'
import {
  apiRoutes,
  importCatalogue,
  offerDefinition,
  offeringOfVersion,
  readQuery,
  routes,
  search,
  suggest,
  withdrawOffering,
} from './index.ts'
import { FACETS, type SearchResult } from './types.ts'

const LEVELS = ['pemula', 'menengah', 'lanjut', 'semua']
const TOPICS = [
  'Harvest Data Analysis',
  'Machine Learning with Rice',
  'Project Management for Villages',
  'Kopi Arabika: Dasar Penyangraian',
  'Menanam Padi di Lahan Kering',
  'Pengelolaan Keuangan Desa',
  'Solar Panels on Boats',
  'Finance for Cooperatives',
]
const rows = TOPICS.flatMap((topic, at) =>
  [1, 2, 3, 4, 5].map(
    (part) =>
      `${topic} ${part},Kampus ${part % 3},https://kursus.example/${at}-${part},Bagian ${part} tentang ${topic}.,${at > 2 && at < 6 ? 'id' : 'en'},${LEVELS[part % 4]},${part * 20},${topic.split(' ')[0]};alat ${part},${part % 2 === 0 ? 'gratis' : 'Rp 50.000'},${at % 2 === 0 ? 'agriculture' : 'digital'}`,
  ),
)

const version = (number: number, title = 'Analisis Data Panen'): DefinitionVersion => ({
  id: `version-${number}`,
  definitionId: 'definition-1',
  number,
  organisationId: 'campus',
  slug: 'panen',
  kind: 'micro-credential',
  title: { id: title, en: 'Analysing Harvest Records' },
  description: { id: 'Anda belajar menghitung panen.', en: 'You learn to count a harvest.' },
  microCompetency: { id: 'x', en: 'x' },
  field: 'agriculture',
  hours: 90,
  sks: 2,
  sksReason: null,
  kkniLevel: 5,
  mode: 'blended',
  language: 'id',
  assessmentKind: 'project',
  identityAssurance: 'proctored',
  standard: { id: 's', en: 's' },
  evidenceSource: 'study',
  skills: [{ code: 'a', framework: 'lumbung', name: { id: 'mengolah data', en: 'handling data' }, kind: 'technical' }],
  priceRupiah: 350_000,
  coIssuers: [],
  validMonths: 36,
  publishedAt: new Date('2026-08-01T00:00:00Z'),
  retiredAt: null,
  conformance: null,
  outcomes: [],
})
const campus = { id: 'campus', name: 'Politeknik Lembah Angin', province: '32' }

let world: Awaited<ReturnType<typeof testDatabase>>
let deps: Deps
let app: Hono<AppEnv>
before(async () => {
  world = await testDatabase()
  deps = catalogueDeps(world.db)
  const csv = `judul,penyelenggara,alamat,deskripsi,bahasa,tingkat,jam,keterampilan,biaya,bidang\n${rows.join('\n')}\n`
  const { created } = await importCatalogue(deps, [fileOf('list.csv', csv, 500)])
  assert.equal(created, 40)
  await offerDefinition(world.db, deps, version(1, 'Data Panen, edisi lama'), campus)
  await offerDefinition(world.db, deps, version(2), campus)
  app = bilingualApp()
  app.onError((error, c) => c.text('', error instanceof PageError ? error.status : 500))
  app.use('*', pages(deps), securityHeaders(deps))
  app.route('/', routes(deps))
  app.route('/', apiRoutes(deps))
})
after(() => world.close())

const ask = (address: string): Promise<SearchResult> => search(world.db, readQuery(new URLSearchParams(address)))
const titles = (result: SearchResult) => result.offerings.map(({ title }) => title)

const golden: readonly (readonly [string, number, string, SearchResult['shown']])[] = [
  ['machine learning', 5, 'Machine Learning with Rice', 'as-asked'],
  ['Project Management for Villages 3', 1, 'Project Management for Villages 3', 'as-asked'],
  ['penyangraian kopi', 5, 'Kopi Arabika', 'as-asked'],
  ['keuangan', 10, 'Keuangan|Finance', 'as-asked'],
  ['pembelajaran mesin', 5, 'Machine Learning', 'as-asked'],
  ['mengelola keuangan desa', 5, 'Pengelolaan Keuangan Desa', 'as-asked'],
  ['tanaman padi', 5, 'Menanam Padi', 'any-word'],
  ['harvests', 6, 'Harvest|Panen', 'as-asked'],
  ['harvset data', 6, 'Harvest|Panen', 'corrected'],
  ['mangement', 5, 'Project Management', 'corrected'],
  ['arabica robusta liberika kopi', 5, 'Kopi', 'any-word'],
  ['finance -cooperatives', 5, 'Keuangan', 'as-asked'],
  ['"solar panels"', 5, 'Solar Panels', 'as-asked'],
]
for (const [text, total, title, shown] of golden) {
  test(`“${text}” finds what is meant`, async () => {
    const result = await ask(`q=${encodeURIComponent(text)}`)
    assert.deepEqual([result.total, result.shown], [total, shown], titles(result).join('; '))
    assert.match(titles(result)[0] ?? '', new RegExp(title))
  })
}

test('no text makes a search fail', async () => {
  for (const text of [
    "'",
    '"',
    '(',
    '&|!',
    ':*',
    '-',
    '--',
    '\\',
    '%',
    'a & !',
    'o\'reilly "',
    '<script>',
    '-"',
    'or',
    'or or',
    '🌾',
    'x'.repeat(5000),
  ])
    assert.equal(typeof (await ask(`q=${encodeURIComponent(text)}`)).total, 'number', text)
})

test('each count of each facet is the length of the list it leads to', async () => {
  for (const base of [
    '',
    'q=harvest',
    'price=free',
    'level=beginner&language=en',
    'kind=course&skill=alat 1',
    'q=data&field=digital',
  ]) {
    const { facets } = await ask(base)
    for (const facet of FACETS) {
      for (const { value, count } of facets[facet]) {
        const params = new URLSearchParams(base)
        params.delete(facet)
        params.append(facet, value)
        assert.equal((await ask(params.toString())).total, count, `${base} + ${facet}=${value}`)
      }
    }
  }
})

test('facets show the twelve commonest values, what was chosen first, and an exact title stands first in the list', async () => {
  const { facets, total } = await ask('q=harvest&skill=alat 5&price=paid')
  const [first] = facets.skill
  assert.deepEqual([first?.value, first?.count], ['alat 5', total])
  for (const facet of FACETS) {
    const rest = facets[facet].filter(({ value }) => !(facet === 'skill' && value === 'alat 5'))
    assert.ok(facets[facet].length <= 12)
    assert.deepEqual(
      rest.map(({ count }) => count),
      rest.map(({ count }) => count).sort((a, b) => b - a),
    )
    assert.ok(facets[facet].every(({ count }) => count > 0))
  }
  const { facets: others } = await ask('q=harvest&price=paid')
  assert.deepEqual(others.price.map(({ value }) => value).sort(), ['free', 'paid'], 'another value can be added')
  assert.equal(titles(await ask('q=Machine Learning with Rice 4'))[0], 'Machine Learning with Rice 4')
})

test('pages follow on each other without gap or repeat, in every order', async () => {
  for (const sort of ['relevance', 'newest', 'title']) {
    const found: string[] = []
    for (const page of [1, 2, 3]) found.push(...(await ask(`sort=${sort}&page=${page}`)).offerings.map(({ id }) => id))
    assert.equal(new Set(found).size, 41)
  }
})

test('a newer version takes the place of the former and can be withdrawn', async () => {
  assert.equal((await ask('kind=micro-credential')).total, 1)
  assert.equal((await offeringOfVersion(world.db, 'version-1')) === undefined, true)
  assert.equal((await offeringOfVersion(world.db, 'version-2'))?.title, 'Analisis Data Panen')
  assert.equal(await withdrawOffering(world.db, deps, 'version-2'), true)
  assert.equal((await ask('kind=micro-credential')).total, 0)
  await offerDefinition(world.db, deps, version(2), campus)
  assert.equal((await ask('kind=micro-credential')).total, 1)
})

test('suggestions begin like the text', async () => {
  assert.equal(
    (await suggest(world.db, 'sola')).every((title) => title.startsWith('Solar')),
    true,
  )
  assert.deepEqual(await suggest(world.db, 's'), [])
})

async function page(path: string): Promise<{ status: number; text: string; headers: Headers }> {
  const response = await app.request(path)
  return { status: response.status, text: await response.text(), headers: response.headers }
}

test('the catalogue answers in both languages, with removable filters', async () => {
  const indonesian = await page('/catalogue?q=panen&price=paid')
  assert.match(indonesian.text, /<h1 class="gap">4 hasil untuk “panen”<\/h1>/)
  assert.match(indonesian.text, /href="\/catalogue\?q=panen">Berbayar/)
  const english = await page('/en/catalogue?kind=micro-credential')
  assert.match(english.text, /Analysing Harvest Records/)
  assert.match(english.text, /href="\/en\/catalogue\/definition-1"/)
  assert.doesNotMatch(english.text + indonesian.text, /style="|onclick=/)
})

test('what is typed is shown as text; a page past the end leads to the last one', async () => {
  const { text } = await page('/catalogue?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E')
  assert.doesNotMatch(text, /<script>alert/)
  const past = await page('/en/catalogue?page=99')
  assert.deepEqual([past.status, past.headers.get('location')], [302, '/en/catalogue?page=3'])
})

test('nothing found offers three ways out', async () => {
  const { text, status } = await page('/catalogue?q=zzzzqqq&kkni=5')
  assert.equal(status, 200)
  assert.equal([...text.matchAll(/<li><a href="\/catalogue/g)].length >= 3, true)
})

test('a course from elsewhere says that it is not examined here and leads there safely', async () => {
  const [course] = (await ask('q=solar')).offerings
  const { text } = await page(`/en/catalogue/${course?.id}`)
  assert.match(text, /Not examined here/)
  assert.match(
    text,
    /<a class="btn" href="https:\/\/kursus\.example\/6-\d" rel="noopener noreferrer nofollow external">/,
  )
  assert.match(text, /application\/ld\+json/)
  assert.equal((await page('/catalogue/unknown')).status, 404)
})

test('up to four are compared, what differs is marked, and the table comes as CSV too', async () => {
  const ids = (await ask('sort=title')).offerings.map(({ id }) => `id=${id}`)
  const { text } = await page(`/en/catalogue/compare?${ids.slice(0, 5).join('&')}&id=unknown`)
  assert.match(text, /Compare 4 choices/)
  assert.match(text, /You chose more than four/)
  assert.match(text, /<tr class="diff"><th scope="row">Length/)
  const csv = await page(`/en/catalogue/compare.csv?${ids.slice(0, 2).join('&')}`)
  assert.match(csv.text, /\r\nLength;\d+ hours;\d+ hours\r\n/)
  assert.equal((await page('/catalogue/compare')).status, 200)
})

test('the API pages by cursor through the same answer, and refuses what is not its own', async () => {
  const seen: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const response: Response = await app.request(
      `/api/v1/offerings?limit=15${cursor === '' ? '' : `&cursor=${cursor}`}`,
    )
    const body = (await response.json()) as { total: number; items: { id: string }[]; nextCursor: string | null }
    assert.equal(body.total, 41)
    seen.push(...body.items.map(({ id }) => id))
    cursor = body.nextCursor
  }
  assert.equal(new Set(seen).size, 41)
  for (const query of ['cursor=x', 'limit=0', 'limit=1000', 'limit=abc'])
    assert.equal((await page(`/api/v1/offerings?${query}`)).status, 422)
  const one = await page('/api/v1/offerings/definition-1')
  assert.equal((JSON.parse(one.text) as { title: { en: string } }).title.en, 'Analysing Harvest Records')
  const missing = await page('/api/v1/offerings/none')
  assert.deepEqual(
    [missing.status, missing.headers.get('content-type')],
    [404, 'application/problem+json; charset=utf-8'],
  )
})
