import { join } from 'node:path'
import { OperationError } from '../platform/failure.ts'
import type { WitnessOptions } from './witness.ts'

/** What the environment says to a witness; each name is described in docs/operations.md. */
export type WitnessEnvironment = Pick<WitnessOptions, 'name' | 'folder' | 'port' | 'host' | 'logs' | 'passphrase'>

/** Reads the environment, which the program hands in; throws `OperationError` naming the first value that can't be used. */
export function readWitnessEnvironment(environment: Readonly<Record<string, string | undefined>>): WitnessEnvironment {
  const value = (name: string) => environment[name]?.trim() || undefined
  const name = value('WITNESS_NAME')
  if (name === undefined || /[\s+]/.test(name) || name.length > 200)
    throw new OperationError(
      'WITNESS_NAME gives the witness no name that can stand in a signature.',
      'Give its address without https://, as witness.kampus.example: no spaces, no plus sign. It never changes afterwards.',
    )
  const port = Number(value('WITNESS_PORT') ?? '8650')
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new OperationError(
      `WITNESS_PORT is "${value('WITNESS_PORT')}", which is no port.`,
      'Give a number up to 65535.',
    )
  const logs = (value('WITNESS_LOGS') ?? '').split(/[,\s]+/).filter((vkey) => vkey !== '')
  if (logs.length === 0)
    throw new OperationError(
      'WITNESS_LOGS names no log to follow.',
      'Give the verifier key of each log, between commas; a site tells its own at /log/vkey.',
    )
  return {
    name,
    folder: value('WITNESS_DIR') ?? join('var', 'witness'),
    port,
    host: value('WITNESS_HOST') ?? '127.0.0.1',
    logs,
    passphrase: environment.WITNESS_PASSPHRASE,
  }
}
