import { usesOf } from '../../bank/index.ts'
import type { StudyProgramme } from '../../organisations/index.ts'
import type { Db } from '../../platform/database.ts'
import { ruleSets } from '../library.ts'
import { evaluate } from '../rules.ts'
import type { Case, Evaluation, RuleSet, UseFor } from '../types.ts'
import { type Guideline, guidelineById } from './library.ts'
import { decisionsIn } from './store-case.ts'

/** The guideline that an application was begun under. Throws where its file is gone: a fault of the installation. */
export function guidelineOf(id: string): Guideline {
  const found = guidelineById(id)
  if (found === null) throw new Error(`data/prior-learning has no guideline ${id}`)
  return found
}

/** The rule set with share, levels and exclusions that a guideline names. */
export function ruleSetOfGuideline({ id, ruleSet }: Guideline): RuleSet {
  const found = ruleSets().find((one) => one.id === ruleSet)
  if (found === undefined)
    throw new Error(`the guideline ${id} names the rule set ${ruleSet}, which data/recognition-rules lacks`)
  return found
}

/** What prior learning may not stand for. */
export function excludedUses(guideline: Guideline): readonly UseFor[] {
  return ruleSetOfGuideline(guideline).conditions.flatMap((one) => (one.kind === 'use' ? one.excluded : []))
}

/** The question to the rule set about SKS by prior learning in a programme, and its answer. */
export interface PriorAnswer {
  readonly rules: RuleSet
  readonly asked: Case
  readonly evaluation: Evaluation
}

/** Asks the rule set about whole SKS in a programme where `usedSks` were recognised by prior learning before. */
export function askRules(
  guideline: Guideline,
  programme: StudyProgramme,
  wish: { readonly day: string; readonly sks: number; readonly usedSks: number; readonly standsFor: UseFor },
): PriorAnswer {
  const rules = ruleSetOfGuideline(guideline)
  const { level, totalSks, totalCourses, kkniLevel } = programme
  const none = { sks: 0, courses: null }
  const minutesPerHour = 60
  const asked: Case = {
    day: wish.day,
    programme: { level, totalSks, totalCourses, kkniLevel },
    study: {
      semester: 1,
      used: {
        online: none,
        outside: none,
        'other-programme': none,
        'prior-learning': { sks: wish.usedSks, courses: null },
      },
    },
    award: {
      hours: Math.ceil((wish.sks * rules.sksMinutes.minutes) / minutesPerHour),
      sks: wish.sks,
      counted: 0,
      mode: 'in-person',
      origin: 'own',
      learning: 'prior-learning',
    },
    standsFor: wish.standsFor,
    askedSks: wish.sks,
    askedAsPackage: false,
    waiver: null,
  }
  return { rules, asked, evaluation: evaluate(rules, asked) }
}

/**
 * SKS of a programme that are recognised by prior learning: what stands on the ledger, and what the registrar stated of
 * before. Null where nobody ever decided: then it isn't known. With `besides` only the ledger is asked, without that application:
 * for the decision about it, whose form states what came before.
 */
export async function priorLearningUsed(
  db: Db,
  personId: string,
  programmeId: string,
  besides: string | null = null,
): Promise<number | null> {
  const decisions = await decisionsIn(db, personId, programmeId)
  const newest = decisions.at(-1)
  if (newest === undefined) return null
  const ids = decisions.filter(({ applicationId }) => applicationId !== besides).map(({ id }) => id)
  const uses = await usesOf(db, ids)
  const counted = uses.filter((use) => use.programmeId === programmeId).reduce((sum, { sks }) => sum + sks, 0)
  return counted + (besides === null ? newest.earlierSks : 0)
}
