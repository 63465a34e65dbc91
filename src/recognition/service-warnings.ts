import { coursesOf, findOrganisations } from '../organisations/index.ts'
import { dayOf } from '../platform/clock.ts'
import type { Db } from '../platform/database.ts'
import { type Neighbour, neighboursOf } from './store-warnings.ts'
import type { RecognitionRequest, Warning } from './types.ts'

/**
 * What a registrar should know before counting: the same learning counted under another credential, the same course filled
 * before, the same award asked for or counted at another university. `courseId` is the course that it would take the place of.
 */
export async function warningsOf(
  db: Db,
  request: Pick<RecognitionRequest, 'personId' | 'id' | 'facts' | 'programmeId' | 'organisationId'>,
  courseId: string | null,
): Promise<readonly Warning[]> {
  const neighbours = await neighboursOf(db, request, courseId)
  if (neighbours.length === 0) return []
  const organisations = await findOrganisations(db, [
    ...new Set(neighbours.map(({ organisationId }) => organisationId)),
  ])
  const course = (await coursesOf(db, request.programmeId)).find(({ id }) => id === courseId)?.code ?? ''
  return neighbours.flatMap((one): Warning[] => {
    const values = {
      organisation: organisations.find(({ id }) => id === one.organisationId)?.name ?? '',
      day: dayOf(one.at),
      sks: one.grantedSks ?? 0,
    }
    const codes: Warning['code'][] = []
    if (one.sameLearning && one.grantedSks !== null) codes.push('same-learning')
    if (courseId !== null && one.courseId === courseId && one.programmeId === request.programmeId)
      codes.push('same-course')
    codes.push(...elsewhere(one, request.organisationId))
    return codes.map((code) => ({ code, values: code === 'same-course' ? { ...values, course } : values }))
  })
}

function elsewhere(one: Neighbour, organisationId: string): Warning['code'][] {
  if (one.organisationId === organisationId || !(one.sameAward || one.sameLearning)) return []
  if (one.grantedSks === null) return ['asked-elsewhere']
  return one.sameAward ? ['counted-elsewhere'] : []
}
