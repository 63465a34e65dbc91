import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stage } from './stage.ts'
import { nameOf, type Visit, WALKS, type Walk, walk } from './visit.ts'

// A provider defines a micro-credential. Two others sign it, one from a university and one from a company; only then can it
// be published, and is in the catalogue.

const set = stage()

for (const way of WALKS) {
  test(`a definition is published when both have signed (${nameOf(way)})`, async () => {
    const here = walk(set.browser, set.site.url, way)
    const title = `Merawat Pompa Air ${way.language.toUpperCase()}`
    const bagus = await here.as('bagus')
    const path = await draft(bagus, title)
    await fill(bagus)
    await bagus.press('button[name=do][value=check]')
    await refusedToPublish(bagus, path)

    await sign(here, 'sekar', path)
    await bagus.open(path)
    await refusedToPublish(bagus, path)

    await sign(here, 'fransiska', path)
    await bagus.open(path)
    assert.equal(await inCatalogue(here, title), 0, 'in the catalogue before it was published')
    await bagus.press(`form[action$="${path}/publish"] button`)
    assert.equal(await bagus.page.locator(`form[action$="${path}/publish"]`).count(), 0)
    assert.equal(await inCatalogue(here, title), 1)
    await here.end()
  })
}

async function draft(bagus: Visit, title: string): Promise<string> {
  await bagus.open('/design')
  await bagus.press('a[href$="/design/new"]')
  await bagus.press('form[action$="/design/new"] button', 422)
  assert.equal((await bagus.page.locator('.summary, [role=alert], .error-summary').count()) > 0, true)
  await bagus.page.locator('input[name=titleId]').fill(title)
  await bagus.page.locator('input[name=titleEn]').fill(`${title} in English`)
  await bagus.press('form[action$="/design/new"] button')
  return new URL(bagus.page.url()).pathname.replace(/^\/en/, '')
}

const OUTCOMES = [
  { id: 'Membongkar dan memasang pompa', en: 'Take a pump apart and put it together', method: 'practical' },
  { id: 'Menemukan penyebab pompa macet', en: 'Find why a pump is stuck', method: 'oral' },
] as const

/** Types the whole form as a designer would, with two outcomes. */
async function fill(bagus: Visit): Promise<void> {
  const { page } = bagus
  await bagus.press('button[name=do][value=add-outcome]')
  const texts: Record<string, string> = {
    descriptionId: 'Anda belajar merawat pompa air dusun.',
    descriptionEn: 'You learn to maintain the water pumps of a village.',
    microId: 'Mampu merawat pompa air.',
    microEn: 'Able to maintain water pumps.',
    hours: '90',
    sks: '2',
    standardId: 'Standar program penyelenggara',
    standardEn: 'The provider’s own standard',
    priceRupiah: '150000',
  }
  for (const [name, value] of Object.entries(texts)) await page.locator(`[name="${name}"]`).fill(value)
  await page.locator('select[name=field]').selectOption('energy')
  await page.locator('select[name=kkniLevel]').selectOption('4')
  const chosen = { mode: 'blended', language: 'id', evidenceSource: 'study', identityAssurance: 'in-person' }
  for (const [name, value] of Object.entries(chosen)) await page.locator(`input[name=${name}][value=${value}]`).check()
  await page
    .locator('select[name=facultyOrganisationId]')
    .selectOption(set.world.organisation('universitas-tanjung-merapu'))
  await page.locator('select[name=industryOrganisationId]').selectOption(set.world.organisation('pt-tani-cakrawala'))
  const group = page.locator('#skills-part details').first()
  if ((await group.getAttribute('open')) === null) await group.locator('summary').click()
  await group.locator('input[name=skills]').first().check()
  for (const [at, outcome] of OUTCOMES.entries()) {
    const field = (name: string) => page.locator(`[name="outcome-${at + 1}-${name}"]`)
    await field('statementId').fill(outcome.id)
    await field('statementEn').fill(outcome.en)
    await field('method').selectOption(outcome.method)
    await field('descriptionId').fill('Satu tugas nyata, dinilai dengan rubrik.')
    await field('descriptionEn').fill('One real task, judged against a rubric.')
    await field('passMark').fill('60')
    await field('mandatory').check()
  }
}

/** Pressing "publish" is answered with the reasons, and nothing is published. */
async function refusedToPublish(bagus: Visit, path: string): Promise<void> {
  await bagus.press(`form[action$="${path}/publish"] button`, 422)
  assert.ok((await bagus.page.locator('#error-summary, .summary, [role=alert]').count()) > 0)
  await bagus.open(path)
}

async function sign(here: Walk, who: 'sekar' | 'fransiska', path: string): Promise<void> {
  const signer = await here.as(who)
  await signer.open('/design')
  await signer.press(`a[href$="${path}/sign"]`)
  await signer.press(`form[action$="${path}/signatures"] button`)
  assert.equal(await signer.page.locator(`form[action$="${path}/signatures"]`).count(), 0)
}

/** How many offerings of the catalogue carry exactly this title. */
async function inCatalogue(here: Walk, title: string): Promise<number> {
  const visitor = await here.stranger()
  await visitor.open(`/catalogue?q=${encodeURIComponent(title)}&kind=micro-credential`)
  const own = here.way.language === 'id' ? title : `${title} in English`
  return visitor.page.locator('li.item h3 a', { hasText: own }).count()
}
