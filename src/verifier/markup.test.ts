import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { generateKey, issueCredential, type JsonObject } from '@lumbung/credential'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser } from '../../test/support/browser.ts'
import { startSite, type TestSite } from '../../test/support/site.ts'

// The words of a credential are its issuer's, and anybody can be one: a page must show them and never obey them.

const CORPUS = new URL('../../credential/test/corpus/B21-markup-in-every-text/', import.meta.url)
let site: TestSite
let browser: Browser
let files: { name: string; text: string; title: string }[]

before(async () => {
  site = await startSite({ demo: false, workers: false })
  browser = await launchBrowser()
  files = await Promise.all(
    readdirSync(CORPUS)
      .filter((name) => name.endsWith('.json') && name !== 'about.json')
      .map(async (name) => ({ name, ...(await signedByAnybody(readFileSync(new URL(name, CORPUS), 'utf8'))) })),
  )
})
after(async () => {
  await browser?.close()
  await site?.stop()
})

/** The same words under a key that brings itself along: the signature fits, so that the facts are shown. */
async function signedByAnybody(text: string): Promise<{ text: string; title: string }> {
  const key = await generateKey()
  const did = `did:key:${key.publicKeyMultibase}`
  const { proof: _proof, credentialStatus: _status, ...credential } = JSON.parse(text) as JsonObject
  const { id } = credential.issuer as JsonObject
  const document = JSON.parse(JSON.stringify(credential).replaceAll(JSON.stringify(id), JSON.stringify(did)))
  const signed = await issueCredential(document, {
    verificationMethod: `${did}#${key.publicKeyMultibase}`,
    created: '2026-10-12T00:00:00Z',
    sign: key.sign,
  })
  const words = [document.name].flat()[0] as JsonObject | string
  return { text: signed, title: typeof words === 'string' ? words : String(words['@value']) }
}

/** What must not be in a page, whatever a credential says: a script (data for our own aside), a handler, an address that runs. */
const RUNS =
  'script:not([src], [type="application/json"]), img[onerror], [onload], [onfocus], [onclick], a[href^="javascript:" i], iframe, object'

/** A page that notes every dialog, and every violation of the policy that keeps scripts out. */
async function watched(javaScriptEnabled: boolean): Promise<{ page: Page; seen: string[] }> {
  const page = await (await browser.newContext({ javaScriptEnabled, locale: 'id-ID' })).newPage()
  const seen: string[] = []
  page.on('dialog', async (dialog) => {
    seen.push(`dialog: ${dialog.message()}`)
    await dialog.dismiss()
  })
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) seen.push(message.text())
  })
  return { page, seen }
}

/** As HTML gives texts back: controls that it can't carry are left out of the comparison. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what it leaves out
const plain = (text: string): string => text.replace(/[\u0000-\u001f\ufeff\ufffd]/g, '').replace(/\s+/g, ' ')

for (const javaScript of [true, false])
  test(`markup in every text stays text ${javaScript ? 'on the device' : 'without scripts, by the server'}`, async () => {
    const { page, seen } = await watched(javaScript)
    assert.ok(files.length >= 12)
    for (const { name, text, title } of files) {
      await page.goto(`${site.url}/verify`)
      await page.setInputFiles('input[type=file]', { name, mimeType: 'application/json', buffer: Buffer.from(text) })
      if (javaScript) await page.waitForSelector('#verify-result .checks')
      else {
        await page.locator('form:has(input[type=file]) button[type=submit]').first().click()
        await page.waitForSelector('.checks')
      }
      const shown = plain((await page.textContent('main')) ?? '')
      assert.ok(shown.includes(plain(title)), `${name}: its title is shown, letter by letter`)
      assert.equal(await page.locator(`main :is(${RUNS})`).count(), 0, name)
      assert.deepEqual(seen, [], name)
    }
    await page.context().close()
  })
