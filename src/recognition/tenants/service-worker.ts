import type { Deps } from '../../platform/deps.ts'
import { sendWebhooks } from './service-webhook.ts'

/** How often an idle worker looks for what is to be told, in milliseconds. */
const LOOK_MILLISECONDS = 2_000

/** Tells webhooks as long as the site runs. Answers how to stop: what is under way is finished first. */
export function startWebhooks(deps: Deps): () => Promise<void> {
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
    await sendWebhooks(deps).catch((error: unknown) => {
      deps.log.error({ reason: error instanceof Error ? error.name : 'unknown' }, 'webhooks wait; they are tried again')
    })
  }
  turn()
  return async () => {
    stopped = true
    clearTimeout(timer)
    await running
  }
}
