/** Presents SD-JWTs: the holder chooses what to show, and signs for whom. */
import { ALGORITHMS, type KeyKind } from '../algorithms.ts'
import type { Sign } from '../keys/key.ts'
import { numericDate, signedJws, unsignedJws } from './jose-issue.ts'
import { readSdJwt } from './sd-jwt.ts'
import type { ClaimPath } from './sd-jwt-issue.ts'
import type { PathStep } from './sd-jwt-read.ts'

/** The holder's proof for one reader and one occasion. */
export interface KeyBinding {
  readonly kind: KeyKind
  readonly sign: Sign
  /** Who reads it, as `aud`; and the reader's word for this occasion, as `nonce`. */
  readonly audience: string
  readonly nonce: string
  readonly issuedAt: Date
}

/** Whether a disclosure at `path` is needed to show the claim at `wanted`: it is that claim, or holds it. */
function serves(path: readonly PathStep[], wanted: ClaimPath): boolean {
  return (
    path.length <= wanted.length &&
    path.every((step, at) => wanted[at] === step || (wanted[at] === null && typeof step === 'number'))
  )
}

/**
 * A presentation of an SD-JWT that shows only the claims at `disclose` and what they stand in; whatever can be held back
 * inside them stays hidden unless it is named, too. A path that names nothing shows nothing. Places in arrays are those of
 * the array as issued. Throws RangeError where the text is no SD-JWT that can be read, or is presented already.
 */
export async function presentSdJwt(
  text: string,
  { disclose, keyBinding }: { readonly disclose: readonly ClaimPath[]; readonly keyBinding?: KeyBinding },
): Promise<string> {
  const reading = readSdJwt(text)
  if (!reading.ok) throw new RangeError(`no SD-JWT to present: ${reading.answer.code}`)
  const { parts, disclosures, binding } = reading.read
  if (binding !== undefined) throw new RangeError('this SD-JWT is presented already')
  const shown = disclosures.filter(({ path = [] }) => disclose.some((wanted) => serves(path, wanted)))
  const presented = `${[parts.issued, ...shown.map((disclosure) => disclosure.text)].join('~')}~`
  return keyBinding === undefined
    ? presented
    : `${presented}${await bindingOf(presented, reading.read.digest, keyBinding)}`
}

function bindingOf(
  presented: string,
  digest: (text: string) => string,
  { kind, sign, audience, nonce, issuedAt }: KeyBinding,
): Promise<string> {
  const payload = { iat: numericDate(issuedAt), aud: audience, nonce, sd_hash: digest(presented) }
  return signedJws(unsignedJws({ alg: ALGORITHMS[kind].jose, typ: 'kb+jwt' }, payload), kind, sign)
}
