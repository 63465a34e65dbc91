import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { createApp } from '../src/app.ts'
import { cosign, leave, logBegan, logStatus, lookBack, sequence } from '../src/log/index.ts'
import { openDatabase } from '../src/platform/database.ts'
import type { Deps } from '../src/platform/deps.ts'
import { signerProgram } from '../src/platform/installation.ts'
import { openSigner, signerSocket } from '../src/platform/signer/child.ts'
import { environmentOf, lumbung } from './support/command.ts'
import { emptyDatabase } from './support/database.ts'
import { temporaryFolder } from './support/folder.ts'
import { startSite, type TestSite } from './support/site.ts'
import { startWitness, type WitnessProcess } from './support/witness-process.ts'

// The whole way: a site with its signer and a witness goes on after its backup was made; then that backup is put back.

let site: TestSite
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let witness: WitnessProcess
let restored: Awaited<ReturnType<typeof emptyDatabase>>
/** The site on the restored database, with the signer as it is now and with the one of the backup. */
let deps: Deps
let data: string

async function decide(on: Deps, count: number): Promise<void> {
  const deeds = Array.from({ length: count }, (_, n) => ({
    kind: 'rule' as const,
    subject: 'test',
    subjectId: String(n),
    record: { n },
  }))
  await leave(on.db, on.clock(), deeds)
  await sequence(on)
}

before(async () => {
  folder = await temporaryFolder()
  site = await startSite({ workers: false })
  await sequence(site.deps)
  const vkey = (await logBegan(site.deps.db))?.vkey ?? assert.fail('the log has not begun')
  witness = await startWitness({
    WITNESS_NAME: 'kampus.example',
    WITNESS_DIR: join(folder.path, 'witness'),
    WITNESS_LOGS: vkey,
  })
  const one = { name: 'kampus.example', vkey: witness.vkey, url: witness.url }
  const before = { ...site.deps, logWitnesses: { witnesses: [one], quorum: 1 } }
  await decide(before, 5)
  assert.ok(await cosign(before, one))
  const copy = join(folder.path, 'copy')
  assert.equal((await lumbung(['backup', copy], environmentOf(site))).code, 0)
  await decide(before, 7)
  assert.ok(await cosign(before, one))
  restored = await emptyDatabase()
  data = join(folder.path, 'restored')
  const restore = await lumbung(['restore', copy], { DATA_DIR: data, DATABASE_URL: restored.url })
  assert.equal(restore.code, 0, restore.err)
  deps = { ...before, db: openDatabase(restored.url, 4) }
})
after(async () => {
  await deps?.db.destroy()
  await restored?.close()
  await witness?.end()
  await site?.stop()
  await folder?.remove()
})

/** What people, probes and the operator are told, in both languages. */
async function told(
  signer: string,
): Promise<{ id: string; en: string; ready: { id: string; en: string }; doctor: string }> {
  const app = createApp(deps)
  const text = async (path: string) => (await app.request(path)).text()
  const answer = await app.request('/readyz')
  assert.equal(answer.status, 200, 'everything but signing goes on')
  const { parts } = (await answer.json()) as {
    parts: { part: string; ok: boolean; sentence: string; inIndonesian: string }[]
  }
  const log = parts.find(({ part }) => part === 'log') ?? assert.fail('no word about the log')
  assert.equal(log.ok, false)
  const doctor = await lumbung(['doctor'], {
    ...environmentOf(site),
    DATABASE_URL: restored.url,
    DATA_DIR: data,
    SIGNER_SOCKET: signer,
    LOG_WITNESSES: `${witness.url} ${witness.vkey}`,
  })
  assert.equal(doctor.code, 1)
  return {
    id: await text('/log'),
    en: await text('/en/log'),
    ready: { id: log.inIndonesian, en: log.sentence },
    doctor: doctor.out,
  }
}

test('beside a signer that remembers more an old backup is refused at the start, before anything new was decided', async () => {
  assert.equal(await lookBack({ ...deps, logWitnesses: { witnesses: [], quorum: 0 } }), false)
  const { refused, signed } = await logStatus(deps.db)
  assert.deepEqual([refused?.code, refused?.size, refused?.signedSize, signed?.size], ['rewind', 5, 12, 5])
  const words = await told(signerSocket(site.dataFolder))
  for (const said of [words.id, words.ready.id, words.doctor]) {
    assert.match(said, /sudah menandatangani log dengan 12 jejak, sedangkan basis data ini hanya memuat 5/)
    assert.match(said, /hentikan situs, lalu pasang cadangan basis data yang terbaru/)
  }
  for (const said of [words.en, words.ready.en, words.doctor]) {
    assert.match(said, /has signed a log of 12 leaves, but this database holds only 5/)
    assert.match(said, /stop the site and put the newest backup of the database in its place/)
  }
})

test('grown past what was signed, the old backup is still refused, and nothing of it is ever signed', async () => {
  await decide(deps, 30)
  const { refused, signed, size } = await logStatus(deps.db)
  assert.deepEqual([refused?.code, signed?.size, size], ['fork', 5, 35])
  assert.match((await told(signerSocket(site.dataFolder))).doctor, /tidak melanjutkan log yang sudah ditandatangani/)
})

test("with the signer's memory put back too, what a witness shows under our own signature stops the signing", async () => {
  // Only the memory of checkpoints is that of the backup: the keys are the same in both.
  const old = await openSigner({ dataFolder: data, program: signerProgram() })
  try {
    const both = { ...deps, signer: old.client }
    assert.equal(await lookBack(both), false)
    const { refused, signed } = await logStatus(deps.db)
    assert.deepEqual([refused?.code, refused?.signedSize, signed?.size], ['seen-larger', 12, 5])
    const words = await told(signerSocket(data))
    for (const said of [words.id, words.ready.id, words.doctor]) {
      assert.match(said, /saksi menunjukkan log dengan 12 jejak yang pernah ditandatangani situs ini/)
      assert.match(said, /cadangan terbaru dari basis data dan dari folder penanda tangan/)
    }
    for (const said of [words.en, words.ready.en, words.doctor])
      assert.match(said, /witness shows a log of 12 leaves that this site has signed/)
  } finally {
    await old.stop()
  }
})
