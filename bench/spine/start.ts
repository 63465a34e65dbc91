import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Figure } from '../figure.ts'

/** A port that nothing else is likely to use while this is measured. */
const PORT = 38_417
/** Longest that a start may take, in milliseconds: after that it has failed. */
const LIMIT_MILLISECONDS = 120_000

/** Time from `npm start` to the line that the site is ready: on an empty data folder, and again on the same one. */
export async function startFigures(): Promise<readonly Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'lumbung-start-'))
  try {
    const first = await timeStart(join(folder, 'data'))
    const again = await timeStart(join(folder, 'data'))
    return [
      { name: 'start.first', value: first, unit: 'ms' },
      { name: 'start.again', value: again, unit: 'ms' },
    ]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function timeStart(dataFolder: string): Promise<number> {
  return new Promise((done, fail) => {
    const started = performance.now()
    const env = { ...process.env, PORT: String(PORT), DATA_DIR: dataFolder, PUBLIC_URL: `http://localhost:${PORT}` }
    const site = spawn(process.execPath, ['bin/start.mjs'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    const late = setTimeout(() => site.kill('SIGKILL'), LIMIT_MILLISECONDS)
    let took: number | null = null
    let said = ''
    for (const stream of [site.stdout, site.stderr]) {
      stream.on('data', (bytes: Buffer) => {
        said += bytes.toString()
        if (took !== null || !said.includes('Lumbung is ready')) return
        took = performance.now() - started
        site.kill('SIGTERM')
      })
    }
    site.on('exit', () => {
      clearTimeout(late)
      if (took === null) fail(new Error(`the site did not start: ${said.slice(-400)}`))
      else done(took)
    })
  })
}
