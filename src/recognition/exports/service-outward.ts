import { clrCredential, readJson } from '@lumbung/credential'
import { findCredential } from '../../credentials/index.ts'
import { findCourse, findOrganisation } from '../../organisations/index.ts'
import { findPerson } from '../../people/index.ts'
import { dayOf } from '../../platform/clock.ts'
import type { Deps } from '../../platform/deps.ts'
import { accept, type Outcome, refuse } from '../../platform/refusal.ts'
import { allRuleSets } from '../service-sets.ts'
import { standingDecision } from '../store.ts'
import type { RecognitionRequest } from '../types.ts'
import { clrCourse, elmCredential, transferValueProfile, uuidOf } from './rules-outward.ts'
import type { Outward, Recognised } from './types-outward.ts'

const MINUTES_PER_SKS = 2700

/**
 * Counted credit in a format of others. The caller has made sure that the request is the asker's own.
 * Refusals: `exports.outward-nothing-counted`; for a CLR record `exports.outward-not-ours` where the signed credential isn't here.
 */
export async function outwardOf(
  deps: Pick<Deps, 'db' | 'publicUrl'>,
  request: RecognitionRequest,
  format: Outward,
): Promise<Outcome<object>> {
  const one = await recognisedOf(deps, request)
  if (one === null) return refuse({ code: 'exports.outward-nothing-counted' })
  if (format === 'ctdl') return accept(transferValueProfile(one))
  if (format === 'elm') return accept(elmCredential(one))
  return clrOf(deps, request, one)
}

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
    hours: facts.hours,
    sks: decision.grantedSks,
    minutesPerSks:
      (await allRuleSets(db)).find(({ id }) => id === decision.ruleSetId)?.sksMinutes.minutes ?? MINUTES_PER_SKS,
    ruleSetId: decision.ruleSetId,
    ruleSetVersion: decision.ruleSetVersion,
    kkniLevel: facts.kkniLevel,
    university: { id: university.id, name: university.name },
    course: course === null ? null : { code: course.code, name: course.name },
  }
}

/** A CLR 2.0 record: the signed credential as it is, the course it was counted for, and that they belong together. Unsigned. */
async function clrOf({ db }: Pick<Deps, 'db'>, request: RecognitionRequest, one: Recognised): Promise<Outcome<object>> {
  const document = (await findCredential(db, request.credentialId))?.document ?? null
  const read = document === null ? null : readJson(new TextEncoder().encode(document))
  const credential = read?.ok === true && isObject(read.value) ? read.value : null
  const subject = credential?.credentialSubject
  const [subjectId, achievement] = isObject(subject) ? [subject.id, subject.achievement] : []
  if (credential === null || typeof subjectId !== 'string' || !isObject(achievement))
    return refuse({ code: 'exports.outward-not-ours' })
  const record = clrCredential({
    id: `urn:uuid:${uuidOf(`clr ${request.id}`)}`,
    issuer: { id: `urn:uuid:${uuidOf(one.university.id)}`, name: one.university.name },
    name: `${one.title.id}: ${one.sks} SKS`,
    subjectId,
    holderName: one.holderName,
    validFrom: new Date(`${one.decidedOn}T00:00:00Z`),
    credentials: [credential as Parameters<typeof clrCredential>[0]['credentials'][number]],
  })
  const course = clrCourse(one)
  const association = {
    type: 'Association',
    associationType: 'isRelatedTo',
    sourceId: achievement.id,
    targetId: course.id,
  }
  const about = record.credentialSubject
  return accept({
    ...record,
    credentialSubject: { ...(isObject(about) ? about : {}), achievement: [course], association: [association] },
  })
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
