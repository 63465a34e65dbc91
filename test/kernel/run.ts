import { inspect } from 'node:util'
import { kept } from './tests.ts'

// Runs in a process of its own for each mutant: imports the files of tests that meet it, and stops at the first failure.
// Exit code 0: all passed. 1: a test failed, and its name is written. Anything else: it fell over.

export interface Task {
  /** Files of tests with the places of the tests to run in each, or null for all. */
  readonly files: readonly { readonly path: string; readonly tests: readonly number[] | null }[]
  /** Times the mutant's place may be met before the run counts as endless. */
  readonly hitLimit: number
  /** Whether to write what each test meets. */
  readonly isMeasured: boolean
}

type Hits = Readonly<Record<string, number>>

/** What a file of tests meets: while it is loaded, and in each test. */
export interface Measured {
  readonly loading: Hits
  readonly milliseconds: number
  readonly tests: readonly { readonly name: string; readonly milliseconds: number; readonly hits: Hits }[]
}

interface Instrumented {
  activeMutant?: string | undefined
  currentTestId?: string | undefined
  hitCount?: number
  hitLimit?: number
  mutantCoverage?: { readonly static: Hits; readonly perTest: Readonly<Record<string, Hits>> }
}

const task = JSON.parse(process.env.KERNEL_TASK ?? '') as Task
const mutant = process.env.KERNEL_MUTANT
const instrumented: Instrumented = { activeMutant: mutant }
if (mutant !== undefined) Object.assign(instrumented, { hitCount: 0, hitLimit: task.hitLimit })
;(globalThis as { __stryker__?: Instrumented }).__stryker__ = instrumented

/** Runs the chosen tests of a file, one after another; answers the name of the first that fails. */
async function runFile({ path, tests }: Task['files'][number]): Promise<string | null> {
  const started = performance.now()
  const first = kept.length
  instrumented.currentTestId = undefined
  await import(path)
  if (kept.length === first) throw new Error(`${path} has no test`)
  const loaded = performance.now() - started
  const measured: { name: string; milliseconds: number; hits: Hits }[] = []
  for (const [at, { name, run }] of kept.slice(first).entries()) {
    if (tests !== null && !tests.includes(at)) continue
    const begun = performance.now()
    const id = `${path} ${at}`
    instrumented.currentTestId = id
    try {
      await run({ name, diagnostic: () => {}, skip: () => {} })
    } catch (error) {
      if (task.isMeasured) process.stderr.write(`${name}: ${inspect(error)}\n`)
      return name
    }
    const hits = instrumented.mutantCoverage?.perTest[id] ?? {}
    measured.push({ name, milliseconds: performance.now() - begun, hits })
  }
  if (task.isMeasured) {
    const loading = instrumented.mutantCoverage?.static ?? {}
    process.stdout.write(JSON.stringify({ loading, milliseconds: loaded, tests: measured } satisfies Measured))
  }
  return null
}

let failed: string | null = null
for (const file of task.files) {
  try {
    failed = await runFile(file)
  } catch (error) {
    failed = `${file.path} could not be loaded`
    if (task.isMeasured) process.stderr.write(`${inspect(error)}\n`)
  }
  if (failed !== null) break
}
if (failed !== null) process.stdout.write(failed)
// What a mutant left open, such as a timer, keeps no process alive.
process.stdout.write('', () => process.exit(failed === null ? 0 : 1))
