import type { z } from 'zod'
import type { Refusal } from '../platform/refusal.ts'
import { nameOf } from './rules-condition.ts'
import { type RuleSet, ruleSetSchema, type SkillRef } from './types.ts'

/** What was read of one rule set: itself, or every fault of its data. */
export type Read =
  | { readonly ok: true; readonly rules: RuleSet }
  | { readonly ok: false; readonly refusals: readonly Refusal[] }

/**
 * Reads one rule set. A figure that is negative, no whole number or out of its range is a fault with its place, as is
 * everything else that doesn't fit the shape; `isSkill` says whether a list that we hold has a skill.
 *
 * Refusals: `recognition.rules-figure`, `rules-malformed`, `rules-unknown-skill`, `rules-days`, `rules-twice`, `rules-circle`.
 */
export function readRuleSet(data: unknown, isSkill: (skill: SkillRef) => boolean): Read {
  const parsed = ruleSetSchema.safeParse(data)
  if (!parsed.success) return { ok: false, refusals: parsed.error.issues.map(faultOf) }
  const rules = parsed.data
  const refusals = [...faultsInside(rules), ...unknownSkills(rules, isSkill)]
  return refusals.length === 0 ? { ok: true, rules } : { ok: false, refusals }
}

/**
 * What is wrong with rule sets beside each other: two of one family in force on the same day, two of one id, no default or
 * several. Refusals: `recognition.rules-overlap`, `rules-same-id`, `rules-default`.
 */
export function faultsTogether(sets: readonly RuleSet[]): readonly Refusal[] {
  const refusals: Refusal[] = []
  for (const [index, one] of sets.entries())
    for (const other of sets.slice(index + 1)) {
      if (one.id === other.id && one.version === other.version)
        refusals.push({ code: 'recognition.rules-same-id', values: { id: one.id, version: one.version } })
      const day = sharedDay(one, other)
      if (one.family === other.family && day !== null)
        refusals.push({
          code: 'recognition.rules-overlap',
          values: { one: one.id, other: other.id, family: one.family, day: day === '' ? 'any' : day },
        })
    }
  const defaults = sets.filter((one) => one.default).length
  if (defaults !== 1) refusals.push({ code: 'recognition.rules-default', values: { count: defaults } })
  return refusals
}

/**
 * The first circle among *counts as* pairs, as the names on it with the first again at its end; nothing where there is none.
 * Time grows with pairs and names, so a long list is no danger.
 */
export function circleOf(pairs: readonly (readonly [from: string, to: string])[]): readonly string[] | null {
  const next = new Map<string, string[]>()
  for (const [from, to] of pairs) next.set(from, [...(next.get(from) ?? []), to])
  const done = new Set<string>()
  for (const start of next.keys()) {
    const path: string[] = []
    const onPath = new Set<string>()
    // A stack of its own: a chain of a hundred thousand pairs would overflow the call stack.
    const stack: { name: string; at: number }[] = [{ name: start, at: 0 }]
    while (stack.length > 0) {
      const top = stack.at(-1)
      if (top === undefined) break
      if (top.at === 0 && !done.has(top.name)) {
        path.push(top.name)
        onPath.add(top.name)
      }
      const follower = done.has(top.name) ? undefined : next.get(top.name)?.[top.at++]
      if (follower === undefined) {
        stack.pop()
        if (onPath.delete(top.name)) path.pop()
        done.add(top.name)
      } else if (onPath.has(follower)) return [...path.slice(path.indexOf(follower)), follower]
      else if (!done.has(follower)) stack.push({ name: follower, at: 0 })
    }
  }
  return null
}

/** The first ISO day on which both are in force; empty where both have no first day; nothing where there is none. */
function sharedDay(one: RuleSet, other: RuleSet): string | null {
  const from = [one.validFrom ?? '', other.validFrom ?? ''].sort().at(-1) ?? ''
  const ends = [one.validTo, other.validTo].filter((day) => day !== null)
  return ends.every((end) => from <= end) ? from : null
}

function faultsInside(rules: RuleSet): Refusal[] {
  const refusals: Refusal[] = []
  if (rules.validFrom !== null && rules.validTo !== null && rules.validTo < rules.validFrom)
    refusals.push({ code: 'recognition.rules-days', values: { from: rules.validFrom, to: rules.validTo } })
  const circle = circleOf(
    rules.skillEquivalences.map(({ skill, countsAs }) => [nameOf(skill), nameOf(countsAs)] as const),
  )
  if (circle !== null) refusals.push({ code: 'recognition.rules-circle', values: { circle: circle.join(' > ') } })
  for (const [what, ids] of [
    ['limits', rules.limits.map(({ id }) => id)],
    ['conditions', rules.conditions.map(({ id }) => id)],
  ] as const)
    for (const id of ids.filter((one, index) => ids.indexOf(one as never) !== index))
      refusals.push({ code: 'recognition.rules-twice', at: `/${what}`, values: { id } })
  return refusals
}

function unknownSkills(rules: RuleSet, isSkill: (skill: SkillRef) => boolean): Refusal[] {
  const named = [
    ...rules.conditions.flatMap((one) => (one.kind === 'skills' ? one.required : [])),
    ...rules.skillEquivalences.flatMap(({ skill, countsAs }) => [skill, countsAs]),
  ]
  return named
    .filter((skill) => !isSkill(skill))
    .map((skill) => ({ code: 'recognition.rules-unknown-skill', values: { ...skill } }))
}

function faultOf(issue: z.core.$ZodIssue): Refusal {
  const at = `/${issue.path.join('/')}`
  const figure =
    issue.code === 'too_small' || issue.code === 'too_big'
      ? issue.origin === 'number' || issue.origin === 'int'
      : issue.code === 'invalid_type' && (issue.expected === 'int' || issue.expected === 'number')
  return { code: figure ? 'recognition.rules-figure' : 'recognition.rules-malformed', at, values: { at } }
}
