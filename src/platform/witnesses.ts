import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { LogWitness, LogWitnesses } from './deps.ts'
import { writeDurably } from './files.ts'

/** The witnesses of the demo: three programs on this machine, in the names of three parties. They prove nothing to others. */
const NAMES = ['kementerian.saksi.localhost', 'kampus.saksi.localhost', 'masyarakat.saksi.localhost'] as const
const QUORUM = 2
const FIRST_WAIT_MILLISECONDS = 1_000
const LONGEST_WAIT_MILLISECONDS = 30_000

/** Who cosigns in the demo: filled as they start, seen by whoever holds it. */
export interface DemoWitnesses extends LogWitnesses {
  witnesses: readonly LogWitness[]
}

const placeOf = (dataFolder: string) => join(resolve(dataFolder), 'witnesses')

/** The demo's witnesses as they ran last; none before their first start, when a proof already waits for two of them. */
export function demoWitnesses(dataFolder: string): DemoWitnesses {
  return { witnesses: lastKnown(dataFolder) ?? [], quorum: QUORUM }
}

/** The same for a program beside the site: nothing where they never ran. */
export function demoWitnessesIfAny(dataFolder: string): LogWitnesses | null {
  const witnesses = lastKnown(dataFolder)
  return witnesses === null ? null : { witnesses, quorum: QUORUM }
}

function lastKnown(dataFolder: string): readonly LogWitness[] | null {
  const file = join(placeOf(dataFolder), 'witnesses.json')
  if (!existsSync(file)) return null
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as LogWitness[]
  } catch {
    return null // it is written again as soon as they run
  }
}

/** How the demo's witnesses are started. */
export interface DemoStart {
  readonly dataFolder: string
  /** The program and arguments that run `bin/witness.ts`. */
  readonly program: readonly [string, ...string[]]
  /** The verifier key of the log that they follow. */
  readonly log: string
  readonly into: DemoWitnesses
  /** Where programs are found, of the environment: all that they are given of it. */
  readonly path: string | undefined
}

/**
 * Starts the three, each with a folder of its own in `DATA_DIR/witnesses`, and starts again whichever ends by itself
 * (after a second, then ever later). Answers how to stop them. They end with this program, however it ends.
 */
export function startDemoWitnesses(start: DemoStart): () => Promise<void> {
  mkdirSync(placeOf(start.dataFolder), { recursive: true, mode: 0o700 })
  const keepers = NAMES.map((name) => keep(start, name))
  return async () => {
    await Promise.all(keepers.map((stop) => stop()))
  }
}

function keep(start: DemoStart, name: string): () => Promise<void> {
  let stopping = false
  let child: ChildProcess
  let timer: NodeJS.Timeout | undefined
  let wait = FIRST_WAIT_MILLISECONDS
  const begin = () => {
    const [program, ...args] = start.program
    child = spawn(program, [...args, '--child'], {
      stdio: ['pipe', 'ignore', 'ignore', 'ipc'],
      env: {
        PATH: start.path,
        WITNESS_NAME: name,
        WITNESS_DIR: join(placeOf(start.dataFolder), name),
        WITNESS_PORT: '0',
        WITNESS_LOGS: start.log,
      },
      detached: true, // Ctrl-C reaches the site alone, which stops them
    })
    child.once('message', (said: { vkey: string; port: number }) => {
      wait = FIRST_WAIT_MILLISECONDS
      child.disconnect()
      const now = { name, vkey: said.vkey, url: `http://127.0.0.1:${said.port}` }
      start.into.witnesses = [...start.into.witnesses.filter((one) => one.name !== name), now]
      writeDurably(join(placeOf(start.dataFolder), 'witnesses.json'), JSON.stringify(start.into.witnesses))
    })
    child.once('error', () => {}) // a program that can't be started has an exit or none; nothing depends on it
    child.once('exit', () => {
      if (stopping) return
      timer = setTimeout(begin, wait)
      timer.unref()
      wait = Math.min(LONGEST_WAIT_MILLISECONDS, wait * 2)
    })
  }
  begin()
  return async () => {
    stopping = true
    clearTimeout(timer)
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    const force = setTimeout(() => child.kill('SIGKILL'), 5_000)
    await ended
    clearTimeout(force)
  }
}
