/** A first way, quickly: part by part the cheapest, then without what can be spared. Nobody proves that it is the best. */

import { conditionsOf, couldBeMet, type Form } from './rules-form.ts'
import { inOrder, type Ordered } from './rules-order.ts'
import type { Entry, World } from './rules-world.ts'

/** A way of a world, or null where none was found; there may be one all the same. */
export function firstWay({ form, entries, day }: World): readonly Entry[] | null {
  const conditions = conditionsOf(form)
  const forbidden = new Set(forbiddenBy(form).map((one) => conditions.indexOf(one)))
  const allowed = entries.filter(({ hits }) => !hits.some((at) => forbidden.has(at)))
  const harmless = allowed.filter(({ hits }) => !hits.some((at) => isHarmed(conditions[at])))
  // What some part of the rule forbids may be what another asks for; where that leads nowhere, it is left out.
  const found =
    grown(form, fieldOf(conditions, allowed, day)) ??
    (harmless.length < allowed.length ? grown(form, fieldOf(conditions, harmless, day)) : null)
  if (found === null) return null
  let way = found
  for (const entry of found.toSorted((a, b) => weight(b) - weight(a))) {
    const less = way.filter((one) => one !== entry)
    if (isWay(form, less, day)) way = less
  }
  return way
}

function grown(form: Form, field: Field): readonly Entry[] | null {
  const found = extend(field, form, [])
  return found !== null && isWay(form, found, field.day) ? found : null
}

/** Whether what fits a condition can stand in its way. */
function isHarmed(condition: Condition | undefined): boolean {
  return condition?.kind === 'none' || condition?.kind === 'most'
}

type Condition = ReturnType<typeof conditionsOf>[number]

/** What a way is looked for in. */
interface Field {
  readonly day: string
  /** The entries that fit a condition, the lightest first. */
  readonly fitting: (condition: Condition) => Ordered<Entry>
  /** Those of them that bring SKS, the lightest for each of them first. */
  readonly summing: (condition: Condition) => Ordered<Entry>
}

/** Looks once for what fits each condition: it is asked again and again while a way grows, and only for the first few. */
function fieldOf(conditions: readonly Condition[], entries: readonly Entry[], day: string): Field {
  const lists = new Map<Condition, Entry[]>(conditions.map((one) => [one, []]))
  const places = conditions.map((one) => lists.get(one))
  for (const entry of entries) for (const at of entry.hits) places[at]?.push(entry)
  const kept = (order: (condition: Condition) => Ordered<Entry>) => {
    const known = new Map<Condition, Ordered<Entry>>()
    return (condition: Condition) => {
      const own = known.get(condition) ?? order(condition)
      known.set(condition, own)
      return own
    }
  }
  const among = (condition: Condition) => lists.get(condition) ?? []
  const isBefore = beforeBy(conditions)
  return {
    day,
    fitting: kept((condition) => inOrder(among(condition), weight, isBefore)),
    summing: kept((condition) =>
      inOrder(
        among(condition).filter(({ item }) => item.sks > 0),
        (entry) => weight(entry) / entry.item.sks,
        isBefore,
      ),
    ),
  }
}

/** Of equals the one that stands in the way of fewer conditions, then the one that helps more of them, then by key: always the same. */
function beforeBy(conditions: readonly Condition[]) {
  const harms = new Map<readonly number[], number>()
  const harmOf = ({ hits }: Entry): number => {
    const known = harms.get(hits)
    if (known !== undefined) return known
    const harm = hits.reduce((sum, at) => sum + (isHarmed(conditions[at]) ? conditions.length : -1), 0)
    harms.set(hits, harm)
    return harm
  }
  return (a: Entry, b: Entry): boolean => {
    const [harmOfA, harmOfB] = [harmOf(a), harmOf(b)]
    return harmOfA === harmOfB ? a.item.key < b.item.key : harmOfA < harmOfB
  }
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
      const fitting = field.fitting(form)
      for (let at = 0; ; at++) {
        const entry = fitting.at(at)
        if (entry === undefined) return null
        if (isFree(entry, way)) return [...way, entry]
      }
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
  const useful = field.summing(form)
  for (let at = 0; !isWay(form, longer, day); at++) {
    const entry = useful.at(at)
    if (entry === undefined) return null
    if (isFree(entry, longer)) longer = [...longer, entry]
  }
  return longer
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
