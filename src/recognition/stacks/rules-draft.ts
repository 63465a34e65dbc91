/** A stack as somebody fills it in by a form: everything as typed, the content that comes of it, and the way back. Pure. */

import type { Refusal } from '../../platform/refusal.ts'
import { placesOf } from './rules.ts'
import { pointerOf } from './rules-publish.ts'
import type { Part, Stack } from './types.ts'
import { MONTHS_MOST, SKS_MOST } from './types.ts'

/**
 * What a group asks of its credentials. `all`, `any`, `least`: to have all of them, one, or at least `count`. `apart`: they are not used together.
 * `never`: none of them is held.
 */
export const GROUP_KINDS = ['all', 'any', 'least', 'apart', 'never'] as const
export type GroupKind = (typeof GROUP_KINDS)[number]

/** One credential of a group: a definition by the last part of its address, and what is asked of it beside. */
export interface PartDraft {
  readonly slug: string
  readonly level: string
  readonly months: string
}

export interface GroupDraft {
  readonly kind: GroupKind
  readonly count: string
  readonly parts: readonly PartDraft[]
  /** What is being looked for, to be added. */
  readonly find: string
}

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
  'sksLeast',
  'sksLevel',
] as const

export type StackDraft = Readonly<Record<(typeof TEXTS)[number], string>> & { readonly groups: readonly GroupDraft[] }

export const GROUPS_MOST = 20
export const GROUP_PARTS_MOST = 40
const NAME_LETTERS = 200
const SOURCE_LETTERS = 500
const CLAUSE_LETTERS = 200

/** A draft without anything: one group to begin with. */
export const EMPTY_GROUP: GroupDraft = { kind: 'all', count: '', parts: [], find: '' }
export const EMPTY_STACK: StackDraft = {
  ...(Object.fromEntries(TEXTS.map((name) => [name, ''])) as Record<(typeof TEXTS)[number], string>),
  confidence: 'H',
  groups: [EMPTY_GROUP],
}

/** What comes of a draft: the content to propose, or every fault beside its box; and to which box each place of the content belongs. */
export type Composed =
  | { readonly content: Stack; readonly boxAt: (pointer: string) => string }
  | { readonly faults: readonly Refusal[] }

/**
 * Puts the content together. Refusals, each at the name of its box: `stacks.definition-missing`, `.name-missing`, `.source-missing`,
 * `.note-one-language`, `.text-too-long`, `.day-malformed`, `.level-out-of-range`, `.months-out-of-range`, `.sks-out-of-range`,
 * `.count-missing`, `.group-empty`, `.apart-too-few`, `.find-open`, `.rule-empty`.
 */
export function composed(draft: StackDraft): Composed {
  const faults: Refusal[] = []
  const boxes = new Map<Part, string>()
  const rule = ruleOf(draft, faults, boxes)
  const texts = textsOf(draft, faults)
  const figure = figureIn(faults)
  const every = {
    leastLevel: figure('everyLevel', draft.everyLevel, 'level'),
    withinMonths: figure('everyMonths', draft.everyMonths, 'months'),
  }
  if (faults.length > 0 || rule === null)
    return { faults: faults.toSorted((a, b) => placeOf(a.at ?? '') - placeOf(b.at ?? '')) }
  const content: Stack = { ...texts, every, rule }
  const places = new Map(placesOf(rule).map(({ place, part }) => [pointerOf(place), boxes.get(part)]))
  return { content, boxAt: (pointer) => BOXES[pointer] ?? places.get(pointer) ?? 'rule' }
}

