/** What speaks against taking a stack into use: every reason, each with its place in the rule. */

import type { Refusal } from '../../platform/refusal.ts'
import { isMet, placesOf } from './rules.ts'
import { type Part, type Stack, stackSchema } from './types.ts'

/** What a rule may name, and the stacks that stand already. */
export interface Known {
  /** Published definitions, by the last part of their address. */
  readonly definitions: ReadonlySet<string>
  /** Offerings that end in an award, with their definition. */
  readonly offerings: ReadonlyMap<string, string>
  isSkill(skill: { readonly framework: string; readonly code: string }): boolean
  /** The other stacks in force, by the definition of their larger credential. */
  readonly stacks: ReadonlyMap<string, Stack>
}

/** Reads the content of a stack as somebody wrote it: the stack, or every fault of its shape with its place (`/rule/of/1`). */
export function readStack(content: unknown): { stack: Stack } | { faults: Refusal[] } {
  const parsed = stackSchema.safeParse(content)
  if (parsed.success) return { stack: parsed.data }
  return {
    faults: parsed.error.issues.map(({ path }) => ({ code: 'stacks.malformed', at: `/${path.map(String).join('/')}` })),
  }
}

/** Every reason why a stack can't be taken into use. */
export function faultsOfStack(stack: Stack, known: Known): Refusal[] {
  const faults: Refusal[] = []
  if (!known.definitions.has(stack.definition))
    faults.push({ code: 'stacks.definition-unknown', at: '/definition', values: { definition: stack.definition } })
  if (stack.validTo !== null && stack.validTo < stack.validFrom)
    faults.push({ code: 'stacks.days-reversed', at: '/validTo' })
  for (const { place, part } of placesOf(stack.rule)) faults.push(...faultsOfPart(part, pointerOf(place), known))
  // Nobody would have to earn anything for it.
  if (isMet(stack.rule, [], [], stack.validFrom)) faults.push({ code: 'stacks.met-by-nothing', at: '/rule' })
  const circle = circleOf(stack, known)
  if (circle !== null)
    faults.push(
      circle.length === 1
        ? { code: 'stacks.needs-itself', at: '/rule', values: { definition: stack.definition } }
        : { code: 'stacks.circle', at: '/rule', values: { circle: [...circle, stack.definition].join(' → ') } },
    )
  return faults
}

function faultsOfPart(part: Part, at: string, known: Known): Refusal[] {
  if (part.kind === 'least' && part.count > part.of.length)
    return [{ code: 'stacks.count-too-high', at, values: { count: part.count, parts: part.of.length } }]
  if ('of' in part) return []
  const faults: Refusal[] = []
  const { definition, offering, skill } = part
  if (definition !== undefined && !known.definitions.has(definition))
    faults.push({ code: 'stacks.definition-unknown', at, values: { definition } })
  if (offering !== undefined && !known.offerings.has(offering))
    faults.push({ code: 'stacks.offering-unknown', at, values: { offering } })
  if (skill !== undefined && !known.isSkill(skill))
    faults.push({ code: 'stacks.skill-unknown', at, values: { skill: `${skill.framework}: ${skill.code}` } })
  return faults
}

/** `2.1` as a JSON pointer into the rule: `/rule/of/1/of/0`. */
export function pointerOf(place: string): string {
  return place === ''
    ? '/rule'
    : `/rule${place
        .split('.')
        .map((at) => `/of/${Number(at) - 1}`)
        .join('')}`
}

/**
 * The definitions through which a stack would need itself, the stack's own first; null where it doesn't. Only what could help counts: what a
 * rule forbids leads nowhere.
 */
function circleOf(stack: Stack, known: Known): readonly string[] | null {
  const seen = new Set<string>()
  const follow = (at: Stack, way: readonly string[]): readonly string[] | null => {
    for (const definition of namedBy(at.rule, known)) {
      if (definition === stack.definition) return way
      const next = known.stacks.get(definition)
      if (next === undefined || seen.has(definition)) continue
      seen.add(definition)
      const found = follow(next, [...way, definition])
      if (found !== null) return found
    }
    return null
  }
  return follow(stack, [stack.definition])
}

/** The definitions that could help to meet a rule. */
function namedBy(part: Part, known: Known): readonly string[] {
  if (part.kind === 'never' || part.kind === 'not') return []
  if ('of' in part) return part.of.flatMap((one) => namedBy(one, known))
  const own = part.offering === undefined ? undefined : known.offerings.get(part.offering)
  return [part.definition, own].flatMap((one) => one ?? [])
}
