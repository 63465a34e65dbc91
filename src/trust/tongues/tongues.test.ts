import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  type AchievementInput,
  achievementCredential,
  issueCredential,
  type ListedSnapshot,
  readTrustList,
  verify,
} from '@lumbung/credential'
import { type Chance, chanceFrom } from '../../../db/demo/random.ts'
import { awardDeps } from '../../../test/support/award-world.ts'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import { createApp } from '../../app.ts'
import { addOrganisation } from '../../organisations/index.ts'
import {
  attest,
  authorise,
  endAuthorisation,
  endListing,
  type IssueQuestion,
  issuerOf,
  listIssuer,
  mayIssue,
  registerAs,
  registerEntry,
  resumeIssuer,
  suspendIssuer,
} from '../index.ts'
import { allowedBy } from './rules-stated.ts'
import type { StatedRight } from './types.ts'

// One register, asked in every tongue: the same question gets the same answer, as far as a tongue can ask it.

const QUESTIONS = 1_000
const ISSUERS = 24
const KINDS = ['micro-credential', 'course-certificate'] as const
const FIELDS = ['energy', 'agriculture', 'health'] as const
const DAYS = 700
const DAY = 86_400_000
const START = Date.UTC(2025, 0, 6, 2)
const at = (day: number) => new Date(START + day * DAY)
const WHY = { id: 'Keputusan.', en: 'A decision.' }
const ORIGIN = 'http://localhost:3000'
const PLATFORM = 'did:web:localhost%3A3000'

let database: TestDatabase
let world: ReturnType<typeof awardDeps>
let app: ReturnType<typeof createApp>

before(async () => {
  database = await testDatabase()
  world = awardDeps(database.db, at(0).toISOString())
  await fill(chanceFrom('tongues'))
  world.time.now = at(DAYS)
  app = createApp(world.deps)
})
after(() => database.close())

/** Issuers with histories of every sort: appointed or attested, suspended for a while, ended, with rights that end or come later. */
async function fill(chance: Chance): Promise<void> {
  const { deps, time } = world
  const organisation = (id: string) =>
    addOrganisation(deps.db, {
      ...{ id, slug: id, name: `Lembaga ${id}`, kind: 'training-provider', city: 'Ambon', province: null },
      ...{ createdAt: at(0), invented: true },
    })
  const did = (answer: { ok: boolean }) => assert.ok(answer.ok, JSON.stringify(answer))
  await organisation('body')
  did(await registerAs(deps, 'body', 'accreditation-body', { reason: WHY }))
  const right = () => {
    const levelMin = 1 + chance.whole(5)
    const fields = chance.percent(30) ? [] : [chance.one(FIELDS)]
    return { fields, levelMin, levelMax: levelMin + 1 + chance.whole(3) }
  }
  for (let turn = 0; turn < ISSUERS; turn++) {
    const id = `x${turn}`
    let day = chance.whole(100)
    time.now = at(day)
    await organisation(id)
    const attested = chance.percent(50)
    const given = { ...{ organisationId: id, bodyId: 'body', scheme: 'S', level: 'Baik', number: id }, from: time.now }
    if (attested) did(await attest(deps, { ...given, until: at(day + 200 + chance.whole(300)) }, null))
    const restsOn = attested ? 'attestation' : 'appointment'
    did(await listIssuer(deps, id, [{ ...right(), kinds: [KINDS[0]] }], { restsOn, reason: WHY }))
    day += 40
    time.now = at(day)
    did(await authorise(deps, id, { ...right(), kinds: [KINDS[1]], source: WHY }, null))
    if (chance.percent(40)) {
      day += 30
      time.now = at(day)
      const one = (await registerEntry(deps.db, id))?.authorisations.find(({ until }) => until === null)
      did(await endAuthorisation(deps, id, one?.id ?? '', at(day + chance.whole(60)), WHY, null))
    }
    if (chance.percent(50)) {
      day += 50
      time.now = at(day)
      did(await suspendIssuer(deps, id, WHY, null))
      day += 60
      time.now = at(day)
      if (chance.percent(80)) did(await resumeIssuer(deps, id, WHY, null))
    }
    if (chance.percent(40)) {
      day += 80
      time.now = at(day)
      did(await endListing(deps, id, WHY, null))
    }
  }
}

