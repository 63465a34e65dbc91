import assert from 'node:assert/strict'
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { temporaryFolder } from '../../../test/support/folder.ts'
import { OperationError } from '../failure.ts'
import { findBinaries } from './binaries.ts'
import { type Launched, type LaunchOptions, launchPostgres } from './launch.ts'
import { socketFolder } from './places.ts'
import { isAlive, runningPostmaster } from './postmaster.ts'
import { findWay } from './unprivileged.ts'

const root = process.getuid?.() === 0
let folder: Awaited<ReturnType<typeof temporaryFolder>>
const running: Launched[] = []

before(async () => {
  folder = await temporaryFolder()
})
after(async () => {
  for (const one of running) await one.release()
  await folder.remove()
})

async function launch(data: string, options: LaunchOptions = {}): Promise<Launched> {
  const launched = await launchPostgres(data, options)
  running.push(launched)
  return launched
}

async function ask(launched: Launched, text: string): Promise<string> {
  const client = new pg.Client({ connectionString: launched.url() })
  await client.connect()
  try {
    const { rows } = await client.query<Record<string, unknown>>(text)
    return String(Object.values(rows[0] ?? {})[0])
  } finally {
    await client.end()
  }
}

/** A program that launches PostgreSQL on a folder and waits, to be killed. */
async function program(data: string): Promise<{ child: ChildProcess; said: string }> {
  const code = `import { launchPostgres } from ${JSON.stringify(fileURLToPath(new URL('./launch.ts', import.meta.url)))}
    const launched = await launchPostgres(process.argv[1], { as: 'site' })
    process.stdout.write(JSON.stringify({ how: launched.how, pid: launched.pid, claimed: await launched.claim('site') }))
    process.on('SIGTERM', () => launched.release().then(() => process.exit(0)))
    setInterval(() => {}, 1000)`
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--conditions=source', '--input-type=module', '-e', code, data],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const said = await new Promise<string>((done) => child.stdout?.once('data', (chunk: Buffer) => done(String(chunk))))
  return { child, said }
}

test('the packaged PostgreSQL starts with durable settings, on a socket alone, in UTF-8 of its own', async () => {
  const data = join(folder.path, 'plain')
  const launched = await launch(data)
  assert.equal(launched.how, 'started')
  assert.equal(await ask(launched, 'show fsync'), 'on')
  assert.equal(await ask(launched, 'show listen_addresses'), '')
  assert.equal(
    await ask(
      launched,
      `select datlocprovider::text || ' ' || pg_encoding_to_char(encoding) from pg_database where datname = current_database()`,
    ),
    'b UTF8',
  )
  await ask(launched, 'create extension pg_trgm')
  assert.equal(await ask(launched, `select similarity('lumbung', 'lumbun') > 0.5`), 'true')
  assert.equal(lstatSync(join(data, 'run')).mode & 0o777, 0o700)
  assert.equal(lstatSync(join(data, 'run', '.s.PGSQL.5432')).mode & 0o777, 0o700)
  await launched.release()
  assert.equal(isAlive(launched.pid), false)
  assert.equal(existsSync(join(data, 'postgres', 'postmaster.pid')), false)
})

test('a killed program leaves PostgreSQL running; the next start adopts it and finds what was committed', async () => {
  const data = join(folder.path, 'killed')
  const { child, said } = await program(data)
  const first = JSON.parse(said) as { pid: number; how: string; claimed: boolean }
  assert.deepEqual([first.how, first.claimed], ['started', true])
  const ended = new Promise((done) => child.once('exit', done))
  child.kill('SIGKILL')
  await ended
  assert.equal(isAlive(first.pid), true)
  const second = await launch(data)
  assert.deepEqual([second.how, second.pid], ['adopted', first.pid])
  assert.equal(await second.claim('site'), true)
  await second.release()
  assert.equal(isAlive(first.pid), false)
})

