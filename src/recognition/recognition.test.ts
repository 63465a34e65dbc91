import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { Hono } from 'hono'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { idleDeps } from '../../test/support/deps.ts'
import { addAgribusiness, addInstitution } from '../../test/support/institutions.ts'
import { type Visitor, visitor } from '../../test/support/room.ts'
import { balance, routes as bankRoutes, deposit, statement, usesOf } from '../bank/index.ts'
import {
  addCourse,
  addMembership,
  addProgramme,
  findProgramme,
  routes as organisationRoutes,
  rolesOf,
} from '../organisations/index.ts'
import { findPeople, registerPerson } from '../people/index.ts'
import { sql } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { newId } from '../platform/ids.ts'
import type { AppEnv } from '../platform/page.ts'
import {
  accountHooks,
  type CredentialFacts,
  type CredentialSource,
  replay,
  requestsOf,
  routes,
  standingDecision,
} from './index.ts'
import { grantedOf } from './store-granted.ts'

let world: TestDatabase
let deps: Deps
let site: Hono<AppEnv>
let now = new Date('2026-11-23T07:05:00Z')
const verdicts = new Map<string, 'valid' | 'invalid' | 'unconfirmed'>()
const facts = new Map<string, CredentialFacts>()
const source: CredentialSource = {
  credentialFacts: async (id) => facts.get(id) ?? null,
  verdictOf: async (id) => ({ verdict: verdicts.get(id) ?? 'valid', kind: 'valid' }),
}
let wartini = ''
let kasdi = ''
let tamara = ''
let rahmadi = ''

before(async () => {
  world = await testDatabase()
  deps = { ...idleDeps(world.db, () => now), publicUrl: 'http://localhost:3000' }
  site = new Hono<AppEnv>()
    .route('/', organisationRoutes(deps))
    .route('/', bankRoutes(deps, accountHooks(deps)))
    .route('/', routes(deps, source))
  for (const [id, name, kind] of [
    ['samara', 'Universitas Bukit Samara', 'university'],
    ['merapu', 'Universitas Tanjung Merapu', 'university'],
    ['arung', 'Politeknik Arung Timur', 'polytechnic'],
  ] as const) {
    await addInstitution(world.db, id, kind, now, name)
  }
  await addAgribusiness(world.db)
  await addProgramme(world.db, {
    id: 'merapu-ti',
    organisationId: 'merapu',
    code: '55201',
    name: { id: 'Informatika', en: 'Informatics' },
    level: 'S1',
    kkniLevel: 6,
    totalSks: 144,
    totalCourses: 50,
  })
  await addCourse(world.db, {
    id: 'agr214',
    programmeId: 'agri',
    code: 'AGR 214',
    name: { id: 'Statistika Pertanian', en: 'Farm Statistics' },
    sks: 2,
  })
  const person = async (name: string) => {
    const added = await registerPerson(deps, { name, language: 'id' })
    assert.ok(added.ok)
    return added.value.id
  }
  ;[wartini, kasdi, tamara, rahmadi] = [
    await person('Wartini'),
    await person('Kasdi'),
    await person('Tamara'),
    await person('Rahmadi'),
  ]
  for (const [organisationId, personId] of [
    ['samara', tamara],
    ['merapu', rahmadi],
  ] as const) {
    await addMembership(world.db, {
      id: newId(),
      organisationId,
      personId,
      role: 'registrar',
      grantedBy: null,
      validFrom: new Date('2026-01-01'),
    })
  }
})
after(() => world.close())
beforeEach(() => {
  now = new Date('2026-11-23T07:05:00Z')
})

const as = async (personId: string | null): Promise<Visitor> => {
  if (personId === null) return visitor(deps, site, null)
  const name = (await findPeople(world.db, [personId])).get(personId)?.name ?? ''
  return visitor(deps, site, { personId, name, roles: await rolesOf(world.db, personId, now) })
}
const get = async (who: string | null, path: string) => (await as(who)).get(path)
const post = async (who: string, path: string, fields: Record<string, string>) => (await as(who)).post(path, fields)
const STUDY = {
  programmeId: 'agri',
  nim: 'H0817.042/A-1',
  semester: '6',
  sksTaken: '100',
  onlineSks: '58',
  outsideSks: '20',
  onlineCourses: '',
}

