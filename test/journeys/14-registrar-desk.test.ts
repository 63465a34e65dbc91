import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { mustBe } from '../../db/demo/country.ts'
import { changeStatus } from '../../src/credentials/index.ts'
import { awardHooks } from '../../src/hooks.ts'
import { addMembership } from '../../src/organisations/index.ts'
import { newId } from '../../src/platform/ids.ts'
import { runFeeders } from '../../src/recognition/index.ts'
import { feederOf } from '../support/neo-feeder.ts'
import { confirmedStudy, credentialFor } from '../world.ts'
import { stage } from './stage.ts'
import { DESK, nameOf, PHONE, type Visit, walk } from './visit.ts'

// What passes over a registrar's desk besides the single case: an agreement that two people make, lists of credentials, a
// certificate from elsewhere, the export to PDDikti with a line that is held back, and a counted credential that is revoked.

const CAMPUS = 'universitas-bukit-samara'
const NIM = '0421055001'
const AGREED_COURSE = 'STA 210'
const feeder = await feederOf('55201', [NIM], [AGREED_COURSE, 'KWU 301', 'PIL 401'])
after(() => feeder.close())

const set = stage({
  clock: new Date('2026-11-02T03:00:00Z'),
  workers: false,
  feeders: [{ organisation: CAMPUS, url: feeder.url, username: 'pt', password: 'rahasia' }],
})
const BATCH = 50
const CASES = 3
const DAYS = 3
const later = (minutes: number) => set.site.setClock(new Date(set.site.deps.clock().getTime() + minutes * 60_000))
const FILE = '%PDF-1.7 sertifikat'
const CERTIFICATE = {
  title: 'Machine Learning',
  issuer: 'Contoh Learning',
  issuedOn: '2026-09-01',
  hours: '95',
  link: 'https://learning.example/verify/ABC',
} as const
const main = (visit: Visit) => visit.page.locator('main').innerText()

test(`what passes over a registrar’s desk (${nameOf(PHONE)}, read again: ${nameOf(DESK)})`, async () => {
  const { site, browser, world } = set
  await secondRegistrar()
  const [agreed, listed] = world.versions
  const wartini = world.actor('wartini')
  const credentials = [
    await credentialFor(world, agreed, wartini),
    await credentialFor(world, listed, wartini),
  ] as const
  await confirmedStudy(world, wartini, SAID)
  const here = walk(browser, site.url, PHONE)
  const tamara = await here.as('tamara')

  await agree(tamara, await here.as('sekar'), agreed.definitionId)
  await hand(tamara, credentials)
  const outside = await handIn(await here.as('wartini'))
  await decideAll(tamara, outside)
  later(DAYS * 24 * 60)
  await exportAll(tamara)
  await lookAgain(tamara, credentials[0])
  await here.end(DESK)
})

const SAID = { nim: NIM, semester: '6', sksTaken: '104', onlineSks: '12', outsideSks: '6' } as const

/** A second registrar of the university: an agreement needs two people. */
async function secondRegistrar(): Promise<void> {
  const { world } = set
  await addMembership(world.deps.db, {
    id: newId(),
    organisationId: world.organisation(CAMPUS),
    personId: world.actor('sekar').personId,
    role: 'registrar',
    grantedBy: null,
    validFrom: new Date('2026-01-01T00:00:00Z'),
  })
}

/** One proposes what a definition counts as, the other confirms it. */
async function agree(tamara: Visit, sekar: Visit, definitionId: string): Promise<void> {
  const form = 'form[action$="/registrar/equivalences"]'
  await tamara.open('/registrar')
  await tamara.press('a[href$="/registrar/equivalences"]')
  await tamara.press(`${form} button`, 422)
  await tamara.page.locator(`${form} [name=version]`).fill(tamara.address(`/catalogue/${definitionId}`))
  // Every study programme teaches a course of this code: the form asks which one is meant.
  await tamara.page.locator(`${form} [name=course]`).fill(AGREED_COURSE)
  await tamara.page.locator(`${form} [name=sks]`).fill('2')
  await tamara.page.locator(`${form} [name=from]`).fill('2026-01-01')
  await tamara.page.locator(`${form} [name=basis]`).fill('Perjanjian 17/2026')
  await tamara.refused(`${form} button`)
  await tamara.page.locator(`${form} label`, { hasText: 'Informatika' }).locator('[name=chosen]').check()
  await tamara.press(`${form} button`)
  assert.equal(await tamara.page.locator('form[action$="/confirmation"]').count(), 0, 'not by the proposer')
  await sekar.open('/registrar/equivalences')
  await sekar.press('form[action$="/confirmation"] button')
  assert.equal(await sekar.page.locator('form[action$="/confirmation"]').count(), 0)
}

