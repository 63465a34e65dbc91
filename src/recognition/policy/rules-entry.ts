import type { JsonObject } from '@lumbung/credential'
import type { Refusal } from '../../platform/refusal.ts'
import type { Entry, Part } from './rules-part.ts'
import type { JsonValue } from './types.ts'

/** What a form holds: texts by the name of the box; ticked boxes are several. */
export type Values = Readonly<Record<string, readonly string[]>>

/** No text of a rule is longer, in characters. */
const MOST_CHARACTERS = 4000

/** The names of the boxes that an entry has. */
export function boxesOf({ name, kind, from }: Entry): readonly string[] {
  if (kind === 'both' || kind === 'notes') return [`${name}.id`, `${name}.en`]
  if (kind === 'semesters') return (from?.values ?? []).map((level) => `${name}.${level}`)
  return [name]
}

/** What the form shows of a part as it stands. */
export function valuesOf(part: Part): Values {
  const values: Record<string, readonly string[]> = {}
  for (const entry of part.entries) {
    const value = part.item[entry.name]
    for (const box of boxesOf(entry)) values[box] = textsOf(entry, box, value)
  }
  return values
}

function textsOf({ name, kind }: Entry, box: string, value: JsonValue | undefined): readonly string[] {
  const sub = box.slice(name.length + 1)
  if (value === undefined || value === null) return []
  if (kind === 'yes') return value === true ? ['yes'] : []
  if (kind === 'both') return [String((value as JsonObject)[sub] ?? '')]
  if (kind === 'notes') return [(value as JsonObject[]).map((note) => String(note[sub] ?? '')).join('\n')]
  if (kind === 'many') return (value as string[]).map(String)
  if (kind === 'words') return [(value as string[]).join(', ')]
  if (kind === 'points') return [(Number(value) / 100).toFixed(2)]
  if (kind === 'skill') return [skillWords(value)]
  if (kind === 'skills') return [(value as JsonValue[]).map(skillWords).join('\n')]
  if (kind === 'semesters') {
    const row = (value as JsonObject[]).find(({ levels }) => (levels as string[]).includes(sub))
    return row === undefined ? [] : [String(row.semester)]
  }
  return [String(value)]
}

/**
 * Reads a form into the part's content, and says what can't be read at all. Whether a figure is allowed is for the reader
 * of rule sets to say. Refusals: `policy.day`, `policy.too-long`, `policy.skill-form`, `policy.notes-uneven`.
 */
export function itemFrom(
  part: Part,
  values: Values,
): { readonly item: JsonObject; readonly refusals: readonly Refusal[] } {
  const refusals: Refusal[] = []
  const item: Record<string, JsonValue> = part.path.length === 0 ? {} : { ...part.item }
  for (const entry of part.entries) {
    for (const box of boxesOf(entry))
      if ((values[box] ?? []).some((text) => text.length > MOST_CHARACTERS))
        refusals.push({ code: 'policy.too-long', at: box, values: { most: MOST_CHARACTERS } })
    const read = valueFrom(entry, part.item[entry.name], values, refusals)
    if (read !== undefined) item[entry.name] = read
  }
  return { item, refusals }
}

function valueFrom(
  entry: Entry,
  current: JsonValue | undefined,
  values: Values,
  refusals: Refusal[],
): JsonValue | undefined {
  const { name, kind, from } = entry
  const text = one(values, name)
  if (kind === 'yes') return text === 'yes'
  if (kind === 'line' || kind === 'one') return text === '' && entry.optional ? null : text
  if (kind === 'both') {
    const [id, en] = [one(values, `${name}.id`), one(values, `${name}.en`)]
    return entry.optional && id === '' && en === '' ? null : { id, en }
  }
  if (kind === 'notes') return notesFrom(name, values, refusals)
  if (kind === 'whole') return numberFrom(text)
  if (kind === 'points') {
    const points = numberFrom(text)
    // A grade has two places: what has more is no hundredth, and the reader refuses the fraction.
    return typeof points === 'number' ? Number((points * 100).toFixed(4)) : points
  }
  if (kind === 'day') {
    if (text === '') return entry.optional ? null : ''
    if (!isRealDay(text)) refusals.push({ code: 'policy.day', at: name })
    return text
  }
  if (kind === 'many') {
    const ticked = (from?.values ?? []).filter((value) => (values[name] ?? []).includes(value))
    // What stood there keeps its order: a change of order is no change of the rule.
    const before = Array.isArray(current) ? ticked.filter((value) => current.includes(value)) : []
    const kept = Array.isArray(current) ? current.filter((value) => before.includes(String(value))) : []
    const chosen = [...kept, ...ticked.filter((value) => !before.includes(value))]
    return chosen.length === 0 && entry.optional ? null : chosen
  }
  if (kind === 'words')
    return text
      .split(/[,\n]/)
      .map((word) => word.trim())
      .filter((word) => word !== '')
  if (kind === 'semesters') return semestersFrom(entry, values)
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const skills = lines.map((line) => skillFrom(line))
  if (skills.some((skill) => skill === null) || (kind === 'skill' && skills.length !== 1))
    refusals.push({ code: 'policy.skill-form', at: name })
  const known = skills.filter((skill) => skill !== null)
  return kind === 'skill' ? (known[0] ?? { framework: '', code: '' }) : known
}

