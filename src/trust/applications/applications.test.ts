import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'
import { awardDeps } from '../../../test/support/award-world.ts'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import { addOrganisation, type OrganisationKind } from '../../organisations/index.ts'
import type { Actor } from '../../platform/page.ts'
import type { Outcome } from '../../platform/refusal.ts'
import {
  type ActGiven,
  type ApplicationContent,
  addDocument,
  appealRefusal,
  decideProposal,
  declareConflict,
  endListing,
  logReaders,
  mayIssue,
  propose,
  recordFindings,
  registerAs,
  registerChanges,
  registerEntry,
  saveApplication,
  signingStopped,
  startApplication,
  submitApplication,
  trustList,
} from '../index.ts'
import { openApplications } from './store.ts'

const START = new Date('2026-11-24T03:00:00Z')
const DAY_MILLISECONDS = 86_400_000
const QUESTION = { kind: 'micro-credential', field: 'energy', level: 5 }
const PAPERS = ['legal-deed', 'authority-to-sign', 'quality-assurance', 'data-protection'] as const
const CONTENT: ApplicationContent = {
  legalName: 'LPK Pelita Selatan',
  legalForm: 'Yayasan',
  legalNumber: 'AHU-77/2015',
  legalSince: '2015-02-03',
  kinds: ['micro-credential'],
  fields: ['energy'],
  levelMin: '3',
  levelMax: '5',
  statement: '',
}
const none = { noConflict: true }

const actor = (personId: string, organisationId: string, role: string): Actor => ({
  personId,
  name: personId,
  roles: [{ organisationId, role }],
})
const [sutini, tamrin, lestari, mukhlis, paramita] = ['sutini', 'tamrin', 'lestari', 'mukhlis', 'paramita'].map(
  (name) => actor(name, 'keeper', 'operator'),
) as [Actor, Actor, Actor, Actor, Actor]
const assessor = actor('darwis', 'body', 'owner')
const colleague = actor('hasnah', 'body', 'owner')

let database: TestDatabase
let world: ReturnType<typeof awardDeps>
let turn = 0

before(async () => {
  database = await testDatabase()
  world = awardDeps(database.db, START.toISOString())
  await found('keeper', 'operator')
  await found('body', 'quality-body')
  value(await registerAs(world.deps, 'body', 'accreditation-body', { from: new Date('2020-01-01T00:00:00Z') }))
})
after(() => database.close())

async function found(id: string, kind: OrganisationKind = 'training-provider'): Promise<string> {
  const row = {
    id,
    slug: id,
    name: `Lembaga ${id}`,
    kind,
    city: null,
    province: null,
    createdAt: START,
    invented: true,
  }
  await addOrganisation(database.db, row)
  return id
}

function value<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.refusals.map(({ code, at }) => `${code} ${at ?? ''}`).join(', '))
  return outcome.value
}
const codes = (outcome: Outcome<unknown>): readonly string[] =>
  outcome.ok ? [] : outcome.refusals.map(({ code }) => code)
const pdf = (text: string) => ({ name: `${text}.pdf`, bytes: new TextEncoder().encode(`%PDF-1.4 ${text}`) })
const later = (days: number) => {
  world.time.now = new Date(world.time.now.getTime() + days * DAY_MILLISECONDS)
}

/** An organisation with an owner and a draft; `papers` are the ones that were sent. */
async function draft(papers: readonly string[] = PAPERS): Promise<{ id: string; owner: Actor; applicationId: string }> {
  const id = await found(`lpk-${++turn}`)
  const owner = actor(`owner-${id}`, id, 'owner')
  const { applicationId } = value(await startApplication(world.deps, owner, id, 'issuer'))
  value(await saveApplication(world.deps, owner, applicationId, 1, CONTENT))
  for (const item of papers) value(await addDocument(world.deps, owner, applicationId, item, pdf(item)))
  return { id, owner, applicationId }
}

async function submitted(): Promise<{ id: string; owner: Actor; applicationId: string }> {
  const made = await draft()
  value(await submitApplication(world.deps, made.owner, made.applicationId))
  return made
}

