import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { OperationError } from '../platform/failure.ts'
import { writeDurably } from '../platform/files.ts'
import type { Tree } from '../platform/signer/consistency.ts'

/** What a witness has cosigned last of a log. */
export interface Witnessed extends Tree {
  /** The checkpoint with the log's signatures and the witness's own. */
  readonly note: string
}

/** The memory of a witness, by the origin of a log. */
export interface WitnessMemory {
  /** Throws `OperationError` where the file is damaged: a memory must not be begun anew in silence. */
  find(origin: string): Witnessed | null
  /** Forced to the disk before it returns. Throws what the file system throws; then nothing has changed. */
  keep(origin: string, witnessed: Witnessed): void
}

/** The name of the file of an origin, which is also its name in the monitoring address: SHA-256 in hexadecimal. */
export function originHash(origin: string): string {
  return createHash('sha256').update(origin).digest('hex')
}

/** Opens the memory in a folder, one file for each origin. Every look reads the disk: nothing is known that isn't there. */
export function openMemory(folder: string): WitnessMemory {
  const logs = join(folder, 'logs')
  mkdirSync(logs, { recursive: true, mode: 0o700 })
  const placeOf = (origin: string) => join(logs, `${originHash(origin)}.json`)
  return {
    find: (origin) => (existsSync(placeOf(origin)) ? read(placeOf(origin), origin) : null),
    keep: (origin, { size, root, note }) => {
      const text = JSON.stringify({ origin, size, root: Buffer.from(root).toString('base64'), note })
      writeDurably(placeOf(origin), text)
    },
  }
}

function read(place: string, origin: string): Witnessed {
  try {
    const { origin: written, size, root, note } = JSON.parse(readFileSync(place, 'utf8')) as Record<string, unknown>
    if (
      written === origin &&
      Number.isSafeInteger(size) &&
      (size as number) >= 0 &&
      typeof root === 'string' &&
      /^[\w+/]{43}=$/.test(root) &&
      typeof note === 'string'
    )
      return { size: size as number, root: new Uint8Array(Buffer.from(root, 'base64')), note }
  } catch {}
  throw new OperationError(
    `The witness's memory of the log ${origin} is damaged (${place}).`,
    'Put the file back from its newest copy; nothing of this log is cosigned before that.',
  )
}

/** How long a lock that was taken over is watched, so that of two programs that take it over at once one gives way. */
const WATCH_MILLISECONDS = 150

/**
 * Takes the folder for this program, or throws `OperationError` where another has it. The lock is a socket: it goes with
 * the program that holds it, however that ends. Answers how to give it back.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const wanted = join(resolve(folder), 'lock.sock')
  // A path of a Unix socket has at most 103 bytes.
  const path =
    Buffer.byteLength(wanted) <= 103
      ? wanted
      : join(tmpdir(), `lumbung-witness-${originHash(wanted).slice(0, 24)}.sock`)
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.end()
  })
  const listen = () =>
    new Promise<boolean>((done, fail) => {
      const refused = (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? done(false) : fail(error))
      server.once('error', refused)
      server.listen(path, () => {
        server.off('error', refused)
        done(true)
      })
    })
  const taken = new OperationError(
    `Another witness runs on ${folder}.`,
    'Stop it first, or give this one a folder of its own in WITNESS_DIR: two never share their memory.',
  )
  if (!(await listen())) {
    if (await answers(path)) throw taken
    rmSync(path, { force: true })
    if (!(await listen())) throw taken
    const own = statSync(path).ino
    await pause(WATCH_MILLISECONDS)
    if (statSync(path, { throwIfNoEntry: false })?.ino !== own) {
      server.close()
      throw taken
    }
  }
  server.unref()
  return () => new Promise((done) => server.close(() => done()))
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
