import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import {
  attachProof,
  embedLogProof,
  issueJwt,
  type JsonObject,
  readLogProof,
  readTrustList,
  signingInput,
  type TrustSnapshot,
  type VerifyContext,
  verify,
} from '@lumbung/credential'
import type { Hono } from 'hono'
import { type AwardWorld, awardDeps, awardWorld } from '../../test/support/award-world.ts'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { type ThreeWitnesses, threeWitnesses } from '../../test/support/log-witnesses.ts'
import * as credentials from '../credentials/index.ts'
import { decideAwards, findCredential, resignCompromised, signPending } from '../credentials/index.ts'
import { logReaders } from '../hooks.ts'
import { cosign, eraseOpenings, fsck, logBegan, sequence } from '../log/index.ts'
import type { Deps } from '../platform/deps.ts'
import { PageError } from '../platform/http.ts'
import type { Actor, AppEnv } from '../platform/page.ts'
import { bilingualApp, pages } from '../platform/web.ts'
import { compromiseKey, issuerOf, listKeys, trustList, routes as trustRoutes } from '../trust/index.ts'
import { shareCredential, routes as walletRoutes } from '../wallet/index.ts'
import { apiRoutes, makeLogExamples, makeSandbox, routes, verifyDocument } from './index.ts'
import { sandboxCredentials } from './store.ts'
import type { Report } from './types.ts'

// The eighth check on our own credentials: a real log, three real witnesses, and the ways by which anyone asks.

const PEOPLE = 14
let database: TestDatabase
let world: ReturnType<typeof awardDeps>
let timur: AwardWorld
let witnesses: ThreeWitnesses
let deps: Deps
let app: Hono<AppEnv>
let actor: Actor | null = null
let next = 0
/** Signed before the log began. */
let early: Own

interface Own {
  readonly id: string
  readonly personId: string
  readonly code: string
}

before(async () => {
  database = await testDatabase()
  world = awardDeps(database.db, '2026-11-23T07:05:00Z')
  deps = world.deps
  timur = await awardWorld(deps, 'timur', PEOPLE)
  await makeSandbox(deps)
  early = await award()
  minutes(1)
  await sequence(deps)
  const log = (await logBegan(database.db))?.vkey ?? ''
  witnesses = await threeWitnesses(log, () => world.time.now)
  deps = { ...deps, logWitnesses: witnesses.who }
  app = bilingualApp()
  app.use('*', pages(deps), async (c, go) => {
    c.set('actor', actor)
    await go()
  })
  for (const one of [routes, apiRoutes, walletRoutes, credentials.routes, credentials.apiRoutes, trustRoutes])
    app.route('/', one(deps))
  app.onError((error, c) => c.text('', error instanceof PageError ? error.status : 500))
})
after(async () => {
  await witnesses?.stop()
  await database?.close()
})

const minutes = (count: number) => {
  world.time.now = new Date(world.time.now.getTime() + count * 60_000)
}

/** Awards and signs the next participant a minute later, and shares it. */
async function award(): Promise<Own> {
  minutes(1)
  const at = next++
  const asked = { versionId: timur.versionId, enrolmentIds: [timur.enrolmentIds[at] ?? ''] }
  const decided = await decideAwards(deps, timur.issuer, asked)
  assert.ok(decided.ok)
  assert.equal((await signPending(deps)).signed, 1)
  const [personId, id] = [timur.personIds[at] ?? '', decided.value.awarded[0]?.credentialId ?? '']
  const share = await shareCredential(deps, { personId, name: '', roles: [] }, id, { label: '', days: '' })
  assert.ok(share.ok)
  return { id, personId, code: share.value.code }
}

/** Some of the witnesses cosign the newest checkpoint. */
async function cosigned(count: number): Promise<void> {
  for (const witness of witnesses.who.witnesses.slice(0, count)) assert.equal(await cosign(deps, witness), true)
}

