import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { openCampus } from '../../test/support/campus.ts'
import { balance, openReservations, usesOf } from '../bank/index.ts'
import { sql } from '../platform/database.ts'
import { answerAppeal, appeal, askFor, askTogether, decide, requestsOf, standingDecision, undo } from './index.ts'
import { appealsOf } from './store-appeal.ts'
import type { DecisionForm } from './types.ts'

let campus: Awaited<ReturnType<typeof openCampus>>
let tamara = ''
let second = ''
let wartini = ''
let kasdi = ''

before(async () => {
  campus = await openCampus()
  tamara = campus.tamara
  wartini = await campus.person('Wartini')
  kasdi = await campus.person('Kasdi')
  second = await campus.person('Sekar')
  await campus.role(second, 'samara', 'registrar')
  await campus.student(wartini)
})
beforeEach(() => campus.setClock('2026-11-23T07:05:00Z'))
after(() => campus.close())

const wish = (credentialId: string, sks: number, courseId: string | null = null) => ({
  credentialId,
  sks,
  asPackage: false,
  courseId,
  note: '',
})
const form = (grantedSks: number, more: Partial<DecisionForm> = {}): DecisionForm => ({
  outcome: 'elective-block',
  grantedSks: String(grantedSks),
  courseId: '',
  reason: 'Capaian sesuai dengan mata kuliah pilihan.',
  waiverReason: '',
  ...more,
})
const codes = (outcome: { ok: boolean; refusals?: readonly { code: string; at?: string }[] }) =>
  (outcome.refusals ?? []).map(({ code, at }) => (at === undefined ? code : `${code} ${at}`))
async function sent(who: string, ...wishes: ReturnType<typeof wish>[]): Promise<readonly string[]> {
  const asked = await askTogether(campus.deps, campus.source, await campus.actor(who), wishes)
  assert.ok(asked.ok, JSON.stringify(asked))
  return asked.value.requestIds
}
const decideAs = async (who: string, id: string, one: DecisionForm) =>
  decide(campus.deps, campus.source, await campus.actor(who), 'samara', id, one)

test('many credentials go in one request, all or none, and each fault has its place', async () => {
  await campus.earn(wartini, 'm1', 3)
  await campus.earn(wartini, 'm2', 2)
  await campus.earn(kasdi, 'm-other', 2)
  const actor = await campus.actor(wartini)
  const refused = await askTogether(campus.deps, campus.source, actor, [wish('m1', 4), wish('m2', 3, 'inf110')])
  assert.deepEqual(codes(refused), [
    'recognition.more-than-worth sks',
    'recognition.more-than-worth sks-1',
    'recognition.course-unknown course-1',
  ])
  const foreign = await askTogether(campus.deps, campus.source, actor, [wish('m1', 1), wish('m-other', 1)])
  assert.deepEqual(codes(foreign), ['recognition.credential-unknown'])
  const twice = await askTogether(campus.deps, campus.source, actor, [wish('m1', 1), wish('m1', 2)])
  assert.deepEqual(codes(twice), ['recognition.asked-already sks-1'])
  assert.deepEqual(await requestsOf(campus.deps.db, wartini), [], 'nothing was half sent')
  const many = Array.from({ length: 21 }, () => wish('m1', 1))
  assert.deepEqual(codes(await askTogether(campus.deps, campus.source, actor, many)), ['recognition.too-many-asked'])
})

test('the form asks for several, shows each after those above it, and the request shows what went together', async () => {
  const page = await campus.get(wartini, '/en/credit/requests/new?credential=m1&credential=m2')
  assert.equal(page.status, 200)
  for (const part of ['Send 2 credentials to your campus', 'name="sks-1"', 'As if those above were granted'])
    assert.ok(page.text.includes(part), part)
  const bad = await campus.post(wartini, '/credit/requests', [
    ['credential', 'm1'],
    ['credential', 'm2'],
    ['sks', '3'],
    ['sks-1', '9'],
  ])
  assert.equal(bad.status, 422)
  assert.ok(bad.text.includes('id="sks-1-error"'))
  const good = await campus.post(wartini, '/credit/requests', [
    ['credential', 'm1'],
    ['credential', 'm2'],
    ['sks', '3'],
    ['course', 'agr214'],
    ['sks-1', '2'],
  ])
  assert.equal(good.status, 303, good.text)
  const requests = await requestsOf(campus.deps.db, wartini)
  assert.equal(requests.length, 2)
  assert.ok(requests[0]?.submissionId !== null && requests[0]?.submissionId === requests[1]?.submissionId)
  const shown = await campus.get(wartini, good.location)
  assert.ok(shown.text.includes('Dikirim bersama pengajuan ini'))
  const again = await askTogether(campus.deps, campus.source, await campus.actor(wartini), [wish('m2', 1)])
  assert.deepEqual(codes(again), ['recognition.asked-already sks'])
})

