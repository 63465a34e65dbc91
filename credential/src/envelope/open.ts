import { type JsonLimits, readJson } from '../json/read.ts'
import type { Json } from '../types.ts'
import { isDataIntegrity, isPresentation, openDataIntegrity } from './data-integrity.ts'
import { compactText, JOSE_OPENERS } from './jose-recognise.ts'
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
  ...JOSE_OPENERS,
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

function readInput(input: string | Uint8Array, limits: Partial<JsonLimits>): Read | Opening {
  const compact = compactText(input)
  if (compact !== undefined) return { kind: 'text', text: compact }
  const json = readJson(input, limits)
  if (json.ok) return { kind: 'json', value: json.value, text: typeof input === 'string' ? input : '' }
  return stoppedByFormat({ outcome: 'fail', code: 'format-not-readable', data: { reason: json.code, at: json.at } })
}
