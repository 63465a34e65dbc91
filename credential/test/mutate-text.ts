import type { Json, JsonObject } from '../src/types.ts'
import { type Chance, leavesOf, OPERATORS, saysTheSame, withValue } from './mutate.ts'

// Ways to change credentials that aren't JSON on the face of it: JWTs, SD-JWTs and the letters of a QR symbol; and one door
// for all of them.

type TextOperator = readonly [name: string, change: (text: string, chance: Chance) => string | null]

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~= '
const BASE45 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'

function pick<T>(chance: Chance, items: readonly T[]): T {
  return items[chance.whole(items.length)] as T
}

const decoded = (part: string): Json => JSON.parse(Buffer.from(part, 'base64url').toString()) as Json
const encoded = (json: string): string => Buffer.from(json).toString('base64url')

/** A JWS or SD-JWT in its pieces. */
interface Token {
  readonly parts: readonly string[]
  readonly disclosures: readonly string[]
}

function tokenOf(text: string): Token {
  const [jws = '', ...disclosures] = text.split('~')
  return { parts: jws.split('.'), disclosures }
}

function written({ parts, disclosures }: Token): string {
  return [parts.join('.'), ...disclosures].join('~')
}

function withPart(text: string, at: number, part: string): string {
  const token = tokenOf(text)
  return written({ ...token, parts: token.parts.map((old, place) => (place === at ? part : old)) })
}

/** The header or the claims changed by one of the operators for JSON, and encoded again. */
function changedPart(text: string, chance: Chance, at: number): string | null {
  const before = Buffer.from(tokenOf(text).parts[at] ?? '', 'base64url').toString()
  const after = pick(chance, OPERATORS).change(JSON.parse(before) as JsonObject, chance, before)
  return after === null ? null : withPart(text, at, encoded(after))
}

const letterChanged =
  (alphabet: string) =>
  (text: string, chance: Chance): string => {
    const at = chance.whole(text.length)
    return text.slice(0, at) + pick(chance, [...alphabet]) + text.slice(at + 1)
  }

const letterAdded =
  (alphabet: string) =>
  (text: string, chance: Chance): string => {
    const at = chance.whole(text.length + 1)
    return text.slice(0, at) + pick(chance, [...alphabet]) + text.slice(at)
  }

const letterLost = (text: string, chance: Chance): string => {
  const at = chance.whole(text.length)
  return text.slice(0, at) + text.slice(at + 1)
}

const twoLettersSwapped = (text: string, chance: Chance): string => {
  const at = chance.whole(text.length - 1)
  return text.slice(0, at) + text[at + 1] + text[at] + text.slice(at + 2)
}

const TOKEN_OPERATORS: readonly TextOperator[] = [
  ['claims changed', (text, chance) => changedPart(text, chance, 1)],
  ['header changed', (text, chance) => changedPart(text, chance, 0)],
  [
    'another algorithm',
    (text, chance) => {
      const header = decoded(tokenOf(text).parts[0] as string) as JsonObject
      const alg = pick(chance, ['none', 'None', 'HS256', 'ES256', 'ES384', 'EdDSA', 'RS256', ''])
      return withPart(text, 0, encoded(JSON.stringify({ ...header, alg })))
    },
  ],
  [
    'another key',
    (text, chance) => {
      const header = decoded(tokenOf(text).parts[0] as string) as JsonObject
      const kid = pick(chance, [`${String(header.kid)}2`, 'did:key:z6Mk#z6Mk', '#key-1', ''])
      return withPart(text, 0, encoded(JSON.stringify({ ...header, kid })))
    },
  ],
  ['signature lost', (text) => withPart(text, 2, '')],
  ['parts in another order', (text) => written({ ...tokenOf(text), parts: [...tokenOf(text).parts].reverse() })],
  ['letter of a token changed', letterChanged(LETTERS)],
  ['letter of a token added', letterAdded(LETTERS)],
  ['letter of a token lost', letterLost],
  ['letters of a token swapped', twoLettersSwapped],
]

/** The disclosures of an SD-JWT; what follows the last tilde is a key binding and none of them. */
const shown = (text: string): string[] => tokenOf(text).disclosures.slice(0, -1)

function withShown(text: string, disclosures: readonly string[]): string {
  const token = tokenOf(text)
  return written({ ...token, disclosures: [...disclosures, token.disclosures.at(-1) ?? ''] })
}

