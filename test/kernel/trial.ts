import { spawn } from 'node:child_process'
import { buildKernel, type Kernel, LEFT_OUT, type Mutant, TESTS } from './build.ts'
import type { Measured, Task } from './run.ts'

/** What came of a mutant: a test failed, the process fell over, it ran on without end, all tests passed, or none meets it. */
export type Outcome = 'killed' | 'fell-over' | 'timeout' | 'survived' | 'not-met'

interface Ended {
  readonly code: number | null
  readonly isLate: boolean
  readonly said: string
  readonly faults: string
}

/** The kernel and what its tests meet of it while no mutant is awake. */
export interface Bench {
  readonly mutants: readonly Mutant[]
  /** Runs the tests that meet a mutant with it awake; or `asleep`, to see that a change without effect lives. */
  trial(id: string, how?: { readonly asleep: boolean }): Promise<Outcome>
}

/** A run may take so many times what the same tests took without a mutant, and at least the seconds below. */
const TIMES = 10
const LEAST_MILLISECONDS = 15_000

function run(kernel: Kernel, task: Task, mutant: string | null, milliseconds: number): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--max-old-space-size=1024', kernel.runner], {
      env: { ...process.env, KERNEL_TASK: JSON.stringify(task), ...(mutant === null ? {} : { KERNEL_MUTANT: mutant }) },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    let faults = ''
    let isLate = false
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      faults += text
    })
    const timer = setTimeout(() => {
      isLate = true
      child.kill('SIGKILL')
    }, milliseconds)
    child.once('close', (code) => {
      clearTimeout(timer)
      resolve({ code, isLate, said, faults })
    })
  })
}

/** Builds the kernel and runs its tests (files of `credential/test`) without a mutant; throws where one doesn't pass. */
export async function prepareBench(tests = TESTS): Promise<Bench> {
  const kernel = await buildKernel()
  const measured = new Map<string, Measured>()
  for (const name of tests) {
    const file = { path: kernel.testFile(name), tests: null }
    const { code, said, faults } = await run(kernel, { files: [file], hitLimit: 0, isMeasured: true }, null, 600_000)
    if (code !== 0) throw new Error(`${name} fails without any mutant: ${said.slice(0, 500)} ${faults.slice(0, 4000)}`)
    measured.set(name, JSON.parse(said) as Measured)
  }
  const seconds = [...measured.values()].reduce(
    (sum, { milliseconds, tests }) => sum + milliseconds + tests.reduce((all, one) => all + one.milliseconds, 0),
    0,
  )
  process.stderr.write(`${kernel.mutants.length} mutants; without one the tests take ${Math.round(seconds)} ms\n`)
  return { mutants: kernel.mutants, trial: (id, how) => trial(kernel, measured, id, how?.asleep === true) }
}

interface Planned {
  readonly milliseconds: number
  readonly hits: number
  readonly file: Task['files'][number]
}

/** The tests of a file that meet a mutant: all of it where loading the file meets it. */
function planOf(kernel: Kernel, name: string, { loading, milliseconds, tests }: Measured, id: string): Planned | null {
  const chosen = tests
    .map((test, at) => ({ ...test, at }))
    .filter((test) => !LEFT_OUT.includes(test.name) && (id in loading || id in test.hits))
  if (chosen.length === 0) return null
  return {
    milliseconds: chosen.reduce((sum, test) => sum + test.milliseconds, milliseconds),
    hits: chosen.reduce((sum, test) => sum + (test.hits[id] ?? 0), loading[id] ?? 0),
    file: { path: kernel.testFile(name), tests: chosen.map(({ at }) => at) },
  }
}

async function trial(
  kernel: Kernel,
  measured: ReadonlyMap<string, Measured>,
  id: string,
  isAsleep: boolean,
): Promise<Outcome> {
  const plans = [...measured]
    .map(([name, file]) => planOf(kernel, name, file, id))
    .filter((plan) => plan !== null)
    .sort((a, b) => a.milliseconds - b.milliseconds)
  if (plans.length === 0) return 'not-met'
  const sum = (of: (plan: Planned) => number): number => plans.reduce((total, plan) => total + of(plan), 0)
  const task = {
    files: plans.map(({ file }) => file),
    hitLimit: 1000 + 100 * sum(({ hits }) => hits),
    isMeasured: false,
  }
  const limit = Math.max(LEAST_MILLISECONDS, TIMES * sum(({ milliseconds }) => milliseconds))
  const { code, isLate } = await run(kernel, task, isAsleep ? null : id, limit)
  return isLate ? 'timeout' : code === 0 ? 'survived' : code === 1 ? 'killed' : 'fell-over'
}
