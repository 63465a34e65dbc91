/** Opens credentials with embedded proofs (VC Data Integrity 1.0), of VC Data Model 1.1 and 2.0. */
import { isAllowedSequence, SEQUENCES } from '../contexts/sequences.ts'
import { onDemand } from '../on-demand.ts'
import { readAchievement, readDisclosed } from '../openbadge/read.ts'
import { arePersonalPartsSound, credentialFaults, faultsOfPart, isKnownSchema } from '../openbadge/schema.ts'
import type { Canonical } from '../rdf/document.ts'
import type { Template } from '../rdf/template.ts'
import { learn, type Recalled } from '../rdf/templates.ts'
import { isJsonObject, type Json, type JsonObject } from '../types.ts'
import { contextInside, gapAnswer, type Unsecured, unsecured } from './canonical-form.ts'
import { openedProofs, type ProofPurpose, type ReadProof, readProofs } from './data-integrity-proof.ts'
import { type ModelVersion, modelOf, termOf } from './data-model.ts'
import type { Read } from './open.ts'
import { type Answer, type Opened, type OpenedProof, type Opening, type Part, stoppedByFormat } from './opened.ts'
import { loadDerived, SELECTIVE } from './suites/index.ts'

/** What a document of this family can be. */
export type VcFormat = 'open-badges-3' | 'clr-2' | 'verifiable-credential-1' | 'verifiable-credential-2'

const typesOf = ({ type }: JsonObject): Json[] => [type ?? []].flat()

const hasType = (read: Read, type: string): boolean =>
  read.kind === 'json' && isJsonObject(read.value) && typesOf(read.value).includes(type)

const clr = onDemand(() => import('../clr/open.ts'))

/** Whether a JSON document is a verifiable credential that Data Integrity may secure. */
export function isDataIntegrity(read: Read): boolean {
  return hasType(read, 'VerifiableCredential')
}

/** Whether a JSON document is a presentation (VC Data Model 2.0, section 4.13), which `verifyPresentation` checks. */
export function isPresentation(read: Read): boolean {
  return hasType(read, 'VerifiablePresentation')
}

/** Opens a credential with one embedded proof or more. */
export function openDataIntegrity(read: Read): Opening | Promise<Opening> {
  const { value, recalled } = read as Extract<Read, { kind: 'json' }>
  const credential = value as JsonObject
  const kind = kindOf(credential, recalled?.template)
  if ('refused' in kind) return stoppedByContext(credential, kind.refused, kind.format)
  const secured = openSecured(credential, 'assertionMethod', recalled)
  const opened = (found: Secured) => openedAs(credential, kind, found, recalled?.template)
  return secured instanceof Promise ? secured.then(opened) : opened(secured)
}

/** What a document is by its types and contexts. */
type DocumentKind = { readonly format: VcFormat; readonly version: ModelVersion } & (
  | { readonly formatAnswer: Answer }
  | { readonly refused: Answer }
)

/** Kinds of the credentials of templates, which all have the same types and contexts. */
const kinds = new WeakMap<Template, DocumentKind>()

function kindOf(credential: JsonObject, template: Template | undefined): DocumentKind {
  const known = template === undefined ? undefined : kinds.get(template)
  if (known !== undefined) return known
  const version = modelOf(credential)
  const format = formatOf(credential, version)
  const refused = contextRefusal(credential)
  const kind: DocumentKind =
    refused === undefined
      ? {
          format,
          version,
          formatAnswer: { outcome: 'pass', code: `format-${format}`, data: { context: firstContext(credential) } },
        }
      : { format, version, refused }
  if (template !== undefined) kinds.set(template, kind)
  return kind
}

function openedAs(
  credential: JsonObject,
  kind: Exclude<DocumentKind, { readonly refused: Answer }>,
  secured: Secured,
  template: Template | undefined,
): Opening | Promise<Opening> {
  const { format, version, formatAnswer } = kind
  if (!secured.ok) return { ok: false, format, answers: { format: formatAnswer, proof: secured.answer } }
  const term = termOf(credential, version)
  const part = partOf(secured, term)
  const opened = (found: Part | undefined) => openedWith(credential, kind, secured, term, found, template)
  return part instanceof Promise ? part.then(opened) : opened(part)
}

function openedWith(
  credential: JsonObject,
  { format, version, formatAnswer }: Exclude<DocumentKind, { readonly refused: Answer }>,
  secured: Extract<Secured, { ok: true }>,
  term: Opened['term'],
  part: Part | undefined,
  template: Template | undefined,
): Opening | Promise<Opening> {
  const dates = { validFrom: text(term.from), validUntil: text(term.until) }
  const opened: Opened = {
    format,
    formatAnswer,
    credential,
    issuer: issuerId(credential),
    term,
    proofs: secured.opened,
    ...(part === undefined ? {} : { part }),
    hasRoomForLogProof: !secured.proofs.some(({ suite }) => suite === SELECTIVE),
    schema: () => schemaBy(template, credential, format, version, part !== undefined),
    facts: () => ({ ...(part === undefined ? readAchievement : readDisclosed)(credential), ...dates }),
  }
  if (format !== 'clr-2') return { ok: true, opened }
  const loaded = clr()
  return loaded instanceof Promise ? loaded.then(({ asClr }) => asClr(opened)) : loaded.asClr(opened)
}

/** What isn't signed at all, or by a proof of a broken form, is no less so in words that we don't know. */
function stoppedByContext(credential: JsonObject, refused: Answer, format: VcFormat): Opening {
  const read = readProofs(credential, 'assertionMethod')
  if (read.ok || read.answer.outcome !== 'fail' || refused.outcome === 'fail') return stoppedByFormat(refused, format)
  return { ok: false, format, answers: { format: refused, proof: read.answer } }
}

