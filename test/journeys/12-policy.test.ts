import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stage } from './stage.ts'
import { nameOf, type Visit, WALKS, walk } from './visit.ts'

// A policy owner writes new rules, sees what they answer to the cases, tries them on decided cases, and proposes them; another
// reads and publishes them. Then everybody can read them, with their reasons and what they change.

const set = stage({ clock: new Date('2026-11-24T03:00:00Z') })

for (const [turn, way] of WALKS.entries()) {
  test(`two people publish rules that were tried before (${nameOf(way)})`, async () => {
    const here = walk(set.browser, set.site.url, way)
    const [first, second] = [await here.as('rahmadi'), await here.as('nurhayati')]
    const day = `2027-0${turn + 2}-01`
    await first.open('/rules')
    await first.press('a[href$="/rules/drafts"]')
    await first.page.locator('select[name=base]').selectOption('brief')
    await first.press('form[action$="/rules/drafts"] button')
    const draft = new URL(first.page.url()).pathname.replace(/^\/en/, '')

    // A figure that can't be is refused where it stands; the right one is asked of every case.
    await first.press('main a[href*="part?place=limits/0"]')
    await first.page.locator('[name=percent]').fill('-5')
    await first.press('button[value=save]', 422)
    assert.equal(await first.page.locator('[name=percent]').getAttribute('aria-invalid'), 'true')
    await first.page.locator('[name=percent]').fill(String(48 - turn))
    await first.press('button[value=save]')
    assert.ok((await first.page.locator('button[value=expect]').count()) > 0, 'cases that no longer fit')
    await first.page.locator('details.trace').first().locator('summary').click()
    assert.ok((await first.page.locator('details.trace ol').first().innerText()).length > 20, 'the trace in words')
    while ((await first.page.locator('button[value=expect]').count()) > 0) await first.press('button[value=expect]')

    await first.press('a[href$="part?place=head"]')
    await first.page.locator('[name=validFrom]').fill(day)
    for (const language of ['id', 'en']) {
      await first.page.locator(`[name="name.${language}"]`).fill(`Aturan uji ${turn} ${language}`)
      await first.page.locator(`[name="summary.${language}"]`).fill(`Paling banyak ${48 - turn}% ${language}`)
    }
    await first.press('button[value=save]')

    await first.press('a[href$="/cases/new"]')
    await first.press('form[action$="/cases"] > button', 422)
    await ownCase(first)
    await first.press('form[action$="/cases"] > button')
    await first.page.locator('#cases > details > summary').click()
    assert.ok((await first.page.locator('#cases').innerText()).includes('Contoh bersama'))

    await first.press('a[href$="/difference"]')
    assert.match(await first.page.locator('main').innerText(), new RegExp(`${48 - turn}%`))
    await first.open(`${draft}/simulation`)
    await first.press('form[action$="/simulation"] button')

    await first.open(draft)
    await first.page.locator('[name=reason]').fill('Rapat pleno menyetujui batas yang lebih rendah.')
    await first.press('form[action$="/proposal"] button')
    assert.equal(await first.page.locator('button[value=publish]').count(), 0, 'not by the proposer')

    await second.open(draft)
    await second.press('button[value=publish]', 422)
    await second.page.locator('[name=reason]').fill('Contoh dan simulasi sudah saya baca.')
    await second.press('button[value=publish]')
    await second.press('main a[href*="/rules/brief-"]')

    const visitor = await here.stranger()
    await visitor.open(`/rules/brief-${day}`)
    assert.ok((await visitor.page.locator('main').innerText()).includes('Rapat pleno menyetujui'))
    await visitor.press('a[href$="/difference"]')
    await here.end()
  })
}

async function ownCase({ page }: Visit): Promise<void> {
  await page.locator('[name=nameId]').fill('Contoh bersama')
  await page.locator('[name=nameEn]').fill('Contoh bersama')
  await page.locator('[name=source]').fill('Rapat pleno')
  await page.locator('[name=verdict]').selectOption('allowed')
  await page.locator('[name=answerSks]').fill('2')
}
