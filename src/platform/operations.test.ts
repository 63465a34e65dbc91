import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { temporaryFolder } from '../../test/support/folder.ts'
import { readConfiguration } from './configuration.ts'
import { judgeDisk, ofMigrations } from './doctor.ts'
import { OperationError } from './failure.ts'
import { openLog } from './log.ts'
import { openSecrets } from './secrets.ts'

test('feeders stand on lines of their own, hosts of webhooks between commas', () => {
  const { feeders, webhookHosts } = readConfiguration({
    NEO_FEEDERS: '\nkampus http://10.0.0.5:3003/ws/live2.php pengguna sandi\n',
    WEBHOOK_HOSTS: '10.0.0.5:8080, siakad.kampus',
  })
  assert.deepEqual(feeders, [
    { organisation: 'kampus', url: 'http://10.0.0.5:3003/ws/live2.php', username: 'pengguna', password: 'sandi' },
  ])
  assert.deepEqual(webhookHosts, ['10.0.0.5:8080', 'siakad.kampus'])
})

test('the environment has defaults for everything, and a wrong value is named without being shown when it is secret', () => {
  const { port, publicUrl, demo, databaseUrl } = readConfiguration({})
  assert.deepEqual(
    { port, publicUrl, demo, databaseUrl },
    { port: 3000, publicUrl: 'http://localhost:3000', demo: true, databaseUrl: undefined },
  )
  assert.equal(readConfiguration({ PORT: '8080' }).publicUrl, 'http://localhost:8080')
  assert.equal(readConfiguration({ PUBLIC_URL: 'https://lumbung.example/' }).publicUrl, 'https://lumbung.example')
  const refused = (environment: Record<string, string>, words: RegExp) =>
    assert.throws(
      () => readConfiguration(environment),
      (error: unknown) =>
        error instanceof OperationError &&
        words.test(error.message) &&
        !/sangat-rahasia/.test(error.message + error.next),
    )
  refused({ PORT: 'tiga ribu' }, /no port/)
  refused({ DATABASE_URL: 'mysql://u:sangat-rahasia@h/d' }, /DATABASE_URL is no address/)
  refused({ SMTP_URL: 'sangat-rahasia' }, /SMTP_URL is no address/)
  refused({ PUBLIC_URL: 'lumbung.example' }, /no address of a site/)
  refused({ LOG_LEVEL: 'loud' }, /LOG_LEVEL/)
  refused({ NEO_FEEDERS: 'kampus http://10.0.0.5/ws pengguna sangat-rahasia lagi' }, /Line 1 of NEO_FEEDERS/)
  refused({ NEO_FEEDERS: 'a http://h/ws u sangat-rahasia\na http://h/ws u sangat-rahasia' }, /names a university twice/)
})

test('the log holds no name, address or number, and of an error neither message nor values', () => {
  const lines: string[] = []
  const log = openLog('info', { write: (line) => void lines.push(line) })
  const error = Object.assign(new Error('Key (email)=(suharti@example.id) already exists'), {
    code: '23505',
    constraint: 'person_email',
    detail: 'suharti@example.id',
  })
  log.error({
    error,
    person: { name: 'Suharti', email: 'suharti@example.id', nik: '3273010101900001' },
    phone: '081234567890',
  })
  const text = lines.join('')
  assert.doesNotMatch(text, /uharti|3273010101900001|081234567890/)
  assert.match(text, /23505/)
  assert.match(text, /person_email/)
})

test('secrets are made once, closed to others, and a damaged one stops the start', async () => {
  const folder = await temporaryFolder()
  try {
    const first = openSecrets({ dataFolder: folder.path, keys: {} })
    assert.deepEqual(openSecrets({ dataFolder: folder.path, keys: {} }), first)
    assert.equal(new Set([first.nikMark, first.nikSeal, first.session].map(String)).size, 3)
    assert.equal(readFileSync(join(folder.path, 'keys', 'session'), 'utf8').trim(), first.session.toString('hex'))
    const given = 'ab'.repeat(32)
    assert.equal(openSecrets({ dataFolder: folder.path, keys: { session: given } }).session.toString('hex'), given)
    assert.throws(
      () => openSecrets({ dataFolder: folder.path, keys: { session: 'short' } }),
      /not 64 hexadecimal digits/,
    )
  } finally {
    await folder.remove()
  }
})

test('the doctor calls a full disk full, and a newer database newer', () => {
  assert.equal(judgeDisk('/data', 50_000_000).outcome, 'bad')
  assert.match(judgeDisk('/data', 50_000_000).next, /Free some space now/)
  assert.equal(judgeDisk('/data', 500_000_000).outcome, 'notice')
  assert.equal(judgeDisk('/data', 50_000_000_000).outcome, 'good')
  const state = { applied: ['0001-a'], missing: [], unknown: [], changed: [] }
  assert.equal(ofMigrations(state).outcome, 'good')
  assert.equal(ofMigrations({ ...state, missing: ['0002-b'] }).outcome, 'notice')
  const newer = ofMigrations({ ...state, unknown: ['0009-later'] })
  assert.equal(newer.outcome, 'bad')
  assert.match(newer.message, /newer/)
})
