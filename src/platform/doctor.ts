import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { connect } from 'node:net'
import { dirname, join } from 'node:path'
import type { Configuration } from './configuration.ts'
import { type Db, openDatabase, sql } from './database.ts'
import { freeBytes, NONE_BYTES } from './disk.ts'
import { OperationError, wordsOf } from './failure.ts'
import { type MigrationState, migrationState, readMigrations, refuseStrangeState } from './migrate.ts'
import { launchPostgres } from './postgres/launch.ts'
import { signerSocket } from './signer/child.ts'
import { connectSigner } from './signer/client.ts'

/** One thing that was looked at. */
export interface Finding {
  readonly check: 'disk' | 'port' | 'database' | 'migrations' | 'signer' | 'keys' | 'mail' | 'demo' | 'log'
  readonly outcome: 'good' | 'notice' | 'bad'
  readonly message: string
  /** What to do; empty where nothing needs to be done. */
  readonly next: string
}

/** Below so many free bytes the disk is called nearly full. */
const LITTLE_BYTES = 2_000_000_000

/** How long letters that were refused for good are told, in days. */
const REFUSED_DAYS = 30

const good = (check: Finding['check'], message: string): Finding => ({ check, outcome: 'good', message, next: '' })
const notice = (check: Finding['check'], message: string, next: string): Finding => ({
  check,
  outcome: 'notice',
  message,
  next,
})
const bad = (check: Finding['check'], message: string, next: string): Finding => ({
  check,
  outcome: 'bad',
  message,
  next,
})

/** Looks at everything an operator can mend, and changes nothing. `ask` looks at what rooms keep in the database. */
export async function diagnose(
  configuration: Configuration,
  ask: (db: Db) => Promise<readonly Finding[]> = async () => [],
): Promise<readonly Finding[]> {
  const [disk, port, database, signer] = await Promise.all([
    ofDisk(configuration.dataFolder),
    ofPort(configuration.port),
    ofDatabase(configuration, ask),
    ofSigner(configuration),
  ])
  return [disk, port, ...database, ...signer, ofKeys(configuration), ...ofMail(configuration), ofDemo(configuration)]
}

/** How much room the disk of a folder has. */
export async function ofDisk(folder: string): Promise<Finding> {
  return judgeDisk(folder, await freeBytes(folder))
}

/** Judges the free bytes of a disk. */
export function judgeDisk(folder: string, freeBytes: number): Finding {
  const megabytes = Math.floor(freeBytes / 1_000_000)
  if (freeBytes < NONE_BYTES)
    return bad(
      'disk',
      `The disk of ${folder} is full: ${megabytes} MB are free.`,
      'Free some space now, or move DATA_DIR to a larger disk. Until then nothing new is taken; what is stored can be read, and all goes on by itself when there is room.',
    )
  if (freeBytes < LITTLE_BYTES)
    return notice(
      'disk',
      `The disk of ${folder} is nearly full: ${megabytes} MB are free.`,
      'Free some space soon, or move DATA_DIR to a larger disk.',
    )
  return good('disk', `The disk of ${folder} has ${Math.floor(megabytes / 1000)} GB free.`)
}

/** Whether the port is free, ours, or somebody else's. */
async function ofPort(port: number): Promise<Finding> {
  const taken = await new Promise<boolean>((done) => {
    const socket = connect(port, '127.0.0.1')
    socket.setTimeout(1_000, () => socket.destroy())
    socket.on('connect', () => {
      socket.destroy()
      done(true)
    })
    socket.on('close', () => done(false))
    socket.on('error', () => done(false))
  })
  if (!taken) return good('port', `Port ${port} is free: the site is not running.`)
  const answer = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(2_000) }).then(
    (response) => response.text(),
    () => '',
  )
  if (answer.trim() === 'ok') return good('port', `The site answers on port ${port}.`)
  return bad(
    'port',
    `Port ${port} is taken by another program, so the site can't start.`,
    'Stop that program, or give another port in PORT.',
  )
}

async function ofDatabase(
  configuration: Configuration,
  ask: (db: Db) => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  if (configuration.databaseUrl === undefined && !existsSync(join(configuration.dataFolder, 'postgres')))
    return [
      notice(
        'database',
        `There is no database in ${configuration.dataFolder} yet.`,
        'It is made by "npm start", or by "lumbung restore".',
      ),
    ]
  let release = async () => {}
  let db: Db | undefined
  try {
    const postgres =
      configuration.databaseUrl === undefined ? await launchPostgres(configuration.dataFolder, { as: 'doctor' }) : null
    if (postgres !== null) release = postgres.release
    db = openDatabase(configuration.databaseUrl ?? postgres?.url() ?? '', 2)
    await sql`select 1`.execute(db)
    const state = await migrationState(db, await readMigrations())
    const rooms = state.missing.length > 0 ? [] : await ask(db)
    return [good('database', 'The database answers.'), ofMigrations(state), ...(await ofOutbox(db, state)), ...rooms]
  } catch (error) {
    if (error instanceof OperationError) return [bad('database', error.message, error.next)]
    const code = (error as { code?: string }).code ?? wordsOf(error)
    return [bad('database', `The database does not answer (${code}).`, 'Start it, or correct DATABASE_URL.')]
  } finally {
    await db?.destroy()
    await release()
  }
}

