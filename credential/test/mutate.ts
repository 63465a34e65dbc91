import type { Json, JsonObject } from '../src/types.ts'

// Ways in which credentials have been changed, or could be: each makes another text of a good one. They are the
// operators of the campaign `mutants`; its tests run a few thousand, `npm run prove -- mutants` a hundred thousand.

/** A stream of chance: whole numbers from 0 to `below` - 1, and true in `percent` of 100 cases. */
export interface Chance {
  whole(below: number): number
  percent(percent: number): boolean
}

/** A place in a document. */
type Path = readonly (string | number)[]

/** One way to change a document. Answers nothing where it doesn't apply. `text` is the document as it was. */
export interface Operator {
  readonly name: string
  change(document: JsonObject, chance: Chance, text: string): string | null
}

/** Every place of a document with a value in it; `leaves` alone, or lists and objects too. */
export function placesOf(value: Json, path: Path = []): { readonly path: Path; readonly value: Json }[] {
  const here = path.length === 0 ? [] : [{ path, value }]
  if (typeof value !== 'object' || value === null) return here
  const inner = Array.isArray(value)
    ? value.flatMap((item, at) => placesOf(item, [...path, at]))
    : Object.entries(value).flatMap(([key, item]) => placesOf(item, [...path, key]))
  return [...here, ...inner]
}

/** The leaves of a document: texts, numbers, booleans and nulls. */
export function leavesOf(value: Json): { readonly path: Path; readonly value: Json }[] {
  return placesOf(value).filter(({ value: found }) => typeof found !== 'object' || found === null)
}

/** A copy of a document with another value at a place; `undefined` takes the place away. */
export function withValue(document: JsonObject, path: Path, value: Json | undefined): JsonObject {
  const copy = structuredClone(document)
  let node = copy as Record<string | number, unknown>
  for (const step of path.slice(0, -1)) node = node[step] as Record<string | number, unknown>
  const last = path.at(-1) as string | number
  if (value !== undefined) node[last] = value
  else if (Array.isArray(node)) node.splice(Number(last), 1)
  else delete node[last]
  return copy
}

function pick<T>(chance: Chance, items: readonly T[]): T {
  return items[chance.whole(items.length)] as T
}

/** Another value of the same kind. */
function otherLeaf(value: Json, chance: Chance): Json {
  if (typeof value === 'number') return value + 1 + chance.whole(9)
  if (typeof value === 'boolean') return !value
  if (value === null) return 'null'
  const text = String(value)
  const at = chance.whole(text.length + 1)
  const letter = pick(chance, [...'aZ09 -_./:é\u0301\u202e<>"\\\n'])
  return chance.percent(50)
    ? text.slice(0, at) + letter + text.slice(at)
    : text.slice(0, at) + letter + text.slice(at + 1)
}

const KEYS_TO_ADD = [
  'honours',
  'grade',
  'name',
  'id',
  'type',
  '@type',
  '@id',
  '@graph',
  '@context',
  '@reverse',
  '@value',
]
const VALUES_TO_ADD: readonly Json[] = [
  'x',
  1,
  true,
  null,
  [],
  {},
  { '@value': 'x' },
  'urn:x:y',
  ['x'],
  { id: 'urn:x' },
]

function atPlace(
  name: string,
  wanted: (value: Json) => boolean,
  to: (value: Json, chance: Chance) => Json | undefined,
): Operator {
  return {
    name,
    change: (document, chance) => {
      const places = placesOf(document).filter(({ value }) => wanted(value))
      if (places.length === 0) return null
      const { path, value } = pick(chance, places)
      return JSON.stringify(withValue(document, path, to(value, chance)))
    },
  }
}

const isLeaf = (value: Json): boolean => typeof value !== 'object' || value === null
const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A new key in some object of a document, or at its top. */
function addKey(document: JsonObject, chance: Chance): string {
  const objects = placesOf(document).filter(({ value }) => isObject(value))
  const { path, value } =
    chance.percent(30) || objects.length === 0 ? { path: [], value: document } : pick(chance, objects)
  const larger = { ...(value as JsonObject), [pick(chance, KEYS_TO_ADD)]: pick(chance, VALUES_TO_ADD) }
  return JSON.stringify(path.length === 0 ? larger : withValue(document, path, larger))
}

