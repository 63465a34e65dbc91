import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addOrganisation } from '../../src/organisations/index.ts'
import { type Db, openDatabase, sql } from '../../src/platform/database.ts'
import { migrate, readMigrations } from '../../src/platform/migrate.ts'
import { launchPostgres } from '../../src/platform/postgres/launch.ts'
import {
  allEntries,
  attest,
  endAuthorisation,
  listIssuer,
  mayIssue,
  reasonsAgainst,
  registerAs,
  registerEntry,
} from '../../src/trust/index.ts'
import { awardDeps } from '../../test/support/award-world.ts'
import type { Figure } from '../figure.ts'

/** How many issuers the register holds, each with an attestation and two authorisations, one of them ended. */
const ISSUERS = 1_000
const ROUNDS = 7
const MILLISECONDS_OF_ROUND = 400
/** Questions under way at a time: as many as the pool has connections. */
const LANES = 8
const DAYS = 700
const WHY = { id: 'Keputusan.', en: 'A decision.' }

/**
 * *May X issue Y on day D?*, questions a second on a real PostgreSQL: `register.ask` through the database, whose limit is a
 * bare `select` by primary key on the same connections in turns with it; `register.ask-in-memory` by the rules alone, on
 * entries that were read before.
 */
export async function* registerFigures(): AsyncGenerator<Figure> {
  const folder = await mkdtemp(join(tmpdir(), 'lumbung-register-'))
  const postgres = await launchPostgres(folder, { as: 'bench', throwaway: true })
  const db = openDatabase(postgres.url('postgres'), LANES)
  try {
    await migrate(db, await readMigrations())
    const ids = await fill(db)
    const question = { kind: 'micro-credential', field: 'energy', level: 4 }
    const instant = (turn: number) => new Date(Date.UTC(2024, 0, 1 + ((turn * 7) % DAYS)))
    const idOf = (turn: number) => ids[(turn * 31) % ids.length] ?? ''
    const asked = (turn: number) => mayIssue(db, idOf(turn), question, instant(turn))
    const bare = (turn: number) => sql`select id from organisation where id = ${idOf(turn)}`.execute(db)
    const rates = { asked: [] as number[], bare: [] as number[] }
    for (let round = 0; round < ROUNDS; round++) {
      rates.asked.push(await rate(asked))
      rates.bare.push(await rate(bare))
    }
    yield { name: 'register.ask', value: median(rates.asked), unit: 'questions/s', limit: median(rates.bare) }
    const entries = await allEntries(db)
    let yes = 0
    const started = performance.now()
    const turns = 400_000
    for (let turn = 0; turn < turns; turn++)
      if (reasonsAgainst(entries[(turn * 31) % entries.length] ?? null, question, instant(turn)).length === 0) yes++
    const value = (turns * 1000) / (performance.now() - started)
    if (yes === 0 || yes === turns) throw new Error('every question had the same answer')
    yield { name: 'register.ask-in-memory', value, unit: 'questions/s' }
  } finally {
    await db.destroy()
    await postgres.release()
    await rm(folder, { recursive: true, force: true })
  }
}

async function fill(db: Db): Promise<readonly string[]> {
  const { deps, time } = awardDeps(db, '2024-01-08T02:00:00Z')
  const found = (id: string) =>
    addOrganisation(db, {
      id,
      slug: id,
      name: id,
      kind: 'training-provider',
      city: null,
      province: null,
      createdAt: time.now,
      invented: true,
    })
  await found('body')
  await registerAs(deps, 'body', 'accreditation-body', { reason: WHY })
  const ids = Array.from({ length: ISSUERS }, (_, at) => `issuer-${at}`)
  const until = new Date('2025-06-30T17:00:00Z')
  const scope = { fields: ['energy'], levelMin: 3, levelMax: 5 }
  for (const [at, organisationId] of ids.entries()) {
    await found(organisationId)
    const given = {
      organisationId,
      bodyId: 'body',
      scheme: 'Skema',
      level: 'Baik',
      number: `N-${at}`,
      from: time.now,
      until,
    }
    await attest(deps, given, null)
    const rights = ['micro-credential', 'licence'].map((kind) => ({ ...scope, kinds: [kind] }))
    const listed = await listIssuer(deps, organisationId, rights, { restsOn: 'attestation', reason: WHY })
    if (!listed.ok) throw new Error(listed.refusals[0].code)
    const licence = (await registerEntry(db, organisationId))?.authorisations.find(({ kinds }) =>
      kinds.includes('licence'),
    )
    await endAuthorisation(deps, organisationId, licence?.id ?? '', new Date('2024-09-01T00:00:00Z'), WHY, null)
  }
  return ids
}

async function rate(work: (turn: number) => Promise<unknown>): Promise<number> {
  const started = performance.now()
  let turn = 0
  const lane = async (): Promise<void> => {
    while (performance.now() - started < MILLISECONDS_OF_ROUND) await work(turn++)
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  return (turn * 1000) / (performance.now() - started)
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0
}
