/** A rule as an outline that somebody fills in: a line for each condition and each group, and the way from it to the rule and back. Pure. */

import type { Refusal } from '../../platform/refusal.ts'
import { placesOf } from './rules.ts'
import { pointerOf } from './rules-publish.ts'
import { DEPTH_MOST, type Filter, MONTHS_MOST, PARTS_MOST, type Part, SKS_MOST } from './types.ts'

/**
 * What a group asks of its lines. `all`, `any`, `least`, `most`: that all of them hold, one, at least or at most `count`; `apart`: not all of
 * them together; `none`: not one.
 */
export const GROUP_KINDS = ['all', 'any', 'least', 'most', 'apart', 'none'] as const
export type GroupKind = (typeof GROUP_KINDS)[number]

/** What a condition asks, as the parts of a rule that have none inside them. */
export const CONDITION_KINDS = ['award', 'sks', 'never'] as const
export type ConditionKind = (typeof CONDITION_KINDS)[number]

/** What a line can name, and what can be added beside: a sum of SKS, or a condition that names nothing. */
export const NAMED = ['definition', 'offering', 'skill'] as const
export const ADDABLE = [...NAMED, 'sum', 'any'] as const
export type Named = (typeof NAMED)[number]
export type Addable = (typeof ADDABLE)[number]

/** What is being looked for at a line, to be added to a group or to be named by a condition; as typed. */
interface Finding {
  readonly what: Addable
  readonly find: string
}

/** A condition as typed: an empty text where nothing is asked. */
export interface ConditionLine extends Finding {
  readonly asks: ConditionKind
  readonly least: string
  readonly definition: string
  readonly offering: string
  readonly framework: string
  readonly skill: string
  readonly level: string
  readonly months: string
}

/** A group as typed, with the lines inside it. */
export interface GroupLine extends Finding {
  readonly asks: GroupKind
  readonly count: string
  readonly of: readonly Line[]
}

export type Line = ConditionLine | GroupLine

/** The texts of a line that stand in a box of its own each, by the end of the box's name. */
export const CONDITION_TEXTS = ['least', 'definition', 'offering', 'framework', 'skill', 'level', 'months'] as const

/** Lines of one outline: more than anybody could read, and as many as a form can carry. */
export const LINES_MOST = 200

export const EMPTY_GROUP: GroupLine = { asks: 'any', count: '', of: [], what: 'definition', find: '' }
export const EMPTY_CONDITION: ConditionLine = {
  asks: 'award',
  least: '',
  definition: '',
  offering: '',
  framework: '',
  skill: '',
  level: '',
  months: '',
  what: 'definition',
  find: '',
}
/** The outline itself: its lines hold together. It stands for *all of these*, and for a single line for that line alone. */
export const EMPTY_OUTLINE: GroupLine = { ...EMPTY_GROUP, asks: 'all' }

/** A line where it stands. */
export interface Row {
  /** In the order of reading, from 1; the outline itself is 0. */
  readonly number: number
  /** `2.1` for the first line of the second; an empty text for the outline itself. */
  readonly place: string
  readonly line: Line
  /** The number of the group around it; the outline's own is -1. */
  readonly within: number
  /** How many lines it is, with those inside it. */
  readonly size: number
}

/** Every line of an outline in the order of reading, the outline itself first. */
export function rowsOf(outline: GroupLine): readonly Row[] {
  const rows: Row[] = []
  const add = (line: Line, place: string, within: number): number => {
    const number = rows.length
    // Its size is known when those inside are placed.
    rows.push({ number, place, line, within, size: 1 })
    let size = 1
    if ('of' in line)
      for (const [index, one] of line.of.entries())
        size += add(one, `${place === '' ? '' : `${place}.`}${index + 1}`, number)
    rows[number] = { number, place, line, within, size }
    return size
  }
  add(outline, '', -1)
  return rows
}

/** The name of a box of a line, as `l3-find`; without an end the line itself. */
export function boxOf(number: number, end = ''): string {
  return end === '' ? `l${number}` : `l${number}-${end}`
}

/** Reads whole numbers from 1 to `most`; nothing for another text. */
function wholeIn(text: string, most: number): number | null {
  const value = /^\d{1,4}$/.test(text) ? Number(text) : 0
  return value >= 1 && value <= most ? value : null
}

