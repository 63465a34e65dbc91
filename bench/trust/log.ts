import { hash } from 'node:crypto'
import { leave, logStatus, proofFor, sequence, storedTiles, walkTree } from '../../src/log/index.ts'
import { sql } from '../../src/platform/database.ts'
import { awardDeps } from '../../test/support/award-world.ts'
import { testDatabase } from '../../test/support/database.ts'
import type { Figure } from '../figure.ts'

const LEAVES = 50_000
const PER_TRANSACTION = 500
const PROOFS = 2_000
/** What tessera publishes for its own drivers on small machines, in entries per second: 1,500 to 2,900. */
const TESSERA_PER_SECOND = 2_900
const NODES_PER_PROOF = 2 * 255
const NOBODY = { witnesses: [], quorum: 0 }

const secondsOf = async (work: () => Promise<unknown>): Promise<number> => {
  const started = performance.now()
  await work()
  return (performance.now() - started) / 1_000
}

/** Leaves from insert to a signed tree, proofs from the tiles, and the check of the whole tree against bare hashing. */
export async function* logFigures(): AsyncGenerator<Figure> {
  const database = await testDatabase()
  try {
    const { deps } = awardDeps(database.db, '2026-11-26T07:05:00Z')
    const deeds = Array.from({ length: LEAVES }, (_, n) => ({
      kind: 'award' as const,
      subject: 'bench',
      subjectId: `person-${n}/${n}`,
      record: { id: n, decidedAt: '2026-11-26T07:05:00Z', organisation: 'org', version: 'version', attempt: 1 },
      signed: `z${'s'.repeat(86)}${n}`,
      organisationId: 'org',
      personId: `person-${n}`,
    }))
    await sequence(deps)
    const integrate = await secondsOf(async () => {
      // The sequencer works beside whoever leaves leaves, as in the site.
      let leaving = true
      const work = (async () => {
        while (leaving || (await sequence(deps)) > 0) if (leaving) await sequence(deps)
      })()
      for (let at = 0; at < LEAVES; at += PER_TRANSACTION)
        await database.db.transaction().execute((tx) => leave(tx, deps.clock(), deeds.slice(at, at + PER_TRANSACTION)))
      leaving = false
      await work
    })
    yield { name: 'log.integrate', value: LEAVES / integrate, unit: 'leaves/s', peer: TESSERA_PER_SECOND }
    await sql`analyze`.execute(database.db)
    const ids = Array.from({ length: PROOFS }, (_, n) => `person-${(n * 7_919) % LEAVES}/${(n * 7_919) % LEAVES}`)
    const prove = await secondsOf(async () => {
      for (const id of ids) await proofFor(database.db, NOBODY, 'bench', id)
    })
    const hashing = await secondsOf(async () => {
      const bytes = Buffer.alloc(70)
      for (let n = 0; n < LEAVES * 2; n++) hash('sha256', bytes, 'buffer')
    })
    // A proof in a full tree hashes the nodes of two tiles.
    const limit = LEAVES / hashing / NODES_PER_PROOF
    yield { name: 'log.prove', value: PROOFS / prove, unit: 'proofs/s', limit: limit * 2 }
    const { size } = await logStatus(database.db)
    const verify = await secondsOf(() => walkTree(storedTiles(database.db), size, []))
    yield { name: 'log.verify', value: LEAVES / verify, unit: 'leaves/s', limit: LEAVES / hashing }
  } finally {
    await database.close()
  }
}
