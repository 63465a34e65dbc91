/** What Ethereum signs with: Keccak-256, and addresses recovered from signatures over secp256k1. Loaded for OpenAttestation only. */
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { bytesOfHex, hexOf } from './merkle.ts'

const utf8 = new TextEncoder()

/** Keccak-256 (before SHA-3 was standardised) of a text in UTF-8 or of bytes, in lower-case hexadecimal. */
export function keccak(data: string | Uint8Array): string {
  return hexOf(keccak_256(typeof data === 'string' ? utf8.encode(data) : data))
}

/**
 * The address that signed 32 bytes as an Ethereum message (ERC-191, version 0x45), in lower case with `0x`; nothing where
 * the signature is none. Signatures are 65 bytes in hexadecimal: r, s, and 27 or 28.
 */
export function signerAddress(hash: string, signature: unknown): string | undefined {
  const parts = typeof signature === 'string' ? /^0x([0-9a-f]{128})(1b|1c)$/i.exec(signature) : null
  if (parts === null) return undefined
  const message = keccak(Uint8Array.from([...utf8.encode('\x19Ethereum Signed Message:\n32'), ...bytesOfHex(hash)]))
  try {
    const point = secp256k1.Signature.fromBytes(bytesOfHex(parts[1] as string), 'compact')
      .addRecoveryBit(Number.parseInt(parts[2] as string, 16) - 27)
      .recoverPublicKey(bytesOfHex(message))
    return `0x${keccak(point.toBytes(false).slice(1)).slice(-40)}`
  } catch {
    return undefined
  }
}
