import { existsSync, mkdirSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Clock, systemClock } from './clock.ts'
import type { Configuration } from './configuration.ts'
import { type Db, openDatabase, sql } from './database.ts'
import type { Deps, LogWitnesses } from './deps.ts'
import { saysDiskFull, watchDisk } from './disk.ts'
import { OperationError } from './failure.ts'
import { openLog } from './log.ts'
import { type Mail, openMail } from './mail.ts'
import { migrate, readMigrations } from './migrate.ts'
import { type Launched, launchPostgres } from './postgres/launch.ts'
import { openSecrets } from './secrets.ts'
import { openSigner, type SignerAtHand } from './signer/child.ts'
import { demoWitnesses, demoWitnessesIfAny } from './witnesses.ts'

/** What a program is to the installation. */
export interface OpenOptions {
  /** `site` may be there once for each data folder; `command` joins whatever runs. */
  readonly as: 'site' | 'command'
  readonly clock?: Clock
  /** Most connections to the database. */
  readonly connections?: number
}

/** An opened installation: what the rooms need, and how to leave in good order. */
export interface Installation {
  readonly deps: Deps
  readonly mail: Mail
  readonly signer: SignerAtHand
  /** The packaged PostgreSQL, where that is used. */
  readonly postgres: Launched | null
  /** Stops the signer if it is ours, closes the database, and stops PostgreSQL if nobody else uses it. */
  close(): Promise<void>
}

/** The program and arguments that run the signer of this checkout, built or from its sources. */
export function signerProgram(): readonly [string, ...string[]] {
  return programOf('signer')
}

/** The same for a witness of public logs. */
export function witnessProgram(): readonly [string, ...string[]] {
  return programOf('witness')
}

function programOf(name: 'signer' | 'witness'): readonly [string, ...string[]] {
  const entry = fileURLToPath(new URL(`../../bin/${name}.ts`, import.meta.url))
  const running = process.argv[1] ?? ''
  const built = join(dirname(running), `${name}.mjs`)
  if (extname(running) === '.mjs' && existsSync(built)) return [process.execPath, built]
  return [process.execPath, '--import', fileURLToPath(import.meta.resolve('tsx')), '--conditions=source', entry]
}

/** Opens everything that the configuration names: database, migrations, secrets, signer, mail, log. */
export async function openInstallation(configuration: Configuration, options: OpenOptions): Promise<Installation> {
  makeDataFolder(configuration.dataFolder)
  const log = openLog(configuration.logLevel)
  // The signer derives its key while the database starts.
  const signing = openSigner({
    dataFolder: configuration.dataFolder,
    socket: configuration.signerSocket,
    passphrase: configuration.signerPassphrase,
    program: signerProgram(),
    report: (sentence) => process.stderr.write(`${sentence}\n`),
  })
  signing.catch(() => {}) // heard below, when the database stands
  let postgres: Launched | null = null
  try {
    postgres =
      configuration.databaseUrl === undefined
        ? await launchPostgres(configuration.dataFolder, { as: options.as })
        : null
    if (options.as === 'site' && postgres !== null && !(await postgres.claim('site')))
      throw new OperationError(
        `Lumbung already runs on ${configuration.dataFolder}.`,
        'Use that one, stop it first, or give this one another folder in DATA_DIR and another PORT.',
      )
    const db = openDatabase(configuration.databaseUrl ?? postgres?.url() ?? '', options.connections ?? 12)
    await refuseOldServer(db)
    await migrate(db, await readMigrations())
    const signer = await signing
    const mail = openMail(configuration.smtpUrl, configuration.mailFrom)
    const deps: Deps = {
      db,
      clock: options.clock ?? systemClock,
      publicUrl: configuration.publicUrl,
      signer: signer.client,
      secrets: openSecrets(configuration),
      sendLetter: mail.send,
      demo: configuration.demo,
      log,
      logWitnesses: witnessesOf(configuration, options.as),
      feeders: configuration.feeders,
      webhookHosts: configuration.webhookHosts,
      ...(postgres === null ? {} : { diskFull: watchDisk(configuration.dataFolder) }),
    }
    const close = async () => {
      mail.close()
      await signer.stop()
      await db.destroy()
      await postgres?.release()
    }
    return { deps, mail, signer, postgres, close }
  } catch (error) {
    await signing.then((signer) => signer.stop()).catch(() => {})
    await postgres?.release()
    throw plainly(error, configuration)
  }
}

/** Those of the configuration; in a demo that names none, the demo's own. */
export function witnessesOf(configuration: Configuration, as: OpenOptions['as']): LogWitnesses {
  if (!configuration.demo || configuration.logWitnesses.witnesses.length > 0) return configuration.logWitnesses
  if (as === 'site') return demoWitnesses(configuration.dataFolder)
  return demoWitnessesIfAny(configuration.dataFolder) ?? configuration.logWitnesses
}

function makeDataFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new OperationError(
      `The folder ${folder} could not be made (${codeOf(error)}).`,
      'Give a folder that this user may write to in DATA_DIR.',
    )
  }
}

async function refuseOldServer(db: Db): Promise<void> {
  const { rows } = await sql<{ version: string }>`select current_setting('server_version_num') as version`.execute(db)
  if (Number(rows[0]?.version) < 150_000)
    throw new OperationError('The PostgreSQL of DATABASE_URL is older than version 15.', 'Use version 15 or later.')
}

/** The database's own refusals, as sentences for whoever set `DATABASE_URL`. */
function plainly(error: unknown, configuration: Configuration): unknown {
  if (error instanceof OperationError) return error
  const code = codeOf(error)
  if (saysDiskFull(error))
    return new OperationError(
      'The disk is full.',
      `Free some space on the disk of ${configuration.dataFolder} and start again.`,
    )
  if (['ECONNREFUSED', 'ENOTFOUND', 'ENOENT', 'EAI_AGAIN', 'ETIMEDOUT'].includes(code))
    return new OperationError(
      'The database of DATABASE_URL does not answer.',
      'Start it, or correct the address, and start again.',
    )
  if (['28P01', '28000'].includes(code))
    return new OperationError(
      'The database of DATABASE_URL refuses the user or the password.',
      'Correct them and start again.',
    )
  if (code === '3D000')
    return new OperationError(
      'The database named in DATABASE_URL does not exist.',
      'Create it, in the encoding UTF8, and start again.',
    )
  return error
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : 'unknown'
}