/** A list by paste, with lines that can't be read and one that is there twice, and the rest of it as a file. */
async function hand(tamara: Visit, [first, second]: readonly [string, string]): Promise<void> {
  await tamara.press('nav ol a[href$="/registrar"]')
  await tamara.press('a[href$="/registrar/batch"]')
  await tamara.refused('form[action$="/registrar/batch"] button')
  const address = tamara.address(`/credentials/${first}`)
  const unknown = Array.from({ length: BATCH - 2 }, (_, at) => `tidak-dikenal-${at}-0123456789abcdefgh`)
  await tamara.page.locator('[name=list]').fill([address, ...unknown, address].join('\n'))
  await tamara.press('form[action$="/registrar/batch"] button')
  assert.equal(await tamara.page.locator('main tbody tr').count(), BATCH)
  assert.equal(await tamara.page.locator('main tbody a[href*="/registrar/requests/"]').count(), 1)
  await tamara.press('nav ol a[href$="/registrar/batch"]')
  const table = Buffer.from(`Nama;Kredensial\nSatu;${second}\nDua;${first}\n`)
  await tamara.page.locator('[name=file]').setInputFiles({ name: 'daftar.csv', mimeType: 'text/csv', buffer: table })
  await tamara.press('form[action$="/registrar/batch"] button')
  assert.equal(await tamara.page.locator('main tbody a[href*="/registrar/requests/"]').count(), 2)
}

/** A certificate from elsewhere is handed in and asked for. Answers the id of the request. */
async function handIn(learner: Visit): Promise<string> {
  await learner.open('/credit/requests/new')
  await learner.press('a[href$="/credit/outside"]')
  const form = 'form[action$="/credit/outside"]'
  await learner.refused(`${form} button`)
  await learner.page.locator('[name=file]').setInputFiles({
    name: 'sertifikat.pdf',
    mimeType: 'application/pdf',
    buffer: Buffer.from(FILE),
  })
  for (const [name, value] of Object.entries(CERTIFICATE))
    await learner.page.locator(`${form} [name=${name}]`).fill(value)
  await learner.page.locator(`${form} [name=mode][value=online]`).check()
  await learner.press(`${form} button`)
  await learner.page.locator('form[action$="/credit/requests"] [name=sks]').fill('1')
  await learner.press('form[action$="/credit/requests"] button')
  return new URL(learner.page.url()).pathname.split('/').at(-1) ?? ''
}

/**
 * The queue leads from case to case: what the lists brought is counted as courses, one of them as agreed; what came from
 * elsewhere is compared first, and counted as an elective.
 */
async function decideAll(tamara: Visit, outside: string): Promise<void> {
  await tamara.open('/registrar')
  assert.equal(await tamara.page.locator('table[data-queue] tbody tr').count(), CASES)
  await tamara.press('table[data-queue] tbody th a')
  const seen: string[] = []
  for (let turn = 0; turn < CASES; turn++) {
    const id = new URL(tamara.page.url()).pathname.split('/').at(-1) ?? ''
    const select = tamara.page.locator('select[name=courseId]')
    if (id === outside) await compare(tamara, outside)
    else if ((await main(tamara)).includes('17/2026')) {
      seen.push('agreed')
      assert.match(
        await select.locator('option:checked').innerText(),
        new RegExp(AGREED_COURSE),
        'filled from the agreement',
      )
    } else await select.selectOption(await select.locator('option', { hasText: 'KWU 301' }).getAttribute('value'))
    const outcome = id === outside ? 'elective-block' : 'course-equivalence'
    await tamara.page.locator(`[name=outcome][value=${outcome}]`).check()
    await tamara.page.locator('form[action$="/decision"] [name=reason]').fill('Capaiannya sesuai dengan silabus.')
    await tamara.press('form[action$="/decision"] button[name=act][value=decide]')
  }
  assert.deepEqual(seen, ['agreed'])
  assert.equal(await tamara.page.locator('table[data-queue] tbody tr').count(), 0, 'the queue is worked through')
}

