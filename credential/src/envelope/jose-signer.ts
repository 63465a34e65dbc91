/** Who signed a JWS: which key its header names, and whose key that is. */
import { encodeBase64Url } from '#base64'
import type { PublicKey } from '../keys/key.ts'
import { saidBy } from './data-integrity-proof.ts'
import { type Compact, checkCompact, type JoseHeader } from './jose-compact.ts'
import type { Answer, Opened, OpenedProof } from './opened.ts'

/** The key that a header names. `controller` is whose key the document says it is. */
export interface NamedKey {
  readonly verificationMethod: string
  readonly controller: string
}

/**
 * The key of a header (VC-JOSE-COSE, section 4.1). An absolute `kid` stands for itself; any other is a fragment of the
 * issuer's document; without one, a did:key or did:jwk that is the issuer names its only key. Nothing where none is named.
 */
export function namedKey({ kid }: JoseHeader, issuer: string): NamedKey | undefined {
  const name = kid ?? (/^did:(?:key|jwk):/.test(issuer) ? issuer : undefined)
  if (name === undefined) return undefined
  if (!/^[a-z][a-z0-9+.-]*:/i.test(name))
    return { verificationMethod: `${issuer}#${name.replace(/^#/, '')}`, controller: issuer }
  const method = name.replace(/^did:(?:key:([^#]+)|jwk:[^#]+)$/, (did, only?: string) => `${did}#${only ?? '0'}`)
  if (method.startsWith('did:')) return { verificationMethod: method, controller: saidBy(method).controller }
  const [document = '', fragment] = method.split('#')
  // A key with a document of its own names no owner: only the register can say that it is the issuer's.
  return { verificationMethod: method, controller: fragment === undefined ? issuer : document }
}

/** Who signed, as the verifier asks for it: the proof, or answers of our own where no key outside the file is named. */
export function signerOf(
  compact: Compact,
  issuer: string,
  dates: { readonly created: string; readonly expires?: string },
): Pick<Opened, 'proofs' | 'ownProof' | 'ownIssuer'> {
  const named = namedKey(compact.header, issuer)
  const { jwk } = compact.header
  if (named === undefined && jwk === undefined)
    return unnamed({ outcome: 'unknown', code: 'proof-key-not-known', data: { issuer } })
  const check = (key: PublicKey): Promise<Answer> => checkCompact(compact, key)
  const key = named ?? { verificationMethod: issuer, controller: issuer }
  const inside = named === undefined ? jwk : (saidBy(key.verificationMethod).inside ?? jwk)
  const signature = encodeBase64Url(compact.signature)
  const proof: OpenedProof = {
    ...key,
    ...dates,
    ...(inside === undefined ? {} : { keyInside: inside }),
    signature,
    check,
  }
  if (named !== undefined) return { proofs: [proof] }
  // The file brought its own key: the signature can be checked, and says nothing of who made it.
  return {
    proofs: [proof],
    ownIssuer: async () => ({ outcome: 'unknown', code: 'issuer-not-bound', data: { issuer, key: 'jwk' } }),
  }
}

function unnamed(answer: Answer): Pick<Opened, 'proofs' | 'ownProof' | 'ownIssuer'> {
  return { proofs: [], ownProof: async () => answer, ownIssuer: async () => answer }
}
