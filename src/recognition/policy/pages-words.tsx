import { formatDay } from '../../platform/format.ts'
import type { Page } from '../../platform/page.ts'
import type { LimitWords } from '../pages-evaluation.tsx'
import { conditionWords } from '../pages-rule-set.tsx'
import type { Condition, Limit, RuleSet } from '../types.ts'
import type { Aspect, Change } from './rules-difference.ts'

/** Which awards a limit or a condition concerns, in words; nothing where it concerns all. */
function scopeWords(page: Page, item: Limit | Condition): string {
  const levels = 'levels' in item && item.levels !== null ? item.levels : []
  return [
    ...(item.modes ?? []).map((one) => page.t(`recognition.mode.${one}`)),
    ...(item.origins ?? []).map((one) => page.t(`policy.origin.${one}`)),
    ...(item.learning ?? []).map((one) => page.t(`policy.learning.${one}`)),
    ...levels.map((one) => page.t(`recognition.level.${one}`)),
  ].join(', ')
}

/** A limit with what it concerns and from which semester, as *at most 40% of the programme's SKS, from semester 5 (D3, S1); from outside*. */
export function limitSays(page: Page, words: LimitWords, limit: Limit): string {
  const semesters = limit.minSemester.map(({ levels, semester }) =>
    page.t('policy.from-semester', { least: semester, levels: levels.join(', ') }),
  )
  const scope = scopeWords(page, limit)
  return [page.say(words({ ...limit, minSemester: [] })), ...semesters, ...(scope === '' ? [] : [scope])].join('; ')
}

export function conditionSays(page: Page, condition: Condition): string {
  const scope = scopeWords(page, condition)
  const words = conditionWords(page, condition)
  return scope === '' ? words : `${words}; ${scope}`
}

export function minutesSay(page: Page, { minutes }: RuleSet['sksMinutes']): string {
  return page.t('recognition.rules.hours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 })
}

export function equivalenceSays(page: Page, one: RuleSet['skillEquivalences'][number]): string {
  return page.t('policy.counts-as', { skill: one.skill.code, other: one.countsAs.code })
}

/** What a change is about. */
export function nameOfChange(page: Page, change: Change): string {
  if (change.what === 'sks') return page.t('recognition.rules.one-sks')
  if (change.what === 'package') return page.t('recognition.rules.package')
  if (change.what === 'head') return page.t('policy.part.head')
  if (change.what === 'equivalence') return page.t('policy.part.skillEquivalences')
  const one = change.after ?? change.before
  return one === null ? '' : page.say(one.name)
}

/** What one side of a change says; *nothing* where it isn't there. */
export function sideSays(page: Page, words: LimitWords, change: Change, side: 'before' | 'after'): string {
  if (change[side] === null) return page.t(side === 'before' ? 'policy.was-none' : 'policy.is-none')
  if (change.what === 'limit') return limitSays(page, words, change[side])
  if (change.what === 'condition') return conditionSays(page, change[side])
  if (change.what === 'sks') return minutesSay(page, change[side])
  if (change.what === 'package') return `${change[side].sks} SKS`
  if (change.what === 'figure') return `${change[side].value} ${page.t(`policy.unit.${change[side].unit}`)}`
  if (change.what === 'equivalence') return equivalenceSays(page, change[side])
  return page.say(change[side].summary)
}

/** One aspect of one side of a change in words, as the source or the day. */
export function aspectSays(
  page: Page,
  words: LimitWords,
  change: Change,
  side: 'before' | 'after',
  aspect: Aspect,
): string {
  const one = change[side]
  if (aspect === 'says' || one === null) return sideSays(page, words, change, side)
  if (aspect === 'source') {
    const amended = 'amendedBy' in one ? one.amendedBy.map(({ source }) => source) : []
    return [one.source, ...(one.clause === null ? [] : [one.clause]), ...amended].join(', ')
  }
  if (aspect === 'confidence')
    return `${page.t(`recognition.confidence.${one.confidence}`)}${one.provisional ? `, ${page.t('recognition.provisional')}` : ''}`
  if (aspect === 'day') {
    const day = 'from' in one ? one.from : (one as RuleSet).validFrom
    return day === null ? page.t('recognition.rules.no-day') : formatDay(page.language, day)
  }
  if (aspect === 'name') return 'name' in one ? page.say(one.name) : ''
  const notes = 'notes' in one ? one.notes : 'note' in one && one.note !== null ? [one.note] : []
  return notes.length === 0 ? page.t('policy.none') : notes.map((note) => page.say(note)).join(' ')
}
