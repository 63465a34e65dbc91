/** Derives what the holder shows from what the issuer gave (Data Integrity ECDSA Cryptosuites 1.0, sections 3.5.4 and 3.6.6). */
import type { JsonObject } from '../../../types.ts'
import { type Canonicalise, unsecured } from '../../canonical-form.ts'
import { type Selection, select } from './select.ts'
import { type Gap, groupable } from './statements.ts'
import { readBase, writeDerived } from './value.ts'

/** A part of a credential with its derived proof, or why there is none and where (JSON pointer). */
export type Derivation = { readonly ok: true; readonly document: JsonObject } | Gap

/**
 * The part of a credential that pointers select, besides what it always shows, with a proof for it. `secured` has the base
 * proof `proof`, of the value `bytes`, among its proofs; the others sign the whole and are left away.
 */
export async function derive(
  secured: JsonObject,
  proof: JsonObject,
  bytes: Uint8Array,
  selectivePointers: readonly string[],
  canonicalise?: Canonicalise,
): Promise<Derivation> {
  const base = readBase(bytes)
  if (base === null) return { ok: false, code: 'proof-not-readable', at: '/proof/proofValue' }
  const { baseSignature, publicKey, hmacKey, mandatoryPointers } = base
  const document = unsecured(secured, [], canonicalise === undefined ? {} : { canonicalise })
  const parts = await groupable(document, hmacKey)
  if (!parts.ok) return parts
  const mandatory = await parts.placesOf(mandatoryPointers)
  if (!mandatory.ok) return mandatory
  const pointers = [...mandatoryPointers, ...selectivePointers]
  if (pointers.length === 0) return { ok: false, code: 'value-missing', at: '' }
  const shown = await parts.placesOf(pointers)
  if (!shown.ok) return shown
  const always = new Set(mandatory.places)
  const optional = parts.lines.flatMap((_line, place) => (always.has(place) ? [] : [place]))
  // Each signature is of a statement of this very document, or the base proof isn't its own.
  if (optional.length !== base.signatures.length) return { ok: false, code: 'proof-not-readable', at: '/proof' }
  const labels = parts.labelsOf(shown.places)
  if (labels === null) return { ok: false, code: 'content-too-complex', at: '' }
  const chosen = new Set(shown.places)
  const proofValue = writeDerived({
    baseSignature,
    publicKey,
    signatures: base.signatures.filter((_signature, at) => chosen.has(optional[at] as number)),
    labels,
    mandatoryIndexes: shown.places.flatMap((place, index) => (always.has(place) ? [index] : [])),
  })
  // The same pointers have selected from the same document with names.
  const { document: part } = select(document.document, pointers) as Extract<Selection, { ok: true }>
  return { ok: true, document: { ...part, proof: { ...proof, proofValue } } }
}
