/** Reads the proofs of a document (VC Data Integrity 1.0, sections 2.1 and 4.5) and checks everything but the signatures. */
import { controllerOf, keyInside } from '../keys/controller.ts'
import type { PublicKey } from '../keys/key.ts'
import { isAbsoluteIri } from '../rdf/literals.ts'
import { isJsonObject, type Json, type JsonObject } from '../types.ts'
import { type Unsecured, unsecured } from './canonical-form.ts'
import { isDateTime } from './data-model.ts'
import type { Answer, OpenedProof } from './opened.ts'
import { SELECTIVE, suiteOf } from './suites/index.ts'
import type { Suite } from './suites/suite.ts'

/** Most proofs of one document: each may cost a canonical form of its own. */
export const MOST_PROOFS = 8

/** What a proof may be for: a credential is asserted, a presentation shows that its holder is there. */
export type ProofPurpose = 'assertionMethod' | 'authentication'

/** A proof as read: its members are checked, its signature is not. */
export interface ReadProof {
  /** As it stands in the document. */
  readonly proof: JsonObject
  /** Nothing where the suite is none of ours: then the signature can't be checked. */
  readonly suite: Suite | undefined
  readonly verificationMethod: string
  readonly value: Uint8Array
  /** Ids of the proofs that it binds. */
  readonly previous: readonly string[]
}

export type ReadProofs =
  | { readonly ok: true; readonly proofs: readonly ReadProof[] }
  | { readonly ok: false; readonly answer: Answer }

const iri = (value: Json): boolean => typeof value === 'string' && isAbsoluteIri(value)
const text = (value: Json): boolean => typeof value === 'string' && value !== ''
const oneOrMore =
  (fits: (value: Json) => boolean) =>
  (value: Json): boolean =>
    Array.isArray(value) ? value.length > 0 && value.every(fits) : fits(value)

/** Every member that a proof may have. An unknown one is refused: nobody could say what it means. */
const MEMBERS: ReadonlyMap<string, (value: Json) => boolean> = new Map(
  Object.entries({
    type: text,
    cryptosuite: text,
    id: iri,
    created: isDateTime,
    expires: isDateTime,
    verificationMethod: iri,
    proofPurpose: text,
    domain: oneOrMore(text),
    challenge: text,
    nonce: text,
    previousProof: oneOrMore(iri),
    proofValue: text,
  }),
)

/** Members that describe a signature; a proof of a kind that we don't know and that has no other holds none. */
const DESCRIBE = new Set([...MEMBERS.keys(), '@context', 'creator'].filter((name) => name !== 'proofValue'))

const refused = (code: Answer['code'], outcome: 'fail' | 'unknown' = 'fail'): ReadProofs => ({
  ok: false,
  answer: { outcome, code },
})

/**
 * Reads all proofs of a document. Refused: none, a malformed one, one for another purpose, more than `MOST_PROOFS` or the
 * same twice (`proof-several`), and a chain whose links are missing, ambiguous or go in a circle. Where no suite of the
 * proofs is ours, it can't be found out whether they hold.
 */
export function readProofs(document: JsonObject, purpose: ProofPurpose): ReadProofs {
  const { proof } = document
  if (proof === undefined || proof === null) return refused('proof-missing')
  const all = Array.isArray(proof) ? proof : [proof]
  if (all.length === 0) return refused('proof-missing')
  if (all.length > MOST_PROOFS) return refused('proof-several')
  const proofs: ReadProof[] = []
  for (const item of all) {
    const read = readProof(item, purpose)
    if (typeof read === 'string') return refused(read)
    proofs.push(read)
  }
  if (proofs.every(({ suite }) => suite === undefined)) return refused('proof-not-supported', 'unknown')
  const [only, another] = proofs
  if (only?.previous.length === 0 && another === undefined) return { ok: true, proofs }
  if (new Set(proofs.map((read) => read.proof.proofValue ?? read)).size < proofs.length) return refused('proof-several')
  return isChained(proofs) ? { ok: true, proofs } : refused('proof-chain-broken')
}

const NONE: readonly string[] = []

