/** What can carry a credential, told by content and never by a file's name. */
export const CARRIERS = ['json', 'jwt', 'sd-jwt', 'png', 'svg', 'pdf', 'qr'] as const
export type Carrier = (typeof CARRIERS)[number]

/** Why nothing could be taken out of a carrier, from a closed list. */
export type CarrierProblem =
  | 'carrier-not-known'
  | 'carrier-broken'
  | 'carrier-too-large'
  | 'carrier-empty'
  | 'carrier-ambiguous'

/** What people should know of a carrier beside its credential: a PDF was saved again; a picture holds a script. */
export type CarrierNote = 'saved-again' | 'picture-with-script'

/** The credential's text out of a carrier, with the proof of the log that lies beside it; or why there is none. */
export type Found = { readonly ok: true; readonly text: string; readonly logProof?: string } | Missing
interface Missing {
  readonly ok: false
  readonly code: CarrierProblem
}

/** A picture with a credential in it, or why it can't be made. */
export type Baked =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly code: CarrierProblem | 'text-not-for-carrier' }

/** Most bytes of a credential inside a carrier, after unpacking: the limit of foreign formats. */
export const MAX_CARRIED_BYTES = 2_097_152
/** Most bytes of a carrier itself. */
export const MAX_CARRIER_BYTES = 5_242_880

/** The one text of several that were found: none is empty, and two could show one credential and mean another. */
export function onlyOne(found: readonly string[]): Found {
  const [text, another] = found
  if (text === undefined) return { ok: false, code: 'carrier-empty' }
  return another === undefined ? { ok: true, text } : { ok: false, code: 'carrier-ambiguous' }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Bytes as UTF-8, strictly and with every byte kept; nothing where they are none. */
export function textOf(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes)
  } catch {
    return null
  }
}

/** Whether a text is a JWT or an SD-JWT in compact form (RFC 7519, section 3; RFC 9901, section 4), or neither. */
export function compactKind(text: string): 'jwt' | 'sd-jwt' | undefined {
  const [token = '', ...disclosures] = text.split('~')
  if (!/^[\w-]+\.[\w-]*\.[\w-]*$/.test(token)) return undefined
  if (disclosures.length === 0) return 'jwt'
  return disclosures.every((part) => /^[\w.-]*$/.test(part)) ? 'sd-jwt' : undefined
}
