/**
 * Scripts that names are written in: the recommended scripts of UAX 31, table 5. A letter of any other is unusual in a
 * name and shown to a person.
 */
const SCRIPTS = [
  'Latin',
  'Arabic',
  'Armenian',
  'Bengali',
  'Bopomofo',
  'Cyrillic',
  'Devanagari',
  'Ethiopic',
  'Georgian',
  'Greek',
  'Gujarati',
  'Gurmukhi',
  'Han',
  'Hangul',
  'Hebrew',
  'Hiragana',
  'Kannada',
  'Katakana',
  'Khmer',
  'Lao',
  'Malayalam',
  'Myanmar',
  'Oriya',
  'Sinhala',
  'Tamil',
  'Telugu',
  'Thaana',
  'Thai',
  'Tibetan',
] as const

const TESTS = SCRIPTS.map((script) => ({ script, test: new RegExp(`^\\p{Script_Extensions=${script}}$`, 'u') }))
const SHARED = /^[\p{Script=Common}\p{Script=Inherited}]$/u

/** Scripts that are written together (UTS 39, section 5.1: augmented script sets). */
const TOGETHER: readonly (readonly string[])[] = [
  ['Han', 'Hiragana', 'Katakana'],
  ['Han', 'Hangul'],
  ['Han', 'Bopomofo'],
]

/**
 * Bidi controls, zero-width and other characters that don't show, controls, private and unassigned ones, and blanks other
 * than the space. What they hide can't be read from a page.
 */
const HIDDEN = /[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\u2028\u2029]/u

export function hasHidden(text: string): boolean {
  return HIDDEN.test(text)
}

/**
 * Whether the letters are of one script (UTS 39, section 5.1, single-script). `unusual` says that a letter belongs to no
 * recommended script, or to styles of letters that stand in for plain ones (mathematical, circled, full width).
 */
export function scriptsOf(text: string): { mixed: boolean; unusual: boolean } {
  let possible = null as Set<string> | null
  let unusual = false
  for (const letter of text.normalize('NFC')) {
    if (letter !== letter.normalize('NFKC') && /[\p{L}\p{N}\p{So}]/u.test(letter)) unusual = true
    if (SHARED.test(letter)) continue
    const own: Set<string> = new Set<string>(TESTS.filter(({ test }) => test.test(letter)).map(({ script }) => script))
    if (own.size === 0) {
      unusual = true
      continue
    }
    for (const group of TOGETHER) if (group.some((one) => own.has(one))) own.add(group.join('+'))
    possible = possible === null ? own : shared(possible, own)
  }
  return { mixed: possible !== null && possible.size === 0, unusual }
}

function shared(a: ReadonlySet<string>, b: ReadonlySet<string>): Set<string> {
  return new Set([...a].filter((one) => b.has(one)))
}
