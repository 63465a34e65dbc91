import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mustBe } from '../../db/demo/country.ts'
import { addDocument, decideProposal } from '../../src/trust/index.ts'
import { stage } from './stage.ts'
import { nameOf, WALKS, walk } from './visit.ts'

// A company applies to be listed as an issuer, an accreditation body attests it, one person proposes and another confirms: it
// stands in the public register. Later it is suspended, and everybody sees it.

const set = stage()
const COMPANIES = ['pt-galangan-samudra', 'pt-surya-arunika'] as const
const PAPERS = ['legal-deed', 'authority-to-sign', 'quality-assurance', 'data-protection'] as const
const PDF = { name: 'akta.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4 contoh') }

for (const [turn, way] of WALKS.entries()) {
  test(`a company is listed and suspended (${nameOf(way)})`, async () => {
    const { site, browser, world } = set
    const here = walk(browser, site.url, way)
    const slug = COMPANIES[turn] ?? COMPANIES[0]
    const organisation = world.organisation(slug)

    const owner = await here.as('darmi')
    await owner.open('/register/apply')
    await owner.page.locator('select[name=organisation]').selectOption(organisation)
    await owner.press('form[action$="/register/apply"] button')
    const path = new URL(owner.page.url()).pathname.replace(/^\/en/, '')
    const form = `form[action$="${path}"]`
    await owner.page.locator(`${form} [name=legalForm]`).fill('Perseroan')
    await owner.page.locator(`${form} [name=legalNumber]`).fill('AHU-19/2011')
    await owner.page.locator(`${form} [name=legalSince]`).fill('2011-04-20')
    await owner.page.locator(`${form} [name=kinds][value=micro-credential]`).check()
    await owner.page.locator(`${form} [name=levelMin]`).fill('3')
    await owner.page.locator(`${form} [name=levelMax]`).fill('5')
    await owner.press(`${form} button`)
    await owner.press(`form[action$="${path}/submission"] button`, 422)
    assert.equal(await owner.page.locator('.errsum li').count(), PAPERS.length, 'every missing paper is named')
    const id = path.split('/').at(-1) ?? ''
    const [first, ...others] = PAPERS
    await owner.page.locator(`form:has(input[name=item][value=${first}]) input[type=file]`).setInputFiles(PDF)
    await owner.press(`form:has(input[name=item][value=${first}]) button`)
    // The others go the same way; one upload by hand is enough to have seen it.
    for (const item of others)
      mustBe(await addDocument(world.deps, world.actor('darmi'), id, item, { name: 'akta.pdf', bytes: PDF.buffer }))
    await owner.press(`form[action$="${path}/submission"] button`)

    const assessor = await here.as('ratna')
    await assessor.open('/register/attest')
    const attest = assessor.page.locator('form[action$="/register/attest"]')
    await attest.locator('[name=organisation]').selectOption(organisation)
    await attest.locator('[name=scheme]').fill('Akreditasi lembaga pelatihan')
    await attest.locator('[name=level]').fill('Baik')
    await attest.locator('[name=number]').fill(`LMC-2026/${slug}`)
    await attest.locator('[name=from]').fill('2026-01-05')
    await attest.locator('[name=lastDay]').fill('2030-12-31')
    await attest.locator('[name=noConflict]').check()
    await assessor.press('form[action$="/register/attest"] button')

    // The second person's page is seen below, with the decision to list.
    const proposed = await assessor.page.locator('a[href*="/register/attest/proposals/"]').first().getAttribute('href')
    const proposalId = proposed?.split('/').at(-1) ?? ''
    const said = { noConflict: true }
    mustBe(await decideProposal(world.deps, world.actor('rahmadi'), proposalId, 'confirmed', said))

    const keeper = await here.as('rahmadi')
    const second = await here.as('nurhayati')
    await keeper.open('/review/register')
    await keeper.press(`a[href$="/review/register/applications/${id}"]`)
    for (const item of PAPERS) await keeper.page.locator(`[name="met-${item}"][value="1"]`).check()
    await keeper.press('form[action$="/findings"] button')
    await keeper.page.locator('form[action$="/proposals"] [name=noConflict]').check()
    await keeper.press('form[action$="/proposals"] button[value=list]')
    await keeper.press('a[href*="/review/register/proposals/"]')
    assert.equal(await keeper.page.locator('button[value=confirmed]').count(), 0, 'nobody confirms what they proposed')
    await second.open('/review/register')
    await second.press('a[href*="/review/register/proposals/"]')
    await second.page.locator('[name=noConflict]').check()
    await second.press('button[value=confirmed]')

    const anybody = await here.stranger()
    await anybody.open(`/register?q=${encodeURIComponent(slug.split('-')[1] ?? '')}`)
    await anybody.press(`a[href$="/register/${slug}"]`)
    assert.equal(await anybody.page.locator('.note.pass').count(), 1)

    await keeper.open(`/review/register/entries/${slug}?act=suspend`)
    await keeper.page.locator('main form [name=noConflict]').check()
    await keeper.page.locator('main form [name=note]').fill('Laporan peserta diperiksa.')
    await keeper.press('main form button')
    const suspension = new URL(keeper.page.url()).pathname.split('/').at(-1) ?? ''
    mustBe(await decideProposal(world.deps, world.actor('nurhayati'), suspension, 'confirmed', said))
    await anybody.open(`/register/${slug}`)
    assert.ok((await anybody.page.locator('.note.warn').innerText()).includes('Laporan peserta diperiksa.'))
    await anybody.open('/register/changes')
    await here.end()
  })
}
