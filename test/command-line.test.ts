import assert from 'node:assert/strict'
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { outcomeCode, standingResults } from '../src/assessment/index.ts'
import { type Batch, participantsOf } from '../src/enrolment/index.ts'
import { sql } from '../src/platform/database.ts'
import { environmentOf, lumbung, type Said } from './support/command.ts'
import { temporaryFolder } from './support/folder.ts'
import { startSite, type TestSite } from './support/site.ts'
import { openBatch, smallWorld, type World } from './world.ts'

// `lumbung import` and `lumbung issue` as programs and people use them: exit codes, the JSON summary, the rejected rows.

let site: TestSite
let world: World
let batch: Batch
let folder: Awaited<ReturnType<typeof temporaryFolder>>

before(async () => {
  folder = await temporaryFolder()
  site = await startSite({ demo: true, workers: false })
  world = await smallWorld(site.deps)
  batch = await openBatch(world, world.versions[0])
})
after(async () => {
  await site?.stop()
  await folder?.remove()
})

const run = (...words: string[]): Promise<Said> => lumbung(words, environmentOf(site))

/** A file in the test's folder; answers its path. */
function file(name: string, ...lines: string[]): string {
  const path = join(folder.path, name)
  writeFileSync(path, `${lines.join('\r\n')}\r\n`)
  return path
}

/** The summary of a run that was done, and nothing else on its output. */
function summary(said: Said): Record<string, number> {
  assert.equal(said.code, 0, said.err)
  assert.deepEqual(Object.keys(JSON.parse(said.out)), [
    'read',
    'created',
    'updated',
    'unchanged',
    'rejected',
    'duplicates',
  ])
  return JSON.parse(said.out)
}

const roster = () =>
  file('roster.csv', 'NIM;Nama;Email', '00101;Sukarno;', '00102;Ni Luh Ayu;ayu@contoh.id', '00103;;', '00101;Sukarno;')

test('a kind that is not known, a missing batch or file is wrong use, in a sentence that says what there is', async () => {
  const unknown = await run('import', 'horoscopes', roster())
  assert.equal(unknown.code, 64)
  assert.match(
    unknown.err,
    /^"horoscopes" can't be imported\. The kinds are: catalogue, roster, results, equivalences\.\n/,
  )
  assert.equal((await run('import', 'constructor', roster())).code, 64)
  for (const kind of ['roster', 'results']) {
    const lacking = await run('import', kind, roster(), '--json')
    assert.deepEqual([lacking.code, lacking.out], [64, ''])
    assert.match(lacking.err, /--batch ID/)
  }
  assert.equal((await run('import', 'roster', '--batch', batch.id)).code, 64)
  assert.equal((await run('import')).code, 64)
  assert.match((await run('import', '--help')).out, /lumbung import results FILE\.\.\. --batch ID/)
  const nowhere = await run('import', 'roster', roster(), '--batch', 'nothing', '--json')
  assert.equal(nowhere.code, 1)
  assert.match((JSON.parse(nowhere.out) as { error: string }).error, /There is no batch nothing/)
  assert.equal((await run('import', 'roster', join(folder.path, 'no.csv'), '--batch', batch.id)).code, 1)
})

