import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser } from '../../test/support/browser.ts'
import { startSite, type TestSite } from '../../test/support/site.ts'
import { platformIssuer } from '../trust/index.ts'
import { makeSandbox, verifyDocument } from './index.ts'
import { sandboxCredentials } from './store.ts'

let site: TestSite
let browser: Browser

before(async () => {
  site = await startSite({ demo: true, workers: false })
  // Signatures count whole seconds, and a key is in force from its own instant.
  await platformIssuer(site.deps)
  await pause(1_100)
  await makeSandbox(site.deps)
  browser = await launchBrowser()
})
after(async () => {
  await browser?.close()
  await site?.stop()
})

/** Opens `/verify` and chooses one file; answers what the page shows and all that it asked the site for. */
async function drop(
  page: Page,
  name: string,
  text: string,
): Promise<{ title: string; shown: string; asked: string[] }> {
  const asked: string[] = []
  const note = (request: { url(): string }) => asked.push(new URL(request.url()).pathname)
  page.on('request', note)
  await page.goto(`${site.url}/verify`)
  await page.setInputFiles('input[type=file]', { name, mimeType: 'application/json', buffer: Buffer.from(text) })
  await page.waitForSelector('#verify-result .checks')
  page.off('request', note)
  const title = (await page.textContent('#verify-result .verdict h2')) ?? ''
  return { title, shown: (await page.textContent('#verify-result')) ?? '', asked: asked.sort() }
}

test('the device reaches the verdict of the server for every example, and asks for the same whatever is checked', async () => {
  const page = await (await browser.newContext()).newPage()
  let requests: string[] | undefined
  for (const { name, document, verdict } of await sandboxCredentials(site.deps.db)) {
    const own = await verifyDocument(site.deps, document)
    const { title, shown, asked } = await drop(page, `${name}.json`, document)
    // Whether something replaced it is known here alone: on the device it is withdrawn.
    if (name === 'replaced') assert.equal(title, 'Asli, tetapi sudah ditarik')
    else assert.equal(title, own.title.id, name)
    assert.equal(own.verdict, verdict, name)
    if (own.facts === null) assert.doesNotMatch(shown, /Wartini|Wartono|Sanggar Uji/, name)
    requests ??= asked
    assert.deepEqual(asked, requests, `${name} is checked with the requests of every other`)
  }
  assert.ok(requests?.includes('/trust/list'))
})

/** Bytes over the wire of what a page loads by itself: HTML, styles and scripts, not the font nor what is checked against. */
async function shellBytes(page: Page): Promise<{ shell: number; scripts: number; addresses: string[] }> {
  const sizes = new Map<string, number>()
  page.on('requestfinished', async (request) => {
    sizes.set(request.url(), -1)
    sizes.set(request.url(), (await request.sizes()).responseBodySize)
  })
  await page.goto(`${site.url}/verify`, { waitUntil: 'networkidle' })
  while ([...sizes.values()].includes(-1)) await pause(20)
  const counted = [...sizes].filter(([url]) => !/\.woff2$|\/trust\/|\/status\/|\/sandbox\//.test(url))
  const sum = (rows: [string, number][]) => rows.reduce((bytes, [, size]) => bytes + size, 0)
  const scripts = counted.filter(([url]) => url.endsWith('.js'))
  return { shell: sum(counted), scripts: sum(scripts), addresses: [...sizes.keys()] }
}

test('the page with the verifier for our own formats stays within its budget, and asks nobody else', async (t) => {
  const page = await (await browser.newContext()).newPage()
  const { shell, scripts, addresses } = await shellBytes(page)
  t.diagnostic(`${shell} bytes, ${scripts} of them scripts`)
  assert.ok(scripts > 10_000 && scripts <= 40 * 1024, `${scripts} bytes of scripts`)
  assert.ok(shell <= 60 * 1024, `${shell} bytes`)
  for (const address of addresses) assert.ok(address.startsWith(site.url), address)
})

test('without the script the form is sent and says so', async () => {
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage()
  await page.goto(`${site.url}/en/verify`)
  assert.match((await page.textContent('main')) ?? '', /the file is sent to our server, checked and thrown away/)
  const [example] = await sandboxCredentials(site.deps.db)
  await page.setInputFiles('input[type=file]', {
    name: 'valid.json',
    mimeType: 'application/json',
    buffer: Buffer.from(example?.document ?? ''),
  })
  await page.click('#verify-form button')
  assert.equal(await page.textContent('h1'), 'Genuine and in force')
})
