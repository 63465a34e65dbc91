/** SD-JWT (RFC 9901): takes a text apart and puts disclosed claims back where the signature says that they belong. */
import { decodeBase64Url, encodeBase64Url } from '#base64'
import { sha256 } from '#crypto'
import { sha384, sha512 } from '#digests'
import { readJson } from '../json/read.ts'
import { isJsonObject, type Json, type JsonObject } from '../types.ts'

/** A step of a path: a name in an object, or a place in an array (as issued, with what stays hidden counted). */
export type PathStep = string | number

/** One disclosure, as it stands in the text and as it reads. */
export interface Disclosure {
  /** base64url, as its digest was made of it. */
  readonly text: string
  readonly digest: string
  /** The name of the claim; undefined for an element of an array. */
  readonly name: string | undefined
  readonly value: Json
  /** Where it belongs. Filled while the payload is walked. */
  path: readonly PathStep[] | undefined
}

/** The parts of an SD-JWT: `issued` is the issuer-signed JWT, `binding` the key binding JWT or an empty text. */
export interface SdJwtParts {
  readonly issued: string
  readonly disclosures: readonly string[]
  readonly binding: string
  /** The text that `sd_hash` is the digest of: everything before the key binding JWT. */
  readonly presented: string
}

/** What the payload says with the disclosed claims in their places. `hidden` counts digests without a disclosure. */
export type Disclosing =
  | {
      readonly ok: true
      readonly claims: JsonObject
      readonly disclosures: readonly Disclosure[]
      readonly hidden: number
      readonly digest: (text: string) => string
    }
  | { readonly ok: false; readonly reason: string; readonly at: string }

/** Digests that `_sd_alg` may name (RFC 9901, section 4.1.1): `sha-256` where it says nothing, and stronger ones. */
const DIGESTS: Readonly<Record<string, (text: string) => Uint8Array>> = {
  'sha-256': sha256,
  'sha-384': sha384,
  'sha-512': sha512,
}
/** Levels of nesting, disclosures within disclosures counted. */
const MAX_DEPTH = 32
/** Most disclosures and digests that we read. */
const MAX_DISCLOSURES = 4_096
/** Names that mean something to SD-JWT itself. */
const RESERVED = new Set(['_sd', '...', '_sd_alg'])

class DisclosureFault extends Error {
  readonly at: string
  constructor(reason: string, at = '') {
    super(reason)
    this.at = at
  }
}

/** Takes an SD-JWT apart (RFC 9901, section 4); null unless it ends in `~` or in a key binding JWT. */
export function partsOf(text: string): SdJwtParts | null {
  const parts = text.split('~')
  if (parts.length < 2 || parts.length > MAX_DISCLOSURES) return null
  const binding = parts[parts.length - 1] as string
  return {
    issued: parts[0] as string,
    disclosures: parts.slice(1, -1),
    binding,
    presented: text.slice(0, text.length - binding.length),
  }
}

/** The digest function of a payload, or undefined where it names one that we don't take. */
function digestOf(payload: JsonObject): ((text: string) => string) | undefined {
  const { _sd_alg: name = 'sha-256' } = payload
  const digest = typeof name === 'string' && Object.hasOwn(DIGESTS, name) ? DIGESTS[name] : undefined
  return digest === undefined ? undefined : (text) => encodeBase64Url(digest(text))
}

/**
 * Processes a payload with its disclosures (RFC 9901, section 7.1, steps 3 to 5). The payload is taken over: don't use it
 * afterwards. Refused: a disclosure that no digest names, that comes twice, that is of the wrong form, that would overwrite
 * a claim or call itself `_sd`, `...` or `_sd_alg`; a digest that stands twice; bad UTF-8; more than 32 levels.
 */
export function disclose(payload: JsonObject, texts: readonly string[]): Disclosing {
  try {
    const digest = digestOf(payload)
    if (digest === undefined) throw new DisclosureFault('sd-alg-not-supported', '/_sd_alg')
    const { _sd_alg: _name, ...rest } = payload
    const walk: Walk = { byDigest: new Map(), seen: new Set(), hidden: 0 }
    const disclosures = texts.map((text) => readDisclosure(text, digest))
    for (const disclosure of disclosures) {
      if (walk.byDigest.has(disclosure.digest)) throw new DisclosureFault('sd-disclosure-twice')
      walk.byDigest.set(disclosure.digest, disclosure)
    }
    const claims = placeInObject(rest, walk, [])
    if (disclosures.some(({ path }) => path === undefined)) throw new DisclosureFault('sd-disclosure-unmatched')
    return { ok: true, claims, disclosures, hidden: walk.hidden, digest }
  } catch (fault) {
    const { message, at } = fault as DisclosureFault
    return { ok: false, reason: message, at }
  }
}

