import { createPublicKey, sign } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { OperationError } from '../platform/failure.ts'
import { openVault } from '../platform/signer/vault.ts'
import { cosignatureLine, witnessVkeyOf } from './rules-note.ts'
import { decideWitness, type FollowedLog, followedLog, type WitnessDecision } from './rules-witness.ts'
import { lockFolder, openMemory, originHash, type WitnessMemory } from './witness-memory.ts'

/** How a witness runs. */
export interface WitnessOptions {
  /** Its name, an address without scheme, as `witness.kampus.example`. */
  readonly name: string
  /** Where its key and its memory lie; closed to other users. */
  readonly folder: string
  /** 0 takes any that is free. */
  readonly port: number
  /** The address it listens on. */
  readonly host: string
  /** Verifier keys of the logs that it follows. */
  readonly logs: readonly string[]
  /** Opens its key; without one a random one is kept in the folder. */
  readonly passphrase?: string | undefined
  readonly now: () => Date
  /** Told in a sentence what an operator should see: a fork that was offered, a memory that can't be written. */
  readonly report: (sentence: string) => void
}

/** A running witness. */
export interface RunningWitness {
  readonly vkey: string
  readonly port: number
  /** Takes no more requests, answers those that were accepted, and ends. */
  close(): Promise<void>
}

/** Longest body of a request: 63 hashes and a checkpoint with a score of signatures of any kind. */
const BODY_BYTES = 65_536
/** A client that hasn't sent its request by then is sent away. */
const SLOW_MILLISECONDS = 10_000
/** Most connections at once. */
const CONNECTIONS = 256
/** The name of its key in the vault. */
const KEY = 'witness'

/**
 * Opens the key and the memory and answers `POST /add-checkpoint` and `GET /<origin hash>/checkpoint` (C2SP
 * tlog-witness). A checkpoint is stored before its cosignature exists; deciding and storing happen in one step, so that
 * no two requests cross. Throws `OperationError` for what an operator has to mend.
 */
export async function runWitness(options: WitnessOptions): Promise<RunningWitness> {
  const logs = options.logs.map((vkey) => {
    const log = followedLog(vkey)
    if (log !== null) return log
    throw new OperationError(
      `WITNESS_LOGS names a key that cannot be read: ${vkey}.`,
      'Give the verifier key of each log as its operator publishes it, between commas.',
    )
  })
  mkdirSync(options.folder, { recursive: true, mode: 0o700 })
  const unlock = await lockFolder(options.folder)
  try {
    const { vkey, signWith } = await openKey(options)
    const memory = openMemory(options.folder)
    for (const { origin } of logs) memory.find(origin) // a damaged file is told now, not at the first request
    const desk: Desk = { ...options, followed: logs, memory, vkey, signWith }
    const server = createServer({ requestTimeout: SLOW_MILLISECONDS, connectionsCheckingInterval: 1_000 })
    server.headersTimeout = SLOW_MILLISECONDS
    server.maxConnections = CONNECTIONS
    server.on('request', (request, response) => serve(request, response, desk))
    server.on('clientError', (_error, socket) => socket.destroy())
    const port = await listen(server, options)
    return {
      vkey,
      port,
      close: async () => {
        const closed = new Promise((done) => server.close(done))
        server.closeIdleConnections()
        const force = setTimeout(() => server.closeAllConnections(), SLOW_MILLISECONDS)
        await closed
        clearTimeout(force)
        await unlock()
      },
    }
  } catch (error) {
    await unlock()
    throw error
  }
}

interface Desk extends Pick<WitnessOptions, 'now' | 'report'> {
  readonly followed: readonly FollowedLog[]
  readonly memory: WitnessMemory
  readonly vkey: string
  readonly signWith: (message: Uint8Array) => Uint8Array
}

