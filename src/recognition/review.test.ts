import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { knowFields, type LocalFeeder, startNeoFeeder } from '../../test/support/neo-feeder.ts'
import { type Recognised, recognised } from '../../test/support/recognised.ts'
import { type Visitor, visitor } from '../../test/support/room.ts'
import { routes as bankRoutes, flagsAt, reverseDeposit, statement } from '../bank/index.ts'
import { inTransaction, sql } from '../platform/database.ts'
import { runFeeders } from './exports/service-run.ts'
import { linesOf } from './exports/store.ts'
import { accountHooks, routes, standingDecision, undo } from './index.ts'

// A credential that was counted is revoked. The registrar takes the credit back, thinks better of it, and once more: the decision,
// the ledger, the supplement and the line at Neo Feeder say each time what stands.

const SENT = 'GetNilaiTransferPendidikanMahasiswa'
const FEEDER = '/registrar/exports/feeder'
let world: Recognised
let feeder: LocalFeeder
let registrar: Visitor
let learner: Visitor
let wartini = ''
let request = ''

before(async () => {
  world = await recognised('2026-11-02T03:00:00Z')
  feeder = await startNeoFeeder({
    GetProdi: [{ kode_program_studi: '55201', id_prodi: 'prodi-1' }],
    GetListRiwayatPendidikanMahasiswa: [{ nim: 'H0817', id_prodi: 'prodi-1', id_registrasi_mahasiswa: 'reg-wartini' }],
    GetListMataKuliah: [{ kode_mata_kuliah: 'IF 214', id_prodi: 'prodi-1', id_matkul: 'mk-214' }],
  })
  knowFields(feeder)
  const feeders = [{ organisation: 'samara', url: feeder.url, username: 'pt', password: 'rahasia' }]
  const deps = { ...world.deps, feeders }
  const rooms = () => routes(deps, world.source).route('/', bankRoutes(deps, accountHooks(deps)))
  registrar = visitor(deps, rooms(), world.registrar)
  wartini = await world.student('Wartini', 'H0817')
  learner = visitor(deps, rooms(), { personId: wartini, name: 'Wartini', roles: [] })
  await world.earn(wartini, 'stat', 3)
  request = await world.counted(wartini, 'stat', 3, { courseId: 'samara-stat' })
  await registrar.post('/registrar/exports/grades', {
    organisation: 'samara',
    validFrom: '2026-01-01',
    bands: 'A; 4,00; 90\nB; 3.00; 75\nC; 2; 60',
    passLetter: 'B',
    reason: 'Keputusan rektor 12/2026.',
  })
  world.setClock('2026-11-05T03:00:00Z')
  await send()
})
after(async () => {
  await feeder.close()
  await world.close()
})

let minute = 0
/** Writes the export and sends it; answers how many lines stand at the feeder. */
async function send(): Promise<number> {
  const deps = {
    ...world.deps,
    feeders: [{ organisation: 'samara', url: feeder.url, username: 'pt', password: 'rahasia' }],
  }
  const asked = { organisation: 'samara', semester: '20261', sourceKind: 'transfer', activityKind: '' }
  await registrar.post(FEEDER, asked)
  minute += 1
  world.setClock(`2026-11-05T04:${String(minute).padStart(2, '0')}:00Z`)
  assert.equal((await registrar.post(`${FEEDER}/runs`, { organisation: 'samara', act: 'send' })).status, 303)
  await runFeeders(deps)
  return feeder.rows(SENT).length
}

const change = (reason: string) => registrar.post(`/registrar/requests/${request}/review`, { reviewReason: reason })
const supplement = async () =>
  JSON.parse((await registrar.get(`/registrar/exports/skpi/${wartini}.json`)).text) as {
    entries: unknown[]
    leftOut: { kind: string }[]
  }
/** SKS that are counted, and SKS of the award that are on the account or counted. */
async function book(): Promise<{ used: number; worth: number }> {
  const { rows } = await sql<{ used: number; worth: number }>`
    select coalesce(sum(sks) filter (where account = 'programme'), 0)::int as used,
      coalesce(-sum(sks) filter (where account = 'source'), 0)::int as worth
    from ledger_entry where person_id = ${wartini}`.execute(world.deps.db)
  return rows[0] ?? { used: 0, worth: 0 }
}