const attestation = (number: string, lastDay = '2030-12-31'): ActGiven => ({
  act: 'attest',
  content: { bodyId: 'body', scheme: 'Akreditasi', level: 'Baik', number, from: '2026-01-01', lastDay },
})
const listing: ActGiven = {
  act: 'list',
  content: {
    class: 'issuer',
    authorisations: [{ kinds: ['micro-credential'], fields: ['energy'], levelMin: 3, levelMax: 5, lastDay: '' }],
  },
}
const refusal: ActGiven = {
  act: 'refuse',
  content: { reasons: ['document-not-genuine'], note: 'Stempel tidak terbaca.' },
}

/** Two people change something: the first proposes, the second confirms. */
async function together(id: string, given: ActGiven, first: Actor, second: Actor, applicationId: string | null = null) {
  const { proposalId } = value(await propose(world.deps, first, id, given, { ...none, applicationId }))
  return decideProposal(world.deps, second, proposalId, 'confirmed', none)
}

async function examine(applicationId: string): Promise<void> {
  const findings = PAPERS.map((item) => ({ item, met: true, note: '' }))
  value(await recordFindings(world.deps, sutini, applicationId, findings))
}

async function listed(): Promise<{ id: string; owner: Actor; applicationId: string }> {
  const made = await submitted()
  value(await together(made.id, attestation(`N-${made.id}`), assessor, colleague))
  await examine(made.applicationId)
  value(await together(made.id, listing, sutini, tamrin, made.applicationId))
  return made
}

test('an application without papers is refused with every missing one, and stays a draft', async () => {
  const { owner, applicationId } = await draft(['quality-assurance'])
  const sent = await submitApplication(world.deps, owner, applicationId)
  assert.ok(!sent.ok)
  assert.deepEqual(
    sent.refusals.map(({ code, values }) => [code, values?.item]),
    [
      ['register.document-missing', 'legal-deed'],
      ['register.document-missing', 'authority-to-sign'],
      ['register.document-missing', 'data-protection'],
    ],
  )
  assert.ok(!(await openApplications(database.db)).some(({ id }) => id === applicationId))
})

test('a document is known by its bytes: its type, its size and its SHA-256', async () => {
  const { owner, applicationId } = await draft([])
  const add = (bytes: Uint8Array | null, item = 'legal-deed') =>
    addDocument(world.deps, owner, applicationId, item, bytes === null ? null : { name: '../akta.pdf', bytes })
  assert.deepEqual(codes(await add(null)), ['register.document-empty'])
  assert.deepEqual(codes(await add(new TextEncoder().encode('<script>'))), ['register.document-type'])
  assert.deepEqual(codes(await add(new Uint8Array(5_000_001))), [
    'register.document-too-large',
    'register.document-type',
  ])
  assert.deepEqual(codes(await add(pdf('x').bytes, 'no-such-point')), ['register.item-unknown'])
  const kept = value(await add(pdf('akta').bytes))
  assert.equal(kept.sha256, createHash('sha256').update(pdf('akta').bytes).digest('hex'))
})

test('a draft is its own organisation’s, saved in one window at a time, and unchangeable once submitted', async () => {
  const { owner, applicationId } = await draft()
  const stranger = actor('stranger', 'elsewhere', 'owner')
  assert.deepEqual(codes(await saveApplication(world.deps, stranger, applicationId, 2, CONTENT)), ['register.unknown'])
  assert.deepEqual(codes(await saveApplication(world.deps, owner, applicationId, 1, CONTENT)), [
    'register.changed-elsewhere',
  ])
  const odd = { ...CONTENT, legalSince: '2026-02-31', kinds: ['degree'], levelMin: '7', levelMax: '3', legalNumber: '' }
  value(await saveApplication(world.deps, owner, applicationId, 2, odd))
  assert.deepEqual(codes(await submitApplication(world.deps, owner, applicationId)), [
    'register.legal-number-missing',
    'register.legal-since-malformed',
    'register.kinds-missing',
    'register.levels-reversed',
  ])
  value(await saveApplication(world.deps, owner, applicationId, 3, CONTENT))
  assert.equal(value(await submitApplication(world.deps, owner, applicationId)).dueOn, '2026-12-24')
  assert.deepEqual(codes(await saveApplication(world.deps, owner, applicationId, 4, CONTENT)), [
    'register.submitted-already',
  ])
})

