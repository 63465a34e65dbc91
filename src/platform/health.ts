import { Hono } from 'hono'
import { sql } from './database.ts'
import type { Deps } from './deps.ts'
import { metricsOf } from './metrics.ts'
import type { AppEnv } from './page.ts'

/** One part that the site needs, and how it stands. */
export interface Readiness {
  readonly part: 'database' | 'signer' | 'log'
  readonly ok: boolean
  /** What that means, for an operator. */
  readonly sentence: string
  /** The same in Indonesian, where the part has words for it. */
  readonly inIndonesian?: string
}

const SENTENCES = {
  database: {
    ok: 'The database answers.',
    bad: 'The database does not answer. Nothing can be read or written until it does; run "lumbung doctor".',
  },
  signer: {
    ok: 'The signer answers.',
    bad: 'The signer does not answer. Everything else goes on: awards stay decided and are signed when it is back. Run "lumbung doctor".',
  },
} as const

/** Longest time that a part may take to answer, in milliseconds. */
const LIMIT_MILLISECONDS = 2_000

/** Asks the database and the signer. */
export function readiness(deps: Deps): Promise<readonly Readiness[]> {
  const ask = async (part: keyof typeof SENTENCES, work: Promise<unknown>): Promise<Readiness> => {
    const ok = await within(work)
    return { part, ok, sentence: SENTENCES[part][ok ? 'ok' : 'bad'] }
  }
  // A request to sign nothing needs no key and shows that the signer reads and answers.
  return Promise.all([ask('database', sql`select 1`.execute(deps.db)), ask('signer', deps.signer.sign('ready', []))])
}

async function within(work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((done) => {
    timer = setTimeout(() => done(false), LIMIT_MILLISECONDS)
  })
  const answered = await Promise.race([work.then(() => true).catch(() => false), late])
  clearTimeout(timer)
  return answered
}

/**
 * For operators: `/healthz` (the process lives), `/readyz` (200 when the database answers; the signer is reported, and
 * its absence does not take the site out of service, because everything but signing goes on; nor does a log that isn't
 * signed, or what else a room reports by `more`), `/metrics`.
 */
export function healthRoutes(deps: Deps, more: readonly ((deps: Deps) => Promise<Readiness>)[] = []): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  for (const path of ['/healthz', '/readyz', '/metrics'])
    app.use(path, async (c, next) => {
      await next()
      c.header('Cache-Control', 'no-store')
    })
  app.get('/healthz', (c) => c.text('ok\n'))
  app.get('/readyz', async (c) => {
    const parts = [...(await readiness(deps)), ...(await Promise.all(more.map((ask) => ask(deps))))]
    const ready = parts.every(({ part, ok }) => ok || part !== 'database')
    return c.json({ ready, parts }, ready ? 200 : 503)
  })
  app.get('/metrics', async (c) => {
    const { registry } = metricsOf(deps)
    return c.body(await registry.metrics(), 200, { 'Content-Type': registry.contentType })
  })
  return app
}
