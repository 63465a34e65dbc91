/** A first way, quickly: part by part the cheapest, then without what can be spared. Nobody proves that it is the best. */

import { fits } from './rules.ts'
import { couldBeMet, type Form } from './rules-form.ts'
import type { Entry, World } from './rules-world.ts'
import type { Filter } from './types.ts'

/** A way of a world, or null where none was found; there may be one all the same. */
export function firstWay(world: World): readonly Entry[] | null {
  const { form, day } = world
  const entries = world.entries
    .filter(({ item }) => !forbiddenBy(form).some((filter) => fits(filter, item, day)))
    .toSorted((a, b) => weight(a) - weight(b))
  const found = extend({ ...world, entries }, form, [])
  if (found === null || !isWay(form, found, day)) return null
  let way = found
  for (const entry of found.toSorted((a, b) => weight(b) - weight(a))) {
    const less = way.filter((one) => one !== entry)
    if (isWay(form, less, day)) way = less
  }
  return way
}

/** Whether some entries meet a form as they are. */
function isWay(form: Form, way: readonly Entry[], day: string): boolean {
  return couldBeMet(
    form,
    way.map(({ item }) => item),
    [],
    day,
  )
}

/** What the whole rule forbids, whatever else is chosen. */
function forbiddenBy(form: Form): readonly Filter[] {
  if (form.kind === 'none') return [form.filter]
  return form.kind === 'least' && form.count === form.of.length ? form.of.flatMap(forbiddenBy) : []
}

/** What an entry adds: a figure that nobody knows weighs more than any that is known. */
function weight({ isUnknown, cost, isHeld }: Entry): number {
  return (isUnknown ? Number.MAX_SAFE_INTEGER / 4 : cost) + (isHeld ? 0 : 0.5)
}

/** The way with what a form still needs, or null. */
function extend(world: World, form: Form, way: readonly Entry[]): readonly Entry[] | null {
  const { day } = world
  if (isWay(form, way, day)) return way
  switch (form.kind) {
    case 'award': {
      const free = world.entries.find((entry) => fits(form.filter, entry.item, day) && isFree(entry, way))
      return free === undefined ? null : [...way, free]
    }
    case 'sks':
      return extendSum(world, form, way)
    case 'least':
      return extendEach(world, form, way)
    default:
      return null
  }
}

function isFree(entry: Entry, way: readonly Entry[]): boolean {
  return !way.some(({ item }) => item.definition === entry.item.definition)
}

function extendSum(world: World, form: Extract<Form, { kind: 'sks' }>, way: readonly Entry[]): readonly Entry[] | null {
  const { day } = world
  let longer = way
  const useful = world.entries
    .filter(({ item }) => item.sks > 0 && fits(form.filter, item, day))
    .toSorted((a, b) => weight(a) / a.item.sks - weight(b) / b.item.sks)
  for (const entry of useful) {
    if (isWay(form, longer, day)) return longer
    if (isFree(entry, longer)) longer = [...longer, entry]
  }
  return isWay(form, longer, day) ? longer : null
}

/** Takes up the cheapest part again and again until enough are met. */
function extendEach(
  world: World,
  form: Extract<Form, { kind: 'least' }>,
  way: readonly Entry[],
): readonly Entry[] | null {
  let longer = way
  let open = [...form.of]
  for (let met = 0; met < form.count; met++) {
    const ways = open.flatMap((one) => {
      const next = extend(world, one, longer)
      return next === null ? [] : [{ one, next, weight: next.reduce((sum, entry) => sum + weight(entry), 0) }]
    })
    const [best] = ways.toSorted((a, b) => a.weight - b.weight)
    if (best === undefined) return null
    longer = best.next
    open = open.filter((one) => one !== best.one)
  }
  return longer
}
