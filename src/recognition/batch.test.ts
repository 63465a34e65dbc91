import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openCampus } from '../../test/support/campus.ts'
import { sql } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import { requestsOf } from './index.ts'
import { markOf, partsOf } from './rules-batch.ts'
import { resumeBatch, takeBatch } from './service-batch.ts'
import { linesOfBatch } from './store-batch.ts'

let campus: Awaited<ReturnType<typeof openCampus>>
let tamara = ''
let students: string[] = []
const own: string[] = []
let foreign = ''
const ORIGIN = 'http://localhost:3000'

before(async () => {
  campus = await openCampus()
  tamara = campus.tamara
  students = [await campus.person('Wartini'), await campus.person('Kasdi')]
  for (const student of students) await campus.student(student)
  for (let index = 0; index < 6; index++) {
    const id = newId()
    await campus.earn(students[index % 2] ?? '', id, 2)
    own.push(id)
  }
  const elsewhere = await campus.person('Marlina')
  await campus.student(elsewhere, 'informatics')
  foreign = newId()
  await campus.earn(elsewhere, foreign, 2)
})
after(() => campus.close())

async function taken(text: string): Promise<string> {
  const answer = await takeBatch(campus.deps, campus.source, await campus.actor(tamara), 'samara', { text })
  assert.ok(answer.ok, JSON.stringify(answer))
  return answer.value.batchId
}
const statesOf = async (id: string) =>
  (await linesOfBatch(campus.deps.db, 'samara', id)).map(({ line, state, refusals }) =>
    [line, state, ...refusals.map(({ code }) => code.replace('recognition.', ''))].join(' '),
  )
const requestCount = async () => {
  const all = await Promise.all(students.map((one) => requestsOf(campus.deps.db, one)))
  return all.flat().length
}

test('ids, addresses and cells are read; every line has its own result; the list again asks nothing again', async () => {
  const code = newId()
  await sql`insert into share (code, person_id, credential_id, label, created_at, expires_at)
    values (${code}, ${students[1]}, ${own[3]}, '', ${campus.deps.clock()}, '2026-12-23')`.execute(campus.deps.db)
  const list = [
    own[0],
    `${ORIGIN}/credentials/${own[1]}`,
    '',
    `Baris, ${own[2]} ; catatan`,
    `${ORIGIN}/en/v/${code.toUpperCase()}`,
    own[0],
    foreign,
    'zzzzzzzzzzzzzzzzzzzzzzzzzz',
    'bukan kredensial',
  ].join('\n')
  const id = await taken(list)
  const expected = [
    '1 asked',
    '2 asked',
    '4 asked',
    '5 asked',
    '6 refused batch-line-twice',
    '7 refused batch-line-unknown',
    '8 refused batch-line-unknown',
    '9 refused batch-line-unknown',
  ]
  assert.deepEqual(await statesOf(id), expected)
  assert.equal(await requestCount(), 4)
  assert.equal(await taken(list), id)
  assert.deepEqual(await statesOf(id), expected)
  assert.equal(await requestCount(), 4)
  const { rows } = await sql<{
    text: string
  }>`select row_to_json(l)::text as text from recognition_batch_line l`.execute(campus.deps.db)
  assert.ok(
    rows.every(({ text }) => !text.toLowerCase().includes(code)),
    'the code of a share is not kept',
  )
  const page = await campus.get(tamara, `/en/registrar/batch/${id}`)
  for (const part of [
    '4 asked for, 0 had been asked for, 4 can’t be'.replace('’', "'"),
    'Wartini',
    'The same credential stands on line 1',
  ])
    assert.ok(page.text.includes(part.replace("'", '&#39;')) || page.text.includes(part), part)
  assert.ok(!page.text.includes('Marlina'), 'a student of elsewhere has no name here')
})

test('an interrupted list is taken up where it stopped, and two registrars at once ask once', async () => {
  const id = await taken([own[4], own[5]].join('\n'))
  // As if the process had died: the first line asked for and not noted, the second not begun.
  await sql`update recognition_batch_line set state = 'waiting', request_id = null, person_id = null, done_at = null
    where batch_id = ${id}`.execute(campus.deps.db)
  const last = (await requestsOf(campus.deps.db, students[1] ?? '')).find(({ credentialId }) => credentialId === own[5])
  assert.equal((await campus.post(students[1] ?? '', `/credit/requests/${last?.id}/withdrawal`, [])).status, 303)
  const actor = await campus.actor(tamara)
  const before = await requestCount()
  const both = await Promise.all([
    resumeBatch(campus.deps, campus.source, actor, 'samara', id),
    resumeBatch(campus.deps, campus.source, actor, 'samara', id),
  ])
  assert.ok(both.every(({ ok }) => ok))
  assert.equal(await requestCount(), before + 1)
  const lines = await linesOfBatch(campus.deps.db, 'samara', id)
  assert.ok(lines.every(({ state, requestId }) => state !== 'waiting' && requestId !== null))
})

test('a file is taken by its content: a table by its column, else line by line; anything else is refused in words', async () => {
  const send = (content: Uint8Array | string, name = 'daftar.csv') =>
    campus.post(tamara, '/registrar/batch', [['file', new File([content as BlobPart], name)]])
  const table = await send(`Nama;Kredensial\nWartini;${own[0]}\nKasdi;${own[1]}\n`)
  assert.equal(table.status, 303, table.text)
  assert.deepEqual(await statesOf(table.location.split('/').at(-1) ?? ''), ['2 already', '3 already'])
  const plain = await send(`${own[2]}\n`)
  assert.equal(plain.status, 303)
  assert.equal((await send(new Uint8Array([0xff, 0xd8, 0xff, 0x00]))).status, 422)
  const long = await campus.post(tamara, '/registrar/batch', [['list', `${'x\n'.repeat(51)}`]])
  assert.equal(long.status, 422)
  assert.ok(long.text.includes('Daftar ini 51 baris, paling banyak 50'))
  assert.equal((await campus.post(tamara, '/registrar/batch', [['list', ' \n ']])).status, 422)
})

test('fifty lines are one list; whoever is no registrar takes none, and another university finds it not', async () => {
  const id = await taken(Array.from({ length: 50 }, (_, index) => `x${index}`).join('\n'))
  assert.equal((await linesOfBatch(campus.deps.db, 'samara', id)).length, 50)
  assert.equal((await campus.get(students[0] ?? '', '/registrar/batch')).status, 403)
  assert.equal((await campus.get(campus.rahmadi, `/registrar/batch/${id}`)).status, 404)
  assert.equal((await campus.post(campus.rahmadi, `/registrar/batch/${id}/resume`, [])).status, 404)
})

test('a line is cut into what may name a credential, and shown by its last letters only', () => {
  const id = '0123456789abcdefghjkmnpqrs'
  assert.deepEqual(partsOf(`"${id}"`), [id])
  assert.deepEqual(partsOf(`a;${id},b`).includes(id), true)
  assert.deepEqual(partsOf('pendek'), [])
  assert.equal(markOf(`https://x/v/${id}`), '…pqrs')
})
