import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { loadDemoCore } from '../db/demo/index.ts'
import { createApp } from '../src/app.ts'
import { runStatusOrders } from '../src/credentials/index.ts'
import { awardHooks } from '../src/hooks.ts'
import { openDatabase, sql } from '../src/platform/database.ts'
import { signerProgram } from '../src/platform/installation.ts'
import { launchPostgres } from '../src/platform/postgres/launch.ts'
import { openSecrets } from '../src/platform/secrets.ts'
import { openSigner } from '../src/platform/signer/child.ts'
import { shareCredential } from '../src/wallet/index.ts'
import { environmentOf, lumbung } from './support/command.ts'
import { temporaryFolder } from './support/folder.ts'
import { startSite, type TestSite } from './support/site.ts'

let site: TestSite
let folder: Awaited<ReturnType<typeof temporaryFolder>>
const NOW = new Date('2026-11-24T03:00:00Z')

before(async () => {
  folder = await temporaryFolder()
  site = await startSite({ demo: true, workers: false })
  await loadDemoCore(site.deps)
})
after(async () => {
  await site?.stop()
  await folder?.remove()
})

const here = () => environmentOf(site)

async function signedDocuments(): Promise<readonly { id: string; personId: string; document: string }[]> {
  const { rows } = await sql<{ id: string; personId: string; document: string }>`
    select id, person_id as "personId", document from credential order by id limit 12`.execute(site.deps.db)
  return rows
}

test('a restored copy verifies every old link, holds the same keys, and touches nothing that was there', async () => {
  const documents = await signedDocuments()
  assert.ok(documents.length > 3)
  const codes: string[] = []
  for (const { id, personId } of documents) {
    const shared = await shareCredential(site.deps, { personId, name: '', roles: [] }, id, { label: '', days: '30' })
    if (shared.ok) codes.push(shared.value.code)
  }
  assert.equal(codes.length, documents.length)
  site.setClock(NOW)
  const before = await pagesOf(createApp(site.deps), codes)
  const copy = join(folder.path, 'copy')
  const backup = await lumbung(['backup', copy, '--json'], here())
  assert.equal(backup.code, 0, backup.err)
  assert.ok((JSON.parse(backup.out) as { rows: number }).rows > 1_000)

  const data = join(folder.path, 'restored')
  const restore = await lumbung(['restore', copy], { DATA_DIR: data })
  assert.equal(restore.code, 0, restore.err)
  const postgres = await launchPostgres(data)
  const db = openDatabase(postgres.url(), 4)
  const signer = await openSigner({ dataFolder: data, program: signerProgram() })
  try {
    const deps = { ...site.deps, db, signer: signer.client, secrets: openSecrets({ dataFolder: data, keys: {} }) }
    assert.deepEqual(await pagesOf(createApp(deps), codes), before)
    assert.equal(await deps.signer.createKey('platform'), await site.deps.signer.createKey('platform'))
    assert.deepEqual(deps.secrets, site.deps.secrets)
    assert.deepEqual(await counts(db), await counts(site.deps.db))
  } finally {
    await signer.stop()
    await db.destroy()
    await postgres.release()
  }
  const again = await lumbung(['restore', copy], { DATA_DIR: data })
  assert.equal(again.code, 1)
  assert.match(again.err, /needs an empty folder/)
  site.setClock(null)
})

/** The verification pages, without what is new in every answer. */
async function pagesOf(app: ReturnType<typeof createApp>, codes: readonly string[]): Promise<readonly string[]> {
  return Promise.all(
    codes.map(async (code) => {
      const answer = await app.request(`/v/${code}`)
      assert.equal(answer.status, 200)
      return (await answer.text()).replaceAll(/nonce="[^"]*"|name="form-token" value="[^"]*"/g, '')
    }),
  )
}

