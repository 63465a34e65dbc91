/** Signed badges of Open Badges 2.0 (section 5.2): a JWS in compact form (RFC 7515) under a key that its payload names. */
import { ALGORITHMS } from '../algorithms.ts'
import type { Answer } from '../envelope/opened.ts'
import { readJson } from '../json/read.ts'
import { fromBase64Url } from '../keys/encoding.ts'
import { signatureHolds } from '../keys/key.ts'
import type { Json } from '../types.ts'
import type { Loaded } from './badge-chain.ts'
import { objectOf, textOf } from './fields.ts'
import { failedProof } from './opened-foreign.ts'
import { readPem } from './pem.ts'

interface Jws {
  readonly algorithm: unknown
  readonly payload: Json
  readonly signed: Uint8Array
  readonly signature: Uint8Array
}

/** Reads a compact JWS of three parts with JSON in the first two, or nothing. */
export function readJws(text: string): Jws | undefined {
  const parts = text.trim().split('.')
  const [header, payload, signature] = parts.map(fromBase64Url)
  if (parts.length !== 3 || !header || !payload || !signature) return undefined
  const [head, body] = [readJson(header), readJson(payload)]
  if (!head.ok || !body.ok) return undefined
  const signed = new TextEncoder().encode(`${parts[0]}.${parts[1]}`)
  return { algorithm: objectOf(head.value).alg, payload: body.value, signed, signature }
}

/** Whether the signature holds under the key behind an address: a key document, or in 1.x the PEM itself. */
export async function signatureAnswer(jws: Jws, at: Loaded, url: string): Promise<Answer> {
  const key = readPem(textOf(at.object?.publicKeyPem) ?? at.text)
  if (key === undefined) return { outcome: 'unknown', code: 'proof-key-not-known', data: { key: url } }
  if (jws.algorithm !== ALGORITHMS[key.kind].jose) return failedProof('proof-algorithm-not-allowed', 'alg')
  return (await signatureHolds(key, jws.signed, jws.signature))
    ? { outcome: 'pass', code: 'proof-fits' }
    : failedProof('proof-does-not-fit', 'signature')
}
