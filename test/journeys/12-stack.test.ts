import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mustBe } from '../../db/demo/country.ts'
import { registerPerson } from '../../src/people/index.ts'
import { approveStack, proposeStack } from '../../src/recognition/index.ts'
import { credentialFor } from '../world.ts'
import { stage } from './stage.ts'
import { nameOf, WALKS, walk } from './visit.ts'

// The parts of a larger credential: a stranger asks what is missing, a learner who holds two of three sees the third, and with
// it the larger credential is in the wallet by itself. Who designs writes a rule by a form without a script, or as text, and is told what is
// wrong with it beside the box; somebody else approves it.

const set = stage({ definitions: 4 })
const WAIT_MILLISECONDS = 20_000

/** A stack of three in force, and a learner who holds two of its parts. */
async function prepare(): Promise<void> {
  const { world } = set
  const { deps } = world
  const [first, second, third, larger] = world.versions
  const stack = {
    definition: larger?.slug,
    name: { id: 'Tiga menjadi satu', en: 'Three become one' },
    validFrom: '2026-01-01',
    validTo: null,
    source: 'Contoh yang dikarang',
    clause: null,
    confidence: 'H',
    note: null,
    every: { leastLevel: null, withinMonths: 60 },
    rule: { kind: 'all', of: [first, second, third].map((one) => ({ kind: 'award', definition: one?.slug })) },
  }
  const { id } = mustBe(await proposeStack(deps, world.actor('bagus'), stack))
  const person = mustBe(await registerPerson(deps, { name: 'Kartika', language: 'id', invented: true }))
  const organisationId = world.organisation('politeknik-lembah-angin')
  mustBe(
    await approveStack(deps, { personId: person.id, name: 'Kartika', roles: [{ organisationId, role: 'issuer' }] }, id),
  )
}

for (const [turn, way] of WALKS.entries()) {
  test(`what is missing for a larger credential, and how it comes by itself (${nameOf(way)})`, async () => {
    const { site, browser, world } = set
    if (turn === 0) await prepare()
    const [first, second, third, larger] = world.versions
    assert.ok(third !== undefined && larger !== undefined)
    const here = walk(browser, site.url, way)

    const stranger = await here.stranger()
    await stranger.open('/stacks')
    await stranger.press(`a[href$="/stacks/${larger.slug}"]`)
    const toTake = (id: string) => `section.paper ol a[href$="/catalogue/${id}"]`
    assert.ok((await stranger.page.locator(toTake(first.definitionId)).count()) > 0)
    for (const part of [first, second]) await stranger.page.locator(`input[name=held][value="${part.slug}"]`).check()
    await stranger.page.locator('select[name=province]').selectOption('33')
    await stranger.press(`form[action$="${larger.slug}"] button`)
    assert.equal(await stranger.page.locator(toTake(first.definitionId)).count(), 0, 'what is held need not be taken')
    assert.ok((await stranger.page.locator(toTake(third.definitionId)).count()) > 0)

    const who = turn === 0 ? 'wartini' : 'kasdi'
    for (const part of [first, second]) await credentialFor(world, part, world.actor(who))
    const learner = await here.as(who)
    await learner.open('/wallet')
    await learner.press('a[href$="/stacks"]')
    await learner.press(`a[href$="/stacks/${larger.slug}"]`)
    assert.ok((await learner.page.locator(toTake(third.definitionId)).count()) > 0)
    assert.equal(await learner.page.locator('input[name=held]').count(), 0, 'what is in the wallet is known')
    await credentialFor(world, third, world.actor(who))
    for (const end = performance.now() + WAIT_MILLISECONDS; performance.now() < end; ) {
      await learner.open('/wallet')
      if ((await learner.page.locator('main').innerText()).includes(larger.title[way.language])) break
    }
    assert.match(await learner.page.locator('main').innerText(), new RegExp(larger.title[way.language]))

    const designer = await here.as('bagus')
    await designer.open('/stacks/manage')
    await designer.page.locator('details summary').last().click()
    await designer.page.locator('textarea[name=content]').fill('{ "definition": 7')
    await designer.press('form[action$="/stacks/manage"] button', 422)
    await designer.page.locator('textarea[name=content]').fill('{ "definition": 7 }')
    await designer.press('form[action$="/stacks/manage"] button', 422)
    assert.match(await designer.page.locator('.errsum').innerText(), /\/rule|\/definition/)

    await designer.open('/stacks/manage')
    await designer.press('a[href$="/stacks/manage/new"]')
    await designer.press('button[value=propose]', 422)
    const box = (name: string) => designer.page.locator(`[name="${name}"]`)
    assert.ok(await box('nameId').getAttribute('aria-invalid'), 'what is missing is told beside its box')
    await box('definition').selectOption(first?.slug ?? '')
    await box('nameId').fill('Dua menjadi satu')
    await box('nameEn').fill('Two become one')
    await box('source').fill('Keputusan yang dikarang')
    // By keyboard alone: what is typed is added, and the next may be typed at once.
    await box('l0-find').fill(second?.title[way.language] ?? '')
    await designer.follow(() => box('l0-find').press('Enter'))
    assert.equal(await box('l1-definition').inputValue(), second?.slug)
    assert.equal(await designer.page.evaluate(() => document.activeElement?.id), 'l0-find')
    // Any one of: a third, or at most one of two kinds of skill.
    await designer.press('button[value=group-0]')
    await box('l2-find').fill('a')
    await designer.press('button[value=add-2]')
    await designer.press(`button[value="take-2-definition-${third.slug}"]`)
    await designer.press('button[value=group-2]')
    await box('l4-asks').selectOption('most')
    await box('l4-count').fill('2')
    await box('l4-what').selectOption('skill')
    for (const code of ['AGR-01', 'AGR-04']) {
      await box('l4-find').fill(code)
      await designer.press('button[value=add-4]')
    }
    await designer.press('p.row button[value=propose]', 422)
    assert.ok(await box('l4-count').getAttribute('aria-invalid'), 'at most two of two limits nothing')
    await box('l4-count').fill('1')
    await box('everyMonths').fill('24')
    await designer.press('p.row button[value=preview]')
    for (const language of ['id', 'en'] as const) {
      const read = await designer.page.locator(`#preview section[lang=${language}]`).innerText()
      assert.match(read, new RegExp(second?.title[language] ?? ''))
      assert.match(read, language === 'id' ? /2\.2\s+Paling banyak 1 dari 2/ : /2\.2\s+At most 1 of these 2/)
    }
    const outline = await designer.page.locator('.storey').first().innerText()
    await designer.press('p.row button[value=propose]')
    assert.match(await designer.page.locator('main').innerText(), new RegExp(first?.title[way.language] ?? ''))
    await designer.press('section:has-text("2.2") a[href*="/stacks/manage/new?from="]')
    assert.equal(await designer.page.locator('.storey').first().innerText(), outline, 'opened again it reads the same')
    assert.equal(await box('l4-count').inputValue(), '1')
    await designer.open('/stacks/cases')
    await here.end()
  })
}
