/** gzip (RFC 1952) and zlib (RFC 1950) with a cap, by `node:zlib`; the browser's twin is `inflate-browser.ts`. */
import { promisify } from 'node:util'
import { deflate, gunzip, gzip, inflate } from 'node:zlib'

/** Unpacks, or null where the data are broken or would be larger than `maxBytes`. */
export async function unpack(kind: 'gzip' | 'deflate', data: Uint8Array, maxBytes: number): Promise<Uint8Array | null> {
  try {
    return await promisify<Uint8Array, { maxOutputLength: number }, Uint8Array>(kind === 'gzip' ? gunzip : inflate)(
      data,
      {
        maxOutputLength: maxBytes,
      },
    )
  } catch {
    return null
  }
}

/** Packs as gzip. */
export async function packGzip(data: Uint8Array): Promise<Uint8Array> {
  return promisify<Uint8Array, Uint8Array>(gzip)(data)
}

/** Packs as zlib. */
export async function packZlib(data: Uint8Array): Promise<Uint8Array> {
  return promisify<Uint8Array, Uint8Array>(deflate)(data)
}
