/** Checkpoints (C2SP tlog-checkpoint): the head of a log's tree as the text of a signed note. */
import { fromBase64, toBase64 } from './base64.ts'
import { HASH_BYTES, isCount, type TreeHead } from './merkle.ts'
import { type Note, parseNote } from './note.ts'

/** The text of a checkpoint. */
export interface Checkpoint extends TreeHead {
  /** Whose log it is: the first line. */
  readonly origin: string
  /** Further lines, which the log signed but nobody can audit. Ours have none. */
  readonly extensions: readonly string[]
}

/** The body of a checkpoint (*Note text*): origin, size in decimal, root in base64, each with a newline. */
export function formatCheckpoint({ origin, size, root }: Omit<Checkpoint, 'extensions'>): string {
  return `${origin}\n${size}\n${toBase64(root)}\n`
}

/** Reads a decimal without leading zeros; nothing where it has any, or is beyond the exact numbers of ECMAScript. */
export function readCount(text: string): number | undefined {
  if (!/^(?:0|[1-9]\d{0,15})$/.test(text)) return undefined
  return isCount(Number(text)) ? Number(text) : undefined
}

/** Reads a hash of 32 bytes in base64. */
export function readHash(text: string): Uint8Array | undefined {
  const bytes = fromBase64(text)
  return bytes?.length === HASH_BYTES ? bytes : undefined
}

/** Reads the body of a checkpoint; nothing where a line is missing, empty or in another form than `formatCheckpoint` writes. */
export function parseCheckpoint(body: string): Checkpoint | undefined {
  if (!body.endsWith('\n')) return undefined
  const [origin = '', second = '', third = '', ...extensions] = body.slice(0, -1).split('\n')
  const [size, root] = [readCount(second), readHash(third)]
  if (origin === '' || size === undefined || root === undefined || extensions.includes('')) return undefined
  return { origin, size, root, extensions }
}

/** Reads a note whose body is a checkpoint. Nothing of it is checked. */
export function parseCheckpointNote(text: string): (Note & { readonly checkpoint: Checkpoint }) | undefined {
  const note = parseNote(text)
  const checkpoint = note === undefined ? undefined : parseCheckpoint(note.body)
  return note === undefined || checkpoint === undefined ? undefined : { ...note, checkpoint }
}