const DISCLOSURE_OPERATORS: readonly TextOperator[] = [
  [
    'disclosure changed',
    (text, chance) => {
      const all = shown(text)
      const at = chance.whole(all.length)
      const before = Buffer.from(all[at] as string, 'base64url').toString()
      const value = { v: JSON.parse(before) as Json }
      const after = pick(chance, OPERATORS).change(value, chance, `{"v":${before}}`)
      const inside = after === null ? null : /^\{"v":(.*)\}$/s.exec(after)?.[1]
      return inside == null ? null : withShown(text, all.with(at, encoded(inside)))
    },
  ],
  [
    'disclosure withheld',
    (text, chance) => withShown(text, shown(text).toSpliced(chance.whole(shown(text).length), 1)),
  ],
  ['disclosure doubled', (text, chance) => withShown(text, [...shown(text), pick(chance, shown(text))])],
  ['disclosures in another order', (text) => withShown(text, shown(text).reverse())],
  [
    'disclosure of one’s own',
    (text, chance) => {
      const own = pick<Json>(chance, [['c2FsdA', 'name', 'x'], ['c2FsdA', 'x'], ['c2FsdA', '_sd', []], 'x'])
      return withShown(text, [...shown(text), encoded(JSON.stringify(own))])
    },
  ],
  [
    'values of two disclosures swapped',
    (text, chance) => {
      const all = shown(text)
      const [one, two] = [chance.whole(all.length), chance.whole(all.length)]
      const [first, second] = [decoded(all[one] as string), decoded(all[two] as string)] as [Json[], Json[]]
      const changed = all
        .with(one, encoded(JSON.stringify(first.with(-1, second.at(-1) as Json))))
        .with(two, encoded(JSON.stringify(second.with(-1, first.at(-1) as Json))))
      return withShown(text, changed)
    },
  ],
  ['key binding of one’s own', (text) => `${text}${tokenOf(text).parts.join('.')}`],
]

const COMPACT_OPERATORS: readonly TextOperator[] = [
  ['letter of a symbol changed', letterChanged(BASE45)],
  ['letter of a symbol added', letterAdded(BASE45)],
  ['letter of a symbol lost', letterLost],
  ['letters of a symbol swapped', twoLettersSwapped],
]

/** Which of the forms a good text has. */
export function formOf(text: string): 'json' | 'compact' | 'jwt' | 'sd-jwt' {
  if (text.startsWith('{')) return 'json'
  if (text.startsWith('LMB1:')) return 'compact'
  return text.includes('~') ? 'sd-jwt' : 'jwt'
}

const BY_FORM = {
  compact: COMPACT_OPERATORS,
  jwt: TOKEN_OPERATORS,
  'sd-jwt': [...TOKEN_OPERATORS, ...DISCLOSURE_OPERATORS],
} as const

/** A good text changed by an operator for its form, and the operator's name; no text where it doesn't apply. */
export function changeText(text: string, chance: Chance): { readonly name: string; readonly text: string | null } {
  const form = formOf(text)
  if (form === 'json') {
    const operator = pick(chance, OPERATORS)
    return { name: operator.name, text: operator.change(JSON.parse(text) as JsonObject, chance, text) }
  }
  const [name, change] = pick(chance, BY_FORM[form])
  return { name, text: change(text, chance) }
}

const otherValue = (value: Json): Json =>
  typeof value === 'number' ? value + 1 : typeof value === 'boolean' ? !value : `${String(value)}x`

const leafChanges = (value: JsonObject): string[] =>
  leavesOf(value).map(({ path, value: leaf }) => JSON.stringify(withValue(value, path, otherValue(leaf))))

/** A good text with each leaf of what it says changed alone; for the letters of a symbol, with each letter changed. */
export function leafMutants(text: string): string[] {
  const form = formOf(text)
  if (form === 'json') return leafChanges(JSON.parse(text) as JsonObject)
  if (form === 'compact')
    return Array.from(text, (letter, at) => text.slice(0, at) + (letter === '7' ? '8' : '7') + text.slice(at + 1))
  const claims = [0, 1].flatMap((at) =>
    leafChanges(decoded(tokenOf(text).parts[at] as string) as JsonObject).map((json) =>
      withPart(text, at, encoded(json)),
    ),
  )
  const disclosed = form === 'jwt' ? [] : shown(text)
  return [
    ...claims,
    ...disclosed.flatMap((one, at) =>
      leafChanges({ v: decoded(one) }).map((json) =>
        withShown(text, disclosed.with(at, encoded(json.slice('{"v":'.length, -1)))),
      ),
    ),
  ]
}

/**
 * Whether a changed text says nothing that the good one doesn't: then a verifier may accept it. JSON as `saysTheSame`; white
 * space around a token or a symbol says nothing; a holder may show fewer disclosures, in any order, and each once.
 */
export function saysNoMore(changed: string, good: string): boolean {
  const form = formOf(good)
  if (form === 'json') return saysTheSame(changed, good)
  const text = changed.trim()
  if (form !== 'sd-jwt') return text === good
  const [token, before] = [tokenOf(text), tokenOf(good)]
  const some = shown(text)
  return (
    token.parts.join('.') === before.parts.join('.') &&
    token.disclosures.at(-1) === '' &&
    new Set(some).size === some.length &&
    some.every((one) => before.disclosures.includes(one))
  )
}
