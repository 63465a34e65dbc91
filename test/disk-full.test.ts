import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { drawError } from '../src/platform/errors.tsx'
import { bilingualApp, pages } from '../src/platform/web.ts'
import { freePort, visit } from './prove/site-process.ts'
import { awardDeps } from './support/award-world.ts'
import { testDatabase } from './support/database.ts'
import { temporaryFolder } from './support/folder.ts'

// The real site on a small disk of its own, which is then filled: a file system in memory, seen by these programs alone.

const DISK_MEGABYTES = 600
/** Longer than the site believes its last look at the disk. */
const LOOK_MILLISECONDS = 1_000
/** Between two pieces of what fills the disk, so that people go on meanwhile. */
const PIECE_MILLISECONDS = 25
const PASSWORD = 'padi menguning di sawah'
const undo: (() => Promise<unknown>)[] = []
after(async () => {
  for (const step of undo.toReversed()) await step()
})

/** A disk of a few hundred megabytes in a space of its own, as long as its holder lives; nothing where none can be had. */
async function smallDisk(folder: string): Promise<{ pid: number } | null> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return null
  const script = `mount -t tmpfs -o size=${DISK_MEGABYTES}m,mode=0755 lumbung "$0" && echo there && exec sleep 3600`
  const holder = spawn('unshare', ['-m', 'sh', '-c', script, folder], { stdio: ['ignore', 'pipe', 'ignore'] })
  const ended = new Promise<null>((done) => {
    for (const event of ['error', 'exit']) holder.once(event, () => done(null))
  })
  const there = once(holder.stdout, 'data').then(() => holder.pid ?? 0)
  const pid = await Promise.race([there, ended])
  if (pid === null) return null
  undo.push(async () => {
    holder.kill('SIGKILL')
    await ended
  })
  return { pid }
}

interface Program {
  readonly child: ChildProcess
  readonly said: () => string
  readonly ended: Promise<number | null>
}

/** Runs one of our programs where the small disk is. */
function within(
  disk: { pid: number },
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): Program {
  const place = ['-t', String(disk.pid), '-m', `--wd=${process.cwd()}`]
  const child = spawn('nsenter', [...place, process.execPath, ...words], {
    env: { PATH: process.env.PATH, ...environment },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      said += String(chunk)
    })
  return { child, said: () => said, ended: once(child, 'close').then(([code]) => code as number | null) }
}

async function ready(program: Program): Promise<void> {
  while (!program.said().includes('Lumbung is ready')) {
    assert.equal(program.child.exitCode, null, program.said())
    await pause(20)
  }
}

