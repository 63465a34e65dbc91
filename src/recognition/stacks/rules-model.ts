/** A world as a linear programme over yes and no, and a solution read back. */

import { fits } from './rules.ts'
import { couldBeMet, type Form } from './rules-form.ts'
import { type Entry, SCORES, type World } from './rules-world.ts'
import type { Filter } from './types.ts'

/**
 * The programme: every column is 0 or 1, the first `entries` of them say what is used. Rows by their starts (compressed sparse
 * rows), `lower <= row <= upper`. `objectives` are minimised one after another, each kept at its best for the next. Plain numbers, so
 * that it can be sent to another thread.
 */
export interface Programme {
  readonly columns: number
  readonly lower: readonly number[]
  readonly upper: readonly number[]
  readonly starts: readonly number[]
  readonly indices: readonly number[]
  readonly values: readonly number[]
  readonly objectives: readonly (readonly number[])[]
}

interface Row {
  readonly lower: number
  readonly upper: number
  readonly cells: readonly (readonly [column: number, value: number])[]
}

/** Writes a world down. A part is only asked to be met where it says so: what more is met does no harm in a form without *not*. */
export function programmeOf(world: World): Programme {
  const rows: Row[] = definitionRows(world.entries)
  let columns = world.entries.length
  const columnOf = (form: Form): number => {
    const own = columns++
    rows.push(...rowsOf(world, form, own, columnOf))
    return own
  }
  const root = columnOf(world.form)
  rows.push({ lower: 1, upper: 1, cells: [[root, 1]] })
  const starts = [0]
  for (const { cells } of rows) starts.push((starts.at(-1) ?? 0) + cells.length)
  return {
    columns,
    lower: rows.map(({ lower }) => lower),
    upper: rows.map(({ upper }) => upper),
    starts,
    indices: rows.flatMap(({ cells }) => cells.map(([column]) => column)),
    values: rows.flatMap(({ cells }) => cells.map(([, value]) => value)),
    objectives: objectivesOf(world.entries, columns),
  }
}

/** A definition is used once at most. */
function definitionRows(entries: readonly Entry[]): Row[] {
  const byDefinition = new Map<string, number[]>()
  for (const [column, { item }] of entries.entries())
    byDefinition.set(item.definition, [...(byDefinition.get(item.definition) ?? []), column])
  return [...byDefinition.values()]
    .filter((columns) => columns.length > 1)
    .map((columns) => ({ lower: -Infinity, upper: 1, cells: columns.map((column) => [column, 1] as const) }))
}

/** What has to hold where the column of a form is 1. */
function rowsOf(world: World, form: Form, own: number, columnOf: (form: Form) => number): Row[] {
  const least = (cells: Row['cells'], count: number): Row => ({
    lower: 0,
    upper: Infinity,
    cells: [...cells, [own, -count]],
  })
  switch (form.kind) {
    case 'true':
      return []
    case 'false':
      return [{ lower: 0, upper: 0, cells: [[own, 1]] }]
    case 'award':
      return [
        least(
          weights(world, form.filter, () => 1),
          1,
        ),
      ]
    case 'none':
      return weights(world, form.filter, () => 1).map(([column]) => ({
        lower: -Infinity,
        upper: 1,
        cells: [
          [column, 1],
          [own, 1],
        ],
      }))
    case 'sks':
      // More than the least from one award helps no further, and a smaller weight makes the bounds tighter.
      return [
        least(
          weights(world, form.filter, ({ item }) => Math.min(item.sks, form.least)),
          form.least,
        ),
      ]
    case 'most': {
      const cells = weights(world, form.filter, ({ item }) => item.sks)
      const over = cells.reduce((sum, [, value]) => sum + value, 0) - form.most
      return over <= 0 ? [] : [{ lower: -Infinity, upper: form.most + over, cells: [...cells, [own, over]] }]
    }
    case 'least': {
      const inside = form.of.map(columnOf)
      if (form.count < form.of.length)
        return [
          least(
            inside.map((column) => [column, 1] as const),
            form.count,
          ),
        ]
      return inside.map((column) => least([[column, 1]], 1))
    }
  }
}

function weights(world: World, filter: Filter, weight: (entry: Entry) => number): (readonly [number, number])[] {
  return world.entries.flatMap((entry, column) => {
    const value = fits(filter, entry.item, world.day) ? weight(entry) : 0
    return value === 0 ? [] : [[column, value] as const]
  })
}

/** The scores as rows of figures, made small by what all of one share; those that are nought everywhere say nothing and stay out. */
function objectivesOf(entries: readonly Entry[], columns: number): number[][] {
  return SCORES.map((score) => entries.map(score))
    .filter((figures) => figures.some((figure) => figure !== 0))
    .map((figures) => {
      const shared = figures.reduce(greatestCommon, 0)
      return [...figures.map((figure) => figure / shared), ...Array<number>(columns - entries.length).fill(0)]
    })
}

/** By how much the figures of a score were divided. */
export function sharedBy(entries: readonly Entry[], score: (entry: Entry) => number): number {
  return entries.map(score).reduce(greatestCommon, 0)
}

function greatestCommon(a: number, b: number): number {
  let [x, y] = [a, b]
  while (y !== 0) [x, y] = [y, x % y]
  return x
}

/** What a solution uses, where it truly meets the form; null where rounding has led it astray. */
export function readSolution(world: World, values: ArrayLike<number>): readonly Entry[] | null {
  const way = world.entries.filter((_entry, column) => (values[column] ?? 0) > 0.5)
  const items = way.map(({ item }) => item)
  const once = new Set(items.map(({ definition }) => definition)).size === items.length
  return once && couldBeMet(world.form, items, [], world.day) ? way : null
}
