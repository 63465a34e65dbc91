import type { Deps } from '../platform/deps.ts'
import { detect } from './service-detect.ts'

/** How often the detectors run. */
const EVERY_MILLISECONDS = 3_600_000
/** The first run comes after the site has answered its first visitors. */
const FIRST_MILLISECONDS = 60_000

/** Runs the detectors every hour as long as the site runs. Answers how to stop: a run under way is finished first. */
export function startDetection(
  deps: Deps,
  every = { first: FIRST_MILLISECONDS, later: EVERY_MILLISECONDS },
): () => Promise<void> {
  let stopped = false
  let running: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  const run = async () => {
    const full = (await deps.diskFull?.()) === true
    const found = full ? null : await detect(deps)
    if (found !== null && found.opened > 0) deps.log.warn({ opened: found.opened }, 'fraud detectors opened cases')
  }
  const wait = (milliseconds: number) => {
    timer = setTimeout(() => {
      running = run()
        .catch((error: unknown) => {
          deps.log.error(
            { reason: error instanceof Error ? error.name : 'unknown' },
            'the fraud detectors failed; they run again in an hour',
          )
        })
        .then(() => {
          if (!stopped) wait(every.later)
        })
    }, milliseconds)
    timer.unref()
  }
  wait(every.first)
  return async () => {
    stopped = true
    clearTimeout(timer)
    await running
  }
}
