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

/**
 * Checks that a ZIP file is a workbook and that its parts, really inflated and thrown away, stay within `inflatedBytes`:
 * the sizes that a bomb declares are not believed. Refusals: `table.not-a-table`, `table.xlsx-broken`,
 * `table.xlsx-too-large-inside`.
 */
export async function checkWorkbook(bytes: Uint8Array, inflatedBytes: number): Promise<Outcome<true>> {
  const entries = entriesOf(bytes)
  if (entries === null || entries.length > 5000) return refuse({ code: 'table.xlsx-broken' })
  if (!entries.some(({ name }) => name === 'xl/workbook.xml')) return refuse({ code: 'table.not-a-table' })
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
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
  }
  return accept(true)
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
