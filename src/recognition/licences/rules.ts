import type { Refusal } from '../../platform/refusal.ts'
import { checkConditions, checkInForce } from '../rules-condition.ts'
import type { Case, CredentialFacts, RuleSet, Step, Way } from '../types.ts'
import type { Counted, Licence } from './types.ts'

/**
 * Whether a credential counts towards a licence on a day, with every reason. The conditions are asked as a rule set asks them;
 * what nobody recorded makes the answer *unknown*.
 */
export function countsFor(licence: Licence, facts: CredentialFacts, day: string): Counted {
  const steps: Step[] = []
  const refusals: Refusal[] = []
  const ways: Way[] = []
  const asked = caseOf(facts, day)
  const inForce = checkInForce(asked, steps, refusals, ways)
  const least = licence.kkniLevelLeast?.level ?? 1
  const unknownLevel = facts.kkniLevel === null && licence.kkniLevelLeast !== null
  if (facts.kkniLevel !== null && facts.kkniLevel < least)
    refusals.push({ code: 'licences.level-too-low', values: { is: facts.kkniLevel, least } })
  const rules: Pick<RuleSet, 'conditions' | 'skillEquivalences'> = licence
  const held = checkConditions(rules as RuleSet, asked, steps, refusals, ways)
  if (!inForce || refusals.length > 0) return { answer: 'no', hours: 0, refusals, ways }
  if (held === 'unknown' || unknownLevel) return { answer: 'unknown', hours: 0, refusals, ways }
  return { answer: 'yes', hours: Math.min(facts.hours, licence.mostHoursEach?.hours ?? facts.hours), refusals, ways }
}

/** The question of a rule set, without the study programme that a licence knows nothing of. */
function caseOf(facts: CredentialFacts, day: string): Case {
  const { hours, sks, mode, kind, skills, issuedOn, expiresOn } = facts
  const kkniLevel = facts.kkniLevel ?? undefined
  return {
    day,
    programme: { level: 'profession', totalSks: 1, totalCourses: null },
    study: null,
    award: { hours, sks, counted: 0, mode, origin: 'outside', kind, kkniLevel, skills, issuedOn, expiresOn },
    askedSks: sks,
    askedAsPackage: false,
    waiver: null,
  }
}

/** Rules in force on a day. */
export function inForceOn(licences: readonly Licence[], day: string): readonly Licence[] {
  return licences.filter(({ validFrom, validTo }) => validFrom <= day && (validTo === null || day <= validTo))
}