/** Where the holder chose what to show: what may be missing. */
function partOf(
  { proofs, alone }: Extract<Secured, { ok: true }>,
  term: Opened['term'],
): undefined | Promise<Part | undefined> {
  const derived = proofs.find(({ suite }) => suite === SELECTIVE)
  return derived === undefined ? undefined : partOfDerived(alone, derived.value, term)
}

async function partOfDerived(alone: Unsecured, value: Uint8Array, term: Opened['term']): Promise<Part | undefined> {
  return (await loadDerived()).shownPart(alone, value, term)
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)

const firstContext = ({ '@context': context }: JsonObject): string => String((context as string[])[0])

/** What a document is by its types. */
export function formatOf(credential: JsonObject, version: ModelVersion): VcFormat {
  const types = typesOf(credential)
  if (types.includes('ClrCredential')) return 'clr-2'
  if (types.includes('OpenBadgeCredential') || types.includes('AchievementCredential')) return 'open-badges-3'
  return `verifiable-credential-${version}`
}

/** Every context that we keep. */
const KNOWN: ReadonlySet<Json> = new Set(SEQUENCES.flat())

/**
 * What speaks against the contexts of a document: a vocabulary that we don't keep leaves its meaning unknown; our own in
 * an order or with a repetition that nobody means is refused (VC Data Integrity 1.0, section 2.4.1).
 */
export function contextRefusal({ '@context': context }: JsonObject): Answer | undefined {
  if (isAllowedSequence(context)) return undefined
  const isList = Array.isArray(context) && context.length > 0
  const foreign = isList ? context.find((entry) => !KNOWN.has(entry)) : undefined
  if (typeof foreign === 'string')
    return { outcome: 'unknown', code: 'format-context-not-known', data: { context: foreign } }
  if (isJsonObject(foreign)) return { outcome: 'unknown', code: 'format-context-not-known' }
  return { outcome: 'fail', code: 'format-context-not-allowed' }
}

/** A document whose proofs are read, and whose every leaf reaches the signed bytes; or what the check *proof* answers. */
export type Secured =
  | {
      readonly ok: true
      readonly proofs: readonly ReadProof[]
      readonly opened: readonly OpenedProof[]
      /** The document without its proofs. */
      readonly alone: Unsecured
    }
  | { readonly ok: false; readonly answer: Answer }

/** Templates whose credentials have no other context inside. */
const plain = new WeakSet<Template>()

/**
 * Reads the proofs of a document for a purpose (VC Data Integrity 1.0, section 4.5), up to the signatures. `recalled`: what a
 * template knew of it.
 */
export function openSecured(
  document: JsonObject,
  purpose: ProofPurpose,
  recalled?: Recalled,
): Secured | Promise<Secured> {
  const read = readProofs(document, purpose)
  if (!read.ok) return read
  const { proofs } = read
  const alone = unsecured(document, [], recalled === undefined ? {} : { known: recalled })
  if (proofs.some(({ suite }) => suite?.covers === 'statements')) {
    const canonical = alone.canonical('sha256')
    const secured = (found: Canonical): Secured => {
      if (!found.ok) return { ok: false, answer: gapAnswer(found) }
      if (recalled === undefined) learn(alone.document)
      return { ok: true, proofs, opened: openedProofs(document, proofs, alone), alone }
    }
    return canonical instanceof Promise ? canonical.then(secured) : secured(canonical)
  }
  if (purpose === 'assertionMethod' && !(recalled !== undefined && plain.has(recalled.template))) {
    // Canonical JSON covers every letter, but a context inside would change what the letters mean.
    const at = contextInside(alone.document, isAllowedSequence)
    if (at !== undefined) return { ok: false, answer: gapAnswer({ code: 'context-not-allowed', at }) }
    if (recalled === undefined) learn(alone.document)
    else plain.add(recalled.template)
  }
  return { ok: true, proofs, opened: openedProofs(document, proofs, alone), alone }
}

/** The id of an issuer, or an empty text. */
export function issuerId({ issuer }: JsonObject): string {
  if (typeof issuer === 'string') return issuer
  return isJsonObject(issuer) && typeof issuer.id === 'string' ? issuer.id : ''
}

/** Templates of which a credential was complete. */
const complete = new WeakSet<Template>()

/** As `schemaAnswer`, by what is known of a template: then only what stands in its holes is looked at again. */
export function schemaBy(
  template: Template | undefined,
  credential: JsonObject,
  format: VcFormat,
  version: ModelVersion,
  isPart: boolean,
): Answer {
  if (template !== undefined && complete.has(template) && arePersonalPartsSound(credential, version))
    return { outcome: 'pass', code: 'schema-complete' }
  const answer = schemaAnswer(credential, format, version, isPart)
  if (template !== undefined && answer.outcome === 'pass' && !isPart) complete.add(template)
  return answer
}

/** The answer of the check *schema* for a document of this family; `isPart` where a holder chose what to show. */
export function schemaAnswer(credential: JsonObject, format: VcFormat, version: ModelVersion, isPart = false): Answer {
  const all = credentialFaults(credential, format, version)
  const faults = isPart ? faultsOfPart(credential, all) : all
  if (faults.length > 0)
    return { outcome: 'fail', code: 'schema-incomplete', data: { at: faults.slice(0, 5).join(' ') } }
  const named = [credential.credentialSchema ?? []].flat() as JsonObject[]
  return named.every(isKnownSchema)
    ? { outcome: 'pass', code: 'schema-complete' }
    : { outcome: 'unknown', code: 'schema-not-checked' }
}
