import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

/** A witness as a process of its own. */
export interface WitnessProcess {
  readonly child: ChildProcess
  readonly vkey: string
  readonly url: string
  end(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>
}

/** Starts `bin/witness.ts`; throws with what it said where it doesn't start. */
export async function startWitness(environment: Readonly<Record<string, string>>): Promise<WitnessProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', '--conditions=source', 'bin/witness.ts', '--child'], {
    stdio: ['pipe', 'ignore', 'pipe', 'ipc'],
    env: { PATH: process.env.PATH, WITNESS_PORT: '0', ...environment },
  })
  let said = ''
  child.stderr?.on('data', (chunk) => {
    said += String(chunk)
  })
  const ended = once(child, 'exit')
  const ready = once(child, 'message') as Promise<[{ vkey: string; port: number }]>
  const first = await Promise.race([ready, ended.then(() => null)])
  if (first === null) throw new Error(said.trim())
  const [{ vkey, port }] = first
  return {
    child,
    vkey,
    url: `http://127.0.0.1:${port}`,
    end: async (signal = 'SIGTERM') => {
      child.kill(signal)
      await ended
    },
  }
}

/** What a witness answered. */
export interface WitnessAnswer {
  readonly status: number
  readonly type: string | null
  readonly text: string
}

/** Sends a body to a witness. */
export async function askWitness(url: string, body: string | Uint8Array): Promise<WitnessAnswer> {
  const answer = await fetch(`${url}/add-checkpoint`, { method: 'POST', body: body as BodyInit })
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() }
}
