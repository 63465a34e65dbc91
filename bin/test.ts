import { spawn } from 'node:child_process'
import {
  accessSync,
  constants,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { wordsOf } from '../src/platform/failure.ts'
import { launchPostgres } from '../src/platform/postgres/launch.ts'
import { dropLeftovers } from '../test/support/database.ts'
import { buildFolder, bundle, dropOldBuilds, entries } from './start.mjs'

// The test runner: starts one PostgreSQL, runs node's own test runner against it, and stops it however the run ends.
//   npm test                           every test, on a PostgreSQL in a folder of its own
//   npm run test:file -- FILE...       some files, on a PostgreSQL that runs of this user share and keep between runs
// The tests are translated first, together, as `npm start` translates the site: to do that in each of their processes would
// take a third of the whole time. LUMBUNG_TEST_DATABASE_URL names another PostgreSQL 15 or later, whose user may create databases.

/** What takes longest begins first, so that both processors have something to do to the end. */
const LONGEST_FIRST = ['test/', 'src/', 'credential/']
/** Where Linux keeps files in memory, and what a run takes at most: databases, and up to a gigabyte of write-ahead log. */
const MEMORY = '/dev/shm'
const ROOM_BYTES = 4 * 1024 ** 3
const FOLDERS = ['credential', 'src', 'test', 'bench', 'bin', 'db']

function testFiles(): string[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => join(folder, name))
      .filter((path) => /\.test\.tsx?$/.test(path) && !path.includes('node_modules')),
  ).sort()
}

/** A file system in memory with room for a whole run, where there is one: a database for each file makes and drops 200,000 files. */
function inMemory(): string | null {
  try {
    accessSync(MEMORY, constants.W_OK | constants.X_OK)
    const { bavail, bsize } = statfsSync(MEMORY)
    return bavail * bsize >= ROOM_BYTES ? MEMORY : null
  } catch {
    return null
  }
}

async function server(some: boolean): Promise<{ url: string; stop: () => Promise<void> }> {
  const given = process.env.LUMBUNG_TEST_DATABASE_URL ?? ''
  if (given !== '') return { url: given, stop: async () => {} }
  const folder = some
    ? join(tmpdir(), `lumbung-tests-${process.getuid?.() ?? 0}`)
    : mkdtempSync(join(inMemory() ?? tmpdir(), 'lumbung-test-'))
  const postgres = await launchPostgres(folder, { as: 'tests', throwaway: true })
  if (postgres.how === 'started') await dropLeftovers(postgres.url('postgres'))
  return {
    url: postgres.url('postgres'),
    stop: async () => {
      await postgres.release()
      if (!some) rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Which of two files begins first. */
function place(file: string): number {
  const found = LONGEST_FIRST.findIndex((begin) => file.startsWith(begin))
  return found < 0 ? LONGEST_FIRST.length : found
}

/**
 * Translates test files into a folder, with the programs that tests start. Answers the translated files; node runs them by
 * name, which therefore begins with their place.
 */
async function translate(files: readonly string[], folder: string): Promise<string[]> {
  const ordered = [...files].sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1))
  const placed = ordered.map((file, index) => {
    const plain = file.replace(/\.tsx?$/, '').replaceAll(/[^\w.-]+/g, '+')
    return [`${String(index).padStart(3, '0')}+${plain}`, resolve(file)] as const
  })
  const names = placed.filter(([, file]) => !loadsItsOwn(file))
  const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { devDependencies: object }
  const { signer, witness } = entries
  await bundle({ ...Object.fromEntries(names), signer, witness }, folder, Object.keys(devDependencies))
  for (const [name, file] of placed) if (loadsItsOwn(file)) writeFileSync(join(folder, `${name}.mjs`), asItIs(file))
  return placed.map(([name]) => join(folder, `${name}.mjs`))
}

/** Whether a test says itself which module a name leads to: translated with the others it would have no say. */
function loadsItsOwn(file: string): boolean {
  return /\bregister\b.* from 'node:module'/.test(readFileSync(file, 'utf8'))
}

/** A program that runs a test from its source. */
function asItIs(file: string): string {
  return `import { register } from 'tsx/esm/api'\nregister()\nawait import(${JSON.stringify(pathToFileURL(file).href)})\n`
}

function runTests(files: readonly string[], url: string): Promise<number> {
  const flags = [
    '--enable-source-maps',
    '--conditions=source',
    '--test',
    '--test-concurrency=2',
    '--test-reporter=spec',
  ]
  const child = spawn(process.execPath, [...flags, ...files], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, LUMBUNG_TEST_DATABASE_URL: url, NODE_ENV: 'test' },
  })
  // Ctrl-C reaches the child as well; we only wait for it, so that the database is stopped after it.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
  return new Promise((done) => child.on('exit', (code) => done(code ?? 1)))
}

const asked = process.argv.slice(2)
const some = asked[0] === '--some'
const files = some ? asked.slice(1) : asked.length > 0 ? asked : testFiles()
if (files.length === 0) {
  process.stderr.write('Name the test files to run: npm run test:file -- src/bank/rules.test.ts\n')
  process.exit(64)
}
dropOldBuilds()
mkdirSync(buildFolder(), { recursive: true })
const folder = mkdtempSync(join(buildFolder(), 'tests-'))
try {
  const translated = await translate(files, folder)
  const { url, stop } = await server(some)
  let code = 1
  try {
    code = await runTests(translated, url)
  } finally {
    await stop()
  }
  process.exitCode = code
} catch (error) {
  process.stderr.write(`${wordsOf(error)}\n`)
  process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
