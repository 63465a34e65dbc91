/** What a witness answers to `add-checkpoint` (C2SP tlog-witness). Pure: the caller keeps the state and signs. */
import { MAX_CARRIER_BYTES, textOf } from '../carriers/carried.ts'
import { type Checkpoint, parseCheckpointNote, readCount, readHash } from './checkpoint.ts'
import { consistencyHolds, emptyRoot, isSameHash, MOST_HASHES, type TreeHead } from './merkle.ts'
import { type Note, type NoteKey, noteHolds, signaturesOf } from './note.ts'

/** A request as read: nothing of it is checked. */
export interface AddCheckpoint {
  readonly oldSize: number
  readonly proof: readonly Uint8Array[]
  readonly signed: Note & { readonly checkpoint: Checkpoint }
}

/** The type of the body of a 409: the size that the witness knows. */
export const SIZE_TYPE = 'text/x.tlog.size'
const TEXT_TYPE = 'text/plain; charset=utf-8'

/** An answer that is no cosignature, as HTTP. */
export interface WitnessRefusal {
  readonly status: 400 | 403 | 404 | 409 | 422
  readonly type: string
  readonly body: string
}

/** What to do: cosign `body` and keep `head` first, in one step with the state that was asked; or refuse. */
export type WitnessAnswer =
  | {
      readonly status: 200
      readonly head: TreeHead
      /** The body of the checkpoint: what the cosignature covers. */
      readonly body: string
      /** The lines of the log's own keys, which hold: what a witness serves beside its own. */
      readonly lines: readonly string[]
    }
  | WitnessRefusal

const refused = (status: WitnessRefusal['status'], body: string, type = TEXT_TYPE): WitnessRefusal => ({
  status,
  type,
  body: `${body}\n`,
})

/**
 * Reads the body of a request: `old` and a size, at most 63 hashes, an empty line, a checkpoint. Nothing, which is to be
 * answered 400, where it isn't spelt so or isn't UTF-8.
 */
export function readAddCheckpoint(input: string | Uint8Array): AddCheckpoint | undefined {
  if (input.length > MAX_CARRIER_BYTES) return undefined
  const text = typeof input === 'string' ? input : textOf(input)
  const split = text?.indexOf('\n\n') ?? -1
  if (text === null || split < 0) return undefined
  const [first = '', ...lines] = text.slice(0, split).split('\n')
  const oldSize = first.startsWith('old ') ? readCount(first.slice('old '.length)) : undefined
  const proof = lines.map(readHash)
  const signed = parseCheckpointNote(text.slice(split + 2))
  if (oldSize === undefined || signed === undefined || proof.length > MOST_HASHES) return undefined
  return proof.every((hash) => hash !== undefined) ? { oldSize, proof, signed } : undefined
}

/** The answer to a body that can't be read. */
export const BAD_REQUEST: WitnessRefusal = refused(400, 'the body is no request of tlog-witness')

/**
 * Decides on a request (*add-checkpoint*). `keys` are those that the witness trusts for the origin, nothing where it doesn't know
 * it; `state` is the latest checkpoint that it cosigned there, null before the first. The answers: 404 for an unknown origin; 403
 * where no trusted key signed, or a line of one doesn't hold; 400 where the old size is larger than the new; 409 with the
 * known size where the old size is another; 422 where an empty tree has another root than the empty one, where a proof comes
 * with old size zero, and where it doesn't hold. Never throws.
 */
export async function decideAddCheckpoint(
  { oldSize, proof, signed }: AddCheckpoint,
  keys: readonly NoteKey[] | undefined,
  state: TreeHead | null,
): Promise<WitnessAnswer> {
  if (keys === undefined) return refused(404, 'the origin is not known here')
  const answers = await Promise.all(keys.map((key) => noteHolds(signed, key)))
  if (answers.includes('wrong')) return refused(403, 'a signature of a trusted key does not hold')
  if (!answers.includes('holds')) return refused(403, 'no trusted key has signed')
  const { checkpoint } = signed
  if (oldSize > checkpoint.size) return refused(400, 'the old size is larger than the checkpoint')
  const knownSize = state?.size ?? 0
  if (oldSize !== knownSize) return refused(409, String(knownSize), SIZE_TYPE)
  const isFirst = state === null || state.size === 0
  if (checkpoint.size === 0 && !isSameHash(checkpoint.root, emptyRoot()))
    return refused(422, 'an empty tree has another root')
  if (isFirst ? proof.length > 0 : !consistencyHolds(state, checkpoint, proof))
    return refused(422, 'the checkpoint does not add to the one before')
  const lines = keys.flatMap((key) => signaturesOf(signed, key).map(({ line }) => line))
  return { status: 200, head: { size: checkpoint.size, root: checkpoint.root }, body: signed.body, lines }
}
