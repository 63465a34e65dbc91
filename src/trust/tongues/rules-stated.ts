/** What the tongues state of an entry, and how an answer is read back from it. No clock, no database. */

import { covers, isEmpty, listingAt } from '../rules.ts'
import { effectiveAuthorisations } from '../rules-knowledge.ts'
import type { IssueQuestion, Period, RegisterEntry } from '../types.ts'
import type { StatedRight } from './types.ts'

/**
 * The rights of an issuer as they really held: within its listings, without suspensions, on days with the attestation that the
 * listing rests on, and with a key in force. So one list of rights gives the register's own answer for any instant.
 */
export function statedRights(entry: RegisterEntry): readonly StatedRight[] {
  const keyed = entry.keys.map(({ from, until, compromisedAt }) => ({ from, until: earlier(until, compromisedAt) }))
  const signing = joined(keyed.filter((one) => !isEmpty(one)))
  return effectiveAuthorisations(entry).flatMap(({ kinds, fields, levelMin, levelMax, ...right }) =>
    within([right], entry.listings)
      .flatMap((one) => within([one], signing))
      .map(({ from, until }) => ({
        ...{ kinds, fields, levelMin, levelMax, from: from.toISOString() },
        ...(until === null ? {} : { until: until.toISOString() }),
      })),
  )
}

/** The rights that hold at an instant. */
export function rightsInForce(rights: readonly StatedRight[], instant: Date): readonly StatedRight[] {
  return rights.filter(({ from, until }) =>
    covers({ from: new Date(from), until: until === undefined ? null : new Date(until) }, instant),
  )
}

/** Whether one of the rights allows what is asked at an instant: what a verifier computes from a mark or an attribute. */
export function allowedBy(rights: readonly StatedRight[], question: IssueQuestion, instant: Date): boolean {
  return rightsInForce(rights, instant).some(
    ({ kinds, fields, levelMin, levelMax }) =>
      kinds.includes(question.kind) &&
      (fields.length === 0 || fields.includes(question.field)) &&
      levelMin <= question.level &&
      question.level <= levelMax,
  )
}

/** The parts of periods that lie in others. */
function within(periods: readonly Period[], others: readonly Period[]): readonly Period[] {
  return periods.flatMap((one) =>
    others
      .map((other) => ({
        from: one.from > other.from ? one.from : other.from,
        until: earlier(one.until, other.until),
      }))
      .filter((both) => !isEmpty(both)),
  )
}

/** Periods put together where they touch or overlap, in order. */
function joined(periods: readonly Period[]): readonly Period[] {
  const all: { from: Date; until: Date | null }[] = []
  for (const { from, until } of [...periods].sort((a, b) => a.from.getTime() - b.from.getTime())) {
    const last = all.at(-1)
    if (last === undefined || (last.until !== null && last.until < from)) all.push({ from, until })
    else last.until = last.until === null || until === null ? null : last.until > until ? last.until : until
  }
  return all
}

function earlier(one: Date | null, other: Date | null): Date | null {
  if (one === null || other === null) return one ?? other
  return one < other ? one : other
}

/** Whether an entry is listed as an issuer at an instant: all that a list of names can say. */
export function isListed(entry: RegisterEntry, instant: Date): boolean {
  return listingAt(entry.listings, instant) !== null
}
