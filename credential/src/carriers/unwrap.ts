import { onDemand } from '../on-demand.ts'
import {
  type Carrier,
  type CarrierNote,
  type CarrierProblem,
  compactKind,
  type Found,
  MAX_CARRIER_BYTES,
  textOf,
} from './carried.ts'

const png = onDemand(() => import('./png.ts'))
const pdf = onDemand(() => import('./pdf.ts'))
const svg = onDemand(() => import('./svg.ts'))

/** Before the letters of our compact form in a QR symbol: its name and version. */
export const COMPACT_PREFIX = 'LMB1:'

/** What was taken out: the text that carries the signature, and what people should know of its carrier. */
export type Unwrapped =
  | {
      readonly ok: true
      readonly carrier: Carrier
      readonly text: string
      readonly notes: readonly CarrierNote[]
      /** The proof of the log that lay beside it, in a PDF. */
      readonly logProof?: string
    }
  | {
      readonly ok: false
      readonly carrier: Carrier | null
      readonly code: CarrierProblem
      readonly notes: readonly CarrierNote[]
    }

/** Whether an input is JSON on the face of it, so that nothing has to be taken out: it begins with a brace. */
export function beginsAsJson(input: string | Uint8Array): boolean {
  for (let at = 0; at < input.length; at++) {
    const unit = typeof input === 'string' ? input.charCodeAt(at) : (input[at] as number)
    if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09) return unit === 0x7b || unit === 0x5b
  }
  return false
}

/**
 * Takes the credential's text out of whatever carries it, told by content and never by a name: JSON, a JWT, an SD-JWT, a
 * PNG or SVG with a badge, a PDF with an attachment, the letters of a QR symbol. The text of a picture or a PDF comes out
 * byte for byte; nothing is taken out of what was taken out. Packed files (gzip, zip) are refused: nobody hands over a
 * credential so, and each is one more way to hide a bomb. Never throws.
 */
export async function unwrap(input: string | Uint8Array): Promise<Unwrapped> {
  if (input.length > MAX_CARRIER_BYTES) return refused(null, 'carrier-too-large')
  if (typeof input !== 'string') {
    if (input[0] === 0x89) return found('png', await (await png()).unbakePng(input))
    if (input[0] === 0x25) {
      const { attachedToPdf, isSavedAgain } = await pdf()
      return found('pdf', await attachedToPdf(input), isSavedAgain(input) ? ['saved-again'] : [])
    }
  }
  const text = typeof input === 'string' ? input : textOf(input)
  if (text === null) return refused(null, 'carrier-not-known')
  if (beginsAsJson(text)) return found('json', { ok: true, text })
  if (/^\ufeff?\s*</.test(text)) {
    const { hasScript, ...read } = (await svg()).unbakeSvg(text)
    return found('svg', read, hasScript ? ['picture-with-script'] : [])
  }
  const line = text.trim()
  if (line.startsWith(COMPACT_PREFIX)) return found('qr', { ok: true, text: line })
  const kind = compactKind(line)
  return kind === undefined ? refused(null, 'carrier-not-known') : found(kind, { ok: true, text: line })
}

function found(carrier: Carrier, read: Found, notes: readonly CarrierNote[] = []): Unwrapped {
  return read.ok ? { carrier, notes, ...read } : refused(carrier, read.code, notes)
}

function refused(carrier: Carrier | null, code: CarrierProblem, notes: readonly CarrierNote[] = []): Unwrapped {
  return { ok: false, carrier, code, notes }
}
