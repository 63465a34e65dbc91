import { countedUnits, countedUses, creditOfCredential, usageIn } from '../bank/index.ts'
import type { DefinitionVersion } from '../design/index.ts'
import { currentStudyOf, findProgramme, ruleSetOf, type Study, type StudyProgramme } from '../organisations/index.ts'
import { dayOf } from '../platform/clock.ts'
import type { Db } from '../platform/database.ts'
import { workingPractice } from './library.ts'
import { priorLearningUsed } from './prior-learning/service-rules.ts'
import { evaluate, worthOf } from './rules.ts'
import { beforeGrades } from './rules-before.ts'
import { termOf, type UseDecided, usageBeside } from './rules-facts.ts'
import { courseInputs, gradeInputs, originInputs } from './service-facts.ts'
import { ruleSetOfDay } from './service-sets.ts'
import { decidedUses } from './store.ts'
import type { Before, Case, CredentialFacts, Evaluation, RecognitionRequest, RuleSet, UsedByLimit } from './types.ts'

/** A wish to count a credential in a programme on a day. */
export interface Wish {
  readonly personId: string
  readonly organisationId: string
  readonly programmeId: string
  readonly facts: CredentialFacts
  readonly askedSks: number
  readonly asPackage: boolean
  readonly waiver: string | null
  /** ISO day whose rules apply. */
  readonly day: string
  /** The course that it would take the place of; where none is named, one may be found (`courseInputs`). */
  readonly courseId?: string | null | undefined
  /** It is to stand for no course. */
  readonly isBlock?: boolean | undefined
  /** Find course and grade even where no rule asks about them. */
  readonly explain?: boolean | undefined
  /** What is taken as granted before this wish: the other credentials of the same request. */
  readonly beside?: Waiting
}

/** Whole SKS or courses by limit. */
export type Waiting = Readonly<Record<string, { readonly base: 'sks' | 'courses'; readonly pending: number }>>

/** What a request asks of the rules. */
export function wishOf(request: RecognitionRequest): Wish {
  const { personId, organisationId, programmeId, facts, askedSks, asPackage, courseId, askedAt } = request
  const day = dayOf(askedAt)
  return { personId, organisationId, programmeId, facts, askedSks, asPackage, courseId, waiver: null, day }
}

/** What a request asks of the agreements between institutions. */
export function agreementWish({ organisationId, programmeId, facts, askedAt }: RecognitionRequest) {
  return { organisationId, programmeId, versionId: facts.definitionVersionId, day: dayOf(askedAt) }
}

/** The rules, the question and the answer, together: what a decision stores. */
export interface Assessed {
  readonly rules: RuleSet
  readonly asked: Case
  readonly evaluation: Evaluation
  readonly programme: StudyProgramme
  readonly study: Study | null
}

/** Puts together everything a rule set must know, and asks it. Null where the programme is unknown. */
export async function assess(db: Db, wish: Wish): Promise<Assessed | null> {
  const programme = await findProgramme(db, wish.programmeId)
  if (programme === null) return null
  const rules = await ruleSetOfDay(db, await ruleSetOf(db, wish.organisationId, wish.day), wish.day)
  const study = await currentStudyOf(db, wish.personId)
  const deposited = await creditOfCredential(db, wish.personId, wish.facts.accountId)
  const known = await studyInputs(db, wish.personId, programme, study, wish.day)
  const { definitionVersionId: versionId, skills } = wish.facts
  const asked: Case = {
    day: wish.day,
    programme: programmeInputs(programme),
    study: known === null ? null : { ...known, used: withWaiting(known.used, wish.beside ?? {}) },
    award: {
      hours: wish.facts.hours,
      // Never more than the account holds; an award that hasn't reached the account yet counts as published.
      sks: deposited === null ? wish.facts.sks : Math.min(wish.facts.sks, deposited),
      ...(deposited === 0 && wish.facts.sks > 0 ? { emptied: true } : {}),
      counted: await countedUnits(db, wish.personId, wish.facts.accountId),
      mode: wish.facts.mode,
      ...(await originInputs(db, rules, { ...wish, versionId, skills }, wish.facts)),
      ...(wish.facts.kkniLevel === null ? {} : { kkniLevel: wish.facts.kkniLevel }),
      issuedOn: wish.facts.issuedOn,
      ...(wish.facts.kind === undefined ? {} : { kind: wish.facts.kind }),
      ...(wish.facts.skills === undefined ? {} : { skills: wish.facts.skills }),
      ...(wish.facts.expiresOn === undefined ? {} : { expiresOn: wish.facts.expiresOn }),
      ...(wish.facts.learning === undefined ? {} : { learning: wish.facts.learning }),
      ...(await gradeInputs(db, rules, wish, wish.facts.result)),
    },
    ...(await courseInputs(db, rules, { ...wish, versionId, skills })),
    askedSks: wish.askedSks,
    askedAsPackage: wish.asPackage,
    waiver: wish.waiver,
    ...waiversOf(rules, wish.waiver),
  }
  return { rules, asked, evaluation: evaluate(rules, asked), programme, study }
}

