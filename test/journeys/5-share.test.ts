import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import jsqr from 'jsqr'
import { credentialFor } from '../world.ts'
import { stage } from './stage.ts'
import { nameOf, type Visit, WALKS, walk } from './visit.ts'

// A learner shares a credential by link, by QR symbol and on paper, and takes the share back: then it shows nothing.

const set = stage()
// The package comes without types.
const { PNG } = createRequire(import.meta.url)('pngjs') as {
  PNG: { sync: { read: (bytes: Buffer) => { data: Buffer; width: number; height: number } } }
}

for (const [turn, way] of WALKS.entries()) {
  test(`a share is given and taken back (${nameOf(way)})`, async () => {
    const { site, browser, world } = set
    const here = walk(browser, site.url, way)
    const who = turn === 0 ? 'wartini' : 'kasdi'
    const version = world.versions[0]
    const credentialId = await credentialFor(world, version, world.actor(who))
    const learner = await here.as(who)
    await learner.open('/wallet')
    await learner.press(`a[href$="/wallet/credentials/${credentialId}"]`)
    await learner.page.locator('input[name=label]').fill('PT Sumber Tirta')
    await learner.press(`form[action$="/wallet/credentials/${credentialId}/shares"] button`)
    const link = await learner.page.locator('input[name=link]').inputValue()
    const path = new URL(link).pathname.replace(/^\/en/, '')
    assert.match(path, /^\/v\/[0-9a-zA-Z-]+$/)
    assert.equal(link, learner.address(path), 'the link speaks the language of the learner')
    assert.equal(await readQr(learner), `${site.url}${path}`)

    const reader = await here.stranger()
    await reader.open(path)
    const name = world.actor(who).name
    assert.ok((await reader.page.locator('main').innerText()).includes(name))
    assert.match(await reader.page.title(), /^(?!.*(Wartini|Kasdi))/, 'the title names nobody')

    const paper = await learner.page
      .context()
      .request.get(learner.address(`/wallet/shares/${path.slice(3)}/certificate.pdf`))
    assert.equal(paper.headers()['content-type'], 'application/pdf')
    const pdf = await paper.body()
    assert.equal(pdf.subarray(0, 5).toString(), '%PDF-')
    await reader.open('/verify')
    await reader.page
      .locator('input[name=files]')
      .setInputFiles({ name: 'x.pdf', mimeType: 'application/pdf', buffer: pdf })
    await reader.page.locator('#verify-result .checks').waitFor()
    assert.equal(await reader.page.locator('#verify-result .checks li.fail').count(), 0)
    await reader.examine()

    await learner.press(`form[action$="/${path.slice(3)}/end"] button`)
    assert.equal(await learner.page.locator(`form[action$="/${path.slice(3)}/end"]`).count(), 0)
    await reader.open(path, 410)
    assert.ok(!(await reader.page.content()).includes(name), 'what was taken back names nobody')
    for (const address of [path, `/en${path}`]) {
      const answer = await reader.page.context().request.get(`${site.url}${address}`)
      assert.equal(answer.status(), 410, address)
    }
    await here.end()
  })
}

/** The text of the QR symbol as a camera would see it on the screen. */
async function readQr(visit: Visit): Promise<string | undefined> {
  const symbol = visit.page.locator('section[aria-labelledby=qr] svg')
  const picture = PNG.sync.read(await symbol.screenshot())
  return jsqr.default(new Uint8ClampedArray(picture.data), picture.width, picture.height)?.data
}