test('import catalogue: a summary, the rejected rows with their reasons, and nothing new the second time', async () => {
  const path = join(folder.path, 'courses.csv')
  const shape = readFileSync('test/fixtures/catalogue/udemy_2023.csv', 'utf8').trimEnd()
  writeFileSync(path, `${shape}\n,2,x,,,True,,,,,,,\n`)
  assert.deepEqual(summary(await run('import', 'catalogue', path, '--json')), {
    read: 2,
    created: 1,
    updated: 0,
    unchanged: 0,
    rejected: 1,
    duplicates: 0,
  })
  const rejected = readFileSync(`${path}.rejected.csv`, 'utf8').trimEnd().split('\r\n')
  assert.equal(rejected.length, 2)
  assert.match(rejected[0] ?? '', /^\ufefftitle;id;.*Alasan;Saran/)
  assert.match(rejected[1] ?? '', /\[catalogue\./)
  const again = await run('import', 'catalogue', path)
  assert.deepEqual(again.out.trimEnd().split('\n'), [
    'read 2, created 0, updated 0, unchanged 1, rejected 1, duplicates 0',
    `${path}: read as udemy-2023`,
    `${path}: these columns were left alone: num_subscribers, created, published_time, last_update`,
    `${path}: 1 rows were rejected; they stand with their reasons in ${path}.rejected.csv`,
  ])
  const strange = await run('import', 'catalogue', file('strange.csv', 'a;b', '1;2'), '--json')
  assert.equal(strange.code, 1)
  assert.equal((JSON.parse(strange.out) as { read: number }).read, 0)
  assert.match(strange.err, /strange\.csv: /)
})

test('import roster: enrols in the name of an issuer, rejects with reasons, and enrols nobody twice', async () => {
  const path = roster()
  const given = ['import', 'roster', path, '--batch', batch.id, '--json']
  const counts = { read: 4, created: 2, updated: 0, unchanged: 0, rejected: 2, duplicates: 1 }
  assert.deepEqual(summary(await run(...given)), counts)
  const people = await participantsOf(site.deps.db, batch.id)
  assert.deepEqual(people.map(({ name }) => name).sort(), ['Ni Luh Ayu', 'Sukarno'])
  const lines = readFileSync(`${path}.rejected.csv`, 'utf8').trimEnd().split('\r\n')
  assert.match(lines[0] ?? '', /^\ufeffNIM;Nama;Email;Baris asal;Alasan;Saran$/)
  assert.match(lines[1] ?? '', /^00103;;;4;Nama: /)
  assert.match(lines[2] ?? '', /^00101;Sukarno;;5;/)
  assert.equal(statSync(`${path}.rejected.csv`).mode & 0o077, 0, 'it may hold an NIK')
  assert.deepEqual(summary(await run(...given)), { ...counts, created: 0, unchanged: 2 })
  const { rows } = await sql<{ actorId: string }>`select distinct actor_id as "actorId" from audit
    where verb = 'enrolment.roster' and subject = ${batch.id}`.execute(site.deps.db)
  assert.deepEqual(rows, [{ actorId: world.actor('bagus').personId }])
  const marlina = await run(...given, '--as', 'marlina@contoh.example')
  assert.equal(marlina.code, 1)
  assert.match((JSON.parse(marlina.out) as { error: string }).error, /^The person of --as is not issuer or owner in/)
  const old = await run('import', 'roster', file('old.xls', '\u00d0\u00cf\u0011\u00e0'), '--batch', batch.id, '--json')
  assert.equal(old.code, 1)
  assert.notEqual(old.err, '')
})

test('import equivalences: proposes lines in the name of a registrar, rejects with reasons, and proposes nothing twice', async () => {
  const [version] = world.versions
  const heading = 'Versi definisi;Kode program studi;Kode mata kuliah;SKS;Berlaku mulai;Dasar'
  const good = `${version.id};55201;DAT 318;1;2026-01-01;PKS 17/2026`
  const path = file('equivalences.csv', heading, good, 'unknown;55201;DAT 318;1;2026-01-01;PKS 17/2026')
  const given = ['import', 'equivalences', path, '--organisation', 'universitas-bukit-samara', '--json']
  const counts = { read: 2, created: 1, updated: 0, unchanged: 0, rejected: 1, duplicates: 0 }
  assert.deepEqual(summary(await run(...given)), counts)
  assert.match(readFileSync(`${path}.rejected.csv`, 'utf8'), /Definisi ini tidak ada/)
  assert.deepEqual(summary(await run(...given)), { ...counts, created: 0, unchanged: 1 })
  assert.equal((await run('import', 'equivalences', path)).code, 64)
  assert.equal((await run('import', 'equivalences', path, '--organisation', 'nowhere')).code, 1)
})

test('import results: records in the name of an assessor, corrects, and changes nothing the second time', async () => {
  const codes = world.versions[0].outcomes.map(({ position }) => outcomeCode(position))
  const scores = (score: string) => codes.map(() => score).join(';')
  const heading = `NIM;${codes.join(';')}`
  const path = file('results.csv', heading, `00101;${scores('85')}`, `00102;${scores('40')}`, `99999;${scores('85')}`)
  const given = ['import', 'results', path, '--batch', batch.id, '--json']
  const two = codes.length * 2
  const counts = { read: 3, created: two, updated: 0, unchanged: 0, rejected: 1, duplicates: 0 }
  assert.deepEqual(summary(await run(...given)), counts)
  assert.match(readFileSync(`${path}.rejected.csv`, 'utf8'), /\r\n99999;.*;4;/)
  assert.deepEqual(summary(await run(...given)), { ...counts, created: 0, unchanged: two })
  file('results.csv', heading, `00101;${scores('90')}`)
  assert.equal(summary(await run(...given)).updated, codes.length)
  const sukarno = (await participantsOf(site.deps.db, batch.id)).find(({ name }) => name === 'Sukarno')
  const standing = await standingResults(site.deps.db, [sukarno?.id ?? ''])
  assert.ok(JSON.stringify([...standing]).includes('90'))
  const issuer = await run(...given, '--as', 'bagus.wirawan@contoh.example')
  assert.equal(issuer.code, 1, 'an issuer assesses nobody')
})

test('issue: awards who passed, says what the others lack, and awards nothing twice', async () => {
  const path = file('awards.csv', 'NIM;Nama', '00101;Sukarno', '00102;Ni Luh Ayu', '00104;Siapa')
  const given = ['issue', path, '--definition', world.versions[0].id, '--json']
  const first = await run(...given)
  assert.equal(first.code, 0, first.err)
  assert.deepEqual(JSON.parse(first.out), { read: 3, awarded: 1, already: 0, rejected: 2, signed: 1 })
  const lines = readFileSync(`${path}.rejected.csv`, 'utf8').trimEnd().split('\r\n')
  assert.equal(lines.length, 3)
  assert.ok(
    lines.some((line) => line.startsWith('00102;Ni Luh Ayu;3;')),
    lines.join('\n'),
  )
  rmSync(`${path}.rejected.csv`)
  const again = await run(...given)
  assert.deepEqual(JSON.parse(again.out), { read: 3, awarded: 0, already: 1, rejected: 2, signed: 0 })
  assert.ok(existsSync(`${path}.rejected.csv`))
  const { rows } = await sql<{ count: number }>`select count(*) as count from credential`.execute(site.deps.db)
  assert.equal(rows[0]?.count, 1)
  assert.equal((await run('issue', path)).code, 64)
  assert.equal((await run('issue', path, '--definition', 'nothing')).code, 1)
})
