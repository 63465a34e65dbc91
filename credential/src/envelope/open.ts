import { type JsonLimits, readJson } from '../json/read.ts'
import { recallText } from '../rdf/templates.ts'
import type { Json } from '../types.ts'
import { isDataIntegrity, openDataIntegrity } from './data-integrity.ts'
import { type Opening, stoppedByFormat } from './opened.ts'

/** An input as read: JSON, or a compact text such as a JWT. `canonical`: N-Quads of what is signed, where a template knew them. */
export type Read =
  | { readonly kind: 'json'; readonly value: Json; readonly text: string; readonly canonical?: string }
  | { readonly kind: 'text'; readonly text: string }

/** One way in which credentials come. `limits` where its files may be larger than ours (2 MB for foreign formats and CLR). */
interface Opener {
  readonly name: string
  recognises(read: Read): boolean
  open(read: Read): Opening | Promise<Opening>
}

/** Every format that is read, asked in this order: one row each. The first that recognises an input opens it. */
const OPENERS: readonly Opener[] = [{ name: 'data-integrity', recognises: isDataIntegrity, open: openDataIntegrity }]

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

function readInput(input: string | Uint8Array, limits: Partial<JsonLimits>): Read | Opening {
  const known = typeof input === 'string' ? recallText(input) : undefined
  if (known !== undefined) return { kind: 'json', text: input as string, ...known }
  const json = readJson(input, limits)
  if (json.ok) return { kind: 'json', value: json.value, text: typeof input === 'string' ? input : '' }
  return stoppedByFormat({ outcome: 'fail', code: 'format-not-readable', data: { reason: json.code, at: json.at } })
}