test('what is asked for is reserved until it is decided, and given back where it is refused or taken back', async () => {
  const held = async () =>
    (await openReservations(campus.deps.db, wartini)).map(({ credentialId, sks }) => `${credentialId} ${sks}`).sort()
  assert.deepEqual(await held(), ['m1 3', 'm2 2'])
  await campus.earn(wartini, 'm4', 2)
  const [refused = ''] = await sent(wartini, wish('m4', 1))
  assert.deepEqual(await held(), ['m1 3', 'm2 2', 'm4 1'])
  assert.ok((await decideAs(tamara, refused, form(0, { outcome: 'none' }))).ok)
  const [again = ''] = await sent(wartini, wish('m4', 2))
  assert.deepEqual(await held(), ['m1 3', 'm2 2', 'm4 2'])
  assert.equal((await campus.post(wartini, `/credit/requests/${again}/withdrawal`, [])).status, 303)
  assert.deepEqual(await held(), ['m1 3', 'm2 2'])
})

test('each credential of a request is decided by itself: one counts, one is refused, one is taken back', async () => {
  await campus.earn(wartini, 'm3', 1)
  const [third] = await sent(wartini, wish('m3', 1))
  const requests = await requestsOf(campus.deps.db, wartini)
  const idOf = (credentialId: string) => requests.find((one) => one.credentialId === credentialId)?.id ?? ''
  const page = await campus.get(tamara, `/registrar/requests/${idOf('m1')}`)
  assert.ok(page.text.includes('Dalam pengajuan yang sama'))
  const counted = await decideAs(
    tamara,
    idOf('m1'),
    form(2, { outcome: 'course-equivalence', courseId: 'agr214', reason: 'Dua dari tiga SKS sesuai silabus.' }),
  )
  assert.ok(counted.ok && counted.value.grantedSks === 2)
  const refused = await decideAs(tamara, idOf('m2'), form(0, { outcome: 'none' }))
  assert.ok(refused.ok)
  assert.equal((await campus.post(wartini, `/credit/requests/${third}/withdrawal`, [])).status, 303)
  assert.deepEqual(codes(await decideAs(tamara, third ?? '', form(1))), ['recognition.withdrawn'])
  assert.equal((await balance(campus.deps.db, wartini)).usedSks, 2)
})

test('two decisions for one student at the same moment never go beyond a limit together', async () => {
  const student = await campus.person('Bagus')
  await campus.student(student)
  const ids: string[] = []
  // 40 % of 144 SKS from outside are 57: two of 30 fit singly and not together.
  for (const credentialId of ['wide-1', 'wide-2']) {
    await campus.earn(student, credentialId, 30, { mode: 'in-person' })
    ids.push(...(await sent(student, wish(credentialId, 30))))
  }
  const both = await Promise.all(ids.map((id) => decideAs(tamara, id, form(30))))
  assert.equal(both.filter(({ ok }) => ok).length, 1)
  assert.deepEqual(
    both.filter(({ ok }) => !ok).map((one) => codes(one)[0]),
    ['recognition.above-allowed grantedSks'],
  )
})

test('a registrar asks on behalf of an own student, who is told and may take it back; of nobody else', async () => {
  await campus.earn(wartini, 'behalf', 1)
  await campus.earn(kasdi, 'unlinked', 1)
  const actor = await campus.actor(tamara)
  const asked = await askFor(campus.deps, campus.source, actor, 'samara', [wish('behalf', 1)])
  assert.ok(asked.ok)
  const [id] = asked.value.requestIds
  assert.ok((await campus.get(wartini, `/credit/requests/${id}`)).text.includes('Registrar kampus, atas nama Anda'))
  const { rows } = await sql`select 1 from outbox where kind = 'letter' and payload->>'personId' = ${wartini}
    and payload->>'template' = 'recognition.asked-for-you'`.execute(campus.deps.db)
  assert.equal(rows.length, 1)
  assert.equal((await campus.post(wartini, `/credit/requests/${id}/withdrawal`, [])).status, 303)
  for (const credentialId of ['unlinked', 'never-was'])
    assert.deepEqual(codes(await askFor(campus.deps, campus.source, actor, 'samara', [wish(credentialId, 1)])), [
      'recognition.credential-unknown',
    ])
  assert.deepEqual(
    codes(await askFor(campus.deps, campus.source, await campus.actor(campus.rahmadi), 'samara', [wish('behalf', 1)])),
    ['recognition.not-allowed'],
  )
})

