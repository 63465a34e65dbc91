/** Keeps templates of the definitions that come by, and finds the one that a credential was made from. */
import { readJson } from '../json/read.ts'
import { isJsonObject, type Json, type JsonObject } from '../types.ts'
import { areFit, fill, fillJson, fits, instantiate, makeTemplate, type Template } from './template.ts'

/** Definitions kept, and templates for each of them: a page in another language, with or without an end. */
const DEFINITIONS_KEPT = 64
const TEMPLATES_KEPT = 4
/** Definitions seen once. A template is made at the second sight: who checks one credential needs none. */
const SEEN_KEPT = 512

/** Texts of holes that mean what they say: no escapes, no controls, no surrogates. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what it refuses
const plain = /^[^"\\\u0000-\u001f\ud800-\udfff]*$/

/**
 * A template costs as much as some fifty walks: where more definitions come by than are kept, few are made, and take an
 * eighth of the time at most. Every credential pays one in; a purse for sixteen is there from the start.
 */
const PRICE = 400
/** What a try costs that makes none, mostly for a letter that no template takes. */
const PRICE_OF_TRY = 40
const PURSE = 16 * PRICE
let purse = PURSE

const kept = new Map<string, Template[]>()
const seen = new Set<string>()
/** The definition that stands last in `kept`. */
let newest: string | null = null

/** What a signature covers: canonical N-Quads, or canonical JSON. */
export type Covers = 'statements' | 'text'

/** The canonical form of a document without its proofs, as a template gave it. */
export type Known = { readonly covers: Covers; readonly canonical: string }

/**
 * A credential as its template gives it, with its JSON text up to the last brace. What is found out about `template` holds for
 * all of its credentials, as far as it doesn't hang on the holes.
 */
export type Filled = Known & { readonly json: string; readonly template: Template }

/** A signed credential read by a template. */
export type Recalled = Known & { readonly value: JsonObject; readonly template: Template }

const FILLS = { statements: fill, text: fillJson }

function definitionOf({ credentialSubject }: JsonObject): string | null {
  const achievement = isJsonObject(credentialSubject) ? credentialSubject.achievement : undefined
  const id = isJsonObject(achievement) ? achievement.id : undefined
  return typeof id === 'string' ? id : null
}

/** Makes a template of a credential that the general path could walk, when its definition comes by for the second time. */
export function learn(document: JsonObject): void {
  const definition = definitionOf(document)
  if (definition === null) return
  const templates = kept.get(definition)
  if (templates === undefined && !seen.has(definition)) {
    if (seen.size >= SEEN_KEPT) seen.clear()
    seen.add(definition)
    return
  }
  if ((templates !== undefined && templates.length >= TEMPLATES_KEPT) || purse < PRICE) return
  // An escape in a name keeps a text off the template that its document fits: another one would be the same.
  if (templates?.some(({ pattern }) => fits(pattern, document, []))) return
  const template = readJson(JSON.stringify(document)).ok ? makeTemplate(document) : null
  purse -= template === null ? PRICE_OF_TRY : PRICE
  if (template === null) return
  if (templates !== undefined) templates.push(template)
  else {
    if (kept.size >= DEFINITIONS_KEPT) kept.delete(kept.keys().next().value as string)
    kept.set(definition, [template])
    newest = definition
  }
}

const NONE: readonly Template[] = []

/** The templates of a definition, which now was used last: the one that was used longest ago makes room. */
function templatesOf(definition: string | null): readonly Template[] {
  purse = Math.min(purse + 1, PURSE)
  const templates = definition === null ? undefined : kept.get(definition)
  if (templates === undefined) return NONE
  if (definition !== newest) {
    kept.delete(definition as string)
    kept.set(definition as string, templates)
    newest = definition
  }
  return templates
}

/** An unsigned credential by its template; nothing where there is none that fits. */
export function fillTemplate(document: JsonObject, covers: Covers = 'statements'): Filled | undefined {
  const found = fitting(document)
  const canonical = found === undefined ? null : FILLS[covers](found.template, found.texts)
  if (found === undefined || canonical === null) return undefined
  return { covers, canonical, json: jsonOf(found.template, found.texts), template: found.template }
}

