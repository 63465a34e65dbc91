/** gzip (RFC 1952) and zlib (RFC 1950) with a cap, by the Compression Streams of browsers. */

/** Unpacks, or null where the data are broken or would be larger than `maxBytes`; stops reading at the cap. */
export async function unpack(kind: 'gzip' | 'deflate', data: Uint8Array, maxBytes: number): Promise<Uint8Array | null> {
  try {
    return await collect(new Blob([data.slice()]).stream().pipeThrough(new DecompressionStream(kind)), maxBytes)
  } catch {
    return null
  }
}

/** Packs as gzip. */
export function packGzip(data: Uint8Array): Promise<Uint8Array> {
  return pack('gzip', data)
}

/** Packs as zlib. */
export function packZlib(data: Uint8Array): Promise<Uint8Array> {
  return pack('deflate', data)
}

async function pack(kind: 'gzip' | 'deflate', data: Uint8Array): Promise<Uint8Array> {
  const packed = await collect(
    new Blob([data.slice()]).stream().pipeThrough(new CompressionStream(kind)),
    Number.POSITIVE_INFINITY,
  )
  return packed ?? new Uint8Array()
}

async function collect(stream: ReadableStream<Uint8Array>, maxBytes: number): Promise<Uint8Array | null> {
  const reader = stream.getReader()
  const parts: Uint8Array[] = []
  let size = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    size += value.length
    if (size > maxBytes) {
      await reader.cancel()
      return null
    }
    parts.push(value)
  }
  const whole = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