/** One written reason lets every condition pass that may be waived; the trace says which of them needed it. */
export function waiversOf({ conditions }: RuleSet, reason: string | null): Pick<Case, 'waivers'> {
  const waivable = conditions.filter((one) => one.waivable)
  if (reason === null || waivable.length === 0) return {}
  return { waivers: waivable.map(({ id }) => ({ condition: id, reason })) }
}

/** What rules ask about a study programme. */
export function programmeInputs({ level, totalSks, totalCourses, kkniLevel }: StudyProgramme): Case['programme'] {
  return { level, totalSks, totalCourses, kkniLevel }
}

/** Asks the campus's rules about a definition that nobody was awarded yet, as if what waits at registrars were granted. */
export async function evaluateWith(
  db: Db,
  study: Study,
  version: VersionAsked,
  waiting: Waiting,
  day: string,
): Promise<Before['assessed']> {
  const { personId, organisationId, programmeId } = study
  const programme = await findProgramme(db, programmeId)
  if (programme === null) return null
  const rules = await ruleSetOfDay(db, await ruleSetOf(db, organisationId, day), day)
  const known = await studyInputs(db, personId, programme, study, day)
  const skills = version.skills.map(({ framework, code }) => ({ framework, code }))
  const wish = { organisationId, programmeId, versionId: version.id, skills, day }
  const award = {
    hours: version.hours,
    sks: version.sks,
    counted: 0,
    mode: version.mode,
    ...(await originInputs(db, rules, wish, version)),
    kind: version.kind,
    kkniLevel: version.kkniLevel,
    skills,
    // As if it were awarded today; the grade is nobody's yet.
    issuedOn: day,
  }
  const asked: Case = {
    day,
    programme: programmeInputs(programme),
    study: known === null ? null : { ...known, used: withWaiting(known.used, waiting) },
    award,
    ...(await courseInputs(db, rules, wish)),
    askedSks: worthOf(rules, award),
    askedAsPackage: false,
    waiver: null,
  }
  const { asking, graded } = beforeGrades(rules, [asked])
  return { rules, evaluation: evaluate(asking, asked), programme, graded }
}

/** What is asked of a version that nobody was awarded yet. */
export type VersionAsked = Pick<
  DefinitionVersion,
  'id' | 'kind' | 'hours' | 'sks' | 'mode' | 'kkniLevel' | 'skills' | 'organisationId'
>

/** What was used, with what waits at registrars on top. */
export function withWaiting(used: UsedByLimit, waiting: Waiting): UsedByLimit {
  const plus = (id: 'online' | 'outside' | 'other-programme') => {
    const [{ sks, courses }, more] = [used[id], waiting[id]]
    if (more === undefined) return used[id]
    return more.base === 'sks'
      ? { sks: sks + more.pending, courses }
      : { sks, courses: courses === null ? null : courses + more.pending }
  }
  const { term } = used
  const waitingTerm = waiting.term?.base === 'sks' ? waiting.term.pending : 0
  return {
    ...used,
    online: plus('online'),
    outside: plus('outside'),
    'other-programme': plus('other-programme'),
    ...(term === undefined ? {} : { term: { ...term, sks: term.sks + waitingTerm } }),
  }
}

/**
 * What the student did so far: as confirmed by the registrar, and what was counted through the bank since; in the term of `day`,
 * and in other programmes of the same university or at others.
 */
export async function studyInputs(
  db: Db,
  personId: string,
  { id: programmeId, organisationId }: Pick<StudyProgramme, 'id' | 'organisationId'>,
  study: Study | null,
  day: string,
): Promise<Case['study']> {
  if (study === null || study.state !== 'confirmed' || study.programmeId !== programmeId) return null
  const term = termOf(day, workingPractice().termStarts.value)
  const uses = await countedUses(db, personId)
  const decided = uses.length === 0 ? new Map<string, UseDecided>() : await decidedUses(db, personId)
  const beside = usageBeside(uses, { programmeId, organisationId }, term, decided)
  const usage = await usageIn(db, personId, programmeId)
  const priorSks = await priorLearningUsed(db, personId, programmeId)
  return {
    semester: study.semester,
    used: {
      online: {
        sks: study.onlineSks + usage.onlineSks,
        courses: study.onlineCourses === null ? null : study.onlineCourses + usage.onlineCourses,
      },
      outside: { sks: study.outsideSks + usage.outsideSks, courses: null },
      'other-programme': { sks: beside.otherProgrammeSks, courses: null },
      term: { sks: beside.termSks, courses: beside.termCourses },
      // Known only once a campus decided about prior learning: the registrar then states what came before.
      ...(priorSks === null ? {} : { 'prior-learning': { sks: priorSks, courses: null } }),
    },
    elsewhere: { sameUniversity: beside.sameUniversitySks, otherUniversities: beside.otherUniversitiesSks },
    termFrom: term.from,
  }
}