test('listing needs the points met, an attestation by a registered body, and a second person', async () => {
  const { id, applicationId } = await submitted()
  const early = await propose(world.deps, sutini, id, listing, { ...none, applicationId })
  assert.deepEqual(codes(early), [
    'register.legal-standing-not-met',
    'register.legal-standing-not-met',
    'register.point-not-met',
    'register.point-not-met',
    'trust.no-attestation',
  ])
  await examine(applicationId)
  value(await together(id, attestation(`A-${id}`), assessor, colleague))
  const { proposalId } = value(await propose(world.deps, sutini, id, listing, { ...none, applicationId }))
  assert.deepEqual(codes(await mayIssue(database.db, id, QUESTION, world.time.now)), ['trust.not-listed'])
  const alone = await decideProposal(world.deps, sutini, proposalId, 'confirmed', none)
  assert.deepEqual(codes(alone), ['register.second-person-needed'])
  const again = await propose(world.deps, lestari, id, refusal, { ...none, applicationId })
  assert.deepEqual(codes(again), ['register.proposal-waiting'])
  value(await decideProposal(world.deps, tamrin, proposalId, 'confirmed', none))
  assert.ok((await mayIssue(database.db, id, QUESTION, world.time.now)).ok)
  assert.deepEqual(codes(await decideProposal(world.deps, lestari, proposalId, 'declined', { ...none, note: 'x' })), [
    'register.decided-already',
  ])
})

test('a signer that is away: the listing waits, and nothing is half written', async () => {
  const { id, owner, applicationId } = await submitted()
  assert.deepEqual(codes(await startApplication(world.deps, owner, id, 'issuer')), ['register.application-waiting'])
  await examine(applicationId)
  value(await together(id, attestation(`S-${id}`), assessor, colleague))
  const { proposalId } = value(await propose(world.deps, sutini, id, listing, { ...none, applicationId }))
  world.signer.broken = true
  const away = await decideProposal(world.deps, tamrin, proposalId, 'confirmed', none)
  world.signer.broken = false
  assert.deepEqual(codes(away), ['register.signer-away'])
  assert.equal((await registerEntry(database.db, id))?.listings.length ?? 0, 0)
  value(await decideProposal(world.deps, tamrin, proposalId, 'confirmed', none))
  assert.equal((await registerEntry(database.db, id))?.listings.length, 1)
})

test('two who confirm at the same moment: one of them does', async () => {
  const { id } = await listed()
  const suspend: ActGiven = { act: 'suspend', content: { reason: 'investigation', note: '' } }
  const { proposalId } = value(await propose(world.deps, sutini, id, suspend, none))
  const both = await Promise.all(
    [tamrin, lestari].map((one) => decideProposal(world.deps, one, proposalId, 'confirmed', none)),
  )
  assert.equal(both.filter(({ ok }) => ok).length, 1)
  assert.deepEqual(both.flatMap(codes), ['register.decided-already'])
  assert.equal((await registerEntry(database.db, id))?.suspensions.length, 1)
})

test('who is too near takes no part: an own role, a declared conflict, an unanswered question, no right at all', async () => {
  const { id, applicationId } = await submitted()
  const insider = { ...sutini, roles: [...sutini.roles, { organisationId: id, role: 'assessor' }] }
  assert.deepEqual(codes(await recordFindings(world.deps, insider, applicationId, [])), ['register.own-organisation'])
  value(await declareConflict(world.deps, paramita, id, 'Saudara bekerja di sana.'))
  const near = await propose(world.deps, paramita, id, refusal, { noConflict: false, applicationId })
  assert.deepEqual(codes(near), ['register.conflict-declared', 'register.conflict-not-answered'])
  // A role of the same name in another organisation gives no right over the register.
  const pretender = actor('pretender', 'elsewhere', 'operator')
  assert.deepEqual(codes(await propose(world.deps, pretender, id, refusal, { ...none, applicationId })), [
    'register.not-allowed',
  ])
  const { proposalId } = value(await propose(world.deps, sutini, id, refusal, { ...none, applicationId }))
  assert.deepEqual(codes(await decideProposal(world.deps, paramita, proposalId, 'confirmed', none)), [
    'register.conflict-declared',
  ])
  assert.deepEqual(codes(await decideProposal(world.deps, pretender, proposalId, 'confirmed', none)), [
    'register.not-allowed',
  ])
})

