import { currentStudyOf, findProgrammes, type StudyProgramme } from '../../organisations/index.ts'
import type { Db } from '../../platform/database.ts'
import type { Limit, RuleSet } from '../types.ts'
import { guidelineOn } from './library.ts'
import { sksAskedOf } from './rules.ts'
import { mostByPriorLearning, PRIOR_LEARNING, priorLearningUsed, ruleSetOfGuideline } from './service-rules.ts'
import { applicationsOf } from './store.ts'
import { wholeOf } from './store-case.ts'

/** What prior learning has brought a person in a programme, what is being asked for, and the most. Whole SKS. */
export interface PriorHeadroom {
  readonly programme: StudyProgramme
  readonly rules: RuleSet
  readonly limit: Limit
  readonly most: number
  /** Null where no campus decided yet: what came before Lumbung isn't known then. */
  readonly used: number | null
  readonly pending: number
}

/**
 * Room under the limit on prior learning as of a day, in the programme that a person studies and in those where they applied.
 * Programmes that may not use prior learning are left out.
 */
export async function priorHeadroom(db: Db, personId: string, day: string): Promise<readonly PriorHeadroom[]> {
  const guideline = guidelineOn(day)
  if (guideline === null) return []
  const rules = await ruleSetOfGuideline(db, guideline, day)
  const limit = rules.limits.find(({ id }) => id === PRIOR_LEARNING)
  if (limit === undefined) return []
  const study = await currentStudyOf(db, personId)
  const sent = (await applicationsOf(db, personId)).filter(
    (one) => one.submittedAt !== null && one.withdrawnAt === null,
  )
  const cases = await Promise.all(sent.map((application) => wholeOf(db, application)))
  const ids = [
    ...(study?.state === 'confirmed' ? [study.programmeId] : []),
    ...sent.flatMap(({ programmeId }) => programmeId ?? []),
  ]
  const found: PriorHeadroom[] = []
  for (const programme of (await findProgrammes(db, [...new Set(ids)])).values()) {
    const most = mostByPriorLearning(rules, programme)
    if (most === null || isBarred(rules, programme)) continue
    const own = cases.filter(({ application }) => application.programmeId === programme.id)
    found.push({
      programme,
      rules,
      limit,
      most,
      used: await priorLearningUsed(db, personId, programme.id),
      pending: own.reduce((sum, whole) => sum + sksAskedOf(whole), 0),
    })
  }
  return found
}

function isBarred({ conditions }: RuleSet, { level }: StudyProgramme): boolean {
  return conditions.some((one) => one.kind === 'programme' && !one.allowed.includes(level))
}