/** What a condition speaks of, as far as it can be read. */
export function filterOfLine(line: ConditionLine): Filter {
  const { definition, offering, framework, skill } = line
  const leastLevel = wholeIn(line.level, 9)
  const withinMonths = wholeIn(line.months, MONTHS_MOST)
  return {
    ...(definition === '' ? {} : { definition }),
    ...(offering === '' ? {} : { offering }),
    ...(skill === '' ? {} : { skill: { framework, code: skill } }),
    ...(leastLevel === null ? {} : { leastLevel }),
    ...(withinMonths === null ? {} : { withinMonths }),
  }
}

/** What comes of an outline: the rule, and to which box each place of it belongs; or every fault at its box. */
export type Outlined =
  | { readonly rule: Part; readonly boxAt: (pointer: string) => string }
  | { readonly faults: readonly Refusal[] }

/**
 * The rule that an outline says. Refusals, each at the name of its box: `stacks.rule-empty`, `.group-empty`, `.group-full`, `.apart-too-few`,
 * `.count-missing`, `.count-too-high`, `.most-too-high`, `.sum-missing`, `.level-out-of-range`, `.months-out-of-range`, `.find-open`,
 * `.too-deep`.
 */
export function outlined(outline: GroupLine): Outlined {
  const faults: Refusal[] = []
  const boxes = new Map<Part, string>()
  const rows = rowsOf(outline)
  let next = 1
  const partsOf = (group: GroupLine): readonly Part[] => group.of.map((line) => partOf(line, next++))
  const partOf = (line: Line, number: number): Part => {
    const row = rows[number] as Row
    faults.push(...('of' in line ? faultsOfGroup(line, row) : faultsOfCondition(line, row)))
    if (!('of' in line)) return placed(conditionOf(line), boxOf(number), boxes)
    return groupOf(line, partsOf(line), number, boxes)
  }
  if (outline.find !== '') faults.push({ code: 'stacks.find-open', at: boxOf(0, 'find') })
  if (outline.of.length > PARTS_MOST)
    faults.push({ code: 'stacks.group-full', at: boxOf(0), values: { most: PARTS_MOST } })
  const of = partsOf(outline)
  const [only] = of
  if (only === undefined) return { faults: [...faults, { code: 'stacks.rule-empty', at: boxOf(0, 'find') }] }
  const rule: Part = of.length === 1 ? only : { kind: 'all', of }
  faults.push(...tooDeep(rule, boxes))
  if (faults.length > 0) return { faults }
  const places = new Map(placesOf(rule).map(({ place, part }) => [pointerOf(place), boxes.get(part)]))
  return { rule, boxAt: (pointer) => places.get(pointer) ?? boxOf(0) }
}

function placed<T extends Part>(part: T, box: string, boxes: Map<Part, string>): T {
  boxes.set(part, box)
  return part
}

/** The first part that lies deeper than a rule may go. */
function tooDeep(rule: Part, boxes: ReadonlyMap<Part, string>): Refusal[] {
  const deep = placesOf(rule).find(({ place }) => place.split('.').length + Number(place !== '') > DEPTH_MOST)
  if (deep === undefined) return []
  return [{ code: 'stacks.too-deep', at: boxes.get(deep.part) ?? boxOf(0), values: { most: DEPTH_MOST } }]
}

function conditionOf(line: ConditionLine): Part {
  const filter = filterOfLine(line)
  if (line.asks !== 'sks') return { kind: line.asks, ...filter }
  return { kind: 'sks', least: wholeIn(line.least, SKS_MOST) ?? 0, ...filter }
}

function groupOf(line: GroupLine, of: readonly Part[], number: number, boxes: Map<Part, string>): Part {
  const kind = boxOf(number, 'asks')
  const counted = boxOf(number, 'count')
  const count = wholeIn(line.count, PARTS_MOST) ?? 0
  const not = (inside: Part): Part => placed({ kind: 'not', of: inside }, kind, boxes)
  switch (line.asks) {
    case 'all':
    case 'any':
      return placed({ kind: line.asks, of }, kind, boxes)
    case 'least':
      return placed({ kind: 'least', count, of }, counted, boxes)
    case 'most':
      return not(placed({ kind: 'least', count: count + 1, of }, counted, boxes))
    case 'apart':
      return not(placed({ kind: 'all', of }, kind, boxes))
    case 'none': {
      const [only] = of
      return not(only !== undefined && of.length === 1 ? only : placed({ kind: 'any', of }, kind, boxes))
    }
  }
}