test('a refusal names its reasons, is appealed in time, and others decide the appeal', async () => {
  const { id, owner, applicationId } = await submitted()
  const empty: ActGiven = { act: 'refuse', content: { reasons: ['because'], note: '' } }
  assert.deepEqual(codes(await propose(world.deps, sutini, id, empty, { ...none, applicationId })), [
    'register.reason-missing',
  ])
  assert.deepEqual(codes(await appealRefusal(world.deps, owner, applicationId, 'Stempel terbaca jelas.')), [
    'register.nothing-to-appeal',
  ])
  value(await together(id, refusal, sutini, tamrin, applicationId))
  assert.deepEqual(codes(await appealRefusal(world.deps, owner, applicationId, '')), ['register.grounds-missing'])
  later(14)
  const appealed = value(await appealRefusal(world.deps, owner, applicationId, 'Stempel terbaca jelas.'))
  assert.equal(appealed.dueOn, '2026-12-29')
  await examine(applicationId)
  value(await together(id, attestation(`B-${id}`), assessor, colleague))
  for (const one of [sutini, tamrin]) {
    const before = await propose(world.deps, one, id, listing, { ...none, applicationId })
    assert.deepEqual(codes(before), ['register.decided-before'])
  }
  const { proposalId } = value(await propose(world.deps, lestari, id, listing, { ...none, applicationId }))
  assert.deepEqual(codes(await decideProposal(world.deps, tamrin, proposalId, 'confirmed', none)), [
    'register.decided-before',
  ])
  value(await decideProposal(world.deps, mukhlis, proposalId, 'confirmed', none))
  assert.ok((await mayIssue(database.db, id, QUESTION, world.time.now)).ok)
})

test('an appeal too late is refused, and a refused appeal is final', async () => {
  const late = await submitted()
  value(await together(late.id, refusal, sutini, tamrin, late.applicationId))
  const final = await submitted()
  value(await together(final.id, refusal, sutini, tamrin, final.applicationId))
  value(await appealRefusal(world.deps, final.owner, final.applicationId, 'Keputusan itu keliru.'))
  value(await together(final.id, refusal, lestari, mukhlis, final.applicationId))
  assert.deepEqual(codes(await appealRefusal(world.deps, final.owner, final.applicationId, 'Sekali lagi, keliru.')), [
    'register.nothing-to-appeal',
  ])
  later(15)
  assert.deepEqual(codes(await appealRefusal(world.deps, late.owner, late.applicationId, 'Stempel terbaca.')), [
    'register.appeal-too-late',
  ])
})

test('attestations: only by a registered body, with an end after its start and a number of its own', async () => {
  const id = await found('lpk-attested')
  assert.deepEqual(codes(await propose(world.deps, sutini, id, attestation('K-1'), none)), ['register.not-allowed'])
  const odd: ActGiven = {
    act: 'attest',
    content: { bodyId: 'body', scheme: '', level: '', number: '!', from: '2019-06-01', lastDay: '2019-05-01' },
  }
  assert.deepEqual(codes(await propose(world.deps, assessor, id, odd, none)), [
    'register.scheme-missing',
    'register.result-missing',
    'trust.body-not-registered',
    'trust.attestation-ends-first',
    'trust.attestation-number-malformed',
  ])
  value(await together(id, attestation('K-2'), assessor, sutini))
  const twice = await propose(world.deps, assessor, await found('lpk-second'), attestation('K-2'), none)
  assert.deepEqual(codes(twice), ['trust.attestation-number-used'])
})

test('an accreditation that ends takes the right with it, and the past is answered as it was', async () => {
  const { id } = await listed()
  const now = world.time.now
  const entry = await registerEntry(database.db, id)
  const factId = entry?.attestations[0]?.id ?? ''
  const end: ActGiven = { act: 'end-attestation', content: { bodyId: 'body', factId, lastDay: '', note: 'Dicabut.' } }
  later(1)
  value(await together(id, end, assessor, colleague))
  assert.deepEqual(codes(await mayIssue(database.db, id, QUESTION, world.time.now)), ['trust.attestation-ended'])
  assert.ok((await mayIssue(database.db, id, QUESTION, now)).ok)
  assert.deepEqual(
    (await signingStopped(database.db, id, world.time.now)).map(({ code }) => code),
    ['trust.attestation-ended'],
  )
})

