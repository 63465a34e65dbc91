/**
 * The compact form of a credential, small enough for a QR symbol on paper: a CBOR Web Token (RFC 8392) in COSE_Sign1
 * (RFC 9052, section 4.2), signed by the issuer's ordinary key, written in base45. Why: docs/decisions/0011.
 */
import { encodeBase64Url } from '#base64'
import { ALGORITHMS, type KeyKind } from '../algorithms.ts'
import { COMPACT_PREFIX } from '../carriers/unwrap.ts'
import { type Cbor, type CborMap, decodeCbor, encodeCbor } from '../cbor.ts'
import type { Read } from '../envelope/open.ts'
import { type Answer, type OpenedProof, type Opening, stoppedByFormat } from '../envelope/opened.ts'
import { controllerOf, keyInside } from '../keys/controller.ts'
import { type PublicKey, type Sign, signatureHolds } from '../keys/key.ts'
import { readAchievement } from '../openbadge/read.ts'
import type { JsonObject } from '../types.ts'
import { fromBase45, toBase45 } from './base45.ts'
import { claimsOf, credentialOf, LEAVABLE, type Leavable } from './claims.ts'

// The kernel as a whole: bundlers then keep it in one piece, instead of one for each set of parts that lean on it.
export { verify as kernel } from '../verify.ts'

/** Most letters of a compact form: a QR symbol of version 19 (93 modules) at level M, which cheap cameras still read from paper. */
export const COMPACT_LETTERS = 900
/** The tag of COSE_Sign1 (RFC 9052, section 2), as the byte before it. */
const COSE_SIGN1 = 0xd2
const HEADER = { algorithm: 1, key: 4 } as const
/** Numbers of the algorithms (RFC 9053, section 2; EdDSA as deployed, with Ed25519). RSA signatures leave no room. */
const COSE_ALGORITHMS: Readonly<Partial<Record<KeyKind, number>>> = { Ed25519: -8, 'P-256': -7, 'P-384': -35 }

/** The form as it goes into a QR symbol (alphanumeric mode), or why there is none. */
export type CompactForm =
  | { readonly ok: true; readonly text: string; readonly left: readonly Leavable[] }
  | { readonly ok: false; readonly code: 'compact-lacks'; readonly at: string }
  | { readonly ok: false; readonly code: 'compact-too-large'; readonly letters: number }
  | { readonly ok: false; readonly code: 'compact-key-of-another' | 'compact-key-not-allowed' }

/** How a compact form is signed: with the key of the issuer that the credential names. */
export interface CompactOptions {
  readonly verificationMethod: string
  readonly created: Date
  readonly sign: Sign
  /** The kind of that key; Ed25519 where it isn't said. */
  readonly kind?: KeyKind
}

/**
 * Makes the compact form of a credential of ours: who, what, by whom, SKS, hours, level, field, dates, status and the
 * address of the whole. It is a second document, signed when the first is. Where it would have more than 900 letters,
 * `LEAVABLE` parts are left out one after the other and named in `left`; a form that still doesn't fit is refused.
 */
export async function compactForm(credential: JsonObject, options: CompactOptions): Promise<CompactForm> {
  const kind = options.kind ?? 'Ed25519'
  const algorithm = COSE_ALGORITHMS[kind]
  const controller = controllerOf(options.verificationMethod)
  if (algorithm === undefined) return { ok: false, code: 'compact-key-not-allowed' }
  const head = encodeCbor(
    new Map<number, Cbor>([
      [HEADER.algorithm, algorithm],
      [HEADER.key, new TextEncoder().encode(options.verificationMethod.slice((controller ?? '').length))],
    ]),
  )
  let letters = 0
  for (let count = 0; count <= LEAVABLE.length; count++) {
    const left = LEAVABLE.slice(0, count)
    const claims = claimsOf(credential, options.created, left)
    if ('lacks' in claims) return { ok: false, code: 'compact-lacks', at: claims.lacks }
    if (readAchievement(credential).issuer.id !== controller) return { ok: false, code: 'compact-key-of-another' }
    const payload = encodeCbor(claims)
    const bytes = (signature: Uint8Array) =>
      Uint8Array.from([COSE_SIGN1, ...encodeCbor([head, new Map(), payload, signature])])
    letters = lettersOf(bytes(new Uint8Array(ALGORITHMS[kind].signatureBytes as number)).length)
    if (letters > COMPACT_LETTERS) continue
    const signature = await options.sign(signedBytes(head, payload))
    return { ok: true, text: COMPACT_PREFIX + toBase45(bytes(signature)), left }
  }
  return { ok: false, code: 'compact-too-large', letters }
}

