import { oneLetterApart } from './distance.ts'
import { FORMS, plainWords, wordsOf } from './words.ts'

/**
 * Which pairs of short words are held that differ in one letter. `none`: none of them; `all`: every one, which holds twice as
 * many institutions for nothing; `native`: those where a reader here is misled and institutions rarely differ so little.
 */
export type ShortWords = 'none' | 'native' | 'all'

const VOWEL = /[aeiou]/
/** Up to here the word of a *sekolah tinggi* is mostly the initials of its foundation (*STIE YPN*, *STIE YKPN*)... */
const INITIALS_MOST = 4
/** ...but where consonants and vowels take turns (*STIE Bina*) it is a word. */
const WORD = /^[^aeiou][aeiou][^aeiou][aeiou]?$/

/** Whether a name is written in an Indonesian form: *Universitas Bina* is, *Siam University* isn't. */
function isNative(name: string): boolean {
  return plainWords(name).some((word) => FORMS.has(word))
}

/** Whether a short word stands for another of a listed name. Words without a vowel are initials and may differ. */
export function shortWordNear(
  rule: ShortWords,
  own: { readonly name: string; readonly word: string },
  listed: { readonly name: string; readonly word: string },
): boolean {
  if (rule === 'none' || !oneLetterApart(own.word, listed.word, 1)) return false
  if (rule === 'all') return true
  if (!VOWEL.test(own.word) || !VOWEL.test(listed.word)) return false
  const longest = Math.max(own.word.length, listed.word.length)
  const high = [own.name, listed.name].some((name) => wordsOf(name).join(' ').startsWith('sekolah tinggi'))
  if (high && longest <= INITIALS_MOST && !WORD.test(listed.word)) return false
  const native = [isNative(own.name), isNative(listed.name)]
  // One letter more or less is weaker than another letter in its place: there both names are of the same language.
  return own.word.length === listed.word.length ? native.includes(true) : !native.includes(false)
}
