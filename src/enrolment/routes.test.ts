import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Hono } from 'hono'
import { visitor } from '../../test/support/room.ts'
import { actorOf, openBatch, publishedVersion, type Teaching, teaching } from '../../test/support/teaching.ts'
import type { DefinitionVersion } from '../design/index.ts'
import type { Actor, AppEnv } from '../platform/page.ts'
import { besideOffering, routes } from './routes.ts'

let world: Teaching
let version: DefinitionVersion
before(async () => {
  world = await teaching()
  version = await publishedVersion(world)
})
after(() => world.close())

/** The room, and a page with the box that stands beside an offering. */
function as(actor: Actor | null) {
  const app = routes(world.deps)
  const beside = new Hono<AppEnv>().get('/beside', async (c) =>
    c.html((await besideOffering(world.deps, c, { definitionVersionId: version.id })) ?? ''),
  )
  return visitor(world.deps, app.route('/', beside), actor)
}
const file = (text: string, name = 'peserta.csv') => new File([text], name)

test('a provider opens a batch, uploads a roster, sees the faults and saves the rejected rows', async () => {
  const issuer = as(world.issuer)
  assert.match((await issuer.get('/provider')).text, /Politeknik Lembah Angin/)
  const wrong = await issuer.post('/provider/batches/new', {
    version: version.id,
    name: '',
    startsOn: '1/12/2026',
    endsOn: '31/11/2026',
    capacity: '10',
  })
  assert.equal(wrong.status, 422)
  assert.match(wrong.text, /Isi nama angkatan/)
  assert.match(wrong.text, /value="31\/11\/2026"/)
  const { location: path } = await issuer.post('/provider/batches/new', {
    version: version.id,
    name: 'Angkatan 8',
    startsOn: '1/12/2026',
    endsOn: '30/12/2026',
    capacity: '10',
  })
  assert.match((await issuer.get(path)).text, /0 dari 10 kursi terisi/)
  const { location: result } = await issuer.post(`${path}/roster`, {
    file: file('Nama;NIM\nMarlina;1\n;2\n<b>Kasdi</b>;3\n'),
  })
  const page = await issuer.get(result)
  assert.match(page.text, /1 baris perlu diperbaiki/)
  assert.match(page.text, /Nama kosong/)
  assert.match((await issuer.get(`/en${result}`)).text, /The name is empty/)
  const rejected = await issuer.get(`${result}/rejected.csv`)
  assert.match(rejected.text, /^\ufeff?Nama;NIM;Baris asal;Alasan;Saran\r\n;2;3;/)
  const listed = await issuer.get(path)
  assert.match(listed.text, /2 dari 10 kursi terisi/)
  assert.match(listed.text, /&lt;b&gt;Kasdi/)
})

test('what is no table is answered beside the file field', async () => {
  const batch = await openBatch(world, version)
  const issuer = as(world.issuer)
  const cases: [File | string, RegExp][] = [
    [file('%PDF-1.7', 'peserta.csv'), /bukan tabel/],
    [file('<html><table>', 'peserta.xls'), /halaman web/],
    [file('Kota;Provinsi\nMalang;Jawa Timur\n'), /Baris judul kolom tidak ditemukan/],
    [file('NIM\n1\n'), /Kolom “Nama lengkap” tidak ada/],
    ['', /Pilih berkas dulu/],
  ]
  for (const [sent, wanted] of cases) {
    const answer = await issuer.post(`/provider/batches/${batch.id}/roster`, { file: sent })
    assert.equal(answer.status, 422)
    assert.match(answer.text, wanted)
  }
})

test('a learner takes a seat from the box beside an offering, and gives it up', async () => {
  const batch = await openBatch(world, version, 3)
  const learner = await actorOf(world.deps, 'Suparmi')
  assert.match((await as(null).get('/beside')).text, /Masuk untuk mendaftar/)
  assert.match((await as(learner).get('/beside')).text, new RegExp(batch.id))
  const taken = await as(learner).post('/enrolments', { batch: batch.id })
  assert.match((await as(learner).get(taken.location)).text, /Anda terdaftar/)
  assert.match((await as(learner).get('/beside')).text, /Anda sudah terdaftar/)
  const twice = await as(learner).post('/enrolments', { batch: batch.id })
  assert.equal(twice.status, 422)
  assert.match(twice.text, /Anda sudah terdaftar di angkatan ini/)
  const seat = taken.location.replace('?taken=1', '')
  assert.equal((await as(world.stranger).get(seat)).status, 404)
  assert.equal((await as(world.stranger).post(`${seat}/withdrawal`, {})).status, 404)
  assert.equal((await as(learner).post(`${seat}/withdrawal`, {})).status, 303)
  assert.match((await as(learner).get(seat)).text, /sudah Anda lepaskan/)
})

test('strangers find no batch and no upload; learners no room; visitors are asked to sign in', async () => {
  const batch = await openBatch(world, version)
  const path = `/provider/batches/${batch.id}`
  const { location: result } = await as(world.issuer).post(`${path}/roster`, { file: file('Nama\nA\n') })
  for (const address of [path, `${path}/roster.csv`, result, `${result}/rejected.csv`])
    assert.equal((await as(world.stranger).get(address)).status, 404)
  assert.equal((await as(world.stranger).post(`${path}/roster`, { file: file('Nama\nA\n') })).status, 404)
  assert.equal((await as(world.stranger).post('/provider/batches/new', { version: version.id, name: 'X' })).status, 404)
  assert.equal((await as(world.assessor).get('/provider')).status, 403)
  assert.equal((await as(null).get('/enrolments')).status, 401)
  assert.equal((await as(world.issuer).post('/enrolments', { batch: 'tidak-ada' })).status, 404)
})
