/** What the buttons of the form do to an outline: lines come, go and move, and what they name is looked for. Pure. */

import type { Refusal } from '../../platform/refusal.ts'
import {
  type Addable,
  boxOf,
  type ConditionLine,
  EMPTY_CONDITION,
  EMPTY_GROUP,
  type GroupLine,
  LINES_MOST,
  type Line,
  NAMED,
  type Named,
  type Row,
  rowsOf,
} from './rules-outline.ts'
import { PARTS_MOST } from './types.ts'

/** Something that a line can name. `value` is what it is named by: the last part of an address, an id, or `framework:code`. */
export interface Findable {
  readonly what: Named
  readonly value: string
  readonly title: { readonly id: string; readonly en: string }
}

export interface Acted<T extends Findable> {
  readonly outline: GroupLine
  /** What was found for a line, by its number, for one of them to be chosen. */
  readonly found: ReadonlyMap<number, readonly T[]>
  readonly faults: readonly Refusal[]
  /** The box at which somebody goes on; null: where the page begins. */
  readonly goOn: string | null
  /** The numbers of the lines that were added. */
  readonly added: readonly number[]
  /** The boxes at which something was looked for. */
  readonly looked: readonly string[]
}

/** What could be named by what somebody typed, the likeliest first. */
export type Find<T extends Findable> = (what: Named, typed: string) => readonly T[]

/** Found things that are shown at once. */
export const FOUND_MOST = 8

/** A change of an outline. The line at which somebody goes on is known by itself, as numbers change. */
interface Change {
  readonly outline: GroupLine
  readonly at: Line
  readonly end?: 'find' | 'asks'
  readonly added?: Line
}

/**
 * Does what a button says to the line of a number: `add-3` looks for what is typed there, `take-3-skill-lumbung-skills:AGR-04` takes what was found,
 * `group-3` adds a group inside, `wrap-3` puts a group around, `up-3`, `down-3` and `out-3` move it by one, `move-3` into the group of the number
 * `to`, `clear-3-skill` names it no more, `remove-3` takes it away. Any other deed looks for all that is typed. What can't be done changes
 * nothing. `larger` is never offered. Refusals: `stacks.find-nothing`, `.find-empty`, `.skill-not-found`, `.group-full`, `.lines-full`,
 * `.move-nowhere`.
 */
export function acted<T extends Findable>(
  outline: GroupLine,
  { deed, to }: { readonly deed: string; readonly to: string },
  findable: Find<T>,
  larger: string,
): Acted<T> {
  const rows = rowsOf(outline)
  const [, verb = '', number = '', rest = ''] =
    /^(add|take|group|wrap|up|down|out|move|clear|remove)-(\d{1,4})(?:-(.+))?$/.exec(deed) ?? []
  const row = rows[Number(number)]
  if (verb === '' || row === undefined) return lookedFor(outline, findable, larger)
  if (verb === 'add') return addedAt(outline, row, findable, larger)
  const done = changed(outline, rows, row, { verb, rest, to, findable })
  if ('code' in done) return refused(outline, done)
  return settled(done)
}

function refused<T extends Findable>(outline: GroupLine, fault: Refusal): Acted<T> {
  return { outline, found: new Map(), faults: [fault], goOn: null, added: [], looked: [] }
}

function settled<T extends Findable>({ outline, at, end, added }: Change): Acted<T> {
  const rows = rowsOf(outline)
  const numberOf = (line: Line) => rows.find((row) => row.line === line)?.number
  const number = numberOf(at)
  const own = added === undefined ? undefined : numberOf(added)
  return {
    outline,
    found: new Map(),
    faults: [],
    goOn: number === undefined ? null : boxOf(number, end),
    added: own === undefined ? [] : [own],
    looked: [],
  }
}

