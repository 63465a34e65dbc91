import assert from 'node:assert/strict'
import { verify } from '@lumbung/credential'
import {
  findCredential,
  resignCompromised,
  runIssueJobs,
  signPending,
  startIssueJob,
  statusListDocument,
} from '../../src/credentials/index.ts'
import { sql } from '../../src/platform/database.ts'
import { compromiseKey, issuerOf, trustList } from '../../src/trust/index.ts'
import { awardDeps, awardWorld } from '../support/award-world.ts'
import type { Campaign } from '../support/campaign.ts'
import { testDatabase } from '../support/database.ts'

const FULL = 100_000
/** Credentials that are verified one by one with the library at each step; the others are counted in the database. */
const VERIFIED = 200
const MINUTE_MILLISECONDS = 60_000

/**
 * The drill of a stolen key: `total` credentials by one key, the last tenth of them after the instant from which the key is
 * compromised. Answers counts and whole milliseconds; throws where something isn't as it must be.
 */
export async function drill(total: number, report: (step: string) => void = () => {}): Promise<Record<string, number>> {
  const database = await testDatabase()
  try {
    const world = awardDeps(database.db, '2026-11-23T07:05:00Z')
    const { deps, time } = world
    const owner = await awardWorld(deps, 'latihan', total)
    const after = Math.floor(total / 10)
    const seen: Record<string, number> = { credentials: total }
    const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
      report(name)
      const started = performance.now()
      const answer = await work()
      seen[`milliseconds.${name}`] = Math.round(performance.now() - started)
      return answer
    }
    const stolen = (await issuerOf(database.db, owner.organisationId, time.now))?.verificationMethod ?? ''
    let [signed, since] = [0, time.now]
    await timed('issue', async () => {
      assert.ok((await startIssueJob(deps, owner.issuer, { batchId: owner.batchId })).ok)
      await runIssueJobs(deps)
      for (;;) {
        const most = signed < total - after ? Math.min(100, total - after - signed) : 100
        const done = (await signPending(deps, {}, most)).signed
        signed += done
        if (done === 0) break
        if (signed === total - after) {
          since = new Date(time.now.getTime() + MINUTE_MILLISECONDS)
          time.now = new Date(since.getTime() + MINUTE_MILLISECONDS)
        }
      }
    })
    assert.equal(signed, total)
    time.now = new Date(time.now.getTime() + MINUTE_MILLISECONDS)
    const reason = { id: 'Kunci dicuri.', en: 'The key was stolen.' }
    const declared = await timed('compromise', () =>
      compromiseKey(deps, owner.organisationId, { verificationMethod: stolen, since }, reason, null),
    )
    assert.ok(declared.ok && declared.value.newKey !== null)
    const issuerCheck = async (early: boolean) => {
      const { rows } = await sql<{ id: string }>`select id from credential
        where (signed_at < ${since}) = ${early} order by id limit ${VERIFIED}`.execute(database.db)
      const trust = await trustList(deps, time.now)
      const statusList = async (url: string) => {
        const list = await statusListDocument(deps, url.split('/').at(-1) ?? '')
        return list.ok ? list.value : null
      }
      const verdicts = []
      for (const { id } of rows) {
        const document = (await findCredential(database.db, id))?.document ?? ''
        verdicts.push(await verify(document, { now: time.now, trust, statusList }))
      }
      return verdicts
    }
    const resigned = await timed('re-sign', () => resignCompromised(deps, owner.organisationId))
    assert.deepEqual(resigned, { ok: true, value: { resigned: total - after, refused: after } })
    const repeat = await resignCompromised(deps, owner.organisationId)
    assert.deepEqual(repeat, { ok: true, value: { resigned: 0, refused: after } })
    time.now = new Date(time.now.getTime() + MINUTE_MILLISECONDS)
    const [early, late] = [await issuerCheck(true), await issuerCheck(false)]
    assert.ok(early.every(({ verdict }) => verdict === 'valid'))
    assert.ok(
      late.every(({ checks }) => checks.some(({ id, code }) => id === 'issuer' && code === 'issuer-key-compromised')),
    )
    const kept = await sql<{ n: number }>`select count(*)::int as n from credential
      where document::jsonb #>> '{proof,verificationMethod}' = ${stolen}`.execute(database.db)
    assert.equal(kept.rows[0]?.n, total, 'the first signed copies stay')
    return { ...seen, resigned: total - after, refused: after, verified: early.length + late.length }
  } finally {
    await database.close()
  }
}

export const campaign: Campaign = {
  name: 'key-drill',
  claim:
    'Of 100,000 credentials by a stolen key, those that our database signed before the instant of the compromise are signed anew with the same content by a new key and verify; those from after it are refused by the library; every first signed copy stays.',
  full: 1,
  stride: 1,
  run: async () => drill(FULL, (step) => process.stderr.write(`\r${step}\x1b[K`)),
  conclude: (seen) => ({
    minutesToSignAnew: Math.round((seen['milliseconds.re-sign'] ?? 0) / 600) / 100,
    signedAnewPerSecond: Math.round(((seen.resigned ?? 0) * 1000) / Math.max(1, seen['milliseconds.re-sign'] ?? 1)),
  }),
}
