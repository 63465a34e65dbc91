import type { Evaluation } from './types.ts'

/** How an answer moves when the same question is asked of other rules. */
export type Move = 'same' | 'more' | 'less' | 'other-reasons' | 'not-known'

/** What a rerun counts; SKS are what the rules allow of what was asked, where both answers are known. */
export interface RerunCounts {
  readonly total: number
  readonly moves: Readonly<Record<Move, number>>
  readonly sksBefore: number
  readonly sksAfter: number
}

/** Whether two evaluations are the same in every figure, reason, way and step, whatever the order of their fields. */
export function sameAnswer(one: Evaluation, other: Evaluation): boolean {
  return canonical(one) === canonical(other)
}

/** How an answer moves: `not-known` where either of the two can't be known, so that nothing is said of it. */
export function moveOf(before: Evaluation, after: Evaluation): Move {
  if (before.allowedSks === null && after.allowedSks === null) return 'same'
  if (before.allowedSks === null || after.allowedSks === null) return 'not-known'
  if (after.allowedSks !== before.allowedSks) return after.allowedSks > before.allowedSks ? 'more' : 'less'
  const codes = ({ refusals }: Evaluation) =>
    refusals
      .map(({ code }) => code)
      .sort()
      .join()
  return codes(before) === codes(after) ? 'same' : 'other-reasons'
}

export const NO_COUNTS: RerunCounts = {
  total: 0,
  moves: { same: 0, more: 0, less: 0, 'other-reasons': 0, 'not-known': 0 },
  sksBefore: 0,
  sksAfter: 0,
}

/** Adds one case to the counts. */
export function counted(counts: RerunCounts, before: Evaluation, after: Evaluation): RerunCounts {
  const move = moveOf(before, after)
  const known = before.allowedSks !== null && after.allowedSks !== null
  return {
    total: counts.total + 1,
    moves: { ...counts.moves, [move]: counts.moves[move] + 1 },
    sksBefore: counts.sksBefore + (known ? (before.allowedSks ?? 0) : 0),
    sksAfter: counts.sksAfter + (known ? (after.allowedSks ?? 0) : 0),
  }
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