interface Asked extends IssueQuestion {
  readonly id: string
  readonly instant: Date
}

const didOf = (id: string) => `${PLATFORM}:issuers:${id}`
const got = async (path: string) => {
  const answer = await app.request(path)
  return { status: answer.status, text: await answer.text() }
}
const claimsOf = (jwt: string) =>
  JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString('utf8')) as Record<string, unknown>

async function byRegistryQuery({ id, kind, field, level, instant }: Asked): Promise<boolean> {
  const answer = await app.request('/authorization', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ authority_id: PLATFORM, entity_id: didOf(id), action: 'issue' },
      ...{ resource: `${kind}?field=${field}&level=${level}`, context: { time: instant.toISOString() } },
    }),
  })
  assert.equal(answer.status, 200)
  return ((await answer.json()) as { authorized: boolean }).authorized
}

async function byTrustMark(asked: Asked): Promise<boolean> {
  const type = encodeURIComponent(`${ORIGIN}/trust/marks/${asked.kind}`)
  const sub = encodeURIComponent(`${ORIGIN}/issuers/${asked.id}`)
  const { status, text } = await got(`/federation/trust-mark?trust_mark_type=${type}&sub=${sub}&past=true`)
  if (status === 404) return false
  assert.equal(status, 200)
  return allowedBy(claimsOf(text).authorisations as StatedRight[], asked, asked.instant)
}

async function byIssuerRecord(asked: Asked): Promise<boolean> {
  const { text } = await got(`/trust/ebsi/v5/issuers/${encodeURIComponent(didOf(asked.id))}`)
  const { attributes } = JSON.parse(text) as { attributes: { body: string }[] }
  return attributes.some(({ body }) => {
    const { vc } = claimsOf(body) as { vc: { validFrom: string; expirationDate?: string; credentialSubject: unknown } }
    const { accreditedFor } = vc.credentialSubject as {
      accreditedFor: (Omit<StatedRight, 'kinds'> & { types: string[] })[]
    }
    const period = { from: vc.validFrom, ...(vc.expirationDate === undefined ? {} : { until: vc.expirationDate }) }
    const rights = accreditedFor.map(({ types, ...one }) => ({ ...one, kinds: types, ...period }))
    return allowedBy(rights, asked, asked.instant)
  })
}

/** What the library says of a credential that was signed at that instant, with the signed list as its register. */
async function byVerdict({ id, kind, field, level, instant }: Asked, trust: ListedSnapshot): Promise<boolean> {
  const entry = trust.issuers.find(({ did }) => did === didOf(id))
  const method = entry?.keys[0]?.id ?? ''
  const code = { framework: 'Lumbung', code: 'x', name: 'X' }
  const party = { id: didOf(id), name: 'Lembaga' }
  const input: AchievementInput = {
    id: `${ORIGIN}/credentials/q`,
    ...{ issuer: party, creator: party, onBehalfOf: party, subjectId: 'urn:uuid:6a0e8f0e-8f52-4f0f-9e28-2d1e7d3f9b11' },
    holderName: 'Wartini',
    definitionUrl: `${ORIGIN}/definitions/q/1`,
    definitionVersion: '1',
    title: { id: 'Uji', en: 'Test' },
    description: { id: 'Uji.', en: 'Test.' },
    criteria: 'Lulus.',
    field,
    language: 'id',
    sks: 1,
    hours: 45,
    kkniLevel: level,
    skills: [code],
    outcomes: ['Menguji'],
    ...{ assessment: code, identityAssurance: code, qualityStatus: code, evidenceSource: code, mode: code },
    validFrom: instant,
    status: [],
  }
  const credential = achievementCredential(input)
  const { credentialSubject } = credential as { credentialSubject: { achievement: Record<string, unknown> } }
  if (kind === 'course-certificate') credentialSubject.achievement.achievementType = 'Course'
  const sign = async (message: Uint8Array) => (await world.signer.sign(`issuer-${id}`, [message]))[0] ?? message
  const text = await issueCredential(credential, { verificationMethod: method, created: instant, sign })
  const verdict = await verify(text, { now: world.time.now, trust, statusList: async () => null })
  const outcome = (check: string) => verdict.checks.find((one) => one.id === check)?.outcome
  assert.equal(outcome('proof'), 'pass', JSON.stringify(verdict.checks))
  return outcome('issuer') === 'pass' && outcome('authority') === 'pass'
}

