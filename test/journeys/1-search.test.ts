import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stage } from './stage.ts'
import { nameOf, type Visit, WALKS, walk } from './visit.ts'

// A visitor looks for something to learn: words, facets, an offering, two of them side by side. Nothing here needs a script.

const set = stage({ definitions: 4, courses: true })

for (const way of [
  ...WALKS,
  { language: 'id', width: 360, script: false },
  { language: 'en', width: 1280, script: false },
] as const) {
  test(`a visitor finds an offering (${nameOf(way)})`, async () => {
    const here = walk(set.browser, set.site.url, way)
    const visitor = await here.stranger()
    await visitor.open('/')
    await visitor.page.locator('form[action$="/catalogue"] input[name=q]').first().fill('')
    await visitor.press('form[action$="/catalogue"] button')
    const all = await shown(visitor)
    assert.ok(all > 400, `${all} offerings`)
    await visitor.page.locator('input[name=kind]').first().waitFor()
    const kinds = visitor.page.locator('#sieve input[name=kind]')
    const values = await kinds.evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value))
    assert.ok(values.includes('micro-credential'), values.join(', '))
    await visitor.page.locator('#sieve input[name=kind][value=micro-credential]').check()
    await visitor.press('#sieve button[type=submit], #sieve form button')
    assert.match(visitor.page.url(), /kind=micro-credential/)
    assert.equal(await shown(visitor), 4)
    // The chip of the facet takes it away again.
    await visitor.press('a.chip[href*="/catalogue"]')
    assert.equal(await shown(visitor), all)
    const boxes = visitor.page.locator('input[name=id]')
    await boxes.nth(0).check()
    await boxes.nth(1).check()
    await visitor.press('form[action$="/catalogue/compare"] button')
    await visitor.open('/catalogue?kind=micro-credential')
    await visitor.press('li.item h3 a')
    assert.match(visitor.page.url(), /\/catalogue\/[^?]+$/)
    assert.equal(await visitor.page.locator('#daftar').count(), 1, 'the box that says how to enrol')
    await here.end()
  })
}

/** How many offerings the heading counts. */
async function shown(visitor: Visit): Promise<number> {
  const heading = await visitor.page.locator('h1').innerText()
  return Number(heading.replaceAll(/\D/g, ''))
}
