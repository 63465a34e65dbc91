import { sha256Hex } from '#crypto'
import type { JsonObject } from '../types.ts'

/**
 * Whether an Open Badges 2.0 recipient (section 4.3, IdentityObject) is the person with an address, such as an e-mail
 * address: by SHA-256 over the address and the salt where it is hashed. Other digests (MD5) are too weak to say yes.
 */
export function isRecipient({ hashed, identity, salt }: JsonObject, address: string): boolean {
  if (typeof identity !== 'string') return false
  if (hashed !== true) return identity === address
  return identity.toLowerCase() === `sha256$${sha256Hex(address + (typeof salt === 'string' ? salt : ''))}`
}