async function logged(): Promise<void> {
  await sequence(deps)
  await cosigned(3)
}

/** What a page shows, without its head. */
const shown = async (answer: Response | Promise<Response>) =>
  (await (await answer).text()).replace(/^.*<main/s, '<main')
const PHONE = { 'user-agent': 'Mozilla/5.0 (Linux; Android 10) Chrome/120 Mobile' }
const page = (path: string) => shown(app.request(path, { headers: PHONE }))

/** The file as its holder downloads it. */
async function download({ id, personId }: Own): Promise<string> {
  actor = { personId, name: '', roles: [] }
  const file = await page(`/wallet/credentials/${id}/credential.json`)
  assert.equal(await page(`/credentials/${id}`), file)
  const { credential } = JSON.parse(await page(`/api/v1/credentials/${id}`)) as { credential: JsonObject }
  assert.deepEqual(credential, JSON.parse(file))
  actor = null
  return file
}

async function certificate({ id, personId }: Own): Promise<Uint8Array> {
  actor = { personId, name: '', roles: [] }
  const made = await app.request(`/wallet/credentials/${id}/certificate`, { method: 'POST' })
  const pdf = await app.request(made.headers.get('location') ?? '')
  actor = null
  return new Uint8Array(await pdf.arrayBuffer())
}

const stored = async ({ id }: Own) => (await findCredential(database.db, id))?.document ?? ''

/** The snapshot that a device carries: the signed list, and no way to ask. */
async function offline(at: Date = world.time.now, change: Partial<VerifyContext> = {}): Promise<VerifyContext> {
  const now = world.time.now
  const read = await readTrustList(await page('/trust/list'), { authorities: await listKeys(deps), now })
  assert.ok(read.ok)
  const trust = {
    ...read.snapshot,
    asOf: at.toISOString(),
    validUntil: new Date(at.getTime() + 86_400_000).toISOString(),
  }
  return { now: at, trust, statusList: async () => null, ...change }
}

type Answered = Pick<Report, 'verdict' | 'kind' | 'checks'>
const logOf = ({ verdict, kind, checks }: Answered) => {
  const found = checks.find(({ id }) => id === 'log')
  return [verdict, kind, found?.outcome, found?.code, found?.data.reason ?? '']
}
const outcomeOf = ({ checks }: Answered) => checks.find(({ id }) => id === 'log')?.outcome

async function byApi(text: string): Promise<Answered> {
  const answer = await app.request('/api/v1/verifications', {
    method: 'POST',
    body: JSON.stringify({ credential: text }),
    headers: { 'content-type': 'application/json' },
  })
  return (await answer.json()) as Answered
}

async function byForm(file: string | Uint8Array): Promise<string> {
  const form = new FormData()
  form.append('files', new File([file as BlobPart], 'berkas'))
  return shown(app.request('/verify', { method: 'POST', body: form, headers: PHONE }))
}

const PENDING = ['unconfirmed', 'unconfirmed', 'unknown', 'log-proof-to-come', 'pending']
const INCLUDED = ['valid', 'valid', 'pass', 'log-included', '']
const MISSING = ['invalid', 'not-logged', 'fail', 'log-proof-missing', '']

test('the register names the log, its witnesses and since when its issuers are logged, in both of its forms', async () => {
  const began = await logBegan(database.db)
  const own = await trustList(deps, world.time.now)
  assert.deepEqual(own.log, {
    origin: 'localhost:3000/log',
    vkey: began?.vkey,
    began: '2026-11-23T07:07:00.000Z',
    witnesses: witnesses.who.witnesses
      .map(({ name, vkey }) => ({ name, vkey }))
      .toSorted((one, other) => one.vkey.localeCompare(other.vkey)),
    quorum: 2,
    graceHours: 24,
  })
  // The platform's statements of account are no decisions of their own: they leave no leaf.
  const issuers = own.issuers.filter(({ did, listings }) => listings.length > 0 && !own.statusAuthorities.includes(did))
  assert.ok(issuers.length >= 3 && issuers.every(({ loggedFrom }) => loggedFrom === '2026-11-23T07:07:00.000Z'))
  const served = (await offline()).trust as TrustSnapshot
  assert.deepEqual([served.log, served.issuers], [own.log, own.issuers])
  assert.equal((await trustList(world.deps, new Date(began?.at ?? 0))).log?.quorum, 0, 'nobody cosigns')
})

