/** did:key as a resolver answers it (the did:key method, section 3; DID Resolution, section 4): a document or a standard error. */
import { ALGORITHMS, type KeyKind } from '../algorithms.ts'
import type { JsonObject } from '../types.ts'
import { fromBase58, toBase58 } from './encoding.ts'
import { writeJwk } from './jwk.ts'
import { type PublicKey, readMultikey } from './key.ts'

/** Standard codes of errors, from a closed list. */
export type DidKeyError =
  | 'invalidDid'
  | 'invalidDidUrl'
  | 'methodNotSupported'
  | 'representationNotSupported'
  | 'notFound'
  | 'invalidPublicKey'
  | 'invalidPublicKeyLength'
  | 'invalidPublicKeyType'
  | 'unsupportedPublicKeyType'

export interface DidKeyOptions {
  /** Media type that the caller accepts: one of `DID_MEDIA_TYPES`. */
  readonly accept?: string
  /** How the key is written: `Multikey` where nothing is said. */
  readonly publicKeyFormat?: string
  /** Allows formats that the method calls experimental; not by default. */
  readonly enableExperimentalPublicKeyTypes?: boolean
}

/** A DID resolution result; for a DID URL the metadata is that of dereferencing, and the verification method stands for the document. */
export interface DidResolution {
  readonly '@context': 'https://w3id.org/did-resolution/v1'
  readonly didDocument: JsonObject | null
  readonly didDocumentMetadata: JsonObject
  readonly didResolutionMetadata?: JsonObject
  readonly didDereferencingMetadata?: JsonObject
}

/** Media types of DID documents that are answered. The three are the same JSON. */
export const DID_MEDIA_TYPES: readonly string[] = [
  'application/did+ld+json',
  'application/did+json',
  'application/did',
  'application/ld+json',
  'application/json',
]

const DID_CONTEXT = 'https://www.w3.org/ns/did/v1'
/** How each format writes a key, and the context that defines it. `null`: the method knows it as experimental, and it is not written here. */
const FORMATS: Readonly<Record<string, { readonly context: string; write(key: PublicKey): JsonObject } | null>> = {
  Multikey: {
    context: 'https://w3id.org/security/multikey/v1',
    write: (key) => ({ publicKeyMultibase: multibaseOf(key) }),
  },
  JsonWebKey: { context: 'https://w3id.org/security/jwk/v1', write: (key) => ({ publicKeyJwk: writeJwk(key) }) },
  JsonWebKey2020: {
    context: 'https://w3id.org/security/suites/jws-2020/v1',
    write: (key) => ({ publicKeyJwk: writeJwk(key) }),
  },
  Ed25519VerificationKey2020: {
    context: 'https://w3id.org/security/suites/ed25519-2020/v1',
    write: (key) => ({ publicKeyMultibase: multibaseOf(key) }),
  },
  Ed25519VerificationKey2018: null,
  X25519KeyAgreementKey2019: null,
  X25519KeyAgreementKey2020: null,
  EcdsaSecp256k1VerificationKey2019: null,
}

function multibaseOf({ kind, bytes }: PublicKey): string {
  return `z${toBase58(Uint8Array.from([...ALGORITHMS[kind].multicodec, ...bytes]))}`
}

/**
 * Resolves a did:key, or dereferences a DID URL of one. Every fault is an answer with its standard code; never throws. The
 * version that the method allows in front of the key can only be 1.
 */
export function resolveDidKey(input: string, options: DidKeyOptions = {}): DidResolution {
  const isUrl = /[/?#]/.test(input)
  const answer = documentOf(input, isUrl, options)
  const metadata: JsonObject =
    typeof answer === 'string' ? { error: answer } : { contentType: options.accept ?? 'application/did+ld+json' }
  return {
    '@context': 'https://w3id.org/did-resolution/v1',
    didDocument: typeof answer === 'string' ? null : answer,
    didDocumentMetadata: {},
    ...(isUrl ? { didDereferencingMetadata: metadata } : { didResolutionMetadata: metadata }),
  }
}

function documentOf(input: string, isUrl: boolean, options: DidKeyOptions): JsonObject | DidKeyError {
  const [did = ''] = input.split(/[/?#]/)
  const fragment = isUrl ? input.slice(did.length) : null
  if (!/^did:[a-z0-9]+:/.test(did)) return 'invalidDid'
  if (!did.startsWith('did:key:')) return 'methodNotSupported'
  const text = /^did:key:(?:1:)?(z[1-9A-HJ-NP-Za-km-z]+)$/.exec(did)?.[1]
  if (text === undefined) return 'invalidDid'
  if (fragment !== null && !/^#[A-Za-z0-9]+$/.test(fragment)) return 'invalidDidUrl'
  if (options.accept !== undefined && !DID_MEDIA_TYPES.includes(options.accept)) return 'representationNotSupported'
  const key = keyOf(text)
  if (typeof key === 'string') return key
  const name = options.publicKeyFormat ?? 'Multikey'
  if (!Object.hasOwn(FORMATS, name)) return 'unsupportedPublicKeyType'
  const format = FORMATS[name]
  if (format == null)
    return options.enableExperimentalPublicKeyTypes === true ? 'unsupportedPublicKeyType' : 'invalidPublicKeyType'
  if (name === 'Ed25519VerificationKey2020' && key.kind !== 'Ed25519') return 'invalidPublicKeyType'
  const id = `${did}#${text}`
  const method = { id, type: name, controller: did, ...format.write(key) }
  const context = [DID_CONTEXT, format.context]
  if (fragment !== null) return `${did}${fragment}` === id ? { '@context': context, ...method } : 'notFound'
  return {
    '@context': context,
    id: did,
    verificationMethod: [method],
    authentication: [id],
    assertionMethod: [id],
    capabilityDelegation: [id],
    capabilityInvocation: [id],
  }
}

/** The key of the method-specific part, or what is wrong with it: of a kind that isn't known, too long or short, or no key. */
function keyOf(text: string): PublicKey | DidKeyError {
  const key = readMultikey(text)
  if (key !== undefined) return key
  const bytes = fromBase58(text.slice(1), 800) ?? new Uint8Array()
  const kind = (Object.keys(ALGORITHMS) as KeyKind[]).find((name) =>
    ALGORITHMS[name].multicodec.every((byte, at) => bytes[at] === byte),
  )
  if (kind === undefined) return bytes.length < 3 ? 'invalidDid' : 'invalidPublicKeyType'
  const { keyBytes } = ALGORITHMS[kind]
  return keyBytes !== null && bytes.length !== keyBytes + 2 ? 'invalidPublicKeyLength' : 'invalidPublicKey'
}
