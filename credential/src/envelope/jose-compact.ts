/** The compact serialisation of a JWS (RFC 7515, section 7.1), read so that it has one meaning only. */
import { asciiBytes, decodeBase64Url } from '#base64'
import { ALGORITHMS } from '../algorithms.ts'
import { type JsonLimits, readJson, utf8Text } from '../json/read.ts'
import { readJwk } from '../keys/jwk.ts'
import { type PublicKey, signatureHolds } from '../keys/key.ts'
import type { Template } from '../rdf/template.ts'
import { recallClaims } from '../rdf/templates.ts'
import { isJsonObject, type Json, type JsonObject } from '../types.ts'
import { HEADER_LETTERS, JWS_BYTES } from './jose-recognise.ts'
import type { Answer } from './opened.ts'

/** A header of the members that we allow, each of its kind. */
export interface JoseHeader {
  /** `alg` of a row of `ALGORITHMS`; whether it is the key's is asked when the key is known. */
  readonly alg: string
  /** Lower case, without `application/`; empty where it is absent. */
  readonly typ: string
  readonly cty: string
  readonly kid?: string
  readonly iss?: string
  /** A key that the document carries itself. */
  readonly jwk?: PublicKey
}

/** A JWS as read: its signature isn't checked. */
export interface Compact {
  readonly header: JoseHeader
  readonly payload: JsonObject
  /** The template that the payload was read by: what is known of it needs no second look. */
  readonly template?: Template
  /** What was signed: header, a full stop, payload, in ASCII. */
  readonly message: Uint8Array
  readonly signature: Uint8Array
}

/** `format`: it can't be read. `proof`: it can, but its header or signature is none that we take; the payload is there for its format. */
export type CompactReading =
  | { readonly ok: true; readonly compact: Compact }
  | { readonly ok: false; readonly check: 'format'; readonly answer: Answer }
  | { readonly ok: false; readonly check: 'proof'; readonly answer: Answer; readonly payload: JsonObject }

const JWS_LIMITS: JsonLimits = { maxBytes: JWS_BYTES, maxDepth: 32 }

const MEMBERS = new Set(['alg', 'typ', 'cty', 'kid', 'iss', 'jwk'])
const KNOWN_ALGORITHMS: ReadonlySet<string> = new Set(Object.values(ALGORITHMS).map(({ jose }) => jose))

type HeaderReading =
  | { readonly ok: true; readonly header: JoseHeader }
  | { readonly ok: false; readonly check: 'format' | 'proof'; readonly answer: Answer }

/** Headers read before, since an issuer's are all alike; by their letters, so that the same text has the same answer. */
const headers = new Map<string, HeaderReading>()
const HEADERS_KEPT = 256

/** Reads a JWS in three parts. Never throws. */
export function readCompact(text: string): CompactReading {
  const first = text.indexOf('.')
  const second = text.indexOf('.', first + 1)
  if (text.length > JWS_LIMITS.maxBytes) return unreadable('json-too-large', '')
  if (first < 0 || second < 0 || text.includes('.', second + 1)) return unreadable('jws-not-compact', '')
  const read = readHeader(text.slice(0, first))
  if (!read.ok && read.check === 'format') return { ok: false, check: 'format', answer: read.answer }
  const bytes = decodeBase64Url(text.slice(first + 1, second))
  if (bytes === null) return unreadable('jws-not-base64url', '/payload')
  const said = utf8Text(bytes)
  if (said === null) return unreadable('json-not-utf8', '')
  const recalled = recallClaims(said)
  const payload = recalled === undefined ? readJson(said, JWS_LIMITS) : ({ ok: true, value: recalled.value } as const)
  if (!payload.ok) return unreadable(payload.code, payload.at)
  if (!isJsonObject(payload.value)) return unreadable('jws-not-object', '/payload')
  if (!read.ok) return { ok: false, check: 'proof', answer: read.answer, payload: payload.value }
  const signature = decodeBase64Url(text.slice(second + 1))
  if (signature === null || signature.length === 0)
    return { ok: false, check: 'proof', answer: refused('proof-malformed', 'signature'), payload: payload.value }
  const message = asciiBytes(text.slice(0, second))
  const known = recalled === undefined ? {} : { template: recalled.template }
  return { ok: true, compact: { header: read.header, payload: payload.value, ...known, message, signature } }
}

