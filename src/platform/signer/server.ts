import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { OperationError } from '../failure.ts'
import { CHECKPOINT_KEYS, type CheckpointMemory, checkpointText, openCheckpoints } from './checkpoints.ts'
import type { KeyStore } from './port.ts'
import { lineReader, requestSchema, type SignerAnswer, type SignerRequest } from './protocol.ts'
import { openVault, storeOf } from './vault.ts'

/** How a signer runs. */
export interface SignerOptions {
  /** Where the keys and the audit lie; closed to other users. */
  readonly folder: string
  readonly socket: string
  /** Who may connect: 0600 the same user, 0660 the group of the socket's folder too. */
  readonly socketMode?: number
  readonly passphrase?: string | undefined
  /** Most signatures in a second; more are asked to come later. */
  readonly signaturesPerSecond?: number
  /** Most signatures in a second by one key; as many as of all keys where nothing is said. */
  readonly signaturesPerSecondOfKey?: number
  /** Keys kept elsewhere than in the folder: a hardware module, a key service. */
  readonly keys?: KeyStore
  readonly now?: () => Date
}

/** A running signer. */
export interface RunningSigner {
  close(): Promise<void>
}

/** What the signer does for a request: everything it knows. */
interface Desk {
  readonly keys: KeyStore
  readonly audit: (line: Record<string, string | number>) => Promise<void>
  readonly allow: (key: string, signatures: number) => number
  readonly checkpoints: CheckpointMemory
}

/**
 * Opens the vault and answers on a Unix socket. Each request to make a key or to sign is written to `audit.log` before
 * it is answered: when, which key, how many, and one hash over what was signed; nothing about people.
 */
export async function runSigner(options: SignerOptions): Promise<RunningSigner> {
  const now = options.now ?? (() => new Date())
  mkdirSync(options.folder, { recursive: true, mode: 0o700 })
  const keys = options.keys ?? storeOf(await openVault(options.folder, options.passphrase))
  const file = await open(join(options.folder, 'audit.log'), 'a', 0o600)
  const desk: Desk = {
    keys,
    audit: async (line) => {
      await file.appendFile(`${JSON.stringify({ at: now().toISOString(), ...line })}\n`)
    },
    allow: limits(options, now),
    checkpoints: openCheckpoints(join(options.folder, 'checkpoints')),
  }
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    serve(socket, desk)
  })
  await listen(server, options.socket)
  chmodSync(options.socket, options.socketMode ?? 0o600)
  return {
    close: async () => {
      const closed = new Promise((done) => server.close(done))
      for (const socket of sockets) socket.destroy()
      await closed
      await file.close()
    },
  }
}

async function listen(server: Server, path: string): Promise<void> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  for (let round = 0; ; round++) {
    const error = await new Promise<NodeJS.ErrnoException | null>((done) => {
      server.once('error', done)
      server.listen(path, () => {
        server.off('error', done)
        done(null)
      })
    })
    if (error === null) return
    if (error.code !== 'EADDRINUSE')
      throw new OperationError(
        `The signer could not open its socket ${path} (${error.code}).`,
        'Give another place in SIGNER_SOCKET.',
      )
    if (!(await answers(path))) rmSync(path, { force: true })
    else if (round >= 40)
      throw new OperationError(
        `Another signer answers on ${path}.`,
        'Stop it first: two signers never share their keys.',
      )
    await pause(50) // the one before us may be about to end
  }
}

function answers(path: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(path)
    socket.on('connect', () => {
      socket.destroy()
      done(true)
    })
    socket.on('error', () => done(false))
  })
}

function serve(socket: Socket, desk: Desk): void {
  const reply = (answer: SignerAnswer) => {
    if (!socket.destroyed) socket.write(`${JSON.stringify(answer)}\n`)
  }
  const read = lineReader((line) => {
    const request = parse(line)
    if (request === null) {
      reply({ id: 0, ok: false, code: 'malformed' })
      socket.end()
      return
    }
    answer(request, desk).then(reply, () => reply({ id: request.id, ok: false, code: 'failed' }))
  })
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk: Buffer) => {
    if (!read(chunk)) socket.destroy()
  })
}

