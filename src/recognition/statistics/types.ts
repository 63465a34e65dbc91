import { z } from 'zod'
import { bilingual, confidence, isoDay } from '../../frameworks/index.ts'

const setting = z.strictObject({ value: z.int().positive(), from: isoDay, note: bilingual })
export const protectionSchema = z.strictObject({
  id: z.string(),
  version: z.string(),
  source: z.string(),
  confidence,
  provisional: z.boolean(),
  leastPeople: setting,
  graceDays: setting,
})
export type Protection = Readonly<z.infer<typeof protectionSchema>>

export const DIMENSIONS = ['institution', 'provider', 'region', 'sex'] as const
export type Dimension = (typeof DIMENSIONS)[number]

/**
 * How a request ended. `accepted`: SKS were counted and are. `withdrawn`: they were, and the university took them back after the
 * award was revoked or corrected. `refused`: decided without credit. `open`: taken back by the learner, or not decided yet.
 */
export const OUTCOMES = ['accepted', 'withdrawn', 'refused', 'open'] as const

/** One request as the statistics count it. */
export interface RequestFact {
  readonly personId: string
  readonly groups: Readonly<Record<Dimension, string>>
  readonly outcome: (typeof OUTCOMES)[number]
  /** Whole days from the request to its decision. */
  readonly days: number | null
  readonly sks: number
}

/** The figures of one group. Counts are of requests. */
export interface Figures {
  readonly requests: number
  readonly accepted: number
  readonly refused: number
  readonly open: number
  /** Left out in editions from before it was counted: none was told then. */
  readonly withdrawn?: number
  /** Share of the decided ones without credit, in tenths of a percent; null where none was decided. */
  readonly refusedPermille: number | null
  readonly medianDays: number | null
  readonly sks: number
}

/** A row: a group by its id, or with `group` null what was put together, and how many groups that is. */
export interface StatisticsRow extends Figures {
  readonly group: string | null
  readonly together: number
}

/** What was published for a quarter. `total` is null where even everybody together are too few. */
export interface Edition {
  readonly quarter: string
  /** ISO days, both within. */
  readonly from: string
  readonly until: string
  readonly leastPeople: number
  readonly total: Figures | null
  readonly tables: Readonly<Record<Dimension, readonly StatisticsRow[]>>
}
