import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { wordsOf } from '../src/platform/failure.ts'
import { launchPostgres } from '../src/platform/postgres/launch.ts'
import type { Campaign } from '../test/support/campaign.ts'

// npm run prove -- NAME [--count N] [--seed N]: runs the campaign test/prove/NAME.ts at full count and writes
// docs/proof/NAME.json. A run that was broken off goes on where it was, with the same seed, from var/proof/NAME.json.

interface Progress {
  readonly commit: string
  readonly seed: number
  readonly done: number
  readonly seconds: number
  readonly seen: Readonly<Record<string, number>>
}

/** Trials between two records of how far it came, where the campaign names no other number. */
const STRIDE = 50

function option(name: string): number | undefined {
  const at = process.argv.indexOf(`--${name}`)
  const value = at < 0 ? undefined : Number(process.argv[at + 1])
  return value !== undefined && Number.isInteger(value) && value > 0 ? value : undefined
}

function git(...args: string[]): string {
  return execFileSync('git', args, { encoding: 'utf8' }).trim()
}

async function prove(campaign: Campaign): Promise<void> {
  const reason = campaign.cannot?.() ?? null
  if (reason !== null) {
    process.stdout.write(`${campaign.name}: skipped, nothing is proved: ${reason}.\n`)
    return
  }
  const commit = git('rev-parse', 'HEAD')
  const kept = join('var', 'proof', `${campaign.name}.json`)
  mkdirSync(join('var', 'proof'), { recursive: true })
  const before = existsSync(kept) ? (JSON.parse(readFileSync(kept, 'utf8')) as Progress) : null
  const count = option('count') ?? campaign.full
  const asked = option('seed')
  const fresh = { commit, seed: asked ?? Math.floor(Math.random() * 2 ** 31), done: 0, seconds: 0, seen: {} }
  let progress: Progress =
    before !== null && before.commit === commit && (asked ?? before.seed) === before.seed ? before : fresh
  while (progress.done < count) {
    const started = performance.now()
    const trials = Math.min(campaign.stride ?? STRIDE, count - progress.done)
    const { seed, done } = progress
    const report = (now: number) => process.stderr.write(`\r${done + now} of ${count} trials, seed ${seed}\x1b[K`)
    const seen: Record<string, number> = { ...progress.seen }
    for (const [name, value] of Object.entries(await campaign.run({ seed, from: done, count: trials, report })))
      seen[name] = name.startsWith('most-') ? Math.max(seen[name] ?? 0, value) : (seen[name] ?? 0) + value
    progress = {
      ...progress,
      done: done + trials,
      seconds: progress.seconds + (performance.now() - started) / 1000,
      seen,
    }
    writeFileSync(kept, JSON.stringify(progress))
  }
  const { seed, seconds, seen } = progress
  const dirty = git('status', '--porcelain', '--untracked-files=no') !== ''
  const conclusion = campaign.conclude?.(seen)
  const proof = {
    name: campaign.name,
    claim: campaign.claim,
    commit,
    ...(dirty ? { changedSince: true } : {}),
    seed,
    count,
    seconds: Math.round(seconds),
    ...conclusion,
    seen,
    result: 'held',
  }
  mkdirSync(join('docs', 'proof'), { recursive: true })
  writeFileSync(join('docs', 'proof', `${campaign.name}.json`), `${JSON.stringify(proof, null, 2)}\n`)
  rmSync(kept)
  if (conclusion !== undefined) process.stdout.write(`\n${JSON.stringify(conclusion, null, 2)}`)
  process.stdout.write(`\n${campaign.name}: held in ${count} trials (seed ${seed}, ${Math.round(seconds)} s)\n`)
}

const [name = ''] = process.argv.slice(2)
const file = join('test', 'prove', `${name}.ts`)
if (!/^[a-z][a-z-]*$/.test(name) || !existsSync(file)) {
  process.stderr.write('Name a campaign of the folder test/prove, as: npm run prove -- award-kill\n')
  process.exit(64)
}
const folder = mkdtempSync(join(tmpdir(), 'lumbung-prove-'))
try {
  // Commits are forced to the disk here, unlike in the tests.
  const postgres = await launchPostgres(folder, { as: 'prove' })
  try {
    process.env.LUMBUNG_TEST_DATABASE_URL = postgres.url('postgres')
    const { campaign } = (await import(pathToFileURL(file).href)) as { campaign: Campaign }
    await prove(campaign)
  } finally {
    await postgres.release()
  }
} catch (error) {
  process.stderr.write(`\n${wordsOf(error)}\n`)
  process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