test('two programs share PostgreSQL, only one of them is the site, and the last one stops it', async () => {
  const data = join(folder.path, 'shared')
  const { child, said } = await program(data)
  const { pid } = JSON.parse(said) as { pid: number }
  const second = await launch(data)
  assert.deepEqual([second.how, second.pid], ['adopted', pid])
  assert.equal(await second.claim('site'), false)
  const ended = new Promise((done) => child.once('exit', done))
  child.kill('SIGTERM')
  await ended
  assert.equal(await ask(second, 'select 1'), '1')
  await second.release()
  assert.equal(isAlive(pid), false)
})

test('two first starts at the same moment make one database', async () => {
  const data = join(folder.path, 'race')
  const both = await Promise.all([launch(data, { throwaway: true }), launch(data, { throwaway: true })])
  assert.equal(both[0].pid, both[1].pid)
  for (const one of both) await one.release()
})

test('a lock file whose number belongs to another program does not stop the start', async () => {
  const data = join(folder.path, 'plain')
  writeFileSync(
    join(data, 'postgres', 'postmaster.pid'),
    `${process.pid}\n${join(data, 'postgres')}\n1\n5432\n${join(data, 'run')}\n\n0\nready   \n`,
  )
  const launched = await launch(data)
  assert.equal(launched.how, 'started')
  await launched.release()
})

test('a deep data folder gets a short socket', async () => {
  const data = join(folder.path, 'd'.repeat(60), 'e'.repeat(60))
  assert.ok(Buffer.byteLength(join(socketFolder(data), '.s.PGSQL.5432')) <= 103)
  const launched = await launch(data, { throwaway: true })
  assert.equal(await ask(launched, 'select 1'), '1')
  await launched.release()
})

test('files of another version are left alone, with a sentence', async () => {
  const data = join(folder.path, 'plain')
  const file = join(data, 'postgres', 'PG_VERSION')
  const version = readFileSync(file, 'utf8')
  writeFileSync(file, '14\n')
  await assert.rejects(
    launchPostgres(data),
    (error: unknown) =>
      error instanceof OperationError && /belong to PostgreSQL 14/.test(error.message) && /backup/.test(error.next),
  )
  writeFileSync(file, version)
})

test('as root in a checkout closed to others, a user namespace is used', {
  skip: root ? false : 'needs root',
}, async (context) => {
  const way = await findWay(await findBinaries())
  if (way.kind !== 'namespace') return context.skip('user namespaces are forbidden here')
  const closed = join(folder.path, 'closed')
  mkdirSync(closed, { mode: 0o700 })
  const launched = await launch(join(closed, 'var'), { throwaway: true })
  assert.equal(lstatSync(join(closed, 'var', 'postgres')).uid, 0)
  await launched.release()
})

test('as root without namespaces, a readable copy runs as nobody, and a closed folder is no obstacle', {
  skip: root ? false : 'needs root',
}, async () => {
  const closed = join(folder.path, 'container')
  mkdirSync(closed, { mode: 0o700 })
  const launched = await launch(join(closed, 'var'), { throwaway: true, namespaces: false })
  const status = readFileSync(`/proc/${launched.pid}/status`, 'utf8')
  assert.match(status, /^Uid:\t65534\t/m)
  const cluster = runningPostmaster(join(closed, 'var', 'postgres'))
  assert.equal(cluster?.pid, launched.pid)
  await launched.release()
})

test('an ordinary user starts it too', { skip: root ? false : 'needs root to become one' }, async () => {
  const home = await temporaryFolder()
  try {
    chmodSync(home.path, 0o755)
    const data = join(home.path, 'data')
    mkdirSync(data)
    execFileSync('chown', ['65534:65534', data])
    const way = await findWay(await findBinaries(), { namespaces: false })
    const [initdb] = way.command('initdb', [])
    execFileSync(
      'setpriv',
      [
        '--reuid=65534',
        '--regid=65534',
        '--clear-groups',
        initdb,
        '-D',
        join(data, 'postgres'),
        '-U',
        'lumbung',
        '--no-sync',
        '--auth=trust',
      ],
      { cwd: '/' },
    )
    assert.equal(lstatSync(join(data, 'postgres', 'PG_VERSION')).uid, 65534)
  } finally {
    await home.remove()
  }
})