test('authorisations: overlaps name the other one; an end before the start, a start too far off and a repeat are refused', async () => {
  const { id } = await listed()
  const give = (more: object): ActGiven => ({
    act: 'authorise',
    content: {
      kinds: ['licence'],
      fields: [],
      levelMin: 3,
      levelMax: 4,
      from: '2027-02-01',
      lastDay: '2027-12-31',
      note: 'Keputusan 7.',
      ...more,
    },
  })
  const ask = async (more: object) => propose(world.deps, sutini, id, give(more), none)
  const clash = await ask({ kinds: ['micro-credential'] })
  assert.ok(!clash.ok)
  const [standing] = (await registerEntry(database.db, id))?.authorisations ?? []
  assert.equal(clash.refusals[0].code, 'trust.authorisation-overlaps')
  assert.equal(clash.refusals[0].values?.authorisation, standing?.id)
  assert.deepEqual(codes(await ask({ lastDay: '2027-01-15' })), ['trust.authorisation-ends-first'])
  // Too far back lies before the listing as well.
  assert.deepEqual(codes(await ask({ from: '2020-01-01' })), ['trust.start-too-far-back', 'trust.not-listed'])
  assert.deepEqual(codes(await ask({ from: '2031-01-01', lastDay: '' })), ['trust.start-too-far-ahead'])
  assert.deepEqual(codes(await ask({ from: '31-01-2027', kinds: ['degree'] })), [
    'register.kinds-missing',
    'register.day-malformed',
  ])
  value(await together(id, give({}), sutini, tamrin))
  const inForce = (day: string) =>
    mayIssue(database.db, id, { kind: 'licence', field: 'health', level: 3 }, new Date(day))
  assert.equal((await inForce('2027-01-31T16:59:59Z')).ok, false)
  assert.ok((await inForce('2027-01-31T17:00:00Z')).ok)
  assert.ok((await inForce('2027-12-31T16:59:59Z')).ok)
  assert.equal((await inForce('2027-12-31T17:00:00Z')).ok, false)
})

test('a suspension stops awards and signatures at once, leaves a dated note, and ends', async () => {
  const { id } = await listed()
  const before = world.time.now
  later(1)
  const suspend: ActGiven = { act: 'suspend', content: { reason: 'fraud-suspected', note: 'Berkas diperiksa.' } }
  value(await together(id, suspend, sutini, tamrin))
  assert.deepEqual(codes(await mayIssue(database.db, id, QUESTION, world.time.now)), ['trust.suspended'])
  assert.deepEqual(
    (await signingStopped(database.db, id, world.time.now)).map(({ code }) => code),
    ['trust.suspended'],
  )
  assert.ok((await mayIssue(database.db, id, QUESTION, before)).ok)
  assert.deepEqual(codes(await propose(world.deps, sutini, id, suspend, none)), ['trust.already-suspended'])
  later(2)
  const resume: ActGiven = { act: 'resume', content: { reason: 'nothing-found', note: '' } }
  value(await together(id, resume, tamrin, lestari))
  assert.ok((await mayIssue(database.db, id, QUESTION, world.time.now)).ok)
  const snapshot = await trustList(world.deps, world.time.now)
  const issuer = snapshot.issuers.find(({ organisationId }) => organisationId === id)
  assert.equal(issuer?.listings.length, 1)
  assert.equal(issuer?.authorisations.length, 2, 'the right is interrupted, so that a verifier says the same as we do')
  assert.equal(issuer?.notes?.[0]?.text.id, 'Dugaan kecurangan. Berkas diperiksa.')
})

test('a correction is a new row: what was known before is still known to have been known', async () => {
  const { id } = await listed()
  const known = world.time.now
  const [one] = (await registerEntry(database.db, id))?.authorisations ?? []
  later(3)
  const correct = (lastDay: string, from = '2026-11-30'): ActGiven => ({
    act: 'correct',
    content: { kind: 'authorisation', factId: one?.id ?? '', from, lastDay, note: 'Salah ketik.' },
  })
  assert.deepEqual(codes(await propose(world.deps, sutini, id, correct('2026-10-01'), none)), [
    'trust.end-before-start',
  ])
  value(await together(id, correct('2026-12-01'), sutini, tamrin))
  assert.equal((await mayIssue(database.db, id, QUESTION, world.time.now)).ok, false)
  assert.ok((await mayIssue(database.db, id, QUESTION, world.time.now, known)).ok)
  const [newest] = await registerChanges(database.db, 1)
  assert.deepEqual([newest?.kind, newest?.what, newest?.organisationId], ['authorisation', 'corrected', id])
  assert.ok((newest?.backdatedDays ?? 0) > 3, 'a change that reaches back shows at once')
})

