import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { demoAccounts } from '../db/demo/accounts.ts'
import { loadDemoCore } from '../db/demo/index.ts'
import { type Db, openDatabase, sql } from '../src/platform/database.ts'
import { launchPostgres } from '../src/platform/postgres/launch.ts'
import { freePort, type SiteProcess, startProcess, visit } from './prove/site-process.ts'
import { temporaryFolder } from './support/folder.ts'
import { startSite } from './support/site.ts'

// A first start that is killed while the demo's core loads: nothing of it is anybody's, so the next begins it again.

let folder: Awaited<ReturnType<typeof temporaryFolder>>
before(async () => {
  folder = await temporaryFolder()
})
after(() => folder?.remove())

/** Moments of the load, in their order: what stands in the database then. */
const MOMENTS = [
  { name: 'among the definitions', there: sql`select 1 from definition_version where published_at is not null` },
  { name: 'among the credentials', there: sql`select 1 from credential` },
] as const

type Visitor = ReturnType<typeof visit>

/** Whoever signs in begins in a room of theirs, and every entry of the menu opens; one person for each set of roles. */
async function menusOpen(address: string): Promise<void> {
  const oneOfEach = new Map(demoAccounts.map((one) => [Object.values(one.holds).flat().sort().join(), one.email]))
  for (const [roles, email] of oneOfEach) {
    const person = visit(address)
    const landed = (await person.submit('/sign-in', '/sign-in', { demo: email })).headers.get('location') ?? ''
    const page = await linksOpen(person, landed, /<nav class="row".*?<\/nav>/s)
    if (roles.includes('issuer')) assert.match(page, /href="\/provider\/issue"/, email)
  }
}

/** Every link of a page of ours, or of a part of it, leads to a page; answers the page. */
async function linksOpen(person: Visitor, path: string, part = /<main.*<\/main>/s): Promise<string> {
  const page = await (await person.get(path)).text()
  const links = [...(part.exec(page)?.[0] ?? '').matchAll(/href="(\/[^"#]*)"/g)].map(([, href]) => href ?? '')
  assert.ok(links.length > 3, `${path} has links`)
  for (const link of new Set(links)) assert.equal((await person.get(link)).status, 200, `${path} leads to ${link}`)
  return page
}

const saved = async (db: Db): Promise<boolean> =>
  (await sql`select 1 from setting where name = 'demo.core'`.execute(db)).rows.length > 0

/** What shows the credit bank alive from the first moment: each has something. */
const ALIVE = [
  'recognition_appeal',
  'recognition_batch',
  'credit_flag',
  'equivalence',
  'outside_certificate',
  'rule_set_draft',
  'prior_learning_application',
] as const

/** What the year of history, which loads later, doesn't add to. */
async function standing(db: Db): Promise<Readonly<Record<string, number>>> {
  const found: Record<string, number> = {}
  const tables = ['organisation', 'membership', 'definition', 'definition_version', 'offering', 'auth_user', ...ALIVE]
  for (const name of tables) {
    const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(name)}`.execute(db)
    found[name] = rows[0]?.count ?? 0
  }
  return found
}

/** Kills the site at a moment of its load; answers whether the load was still under way. */
async function killAt(site: SiteProcess, db: () => Promise<Db>, moment: (typeof MOMENTS)[number]): Promise<boolean> {
  const open = await db()
  for (let stands = false; !stands; await pause(10)) {
    assert.equal(site.child.exitCode, null, 'the site ended by itself')
    // Before the migrations, and at the moment of the emptying, there is nothing to ask.
    stands = await moment.there.execute(open).then(
      ({ rows }) => rows.length > 0,
      () => false,
    )
  }
  await site.kill()
  return !(await saved(open))
}

test('a first start killed twice while the demo loads is begun again, and ends as one that was not', async (t) => {
  const data = join(folder.path, 'data')
  const port = await freePort()
  const environment = { DATA_DIR: data, PORT: String(port), LUMBUNG_DEMO: '1' }
  const undo: (() => Promise<void>)[] = []
  let joined: Db | undefined
  const database = async (): Promise<Db> => {
    if (joined !== undefined) return joined
    while (!existsSync(join(data, 'postgres', 'postmaster.pid'))) await pause(5)
    const postgres = await launchPostgres(data, { as: 'test' })
    undo.push(postgres.release)
    joined = openDatabase(postgres.url(), 2)
    const opened = joined
    undo.push(() => opened.destroy())
    return opened
  }
  try {
    const broken: string[] = []
    for (const moment of MOMENTS) {
      const site = startProcess(environment)
      if (await killAt(site, database, moment)) broken.push(moment.name)
    }
    t.diagnostic(`killed while it loaded: ${broken.join(', ')}`)
    assert.ok(broken.length >= 1, 'no kill met the load')
    const db = await database()
    const site = startProcess(environment)
    undo.push(site.stop)
    assert.equal(await site.ready, true)
    assert.equal(await saved(db), true)

    const clean = await startSite({ demo: true, workers: false })
    undo.push(clean.stop)
    await loadDemoCore(clean.deps)
    const core = await standing(db)
    assert.deepEqual(core, await standing(clean.deps.db))
    for (const table of ALIVE) assert.ok((core[table] ?? 0) > 0, table)

    const visitor = visit(`http://localhost:${port}`)
    for (const { email } of [demoAccounts[0], demoAccounts.at(-1)].filter((one) => one !== undefined))
      assert.equal((await visitor.submit('/sign-in', '/sign-in', { demo: email })).status, 303, email)
    await menusOpen(`http://localhost:${port}`)
    await linksOpen(visitor, '/register/changes')
    const sandbox = (await (await visitor.get('/api/v1/sandbox')).json()) as { verdict: string; url: string }[]
    assert.ok(sandbox.length > 15)
    const valid = sandbox.find(({ verdict }) => verdict === 'valid')
    const document = await (await fetch(new URL(valid?.url ?? '', `http://localhost:${port}`))).text()
    const verified = await visitor.post('/api/v1/verifications', { credential: document }, {})
    assert.match(await verified.text(), /"verdict":"valid"/)
  } finally {
    for (const step of undo.toReversed()) await step()
  }
})
