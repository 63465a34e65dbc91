import type { JsonObject } from '@lumbung/credential'
import { CONFIDENCES } from '../../frameworks/index.ts'
import { PROGRAMME_LEVELS } from '../../organisations/index.ts'
import { LEARNINGS, MODES, ORIGINS, USES } from '../types.ts'
import type { JsonValue } from './types.ts'

/** How one entry of a form is written and read. */
export type EntryKind =
  | 'line'
  | 'both'
  | 'whole'
  | 'points'
  | 'day'
  | 'one'
  | 'many'
  | 'yes'
  | 'words'
  | 'skill'
  | 'skills'
  | 'semesters'
  | 'notes'

/** One entry of a form. `optional`: empty means null. */
export interface Entry {
  readonly name: string
  readonly kind: EntryKind
  readonly optional?: true
  /** What can be chosen, with the prefix of the text that names it. */
  readonly from?: { readonly values: readonly string[]; readonly words: string }
}

/** What can be edited by itself: the head, a figure, or one of a list. */
export const LISTS = ['limits', 'conditions', 'skillEquivalences', 'figures', 'amendedBy'] as const
export type List = (typeof LISTS)[number]
export const CONDITION_KINDS = [
  'credential',
  'level',
  'hours',
  'sks',
  'grade',
  'overlap',
  'skills',
  'age',
  'semester',
  'programme',
  'use',
] as const

/** A part of a rule set: where it stands, what the form asks, and what stands there now (null for a new one). */
export interface Part {
  /** As it stands in the address: `head`, `sksMinutes`, `limits/0`, `conditions/new/age`. */
  readonly place: string
  /** Names the part in texts: `limits`, `conditions.age`. */
  readonly words: string
  /** Where it is written: a key of the content, with an index in a list; nothing for the head. */
  readonly path: readonly (string | number)[]
  readonly list: List | null
  readonly isNew: boolean
  readonly removable: boolean
  readonly entries: readonly Entry[]
  readonly item: JsonObject
}

const CONFIDENCE = { values: CONFIDENCES, words: 'recognition.confidence.' } as const
const LEVELS = { values: PROGRAMME_LEVELS, words: 'recognition.level.' } as const
const entry = (name: string, kind: EntryKind, from?: Entry['from']): Entry => ({
  name,
  kind,
  ...(from === undefined ? {} : { from }),
})
const optional = (name: string, kind: EntryKind, from?: Entry['from']): Entry => ({
  ...entry(name, kind, from),
  optional: true,
})

/** Where a figure comes from: every figure has it. */
const SOURCED: readonly Entry[] = [
  optional('from', 'day'),
  entry('source', 'line'),
  optional('clause', 'line'),
  entry('confidence', 'one', CONFIDENCE),
  entry('provisional', 'yes'),
  optional('note', 'both'),
]
const SCOPE: readonly Entry[] = [
  optional('modes', 'many', { values: MODES, words: 'recognition.mode.' }),
  optional('origins', 'many', { values: ORIGINS, words: 'policy.origin.' }),
  optional('learning', 'many', { values: LEARNINGS, words: 'policy.learning.' }),
]
const SPAN: readonly Entry[] = [optional('least', 'whole'), optional('most', 'whole')]
const LIMIT: readonly Entry[] = [
  entry('id', 'one', {
    values: ['online', 'outside', 'other-programme', 'prior-learning', 'term'],
    words: 'policy.limit.',
  }),
  entry('name', 'both'),
  entry('op', 'one', { values: ['<=', '<'], words: 'policy.op.' }),
  optional('percent', 'whole'),
  optional('amount', 'whole'),
  entry('base', 'one', { values: ['sks', 'courses'], words: 'policy.base.' }),
  ...SCOPE,
  entry('minSemester', 'semesters', LEVELS),
  ...SOURCED,
]
const OF_CONDITION: Readonly<Record<(typeof CONDITION_KINDS)[number], readonly Entry[]>> = {
  credential: [entry('allowed', 'words')],
  level: SPAN,
  hours: SPAN,
  sks: SPAN,
  grade: [entry('leastHundredths', 'points'), entry('passAccepted', 'yes')],
  overlap: [entry('leastPercent', 'whole'), optional('framework', 'line')],
  skills: [entry('required', 'skills')],
  age: [entry('mostMonths', 'whole')],
  semester: [entry('least', 'whole')],
  programme: [entry('allowed', 'many', LEVELS)],
  use: [entry('excluded', 'many', { values: USES, words: 'recognition.use.' })],
}
const HEAD: readonly Entry[] = [
  entry('name', 'both'),
  entry('summary', 'both'),
  entry('validFrom', 'day'),
  optional('validTo', 'day'),
  entry('source', 'line'),
  optional('clause', 'line'),
  entry('confidence', 'one', CONFIDENCE),
  entry('provisional', 'yes'),
  entry('textChecked', 'yes'),
  entry('choosable', 'yes'),
  entry('notes', 'notes'),
]
const OF_LIST: Readonly<Record<Exclude<List, 'conditions'>, readonly Entry[]>> = {
  limits: LIMIT,
  skillEquivalences: [entry('skill', 'skill'), entry('countsAs', 'skill'), ...SOURCED],
  figures: [
    entry('id', 'line'),
    entry('name', 'both'),
    entry('value', 'whole'),
    entry('unit', 'one', { values: ['sks', 'percent'], words: 'policy.unit.' }),
    ...SOURCED,
  ],
  amendedBy: [entry('source', 'line'), entry('from', 'day'), entry('textChecked', 'yes')],
}