test('an end is one more row, and readers of the log see rows as they were written', async () => {
  const { id, applicationId } = await listed()
  const [begun] = (await registerEntry(database.db, id))?.listings ?? []
  const read = async (subject: keyof typeof logReaders, rowId: string) =>
    (await logReaders[subject](database.db, [rowId])).get(rowId)
  const before = await read('listing', begun?.id ?? '')
  assert.equal(new Date(String(before?.recorded_at)).getTime(), begun?.recordedAt.getTime())
  later(1)
  value(await endListing(world.deps, id, { id: 'Tutup.', en: 'Closed.' }, null))
  const [ended] = (await registerEntry(database.db, id))?.listings ?? []
  assert.equal(ended?.supersedes, begun?.id)
  assert.deepEqual(await read('listing', begun?.id ?? ''), before)
  assert.equal((await read('listing-end', ended?.id ?? ''))?.supersedes, begun?.id)
  assert.equal(await read('listing', 'nothing'), undefined)
  const application = await read('register-application', applicationId)
  const papers = application?.papers as unknown as readonly { item: string; sha256: string }[]
  assert.deepEqual(
    papers.map(({ item }) => item),
    [...PAPERS].sort(),
  )
  assert.equal(papers[0]?.sha256, createHash('sha256').update(pdf('authority-to-sign').bytes).digest('hex'))
})

test('frameworks and standard-setters are listed by application, and can be given no right to issue', async () => {
  const id = await found('kerangka')
  const owner = actor('owner-kerangka', id, 'owner')
  const { applicationId } = value(await startApplication(world.deps, owner, id, 'framework'))
  value(
    await saveApplication(world.deps, owner, applicationId, 1, { ...CONTENT, kinds: [], levelMin: '', levelMax: '' }),
  )
  for (const item of ['mandate', 'published-text'])
    value(await addDocument(world.deps, owner, applicationId, item, pdf(item)))
  value(await submitApplication(world.deps, owner, applicationId))
  const findings = ['mandate', 'published-text'].map((item) => ({ item, met: true, note: '' }))
  value(await recordFindings(world.deps, sutini, applicationId, findings))
  const given: ActGiven = { act: 'list', content: { class: 'framework', authorisations: [] } }
  value(await together(id, given, sutini, tamrin, applicationId))
  assert.deepEqual(codes(await mayIssue(database.db, id, QUESTION, world.time.now)), ['trust.class-cannot-issue'])
  const right: ActGiven = {
    act: 'authorise',
    content: { kinds: ['licence'], fields: [], levelMin: 3, levelMax: 4, from: '2027-02-01', lastDay: '', note: 'x' },
  }
  assert.deepEqual(codes(await propose(world.deps, sutini, id, right, none)), ['trust.not-listed'])
  const again = await startApplication(world.deps, owner, id, 'framework')
  assert.deepEqual(codes(again), ['register.already-listed'])
  const twice = await trustList(world.deps, world.time.now)
  assert.ok(!twice.issuers.some(({ organisationId }) => organisationId === id))
})

test('rights end with the listing they were given under: a later listing brings none of them back', async () => {
  const { id, owner } = await listed()
  later(1)
  const end: ActGiven = { act: 'end-listing', content: { class: 'issuer', reason: 'asked', note: '' } }
  value(await together(id, end, sutini, tamrin))
  assert.deepEqual(codes(await mayIssue(database.db, id, QUESTION, world.time.now)), ['trust.listing-ended'])
  later(1)
  const { applicationId } = value(await startApplication(world.deps, owner, id, 'issuer'))
  value(await saveApplication(world.deps, owner, applicationId, 1, { ...CONTENT, kinds: ['licence'] }))
  for (const item of PAPERS) value(await addDocument(world.deps, owner, applicationId, item, pdf(item)))
  value(await submitApplication(world.deps, owner, applicationId))
  await examine(applicationId)
  const narrow: ActGiven = {
    act: 'list',
    content: {
      class: 'issuer',
      authorisations: [{ kinds: ['licence'], fields: ['energy'], levelMin: 3, levelMax: 3, lastDay: '' }],
    },
  }
  value(await together(id, narrow, sutini, tamrin, applicationId))
  assert.ok((await mayIssue(database.db, id, { ...QUESTION, kind: 'licence', level: 3 }, world.time.now)).ok)
  assert.deepEqual(codes(await mayIssue(database.db, id, QUESTION, world.time.now)), [
    'trust.kind-not-authorised',
    'trust.level-not-authorised',
  ])
})
