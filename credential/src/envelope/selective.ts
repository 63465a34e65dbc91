/** Credentials of which the holder shows a part: `ecdsa-sd-2023` (Data Integrity ECDSA Cryptosuites 1.0, section 3.6). */
import { ALGORITHMS } from '../algorithms.ts'
import { CredentialError, type FormatProblem } from '../errors.ts'
import { type JsonProblem, readJson } from '../json/read.ts'
import { isJsonObject, type JsonObject } from '../types.ts'
import { unsecured } from './canonical-form.ts'
import { contextRefusal } from './data-integrity.ts'
import { readProofs } from './data-integrity-proof.ts'
import { type ProofOptions, proofMembers, refuseBadShape } from './data-integrity-sign.ts'
import { derive } from './suites/ecdsa-sd/derive.ts'
import { baseProof, freshKeys, mandatoryPointersOf } from './suites/ecdsa-sd/sign.ts'
import { SELECTIVE } from './suites/index.ts'

/** What a base proof says besides its signatures. The issuer's key is of P-256. */
export interface SelectiveOptions extends Omit<ProofOptions, 'suite' | 'keyKind'> {
  readonly suite: 'ecdsa-sd-2023'
  /**
   * JSON pointers (RFC 6901) of what the holder always shows. Who issued it, its term and its status are always shown,
   * whether they are listed or not; what an issuer must be allowed to issue (kind, field, level) should be listed.
   */
  readonly mandatoryPointers: readonly string[]
}

/** A credential that waits for its issuer's signature only: the statements are signed, the key that signed them is gone. */
export interface SelectiveCredential {
  /** The bytes that the issuer's key must sign: 99. They can travel to another process. */
  readonly signingInput: Uint8Array
  /** The JSON text with the signature. Throws RangeError unless it has 64 bytes. */
  attach(signature: Uint8Array): string
}

/**
 * Prepares a credential of which its holder can show parts. Throws `CredentialError` where it isn't of the Data Model's
 * shape, where a pointer leads nowhere (`value-missing`), and where it has ordered lists or credentials inside, whose parts
 * can't be told apart (`not-covered`). The text that comes of it is for the holder alone: it can show everything.
 */
export async function prepareSelective(
  credential: JsonObject,
  options: SelectiveOptions,
): Promise<SelectiveCredential> {
  refuseBadShape(credential)
  const members = proofMembers(options.suite, options)
  const pointers = mandatoryPointersOf(credential, options.mandatoryPointers)
  const base = await baseProof(unsecured(credential), members, pointers, await freshKeys())
  if (!base.ok) throw new CredentialError(base.code, base.at)
  return {
    signingInput: base.bytes,
    attach: (signature) => {
      const { signatureBytes } = ALGORITHMS['P-256']
      if (signature.length !== signatureBytes)
        throw new RangeError(`a signature under P-256 has ${signatureBytes} bytes, not ${signature.length}`)
      return JSON.stringify({ ...credential, proof: { ...members, proofValue: base.writeValue(signature) } })
    },
  }
}

/** What `deriveCredential` answers: the JSON text to show, or why there is none and where (JSON pointer). */
export type DerivedCredential =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly code: FormatProblem | JsonProblem; readonly at: string }

/**
 * The part of a credential that its holder wants to show: what `pointers` (RFC 6901) lead to, with all below, and what the
 * issuer lets nobody withhold. `text` is the JSON of a credential with one base proof of `ecdsa-sd-2023`; other proofs sign
 * the whole and are left away. It isn't verified here. Refused, never thrown: what can't be read (`json-...`,
 * `proof-not-readable`), a pointer that leads nowhere (`value-missing`), and parts that can't be told apart.
 */
export async function deriveCredential(text: string, pointers: readonly string[]): Promise<DerivedCredential> {
  const read = readJson(text)
  if (!read.ok) return { ok: false, code: read.code, at: read.at }
  const document = read.value
  if (!isJsonObject(document)) return { ok: false, code: 'proof-not-readable', at: '' }
  if (contextRefusal(document) !== undefined) return { ok: false, code: 'context-not-allowed', at: '/@context' }
  const proofs = readProofs(document, 'assertionMethod')
  const own = proofs.ok ? proofs.proofs.filter(({ suite }) => suite === SELECTIVE) : []
  const [base, another] = own
  if (base === undefined || another !== undefined || base.previous.length > 0)
    return { ok: false, code: 'proof-not-readable', at: '/proof' }
  const part = await derive(document, base.proof, base.value, pointers)
  return part.ok ? { ok: true, text: JSON.stringify(part.document) } : part
}
