import { formatDay } from '../../platform/format.ts'
import type { Bilingual, Language } from '../../platform/page.ts'
import { loadTexts } from '../../platform/text.ts'
import type { SkpiEntry } from './types-skpi.ts'

/** What an entry says of its credential: who gave it, when, how much learning at which level. */
export function entryFacts(entry: SkpiEntry): Bilingual {
  return both((language) => ({
    key: 'exports.skpi.facts',
    values: {
      issuer: entry.issuerName,
      day: formatDay(language, entry.issuedOn),
      hours: entry.hours,
      level: entry.kkniLevel ?? '–',
    },
  }))
}

/** How the university counted it. */
export function entryCounted(entry: SkpiEntry): Bilingual {
  return both((language) => ({
    key: `exports.skpi.counted.${entry.outcome}`,
    values: {
      sks: entry.sks,
      course: entry.course === null ? '' : `${entry.course.code} ${entry.course.name[language]}`,
      day: formatDay(language, entry.decidedOn),
    },
  }))
}

function both(said: (language: Language) => { key: string; values: Record<string, string | number> }): Bilingual {
  const texts = loadTexts()
  const one = (language: Language) => {
    const { key, values } = said(language)
    return texts.t(language, key, values)
  }
  return { id: one('id'), en: one('en') }
}