/** Whole numbers and fractions as numbers, so that a fraction is refused as one; other text as it stands; nothing as null. */
function numberFrom(text: string): JsonValue {
  if (text === '') return null
  return /^[-+]?\d{1,9}([.,]\d{1,6})?$/.test(text) ? Number(text.replace(',', '.')) : text
}

/** Levels with the same semester are one row, in the order of the levels. */
function semestersFrom({ name, from }: Entry, values: Values): JsonValue {
  const rows = new Map<string, string[]>()
  for (const level of from?.values ?? []) {
    const text = one(values, `${name}.${level}`)
    if (text !== '') rows.set(text, [...(rows.get(text) ?? []), level])
  }
  return [...rows].map(([text, levels]) => ({ levels, semester: numberFrom(text) }))
}

function notesFrom(name: string, values: Values, refusals: Refusal[]): JsonValue {
  const lines = (language: 'id' | 'en') =>
    one(values, `${name}.${language}`)
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
  const [id, en] = [lines('id'), lines('en')]
  if (id.length !== en.length)
    refusals.push({ code: 'policy.notes-uneven', at: `${name}.en`, values: { id: id.length, en: en.length } })
  return id.map((line, index) => ({ id: line, en: en[index] ?? '' }))
}

function skillWords(value: JsonValue): string {
  const { framework, code } = value as JsonObject
  return `${String(framework)} ${String(code)}`
}

/** A skill of a line *list, space, code*; nothing where it is none. */
export function skillFrom(line: string): { framework: string; code: string } | null {
  const [framework, code, ...rest] = line.split(/\s+/)
  return framework === undefined || code === undefined || rest.length > 0 ? null : { framework, code }
}

/** Whether an ISO day stands in the calendar. */
export function isRealDay(day: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return false
  const at = Date.parse(`${day}T00:00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === day
}

function one(values: Values, name: string): string {
  return (values[name]?.at(-1) ?? '').trim().replaceAll('\r\n', '\n')
}

/**
 * The faults of a whole rule set, as the form of one part shows them: each at its box. `policy.figure` and `policy.field`
 * say of a box what `recognition.rules-figure` and `rules-malformed` say of a path.
 */
export function faultsAtBoxes(part: Part, refusals: readonly Refusal[]): readonly Refusal[] {
  const prefix = part.path.map((step) => `/${step}`).join('')
  const shown = refusals.map((refusal): Refusal => {
    const { code, at } = refusal
    const figure = code === 'recognition.rules-figure'
    if (!figure && code !== 'recognition.rules-malformed') return { ...refusal, at: boxOfCode(part, code) }
    if (at === prefix) return { code: 'policy.share', at: 'percent' }
    const inside = at?.startsWith(`${prefix}/`) ? at.slice(prefix.length + 1).split('/') : []
    const found = part.entries.find(({ name }) => name === inside[0])
    const box =
      found === undefined ? undefined : (boxesOf(found).find((name) => name === inside.join('.')) ?? boxesOf(found)[0])
    return { code: figure ? 'policy.figure' : 'policy.field', at: box ?? part.entries[0]?.name ?? '' }
  })
  const keys = shown.map(({ code, at }) => `${code} ${at}`)
  return shown.filter((_, index) => keys.indexOf(keys[index] ?? '') === index)
}

/** The box that a fault without a place belongs to. */
function boxOfCode({ entries }: Part, code: string): string {
  const named: Readonly<Record<string, readonly string[]>> = {
    'recognition.rules-unknown-skill': ['required', 'skill'],
    'recognition.rules-circle': ['countsAs'],
    'recognition.rules-days': ['validTo'],
    'recognition.rules-twice': ['id'],
  }
  const entry = entries.find(({ name }) => named[code]?.includes(name)) ?? entries[0]
  return entry === undefined ? '' : (boxesOf(entry)[0] ?? '')
}