function parse(line: string): SignerRequest | null {
  try {
    return requestSchema.safeParse(JSON.parse(line)).data ?? null
  } catch {
    return null
  }
}

async function answer(request: SignerRequest, desk: Desk): Promise<SignerAnswer> {
  const { id } = request
  if (request.verb === 'ping') return { id, ok: true, uid: process.getuid?.() ?? 0 }
  if (request.verb === 'create-key') {
    await desk.audit({ verb: 'create-key', key: request.key })
    return { id, ok: true, publicKey: await desk.keys.createKey(request.key) }
  }
  if (!(await desk.keys.has(request.key))) return { id, ok: false, code: 'unknown-key' }
  if (request.verb === 'checkpoint') return signCheckpoint(request, desk)
  // Whoever can have anything signed with a log's key can have two trees signed: checkpoints go through their memory.
  if (CHECKPOINT_KEYS.test(request.key)) return { id, ok: false, code: 'reserved-key' }
  const wait = desk.allow(request.key, request.messages.length)
  if (wait > 0) return { id, ok: false, code: 'later', afterMilliseconds: wait }
  const messages = request.messages.map((message) => Buffer.from(message, 'base64'))
  const hash = createHash('sha256')
  for (const message of messages) hash.update(createHash('sha256').update(message).digest())
  await desk.audit({ verb: 'sign', key: request.key, count: messages.length, sha256: hash.digest('hex') })
  const signatures = await desk.keys.sign(request.key, messages)
  return { id, ok: true, signatures: signatures.map((signature) => Buffer.from(signature).toString('base64')) }
}

/** Signs a checkpoint, if it carries on from the last one that was signed for its origin. */
async function signCheckpoint(request: SignerRequest & { verb: 'checkpoint' }, desk: Desk): Promise<SignerAnswer> {
  const { id, origin, size, from } = request
  if (!CHECKPOINT_KEYS.test(request.key)) return { id, ok: false, code: 'reserved-key' }
  const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64'))
  const asked = { origin, size, from, root: bytes(request.root), proof: request.proof.map(bytes) }
  const refused = desk.checkpoints.allow(asked)
  await desk.audit({ verb: 'checkpoint', key: request.key, origin, size, answer: refused?.refusal ?? 'signed' })
  if (refused !== null) return { id, ok: true, refusal: refused.refusal, last: refused.last }
  const [signature = new Uint8Array()] = await desk.keys.sign(request.key, [checkpointText(asked)])
  return { id, ok: true, checkpoint: Buffer.from(signature).toString('base64') }
}

/** The limit of all keys and the limit of each: one issuer in a rush doesn't keep the others from signing. */
function limits(options: SignerOptions, now: () => Date): Desk['allow'] {
  const perSecond = options.signaturesPerSecond ?? 20_000
  const perKey = options.signaturesPerSecondOfKey ?? perSecond
  const all = bucket(perSecond, now)
  const each = new Map<string, Bucket>()
  return (key, wanted) => {
    const own = each.get(key) ?? bucket(perKey, now)
    each.set(key, own)
    const wait = Math.max(all.wait(wanted), own.wait(wanted))
    if (wait > 0) return wait
    all.take(wanted)
    own.take(wanted)
    return 0
  }
}

interface Bucket {
  /** Milliseconds until the wanted number fits; 0 where it does. */
  wait(wanted: number): number
  take(wanted: number): void
}

/** A bucket that fills with each moment. More than it holds is let through when it is full, and paid for afterwards. */
function bucket(perSecond: number, now: () => Date): Bucket {
  let level = perSecond
  let last = now().getTime()
  return {
    wait: (wanted) => {
      const moment = now().getTime()
      level = Math.min(perSecond, level + (Math.max(0, moment - last) * perSecond) / 1000)
      last = moment
      const needed = Math.min(wanted, perSecond)
      return level >= needed ? 0 : Math.max(1, Math.ceil(((needed - level) * 1000) / perSecond))
    },
    take: (wanted) => {
      level -= wanted
    },
  }
}
