import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { mustBe } from '../../db/demo/country.ts'
import { decideAwards } from '../../src/credentials/index.ts'
import { casesFor, detect } from '../../src/governance/index.ts'
import { learn, newcomers, openBatch } from '../world.ts'
import { stage } from './stage.ts'
import { nameOf, WALKS, walk } from './visit.ts'

// Ten decisions in one night open a case. One person takes it, decides it and proposes a sanction, another confirms that, and the
// provider reads the decision and appeals.

const set = stage({ definitions: 1, clock: new Date('2026-11-02T03:00:00Z') })
const IN_A_NIGHT = 10
const OPENED_MILLISECONDS = 20_000

/** Somebody of the polytechnic awards so many learners at a moment. */
async function award(at: string, count: number): Promise<void> {
  const { site, world } = set
  site.setClock(new Date(at))
  const [version] = world.versions
  const batch = await openBatch(world, version, `Angkatan ${at.slice(0, 10)}`)
  const enrolmentIds: string[] = []
  for (const learner of await newcomers(world, count)) enrolmentIds.push((await learn(world, batch, learner)).id)
  mustBe(await decideAwards(world.deps, world.actor('bagus'), { versionId: version.id, enrolmentIds }))
}

/** Waits until the site has signed them and a detector has opened a case on all of them. Answers its id. */
async function openedCase(): Promise<string> {
  const { world } = set
  for (const deadline = Date.now() + OPENED_MILLISECONDS; ; await pause(100)) {
    await detect(world.deps)
    const open = (await casesFor(world.deps.db, world.actor('rahmadi'))).filter((one) => one.case.outcome === null)
    const found = open.find(({ evidence }) => evidence >= IN_A_NIGHT)
    if (found !== undefined) return found.case.id
    assert.ok(Date.now() < deadline, `only ${JSON.stringify(open.map((one) => [one.case.detector, one.evidence]))}`)
  }
}

for (const [turn, way] of WALKS.entries()) {
  test(`a night of decisions is looked into, sanctioned and appealed against (${nameOf(way)})`, async () => {
    const { site, browser } = set
    if (turn === 0) await award('2026-11-03T03:00:00Z', 3)
    // Half past midnight in western Indonesia; then the morning after.
    await award(`2026-11-${10 + 7 * turn}T17:30:00Z`, IN_A_NIGHT)
    site.setClock(new Date(`2026-11-${11 + 7 * turn}T02:00:00Z`))
    const path = `/review/fraud/${await openedCase()}`
    const here = walk(browser, site.url, way)

    const keeper = await here.as('rahmadi')
    await keeper.open('/review')
    await keeper.press('main a[href$="/review/fraud"]')
    // J leads to the rows from the keyboard.
    await keeper.page.keyboard.press('j')
    assert.ok(await keeper.page.evaluate(() => document.activeElement?.closest('tbody tr') !== null))
    await keeper.press(`tbody a[href$="${path}"]`)
    const things = await keeper.page.locator('tbody tr').count()
    assert.ok(things >= IN_A_NIGHT, `what it rests on is listed: ${things}`)
    await keeper.press(`form[action$="${path}/owner"] button`)
    const decision = `form[action$="${path}/decision"]`
    await keeper.press(`${decision} button`, 422)
    assert.equal(await keeper.page.locator('.errsum li').count(), 2, 'an outcome and a reason are asked for')
    await keeper.page.locator(`${decision} [name=outcome][value=mistake]`).check()
    await keeper.page.locator(`${decision} [name=reason]`).fill('Keputusan diketik ulang pada malam hari.')
    await keeper.press(`${decision} button`)
    const sanction = `form[action$="${path}/sanctions"]`
    await keeper.page.locator(`${sanction} [name=code]`).first().check()
    await keeper.page.locator(`${sanction} [name=reasonId]`).fill('Jam keputusan tidak wajar.')
    await keeper.page.locator(`${sanction} [name=reasonEn]`).fill('The hour of the decisions is odd.')
    await keeper.press(`${sanction} button`)
    const confirm = 'form[action$="/confirmation"] button'
    assert.equal(await keeper.page.locator(confirm).count(), 0, 'nobody confirms what they proposed')

    const second = await here.as('nurhayati')
    await second.open(path)
    await second.press(confirm)
    assert.equal(await second.page.locator(confirm).count(), 0)

    const provider = await here.as('bagus')
    await provider.open('/review/fraud')
    await provider.press(`a[href$="${path}"]`)
    assert.ok((await provider.page.locator('main').innerText()).includes('Keputusan diketik ulang'))
    assert.ok(
      !(await provider.page.locator('main').innerText()).includes('Rahmadi'),
      'who decided stays within oversight',
    )
    await provider.page.locator('[name=grounds]').fill('Kami mengetik ulang setelah listrik padam; catatan kertas ada.')
    await provider.press(`form[action$="${path}/appeal"] button`)

    await keeper.open(path)
    assert.equal(await keeper.page.locator('form[action$="/appeal/decision"]').count(), 1)
    await here.end()
  })
}
