import { openForeign, openOther, recognisesForeign, recognisesStatusList } from '../foreign/recognise.ts'
import { type JsonLimits, readJson } from '../json/read.ts'
import type { Json } from '../types.ts'
import { isDataIntegrity, openDataIntegrity } from './data-integrity.ts'
import { type Opening, stoppedByFormat } from './opened.ts'

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
  { name: 'foreign', recognises: recognisesForeign, open: openForeign },
  { name: 'data-integrity', recognises: isDataIntegrity, open: openDataIntegrity },
]

/**
 * A status list is signed as a credential is, but awards nothing: shown to a person as genuine it would mislead. So
 * `verify` asks this row first, and who reads status lists doesn't.
 */
export const NOT_AWARDED: readonly Opener[] = [
  { name: 'status-list', recognises: recognisesStatusList, open: openOther },
]

/** Limits for foreign formats and CLR: 2 MB and 32 levels. Our own are held to 256 KB where they are opened. */
export const FOREIGN_LIMITS: Partial<JsonLimits> = { maxBytes: 2 * 1024 * 1024 }

/** Opens whatever was handed in; `first` are rows to ask before all others. Never throws for bad input. */
export async function open(
  input: string | Uint8Array,
  limits: Partial<JsonLimits> = {},
  first: readonly Opener[] = [],
): Promise<Opening> {
  const read = readInput(input, limits)
  if ('ok' in read) return isTooLarge(read) ? openLarge(input, read) : read
  const opener = [...first, ...OPENERS].find(({ recognises }) => recognises(read))
  return opener === undefined ? openOther(read) : opener.open(read)
}

function isTooLarge(opening: Opening): boolean {
  return !opening.ok && opening.answers.format?.data?.reason === 'json-too-large'
}

/** A file over our own limit: only foreign formats may be so large. */
function openLarge(input: string | Uint8Array, refused: Opening): Opening | Promise<Opening> {
  const read = readInput(input, FOREIGN_LIMITS)
  return 'ok' in read || !recognisesForeign(read) ? refused : openForeign(read)
}

/** A compact form: three parts of base64url, or more. */
const COMPACT = /^\s*[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\./

function readInput(input: string | Uint8Array, limits: Partial<JsonLimits>): Read | Opening {
  const json = readJson(input, limits)
  if (json.ok) return { kind: 'json', value: json.value, text: typeof input === 'string' ? input : '' }
  const text = typeof input === 'string' ? input : new TextDecoder().decode(input)
  if (json.code === 'json-syntax' && COMPACT.test(text)) return { kind: 'text', text: text.trim() }
  return stoppedByFormat({ outcome: 'fail', code: 'format-not-readable', data: { reason: json.code, at: json.at } })
}
