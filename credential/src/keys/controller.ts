/** The DID before the `#` of a verification method, or nothing when it isn't a DID URL with a fragment. */
export function controllerOf(verificationMethod: string): string | undefined {
  const match = /^(did:[a-z0-9]+:[A-Za-z0-9._:%-]+)#[A-Za-z0-9._-]+$/.exec(verificationMethod)
  return match?.[1]
}
