/**
 * Open Badges in SVG pictures. The picture is scanned as text and never run or drawn: a small strict reader of XML 1.0
 * (fifth edition) without entities of its own, and nothing of what it reads but the badge leaves this file.
 */
import { type Baked, compactKind, type Found, MAX_CARRIED_BYTES, onlyOne, textOf } from './carried.ts'

// The kernel as a whole: bundlers then keep it in one piece, instead of one for each set of parts that lean on it.
export { verify as kernel } from '../verify.ts'

const DEPTH_AT_MOST = 256
const NAME = '[A-Za-z_:][A-Za-z0-9_:.-]*'
const startTag = new RegExp(`<(${NAME})((?:\\s+${NAME}\\s*=\\s*(?:"[^"<]*"|'[^'<]*'))*)\\s*(/?)>`, 'y')
const endTag = new RegExp(`</(${NAME})\\s*>`, 'y')
const attribute = new RegExp(`(${NAME})\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, 'g')
/** Without a subset in brackets, which is where entities are declared. */
const doctype = /<!DOCTYPE\s[^<>[\]]*>/y
// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what XML has no room for (section 2.2, Char)
const notXml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/
const named = new Map(Object.entries({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }))

/** `openbadges:credential` of Open Badges 3.0 (section 5.3.2, SVG) and `openbadges:assertion` of 1 and 2. */
const BADGES = new Set(['openbadges:credential', 'openbadges:assertion'])
const OB3_NAMESPACE = 'https://purl.imsglobal.org/ob/v3p0'

type Token =
  | {
      readonly kind: 'start'
      readonly name: string
      readonly attributes: ReadonlyMap<string, string>
      readonly empty: boolean
    }
  | { readonly kind: 'end'; readonly name: string }
  | { readonly kind: 'text' | 'cdata'; readonly text: string }
  | { readonly kind: 'other' }

/** The next piece of markup or text at an offset with the offset after it; null where it is no XML that we read. */
function tokenAt(xml: string, at: number): readonly [Token, number] | null {
  if (xml[at] !== '<') {
    // Text that no markup follows leaves its element open.
    const end = xml.indexOf('<', at)
    const text = end < 0 ? null : unescaped(xml.slice(at, end))
    return text === null ? null : [{ kind: 'text', text }, end]
  }
  const skipped = skippedAt(xml, at)
  if (skipped !== undefined) return [{ kind: 'other' }, skipped]
  if (xml.startsWith('<![CDATA[', at)) {
    const end = xml.indexOf(']]>', at)
    return end < 0 ? null : [{ kind: 'cdata', text: xml.slice(at + 9, end) }, end + 3]
  }
  startTag.lastIndex = at
  const start = startTag.exec(xml)
  if (start !== null) {
    const [whole, name = '', written = '', slash] = start
    const attributes = attributesOf(written)
    return attributes === null ? null : [{ kind: 'start', name, attributes, empty: slash === '/' }, at + whole.length]
  }
  endTag.lastIndex = at
  const end = endTag.exec(xml)
  return end === null ? null : [{ kind: 'end', name: end[1] as string }, at + end[0].length]
}

function attributesOf(written: string): ReadonlyMap<string, string> | null {
  const attributes = new Map<string, string>()
  for (const [, name = '', double, single] of written.matchAll(attribute)) {
    const value = unescaped(double ?? (single as string))
    if (value === null || attributes.has(name)) return null
    attributes.set(name, value)
  }
  return attributes
}

/** Resolves the five entities of XML and numbers; null where another is named: what it means stands elsewhere. */
function unescaped(text: string): string | null {
  let known = true
  const plain = text.replace(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|([a-z]{2,4}));|&/g, (_, ten, sixteen, name) => {
    const code = ten === undefined ? Number.parseInt(sixteen ?? '', 16) : Number(ten)
    const letter = code <= 0x10ffff ? String.fromCodePoint(code) : named.get(name)
    known &&= letter !== undefined
    return letter ?? ''
  })
  return known ? plain : null
}

/** Skips what may stand before the root element; the offset of what follows. */
function prologEnd(xml: string): number {
  let at = xml.charCodeAt(0) === 0xfeff ? 1 : 0
  let doctypes = 0
  for (;;) {
    while (/\s/.test(xml[at] ?? '')) at++
    const skipped = skippedAt(xml, at)
    doctype.lastIndex = at
    const type = doctypes === 0 ? doctype.exec(xml)?.[0] : undefined
    if (type !== undefined) doctypes++
    const next = type === undefined ? skipped : at + type.length
    if (next === undefined) return at
    at = next
  }
}

/** The offset after a comment or an instruction that stands at an offset; both say nothing. */
function skippedAt(xml: string, at: number): number | undefined {
  const [open, close] = xml.startsWith('<!--', at) ? ['<!--', '-->'] : ['<?', '?>']
  if (!xml.startsWith(open, at)) return undefined
  const end = xml.indexOf(close, at + open.length)
  return end < 0 ? undefined : end + close.length
}

interface Scanned {
  readonly badges: readonly string[]
  /** Offset after the root's start tag, and what to close it with where it stands alone. */
  readonly insideRoot: number
  readonly rootName: string
  readonly rootIsEmpty: boolean
  readonly hasScript: boolean
}

interface OpenBadge {
  readonly depth: number
  readonly verify: string | undefined
  readonly parts: { readonly kind: 'text' | 'cdata'; readonly text: string }[]
}

/** Reads the whole picture; null where it isn't one well-formed `svg` element, or a badge in it can't be read in one way. */
function scan(xml: string): Scanned | null {
  if (notXml.test(xml)) return null
  let at = prologEnd(xml)
  const root = tokenAt(xml, at)
  if (root?.[0].kind !== 'start' || !/^(?:[\w.-]+:)?svg$/.test(root[0].name)) return null
  const open: string[] = []
  const badges: string[] = []
  let badge: OpenBadge | undefined
  let hasScript = false
  do {
    const read = tokenAt(xml, at)
    if (read === null) return null
    const [token, next] = read
    at = next
    if (token.kind === 'text' || token.kind === 'cdata') badge?.parts.push(token)
    if (token.kind === 'start') {
      if (badge !== undefined || open.length >= DEPTH_AT_MOST) return null
      hasScript ||= isActive(token.name, token.attributes)
      open.push(token.name)
      if (BADGES.has(token.name)) badge = { depth: open.length, verify: token.attributes.get('verify'), parts: [] }
    }
    if (token.kind === 'end' || (token.kind === 'start' && token.empty)) {
      if (open.at(-1) !== token.name) return null
      if (badge?.depth === open.length) {
        const text = badgeText(badge)
        if (text === null) return null
        badges.push(text)
        badge = undefined
      }
      open.pop()
    }
  } while (open.length > 0)
  if (/\S/.test(xml.slice(at).replace(/<!--(?:[^-]|-(?!->))*-->/g, ''))) return null
  const [{ name, empty }, insideRoot] = root
  return { badges, insideRoot, rootName: name, rootIsEmpty: empty, hasScript }
}

/** The credential of one badge element: its content, or where that is empty its attribute `verify`; null where both claim to be one. */
function badgeText({ verify, parts }: OpenBadge): string | null {
  const marked = parts.filter(({ kind }) => kind === 'cdata')
  const plain = parts
    .filter(({ kind }) => kind === 'text')
    .map(({ text }) => text)
    .join('')
  if (marked.length > 0 && plain.trim() !== '') return null
  const content = marked.length > 0 ? marked.map(({ text }) => text).join('') : plain
  if (content.trim() === '') return verify ?? null
  return verify !== undefined && compactKind(verify) !== undefined ? null : content
}

/** Whether an element would run something if a browser drew the picture. */
function isActive(name: string, attributes: ReadonlyMap<string, string>): boolean {
  const local = name.replace(/^.*:/, '').toLowerCase()
  if (local === 'script' || local === 'foreignobject' || local === 'iframe') return true
  return [...attributes].some(([key, value]) => /^on/i.test(key) || /^\s*(?:javascript|data:text)/i.test(value))
}

/**
 * Takes the badge out of an SVG: the attribute `verify` of `openbadges:credential` or `openbadges:assertion`, or the
 * element's content. Two badges, entities of the picture's own, and anything that isn't well-formed are refused, and so
 * are pictures over 2 MB. `hasScript` says whether a browser that draws the picture would run something. Never throws.
 */
export function unbakeSvg(picture: string): Found & { readonly hasScript: boolean } {
  if (picture.length > MAX_CARRIED_BYTES) return { ok: false, code: 'carrier-too-large', hasScript: false }
  const scanned = scan(picture)
  if (scanned === null) return { ok: false, code: 'carrier-broken', hasScript: false }
  return { ...onlyOne(scanned.badges), hasScript: scanned.hasScript }
}

/**
 * Puts a credential's text into an SVG as the first child of its root: a JWT in the attribute `verify`, JSON in a CDATA
 * section. Refused where the picture carries one already, where it isn't well-formed, and where the text holds what XML
 * has no room for (controls, U+FFFE, U+FFFF, halves of pairs).
 */
export function bakeSvg(picture: Uint8Array, text: string): Baked {
  const xml = textOf(picture)
  if (xml === null) return { ok: false, code: 'carrier-broken' }
  if (xml.length + text.length > MAX_CARRIED_BYTES) return { ok: false, code: 'carrier-too-large' }
  const scanned = scan(xml)
  if (scanned === null) return { ok: false, code: 'carrier-broken' }
  if (scanned.badges.length > 0) return { ok: false, code: 'carrier-ambiguous' }
  if (text.trim() === '' || notXml.test(text) || textOf(new TextEncoder().encode(text)) !== text)
    return { ok: false, code: 'text-not-for-carrier' }
  const xmlns = `xmlns:openbadges="${OB3_NAMESPACE}"`
  const badge =
    compactKind(text) === undefined
      ? `<openbadges:credential ${xmlns}><![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]></openbadges:credential>`
      : `<openbadges:credential ${xmlns} verify="${text}"/>`
  const { insideRoot, rootIsEmpty, rootName } = scanned
  const head = rootIsEmpty ? xml.slice(0, insideRoot).replace(/\/>$/, '>') : xml.slice(0, insideRoot)
  const tail = rootIsEmpty ? `</${rootName}>${xml.slice(insideRoot)}` : xml.slice(insideRoot)
  return { ok: true, bytes: new TextEncoder().encode(head + badge + tail) }
}
