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
  | 'content-too-complex'

/** Why a proof can't be read as one proof of the suite that we check. */
export type ProofProblem =
  | 'proof-missing'
  | 'proof-several'
  | 'proof-malformed'
  | 'suite-not-supported'
  | 'purpose-wrong'
  | 'signature-malformed'
