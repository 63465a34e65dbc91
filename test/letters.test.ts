import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createApp } from '../src/app.ts'
import { sendLetters } from '../src/letters.ts'
import { registerPerson } from '../src/people/index.ts'
import { inTransaction, sql } from '../src/platform/database.ts'
import { diagnose } from '../src/platform/doctor.ts'
import { openMail } from '../src/platform/mail.ts'
import { promise } from '../src/platform/outbox.ts'
import { awardDeps } from './support/award-world.ts'
import { type TestDatabase, testDatabase } from './support/database.ts'
import { temporaryFolder } from './support/folder.ts'
import { type MailServer, startMailServer } from './support/mail-server.ts'

// Letters that a room promised, to a real mail server.

let database: TestDatabase
let server: MailServer
before(async () => {
  database = await testDatabase()
  server = await startMailServer({ recipient: { hilang: { code: 550 }, sibuk: { code: 451, times: 2 } } })
})
after(async () => {
  await server?.stop()
  await database?.close()
})

const HOUR_MILLISECONDS = 3_600_000

test('a letter that is refused for good ends and is told to the operator; a busy server is asked again', async () => {
  const mail = openMail(server.url, 'Lumbung <lumbung@contoh.id>')
  const { deps: plain, time } = awardDeps(database.db, new Date().toISOString())
  const deps = { ...plain, sendLetter: mail.send }
  const ids = new Map<string, string>()
  for (const name of ['hilang', 'sibuk']) {
    const person = await registerPerson(deps, { name, language: 'id', email: `${name}@contoh.id` })
    assert.ok(person.ok)
    ids.set(name, person.value.id)
    const letter = {
      personId: person.value.id,
      template: 'organisations.study-confirmed',
      values: { path: '/wallet/study' },
    }
    await inTransaction(database.db, (tx) => promise(tx, 'letter', `test:${name}`, letter))
  }
  const round = () => sendLetters(deps)
  assert.equal(await round(), 0)
  assert.equal(await round(), 0, 'neither is due again')
  assert.deepEqual([server.asked('hilang@contoh.id'), server.asked('sibuk@contoh.id')], [1, 1])
  time.now = new Date(time.now.getTime() + HOUR_MILLISECONDS)
  assert.equal(await round(), 0)
  time.now = new Date(time.now.getTime() + HOUR_MILLISECONDS)
  assert.equal(await round(), 1)
  time.now = new Date(time.now.getTime() + 100 * HOUR_MILLISECONDS)
  assert.equal(await round(), 0)
  assert.deepEqual([server.asked('hilang@contoh.id'), server.asked('sibuk@contoh.id')], [1, 3])
  assert.deepEqual(
    server.received.map(({ to }) => to),
    [['sibuk@contoh.id']],
  )
  await inTransaction(database.db, (tx) => promise(tx, 'letter', 'test:hilang', { personId: ids.get('hilang') }))
  assert.equal(await round(), 0, 'the same promise is not made a second time')

  const folder = await temporaryFolder()
  const findings = await diagnose({
    port: 1,
    publicUrl: 'http://localhost:1',
    dataFolder: folder.path,
    databaseUrl: database.url,
    demo: false,
    smtpUrl: server.url,
    mailFrom: '',
    logLevel: 'silent',
    feeders: [],
    webhookHosts: [],
    logWitnesses: { witnesses: [], quorum: 0 },
    keys: {},
    signerSocket: undefined,
    signerPassphrase: undefined,
  })
  await folder.remove()
  const told = findings.find(({ check, outcome }) => check === 'mail' && outcome === 'notice')
  assert.match(told?.message ?? '', /1 letter was refused for good/)
  assert.ok(told?.next.includes(ids.get('hilang') ?? 'nobody'))
  assert.doesNotMatch(JSON.stringify(findings), /@contoh/)
  const figures = await (await createApp(deps).request('/metrics')).text()
  assert.match(figures, /lumbung_outbox_ended\{kind="letter",reason="LetterRefused"\} 1\n/)
  assert.doesNotMatch(figures, /lumbung_outbox_waiting\{kind="letter"\}|@contoh/)
  const { rows } = await sql<{ row: string }>`select row_to_json(o)::text as row from outbox o`.execute(database.db)
  assert.equal(rows.length, 1)
  assert.doesNotMatch(rows[0]?.row ?? '', /@/)
  mail.close()
})
