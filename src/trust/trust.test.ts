import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { awardDeps, awardWorld } from '../../test/support/award-world.ts'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { bilingualApp, pages } from '../platform/web.ts'
import {
  covers,
  effectiveAuthorisations,
  endListing,
  issuerOf,
  listIssuer,
  mayIssue,
  reasonsAgainst,
  routes,
  trustList,
} from './index.ts'
import cases from './rules.cases.json' with { type: 'json' }
import type { RegisterEntry } from './types.ts'

let database: TestDatabase
let world: ReturnType<typeof awardDeps>
let site: ReturnType<typeof bilingualApp>

before(async () => {
  database = await testDatabase()
  world = awardDeps(database.db, '2026-11-23T07:05:00Z')
  await awardWorld(world.deps, 'timur', 1)
  await awardWorld(world.deps, 'barat', 1)
  site = bilingualApp()
  site.use(pages(world.deps))
  site.route('/', routes(world.deps))
})
after(() => database.close())

const period = <T extends { from: string; until: string | null }>(one: T) => ({
  ...one,
  from: new Date(one.from),
  until: one.until === null ? null : new Date(one.until),
})
const text = { id: '', en: '' }
const fact = { id: 'f', recordedAt: new Date(0), supersedes: null }
const entry: RegisterEntry = {
  organisationId: 'o',
  slug: 'o',
  name: 'O',
  city: null,
  province: null,
  did: 'did:web:o',
  listings: cases.entry.listings.map((one) => ({
    ...period(one),
    ...fact,
    class: 'issuer',
    restsOn: 'appointment',
    reason: text,
    endReason: null,
  })),
  standings: [],
  authorisations: cases.entry.authorisations.map((one) => ({
    ...period(one),
    ...fact,
    source: text,
    changeReason: null,
  })),
  attestations: [],
  suspensions: [],
  keys: cases.entry.keys.map((one) => ({
    ...period(one),
    verificationMethod: 'k',
    signerName: 'k',
    publicKeyMultibase: 'k',
    recordedAt: new Date(0),
    compromisedAt: null,
    endReason: null,
  })),
}
for (const row of cases.cases) {
  test(`may issue: ${row.name}`, () => {
    assert.deepEqual(
      reasonsAgainst(entry, row, new Date(row.at)).map((refusal) => refusal.code),
      row.reasons,
    )
  })
}

const attested: RegisterEntry = {
  ...entry,
  listings: cases.attested.entry.listings.map((one) => ({
    ...period(one),
    ...fact,
    class: 'issuer',
    restsOn: 'attestation',
    reason: text,
    endReason: null,
  })),
  authorisations: cases.attested.entry.listings.map((one) => ({
    ...period(one),
    ...fact,
    ...{ kinds: ['micro-credential'], fields: [], levelMin: 1, levelMax: 9, source: text, changeReason: null },
  })),
  attestations: cases.attested.entry.attestations.map(({ body, ...one }) => ({
    ...period(one),
    ...fact,
    ...{ bodyId: 'b', bodyName: 'B', bodySlug: 'b', scheme: 's', level: 'l', number: 'n', changeReason: null },
    bodyPeriods: body.map(period),
  })),
  suspensions: cases.attested.entry.suspensions.map((one) => ({
    ...period(one),
    ...fact,
    reason: text,
    endReason: text,
  })),
  keys: entry.keys,
}
for (const row of cases.attested.cases) {
  test(`may issue under an attestation: ${row.name}`, () => {
    const question = { kind: 'micro-credential', field: 'energy', level: 5 }
    const reasons = reasonsAgainst(attested, question, new Date(row.at)).map(({ code }) => code)
    assert.deepEqual(reasons, row.reasons)
    // What a verifier reads in the list says the same.
    const held = effectiveAuthorisations(attested).some((one) => covers(one, new Date(row.at)))
    assert.equal(held, row.reasons.length === 0)
  })
}

test('a framework stands in the register and may still issue nothing', () => {
  const standing = attested.listings.map((one) => ({ ...one, class: 'framework' as const }))
  const framework = { ...attested, listings: [], standings: standing }
  const refusals = reasonsAgainst(
    framework,
    { kind: 'licence', field: 'energy', level: 5 },
    new Date('2025-06-01T00:00:00Z'),
  )
  assert.deepEqual(refusals, [{ code: 'trust.class-cannot-issue', values: { class: 'framework' } }])
})

