/** Signs credentials: in one go, by a signer in another process, or by several one after the other. */
import { CredentialError } from '../errors.ts'
import type { Sign } from '../keys/key.ts'
import { type Filled, fillTemplate, learn } from '../rdf/templates.ts'
import type { JsonObject } from '../types.ts'
import {
  type AddedProofOptions,
  type ProofOptions,
  proofInput,
  proofsBefore,
  proofText,
  proofWith,
  refuseBadDates,
  refuseBadShape,
} from './data-integrity-sign.ts'
import { prepareSelective, type SelectiveOptions } from './selective.ts'
import { SIGNING_SUITES } from './suites/index.ts'

export type { AddedProofOptions, JsonObject, ProofOptions }
export { CredentialError }

/** An instant as XML Schema dateTime in UTC without fractions, as credentials write it. */
export function dateTime(instant: Date): string {
  return `${instant.toISOString().slice(0, 19)}Z`
}

/**
 * The bytes that the issuer's key must sign for this credential: 64, or 96 with P-384 (vc-di-eddsa, section 3.2.4; vc-di-ecdsa,
 * section 3.2.4). They can travel to another process: the document and the key never meet, and many can be signed at
 * once. Throws `CredentialError` where the credential isn't of the Data Model's shape or a part of it would not reach the
 * signed bytes. Whether the key is the issuer's is asked by `verify`: examples of credentials that must fail are signed
 * through this door too.
 */
export async function signingInput(credential: JsonObject, options: ProofOptions): Promise<Uint8Array> {
  return inputOf(credential, options, filledOf(credential, options))
}

/** Templates of credentials of good shape. */
const wellShaped = new WeakSet<Filled['template']>()

/** The credential by the template of its definition where there is one. Throws on a bad shape. */
function filledOf(credential: JsonObject, { suite = 'eddsa-rdfc-2022' }: ProofOptions): Filled | undefined {
  const filled = fillTemplate(credential, SIGNING_SUITES[suite].covers)
  if (filled !== undefined && wellShaped.has(filled.template)) refuseBadDates(credential)
  else {
    refuseBadShape(credential)
    if (filled !== undefined) wellShaped.add(filled.template)
  }
  return filled
}

function inputOf(
  credential: JsonObject,
  options: ProofOptions,
  filled: Filled | undefined,
): Uint8Array | Promise<Uint8Array> {
  const bytes = proofInput(credential, options, [], filled)
  if (filled === undefined) learn(credential)
  return bytes
}

/**
 * Adds the proof with a signature of `signingInput` under the same options; answers the JSON text to store. Throws
 * RangeError unless the signature has the length that the key gives: 64 bytes, or 96 with P-384.
 */
export function attachProof(credential: JsonObject, options: ProofOptions, signature: Uint8Array): string {
  return JSON.stringify({ ...credential, proof: proofWith(credential, options, signature) })
}

/**
 * Signs a credential with a key at hand: its JSON text, as stored and shared; with `ecdsa-sd-2023`, as kept by its holder,
 * who shares what `deriveCredential` makes of it. Throws as `signingInput` and `prepareSelective` do.
 */
export async function issueCredential(
  credential: JsonObject,
  options: (ProofOptions | SelectiveOptions) & { readonly sign: Sign },
): Promise<string> {
  if (options.suite === 'ecdsa-sd-2023') {
    const prepared = await prepareSelective(credential, options)
    return prepared.attach(await options.sign(prepared.signingInput))
  }
  const filled = filledOf(credential, options)
  const bytes = inputOf(credential, options, filled)
  const signature = await options.sign(bytes instanceof Promise ? await bytes : bytes)
  const json = filled?.json ?? JSON.stringify(credential).slice(0, -1)
  return `${json},"proof":${proofText(credential, options, signature)}}`
}

/**
 * Signs a credential that somebody has signed already (VC Data Integrity 1.0, section 4.3): a university and an industry
 * partner issue together. Without `previousProof` the signatures stand side by side, and each can be taken away unseen;
 * with it, this one holds only together with those it names (each needs its `id`). `document` is the JSON of a credential
 * with at most seven proofs, whose signatures the caller has verified. Throws `CredentialError` where it can't be signed.
 */
export async function addProof(
  document: JsonObject,
  options: AddedProofOptions & { readonly sign: Sign },
): Promise<string> {
  const { all, bound } = proofsBefore(document, options)
  const signature = await options.sign(await proofInput(document, options, bound))
  return JSON.stringify({ ...document, proof: [...all, proofWith(document, options, signature)] })
}
