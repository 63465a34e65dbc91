import assert from 'node:assert/strict'
import { test } from 'node:test'
import { confirmedStudy, credentialFor } from '../world.ts'
import { stage } from './stage.ts'
import { nameOf, WALKS, walk } from './visit.ts'

// A learner asks the home university to count a credential. Its registrar sees what the rules allow and decides with a
// reason; the account shows the movement. The registrar of another university finds nothing there.

const set = stage()

for (const [turn, way] of WALKS.entries()) {
  test(`a university counts a credential (${nameOf(way)})`, async () => {
    const { site, browser, world } = set
    const here = walk(browser, site.url, way)
    const who = turn === 0 ? 'wartini' : 'kasdi'
    const version = world.versions[turn] ?? world.versions[0]
    await confirmedStudy(world, world.actor(who))
    const credentialId = await credentialFor(world, version, world.actor(who))

    const learner = await here.as(who)
    await learner.open('/credit')
    const before = await learner.page.locator('main table tbody tr').count()
    await learner.press('a[href$="/credit/requests/new"]')
    await learner.press(`a[href*="credential=${credentialId}"]`)
    await learner.page.locator('form[action$="/credit/requests"] [name=sks]').fill('2')
    await learner.press('form[action$="/credit/requests"] button')
    const request = new URL(learner.page.url()).pathname.split('/').at(-1) ?? ''
    await learner.open('/credit/requests')

    const other = await here.as('yohana')
    await other.open('/registrar')
    assert.equal(await other.page.locator(`a[href*="${request}"]`).count(), 0)
    await other.open(`/registrar/requests/${request}`, 404)

    const registrar = await here.as('tamara')
    await registrar.open('/registrar')
    await registrar.press('a[href$="/registrar/courses"]')
    await registrar.press('main table a')
    assert.ok((await registrar.page.locator('main').innerText()).includes('DAT-01'), 'what the course teaches')
    await registrar.open('/registrar')
    await registrar.press(`a[href$="/registrar/requests/${request}"]`)
    const form = `form[action$="/registrar/requests/${request}/decision"]`
    await registrar.page.locator(`${form} [name=grantedSks]`).fill('2')
    await registrar.page.locator(`${form} [name=reason]`).fill('')
    await registrar.press(`${form} button[name=act][value=decide]`, 422)
    const reason = 'Capaian setara dengan mata kuliah pilihan.'
    await registrar.page.locator(`${form} [name=outcome]`).first().check()
    await registrar.page.locator(`${form} [name=grantedSks]`).fill('2')
    const course = registrar.page.locator(`${form} select[name=courseId]`)
    const named = await course.locator('option', { hasText: 'DAT 318' }).getAttribute('value')
    await course.selectOption(named)
    await registrar.page.locator(`${form} [name=reason]`).fill(reason)
    await registrar.press(`${form} button[name=act][value=decide]`)
    await registrar.open(`/registrar/requests/${request}`)
    assert.ok((await registrar.page.locator('main').innerText()).includes(reason))

    await learner.open(`/credit/requests/${request}`)
    assert.ok((await learner.page.locator('main').innerText()).includes(reason), 'the learner reads the reason')
    await learner.open('/credit')
    assert.equal(await learner.page.locator('main table tbody tr').count(), before + 2, 'reserved, then counted')
    await here.end()
  })
}
