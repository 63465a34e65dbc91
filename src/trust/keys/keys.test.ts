import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { attachProof, type JsonObject, signingInput, verify } from '@lumbung/credential'
import { type AwardWorld, awardDeps, awardWorld } from '../../../test/support/award-world.ts'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import { decideAwards, findCredential, signPending, statusListDocument } from '../../credentials/index.ts'
import { addOrganisation } from '../../organisations/index.ts'
import { drawError } from '../../platform/errors.tsx'
import type { Actor } from '../../platform/page.ts'
import type { Outcome } from '../../platform/refusal.ts'
import { bilingualApp, pages } from '../../platform/web.ts'
import {
  type ActGiven,
  decideProposal,
  issuerOf,
  logReaders,
  propose,
  registerChanges,
  registerEntry,
  routes,
  trustList,
} from '../index.ts'

const none = { noConflict: true }
const keeper = (name: string): Actor => ({
  personId: name,
  name,
  roles: [{ organisationId: 'keeper', role: 'operator' }],
})
const [sutini, tamrin] = [keeper('sutini'), keeper('tamrin')]
const rotation: ActGiven = { act: 'rotate-key', content: { reason: 'scheduled', note: '' } }

let database: TestDatabase
let world: ReturnType<typeof awardDeps>
let timur: AwardWorld
let barat: AwardWorld
let site: ReturnType<typeof bilingualApp>

before(async () => {
  database = await testDatabase()
  world = awardDeps(database.db, '2026-11-23T07:05:00Z')
  const row = { city: null, province: null, createdAt: world.time.now, invented: true }
  await addOrganisation(database.db, { id: 'keeper', slug: 'keeper', name: 'Pengelola', kind: 'operator', ...row })
  timur = await awardWorld(world.deps, 'timur', 10)
  barat = await awardWorld(world.deps, 'barat', 10)
  site = bilingualApp()
  site.onError((error, c) => drawError(c, world.deps, error))
  site.use(pages(world.deps))
  site.route('/', routes(world.deps))
})
after(() => database.close())

function value<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.refusals.map(({ code, at }) => `${code} ${at ?? ''}`).join(', '))
  return outcome.value
}
const codes = (outcome: Outcome<unknown>) => (outcome.ok ? [] : outcome.refusals.map(({ code }) => code))
const minutes = (count: number) => {
  world.time.now = new Date(world.time.now.getTime() + count * 60_000)
}

async function together(organisationId: string, given: ActGiven) {
  const { proposalId } = value(await propose(world.deps, sutini, organisationId, given, none))
  assert.deepEqual(codes(await decideProposal(world.deps, sutini, proposalId, 'confirmed', none)), [
    'register.second-person-needed',
  ])
  return decideProposal(world.deps, tamrin, proposalId, 'confirmed', none)
}

const keyOf = async ({ organisationId }: AwardWorld) =>
  (await issuerOf(database.db, organisationId, world.time.now))?.verificationMethod ?? ''

async function signed({ issuer, versionId, enrolmentIds }: AwardWorld, index: number): Promise<string> {
  const decided = value(
    await decideAwards(world.deps, issuer, { versionId, enrolmentIds: [enrolmentIds[index] ?? ''] }),
  )
  await signPending(world.deps)
  return (await findCredential(database.db, decided.awarded[0]?.credentialId ?? ''))?.document ?? ''
}

async function verdict(document: string) {
  return verify(document, {
    now: world.time.now,
    trust: await trustList(world.deps, world.time.now),
    statusList: async (url: string) => value(await statusListDocument(world.deps, url.split('/').at(-1) ?? '')),
  })
}
const issuerCode = async (document: string) => (await verdict(document)).checks.find(({ id }) => id === 'issuer')?.code

/** The moment as the form sends it: Jakarta, to the minute. */
const moment = (at: Date) => new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 16)

const compromise = (factId: string, since: Date): ActGiven => ({
  act: 'compromise-key',
  content: { factId, since: moment(since), reason: 'stolen', note: '' },
})

test('a rotated key: the new one signs from the confirmation on, and what the old one signed stays good', async () => {
  const old = await keyOf(timur)
  const before = await signed(timur, 0)
  value(await together(timur.organisationId, rotation))
  const fresh = await keyOf(timur)
  assert.notEqual(fresh, old)
  const after = await signed(timur, 1)
  assert.ok(before.includes(old) && after.includes(fresh))
  minutes(5)
  // Also what was signed in the very second of the rotation.
  assert.equal((await verdict(before)).verdict, 'valid')
  assert.equal((await verdict(after)).verdict, 'valid')
})

test('a compromised key signs nothing more; what it signed before stays good, what it signed after does not', async () => {
  const stolen = await keyOf(barat)
  const early = await signed(barat, 0)
  minutes(10)
  const since = world.time.now
  minutes(10)
  const late = await signed(barat, 1)
  minutes(1)
  value(await together(barat.organisationId, compromise(stolen, since)))
  const fresh = await keyOf(barat)
  assert.ok(fresh !== '' && fresh !== stolen)
  const next = await signed(barat, 2)
  assert.ok(next.includes(fresh))
  minutes(1)
  assert.equal((await verdict(next)).verdict, 'valid')
  assert.equal(await issuerCode(late), 'issuer-key-compromised')
  assert.notEqual(await issuerCode(early), 'issuer-key-compromised')
})

