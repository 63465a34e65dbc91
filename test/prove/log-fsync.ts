import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Chance, chanceFrom } from '../../db/demo/random.ts'
import { sql } from '../../src/platform/database.ts'
import { launchPostgres } from '../../src/platform/postgres/launch.ts'
import type { Campaign } from '../support/campaign.ts'
import { temporaryFolder } from '../support/folder.ts'
import {
  checkServers,
  finishServers,
  type Server,
  type ServersWorld,
  serversWorld,
  startServer,
} from './log-servers.ts'

/** People who are asked about in one trial. */
const PER_TRIAL = 60
/** The latest call that fails, of each process of PostgreSQL by itself. */
const LATEST_CALL = 6
/** How long a server lives at most, and how long PostgreSQL may take to recover. */
const WINDOW_MILLISECONDS = 8_000
const RECOVERY_MILLISECONDS = 60_000

/** What goes wrong: of the write-ahead log (`fdatasync`) or of the data files at a checkpoint of PostgreSQL (`fsync`). */
const FAULTS = {
  'wal-error': { call: 'fdatasync', fault: 'error=EIO' },
  'wal-killed': { call: 'fdatasync', fault: 'signal=KILL' },
  'data-error': { call: 'fsync', fault: 'error=EIO' },
} as const
type FaultName = keyof typeof FAULTS
const NAMES = Object.keys(FAULTS) as FaultName[]

/** A PostgreSQL of its own that forces every commit to the disk, and a world in it. */
interface Place {
  readonly world: ServersWorld
  readonly postmaster: number
  /** How many bytes PostgreSQL has said so far, and what it said after some. */
  readonly said: (from: number) => string
  readonly length: () => number
}

/** Why the campaign can't run here; nothing where it can. */
function cannot(): string | null {
  const tried = spawnSync('strace', ['-f', '-qq', '-o', '/dev/null', 'true'])
  if (tried.error !== undefined) return 'strace is not installed, so no call of PostgreSQL can be made to fail'
  return tried.status === 0 ? null : 'strace may not trace processes here (ptrace is forbidden)'
}

/** Lets the n-th call of every process of PostgreSQL fail from now on: of those that run, and of those that it starts. */
async function inject(postmaster: number, name: FaultName, nth: number): Promise<() => Promise<void>> {
  const { call, fault } = FAULTS[name]
  const running = spawnSync('ps', ['-o', 'pid=', '--ppid', String(postmaster)], { encoding: 'utf8' }).stdout
  const pids = [
    postmaster,
    ...running
      .trim()
      .split(/\s+/)
      .filter((word) => word !== ''),
  ].join(',')
  const rule = `inject=${call}:${fault}:when=${nth}`
  const words = ['-f', '-o', '/dev/null', '-e', `trace=${call}`, '-e', rule, '-p', pids]
  const strace: ChildProcess = spawn('strace', words, { stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = once(strace, 'exit')
  await Promise.race([once(strace.stderr ?? strace, 'data'), ended]) // "Process ... attached"
  assert.equal(strace.exitCode, null, 'strace could not attach')
  strace.stderr?.resume()
  return async () => {
    strace.kill('SIGTERM') // it lets go of everything; nothing fails any more
    await ended
  }
}

/** One trial: a call fails while awards and checkpoints go on; PostgreSQL recovers; nothing that was acknowledged is gone. */
async function trial({ world, postmaster, said, length }: Place, chance: Chance): Promise<string> {
  const name = NAMES[chance.whole(NAMES.length)] ?? 'wal-error'
  const from = length()
  // A checkpoint of PostgreSQL syncs a file or two of each table that changed.
  const stop = await inject(postmaster, name, 1 + chance.whole(name === 'data-error' ? 3 : LATEST_CALL))
  const server = startServer(world, PER_TRIAL)
  try {
    await hit(world, server, name, () => crashed(said(from)))
  } finally {
    await stop()
    await server.end('SIGKILL')
  }
  const met = crashed(said(from))
  await recovered(world, said, from, met)
  await checkServers(world)
  return met ? `fault.${name}` : 'fault.not-met'
}

const crashed = (words: string) => /PANIC:|was terminated by signal/.test(words)

/** Waits until the fault was met, the server has ended, or the time is over. */
async function hit(world: ServersWorld, server: Server, name: FaultName, met: () => boolean): Promise<void> {
  await server.ready
  const deadline = Date.now() + WINDOW_MILLISECONDS
  while (!met() && Date.now() < deadline && server.child.exitCode === null) {
    if (name === 'data-error') await sql`checkpoint`.execute(world.database.db).catch(() => {})
    await pause(20)
  }
}

/** Waits until PostgreSQL has gone through its log again and answers. */
async function recovered(world: ServersWorld, said: Place['said'], from: number, met: boolean): Promise<void> {
  const again = () => !met || /database system is ready to accept connections/.test(said(from))
  for (const deadline = Date.now() + RECOVERY_MILLISECONDS; ; await pause(50)) {
    const answers = await sql`select 1`.execute(world.database.db).then(
      () => true,
      () => false,
    )
    if (answers && again()) return
    assert.ok(Date.now() < deadline, 'PostgreSQL did not recover')
  }
}

/** Runs work on a PostgreSQL of its own, which crashes again and again. */
async function onOwnPostgres<T>(people: number, work: (place: Place) => Promise<T>): Promise<T> {
  const folder = await temporaryFolder()
  const before = process.env.LUMBUNG_TEST_DATABASE_URL
  try {
    const launched = await launchPostgres(folder.path, { as: 'prove' })
    process.env.LUMBUNG_TEST_DATABASE_URL = launched.url('postgres')
    const log = join(folder.path, 'postgres.log')
    const world = await serversWorld(people, { signer: false })
    try {
      await sql`alter system set log_min_messages = 'log'`.execute(world.database.db)
      return await work({
        world,
        postmaster: launched.pid,
        said: (from) => readFileSync(log, 'utf8').slice(from),
        length: () => statSync(log).size,
      })
    } finally {
      await world.stop()
      await launched.release()
      // The connection by which we held it went with the first crash: held anew, it is stopped.
      await (await launchPostgres(folder.path, { as: 'prove' })).release()
    }
  } finally {
    process.env.LUMBUNG_TEST_DATABASE_URL = before
    await folder.remove()
  }
}

export const campaign: Campaign = {
  name: 'log-fsync',
  claim:
    "The n-th sync of any process of PostgreSQL fails (EIO on its write-ahead log or on its files, or killed in the middle) during awards and checkpoints: it stops itself and recovers, what was acknowledged is stored, every signed award has one leaf, no leaf and no checkpoint is lost, and all checkpoints and the signer's memory are of one tree.",
  full: 60,
  stride: 20,
  cannot,
  run: ({ seed, from, count, report }) =>
    onOwnPostgres(count * PER_TRIAL, async (place) => {
      const seen: Record<string, number> = {}
      for (let at = from; at < from + count; at++) {
        const met = await trial(place, chanceFrom(`${seed} fsync ${at}`)).catch((error: unknown) => {
          throw new Error(`trial ${at} of seed ${seed} failed`, { cause: error })
        })
        seen[met] = (seen[met] ?? 0) + 1
        report(at - from + 1)
      }
      const { awards, leaves } = await finishServers(place.world)
      return { ...seen, awards, leaves, acknowledged: place.world.acknowledged.size }
    }),
}
