import assert from 'node:assert/strict'
import { test } from 'node:test'
import { credentialFor, shareOf } from '../world.ts'
import { stage } from './stage.ts'
import { nameOf, type Visit, WALKS, type Way, walk } from './visit.ts'

// Anyone checks a credential: by its link, by its file on their own device, by the same file sent to the site.

const set = stage()
const CHECKS = ['format', 'proof', 'issuer', 'authority', 'status', 'validity', 'schema', 'log']
const WITHOUT: readonly Way[] = [
  { language: 'id', width: 360, script: false },
  { language: 'en', width: 1280, script: false },
]
let known: Promise<{ path: string; document: string; holder: string }> | undefined

/** A shared credential, made once: the path of its share, its file as the holder downloads it. */
function shared() {
  known ??= (async () => {
    const { world } = set
    const holder = world.actor('wartini')
    const credentialId = await credentialFor(world, world.versions[0], holder)
    const { code } = await shareOf(world, holder, credentialId)
    const here = walk(set.browser, set.site.url, WALKS[0] as Way)
    const own = await here.as('wartini')
    const answer = await own.page
      .context()
      .request.get(own.address(`/wallet/credentials/${credentialId}/credential.json`))
    const document = await answer.text()
    await here.end()
    return { path: `/v/${code}`, document, holder: holder.name }
  })()
  return known
}

for (const way of [...WALKS, ...WITHOUT]) {
  test(`a link and a file give the same verdict (${nameOf(way)})`, async () => {
    const { path, document, holder } = await shared()
    const here = walk(set.browser, set.site.url, way)
    const reader = await here.stranger()
    const answer = await reader.open(path)
    assert.match(answer.headers()['x-robots-tag'] ?? '', /noindex/)
    const byLink = await verdictOf(reader)
    assert.equal(byLink.outcomes.length, CHECKS.length)
    assert.deepEqual(byLink.outcomes, [...Array(7).fill('pass'), 'none'])
    assert.ok(byLink.text.includes(holder))

    await check(reader, document)
    const byFile = await verdictOf(reader)
    assert.equal(byFile.title, byLink.title)
    assert.deepEqual(byFile.outcomes, byLink.outcomes)
    assert.ok(byFile.text.includes(holder))

    for (const changed of oneByteChanged(document)) {
      await check(reader, changed)
      const refused = await verdictOf(reader)
      assert.notEqual(refused.title, byLink.title)
      assert.ok(refused.outcomes.includes('fail'))
      assert.ok(!refused.text.includes('Wartin'), 'a changed file shows no facts')
      assert.ok(!refused.text.includes('Politeknik'), 'a changed file shows no facts')
    }
    await here.end()
  })
}

/** Changes of one byte each: in the name, in a score of load, in the proof. */
function oneByteChanged(document: string): readonly string[] {
  const name = document.replace('Wartini', 'Wartinj')
  const at = document.indexOf('"proofValue"') + 40
  const proof = `${document.slice(0, at)}${document[at] === 'A' ? 'B' : 'A'}${document.slice(at + 1)}`
  for (const changed of [name, proof]) {
    assert.notEqual(changed, document)
    assert.equal(changed.length, document.length)
  }
  return [name, proof]
}

/** Gives a file to the verify page: dropped on it where scripts run, else chosen and sent. */
async function check(reader: Visit, document: string): Promise<void> {
  await reader.open('/verify')
  const { page } = reader
  if (!reader.way.script) {
    const file = { name: 'kredensial.json', mimeType: 'application/json', buffer: Buffer.from(document) }
    await page.locator('input[name=files]').setInputFiles(file)
    await reader.press('#verify-form button')
    return
  }
  const posted: string[] = []
  const watch = (request: { method(): string; url(): string }) => {
    if (request.method() !== 'GET') posted.push(request.url())
  }
  page.on('request', watch)
  await page.evaluate((text) => {
    const carried = new DataTransfer()
    carried.items.add(new File([text], 'kredensial.json', { type: 'application/json' }))
    window.document.dispatchEvent(new DragEvent('drop', { dataTransfer: carried, bubbles: true, cancelable: true }))
  }, document)
  await page.locator('#verify-result .checks').waitFor()
  page.off('request', watch)
  assert.deepEqual(posted, [], 'the file stays on the device')
  await reader.examine()
}

async function verdictOf({ page }: Visit): Promise<{ title: string; outcomes: string[]; text: string }> {
  const place = page.locator('main')
  const title = await place.locator('.verdict h1, .verdict h2').first().innerText()
  const outcomes = await place.locator('.checks > li').evaluateAll((items) => items.map((item) => item.className))
  const result = page.locator('#verify-result')
  const text = await ((await result.count()) > 0 ? result : place).innerText()
  return { title, outcomes, text }
}
