import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, mkdirSync, readlinkSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import type { Way } from './unprivileged.ts'

/** The longest path of a Unix socket on every system we run on, in bytes (Linux 107, macOS 103). */
const SOCKET_PATH_BYTES = 103

/**
 * The folder of the socket: `run` in the data folder, or a short one in the temporary folder where that path would be
 * too long for the operating system or can't be reached by PostgreSQL's user. Both are closed to other users.
 */
export function socketFolder(dataFolder: string, way?: Way): string {
  const wanted = join(resolve(dataFolder), 'run')
  const fits = Buffer.byteLength(join(wanted, '.s.PGSQL.5432')) <= SOCKET_PATH_BYTES
  if (fits && way?.kind !== 'dropped') return wanted
  return join(tmpdir(), `lumbung-${process.getuid?.() ?? 0}-${shortHash(resolve(dataFolder))}`)
}

/**
 * The folder of the database's files: `postgres` in the data folder. Where PostgreSQL runs as another user who can't
 * reach that folder (a checkout under a closed home), `postgres` is a link to a folder under `/var/lib/lumbung`.
 */
export function clusterFolder(dataFolder: string, way: Way): string {
  const wanted = join(resolve(dataFolder), 'postgres')
  if (existsSync(wanted)) return linkTarget(wanted) ?? wanted
  if (way.kind !== 'dropped' || reachable(dirname(wanted))) return wanted
  const place = join('/var/lib/lumbung', shortHash(resolve(dataFolder)))
  mkdirSync(place, { recursive: true, mode: 0o755 })
  symlinkSync(join(place, 'postgres'), wanted)
  return join(place, 'postgres')
}

/** The link itself may point to a folder that isn't there yet. */
export function linkTarget(path: string): string | null {
  try {
    return readlinkSync(path)
  } catch {
    return null
  }
}

/** Every folder above lets any user through. */
function reachable(folder: string): boolean {
  for (let place = resolve(folder); ; place = dirname(place)) {
    if ((statSync(place).mode & 0o001) === 0) return false
    if (place === dirname(place)) return true
  }
}

/** Whether this program may write there. */
export function writable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}