function readProof(proof: Json, purpose: ProofPurpose): ReadProof | 'proof-malformed' | 'proof-purpose-wrong' {
  if (!isJsonObject(proof) || !text(proof.type as Json)) return 'proof-malformed'
  const isIntegrity = proof.type === 'DataIntegrityProof'
  if (isIntegrity && !text(proof.cryptosuite as Json)) return 'proof-malformed'
  const suite = suiteOf(proof)
  const verificationMethod = typeof proof.verificationMethod === 'string' ? proof.verificationMethod : ''
  const { previousProof } = proof
  const previous = previousProof === undefined ? NONE : ([previousProof].flat() as string[])
  if (suite === undefined && Object.keys(proof).every((name) => DESCRIBE.has(name))) return 'proof-malformed'
  if (suite === undefined) return { proof, suite, verificationMethod, value: new Uint8Array(), previous }
  if (!isIntegrity && proof.cryptosuite !== undefined) return 'proof-malformed'
  for (const name of Object.keys(proof)) {
    const isGood = name === '@context' ? suite.covers === 'text' : MEMBERS.get(name)?.(proof[name] as Json)
    if (isGood !== true) return 'proof-malformed'
  }
  if (verificationMethod === '' || proof.proofPurpose === undefined) return 'proof-malformed'
  if (proof.proofPurpose !== purpose) return 'proof-purpose-wrong'
  const value = suite.readValue(String(proof.proofValue))
  return value === null ? 'proof-malformed' : { proof, suite, verificationMethod, value, previous }
}

/** Whether ids are unique, every link leads to a proof, and none leads back to where it came from. */
function isChained(proofs: readonly ReadProof[]): boolean {
  const byId = new Map<Json, ReadProof>()
  for (const read of proofs) {
    if (read.proof.id === undefined) continue
    if (byId.has(read.proof.id)) return false
    byId.set(read.proof.id, read)
  }
  const done = new Set<ReadProof>()
  const ends = (read: ReadProof, way: readonly ReadProof[]): boolean => {
    if (done.has(read)) return true
    if (way.includes(read)) return false
    const isGood = read.previous.every((id) => {
      const before = byId.get(id)
      return before !== undefined && ends(before, [...way, read])
    })
    if (isGood) done.add(read)
    return isGood
  }
  return proofs.every((read) => ends(read, []))
}

/** The proofs among `all` that a proof binds, in their order in the document (section 4.5, step 3). */
export function boundProofs(all: readonly JsonObject[], previous: readonly string[]): JsonObject[] {
  return all.filter(({ id }) => previous.includes(id as string))
}

/** Methods asked about before, since an issuer's credentials all name the same few. */
const methods = new Map<string, { readonly controller: string; readonly inside: PublicKey | undefined }>()
const METHODS_KEPT = 512

/** What a method says of itself: whose it is (empty where it doesn't), and its key where it carries one. */
export function saidBy(verificationMethod: string): {
  readonly controller: string
  readonly inside: PublicKey | undefined
} {
  let said = methods.get(verificationMethod)
  if (said === undefined) {
    said = { controller: controllerOf(verificationMethod) ?? '', inside: keyInside(verificationMethod) }
    if (methods.size >= METHODS_KEPT) methods.clear()
    methods.set(verificationMethod, said)
  }
  return said
}

/** Proofs of a document as the checks ask for them. Those that sign the document alone share `alone` and its canonical form. */
export function openedProofs(document: JsonObject, proofs: readonly ReadProof[], alone: Unsecured): OpenedProof[] {
  const all = proofs.map(({ proof }) => proof)
  return proofs.map(({ proof, suite, verificationMethod, value, previous }) => {
    const purpose = proof.proofPurpose === 'authentication' ? 'authentication' : 'assertionMethod'
    const { controller, inside } = saidBy(verificationMethod)
    const signed = previous.length === 0 ? alone : unsecured(document, boundProofs(all, previous), alone)
    return {
      verificationMethod,
      controller,
      created: typeof proof.created === 'string' ? proof.created : '',
      purpose,
      ...(typeof proof.expires === 'string' ? { expires: proof.expires } : {}),
      ...(inside === undefined ? {} : { keyInside: inside }),
      ...(suite === SELECTIVE || typeof proof.proofValue !== 'string' ? {} : { signature: proof.proofValue }),
      check: (key: PublicKey): Answer | Promise<Answer> => {
        if (suite === undefined) return { outcome: 'unknown', code: 'proof-not-supported' }
        if (!suite.keys.includes(key.kind)) return { outcome: 'fail', code: 'proof-algorithm-not-allowed' }
        const { proofValue: _value, ...options } = proof
        return suite.verify(signed, { options, value }, key)
      },
    }
  })
}
