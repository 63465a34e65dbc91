import type { JsonObject } from '@lumbung/credential'
import type { ProgrammeLevel } from '../../organisations/index.ts'
import type { Example } from '../rules-example.ts'
import type { RerunCounts } from '../rules-rerun.ts'
import type { DecisionOutcome, Evaluation } from '../types.ts'

export type { Example } from '../rules-example.ts'
export type JsonValue = JsonObject[string]

/** A rule set in the making, with its cases beside. The content fits the shape of a rule set at any time. */
export interface Draft {
  readonly id: string
  readonly organisationId: string
  /** Whether it succeeds rules that every campus may choose; else it is the organisation's own. */
  readonly national: boolean
  /** Hash of the kept content that it was begun from. */
  readonly baseHash: string
  readonly content: JsonObject
  readonly examples: readonly Example[]
  /** Counts every change; a form carries it, so that nobody overwrites what another changed meanwhile. */
  readonly revision: number
  readonly createdBy: string
  readonly createdAt: Date
  readonly changedAt: Date
  readonly proposedBy: string | null
  readonly proposedAt: Date | null
  readonly proposalReason: string | null
  /** Why the second person gave it back; null where nobody did. */
  readonly returnReason: string | null
  readonly discardedAt: Date | null
  readonly publishedHash: string | null
}

export type DraftState = 'open' | 'proposed' | 'published' | 'discarded'

/** What the simulation counts by. */
export const DIMENSIONS = ['institution', 'programme', 'level', 'outcome'] as const
export type Dimension = (typeof DIMENSIONS)[number]

/** Counts of a simulation: all cases, and by the key of each dimension (ids, levels, outcomes). */
export interface Tallies {
  readonly all: RerunCounts
  readonly by: Readonly<Record<Dimension, Readonly<Record<string, RerunCounts>>>>
  /** Requests that wait for a decision; left out until every decision was asked, and in simulations from before they were. */
  readonly waiting?: WaitingTallies
}

/** What the draft would answer to requests that wait, and how that differs from the rules of their day. */
export interface WaitingTallies {
  readonly counts: RerunCounts
  readonly verdicts: Readonly<Record<Evaluation['verdict'], number>>
  /** The last request that was asked; null before the first. */
  readonly afterId: string | null
}

/** A decided case, as far as a simulation needs it. */
export interface DecidedCase {
  readonly id: string
  readonly decidedAtText: string
  readonly organisationId: string
  readonly programmeId: string
  readonly level: ProgrammeLevel
  readonly outcome: DecisionOutcome
  readonly before: Evaluation
  readonly after: Evaluation
}

export interface Simulation {
  readonly id: string
  readonly draftId: string
  readonly contentHash: string
  readonly content: JsonObject
  /** Decisions of these rule sets; null: of all. */
  readonly ruleSetIds: readonly string[] | null
  readonly ofOrganisation: string | null
  readonly decidedFrom: Date
  readonly decidedUntil: Date
  readonly askedBy: string
  readonly askedAt: Date
  readonly afterAt: string | null
  readonly afterId: string | null
  readonly tallies: Tallies
  readonly finishedAt: Date | null
}