async function earn(
  personId: string,
  credentialId: string,
  sks: number,
  extra: Partial<CredentialFacts> = {},
): Promise<void> {
  const one: CredentialFacts = {
    credentialId,
    accountId: credentialId,
    personId,
    definitionId: null,
    definitionVersionId: `v-${credentialId}`,
    title: { id: 'Statistika Terapan', en: 'Applied Statistics' },
    sks,
    hours: sks * 45,
    kkniLevel: 5,
    mode: 'online',
    issuerName: 'Politeknik Arung Timur',
    organisationId: 'arung',
    issuedOn: '2026-10-12',
    ...extra,
  }
  facts.set(credentialId, one)
  await deposit(world.db, {
    personId,
    credentialId,
    definitionVersionId: `v-${credentialId}`,
    attempt: 1,
    hours: one.hours,
    sks,
    title: one.title,
    issuerOrganisationId: one.organisationId,
    postedBy: 'provider',
    postedAt: now,
  })
}
async function confirmed(personId: string, form: Record<string, string> = STUDY): Promise<void> {
  assert.equal((await post(personId, '/wallet/study', form)).status, 303)
  const page = await get(tamara, '/registrar/students')
  const id = /registrar\/students\/([a-z0-9]{26})/.exec(page.text)?.[1] ?? ''
  assert.equal((await post(tamara, `/registrar/students/${id}/answer`, { answer: 'confirm' })).status, 303)
}
async function asked(
  personId: string,
  credentialId: string,
  sks: number,
  more: Record<string, string> = {},
): Promise<string> {
  const sent = await post(personId, '/credit/requests', { credential: credentialId, sks: String(sks), ...more })
  assert.equal(sent.status, 303, sent.text)
  return sent.location.split('/').at(-1) ?? ''
}
const has = (text: string, ...parts: string[]) => {
  for (const part of parts) assert.equal(text.includes(part), true, `missing: ${part}`)
}
const decision = (grantedSks: number, more: Record<string, string> = {}) => ({
  outcome: 'elective-block',
  grantedSks: String(grantedSks),
  courseId: '',
  reason: 'Capaian sesuai dengan mata kuliah pilihan.',
  waiverReason: '',
  ...more,
})

test('pages of the account ask for sign-in', async () => {
  for (const path of ['/credit', '/wallet/study', '/credit/requests', '/registrar'])
    assert.equal((await get(null, path)).status, 401, path)
})

test('a statement with faults names every one and keeps what was typed', async () => {
  const answer = await post(kasdi, '/wallet/study', {
    ...STUDY,
    nim: 'spasi di nim',
    semester: '21',
    sksTaken: '145',
    onlineSks: '200',
  })
  assert.equal(answer.status, 422)
  for (const text of [
    'NIM tidak bisa dibaca',
    'Semester harus antara 1 dan 20',
    'SKS lebih banyak daripada seluruh program',
    'spasi di nim',
  ])
    assert.ok(answer.text.includes(text), text)
})

test('until the registrar confirms, headroom is unknown and nothing can be counted', async () => {
  await earn(wartini, 'c-stat', 3)
  assert.equal((await post(wartini, '/wallet/study', STUDY)).status, 303)
  has((await get(wartini, '/credit')).text, 'Kampus belum mengonfirmasi data studi Anda')
  const id = await asked(wartini, 'c-stat', 3)
  const refused = await post(tamara, `/registrar/requests/${id}/decision`, decision(3))
  assert.equal(refused.status, 422)
  has(refused.text, 'Data studi mahasiswa ini belum dikonfirmasi')
  const held = await balance(world.db, wartini)
  assert.deepEqual([held.sks, held.reservedSks, held.usedSks], [0, 3, 0])
})

test('only the registrar of that university may confirm, and another one finds nothing', async () => {
  const page = await get(tamara, '/registrar/students')
  const id = /registrar\/students\/([a-z0-9]{26})/.exec(page.text)?.[1] ?? ''
  assert.equal((await get(rahmadi, `/registrar/students/${id}`)).status, 404)
  assert.equal((await post(rahmadi, `/registrar/students/${id}/answer`, { answer: 'confirm' })).status, 404)
  assert.equal((await get(wartini, `/registrar/students/${id}`)).status, 403)
  assert.equal((await post(tamara, `/registrar/students/${id}/answer`, { answer: 'refuse', reason: '' })).status, 422)
  assert.equal((await post(tamara, `/registrar/students/${id}/answer`, { answer: 'confirm' })).status, 303)
  const credit = await get(wartini, '/en/credit')
  has(credit.text, '40% of 144 SKS, from semester 5')
  has(credit.text, '49% of 144 SKS')
})

