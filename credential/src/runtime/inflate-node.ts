/** gzip (RFC 1952) and zlib (RFC 1950) with a cap, and large texts in base64url, by Node's own; the browser's twin is `inflate-browser.ts`. */
// Long texts are read as strictly as short ones.
export { decodeBase64Url as readBase64Url } from './base64-node.ts'

import { deflateSync, gunzipSync, gzipSync, inflateSync, type ZlibOptions } from 'node:zlib'

/** What `node:zlib` answers when it is asked how much it read. */
interface Unpacked {
  readonly buffer: Uint8Array
  readonly engine: { readonly bytesWritten: number }
}

/** Room for a piece of what is unpacked. A status list of 131,072 places just fills the 16 KB that zlib would take, and then asks for more. */
const CHUNK_BYTES = 32_768

/**
 * Unpacks, or null where the data are broken, would be larger than `maxBytes`, or go on after their end. In this thread,
 * since for the few kilobytes that come here the way to another thread costs more than the work.
 */
export function unpack(kind: 'gzip' | 'deflate', data: Uint8Array, maxBytes: number): Uint8Array | null {
  try {
    const options = { maxOutputLength: maxBytes, chunkSize: CHUNK_BYTES, info: true } as ZlibOptions
    const unpacked = (kind === 'gzip' ? gunzipSync : inflateSync)(data, options) as unknown as Unpacked
    return unpacked.engine.bytesWritten === data.length ? unpacked.buffer : null
  } catch {
    return null
  }
}

/** Packs as gzip or as zlib. */
export async function pack(kind: 'gzip' | 'deflate', data: Uint8Array): Promise<Uint8Array> {
  return kind === 'gzip' ? gzipSync(data) : deflateSync(data)
}

/** Writes many bytes in base64url, as `toBase64Url` does. */
export function writeBase64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64url')
}
