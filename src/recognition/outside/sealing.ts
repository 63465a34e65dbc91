import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

const NONCE_BYTES = 12
const TAG_BYTES = 16

/** A key of its own, made of the installation's secret. */
const keyOf = (secret: Buffer): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), 'outside certificates', 32))

/** Seals a file with AES-256-GCM for one place: nonce, tag, then the file. `place` (person and id) is bound to it. */
export function sealFile(secret: Buffer, place: string, bytes: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', keyOf(secret), nonce).setAAD(Buffer.from(place))
  const sealed = Buffer.concat([cipher.update(bytes), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed])
}

/** Opens what `sealFile` made. Throws where the key or the place is another, or a byte was changed. */
export function openFile(secret: Buffer, place: string, sealed: Uint8Array): Buffer {
  const all = Buffer.from(sealed)
  const decipher = createDecipheriv('aes-256-gcm', keyOf(secret), all.subarray(0, NONCE_BYTES)).setAAD(
    Buffer.from(place),
  )
  decipher.setAuthTag(all.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
  return Buffer.concat([decipher.update(all.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()])
}
