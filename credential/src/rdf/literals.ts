/** How values are written in canonical N-Quads (RDF Dataset Canonicalization 1.0, section 5). */

export const XSD = 'http://www.w3.org/2001/XMLSchema#'
export const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#'
export const RDF_TYPE = `${RDF}type`

/** RFC 3987 absolute IRI, without what N-Quads can't carry unescaped (space, quotes, angle brackets, controls...). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what it refuses
const absoluteIri = /^[A-Za-z][A-Za-z0-9+.-]*:[^\u0000-\u0020<>"{}|^`\\\u007f-\u009f]+$/

/** Whether a text is an absolute IRI that can name a thing in a signed document. */
export function isAbsoluteIri(text: string): boolean {
  return absoluteIri.test(text)
}

const escapes: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
  '"': '\\"',
  '\\': '\\\\',
}
// biome-ignore lint/suspicious/noControlCharactersInRegex: canonical N-Quads names exactly these
const needsEscape = /[\u0000-\u001f"\\\u007f]/
const everyEscape = new RegExp(needsEscape, 'g')

/** Escapes the text of a literal. */
export function escapeLiteral(text: string): string {
  if (!needsEscape.test(text)) return text
  return text.replace(everyEscape, (letter) => {
    const short = escapes[letter]
    return short ?? `\\u${letter.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`
  })
}

/** A number with a fraction as JSON-LD 1.1 API, section 8.2.2 writes it; null where its 16 digits would not give it back. */
export function doubleOf(value: number): string | null {
  const written = value.toExponential(15).replace(/(\d)0*e\+?/, '$1E')
  return Number(written) === value ? written : null
}
