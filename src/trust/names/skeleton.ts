import confusables from 'unhomoglyph/data.json' with { type: 'json' }

/** The confusables of UTS 39 (version 13) as the package carries them: a character and its prototype. */
const prototypes = new Map<string, string>(Object.entries(confusables))
const IGNORED = /[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}]/gu

/** The skeleton of a text (UTS 39, section 4): what looks the same has the same skeleton. It is not meant to be read. */
export function skeleton(text: string): string {
  let out = ''
  for (const letter of text.normalize('NFD').replace(IGNORED, '')) out += prototypes.get(letter) ?? letter
  return out.normalize('NFD')
}

/** Letters that take each other's shape when the case changes: I, l, i, 1 and |; O and 0. */
function fold(text: string): string {
  return text.replace(/[i1|!]/g, 'l').replace(/0/g, 'o')
}

/**
 * The shapes of a text without regard to case, marks, blanks and punctuation. Two, since a letter of another script may
 * look like ours as a capital only (Cyrillic В) or as a small one only.
 */
export function shapesOf(text: string): readonly string[] {
  const plain = (one: string) =>
    fold(skeleton(one.toLowerCase()).toLowerCase())
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .replace(/[^\p{L}\p{N}]/gu, '')
  const small = plain(text.normalize('NFKC'))
  const capital = plain(skeleton(text.normalize('NFKC')))
  return small === capital ? [small] : [small, capital]
}
