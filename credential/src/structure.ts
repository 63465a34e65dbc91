import type { JsonObject } from './envelope/suite.ts'

/**
 * Finds the first place where a value of the document could escape the signature, as a JSON pointer; nothing when
 * every leaf reaches the signed bytes. Null values, empty lists and empty objects leave no statement; an `id` that
 * isn't absolute takes its whole node's statements with it; JSON-LD keywords change the meaning of others.
 */
export function unsignedPlace(value: unknown, pointer = '', key = ''): string | undefined {
  if (value === null) return pointer
  if (typeof value !== 'object') {
    return key === 'id' && !(typeof value === 'string' && /^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`]+$/i.test(value)) ? pointer : undefined
  }
  const entries = Object.entries(value)
  if (entries.length === 0) return pointer
  const isLanguageValue = (pointer.startsWith('/name') || pointer.startsWith('/description')) && entries.every(([name, inner]) => (name === '@value' || name === '@language') && typeof inner === 'string') && '@value' in value
  if (isLanguageValue) return undefined
  for (const [name, inner] of entries) {
    const place = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
    if (name.startsWith('@') && place !== '/@context') return place
    if (Array.isArray(value) && Array.isArray(inner)) return place
    const found = unsignedPlace(inner, place, Array.isArray(value) ? key : name)
    if (found !== undefined) return found
  }
  return undefined
}

/** The document without its proof and contexts: what `unsignedPlace` looks at. */
export function signedPart(document: JsonObject): JsonObject {
  const { proof: _proof, '@context': _context, ...rest } = document
  return rest
}
