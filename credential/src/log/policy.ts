/** Which log is believed, and how many witnesses it takes (C2SP tlog-proof, *Verifying a tlog proof*). */
import { cosignatureOf } from './cosignature.ts'
import { inclusionHolds, isSameHash, leafHash } from './merkle.ts'
import { COSIGNATURE, ED25519, type NoteKey, noteHolds, parseVkey, signaturesOf } from './note.ts'
import { parseProof, type ReadProof } from './proof.ts'

/** A log and its witnesses, as a register names them. Keys are verifier keys. */
export interface LogParameters {
  readonly origin: string
  readonly vkey: string
  readonly witnesses: readonly { readonly name: string; readonly vkey: string }[]
  /** How many witnesses must have cosigned. */
  readonly quorum: number
}

/** The same with its keys read. */
export interface LogPolicy {
  readonly origin: string
  readonly key: NoteKey
  readonly witnesses: readonly NoteKey[]
  readonly quorum: number
}

/**
 * Why a proof is no good. All speak against it but `not-witnessed`, and `signature-unknown`: the proof holds, and beside it stands
 * a line of a witness that the policy doesn't name, as after a witness was replaced.
 */
export type LogFault =
  | 'not-readable'
  | 'another-log'
  | 'signature-missing'
  | 'signature-wrong'
  | 'signature-unknown'
  | 'cosignature-wrong'
  | 'not-included'
  | 'not-witnessed'

/** What a proof says: in which tree, where, and by when a quorum had seen it; or what is wrong. */
export type LogAnswer =
  | {
      readonly ok: true
      readonly size: number
      readonly index: number
      /** The smallest instant at which a quorum had cosigned, by the witnesses' clocks; null where no witness is asked for. */
      readonly seenAt: Date | null
    }
  | { readonly ok: false; readonly reason: Exclude<LogFault, 'not-witnessed'> }
  | { readonly ok: false; readonly reason: 'not-witnessed'; readonly cosigned: number }

/**
 * Reads the keys of a log and its witnesses; nothing where one can't be read, is of the wrong type, or where two witnesses have
 * one key: that would be one witness counted twice.
 */
export function readPolicy({ origin, vkey, witnesses, quorum }: LogParameters): LogPolicy | undefined {
  const key = parseVkey(vkey)
  const keys = witnesses
    .map((witness) => parseVkey(witness.vkey))
    .filter((read) => read?.type === COSIGNATURE) as NoteKey[]
  if (key?.type !== ED25519 || !Number.isInteger(quorum) || quorum < 0) return undefined
  if (keys.length !== witnesses.length) return undefined
  const isTwice = keys.some((one, at) => keys.slice(0, at).some((other) => isSameHash(one.key.bytes, other.key.bytes)))
  return isTwice ? undefined : { origin, key, witnesses: keys, quorum }
}

/** What the signatures of a checkpoint say under a policy: the seconds of its cosignatures, in order, or what is wrong. */
type Signatures =
  | { readonly seconds: readonly number[]; readonly hasStrange: boolean }
  | { readonly fault: Exclude<LogFault, 'not-witnessed'> }

/** Checkpoints checked before under a policy, by their text: thousands of credentials share one. */
const known = new WeakMap<LogPolicy, Map<string, Signatures>>()
const CHECKPOINTS_KEPT = 64

async function signaturesHold(proof: ReadProof, policy: LogPolicy): Promise<Signatures> {
  const kept = known.get(policy) ?? new Map<string, Signatures>()
  known.set(policy, kept)
  const before = kept.get(proof.note)
  if (before !== undefined) return before
  const found = await checkSignatures(proof, policy)
  if (kept.size >= CHECKPOINTS_KEPT) kept.clear()
  kept.set(proof.note, found)
  return found
}

/** Every line counts: one of the log, at most one of each witness. Those that nobody here can check are told apart. */
async function checkSignatures({ signed }: ReadProof, { origin, key, witnesses }: LogPolicy): Promise<Signatures> {
  if (signed.checkpoint.origin !== origin) return { fault: 'another-log' }
  const own = signaturesOf(signed, key)
  if (own.length === 0) return { fault: 'signature-missing' }
  if (own.length > 1 || (await noteHolds(signed, key)) !== 'holds') return { fault: 'signature-wrong' }
  const seconds: number[] = []
  for (const witness of witnesses) {
    const cosigned = await cosignatureOf(signed, witness)
    if (cosigned === 'wrong') return { fault: 'cosignature-wrong' }
    if (cosigned !== 'not-signed') seconds.push(cosigned.seconds)
  }
  const hasStrange = signed.signatures.length !== 1 + seconds.length
  return { seconds: seconds.sort((one, other) => one - other), hasStrange }
}

/**
 * Checks a proof under a policy. `entryOf` makes the entry from the proof's extra data and from what the caller holds, or
 * nothing where it can't. Every byte of the text counts: a signature line of a key that the policy doesn't name is refused
 * as much as one that doesn't hold. Never throws for bad input.
 */
export async function verifyLogProof(
  text: string,
  entryOf: (extra: Uint8Array | undefined) => Uint8Array | undefined,
  policy: LogPolicy,
): Promise<LogAnswer> {
  const proof = parseProof(text)
  const entry = proof === undefined ? undefined : entryOf(proof.extra)
  if (proof === undefined || entry === undefined) return { ok: false, reason: 'not-readable' }
  const signatures = await signaturesHold(proof, policy)
  if ('fault' in signatures) return { ok: false, reason: signatures.fault }
  const { index, hashes } = proof
  const { size, root } = proof.signed.checkpoint
  if (!inclusionHolds(index, size, leafHash(entry), hashes, root)) return { ok: false, reason: 'not-included' }
  const { seconds, hasStrange } = signatures
  if (hasStrange) return { ok: false, reason: 'signature-unknown' }
  if (seconds.length < policy.quorum) return { ok: false, reason: 'not-witnessed', cosigned: seconds.length }
  const last = seconds[policy.quorum - 1]
  return { ok: true, size, index, seenAt: last === undefined ? null : new Date(last * 1_000) }
}
