import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { visitor } from '../../test/support/room.ts'
import { given, openBatch, publishedVersion, type Teaching, teaching } from '../../test/support/teaching.ts'
import type { DefinitionVersion } from '../design/index.ts'
import { enrolRoster, enrolSelf, participantsOf } from '../enrolment/index.ts'
import type { Actor } from '../platform/page.ts'
import { routes } from './routes.ts'

let world: Teaching
let version: DefinitionVersion
before(async () => {
  world = await teaching()
  version = await publishedVersion(world)
})
after(() => world.close())

const as = (actor: Actor | null) => visitor(world.deps, routes(world.deps), actor)

async function classroom() {
  const batch = await openBatch(world, version)
  given(
    await enrolRoster(world.deps, world.issuer, batch.id, new TextEncoder().encode('Nama;NIM\nMarlina;1\nKasdi;2\n')),
  )
  const [kasdi, marlina] = await participantsOf(world.deps.db, batch.id)
  assert.ok(kasdi && marlina)
  return { batch, kasdi, marlina }
}

test('scores of a batch are typed in one grid; a wrong one is told at its box and the others are kept', async () => {
  const { batch, kasdi, marlina } = await classroom()
  const assessor = as(world.assessor)
  const path = `/assess/batches/${batch.id}`
  assert.match((await assessor.get('/assess')).text, /0 dari 2 dinilai/)
  const sent = {
    assessedOn: '20/11/2026',
    [`score-${marlina.id}-1`]: '80',
    [`score-${marlina.id}-2`]: '75',
    [`score-${kasdi.id}-1`]: '101',
  }
  const refused = await assessor.post(path, sent)
  assert.equal(refused.status, 422)
  assert.match(refused.text, new RegExp(`href="#score-${kasdi.id}-1"`))
  assert.match(refused.text, /Nilai di luar 0 sampai 100/)
  assert.match(refused.text, /value="101"/)
  const mended = await assessor.post(path, { ...sent, [`score-${kasdi.id}-1`]: '59' })
  assert.match(mended.location, /recorded=1&corrected=0/)
  const page = await assessor.get(mended.location)
  assert.match(page.text, /Lulus semua yang wajib/)
  assert.match(page.text, /2 capaian wajib belum lulus/)
})

test('one learner: outcome by outcome, corrected, and a second attempt', async () => {
  const { kasdi } = await classroom()
  const assessor = as(world.assessor)
  const path = `/assess/enrolments/${kasdi.id}`
  const line = (code: string, score: string) => ({
    [`${code}-score`]: score,
    [`${code}-method`]: 'project',
    [`${code}-evidence`]: 'berkas 12',
    [`${code}-assessedOn`]: '2026-11-20',
  })
  assert.equal(
    (await assessor.post(path, { attempt: '1', ...line('O1', '40'), ...line('O2', '') })).location,
    `${path}?saved=1`,
  )
  await assessor.post(path, { attempt: '1', ...line('O1', '45') })
  assert.match((await assessor.get(path)).text, /Diganti/)
  await assessor.post(path, { attempt: '2', ...line('O1', '80'), ...line('O2', '80') })
  assert.match((await assessor.get(`/en${path}`)).text, /Passed all mandatory/)
  const bad = await assessor.post(path, { attempt: '2', ...line('O1', 'delapan') })
  assert.equal(bad.status, 422)
  assert.match(bad.text, /href="#O1-score"/)
  assert.match(bad.text, /value="delapan"/)
})

test('a table is uploaded, its faults shown, its template saved', async () => {
  const { batch } = await classroom()
  const assessor = as(world.assessor)
  const path = `/assess/batches/${batch.id}`
  assert.match((await assessor.get(`${path}/results.csv`)).text, /NIM;Nama;Email;O1;O2;O3;Tanggal;Bukti\r\n2;Kasdi/)
  const { location } = await assessor.post(`${path}/upload`, {
    file: new File(['NIM;O1;O2\n1;80;80\n9;80;80\n'], 'nilai.csv'),
  })
  assert.match((await assessor.get(location)).text, /bukan peserta angkatan ini/)
  assert.match((await assessor.get(`${location}/rejected.csv`)).text, /9;80;80;3;/)
  assert.equal((await assessor.post(`${path}/upload`, { file: new File(['Nama;Kota\n'], 'x.csv') })).status, 422)
})

test('strangers, issuers and learners find nothing; one’s own row has no boxes', async () => {
  const { batch, kasdi } = await classroom()
  const path = `/assess/batches/${batch.id}`
  for (const actor of [world.stranger, world.issuer]) {
    for (const address of [path, `${path}/results.csv`, `/assess/enrolments/${kasdi.id}`])
      assert.equal((await as(actor).get(address)).status, 404)
    assert.equal((await as(actor).post(path, {})).status, 404)
    assert.equal((await as(actor).post(`/assess/enrolments/${kasdi.id}`, {})).status, 404)
  }
  assert.equal((await as(world.issuer).get('/assess')).status, 403)
  const own = given(await enrolSelf(world.deps, world.assessor, batch.id))
  const page = await as(world.assessor).get(path)
  assert.match(page.text, /Anda sendiri: dinilai orang lain/)
  assert.doesNotMatch(page.text, new RegExp(`score-${own.id}-1`))
  const forced = await as(world.assessor).post(`/assess/enrolments/${own.id}`, {
    'O1-score': '100',
    'O1-method': 'project',
    'O1-assessedOn': '2026-11-20',
  })
  assert.equal(forced.status, 422)
  assert.match(forced.text, /Anda tidak boleh menilai diri sendiri/)
})
