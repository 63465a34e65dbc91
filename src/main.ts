import type { Server } from 'node:http'
import { serve } from '@hono/node-server'
import { loadDemoCore, loadDemoHistory } from '../db/demo/index.ts'
import { createApp, startWorkers } from './app.ts'
import { logBegan } from './log/index.ts'
import { readConfiguration } from './platform/configuration.ts'
import type { Deps } from './platform/deps.ts'
import { OperationError, wordsOf } from './platform/failure.ts'
import { warmAssets } from './platform/html/assets.ts'
import { openInstallation, witnessProgram } from './platform/installation.ts'
import { showMissingKeys } from './platform/text.ts'
import { type DemoWitnesses, startDemoWitnesses } from './platform/witnesses.ts'
import { keepRuleSets } from './recognition/index.ts'

// The site: reads the environment, opens the database, listens. The only file of src that does.

/** Listens, or says in a sentence why not. */
function listen(fetch: Parameters<typeof serve>[0]['fetch'], port: number): Promise<Server> {
  return new Promise((done, fail) => {
    const server = serve({ fetch, port }, () => done(server)) as Server
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE')
        fail(
          new OperationError(
            `Port ${port} is taken by another program.`,
            `Stop it, or give another port, as PORT=${port + 1} npm start.`,
          ),
        )
      else if (error.code === 'EACCES')
        fail(new OperationError(`This user may not listen on port ${port}.`, 'Give a port from 1024 on in PORT.'))
      else fail(error)
    })
  })
}

async function main(): Promise<void> {
  const configuration = readConfiguration(process.env)
  showMissingKeys()
  const installation = await openInstallation(configuration, { as: 'site' })
  const { deps } = installation
  const undo: (() => Promise<void>)[] = [installation.close]
  let leaving: Promise<void> | null = null
  const leave = (code: number) => {
    leaving ??= (async () => {
      for (const step of undo.toReversed()) await step().catch((error: unknown) => deps.log.error({ error }))
      process.exit(code)
    })()
    return leaving
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => leave(0))
  installation.postgres?.lost.then(() => {
    if (leaving !== null) return
    process.stderr.write(
      'PostgreSQL ended by itself, so the site stops. Everything that was acknowledged is stored. Start it again.\n',
    )
    leave(1)
  })
  try {
    if (deps.demo) await loadCore(deps, configuration.dataFolder)
    await keepRuleSets(deps)
    const server = await listen(createApp(deps).fetch, configuration.port)
    undo.push(() => closeServer(server))
    if (deps.demo && configuration.logWitnesses.witnesses.length === 0)
      witnessDemo(deps, configuration.dataFolder, undo)
    undo.push(startWorkers(deps)) // stopped before the witnesses, which they ask
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : configuration.port
    process.stdout.write(
      `Lumbung is ready at ${configuration.port === 0 ? `http://localhost:${port}` : configuration.publicUrl}\n`,
    )
    setImmediate(warmAssets)
    if (deps.demo) loadHistory(deps, undo)
  } catch (error) {
    process.stderr.write(`${wordsOf(error)}\n`)
    await leave(1)
  }
}

/** The core of the demo comes before the first visitor. A load that was broken off is emptied and begun again. */
async function loadCore(deps: Parameters<typeof loadDemoCore>[0], dataFolder: string): Promise<void> {
  try {
    await loadDemoCore(deps)
  } catch (error) {
    throw new OperationError(
      `The demo could not be loaded: ${wordsOf(error)}.`,
      `Start again; if it stays so, give an empty folder in DATA_DIR instead of ${dataFolder}, or start empty with LUMBUNG_DEMO=0.`,
    )
  }
}

/** The demo's witnesses start behind the open site, as soon as there is a log to follow. */
function witnessDemo(deps: Deps, dataFolder: string, undo: (() => Promise<void>)[]): void {
  let stop: (() => Promise<void>) | null = null
  const into = deps.logWitnesses
  const look = setInterval(async () => {
    const began = await logBegan(deps.db).catch(() => null)
    if (began === null || stop !== null || leaving) return
    clearInterval(look)
    stop = startDemoWitnesses({
      dataFolder,
      program: witnessProgram(),
      log: began.vkey,
      into: into as DemoWitnesses,
      path: process.env.PATH,
    })
  }, 500)
  look.unref()
  let leaving = false
  undo.push(async () => {
    leaving = true
    clearInterval(look)
    await stop?.()
  })
}

/** The year of the demo loads behind the open site; leaving waits for what it is writing. */
function loadHistory(deps: Parameters<typeof loadDemoHistory>[0], undo: (() => Promise<void>)[]): void {
  const loading = loadDemoHistory(deps).catch((error: unknown) => {
    deps.log.error({ error })
  })
  undo.push(async () => {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>((done) => {
      timer = setTimeout(done, 2_000)
    })
    await Promise.race([loading, late])
    clearTimeout(timer)
  })
}

/** Takes no more requests and waits for those that were accepted, half a minute at most. */
function closeServer(server: Server): Promise<void> {
  return new Promise((done) => {
    const force = setTimeout(() => server.closeAllConnections(), 30_000)
    server.close(() => {
      clearTimeout(force)
      done()
    })
    server.closeIdleConnections()
  })
}

await main().catch((error: unknown) => {
  process.stderr.write(`${wordsOf(error)}\n`)
  process.exit(1)
})
