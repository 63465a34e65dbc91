import { createHash } from 'node:crypto'
import { bakePng, bakeSvg, type JsonObject, type Sign } from '../../src/index.ts'
import type { Json } from '../../src/types.ts'
import { ISSUER, KEYS } from './world.ts'

// Files of the corpus that our own issuer would not write: tokens with odd headers, PDFs that were edited, pictures.

const utf8 = new TextEncoder()
export const letters = (value: Json | Uint8Array): string =>
  Buffer.from(value instanceof Uint8Array ? value : utf8.encode(JSON.stringify(value))).toString('base64url')

/** A JWS of any header and payload, signed by any function. */
export async function jws(header: JsonObject, payload: Json, sign: Sign = KEYS.issuer.sign): Promise<string> {
  const signed = `${letters(header)}.${letters(payload)}`
  return `${signed}.${letters(await sign(utf8.encode(signed)))}`
}

/** The header that our issuer writes. */
export const HEADER = { alg: 'EdDSA', typ: 'vc+jwt', cty: 'vc', kid: `${ISSUER}#key-1` }
export const SD_HEADER = { alg: 'EdDSA', typ: 'dc+sd-jwt', kid: `${ISSUER}#key-1` }

/** A disclosure of a claim (RFC 9901, section 4.2.1), its salt made of the claim's name. */
export function disclosure(name: string, value: Json): string {
  return letters([digest(`salt of ${name}`).slice(0, 22), name, value])
}

export function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

/** A PDF of one page that prints a sentence and carries files, as ours are made. */
export function pdf(sentence: string, ...attached: readonly string[]): Uint8Array {
  const page = `BT /F1 12 Tf (${sentence}) Tj ET`
  const streams = [`<< /Length ${page.length} >>\nstream\n${page}\nendstream`, ...attached.map(attachment)]
  const objects = streams.map((stream, at) => `${at + 1} 0 obj\n${stream}\nendobj\n`)
  return utf8.encode(`%PDF-1.7\n${objects.join('')}startxref\n0\n%%EOF\n`)
}

const attachment = (text: string): string =>
  `<< /Type /EmbeddedFile /Length ${utf8.encode(text).length} >>\nstream\n${text}\nendstream`

/** A PDF that was saved again with more at its end (incremental update, ISO 32000-2, 7.5.6). */
export function savedAgain(before: Uint8Array, ...objects: readonly string[]): Uint8Array {
  const more = objects.map((object, at) => `${at + 20} 0 obj\n${object}\nendobj\n`)
  return new Uint8Array(Buffer.concat([before, utf8.encode(`${more.join('')}startxref\n0\n%%EOF\n`)]))
}

export const asPage = (sentence: string): string => {
  const page = `BT /F1 12 Tf (${sentence}) Tj ET`
  return `<< /Length ${page.length} >>\nstream\n${page}\nendstream`
}
export { attachment }

/** A picture of one dot. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const DRAWING = utf8.encode('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0"/></svg>\n')

export async function png(text: string): Promise<Uint8Array> {
  const made = await bakePng(new Uint8Array(PICTURE), text)
  if (!made.ok) throw new Error(made.code)
  return made.bytes
}

export async function svg(text: string, drawing: Uint8Array = DRAWING): Promise<Uint8Array> {
  const made = await bakeSvg(drawing, text)
  if (!made.ok) throw new Error(made.code)
  return made.bytes
}