test('the registrar decides, the ledger moves once, and the learner reads the reason', async () => {
  const [request] = await requestsOf(world.db, wartini)
  const id = request?.id ?? ''
  const queue = await get(tamara, '/registrar')
  has(queue.text, 'Wartini', 'Statistika Terapan')
  assert.equal(
    (
      await post(
        tamara,
        `/registrar/requests/${id}/decision`,
        decision(3, { outcome: 'course-equivalence', courseId: 'agr214' }),
      )
    ).status,
    303,
  )
  assert.deepEqual(await balance(world.db, wartini), {
    sks: 0,
    minutes: 0,
    reservedSks: 0,
    usedSks: 3,
    depositedSks: 3,
  })
  const seen = await get(wartini, `/credit/requests/${id}`)
  has(seen.text, 'Capaian sesuai dengan mata kuliah pilihan.', 'AGR 214')
  const credit = await get(wartini, '/credit')
  has(credit.text, 'Tidak bisa dihitung lagi di tempat lain')
  const { rows } = await sql<{
    payload: { personId: string; template: string }
  }>`select payload from outbox where kind = 'letter' and unique_key like 'recognition:%'`.execute(world.db)
  assert.deepEqual(
    rows.map(({ payload }) => [payload.personId, payload.template]),
    [[wartini, 'recognition.counted']],
  )
  const counted = await grantedOf(world.db, [request?.facts.definitionVersionId ?? ''])
  assert.deepEqual(
    counted.map(({ organisationId, courseCode, sks }) => [organisationId, courseCode, sks]),
    [[request?.organisationId, 'AGR 214', 3]],
  )
  assert.deepEqual(await grantedOf(world.db, ['another-version']), [])
})

test('a decision keeps rules, inputs and trace, and replaying it gives the same answer', async () => {
  const [request] = await requestsOf(world.db, wartini)
  const kept = await standingDecision(world.db, wartini, request?.id ?? '')
  assert.ok(kept !== null)
  assert.equal(kept.ruleSetId, 'brief')
  assert.deepEqual(await replay(world.db, kept), kept.trace)
  const page = (await get(tamara, `/registrar/requests/${request?.id}`)).text
  has(page, 'hasilnya sama')
  has(page, 'Tidak dihitung di tempat lain.')
})

test('a request is decided once, also when two registrars press at the same moment', async () => {
  await confirmed(kasdi, { ...STUDY, nim: 'K-1', onlineSks: '0', outsideSks: '0' })
  await earn(kasdi, 'c-race', 2)
  const id = await asked(kasdi, 'c-race', 2)
  const both = await Promise.all([
    post(tamara, `/registrar/requests/${id}/decision`, decision(2)),
    post(tamara, `/registrar/requests/${id}/decision`, decision(2)),
  ])
  assert.deepEqual(both.map(({ status }) => status).sort(), [303, 422])
  has(both.find(({ status }) => status === 422)?.text ?? '', 'Pengajuan ini sudah diputuskan')
  assert.equal((await usesOf(world.db, ['c-race'])).length, 1)
})

test('another university finds neither the case nor its decision', async () => {
  const [request] = await requestsOf(world.db, kasdi)
  const path = `/registrar/requests/${request?.id}`
  assert.equal((await get(rahmadi, path)).status, 404)
  assert.equal((await post(rahmadi, `${path}/decision`, decision(1))).status, 404)
  assert.equal((await post(rahmadi, `${path}/decision/reversal`, {})).status, 404)
  assert.equal((await get(kasdi, path)).status, 403)
  assert.equal((await get(tamara, '/registrar/requests/00000000000000000000000000')).status, 404)
  assert.equal((await get(wartini, `/credit/requests/${request?.id}`)).status, 404)
})

test('58 of 57 is refused with its figures and its way to a yes', async () => {
  await confirmed(kasdi, { ...STUDY, nim: 'K-1', onlineSks: '0', outsideSks: '54' })
  await earn(kasdi, 'c-solar', 2, { mode: 'in-person' })
  const id = await asked(kasdi, 'c-solar', 2)
  const page = await get(tamara, `/registrar/requests/${id}`)
  has(page.text, '58 dari 57', 'Hitung 1 SKS sekarang')
  assert.equal((await post(tamara, `/registrar/requests/${id}/decision`, decision(2))).status, 422)
  assert.equal((await balance(world.db, kasdi)).reservedSks, 2)
  assert.equal((await post(tamara, `/registrar/requests/${id}/decision`, decision(1))).status, 303)
  const again = await asked(kasdi, 'c-solar', 1)
  has((await get(tamara, `/registrar/requests/${again}`)).text, '58 dari 57')
})