test('a refused credential is appealed against: other people replace the decision, and the ledger follows', async () => {
  await campus.earn(wartini, 'appealed', 3)
  const [id = ''] = await sent(wartini, wish('appealed', 3, 'agr330'))
  assert.ok((await decideAs(tamara, id, form(1))).ok)
  const short = await campus.post(wartini, `/credit/requests/${id}/appeal`, [['reason', 'tidak adil']])
  assert.equal(short.status, 422)
  assert.ok(short.text.includes('Alasan banding belum cukup'))
  const reason = 'Silabusnya memuat regresi dan rancangan percobaan, sama dengan mata kuliah ini.'
  assert.equal((await campus.post(wartini, `/credit/requests/${id}/appeal`, [['reason', reason]])).status, 303)
  assert.deepEqual(codes(await appeal(campus.deps, await campus.actor(wartini), id, reason)), [
    'recognition.appealed-already',
  ])
  assert.ok((await campus.get(wartini, `/credit/requests/${id}`)).text.includes('Banding sedang diperiksa'))
  assert.ok((await campus.get(second, '/registrar')).text.includes('Banding yang menunggu'))
  const { rows } = await sql<{ personId: string }>`select payload->>'personId' as "personId" from outbox
    where payload->>'template' = 'recognition.appeal-came'`.execute(campus.deps.db)
  assert.deepEqual(
    rows.map(({ personId }) => personId),
    [second],
    'whoever decided is not asked again',
  )
  const own = await campus.actor(tamara)
  const answer = { uphold: false as const, form: form(3, { outcome: 'course-equivalence', courseId: 'agr330' }) }
  assert.deepEqual(codes(await answerAppeal(campus.deps, campus.source, own, 'samara', id, answer)), [
    'recognition.appeal-same-person',
  ])
  assert.deepEqual(codes(await undo(campus.deps, own, 'samara', id)), ['recognition.appeal-waits'])
  assert.ok(!(await campus.get(tamara, `/registrar/requests/${id}`)).text.includes('value="uphold"'))
  assert.ok((await campus.get(second, `/registrar/requests/${id}`)).text.includes('value="uphold"'))

  // Refused after the old use was reversed: nothing of it stays.
  const tooMuch = { uphold: false as const, form: form(4, { outcome: 'elective-block' }) }
  const other = await campus.actor(second)
  assert.equal((await answerAppeal(campus.deps, campus.source, other, 'samara', id, tooMuch)).ok, false)
  assert.deepEqual(
    (await usesOf(campus.deps.db, ['appealed'])).map(({ sks }) => sks),
    [1],
  )
  const done = await campus.post(second, `/registrar/requests/${id}/appeal/answer`, [
    ['act', 'decide'],
    ['outcome', 'course-equivalence'],
    ['courseId', 'agr330'],
    ['grantedSks', '3'],
    ['reason', 'Silabus dibaca ulang: seluruhnya sesuai.'],
  ])
  assert.equal(done.status, 303, done.text)
  assert.deepEqual(
    (await usesOf(campus.deps.db, ['appealed'])).map(({ sks }) => sks),
    [3],
  )
  const stands = await standingDecision(campus.deps.db, wartini, id)
  assert.deepEqual([stands?.grantedSks, stands?.decidedBy], [3, second])
  const [kept] = await appealsOf(campus.deps.db, wartini, id)
  assert.deepEqual([kept?.outcome, kept?.newDecisionId], ['replaced', stands?.id])
  assert.deepEqual(codes(await undo(campus.deps, other, 'samara', id)), ['recognition.decided-on-appeal'])
  assert.deepEqual(codes(await appeal(campus.deps, await campus.actor(wartini), id, reason)), [
    'recognition.appealed-already',
  ])
  const shown = await campus.get(wartini, `/credit/requests/${id}`)
  for (const part of ['Keputusan diganti', 'Silabus dibaca ulang: seluruhnya sesuai.', 'AGR 330'])
    assert.ok(shown.text.includes(part), part)
  const { rows: leaves } = await sql<{ subject: string }>`select o.subject from log_opening o
    where o.person_id = ${wartini} and o.subject like 'credit%' and o.subject_id in
      (${`${wartini}/${kept?.id}`}, ${`${wartini}/${kept?.decisionId}`}, ${`${wartini}/${stands?.id}`})
    order by o.subject`.execute(campus.deps.db)
  assert.deepEqual(
    leaves.map(({ subject }) => subject),
    ['credit-appeal', 'credit-decision', 'credit-decision', 'credit-decision-undone'],
  )
})