test(`${QUESTIONS} questions: every tongue gives the register's own answer`, async () => {
  const chance = chanceFrom('questions')
  const list = await readTrustList((await got('/trust/list')).text, {
    authorities: [await world.signer.createKey('platform')],
    now: world.time.now,
  })
  assert.ok(list.ok, JSON.stringify(list).slice(0, 200))
  let yes = 0
  for (let turn = 0; turn < QUESTIONS; turn++) {
    const asked: Asked = {
      id: `x${chance.whole(ISSUERS)}`,
      kind: chance.one(KINDS),
      field: chance.one(FIELDS),
      level: 1 + chance.whole(9),
      instant: at(chance.whole(DAYS)),
    }
    const own = (await mayIssue(database.db, asked.id, asked, asked.instant)).ok
    const answers: Readonly<Record<string, boolean>> = {
      list: await byVerdict(asked, list.snapshot),
      trqp: await byRegistryQuery(asked),
      federation: await byTrustMark(asked),
      ebsi: await byIssuerRecord(asked),
    }
    assert.deepEqual(answers, { list: own, trqp: own, federation: own, ebsi: own }, JSON.stringify(asked))
    if (own) yes++
  }
  assert.ok(yes > QUESTIONS * 0.05 && yes < QUESTIONS * 0.6, `${yes} of ${QUESTIONS} were answered with yes`)
})