test('what was signed before the log began makes no such claim; its leaf proves it as soon as witnesses saw it', async () => {
  const document = await stored(early)
  assert.deepEqual(logOf(await verifyDocument(deps, document)), ['valid', 'valid', 'none', 'log-none', ''])
  assert.match(await page(`/v/${early.code}`), /<h1>Asli dan masih berlaku<\/h1>/)
  await logged()
  const wallet = await download(early)
  assert.deepEqual(logOf(await verifyDocument(deps, wallet)), INCLUDED)
  assert.match(await page(`/v/${early.code}`), /Tercatat sejak 23 November 2026/)
})

test('a credential is unconfirmed until two of three witnesses saw it, then valid everywhere, also without us', async () => {
  const own = await award()
  const document = await stored(own)
  const waiting = async (why: string) => {
    for (const given of [document, await download(own)])
      assert.deepEqual(logOf(await verifyDocument(deps, given)), PENDING, why)
    assert.deepEqual(logOf(await byApi(document)), PENDING, why)
    const [indonesian, english] = [await page(`/v/${own.code}`), await page(`/en/v/${own.code}`)]
    assert.match(
      indonesian,
      /<p>Pencatatannya di log publik masih dikonfirmasi, biasanya dalam hitungan menit\.<\/p>/,
      why,
    )
    assert.match(
      english,
      /<p>Its entry in the public log is still being confirmed, ordinarily within minutes\.<\/p>/,
      why,
    )
    assert.doesNotMatch(indonesian, /Tercatat sejak/)
    actor = { personId: own.personId, name: '', roles: [] }
    assert.match(await page(`/wallet/credentials/${own.id}`), /Bukti dari log publik masih menyusul/, why)
    actor = null
  }
  await waiting('no position yet')
  await sequence(deps)
  await waiting('no witness yet')
  minutes(1)
  await cosigned(1)
  await waiting('one witness is no quorum')
  await cosigned(2)

  const [wallet, pdf] = [await download(own), await certificate(own)]
  assert.equal(await stored(own), document, 'the stored document is never touched')
  assert.deepEqual(logOf(await verifyDocument(deps, document)), INCLUDED)
  assert.deepEqual(logOf(await byApi(wallet)), INCLUDED)
  for (const [path, since] of [
    [`/v/${own.code}`, /Tercatat sejak 23 November 2026/],
    [`/en/v/${own.code}`, /In it since 23 November 2026/],
  ] as const)
    assert.match(await page(path), since)
  assert.match(await byForm(pdf), /<h1>Asli dan masih berlaku<\/h1>[\s\S]*Tercatat sejak/)
  const whole = await (await app.request(`/v/${own.code}`, { headers: PHONE })).text()
  assert.ok(gzipSync(whole).length <= 14 * 1024, `${gzipSync(whole).length} bytes of HTML`)
  const weeks = new Date(world.time.now.getTime() + 40 * 86_400_000)
  for (const file of [wallet, pdf]) {
    const alone = await verify(file, await offline(weeks))
    assert.equal(outcomeOf(alone), 'pass', 'without us')
  }
  actor = { personId: own.personId, name: '', roles: [] }
  const ready = await page(`/wallet/credentials/${own.id}`)
  actor = null
  assert.doesNotMatch(ready, /masih menyusul/)
})

