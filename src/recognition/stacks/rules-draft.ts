/** A stack as somebody fills it in by a form: everything as typed, the content that comes of it, and the way back. Pure. */

import type { Refusal } from '../../platform/refusal.ts'
import { EMPTY_OUTLINE, type GroupLine, LINES_MOST, type Outlined, outlined, outlineOf } from './rules-outline.ts'
import type { Stack } from './types.ts'
import { MONTHS_MOST } from './types.ts'

/** The boxes of the form that hold one text each. */
export const TEXTS = [
  'definition',
  'nameId',
  'nameEn',
  'validFrom',
  'validTo',
  'source',
  'clause',
  'confidence',
  'noteId',
  'noteEn',
  'everyLevel',
  'everyMonths',
] as const

type Text = (typeof TEXTS)[number]

export type StackDraft = Readonly<Record<Text, string>> & { readonly outline: GroupLine }

const NAME_LETTERS = 200
const SOURCE_LETTERS = 500
const CLAUSE_LETTERS = 200

/** A draft without anything. */
export const EMPTY_STACK: StackDraft = {
  ...(Object.fromEntries(TEXTS.map((name) => [name, ''])) as Record<Text, string>),
  confidence: 'H',
  outline: EMPTY_OUTLINE,
}

/**
 * What comes of a draft: the content to propose, and to which box each place of it belongs; or every fault beside its box. The rule stands
 * by itself, so that it can be read before the rest is filled in.
 */
export type Composed = { readonly rule: Outlined } & (
  | { readonly content: Stack; readonly boxAt: (pointer: string) => string }
  | { readonly faults: readonly Refusal[] }
)

/**
 * Puts the content together. Refusals, each at the name of its box: `stacks.definition-missing`, `.name-missing`, `.source-missing`,
 * `.note-one-language`, `.text-too-long`, `.day-malformed`, `.level-out-of-range`, `.months-out-of-range`, and those of `outlined`.
 */
export function composed(draft: StackDraft): Composed {
  const faults: Refusal[] = []
  const rule = outlined(draft.outline)
  const texts = textsOf(draft, faults)
  if ('faults' in rule) faults.push(...rule.faults)
  const every = {
    leastLevel: figure(faults, 'everyLevel', draft.everyLevel, 'level'),
    withinMonths: figure(faults, 'everyMonths', draft.everyMonths, 'months'),
  }
  if (faults.length > 0 || 'faults' in rule) return { rule, faults: inOrder(faults) }
  return {
    rule,
    content: { ...texts, every, rule: rule.rule },
    boxAt: (pointer) => BOXES[pointer] ?? rule.boxAt(pointer),
  }
}

/** What is wrong in the order in which the boxes stand on the page. */
export function inOrder(faults: readonly Refusal[]): readonly Refusal[] {
  return faults.toSorted((a, b) => placeOf(a.at ?? '') - placeOf(b.at ?? ''))
}

/** Where a box stands: what is awarded, the lines of its rule with what can be added below them, what is asked of every award, the basis. */
function placeOf(box: string): number {
  if (/^(definition|name)/.test(box)) return -1
  const line = /^l(\d+)/.exec(box)?.[1]
  if (line !== undefined) return box === 'l0-find' ? LINES_MOST + 1 : Number(line) + (box.endsWith('-find') ? 0.5 : 0)
  return LINES_MOST + (box.startsWith('every') ? 2 : 3)
}

const BOXES: Readonly<Record<string, string>> = {
  '/definition': 'definition',
  '/name/id': 'nameId',
  '/name/en': 'nameEn',
  '/validFrom': 'validFrom',
  '/validTo': 'validTo',
  '/source': 'source',
  '/clause': 'clause',
  '/confidence': 'confidence',
}

function textsOf(draft: StackDraft, faults: Refusal[]): Omit<Stack, 'every' | 'rule'> {
  const missing = (at: Text, code: string) => {
    if (draft[at] === '') faults.push({ code, at })
  }
  const short = (at: Text, most: number) => {
    if (draft[at].length > most) faults.push({ code: 'stacks.text-too-long', at, values: { most } })
  }
  const day = (at: 'validFrom' | 'validTo') => {
    if (!isDay(draft[at])) faults.push({ code: 'stacks.day-malformed', at })
  }
  missing('definition', 'stacks.definition-missing')
  for (const at of ['nameId', 'nameEn'] as const) {
    missing(at, 'stacks.name-missing')
    short(at, NAME_LETTERS)
  }
  day('validFrom')
  if (draft.validTo !== '') day('validTo')
  missing('source', 'stacks.source-missing')
  short('source', SOURCE_LETTERS)
  short('clause', CLAUSE_LETTERS)
  for (const at of ['noteId', 'noteEn'] as const) {
    short(at, SOURCE_LETTERS)
    if (draft[at] === '' && draft.noteId !== draft.noteEn) faults.push({ code: 'stacks.note-one-language', at })
  }
  return {
    definition: draft.definition,
    name: { id: draft.nameId, en: draft.nameEn },
    validFrom: draft.validFrom,
    validTo: draft.validTo === '' ? null : draft.validTo,
    source: draft.source,
    clause: draft.clause === '' ? null : draft.clause,
    confidence: draft.confidence as Stack['confidence'],
    note: draft.noteId === '' ? null : { id: draft.noteId, en: draft.noteEn },
  }
}

/** A day that the calendar has, as `2027-01-31`. */
function isDay(text: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text)
  )
}

const RANGES = { level: 9, months: MONTHS_MOST } as const

/** Reads a whole number from 1 on; an empty box is none. */
function figure(faults: Refusal[], at: string, text: string, of: keyof typeof RANGES): number | null {
  if (text === '') return null
  const value = /^\d{1,4}$/.test(text) ? Number(text) : 0
  if (value >= 1 && value <= RANGES[of]) return value
  faults.push({ code: `stacks.${of}-out-of-range`, at, values: { most: RANGES[of] } })
  return null
}

/** The draft from which a stack would come again, word for word; null where its rule has more lines than the form holds. */
export function draftOf(stack: Stack): StackDraft | null {
  const outline = outlineOf(stack.rule)
  if (outline === null) return null
  const text = (value: number | null | undefined) => (value === null || value === undefined ? '' : String(value))
  return {
    definition: stack.definition,
    nameId: stack.name.id,
    nameEn: stack.name.en,
    validFrom: stack.validFrom,
    validTo: stack.validTo ?? '',
    source: stack.source,
    clause: stack.clause ?? '',
    confidence: stack.confidence,
    noteId: stack.note?.id ?? '',
    noteEn: stack.note?.en ?? '',
    everyLevel: text(stack.every.leastLevel),
    everyMonths: text(stack.every.withinMonths),
    outline,
  }
}