test('an appeal may be upheld with reasons, taken back, and comes too late after its days', async () => {
  await campus.earn(wartini, 'upheld', 1)
  await campus.earn(wartini, 'late', 1)
  const [upheld = '', late = ''] = await sent(wartini, wish('upheld', 1), wish('late', 1))
  for (const id of [upheld, late]) assert.ok((await decideAs(tamara, id, form(0, { outcome: 'none' }))).ok)
  const holder = await campus.actor(wartini)
  const reason = 'Mohon dilihat lagi: sertifikatnya sudah diperbarui penyelenggara.'
  assert.ok((await appeal(campus.deps, holder, upheld, reason)).ok)
  const other = await campus.actor(second)
  const uphold = (text: string) =>
    answerAppeal(campus.deps, campus.source, other, 'samara', upheld, { uphold: true, reason: text })
  assert.deepEqual(codes(await uphold('tetap')), ['recognition.reason-missing reason'])
  assert.ok((await uphold('Pembaruan itu tidak menambah capaian.')).ok)
  assert.deepEqual(codes(await uphold('Pembaruan itu tidak menambah capaian.')), ['recognition.no-appeal'])
  assert.equal((await standingDecision(campus.deps.db, wartini, upheld))?.decidedBy, tamara)
  campus.setClock('2026-12-24T07:05:00Z')
  assert.deepEqual(codes(await appeal(campus.deps, holder, late, reason)), ['recognition.appeal-too-late'])
  assert.ok(!(await campus.get(wartini, `/credit/requests/${late}`)).text.includes('Ajukan banding'))
  campus.setClock('2026-12-23T07:05:00Z')
  assert.ok((await appeal(campus.deps, holder, late, reason)).ok)
  assert.equal((await campus.post(wartini, `/credit/requests/${late}/appeal/withdrawal`, [])).status, 303)
  assert.equal(
    (await answerAppeal(campus.deps, campus.source, other, 'samara', late, { uphold: true, reason })).ok,
    false,
  )
})

test('another university neither finds the appeal nor answers it', async () => {
  const [request] = await requestsOf(campus.deps.db, wartini)
  const path = `/registrar/requests/${request?.id}/appeal/answer`
  assert.equal((await campus.post(campus.rahmadi, path, [['act', 'uphold']])).status, 404)
  assert.equal((await campus.post(kasdi, path, [['act', 'uphold']])).status, 403)
  assert.equal((await campus.post(kasdi, `/credit/requests/${request?.id}/appeal`, [['reason', 'x']])).status, 404)
})

test('before the same learning or the same course is counted twice, the registrar is warned and confirms', async () => {
  const student = await campus.person('Marlina')
  await campus.student(student)
  const definition = { definitionId: 'd-stat', definitionVersionId: 'v-stat-1' }
  await campus.earn(student, 'same-1', 2, definition)
  await campus.earn(student, 'same-2', 2, { definitionId: 'd-stat', definitionVersionId: 'v-stat-2' })
  const [first = '', again = ''] = await sent(student, wish('same-1', 2, 'agr214'), wish('same-2', 2, 'agr214'))
  assert.ok((await decideAs(tamara, first, form(2, { outcome: 'course-equivalence', courseId: 'agr214' }))).ok)
  const page = await campus.get(tamara, `/registrar/requests/${again}`)
  for (const part of ['Pembelajaran yang sama dihitung dari kredensial lain', 'AGR 214 sudah terisi 2 SKS'])
    assert.ok(page.text.includes(part), part)
  assert.deepEqual(codes(await decideAs(tamara, again, form(2))), ['recognition.warnings-unseen seen'])
  const counted = await decideAs(tamara, again, form(2, { seen: true }))
  assert.ok(counted.ok)
  assert.deepEqual(
    (await standingDecision(campus.deps.db, student, again))?.warnings.map(({ code }) => code),
    ['same-learning'],
  )
})

test('whoever comes second reads who was first', async () => {
  await campus.earn(wartini, 'first', 1)
  const [id] = await sent(wartini, wish('first', 1))
  assert.ok((await decideAs(second, id ?? '', form(1))).ok)
  const fields = Object.entries({ ...form(1), seen: '' })
  const late = await campus.post(tamara, `/registrar/requests/${id}/decision`, fields)
  assert.equal(late.status, 422)
  assert.ok(late.text.includes('Sekar lebih dulu memutuskan'))
})