test('a compromise is found to be earlier, never later; odd keys and moments are refused', async () => {
  const { organisationId } = barat
  const [first] = (await registerEntry(database.db, organisationId))?.keys ?? []
  assert.ok(first?.compromisedAt)
  const { verificationMethod: key, compromisedAt, from } = first
  const ask = async (given: ActGiven) => codes(await propose(world.deps, sutini, organisationId, given, none))
  assert.deepEqual(await ask(compromise(key, compromisedAt)), ['trust.key-compromised-already'])
  assert.deepEqual(await ask(compromise(key, new Date(world.time.now.getTime() + 600_000))), [
    'trust.compromise-ahead',
    'trust.key-compromised-already',
  ])
  assert.deepEqual(await ask(compromise(key, new Date(from.getTime() - 600_000))), ['trust.compromise-before-key'])
  assert.deepEqual(await ask(compromise('did:web:elsewhere#k', compromisedAt)), ['trust.key-unknown'])
  for (const since of ['', '2026-02-31T10:00', '2026-11-23', 'yesterday']) {
    const content = { factId: key, since, reason: 'guess', note: '' }
    assert.deepEqual(await ask({ act: 'compromise-key', content }), [
      'register.reason-missing',
      'register.moment-malformed',
    ])
  }
  const earlier = new Date(compromisedAt.getTime() - 300_000)
  value(await together(organisationId, compromise(key, earlier)))
  const [now] = (await registerEntry(database.db, organisationId))?.keys ?? []
  assert.equal(now?.compromisedAt?.toISOString(), earlier.toISOString())
})

test('a signer that is away: a rotation waits, a compromise does not', async () => {
  const old = await keyOf(timur)
  world.signer.broken = true
  try {
    const { proposalId } = value(await propose(world.deps, sutini, timur.organisationId, rotation, none))
    assert.deepEqual(codes(await decideProposal(world.deps, tamrin, proposalId, 'confirmed', none)), [
      'register.signer-away',
    ])
    assert.equal(await keyOf(timur), old)
    value(await together(timur.organisationId, compromise(old, new Date(world.time.now.getTime() - 60_000))))
    assert.equal(await keyOf(timur), '')
    world.signer.broken = false
    value(await decideProposal(world.deps, tamrin, proposalId, 'confirmed', none))
    assert.ok((await keyOf(timur)) !== old)
  } finally {
    world.signer.broken = false
  }
})

test('the list for verifiers is dated anew by a compromise, however far it reaches back', async () => {
  const list = await trustList(world.deps, world.time.now)
  const entry = await registerEntry(database.db, timur.organisationId)
  assert.ok(entry?.keys.every((key) => key.recordedAt <= new Date(list.asOf)))
  assert.equal(list.asOf, world.time.now.toISOString())
})

test('the DID document has a history, and the page, the feed and the log show every key and its end', async () => {
  const ask = async (query: string) => site.request(`/issuers/timur/did.json${query}`)
  const now = (await (await ask('')).json()) as { verificationMethod: unknown[]; assertionMethod: string[] }
  const then = (await (await ask('?versionTime=2026-11-23T07:04:00Z')).json()) as typeof now
  assert.equal(then.verificationMethod.length, 1)
  assert.equal(now.verificationMethod.length, 3)
  assert.deepEqual(now.assertionMethod.length, 2)
  for (const odd of ['2026-02-30T00:00', 'x', '1999-01-01T00:00:00Z', ''])
    assert.equal((await ask(`?versionTime=${odd}`)).status, 404)
  const page = await (await site.request('/register/timur')).text()
  assert.match(page, /Kunci bocor, jangan dipercaya/)
  assert.match(page, /Penggantian berkala/)
  const changes = (await registerChanges(database.db, 100)).filter(
    ({ kind, slug }) => kind === 'key' && slug === 'timur',
  )
  assert.deepEqual(changes.map(({ what }) => what).toSorted(), ['begun', 'begun', 'compromised', 'ended'])
  const [end] = changes.filter(({ what }) => what === 'ended')
  const read = await logReaders['issuer-key-end']?.(database.db, [end?.id ?? ''])
  assert.equal(read?.get(end?.id ?? '')?.what, 'rotated')
})

test('a host of a DID that is down or hijacked changes nothing: only keys of the register count', async () => {
  const document = await signed(timur, 5)
  minutes(1)
  // Nothing is fetched from the host: the verifier has no way to ask it.
  assert.equal((await verdict(document)).verdict, 'valid')
  const { proof, ...content } = JSON.parse(document) as JsonObject
  assert.ok(proof)
  const thief = await world.signer.createKey('thief')
  // What a hijacked host would serve: a document that names the thief's key under the issuer's DID.
  const options = { verificationMethod: `did:web:localhost%3A3000:issuers:timur#${thief}`, created: world.time.now }
  const [signature = new Uint8Array()] = await world.signer.sign('thief', [await signingInput(content, options)])
  const forged = attachProof(content, options, signature)
  assert.equal((await verdict(forged)).verdict, 'invalid')
  assert.equal(await issuerCode(forged), 'issuer-key-of-another')
})