test('who is listed now: the registry of names, the list of the federation and TRQP recognition say the same', async () => {
  const { registry } = JSON.parse((await got('/trust/dcc/registry.json')).text) as { registry: Record<string, unknown> }
  const subordinates = JSON.parse((await got('/federation/list')).text) as string[]
  let listed = 0
  for (let turn = 0; turn < ISSUERS; turn++) {
    const id = `x${turn}`
    const own = (await registerEntry(database.db, id))?.listings.some(({ until }) => until === null) === true
    const body = { authority_id: PLATFORM, entity_id: didOf(id), action: 'recognize', resource: 'issuer' }
    const answer = await app.request('/recognition', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const { recognized } = (await answer.json()) as { recognized: boolean }
    const fetched = await got(`/federation/fetch?sub=${encodeURIComponent(`${ORIGIN}/issuers/${id}`)}`)
    const said = [didOf(id) in registry, subordinates.includes(`${ORIGIN}/issuers/${id}`), recognized]
    assert.deepEqual([...said, fetched.status === 200], [own, own, own, own], id)
    if (own) listed++
  }
  assert.ok(listed > 0 && listed < ISSUERS)
})

test('OpenID Federation: a trust anchor, statements about issuers, marks and what they are worth', async () => {
  const anchor = await app.request('/.well-known/openid-federation')
  assert.equal(anchor.headers.get('content-type'), 'application/entity-statement+jwt')
  const jwt = await anchor.text()
  const header = JSON.parse(Buffer.from(jwt.split('.')[0] ?? '', 'base64url').toString()) as Record<string, string>
  const claims = claimsOf(jwt) as {
    iss: string
    sub: string
    iat: number
    exp: number
    jwks: { keys: { kid: string }[] }
  }
  assert.deepEqual([header.typ, header.alg, claims.iss, claims.sub], ['entity-statement+jwt', 'EdDSA', ORIGIN, ORIGIN])
  assert.ok(claims.jwks.keys.some(({ kid }) => kid === header.kid))
  assert.equal(claims.exp - claims.iat, 7 * 86_400)
  const [sub = ''] = JSON.parse((await got('/federation/list')).text) as string[]
  const statement = claimsOf((await got(`/federation/fetch?sub=${encodeURIComponent(sub)}`)).text)
  const issuer = await issuerOf(database.db, sub.slice(sub.lastIndexOf('/') + 1), world.time.now)
  const { keys } = statement.jwks as { keys: { kid: string }[] }
  assert.deepEqual(
    keys.map(({ kid }) => kid),
    [issuer?.verificationMethod.split('#')[1]],
  )
  for (const other of ['https://elsewhere.example', `${ORIGIN}/issuers/\u0000`, `${ORIGIN}/issuers/nobody`]) {
    const none = await got(`/federation/fetch?sub=${encodeURIComponent(other)}`)
    assert.deepEqual([none.status, (JSON.parse(none.text) as { error: string }).error], [404, 'not_found'])
  }
})

test('a trust mark is active, is revoked when the register says something else, and a forged one is none', async () => {
  const id = (await activeIssuer()).id
  const type = encodeURIComponent(`${ORIGIN}/trust/marks/micro-credential`)
  const { text: mark } = await got(
    `/federation/trust-mark?trust_mark_type=${type}&sub=${encodeURIComponent(`${ORIGIN}/issuers/${id}`)}`,
  )
  assert.equal(await statusOf(mark), 'active')
  const [header = '', payload = '', signature = ''] = mark.split('.')
  const more = Buffer.from(JSON.stringify({ ...claimsOf(mark), sub: `${ORIGIN}/issuers/x0` })).toString('base64url')
  for (const forged of ['x', `${header}.${more}.${signature}`, `${header}.${payload}.${signature.slice(0, -4)}AAAA`])
    assert.equal(await statusOf(forged), 404, forged.slice(0, 20))
  const now = world.time.now
  world.time.now = new Date(now.getTime() + 8 * DAY)
  assert.equal(await statusOf(mark), 'expired')
  world.time.now = now
  assert.ok((await endListing(world.deps, id, WHY, null)).ok)
  assert.equal(await statusOf(mark), 'revoked')
})

async function statusOf(mark: string): Promise<unknown> {
  const answer = await app.request('/federation/trust-mark-status', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ trust_mark: mark }).toString(),
  })
  return answer.status === 200 ? claimsOf(await answer.text()).status : answer.status
}

/** An issuer that may issue micro-credentials of some field and level now. */
async function activeIssuer(): Promise<Asked> {
  for (let turn = 0; turn < ISSUERS; turn++)
    for (const field of FIELDS)
      for (let level = 1; level <= 9; level++) {
        const asked = { id: `x${turn}`, kind: KINDS[0], field, level, instant: world.time.now }
        if ((await mayIssue(database.db, asked.id, asked, asked.instant)).ok) return asked
      }
  throw new Error('nobody may issue anything now')
}

test('the EBSI form: pages of issuers, one attribute by its hash, and 404 for whom it never listed', async () => {
  const page = JSON.parse((await got('/trust/ebsi/v5/issuers?page[size]=5&page[after]=2')).text) as {
    total: number
    items: { did: string }[]
  }
  assert.deepEqual([page.total, page.items.length], [ISSUERS, 5])
  const did = encodeURIComponent(page.items[0]?.did ?? '')
  const record = JSON.parse((await got(`/trust/ebsi/v5/issuers/${did}`)).text) as {
    attributes: { hash: string; tao: string }[]
  }
  const [first] = record.attributes
  assert.equal(first?.tao, PLATFORM)
  assert.equal((await got(`/trust/ebsi/v5/issuers/${did}/attributes/${first?.hash}`)).status, 200)
  assert.equal((await got(`/trust/ebsi/v5/issuers/${did}/attributes/00`)).status, 404)
  for (const other of [PLATFORM, 'did:web:elsewhere.example', `${PLATFORM}:issuers:body`, `${PLATFORM}:issuers:%00`])
    assert.equal((await got(`/trust/ebsi/v5/issuers/${encodeURIComponent(other)}`)).status, 404, other)
})
