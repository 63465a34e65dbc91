import type { Deps } from '../platform/deps.ts'
import { drain } from '../platform/outbox.ts'
import { runIssueJobs } from './service-job.ts'
import { runStatusOrders } from './service-order-work.ts'
import { workOrPause } from './service-signal.ts'
import { type AwardHooks, signPending } from './service-signing.ts'
import { LETTER, sendChangeLetter } from './service-status.ts'
import { ISSUER_LETTER, sendIssuerLetter, type Told } from './service-tell.ts'
import { endOverdue } from './service-together.ts'
import { finishJobs } from './store-job.ts'

/** How long an idle worker waits before it looks again: work of another process is found within this time. */
const LOOK_MILLISECONDS = 500
/** Batches signed side by side: while one waits for the database, another's documents are made. */
const SIGNING_LANES = 3
/** After a failure of the database, so that a broken one isn't asked without pause. */
const FAILURE_MILLISECONDS = 2_000

/**
 * Starts the workers of this process: bulk jobs, signatures, status orders whose hold is over, letters about changes. They begin as soon as something was
 * decided here. Answers how to stop them: what is under way is finished first.
 */
export function startWorkers(deps: Deps, hooks: AwardHooks = {}): () => Promise<void> {
  let stopped = false
  let end = () => {}
  const ended = new Promise<void>((done) => {
    end = done
  })
  const isStopped = () => stopped
  const keepDoing = async (work: () => Promise<boolean>): Promise<void> => {
    while (!stopped) {
      const full = (await deps.diskFull?.()) === true
      const outcome = await (full ? Promise.resolve('failed' as const) : work()).catch((error: unknown) => {
        deps.log.error({ reason: error instanceof Error ? error.name : 'unknown' }, 'a worker failed; it goes on')
        return 'failed' as const
      })
      const pause = outcome === 'failed' ? FAILURE_MILLISECONDS : LOOK_MILLISECONDS
      if (!stopped && outcome !== true) await Promise.race([workOrPause(pause), ended])
    }
  }
  const jobs = keepDoing(async () => (await runIssueJobs(deps, isStopped)) > 0)
  const signatures = Array.from({ length: SIGNING_LANES }, () =>
    keepDoing(async () => {
      const { signed, failed } = await signPending(deps, hooks)
      if (signed > 0) await finishJobs(deps.db, deps.clock())
      return signed > 0 || failed > 0
    }),
  )
  const orders = keepDoing(
    async () => (await runStatusOrders(deps, hooks, isStopped)) + (await endOverdue(deps, hooks)) > 0,
  )
  const letters = keepDoing(async () => (await drainLetters(deps)) > 0)
  return async () => {
    stopped = true
    end()
    await Promise.all([jobs, ...signatures, orders, letters])
  }
}

/** Sends the letters that are promised: to holders about changes, and to issuers about what waits for them. Answers how many. */
export async function drainLetters(deps: Deps): Promise<number> {
  const now = deps.clock()
  const issuers = await drain<Told>(deps.db, ISSUER_LETTER, now, (tx, promised) => sendIssuerLetter(deps, tx, promised))
  const { done } = await drain<{ personId: string; credentialId: string; change: string }>(
    deps.db,
    LETTER,
    now,
    (tx, promised) => sendChangeLetter(deps, tx, promised),
  )
  return done + issuers.done
}