function changed<T extends Findable>(
  outline: GroupLine,
  rows: readonly Row[],
  row: Row,
  asked: {
    readonly verb: string
    readonly rest: string
    readonly to: string
    readonly findable: Find<T>
  },
): Change | Refusal {
  const { line, number } = row
  const around = rows[row.within]
  switch (asked.verb) {
    case 'take':
      return taken(outline, row, asked.rest, asked.findable)
    case 'group':
      return 'of' in line ? withInside(outline, row, EMPTY_GROUP) : { outline, at: line }
    case 'clear': {
      const what = NAMED.find((one) => one === asked.rest)
      if ('of' in line || what === undefined) return { outline, at: line }
      const less = { ...line, ...named(what, '') }
      return { outline: replaced(outline, number, [less]), at: less }
    }
    case 'move': {
      const target = /^\d{1,4}$/.test(asked.to) ? rows[Number(asked.to)] : undefined
      const isInside = target !== undefined && target.number >= number && target.number < number + row.size
      if (around === undefined || target === undefined || !('of' in target.line) || isInside)
        return { code: 'stacks.move-nowhere', at: boxOf(number, 'to') }
      return moved(outline, row, target, target.line.of.length)
    }
  }
  if (around === undefined || !('of' in around.line)) return { outline, at: line }
  const group = around.line
  const index = group.of.indexOf(line)
  switch (asked.verb) {
    case 'remove':
      return { outline: replaced(outline, number, []), at: around.line }
    case 'wrap': {
      if (rows.length > LINES_MOST) return full(number)
      const wrapped: GroupLine = { ...EMPTY_GROUP, of: [line] }
      return { outline: replaced(outline, number, [wrapped]), at: wrapped, end: 'asks' }
    }
    case 'out': {
      const outer = rows[around.within]
      if (outer === undefined || !('of' in outer.line)) return { outline, at: line }
      return moved(outline, row, outer, outer.line.of.indexOf(group) + 1)
    }
    default: {
      const other = asked.verb === 'up' ? index - 1 : index + 1
      if (other < 0 || other >= group.of.length) return { outline, at: line }
      const of = group.of.toSpliced(index, 1).toSpliced(other, 0, line)
      return { outline: withLines(outline, around.number, of), at: line }
    }
  }
}

function full(number: number): Refusal {
  return { code: 'stacks.lines-full', at: boxOf(number), values: { most: LINES_MOST } }
}

/** An outline with other lines in the place of one. */
function replaced(outline: GroupLine, number: number, lines: readonly Line[]): GroupLine {
  let next = 0
  const walk = (line: Line): readonly Line[] => {
    if (next++ === number) return lines
    if (!('of' in line)) return [line]
    const of = line.of.flatMap(walk)
    // What has not changed stays itself, by which it is found again.
    return of.length === line.of.length && of.every((one, index) => one === line.of[index]) ? [line] : [{ ...line, of }]
  }
  const [whole] = walk(outline)
  return whole !== undefined && 'of' in whole ? whole : outline
}

/** An outline with other lines in one of its groups. */
function withLines(outline: GroupLine, number: number, of: readonly Line[]): GroupLine {
  const { line } = rowsOf(outline)[number] as Row
  return replaced(outline, number, ['of' in line ? { ...line, of } : line])
}

/** Puts a line into another group at a place among its lines, as they stand before. */
function moved(outline: GroupLine, row: Row, target: Row, index: number): Change | Refusal {
  const group = target.line
  if (!('of' in group)) return { outline, at: row.line }
  const from = group.of.indexOf(row.line)
  if (from < 0 && group.of.length >= PARTS_MOST)
    return { code: 'stacks.group-full', at: boxOf(row.number, 'to'), values: { most: PARTS_MOST } }
  // A mark holds the place until the line is taken from where it was: the numbers of neither change before.
  const mark: ConditionLine = { ...EMPTY_CONDITION }
  const marked = withLines(outline, target.number, group.of.toSpliced(index, 0, mark))
  const numberOf = (whole: GroupLine, line: Line) => rowsOf(whole).find((one) => one.line === line)?.number ?? -1
  const without = replaced(marked, numberOf(marked, row.line), [])
  return { outline: replaced(without, numberOf(without, mark), [row.line]), at: row.line }
}

function withInside(outline: GroupLine, row: Row, inside: Line): Change | Refusal {
  if (!('of' in row.line)) return { outline, at: row.line }
  if (rowsOf(outline).length > LINES_MOST) return full(row.number)
  if (row.line.of.length >= PARTS_MOST)
    return { code: 'stacks.group-full', at: boxOf(row.number, 'find'), values: { most: PARTS_MOST } }
  // A line of its own: the same empty group may stand there already.
  const own = { ...inside }
  const group: GroupLine = { ...row.line, find: '', of: [...row.line.of, own] }
  const isNamed = !('of' in own) && NAMED.some((what) => own[what] !== '')
  // Whoever adds what is named goes on adding; what is still to be filled in comes first.
  return {
    outline: replaced(outline, row.number, [group]),
    ...(isNamed ? { at: group, end: 'find' as const } : { at: own, end: 'asks' as const }),
    added: own,
  }
}

