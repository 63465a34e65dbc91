import { z } from 'zod'
import type { DetectorId, Named } from './types.ts'

export const OUTCOMES = ['nothing', 'mistake', 'fraud'] as const
export type CaseOutcome = (typeof OUTCOMES)[number]

/** What an alarm became: looked after by a person, decided by a deadline. Ids and figures only, never a name. */
export interface FraudCase {
  readonly id: string
  readonly detector: DetectorId
  readonly detectorVersion: string
  readonly unit: string
  /** The provider concerned. */
  readonly organisationId: string
  /** From when the facts sufficed, and when the case was opened. */
  readonly knownAt: Date
  readonly openedAt: Date
  readonly figures: Readonly<Record<string, number | string>>
  /** ISO day. */
  readonly dueOn: string
  readonly ownerId: string | null
  readonly ownedAt: Date | null
  readonly outcome: CaseOutcome | null
  readonly reason: string | null
  readonly decidedBy: string | null
  readonly decidedAt: Date | null
}

/** Something that a case rests on. `addedAt` is later than the opening where the same went on. */
export interface Evidence extends Named {
  readonly addedAt: Date
}

export interface Sanction {
  readonly id: string
  readonly caseId: string
  readonly code: string
  readonly reason: { readonly id: string; readonly en: string }
  readonly proposedBy: string
  readonly proposedAt: Date
  readonly confirmedBy: string | null
  readonly confirmedAt: Date | null
}

export interface Appeal {
  readonly caseId: string
  readonly grounds: string
  readonly filedBy: string
  readonly filedAt: Date
  /** ISO day. */
  readonly dueOn: string
  readonly upheld: boolean | null
  readonly reason: string | null
  readonly decidedBy: string | null
  readonly decidedAt: Date | null
}

/** A case with all that belongs to it. */
export interface CaseFile {
  readonly case: FraudCase
  readonly evidence: readonly Evidence[]
  readonly sanctions: readonly Sanction[]
  readonly appeal: Appeal | null
}

/** `waiting` has no owner yet; `overturned` was decided and an appeal was upheld. */
export type CaseState = 'waiting' | 'looked-after' | 'decided' | 'appealed' | 'overturned'

/** Somebody as a case sees them. `organisationIds`: where they hold any role. */
export interface Reviewer {
  readonly personId: string
  readonly organisationIds: readonly string[]
}

const bilingual = z.strictObject({ id: z.string().min(1), en: z.string().min(1) })

/** The closed list of sanctions, and the days of an appeal (`data/fraud-sanctions`). */
export const sanctionListSchema = z.strictObject({
  id: z.string(),
  version: z.string(),
  from: z.iso.date(),
  source: z.string().min(1),
  confidence: z.enum(['H', 'M', 'L', 'U']),
  provisional: z.boolean(),
  appealWithinDays: z.int().min(1),
  appealDecidedDays: z.int().min(1),
  sanctions: z.array(
    z.strictObject({
      code: z.string().regex(/^[a-z-]+$/),
      /** `record` stands on the case alone; `end-listing` ends the provider's listing in the register. */
      acts: z.enum(['record', 'end-listing']),
      name: bilingual,
      effect: bilingual,
    }),
  ),
})
export type SanctionList = z.infer<typeof sanctionListSchema>
