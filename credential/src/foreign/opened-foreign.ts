import type { Answer, Opened, Opening } from '../envelope/opened.ts'
import type { JsonObject } from '../types.ts'
import type { Format, VerifyContext } from '../verdict.ts'
import { type ForeignClaims, factsOf } from './facts.ts'

/** A foreign credential as its reader found it. */
export interface Foreign {
  readonly format: Format
  readonly version: string
  readonly document: JsonObject
  /** What it says; asked for after the proof, since a part may have had to be loaded. */
  claims(): ForeignClaims
  proof(context: VerifyContext): Promise<Answer>
  issuer(context: VerifyContext): Promise<Answer>
  status(context: VerifyContext): Promise<Answer>
  readonly schema: Answer
}

/** The eight checks over a foreign credential: it has no key that the register could know, so it answers for itself. */
export function openedForeign(foreign: Foreign): Opening {
  const { format } = foreign
  const claims = foreign.claims()
  const opened: Opened = {
    format,
    formatAnswer: { outcome: 'pass', code: `format-${format}` as Answer['code'], data: { version: foreign.version } },
    credential: foreign.document,
    issuer: claims.issuer.id,
    term: { from: claims.validFrom ?? undefined, until: claims.validUntil ?? undefined },
    proofs: [],
    ownProof: (context) => foreign.proof(context),
    ownIssuer: (context) => foreign.issuer(context),
    ownStatus: (context) => foreign.status(context),
    schema: () => foreign.schema,
    facts: () => factsOf(foreign.claims()),
  }
  return { ok: true, opened }
}

/** A foreign credential that its own proof stopped: unsigned, or of a broken form. */
export function stoppedByProof(format: Format, version: string, proof: Answer): Opening {
  const answer: Answer = { outcome: 'pass', code: `format-${format}` as Answer['code'], data: { version } }
  return { ok: false, format, answers: { format: answer, proof } }
}

export const failedProof = (code: Answer['code'], reason: string): Answer => ({
  outcome: 'fail',
  code,
  data: { reason },
})

/** Nobody of a foreign format can be listed: the register knows issuers by keys of identifiers that we can check. */
export const notListed = (issuer: string): Answer => ({
  outcome: 'unknown',
  code: 'issuer-not-listed',
  data: { issuer },
})

/** Revocation that stands where we don't look: a blockchain, a seal's certificate, a list that wasn't handed in. */
export const statusNotAvailable: Answer = { outcome: 'unknown', code: 'status-list-not-available' }
export const noStatus: Answer = { outcome: 'none', code: 'status-none' }
export const noSchema: Answer = { outcome: 'none', code: 'schema-none' }