/** Fills the disk until so many megabytes are free; with none, until it takes nothing more. */
async function fill(folder: string, leftMegabytes: number): Promise<void> {
  const file = openSync(join(folder, 'filler'), 'a')
  const piece = Buffer.alloc(10_000_000, 'x')
  try {
    for (;;) {
      const { bavail, bsize } = statfsSync(folder)
      const left = bavail * bsize - leftMegabytes * 1_000_000
      if (leftMegabytes > 0 && left <= 0) return
      await pause(PIECE_MILLISECONDS)
      writeSync(file, piece, 0, leftMegabytes > 0 ? Math.min(piece.length, left) : piece.length)
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  } finally {
    closeSync(file)
  }
}

test("the database's own word for a disk without room is told in the same sentence", async () => {
  const database = await testDatabase()
  undo.push(database.close)
  const { deps } = awardDeps(database.db, '2026-11-24T02:00:00Z')
  const app = bilingualApp()
  app.use('*', pages(deps))
  app.get('/full', () => {
    throw Object.assign(new Error('could not extend file'), { code: '53100' })
  })
  app.onError((error, c) => drawError(c, deps, error))
  const answer = await app.request('/en/full')
  assert.equal(answer.status, 507)
  assert.match(await answer.text(), /There is no room to store this right now/)
})

test('a full disk: a sentence, nothing acknowledged is lost, and all goes on when there is room again', async (t) => {
  const folder = await temporaryFolder()
  undo.push(folder.remove)
  const disk = await smallDisk(folder.path)
  if (disk === null) {
    t.diagnostic('no small disk can be made here: that needs Linux, root, and the right to mount')
    t.skip('no small disk can be made here')
    return
  }
  const seen = `/proc/${disk.pid}/root${folder.path}`
  const data = join(folder.path, 'data')
  const port = await freePort()
  const environment = { DATA_DIR: data, PORT: String(port), LUMBUNG_DEMO: '0' }
  const origin = `http://localhost:${port}`
  const start = () => within(disk, [resolve('bin/start.mjs')], environment)
  let site = start()
  undo.push(async () => {
    site.child.kill('SIGTERM')
    await site.ended
  })
  await ready(site)
  const acknowledged: string[] = []
  const signUp = async (name: string, prefix = '') => {
    const email = `${name}@contoh.id`
    const page = `${prefix}/sign-up`
    const answer = await visit(origin).submit(page, page, { name, email, password: PASSWORD, nik: '' })
    if (answer.status === 303) acknowledged.push(email)
    return answer
  }
  const allSignIn = async () => {
    for (const email of acknowledged)
      assert.equal(
        (await visit(origin).submit('/sign-in', '/sign-in', { email, password: PASSWORD })).status,
        303,
        email,
      )
  }
  assert.equal((await signUp('sukarno')).status, 303)

  await t.test('what would be stored is turned away with a sentence, before the disk ends', async () => {
    // People go on signing up while something else fills the disk.
    let full = false
    const going = (async () => {
      for (let n = 0; !full && n < 200; n++) full = (await signUp(`peserta${n}`)).status === 507
    })()
    await fill(seen, 60)
    await going
    assert.equal(full, true)
    const page = await signUp('terlambat')
    assert.equal(page.status, 507)
    assert.match(await page.text(), /Saat ini tidak ada ruang untuk menyimpan.*mengosongkan sebagian ruang simpan/s)
    assert.match(await (await signUp('late', '/en')).text(), /tell the operator: free some space on the disk/)
    const api = await visit(origin).post('/api/v1/credentials', {}, {})
    assert.equal(api.status, 507)
    assert.equal(((await api.json()) as { code: string }).code, 'platform.http-507')
  })

  await t.test('on a disk without one free byte everything can still be read and checked', async () => {
    await fill(seen, 0)
    await pause(LOOK_MILLISECONDS)
    for (const path of ['/', '/catalogue', '/sign-in', '/register', '/readyz'])
      assert.equal((await visit(origin).get(path)).status, 200, path)
    const checked = await visit(origin).post('/api/v1/verifications', { credential: '{}' }, {})
    assert.equal(checked.status, 200)
    assert.equal((await signUp('lagi')).status, 507)
    assert.equal(site.child.exitCode, null)
  })

  await t.test('the doctor names it, and a start says what to do', async () => {
    const doctor = within(disk, ['bin/lumbung.mjs', 'doctor'], environment)
    assert.equal(await doctor.ended, 1)
    assert.match(doctor.said(), /The disk of .* is full: 0 MB are free\.[\s\S]*Free some space now/)
    site.child.kill('SIGTERM')
    await site.ended
    site = start()
    assert.equal(await site.ended, 1, site.said())
    assert.match(site.said(), /disk .*is full\. Free some space/)
  })

  await t.test('with room again it goes on, and whoever was told yes is there', async () => {
    rmSync(join(seen, 'filler'))
    site = start()
    await ready(site)
    await allSignIn()
    await fill(seen, 50)
    await pause(LOOK_MILLISECONDS)
    assert.equal((await signUp('penuh')).status, 507)
    rmSync(join(seen, 'filler'))
    await pause(LOOK_MILLISECONDS)
    assert.equal((await signUp('lega')).status, 303, 'by itself, without a new start')
    await allSignIn()
    assert.ok(acknowledged.length >= 2)
    t.diagnostic(`${acknowledged.length} accounts were acknowledged, and all of them sign in`)
  })
})
