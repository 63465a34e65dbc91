/** The closed list of codes. `messages.ts` has the words of each, in both languages. */
import type { JsonProblem } from './json/read.ts'

/** Why a document can't be read as a credential: nothing in it is decided. */
export const FORMAT_PROBLEMS = [
  'json-not-utf8',
  'json-byte-order-mark',
  'json-syntax',
  'json-duplicate-key',
  'json-lone-surrogate',
  'json-unsafe-number',
  'json-too-deep',
  'json-too-large',
  'not-a-credential',
  'format-not-supported',
  'context-not-allowed',
  'keyword-refused',
  'undefined-term',
  'not-covered',
  'value-not-signed',
  'value-of-wrong-type',
  'value-repeated',
  'id-not-absolute',
  'id-repeated',
  'date-malformed',
  'content-too-complex',
  'key-not-of-issuer',
] as const satisfies readonly (JsonProblem | string)[]
export type FormatProblem = (typeof FORMAT_PROBLEMS)[number]

/** Why a proof does not hold, or can't be checked. */
export const PROOF_PROBLEMS = [
  'proof-missing',
  'proof-several',
  'proof-malformed',
  'suite-not-supported',
  'purpose-wrong',
  'signature-malformed',
  'signature-wrong',
  'key-malformed',
  'key-not-available',
] as const
export type ProofProblem = (typeof PROOF_PROBLEMS)[number]

/** Every code that a check can answer. */
export const CHECK_CODES = [
  ...FORMAT_PROBLEMS,
  ...PROOF_PROBLEMS,
  'not-checked',
  'format-read',
  'proof-holds',
  'issuer-listed',
  'issuer-not-listed',
  'issuer-not-listed-then',
  'register-not-available',
  'register-stale',
  'key-not-valid-then',
  'key-compromised',
  'authority-held',
  'authority-missing',
  'authority-not-stated',
  'authority-not-asked',
  'status-clear',
  'status-none',
  'revoked',
  'replaced',
  'suspended',
  'status-malformed',
  'status-type-not-known',
  'status-list-not-available',
  'status-list-unreadable',
  'status-list-changed',
  'status-list-issuer-wrong',
  'status-list-stale',
  'status-list-too-short',
  'status-list-purpose-wrong',
  'status-index-out-of-range',
  'in-force',
  'in-force-without-end',
  'not-yet-valid',
  'expired',
  'clock-disagrees',
  'schema-met',
  'schema-not-met',
  'schema-none',
  'log-none',
] as const
export type CheckCode = (typeof CHECK_CODES)[number]

/** What a verdict is, in one word: chooses the title that a reader sees. */
export const VERDICT_KINDS = [
  'valid',
  'changed',
  'unreadable',
  'unsigned',
  'wrong-key',
  'without-authority',
  'revoked',
  'replaced',
  'suspended',
  'expired',
  'not-yet-valid',
  'incomplete',
  'not-supported',
  'issuer-not-listed',
  'register-not-available',
  'status-unknown',
  'unconfirmed',
] as const
export type VerdictKind = (typeof VERDICT_KINDS)[number]
