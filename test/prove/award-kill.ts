import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { demoAccounts } from '../../db/demo/accounts.ts'
import { loadDemoCore } from '../../db/demo/index.ts'
import { type Chance, chanceFrom } from '../../db/demo/random.ts'
import { importResults } from '../../src/assessment/index.ts'
import { type DefinitionVersion, publishedVersions } from '../../src/design/index.ts'
import { createBatch, enrolRoster, participantsOf } from '../../src/enrolment/index.ts'
import { organisationBySlug } from '../../src/organisations/index.ts'
import { dayOf, systemClock } from '../../src/platform/clock.ts'
import { sql } from '../../src/platform/database.ts'
import type { Deps } from '../../src/platform/deps.ts'
import { signerProgram } from '../../src/platform/installation.ts'
import { openLog } from '../../src/platform/log.ts'
import type { Actor } from '../../src/platform/page.ts'
import type { Outcome } from '../../src/platform/refusal.ts'
import { openSecrets } from '../../src/platform/secrets.ts'
import { openSigner, signerSocket } from '../../src/platform/signer/child.ts'
import { connectSigner } from '../../src/platform/signer/client.ts'
import { verifyDocument } from '../../src/verifier/index.ts'
import type { Campaign } from '../support/campaign.ts'
import { testDatabase } from '../support/database.ts'
import { temporaryFolder } from '../support/folder.ts'
import { freePort, startProcess, type Visitor, visit } from './site-process.ts'

/** Learners of one bulk award, and enrolments in one request of the API. */
const LEARNERS = 1_000
const REQUEST = 100
/** The site is killed at a random moment of this long after it answers, or (one time in eight) while it starts. */
const WINDOW_MILLISECONDS = 900
/** Signing takes up to a hundred awards in one transaction, over within this time: a kill aimed at it is drawn from here. */
const SIGNING_WINDOW_MILLISECONDS = 400

/** One bulk award: asked for on the page as a job, or through the API in ten requests. */
interface Bulk {
  readonly batchId: string
  readonly enrolmentIds: readonly string[]
  readonly way: 'job' | 'api'
  /** The client's journal: what was sent, and what was acknowledged, by request. */
  readonly sent: Set<number>
  readonly acknowledged: Map<number, string>
}

interface World {
  readonly deps: Deps
  readonly version: DefinitionVersion
  readonly environment: Readonly<Record<string, string>>
  readonly visitor: Visitor
  /** Every document that was seen stored, by credential: none may ever change or go. */
  readonly documents: Map<string, string>
  readonly stop: () => Promise<void>
  bulk: Bulk | null
  bulks: number
}

function mustBe<T>(outcome: Outcome<T>): T {
  assert.ok(outcome.ok, JSON.stringify(outcome))
  return outcome.value
}

async function makeWorld(): Promise<World> {
  const folder = await temporaryFolder()
  const database = await testDatabase()
  const port = await freePort()
  const publicUrl = `http://localhost:${port}`
  const signer = await openSigner({ dataFolder: folder.path, program: signerProgram() })
  const deps: Deps = {
    db: database.db,
    clock: systemClock,
    publicUrl,
    signer: signer.client,
    secrets: openSecrets({ dataFolder: folder.path, keys: {} }),
    sendLetter: async () => {},
    demo: true,
    log: openLog('silent'),
  }
  await loadDemoCore(deps)
  await signer.stop() // from here on the site has its own
  const issuer = demoAccounts.find(({ holds }) => Object.values(holds).some((roles) => roles.includes('issuer')))
  const organisation = await organisationBySlug(deps.db, Object.keys(issuer?.holds ?? {})[0] ?? '')
  const version = (await publishedVersions(deps.db, organisation?.id))[0]
  assert.ok(issuer !== undefined && version !== undefined)
  const environment = { DATABASE_URL: database.url, DATA_DIR: folder.path, PORT: String(port), LUMBUNG_DEMO: '0' }
  const visitor = visit(publicUrl)
  const first = startProcess(environment)
  assert.equal(await first.ready, true)
  const signedIn = await visitor.submit('/sign-in', '/sign-in', { email: issuer.email, password: issuer.password })
  assert.equal(signedIn.status, 303)
  await first.stop()
  const stop = async () => {
    await database.close()
    await folder.remove()
  }
  const ours = connectSigner(signerSocket(folder.path))
  return {
    deps: { ...deps, signer: ours },
    version,
    environment,
    visitor,
    documents: new Map(),
    bulk: null,
    bulks: 0,
    stop,
  }
}

