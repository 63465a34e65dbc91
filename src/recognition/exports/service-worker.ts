import type { Deps } from '../../platform/deps.ts'
import { runFeeders } from './service-run.ts'

/** How often an idle worker looks for runs, in milliseconds. */
const LOOK_MILLISECONDS = 5_000

/** Carries out runs against feeders as long as the site runs; without a feeder there is nothing to do. Answers how to stop. */
export function startFeederWork(deps: Deps): () => Promise<void> {
  if ((deps.feeders ?? []).length === 0) return async () => {}
  let stopped = false
  let running: Promise<unknown> = Promise.resolve()
  let timer: NodeJS.Timeout
  const turn = () => {
    timer = setTimeout(() => {
      running = work().finally(() => {
        if (!stopped) turn()
      })
    }, LOOK_MILLISECONDS)
    timer.unref()
  }
  const work = async () => {
    if ((await deps.diskFull?.()) === true) return
    await runFeeders(deps).catch((error: unknown) => {
      deps.log.error(
        { reason: error instanceof Error ? error.name : 'unknown' },
        'a run against a feeder is tried again',
      )
    })
  }
  turn()
  return async () => {
    stopped = true
    clearTimeout(timer)
    await running
  }
}
