import { mkdtemp, rm } from 'node:fs/promises'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import { createApp } from '../src/app.ts'
import { awardHooks } from '../src/hooks.ts'
import { readConfiguration } from '../src/platform/configuration.ts'
import { openInstallation } from '../src/platform/installation.ts'
import { printFigure } from './figure.ts'
import { measureAwards } from './spine/award.ts'
import { catalogueFigures } from './spine/catalogue.ts'
import { startFigures } from './spine/start.ts'
import { verifyPageBytes } from './spine/verify-page.ts'

// The spine's figures on a real installation in a folder of its own: a durable PostgreSQL, a signer process, a site that
// listens. Real course lists are read from SHARED_DATA/catalog where they are at hand.

const PORT = 38_418
const folder = await mkdtemp(join(tmpdir(), 'lumbung-bench-'))
const url = `http://localhost:${PORT}`
const lists = join(process.env.SHARED_DATA ?? '../shared/data', 'catalog')

try {
  for (const figure of await startFigures()) printFigure(figure)
  const environment = { DATA_DIR: join(folder, 'data'), PORT: String(PORT), PUBLIC_URL: url, LOG_LEVEL: 'silent' }
  const installation = await openInstallation(readConfiguration(environment), { as: 'site' })
  const { deps } = installation
  const server = serve({ fetch: createApp(deps).fetch, port: PORT }) as Server
  try {
    for await (const figure of catalogueFigures(deps, lists, url)) printFigure(figure)
    // The demo's past comes first: no award of its days may stand in a status list that was begun today.
    for await (const figure of verifyPageBytes(deps, url, 'wartini@contoh.example')) printFigure(figure)
    for await (const figure of measureAwards(deps, awardHooks(deps))) printFigure(figure)
  } finally {
    server.close()
    server.closeAllConnections()
    await installation.close()
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}