/** The same without a canonical form, for envelopes that sign the JSON text as it is written. */
export function writeByTemplate(document: JsonObject): Pick<Filled, 'json' | 'template'> | undefined {
  const found = fitting(document)
  if (found === undefined || !areFit(found.template, found.texts)) return undefined
  return { json: jsonOf(found.template, found.texts), template: found.template }
}

function fitting(document: JsonObject): { readonly template: Template; readonly texts: readonly string[] } | undefined {
  for (const template of templatesOf(definitionOf(document))) {
    const texts: string[] = []
    if (fits(template.pattern, document, texts)) return { template, texts }
  }
  return undefined
}

function jsonOf({ json }: Template, texts: readonly string[]): string {
  let out = json[0] as string
  for (let hole = 0; hole < texts.length; hole++) {
    const text = texts[hole] as string
    out += (plain.test(text) ? `"${text}"` : JSON.stringify(text)) + (json[hole + 1] as string)
  }
  return out
}

const BEFORE_DEFINITION = '"achievement":{"id":"'
const BEFORE_PROOF = ',"proof":'
/** Longest text that is looked at: three bytes a letter stay under the limit for our own formats. */
const LETTERS = 80_000
/** Levels that a proof in a document may have: one less than the document. */
const PROOF_DEPTH = 31

/**
 * A signed credential by its JSON text, as `issueCredential` writes it; nothing where no template fits. What lies between the
 * holes was read strictly before, letter by letter the same; holes and proof are read strictly here. `coveredBy` tells what a
 * proof signs.
 */
export function recallText(text: string, coveredBy: (proof: Json) => Covers): Recalled | undefined {
  if (text.length > LETTERS) return undefined
  for (const template of templatesOf(definitionIn(text))) {
    const found = holesIn(template, text)
    if (found === null || !text.startsWith(BEFORE_PROOF, found.end) || !text.endsWith('}')) continue
    const proof = readJson(text.slice(found.end + BEFORE_PROOF.length, -1), { maxDepth: PROOF_DEPTH })
    const covers = proof.ok ? coveredBy(proof.value) : 'statements'
    const canonical = proof.ok ? FILLS[covers](template, found.texts) : null
    if (!proof.ok || canonical === null) return undefined
    const value = instantiate(template.pattern, found.texts) as JsonObject
    value.proof = proof.value
    return { covers, value, canonical, template }
  }
  return undefined
}

/** Claims that a JWT holds beside the credential (RFC 7519, section 4.1), and that say nothing of its shape. */
const REGISTERED = new Set(['iss', 'sub', 'jti', 'iat', 'nbf', 'exp'])

/**
 * The claims of a JWT that are a credential, by their JSON text, as `issueJwt` writes them: the credential, then registered
 * claims. Nothing where no template fits. What is found out about `template` holds as in `Filled`.
 */
export function recallClaims(text: string): Omit<Recalled, keyof Known> | undefined {
  if (text.length > LETTERS) return undefined
  for (const template of templatesOf(definitionIn(text))) {
    const found = holesIn(template, text)
    if (found === null || !text.startsWith(',"', found.end)) continue
    const others = readJson(`{${text.slice(found.end + 1)}`)
    if (!others.ok || !areFit(template, found.texts)) return undefined
    const value = instantiate(template.pattern, found.texts) as JsonObject
    for (const [name, claim] of Object.entries(others.value as JsonObject)) {
      // The data model has terms of some of these names: a second one is for the strict reader to refuse.
      if (!REGISTERED.has(name) || Object.hasOwn(value, name)) return undefined
      value[name] = claim
    }
    return { value, template }
  }
  return undefined
}

function definitionIn(text: string): string {
  const from = text.indexOf(BEFORE_DEFINITION) + BEFORE_DEFINITION.length
  return text.slice(from, text.indexOf('"', from))
}

function holesIn({ json, iris }: Template, text: string): { texts: string[]; end: number } | null {
  const texts: string[] = []
  let at = 0
  for (let hole = 0; hole < json.length; hole++) {
    const between = json[hole] as string
    // Faster than startsWith, which compares letter by letter.
    if (text.slice(at, at + between.length) !== between) return null
    at += between.length
    if (hole === iris.length) break
    const close = text.indexOf('"', at + 1)
    const found = text.slice(at + 1, close)
    if (text[at] !== '"' || close < 0 || !plain.test(found)) return null
    texts.push(found)
    at = close + 1
  }
  return { texts, end: at }
}