/** Where a box stands on the page: what is awarded, its rule, what is asked of every award, the basis. */
function placeOf(box: string): number {
  const parts = [/^(definition|name)/, /^(rule|g\d|sks)/, /^every/]
  const at = parts.findIndex((part) => part.test(box))
  return at < 0 ? parts.length : at
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
  const missing = (at: keyof StackDraft, code: string) => {
    if (draft[at] === '') faults.push({ code, at })
  }
  const short = (at: keyof StackDraft, most: number) => {
    if (draft[at].length > most) faults.push({ code: 'stacks.text-too-long', at, values: { most } })
  }
  const day = (at: keyof StackDraft & ('validFrom' | 'validTo')) => {
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

const RANGES = { level: 9, months: MONTHS_MOST, sks: SKS_MOST } as const

/** Reads a whole number from 1 on; an empty box is none. */
function figureIn(faults: Refusal[]) {
  return (at: string, text: string, of: keyof typeof RANGES): number | null => {
    if (text === '') return null
    const value = /^\d{1,4}$/.test(text) ? Number(text) : 0
    if (value >= 1 && value <= RANGES[of]) return value
    faults.push({ code: `stacks.${of}-out-of-range`, at, values: { most: RANGES[of] } })
    return null
  }
}

/** The rule of a draft: everything that it asks, at the root; what is asked of all stands there without a group of its own. */
function ruleOf(draft: StackDraft, faults: Refusal[], boxes: Map<Part, string>): Part | null {
  const figure = figureIn(faults)
  const kept = <T extends Part>(part: T, box: string): T => {
    boxes.set(part, box)
    return part
  }
  const of: Part[] = []
  for (const [index, group] of draft.groups.entries()) {
    const name = `g${index + 1}`
    const parts = group.parts.map(({ slug, level, months }, at): Part & { kind: 'award' } => {
      const box = `${name}-p${at + 1}`
      const leastLevel = figure(`${box}-level`, level, 'level')
      const withinMonths = figure(`${box}-months`, months, 'months')
      const more = {
        ...(leastLevel === null ? {} : { leastLevel }),
        ...(withinMonths === null ? {} : { withinMonths }),
      }
      return kept({ kind: 'award', definition: slug, ...more }, box)
    })
    const values = { group: index + 1 }
    if (group.find !== '') faults.push({ code: 'stacks.find-open', at: `${name}-find`, values })
    else if (parts.length === 0) faults.push({ code: 'stacks.group-empty', at: `${name}-find`, values })
    else if (group.kind === 'apart' && parts.length < 2)
      faults.push({ code: 'stacks.apart-too-few', at: `${name}-find`, values })
    if (group.kind === 'all') of.push(...parts)
    else if (group.kind === 'never')
      of.push(...parts.map((part) => kept({ ...part, kind: 'never' as const }, boxes.get(part) ?? name)))
    else if (group.kind === 'apart') of.push(kept({ kind: 'not', of: { kind: 'all', of: parts } }, `${name}-kind`))
    else if (group.kind === 'any') of.push(kept({ kind: 'any', of: parts }, `${name}-kind`))
    else {
      const count = /^\d{1,2}$/.test(group.count) ? Number(group.count) : 0
      if (count < 1) faults.push({ code: 'stacks.count-missing', at: `${name}-count`, values })
      of.push(kept({ kind: 'least', count, of: parts }, `${name}-count`))
    }
  }
  const least = figure('sksLeast', draft.sksLeast, 'sks')
  const leastLevel = figure('sksLevel', draft.sksLevel, 'level')
  if (least !== null) of.push(kept({ kind: 'sks', least, ...(leastLevel === null ? {} : { leastLevel }) }, 'sksLeast'))
  const [only] = of
  if (only === undefined) {
    if (draft.groups.length === 0) faults.push({ code: 'stacks.rule-empty', at: 'rule' })
    return null
  }
  return of.length === 1 ? only : { kind: 'all', of }
}

/** The draft from which a stack would come again; null where its rule says more than the form can. */
export function draftOf(stack: Stack): StackDraft | null {
  const own: GroupDraft[] = []
  const [together, never]: [PartDraft[], PartDraft[]] = [[], []]
  let sks: (Part & { kind: 'sks' }) | null = null
  for (const part of stack.rule.kind === 'all' ? stack.rule.of : [stack.rule]) {
    const single = partDraft(part)
    if (single !== null && part.kind === 'award') together.push(single)
    else if (single !== null) never.push(single)
    else if (part.kind === 'sks' && sks === null && isPlainSum(part)) sks = part
    else {
      const group = groupDraft(part)
      if (group === null) return null
      own.push(group)
    }
  }
  const groups = [
    ...(together.length > 0 ? [{ ...EMPTY_GROUP, parts: together }] : []),
    ...own,
    ...(never.length > 0 ? [{ ...EMPTY_GROUP, kind: 'never' as const, parts: never }] : []),
  ]
  if (groups.length > GROUPS_MOST || groups.some(({ parts }) => parts.length > GROUP_PARTS_MOST)) return null
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
    sksLeast: text(sks?.least),
    sksLevel: text(sks?.leastLevel),
    groups,
  }
}

function isPlainSum({ definition, offering, skill, withinMonths }: Part & { kind: 'sks' }): boolean {
  return [definition, offering, skill, withinMonths].every((one) => one === undefined)
}

/** A condition on one definition as a row of the form. */
function partDraft(part: Part): PartDraft | null {
  if (part.kind !== 'award' && part.kind !== 'never') return null
  if (part.definition === undefined || part.offering !== undefined || part.skill !== undefined) return null
  return { slug: part.definition, level: String(part.leastLevel ?? ''), months: String(part.withinMonths ?? '') }
}

function groupDraft(part: Part): GroupDraft | null {
  const apart = part.kind === 'not' && part.of.kind === 'all' ? part.of : null
  const inside = apart ?? part
  if (inside.kind !== 'any' && inside.kind !== 'least' && inside !== apart) return null
  const parts = inside.of.map((one) => (one.kind === 'award' ? partDraft(one) : null))
  if (!parts.every((one) => one !== null)) return null
  const kind = inside.kind === 'all' ? 'apart' : inside.kind
  return { kind, count: inside.kind === 'least' ? String(inside.count) : '', parts, find: '' }
}
