import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Configuration } from './configuration.ts'
import type { Secrets } from './deps.ts'
import { OperationError } from './failure.ts'
import { writeDurably } from './files.ts'

/** The folder of the secrets in the data folder. */
export const KEYS_FOLDER = 'keys'

/**
 * The secrets of this installation: from the environment, or from `<dataFolder>/keys`, where they are made at the first
 * start, 32 random bytes each, readable by this user alone. They are part of every backup: without the seal nobody can
 * read a stored NIK again.
 */
export function openSecrets(configuration: Pick<Configuration, 'dataFolder' | 'keys'>): Secrets {
  const folder = join(configuration.dataFolder, KEYS_FOLDER)
  const { keys } = configuration
  return {
    nikMark: secret(folder, 'nik-mark', keys.nikMark, 'NIK_MARK_KEY'),
    nikSeal: secret(folder, 'nik-seal', keys.nikSeal, 'NIK_SEAL_KEY'),
    session: secret(folder, 'session', keys.session, 'SESSION_KEY'),
  }
}

function secret(folder: string, file: string, given: string | undefined, name: string): Buffer {
  if (given !== undefined) return bytesOf(given, `${name} in the environment`)
  const place = join(folder, file)
  if (!existsSync(place)) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    writeDurably(place, `${randomBytes(32).toString('hex')}\n`)
  }
  return bytesOf(readFileSync(place, 'utf8').trim(), place)
}

function bytesOf(text: string, source: string): Buffer {
  if (!/^[0-9a-f]{64}$/i.test(text))
    throw new OperationError(
      `The secret of ${source} is not 64 hexadecimal digits.`,
      'Put back the one that was used before, from a backup.',
    )
  return Buffer.from(text, 'hex')
}
