import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { formatCheckpoint } from '@lumbung/credential/log'
import type { CheckpointAsked } from '../deps.ts'
import { OperationError } from '../failure.ts'
import { writeDurably } from '../files.ts'
import { consistencyHolds } from './consistency.ts'

/** Keys that sign checkpoints and nothing else: a plain request to sign with one is refused. */
export const CHECKPOINT_KEYS = /^log(\/|$)/

/** The last checkpoint that was signed for an origin. */
export interface SignedBefore {
  readonly size: number
  /** The root in base64. */
  readonly root: string
}

/** Why a checkpoint is refused; `CheckpointAnswer` tells what each means. */
export type CheckpointRefusal = 'rewind' | 'fork' | 'from-elsewhere'

/** What the signer remembers of checkpoints. */
export interface CheckpointMemory {
  /**
   * Remembers a checkpoint durably before it is signed, or says why it may not be signed. The same checkpoint again is
   * allowed: the answer to the first may have been lost.
   */
  allow(asked: CheckpointAsked): { refusal: CheckpointRefusal; last: SignedBefore } | null
}

/**
 * The memory in a folder: one file for each origin, written beside its place and moved. It is what makes it impossible to
 * sign two trees of one log, also for whoever has the whole database in hand or puts an old copy of it back.
 *
 * Throws `OperationError` where a file of the memory can't be read: a memory that is damaged must not be begun anew.
 */
export function openCheckpoints(folder: string): CheckpointMemory {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const known = new Map<string, SignedBefore>()
  const placeOf = (origin: string) => join(folder, `${createHash('sha256').update(origin).digest('hex')}.json`)
  const lastOf = (origin: string): SignedBefore | null => {
    const held = known.get(origin)
    if (held !== undefined) return held
    const place = placeOf(origin)
    if (!existsSync(place)) return null
    const last = read(place, origin)
    known.set(origin, last)
    return last
  }
  return {
    allow: (asked) => {
      const last = lastOf(asked.origin)
      const root = Buffer.from(asked.root).toString('base64')
      if (last !== null) {
        const refusal = refusalOf(asked, last)
        if (refusal !== null) return { refusal, last }
        if (asked.size === last.size) return null
      }
      const next = { size: asked.size, root }
      writeDurably(placeOf(asked.origin), JSON.stringify({ origin: asked.origin, ...next }))
      known.set(asked.origin, next)
      return null
    },
  }
}

/** Why a checkpoint can't follow the last one that was signed; nothing where it can. */
export function refusalOf(asked: CheckpointAsked, last: SignedBefore): CheckpointRefusal | null {
  if (asked.size < last.size) return 'rewind'
  if (asked.size === last.size) return Buffer.from(asked.root).toString('base64') === last.root ? null : 'fork'
  if (asked.from !== last.size) return 'from-elsewhere'
  const old = { size: last.size, root: new Uint8Array(Buffer.from(last.root, 'base64')) }
  return consistencyHolds(old, { size: asked.size, root: asked.root }, asked.proof) ? null : 'fork'
}

function read(place: string, origin: string): SignedBefore {
  try {
    const { origin: written, size, root } = JSON.parse(readFileSync(place, 'utf8')) as Record<string, unknown>
    if (written === origin && Number.isSafeInteger(size) && typeof root === 'string' && /^[\w+/]{43}=$/.test(root))
      return { size: size as number, root }
  } catch {}
  throw new OperationError(
    `The signer's memory of the log ${origin} is damaged (${place}).`,
    'Put the file back from a backup of the signer; nothing of this log is signed before that.',
  )
}

/** The text of a checkpoint that is signed (C2SP tlog-checkpoint): origin, size, root. */
export function checkpointText(asked: Pick<CheckpointAsked, 'origin' | 'size' | 'root'>): Buffer {
  return Buffer.from(formatCheckpoint(asked))
}