/** Enrols a thousand people and records that all of them passed. */
async function newBulk(world: World): Promise<Bulk> {
  const { deps, version } = world
  const roles = ['owner', 'issuer', 'assessor'].map((role) => ({ organisationId: version.organisationId, role }))
  const actor: Actor = { personId: 'the-assessor', name: '', roles }
  const today = dayOf(deps.clock())
  const number = ++world.bulks
  const form = { name: `Massal ${number}`, startsOn: today, endsOn: today, capacity: String(LEARNERS) }
  const { id: batchId } = mustBe(await createBatch(deps, actor, version.id, form))
  const nims = Array.from({ length: LEARNERS }, (_, at) => `${number}${String(at).padStart(6, '0')}`)
  const roster = ['Nama;NIM', ...nims.map((nim) => `Peserta ${nim};${nim}`)].join('\n')
  mustBe(await enrolRoster(deps, actor, batchId, Buffer.from(roster)))
  const codes = version.outcomes.map((_, at) => `O${at + 1}`)
  const results = [['NIM', ...codes].join(';'), ...nims.map((nim) => [nim, ...codes.map(() => '90')].join(';'))].join(
    '\n',
  )
  mustBe(await importResults(deps, actor, batchId, Buffer.from(results)))
  const enrolmentIds = (await participantsOf(deps.db, batchId)).map(({ id }) => id)
  assert.equal(enrolmentIds.length, LEARNERS)
  return { batchId, enrolmentIds, way: number % 2 === 0 ? 'job' : 'api', sent: new Set(), acknowledged: new Map() }
}

/** What a client does until the site dies under it: asks for the awards, again with the same key where no answer came. */
async function drive(world: World, bulk: Bulk): Promise<void> {
  const { visitor, version } = world
  const requests = bulk.way === 'job' ? 1 : LEARNERS / REQUEST
  for (let at = 0; at < requests; at++) {
    if (bulk.acknowledged.has(at)) continue
    bulk.sent.add(at)
    if (bulk.way === 'job') {
      const answer = await visitor.submit(`/provider/issue/batches/${bulk.batchId}`, '/provider/issue/jobs', {
        batchId: bulk.batchId,
      })
      assert.equal(answer.status, 303, await answer.text())
      bulk.acknowledged.set(at, answer.headers.get('location') ?? '')
    } else {
      const answer = await postAwards(world, bulk, at)
      assert.equal(answer.status, 200)
      bulk.acknowledged.set(at, await answer.text())
    }
  }

  function postAwards({ visitor: who }: World, asked: Bulk, at: number): Promise<Response> {
    const enrolmentIds = asked.enrolmentIds.slice(at * REQUEST, (at + 1) * REQUEST)
    return who.post(
      '/api/v1/awards',
      { versionId: version.id, enrolmentIds },
      { 'idempotency-key': `${asked.batchId}-${at}` },
    )
  }
}

/** How far a bulk award is in the database. */
async function stateOf({ deps }: World, bulk: Bulk): Promise<{ awarded: number; signed: number }> {
  const { rows } = await sql<{ awarded: number; signed: number }>`
    select count(*) as awarded, count(c.id) as signed from award a left join credential c on c.person_id = a.person_id and c.id = a.credential_id
    where a.enrolment_id = any(${[...bulk.enrolmentIds]}::text[])`.execute(deps.db)
  return rows[0] ?? { awarded: 0, signed: 0 }
}

