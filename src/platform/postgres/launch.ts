import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import { OperationError } from '../failure.ts'
import { findBinaries } from './binaries.ts'
import { clusterFolder, linkTarget, socketFolder, writable } from './places.ts'
import { isAlive, runningPostmaster } from './postmaster.ts'
import { findWay, type Way, type WayOptions } from './unprivileged.ts'

const run = promisify(execFile)

/** How a PostgreSQL is started. */
export interface LaunchOptions extends WayOptions {
  /** What the caller is, shown by `lumbung doctor` and in `pg_stat_activity`. */
  readonly as?: string
  /** Only for databases that are thrown away, as in tests: writes aren't forced to the disk. */
  readonly throwaway?: boolean
  /** Time for the start and for the stop, in milliseconds. */
  readonly limitMilliseconds?: number
}

/** A PostgreSQL that runs for a data folder, and our hold on it. */
export interface Launched {
  /** The address of a database in it. */
  url(database?: string): string
  /** Started by this call, found running after its starter was killed, or shared with another program of ours. */
  readonly how: 'started' | 'adopted'
  readonly pid: number
  /** Resolves when PostgreSQL has gone away although nobody here stopped it. */
  readonly lost: Promise<void>
  /**
   * Asks to be the only program of a kind on this database (the site, a restore); false when another already is. It
   * holds as long as this program lives, however it ends.
   */
  claim(name: string): Promise<boolean>
  /** Lets go; whoever is last stops PostgreSQL and waits until its files are closed. */
  release(): Promise<void>
}

const DATABASE = 'lumbung'
const USER = 'lumbung'
/** How long a claim waits for the one before it to let go, in milliseconds. */
const CLAIM_MILLISECONDS = 3_000
const PORT = 5432
/** Locked by whoever looks whether it is the last one, until it has stopped PostgreSQL. */
const LEAVING = 7_586_010_003
/** Connections of this name are held by every program that uses the database: whoever is last stops it. */
const HOLD = 'lumbung-hold'

/**
 * Starts the packaged PostgreSQL on `<dataFolder>/postgres`, making it at the first start, or joins the one that runs
 * there. It listens on a Unix socket alone, in a folder closed to other users, and forces every commit to the disk.
 * Throws `OperationError` with a sentence for the operator.
 */
export async function launchPostgres(dataFolder: string, options: LaunchOptions = {}): Promise<Launched> {
  const data = resolve(dataFolder)
  makeFolder(data)
  const limit = options.limitMilliseconds ?? 30_000
  const present = existsSync(join(data, 'postgres')) ? await joinRunning(join(data, 'postgres'), limit, options) : null
  if (present !== null) return present
  const way = await findWay(await findBinaries(), options)
  const cluster = clusterFolder(data, way)
  if (!existsSync(join(cluster, 'PG_VERSION'))) await initialise(cluster, way, options)
  refuseOtherVersion(cluster, (await findBinaries()).version)
  const sockets = socketFolder(data, way)
  makeFolder(sockets)
  await way.own(sockets)
  const child = start(data, cluster, sockets, way, options)
  try {
    return await hold(sockets, 'started', cluster, limit, options, child)
  } catch (error) {
    // A second start may have been faster by a moment: its PostgreSQL is as good as ours.
    const other = child.exitCode === null ? null : await joinRunning(cluster, limit, options)
    if (other !== null) return other
    if (child.exitCode === null) child.kill('SIGINT')
    throw error instanceof OperationError ? error : failedStart(data, error)
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new OperationError(
      `The folder ${folder} could not be made (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`,
      'Give a folder that this user may write to in DATA_DIR.',
    )
  }
  if (!writable(folder))
    throw new OperationError(
      `This user may not write to ${folder}.`,
      'Change its owner, or give another folder in DATA_DIR.',
    )
}

