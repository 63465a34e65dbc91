import { Readable } from 'node:stream'
import { createInflateRaw } from 'node:zlib'
import { accept, type Outcome, refuse } from '../refusal.ts'

interface Entry {
  readonly name: string
  readonly method: number
  readonly packedBytes: number
  readonly headerAt: number
}

/** The directory at the end of a ZIP file; nothing when it has none that we can read. */
function entriesOf(bytes: Uint8Array): Entry[] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let end = bytes.length - 22
  const lowest = Math.max(0, end - 65_535)
  while (end >= lowest && view.getUint32(end, true) !== 0x06054b50) end -= 1
  if (end < lowest) return null
  const count = view.getUint16(end + 10, true)
  let at = view.getUint32(end + 16, true)
  const entries: Entry[] = []
  for (let index = 0; index < count; index++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02014b50) return null
    const nameLength = view.getUint16(at + 28, true)
    entries.push({
      name: new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength)),
      method: view.getUint16(at + 10, true),
      packedBytes: view.getUint32(at + 20, true),
      headerAt: view.getUint32(at + 42, true),
    })
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
  return entries
}

/** The parts of a workbook by name; each call inflates its part anew, and gives it as text. */
export type Parts = ReadonlyMap<string, () => Readable>

/**
 * Opens a ZIP file that is a workbook. Its parts, really inflated and thrown away, must stay within `inflatedBytes`: the
 * sizes that a bomb declares are not believed. Refusals: `table.not-a-table`, `table.xlsx-broken`,
 * `table.xlsx-too-large-inside`.
 */
export async function openWorkbook(bytes: Uint8Array, inflatedBytes: number): Promise<Outcome<Parts>> {
  const entries = entriesOf(bytes)
  if (entries === null || entries.length > 5000) return refuse({ code: 'table.xlsx-broken' })
  if (!entries.some(({ name }) => name === 'xl/workbook.xml')) return refuse({ code: 'table.not-a-table' })
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const parts = new Map<string, () => Readable>()
  let left = inflatedBytes
  for (const entry of entries) {
    if (entry.headerAt + 30 > bytes.length) return refuse({ code: 'table.xlsx-broken' })
    const start =
      entry.headerAt + 30 + view.getUint16(entry.headerAt + 26, true) + view.getUint16(entry.headerAt + 28, true)
    const packed = bytes.subarray(start, start + entry.packedBytes)
    if (entry.method === 0) left -= packed.length
    else if (entry.method === 8) {
      const used = await inflatedSize(packed, left)
      if (used === null) return refuse({ code: 'table.xlsx-broken' })
      left -= used
    } else return refuse({ code: 'table.xlsx-broken' })
    if (left < 0)
      return refuse({
        code: 'table.xlsx-too-large-inside',
        values: { megabytes: Math.floor(inflatedBytes / 1_048_576) },
      })
    parts.set(entry.name, () => textOf(packed, entry.method === 8))
  }
  return accept(parts)
}

/** A part as UTF-8 text in pieces; a letter of several bytes is never cut in two. */
function textOf(packed: Uint8Array, inflate: boolean): Readable {
  if (!inflate) return Readable.from([packed], { objectMode: false }).setEncoding('utf8')
  const text = createInflateRaw()
  text.end(packed)
  return text.setEncoding('utf8')
}

/** Counts what comes out, and stops as soon as it is more than `most`. Nothing when the data are broken. */
function inflatedSize(packed: Uint8Array, most: number): Promise<number | null> {
  return new Promise((resolve) => {
    const inflate = createInflateRaw()
    let size = 0
    inflate.on('data', (piece: Buffer) => {
      size += piece.length
      if (size > most) {
        resolve(size)
        inflate.destroy()
      }
    })
    inflate.on('end', () => resolve(size))
    inflate.on('error', () => resolve(null))
    inflate.end(packed)
  })
}
