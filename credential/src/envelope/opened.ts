import type { PublicKey } from '../keys/key.ts'
import type { CredentialFacts } from '../openbadge/types.ts'
import type { JsonObject } from '../types.ts'
import type { CheckCode, CheckOutcome, Format, VerifyContext } from '../verdict.ts'

/** What one check answers, before its words are added. */
export interface Answer {
  readonly outcome: CheckOutcome
  readonly code: CheckCode
  readonly data?: Readonly<Record<string, string | number>>
}

/** One signature of a credential, read but not yet checked. */
export interface OpenedProof {
  /** The id of the key: a DID URL, a `kid`, an absolute URL. */
  readonly verificationMethod: string
  /** Whose key the document says it is: what stands before the `#`, or the issuer where the envelope means it so. */
  readonly controller: string
  /** When it was signed, as an XSD dateTime; empty where the envelope doesn't say. */
  readonly created: string
  /** What the key must be for in its controller's document; assertions where it is left out. */
  readonly purpose?: 'assertionMethod' | 'authentication'
  /** Until when the signature itself holds (VC Data Integrity 1.0, section 2.1, `expires`). */
  readonly expires?: string
  /**
   * A key that the document carries in an identifier (did:key, did:jwk, a URL's fragment): enough to check the signature,
   * never enough to trust the issuer.
   */
  readonly keyInside?: PublicKey
  /** The text of the signature, as a leaf of the log commits to it; left out where a holder derived it from another. */
  readonly signature?: string
  /** Checks the signature under a key; the algorithm is the key's. */
  check(key: PublicKey): Answer | Promise<Answer>
}

/** Dates of a credential, as XSD dateTime. `from` is `undefined` where there is none. */
export interface Term {
  readonly from: unknown
  readonly until: unknown
}

/**
 * What may be missing from a credential of which the holder shows a part: then that it isn't there says nothing. Asked only
 * where the signature fits.
 */
export interface Part {
  /** Whether a status entry may have been left out. */
  readonly hidesStatus: boolean
  /** Whether the end of its term may have been left out. */
  readonly hidesEnd: boolean
}

/** A credential as its envelope carries it: claims from the signed bytes only, and how to check who signed them. */
export interface Opened {
  readonly format: Format
  /** The answer of the check *format*: passes, with the code of the format. */
  readonly formatAnswer: Answer
  /** The claims. Nothing beside the signed bytes ever enters here. */
  readonly credential: JsonObject
  /** The issuer's id, or an empty text. */
  readonly issuer: string
  readonly term: Term
  /** Every one of them must hold, and one must be the issuer's. */
  readonly proofs: readonly OpenedProof[]
  /**
   * The answer of the check *proof* where the format isn't secured by signatures under keys (Merkle proofs, hashes), or
   * where it fails before any key is asked for. Then `proofs` is empty.
   */
  readonly ownProof?: (context: VerifyContext) => Promise<Answer>
  /** The answer of the check *issuer* where the format's own rules give it; else the register is asked. */
  readonly ownIssuer?: (context: VerifyContext) => Promise<Answer>
  /** The answer of the check *status*; where it is left out, `credentialStatus` is read. */
  readonly ownStatus?: (context: VerifyContext) => Promise<Answer>
  /**
   * Texts of credentials that this one holds (CLR 2.0). Each is checked whole; its worst answers become the record's.
   * Who may issue what is then asked of them, and not of the record.
   */
  readonly inner?: readonly string[]
  /** Where the holder chose what to show. */
  readonly part?: Part
  /** The text of the proof of the log that came with it; empty where it came in another form than ours. */
  readonly logProof?: string
  /** Whether the form has room for such a proof inside: then one that isn't there is missing. */
  readonly hasRoomForLogProof?: boolean
  readonly schema: () => Answer
  /** What pages show. Called only where the signature fits. */
  readonly facts: () => CredentialFacts
}

/** What opening answers: the credential, or which check stopped it and why. */
export type Opening =
  | { readonly ok: true; readonly opened: Opened }
  | {
      readonly ok: false
      readonly format: Format
      readonly answers: Readonly<Partial<Record<'format' | 'proof', Answer>>>
    }

/** An opening that the check *format* stopped. */
export function stoppedByFormat(answer: Answer, format: Format = 'unknown'): Opening {
  return { ok: false, format, answers: { format: answer } }
}
