import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { readMultikey, writeJwk } from '@lumbung/credential'
import { compactVerify, importJWK, type JWK } from 'jose'
import { mustBe } from '../../db/demo/country.ts'
import { credentialsOf, decideAwards, signPending } from '../../src/credentials/index.ts'
import { awardHooks, ownCredentials } from '../../src/hooks.ts'
import { coursesOf, currentStudyOf } from '../../src/organisations/index.ts'
import type { Actor } from '../../src/platform/page.ts'
import { ask, decide, publishStatistics, sendWebhooks } from '../../src/recognition/index.ts'
import { listKeys } from '../../src/trust/index.ts'
import { verifyDocument } from '../../src/verifier/index.ts'
import { confirmedStudy, learn, newcomers, openBatch } from '../world.ts'
import { stage } from './stage.ts'
import { DESK, nameOf, PHONE, type Visit, walk } from './visit.ts'

// What leaves Lumbung and who may look in: the supplement to the diploma, counted credit in the formats of others, keys and
// webhooks for the systems of a campus, and what everybody may read: licences, statistics, and when an institution posted.

const receiver = createServer((request, response) => {
  request.resume().on('end', () => response.writeHead(204).end())
})
await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done))
after(() => {
  receiver.close()
})
const HOOKS = `127.0.0.1:${(receiver.address() as AddressInfo).port}`

/** The requests are of a quarter that has ended, long enough ago for its figures. */
const set = stage({ clock: new Date('2026-08-03T03:00:00Z'), workers: false, webhookHosts: [HOOKS] })
const NOW = new Date('2026-11-02T03:00:00Z')
/** Who asks besides Wartini: together they are no group that is too small to be shown. */
const OTHERS = 9
const REQUESTS = '/api/v1/recognition/requests'
const main = (visit: Visit) => visit.page.locator('main').innerText()

test(`what leaves Lumbung, and who may look in (${nameOf(PHONE)}, read again: ${nameOf(DESK)})`, async () => {
  await prepare()
  const here = walk(set.browser, set.site.url, PHONE)
  const tamara = await here.as('tamara')
  await supplement(tamara)
  await developers(tamara)
  await formats(await here.as('wartini'))
  await everybody(await here.stranger())
  await here.end(DESK)
})

/** A cohort whose credentials a university counts, and the quarter published. */
async function prepare(): Promise<void> {
  const { world, site } = set
  const { deps, versions } = world
  const people = [world.actor('wartini'), ...(await newcomers(world, OTHERS))]
  const batch = await openBatch(world, versions[0])
  const enrolmentIds: string[] = []
  for (const person of people) enrolmentIds.push((await learn(world, batch, person)).id)
  mustBe(await decideAwards(deps, world.actor('bagus'), { versionId: versions[0].id, enrolmentIds }))
  await signPending(deps, awardHooks(deps))
  for (const [place, person] of people.entries()) {
    const nim = `04210550${String(place).padStart(2, '0')}`
    await confirmedStudy(world, person, { nim, semester: '6', sksTaken: '104', onlineSks: '12', outsideSks: '6' })
    await counted(person)
  }
  site.setClock(NOW)
  await publishStatistics(deps)
}

async function counted(person: Actor): Promise<void> {
  const { deps } = set.world
  const campus = set.world.organisation('universitas-bukit-samara')
  const [credential] = await credentialsOf(deps.db, person.personId)
  const asking = { credentialId: credential?.id ?? '', sks: 2, asPackage: false, courseId: null, note: '' }
  const { requestId } = mustBe(await ask(deps, ownCredentials(deps), person, asking))
  const study = await currentStudyOf(deps.db, person.personId)
  const course = (await coursesOf(deps.db, study?.programmeId ?? '')).find(({ code }) => code === 'DAT 318')
  mustBe(
    await decide(deps, ownCredentials(deps), set.world.actor('tamara'), campus, requestId, {
      outcome: 'course-equivalence',
      grantedSks: '2',
      courseId: course?.id ?? '',
      reason: 'Capaian dibandingkan dengan silabus mata kuliah.',
      waiverReason: '',
    }),
  )
}

/** The registrar reads a student's entries in both languages and takes them as PDF and JSON. */
async function supplement(tamara: Visit): Promise<void> {
  await tamara.open('/registrar/exports')
  await tamara.press('main a[href*="/registrar/exports/skpi"]')
  await tamara.press('main tbody a:has-text("Wartini")')
  assert.match(await main(tamara), /DAT 318 Analisis Data.*DAT 318 Data Analysis/s)
  for (const [end, begin] of [
    ['pdf', '%PDF'],
    ['json', '{'],
  ] as const) {
    const link = await tamara.page.locator(`main a[href*=".${end}?"]`).getAttribute('href')
    const file = await tamara.page.request.get(new URL(link ?? '', tamara.page.url()).href)
    assert.equal(file.status(), 200)
    assert.equal((await file.body()).subarray(0, begin.length).toString(), begin)
  }
}

