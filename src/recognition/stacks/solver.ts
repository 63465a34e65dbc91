import { Worker } from 'node:worker_threads'
import type { Programme } from './rules-model.ts'

/**
 * What the solver answers. `optimal`: `values` is the best there is. `infeasible`: proven that there is none. `limit`: the time was
 * over; `values` is the best so far, or null, and `bound` what the objective at `level` can't fall below. `failed`: no answer could be had
 * (`why`); whoever asked goes on with the first way.
 */
export type Solved =
  | { readonly status: 'optimal'; readonly values: Float64Array }
  | { readonly status: 'infeasible' }
  | {
      readonly status: 'limit'
      readonly values: Float64Array | null
      /** In the figures of the programme's objective `level`; null where nothing is known yet. */
      readonly bound: number | null
      readonly level: number
    }
  | { readonly status: 'failed'; readonly why: 'busy' | 'died' | 'late' }

/** A thread that solves one programme after another. */
export interface Solver {
  /** Always answers, at most `GRACE_MILLISECONDS` after the time that is given, whatever happens to the thread. */
  solve(programme: Programme, milliseconds: number): Promise<Solved>
  stop(): Promise<void>
}

/** A thread that says nothing for so long after its time is taken for hung, and ended. */
const GRACE_MILLISECONDS = 750
/** Questions that wait; another is told at once that the solver is busy. */
const WAITING_MOST = 12
const MEMORY_MEGABYTES = 256

interface Job {
  readonly programme: Programme
  readonly end: number
  readonly done: (solved: Solved) => void
}

/** Opens a solver; its thread starts with the first question and keeps no process alive. `program` stands in for the real one. */
export function openSolver(program: URL = new URL('./solver-worker.mjs', import.meta.url)): Solver {
  const waiting: Job[] = []
  let thread: Worker | null = null
  let current: Job | null = null
  let timer: NodeJS.Timeout | undefined
  let asked = 0

  const settle = (solved: Solved) => {
    clearTimeout(timer)
    const job = current
    current = null
    job?.done(solved)
    next()
  }
  const end = (solved: Solved) => {
    const old = thread
    thread = null
    old?.removeAllListeners()
    // Its last words are for nobody, and must not end the process.
    old?.on('error', () => {})
    void old?.terminate()
    if (current !== null) settle(solved)
  }
  const start = (): Worker => {
    // The flags of this process are about its own sources; the thread is plain JavaScript.
    const fresh = new Worker(program, { execArgv: [], resourceLimits: { maxOldGenerationSizeMb: MEMORY_MEGABYTES } })
    fresh.on('message', (answer: Solved & { readonly id: number }) => {
      if (answer.id !== asked || current === null) return
      settle(answer.status === 'failed' ? { status: 'failed', why: 'died' } : answer)
    })
    fresh.on('error', () => end({ status: 'failed', why: 'died' }))
    fresh.on('exit', () => end({ status: 'failed', why: 'died' }))
    // After its listeners: each of them would keep the process alive.
    fresh.unref()
    return fresh
  }
  const next = () => {
    if (current !== null) return
    const job = waiting.shift()
    if (job === undefined) return
    current = job
    const left = job.end - performance.now()
    if (left <= 0) return settle({ status: 'failed', why: 'busy' })
    asked += 1
    timer = setTimeout(() => end({ status: 'failed', why: 'late' }), left + GRACE_MILLISECONDS)
    thread ??= start()
    thread.postMessage({ id: asked, programme: job.programme, seconds: left / 1000 })
  }
  return {
    solve: (programme, milliseconds) =>
      new Promise((done) => {
        if (waiting.length >= WAITING_MOST) return done({ status: 'failed', why: 'busy' })
        waiting.push({ programme, end: performance.now() + milliseconds, done })
        next()
      }),
    stop: async () => {
      const old = thread
      for (const job of waiting.splice(0)) job.done({ status: 'failed', why: 'died' })
      end({ status: 'failed', why: 'died' })
      await old?.terminate()
    },
  }
}

let shared: Solver | undefined

/** The solver of this process. */
export function sharedSolver(): Solver {
  shared ??= openSolver()
  return shared
}
