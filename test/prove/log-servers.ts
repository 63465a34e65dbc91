import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { logReaders } from '../../src/hooks.ts'
import { fsck, storedTiles, walkTree } from '../../src/log/index.ts'
import { sql } from '../../src/platform/database.ts'
import { signerProgram } from '../../src/platform/installation.ts'
import { openSigner, type SignerAtHand } from '../../src/platform/signer/child.ts'
import { awardDeps, awardWorld } from '../support/award-world.ts'
import { testDatabase } from '../support/database.ts'
import { temporaryFolder } from '../support/folder.ts'

/** A database with people who have earned something, the signer's folder, and what clients were told so far. */
export interface ServersWorld {
  readonly database: Awaited<ReturnType<typeof testDatabase>>
  readonly folder: string
  readonly organisationId: string
  readonly versionId: string
  readonly signer: SignerAtHand | null
  /** Enrolments that nobody has asked about yet. */
  readonly left: string[]
  readonly sent: Set<string>
  readonly acknowledged: Set<string>
  /** Enrolments whose request has ended: answered, or cut off by a kill that was looked into. */
  readonly answered: Set<string>
  /** Every signed checkpoint that was ever seen, by size: none may ever change or go. */
  readonly checkpoints: Map<number, string>
  /** Most leaves that were ever seen. */
  leaves: number
  stop(): Promise<void>
}

/** Makes a world for so many people. With `signer` one signer runs beside all servers; else each server has its own. */
export async function serversWorld(people: number, options: { signer: boolean }): Promise<ServersWorld> {
  const place = await temporaryFolder()
  const database = await testDatabase()
  const signer = await openSigner({ dataFolder: place.path, program: signerProgram() })
  const { deps } = awardDeps(database.db, new Date().toISOString())
  const world = await awardWorld({ ...deps, signer: signer.client }, 'timur', people)
  if (!options.signer) await signer.stop()
  return {
    database,
    folder: place.path,
    organisationId: world.organisationId,
    versionId: world.versionId,
    signer: options.signer ? signer : null,
    left: [...world.enrolmentIds],
    sent: new Set(),
    acknowledged: new Set(),
    answered: new Set(),
    checkpoints: new Map(),
    leaves: 0,
    stop: async () => {
      if (options.signer) await signer.stop()
      await database.close()
      await place.remove()
    },
  }
}

/** A server that runs. */
export interface Server {
  readonly child: ChildProcess
  readonly ready: Promise<unknown>
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>
}

/** Starts a server that asks for the awards of the next `count` people. */
export function startServer(world: ServersWorld, count: number): Server {
  const own = world.left.splice(0, count)
  const words = [world.database.url, world.folder, world.organisationId, world.versionId, own.join(',')]
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--conditions=source', 'test/prove/log-server.ts', ...words],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { PATH: process.env.PATH } },
  )
  const ended = once(child, 'exit')
  const heard = createInterface({ input: child.stdout })
  const ready = new Promise<void>((done) => {
    heard.on('line', (line) => {
      const said = JSON.parse(line) as { ready?: true; sent?: string[]; acknowledged?: string[] }
      if (said.ready) done()
      for (const id of said.sent ?? []) world.sent.add(id)
      for (const id of said.acknowledged ?? []) {
        world.acknowledged.add(id)
        world.answered.add(id)
      }
    })
    ended.then(() => done())
  })
  const closed = once(heard, 'close')
  return {
    child,
    ready,
    end: async (signal) => {
      child.kill(signal)
      await ended
      await closed // what it said before it was killed is read to the end
    },
  }
}

/** What must hold at every moment, whoever was killed when. */
export async function checkServers(world: ServersWorld): Promise<{ awards: number; leaves: number }> {
  const { db } = world.database
  const { rows } = await sql<{ enrolmentId: string }>`select enrolment_id as "enrolmentId" from award`.execute(db)
  const stored = new Set(rows.map(({ enrolmentId }) => enrolmentId))
  assert.equal(stored.size, rows.length, 'an enrolment was awarded twice')
  for (const id of world.acknowledged) assert.ok(stored.has(id), 'an acknowledged award is gone')
  for (const id of stored) assert.ok(world.sent.has(id), 'an award that nobody asked for')
  const { rows: unlogged } = await sql`select c.id from credential c
    left join log_opening o on o.subject = 'award' and o.subject_id = c.person_id || '/' || c.id
    group by c.id having count(o.leaf_id) <> 1 limit 1`.execute(db)
  assert.equal(unlogged.length, 0, 'a signed award has no leaf, or two')
  const checked = await fsck(db, logReaders)
  assert.deepEqual(checked.faults, [], 'the log does not fit together: a fork, a lost leaf or a changed row')
  await checkTree(world, checked.size)
  return { awards: stored.size, leaves: checked.size }
}

/** What the signer remembers to have signed last, or nothing before the first. */
export function signedLast({ folder }: ServersWorld): { size: number; root: string } | null {
  const memory = join(folder, 'signer', 'checkpoints')
  const [name] = existsSync(memory) ? readdirSync(memory).filter((one) => one.endsWith('.json')) : []
  return name === undefined ? null : JSON.parse(readFileSync(join(memory, name), 'utf8'))
}

/** The tree only grows: every checkpoint that was seen stands as it was, and the tree holds what the signer signed last. */
async function checkTree(world: ServersWorld, size: number): Promise<void> {
  const { db } = world.database
  const { rows } = await sql<{ size: number; note: string }>`select size, note from log_checkpoint`.execute(db)
  const stored = new Map(rows.map((row) => [row.size, row.note]))
  for (const [at, note] of world.checkpoints) assert.equal(stored.get(at), note, 'a checkpoint changed or is gone')
  for (const [at, note] of stored) world.checkpoints.set(at, note)
  const { rows: counted } = await sql<{ leaves: number }>`select count(*) as leaves from log_leaf`.execute(db)
  const leaves = counted[0]?.leaves ?? 0
  assert.ok(leaves >= world.leaves, 'a leaf is gone')
  world.leaves = leaves
  const signed = signedLast(world)
  if (signed === null) return
  assert.ok(signed.size <= size, 'the signer signed a tree that is not stored')
  const { roots } = await walkTree(storedTiles(db), size, [signed.size])
  const root = Buffer.from(roots.get(signed.size) ?? []).toString('base64')
  assert.equal(root, signed.root, 'the tree does not hold what the signer signed last')
}

/** Lets one server finish everything that waits, and checks that every award is signed, logged and under a checkpoint. */
export async function finishServers(world: ServersWorld): Promise<{ awards: number; leaves: number }> {
  const { db } = world.database
  const server = startServer(world, 0)
  try {
    const deadline = Date.now() + 60_000
    for (;;) {
      const { rows } = await sql<{ open: number }>`select
        (select count(*) from award a left join credential c on c.person_id = a.person_id and c.id = a.credential_id
          where c.id is null)
        + (select count(*) from log_leaf where position is null)
        + (select h.size - coalesce(max(c.size), 0) from log_checkpoint c, log_head h group by h.size) as open`.execute(
        db,
      )
      if (rows[0]?.open === 0) break
      assert.ok(Date.now() < deadline, `work was left: ${JSON.stringify(rows)}`)
      await pause(50)
    }
  } finally {
    await server.end('SIGTERM')
  }
  return checkServers(world)
}