function unreadable(reason: string, at: string): CompactReading {
  return { ok: false, check: 'format', answer: { outcome: 'fail', code: 'format-not-readable', data: { reason, at } } }
}

function refused(
  code: 'proof-malformed' | 'proof-not-supported' | 'proof-algorithm-not-allowed',
  member: string,
): Answer {
  return { outcome: 'fail', code, data: { member } }
}

function readHeader(letters: string): HeaderReading {
  const known = headers.get(letters)
  if (known !== undefined) return known
  const reading = parseHeader(letters)
  if (headers.size >= HEADERS_KEPT) headers.clear()
  if (letters.length <= HEADER_LETTERS) headers.set(letters, reading)
  return reading
}

function parseHeader(letters: string): HeaderReading {
  const stop = (reason: string): HeaderReading => ({
    ok: false,
    check: 'format',
    answer: { outcome: 'fail', code: 'format-not-readable', data: { reason, at: '/header' } },
  })
  if (letters.length > HEADER_LETTERS) return stop('json-too-large')
  const bytes = decodeBase64Url(letters)
  if (bytes === null) return stop('jws-not-base64url')
  const read = readJson(bytes)
  if (!read.ok) return stop(read.code)
  if (!isJsonObject(read.value)) return stop('jws-not-object')
  return judgeHeader(read.value)
}

/**
 * `crit`, `b64`, `zip` change what the signature means; `jku`, `x5u`, `x5c` bring a key from elsewhere. We follow none of
 * them, so a header that holds any member beside ours is refused rather than half read (RFC 8725, sections 3.1 and 3.10).
 */
function judgeHeader(header: JsonObject): HeaderReading {
  const proof = (answer: Answer): HeaderReading => ({ ok: false, check: 'proof', answer })
  const { alg, typ, cty, kid, iss, jwk } = header
  const other = Object.keys(header).find((member) => !MEMBERS.has(member))
  if (other !== undefined) return proof(refused('proof-not-supported', other))
  if (typeof alg !== 'string' || !KNOWN_ALGORITHMS.has(alg)) return proof(refused('proof-algorithm-not-allowed', 'alg'))
  for (const [member, value] of Object.entries({ typ, cty, kid, iss }))
    if (value !== undefined && (typeof value !== 'string' || value === ''))
      return proof(refused('proof-malformed', member))
  const key = jwk === undefined ? undefined : readJwk(jwk)
  if (jwk !== undefined && (key === undefined || isPrivate(jwk))) return proof(refused('proof-malformed', 'jwk'))
  return {
    ok: true,
    header: {
      alg,
      typ: mediaType(typ),
      cty: mediaType(cty),
      ...(typeof kid === 'string' ? { kid } : {}),
      ...(typeof iss === 'string' ? { iss } : {}),
      ...(key === undefined ? {} : { jwk: key }),
    },
  }
}

/** Whether a JWK holds a private part, which has no business in a document. */
function isPrivate(jwk: Json): boolean {
  return isJsonObject(jwk) && jwk.d !== undefined
}

/** A media type as JOSE compares it (RFC 7515, section 4.1.9): without case, `application/` left out. */
function mediaType(value: unknown): string {
  return typeof value === 'string' ? value.toLowerCase().replace(/^application\//, '') : ''
}

/** Checks the signature under a key. The algorithm is the key's: a header that names another one doesn't fit. */
export async function checkCompact({ header, message, signature }: Compact, key: PublicKey): Promise<Answer> {
  if (ALGORITHMS[key.kind].jose !== header.alg) return refused('proof-algorithm-not-allowed', 'alg')
  if (header.jwk !== undefined && !sameKey(header.jwk, key)) return { outcome: 'fail', code: 'proof-does-not-fit' }
  return (await signatureHolds(key, message, signature))
    ? { outcome: 'pass', code: 'proof-fits' }
    : { outcome: 'fail', code: 'proof-does-not-fit' }
}

function sameKey(one: PublicKey, other: PublicKey): boolean {
  return (
    one.kind === other.kind &&
    one.bytes.length === other.bytes.length &&
    one.bytes.every((b, i) => b === other.bytes[i])
  )
}
