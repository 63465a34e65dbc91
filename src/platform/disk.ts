import { existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { MiddlewareHandler } from 'hono'
import type { Deps } from './deps.ts'
import { PageError } from './http.ts'
import type { AppEnv } from './page.ts'

/** Below so many free bytes nothing new is taken: what is under way, and PostgreSQL's own files, still need some. */
export const NONE_BYTES = 100_000_000

/** How long an answer about the disk is good, in milliseconds. */
const FRESH_MILLISECONDS = 500

/**
 * Free bytes of the disk of a data folder, or of the folder that it would be made in. The database may lie on another disk
 * behind a link: then the one that has less.
 */
export async function freeBytes(folder: string): Promise<number> {
  let place = folder
  while (!existsSync(place)) place = dirname(place)
  const database = join(place, 'postgres')
  const disks = await Promise.all([place, ...(existsSync(database) ? [database] : [])].map((disk) => statfs(disk)))
  return Math.min(...disks.map(({ bavail, bsize }) => bavail * bsize))
}

/** Whether the disk of a folder has too little room to take anything new; asks the disk twice a second at most. */
export function watchDisk(folder: string): () => Promise<boolean> {
  let asked = Number.NEGATIVE_INFINITY
  let answer: Promise<boolean> = Promise.resolve(false)
  return () => {
    if (performance.now() - asked > FRESH_MILLISECONDS) {
      asked = performance.now()
      answer = freeBytes(folder).then(
        (bytes) => bytes < NONE_BYTES,
        () => false, // a disk that can't be asked is no reason to turn people away
      )
    }
    return answer
  }
}

/** The database's and the system's own words for a disk without room. */
export function saysDiskFull(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code
  return code === '53100' || code === 'ENOSPC' || code === 'EDQUOT'
}

/**
 * Turns away what would be stored while the disk is full, before anything is begun: pages and checks go on, and
 * PostgreSQL never meets the end of the disk by our doing, which would end it. `storesNothing` are the paths whose forms
 * may be sent all the same.
 */
export function roomToStore(deps: Pick<Deps, 'diskFull'>, storesNothing: readonly string[]): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const reads = ['GET', 'HEAD', 'OPTIONS'].includes(c.req.method) || storesNothing.includes(c.req.path)
    if (!reads && (await deps.diskFull?.()) === true) throw new PageError(507)
    await next()
  }
}
