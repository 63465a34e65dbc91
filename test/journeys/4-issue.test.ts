import assert from 'node:assert/strict'
import { test } from 'node:test'
import { learn, newcomers, openBatch } from '../world.ts'
import { stage } from './stage.ts'
import { JOB_DONE, nameOf, WALKS, walk } from './visit.ts'

// A provider signs a batch at one press, sees how far it is, and the credentials are in the learners' wallets.

const set = stage()
const LEARNERS = 30

for (const [turn, way] of WALKS.entries()) {
  test(`a batch is signed and reaches the wallets (${nameOf(way)})`, async () => {
    const { site, browser, world } = set
    const here = walk(browser, site.url, way)
    const version = turn === 0 ? world.versions[0] : world.versions[1]
    const batch = await openBatch(world, version, `Angkatan Kenanga ${turn + 1}`)
    const learner = turn === 0 ? 'wartini' : 'kasdi'
    await learn(world, batch, world.actor(learner))
    for (const other of await newcomers(world, LEARNERS - 2)) await learn(world, batch, other)
    await learn(world, batch, world.actor(turn === 0 ? 'kasdi' : 'wartini'), false)

    const own = await here.as(learner)
    await own.open('/wallet')
    assert.equal(await own.page.getByText(version.title[way.language]).count(), 0)

    const issuer = await here.as('bagus')
    await issuer.open('/provider/issue')
    await issuer.press(`a[href$="/provider/issue/batches/${batch.id}"]`)
    await issuer.press('form[action$="/provider/issue/jobs"] button')
    const bar = issuer.page.locator('[role=progressbar]')
    assert.equal(await bar.getAttribute('aria-valuemax'), String(LEARNERS))
    await issuer.drawnAnew(JOB_DONE)
    assert.equal(await bar.getAttribute('aria-valuenow'), String(LEARNERS))
    assert.equal(await issuer.page.locator('[data-count=signed]').innerText(), String(LEARNERS - 1))
    assert.equal(await issuer.page.locator('[data-count=rejected]').innerText(), '1')

    await own.open('/wallet')
    assert.equal((await own.page.getByText(version.title[way.language]).count()) > 0, true, 'it is in the wallet')
    await here.end()
  })
}