/** What must hold at every moment: acknowledged is stored, stored is what was asked, nothing twice, nothing changed. */
async function check(world: World, bulk: Bulk): Promise<void> {
  const { db } = world.deps
  const { rows: awards } = await sql<{ enrolmentId: string; credentialId: string }>`
    select enrolment_id as "enrolmentId", credential_id as "credentialId" from award where enrolment_id = any(${[...bulk.enrolmentIds]}::text[])`.execute(
    db,
  )
  const stored = new Map(awards.map(({ enrolmentId, credentialId }) => [enrolmentId, credentialId]))
  assert.equal(stored.size, awards.length, 'an enrolment was awarded twice')
  for (const [at, answer] of bulk.acknowledged) {
    if (bulk.way === 'job') {
      const { rows } = await sql`select 1 from issue_job where id = ${answer.split('/').at(-1)}`.execute(db)
      assert.equal(rows.length, 1, 'an acknowledged job is gone')
      continue
    }
    const { awarded, already } = JSON.parse(answer) as Record<
      'awarded' | 'already',
      { enrolmentId: string; credentialId: string }[]
    >
    assert.equal(awarded.length + already.length, REQUEST)
    for (const { enrolmentId, credentialId } of [...awarded, ...already])
      assert.equal(stored.get(enrolmentId), credentialId, `an acknowledged award of request ${at} is gone`)
  }
  if (bulk.way === 'api')
    for (const [at, id] of bulk.enrolmentIds.entries())
      if (stored.has(id)) assert.ok(bulk.sent.has(Math.floor(at / REQUEST)), 'an award that nobody asked for')
  const { rows: documents } = await sql<{ id: string; document: string }>`select id, document from credential`.execute(
    db,
  )
  const hashes = new Map(
    documents.map(({ id, document }) => [id, createHash('sha256').update(document).digest('base64')]),
  )
  assert.equal(hashes.size, documents.length, 'a credential was stored twice')
  for (const [id, hash] of world.documents) assert.equal(hashes.get(id), hash, 'a signed document changed or went')
  for (const [id, hash] of hashes) world.documents.set(id, hash)
  const { rows: doubled } =
    await sql`select 1 from award group by status_list_id, status_index having count(*) > 1`.execute(db)
  assert.equal(doubled.length, 0, 'two awards share a place in a status list')
  const { rows: orphans } = await sql`select 1 from award a left join ledger_transaction t
    on t.person_id = a.person_id and t.credential_id = a.credential_id and t.kind = 'deposit'
    join credential c on c.person_id = a.person_id and c.id = a.credential_id
    group by a.credential_id having count(t.id) <> 1 limit 1`.execute(db)
  assert.equal(orphans.length, 0, 'a signed award has no deposit, or two')
}

/** Lets the site finish a bulk award, and looks at the whole of it. */
async function finish(world: World, bulk: Bulk): Promise<void> {
  const site = startProcess(world.environment)
  try {
    assert.equal(await site.ready, true)
    const driving = drive(world, bulk)
    driving.catch(() => {})
    const deadline = Date.now() + 90_000
    for (;;) {
      const { awarded, signed } = await stateOf(world, bulk)
      if (awarded === LEARNERS && signed === LEARNERS) break
      assert.ok(Date.now() < deadline, `the bulk award stopped at ${awarded} decided and ${signed} signed`)
      await Promise.race([pause(50), driving.then(() => pause(50))])
    }
    await check(world, bulk)
    const { rows } = await sql<{
      document: string
    }>`select c.document from credential c join award a on a.person_id = c.person_id and a.credential_id = c.id
      where a.enrolment_id = any(${[...bulk.enrolmentIds]}::text[]) order by c.id limit 5`.execute(world.deps.db)
    for (const { document } of rows) await confirmed(world, document, deadline)
  } finally {
    await site.stop()
  }
}

