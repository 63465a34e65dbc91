import { execFile } from 'node:child_process'
import { chmodSync, existsSync, lstatSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { chown, cp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { OperationError } from '../failure.ts'
import type { Binaries } from './binaries.ts'

const run = promisify(execFile)

/** The user and group that PostgreSQL runs as where it can't be ours: `nobody` on every Linux. */
const NOBODY = 65534

/** A way to run PostgreSQL's programs, which refuse to run as root. */
export interface Way {
  /** `plain` as we are; `namespace` as root who looks like somebody else to PostgreSQL; `dropped` as another user. */
  readonly kind: 'plain' | 'namespace' | 'dropped'
  /** The folder with `bin` that is used, which a dropped user can read. */
  readonly folder: string
  /** The program and arguments that start the given program of `bin`. */
  command(program: string, args: readonly string[]): readonly [string, readonly string[]]
  /** User and group for `spawn`, where they differ from ours. */
  readonly ids: { readonly uid?: number; readonly gid?: number }
  /** Gives a folder to the user that PostgreSQL runs as. */
  own(folder: string): Promise<void>
}

/** Which ways may be tried; tests forbid some. */
export interface WayOptions {
  readonly namespaces?: boolean
  readonly root?: boolean
}

/**
 * Finds the way that works here. Not root: plain. Root: a user namespace in which root's files belong to an ordinary
 * user, so that a checkout closed to others works too; where namespaces are forbidden (as in most containers), a copy
 * of the programs that others can read, run as `nobody`.
 */
export async function findWay(binaries: Binaries, options: WayOptions = {}): Promise<Way> {
  const root = options.root ?? process.getuid?.() === 0
  if (!root) return plainWay(binaries.folder)
  if (options.namespaces !== false) {
    const way = namespaceWay(binaries.folder)
    if (await starts(way)) return way
  }
  const way = droppedWay(await readableCopy(binaries))
  if (await starts(way)) return way
  throw new OperationError(
    'PostgreSQL refuses to run as root, and neither a user namespace nor another user can be used here.',
    'Start Lumbung as an ordinary user, or give the address of a PostgreSQL 15 or later in DATABASE_URL.',
  )
}

function plainWay(folder: string): Way {
  return {
    kind: 'plain',
    folder,
    ids: {},
    own: async () => {},
    command: (program, args) => [join(folder, 'bin', program), args],
  }
}

function namespaceWay(folder: string): Way {
  const prefix = ['--user', '--map-user=1000', '--map-group=1000', '--']
  return {
    kind: 'namespace',
    folder,
    ids: {},
    own: async () => {},
    command: (program, args) => ['unshare', [...prefix, join(folder, 'bin', program), ...args]],
  }
}

function droppedWay(folder: string): Way {
  return {
    kind: 'dropped',
    folder,
    ids: { uid: NOBODY, gid: NOBODY },
    own: (place) => chown(place, NOBODY, NOBODY),
    command: (program, args) => [join(folder, 'bin', program), args],
  }
}

async function starts(way: Way): Promise<boolean> {
  const [program, args] = way.command('postgres', ['--version'])
  return run(program, [...args], { ...way.ids, cwd: '/', timeout: 10_000 }).then(
    () => true,
    () => false,
  )
}

/** A copy of the programs that every user can read, made once for each version. */
async function readableCopy(binaries: Binaries): Promise<string> {
  const place = join(existsSync('/var/cache') ? '/var/cache' : tmpdir(), `lumbung-postgres-${binaries.version}`)
  if (existsSync(place)) {
    // Programs that we are about to run as our own: nobody else may have laid them there.
    const found = lstatSync(place)
    if (found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0) return place
    throw new OperationError(`The folder ${place} doesn't belong to this user.`, 'Remove it and start again.')
  }
  const fresh = `${place}.${process.pid}`
  mkdirSync(fresh, { mode: 0o755 })
  await cp(binaries.folder, fresh, { recursive: true, verbatimSymlinks: true })
  chmodSync(fresh, 0o755)
  try {
    renameSync(fresh, place)
  } catch {
    rmSync(fresh, { recursive: true, force: true }) // another start was faster
  }
  return place
}
