import { usesOf } from '../../bank/index.ts'
import { requestedCredentials } from '../../credentials/index.ts'
import type { StudyProgramme } from '../../organisations/index.ts'
import { dayOf } from '../../platform/clock.ts'
import type { Db } from '../../platform/database.ts'
import { evaluate, mostUnder, ruleSetOn } from '../rules.ts'
import { allRuleSets } from '../service-sets.ts'
import type { Case, Evaluation, RuleSet, UseFor } from '../types.ts'
import { type Guideline, guidelineById } from './library.ts'
import { decisionsIn } from './store-case.ts'
import type { Application } from './types.ts'

/** The limit of a rule set on what prior learning brings. */
export const PRIOR_LEARNING = 'prior-learning'

/** The guideline that an application was begun under. Throws where its file is gone: a fault of the installation. */
export function guidelineOf(id: string): Guideline {
  const found = guidelineById(id)
  if (found === null) throw new Error(`data/prior-learning has no guideline ${id}`)
  return found
}

/**
 * The rule set with share, levels and exclusions on a day: the one that a guideline names, or the successor that was published in
 * its family.
 */
export async function ruleSetOfGuideline(db: Db, { id, ruleSet }: Guideline, day: string): Promise<RuleSet> {
  const all = await allRuleSets(db)
  const found = all.some((one) => one.id === ruleSet) ? ruleSetOn(all, ruleSet, day) : null
  if (found === null)
    throw new Error(`the guideline ${id} names the rule set ${ruleSet}, which data/recognition-rules lacks`)
  return found
}

/** A guideline that names the rule set of a day, for pages that lead there. */
export function withRuleSet(guideline: Guideline, { id }: RuleSet): Guideline {
  return { ...guideline, ruleSet: id }
}

/** The ISO day whose rules an application is under: that on which it was sent, or today while it is a draft. */
export function rulesDay({ submittedAt }: Pick<Application, 'submittedAt'>, now: Date): string {
  return dayOf(submittedAt ?? now)
}

/** What prior learning may not stand for under a rule set. */
export function excludedUses({ conditions }: RuleSet): readonly UseFor[] {
  return conditions.flatMap((one) => (one.kind === 'use' ? one.excluded : []))
}

/** The most SKS of a programme that prior learning may bring under a rule set; null where it says nothing of it. */
export function mostByPriorLearning({ limits }: RuleSet, programme: StudyProgramme): number | null {
  const limit = limits.find(({ id }) => id === PRIOR_LEARNING)
  return limit === undefined ? null : mostUnder(limit, programme)
}

/** The question to the rule set about SKS by prior learning in a programme, and its answer. */
export interface PriorAnswer {
  readonly rules: RuleSet
  readonly asked: Case
  readonly evaluation: Evaluation
}

/** Asks the rule set of a day about whole SKS in a programme where `usedSks` were recognised by prior learning before. */
export async function askRules(
  db: Db,
  guideline: Guideline,
  programme: StudyProgramme,
  wish: { readonly day: string; readonly sks: number; readonly usedSks: number; readonly standsFor: UseFor },
): Promise<PriorAnswer> {
  const rules = await ruleSetOfGuideline(db, guideline, wish.day)
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
 * SKS of a programme that are recognised by prior learning: what stands on the ledger by decisions and by micro-credentials that were
 * awarded for prior learning, and what the registrar stated of before. Null where nobody ever decided: then it isn't known. With `besides` only the ledger is asked, without that application:
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
  const ids = decisions.filter(({ applicationId }) => applicationId !== besides).map(({ id }) => id)
  const uses = await usesOf(db, [...ids, ...(await requestedCredentials(db, personId))])
  const counted = uses.filter((use) => use.programmeId === programmeId && use.heldAs === 'counted')
  if (newest === undefined && counted.length === 0) return null
  const sum = counted.reduce((total, { sks }) => total + sks, 0)
  return sum + (besides === null ? (newest?.earlierSks ?? 0) : 0)
}
