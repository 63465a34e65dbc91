/** A first way, quickly: part by part the cheapest, then without what can be spared. Nobody proves that it is the best. */

import { conditionsOf, couldBeMet, type Form } from './rules-form.ts'
import type { Entry, World } from './rules-world.ts'

/** A way of a world, or null where none was found; there may be one all the same. */
export function firstWay({ form, entries, day }: World): readonly Entry[] | null {
  const conditions = conditionsOf(form)
  const forbidden = new Set(forbiddenBy(form).map((one) => conditions.indexOf(one)))
  const allowed = entries.filter(({ hits }) => !hits.some((at) => forbidden.has(at)))
  const found = extend(fieldOf(conditions, allowed, day), form, [])
  if (found === null || !isWay(form, found, day)) return null
  let way = found
  for (const entry of found.toSorted((a, b) => weight(b) - weight(a))) {
    const less = way.filter((one) => one !== entry)
    if (isWay(form, less, day)) way = less
  }
  return way
}

type Condition = ReturnType<typeof conditionsOf>[number]

/** What a way is looked for in. */
interface Field {
  readonly day: string
  /** The entries that fit a condition, the lightest first. */
  readonly fitting: (condition: Condition) => readonly Entry[]
  /** Those of them that bring SKS, the lightest for each of them first. */
  readonly summing: (condition: Condition) => readonly Entry[]
}

/** Looks once for what fits each condition: it is asked again and again while a way grows. */
function fieldOf(conditions: readonly Condition[], entries: readonly Entry[], day: string): Field {
  const lists = new Map<Condition, Entry[]>(conditions.map((one) => [one, []]))
  const places = conditions.map((one) => lists.get(one))
  for (const entry of entries.toSorted((a, b) => weight(a) - weight(b)))
    for (const at of entry.hits) places[at]?.push(entry)
  const fitting = (condition: Condition) => lists.get(condition) ?? []
  const sums = new Map<Condition, readonly Entry[]>()
  const summing = (condition: Condition) => {
    const known = sums.get(condition)
    if (known !== undefined) return known
    const sorted = fitting(condition)
      .filter(({ item }) => item.sks > 0)
      .toSorted((a, b) => weight(a) / a.item.sks - weight(b) / b.item.sks)
    sums.set(condition, sorted)
    return sorted
  }
  return { day, fitting, summing }
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
function forbiddenBy(form: Form): readonly Condition[] {
  if (form.kind === 'none') return [form]
  return form.kind === 'least' && form.count === form.of.length ? form.of.flatMap(forbiddenBy) : []
}

/** What an entry adds: a figure that nobody knows weighs more than any that is known. */
function weight({ isUnknown, cost, isHeld }: Entry): number {
  return (isUnknown ? Number.MAX_SAFE_INTEGER / 4 : cost) + (isHeld ? 0 : 0.5)
}

/** The way with what a form still needs, or null. */
function extend(field: Field, form: Form, way: readonly Entry[]): readonly Entry[] | null {
  if (isWay(form, way, field.day)) return way
  switch (form.kind) {
    case 'award': {
      const free = field.fitting(form).find((entry) => isFree(entry, way))
      return free === undefined ? null : [...way, free]
    }
    case 'sks':
      return extendSum(field, form, way)
    case 'least':
      return extendEach(field, form, way)
    default:
      return null
  }
}

function isFree(entry: Entry, way: readonly Entry[]): boolean {
  return !way.some(({ item }) => item.definition === entry.item.definition)
}

function extendSum(field: Field, form: Extract<Form, { kind: 'sks' }>, way: readonly Entry[]): readonly Entry[] | null {
  const { day } = field
  let longer = way
  for (const entry of field.summing(form)) {
    if (isWay(form, longer, day)) return longer
    if (isFree(entry, longer)) longer = [...longer, entry]
  }
  return isWay(form, longer, day) ? longer : null
}

/** Takes up the cheapest part again and again until enough are met. */
function extendEach(
  field: Field,
  form: Extract<Form, { kind: 'least' }>,
  way: readonly Entry[],
): readonly Entry[] | null {
  let longer = way
  let open = [...form.of]
  for (let met = 0; met < form.count; met++) {
    const ways = open.flatMap((one) => {
      const next = extend(field, one, longer)
      return next === null ? [] : [{ one, next, weight: next.reduce((sum, entry) => sum + weight(entry), 0) }]
    })
    const [best] = ways.toSorted((a, b) => a.weight - b.weight)
    if (best === undefined) return null
    longer = best.next
    open = open.filter((one) => one !== best.one)
  }
  return longer
}
