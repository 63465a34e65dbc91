import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { OperationError } from '../failure.ts'
import { connectSigner, type SignerClient } from './client.ts'

/** How the site gets its signer. */
export interface SignerPlace {
  /** Folder of the data: the signer's own is `signer` in it. */
  readonly dataFolder: string
  /** The socket of a signer that somebody else runs, as its own user. */
  readonly socket?: string | undefined
  readonly passphrase?: string | undefined
  /** The program and arguments that run `bin/signer.ts`. */
  readonly program: readonly [string, ...string[]]
  /** Told in a sentence when our signer ended by itself, and when it is back. */
  readonly report?: (sentence: string) => void
}

/** A signer at hand. */
export interface SignerAtHand {
  readonly client: SignerClient
  /** Whether this program started it, shares one that answers, or was given the socket of one. */
  readonly how: 'child' | 'shared' | 'given'
  stop(): Promise<void>
}

/** The signer's own socket; in a short folder where the path would be too long for a Unix socket (103 bytes). */
export function signerSocket(dataFolder: string): string {
  const wanted = join(resolve(dataFolder), 'signer', 'signer.sock')
  if (Buffer.byteLength(wanted) <= 103) return wanted
  const short = createHash('sha256').update(resolve(dataFolder)).digest('hex').slice(0, 12)
  return join(tmpdir(), `lumbung-signer-${process.getuid?.() ?? 0}-${short}`, 'signer.sock')
}

/**
 * Connects to the signer of `SIGNER_SOCKET`; or to the one that runs beside this data folder; or starts one as a child,
 * which is started again whenever it ends by itself (after a second, then ever later, at most half a minute).
 */
export async function openSigner(place: SignerPlace): Promise<SignerAtHand> {
  if (place.socket !== undefined) {
    const client = connectSigner(place.socket)
    return { client, how: 'given', stop: async () => client.close() }
  }
  const socket = signerSocket(place.dataFolder)
  const client = connectSigner(socket)
  if (
    existsSync(socket) &&
    (await client.ping().then(
      () => true,
      () => false,
    ))
  )
    return { client, how: 'shared', stop: async () => client.close() }
  const keeper = keep(place, socket)
  await keeper.ready
  return {
    client,
    how: 'child',
    stop: async () => {
      client.close()
      await keeper.stop()
    },
  }
}

function keep(place: SignerPlace, socket: string): { ready: Promise<void>; stop: () => Promise<void> } {
  let stopping = false
  let child: ChildProcess
  let timer: NodeJS.Timeout | undefined
  let wait = 1_000
  const begin = (): Promise<void> => {
    const [program, ...args] = place.program
    child = spawn(program, [...args, '--child'], {
      stdio: ['pipe', 'ignore', 'pipe', 'ipc'],
      env: {
        PATH: process.env.PATH,
        SIGNER_DIR: join(resolve(place.dataFolder), 'signer'),
        SIGNER_SOCKET: socket,
        ...(place.passphrase === undefined ? {} : { SIGNER_PASSPHRASE: place.passphrase }),
      },
      detached: true, // Ctrl-C reaches the site alone, which stops the signer last
    })
    let said = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      said = `${said}${chunk}`.slice(-2_000)
    })
    return new Promise((done, fail) => {
      child.once('message', () => {
        wait = 1_000
        child.disconnect()
        done()
      })
      child.once('error', (error) =>
        fail(new OperationError(`The signer could not be started: ${error.message}.`, 'Start Lumbung again.')),
      )
      child.once('exit', () => {
        fail(
          new OperationError(
            `The signer did not start: ${said.trim() || 'it ended without a word'}`,
            'Nothing can be signed until it does.',
          ),
        )
        if (!stopping) again()
      })
    })
  }
  const again = () => {
    if (!started) return
    place.report?.(
      'The signer ended by itself. It is being started again; awards stay decided and are signed when it is back.',
    )
    timer = setTimeout(() => {
      begin().then(
        () => place.report?.('The signer is back.'),
        () => {},
      )
    }, wait)
    timer.unref()
    wait = Math.min(30_000, wait * 2)
  }
  let started = false
  const ready = begin().then(() => {
    started = true
  })
  return {
    ready,
    stop: async () => {
      stopping = true
      clearTimeout(timer)
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = new Promise((done) => child.once('exit', done))
      child.kill('SIGTERM')
      const force = setTimeout(() => child.kill('SIGKILL'), 5_000)
      await ended
      clearTimeout(force)
    },
  }
}
