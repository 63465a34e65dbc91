import assert from 'node:assert/strict'
import { test } from 'node:test'
import { linkStudy, programmesOf } from '../../src/organisations/index.ts'
import { confirmedStudy, openBatch } from '../world.ts'
import { stage } from './stage.ts'
import { nameOf, WALKS, walk } from './visit.ts'

// Before enrolling, a learner sees whether it would count at the own campus: unknown until its registrar has confirmed the
// study, and then with the room under each limit, or with what would make it a yes.

const set = stage()
const WORDS = {
  id: { none: /Belum diketahui.*belum tahu di mana Anda kuliah/s, stated: /Belum diketahui.*belum mengonfirmasi/s },
  en: { none: /Not known yet.*don’t know yet where you study/s, stated: /Not known yet.*hasn’t confirmed/s },
} as const
const YES = { id: /2 SKS boleh dihitung/, en: /2 SKS may be counted/ } as const
const NO = {
  id: /Belum boleh dihitung.*Yang membuatnya boleh/s,
  en: /May not be counted yet.*would make it a yes/s,
} as const

for (const [turn, way] of WALKS.entries()) {
  test(`the box where one enrols says whether it would count (${nameOf(way)})`, async () => {
    const { site, browser, world } = set
    const { deps } = world
    const [version] = world.versions
    if (turn === 0) await openBatch(world, version)
    const here = walk(browser, site.url, way)
    const box = '#daftar section.before'
    const path = `/catalogue/${version.definitionId}`

    const stranger = await here.stranger()
    await stranger.open(path)
    assert.equal(
      await stranger.page.locator(`${box} section.headroom`).count(),
      0,
      'nothing is known of somebody unknown',
    )
    assert.doesNotMatch(await stranger.page.locator(box).innerText(), /\d SKS/)
    assert.equal(
      await stranger.page.locator(`${box} a[href*="/would-count/"]`).count(),
      1,
      'but anybody may ask in general',
    )

    const who = turn === 0 ? 'wartini' : 'kasdi'
    const learner = await here.as(who)
    const said = async () => learner.page.locator(box).innerText()
    await learner.open(path)
    assert.match(await said(), WORDS[way.language].none)
    assert.equal(await learner.page.locator(`${box} a[href$="/wallet/study"]`).count(), 1)

    const campus = world.organisation('universitas-bukit-samara')
    const programme = (await programmesOf(deps.db, campus)).find(({ code }) => code === '55201')
    const study = { nim: '0421055001', semester: '6', sksTaken: '104', onlineSks: '12', onlineCourses: '' }
    const stated = await linkStudy(deps, world.actor(who), {
      ...study,
      programmeId: programme?.id ?? '',
      outsideSks: '6',
    })
    assert.ok(stated.ok)
    await learner.open(path)
    assert.match(await said(), WORDS[way.language].stated)

    await confirmedStudy(world, world.actor(who), { ...study, outsideSks: turn === 0 ? '6' : '57' })
    await learner.open(path)
    assert.match(await said(), (turn === 0 ? YES : NO)[way.language])
    assert.equal(
      (await learner.page.locator(`${box} section.headroom`).count()) >= 1,
      true,
      'the room under the limits',
    )
    await here.end()
  })
}