/** Waits until the public log holds a credential: unconfirmed until then, and valid from then on. */
async function confirmed({ deps }: World, document: string, deadline: number): Promise<void> {
  for (;;) {
    const { verdict } = await verifyDocument(deps, document)
    if (verdict === 'valid') return
    assert.equal(verdict, 'unconfirmed')
    assert.ok(Date.now() < deadline, 'an award that was signed is in no log')
    await pause(50)
  }
}

/** What a kill waits for before its random moment begins. */
type Aim = 'any' | 'deciding' | 'signing'

/** Waits until more is decided, or signed, than before, or nothing is left that could be; ten seconds at most. */
async function untilItMoves(world: World, bulk: Bulk, aim: Aim): Promise<void> {
  if (aim === 'any') return
  const before = await stateOf(world, bulk)
  const deadline = Date.now() + 10_000
  while (Date.now() < deadline) {
    const { awarded, signed } = await stateOf(world, bulk)
    if (signed > before.signed || (aim === 'deciding' && awarded > before.awarded) || signed === LEARNERS) return
    await pause(10)
  }
}

/** One kill: the site is started, goes on with the bulk award, and is killed at a random moment. */
async function killOnce(world: World, chance: Chance): Promise<string> {
  let bulk = world.bulk
  if (bulk !== null) {
    const { signed } = await stateOf(world, bulk)
    if (signed === LEARNERS) {
      await check(world, bulk)
      bulk = null
    }
  }
  bulk ??= await newBulk(world)
  world.bulk = bulk
  const site = startProcess(world.environment)
  const early = chance.whole(8) === 0
  if (!early) assert.equal(await site.ready, true)
  const driving = early ? Promise.resolve() : drive(world, bulk)
  driving.catch(() => {}) // the connection breaks when the site is killed: that is the point
  // A busy machine takes its time until the award moves, so most kills are timed from there and not from the start;
  // half of those from the first signature, so that the documents' transaction is met as often as the decisions'.
  const aim: Aim = chance.percent(20) ? 'any' : chance.percent(50) ? 'deciding' : 'signing'
  if (!early) await untilItMoves(world, bulk, aim)
  await pause(chance.whole(aim === 'signing' ? SIGNING_WINDOW_MILLISECONDS : WINDOW_MILLISECONDS))
  await site.kill()
  await driving.catch((error: unknown) => {
    if (error instanceof assert.AssertionError) throw error
  })
  await check(world, bulk)
  const { awarded, signed } = await stateOf(world, bulk)
  if (early) return 'kill.starting'
  if (awarded === 0) return 'kill.before-deciding'
  if (signed === LEARNERS) return 'kill.finished'
  if (awarded === signed) return 'kill.deciding'
  return awarded < LEARNERS ? 'kill.deciding-and-signing' : 'kill.signing'
}

export const campaign: Campaign = {
  name: 'award-kill',
  claim:
    'SIGKILL of the site at a random moment of a bulk award of 1,000: what was acknowledged is stored, nothing is doubled, no signed document changes, and the next start carries the rest on.',
  full: 500,
  run: async ({ seed, from, count, report }) => {
    const world = await makeWorld()
    const seen: Record<string, number> = {}
    try {
      for (let at = 0; at < count; at++) {
        const chance = chanceFrom(`${seed} ${from + at}`)
        const state = await killOnce(world, chance).catch((error: unknown) => {
          throw new Error(`trial ${from + at} of seed ${seed} failed`, { cause: error })
        })
        seen[state] = (seen[state] ?? 0) + 1
        report(at + 1)
      }
      if (world.bulk !== null) await finish(world, world.bulk)
      seen['bulk-awards'] = world.bulks
      seen['awards-stored'] = world.documents.size
      return seen
    } finally {
      await world.stop()
    }
  },
}
