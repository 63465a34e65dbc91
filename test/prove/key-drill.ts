import assert from 'node:assert/strict'
import { verify } from '@lumbung/credential'
import {
  findCredential,
  loggedSignature,
  resignCompromised,
  runIssueJobs,
  signPending,
  startIssueJob,
  statusListDocument,
} from '../../src/credentials/index.ts'
import { NO_WITNESSES, proofFor } from '../../src/log/index.ts'
import { sql } from '../../src/platform/database.ts'
import type { Deps } from '../../src/platform/deps.ts'
import { compromiseKey, issuerOf, trustList } from '../../src/trust/index.ts'
import { type AwardWorld, awardDeps, awardWorld } from '../support/award-world.ts'
import type { Campaign } from '../support/campaign.ts'
import { testDatabase } from '../support/database.ts'
import { startWitnesses, type TestWitnesses } from '../support/witnesses.ts'

const FULL = 100_000
/** Credentials that are verified one by one with the library at each step; the others are counted in the database. */
const VERIFIED = 200
const MINUTE_MILLISECONDS = 60_000

/** What a drill goes through, in counts. */
interface Plan {
  readonly total: number
  /** Signed in time and seen in the log by both witnesses before the instant. */
  readonly early: number
  /** Signed after it with our clock set back to before it, as whoever has the key and reached the clock would. */
  readonly backDated: number
}

/**
 * The drill of a stolen key: `total` credentials by one key, the last tenth of them after the instant from which the key is
 * compromised, and half of those dated before it. Two witnesses cosign. Answers counts and whole milliseconds; throws where
 * something isn't as it must be.
 */
export async function drill(total: number, report: (step: string) => void = () => {}): Promise<Record<string, number>> {
  const database = await testDatabase()
  const world = awardDeps(database.db, '2026-11-23T07:05:00Z')
  const { time } = world
  const witnesses = await startWitnesses(world.deps)
  const deps: Deps = { ...world.deps, logWitnesses: witnesses.who }
  try {
    const owner = await awardWorld(deps, 'latihan', total)
    const after = Math.floor(total / 10)
    const plan = { total, early: total - after, backDated: Math.floor(after / 2) }
    const seen: Record<string, number> = { credentials: total, backDated: plan.backDated }
    const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
      report(name)
      const started = performance.now()
      const answer = await work()
      seen[`milliseconds.${name}`] = Math.round(performance.now() - started)
      return answer
    }
    const minutes = (count: number) => {
      time.now = new Date(time.now.getTime() + count * MINUTE_MILLISECONDS)
    }
    const stolen = (await issuerOf(database.db, owner.organisationId, time.now))?.verificationMethod ?? ''
    const since = await timed('issue', () => issueAll(deps, time, owner, plan, witnesses))
    minutes(1)
    const reason = { id: 'Kunci dicuri.', en: 'The key was stolen.' }
    const declared = await timed('compromise', () =>
      compromiseKey(deps, owner.organisationId, { verificationMethod: stolen, since }, reason, null),
    )
    assert.ok(declared.ok && declared.value.newKey !== null)
    const resigned = await timed('re-sign', () => resignCompromised(deps, owner.organisationId))
    const counts = { byOwnClock: 0, refused: after, unseen: plan.backDated, changed: 0, doubtful: [] }
    assert.deepEqual(resigned, { ok: true, value: { ...counts, resigned: plan.early } })
    const repeat = await timed('again', () => resignCompromised(deps, owner.organisationId))
    assert.deepEqual(repeat, { ok: true, value: { ...counts, resigned: 0 } })
    minutes(1)
    await witnesses.seeAll()
    const verified = await verifyBoth(deps, time.now, since)
    const kept = await sql<{ n: number }>`select count(*)::int as n from credential
      where document::jsonb #>> '{proof,verificationMethod}' = ${stolen}`.execute(database.db)
    assert.equal(kept.rows[0]?.n, total, 'the first signed copies stay')
    return { ...seen, resigned: plan.early, refused: after, verified }
  } finally {
    await witnesses.end()
    await database.close()
  }
}