test('while two witnesses are away issuing goes on; what was issued is cosigned when they are back', async () => {
  const before = world.time.now
  const during = [await award(), await award()]
  await sequence(deps)
  await cosigned(1)
  for (const own of during) {
    assert.deepEqual(logOf(await verifyDocument(deps, await stored(own))), PENDING)
    assert.equal(readLogProof(await download(own)), undefined)
  }
  minutes(3 * 60)
  const later = await award()
  await logged()
  for (const own of [...during, later]) {
    const report = await verifyDocument(deps, await stored(own))
    assert.deepEqual(logOf(report), INCLUDED)
    assert.ok(new Date(String(report.checks.at(-1)?.data.seenAt)) > before)
    assert.equal(outcomeOf(await verify(await download(own), await offline())), 'pass')
  }
})

/** What somebody signs with the issuer's key beside the site. */
async function signedBeside(change: (content: JsonObject) => JsonObject = (content) => content): Promise<string> {
  const { proof: _proof, ...content } = JSON.parse(await stored(early)) as JsonObject
  const issuer = await issuerOf(database.db, timur.organisationId, world.time.now)
  assert.ok(issuer)
  const options = { verificationMethod: issuer.verificationMethod, created: world.time.now }
  const changed = change(content)
  const [signature = new Uint8Array()] = await deps.signer.sign(issuer.signerName, [
    await signingInput(changed, options),
  ])
  return attachProof(changed, options, signature)
}

test('what is signed beside the site is in no log: invalid here at once, and after a day everywhere', async () => {
  minutes(1)
  const known = await signedBeside()
  const unknown = await signedBeside((content) => ({ ...content, id: 'http://localhost:3000/credentials/nobody' }))
  for (const forged of [known, unknown]) {
    assert.deepEqual(logOf(await verifyDocument(deps, forged)), MISSING)
    assert.deepEqual(logOf(await byApi(forged)), MISSING)
    assert.match(await byForm(forged), /<h1>Tidak tercatat|log publik/)
    const soon = await verify(forged, await offline())
    assert.deepEqual(logOf(soon).slice(2), ['unknown', 'log-proof-to-come', 'within-grace'])
    const day = new Date(world.time.now.getTime() + 86_400_001)
    assert.deepEqual(logOf(await verify(forged, await offline(day))), MISSING)
  }
  const proof = readLogProof(await download(early)) ?? ''
  const lent = await verifyDocument(deps, embedLogProof(known, proof))
  assert.deepEqual(logOf(lent), ['invalid', 'not-logged', 'fail', 'log-proof-wrong', 'not-included'])
})

test('another form of an award has a signature of its own: without a leaf it is never valid', async () => {
  minutes(1)
  const { proof: _proof, ...content } = JSON.parse(await stored(early)) as JsonObject
  const issuer = await issuerOf(database.db, timur.organisationId, world.time.now)
  assert.ok(issuer)
  const sign = async (message: Uint8Array) =>
    (await deps.signer.sign(issuer.signerName, [message]))[0] ?? new Uint8Array()
  const by = { verificationMethod: issuer.verificationMethod, kind: 'Ed25519', sign } as const
  const token = await issueJwt(content, { ...by, issuedAt: world.time.now })
  assert.deepEqual(logOf(await verifyDocument(deps, token)), MISSING)
  const alone = await verify(token, await offline(new Date(world.time.now.getTime() + 2 * 86_400_000)))
  assert.deepEqual(logOf(alone).slice(2), ['unknown', 'log-proof-to-come', 'not-asked'])
})

test('a witness that was replaced: old files can not be told any more, new ones are good', async () => {
  const old = await download(early)
  const [first, second] = witnesses.who.witnesses
  assert.ok(first && second)
  const others = { ...deps, logWitnesses: { witnesses: [first, second], quorum: 2 } }
  const told = await verifyDocument(others, old)
  assert.deepEqual(logOf(told).slice(2), ['unknown', 'log-not-witnessed', 'signature-unknown'])
  const anew = await credentials.travelling(others, early, await stored(early))
  assert.deepEqual(logOf(await verifyDocument(others, anew.text)), INCLUDED)
})

