import { counted, NO_COUNTS, type RerunCounts } from '../rules-rerun.ts'
import { type DecidedCase, DIMENSIONS, type Dimension, type Tallies, type WaitingTallies } from './types.ts'

export const NO_TALLIES: Tallies = { all: NO_COUNTS, by: { institution: {}, programme: {}, level: {}, outcome: {} } }

export const NO_WAITING: WaitingTallies = {
  counts: NO_COUNTS,
  verdicts: { allowed: 0, partly: 0, refused: 0, unknown: 0 },
  afterId: null,
}

/** Adds a request that waits: what the rules of its day answer now, and what the draft would. */
export function talliedWaiting(
  { counts, verdicts, afterId }: WaitingTallies,
  { before, after }: Pick<DecidedCase, 'before' | 'after'>,
): WaitingTallies {
  return {
    counts: counted(counts, before, after),
    verdicts: { ...verdicts, [after.verdict]: verdicts[after.verdict] + 1 },
    afterId,
  }
}

/** Adds decided cases to the counts. */
export function tallied(tallies: Tallies, cases: readonly DecidedCase[]): Tallies {
  let all = tallies.all
  const by = Object.fromEntries(DIMENSIONS.map((one) => [one, { ...tallies.by[one] }])) as Record<
    Dimension,
    Record<string, RerunCounts>
  >
  for (const one of cases) {
    all = counted(all, one.before, one.after)
    const keys: Record<Dimension, string> = {
      institution: one.organisationId,
      programme: one.programmeId,
      level: one.level,
      outcome: one.outcome,
    }
    for (const dimension of DIMENSIONS) {
      const key = keys[dimension]
      by[dimension][key] = counted(by[dimension][key] ?? NO_COUNTS, one.before, one.after)
    }
  }
  return { all, by }
}

/** Counts of one group; `key` is null for the small groups taken together. */
export interface Group {
  readonly key: string | null
  /** How many groups stand in this line. */
  readonly groups: number
  readonly counts: RerunCounts
}

/**
 * Groups as they may be shown: those of fewer than `least` cases stand together in one line, and where that line is itself
 * too small, the next smallest joins it, so that none can be told by taking the others from the whole. Nothing is shown
 * where all of them together are too few. Those with most changes first.
 */
export function shownGroups(counts: Readonly<Record<string, RerunCounts>>, least: number): readonly Group[] {
  const sorted = Object.entries(counts).sort(([a, one], [b, other]) => one.total - other.total || (a < b ? -1 : 1))
  const small = sorted.filter(([, { total }]) => total < least)
  const large = sorted.slice(small.length)
  const sum = () => small.reduce((whole, [, { total }]) => whole + total, 0)
  while (small.length > 0 && sum() < least) {
    const next = large.shift()
    if (next === undefined) return []
    small.push(next)
  }
  const alone = large
    .map(([key, one]): Group => ({ key, groups: 1, counts: one }))
    .sort((a, b) => changesOf(b.counts) - changesOf(a.counts) || b.counts.total - a.counts.total)
  return small.length === 0
    ? alone
    : [...alone, { key: null, groups: small.length, counts: small.map(([, one]) => one).reduce(added, NO_COUNTS) }]
}

/** How many cases get another answer, more or fewer SKS. */
export function changesOf({ moves }: RerunCounts): number {
  return moves.more + moves.less
}

function added(one: RerunCounts, other: RerunCounts): RerunCounts {
  const plus = (move: keyof RerunCounts['moves']) => one.moves[move] + other.moves[move]
  return {
    total: one.total + other.total,
    moves: {
      same: plus('same'),
      more: plus('more'),
      less: plus('less'),
      'other-reasons': plus('other-reasons'),
      'not-known': plus('not-known'),
    },
    sksBefore: one.sksBefore + other.sksBefore,
    sksAfter: one.sksAfter + other.sksAfter,
  }
}
