import type { MiddlewareHandler } from 'hono'
import { matchedRoutes } from 'hono/route'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { sql } from './database.ts'
import type { Deps } from './deps.ts'
import type { AppEnv } from './page.ts'

/** The figures of one site. Labels are routes, methods and codes; nothing names a person. */
export interface Metrics {
  readonly registry: Registry
  /** Counts and times every request by its route. */
  readonly middleware: MiddlewareHandler<AppEnv>
}

const known = new WeakMap<Deps, Metrics>()

/** The figures of a site, made once for its dependencies. */
export function metricsOf(deps: Deps): Metrics {
  const present = known.get(deps)
  if (present !== undefined) return present
  const made = makeMetrics(deps)
  known.set(deps, made)
  return made
}

function makeMetrics(deps: Deps): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const labelNames = ['method', 'route', 'status'] as const
  const requests = new Counter({
    name: 'lumbung_requests_total',
    help: 'Requests answered',
    labelNames,
    registers: [registry],
  })
  const seconds = new Histogram({
    name: 'lumbung_request_seconds',
    help: 'Time to the answer, in seconds',
    labelNames: ['route'] as const,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3, 10],
    registers: [registry],
  })
  new Gauge({
    name: 'lumbung_outbox_waiting',
    help: 'Promised work that is not done yet',
    labelNames: ['kind'] as const,
    registers: [registry],
    async collect() {
      const { rows } = await sql<{ kind: string; pieces: number }>`
        select kind, count(*) as pieces from outbox where ended_at is null group by kind`.execute(deps.db)
      this.reset()
      for (const { kind, pieces } of rows) this.set({ kind }, pieces)
    },
  })
  new Gauge({
    name: 'lumbung_outbox_ended',
    help: 'Promised work that will never be done, as letters that a mail server refused for good, by its reason',
    labelNames: ['kind', 'reason'] as const,
    registers: [registry],
    async collect() {
      const { rows } = await sql<{ kind: string; reason: string; pieces: number }>`
        select kind, last_error as reason, count(*) as pieces from outbox where ended_at is not null
        group by kind, last_error`.execute(deps.db)
      this.reset()
      for (const { kind, reason, pieces } of rows) this.set({ kind, reason }, pieces)
    },
  })
  return {
    registry,
    middleware: async (c, next) => {
      const started = performance.now()
      await next()
      const route = matchedRoutes(c).findLast((matched) => matched.method !== 'ALL')?.path ?? 'unknown'
      requests.inc({ method: c.req.method, route, status: String(c.res.status) })
      seconds.observe({ route }, (performance.now() - started) / 1000)
    },
  }
}