/** What the signature covers (RFC 9052, section 4.4): it can't be mistaken for what another format signs. */
function signedBytes(head: Uint8Array, payload: Uint8Array): Uint8Array {
  return encodeCbor(['Signature1', head, new Uint8Array(), payload])
}

function lettersOf(bytes: number): number {
  return COMPACT_PREFIX.length + Math.floor(bytes / 2) * 3 + (bytes % 2) * 2
}

/** A compact form as read: nothing of it is checked yet. */
export interface ReadCompact {
  readonly credential: JsonObject
  readonly verificationMethod: string
  /** When it was signed, to the second. */
  readonly created: Date
  /** COSE's number of the algorithm that it names. */
  readonly algorithm: number
  readonly signed: Uint8Array
  readonly signature: Uint8Array
}

/**
 * Reads a compact form strictly, or `undefined`: at most 900 letters, base45 and CBOR in their one right form, no header
 * but algorithm and key, no claim that we don't write, and the same bytes when it is written again. Never throws.
 */
export function readCompact(text: string): ReadCompact | undefined {
  if (!text.startsWith(COMPACT_PREFIX) || text.length > COMPACT_LETTERS) return undefined
  const bytes = fromBase45(text.slice(COMPACT_PREFIX.length))
  const parts = bytes?.[0] === COSE_SIGN1 ? decodeCbor(bytes.subarray(1)) : undefined
  if (!Array.isArray(parts) || parts.length !== 4) return undefined
  const [head, open, payload, signature] = parts as Cbor[]
  if (!(head instanceof Uint8Array && payload instanceof Uint8Array && signature instanceof Uint8Array))
    return undefined
  if (!(open instanceof Map) || open.size !== 0) return undefined
  const header = readHeader(head)
  const claims = decodeCbor(payload)
  const read = claims === undefined ? undefined : credentialOf(claims)
  if (header === undefined || read === undefined || !isWrittenSo(payload, read.credential, read.signed))
    return undefined
  return {
    credential: read.credential,
    verificationMethod: readAchievement(read.credential).issuer.id + header.fragment,
    created: read.signed,
    algorithm: header.algorithm,
    signed: signedBytes(head, payload),
    signature,
  }
}

function readHeader(head: Uint8Array): { readonly algorithm: number; readonly fragment: string } | undefined {
  const header = decodeCbor(head)
  if (!(header instanceof Map) || header.size !== 2) return undefined
  const algorithm = (header as CborMap).get(HEADER.algorithm)
  const key = (header as CborMap).get(HEADER.key)
  if (typeof algorithm !== 'number' || !(key instanceof Uint8Array)) return undefined
  const fragment = String.fromCharCode(...key)
  return /^#[\w.-]+$/.test(fragment) ? { algorithm, fragment } : undefined
}

/** Whether claims are exactly what we would write for the credential that they stand for: no more, no less, no other way. */
function isWrittenSo(payload: Uint8Array, credential: JsonObject, signed: Date): boolean {
  const claims = claimsOf(credential, signed)
  if ('lacks' in claims) return false
  const written = encodeCbor(claims)
  return written.length === payload.length && written.every((byte, at) => byte === payload[at])
}

/** Opens a compact form for the eight checks: the same register, status lists and dates as for the whole. */
export function openCompact(read: Read): Opening {
  const form = readCompact(read.text)
  if (form === undefined)
    return stoppedByFormat({ outcome: 'fail', code: 'format-not-readable', data: { reason: 'compact-form', at: '' } })
  const { credential } = form
  return {
    ok: true,
    opened: {
      format: 'lumbung-compact',
      formatAnswer: { outcome: 'pass', code: 'format-lumbung-compact' },
      credential,
      issuer: readAchievement(credential).issuer.id,
      term: { from: credential.validFrom, until: credential.validUntil },
      proofs: [openedProof(form)],
      schema: () => ({ outcome: 'pass', code: 'schema-complete' }),
      facts: () => readAchievement(credential),
    },
  }
}

function openedProof(form: ReadCompact): OpenedProof {
  const inside = keyInside(form.verificationMethod)
  return {
    verificationMethod: form.verificationMethod,
    controller: controllerOf(form.verificationMethod) ?? '',
    created: form.created.toISOString(),
    ...(inside === undefined ? {} : { keyInside: inside }),
    signature: encodeBase64Url(form.signature),
    check: (key) => checkSignature(form, key),
  }
}

async function checkSignature(form: ReadCompact, key: PublicKey): Promise<Answer> {
  if (form.algorithm !== COSE_ALGORITHMS[key.kind]) return { outcome: 'fail', code: 'proof-algorithm-not-allowed' }
  return (await signatureHolds(key, form.signed, form.signature))
    ? { outcome: 'pass', code: 'proof-fits' }
    : { outcome: 'fail', code: 'proof-does-not-fit' }
}
