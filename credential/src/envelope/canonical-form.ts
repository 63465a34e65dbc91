/** What a signature over RDF covers, kept for as long as a document is looked at. */
import type { FormatProblem } from '../errors.ts'
import { canonicalJson } from '../json/jcs.ts'
import { pointerOf } from '../json/read.ts'
import type { CanonicalHash } from '../rdf/digest.ts'
import { type Canonical, canonicalDocument } from '../rdf/document.ts'
import type { Known } from '../rdf/templates.ts'
import { isJsonObject, type Json, type JsonObject } from '../types.ts'
import type { Answer } from './opened.ts'

/** What the check *proof* answers where a part of a document doesn't reach the signed bytes in one certain way. */
export function gapAnswer({ code, at }: { readonly code: FormatProblem; readonly at: string }): Answer {
  return code === 'content-too-complex'
    ? { outcome: 'fail', code: 'proof-not-canonicalisable' }
    : { outcome: 'fail', code: 'proof-leaves-gap', data: { at, reason: code } }
}

/** A document as a proof signs it, with its canonical forms kept: several proofs and checks ask for the same. */
export interface Unsecured {
  /** Without its proofs, but with those that the proof binds (`previousProof`). */
  readonly document: JsonObject
  /** Its `@context`. */
  readonly context: Json | undefined
  /** Its canonical JSON (RFC 8785). Throws as `canonicalJson` does. */
  json(): string
  canonical(hash: CanonicalHash): Canonical | Promise<Canonical>
  /** The canonical form of what belongs to it: the options of its proof, or a part of it. */
  readonly canonicalise: Canonicalise
}

/** How canonical forms are made: `canonicalDocument` everywhere in the library. */
export type Canonicalise = (document: JsonObject, hash: CanonicalHash) => Canonical | Promise<Canonical>

/**
 * Prepares a document for signing or checking. `bound` are the proofs that it is bound to, in their order in the document;
 * `known` its canonical form where a template gave it already. Only the adapter of the public suites makes canonical
 * forms otherwise, since their documents bring contexts of their own.
 */
export function unsecured(
  secured: JsonObject,
  bound: readonly JsonObject[] = [],
  { known, canonicalise = canonicalDocument }: { readonly known?: Known; readonly canonicalise?: Canonicalise } = {},
): Unsecured {
  const document = withProofs(secured, bound)
  const kept: { [hash in CanonicalHash]?: Canonical | Promise<Canonical> } =
    known?.covers === 'statements' ? { sha256: { ok: true, text: known.canonical } } : {}
  // No getter: each would be a hidden class of its own, which the collector keeps too long, with the whole text behind it.
  return {
    document,
    context: secured['@context'],
    json() {
      return known?.covers === 'text' ? known.canonical : canonicalJson(document)
    },
    canonicalise,
    canonical(hash) {
      kept[hash] ??= canonicalise(document, hash)
      return kept[hash]
    },
  }
}

function withProofs(secured: JsonObject, bound: readonly JsonObject[]): JsonObject {
  if (!Object.hasOwn(secured, 'proof') && bound.length === 0) return secured
  const { proof: _proof, ...plain } = secured
  return bound.length === 0 ? plain : { ...plain, proof: [...bound] }
}

/** The pointer of a context inside a document that is none of ours: it would give its part another meaning. */
export function contextInside(
  value: unknown,
  isAllowed: (context: unknown) => boolean,
  path: readonly string[] = [],
): string | undefined {
  if (!Array.isArray(value) && !isJsonObject(value)) return undefined
  for (const [key, inner] of Object.entries(value)) {
    const here = [...path, key]
    if (key === '@context' && !isAllowed(inner)) return pointerOf(here)
    const found = contextInside(inner, isAllowed, here)
    if (found !== undefined) return found
  }
  return undefined
}
