import { encodeEntries, extraOf, inclusionSpans, TILE_WIDTH, type TileAddress } from '@lumbung/credential/log'
import type { Db } from '../platform/database.ts'
import type { LogWitnesses } from '../platform/deps.ts'
import { cosignedNote, proofText } from './rules-note.ts'
import { entriesOf } from './rules-tree.ts'
import { proofHashes } from './service-checkpoint.ts'
import { firstCosignedAbove, lastCheckpoint, lastCosigned, withCosignatures } from './store-checkpoint.ts'
import { leafOf } from './store-leaf.ts'
import { findHead, findTiles } from './store-tree.ts'
import type { Began, CosignedCheckpoint } from './types.ts'

/** Whose cosignatures count, for the store. */
export function countingOf({ witnesses, quorum }: LogWitnesses): { vkeys: string[]; quorum: number } {
  return { vkeys: witnesses.map(({ vkey }) => vkey), quorum }
}

/** A proof that a row's leaf is in the log, and since when the witnesses saw it there. */
export interface LeafProof {
  /** The text of the proof (C2SP tlog-proof): salt and digest of the record, position, hashes, cosigned checkpoint. */
  readonly text: string
  readonly position: number
  /** When the quorum was complete by the witnesses' clocks; when the log signed, where no witness is needed. */
  readonly seenAt: Date
}

/**
 * The proof of the leaf about a row: from the first checkpoint with a quorum of cosignatures that holds it, so that it says
 * the earliest instant that can be said. `pending` while the leaf or the quorum is still to come; nothing where no leaf
 * was left or its opening was erased.
 */
export async function proofFor(
  db: Db,
  who: LogWitnesses,
  subject: string,
  subjectId: string,
): Promise<LeafProof | 'pending' | null> {
  const opened = await leafOf(db, subject, subjectId)
  if (opened === null) return null
  const { position } = opened.leaf
  if (position === null) return 'pending'
  const held = await firstCosignedAbove(db, position, countingOf(who))
  if (held === null) return 'pending'
  const hashes = await proofHashes(db, inclusionSpans(position, held.size))
  return {
    text: proofText(extraOf(opened.opening), position, hashes, noteOf(held)),
    position,
    seenAt: seenAt(held, who.quorum),
  }
}

/** The checkpoint as it is served: with every cosignature that counts. */
export function noteOf(checkpoint: CosignedCheckpoint): string {
  return cosignedNote(
    checkpoint.note,
    checkpoint.cosignatures.map(({ line }) => line),
  )
}

/** When the quorum was complete: cosignatures come in the order of their times. */
function seenAt({ cosignatures, signedAt }: CosignedCheckpoint, quorum: number): Date {
  return cosignatures[quorum - 1]?.seenAt ?? signedAt
}

/**
 * The checkpoint that is served: the newest with a quorum; before the first of those, the newest that was signed. Nothing
 * before the log began.
 */
export async function servedCheckpoint(db: Db, who: LogWitnesses): Promise<CosignedCheckpoint | null> {
  const counting = countingOf(who)
  const cosigned = await lastCosigned(db, counting)
  if (cosigned !== null) return cosigned
  const newest = await lastCheckpoint(db)
  return newest === null ? null : withCosignatures(db, newest, counting)
}

/**
 * A tile, or a bundle of entries, as it is served: its first `width` hashes or entries, if the tree that was signed holds
 * so many. What isn't signed yet isn't served.
 */
export async function servedTile(db: Db, asked: TileAddress): Promise<Uint8Array | null> {
  const signed = await lastCheckpoint(db)
  const unit = TILE_WIDTH ** Math.max(0, asked.level)
  const needed = (asked.index * TILE_WIDTH + asked.width) * unit
  if (signed === null || needed > signed.size) return null
  const [tile] = await findTiles(db, [asked])
  if (tile === undefined || tile.width < asked.width) return null
  if (asked.level >= 0) return tile.bytes.subarray(0, asked.width * 32)
  const entries = entriesOf(tile.bytes, asked.width)
  return entries === null ? null : encodeEntries(entries)
}

/** Under which name and key the log began, and when; nothing before its first signed checkpoint. */
export async function logBegan(db: Db): Promise<Began | null> {
  return (await findHead(db)).began
}
