import type { TaughtCourse } from '../../organisations/index.ts'
import type { Language } from '../../platform/page.ts'

/** The words of a text that are read: nobody names a course by more. */
const WORDS_MOST = 16

/** The words of a text in lower case, letters and figures alone: `STA-210 Statistika` is `sta`, `210`, `statistika`. */
export function wordsOf(text: string): readonly string[] {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .slice(0, WORDS_MOST)
}

/** A course told from every other one of its university: `STA 210 Statistika Terapan, Informatika (S1, 55201)`. */
export function courseLine({ code, name, programme }: TaughtCourse, language: Language): string {
  return `${code} ${name[language]}, ${programme.name[language]} (${programme.level}, ${programme.code})`
}

/**
 * Those of the courses that a text names outright: by the whole code, by the whole name, by both, by the codes of study programme
 * and course, or by the line that was suggested, in either language. Letter case, spaces and punctuation don't count.
 */
export function namedOutright(text: string, courses: readonly TaughtCourse[]): readonly TaughtCourse[] {
  const typed = wordsOf(text).join('')
  const says = (one: TaughtCourse): readonly string[] => [
    one.code,
    `${one.programme.code} ${one.code}`,
    ...(['id', 'en'] as const).flatMap((language) => [
      one.name[language],
      `${one.code} ${one.name[language]}`,
      courseLine(one, language),
    ]),
  ]
  return courses.filter((one) => says(one).some((said) => wordsOf(said).join('') === typed))
}
