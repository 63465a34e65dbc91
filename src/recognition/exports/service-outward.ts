import { findCourse, findOrganisation } from '../../organisations/index.ts'
import { findPerson } from '../../people/index.ts'
import { dayOf } from '../../platform/clock.ts'
import type { Deps } from '../../platform/deps.ts'
import { accept, type Outcome, refuse } from '../../platform/refusal.ts'
import { registerEntry } from '../../trust/index.ts'
import { allRuleSets } from '../service-sets.ts'
import { standingDecision } from '../store.ts'
import type { RecognitionRequest } from '../types.ts'
import { elmCredential, transferValueProfile } from './rules-outward.ts'
import { clrRecord, signedRecord } from './service-record.ts'
import type { OutwardFile, Recognised } from './types-outward.ts'

const MINUTES_PER_SKS = 2700

/**
 * The text of counted credit in a format of others. The caller has made sure that the request is the asker's own.
 * Refusals: `exports.outward-nothing-counted`; for a CLR record those of `clrRecord` and `signedRecord`.
 */
export async function outwardOf(deps: Deps, request: RecognitionRequest, file: OutwardFile): Promise<Outcome<string>> {
  const one = await recognisedOf(deps, request)
  if (one === null) return refuse({ code: 'exports.outward-nothing-counted' })
  if (file === 'clr.jwt') return signedRecord(deps, request, one)
  if (file === 'ctdl.json') return accept(written(transferValueProfile(one)))
  if (file === 'elm.json') return accept(written(elmCredential(one)))
  const record = await clrRecord(deps, request, one)
  return record.ok ? accept(written(record.value)) : record
}

const written = (document: object): string => JSON.stringify(document, null, 2)

async function recognisedOf(
  { db, publicUrl }: Pick<Deps, 'db' | 'publicUrl'>,
  request: RecognitionRequest,
): Promise<Recognised | null> {
  const decision = await standingDecision(db, request.personId, request.id)
  if (decision === null || decision.grantedSks === 0 || decision.review?.answer === 'withdrawn') return null
  const university = await findOrganisation(db, request.organisationId)
  const person = await findPerson(db, request.personId)
  if (university === null || person === null) return null
  const course = decision.courseId === null ? null : await findCourse(db, decision.courseId)
  const { facts } = request
  return {
    requestId: request.id,
    publicUrl,
    definitionUrl: `${publicUrl}/definitions/${facts.definitionVersionId ?? facts.credentialId}`,
    definitionVersionId: facts.definitionVersionId ?? facts.credentialId,
    holderName: person.name,
    title: facts.title,
    issuerName: facts.issuerName,
    issuedOn: facts.issuedOn,
    decidedOn: dayOf(decision.decidedAt),
    decidedAt: decision.decidedAt,
    hours: facts.hours,
    sks: decision.grantedSks,
    minutesPerSks:
      (await allRuleSets(db)).find(({ id }) => id === decision.ruleSetId)?.sksMinutes.minutes ?? MINUTES_PER_SKS,
    ruleSetId: decision.ruleSetId,
    ruleSetVersion: decision.ruleSetVersion,
    kkniLevel: facts.kkniLevel,
    university: {
      id: university.id,
      name: university.name,
      did: (await registerEntry(db, university.id))?.did ?? null,
    },
    course: course === null ? null : { code: course.code, name: course.name },
  }
}
