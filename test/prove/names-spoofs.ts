/** Kinds of spoof that are planted in turn, so that each makes up a sixteenth. The last four change a short word. */
export const SPOOF_KINDS = [
  'homoglyph',
  'zero-width',
  'bidi',
  'mixed-script',
  'letter-changed',
  'letter-missing',
  'letter-added',
  'letters-swapped',
  'letter-doubled',
  'word-order',
  'internasional',
  'degree-mill',
  'short-changed',
  'short-missing',
  'short-added',
  'short-swapped',
] as const
export type SpoofKind = (typeof SPOOF_KINDS)[number]

/** Letters of other scripts that look like ours, written here apart from the tables that the check reads. */
const LOOK_ALIKE: Readonly<Record<string, string>> = {
  a: 'а',
  c: 'с',
  e: 'е',
  i: 'і',
  o: 'о',
  p: 'р',
  s: 'ѕ',
  x: 'х',
  y: 'у',
  A: 'Α',
  B: 'В',
  E: 'Ε',
  H: 'Н',
  I: 'Ι',
  K: 'Κ',
  M: 'М',
  N: 'Ν',
  O: 'О',
  P: 'Р',
  T: 'Т',
  X: 'Χ',
  l: 'ӏ',
}
const INVISIBLE = ['\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u00ad', '\u034f', '\u180e', '\ufe0f']
const BIDI = ['\u202a', '\u202b', '\u202d', '\u202e', '\u2066', '\u2067', '\u2068', '\u200e', '\u200f', '\u061c']
const FOREIGN = ['ж', 'д', 'ф', 'λ', 'π', 'ю', 'ش', '京', 'あ', 'ก']
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz'
/** A word that a letter is changed in, by its length: of the short ones some may differ by the rules of the check. */
const LONG: Lengths = [7, Number.POSITIVE_INFINITY]
const SHORT: Lengths = [3, 6]
type Lengths = readonly [number, number]
/** Words that say what an institution is or only join others: another letter makes another form of them. */
const NO_NAME = new Set(
  'dan the of and for pt stie stikes stkip stmik stai stain iain uin amik stit stt ikip stia stih stba univ tinggi ilmu negeri'.split(
    ' ',
  ),
)

/** Numbers in [0, 1) from a seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** A spoof of a name, or nothing where the name has no place for one of this kind. */
export function spoofOf(name: string, kind: SpoofKind, random: () => number): string | null {
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)]
  const at = Math.floor(random() * (name.length + 1))
  switch (kind) {
    case 'homoglyph': {
      const letter = pick([...new Set(name)].filter((one) => LOOK_ALIKE[one] !== undefined))
      return letter === undefined ? null : name.replaceAll(letter, LOOK_ALIKE[letter] ?? letter)
    }
    case 'zero-width':
      return name.slice(0, at) + pick(INVISIBLE) + name.slice(at)
    case 'bidi':
      return name.slice(0, at) + pick(BIDI) + name.slice(at)
    case 'mixed-script':
      return name.slice(0, at) + pick(FOREIGN) + name.slice(at)
    case 'word-order':
      return wordOrder(name, random)
    case 'internasional':
      return `${name} ${pick(['Internasional', 'International'])}`
    case 'degree-mill':
      return degreeMill(name, random)
    case 'short-changed':
    case 'short-missing':
    case 'short-added':
    case 'short-swapped':
      return editWord(name, EDIT_OF[kind], random, SHORT)
    default:
      return editWord(name, kind, random, LONG)
  }
}

const EDIT_OF = {
  'short-changed': 'letter-changed',
  'short-missing': 'letter-missing',
  'short-added': 'letter-added',
  'short-swapped': 'letters-swapped',
} as const satisfies Partial<Record<SpoofKind, SpoofKind>>

function wordOrder(name: string, random: () => number): string | null {
  const words = name.split(/\s+/)
  if (words.length < 3 || words.length !== new Set(words).size) return null
  const from = Math.floor(random() * (words.length - 1))
  const swapped = words.with(from, words[from + 1] ?? '').with(from + 1, words[from] ?? '')
  return swapped.join(' ')
}

/** As the sellers of degrees do (Axact and others): a sound added to a known word, or words that sound of the world. */
function degreeMill(name: string, random: () => number): string | null {
  const place = wordOf(name, random, LONG)
  const way = Math.floor(random() * 4)
  if (way === 0) return `${name} Online`
  if (way === 1) return `World ${name}`
  if (place === null) return null
  const word = name.slice(place.from, place.to)
  const changed =
    way === 2 ? `${word}na` : word.replace(/[aeiou](?=[^aeiou]*$)/i, (vowel) => (vowel === 'a' ? 'e' : 'a'))
  return changed === word ? null : name.slice(0, place.from) + changed + name.slice(place.to)
}

function wordOf(name: string, random: () => number, [least, most]: Lengths): { from: number; to: number } | null {
  const words = [...name.matchAll(/(?<![\p{L}\p{N}'’])[A-Za-z]+(?![\p{L}\p{N}'’])/gu)].filter(
    ([word]) => word.length >= least && word.length <= most && !NO_NAME.has(word.toLowerCase()),
  )
  const found = words[Math.floor(random() * words.length)]
  return found === undefined ? null : { from: found.index, to: found.index + found[0].length }
}

function editWord(name: string, kind: SpoofKind, random: () => number, lengths: Lengths): string | null {
  const place = wordOf(name, random, lengths)
  if (place === null) return null
  const at = place.from + Math.floor(random() * (place.to - place.from))
  const letter = name[at] ?? ''
  const other = ALPHABET[Math.floor(random() * ALPHABET.length)] ?? 'a'
  const [before, after] = [name.slice(0, at), name.slice(at + 1)]
  if (kind === 'letter-changed') return before + other + after
  if (kind === 'letter-missing') return before + after
  if (kind === 'letter-added') return before + letter + other + after
  if (kind === 'letter-doubled') return before + letter + letter + after
  return at + 1 < place.to ? before + (name[at + 1] ?? '') + letter + name.slice(at + 2) : null
}