async function counts(db: TestSite['deps']['db']): Promise<Readonly<Record<string, number>>> {
  const { rows: tables } = await sql<{
    name: string
  }>`select tablename as name from pg_tables where schemaname = 'public' and tablename not like 'session%' order by 1`.execute(
    db,
  )
  const found: Record<string, number> = {}
  for (const { name } of tables) {
    const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(name)}`.execute(db)
    found[name] = rows[0]?.count ?? 0
  }
  return found
}

test('a copy with one changed byte is refused before anything is restored', async () => {
  const copy = join(folder.path, 'copy')
  const place = join(copy, 'tables')
  const [part = ''] = readdirSync(place).filter((name) => name.startsWith('audit'))
  const bytes = readFileSync(join(place, part))
  bytes[bytes.length - 9] = (bytes[bytes.length - 9] ?? 0) ^ 1
  writeFileSync(join(place, part), bytes)
  const data = join(folder.path, 'never')
  const restore = await lumbung(['restore', copy], { DATA_DIR: data })
  assert.equal(restore.code, 1)
  assert.match(restore.err, /missing or was changed/)
  assert.equal(existsSync(join(data, 'postgres')), false)
})

test('the command line verifies: valid, changed, unlisted; and says how it is used', async () => {
  const [first] = await signedDocuments()
  const file = join(folder.path, 'credential.json')
  writeFileSync(file, first?.document ?? '')
  const valid = await lumbung(['verify', file, '--json'], here())
  const report = JSON.parse(valid.out) as {
    verdict: string
    checks: { id: string; outcome: string; message: { id: string; en: string } }[]
  }
  assert.deepEqual([valid.code, report.verdict], [0, 'valid'])
  assert.deepEqual(
    report.checks.map(({ id }) => id),
    ['format', 'proof', 'issuer', 'authority', 'status', 'validity', 'schema', 'log'],
  )
  const changed = await lumbung(
    ['verify', '-'],
    here(),
    (first?.document ?? '').replace('"achievement"', '"achievemenT"'),
  )
  assert.equal(changed.code, 1)
  // Without a database: the register as this site serves it, then one that lists nobody.
  const served = await lumbung(['verify', file, '--trust-list', `${site.url}/trust/list`, '--json'], {})
  assert.deepEqual([served.code, (JSON.parse(served.out) as { verdict: string }).verdict], [0, 'valid'])
  const list = join(folder.path, 'list.json')
  const payload = { asOf: NOW.toISOString(), validUntil: '2027-01-01T00:00:00Z', issuers: [], statusAuthorities: [] }
  writeFileSync(list, JSON.stringify({ payload }))
  assert.equal((await lumbung(['verify', file, '--trust-list', list, '--json'], {})).code, 2)
  const unread = await lumbung(['verify', file, '--trust-list', join(folder.path, 'nothing.json')], {})
  assert.equal(unread.code, 64, 'a list that cannot be read is no verdict against the credential')
  const unused = await lumbung(['verify'], here())
  assert.equal(unused.code, 64)
  assert.match(unused.err, /Use: lumbung verify/)
  assert.equal((await lumbung(['verify', '--help'], {})).code, 0)
  assert.equal((await lumbung(['bless'], {})).code, 64)
})

test('the command line changes a status, with a reason from the list, and the verdict follows', async () => {
  const document = (await signedDocuments()).at(-1)
  const wrong = await lumbung(['status', document?.id ?? '', '--revoke', '--reason', 'because', '--json'], here())
  assert.equal(wrong.code, 1)
  const done = await lumbung(
    ['status', document?.id ?? '', '--revoke', '--reason', 'issued-in-error', '--json'],
    here(),
  )
  const [order] = (JSON.parse(done.out) as { orders: { id: string; total: number; effectiveAt: string }[] }).orders
  assert.deepEqual([done.code, order?.total], [0, 1])
  assert.equal(
    (await lumbung(['verify', '-', '--json'], here(), document?.document)).code,
    0,
    'in the hold nothing shows',
  )
  const clock = () => new Date(Date.parse(order?.effectiveAt ?? ''))
  assert.equal(await runStatusOrders({ db: site.deps.db, clock }, awardHooks(site.deps)), 1)
  const late = await lumbung(['status', '--undo', order?.id ?? '', '--json'], here())
  assert.equal(late.code, 1)
  assert.match(late.out, /order-too-late/)
  const verdict = await lumbung(['verify', '-', '--json'], here(), document?.document)
  assert.equal(verdict.code, 1)
  assert.match(verdict.out, /revoked/)
})

test('the doctor says what is wrong and what to do, and changes nothing', async () => {
  const healthy = await lumbung(['doctor', '--json'], { ...here(), DATA_DIR: site.dataFolder })
  const { findings } = JSON.parse(healthy.out) as {
    findings: { check: string; outcome: string; message: string; next: string }[]
  }
  assert.equal(healthy.code, 0, healthy.out)
  const said = (check: string) => findings.filter((finding) => finding.check === check).map(({ outcome }) => outcome)
  assert.deepEqual(
    [said('port'), said('database'), said('migrations'), said('disk')],
    [['good'], ['good'], ['good'], ['good']],
  )
  assert.ok(findings.some(({ check, message }) => check === 'keys' && /One user runs both/.test(message)))
  assert.ok(findings.some(({ check, message }) => check === 'mail' && /No mail server/.test(message)))

  const stranger = createServer((socket) => socket.on('error', () => {}).end('hello\n')).listen(0)
  await once(stranger, 'listening')
  const address = stranger.address()
  const port = typeof address === 'object' && address !== null ? String(address.port) : ''
  const ill = await lumbung(['doctor'], {
    PORT: port,
    DATA_DIR: join(folder.path, 'none'),
    DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none',
    SIGNER_SOCKET: join(folder.path, 'no.sock'),
  })
  stranger.close()
  assert.equal(ill.code, 1)
  for (const words of [
    /Port \d+ is taken by another program/,
    /The database does not answer/,
    /The signer does not answer/,
    /give another port in PORT/,
  ])
    assert.match(ill.out, words)
})

test('the start says in a sentence when the port is taken or the site already runs', async () => {
  const port = new URL(site.url).port
  const data = join(folder.path, 'second')
  mkdirSync(data)
  const run = async (environment: Record<string, string>) => {
    const child = spawn(process.execPath, ['bin/start.mjs'], {
      env: { PATH: process.env.PATH, LUMBUNG_DEMO: '0', DATA_DIR: data, ...environment },
    })
    let [out, err] = ['', '']
    const ready = new Promise<void>((done) => {
      child.stdout.on('data', (chunk) => {
        out += String(chunk)
        done()
      })
      child.on('close', () => done())
    })
    child.stderr.on('data', (chunk) => {
      err += String(chunk)
    })
    await ready
    return {
      child,
      said: () => ({ out, err }),
      ended: child.exitCode === null ? once(child, 'close') : Promise.resolve([child.exitCode]),
    }
  }
  const taken = await run({ PORT: port })
  assert.equal((await taken.ended)[0], 1)
  assert.match(
    taken.said().err,
    new RegExp(`^Port ${port} is taken by another program\\. Stop it, or give another port`),
  )
  const first = await run({ PORT: '0' })
  assert.match(first.said().out, /^Lumbung is ready at http:\/\/localhost:\d+\n$/)
  const second = await run({ PORT: '0' })
  assert.equal((await second.ended)[0], 1)
  assert.match(second.said().err, /^Lumbung already runs on /)
  first.child.kill('SIGTERM')
  assert.equal((await first.ended)[0], 0)
  assert.equal(existsSync(join(data, 'postgres', 'postmaster.pid')), false)
})
