import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changeStatus } from '../../src/credentials/index.ts'
import { awardHooks } from '../../src/hooks.ts'
import { verifyDocument } from '../../src/verifier/index.ts'
import { confirmedStudy, credentialFor } from '../world.ts'
import { stage } from './stage.ts'
import { nameOf, WALKS, walk } from './visit.ts'

// A learner reads the account as a bank statement: what is reserved and until when, one movement shown to anybody, the
// statement taken away as a credential that verifies and as a PDF. Then the issuer revokes what a campus has counted.

const set = stage()

for (const [turn, way] of WALKS.entries()) {
  test(`a learner keeps the books (${nameOf(way)})`, async () => {
    const { site, browser, world } = set
    const here = walk(browser, site.url, way)
    const who = turn === 0 ? 'wartini' : 'kasdi'
    const version = world.versions[turn] ?? world.versions[0]
    await confirmedStudy(world, world.actor(who))
    const learner = await here.as(who)
    const credentialId = await credentialFor(world, version, world.actor(who))
    await learner.open(`/credit/requests/new?credential=${credentialId}`)
    await learner.page.locator('form[action$="/credit/requests"] [name=sks]').fill('1')
    await learner.press('form[action$="/credit/requests"] button')
    const request = new URL(learner.page.url()).pathname.split('/').at(-1) ?? ''

    await learner.open('/credit')
    const held = learner.page.locator('main table .tag.outline')
    assert.equal(await held.count(), 1, 'the reservation stands as held')
    await learner.press('main table a[href*="/credit/movements/"]')
    await learner.press('form[action$="/visibility"] button')
    const address = (await learner.page.locator('main a[href*="/credit/entries/"]').getAttribute('href')) ?? ''
    const path = new URL(address).pathname.replace(/^\/en/, '')
    const stranger = await here.stranger()
    await stranger.open(path)
    const seen = await stranger.page.locator('main').innerText()
    assert.ok(!seen.includes(world.actor(who).name), 'the public page names nobody')
    await learner.press('form[action$="/visibility"] button')
    await stranger.open(path, 404)
    await stranger.open('/credit/scoreboard')

    const cookies = { headers: { cookie: await cookiesOf(learner.page) } }
    const document = await (await fetch(learner.address('/credit/statement.json'), cookies)).text()
    const report = await verifyDocument(site.deps, document)
    assert.equal(report.verdict, 'valid', JSON.stringify(report))
    const changed = document.replace(/"creditsEarned":(\d+)/, (_, sks) => `"creditsEarned":${Number(sks) + 1}`)
    assert.notEqual(changed, document)
    assert.equal((await verifyDocument(site.deps, changed)).verdict, 'invalid')
    const paper = Buffer.from(await (await fetch(learner.address('/credit/statement.pdf'), cookies)).arrayBuffer())
    assert.equal(paper.subarray(0, 5).toString('latin1'), '%PDF-')
    assert.ok(paper.includes('credential.json'), 'the signed statement is attached')

    const registrar = await here.as('tamara')
    await registrar.open(`/registrar/requests/${request}`)
    const form = `form[action$="/registrar/requests/${request}/decision"]`
    await registrar.page.locator(`${form} [name=outcome][value=elective-block]`).check()
    await registrar.page.locator(`${form} [name=grantedSks]`).fill('1')
    await registrar.page.locator(`${form} [name=reason]`).fill('Capaian sesuai dengan mata kuliah pilihan.')
    await registrar.press(`${form} button[name=act][value=decide]`)
    const revoked = { change: 'revoke' as const, reason: 'issued-in-error' }
    const issuer = world.actor('bagus')
    assert.ok((await changeStatus(site.deps, issuer, credentialId, revoked, awardHooks(site.deps))).ok)

    await registrar.open('/registrar/flags')
    await registrar.press('main table a[href*="/registrar/flags/"]')
    const settle = 'form[action*="/registrar/flags/"]'
    await registrar.press(`${settle} button`, 422)
    await registrar.page.locator(`${settle} [name=answer][value=reversed]`).check()
    await registrar.page.locator(`${settle} [name=reason]`).fill('Kredensial dicabut penerbitnya.')
    await registrar.press(`${settle} button`)
    const other = await here.as('yohana')
    await other.open('/registrar/flags')
    assert.equal(await other.page.locator('main table').count(), 0)
    await learner.open('/credit')
    await here.end()
  })
}

async function cookiesOf(page: import('playwright-core').Page): Promise<string> {
  return (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
}
