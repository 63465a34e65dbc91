import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { visitor } from '../../test/support/room.ts'
import { publishedVersion, type Teaching, teaching, wholeDraft } from '../../test/support/teaching.ts'
import type { Actor } from '../platform/page.ts'
import { routes } from './routes.ts'
import type { DraftContent } from './types.ts'

let world: Teaching
const published: string[] = []
before(async () => {
  world = await teaching()
})
after(() => world.close())

const as = (actor: Actor | null) =>
  visitor(world.deps, routes(world.deps, { published: async (_, id) => void published.push(id) }), actor)

/** A draft as the browser sends it. */
function fieldsOf(content: DraftContent, revision: string, deed: string): Record<string, string | readonly string[]> {
  const { outcomes, skills, coIssuers = [], ...texts } = content
  const fields: Record<string, string | readonly string[]> = { ...texts, skills, revision, do: deed }
  coIssuers.forEach(({ organisationId, role }, index) => {
    fields[`co-issuer-${index + 1}`] = organisationId
    fields[`co-issuer-${index + 1}-role`] = role
  })
  outcomes.forEach((outcome, index) => {
    const { mandatory, ...rest } = outcome
    for (const [name, value] of Object.entries(rest)) fields[`outcome-${index + 1}-${name}`] = value
    if (mandatory) fields[`outcome-${index + 1}-mandatory`] = '1'
  })
  return fields
}

const revisionOf = (text: string) => /name="revision" value="(\d+)"/.exec(text)?.[1] ?? ''
const markOf = (text: string) => /name="mark" value="([0-9a-f]{64})"/.exec(text)?.[1] ?? ''

test('from an empty form to a published version, in the browser’s own words', async () => {
  const designer = as(world.designer)
  const begun = await designer.post('/design/new', {
    titleId: 'Perawatan Panel Surya Atap',
    titleEn: '',
    organisation: world.polytechnic,
  })
  assert.equal(begun.status, 303)
  const path = begun.location
  const refused = await designer.post(`${path}/publish`, {})
  assert.equal(refused.status, 422)
  assert.match(refused.text, /Belum ada tanda tangan dosen/)
  assert.match(refused.text, /href="#titleEn"/)
  const checked = await designer.post(
    path,
    fieldsOf({ ...wholeDraft(world), sks: '3' }, revisionOf(refused.text), 'check'),
  )
  assert.equal(checked.status, 422)
  assert.match(checked.text, /90 jam bukan 3 SKS/)
  const saved = await designer.post(path, fieldsOf(wholeDraft(world), revisionOf(checked.text), 'save'))
  assert.equal(saved.location, `${path}?saved=1`)
  for (const [actor, side] of [
    [world.lecturer, 'faculty'],
    [world.validator, 'industry'],
  ] as const) {
    assert.match((await as(actor).get('/design')).text, /Menunggu tanda tangan Anda/)
    const page = await as(actor).get(`${path}/sign`)
    assert.match(page.text, /Mampu merawat panel surya atap dengan aman/)
    assert.equal((await as(actor).post(`${path}/signatures`, { side, mark: markOf(page.text), note: '' })).status, 303)
  }
  assert.equal((await designer.post(`${path}/publish`, {})).location, `${path}?published=1`)
  assert.deepEqual(published, [path.slice('/design/'.length)])
  assert.match((await designer.get(`/en${path}`)).text, /Rooftop Solar Panel Maintenance/)
})

test('outcomes are added and taken away by buttons, and what was typed stays', async () => {
  const designer = as(world.designer)
  const { location: path } = await designer.post('/design/new', { titleId: 'Judul', organisation: world.polytechnic })
  const content = { ...wholeDraft(world), titleId: 'Judul yang diketik' }
  const added = await designer.post(path, fieldsOf(content, '1', 'add-outcome'))
  assert.equal(added.location, `${path}?saved=1#outcome-4`)
  const page = await designer.get(path)
  assert.match(page.text, /outcome-4-statementId/)
  await designer.post(path, fieldsOf(content, revisionOf(page.text), 'remove-outcome-1'))
  const after = await designer.get(path)
  assert.match(after.text, /Judul yang diketik/)
  assert.doesNotMatch(after.text, /memeriksa sambungan listrik/)
  assert.doesNotMatch(after.text, /outcome-3-statementId/)
})

test('an edit after a signature says that the signature is void', async () => {
  const designer = as(world.designer)
  const { location: path } = await designer.post('/design/new', { titleId: 'Judul', organisation: world.polytechnic })
  await designer.post(path, fieldsOf(wholeDraft(world), '1', 'save'))
  const page = await as(world.lecturer).get(`${path}/sign`)
  await as(world.lecturer).post(`${path}/signatures`, { side: 'faculty', mark: markOf(page.text), note: '' })
  const edited = await designer.post(path, fieldsOf({ ...wholeDraft(world), titleEn: 'Another title' }, '2', 'save'))
  assert.match(edited.location, /voided=1/)
  assert.match((await designer.get(edited.location)).text, /Tanda tangan tidak berlaku lagi/)
  const late = await as(world.lecturer).post(`${path}/signatures`, {
    side: 'faculty',
    mark: markOf(page.text),
    note: '',
  })
  assert.equal(late.status, 422)
  assert.match(late.text, /Isi berubah sejak Anda membuka halaman ini/)
})

test('what was typed is shown again, never as markup', async () => {
  const designer = as(world.designer)
  const { location: path } = await designer.post('/design/new', {
    titleId: '<script>alert(1)</script>',
    organisation: world.polytechnic,
  })
  const page = await designer.get(path)
  assert.match(page.text, /&lt;script&gt;alert\(1\)/)
  assert.doesNotMatch(page.text, /<script>alert/)
})

test('strangers find nothing, visitors are asked to sign in, learners are turned away', async () => {
  const { location: path } = await as(world.designer).post('/design/new', {
    titleId: 'Rahasia',
    organisation: world.polytechnic,
  })
  for (const attempt of [path, `${path}/sign`, '/design/tidak-ada'])
    assert.equal((await as(world.stranger).get(attempt)).status, 404)
  assert.equal((await as(world.stranger).post(path, { do: 'save' })).status, 404)
  assert.equal((await as(world.stranger).post(`${path}/publish`, {})).status, 404)
  assert.equal((await as(world.stranger).post(`${path}/signatures`, { side: 'faculty' })).status, 404)
  assert.equal(
    (await as(world.stranger).post('/design/new', { titleId: 'X', organisation: world.polytechnic })).status,
    403,
  )
  assert.equal((await as(world.assessor).get('/design')).status, 403)
  assert.equal((await as(null).get(path)).status, 401)
})

test('the page of a version shows the four-point check as it was when the version was published', async () => {
  const version = await publishedVersion(world)
  const shown = await as(world.designer).get(`/en/design/${version.id}`)
  assert.match(shown.text, /Four marks of a micro-credential/)
  assert.match(shown.text, /3 of 3 outcomes have an assessment and a pass mark\. The issuer isn’t on the register yet/)
  assert.match(shown.text, /checked when this version was published/)
  assert.match((await as(world.designer).get(`/design/${version.id}`)).text, /Empat ciri kredensial mikro/)
})