test('a stolen key: what witnesses saw before stays good; what is signed anew has a leaf of its own', async () => {
  const own = await award()
  await logged()
  const old = await download(own)
  const key = (await issuerOf(database.db, timur.organisationId, world.time.now))?.verificationMethod ?? ''
  minutes(10)
  const since = world.time.now
  minutes(1)
  const reason = { id: 'Kunci dicuri.', en: 'The key was stolen.' }
  const declared = await compromiseKey(deps, timur.organisationId, { verificationMethod: key, since }, reason, null)
  assert.ok(declared.ok)
  minutes(1)
  assert.deepEqual(logOf(await verifyDocument(deps, old)), INCLUDED, 'seen before the loss')
  const done = await resignCompromised(deps, timur.organisationId)
  assert.ok(done.ok && done.value.resigned === next)
  const fresh = await stored(own)
  assert.notEqual(fresh, old)
  assert.deepEqual(logOf(await verifyDocument(deps, fresh)), PENDING)
  await logged()
  const wallet = await download(own)
  assert.ok(wallet.includes(String(declared.value.newKey)))
  for (const given of [fresh, wallet, old]) assert.deepEqual(logOf(await verifyDocument(deps, given)), INCLUDED)
  assert.equal(outcomeOf(await verify(wallet, await offline())), 'pass')
  assert.deepEqual((await fsck(database.db, logReaders)).faults, [])
  assert.equal((await resignCompromised(deps, timur.organisationId)).ok, true)
})

test('the sandbox shows the log once it has begun, on the page, by the API and by the function of the command', async () => {
  assert.equal(await makeLogExamples(deps), true)
  const made = await sandboxCredentials(database.db)
  assert.equal(await makeLogExamples(deps), true)
  assert.deepEqual(await sandboxCredentials(database.db), made, 'once')
  await logged()
  const listed = JSON.parse(await page('/api/v1/sandbox')) as {
    name: string
    url: string
    verdict: string
    failingCheck: string | null
  }[]
  const own = listed.filter(({ name }) => name.startsWith('log-'))
  assert.deepEqual(
    own.map(({ name, verdict }) => [name, verdict]),
    [
      ['log-included', 'valid'],
      ['log-few-witnesses', 'unconfirmed'],
      ['log-missing', 'invalid'],
      ['log-of-another', 'invalid'],
    ],
  )
  for (const { name, url, verdict, failingCheck } of listed) {
    const served = await page(new URL(url).pathname)
    const report = await verifyDocument(deps, served)
    assert.equal(report.verdict, verdict, name)
    assert.deepEqual(logOf(await byApi(served)), logOf(report), name)
    assert.ok((await byForm(served)).includes(`<h1>${report.title.id}</h1>`), name)
    if (failingCheck === 'log')
      assert.deepEqual(
        report.checks.filter(({ outcome }) => outcome === 'fail' || outcome === 'unknown').map(({ id }) => id),
        ['log'],
        name,
      )
  }
  const alone = async (name: string) =>
    outcomeOf(await verify(await page(`/api/v1/sandbox/${name}.json`), await offline()))
  assert.deepEqual(await Promise.all(['log-included', 'valid', 'log-few-witnesses', 'log-of-another'].map(alone)), [
    'pass',
    'pass',
    'unknown',
    'fail',
  ])
  assert.deepEqual((await fsck(database.db, logReaders)).faults, [])
})

test('where the opening of a leaf was erased on request, what it held can not be found out', async () => {
  const own = await award()
  await logged()
  const wallet = await download(own)
  await eraseOpenings(database.db, own.personId, deps.clock())
  const report = await verifyDocument(deps, await stored(own))
  assert.deepEqual(logOf(report).slice(2), ['unknown', 'log-proof-to-come', 'not-available'])
  assert.deepEqual(logOf(await verifyDocument(deps, wallet)), INCLUDED, 'the holder has the proof')
})
