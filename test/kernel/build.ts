import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Instrumenter } from '@stryker-mutator/instrumenter'
import { build } from 'esbuild'

/** The kernel: what decides whether a credential is good. */
const FOLDERS = ['json', 'keys', 'status', 'checks'] as const

/** The tests of the kernel. Those with a second implementation beside ours, or of seconds, are left to the suite. */
export const TESTS = readdirSync('credential/test')
  .filter((name) =>
    /^(kernel-.*|verdict|json|json-quick|keys|jwk|jcs|identifiers|webvh|webvh-faults|status|token-status|corpus|clr|data-model)\.test\.ts$/.test(
      name,
    ),
  )
  .map((name) => name.slice(0, -'.test.ts'.length))

/** Tests of a kernel file that take seconds, since they are about time and memory: left to the suite. */
export const LEFT_OUT: readonly string[] = [
  'faults of a packed list are told, and a bomb ends early and small',
  'corpus B18-status-list-bomb: 2 cases',
  'any value: its canonical text reads back as the same value, and the order of keys changes nothing',
  'logs that another implementation made are read, and no leaf of them may be changed',
  'many lists, each a signed bomb: refused within 200 ms, and small',
]

/** The most examples that a property is tried with here. */
const MOST_EXAMPLES = 60

/** Their seed: a mutant that lives in one run lives in the next. */
const EXAMPLES_SEED = 20_261_126

/** A change of the sources that a test should notice. */
export interface Mutant {
  readonly id: string
  readonly file: string
  readonly line: number
  readonly kind: string
  readonly before: string
  readonly after: string
}

/** The kernel with all mutants in it, asleep, and its tests, in a folder that lives as long as this process. */
export interface Kernel {
  readonly mutants: readonly Mutant[]
  readonly runner: string
  readonly testFile: (name: string) => string
}

const silent = () => {}
const never = () => false
const logger = {
  isTraceEnabled: never,
  isDebugEnabled: never,
  isInfoEnabled: never,
  isWarnEnabled: never,
  isErrorEnabled: never,
  isFatalEnabled: never,
  trace: silent,
  debug: silent,
  info: silent,
  warn: silent,
  error: silent,
  fatal: silent,
}

function short(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length > 90 ? `${line.slice(0, 87)}...` : line
}

function isImport(path: { readonly node?: { readonly callee?: { readonly type: string } } }): boolean {
  return path.node?.callee?.type === 'Import'
}

interface Place {
  readonly line: number
  readonly column: number
}

/** The text between two places, whose lines count from 0. */
function between(text: string, start: Place, end: Place): string {
  const lines = text.split('\n').slice(start.line, end.line + 1)
  lines[lines.length - 1] = (lines.at(-1) ?? '').slice(0, end.column)
  lines[0] = (lines[0] ?? '').slice(start.column)
  return lines.join('\n')
}

/** Puts every mutant into the kernel behind a switch, and bundles it with its tests. */
export async function buildKernel(): Promise<Kernel> {
  const source = resolve('credential/src')
  const inFolders = FOLDERS.flatMap((folder) => readdirSync(join(source, folder)).map((name) => join(folder, name)))
  const files = ['verify.ts', ...inFolders.sort()].map((name) => ({
    name: join(source, name),
    content: readFileSync(join(source, name), 'utf8'),
    mutate: true,
  }))
  const { files: changed, mutants } = await new Instrumenter(logger).instrument(files, {
    // The name of a file that is imported on demand has to stand in the code as it is, to be bundled.
    ignorers: [{ shouldIgnore: (path) => (isImport(path) ? 'bundled' : undefined) }],
    excludedMutations: [],
    plugins: null,
  })
  const awake = mutants.filter(({ status }) => status === undefined)
  const original = new Map(files.map(({ name, content }) => [name, content]))
  const code = new Map(changed.map(({ name, content }) => [name, content]))
  mkdirSync('var', { recursive: true })
  const outdir = resolve(mkdtempSync(join('var', 'kernel-')))
  process.once('exit', () => rmSync(outdir, { recursive: true, force: true }))
  const here = new URL('.', import.meta.url).pathname
  const contentsOf = (path: string): string => {
    const instrumented = code.get(path)
    if (instrumented !== undefined) return instrumented
    return (
      readFileSync(path, 'utf8')
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href))
        // A bomb that bursts the same limit, made in a tenth of the time.
        .replaceAll('Buffer.alloc(100_000_000)', 'Buffer.alloc(10_000_000)')
        .replace(/numRuns: ([\d_]+)(?:, seed: [\d_]+)?/g, (_, runs) => {
          const fewer = Math.min(Number(runs.replaceAll('_', '')), MOST_EXAMPLES)
          return `numRuns: ${fewer}, seed: ${EXAMPLES_SEED}`
        })
    )
  }
  await build({
    entryPoints: {
      run: join(here, 'run.ts'),
      ...Object.fromEntries(TESTS.map((name) => [name, resolve(`credential/test/${name}.test.ts`)])),
    },
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    conditions: ['source'],
    alias: { 'node:test': join(here, 'tests.ts') },
    logLevel: 'error',
    plugins: [
      {
        name: 'mutants',
        setup({ onLoad }) {
          onLoad({ filter: /\/credential\/(src|test)\/.*\.ts$/ }, ({ path }) => ({
            contents: contentsOf(path),
            loader: 'ts',
          }))
        },
      },
    ],
  })
  return {
    mutants: awake.map(({ id, fileName, location: { start, end }, mutatorName, replacement }) => ({
      id,
      file: fileName.slice(source.length + 1),
      line: start.line + 1,
      kind: mutatorName,
      before: short(between(original.get(fileName) ?? '', start, end)),
      after: short(replacement),
    })),
    runner: join(outdir, 'run.mjs'),
    testFile: (name) => join(outdir, `${name}.mjs`),
  }
}
