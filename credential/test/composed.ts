/**
 * A cheaper way to the reference's canonical form: `jsonld` expands each piece once (a value under a key of a type), the
 * expanded pieces are put together, and `jsonld` and `rdf-canonize` do the rest on the whole. Contexts inside types don't
 * reach into nodes below (JSON-LD 1.1, section 4.1.8), so that the pieces are independent. A test compares it with the
 * reference in one go.
 */
import jsonld from 'jsonld'
import rdfCanonize from 'rdf-canonize'
import type { JsonObject } from '../src/index.ts'
import { isJsonObject, type Json } from '../src/types.ts'
import { loader } from './reference.ts'

type Expanded = { [iri: string]: unknown }

const { expand, toRDF } = jsonld as unknown as {
  expand(document: unknown, options: object): Promise<Expanded[]>
  toRDF(expanded: unknown, options: object): Promise<readonly unknown[]>
}
const pieces = new Map<string, Promise<Expanded>>()

/** One node with these parts, expanded in safe mode; remembered by its text. */
function piece(context: Json, parts: JsonObject): Promise<Expanded> {
  const key = JSON.stringify([context, parts])
  const known = pieces.get(key)
  if (known !== undefined) return known
  // A name of its own, as `jsonld` would drop a node that only floats there.
  const document = { '@context': context, '@id': 'urn:piece', ...parts }
  const made = expand(document, { safe: true, base: null, documentLoader: loader }).then(([only]) => {
    const { '@id': _id, ...rest } = only ?? {}
    return rest
  })
  pieces.set(key, made)
  return made
}

const isNode = (value: Json | undefined): value is JsonObject => isJsonObject(value) && !('@value' in value)

async function expandedNode(context: Json, node: JsonObject): Promise<Expanded> {
  const { id, type, '@context': _context, ...properties } = node
  const types: JsonObject = type === undefined ? {} : { type }
  const typed = type === undefined ? {} : await piece(context, types)
  const whole: Expanded = { ...typed, ...(id === undefined ? {} : { '@id': id }) }
  for (const [key, value] of Object.entries(properties)) {
    const items = Array.isArray(value) ? value : [value]
    const nodes = items.some(isNode)
    const found = await piece(context, { ...types, [key]: nodes ? { id: 'urn:below' } : value })
    const [iri] = Object.keys(found).filter((name) => name !== '@type')
    if (iri === undefined) continue
    const values = nodes
      ? await Promise.all(items.map((item) => expandedNode(context, item as JsonObject)))
      : found[iri]
    const isList = nodes && JSON.stringify(found[iri]).includes('"@list"')
    const before = (whole[iri] as unknown[] | undefined) ?? []
    whole[iri] = [...before, ...(isList ? [{ '@list': values }] : (values as unknown[]))]
  }
  return whole
}

/** The canonical N-Quads of a document, put together from pieces. */
export async function composedCanonical(document: JsonObject): Promise<string> {
  const expanded = await expandedNode(document['@context'] as Json, document)
  const dataset = await toRDF([expanded], { skipExpansion: true, safe: true })
  return rdfCanonize.canonize(dataset, { algorithm: 'RDFC-1.0', maxWorkFactor: 3, format: 'application/n-quads' })
}
