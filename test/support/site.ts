import type { Server } from 'node:http'
import { serve } from '@hono/node-server'
import { createApp, startWorkers } from '../../src/app.ts'
import type { Deps } from '../../src/platform/deps.ts'
import { signerProgram } from '../../src/platform/installation.ts'
import { openLog } from '../../src/platform/log.ts'
import { openSecrets } from '../../src/platform/secrets.ts'
import { openSigner } from '../../src/platform/signer/child.ts'
import { testDatabase } from './database.ts'
import { temporaryFolder } from './folder.ts'

/** A whole site for a test: an open port, a database of its own, a real signer process, and a clock that can be stopped. */
export interface TestSite {
  readonly url: string
  readonly deps: Deps
  /** The database's address, for other programs that a test starts. */
  readonly databaseUrl: string
  /** The data folder, with the signer's keys in it. */
  readonly dataFolder: string
  /** Stops the clock at a moment, moves it there, or lets it run again with `null`. */
  setClock(moment: Date | null): void
  stop(): Promise<void>
}

/** What of the site a test chooses. */
export interface SiteOptions {
  readonly demo?: boolean
  readonly clock?: Date
  readonly sendLetter?: Deps['sendLetter']
  /** Bulk signing and letters go on in the background, as in the real site; `false` leaves them to the test. */
  readonly workers?: boolean
  /** Neo Feeders that exports may be sent to. */
  readonly feeders?: Deps['feeders']
  /** Hosts on this machine to which webhooks may be sent. */
  readonly webhookHosts?: Deps['webhookHosts']
}

/** Starts a site on a free port of this machine. */
export async function startSite(options: SiteOptions = {}): Promise<TestSite> {
  const undo: (() => Promise<void>)[] = []
  const stop = async () => {
    for (const step of undo.splice(0).toReversed()) await step()
  }
  try {
    const folder = await temporaryFolder()
    undo.push(folder.remove)
    const database = await testDatabase()
    undo.push(database.close)
    const signer = await openSigner({ dataFolder: folder.path, program: signerProgram() })
    undo.push(signer.stop)
    let moment: Date | null = options.clock ?? null
    let app: ReturnType<typeof createApp> | undefined
    // The address has to be known before the site can be made, so the port is opened first.
    const { server, port } = await listen(
      (request, env) => app?.fetch(request, env) ?? new Response(null, { status: 503 }),
    )
    undo.push(() => close(server))
    const deps: Deps = {
      db: database.db,
      clock: () => moment ?? new Date(),
      publicUrl: `http://localhost:${port}`,
      signer: signer.client,
      secrets: openSecrets({ dataFolder: folder.path, keys: {} }),
      sendLetter: options.sendLetter ?? (async () => {}),
      demo: options.demo ?? false,
      log: openLog('silent'),
      feeders: options.feeders,
      webhookHosts: options.webhookHosts,
    }
    app = createApp(deps)
    if (options.workers !== false) undo.push(startWorkers(deps))
    const setClock = (to: Date | null) => {
      moment = to
    }
    return { url: deps.publicUrl, deps, databaseUrl: database.url, dataFolder: folder.path, setClock, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function listen(fetch: Parameters<typeof serve>[0]['fetch']): Promise<{ server: Server; port: number }> {
  return new Promise((done) => {
    const server = serve({ fetch, port: 0 }, ({ port }) => done({ server, port })) as Server
  })
}

function close(server: Server): Promise<void> {
  return new Promise((done) => {
    server.close(() => done())
    server.closeAllConnections()
  })
}