test('a decision is undone within 24 hours by a reversing entry, and not later', async () => {
  await confirmed(kasdi, { ...STUDY, nim: 'K-1', onlineSks: '0', outsideSks: '0' })
  await earn(kasdi, 'c-undo', 2)
  const id = await asked(kasdi, 'c-undo', 2)
  assert.equal((await post(tamara, `/registrar/requests/${id}/decision`, decision(2))).status, 303)
  now = new Date('2026-11-24T07:04:00Z')
  assert.equal((await post(tamara, `/registrar/requests/${id}/decision/reversal`, {})).status, 303)
  const own = (await statement(world.db, kasdi)).filter(({ credentialId }) => credentialId === 'c-undo')
  assert.deepEqual(
    own.map(({ kind }) => kind),
    ['deposit', 'reserve', 'apply', 'reverse', 'reserve'],
  )
  // The request is open again, so its units wait for it.
  assert.equal(
    own.reduce((sum, one) => sum + one.sks, 0),
    0,
  )
  assert.equal((await post(tamara, `/registrar/requests/${id}/decision`, decision(1))).status, 303)
  now = new Date('2026-11-25T07:05:00Z')
  const late = await post(tamara, `/registrar/requests/${id}/decision/reversal`, {})
  assert.equal(late.status, 422)
  has(late.text, 'dalam 24 jam')
})

test('a package of 19 needs a written waiver', async () => {
  await confirmed(kasdi, { ...STUDY, nim: 'K-1', onlineSks: '0', outsideSks: '0' })
  await earn(kasdi, 'c-package', 19, { mode: 'in-person' })
  const id = await asked(kasdi, 'c-package', 19, { asPackage: 'yes' })
  const refused = await post(tamara, `/registrar/requests/${id}/decision`, decision(19))
  assert.equal(refused.status, 422)
  has(refused.text, '19 SKS bukan satu paket')
  assert.equal(
    (
      await post(
        tamara,
        `/registrar/requests/${id}/decision`,
        decision(19, { waiverReason: 'Satu modul dihapus penyelenggara.' }),
      )
    ).status,
    303,
  )
  assert.equal((await standingDecision(world.db, kasdi, id))?.waiverReason, 'Satu modul dihapus penyelenggara.')
})

test('a decision needs an outcome, a reason and, for a course, the course', async () => {
  await earn(kasdi, 'c-form', 1)
  const id = await asked(kasdi, 'c-form', 1)
  const answer = await post(
    tamara,
    `/registrar/requests/${id}/decision`,
    decision(1, { outcome: 'course-equivalence', reason: 'ya' }),
  )
  assert.equal(answer.status, 422)
  has(answer.text, 'Alasan belum ditulis', 'Mata kuliah belum dipilih')
  assert.equal(
    (await post(tamara, `/registrar/requests/${id}/decision`, { ...decision(1), act: 'refuse' })).status,
    303,
  )
  assert.equal((await standingDecision(world.db, kasdi, id))?.outcome, 'none')
})

test('a supplement is recorded and moves no credit', async () => {
  await earn(kasdi, 'c-skpi', 1)
  const id = await asked(kasdi, 'c-skpi', 1)
  assert.equal(
    (await post(tamara, `/registrar/requests/${id}/decision`, decision(1, { outcome: 'supplement' }))).status,
    303,
  )
  assert.equal((await standingDecision(world.db, kasdi, id))?.grantedSks, 0)
  assert.deepEqual(await usesOf(world.db, ['c-skpi']), [])
})

test('only an own, valid credential with SKS left can be asked for, and only once at a time', async () => {
  await earn(kasdi, 'c-mine', 2)
  assert.equal((await get(wartini, '/credit/requests/new?credential=c-mine')).status, 404)
  assert.equal((await post(wartini, '/credit/requests', { credential: 'c-mine', sks: '1' })).status, 404)
  assert.equal((await post(kasdi, '/credit/requests', { credential: 'c-mine', sks: '3' })).status, 422)
  assert.equal((await post(kasdi, '/credit/requests', { credential: 'c-mine', sks: '1.5' })).status, 422)
  verdicts.set('c-mine', 'invalid')
  assert.equal((await post(kasdi, '/credit/requests', { credential: 'c-mine', sks: '2' })).status, 422)
  verdicts.delete('c-mine')
  const id = await asked(kasdi, 'c-mine', 2)
  assert.equal((await post(kasdi, '/credit/requests', { credential: 'c-mine', sks: '1' })).status, 422)
  verdicts.set('c-mine', 'invalid')
  assert.equal(
    (await post(tamara, `/registrar/requests/${id}/decision`, decision(1))).status,
    422,
    'revoked between asking and deciding',
  )
  verdicts.delete('c-mine')
  assert.equal((await post(kasdi, `/credit/requests/${id}/withdrawal`, {})).status, 303)
  assert.equal((await post(tamara, `/registrar/requests/${id}/decision`, decision(1))).status, 422)
})

