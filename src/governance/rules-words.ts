/** Words that say nothing about what is learnt, in both languages. */
const EMPTY = new Set(
  'dan atau yang untuk dengan dari pada dalam di ke oleh secara serta sebagai the and or of to in on with for from by a an as'.split(
    ' ',
  ),
)

/** The significant words of some sentences: lower case, letters and digits, three letters at least, each once. */
export function significantWords(sentences: readonly string[]): string[] {
  const words = sentences.flatMap((sentence) =>
    sentence
      .normalize('NFKC')
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u),
  )
  return [...new Set(words.filter((word) => word.length >= 3 && !EMPTY.has(word)))]
}

/** A reference that begins so is declared as the work of a group. */
const GROUP = /^\s*(?:kelompok|group)\s*:/i

/** Shorter ones, as `-` or `n/a`, name no piece of evidence. */
export const REFERENCE_CHARACTERS = 4

/** A reference as it is compared, and whether it was declared as the work of a group. */
export function evidenceReference(reference: string): { reference: string; shared: boolean } {
  return { reference: reference.normalize('NFKC').trim().toLowerCase(), shared: GROUP.test(reference) }
}
