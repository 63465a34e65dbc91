/** Tells JWTs and SD-JWTs by their looks, and loads what reads them only when there is one to read. */
import { asciiText } from '#base64'
import { onDemand } from '../on-demand.ts'
import { isJsonObject, type Json } from '../types.ts'
import type { Read } from './open.ts'
import { type Opening, stoppedByFormat } from './opened.ts'

/** Letters of the longest header of a JWS: a `kid` may be a did:jwk. */
export const HEADER_LETTERS = 8_192
/** Bytes of the longest JWS, foreign ones and CLR counted. Our own formats are held to 256 KB where they are opened. */
export const JWS_BYTES = 2 * 1024 * 1024

/** A compact form: letters of base64url, then a full stop. White space around it belongs to the file, not to it. */
const COMPACT = /^\s*[A-Za-z0-9_-]+\./

/** The text of an input that looks like a JWT or an SD-JWT; nothing when it is none. */
export function compactText(input: string | Uint8Array): string | undefined {
  const start =
    typeof input === 'string' ? input.slice(0, HEADER_LETTERS) : asciiText(input.subarray(0, HEADER_LETTERS))
  // A header longer than ours can't be read, but it is still one.
  if (!COMPACT.test(start) && !(start.length === HEADER_LETTERS && /^[A-Za-z0-9_-]+$/.test(start))) return undefined
  if (input.length > JWS_BYTES) return undefined
  return (typeof input === 'string' ? input : asciiText(input)).trim()
}

/** The types of the envelopes of VC Data Model 2.0, section 4.14. */
export const ENVELOPES = ['EnvelopedVerifiableCredential', 'EnvelopedVerifiablePresentation'] as const

/** Which envelope a JSON document is, by its only type. */
export function envelopeOf(value: Json): (typeof ENVELOPES)[number] | undefined {
  const types = isJsonObject(value) ? [value.type].flat() : []
  return ENVELOPES.find((type) => types.length === 1 && types[0] === type)
}

/** A JWS in one of the JSON forms (RFC 7515, section 7.2): an unsigned header beside the signed one is a second answer. */
function isJsonJws(value: Json): boolean {
  return isJsonObject(value) && value.payload !== undefined && (value.signature ?? value.signatures) !== undefined
}

type Openers = typeof import('./jose-openers.ts')
const openers = onDemand((): Promise<Openers> => import('./jose-openers.ts'))

type Open = (read: Read) => Opening | Promise<Opening>

const by =
  (which: (all: Openers) => (read: Read) => Opening): Open =>
  (read) => {
    const all = openers()
    return all instanceof Promise ? all.then((loaded) => which(loaded)(read)) : which(all)(read)
  }

/** One row for each form, as in `OPENERS`. */
export const JOSE_OPENERS = [
  {
    name: 'jwt',
    recognises: (read: Read): boolean => read.kind === 'text' && COMPACT.test(read.text) && !read.text.includes('~'),
    open: by((all) => all.openJwt),
  },
  {
    name: 'sd-jwt',
    recognises: (read: Read): boolean => read.kind === 'text' && COMPACT.test(read.text),
    open: by((all) => all.openSdJwt),
  },
  {
    name: 'jws-json',
    recognises: (read: Read): boolean => read.kind === 'json' && isJsonJws(read.value),
    open: (): Opening =>
      stoppedByFormat({ outcome: 'fail', code: 'format-not-readable', data: { reason: 'jws-not-compact', at: '' } }),
  },
  {
    name: 'enveloped',
    recognises: (read: Read): boolean => read.kind === 'json' && envelopeOf(read.value) !== undefined,
    open: by((all) => all.openEnveloped),
  },
]
