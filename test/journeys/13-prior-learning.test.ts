import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { credentialsOf } from '../../src/credentials/index.ts'
import { addMembership } from '../../src/organisations/index.ts'
import type { Actor } from '../../src/platform/page.ts'
import { priorLearning } from '../../src/recognition/index.ts'
import { applyForDefinition, decided, report } from '../support/prior-learning.ts'
import { newcomers } from '../world.ts'
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
      await assessor.open('/assess')
      assert.match(await assessor.page.locator('nav a[aria-current=page]').innerText(), /\(1\)/, 'the menu counts it')
      await assessor.press('main a[href$="/assess/rpl"]')
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

/** Two assessors of a first round, whom the demo doesn't name. */
async function others(): Promise<readonly [Actor, Actor]> {
  const { site, world } = set
  const [academic, practitioner] = await newcomers(world, 2)
  assert.ok(academic && practitioner)
  for (const [person, organisation, role] of [
    [academic, 'politeknik-lembah-angin', 'faculty'],
    [practitioner, 'pt-surya-arunika', 'industry-validator'],
  ] as const)
    await addMembership(site.deps.db, {
      id: `m-${person.personId}`,
      organisationId: world.organisation(organisation),
      personId: person.personId,
      role,
      grantedBy: null,
      validFrom: new Date('2026-01-01'),
    })
  return [academic, practitioner]
}

for (const [turn, way] of WALKS.entries()) {
  test(`others hear an appeal, and the micro-credential reaches the wallet (${nameOf(way)})`, async () => {
    const { site, browser, world } = set
    const here = walk(browser, site.url, way)
    const who = turn === 0 ? 'wartini' : 'kasdi'
    const [version] = world.versions
    const polytechnic = world.organisation('politeknik-lembah-angin')
    const head: Actor = { personId: 'head', name: 'Kepala', roles: [{ organisationId: polytechnic, role: 'owner' }] }
    const id = await applyForDefinition(site.deps, world.actor(who), version.id)
    const first = { by: head, assessors: await others(), grants: () => false }
    await decided(site.deps, world.actor(who), id, first)

    const learner = await here.as(who)
    await learner.open(`/rpl/${id}`)
    const appeal = `form[action$="/rpl/${id}/appeal"]`
    await learner.press(`${appeal} button`, 422)
    await learner.page.locator(`${appeal} [name=grounds]`).fill('Bukti kedua belum dibaca.')
    await learner.press(`${appeal} button`)
    assert.equal(await learner.page.locator(appeal).count(), 0, 'once')

    const issuer = await here.as('bagus')
    await issuer.open(`/registrar/rpl/${id}`)
    assert.ok((await issuer.page.locator('main').innerText()).includes('Bukti kedua belum dibaca.'))
    for (const [part, assessor] of [
      ['academic', world.actor('sekar')],
      ['practitioner', world.actor('fransiska')],
    ] as const) {
      const appointed = await priorLearning.appoint(site.deps, world.actor('bagus'), id, part, assessor.personId)
      assert.ok(appointed.ok)
      await report(site.deps, world.actor(who), id, assessor)
    }
    await issuer.open(`/registrar/rpl/${id}`)
    const decision = `form[action$="/registrar/rpl/${id}/decision"]`
    for (const [name, text] of Object.entries({
      reason: 'Bukti kedua menunjukkan semuanya.',
      minutes: 'Rapat banding, semua hadir.',
      decreeNumber: '12/BANDING/2026',
      decreeOn: '2026-01-31',
    }))
      await issuer.page.locator(`${decision} [name=${name}]`).fill(text)
    await issuer.press(`${decision} button`)
    await issuer.press('main a[href$="/provider/issue/requests"]')
    await issuer.press('main form:has(button[value=approve]) button[value=approve]')
    await learner.open(`/rpl/${id}`)
    assert.ok((await learner.page.locator('main').innerText()).includes('12/BANDING/2026'))
    const credentialId = await signed(world.actor(who))
    await learner.press('main a[href$="/wallet"]')
    await learner.press(`a[href$="/wallet/credentials/${credentialId}"]`)
    await learner.page.locator('input[name=label]').fill('PT Sumber Tirta')
    await learner.press(`form[action$="/wallet/credentials/${credentialId}/shares"] button`)
    const link = await learner.page.locator('input[name=link]').inputValue()
    const reader = await here.stranger()
    await reader.open(new URL(link).pathname.replace(/^\/en/, ''))
    const told = await reader.page.locator('main').innerText()
    assert.match(told, way.language === 'id' ? /Rekognisi pembelajaran lampau/ : /Recognition of prior learning/)
    assert.equal(await reader.page.locator('main .checks li.fail').count(), 0)
    await here.end()
  })
}

/** The credential of a learner once the site has signed it. */
async function signed(learner: Actor): Promise<string> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await pause(50)) {
    const [held] = await credentialsOf(set.site.deps.db, learner.personId)
    if (held?.document != null) return held.id
  }
  return assert.fail('the credential was not signed')
}