test('a decision without a review has nothing to change', async () => {
  assert.equal(feeder.rows(SENT).length, 1)
  const answer = await change('Kredensialnya tampak keliru.')
  assert.equal(answer.status, 422)
  assert.match(answer.text, /tidak sedang ditinjau/)
})

test('credit that is taken back after a revocation is said at the decision, which stays as it was', async () => {
  const before = await standingDecision(world.deps.db, wartini, request)
  await inTransaction(world.deps.db, (tx) => reverseDeposit(tx, wartini, 'stat', 'issuer', world.deps.clock()))
  const [flag] = await flagsAt(world.deps.db, ['samara'])
  const settled = await registrar.post(`/registrar/flags/${flag?.id}`, {
    answer: 'reversed',
    reason: 'Penerbit mencabut kredensialnya.',
  })
  assert.equal(settled.status, 303)
  const { review, ...decided } = (await standingDecision(world.deps.db, wartini, request)) ?? assert.fail('no decision')
  assert.deepEqual([{ ...decided, review: null }], [before])
  assert.deepEqual(
    [review?.answer, review?.cause, review?.reason, review?.decidedBy],
    ['withdrawn', 'revoked', 'Penerbit mencabut kredensialnya.', world.registrar.personId],
  )
  assert.deepEqual(await book(), { used: 0, worth: 0 })
  const page = await learner.get(`/en/credit/requests/${request}`)
  assert.match(page.text, /This credit was taken back/)
  assert.match(page.text, /Penerbit mencabut kredensialnya/)
  assert.doesNotMatch(page.text, /Counted at Universitas/)
  assert.match((await learner.get('/credit/requests')).text, /3 SKS ditarik kembali/)
  assert.match((await registrar.get(`/registrar/requests/${request}`)).text, /Ditinjau oleh Tamara/)
  assert.deepEqual(
    (await supplement()).leftOut.map(({ kind }) => kind),
    ['credit-withdrawn'],
  )
  assert.match((await learner.get('/en/credit/exports')).text, /^(?!.*Kursus stat)/s)
  world.setClock('2026-11-02T05:00:00Z')
  const undone = await undo(world.deps, world.registrar, 'samara', request)
  assert.ok(!undone.ok && undone.refusals[0].code === 'recognition.reviewed')
})

test('its line at Neo Feeder is withdrawn, and nothing is written anew', async () => {
  assert.equal(await send(), 0)
  assert.deepEqual(
    (await linesOf(world.deps.db, 'samara')).map(({ state }) => state),
    ['withdrawn'],
  )
  assert.equal(await send(), 0)
})

test('the registrar counts it again with a reason: ledger, supplement and line follow', async () => {
  assert.equal((await change('pendek')).status, 422)
  assert.equal((await change('Pencabutan itu salah alamat; berita acara 7/2026.')).status, 303)
  assert.deepEqual(await book(), { used: 3, worth: 3 })
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from credit_use
    where person_id = ${wartini} and reversed_at is null and held_as = 'counted'`.execute(world.deps.db)
  assert.equal(rows[0]?.count, 3)
  assert.match((await learner.get(`/credit/requests/${request}`)).text, /hitungannya tetap/)
  assert.deepEqual([(await supplement()).entries.length, (await supplement()).leftOut.length], [1, 0])
  assert.equal(await send(), 1)
})

test('and takes it back once more: each answer stays on file with its leaf', async () => {
  assert.equal((await change('Senat memutuskan sebaliknya, rapat 9/2026.')).status, 303)
  assert.deepEqual(await book(), { used: 0, worth: 0 })
  assert.equal((await statement(world.deps.db, wartini)).at(-1)?.balanceSks, 0)
  assert.equal(await send(), 0)
  const { rows } = await sql<{ answer: string; logged: boolean; ended: boolean }>`
    select r.answer, r.replaced_at is not null as ended, exists (select 1 from log_opening o
      where o.subject = 'credit-review' and o.subject_id = r.person_id || '/' || r.id) as logged
    from recognition_review r order by r.decided_at`.execute(world.deps.db)
  assert.deepEqual(rows, [
    { answer: 'withdrawn', ended: true, logged: true },
    { answer: 'kept', ended: true, logged: true },
    { answer: 'withdrawn', ended: false, logged: true },
  ])
  const stranger = visitor(world.deps, routes(world.deps, world.source), world.otherRegistrar)
  assert.equal(
    (await stranger.post(`/registrar/requests/${request}/review`, { reviewReason: 'Bukan kampus saya.' })).status,
    404,
  )
})
