import { isUtf8 } from 'node:buffer'
import { accept, type Outcome, refuse } from '../refusal.ts'
import type { Encoding } from './types.ts'

/** What the bytes are, whatever the file is called. */
export type Content =
  | { readonly format: 'xlsx' }
  | { readonly format: 'csv'; readonly encoding: Encoding; readonly bomBytes: number }

const startsWith = (bytes: Uint8Array, ...head: number[]) => head.every((byte, index) => bytes[index] === byte)

/**
 * Decides by the bytes alone. Refusals: `table.empty`, `table.old-excel` (also a workbook with a password),
 * `table.html` (what some campus systems call `.xls`), `table.not-a-table` (PDF, picture, JSON, anything binary).
 */
export function contentOf(bytes: Uint8Array): Outcome<Content> {
  if (bytes.length === 0) return refuse({ code: 'table.empty' })
  if (startsWith(bytes, 0x50, 0x4b, 0x03, 0x04)) return accept({ format: 'xlsx' })
  if (startsWith(bytes, 0xd0, 0xcf, 0x11, 0xe0)) return refuse({ code: 'table.old-excel' })
  if (startsWith(bytes, 0x25, 0x50, 0x44, 0x46)) return refuse({ code: 'table.not-a-table' })
  const { encoding, bomBytes } = encodingOf(bytes)
  const sample = new TextDecoder(encoding).decode(bytes.subarray(bomBytes, bomBytes + 4096))
  if (sample.trim() === '') return refuse({ code: 'table.empty' })
  if (/^\s*<(!doctype|html|table|\?xml)/i.test(sample)) return refuse({ code: 'table.html' })
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what tells a binary file
  if (/[\u0000-\u0008\u000e-\u001a]/.test(sample) || /^\s*[[{]/.test(sample))
    return refuse({ code: 'table.not-a-table' })
  return accept({ format: 'csv', encoding, bomBytes })
}

/** A byte order mark decides; without one, the zeros of UTF-16; then UTF-8 where it is valid; then Windows-1252. */
function encodingOf(bytes: Uint8Array): { encoding: Encoding; bomBytes: number } {
  if (startsWith(bytes, 0xef, 0xbb, 0xbf)) return { encoding: 'utf-8', bomBytes: 3 }
  if (startsWith(bytes, 0xff, 0xfe)) return { encoding: 'utf-16le', bomBytes: 2 }
  if (startsWith(bytes, 0xfe, 0xff)) return { encoding: 'utf-16be', bomBytes: 2 }
  const sample = bytes.subarray(0, 4096)
  let even = 0
  let odd = 0
  for (let index = 0; index < sample.length; index++) if (sample[index] === 0) index % 2 === 0 ? even++ : odd++
  if (odd > sample.length / 5 && even < odd / 4) return { encoding: 'utf-16le', bomBytes: 0 }
  if (even > sample.length / 5 && odd < even / 4) return { encoding: 'utf-16be', bomBytes: 0 }
  return { encoding: isUtf8(bytes) ? 'utf-8' : 'windows-1252', bomBytes: 0 }
}

/** Decodes piece by piece, so that a large file never stands in memory twice. */
export function* decoded(
  bytes: Uint8Array,
  encoding: Encoding,
  bomBytes: number,
  pieceBytes = 65_536,
): Generator<string> {
  const decoder = new TextDecoder(encoding, { ignoreBOM: true })
  for (let at = bomBytes; at < bytes.length; at += pieceBytes) {
    yield decoder.decode(bytes.subarray(at, at + pieceBytes), { stream: true })
  }
  const rest = decoder.decode()
  if (rest !== '') yield rest
}
