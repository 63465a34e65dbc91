import { unpack } from '#inflate'

/** Files larger than this are no certificate of ours, in bytes. */
const MAX_PDF_BYTES = 5_242_880
const MAX_ATTACHMENT_BYTES = 2_097_152

/**
 * The credential that a PDF carries as an attached file (ISO 32000-2, section 7.11.4), or nothing. Only the attachment
 * counts: the words printed on the page prove nothing, and whoever edits them changes no credential.
 */
export async function credentialInPdf(bytes: Uint8Array): Promise<string | null> {
  if (bytes.length > MAX_PDF_BYTES || new TextDecoder('latin1').decode(bytes.subarray(0, 5)) !== '%PDF-') return null
  const text = new TextDecoder('latin1').decode(bytes)
  const found: string[] = []
  for (const match of text.matchAll(/<<([^<>]*(?:<<[^<>]*>>[^<>]*)*)>>\s*stream\r?\n/g)) {
    const head = match[1] ?? ''
    if (!/\/Type\s*\/EmbeddedFile/.test(head)) continue
    const start = match.index + match[0].length
    const end = text.indexOf('endstream', start)
    if (end < 0) continue
    const length = Number(/\/Length\s+(\d+)(?!\s+\d+\s+R)/.exec(head)?.[1] ?? end - start)
    const raw = bytes.slice(start, Math.min(start + length, end))
    const plain = /\/FlateDecode/.test(head) ? await unpack('deflate', raw, MAX_ATTACHMENT_BYTES) : raw
    const content = plain === null ? null : utf8(plain)
    if (content?.trimStart().startsWith('{')) found.push(content)
  }
  // Several attachments could show one credential and mean another.
  return found.length === 1 ? (found[0] ?? null) : null
}

function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}
