import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { bakePng, bakeSvg, compactForm, issueJwt, type JsonObject } from '@lumbung/credential'
import { logBegan } from '../../src/log/index.ts'
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
const SCRIPTED = WALKS[0] as Way
let known: Promise<{ path: string; document: string; certificate: Buffer; holder: string }> | undefined

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
    const made = await own.page.context().request.get(own.address(`/wallet/shares/${code}/certificate.pdf`))
    const certificate = await made.body()
    await here.end()
    return { path: `/v/${code}`, document, certificate, holder: holder.name }
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
    assert.deepEqual(byLink.outcomes, Array(8).fill('pass'))
    assert.ok(byLink.text.includes(holder))

    await check(reader, asFile(document))
    const byFile = await verdictOf(reader)
    assert.equal(byFile.title, byLink.title)
    assert.deepEqual(byFile.outcomes, byLink.outcomes)
    assert.ok(byFile.text.includes(holder))

    for (const changed of oneByteChanged(document)) {
      await check(reader, asFile(changed))
      const refused = await verdictOf(reader)
      assert.notEqual(refused.title, byLink.title)
      assert.ok(refused.outcomes.includes('fail'))
      assert.ok(!refused.text.includes('Wartin'), 'a changed file shows no facts')
      assert.ok(!refused.text.includes('Politeknik'), 'a changed file shows no facts')
    }
    await here.end()
  })
}

/**
 * The same credential in everything that carries one; the last two are texts to paste, signed by the issuer for this. They have
 * signatures of their own, which the log doesn't hold, so they are dated before it began.
 */
async function carried(document: string, certificate: Buffer): Promise<Readonly<Record<string, Given>>> {
  const { PNG } = createRequire(import.meta.url)('pngjs') as {
    PNG: { new (size: { width: number; height: number }): object; sync: { write(picture: object): Buffer } }
  }
  const png = await bakePng(PNG.sync.write(new PNG({ width: 3, height: 2 })), document)
  const svg = bakeSvg(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), document)
  assert.ok(png.ok && svg.ok)
  const { proof, ...credential } = JSON.parse(document) as JsonObject & { proof: JsonObject; issuer: { id: string } }
  const [{ verificationMethod }] = [proof].flat() as [{ verificationMethod: string }]
  const created = new Date(((await logBegan(set.site.deps.db))?.at.getTime() ?? 0) - 3_600_000)
  const signerName = `issuer-${credential.issuer.id.split(':').at(-1)}`
  const sign = async (message: Uint8Array) => (await set.site.deps.signer.sign(signerName, [message]))[0] as Uint8Array
  const signed = { verificationMethod, sign }
  const symbol = await compactForm(credential, { ...signed, created })
  assert.ok(symbol.ok, JSON.stringify(symbol))
  const picture = (name: string, mimeType: string, bytes: Uint8Array) => ({
    name,
    mimeType,
    buffer: Buffer.from(bytes),
  })
  return {
    PNG: picture('lencana.png', 'image/png', png.bytes),
    SVG: picture('lencana.svg', 'image/svg+xml', svg.bytes),
    PDF: picture('sertifikat.pdf', 'application/pdf', certificate),
    JWT: await issueJwt(credential, { ...signed, kind: 'Ed25519', issuedAt: created }),
    symbol: symbol.text,
  }
}

test('a picture, a drawing, a PDF, a JWT and the letters of a symbol: device, form and API say what the page says', async () => {
  const { path, document, certificate, holder } = await shared()
  const ways = [SCRIPTED, { ...SCRIPTED, script: false }].map((way) => walk(set.browser, set.site.url, way))
  const [device, form] = await Promise.all(ways.map((way) => way.stranger()))
  assert.ok(device !== undefined && form !== undefined)
  await form.open(path)
  const byLink = await verdictOf(form)
  const requests: string[] = []
  device.page.on('request', (request) => requests.push(request.url()))
  for (const [name, given] of Object.entries(await carried(document, certificate))) {
    await check(device, given)
    const onDevice = await verdictOf(device)
    assert.equal(onDevice.title, byLink.title, name)
    assert.ok(onDevice.text.includes(holder), name)
    await check(form, given)
    const byForm = await verdictOf(form)
    assert.deepEqual([byForm.title, byForm.outcomes], [onDevice.title, onDevice.outcomes], name)
    const body = typeof given === 'string' ? { credential: given } : { file: given.buffer.toString('base64') }
    const answer = await device.page.context().request.post(`${set.site.url}/api/v1/verifications`, { data: body })
    const report = (await answer.json()) as { title: { id: string }; checks: { outcome: string }[] }
    const outcomes = report.checks.map(({ outcome }) => outcome)
    assert.deepEqual([report.title.id, outcomes], [onDevice.title, onDevice.outcomes], name)
  }
  for (const url of requests) assert.ok(url.startsWith(set.site.url), url)
  for (const way of ways) await way.end()
})

/** A file, or a text to paste. */
type Given = string | { readonly name: string; readonly mimeType: string; readonly buffer: Buffer }

const asFile = (document: string) => ({
  name: 'kredensial.json',
  mimeType: 'application/json',
  buffer: Buffer.from(document),
})

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

/** Pastes a text on the verify page. */
async function paste({ page }: Visit, text: string): Promise<void> {
  await page.locator('#verify-form summary').click()
  await page.locator('textarea[name=text]').fill(text)
}

/** Gives a file to the verify page: dropped on it where scripts run, else chosen and sent. A text is pasted and sent. */
async function check(reader: Visit, given: Given): Promise<void> {
  await reader.open('/verify')
  const { page } = reader
  if (typeof given === 'string') await paste(reader, given)
  if (!reader.way.script) {
    if (typeof given !== 'string') await page.locator('input[name=files]').setInputFiles(given)
    await reader.press('#verify-form button')
    return
  }
  const posted: string[] = []
  const watch = (request: { method(): string; url(): string }) => {
    if (request.method() !== 'GET') posted.push(request.url())
  }
  page.on('request', watch)
  if (typeof given === 'string') await page.locator('#verify-form button').click()
  else
    await page.evaluate(
      ([name, type, base64]) => {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
        const carried = new DataTransfer()
        carried.items.add(new File([bytes], name, { type }))
        window.document.dispatchEvent(new DragEvent('drop', { dataTransfer: carried, bubbles: true, cancelable: true }))
      },
      [given.name, given.mimeType, given.buffer.toString('base64')] as const,
    )
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