test('an organisation that was never listed may issue nothing', async () => {
  const answer = await mayIssue(
    database.db,
    'nobody',
    { kind: 'micro-credential', field: 'energy', level: 5 },
    world.time.now,
  )
  assert.deepEqual(!answer.ok && answer.refusals, [{ code: 'trust.not-listed' }])
})

test('a listing ends at an instant: not after it, still before it; the past is answered as it was', async () => {
  const question = { kind: 'micro-credential', field: 'energy', level: 5 }
  const before = world.time.now
  world.time.now = new Date(before.getTime() + 60_000)
  assert.ok((await endListing(world.deps, 'org-barat', { id: 'Izin berakhir.', en: 'The licence ended.' }, null)).ok)
  assert.ok((await mayIssue(database.db, 'org-barat', question, before)).ok)
  assert.equal((await mayIssue(database.db, 'org-barat', question, world.time.now)).ok, false)
  const again = await endListing(world.deps, 'org-barat', text, null)
  assert.deepEqual(!again.ok && again.refusals[0].code, 'trust.not-listed')
})

test('an organisation is listed once, and a faulty authorisation is refused with every reason', async () => {
  const twice = await listIssuer(world.deps, 'org-timur', [
    { kinds: ['micro-credential'], fields: [], levelMin: 1, levelMax: 9 },
  ])
  assert.deepEqual(!twice.ok && twice.refusals[0].code, 'trust.already-listed')
  const faulty = await listIssuer(world.deps, 'org-timur', [
    { kinds: [], fields: [], levelMin: 6, levelMax: 3, until: new Date(0) },
  ])
  assert.deepEqual(!faulty.ok && faulty.refusals.map((refusal) => refusal.code), [
    'trust.authorisation-without-kind',
    'trust.authorisation-levels',
    'trust.authorisation-ends-first',
  ])
})

test('the list keeps its bytes within the hour, is valid for seven days, and names who signs status lists', async () => {
  const [one, two] = [
    await trustList(world.deps, world.time.now),
    await trustList(world.deps, new Date(world.time.now.getTime() + 120_000)),
  ]
  assert.deepEqual(one, two)
  assert.equal(new Date(one.validUntil).getTime() - new Date(one.asOf).getTime(), 7 * 86_400_000)
  assert.deepEqual(one.statusAuthorities, ['did:web:localhost%3A3000'])
  assert.ok(one.issuers.find((issuer) => issuer.did === 'did:web:localhost%3A3000')?.keys.length)
})

test('documents and list are public, cacheable and answered with 304 when they are known', async () => {
  for (const path of ['/trust/list', '/.well-known/did.json', '/issuers/timur/did.json']) {
    const answer = await site.request(path)
    assert.equal(answer.status, 200, path)
    assert.equal(answer.headers.get('access-control-allow-origin'), '*')
    assert.match(answer.headers.get('cache-control') ?? '', /^public, max-age=\d+$/)
    const again = await site.request(path, { headers: { 'if-none-match': answer.headers.get('etag') ?? '' } })
    assert.equal(again.status, 304)
  }
  const document = (await (await site.request('/issuers/timur/did.json')).json()) as {
    id: string
    assertionMethod: string[]
  }
  const issuer = await issuerOf(database.db, 'org-timur', world.time.now)
  assert.equal(document.id, 'did:web:localhost%3A3000:issuers:timur')
  assert.deepEqual(document.assertionMethod, [issuer?.verificationMethod])
  const list = (await (await site.request('/trust/list')).json()) as { payload: { issuers: unknown[] } }
  assert.equal(list.payload.issuers.length, 3)
})

test('the register is read and searched in both languages', async () => {
  const all = await (await site.request('/register')).text()
  assert.match(all, /Politeknik timur/)
  assert.match(all, /Politeknik barat/)
  const found = await (await site.request('/en/register?q=timur')).text()
  assert.match(found, /1 of 2 issuers match/)
  assert.doesNotMatch(found, /Politeknik barat/)
  const one = await (await site.request('/en/register/barat')).text()
  assert.match(one, /Not listed as an issuer now/)
  assert.match(one, /The licence ended\./)
  assert.match(await (await site.request('/register?q=%3Cscript%3E')).text(), /&lt;script&gt;/)
})
