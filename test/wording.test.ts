import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import type { Hono } from 'hono'
import { createApp } from '../src/app.ts'
import { degreeClaimIn, degreeClaims, spokenIn, textsWithin } from '../src/frameworks/index.ts'
import { sql } from '../src/platform/database.ts'
import type { AppEnv } from '../src/platform/page.ts'
import { awardDeps } from './support/award-world.ts'
import { browserOf } from './support/cookies.ts'
import { type TestDatabase, testDatabase } from './support/database.ts'
import { demoWorld } from './world.ts'

// Credit is recognised and levels are referenced; nothing ever says that a credential equals a degree. Asked of every text
// and data file, of the pages of the demo in both languages, and of every document that the demo issues.

/** The list itself names what it looks for. */
const LIST = 'data/wording/degree-claims.json'
const PAGES_PER_KIND = 2

interface Claim {
  readonly where: string
  readonly words: string
}

function claimsIn(where: string, texts: readonly string[]): readonly Claim[] {
  return texts.flatMap((text) => {
    const words = degreeClaimIn(text, degreeClaims())
    return words === null ? [] : [{ where, words }]
  })
}

const claimsInJson = (where: string, json: string): readonly Claim[] => claimsIn(where, textsWithin(JSON.parse(json)))
const claimsOnPage = (where: string, html: string): readonly Claim[] => claimsIn(where, [spokenIn(html)])

let database: TestDatabase
let app: Hono<AppEnv>
let origin = ''
before(async () => {
  database = await testDatabase()
  const { deps } = awardDeps(database.db, '2026-11-24T05:00:00Z')
  origin = deps.publicUrl
  await demoWorld(deps)
  app = createApp(deps)
})
after(() => database.close())

test('no text, data file or sentence of the demo likens a credential to a degree', () => {
  const data = readdirSync('data', { recursive: true, encoding: 'utf8' }).map((name) => `data/${name}`)
  const files = [...data.filter((name) => name.endsWith('.json') && name !== LIST), 'db/demo/topics.json']
  assert.ok(files.length >= 95 && files.includes('data/text/id/frameworks.json'))
  assert.deepEqual(
    files.flatMap((name) => claimsInJson(name, readFileSync(name, 'utf8'))),
    [],
  )
  assert.deepEqual(
    readdirSync('db/demo').flatMap((name) => claimsIn(name, readFileSync(`db/demo/${name}`, 'utf8').split('\n'))),
    [],
  )
  assert.deepEqual(
    data.filter((name) => /\.[a-z]+$/.test(name) && !name.endsWith('.json')),
    [],
    'a kind of file that isn’t read here',
  )
})

test('no document that the demo issues likens it to a degree', async () => {
  const { rows } = await sql<{ document: string }>`select document from credential`.execute(database.db)
  assert.ok(rows.length >= 10, `${rows.length} documents`)
  assert.deepEqual(
    rows.flatMap(({ document }) => claimsInJson('credential', document)),
    [],
  )
  for (const { document } of rows) assert.doesNotMatch(document, /aqrf/i, 'AQRF is never printed as official')
})

/** Follows the links from the start page as somebody: of each kind of page the first few. */
async function visited(language: 'id' | 'en', as: string | null): Promise<ReadonlyMap<string, string>> {
  const prefix = language === 'en' ? '/en' : ''
  const browser = browserOf(app, origin)
  if (as !== null) await browser.post(`${prefix}/sign-in`, { demo: `${as}@contoh.example` }, `${prefix}/sign-in`)
  const seen = new Map<string, string>()
  const kinds = new Map<string, number>()
  const waiting = ['/', '/frameworks', '/frameworks/kkni', '/rules', '/credit', '/docs/api'].map(
    (path) => prefix + path,
  )
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    const bare = path.replace(/[?#].*$/, '').replace(/\/$/, '') || '/'
    const parts = bare.split('/').filter((part) => part !== 'en')
    const kind = `${parts[1]} ${parts[2]?.replace(/.*\d.*/, '*') ?? ''} ${parts.length}`
    const [first, ofKind] = [`${parts[1]} ${parts.length}`, kinds.get(kind) ?? 0]
    if (seen.has(bare) || ofKind >= PAGES_PER_KIND || (kinds.get(first) ?? 0) >= PAGES_PER_KIND * 2) continue
    kinds.set(kind, ofKind + 1)
    kinds.set(first, (kinds.get(first) ?? 0) + 1)
    const answer = await browser.get(bare)
    if (!(answer.headers.get('content-type') ?? '').startsWith('text/html')) continue
    seen.set(bare, answer.text)
    for (const [, href = ''] of answer.text.matchAll(/<a [^>]*href="(\/[^"#?]*)/g))
      if (href.startsWith('/en') === (language === 'en')) waiting.push(href)
  }
  return seen
}

test('no page likens a credential to a degree, whoever reads it', async () => {
  const claims: Claim[] = []
  let pages = 0
  const readers = [
    ['id', null],
    ['en', null],
    ['id', 'wartini'],
    ['en', 'bagus.wirawan'],
  ] as const
  for (const [language, as] of readers) {
    const found = await visited(language, as)
    assert.ok(found.size >= (as === null ? 12 : 15), `${as} saw ${[...found.keys()].join(' ')}`)
    if (as !== null)
      assert.ok(
        [...found.keys()].some((path) => /\/(wallet|provider)\/./.test(path)),
        `${as} isn’t signed in`,
      )
    pages += found.size
    for (const [path, html] of found) claims.push(...claimsOnPage(path, html))
  }
  assert.deepEqual(claims, [])
  assert.ok(pages >= 80, `${pages} pages`)
  if (process.env.SHOWP) console.log(pages)
})

test('what is planted is found: in a text, a data file, a page of the site and a document', async () => {
  const text = readFileSync('data/text/id/frameworks.json', 'utf8')
  const planted = text.replace('"Jenjang dan satuan kredit"', '"Kredensial ini setara dengan gelar sarjana"')
  assert.deepEqual(claimsInJson('text', planted), [{ where: 'text', words: 'setara dengan gelar' }])
  const rules = JSON.parse(readFileSync('data/frameworks/kkni.json', 'utf8')) as object
  assert.equal(
    claimsInJson('data', JSON.stringify({ ...rules, note: { en: 'Equivalent to a bachelor’s degree' } })).length,
    1,
  )
  const page = await browserOf(app, origin).get('/frameworks')
  assert.deepEqual(claimsOnPage('page', page.text), [])
  const html = page.text.replace('</main>', '<p>Jenjang 6 <em>setara</em> <strong>S1</strong></p></main>')
  assert.deepEqual(claimsOnPage('page', html), [{ where: 'page', words: 'setara s1' }])
  const { rows } = await sql<{ document: string }>`select document from credential limit 1`.execute(database.db)
  const document = (rows[0]?.document ?? '').replace('"narrative":"', '"narrative":"Sertifikat setara\\u0020ijazah. ')
  assert.equal(claimsInJson('document', document).length, 1)
})
