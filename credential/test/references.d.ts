// Packages without types of their own that only the tests use; what we use of them.
declare module '@digitalbazaar/eddsa-jcs-2022-cryptosuite' {
  export function createSignCryptosuite(): unknown
  export function createVerifyCryptosuite(): unknown
}
declare module '@digitalbazaar/ecdsa-jcs-2019-cryptosuite' {
  export function createSignCryptosuite(): unknown
  export function createVerifyCryptosuite(): unknown
}
declare module '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite' {
  export const cryptosuite: unknown
}
declare module '@digitalbazaar/ecdsa-multikey' {
  export function generate(options: Record<string, unknown>): Promise<{ publicKeyMultibase: string; signer(): unknown }>
}
declare module '@digitalbazaar/ecdsa-sd-2023-cryptosuite' {
  export function createSignCryptosuite(options: { mandatoryPointers?: readonly string[] }): unknown
  export function createDiscloseCryptosuite(options: { selectivePointers?: readonly string[] }): unknown
  export function createVerifyCryptosuite(): unknown
}