interface Walk {
  readonly byDigest: Map<string, Disclosure>
  readonly seen: Set<string>
  hidden: number
}

function readDisclosure(text: string, digest: (text: string) => string): Disclosure {
  const bytes = decodeBase64Url(text)
  const read = bytes === null ? null : readJson(bytes, { maxDepth: MAX_DEPTH })
  if (!read?.ok || !Array.isArray(read.value)) throw new DisclosureFault('sd-disclosure-not-readable')
  const { length } = read.value
  const [salt, second = null, third = null] = read.value
  if (typeof salt !== 'string' || length < 2 || length > 3) throw new DisclosureFault('sd-disclosure-not-readable')
  if (length === 2) return { text, digest: digest(text), name: undefined, value: second, path: undefined }
  if (typeof second !== 'string') throw new DisclosureFault('sd-disclosure-not-readable')
  if (RESERVED.has(second)) throw new DisclosureFault('sd-name-reserved')
  return { text, digest: digest(text), name: second, value: third, path: undefined }
}

function place(value: Json, walk: Walk, path: readonly PathStep[]): Json {
  if (typeof value !== 'object' || value === null) return value
  if (path.length >= MAX_DEPTH) throw new DisclosureFault('json-too-deep')
  return Array.isArray(value) ? placeInArray(value, walk, path) : placeInObject(value, walk, path)
}

function placeInObject(object: JsonObject, walk: Walk, path: readonly PathStep[]): JsonObject {
  const digests = Object.hasOwn(object, '_sd') ? object._sd : undefined
  const whole: JsonObject = {}
  for (const [name, value] of Object.entries(object)) {
    if (name === '_sd') continue
    if (RESERVED.has(name)) throw new DisclosureFault('sd-name-reserved', name)
    put(whole, name, isScalar(value) ? value : place(value, walk, [...path, name]))
  }
  if (digests === undefined) return whole
  if (!Array.isArray(digests)) throw new DisclosureFault('sd-digests-not-readable')
  for (const digest of digests) {
    const disclosure = take(digest, walk)
    if (disclosure === undefined) continue
    const { name } = disclosure
    if (name === undefined) throw new DisclosureFault('sd-disclosure-not-readable')
    if (Object.hasOwn(whole, name)) throw new DisclosureFault('sd-claim-twice', name)
    disclosure.path = [...path, name]
    put(whole, name, place(disclosure.value, walk, disclosure.path))
  }
  return whole
}

function placeInArray(items: readonly Json[], walk: Walk, path: readonly PathStep[]): Json[] {
  const whole: Json[] = []
  items.forEach((item, at) => {
    if (!isJsonObject(item) || !Object.hasOwn(item, '...')) {
      whole.push(isScalar(item) ? item : place(item, walk, [...path, at]))
      return
    }
    if (Object.keys(item).length !== 1) throw new DisclosureFault('sd-digests-not-readable')
    const disclosure = take(item['...'] as Json, walk)
    if (disclosure === undefined) return
    if (disclosure.name !== undefined) throw new DisclosureFault('sd-disclosure-not-readable')
    disclosure.path = [...path, at]
    whole.push(place(disclosure.value, walk, disclosure.path))
  })
  return whole
}

/** The disclosure that a digest names, if there is one; a digest may stand only once in the whole. */
function take(digest: Json, walk: Walk): Disclosure | undefined {
  if (typeof digest !== 'string') throw new DisclosureFault('sd-digests-not-readable')
  if (walk.seen.has(digest)) throw new DisclosureFault('sd-digest-twice')
  walk.seen.add(digest)
  const disclosure = walk.byDigest.get(digest)
  if (disclosure === undefined) walk.hidden++
  return disclosure
}

function isScalar(value: Json): boolean {
  return typeof value !== 'object' || value === null
}

/** Sets an own property even where the name is `__proto__`. */
function put(object: JsonObject, name: string, value: Json): void {
  if (name === '__proto__')
    Object.defineProperty(object, name, { value, enumerable: true, writable: true, configurable: true })
  else object[name] = value
}
