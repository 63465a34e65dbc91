/** A proof of the log inside a JSON credential: a member of `proof` beside the signatures, which it doesn't touch. */
import { isJsonObject, type Json, type JsonObject } from '../types.ts'
import { LOG_PROOF_TYPE, partLogProof } from './part.ts'
import { parseProof } from './proof.ts'

/**
 * What a leaf commits to of a signed document: its `proofValue`, or those of all its signatures in their order, with newlines
 * between. Nothing where one has none.
 */
export function signedTextOf(signatures: readonly (string | undefined)[]): string | undefined {
  if (signatures.length === 0 || !signatures.every((text) => text !== undefined)) return undefined
  return signatures.join('\n')
}

/**
 * Puts a proof of the log into a signed JSON credential, in place of one that stands there. The signatures stay as they are.
 * Throws RangeError where the document has no signature or the text is no proof: faults of the caller.
 */
export function embedLogProof(documentText: string, proofText: string): string {
  const document: Json = JSON.parse(documentText)
  const signatures = isJsonObject(document) ? signaturesIn(document) : []
  if (signatures.length === 0) throw new RangeError('the document has no signature')
  if (parseProof(proofText) === undefined) throw new RangeError('the text is no proof of a log')
  const { proof: _proof, ...rest } = document as JsonObject
  return JSON.stringify({ ...rest, proof: [...signatures, { type: LOG_PROOF_TYPE, proofText }] })
}

function signaturesIn({ proof }: JsonObject): Json[] {
  const signatures = partLogProof(proof)?.proof ?? proof ?? []
  return Array.isArray(signatures) ? signatures : [signatures]
}

/** The text of the proof of the log in a JSON credential; nothing where it has none, or one of another form. Throws SyntaxError where the text is no JSON. */
export function readLogProof(documentText: string): string | undefined {
  const document: Json = JSON.parse(documentText)
  return (isJsonObject(document) ? partLogProof(document.proof)?.logProof : undefined) || undefined
}

/** What a leaf commits to of a signed JSON credential (`signedTextOf`). Throws SyntaxError where the text is no JSON. */
export function signedTextIn(documentText: string): string | undefined {
  const document: Json = JSON.parse(documentText)
  if (!isJsonObject(document)) return undefined
  return signedTextOf(
    signaturesIn(document).map((one) =>
      isJsonObject(one) && typeof one.proofValue === 'string' ? one.proofValue : undefined,
    ),
  )
}