/** Joins a PostgreSQL that already runs on the folder: one of ours, or the orphan of a killed program. */
async function joinRunning(link: string, limit: number, options: LaunchOptions): Promise<Launched | null> {
  const cluster = linkTarget(link) ?? link
  const deadline = Date.now() + limit
  for (;;) {
    const found = runningPostmaster(cluster)
    if (found === null) return null
    if (found.status === 'ready') {
      const held = await hold(found.socketFolder, 'adopted', cluster, 2_000, options, undefined, limit).catch(
        () => null,
      )
      if (held !== null) return held
    }
    if (Date.now() > deadline)
      throw new OperationError(
        `PostgreSQL (process ${found.pid}) runs on ${cluster} and does not answer.`,
        `Stop it with "kill -INT ${found.pid}" and start again.`,
      )
    await pause(50)
  }
}

/** Makes the files of a new database beside their place and moves them there when they are whole. */
async function initialise(cluster: string, way: Way, options: LaunchOptions): Promise<void> {
  const fresh = `${cluster}.new-${randomBytes(4).toString('hex')}`
  mkdirSync(fresh, { mode: 0o700 })
  await way.own(fresh)
  const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
  const rest = ['--username', USER, '--auth=trust', '--no-instructions', ...(options.throwaway ? ['--no-sync'] : [])]
  const [program, args] = way.command('initdb', ['-D', fresh, ...locale, ...rest])
  try {
    await run(program, [...args], { ...way.ids, cwd: '/', env: childEnvironment() })
    // The move fails when a second start was faster; its files are used then.
    if (!existsSync(join(cluster, 'PG_VERSION'))) renameSync(fresh, cluster)
  } catch (error) {
    if (!existsSync(join(cluster, 'PG_VERSION'))) throw failedStart(dirname(cluster), error)
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
}

function refuseOtherVersion(cluster: string, packaged: string): void {
  const version = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim()
  if (packaged.split('.')[0] !== version)
    throw new OperationError(
      `The files in ${cluster} belong to PostgreSQL ${version}, and this version of Lumbung brings ${packaged}.`,
      'Make a backup with the version that was used last ("lumbung backup"), and restore it into a new DATA_DIR.',
    )
}

/** PostgreSQL gets nothing of our environment but where to find programs, so that no PG* variable leads it astray. */
function childEnvironment(): NodeJS.ProcessEnv {
  return { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C', TZ: 'UTC' }
}

function start(data: string, cluster: string, sockets: string, way: Way, options: LaunchOptions): ChildProcess {
  const settings: Record<string, string> = {
    listen_addresses: '',
    unix_socket_directories: sockets,
    unix_socket_permissions: '0700',
    port: String(PORT),
    max_connections: '100',
    shared_buffers: '128MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Nothing about people: no statement is ever written to the log.
    log_min_error_statement: 'panic',
    log_min_messages: 'warning',
    ...(options.throwaway ? { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' } : {}),
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const [program, args] = way.command('postgres', ['-D', cluster, ...flags])
  const log = openSync(join(data, 'postgres.log'), 'a', 0o600)
  try {
    // Its own group, so that Ctrl-C on a terminal reaches the site alone, which then stops PostgreSQL in good order.
    const child = spawn(program, [...args], {
      ...way.ids,
      cwd: '/',
      env: childEnvironment(),
      detached: true,
      stdio: ['ignore', log, log],
    })
    child.on('error', () => {})
    child.unref()
    return child
  } finally {
    closeSync(log)
  }
}

/** Connects and keeps that connection open: PostgreSQL knows us by it. */
async function hold(
  sockets: string,
  how: Launched['how'],
  cluster: string,
  limit: number,
  options: LaunchOptions,
  child?: ChildProcess,
  stopLimit = limit,
): Promise<Launched> {
  const deadline = Date.now() + limit
  const url = (database = DATABASE) =>
    `postgresql://${USER}@localhost:${PORT}/${database}?host=${encodeURIComponent(sockets)}`
  let client: pg.Client
  for (;;) {
    client = new pg.Client({ connectionString: url('postgres'), application_name: HOLD })
    client.on('error', () => {})
    try {
      await client.connect()
      // Waits out a program that is about to stop PostgreSQL; if it does, this connection breaks and we start anew.
      await client.query('select pg_advisory_lock_shared($1), pg_advisory_unlock_shared($1)', [LEAVING])
      break
    } catch (error) {
      await client.end().catch(() => {})
      if (child !== undefined && child.exitCode !== null) throw new Error('PostgreSQL ended while it was starting')
      if (Date.now() > deadline) throw error
      await pause(20)
    }
  }
  const { rows } = await client.query<{ folder: string }>(`select current_setting('data_directory') as folder`)
  if (rows[0]?.folder !== cluster && linkTarget(rows[0]?.folder ?? '') !== cluster) {
    await client.end()
    throw new OperationError(
      `Another PostgreSQL answers in ${sockets}.`,
      'Give another folder in DATA_DIR, or stop that PostgreSQL.',
    )
  }
  await client.query(`create database ${DATABASE}`).catch((error: { code?: string }) => {
    if (error.code !== '42P04' && error.code !== '23505') throw error // it exists, or is being made by another program
  })
  await client.query(`select set_config('application_name', $1, false)`, [`${HOLD} ${options.as ?? 'program'}`])
  const pid = runningPostmaster(cluster)?.pid ?? 0
  chmodSync(sockets, 0o700)
  return held(client, url, how, pid, stopLimit)
}

function held(client: pg.Client, url: Launched['url'], how: Launched['how'], pid: number, limit: number): Launched {
  let released = false
  const lost = new Promise<void>((gone) => {
    client.once('end', () => {
      if (!released) gone()
    })
  })
  return {
    url,
    how,
    pid,
    lost,
    claim: async (name) => {
      // The connection of a program that was killed a moment ago may not have ended yet, and holds its claim until then.
      for (const deadline = Date.now() + CLAIM_MILLISECONDS; ; await pause(50)) {
        const { rows } = await client.query<{ ours: boolean }>('select pg_try_advisory_lock(hashtext($1)) as ours', [
          `lumbung ${name}`,
        ])
        if (rows[0]?.ours === true) return true
        if (Date.now() > deadline) return false
      }
    },
    release: async () => {
      if (released) return
      released = true
      const alone = await isLast(client).catch(() => false)
      if (alone) await stop(pid, limit)
      await client.end().catch(() => {})
    },
  }
}

/** Whether nobody else uses PostgreSQL; then the lock stays with us until the connection ends. */
async function isLast(client: pg.Client): Promise<boolean> {
  await client.query('select pg_advisory_lock($1)', [LEAVING])
  const { rows } = await client.query(
    `select 1 from pg_stat_activity where pid <> pg_backend_pid() and application_name like '${HOLD}%'`,
  )
  if (rows.length > 0) await client.query('select pg_advisory_unlock($1)', [LEAVING])
  return rows.length === 0
}

/** The fast shutdown: running transactions are rolled back, files are closed. */
async function stop(pid: number, limit: number): Promise<void> {
  if (pid === 0 || !isAlive(pid)) return
  process.kill(pid, 'SIGINT')
  const deadline = Date.now() + limit
  while (isAlive(pid)) {
    if (Date.now() > deadline)
      throw new OperationError(
        `PostgreSQL (process ${pid}) did not stop within ${Math.round(limit / 1000)} seconds.`,
        'It goes on stopping by itself; nothing is lost. Look again with "lumbung doctor" before the next start.',
      )
    await pause(10)
  }
}

/** With less room than this PostgreSQL can't even write what a start writes. */
const FULL_BYTES = 1_048_576

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

function failedStart(data: string, error: unknown): OperationError {
  const log = join(data, 'postgres.log')
  const lines = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []
  // What it tells others while it comes up or goes down is no reason.
  const reasons = lines.filter((line) => !/the database system is (?:in recovery|starting|shutting|not yet)/.test(line))
  const said =
    reasons.toReversed().find((line) => /FATAL|PANIC|No space left/.test(line)) ??
    (error instanceof Error ? error.message : String(error))
  if (/No space left|could not extend file|ENOSPC/.test(said) || freeBytes(data) < FULL_BYTES)
    return new OperationError(
      `The disk that holds ${data} is full.`,
      'Free some space, or give a folder on another disk in DATA_DIR, and start again.',
    )
  return new OperationError(`PostgreSQL did not start: ${said.trim()}.`, `The whole of what it said stands in ${log}.`)
}