test('an institution chooses its rules from a day on; earlier requests keep theirs', async () => {
  await earn(kasdi, 'c-old', 1)
  const before = await asked(kasdi, 'c-old', 1)
  now = new Date('2026-11-26T03:00:00Z')
  assert.equal((await post(wartini, '/registrar/rules', { ruleSet: 'sn-2025' })).status, 403)
  assert.equal((await post(rahmadi, '/registrar/rules', { ruleSet: 'sn-2025', organisation: 'samara' })).status, 404)
  assert.equal((await post(tamara, '/registrar/rules', { ruleSet: 'sn-2020' })).status, 422, 'no longer in force')
  assert.equal((await post(tamara, '/registrar/rules', { ruleSet: 'sn-2025' })).status, 303)
  assert.equal((await post(tamara, `/registrar/requests/${before}/decision`, decision(1))).status, 303)
  assert.equal((await standingDecision(world.db, kasdi, before))?.ruleSetId, 'brief')
  await earn(kasdi, 'c-new', 1)
  const after = await asked(kasdi, 'c-new', 1)
  assert.equal((await post(tamara, `/registrar/requests/${after}/decision`, decision(1))).status, 303)
  assert.equal((await standingDecision(world.db, kasdi, after))?.ruleSetId, 'sn-2025')
})

test('the rules are public, readable in both languages, and can be tried', async () => {
  for (const path of [
    '/rules',
    '/en/rules',
    '/rules/brief',
    '/en/rules/sn-2025',
    '/rules/pjj-course',
    '/rules/msib',
    '/rules/sn-2020',
    '/rules/sn-2023',
  ])
    assert.equal((await get(null, path)).status, 200, path)
  has((await get(null, '/en/rules/sn-2025')).text, 'Amended by Permendiktisaintek 10/2026')
  assert.equal((await get(null, '/rules/no-such')).status, 404)
  const tried = await get(
    null,
    '/en/rules?rules=brief&level=S1&total=144&semester=5&online=70&outside=0&hours=90&asked=2&mode=online&origin=own',
  )
  has(tried.text, 'Online SKS would be 72 of 70')
  assert.equal((await get(null, '/rules?total=x&asked=1')).status, 422)
  const pjj = await get(
    null,
    '/rules?rules=pjj-course&level=S1&total=144&courses=48&semester=5&online=70&outside=0&onlineCourses=22&hours=90&asked=2&mode=online&origin=own',
  )
  has(pjj.text, '2 SKS boleh dihitung')
})

test('the simulation answers programs with reasons in both languages, and bad cases with every fault', async () => {
  const send = async (body: unknown) => {
    const answer = await (await as(null)).ask('/api/v1/recognition/simulation', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return {
      status: answer.status,
      body: JSON.parse(answer.text) as {
        verdict?: string
        refusals?: { message: { id: string; en: string } }[]
        errors?: unknown[]
      },
    }
  }
  const asking = {
    ruleSet: 'brief',
    case: {
      day: '2026-11-23',
      programme: { level: 'S1', totalSks: 144 },
      study: { semester: 5, used: { online: { sks: 70 } } },
      award: { hours: 45, sks: 1, mode: 'online', origin: 'own' },
      askedSks: 1,
    },
  }
  const { status, body } = await send(asking)
  assert.equal(status, 200)
  assert.equal(body.verdict, 'refused')
  assert.match(body.refusals?.[0]?.message.en ?? '', /71 of 70/)
  for (const figures of [{ askedSks: -1 }, { askedSks: 1.5 }, { award: { ...asking.case.award, hours: -45 } }])
    assert.equal((await send({ ...asking, case: { ...asking.case, ...figures } })).status, 422, JSON.stringify(figures))
  assert.equal((await send({ ...asking, ruleSet: 'nothing' })).status, 404)
})

test('pages about a person are not indexed, and no page says more than it knows', async () => {
  for (const path of ['/credit', '/credit/requests', '/credit/requests/new', '/wallet/study', '/en/credit']) {
    const { status, text } = await get(kasdi, path)
    assert.equal(status, 200, path)
    assert.ok(text.includes('noindex'), path)
  }
  assert.ok((await findProgramme(world.db, 'agri')) !== null)
})
