import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addMembership } from '../../src/organisations/index.ts'
import { newId } from '../../src/platform/ids.ts'
import { confirmedStudy, credentialFor } from '../world.ts'
import { stage } from './stage.ts'
import { nameOf, type Visit, WALKS, walk } from './visit.ts'

// A learner asks for two credentials in one request. The registrar works through the queue by keyboard alone. The learner
// appeals against a refusal; another registrar answers it, by keyboard as well.

/** The most keystrokes for one case, besides the letters of the reason. */
const MOST_KEYS = 6
const set = stage({ definitions: 4 })

/** A second registrar of the university: nobody answers an appeal against their own decision. */
async function secondRegistrar(): Promise<void> {
  const { world } = set
  await addMembership(world.deps.db, {
    id: newId(),
    organisationId: world.organisation('universitas-bukit-samara'),
    personId: world.actor('sekar').personId,
    role: 'registrar',
    grantedBy: null,
    validFrom: new Date('2026-01-01T00:00:00Z'),
  })
}

/** Presses keys one by one and counts them; the letters of a reason are typed beside the count. */
function keyboard(visit: Visit) {
  let pressed = 0
  return {
    press: async (...keys: string[]) => {
      for (const key of keys) {
        await visit.page.keyboard.press(key)
        pressed += 1
      }
    },
    reason: (text: string) => visit.page.keyboard.type(text),
    /** The last key of a case: it sends the form or follows a link, and the page that follows is examined. */
    send: async (key: string, status = 200) => {
      await visit.follow(() => visit.page.keyboard.press(key), status)
      pressed += 1
    },
    /** Keys since the last call. */
    count: () => {
      const keys = pressed
      pressed = 0
      return keys
    },
  }
}

const focused = (visit: Visit) => visit.page.evaluate(() => document.activeElement?.getAttribute('name') ?? '')

for (const [turn, way] of WALKS.entries()) {
  test(`a registrar decides the queue by keyboard, and an appeal is answered by another (${nameOf(way)})`, async () => {
    const { site, browser, world } = set
    await secondRegistrar()
    const here = walk(browser, site.url, way)
    const who = turn === 0 ? 'wartini' : 'kasdi'
    await confirmedStudy(world, world.actor(who))
    const credentials: string[] = []
    for (const version of world.versions.slice(0, 4))
      credentials.push(await credentialFor(world, version, world.actor(who)))

    const learner = await here.as(who)
    await learner.open('/credit/requests/new')
    for (const id of credentials.slice(0, 2))
      await learner.page.locator(`input[name=credential][value="${id}"]`).check()
    await learner.press('form[action$="/credit/requests/new"] button')
    await learner.page.locator('[name=sks]').fill('1')
    await learner.page.locator('[name=sks-1]').fill('1')
    await learner.press('form[action$="/credit/requests"] button')
    const first = new URL(learner.page.url()).pathname
    await learner.press('main ul a[href*="/credit/requests/"]')
    const second = new URL(learner.page.url()).pathname
    assert.notEqual(first, second)
    for (const id of credentials.slice(2)) {
      await learner.open(`/credit/requests/new?credential=${id}`)
      await learner.page.locator('[name=sks]').fill('2')
      await learner.press('form[action$="/credit/requests"] button')
    }

    const registrar = await here.as('tamara')
    const keys = keyboard(registrar)
    await registrar.open('/registrar')
    const counts: number[] = []
    // As suggested: begin, reason, save.
    await keys.send('b')
    await keys.press('r')
    assert.equal(await focused(registrar), 'reason')
    await keys.reason('Capaian setara dengan mata kuliah pilihan.')
    await keys.press('Tab')
    await keys.send('Enter')
    counts.push(keys.count())
    // In place of a course: the figure chooses the outcome and leads to the list, a letter to the course.
    await keys.press('1', 'D', 'Tab', 'Tab')
    assert.equal(await focused(registrar), 'reason')
    assert.notEqual(await registrar.page.locator('select[name=courseId]').inputValue(), '')
    await keys.reason('Silabusnya sama dengan mata kuliah ini.')
    await keys.press('Tab')
    await keys.send('Enter')
    counts.push(keys.count())
    // Only a part of it: the SKS are written over.
    await keys.press('s', '1', 'Tab')
    await keys.reason('Satu dari dua SKS sesuai dengan silabus.')
    await keys.press('Tab')
    await keys.send('Enter')
    counts.push(keys.count())
    // Refused: two steps past the button that counts.
    const last = new URL(registrar.page.url()).pathname.replace(/^\/en/, '').split('/').at(-1)
    await keys.press('r')
    await keys.reason('Capaiannya belum cukup untuk mata kuliah mana pun.')
    await keys.press('Tab', 'Tab')
    await keys.send('Enter')
    counts.push(keys.count())
    for (const count of counts) assert.ok(count <= MOST_KEYS, `keys by case: ${counts.join(', ')}`)
    assert.equal(await registrar.page.locator('table[data-queue] tbody tr').count(), 0, 'the queue is worked through')

    await learner.open(`/credit/requests/${last}`)
    await learner.page.locator('details:has(form[action$="/appeal"]) summary').click()
    await learner.page.locator('form[action$="/appeal"] [name=reason]').fill('tidak setuju')
    await learner.press('form[action$="/appeal"] button', 422)
    await learner.page
      .locator('form[action$="/appeal"] [name=reason]')
      .fill('Silabus dan tugas akhirnya memuat bahan mata kuliah ini.')
    await learner.press('form[action$="/appeal"] button')

    await registrar.open(`/registrar/requests/${last}`)
    assert.equal(await registrar.page.locator('button[value=uphold]').count(), 0, 'nobody answers for themselves')
    const another = await here.as('sekar')
    const hers = keyboard(another)
    await another.open('/registrar')
    await hers.press('j')
    await hers.send('Enter')
    await hers.press('r')
    await hers.reason('Silabus dibaca ulang dan sesuai.')
    await hers.press('Tab')
    await hers.send('Enter')
    assert.ok(hers.count() <= MOST_KEYS)
    await learner.open(`/credit/requests/${last}`)
    const text = await learner.page.locator('main').innerText()
    assert.ok(text.includes('Silabus dibaca ulang dan sesuai.'))
    await here.end()
  })
}

test('the letters can be turned off, and the browser remembers it', async () => {
  const { site, browser } = set
  const here = walk(browser, site.url, WALKS[0] ?? assert.fail())
  const registrar = await here.as('tamara')
  await registrar.open('/registrar')
  await registrar.page.locator('[data-keys-toggle]').click()
  await registrar.open('/registrar')
  assert.equal(await registrar.page.locator('[data-keys-toggle]').innerText(), 'Nyalakan tombol pintas')
  await registrar.page.keyboard.press('j')
  assert.equal(await registrar.page.evaluate(() => document.activeElement === document.body), true)
  await here.end()
})
