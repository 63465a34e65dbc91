import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { type Campus, openCampus } from '../../test/support/campus.ts'
import { balance, endReservations, reverseDeposit } from '../bank/index.ts'
import { closeProgramme } from '../organisations/index.ts'
import { inTransaction, sql } from '../platform/database.ts'
import { replayAll, requestsOf } from './index.ts'

// What goes wrong between a request and its decision, by HTTP: figures that are none, an award that is revoked, a programme that
// closes, a person in two universities, clocks that disagree. Whatever is refused leaves account and request as they were.

let campus: Campus & { tamara: string; rahmadi: string }
let learner = ''
let turn = 0
before(async () => {
  campus = await openCampus()
})
beforeEach(async () => {
  campus.setClock('2026-11-23T07:05:00Z')
  learner = await campus.person('Wartini')
  await campus.student(learner)
  turn++
})
after(() => campus.close())

const plain = (html: string) => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
const fields = (form: Record<string, string>) => Object.entries(form)
const send = (credentialId: string, sks: string) =>
  campus.post(learner, '/credit/requests', fields({ credential: credentialId, sks, course: '', note: '' }))

/** An award of 2 SKS that was asked for; answers the credential and the request. */
async function askedFor(): Promise<{ credentialId: string; requestId: string }> {
  const credentialId = `award-${turn}`
  await campus.earn(learner, credentialId, 2)
  const sent = await send(credentialId, '2')
  assert.equal(sent.status, 303)
  return { credentialId, requestId: sent.location.split('/').at(-1) ?? '' }
}

const decide = (requestId: string, more: Record<string, string> = {}, by = campus.tamara) =>
  campus.post(
    by,
    `/registrar/requests/${requestId}/decision`,
    fields({
      act: 'decide',
      outcome: 'elective-block',
      grantedSks: '2',
      courseId: '',
      reason: 'Capaian sesuai.',
      waiverReason: '',
      seen: 'yes',
      ...more,
    }),
  )

/** Nothing was decided, and the account says so: what waits still waits. */
async function untouched(requestId: string, reservedSks: number): Promise<void> {
  const { rows } = await sql`select 1 from recognition_decision where person_id = ${learner}`.execute(campus.deps.db)
  assert.equal(rows.length, 0)
  assert.equal((await balance(campus.deps.db, learner)).reservedSks, reservedSks)
  const request = (await requestsOf(campus.deps.db, learner)).find(({ id }) => id === requestId)
  assert.equal(request?.closedAt ?? null, null)
}

test('SKS that are negative, a fraction or no number are neither asked for nor granted', async () => {
  await campus.earn(learner, `figures-${turn}`, 2)
  for (const sks of ['-1', '1,5', '1.5', '0', '', 'dua', '1e1', '9999']) {
    const refused = await send(`figures-${turn}`, sks)
    assert.equal(refused.status, 422, sks)
  }
  assert.equal((await requestsOf(campus.deps.db, learner)).length, 0)
  const { requestId } = await askedFor()
  for (const grantedSks of ['-2', '1,5', '1.5', '0', '', '3']) {
    const refused = await decide(requestId, { grantedSks })
    assert.equal(refused.status, 422, grantedSks)
    assert.match(plain(refused.text), /SKS/)
  }
  await untouched(requestId, 2)
})

test('an award revoked between request and decision counts nowhere, whoever learns of it first', async () => {
  const { credentialId, requestId } = await askedFor()
  campus.verdicts.set(credentialId, 'invalid')
  const refused = await decide(requestId)
  assert.equal(refused.status, 422)
  assert.match(plain(refused.text), /tidak (sah|berlaku)/i)
  await untouched(requestId, 2)
  // The ledger knows, and the check of a moment before didn't yet.
  campus.verdicts.delete(credentialId)
  await inTransaction(campus.deps.db, (tx) => reverseDeposit(tx, learner, credentialId, 'issuer', campus.deps.clock()))
  const late = await decide(requestId)
  assert.equal(late.status, 422)
  assert.match(plain(late.text), /Penerbit menarik kredensial ini/)
  await untouched(requestId, 0)
  const without = await decide(requestId, { outcome: 'supplement', grantedSks: '0' })
  assert.equal(without.status, 303, 'it can still be decided without credit')
})

test('a programme that closes between request and decision takes no credit, and gives back what waited', async () => {
  const other = await campus.person('Kasdi')
  ;[learner] = [other]
  await campus.student(learner, 'informatics')
  const { requestId } = await askedFor()
  assert.ok(await closeProgramme(campus.deps.db, 'informatics', '2026-11-23'))
  const refused = await decide(requestId, {}, campus.rahmadi)
  assert.equal(refused.status, 422)
  assert.match(plain(refused.text), /Program studi 55201 sudah ditutup sejak 2026-11-23/)
  await untouched(requestId, 2)
  await endReservations(campus.deps)
  assert.deepEqual(await balance(campus.deps.db, learner), {
    sks: 2,
    minutes: 5400,
    reservedSks: 0,
    usedSks: 0,
    depositedSks: 2,
  })
  await sql`update study_programme set closed_on = null where id = 'informatics'`.execute(campus.deps.db)
})

test('a person in two universities: what one holds the other can’t, and the one that was left can’t count', async () => {
  const { credentialId, requestId } = await askedFor()
  await campus.student(learner, 'informatics')
  const second = await send(credentialId, '2')
  assert.equal(second.status, 422)
  assert.match(plain(second.text), /Sudah dipesan Universitas Bukit Samara \(2 SKS/)
  const left = await decide(requestId)
  assert.equal(left.status, 422, 'the student’s confirmed study is elsewhere now')
  await untouched(requestId, 2)
  assert.equal((await campus.post(learner, `/credit/requests/${requestId}/withdrawal`, [])).status, 303)
  const moved = await send(credentialId, '2')
  assert.equal(moved.status, 303)
  const movedId = moved.location.split('/').at(-1) ?? ''
  assert.equal((await campus.get(campus.tamara, `/registrar/requests/${movedId}`)).status, 404)
  assert.equal((await decide(movedId, {}, campus.rahmadi)).status, 303)
  assert.equal((await balance(campus.deps.db, learner)).usedSks, 2)
})

test('clocks that disagree: a decision is never dated before its request, with credit or without', async () => {
  const { requestId } = await askedFor()
  campus.setClock('2026-11-23T06:05:00Z')
  for (const form of [{}, { outcome: 'supplement', grantedSks: '0' }, { act: 'refuse' }]) {
    const refused = await decide(requestId, form)
    assert.equal(refused.status, 422)
    assert.match(plain(refused.text), /Jam server ini .*2026-11-23T06:05:00/)
    await untouched(requestId, 2)
  }
  // A second behind is no disagreement: the decision takes the request's moment.
  campus.setClock('2026-11-23T07:04:59Z')
  assert.equal((await decide(requestId)).status, 303)
  const { rows } = await sql<{ same: boolean }>`select d.decided_at = r.asked_at as same from recognition_decision d
    join recognition_request r on r.person_id = d.person_id and r.id = d.request_id where d.person_id = ${learner}`.execute(
    campus.deps.db,
  )
  assert.deepEqual(rows, [{ same: true }])
})

test('whatever was decided here comes out the same again', async () => {
  const { total, same } = await replayAll(campus.deps.db)
  assert.deepEqual([total, same], [3, 3])
})