/** A key is shown once, reads the sandbox, and is ended; a webhook is told and says whether it arrived. */
async function developers(tamara: Visit): Promise<void> {
  const called = async (key: string) => {
    const headers = { authorization: `Bearer ${key}` }
    const answer = await tamara.page.request.get(tamara.address(REQUESTS), { headers })
    return { status: answer.status(), json: (await answer.json()) as { requests?: readonly object[] } }
  }
  await tamara.open('/registrar')
  await tamara.press('a[href$="/registrar/developers"]')
  await tamara.press('form[action$="/sandbox"] button')
  const keys = 'form[action$="/developers/keys"]'
  await tamara.page.locator(`${keys} [name=scopes][value=read]`).uncheck()
  await tamara.page.locator(`${keys} [name=scopes][value=decide]`).check()
  await tamara.press(`${keys} button`, 422)
  assert.ok(await tamara.page.locator(`${keys} [name=scopes][value=decide]`).isChecked(), 'nothing chosen is lost')
  await tamara.page.locator(`${keys} [name=scopes][value=read]`).check()
  await tamara.page.locator(`${keys} [name=name]`).fill('SIAKAD')
  await tamara.press(`${keys} button`)
  const key = /lumbung_test_[0-9a-z]{32}/.exec(await main(tamara))?.[0] ?? ''
  assert.equal((await called(key)).json.requests?.length, 8)
  await tamara.open('/registrar/developers')
  assert.ok(!(await main(tamara)).includes(key), 'shown once')
  await tamara.press('form[action$="/end"] button')
  assert.equal((await called(key)).status, 401)

  const hooks = 'form[action$="/developers/webhooks"]'
  await tamara.page.locator(`${hooks} [name=url]`).fill('http://169.254.169.254/')
  await tamara.press(`${hooks} button`, 422)
  assert.equal(await tamara.page.locator(`${hooks} [name=url]`).inputValue(), 'http://169.254.169.254/')
  await tamara.page.locator(`${hooks} [name=url]`).fill(`http://${HOOKS}/lumbung`)
  await tamara.press(`${hooks} button`)
  assert.match(await main(tamara), /whsec_/)
  await tamara.press('form[action$="/test"] button')
  await sendWebhooks(set.world.deps)
  await tamara.open('/registrar/developers')
  assert.ok((await tamara.page.locator('main td', { hasText: /^\W*sampai$/ }).count()) > 0, 'it arrived')
}

/** A learner takes counted credit along in the formats of others, and sees what it is worth for a licence. */
async function formats(learner: Visit): Promise<void> {
  await learner.open('/credit/requests')
  await learner.press('main a[href$="/credit/exports"]')
  const links = await learner.page.locator('main td a').evaluateAll((all) => all.map((one) => one.getAttribute('href')))
  assert.equal(links.length, 3)
  const files = await Promise.all(
    links.map(async (link) => {
      const file = await learner.page.request.get(new URL(link ?? '', learner.page.url()).href)
      assert.equal(file.status(), 200, link ?? '')
      return file.text()
    }),
  )
  const [ctdl = '', elm = '', record = ''] = files
  for (const file of [ctdl, elm]) assert.equal(typeof JSON.parse(file), 'object')
  await signed(record)
  await learner.open('/rules/licences')
  await learner.press('main h2 a')
  assert.equal(await learner.page.locator('main tbody tr').count(), 1, 'the one credential, with its answer')
}

/** The record that goes along is genuine, by the word of our verifier and of a library of others, and so is what it holds. */
async function signed(record: string): Promise<void> {
  const { deps } = set.world
  const { verdict, format, facts } = await verifyDocument(deps, record)
  assert.deepEqual([verdict, format, facts?.issuer.name, facts?.holderName], ['valid', 'clr-2', 'Lumbung', 'Wartini'])
  const [key = ''] = await listKeys(deps)
  const { payload } = await compactVerify(record, await importJWK(jwkOf(key), 'EdDSA'))
  const { credentialSubject } = JSON.parse(new TextDecoder().decode(payload)) as {
    credentialSubject: { verifiableCredential: readonly object[] }
  }
  assert.equal(credentialSubject.verifiableCredential.length, 1)
  const inner = await verifyDocument(deps, JSON.stringify(credentialSubject.verifiableCredential[0]))
  assert.deepEqual([inner.verdict, inner.facts?.onBehalfOf?.name], ['valid', 'Politeknik Lembah Angin'])
}

function jwkOf(multikey: string): JWK {
  const key = readMultikey(multikey)
  assert.ok(key)
  return writeJwk(key) as JWK
}

/** Whoever comes by reads how requests ended, and when each institution posted last. */
async function everybody(visitor: Visit): Promise<void> {
  await visitor.open('/rules')
  await visitor.press('main a[href$="/rules/statistics"]')
  assert.match(await main(visitor), /Politeknik Lembah Angin/)
  const csv = await visitor.page.locator('main a[href$=".csv"]').getAttribute('href')
  const file = await visitor.page.request.get(new URL(csv ?? '', visitor.page.url()).href)
  assert.match(await file.text(), /2026-3;total;;1;10;10;0;0;0;/)
  await visitor.open('/rules')
  await visitor.press('main a[href$="/credit/scoreboard"]')
  assert.match(await main(visitor), /Politeknik Lembah Angin/)
  await visitor.press('nav ol a[href$="/rules"]')
}
