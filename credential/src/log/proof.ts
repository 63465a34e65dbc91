/** Proofs that something is in a log, as one text (C2SP tlog-proof, version 1): they travel with a credential and need no network. */
import { fromBase64, toBase64 } from './base64.ts'
import { type Checkpoint, parseCheckpointNote, readCount, readHash } from './checkpoint.ts'
import { MOST_HASHES } from './merkle.ts'
import { NOTE_LETTERS, type Note } from './note.ts'

/** The first line of every proof. */
export const PROOF_HEADER = 'c2sp.org/tlog-proof@v1'
/** Letters of the longest proof that is read. */
export const PROOF_LETTERS = NOTE_LETTERS
/** Most bytes of extra data that are read; ours have 64. */
export const EXTRA_BYTES = 4_096

/** What a proof is made of. */
export interface LogProof {
  /** What the application needs to make the entry anew; nobody vouches for it. Left out where there is none. */
  readonly extra?: Uint8Array
  /** Place of the entry, from 0. */
  readonly index: number
  /** Siblings from the leaf up (RFC 6962, section 2.1.1). */
  readonly hashes: readonly Uint8Array[]
  /** The signed checkpoint, as a note. */
  readonly note: string
}

/** A proof as read, with its checkpoint: nothing of it is checked. */
export interface ReadProof extends LogProof {
  readonly signed: Note & { readonly checkpoint: Checkpoint }
}

/** Writes a proof (*Format*). */
export function formatProof({ extra, index, hashes, note }: LogProof): string {
  const lines = [
    PROOF_HEADER,
    ...(extra === undefined ? [] : [`extra ${toBase64(extra)}`]),
    `index ${index}`,
    ...hashes.map(toBase64),
  ]
  return `${lines.join('\n')}\n\n${note}`
}

/**
 * Reads a proof; nothing where it is spelt in any other way than `formatProof` spells it, is longer than `PROOF_LETTERS`, has
 * more hashes than a tree has levels, or more extra data than `EXTRA_BYTES`.
 */
export function parseProof(text: string): ReadProof | undefined {
  if (text.length > PROOF_LETTERS) return undefined
  const split = text.indexOf('\n\n')
  const note = text.slice(split + 2)
  const signed = split < 0 ? undefined : parseCheckpointNote(note)
  const [header, second = '', ...lines] = text.slice(0, Math.max(0, split)).split('\n')
  if (signed === undefined || header !== PROOF_HEADER) return undefined
  const hasExtra = second.startsWith('extra ')
  const extra = hasExtra ? fromBase64(second.slice('extra '.length)) : undefined
  if (hasExtra && (extra === undefined || extra.length === 0 || extra.length > EXTRA_BYTES)) return undefined
  const [third = '', ...rest] = hasExtra ? lines : [second, ...lines]
  const index = third.startsWith('index ') ? readCount(third.slice('index '.length)) : undefined
  const hashes = rest.map(readHash)
  if (index === undefined || hashes.length > MOST_HASHES || !hashes.every((hash) => hash !== undefined))
    return undefined
  return { ...(extra === undefined ? {} : { extra }), index, hashes, note, signed }
}
