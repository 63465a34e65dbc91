import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { decideAwards } from '../src/credentials/index.ts'
import { logBegan, logStatus } from '../src/log/index.ts'
import { sql } from '../src/platform/database.ts'
import { awardWorld } from './support/award-world.ts'
import { environmentOf, lumbung } from './support/command.ts'
import { temporaryFolder } from './support/folder.ts'
import { startSite, type TestSite } from './support/site.ts'

// The whole way: a site with its signer process and its workers, awards, and the command line beside it.

let site: TestSite
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let environment: Readonly<Record<string, string>>
let credentials: string[]

before(async () => {
  folder = await temporaryFolder()
  site = await startSite()
  environment = environmentOf(site)
  const place = await awardWorld(site.deps, 'timur', 12)
  await decideAwards(site.deps, place.issuer, { versionId: place.versionId, enrolmentIds: place.enrolmentIds })
  for (let round = 0; round < 200; round++) {
    const status = await logStatus(site.deps.db)
    if ((status.signed?.size ?? 0) >= 12) break
    await pause(100)
  }
  const { rows } = await sql<{ id: string }>`select id from credential order by id`.execute(site.deps.db)
  credentials = rows.map(({ id }) => id)
})
after(async () => {
  await site.stop()
  await folder.remove()
})

const run = (...words: string[]) => lumbung(['log', ...words], environment)
const json = (text: string) => JSON.parse(text) as Record<string, unknown>

test('an export is verified from its files alone, and one changed byte anywhere is found', async () => {
  const place = join(folder.path, 'export')
  const written = await run('export', place, '--json')
  assert.equal(written.code, 0, written.err)
  const vkey = (await logBegan(site.deps.db))?.vkey ?? ''
  const alone = { DATA_DIR: join(folder.path, 'none') }
  const verify = (...words: string[]) => lumbung(['log', 'verify', ...words, '--json'], alone)
  const good = await verify(place, '--vkey', vkey)
  assert.deepEqual([good.code, json(good.out).sound, json(good.out).size], [0, true, json(written.out).size])
  assert.equal((await verify(place)).code, 2, 'without a key nobody knows whose log it is')
  const served = await verify(`${site.url}/log`, '--vkey', vkey)
  assert.equal(served.code, 0, served.out)
  for (const file of ['checkpoint', 'tile/0/000.p/', 'tile/entries/000.p/']) {
    const path = join(place, file.endsWith('/') ? `${file}${json(written.out).size}` : file)
    const bytes = readFileSync(path)
    writeFileSync(path, Buffer.from(bytes.map((byte, at) => (at === bytes.length - 4 ? byte ^ 1 : byte))))
    const changed = await verify(place, '--vkey', vkey)
    assert.deepEqual([changed.code, json(changed.out).sound], [1, false], file)
    writeFileSync(path, bytes)
  }
})

test('a credential is proved, and what is unknown is said so', async () => {
  const proved = await run('prove', credentials[0] ?? '')
  assert.equal(proved.code, 0, proved.err)
  assert.match(proved.out, /^c2sp\.org\/tlog-proof@v1\nextra [\w+/]{86}==\nindex \d+\n/)
  assert.equal((await run('prove', 'nobody')).code, 64)
})

test('the monitor names what an issuer does not know, and a log that was rewound', async () => {
  const [known, memory] = [join(folder.path, 'known.txt'), join(folder.path, 'memory.json')]
  writeFileSync(known, credentials.slice(1).join('\n'))
  const first = await run('monitor', '--issuer', 'timur', '--known', known, '--json')
  const alarms = json(first.out).alarms as { what: string; id: string }[]
  assert.equal(first.code, 1)
  assert.deepEqual(
    alarms.filter((alarm) => credentials.includes(alarm.id)).map(({ what, id }) => [what, id]),
    [['unknown', credentials[0]]],
  )
  writeFileSync(known, [...credentials, ...alarms.map(({ id }) => id)].join('\n'))
  const all = ['monitor', '--issuer', 'timur', '--known', known, '--remember', memory, '--json']
  assert.equal((await run(...all)).code, 0)
  const seen = json(readFileSync(memory, 'utf8'))
  writeFileSync(memory, JSON.stringify({ ...seen, size: Number(seen.size) + 5 }))
  const rewound = await run(...all)
  assert.deepEqual([rewound.code, (json(rewound.out).alarms as { what: string }[])[0]?.what], [1, 'rewind'])
  writeFileSync(memory, JSON.stringify({ ...seen, root: Buffer.alloc(32, 1).toString('base64') }))
  assert.equal((json((await run(...all)).out).alarms as { what: string }[])[0]?.what, 'fork')
})

test('fsck is content with what stands, and names a row that somebody changed', async () => {
  const good = await run('fsck', '--json')
  assert.equal(good.code, 0, good.out)
  await sql`update award set decided_by = 'somebody' where credential_id = ${credentials[0]}`.execute(site.deps.db)
  const bad = await run('fsck')
  assert.equal(bad.code, 1)
  assert.match(bad.out, new RegExp(`record award \\S+/${credentials[0]}: the row is not what was logged`))
})
