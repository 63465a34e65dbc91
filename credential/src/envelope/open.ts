import { asciiText } from '#base64'
import { type JsonLimits, readJson } from '../json/read.ts'
import type { Json } from '../types.ts'
import { isDataIntegrity, isPresentation, openDataIntegrity } from './data-integrity.ts'
import { isJsonJws, isJwt, openJsonJws, openJwt } from './jose.ts'
import { HEADER_LETTERS, JWS_LIMITS } from './jose-compact.ts'
import { isEnveloped, openEnveloped } from './jose-enveloped.ts'
import { type Opening, stoppedByFormat } from './opened.ts'
import { isSdJwt, openSdJwt } from './sd-jwt.ts'

/** An input as read: JSON, or a compact text such as a JWT. */
export type Read =
  | { readonly kind: 'json'; readonly value: Json; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }

/** One way in which credentials come. `limits` where its files may be larger than ours (2 MB for foreign formats and CLR). */
interface Opener {
  readonly name: string
  recognises(read: Read): boolean
  open(read: Read): Opening | Promise<Opening>
}

/** Every format that is read, asked in this order: one row each. The first that recognises an input opens it. */
const OPENERS: readonly Opener[] = [
  { name: 'jwt', recognises: isJwt, open: openJwt },
  { name: 'sd-jwt', recognises: isSdJwt, open: openSdJwt },
  { name: 'jws-json', recognises: isJsonJws, open: openJsonJws },
  { name: 'enveloped', recognises: isEnveloped, open: openEnveloped },
  { name: 'data-integrity', recognises: isDataIntegrity, open: openDataIntegrity },
  {
    name: 'presentation',
    recognises: isPresentation,
    open: () => stoppedByFormat({ outcome: 'fail', code: 'format-presentation' }),
  },
]

/** Limits for foreign formats and CLR: 2 MB and 32 levels. Our own are held to 256 KB where they are opened. */
export const FOREIGN_LIMITS: Partial<JsonLimits> = { maxBytes: 2 * 1024 * 1024 }

/** Opens whatever was handed in. Never throws for bad input. */
export async function open(input: string | Uint8Array, limits: Partial<JsonLimits> = {}): Promise<Opening> {
  const read = readInput(input, limits)
  if ('ok' in read) return read
  const opener = OPENERS.find(({ recognises }) => recognises(read))
  if (opener !== undefined) return opener.open(read)
  return stoppedByFormat({
    outcome: 'fail',
    code: read.kind === 'json' ? 'format-not-json' : 'format-not-readable',
    data: read.kind === 'json' ? {} : { reason: 'json-syntax', at: '' },
  })
}

/** A compact form: letters of base64url, then a full stop. White space around it belongs to the file, not to it. */
const COMPACT = /^\s*[A-Za-z0-9_-]+\./

/** The text of an input that is a JWT or an SD-JWT, within 2 MB; nothing when it is none. */
function compactText(input: string | Uint8Array): string | undefined {
  if (input.length > JWS_LIMITS.maxBytes) return undefined
  const start =
    typeof input === 'string' ? input.slice(0, HEADER_LETTERS) : asciiText(input.subarray(0, HEADER_LETTERS))
  if (!COMPACT.test(start)) return undefined
  return (typeof input === 'string' ? input : asciiText(input)).trim()
}

function readInput(input: string | Uint8Array, limits: Partial<JsonLimits>): Read | Opening {
  const compact = compactText(input)
  if (compact !== undefined) return { kind: 'text', text: compact }
  const json = readJson(input, limits)
  if (json.ok) return { kind: 'json', value: json.value, text: typeof input === 'string' ? input : '' }
  return stoppedByFormat({ outcome: 'fail', code: 'format-not-readable', data: { reason: json.code, at: json.at } })
}