function faultsOfGroup({ asks, count, of, find }: GroupLine, { number, place }: Row): Refusal[] {
  const faults: Refusal[] = []
  const values = { place, parts: of.length }
  const at = boxOf(number, 'find')
  if (find !== '') faults.push({ code: 'stacks.find-open', at, values })
  else if (of.length === 0) faults.push({ code: 'stacks.group-empty', at, values })
  else if (asks === 'apart' && of.length < 2) faults.push({ code: 'stacks.apart-too-few', at, values })
  if (of.length > PARTS_MOST)
    faults.push({ code: 'stacks.group-full', at: boxOf(number), values: { most: PARTS_MOST } })
  if (asks !== 'least' && asks !== 'most') return faults
  const counted = wholeIn(count, PARTS_MOST)
  const box = { at: boxOf(number, 'count'), values: { ...values, count: counted ?? 0 } }
  if (counted === null) faults.push({ code: 'stacks.count-missing', ...box })
  else if (of.length > 0 && asks === 'least' && counted > of.length)
    faults.push({ code: 'stacks.count-too-high', ...box })
  else if (of.length > 0 && asks === 'most' && counted >= of.length)
    faults.push({ code: 'stacks.most-too-high', ...box })
  return faults
}

function faultsOfCondition(line: ConditionLine, { number, place }: Row): Refusal[] {
  const faults: Refusal[] = []
  const values = { place }
  if (line.find !== '') faults.push({ code: 'stacks.find-open', at: boxOf(number, 'find'), values })
  if (line.asks === 'sks' && wholeIn(line.least, SKS_MOST) === null)
    faults.push({ code: 'stacks.sum-missing', at: boxOf(number, 'least'), values: { ...values, most: SKS_MOST } })
  if (line.level !== '' && wholeIn(line.level, 9) === null)
    faults.push({ code: 'stacks.level-out-of-range', at: boxOf(number, 'level'), values: { most: 9 } })
  if (line.months !== '' && wholeIn(line.months, MONTHS_MOST) === null)
    faults.push({ code: 'stacks.months-out-of-range', at: boxOf(number, 'months'), values: { most: MONTHS_MOST } })
  return faults
}

/** The outline that says a rule, part for part and in its order; null where it has more lines than an outline holds. */
export function outlineOf(rule: Part): GroupLine | null {
  const of = rule.kind === 'all' && rule.of.length > 1 ? rule.of : [rule]
  const outline = { ...EMPTY_OUTLINE, of: of.map(lineOf) }
  return rowsOf(outline).length - 1 > LINES_MOST ? null : outline
}

function lineOf(part: Part): Line {
  if (!('of' in part)) {
    const { kind, definition = '', offering = '', skill, leastLevel = '', withinMonths = '' } = part
    return {
      ...EMPTY_CONDITION,
      asks: kind,
      least: kind === 'sks' ? String(part.least) : '',
      definition,
      offering,
      framework: skill?.framework ?? '',
      skill: skill?.code ?? '',
      level: String(leastLevel),
      months: String(withinMonths),
    }
  }
  const group = (asks: GroupKind, of: readonly Part[], count = ''): GroupLine => ({
    ...EMPTY_GROUP,
    asks,
    count,
    of: of.map(lineOf),
  })
  if (part.kind !== 'not') return group(part.kind, part.of, part.kind === 'least' ? String(part.count) : '')
  const inside = part.of
  // A single one under a *not* keeps a group of its own, so that both ways say the same.
  if (inside.kind === 'all' && inside.of.length > 1) return group('apart', inside.of)
  if (inside.kind === 'any' && inside.of.length > 1) return group('none', inside.of)
  if (inside.kind === 'least' && inside.count > 1) return group('most', inside.of, String(inside.count - 1))
  return group('none', [inside])
}
