import { findOffering, type Offering } from '../catalogue/index.ts'
import { findVersion } from '../design/index.ts'
import {
  CAMPUS_KINDS,
  currentStudyOf,
  findOrganisation,
  findProgramme,
  type Organisation,
  organisationsOfKinds,
  programmesOf,
  ruleSetOf,
  type StudyProgramme,
} from '../organisations/index.ts'
import type { Db } from '../platform/database.ts'
import { accept, type Outcome, refuse } from '../platform/refusal.ts'
import { type Foreseen, foresee, type OfferingFacts } from './rules-before.ts'
import { originOf } from './rules-facts.ts'
import { accountView } from './service-account.ts'
import { programmeInputs, studyInputs, withWaiting } from './service-case.ts'
import { courseInputs, originInputs } from './service-facts.ts'
import { ruleSetOfDay } from './service-sets.ts'
import { type Case, MODES, type RuleSet } from './types.ts'

/** Figures of a student, as one gives them for a single answer; they are stored nowhere. */
export interface StudyGiven {
  readonly semester: number
  readonly onlineSks: number
  readonly outsideSks: number
  readonly onlineCourses: number | null
  /** SKS recognised in this term; left out: not known. */
  readonly termSks?: number | undefined
}

/** *Would this count*, with everything that explains it. */
export interface WouldCount {
  readonly offering: Offering
  readonly programme: StudyProgramme
  readonly campus: string
  readonly rules: RuleSet
  readonly foreseen: Foreseen
  /** What the answer rests on: what is known of the offering, and the course that it would stand for. */
  readonly facts: OfferingFacts
  readonly course: Pick<Case, 'course' | 'standsFor'>
  /** SKS that registrars are deciding about; they count as granted here. */
  readonly pendingSks: number
}

/**
 * Whether an offering of the catalogue would count in a study programme, under the rules of its campus on `day`: for the
 * signed-in person whose confirmed study this is, for figures that are given, or for anybody.
 *
 * Refusals: `recognition.offering-unknown`, `recognition.programme-unknown`.
 */
export async function wouldCount(
  db: Db,
  asked: {
    readonly offeringId: string
    readonly programmeId: string
    readonly day: string
    readonly given?: StudyGiven | undefined
    readonly personId?: string | undefined
  },
): Promise<Outcome<WouldCount>> {
  const { programmeId, day } = asked
  const [offering, programme] = [await findOffering(db, asked.offeringId), await findProgramme(db, programmeId)]
  if (offering === undefined) return refuse({ code: 'recognition.offering-unknown', at: 'offering' })
  if (programme === null) return refuse({ code: 'recognition.programme-unknown', at: 'programme' })
  const rules = await ruleSetOfDay(db, await ruleSetOf(db, programme.organisationId, day), day)
  const facts = await factsOf(db, rules, offering, programme, day)
  const own = asked.personId === undefined ? null : await ownStudy(db, asked.personId, programme, day)
  const study = asked.given === undefined ? (own?.study ?? null) : studyOf(asked.given)
  const course = await courseInputs(db, rules, {
    organisationId: programme.organisationId,
    programmeId,
    versionId: offering.definitionVersionId,
    skills: facts.skills ?? undefined,
    day,
    explain: true,
  })
  const foreseen = foresee(rules, facts, programmeInputs(programme), study, day, course)
  const campus = (await findOrganisation(db, programme.organisationId))?.name ?? ''
  return accept({ offering, programme, campus, rules, foreseen, facts, course, pendingSks: own?.pendingSks ?? 0 })
}

/** Campuses with their study programmes, for choosing one; `mine` is the programme of the signed-in student. */
export async function programmeChoice(
  db: Db,
  personId: string | undefined,
  campusId: string | undefined,
): Promise<{
  readonly campuses: readonly Organisation[]
  readonly campusId: string | null
  readonly programmes: readonly StudyProgramme[]
  readonly mine: string | null
}> {
  const all = await organisationsOfKinds(db, CAMPUS_KINDS)
  const teaching = new Set((await programmesOf(db)).map(({ organisationId }) => organisationId))
  const campuses = all.filter(({ id }) => teaching.has(id))
  const study = personId === undefined ? null : await currentStudyOf(db, personId)
  const chosen = campuses.find(({ id }) => id === (campusId ?? study?.organisationId))?.id ?? null
  return {
    campuses,
    campusId: chosen,
    programmes: chosen === null ? [] : await programmesOf(db, chosen),
    mine: study !== null && study.organisationId === chosen ? study.programmeId : null,
  }
}

async function factsOf(
  db: Db,
  rules: RuleSet,
  offering: Offering,
  programme: Pick<StudyProgramme, 'id' | 'organisationId'>,
  day: string,
): Promise<OfferingFacts> {
  const { definitionVersionId, organisationId } = offering
  const version = definitionVersionId === null ? null : await findVersion(db, definitionVersionId)
  if (version !== null) {
    const { hours, sks, mode, kkniLevel } = version
    const skills = version.skills.map(({ framework, code }) => ({ framework, code }))
    const place = { organisationId: programme.organisationId, programmeId: programme.id }
    const { origin } = await originInputs(db, rules, { ...place, versionId: version.id, skills, day }, version)
    return { kind: 'micro-credential', hours, sks, mode, kkniLevel, skills, origin }
  }
  const { hours, sks, kkniLevel } = offering
  const mode = MODES.find((one) => one === offering.mode) ?? null
  const origin = originOf({ isOwn: organisationId === programme.organisationId }, programme.id, [])
  return { kind: 'course', hours, sks, mode, kkniLevel, skills: null, origin }
}

/** The confirmed study of a person in this programme, with what waits at registrars taken as granted. */
async function ownStudy(db: Db, personId: string, programme: StudyProgramme, day: string) {
  const study = await currentStudyOf(db, personId)
  const known = await studyInputs(db, personId, programme, study, day)
  if (known === null) return null
  const { rooms, pending } = await accountView(db, personId, day)
  const waiting = Object.fromEntries(rooms.map((room) => [room.limit, { base: room.base, pending: room.pending }]))
  return {
    study: { ...known, used: withWaiting(known.used, waiting) },
    pendingSks: pending.reduce((sum, { sks }) => sum + sks, 0),
  }
}

function studyOf({ semester, onlineSks, outsideSks, onlineCourses, termSks }: StudyGiven): Case['study'] {
  return {
    semester,
    used: {
      online: { sks: onlineSks, courses: onlineCourses },
      outside: { sks: outsideSks, courses: null },
      'other-programme': { sks: 0, courses: null },
      ...(termSks === undefined ? {} : { term: { sks: termSks, courses: null } }),
    },
  }
}