/** Decides and signs all, has the early ones seen, and answers the instant of the theft. */
async function issueAll(
  deps: Deps,
  time: { now: Date },
  owner: AwardWorld,
  { total, early, backDated }: Plan,
  witnesses: TestWitnesses,
): Promise<Date> {
  assert.ok((await startIssueJob(deps, owner.issuer, { batchId: owner.batchId })).ok)
  await runIssueJobs(deps)
  const signUpTo = async (from: number, end: number) => {
    for (let signed = from; signed < end; ) {
      const done = (await signPending(deps, {}, Math.min(100, end - signed))).signed
      assert.ok(done > 0)
      signed += done
    }
  }
  const start = time.now.getTime()
  await signUpTo(0, early)
  time.now = new Date(start + MINUTE_MILLISECONDS)
  await witnesses.seeAll()
  time.now = new Date(start + 3 * MINUTE_MILLISECONDS)
  await signUpTo(early, total - backDated)
  // The thief sets the clock back: row, leaf and proof say a minute in which the key was still good.
  time.now = new Date(start)
  await signUpTo(total - backDated, total)
  time.now = new Date(start + 4 * MINUTE_MILLISECONDS)
  await witnesses.seeAll()
  return new Date(start + 2 * MINUTE_MILLISECONDS)
}

/**
 * Verifies some of the credentials with the library: the ones that were signed anew are valid, with the proof of
 * their new signature; the others are by a compromised key, also those that are dated before the theft, whatever proof the log
 * has of them.
 */
async function verifyBoth(deps: Deps, now: Date, since: Date): Promise<number> {
  const trust = await trustList(deps, now)
  const statusList = async (url: string) => {
    const list = await statusListDocument(deps, url.split('/').at(-1) ?? '')
    return list.ok ? list.value : null
  }
  // The proof of the newest signature, as the site hands it to whoever asks.
  const logProof = async ({ id }: { readonly id: string }) => {
    const credential = await findCredential(deps.db, id.split('/').at(-1) ?? '')
    if (credential === null) return null
    const place = { personId: credential.personId, credentialId: credential.id }
    const { subject, subjectId } = await loggedSignature(deps.db, place)
    const proof = await proofFor(deps.db, deps.logWitnesses ?? NO_WITNESSES, subject, subjectId)
    return typeof proof === 'object' ? (proof?.text ?? null) : proof
  }
  const verdictsOf = async (wanted: ReturnType<typeof sql>) => {
    const { rows } = await sql<{ id: string }>`select c.id from credential c
      where ${wanted} order by c.id limit ${VERIFIED}`.execute(deps.db)
    const verdicts = []
    for (const { id } of rows) {
      const document = (await findCredential(deps.db, id))?.document ?? ''
      verdicts.push(await verify(document, { now, trust, statusList, logProof }))
    }
    return verdicts
  }
  const anew = sql`exists (select 1 from credential_signature g where g.person_id = c.person_id and g.credential_id = c.id)`
  const [early, late, backDated] = [
    await verdictsOf(anew),
    await verdictsOf(sql`c.signed_at >= ${since}`),
    await verdictsOf(sql`c.signed_at < ${since} and not ${anew}`),
  ]
  assert.ok(early.length > 0 && late.length > 0 && backDated.length > 0)
  assert.ok(early.every(({ verdict }) => verdict === 'valid'))
  assert.ok(early.every(({ checks }) => checks.some(({ id, code }) => id === 'log' && code === 'log-included')))
  for (const { checks } of [...late, ...backDated])
    assert.ok(checks.some(({ id, code }) => id === 'issuer' && code === 'issuer-key-compromised'))
  return early.length + late.length + backDated.length
}

export const campaign: Campaign = {
  name: 'key-drill',
  claim:
    'Of 100,000 credentials by a stolen key, those that two witnesses had seen in the public log before the instant of the compromise are signed anew with the same content by a new key and verify; those from after it are refused, also where proof, row and leaf are dated before it; every first signed copy stays.',
  full: 1,
  stride: 1,
  run: async () => drill(FULL, (step) => process.stderr.write(`\r${step}\x1b[K`)),
  conclude: (seen) => ({
    minutesToSignAnew: Math.round((seen['milliseconds.re-sign'] ?? 0) / 600) / 100,
    signedAnewPerSecond: Math.round(((seen.resigned ?? 0) * 1000) / Math.max(1, seen['milliseconds.re-sign'] ?? 1)),
  }),
}
