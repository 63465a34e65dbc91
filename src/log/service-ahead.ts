import { createHash } from 'node:crypto'
import type { Deps, LogWitness } from '../platform/deps.ts'
import { noteHolds, readCheckpoint } from './rules-note.ts'
import { checkpoint } from './service-checkpoint.ts'
import { NO_WITNESSES, textOf } from './service-cosign.ts'
import { lastCheckpoint } from './store-checkpoint.ts'
import { findHead, keepRefusal } from './store-tree.ts'

/** How long a witness may take to show what it has cosigned last. One that is away must not keep the log waiting. */
const LIMIT_MILLISECONDS = 3_000

/**
 * Looks whether the database that stands here is an old copy, before anything new is signed: the witnesses show what they
 * cosigned last, and the signer is asked for the present tree once more. Answers false, and keeps why, where a witness
 * shows a larger tree than ours under the signature of our own key (which no witness can invent), or the signer refuses.
 * Without this look a whole machine put back from a backup, its signer's memory included, would sign a second log.
 */
export async function lookBack(deps: Deps): Promise<boolean> {
  const { began } = await findHead(deps.db)
  if (began === null) return true
  const { witnesses } = deps.logWitnesses ?? NO_WITNESSES
  const shown = await Promise.all(witnesses.map((witness) => sizeShown(witness, began)))
  // Asked for last: another server may have had a larger tree cosigned meanwhile, and then it stands here too.
  const held = (await lastCheckpoint(deps.db))?.size ?? 0
  const largest = Math.max(0, ...shown)
  if (largest > held) {
    const refused = { code: 'seen-larger', size: held, signedSize: largest }
    deps.log.error({ refusal: refused.code, size: held, signedSize: largest }, 'no checkpoint is signed')
    await keepRefusal(deps.db, refused, deps.clock())
    return false
  }
  await checkpoint(deps, { again: true })
  return (await findHead(deps.db)).refused === null
}

/** The size of the tree that a witness shows under a signature of our log that holds; 0 where it shows none. */
async function sizeShown({ url }: LogWitness, began: { origin: string; vkey: string }): Promise<number> {
  const place = createHash('sha256').update(began.origin).digest('hex')
  try {
    const answer = await fetch(`${url}/${place}/checkpoint`, {
      redirect: 'error',
      signal: AbortSignal.timeout(LIMIT_MILLISECONDS),
    })
    const note = answer.ok ? await textOf(answer) : null
    const read = note === null ? null : readCheckpoint(note)
    return note !== null && read?.origin === began.origin && noteHolds(note, began.vkey) ? read.size : 0
  } catch {
    return 0 // away: it refuses by itself what does not continue
  }
}
