/**
 * The two forms of `proofValue` of `ecdsa-sd-2023` (Data Integrity ECDSA Cryptosuites 1.0, sections 3.5.2, 3.5.3, 3.5.6 and
 * 3.5.7): `u`, then in base64url three bytes that tell them apart, then an array in deterministic CBOR.
 */
import { encodeBase64Url } from '#base64'
import { ALGORITHMS } from '../../../algorithms.ts'
import { type Cbor, decodeCbor, encodeCbor } from '../../../cbor.ts'
import type { PublicKey } from '../../../keys/key.ts'
import { BEGINNING } from './begin.ts'

/** What the issuer gives to the holder: everything that can be shown, and what to show it with. Never for a verifier. */
export interface BaseValue {
  /** 64 bytes, under the issuer's key. */
  readonly baseSignature: Uint8Array
  /** The key that signed the statements, and was thrown away. */
  readonly publicKey: PublicKey
  /** 32 bytes that the labels of blank nodes are made with. */
  readonly hmacKey: Uint8Array
  /** One signature for each statement that may be withheld, in their order. */
  readonly signatures: readonly Uint8Array[]
  /** JSON pointers (RFC 6901) of what is always shown. */
  readonly mandatoryPointers: readonly string[]
}

/** What the holder gives to a verifier. */
export interface DerivedValue {
  readonly baseSignature: Uint8Array
  readonly publicKey: PublicKey
  /** The signatures of the shown statements that might have been withheld, in their order. */
  readonly signatures: readonly Uint8Array[]
  /** For each blank node, by the number of its canonical label: the 32 bytes of its label as signed. */
  readonly labels: readonly Uint8Array[]
  /** Which of the shown statements, in their order, were always to be shown. */
  readonly mandatoryIndexes: readonly number[]
}

const KEY_BYTES = 35
const SIGNATURE_BYTES = 64
/** Bytes of the HMAC key, and of each label. */
const HASH_BYTES = 32

function written(form: 0 | 1, parts: readonly Cbor[]): string {
  const cbor = encodeCbor(parts)
  const bytes = new Uint8Array(3 + cbor.length)
  bytes.set([...BEGINNING, form])
  bytes.set(cbor, 3)
  return `u${encodeBase64Url(bytes)}`
}

/** The public key as it is signed: 35 bytes of Multikey. */
export function keyBytes({ kind, bytes }: PublicKey): Uint8Array {
  return Uint8Array.from([...ALGORITHMS[kind].multicodec, ...bytes])
}

export function writeBase(value: BaseValue): string {
  const { baseSignature, publicKey, hmacKey, signatures, mandatoryPointers } = value
  return written(0, [baseSignature, keyBytes(publicKey), hmacKey, signatures, mandatoryPointers])
}

export function writeDerived(value: DerivedValue): string {
  const { baseSignature, publicKey, signatures, labels, mandatoryIndexes } = value
  return written(1, [baseSignature, keyBytes(publicKey), signatures, new Map(labels.entries()), mandatoryIndexes])
}

const isBytes =
  (length: number) =>
  (item: Cbor | undefined): item is Uint8Array =>
    item instanceof Uint8Array && item.length === length
const isSignature = isBytes(SIGNATURE_BYTES)
const isHash = isBytes(HASH_BYTES)

function listOf<Item extends Cbor>(list: Cbor | undefined, fits: (item: Cbor) => item is Item): readonly Item[] | null {
  return Array.isArray(list) && list.every(fits) ? list : null
}

const isText = (item: Cbor): item is string => typeof item === 'string'
const isIndex = (item: Cbor): item is number => typeof item === 'number' && item >= 0

/** The five parts of a value of the given form; the first two are alike in both. */
function partsOf(bytes: Uint8Array, form: 0 | 1): { key: PublicKey; base: Uint8Array; rest: readonly Cbor[] } | null {
  const parts = bytes[2] === form ? decodeCbor(bytes.subarray(3)) : undefined
  if (!Array.isArray(parts) || parts.length !== 5) return null
  const [base, key, ...rest] = parts as [Cbor, Cbor, ...Cbor[]]
  if (!isSignature(base) || !isBytes(KEY_BYTES)(key)) return null
  const { multicodec } = ALGORITHMS['P-256']
  if (!multicodec.every((byte, at) => key[at] === byte)) return null
  return { base, key: { kind: 'P-256', bytes: key.slice(multicodec.length) }, rest }
}

/** Reads a base proof, or null where it is none or of another form than the one that `writeBase` gives. */
export function readBase(bytes: Uint8Array): BaseValue | null {
  const parts = partsOf(bytes, 0)
  if (parts === null) return null
  const [hmacKey, list, pointers] = parts.rest
  const signatures = listOf(list, isSignature)
  const mandatoryPointers = listOf(pointers, isText)
  if (!isHash(hmacKey) || signatures === null || mandatoryPointers === null) return null
  return { baseSignature: parts.base, publicKey: parts.key, hmacKey, signatures, mandatoryPointers }
}

/**
 * Reads a derived proof, or null where it is none. Labels must be numbered without a gap and differ, since two blank nodes
 * with one label would tear apart what was signed as one; indexes must rise.
 */
export function readDerived(bytes: Uint8Array): DerivedValue | null {
  const parts = partsOf(bytes, 1)
  if (parts === null) return null
  const [list, map, places] = parts.rest
  const signatures = listOf(list, isSignature)
  const labels = map instanceof Map ? labelsOf(map) : null
  const mandatoryIndexes = listOf(places, isIndex)
  if (signatures === null || labels === null || mandatoryIndexes === null) return null
  if (mandatoryIndexes.some((index, at) => at > 0 && index <= (mandatoryIndexes[at - 1] as number))) return null
  return { baseSignature: parts.base, publicKey: parts.key, signatures, labels, mandatoryIndexes }
}

/** The keys of a map come in their order, so that only the first and the number of them could be wrong. */
function labelsOf(map: ReadonlyMap<number, Cbor>): readonly Uint8Array[] | null {
  const labels = listOf([...map.values()], isHash)
  if (labels === null || ![...map.keys()].every((key, at) => key === at)) return null
  return new Set(labels.map((label) => encodeBase64Url(label))).size === labels.length ? labels : null
}