/** Judges where the database stands against the code. */
export function ofMigrations(state: MigrationState): Finding {
  try {
    refuseStrangeState(state)
  } catch (error) {
    if (error instanceof OperationError) return bad('migrations', error.message, error.next)
    throw error
  }
  if (state.missing.length > 0)
    return notice(
      'migrations',
      `${state.missing.length} migrations are still to be applied, from ${state.missing[0]} on.`,
      'They are applied at the next start. Make a backup before it.',
    )
  return good('migrations', `All ${state.applied.length} migrations are applied.`)
}

async function ofOutbox(db: Db, state: MigrationState): Promise<readonly Finding[]> {
  if (state.missing.length > 0) return []
  const { rows } = await sql<Outbox>`select count(*) filter (where ended_at is null) as waiting,
    count(*) filter (where ended_at > now() - make_interval(days => ${REFUSED_DAYS})) as refused,
    (array_agg(distinct payload->>'personId') filter (where ended_at > now() - make_interval(days => ${REFUSED_DAYS})
      and payload ? 'personId'))[1:5] as people,
    count(*) filter (where last_error = 'SenderRefused') as sender,
    count(*) filter (where last_error = 'MailNotConfigured') as unconfigured from outbox`.execute(db)
  return rows[0] === undefined ? [] : judgeOutbox(rows[0])
}

/** How much promised work waits, and what keeps letters from going out. */
interface Outbox {
  readonly waiting: number
  /** Letters that were refused for good in the last days; they are not tried again. */
  readonly refused: number
  /** Ids of some of the people whom these letters were for. */
  readonly people: readonly string[] | null
  readonly sender: number
  readonly unconfigured: number
}

function judgeOutbox({ waiting, refused, people, sender, unconfigured }: Outbox): readonly Finding[] {
  const findings: Finding[] = []
  if (refused > 0)
    findings.push(
      notice(
        'mail',
        `In the last ${REFUSED_DAYS} days ${refused} ${refused === 1 ? 'letter was' : 'letters were'} refused for good by the mail server of the address, and not tried again.`,
        `The address is wrong or closed: ask the person for another${people === null ? '' : ` (${people.join(', ')})`}.`,
      ),
    )
  if (sender > 0)
    findings.push(
      bad(
        'mail',
        `The mail server refuses this installation: ${sender} ${sender === 1 ? 'letter waits' : 'letters wait'}.`,
        'Correct the user and the password in SMTP_URL, or the sender in MAIL_FROM; the letters are sent by themselves.',
      ),
    )
  if (unconfigured > 0)
    findings.push(
      notice(
        'mail',
        `${unconfigured} letters are kept until a mail server is configured.`,
        'Give one in SMTP_URL; they are sent by themselves.',
      ),
    )
  if (findings.length === 0) findings.push(good('mail', `${waiting} pieces of promised work are waiting.`))
  return findings
}

async function ofSigner(configuration: Configuration): Promise<readonly Finding[]> {
  const given = configuration.signerSocket
  const socket = given ?? signerSocket(configuration.dataFolder)
  if (given === undefined && !existsSync(socket))
    return [good('signer', 'The signer is not running; the site starts it.')]
  const client = connectSigner(socket, 3_000)
  try {
    const uid = await client.ping()
    return [good('signer', 'The signer answers.'), ...judgeUser(uid)]
  } catch {
    const next =
      given === undefined
        ? 'It is started again by the site; if the site is not running, start it.'
        : 'Start the signer, and see that this user may open its socket (SIGNER_SOCKET).'
    const sentence = 'The signer does not answer: awards are decided and stored, and signed when it is back.'
    return [given === undefined ? notice('signer', sentence, next) : bad('signer', sentence, next)]
  } finally {
    client.close()
  }
}

function judgeUser(uid: number): readonly Finding[] {
  if (uid !== process.getuid?.()) return [good('keys', 'The signer runs as a user of its own.')]
  return [
    notice(
      'keys',
      'One user runs both the site and the signer, so whoever takes over the site can read the keys.',
      'In production run the signer as its own user and name its socket in SIGNER_SOCKET (docs/operations.md).',
    ),
  ]
}

/** The site's user must not be able to read a private key. */
function ofKeys({ dataFolder, signerSocket: given }: Configuration): Finding {
  const folder = join(dataFolder, 'signer', 'keys')
  try {
    accessSync(folder, constants.R_OK)
  } catch {
    return good('keys', 'This user can read no private key.')
  }
  if (process.getuid?.() === 0 && statSync(folder).uid !== 0) return good('keys', 'The keys belong to another user.')
  const next =
    given === undefined
      ? 'In production run the signer as its own user, with a folder of its own in SIGNER_DIR.'
      : 'Move that folder to the signer, so that only its user can read it.'
  return notice(
    'keys',
    `This user can read the signer's folder ${dirname(folder)}, where the keys lie encrypted.`,
    next,
  )
}

function ofMail({ smtpUrl }: Configuration): readonly Finding[] {
  if (smtpUrl !== undefined) return [good('mail', 'A mail server is configured.')]
  return [
    notice(
      'mail',
      'No mail server is configured: letters are kept and not sent.',
      'Give one in SMTP_URL, as smtps://user:password@host.',
    ),
  ]
}

function ofDemo({ demo, publicUrl }: Configuration): Finding {
  if (!demo) return good('demo', 'No demo data is loaded.')
  if (publicUrl.startsWith('https:'))
    return bad(
      'demo',
      `The site of ${publicUrl} runs with demo accounts whose passwords are public.`,
      'Set LUMBUNG_DEMO=0 and start with an empty DATA_DIR.',
    )
  return notice(
    'demo',
    'The demo is on: its accounts are named on the sign-in page.',
    'Set LUMBUNG_DEMO=0 for real people.',
  )
}
