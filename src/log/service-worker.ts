import type { Deps } from '../platform/deps.ts'
import { lookBack } from './service-ahead.ts'
import { sequence } from './service-checkpoint.ts'
import { cosign, NO_WITNESSES } from './service-cosign.ts'
import { findHead } from './store-tree.ts'

/** How long the sequencer waits before it looks for new leaves, in milliseconds. */
const LOOK_MILLISECONDS = 200
/** How long it waits after a failure or a refusal, and before a witness that was away is asked again. */
const AGAIN_MILLISECONDS = 10_000

/**
 * Starts the sequencer and the cosigning of this process: waiting leaves get their positions, the tree is signed, the
 * witnesses are asked. Any number of servers may run it on one database. Answers how to stop it: what is under way is
 * finished first. Pauses are counted by timers, so a clock that jumps changes nothing.
 */
export function startWorkers(deps: Deps): () => Promise<void> {
  let stopped = false
  let end = () => {}
  const ended = new Promise<void>((done) => {
    end = done
  })
  const keepDoing = async (work: () => Promise<number>): Promise<void> => {
    while (!stopped) {
      const full = (await deps.diskFull?.()) === true
      const pause = full
        ? AGAIN_MILLISECONDS
        : await work().catch((error: unknown) => {
            deps.log.error({ reason: error instanceof Error ? error.name : 'unknown' }, 'the log waits; it goes on')
            return AGAIN_MILLISECONDS / 10
          })
      if (!stopped && pause > 0) await Promise.race([later(pause), ended])
    }
  }
  const who = () => (deps.logWitnesses ?? NO_WITNESSES).witnesses
  const asked = new Map<string, Promise<void>>()
  // Witnesses may come, or come to another address, while the site runs: those of the demo do.
  const askAll = () => {
    for (const { vkey } of who())
      if (!asked.has(vkey))
        asked.set(
          vkey,
          keepDoing(async () => {
            const witness = who().find((one) => one.vkey === vkey)
            return witness !== undefined && (await cosign(deps, witness)) ? LOOK_MILLISECONDS : AGAIN_MILLISECONDS
          }),
        )
  }
  let looked = false
  const sequencer = keepDoing(async () => {
    looked ||= await lookBack(deps)
    if (!looked) return AGAIN_MILLISECONDS
    askAll()
    if ((await sequence(deps)) > 0) return 0
    return (await findHead(deps.db)).refused === null ? LOOK_MILLISECONDS : AGAIN_MILLISECONDS
  })
  return async () => {
    stopped = true
    end()
    await sequencer
    await Promise.all(asked.values())
  }
}

function later(milliseconds: number): Promise<void> {
  return new Promise((done) => {
    setTimeout(done, milliseconds).unref()
  })
}
