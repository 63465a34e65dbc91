import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp } from '../../src/app.ts'
import { openDatabase, sql } from '../../src/platform/database.ts'
import { migrate, readMigrations } from '../../src/platform/migrate.ts'
import { launchPostgres } from '../../src/platform/postgres/launch.ts'
import { awardDeps, awardWorld } from '../../test/support/award-world.ts'
import type { Figure } from '../figure.ts'

const LANES = 8
const MILLISECONDS = 2_000

/** `register.ask-http`: TRQP questions a second through the whole site; the limit is a bare `select` on the same connections. */
export async function* tongueFigures(): AsyncGenerator<Figure> {
  const folder = await mkdtemp(join(tmpdir(), 'lumbung-tongues-'))
  const postgres = await launchPostgres(folder, { as: 'bench', throwaway: true })
  const db = openDatabase(postgres.url('postgres'), LANES)
  try {
    await migrate(db, await readMigrations())
    const { deps } = awardDeps(db, '2026-11-23T07:05:00Z')
    await awardWorld(deps, 'timur', 1)
    const app = createApp({ ...deps, log: Object.assign(deps.log, { level: 'silent' }) })
    const body = JSON.stringify({
      authority_id: 'did:web:localhost%3A3000',
      entity_id: 'did:web:localhost%3A3000:issuers:timur',
      action: 'issue',
      resource: 'micro-credential?field=energy&level=5',
    })
    const headers = { 'content-type': 'application/json' }
    const value = await rate(async () => {
      const answer = await app.request('/authorization', { method: 'POST', headers, body })
      if (answer.status !== 200) throw new Error(`answered ${answer.status}`)
      await answer.text()
    })
    const limit = await rate(() => sql`select id from organisation where id = 'org-timur'`.execute(db))
    yield { name: 'register.ask-http', value, unit: 'questions/s', limit }
  } finally {
    await db.destroy()
    await postgres.release()
    await rm(folder, { recursive: true, force: true })
  }
}

async function rate(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  let turns = 0
  const lane = async (): Promise<void> => {
    while (performance.now() - started < MILLISECONDS) {
      await work()
      turns++
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  return (turns * 1000) / (performance.now() - started)
}
