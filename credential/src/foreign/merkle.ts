/** Merkle proofs of Blockcerts: as Chainpoint 2 (versions 1 and 2) and as MerkleProof2019 (version 3). */
import { sha256 } from '#crypto'
import { type Cbor, decodeCbor } from '../cbor.ts'
import { fromBase58 } from '../keys/encoding.ts'
import type { JsonObject } from '../types.ts'
import { listOf, objectOf } from './fields.ts'

/** A receipt as read: hashes are 32 bytes in lower-case hexadecimal. */
export interface Receipt {
  readonly targetHash: string
  readonly merkleRoot: string
  readonly path: readonly { readonly side: 'left' | 'right'; readonly hash: string }[]
}

const HASH = /^[0-9a-f]{64}$/
/** Most steps of a path that are walked: more than any tree of certificates has levels. */
export const STEPS = 64
/** Letters of the longest proof value that we read: about 40 steps of a path. */
const PROOF_LETTERS = 4096

/** The bytes of a text in hexadecimal, of an even length and with at least two letters. */
export function bytesOfHex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) as string[], (pair) => Number.parseInt(pair, 16))
}

/** Bytes in lower-case hexadecimal. */
export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Reads a receipt in JSON: `targetHash`, `merkleRoot`, `proof` and at least one anchor. */
export function readReceipt({ targetHash, merkleRoot, proof, anchors }: JsonObject): Receipt | undefined {
  const path = listOf(proof).map((step) => {
    const { left, right } = objectOf(step)
    return left === undefined ? { side: 'right', hash: right } : { side: 'left', hash: left }
  })
  return listOf(anchors).length === 0 ? undefined : checkedReceipt(targetHash, merkleRoot, path)
}

/** Reads the `proofValue` of a MerkleProof2019: base58 of CBOR, in which each hash is CBOR again. */
export function readProofValue(value: unknown): Receipt | undefined {
  if (typeof value !== 'string' || !value.startsWith('z')) return undefined
  const bytes = fromBase58(value.slice(1), PROOF_LETTERS)
  const fields = bytes === null ? undefined : entriesOf(decodeCbor(bytes))
  if (fields === undefined) return undefined
  const steps = entriesOf(fields.find(([key]) => key === 3)?.[1] ?? [])
  const anchors = fields.find(([key]) => key === 2)?.[1]
  if (steps === undefined || !Array.isArray(anchors) || anchors.length === 0) return undefined
  const at = (wanted: number) => innerHash(fields.find(([key]) => key === wanted)?.[1])
  const path = steps.map(([side, hash]) => ({ side: side === 0 ? 'left' : 'right', hash: innerHash(hash) }))
  return checkedReceipt(at(1), at(0), path)
}

/** A list of pairs, which is how this format writes a map. */
function entriesOf(item: Cbor | undefined): (readonly [Cbor, Cbor])[] | undefined {
  if (!Array.isArray(item) || !item.every((pair) => Array.isArray(pair) && pair.length === 2)) return undefined
  return item as (readonly [Cbor, Cbor])[]
}

/** A hash as CBOR inside bytes: newer tools write 32 bytes in it, older ones their hexadecimal text. */
function innerHash(item: Cbor | undefined): Cbor | undefined {
  const inner = item instanceof Uint8Array ? decodeCbor(item) : undefined
  return inner instanceof Uint8Array ? hexOf(inner) : inner
}

function checkedReceipt(
  targetHash: unknown,
  merkleRoot: unknown,
  path: readonly { readonly side: string; readonly hash: unknown }[],
): Receipt | undefined {
  const isHash = (text: unknown): text is string => typeof text === 'string' && HASH.test(text)
  if (path.length > STEPS || !isHash(targetHash) || !isHash(merkleRoot) || !path.every(({ hash }) => isHash(hash)))
    return undefined
  return { targetHash, merkleRoot, path: path as Receipt['path'] }
}

/** Whether the path of a receipt leads from its target to its root, with SHA-256 over both children. */
export function pathHolds({ targetHash, merkleRoot, path }: Receipt): boolean {
  let hash = targetHash
  for (const step of path) {
    hash = hexOf(sha256(bytesOfHex(step.side === 'left' ? step.hash + hash : hash + step.hash)))
  }
  return hash === merkleRoot
}
