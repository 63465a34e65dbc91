import type { JsonObject } from '@lumbung/credential'
import type { Refusal } from '../../platform/refusal.ts'
import { faultsTogether } from '../rules-read.ts'
import { endsOf, inForceOf, type Succession } from '../rules-succession.ts'
import type { RuleSet } from '../types.ts'
import { changesBetween } from './rules-difference.ts'
import type { Draft, DraftState } from './types.ts'

/** Kinds of organisation whose policy owners keep the rules that every campus may choose. */
export const NATIONAL_KINDS: readonly string[] = ['ministry', 'operator']

export function stateOf(draft: Draft): DraftState {
  if (draft.publishedHash !== null) return 'published'
  if (draft.discardedAt !== null) return 'discarded'
  return draft.proposedAt === null ? 'open' : 'proposed'
}

/** The content that a draft begins with: that of its base, in a family, from a day on, as no default and open-ended. */
export function begunFrom(base: JsonObject, family: string, validFrom: string): JsonObject {
  return named({ ...base, family, default: false, validTo: null, validFrom })
}

/** The content with the id and version that belong to its family and first day. */
export function named(content: JsonObject): JsonObject {
  const [family, validFrom] = [String(content.family), String(content.validFrom)]
  return { ...content, id: `${family}-${validFrom}`, version: validFrom.slice(0, 7) }
}

/** The family of an organisation's own rules. */
export const ownFamily = (slug: string): string => `campus-${slug}`

/** The first day of a month at least so many days ahead: where a draft begins unless its owner says otherwise. */
export function firstOfMonthAfter(today: string, days: number): string {
  const then = new Date(Date.parse(`${today}T00:00:00Z`) + days * 86_400_000)
  return new Date(Date.UTC(then.getUTCFullYear(), then.getUTCMonth() + 1, 1)).toISOString().slice(0, 10)
}

/** What a rule set would follow, and everything against its taking effect beside the others. */
export interface Placed {
  readonly succeeds: RuleSet | null
  readonly refusals: readonly Refusal[]
}

/**
 * Places a rule set among all the others: it follows the one of its family that is in force on its first day.
 * Refusals: `policy.past` where that day isn't after today, and as `faultsTogether` (`recognition.rules-overlap`, ...).
 */
export function place(rules: RuleSet, all: readonly RuleSet[], today: string): Placed {
  const refusals: Refusal[] = []
  const first = rules.validFrom
  if (first === null || first <= today) refusals.push({ code: 'policy.past', at: 'validFrom', values: { today } })
  const succeeds = inForceOf(all, rules.family, first ?? today)
  const successions: Succession[] = [{ ruleSetId: rules.id, succeeds: succeeds?.id ?? null }]
  // One that begins on the same day can't be ended the day before: it stays, and the overlap is told.
  const follows = succeeds !== null && (succeeds.validFrom === null || first === null || succeeds.validFrom < first)
  const ends = follows ? endsOf([...all, rules], successions) : new Map<string, string>()
  const together = [...all, rules].map((set) => ({ ...set, validTo: ends.get(set.id) ?? set.validTo }))
  return { succeeds: follows ? succeeds : null, refusals: [...refusals, ...faultsTogether(together)] }
}

/** A figure or condition changed and the sentence that everybody reads first didn't: `policy.summary-stale`. */
export function staleSummary(base: RuleSet, rules: RuleSet): readonly Refusal[] {
  const moved = changesBetween(base, rules).some(
    ({ what, before, after, aspects }) =>
      (what === 'limit' || what === 'condition' || what === 'package' || what === 'sks') &&
      (before === null || after === null || aspects.includes('says')),
  )
  const same = base.summary.id === rules.summary.id || base.summary.en === rules.summary.en
  return moved && same ? [{ code: 'policy.summary-stale', at: 'summary.id' }] : []
}
