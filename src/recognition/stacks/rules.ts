/** Pure rules of stacks: which awards fit a part, and whether some awards meet a whole rule. No I/O, no clock. */

import { monthsAfter } from '../rules-condition.ts'
import type { Filter, HeldItem, Item, Part, Placed, Stack, Unusable } from './types.ts'

/** Whether an award fits what a part speaks of, on the ISO day of asking. What is still to be earned is never too old. */
export function fits(filter: Filter, item: Item, day: string): boolean {
  const { definition, offering, skill, leastLevel, withinMonths } = filter
  return (
    (definition === undefined || item.definition === definition) &&
    (offering === undefined || item.offering === offering) &&
    (skill === undefined || hasSkill(item, skill)) &&
    (leastLevel === undefined || item.level >= leastLevel) &&
    (withinMonths === undefined || isWithin(item, withinMonths, day))
  )
}

/** What a published version is to a rule, under a key. */
export function itemOf(
  version: {
    readonly slug: string
    readonly definitionId: string
    readonly skills: readonly { readonly framework: string; readonly code: string }[]
    readonly sks: number
    readonly kkniLevel: number
  },
  key: string,
  awardedOn: string | null,
): Item {
  return {
    key,
    definition: version.slug,
    offering: version.definitionId,
    skills: version.skills.map(({ framework, code }) => `${framework}:${code}`),
    sks: version.sks,
    level: version.kkniLevel,
    awardedOn,
  }
}

/** Whether an award is one that a part speaks of, were it new and of any level. */
export function isNamedBy(filter: Filter, item: Item): boolean {
  return fits({ ...filter, leastLevel: undefined, withinMonths: undefined }, item, '')
}

/** Without putting the name together: this is asked of every offering. */
function hasSkill({ skills }: Item, { framework, code }: NonNullable<Filter['skill']>): boolean {
  return skills.some(
    (skill) =>
      skill.length === framework.length + 1 + code.length &&
      skill.charAt(framework.length) === ':' &&
      skill.startsWith(framework) &&
      skill.endsWith(code),
  )
}

function isWithin({ awardedOn }: Item, months: number, day: string): boolean {
  return awardedOn === null || monthsAfter(awardedOn, months) >= day
}

/** Why a held award can't be used in this stack; null where it can. */
export function unusableIn(stack: Pick<Stack, 'every' | 'definition'>, item: HeldItem, day: string): Unusable | null {
  return item.state ?? unfitIn(stack, item, day)
}

function unfitIn({ every, definition }: Pick<Stack, 'every' | 'definition'>, item: Item, day: string): Unusable | null {
  // The larger credential is no part of itself, whatever skills it carries.
  if (item.definition === definition) return 'itself'
  if (every.leastLevel !== null && item.level < every.leastLevel) return 'level-low'
  return every.withinMonths === null || isWithin(item, every.withinMonths, day) ? null : 'too-old'
}

/** The items of a question that may be used: those to be earned among them. */
export function usableItems<T extends Item & { readonly state?: Unusable | null }>(
  stack: Pick<Stack, 'every' | 'definition'>,
  items: readonly T[],
  day: string,
): readonly T[] {
  return items.filter((item) => (item.state ?? null) === null && unfitIn(stack, item, day) === null)
}

/**
 * Whether a rule is met by the awards it uses, beside what else the person holds. One award may meet several parts; its SKS
 * count once in each sum.
 */
export function isMet(part: Part, used: readonly Item[], held: readonly Item[], day: string): boolean {
  switch (part.kind) {
    case 'award':
      return used.some((item) => fits(part, item, day))
    case 'sks':
      return used.reduce((sum, item) => sum + (fits(part, item, day) ? item.sks : 0), 0) >= part.least
    case 'never':
      return ![...used, ...held].some((item) => fits(part, item, day))
    case 'all':
      return part.of.every((one) => isMet(one, used, held, day))
    case 'any':
      return part.of.some((one) => isMet(one, used, held, day))
    case 'least':
      return part.of.filter((one) => isMet(one, used, held, day)).length >= part.count
    case 'not':
      return !isMet(part.of, used, held, day)
  }
}

/** Whether a set of awards may be used together: a definition counts once, however often it was earned. */
export function isOnce(used: readonly Item[]): boolean {
  return new Set(used.map(({ definition }) => definition)).size === used.length
}

/** Every part of a rule with its place, the root first. */
export function placesOf(part: Part, place = ''): readonly Placed[] {
  const inside = part.kind === 'not' ? [part.of] : 'of' in part ? part.of : []
  const below = inside.flatMap((one, index) => placesOf(one, `${place === '' ? '' : `${place}.`}${index + 1}`))
  return [{ place, part }, ...below]
}

/** The awards that a rule speaks of by name. */
export function filtersOf(part: Part): readonly Filter[] {
  return placesOf(part).flatMap(({ part: one }) => ('of' in one ? [] : [one]))
}

/** The same rule with the part at a place taken as met. The place must not lie under a *not*. */
export function without(part: Part, place: string): Part {
  if (place === '') return MET
  if (part.kind === 'not' || !('of' in part)) throw new RangeError(`nothing can be left out at ${place}`)
  const [first = '', ...rest] = place.split('.')
  const at = Number(first) - 1
  return { ...part, of: part.of.map((one, index) => (index === at ? without(one, rest.join('.')) : one)) }
}

/** A part that anything meets: none of no parts. */
const MET: Part = { kind: 'least', count: 0, of: [] }
