import type { Db } from '../platform/database.ts'
import { evaluate } from './rules.ts'
import { counted, type Move, moveOf, NO_COUNTS, type RerunCounts } from './rules-rerun.ts'
import { decisionPages } from './service-rules.ts'
import type { DecisionsAsked } from './store-rules.ts'
import type { Evaluation, RuleSet } from './types.ts'

/** One case whose answer would be another. No name: whoever may see the request finds it by its id. */
export interface ChangedCase {
  readonly requestId: string
  readonly organisationId: string
  readonly decidedAt: Date
  /** The rule set that decided. */
  readonly ruleSetId: string
  readonly grantedSks: number
  readonly askedSks: number
  readonly move: Exclude<Move, 'same'>
  readonly before: Pick<Evaluation, 'verdict' | 'allowedSks' | 'refusals'>
  readonly after: Pick<Evaluation, 'verdict' | 'allowedSks' | 'refusals'>
}

/** What would change if the stored cases were asked of other rules. */
export interface Rerun extends RerunCounts {
  readonly ruleSetId: string
  readonly ruleSetVersion: string
  /** The first of them, oldest first; `changed` says how many there are. */
  readonly cases: readonly ChangedCase[]
  readonly changed: number
}

/**
 * Asks a rule set the questions of decisions that stand, with their inputs as they were, and compares with the stored
 * answers. Nothing is written: a decision stays decided under the rules of its day. A condition that asks what nobody
 * recorded then makes *not known*, which is counted apart.
 */
export async function rerun(
  db: Db,
  rules: RuleSet,
  asked: Omit<DecisionsAsked, 'standingOnly'> = {},
  most = 200,
): Promise<Rerun> {
  let counts: RerunCounts = NO_COUNTS
  let changed = 0
  const cases: ChangedCase[] = []
  for await (const page of decisionPages(db, { ...asked, standingOnly: true }))
    for (const decision of page) {
      const after = evaluate(rules, decision.inputs)
      counts = counted(counts, decision.trace, after)
      const move = moveOf(decision.trace, after)
      if (move === 'same') continue
      changed++
      if (cases.length >= most) continue
      cases.push({
        requestId: decision.requestId,
        organisationId: decision.organisationId,
        decidedAt: decision.decidedAt,
        ruleSetId: decision.ruleSetId,
        grantedSks: decision.grantedSks,
        askedSks: decision.inputs.askedSks,
        move,
        before: answerOf(decision.trace),
        after: answerOf(after),
      })
    }
  return { ...counts, ruleSetId: rules.id, ruleSetVersion: rules.version, cases, changed }
}

function answerOf({ verdict, allowedSks, refusals }: Evaluation): ChangedCase['before'] {
  return { verdict, allowedSks, refusals }
}