async function openKey({ folder, passphrase, name }: WitnessOptions): Promise<Pick<Desk, 'vkey' | 'signWith'>> {
  const vault = await openVault(folder, passphrase).catch((error: unknown) => {
    if (!(error instanceof OperationError)) throw error
    throw new OperationError(
      `The passphrase does not open the key of the witness in ${folder}.`,
      'Give the passphrase that was used when it was made in WITNESS_PASSPHRASE; without it the key cannot be had.',
    )
  })
  vault.createKey(KEY)
  const key = vault.find(KEY)
  if (key === null) throw new TypeError('a key that was made is not there')
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' })
  return {
    vkey: witnessVkeyOf(name, new Uint8Array(Buffer.from(x, 'base64url'))),
    signWith: (message) => sign(null, message, key),
  }
}

async function listen(server: Server, { port, host }: WitnessOptions): Promise<number> {
  try {
    server.listen(port, host)
    await once(server, 'listening')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown'
    throw new OperationError(
      `The witness could not listen on ${host}, port ${port} (${code}).`,
      'Give another port in WITNESS_PORT, or another address in WITNESS_HOST.',
    )
  }
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : port
}

interface Answer {
  readonly status: number
  readonly body?: string
  readonly type?: string
}

function serve(request: IncomingMessage, response: ServerResponse, desk: Desk): void {
  request.on('error', () => response.destroy())
  response.on('error', () => {})
  answerTo(request, desk)
    .catch((error: unknown): Answer => {
      // Nothing was signed: what can't be stored or read is never cosigned.
      desk.report(
        error instanceof OperationError ? `${error.message} ${error.next}` : `A request failed: ${codeOf(error)}.`,
      )
      return { status: 500 }
    })
    .then(({ status, body = '', type = 'text/plain; charset=utf-8' }) => {
      if (response.destroyed) return
      // The rest of a body that was not read must not be taken for the next request.
      if (!request.complete) response.setHeader('connection', 'close')
      response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body)
    })
    .catch(() => response.destroy())
}

async function answerTo(request: IncomingMessage, desk: Desk): Promise<Answer> {
  const path = (request.url ?? '').split('?')[0] ?? ''
  if (path === '/add-checkpoint') {
    if (request.method !== 'POST') return { status: 405 }
    const bytes = await bodyOf(request)
    return bytes === null ? { status: 413 } : addCheckpoint(bytes, desk)
  }
  const asked = /^\/([0-9a-f]{64})\/checkpoint$/.exec(path)?.[1]
  if (asked === undefined) return { status: 404 }
  if (request.method !== 'GET' && request.method !== 'HEAD') return { status: 405 }
  const log = desk.followed.find(({ origin }) => originHash(origin) === asked)
  const witnessed = log === undefined ? null : desk.memory.find(log.origin)
  return witnessed === null ? { status: 404 } : { status: 200, body: witnessed.note }
}

/** Decides, stores and signs in one step, without waiting in between. */
function addCheckpoint(bytes: Uint8Array, desk: Desk): Answer {
  const decided = decideWitness(bytes, desk.followed, (origin) => desk.memory.find(origin))
  if (decided.status !== 200) return refusalOf(decided, desk)
  const { origin, tree, body, note } = decided
  const line = `${cosignatureLine(desk.vkey, body, desk.now(), desk.signWith)}\n`
  // The signature leaves this function only when its checkpoint is on the disk.
  desk.memory.keep(origin, { ...tree, note: `${note}${line}` })
  return { status: 200, body: line }
}

function refusalOf(decided: Exclude<WitnessDecision, { status: 200 }>, desk: Desk): Answer {
  if (decided.status === 409) return { status: 409, body: `${decided.size}\n`, type: 'text/x.tlog.size' }
  if (decided.status === 422)
    desk.report('A log offered a checkpoint that does not continue what was cosigned. It was refused.')
  return { status: decided.status }
}

/** The body of a request, or nothing where it is longer than any that the protocol knows. */
async function bodyOf(request: IncomingMessage): Promise<Uint8Array | null> {
  const parts: Uint8Array[] = []
  let length = 0
  if (Number(request.headers['content-length'] ?? 0) > BODY_BYTES) return null
  for await (const part of request as AsyncIterable<Uint8Array>) {
    length += part.length
    if (length > BODY_BYTES) return null
    parts.push(part)
  }
  return Buffer.concat(parts)
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException | null)?.code ?? 'unknown'
}
