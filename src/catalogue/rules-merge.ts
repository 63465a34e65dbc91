import { markOf } from './rules-keys.ts'
import type { CourseFacts, SourceRecord } from './types.ts'

/**
 * Two rows of the same source about the same course, read in one go: of each fact the longer or larger word is kept, so
 * that neither their order nor their grouping makes a difference.
 */
export function foldRows(a: CourseFacts, b: CourseFacts): CourseFacts {
  return {
    platform: a.platform,
    title: fuller(a.title, b.title),
    provider: fuller(a.provider, b.provider),
    description: fuller(a.description, b.description),
    url: fuller(a.url, b.url),
    language: fuller(a.language, b.language),
    level: fuller(a.level, b.level),
    mode: fuller(a.mode, b.mode),
    field: fuller(a.field, b.field),
    hours: fuller(a.hours, b.hours),
    weeks: fuller(a.weeks, b.weeks),
    isFree: fuller(a.isFree, b.isFree),
    skills: fuller(a.skills, b.skills),
    ratingHundredths: fuller(a.ratingHundredths, b.ratingHundredths),
    ratingCount: fuller(a.ratingCount, b.ratingCount),
  }
}

/** The larger number, the longer text or list; of equal ones the later in the order of signs. */
function fuller<T>(a: T, b: T): T {
  if (a === null) return b
  if (b === null) return a
  if (typeof a === 'number' && typeof b === 'number') return a > b ? a : b
  const length = (value: T) => (typeof value === 'string' || Array.isArray(value) ? value.length : 0)
  if (length(a) !== length(b)) return length(a) > length(b) ? a : b
  return JSON.stringify(a) > JSON.stringify(b) ? a : b
}

/** What was said later wins; what it leaves out stays as it was said before. */
export function overlay(newer: CourseFacts, older: CourseFacts): CourseFacts {
  return {
    platform: newer.platform,
    title: newer.title,
    provider: newer.provider ?? older.provider,
    description: newer.description ?? older.description,
    url: newer.url ?? older.url,
    language: newer.language ?? older.language,
    level: newer.level ?? older.level,
    mode: newer.mode ?? older.mode,
    field: newer.field ?? older.field,
    hours: newer.hours ?? older.hours,
    weeks: newer.weeks ?? older.weeks,
    isFree: newer.isFree ?? older.isFree,
    skills: newer.skills.length > 0 ? newer.skills : older.skills,
    ratingHundredths: newer.ratingHundredths ?? older.ratingHundredths,
    ratingCount: newer.ratingCount ?? older.ratingCount,
  }
}

const canonical = (facts: CourseFacts): string => JSON.stringify(facts)

/**
 * A course as all its sources together tell it: of each fact the newest word, of description and skills the fullest.
 * The answer depends on what was said and not on the order in which it was read. At least one record.
 */
export function courseOf(records: readonly SourceRecord[]): CourseFacts {
  const ordered = [...records].sort(
    (a, b) =>
      b.asOf - a.asOf ||
      compare(a.sourceId, b.sourceId) ||
      compare(a.recordKey, b.recordKey) ||
      compare(canonical(a.facts), canonical(b.facts)),
  )
  const [first, ...rest] = ordered.map(({ facts }) => facts)
  if (first === undefined) throw new RangeError('a course needs at least one record')
  const all = [first, ...rest]
  const newest = rest.reduce((course, facts) => overlay(course, facts), first)
  const fullest = <T>(length: (facts: CourseFacts) => number, pick: (facts: CourseFacts) => T): T =>
    pick(all.reduce((best, facts) => (length(facts) > length(best) ? facts : best), first))
  return {
    ...newest,
    description: fullest(
      (facts) => facts.description?.length ?? 0,
      (facts) => facts.description,
    ),
    skills: fullest(
      (facts) => facts.skills.length,
      (facts) => facts.skills,
    ),
  }
}

/** The mark of a course: the same facts, the same mark. */
export function courseMark(facts: CourseFacts): string {
  return markOf(canonical(facts))
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
