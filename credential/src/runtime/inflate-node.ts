/** gzip (RFC 1952) and zlib (RFC 1950) with a cap, and large texts in base64url, by Node's own; the browser's twin is `inflate-browser.ts`. */
import { deflateSync, gunzipSync, gzipSync, inflateSync, type ZlibOptions } from 'node:zlib'

/** What `node:zlib` answers when it is asked how much it read. */
interface Unpacked {
  readonly buffer: Uint8Array
  readonly engine: { readonly bytesWritten: number }
}

/**
 * Unpacks, or null where the data are broken, would be larger than `maxBytes`, or go on after their end. In this thread,
 * since for the few kilobytes that come here the way to another thread costs more than the work.
 */
export async function unpack(kind: 'gzip' | 'deflate', data: Uint8Array, maxBytes: number): Promise<Uint8Array | null> {
  try {
    const options = { maxOutputLength: maxBytes, info: true } as ZlibOptions
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

/** Reads a long base64url text, as strictly as `fromBase64Url` does: what isn't written back the same is refused. */
export function readBase64Url(text: string): Uint8Array | null {
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text ? bytes : null
}
