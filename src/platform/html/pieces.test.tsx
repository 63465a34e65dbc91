import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Actor, Page } from '../page.ts'
import { loadTexts } from '../text.ts'
import { addIsland, addModule, asset, assetRoutes, isModule, verifyStyle } from './assets.ts'
import { ceplok } from './ceplok.ts'
import { Layout } from './layout.tsx'
import { examples } from './pieces.examples.tsx'
import { Bar, ErrorSummary, Field, FlowTable, Item, Note } from './pieces.tsx'
import { piecesPage } from './pieces-page.tsx'
import { accessibilityPage, errorPage, helpPage, homePage, privacyPage } from './site-pages.tsx'

const texts = loadTexts()
const EVIL = `"><script>alert('x')</script>&{x}`

function pageIn(language: 'id' | 'en', over: Partial<Page> = {}): Page {
  return {
    language,
    path: '/catalogue/abc',
    query: '?q=1',
    nonce: 'nonce',
    formToken: 'token',
    actor: null,
    waiting: {},
    demo: false,
    t: (key, values) => texts.t(language, key, values),
    say: (text) => text[language],
    href: (target) => (language === 'en' ? `/en${target}` : target),
    ...over,
  }
}

const drawn = (html: unknown): string => String(html)
const actor = (...roles: string[]): Actor => ({
  personId: 'p',
  name: EVIL,
  roles: roles.map((role) => ({ organisationId: 'o', role })),
})
const home = (page: Page) =>
  homePage({
    page,
    recent: [
      { id: 'a', href: '/catalogue/a', title: EVIL, provider: EVIL, facts: [EVIL], recognisedBy: 2, priceRupiah: 0 },
    ],
    shelf: ['a', 'b'],
    offerings: 2,
    figures: null,
    popular: [EVIL],
  })