/** A key written a second time, before or after the first, with another value: at the level of the text. */
function doubleKey(_document: JsonObject, chance: Chance, text: string): string | null {
  const keys = [...text.matchAll(/"([A-Za-z]+)":("[^"\\]*"|\d+)/g)]
  if (keys.length === 0) return null
  const found = pick(chance, keys)
  const again = `"${found[1]}":${JSON.stringify(`changed ${chance.whole(1000)}`)}`
  const at = found.index + (chance.percent(50) ? 0 : found[0].length)
  return at === found.index
    ? `${text.slice(0, at)}${again},${text.slice(at)}`
    : `${text.slice(0, at)},${again}${text.slice(at)}`
}

function flipByte(_document: JsonObject, chance: Chance, text: string): string {
  const at = chance.whole(text.length)
  const flipped = String.fromCharCode(text.charCodeAt(at) ^ (1 << chance.whole(7)))
  return text.slice(0, at) + flipped + text.slice(at + 1)
}

function swapTwoValues(document: JsonObject, chance: Chance): string | null {
  const texts = leavesOf(document).filter(({ value }) => typeof value === 'string')
  if (texts.length < 2) return null
  const [one, two] = [pick(chance, texts), pick(chance, texts)]
  return JSON.stringify(withValue(withValue(document, one.path, two.value), two.path, one.value))
}

function renameKey(document: JsonObject, chance: Chance): string | null {
  const places = placesOf(document).filter(({ path }) => typeof path.at(-1) === 'string')
  if (places.length === 0) return null
  const { path, value } = pick(chance, places)
  const other = pick(chance, [
    'x',
    '@id',
    '@type',
    'ID',
    ` ${String(path.at(-1))}`,
    `${String(path.at(-1))}s`,
    'https://schema.org/name',
  ])
  return JSON.stringify(withValue(withValue(document, path, undefined), [...path.slice(0, -1), other], value))
}

/** Every operator, in the order in which the campaign draws from them. */
export const OPERATORS: readonly Operator[] = [
  atPlace('another leaf', isLeaf, otherLeaf),
  atPlace('leaf taken away', isLeaf, () => undefined),
  atPlace('leaf of another type', isLeaf, (value) => (typeof value === 'string' ? 1 : String(value))),
  atPlace(
    'null',
    () => true,
    () => null,
  ),
  atPlace(
    'emptied',
    () => true,
    (_value, chance) => pick<Json>(chance, [[], {}, '', 0, false]),
  ),
  atPlace('wrapped in a value object', isLeaf, (value) => ({ '@value': value })),
  atPlace(
    'wrapped twice in a list',
    () => true,
    (value) => [[value]],
  ),
  atPlace(
    'blank added at the end',
    (value) => typeof value === 'string',
    (value) => `${String(value)} `,
  ),
  atPlace(
    'look-alike letters',
    (value) => typeof value === 'string' && /[aeopcx]/.test(value),
    (value) =>
      String(value).replace(
        /[aeopcx]/,
        (letter) => ({ a: 'а', e: 'е', o: 'о', p: 'р', c: 'с', x: 'х' })[letter] ?? letter,
      ),
  ),
  atPlace(
    'decomposed letters',
    (value) => typeof value === 'string',
    (value) => `${String(value)}e\u0301`,
  ),
  atPlace(
    'branch taken away',
    (value) => !isLeaf(value),
    () => undefined,
  ),
  atPlace(
    'item doubled',
    (value) => Array.isArray(value) && value.length > 0,
    (value, chance) => {
      const items = value as Json[]
      return [...items, pick(chance, items)]
    },
  ),
  atPlace(
    'thing turned into its id',
    (value) => isObject(value) && typeof value.id === 'string',
    (value) => (value as JsonObject).id,
  ),
  atPlace(
    'id made relative',
    (value) => typeof value === 'string' && /^(https?:|did:|urn:)/.test(value),
    (value) => String(value).replace(/^[a-z]+:\/*/, ''),
  ),
  atPlace(
    'date moved',
    (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value),
    (value) => String(value).replace(/^\d{4}/, (year) => String(Number(year) - 1)),
  ),
  { name: 'key added', change: addKey },
  { name: 'key doubled', change: doubleKey },
  { name: 'key renamed', change: renameKey },
  { name: 'byte flipped', change: flipByte },
  { name: 'two values swapped', change: swapTwoValues },
  {
    name: 'contexts changed',
    change: (document, chance) => {
      const contexts = document['@context']
      if (!Array.isArray(contexts)) return null
      const changed = pick<Json>(chance, [
        [...contexts].reverse(),
        [...contexts, { '@vocab': 'urn:x:' }],
        [...contexts, ...contexts],
        contexts.slice(0, -1),
        [...contexts, 'https://evil.example/context'],
        { '@vocab': 'urn:x:' },
      ])
      return JSON.stringify({ ...document, '@context': changed })
    },
  },
  {
    name: 'proof changed',
    change: (document, chance) => {
      if (!isObject(document.proof as Json)) return null
      const proof = document.proof as JsonObject
      const value = String(proof.proofValue)
      const at = 1 + chance.whole(value.length - 1)
      const changed = pick<Json>(chance, [
        { ...proof, proofValue: `${value.slice(0, at)}${value[at] === '2' ? '3' : '2'}${value.slice(at + 1)}` },
        { ...proof, proofValue: `${value}1` },
        { ...proof, cryptosuite: 'eddsa-jcs-2022' },
        { ...proof, cryptosuite: 'ecdsa-rdfc-2019' },
        { ...proof, proofPurpose: 'authentication' },
        { ...proof, verificationMethod: String(proof.verificationMethod).replace(/.$/, '2') },
        { ...proof, created: '2020-01-01T00:00:00Z' },
        { ...proof, expires: '2030-01-01T00:00:00Z' },
        { ...proof, previousProof: 'urn:uuid:1' },
        { ...proof, nonce: 'x' },
        [],
        [proof, proof],
        [proof, { ...proof, verificationMethod: 'did:key:z6Mk#z6Mk' }],
      ])
      return JSON.stringify({ ...document, proof: changed })
    },
  },
]

/**
 * Whether two JSON documents say the same: key order and white space say nothing, nor do the order and the repetition of
 * items in a list, and a single item says what the bare value does (JSON-LD 1.1, sets). Where this answers true a
 * verifier may accept the changed text.
 */
export function saysTheSame(one: string, other: string): boolean {
  try {
    return normal(JSON.parse(one) as Json) === normal(JSON.parse(other) as Json)
  } catch {
    return false
  }
}

function normal(value: Json): string {
  if (Array.isArray(value)) {
    const items = value.map(normal)
    return items.length === 1 ? (items[0] as string) : `[${items.sort().join(',')}]`
  }
  if (!isObject(value)) return JSON.stringify(value)
  const keys = Object.keys(value).sort()
  return `{${keys.map((key) => `${JSON.stringify(key)}:${normal(value[key] as Json)}`).join(',')}}`
}