/** The part of a content at a place, as the address names it; null where there is none. */
export function partAt(content: JsonObject, place: string): Part | null {
  const [key = '', at, kind] = place.split('/')
  const single = { place, words: key, list: null, isNew: false, removable: false }
  if (place === 'head') return { ...single, path: [], entries: HEAD, item: content }
  if (place === 'sksMinutes')
    return { ...single, path: [key], entries: [entry('minutes', 'whole'), ...SOURCED], item: objectOf(content[key]) }
  if (place === 'packageSks')
    return {
      ...single,
      path: [key],
      isNew: content[key] === null,
      removable: content[key] !== null,
      entries: [entry('sks', 'whole'), ...SOURCED],
      item: objectOf(content[key]),
    }
  const list = LISTS.find((one) => one === key)
  if (list === undefined) return null
  const items = listOf(content, list)
  const isNew = at === 'new'
  const index = isNew ? items.length : /^\d{1,3}$/.test(at ?? '') ? Number(at) : -1
  if (index < 0 || (!isNew && index >= items.length)) return null
  const item = isNew ? (list === 'conditions' ? { kind: kind ?? '' } : {}) : objectOf(items[index])
  const path = [list, index]
  if (list !== 'conditions')
    return { place, words: list, path, list, isNew, removable: !isNew, entries: OF_LIST[list], item }
  const found = CONDITION_KINDS.find((one) => one === item.kind)
  if (found === undefined) return null
  const entries = [
    entry('id', 'line'),
    entry('name', 'both'),
    ...OF_CONDITION[found],
    entry('waivable', 'yes'),
    ...SCOPE,
    optional('levels', 'many', LEVELS),
    ...SOURCED,
  ]
  return { place, words: `conditions.${found}`, path, list, isNew, removable: !isNew, entries, item }
}

/** The items of a list; an absent list is empty. */
export function listOf(content: JsonObject, list: List): readonly JsonValue[] {
  const value = content[list]
  return Array.isArray(value) ? value : []
}

/** The content with a part written at its place. */
export function withPart(content: JsonObject, part: Part, item: JsonObject): JsonObject {
  const [key, index] = part.path
  if (typeof key !== 'string') return { ...content, ...item }
  if (part.list === null) return { ...content, [key]: item }
  const items = [...listOf(content, part.list)]
  items[Number(index)] = item
  return { ...content, [key]: items }
}

/** The content without a part. */
export function withoutPart(content: JsonObject, part: Part): JsonObject {
  const [key, index] = part.path
  if (typeof key !== 'string') return content
  if (part.list === null) return { ...content, [key]: null }
  return { ...content, [key]: listOf(content, part.list).filter((_, at) => at !== index) }
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {}
}