/** The texts by which a condition names something; none where the value is empty. */
function named(what: Named, value: string): Partial<ConditionLine> {
  if (what !== 'skill') return { [what]: value }
  const end = value.indexOf(':')
  return { framework: value.slice(0, Math.max(0, end)), skill: value.slice(end + 1) }
}

function withNamed(outline: GroupLine, row: Row, what: Named, value: string): Change | Refusal {
  const { line, number } = row
  if ('of' in line) return withInside(outline, row, { ...EMPTY_CONDITION, ...named(what, value) })
  const more = { ...line, ...named(what, value), find: '' }
  return { outline: replaced(outline, number, [more]), at: more, added: more }
}

function taken<T extends Findable>(outline: GroupLine, row: Row, rest: string, findable: Find<T>): Change | Refusal {
  const [, kind = '', value = ''] = /^([a-z]+)-(.+)$/.exec(rest) ?? []
  const what = NAMED.find((one) => one === kind)
  const isKnown = what !== undefined && findable(what, value).some((one) => one.value === value)
  return isKnown ? withNamed(outline, row, what, value) : { outline, at: row.line }
}

/** Adds what is typed at one line, where it is found alone. */
function addedAt<T extends Findable>(outline: GroupLine, row: Row, findable: Find<T>, larger: string): Acted<T> {
  const { line, number } = row
  const at = boxOf(number, 'find')
  const what = nameable(line.what)
  if (what === null) {
    if (!('of' in line)) return refused(outline, { code: 'stacks.find-empty', at })
    const asks = line.what === 'sum' ? 'sks' : 'award'
    const done = withInside(outline, row, { ...EMPTY_CONDITION, asks })
    return 'code' in done ? refused(outline, done) : settled(done)
  }
  if (line.find === '') return refused(outline, { code: 'stacks.find-empty', at })
  const all = offered(row, what, findable, larger)
  const [only] = all
  if (only === undefined) {
    const code = what === 'skill' ? 'stacks.skill-not-found' : 'stacks.find-nothing'
    return refused(outline, { code, at, values: { text: line.find } })
  }
  if (all.length > 1) return { outline, found: new Map([[number, all]]), faults: [], goOn: at, added: [], looked: [] }
  const done = withNamed(outline, row, what, only.value)
  return 'code' in done ? refused(outline, done) : settled(done)
}

function nameable(what: Addable): Named | null {
  return NAMED.find((one) => one === what) ?? null
}

/** What may be taken at a line: neither the larger credential itself, nor what its group names by the same already. */
function offered<T extends Findable>({ line }: Row, what: Named, findable: Find<T>, larger: string): readonly T[] {
  const inside = 'of' in line ? line.of : []
  const names = (one: Line, { value }: T) =>
    !('of' in one) && Object.entries(named(what, value)).every(([name, text]) => one[name as Named] === text)
  return findable(what, line.find)
    .filter((one) => !(what === 'definition' && one.value === larger))
    .filter((one) => !inside.some((line) => names(line, one)))
}

/** Looks for all that is typed. From the last line to the first: what is added changes only the numbers behind it. */
function lookedFor<T extends Findable>(outline: GroupLine, findable: Find<T>, larger: string): Acted<T> {
  const typed = rowsOf(outline).filter(({ line }) => line.find !== '')
  let answer: Acted<T> = { outline, found: new Map(), faults: [], goOn: null, added: [], looked: [] }
  for (const { number } of typed.toReversed()) {
    const before = rowsOf(answer.outline).length
    const {
      outline: next,
      found,
      faults,
      goOn,
      added,
    } = addedAt(answer.outline, rowsOf(answer.outline)[number] as Row, findable, larger)
    const size = (rowsOf(answer.outline)[number] as Row).size
    const grown = rowsOf(next).length - before
    const later = (one: number) => (one >= number + size ? one + grown : one)
    answer = {
      outline: next,
      found: new Map([...[...answer.found].map(([one, all]) => [later(one), all] as const), ...found]),
      faults: [...faults, ...answer.faults.map((one) => ({ ...one, at: shifted(one.at ?? '', later) }))],
      goOn: goOn ?? (answer.goOn === null ? null : shifted(answer.goOn, later)),
      added: [...added, ...answer.added.map(later)],
      looked: [boxOf(number, 'find'), ...answer.looked.map((box) => shifted(box, later))],
    }
  }
  return answer
}

/** The name of a box whose line has another number now. */
function shifted(box: string, later: (number: number) => number): string {
  return box.replace(/^l(\d+)/, (_all, number: string) => `l${later(Number(number))}`)
}
