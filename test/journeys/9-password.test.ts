import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { demoAccounts } from '../../db/demo/accounts.ts'
import { foundCountry } from '../../db/demo/country.ts'
import { sendLetters } from '../../src/letters.ts'
import { registerPerson } from '../../src/people/index.ts'
import type { Letter } from '../../src/platform/deps.ts'
import { launchBrowser, startSite, type TestSite } from '../support/browser.ts'
import { nameOf, WALKS, type Way, walk } from './visit.ts'

// Somebody forgot a password; and the masthead over every page of whoever is signed in.

let site: TestSite
let browser: Browser
const letters: Letter[] = []
before(async () => {
  site = await startSite({ demo: true, workers: false, sendLetter: async (letter) => void letters.push(letter) })
  await foundCountry(site.deps)
  browser = await launchBrowser()
})
after(async () => {
  await browser?.close()
  await site?.stop()
})

const WAYS: readonly Way[] = [
  ...WALKS,
  { language: 'id', width: 360, script: false },
  { language: 'en', width: 1280, script: false },
]

for (const [at, way] of WAYS.entries()) {
  test(`somebody who forgot the password chooses a new one (${nameOf(way)})`, async () => {
    const email = `tarmini${at}@contoh.example`
    const password = 'padi menguning di sawah'
    const { language } = way
    assert.ok((await registerPerson(site.deps, { name: 'Tarmini', language, email, password })).ok)
    const here = walk(browser, site.url, way)
    const visitor = await here.stranger()
    await visitor.open('/sign-in')
    await visitor.press('a[href$="/sign-in/forgotten"]')
    await visitor.page.locator('input[name=email]').fill('tarmini')
    await visitor.press('main form button', 422)
    await visitor.page.locator('input[name=email]').fill(email)
    await visitor.press('main form button')
    assert.match(visitor.page.url(), /\/sign-in\/forgotten\/sent$/)
    await sendLetters(site.deps)
    const link = new URL(/https?:\S+/.exec(letters.at(-1)?.text ?? '')?.[0] ?? '').pathname.replace(/^\/en/, '')
    await visitor.open(link)
    await visitor.page.locator('input[name=password]').fill('lumbung penuh sampai panen')
    await visitor.press('main form button')
    assert.match(visitor.page.url(), /\/sign-in\?changed=password$/)
    await visitor.open(link, 404)
    await visitor.open('/sign-in')
    await visitor.page.locator('input[name=email]').fill(email)
    await visitor.page.locator('input[name=password]').fill('lumbung penuh sampai panen')
    await visitor.press('main form button.btn')
    assert.match(visitor.page.url(), /\/wallet$/)
    await here.end()
  })
}

test('on a phone brand, name, way out and language share one line, whatever the name', async () => {
  const long = 'Raden Ajeng Kusumawardhani Prawirodirdjo'
  const password = 'padi menguning di sawah'
  assert.ok(
    (await registerPerson(site.deps, { name: long, language: 'id', email: 'raden@contoh.example', password })).ok,
  )
  const people = [
    ...demoAccounts.filter(({ name }) => /^(?:Wartini|Bagus|Fransiska|Yohana)/.test(name)),
    { name: long, email: 'raden@contoh.example', password },
  ]
  for (const { name, email, password: word } of people) {
    const context = await browser.newContext({ viewport: { width: 320, height: 740 } })
    const page = await context.newPage()
    await page.goto(`${site.url}/sign-in`)
    await page.locator('input[name=email]').fill(email)
    await page.locator('input[name=password]').fill(word)
    await page.locator('main form button.btn').first().click()
    await page.waitForURL(({ pathname }) => !pathname.startsWith('/sign-in'))
    for (const [width, prefix] of [320, 360, 390].flatMap(
      (one) =>
        [
          [one, ''],
          [one, '/en'],
        ] as const,
    )) {
      await page.setViewportSize({ width, height: 740 })
      await page.goto(`${site.url}${prefix}/account`)
      const where = `${name}, ${width} px ${prefix}`
      const seen = await page.evaluate(() => {
        const parts = [...document.querySelectorAll('.mast .brand, .mast .end > *')].map((part) =>
          part.getBoundingClientRect(),
        )
        const account = document.querySelector('.mast .account')
        return {
          lines: new Set(parts.map(({ top, height }) => Math.round(top + height / 2))).size,
          wide: document.documentElement.scrollWidth,
          least: Math.min(...parts.map(({ width }) => width)),
          cut: account !== null && account.scrollWidth > account.clientWidth,
        }
      })
      assert.equal(seen.lines, 1, where)
      assert.equal(seen.wide, width, where)
      assert.ok(seen.least >= 24, `${where}: ${seen.least} px to press`)
      assert.ok(name.length > 14 || !seen.cut, `${where}: the name is cut`)
      assert.equal(await page.getByRole('link', { name: 'Lumbung', exact: true }).count(), 1, where)
      assert.equal(await page.getByRole('link', { name: prefix === '' ? 'English' : 'Indonesia' }).count(), 1, where)
    }
    await context.close()
  }
})
