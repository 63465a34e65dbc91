import { generateKeyPairSync, sign as signWith } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import { contexts as integrity } from '@digitalbazaar/data-integrity-context'
import * as multikey from '@digitalbazaar/ed25519-multikey'
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import { issue } from '@digitalbazaar/vc'
import { type AwardHooks, decideAwards, findJob, startIssueJob, startWorkers } from '../../src/credentials/index.ts'
import { type Db, inTransaction, sql } from '../../src/platform/database.ts'
import type { Deps } from '../../src/platform/deps.ts'
import { newId } from '../../src/platform/ids.ts'
import { awardWorld } from '../../test/support/award-world.ts'
import type { Figure } from '../figure.ts'

/** How much is measured. */
export interface AwardBenchSize {
  readonly awards: number
  readonly singles: number
  readonly peers: number
}

const SIZE: AwardBenchSize = { awards: 2_000, singles: 60, peers: 150 }

/**
 * Measures awards on a migrated database with its real durability (`synchronous_commit` and `fsync` as they stand there).
 *
 * Yields `award.end-to-end` (awards per second, from the request for a whole batch until the last document is stored; the
 * limit is inserting the same rows and bytes in the same chunks with one bare signature each and nothing else; the peer
 * is the reference library's signing alone, in memory), then `award.decision-to-shareable.p95` in milliseconds: one award
 * at a time, from the request until its document can be read.
 *
 * `deps.signer` decides whether signing crosses to the signer process. `hooks` are what the site does beside (credit,
 * claims); without them the figure is of the award alone.
 */
export async function* measureAwards(
  deps: Deps,
  hooks: AwardHooks = {},
  size: AwardBenchSize = SIZE,
): AsyncGenerator<Figure> {
  const warm = await awardWorld(deps, 'bench-warm', 400)
  const world = await awardWorld(deps, 'bench', size.awards)
  const stop = startWorkers(deps, hooks)
  await bulk(deps, warm.batchId, warm.issuer)
  const perSecond = await bulk(deps, world.batchId, world.issuer).finally(stop)
  const documents = await sql<{
    document: string
  }>`select document from credential order by id limit ${size.peers}`.execute(deps.db)
  const limit = await bareRate(
    deps.db,
    documents.rows.map((row) => row.document),
    size.awards,
  )
  const peer = await peerRate(documents.rows.map((row) => row.document))
  yield { name: 'award.end-to-end', value: perSecond, unit: 'awards/s', limit, peer }
  yield {
    name: 'award.decision-to-shareable.p95',
    value: await singleP95(deps, hooks, size.singles),
    unit: 'ms',
    limit: 3_000,
  }
}

async function bulk(deps: Deps, batchId: string, actor: Parameters<typeof startIssueJob>[1]): Promise<number> {
  const started = performance.now()
  const job = await startIssueJob(deps, actor, { batchId })
  if (!job.ok) throw new Error(job.refusals[0].code)
  let done = await findJob(deps.db, job.value.id)
  while (done !== null && done.finishedAt === null) {
    await pause(5)
    done = await findJob(deps.db, job.value.id)
  }
  const seconds = (performance.now() - started) / 1_000
  if (done === null || done.signed !== done.total) throw new Error('the job did not finish exactly')
  return done.total / seconds
}

/** The machine's bound: one Ed25519 signature and the same bytes inserted, 100 rows to a transaction, nothing else. */
async function bareRate(db: Db, documents: readonly string[], count: number): Promise<number> {
  await sql`create table if not exists bench_bare (id text primary key, document text not null)`.execute(db)
  const { privateKey } = generateKeyPairSync('ed25519')
  const message = Buffer.alloc(64, 7)
  const started = performance.now()
  for (let from = 0; from < count; from += 100) {
    const rows = Array.from(
      { length: Math.min(100, count - from) },
      (_, at) => documents[(from + at) % documents.length] ?? '',
    )
    for (const _row of rows) signWith(null, message, privateKey)
    await inTransaction(db, async (tx) => {
      await sql`insert into bench_bare select * from unnest(${rows.map(() => newId())}::text[], ${rows}::text[])`.execute(
        tx,
      )
    })
  }
  const rate = count / ((performance.now() - started) / 1_000)
  await sql`drop table bench_bare`.execute(db)
  return rate
}

/** The reference library signing the same credentials, one after the other, in memory. */
async function peerRate(documents: readonly string[]): Promise<number> {
  const { BUNDLED } = await import('../../credential/src/contexts/bundled.ts')
  const { generate } = multikey as unknown as { generate(about: object): Promise<{ signer(): unknown }> }
  const key = await generate({ controller: 'did:example:peer', id: 'did:example:peer#key' })
  const suite = new DataIntegrityProof({ signer: key.signer(), cryptosuite })
  const documentLoader = async (url: string) => {
    const document = BUNDLED.get(url) ?? integrity.get(url)
    if (document === undefined) throw new Error(`the reference asked for ${url}`)
    return { contextUrl: null, documentUrl: url, document, tag: 'static' }
  }
  const unsigned = documents.map((document) => {
    const { proof: _proof, ...rest } = JSON.parse(document) as Record<string, unknown>
    return rest
  })
  for (const credential of unsigned.slice(0, 5))
    await issue({ credential: structuredClone(credential), suite, documentLoader })
  const started = performance.now()
  for (const credential of unsigned) await issue({ credential, suite, documentLoader })
  return unsigned.length / ((performance.now() - started) / 1_000)
}

async function singleP95(deps: Deps, hooks: AwardHooks, count: number): Promise<number> {
  const world = await awardWorld(deps, 'bench-single', count)
  const stop = startWorkers(deps, hooks)
  const times: number[] = []
  try {
    for (const enrolmentId of world.enrolmentIds) {
      const started = performance.now()
      const outcome = await decideAwards(deps, world.issuer, {
        versionId: world.versionId,
        enrolmentIds: [enrolmentId],
      })
      if (!outcome.ok) throw new Error(outcome.refusals[0].code)
      const credentialId = outcome.value.awarded[0]?.credentialId ?? ''
      while (!(await isStored(deps.db, credentialId))) await pause(2)
      times.push(performance.now() - started)
    }
  } finally {
    await stop()
  }
  return times.sort((a, b) => a - b)[Math.ceil(times.length * 0.95) - 1] ?? Number.NaN
}

async function isStored(db: Db, credentialId: string): Promise<boolean> {
  const { rows } = await sql`select 1 from credential where id = ${credentialId}`.execute(db)
  return rows.length > 0
}
