import { holdBackUnchosen } from './catalogue/index.ts'
import { tellOfEndings } from './organisations/index.ts'
import { inTransaction } from './platform/database.ts'
import type { Deps } from './platform/deps.ts'
import { leaveLater, priorLearning, publishStatistics } from './recognition/index.ts'

/** The first look soon after the start, then every hour: what is looked for changes by the day. */
const FIRST_MILLISECONDS = 20_000
const LATER_MILLISECONDS = 3_600_000

/**
 * What the calendar alone brings about: agreements that end soon are told of, choices of courses begin and end, files of old
 * portfolios are erased, a quarter's figures come due. And what an earlier release didn't log gets its leaves.
 */
export async function doPartyWork(deps: Deps): Promise<{ told: number; shown: number }> {
  const told = await tellOfEndings(deps)
  const shown = await inTransaction(deps.db, (tx) => holdBackUnchosen(tx, deps))
  await priorLearning.eraseOldPortfolios(deps)
  await publishStatistics(deps)
  await leaveLater(deps)
  return { told, shown }
}

/** Does that work as long as the site runs. Answers how to stop: what is under way is finished first. */
export function startPartyWork(
  deps: Deps,
  every: { first: number; later: number } = { first: FIRST_MILLISECONDS, later: LATER_MILLISECONDS },
): () => Promise<void> {
  let stopped = false
  let running: Promise<unknown> = Promise.resolve()
  let timer: NodeJS.Timeout
  const turn = (milliseconds: number) => {
    timer = setTimeout(() => {
      running = work().finally(() => {
        if (!stopped) turn(every.later)
      })
    }, milliseconds)
    timer.unref()
  }
  const work = async () => {
    if ((await deps.diskFull?.()) === true) return
    await doPartyWork(deps).catch((error: unknown) => {
      deps.log.error({ reason: error instanceof Error ? error.name : 'unknown' }, 'the work of the day is tried again')
    })
  }
  turn(every.first)
  return async () => {
    stopped = true
    clearTimeout(timer)
    await running
  }
}
