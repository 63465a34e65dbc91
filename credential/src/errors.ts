/** Why a part of a document can't be signed or checked: it would not reach the signed bytes, or not in one certain way. */
export type FormatProblem =
  | 'context-not-allowed'
  | 'keyword-refused'
  | 'undefined-term'
  | 'not-covered'
  | 'value-not-signed'
  | 'value-of-wrong-type'
  | 'value-repeated'
  | 'id-not-absolute'
  | 'id-repeated'
  | 'date-malformed'
  | 'dates-reversed'
  | 'value-missing'
  | 'type-missing'
  | 'digest-missing'
  | 'proof-not-readable'
  | 'content-too-complex'

/** A credential that can't be signed as it stands. `at` is the JSON pointer of the place. A fault of the caller, so it is thrown. */
export class CredentialError extends Error {
  readonly code: FormatProblem
  readonly at: string
  constructor(code: FormatProblem, at: string) {
    super(`The credential can't be signed: ${code} at ${at || 'the whole'}`)
    this.name = 'CredentialError'
    this.code = code
    this.at = at
  }
}
