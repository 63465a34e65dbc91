import { unpack } from '#inflate'
import { compactKind, type Found, MAX_CARRIED_BYTES, MAX_CARRIER_BYTES, onlyOne, textOf } from './carried.ts'

// The kernel as a whole: bundlers then keep it in one piece, instead of one for each set of parts that lean on it.
export { verify as kernel } from '../verify.ts'

/** How a proof of a log begins (C2SP tlog-proof, version 1). */
const LOG_PROOF = 'c2sp.org/tlog-proof@v1\n'

/** Whether bytes begin as a PDF does (ISO 32000-2, 7.5.2). */
export function isPdf(bytes: Uint8Array): boolean {
  return bytes.length > 5 && String.fromCharCode(...bytes.subarray(0, 5)) === '%PDF-'
}

/**
 * Whether a PDF was changed after it was made (incremental updates, ISO 32000-2, 7.5.6): every saving adds an end mark,
 * and nothing may follow the last one. A mark inside an attachment counts as well: better one warning too many.
 */
export function isSavedAgain(bytes: Uint8Array): boolean {
  const [, after, another] = latin1(bytes).split('%%EOF')
  return after === undefined || another !== undefined || /[^\s\0]/.test(after)
}

/**
 * The credential that a PDF carries as an attached file (ISO 32000-2, section 7.11.4): JSON, a JWT or an SD-JWT. Only the
 * attachment counts: the words printed on the page prove nothing, and whoever edits them changes no credential. Beside it
 * may lie the proof that the log holds it (`log-proof.txt`), told by its first line. Two of either are refused, and so are
 * files over 5 MB and attachments over 2 MB. Never throws.
 */
export async function attachedToPdf(bytes: Uint8Array): Promise<Found> {
  if (bytes.length > MAX_CARRIER_BYTES) return { ok: false, code: 'carrier-too-large' }
  if (!isPdf(bytes)) return { ok: false, code: 'carrier-broken' }
  const text = latin1(bytes)
  const found: string[] = []
  const proofs: string[] = []
  for (const match of text.matchAll(/<<([^<>]*(?:<<[^<>]*>>[^<>]*)*)>>\s*stream\r?\n/g)) {
    const head = match[1] as string
    if (!/\/Type\s*\/EmbeddedFile/.test(head)) continue
    const start = match.index + match[0].length
    const raw = bytes.slice(start, streamEnd(text, start, head))
    const plain = /\/FlateDecode/.test(head) ? await unpack('deflate', raw, MAX_CARRIED_BYTES) : raw
    const content = plain === null ? null : textOf(plain)
    if (content?.startsWith(LOG_PROOF) === true) proofs.push(content)
    else if (content !== null && isCredentialText(content)) found.push(content)
    // Several attachments could show one credential and mean another.
    if (found.length > 1 || proofs.length > 1) return { ok: false, code: 'carrier-ambiguous' }
  }
  const one = onlyOne(found)
  const [logProof] = proofs
  return one.ok && logProof !== undefined ? { ...one, logProof } : one
}

/** The same, or nothing. */
export async function credentialInPdf(bytes: Uint8Array): Promise<string | null> {
  const found = await attachedToPdf(bytes)
  return found.ok ? found.text : null
}

/** Where a stream's data end: after its `Length`, or where that stands elsewhere or is wrong, before the line of `endstream`. */
function streamEnd(text: string, start: number, head: string): number {
  const length = Number(/\/Length\s+(\d+)(?!\s+\d+\s+R|\d)/.exec(head)?.[1] ?? Number.NaN)
  if (/^\s*endstream/.test(text.slice(start + length, start + length + 16))) return start + length
  const end = text.indexOf('endstream', start)
  const before = /\r?\n$/.exec(text.slice(Math.max(start, end - 2), Math.max(start, end)))
  return Math.max(start, end) - (before?.[0].length ?? 0)
}

function isCredentialText(content: string): boolean {
  return content.trimStart().startsWith('{') || compactKind(content.trim()) !== undefined
}

function latin1(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes)
}
