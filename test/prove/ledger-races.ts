import assert from 'node:assert/strict'
import { chanceFrom } from '../../db/demo/random.ts'
import { type Application, applyCredit, deposit, reserveCredit } from '../../src/bank/index.ts'
import { inTransaction, openDatabase } from '../../src/platform/database.ts'
import type { Refusal } from '../../src/platform/refusal.ts'
import type { Campaign } from '../support/campaign.ts'
import { testDatabase } from '../support/database.ts'
import { addCampuses, auditBooks, BEGAN } from '../support/ledger-world.ts'

/** Universities that all want the same credit of one learner, at the same moment, each on a connection of its own. */
const UNIVERSITIES = 50
const RACES = 2_000

interface Answer {
  readonly campus: number
  readonly refusals: readonly Refusal[] | null
}

/** One race: each university counts, or reserves, more than half of one award. Answers how it was won. */
async function race(db: ReturnType<typeof openDatabase>, seed: string, personId: string): Promise<string> {
  const chance = chanceFrom(seed)
  const worth = 1 + chance.whole(6)
  const credentialId = `${personId}-award`
  const about = {
    title: { id: 'Kursus', en: 'Course' },
    definitionVersionId: 'v',
    attempt: 1,
    issuerOrganisationId: 'x',
  }
  await inTransaction(db, (tx) =>
    deposit(tx, { personId, credentialId, hours: worth * 45, sks: worth, ...about, postedBy: 'x', postedAt: BEGAN }),
  )
  const answers = await Promise.all(
    Array.from({ length: UNIVERSITIES }, async (_, campus): Promise<Answer & { held: boolean }> => {
      const most = worth - Math.floor(worth / 2)
      const wish: Application = {
        personId,
        credentialId,
        programmeId: `programme-${campus}`,
        organisationId: `campus-${campus}`,
        // More than half of it, so that two can't both have it.
        sks: Math.floor(worth / 2) + 1 + chance.whole(most),
        online: true,
        outside: true,
        uniqueKey: `race:${campus}`,
        courseId: null,
        requestId: `request-${campus}`,
        postedBy: `registrar-${campus}`,
        postedAt: BEGAN,
      }
      const held = chance.percent(50)
      const outcome = await inTransaction(db, (tx) => (held ? reserveCredit(tx, wish) : applyCredit(tx, wish)))
      return { campus, held, refusals: outcome.ok ? null : outcome.refusals }
    }),
  )
  const winners = answers.filter(({ refusals }) => refusals === null)
  assert.equal(winners.length, 1, `${winners.length} universities won ${seed}`)
  const [winner] = winners
  const code = winner?.held ? 'bank.already-reserved' : 'bank.already-counted'
  for (const { refusals, campus } of answers) {
    if (refusals === null) continue
    assert.equal(refusals.length, 1, `${seed}: campus ${campus} was told ${JSON.stringify(refusals)}`)
    const [refusal] = refusals
    assert.equal(refusal?.code, code)
    assert.equal(refusal?.values?.organisation, `Universitas ${winner?.campus}`)
    assert.equal(refusal?.values?.day, '2026-11-23')
    assert.ok(Number(refusal?.values?.left) < worth)
  }
  return winner?.held ? 'won.reserving' : 'won.counting'
}

export const campaign: Campaign = {
  name: 'ledger-races',
  claim:
    '50 universities reach for the same credits of one learner at the same moment, each on its own connection to a real PostgreSQL, counting or reserving: exactly one has them, and each of the others is told who was first, where and when.',
  full: RACES,
  stride: 200,
  run: async ({ seed, from, count, report }) => {
    const database = await testDatabase()
    const wide = openDatabase(database.url, UNIVERSITIES)
    const seen: Record<string, number> = {}
    try {
      await addCampuses(database.db, UNIVERSITIES)
      for (let at = 0; at < count; at++) {
        const how = await race(wide, `${seed} ${from + at}`, `racer-${from + at}`)
        seen[how] = (seen[how] ?? 0) + 1
        seen.losers = (seen.losers ?? 0) + UNIVERSITIES - 1
        report(at + 1)
      }
      await auditBooks(database.db, 'racer-%')
      return seen
    } finally {
      await wide.destroy()
      await database.close()
    }
  },
}
