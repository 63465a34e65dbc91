import { type Deed, leaveRows } from '../log/index.ts'
import type { Deps } from '../platform/deps.ts'
import { drain } from '../platform/outbox.ts'
import { logReaders } from './store-log.ts'

/** The outbox kind that leaves leaves for what happened before there were any (migration 0041). */
const LOG_LATER = 'recognition.log'

/** Leaves the leaves that are promised, each once. Answers how many. */
export async function leaveLater(deps: Pick<Deps, 'db' | 'clock'>): Promise<number> {
  const at = deps.clock()
  for (let left = 0; ; ) {
    const { done } = await drain<Omit<Deed, 'record'>>(deps.db, LOG_LATER, at, (tx, { payload }) => {
      const reader = logReaders[payload.subject as keyof typeof logReaders]
      return leaveRows(tx, at, reader, [payload])
    })
    left += done
    if (done === 0) return left
  }
}
