import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stage } from './stage.ts'
import { nameOf, WALKS, walk } from './visit.ts'

// Somebody shows a campus what they learnt at work. The registrar appoints two assessors who disagree about one course, a third
// decides it, and the decision with its decree reaches the applicant's account. Nobody else reads the file.

const set = stage()
const SURE = 'Menjawab setiap pertanyaan dengan contoh dari pekerjaannya.'

for (const [turn, way] of WALKS.entries()) {
  test(`a campus recognises prior learning (${nameOf(way)})`, async () => {
    const { site, browser } = set
    const here = walk(browser, site.url, way)
    const who = turn === 0 ? 'wartini' : 'kasdi'
    const yes = way.language === 'id' ? /SKS diakui/ : /SKS recognised/

    const registrar = await here.as('tamara')
    await registrar.open('/registrar')
    await registrar.press('a[href$="/registrar/rpl"]')
    await registrar.press('a[href$="/registrar/rpl/programmes"]')
    const hosts = 'form[action$="/registrar/rpl/programmes"]'
    await registrar.press(`${hosts} button`, 422)
    const programme = registrar.page.locator(`${hosts} [name=programme] option`).nth(1)
    await registrar.page.locator(`${hosts} [name=programme]`).selectOption(await programme.getAttribute('value'))
    await registrar.page.locator(`${hosts} [name=accreditation]`).selectOption('unggul')
    await registrar.page.locator(`${hosts} [name=number]`).fill('12/SK/2026')
    await registrar.page.locator(`${hosts} [name=validUntil]`).fill('2031-12-31')
    await registrar.page.locator(`${hosts} [name=shownAs][value=pass]`).check()
    await registrar.press(`${hosts} button`)

    const learner = await here.as(who)
    await learner.open('/credit/requests')
    await learner.press('main a[href$="/rpl"]')
    await learner.press('form[action$="/rpl"] button', 422)
    await learner.page.locator('[name=route][value=acquisition]').check()
    const target = learner.page.locator('[name=target] option[value^="programme/"]').first()
    await learner.page.locator('[name=target]').selectOption(await target.getAttribute('value'))
    await learner.press('form[action$="/rpl"] button')
    const id = new URL(learner.page.url()).pathname.split('/').at(-1) ?? ''
    await learner.press(`form[action$="/rpl/${id}/submission"] button`, 422)
    const about = `form[action$="/rpl/${id}"]`
    await learner.page.locator(`${about} [name=education]`).selectOption('senior-secondary')
    await learner.page.locator(`${about} [name=former]`).selectOption('none')
    await learner.page.locator(`${about} [name=story]`).fill('Enam tahun mengolah data panen.')
    await learner.press(`${about} button`)
    const piece = `form[action$="/rpl/${id}/evidence"]`
    await learner.page.locator(`${piece} [name=source][value=work]`).check()
    await learner.page.locator(`${piece} [name=title]`).fill('Surat keterangan kerja')
    await learner.page.locator(`${piece} [name=datedOn]`).fill('2026-01-31')
    await learner.page.locator(`${piece} [name=file]`).setInputFiles({
      name: 'surat.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from('%PDF-1.4 surat kerja'),
    })
    await learner.press(`${piece} button`)
    const claim = `form[action$="/rpl/${id}/claims"]`
    for (const code of ['DAT 318', 'STA 210']) {
      const option = learner.page.locator(`${claim} [name=target] option`, { hasText: code })
      await learner.page.locator(`${claim} [name=target]`).selectOption(await option.getAttribute('value'))
      await learner.page.locator(`${claim} [name=self][value=well]`).check()
      await learner.page.locator(`${claim} [name=evidence]`).check()
      await learner.press(`${claim} button`)
    }
    await learner.press(`form[action$="/rpl/${id}/submission"] button`)
    const file = await learner.page.locator(`a[href*="/rpl/${id}/evidence/"]`).first().getAttribute('href')
    const path = (file ?? '').replace(/^\/en/, '')

    await registrar.open('/registrar/rpl')
    await registrar.press(`a[href$="/registrar/rpl/${id}"]`)
    assert.equal(
      (await registrar.page.request.get(registrar.address(path))).status(),
      404,
      'the file is not for the registrar',
    )
    const appoint = async (part: string, name: string) => {
      const form = `form[action$="/registrar/rpl/${id}/assessors"]`
      const select = registrar.page.locator(`${form} [name="assessor-${part}"]`)
      await select.selectOption(await select.locator('option', { hasText: name }).getAttribute('value'))
      await registrar.press(`${form}:has([name="assessor-${part}"]) button`)
    }
    await appoint('academic', 'Sekar Arum, ')
    await appoint('practitioner', 'Fransiska Hartono, ')

    const assess = async (name: 'sekar' | 'fransiska' | 'marlina', recommends: readonly ('yes' | 'no')[]) => {
      const assessor = await here.as(name)
      await assessor.open('/assess/rpl')
      await assessor.press(`a[href$="/assess/rpl/${id}"]`)
      const own = (path: string) => assessor.page.request.get(assessor.address(path.replace('/rpl/', '/assess/rpl/')))
      assert.equal((await own(path)).status(), 404, 'not before the question about conflicts')
      const asked = `form[action$="/assess/rpl/${id}/declaration"]`
      await assessor.press(`${asked} button`, 422)
      await assessor.page.locator(`${asked} [name=conflict][value=none]`).check()
      await assessor.press(`${asked} button`)
      assert.equal(await (await own(path)).text(), '%PDF-1.4 surat kerja')
      const form = `form[action$="/assess/rpl/${id}/report"]`
      await assessor.press(`${form} button`, 422)
      for (const flag of await assessor.page.locator(`${form} [name^="flags-"]`).all()) await flag.check()
      const opinions = assessor.page.locator(`${form} section:has([name^="opinion-"])`)
      assert.equal(await opinions.count(), recommends.length)
      for (const [at, recommended] of recommends.entries()) {
        await opinions.nth(at).locator(`[name^="opinion-"][value=${recommended}]`).check()
        await opinions.nth(at).locator('select').selectOption('interview')
        await opinions.nth(at).locator('textarea').fill(SURE)
      }
      await assessor.press(`${form} button`)
    }
    await assess('sekar', ['yes', 'yes'])
    await assess('fransiska', ['yes', 'no'])
    await registrar.open(`/registrar/rpl/${id}`)
    await appoint('third', 'Marlina, ')
    await assess('marlina', ['yes'])

    await registrar.open(`/registrar/rpl/${id}`)
    const decision = `form[action$="/registrar/rpl/${id}/decision"]`
    await registrar.press(`${decision} button`, 422)
    await registrar.page.locator(`${decision} [name=earlierSks]`).fill('0')
    await registrar.page.locator(`${decision} [name=reason]`).fill('Para penilai melihat pekerjaan yang nyata.')
    await registrar.page.locator(`${decision} [name=minutes]`).fill('Rekap dibahas dalam satu rapat.')
    await registrar.page.locator(`${decision} [name=decreeNumber]`).fill('271/RPL/2026')
    await registrar.page.locator(`${decision} [name=decreeOn]`).fill('2026-01-31')
    await registrar.press(`${decision} button`)

    await learner.open(`/rpl/${id}`)
    const told = await learner.page.locator('main').innerText()
    assert.match(told, yes)
    assert.ok(told.includes('271/RPL/2026'), 'the decree is named')
    await learner.page.locator('details summary').click()
    assert.ok((await learner.page.locator('main').innerText()).includes(SURE), 'the applicant reads the reasons')
    await learner.open('/credit')
    assert.match(
      await learner.page.locator('main').innerText(),
      way.language === 'id' ? /Rekognisi pembelajaran lampau/ : /Recognition of prior learning/,
    )

    const other = await here.as('yohana')
    await other.open(`/registrar/rpl/${id}`, 404)
    const stranger = await here.as(turn === 0 ? 'kasdi' : 'wartini')
    await stranger.open(`/rpl/${id}`, 404)
    await here.end()
  })
}
