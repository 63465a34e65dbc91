import { unwrap } from '@lumbung/credential/browser'
import { shareLinkIn } from './rules.ts'
import type { Carried } from './types.ts'

/**
 * Finds the credential in what somebody handed in, by its content: JSON, a JWT or SD-JWT, a badge in a PNG or SVG, a PDF with
 * the credential attached, the letters of a QR symbol, an address of a share. Runs on the server and in browsers, so that both
 * check the same text.
 */
export async function readCarrier(input: Uint8Array | string, publicUrl: string): Promise<Carried> {
  const { notes, ...out } = await unwrap(input)
  const savedAgain = notes.includes('saved-again')
  // A PDF is checked whole: the proof of the log lies beside the credential in it.
  if (out.ok && out.carrier === 'pdf') return { carrier: 'pdf', text: input, savedAgain }
  if (out.ok) return { carrier: 'json', text: out.text, savedAgain }
  if (out.carrier !== null) return { carrier: 'unreadable', text: '', savedAgain }
  const text = typeof input === 'string' ? input.trim() : textOf(input)
  if (text === null) return { carrier: 'unreadable', text: '', savedAgain: false }
  const code = shareLinkIn(text, publicUrl)
  if (code !== null) return { carrier: 'link', text: code, savedAgain: false }
  return { carrier: 'unreadable', text, savedAgain: false }
}

/** Bytes as UTF-8, strictly; nothing where they are none. */
function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}
