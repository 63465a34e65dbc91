import { isAbsolute, resolve } from 'node:path'
import type { FeederAccess, LogWitness, LogWitnesses } from './deps.ts'
import { OperationError } from './failure.ts'

/** What the environment says; each name is described in docs/operations.md. */
export interface Configuration {
  readonly port: number
  readonly dataFolder: string
  /** A PostgreSQL of one's own; nothing means the packaged one in `dataFolder`. */
  readonly databaseUrl: string | undefined
  readonly publicUrl: string
  readonly demo: boolean
  readonly smtpUrl: string | undefined
  readonly mailFrom: string
  readonly signerSocket: string | undefined
  readonly signerPassphrase: string | undefined
  /** Who cosigns the public log. */
  readonly logWitnesses: LogWitnesses
  /** Neo Feeders of universities, to which exports are sent. */
  readonly feeders: readonly FeederAccess[]
  /** Hosts with ports to which webhooks may go although they are private. */
  readonly webhookHosts: readonly string[]
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  /** Keys given by the environment instead of `DATA_DIR/keys`, 32 bytes in hexadecimal. */
  readonly keys: {
    readonly nikMark?: string | undefined
    readonly nikSeal?: string | undefined
    readonly session?: string | undefined
  }
}

/** Reads the environment, which the programs hand in; throws `OperationError` naming the first value that can't be used. */
export function readConfiguration(environment: Readonly<Record<string, string | undefined>>): Configuration {
  const value = (name: string) => {
    const text = environment[name]?.trim()
    return text === undefined || text === '' ? undefined : text
  }
  const port = Number(value('PORT') ?? '3000')
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new OperationError(`PORT is "${value('PORT')}", which is no port.`, 'Give a number from 1 to 65535.')
  const logLevel = value('LOG_LEVEL') ?? 'warn'
  if (!isLevel(logLevel))
    throw new OperationError(`LOG_LEVEL is "${logLevel}".`, 'Give one of: debug, info, warn, error, silent.')
  const folder = value('DATA_DIR') ?? './var'
  return {
    port,
    dataFolder: isAbsolute(folder) ? folder : resolve(folder),
    databaseUrl: urlOf('DATABASE_URL', value('DATABASE_URL'), ['postgres:', 'postgresql:']),
    publicUrl: originOf(value('PUBLIC_URL') ?? `http://localhost:${port}`),
    demo: value('LUMBUNG_DEMO') !== '0',
    smtpUrl: urlOf('SMTP_URL', value('SMTP_URL'), ['smtp:', 'smtps:']),
    mailFrom: value('MAIL_FROM') ?? 'Lumbung <lumbung@localhost>',
    signerSocket: value('SIGNER_SOCKET'),
    signerPassphrase: value('SIGNER_PASSPHRASE'),
    logWitnesses: witnessesOf(value('LOG_WITNESSES'), value('LOG_QUORUM')),
    feeders: feedersOf(value('NEO_FEEDERS')),
    webhookHosts: (value('WEBHOOK_HOSTS') ?? '').split(/[,\s]+/).filter((host) => host !== ''),
    logLevel,
    keys: { nikMark: value('NIK_MARK_KEY'), nikSeal: value('NIK_SEAL_KEY'), session: value('SESSION_KEY') },
  }
}

/** Reads `url vkey` pairs, between commas or on lines of their own. Without a number of its own the quorum is a majority. */
function witnessesOf(text: string | undefined, quorum: string | undefined): LogWitnesses {
  const parts = (text ?? '').split(/[,\n]/).map((part) => part.trim())
  const witnesses = parts.filter((part) => part !== '').map(witnessOf)
  if (new Set(witnesses.map(({ vkey }) => vkey)).size < witnesses.length)
    throw new OperationError('LOG_WITNESSES names a witness twice.', 'Name each once: one witness counts once.')
  const needed = quorum === undefined ? Math.ceil((witnesses.length + 1) / 2) : Number(quorum)
  const sensible = witnesses.length === 0 ? 0 : needed
  if (!Number.isInteger(sensible) || sensible < 0 || sensible > witnesses.length)
    throw new OperationError(
      `LOG_QUORUM is "${quorum}" where ${witnesses.length} witnesses are named.`,
      'Give a whole number, at most that of the witnesses.',
    )
  return { witnesses, quorum: sensible }
}

function witnessOf(part: string): LogWitness {
  const [url = '', vkey = '', ...rest] = part.split(/\s+/)
  const name = /^([^\s+]+)\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}$/.exec(vkey)?.[1]
  if (rest.length > 0 || name === undefined || !/^https?:\/\//.test(url) || !URL.canParse(url))
    throw new OperationError(
      'LOG_WITNESSES names a witness that cannot be read.',
      'Give the address of each and its verifier key, as "https://witness.example witness.example+1a2b3c4d+BAk...", between commas.',
    )
  return { url: url.replace(/\/+$/, ''), name, vkey }
}

/** Reads `short-name url user password` on lines of their own. A line that can't be read is named by its number alone: it holds a password. */
function feedersOf(text: string | undefined): readonly FeederAccess[] {
  const lines = (text ?? '').split('\n').map((line) => line.trim())
  const feeders = lines.flatMap((line, place) => (line === '' ? [] : [feederOf(line, place + 1)]))
  if (new Set(feeders.map(({ organisation }) => organisation)).size < feeders.length)
    throw new OperationError('NEO_FEEDERS names a university twice.', 'Name each once.')
  return feeders
}

function feederOf(line: string, number: number): FeederAccess {
  const [organisation = '', url = '', username = '', password = '', ...rest] = line.split(/\s+/)
  if (
    rest.length > 0 ||
    password === '' ||
    !/^[a-z0-9-]+$/.test(organisation) ||
    !/^https?:\/\//.test(url) ||
    !URL.canParse(url)
  )
    throw new OperationError(
      `Line ${number} of NEO_FEEDERS cannot be read.`,
      'Give short name of the university, address of the web service, user and password, with spaces between, each feeder on a line of its own.',
    )
  return { organisation, url, username, password }
}

function isLevel(text: string): text is Configuration['logLevel'] {
  return ['debug', 'info', 'warn', 'error', 'silent'].includes(text)
}

function urlOf(name: string, text: string | undefined, protocols: readonly string[]): string | undefined {
  if (text === undefined) return undefined
  // The value itself is never shown: it carries a password.
  if (!protocols.some((protocol) => text.startsWith(`${protocol}//`)))
    throw new OperationError(
      `${name} is no address.`,
      `It begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}.`,
    )
  return text
}

function originOf(text: string): string {
  try {
    const url = new URL(text)
    if (url.protocol === 'http:' || url.protocol === 'https:') return url.origin
  } catch {}
  throw new OperationError(
    `PUBLIC_URL is "${text}", which is no address of a site.`,
    'Give its origin, as https://lumbung.example.',
  )
}