test('every piece is drawn in both languages, without style attributes or inline handlers', () => {
  for (const language of ['id', 'en'] as const) {
    const all = examples(pageIn(language))
    assert.equal(new Set(all.map(({ piece }) => piece)).size, all.length)
    for (const { piece, html } of all) {
      const text = drawn(html)
      assert.ok(text.length > 20, piece)
      assert.doesNotMatch(text, /\sstyle=|\son[a-z]+=/, piece)
      assert.doesNotMatch(text, /undefined|\[object|NaN/, piece)
    }
  }
})

test('every piece that is exported has an example', () => {
  const files = readdirSync('src/platform/html').filter((name) => /^pieces-(?!page)[a-z]+\.tsx$/.test(name))
  const exported = files.flatMap((name) =>
    [...readFileSync(`src/platform/html/${name}`, 'utf8').matchAll(/^export function ([A-Z][A-Za-z]+)\(/gm)].map(
      (match) => match[1] ?? '',
    ),
  )
  const shown = new Set(examples(pageIn('id')).map(({ piece }) => piece))
  const within: readonly string[] = [
    'Breadcrumb',
    'PostButton',
    'FormToken',
    'PostForm',
    'Day',
    'Instant',
    'Paper',
    'Dotted',
    'RecordHead',
  ]
  assert.deepEqual(
    exported.filter((name) => !shown.has(name) && !within.includes(name)),
    [],
  )
})

test('whatever is put into a piece comes out escaped', () => {
  const page = pageIn('id', { actor: actor('registrar'), query: EVIL })
  const out = [
    drawn(<Field page={page} name="a" label={EVIL} hint={EVIL} value={EVIL} />),
    drawn(<Item page={page} id={EVIL} href={EVIL} title={EVIL} provider={EVIL} facts={[EVIL]} side={EVIL} />),
    drawn(<Note title={EVIL}>{EVIL}</Note>),
    drawn(<Bar label={EVIL} total={3} parts={[{ kind: 'reserved', amount: 1 }]} />),
    drawn(<FlowTable page={page} caption={EVIL} columns={[{ label: EVIL }]} rows={[{ cells: [EVIL] }]} />),
    drawn(<ErrorSummary page={page} refusals={[{ code: 'people.name-missing', at: EVIL }]} />),
    drawn(
      <Layout page={page} title={EVIL} description={EVIL}>
        {EVIL}
      </Layout>,
    ),
    drawn(home(page)),
  ]
  for (const text of out) assert.doesNotMatch(text, /<script>alert|"><script/)
})

test('an error summary leads to the field, and the field says the same', () => {
  const page = pageIn('en')
  const refusals = [{ code: 'people.nik-length', at: 'nik', values: { digits: 15 } }]
  assert.match(
    drawn(<ErrorSummary page={page} refusals={refusals} />),
    /href="#nik">The NIK has 15 digits, it should have 16</,
  )
  const field = drawn(<Field page={page} name="nik" label="NIK" hint="h" errors={refusals} />)
  assert.match(field, /id="nik"[^>]*aria-describedby="nik-hint nik-error"[^>]*aria-invalid="true"/)
  assert.match(field, /The NIK has 15 digits/)
  assert.equal(drawn(<ErrorSummary page={page} refusals={[]} />), '')
})

test('a bar shows what is over the limit and never more than the whole', () => {
  const over = drawn(
    <Bar
      label="x"
      total={57}
      parts={[
        { kind: 'counted', amount: 56 },
        { kind: 'reserved', amount: 1 },
        { kind: 'over', amount: 1 },
      ]}
    />,
  )
  assert.match(over, /class="limit" x="98.28%"/)
  const widths = [...over.matchAll(/class="(?:counted|reserved|over)"[^>]*width="([\d.]+)%"/g)].map((match) =>
    Number(match[1]),
  )
  assert.equal(widths.length, 3)
  assert.ok(Math.abs(widths.reduce((sum, width) => sum + width, 0) - 100) < 0.1)
  assert.doesNotMatch(drawn(<Bar label="x" total={0} parts={[]} />), /NaN|Infinity/)
})

test('the frame: language, switch that keeps the page, title, robots, previews without names', () => {
  const page = pageIn('id')
  const open = drawn(<Layout page={page} title="Katalog" />)
  assert.match(open, /^<!doctype html><html lang="id">/)
  assert.match(open, /<title>Katalog – Lumbung<\/title>/)
  assert.match(open, /href="\/en\/catalogue\/abc\?q=1" lang="en" hreflang="en"/)
  assert.match(drawn(<Layout page={pageIn('en')} title="x" />), /href="\/catalogue\/abc\?q=1" lang="id" hreflang="id"/)
  const personal = drawn(<Layout page={page} title="Dompet Wartini" noindex failed />)
  assert.match(personal, /<title>Galat: Dompet Wartini – Lumbung<\/title>/)
  assert.match(personal, /content="noindex, nofollow"/)
  assert.doesNotMatch(personal, /property="og:[^>]*Wartini/)
  const inline = drawn(<Layout page={page} title="x" inlineStyle="p{color:red}" />)
  assert.match(inline, /<style nonce="nonce">p\{color:red\}<\/style>/)
  assert.doesNotMatch(inline, /rel="stylesheet"/)
  for (const text of [open, personal, inline]) assert.doesNotMatch(text, /(?:src|href)="https?:/)
})

test('the navigation follows the roles, and signing out is a form', () => {
  const nav = (page: Page) =>
    [
      ...(/<nav class="row"[^>]*>(.*?)<\/nav>/s.exec(drawn(<Layout page={page} title="x" />))?.[1] ?? '').matchAll(
        /href="([^"]+)"/g,
      ),
    ].map((match) => match[1])
  assert.deepEqual(nav(pageIn('id')), ['/catalogue', '/verify', '/wallet', '/register'])
  assert.deepEqual(nav(pageIn('id', { actor: actor() })), ['/catalogue', '/verify', '/wallet', '/credit', '/register'])
  assert.deepEqual(nav(pageIn('id', { actor: actor('registrar') })), [
    '/catalogue',
    '/verify',
    '/registrar',
    '/rules',
    '/wallet',
  ])
  assert.ok(nav(pageIn('id', { actor: actor('owner', 'issuer') })).includes('/provider'))
  assert.match(
    drawn(<Layout page={pageIn('id', { actor: actor() })} title="x" />),
    /<form method="post" action="\/sign-out"><input type="hidden" name="form-token" value="token"/,
  )
})

test('the pages without data are drawn in both languages', () => {
  for (const language of ['id', 'en'] as const) {
    const page = pageIn(language)
    const statuses = [403, 404, 410, 413, 429, 500, 503] as const
    const all = [
      home(page),
      helpPage(page),
      privacyPage(page),
      accessibilityPage(page),
      piecesPage(page),
      ...statuses.map((status) => errorPage({ page, status, reference: 'k3m9' })),
    ]
    for (const html of all) assert.match(drawn(html), /<h1[ >]/)
  }
})

test('a rosette is the same for the same id, differs between ids, and is light', () => {
  assert.equal(ceplok('padi'), ceplok('padi'))
  const seen = new Set<string>()
  for (let n = 0; n < 2000; n++) {
    const text = ceplok(`definition-${n}`)
    assert.ok(text.length <= 1_500, `${text.length} bytes`)
    assert.doesNotMatch(text, /NaN|undefined/)
    seen.add(text)
  }
  assert.ok(seen.size > 1_900, `${seen.size} of 2000 are distinct`)
})

test('assets carry their hash, are kept for ever, compressed, and answered by 304', async () => {
  const routes = assetRoutes()
  for (const name of [
    'public.css',
    'rooms.css',
    'plus-jakarta-sans.woff2',
    'mark.svg',
    ...readdirSync('src/platform/html/islands')
      .filter((file) => file.endsWith('.ts'))
      .map((file) => file.replace(/ts$/, 'js')),
  ]) {
    const url = asset(name)
    assert.match(url, /^\/assets\/[a-z-]+\.[0-9a-f]{10}\.[a-z0-9]+$/)
    const answer = await routes.request(url, { headers: { 'accept-encoding': 'gzip, br' } })
    assert.equal(answer.status, 200, name)
    assert.match(answer.headers.get('cache-control') ?? '', /immutable/)
    assert.equal(answer.headers.get('content-encoding'), name.endsWith('woff2') ? null : 'br')
    const bytes = (await answer.arrayBuffer()).byteLength
    assert.ok(
      bytes <= (name.endsWith('woff2') ? 30_000 : name === 'public.css' ? 6_000 : 2_000),
      `${name}: ${bytes} bytes`,
    )
    const again = await routes.request(url, { headers: { 'if-none-match': answer.headers.get('etag') ?? '' } })
    assert.equal(again.status, 304)
  }
  assert.equal((await routes.request('/assets/public.0000000000.css')).status, 404)
  assert.equal((await routes.request('/assets/..%2f..%2fpackage.0000000000.json')).status, 404)
  assert.throws(() => asset('nothing.js'), /nothing\.js/)
  addIsland('own.js', new URL('islands/copy.ts', import.meta.url))
  assert.match(asset('own.js'), /^\/assets\/own\./)
})

test('a script that loads parts of itself is a module, and each part is served under its own digest', async () => {
  addModule('parts.js', new URL('../../../credential/src/browser.ts', import.meta.url))
  assert.deepEqual([isModule('parts.js'), isModule('copy.js')], [true, false])
  const page = pageIn('id')
  const html = String(Layout({ page, title: 'x', islands: ['parts.js', 'copy.js'], children: '' }))
  assert.match(html, /<script type="module" src="\/assets\/parts\.[0-9a-f]{10}\.js">/)
  assert.match(html, /<script defer="" src="\/assets\/copy\./)
  const routes = assetRoutes()
  const found = [asset('parts.js')]
  for (const url of found) {
    const answer = await routes.request(url)
    assert.equal(answer.status, 200, url)
    assert.match(answer.headers.get('content-type') ?? '', /javascript/)
    assert.match(answer.headers.get('cache-control') ?? '', /immutable/)
    for (const [, part] of (await answer.text()).matchAll(/"\.\/([a-z0-9-]+\.[A-Z0-9]+\.js)"/g))
      if (!found.includes(`/assets/${part}`)) found.push(`/assets/${part}`)
  }
  assert.ok(found.length > 10, `${found.length} files`)
  assert.equal((await routes.request(found[1]?.replace(/\.[A-Z0-9]{8}\./, '.AAAAAAAA.') ?? '')).status, 404)
})

test('the style inside verify pages is an extract: the verdict is in it, tables and forms are not', () => {
  const style = verifyStyle()
  assert.ok(Buffer.byteLength(style) <= 9_000, `${Buffer.byteLength(style)} bytes`)
  for (const rule of [
    '.verdict{',
    '.checks li',
    '@media print',
    'prefers-color-scheme:dark',
    ':focus-visible',
    '.note',
  ])
    assert.ok(style.includes(rule), rule)
  for (const rule of ['table', 'textarea', '.item', '.label', '.errsum']) assert.ok(!style.includes(rule), rule)
  assert.equal(style.split('{').length, style.split('}').length)
})
