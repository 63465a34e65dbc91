import { compactKind } from '../carriers/carried.ts'
import { beginsAsJson, COMPACT_PREFIX, unwrap } from '../carriers/unwrap.ts'
import { isClrDocument, openClrDocument } from '../clr/open.ts'
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
  { name: 'clr', recognises: isClrDocument, open: openClrDocument },
  { name: 'data-integrity', recognises: isDataIntegrity, open: openDataIntegrity },
  {
    name: 'lumbung-compact',
    recognises: (read) => read.kind === 'text' && read.text.startsWith(COMPACT_PREFIX),
    open: (read) => import('../compact/form.ts').then(({ openCompact }) => openCompact(read)),
  },
]

/** Limits for foreign formats and CLR: 2 MB and 32 levels. Our own are held to 256 KB where they are opened. */
export const FOREIGN_LIMITS: Partial<JsonLimits> = { maxBytes: 2 * 1024 * 1024 }

/** Opens whatever was handed in, by its content: a text, or a picture or PDF that carries one. Never throws for bad input. */
export async function open(input: string | Uint8Array, limits: Partial<JsonLimits> = {}): Promise<Opening> {
  const read = beginsAsJson(input) ? readInput(input, limits) : await readCarried(input, limits)
  if ('ok' in read) return read
  const opener = OPENERS.find(({ recognises }) => recognises(read))
  if (opener !== undefined) return opener.open(read)
  return stoppedByFormat({
    outcome: 'fail',
    code: read.kind === 'json' ? 'format-not-json' : 'format-not-readable',
    data: read.kind === 'json' ? {} : { reason: 'json-syntax', at: '' },
  })
}

/** What a carrier holds: JSON again, or a compact text. What can't be told is left to the JSON reader, which says what is wrong. */
async function readCarried(input: string | Uint8Array, limits: Partial<JsonLimits>): Promise<Read | Opening> {
  const carried = await unwrap(input)
  if (carried.ok) {
    const text = carried.text.trim()
    if (carried.carrier === 'qr' || compactKind(text) !== undefined) return { kind: 'text', text }
    return readInput(carried.text, limits)
  }
  if (carried.carrier === null) return readInput(input, limits)
  return stoppedByFormat({ outcome: 'fail', code: 'format-not-readable', data: { reason: carried.code, at: '' } })
}

function readInput(input: string | Uint8Array, limits: Partial<JsonLimits>): Read | Opening {
  const json = readJson(input, limits)
  if (json.ok) return { kind: 'json', value: json.value, text: typeof input === 'string' ? input : '' }
  return stoppedByFormat({ outcome: 'fail', code: 'format-not-readable', data: { reason: json.code, at: json.at } })
}
