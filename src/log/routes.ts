import { readTilePath } from '@lumbung/credential/log'
import { Hono } from 'hono'
import type { Deps } from '../platform/deps.ts'
import type { AppEnv } from '../platform/page.ts'
import { published, publishedBytes } from '../platform/published.ts'
import { LogPage } from './pages.tsx'
import { NO_WITNESSES } from './service-cosign.ts'
import { logBegan, noteOf, servedCheckpoint, servedTile } from './service-proof.ts'
import { logMetrics, logStatus, publicLeaf } from './service-status.ts'

/** How long a copy of the checkpoint may be kept: whoever watches the log sees a new one within this time. */
const CHECKPOINT_SECONDS = 5
/** A tile or bundle never changes once it stands under its address, full or not. */
const TILE_SECONDS = 31_536_000

/** `/log`, `/log/checkpoint`, `/log/vkey` (the log's verifier key), `/log/tile/...` (C2SP tlog-tiles): all public, and nothing in it is about a person. */
export function routes(deps: Deps): Hono<AppEnv> {
  const who = deps.logWitnesses ?? NO_WITNESSES
  logMetrics(deps)
  const app = new Hono<AppEnv>()
  app.get('/log', async (c) => {
    const asked = c.req.query('leaf')?.trim() ?? ''
    const position = /^\d{1,15}$/.test(asked) ? Number(asked) : null
    return c.html(
      LogPage({
        page: c.var.page,
        status: await logStatus(deps.db, who),
        asked,
        leaf: position === null ? null : await publicLeaf(deps.db, position),
      }),
    )
  })
  app.get('/log/checkpoint', async (c) => {
    const checkpoint = await servedCheckpoint(deps.db, who)
    if (checkpoint === null) return c.notFound()
    return published(c, noteOf(checkpoint), 'text/plain; charset=utf-8', CHECKPOINT_SECONDS)
  })
  app.get('/log/vkey', async (c) => {
    const began = await logBegan(deps.db)
    if (began === null) return c.notFound()
    return published(c, `${began.vkey}\n`, 'text/plain; charset=utf-8', CHECKPOINT_SECONDS)
  })
  app.get('/log/tile/*', async (c) => {
    const asked = readTilePath(c.req.path.replace(/^.*?\/log\//, ''))
    const bytes = asked === undefined ? null : await servedTile(deps.db, asked)
    if (bytes === null) return c.notFound()
    return publishedBytes(c, bytes, 'application/octet-stream', `public, max-age=${TILE_SECONDS}, immutable`)
  })
  return app
}