/** The registrar takes the file and notes what the link shows: from then on it is more than a picture. */
async function compare(tamara: Visit, outside: string): Promise<void> {
  const file = await tamara.page.request.get(tamara.address(`/registrar/requests/${outside}/evidence`))
  assert.equal(await file.text(), FILE)
  assert.equal(await tamara.page.locator('[name=waiverReason]').count(), 1, 'a picture alone asks for a reason')
  await tamara.page.locator('form[action$="/evidence"] [name=note]').fill('Nama dan harinya sama.')
  await tamara.press('form[action$="/evidence"] button[value=confirmed]')
  assert.ok((await main(tamara)).includes('Nama dan harinya sama.'))
  assert.equal(await tamara.page.locator('[name=waiverReason]').count(), 0)
}

/** Grades first; what has no course is held back until it has one; then every line is sent, compared and taken as a file. */
async function exportAll(tamara: Visit): Promise<void> {
  await tamara.press('a[href$="/registrar/exports"]')
  await tamara.press('main a[href*="/registrar/exports/feeder"]')
  assert.match(await main(tamara), /pada 5 November 2026/, 'a day as people write it')
  await tamara.press('main a[href*="/registrar/exports/grades"]')
  const form = 'form[action$="/registrar/exports/grades"]'
  await tamara.press(`${form} button`, 422)
  await tamara.page.locator('[name=validFrom]').fill('2026-01-01')
  await tamara.page.locator('[name=bands]').fill('A; 4,00; 90; 85\nB; 3,00; 75; 70\nC; 2,00; 60; 55')
  await tamara.page.locator('[name=passLetter]').fill('B')
  await tamara.page.locator('[name=reason]').fill('Keputusan rektor 12/2026.')
  await tamara.press(`${form} button`)
  const held = 'form[action$="/registrar/exports/feeder/course"]'
  const into = tamara.page.locator(`${held} select option`, { hasText: 'PIL 401' })
  await tamara.page.locator(`${held} select`).selectOption(await into.getAttribute('value'))
  await tamara.press(`${held} button`)
  assert.equal(await tamara.page.locator(held).count(), 0, 'nothing is held back')
  const make = 'form[action$="/registrar/exports/feeder"]'
  await tamara.press(`${make} button`, 422)
  await tamara.page.locator(`${make} [name=semester]`).fill('20261')
  await tamara.press(`${make} button`)
  await tamara.press('form[action$="/runs"]:has([value=send]) button')
  later(1)
  await runFeeders(set.site.deps)
  assert.equal(feeder.rows('GetNilaiTransferPendidikanMahasiswa').length, CASES)
  await tamara.open('/registrar/exports/feeder')
  const csv = await tamara.page.locator('main a[href*="lines.csv"]').getAttribute('href')
  const saved = await tamara.page.request.get(new URL(csv ?? '', tamara.page.url()).href)
  assert.ok((await saved.text()).includes(AGREED_COURSE))
}

/** The issuer revokes what was counted: the registrar looks again and takes the credit back, with a reason. */
async function lookAgain(tamara: Visit, credentialId: string): Promise<void> {
  const { deps, world } = { deps: set.site.deps, world: set.world }
  const change = { change: 'revoke', reason: 'assessment-error' } as const
  mustBe(await changeStatus(deps, world.actor('bagus'), credentialId, change, awardHooks(deps)))
  await tamara.open('/registrar')
  await tamara.press('a[href$="/registrar/flags"]')
  await tamara.press('main tbody a[href*="/registrar/flags/"]')
  await tamara.press('main form button', 422)
  await tamara.page.locator('[name=answer][value=reversed]').check()
  await tamara.page.locator('[name=reason]').fill('Hasil ujiannya ternyata salah.')
  await tamara.press('main form button')
  await tamara.press('main tbody a[href*="/registrar/flags/"]')
  assert.ok((await main(tamara)).includes('Hasil ujiannya ternyata salah.'))
}
