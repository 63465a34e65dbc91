import { setTimeout as pause } from 'node:timers/promises'
import type { Deps } from '../platform/deps.ts'
import { sendClaimLetters } from './service-claim.ts'

const LOOK_MILLISECONDS = 2_000

/** Sends the letters of claims as they fall due. Answers how to stop: a letter under way is finished first. */
export function startWorkers(deps: Deps): () => Promise<void> {
  const ending = new AbortController()
  const working = (async () => {
    while (!ending.signal.aborted) {
      await sendClaimLetters(deps).catch((error: unknown) => {
        deps.log.error(
          { reason: error instanceof Error ? error.name : 'unknown' },
          'letters of claims failed; they wait',
        )
      })
      await pause(LOOK_MILLISECONDS, undefined, { signal: ending.signal }).catch(() => undefined)
    }
  })()
  return async () => {
    ending.abort()
    await working
  }
}
