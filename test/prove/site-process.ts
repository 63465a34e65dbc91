import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'

/** The real site as a process of its own, to be killed and started again on the same port and data. */
export interface SiteProcess {
  readonly child: ChildProcess
  /** Resolves with true when it answers, false when it ended before. */
  readonly ready: Promise<boolean>
  /** Kills it as a power cut would end it, and waits until it is gone. */
  kill(): Promise<void>
  /** Asks it to finish and to end. */
  stop(): Promise<void>
}

/** Starts `npm start`'s program. */
export function startProcess(environment: Readonly<Record<string, string>>): SiteProcess {
  const child = spawn(process.execPath, ['bin/start.mjs'], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stderr?.on('data', (chunk) => {
    said += String(chunk)
  })
  const ended = once(child, 'exit')
  const ready = new Promise<boolean>((done, fail) => {
    child.stdout?.on('data', (chunk) => {
      if (String(chunk).startsWith('Lumbung is ready')) done(true)
    })
    ended.then(([code]) => (code === 1 ? fail(new Error(`the site did not start: ${said}`)) : done(false)))
  })
  ready.catch(() => {})
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    child.kill(signal)
    await ended
  }
  return { child, ready, kill: () => end('SIGKILL'), stop: () => end('SIGTERM') }
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0)
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** A browser without a window: keeps cookies, sends forms with their token. */
export interface Visitor {
  get(path: string): Promise<Response>
  /** Opens `page`, then sends its form's token with the fields to `action`. */
  submit(page: string, action: string, fields: Readonly<Record<string, string>>): Promise<Response>
  post(path: string, body: unknown, headers: Readonly<Record<string, string>>): Promise<Response>
}

export function visit(origin: string): Visitor {
  const cookies = new Map<string, string>()
  const send = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { ...(init.headers as Record<string, string> | undefined), cookie, origin }
    const answer = await fetch(new URL(path, origin), {
      ...init,
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(30_000),
    })
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      cookies.set(name, value)
    }
    return answer
  }
  return {
    get: (path) => send(path),
    submit: async (page, action, fields) => {
      const token = /name="form-token" value="([^"]+)"/.exec(await (await send(page)).text())?.[1] ?? ''
      return send(action, { method: 'POST', body: new URLSearchParams({ ...fields, 'form-token': token }) })
    },
    post: (path, body, headers) =>
      send(path, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...headers },
      }),
  }
}
