import type { CheckedDraft, Conformance, ConformancePoint, SignOff } from './types.ts'

/** What the four points are asked of: the content as checked, the signatures that stand, and the register on that day. */
export interface ConformanceCase {
  readonly checked: CheckedDraft
  readonly standing: readonly Pick<SignOff, 'side' | 'personId'>[]
  /** Whether the organisation may issue this today. Nothing can be awarded before it may. */
  readonly listed: boolean
}

/**
 * The four points of the common definition of a micro-credential (UNESCO 2022, *Towards a common definition of
 * micro-credentials*), each with the facts that it was decided by:
 *
 * - `a` a record of focused achievement that verifies what somebody knows, understands or can do;
 * - `b` assessed against clearly defined standards, and awarded by a trusted provider: the register, asked again at every
 *   award, sees to the second half, so that an issuer who isn't listed yet is a fact here and no fault;
 * - `c` of value on its own, and able to contribute to other credentials, also by recognition of prior learning;
 * - `d` up to the standards that quality assurance asks for: both sides stood for it, and who sits the assessment is known.
 */
export function conformanceOf({ checked, standing, listed }: ConformanceCase): readonly ConformancePoint[] {
  const { content, outcomes } = checked
  const assessed = outcomes.filter(
    ({ assessment, passMark }) => filled(assessment.description) && assessment.method.length > 0 && passMark >= 0,
  ).length
  const mandatory = outcomes.filter((one) => one.mandatory && filled(one.statement)).length
  const skills = content.skills.length
  const sides = new Set(standing.map(({ side }) => side)).size
  const people = new Set(standing.map(({ personId }) => personId)).size
  const named = filled(content.title) && filled(content.description)
  return [
    point('a', mandatory > 0 && skills > 0 && filled(content.microCompetency), { mandatory, skills }),
    point('b', filled(content.standard) && outcomes.length > 0 && assessed === outcomes.length, {
      outcomes: outcomes.length,
      assessed,
      listed: listed ? 'yes' : 'no',
    }),
    point('c', named && content.hours > 0 && content.kkniLevel > 0 && content.field !== '', {
      hours: content.hours,
      sks: content.sks,
      level: content.kkniLevel,
    }),
    point('d', sides === 2 && people === standing.length && content.identityAssurance.length > 0, { sides }),
  ]
}

/** Whether every point is met. */
export function conforms(conformance: Pick<Conformance, 'points'>): boolean {
  return conformance.points.every(({ outcome }) => outcome === 'met')
}

const filled = ({ id, en }: { readonly id: string; readonly en: string }): boolean => id !== '' && en !== ''

function point(code: ConformancePoint['point'], met: boolean, facts: ConformancePoint['facts']): ConformancePoint {
  return { point: code, outcome: met ? 'met' : 'not-met', facts }
}
