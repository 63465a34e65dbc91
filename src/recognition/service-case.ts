import { countedUnits, creditOfCredential, usageIn } from '../bank/index.ts'
import { currentStudyOf, findProgramme, ruleSetOf, type Study, type StudyProgramme } from '../organisations/index.ts'
import { dayOf } from '../platform/clock.ts'
import type { Db } from '../platform/database.ts'
import { priorLearningUsed } from './prior-learning/service-rules.ts'
import { evaluate, worthOf } from './rules.ts'
import { ruleSetOfDay } from './service-sets.ts'
import type {
  Before,
  Case,
  CredentialFacts,
  Evaluation,
  Mode,
  RecognitionRequest,
  RuleSet,
  UsedByLimit,
} from './types.ts'

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
  /** What is taken as granted before this wish: the other credentials of the same request. */
  readonly beside?: Waiting
}

/** Whole SKS or courses by limit. */
export type Waiting = Readonly<Record<string, { readonly base: 'sks' | 'courses'; readonly pending: number }>>

/** What a request asks of the rules. */
export function wishOf(request: RecognitionRequest): Wish {
  const { personId, organisationId, programmeId, facts, askedSks, asPackage, askedAt } = request
  return { personId, organisationId, programmeId, facts, askedSks, asPackage, waiver: null, day: dayOf(askedAt) }
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
  const known = await studyInputs(db, wish.personId, wish.programmeId, study)
  const asked: Case = {
    day: wish.day,
    programme: programmeInputs(programme),
    study: known === null ? null : { ...known, used: withWaiting(known.used, wish.beside ?? {}) },
    award: {
      hours: wish.facts.hours,
      // Never more than the account holds; an award that hasn't reached the account yet counts as published.
      sks: deposited === null ? wish.facts.sks : Math.min(wish.facts.sks, deposited),
      counted: await countedUnits(db, wish.personId, wish.facts.accountId),
      mode: wish.facts.mode,
      origin: wish.facts.organisationId === wish.organisationId ? 'own' : 'outside',
      ...(wish.facts.kkniLevel === null ? {} : { kkniLevel: wish.facts.kkniLevel }),
      issuedOn: wish.facts.issuedOn,
      ...(wish.facts.kind === undefined ? {} : { kind: wish.facts.kind }),
      ...(wish.facts.skills === undefined ? {} : { skills: wish.facts.skills }),
      ...(wish.facts.expiresOn === undefined ? {} : { expiresOn: wish.facts.expiresOn }),
    },
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
  version: { readonly hours: number; readonly sks: number; readonly mode: Mode; readonly organisationId: string },
  waiting: Waiting,
  day: string,
): Promise<Before['assessed']> {
  const { personId, organisationId, programmeId } = study
  const programme = await findProgramme(db, programmeId)
  if (programme === null) return null
  const rules = await ruleSetOfDay(db, await ruleSetOf(db, organisationId, day), day)
  const known = await studyInputs(db, personId, programmeId, study)
  const award = {
    hours: version.hours,
    sks: version.sks,
    counted: 0,
    mode: version.mode,
    origin: version.organisationId === organisationId ? ('own' as const) : ('outside' as const),
  }
  const evaluation = evaluate(rules, {
    day,
    programme: programmeInputs(programme),
    study: known === null ? null : { ...known, used: withWaiting(known.used, waiting) },
    award,
    askedSks: worthOf(rules, award),
    askedAsPackage: false,
    waiver: null,
  })
  return { rules, evaluation, programme }
}

/** What was used, with what waits at registrars on top. */
export function withWaiting(used: UsedByLimit, waiting: Waiting): UsedByLimit {
  const plus = (id: 'online' | 'outside' | 'other-programme') => {
    const [{ sks, courses }, more] = [used[id], waiting[id]]
    if (more === undefined) return used[id]
    return more.base === 'sks'
      ? { sks: sks + more.pending, courses }
      : { sks, courses: courses === null ? null : courses + more.pending }
  }
  return { ...used, online: plus('online'), outside: plus('outside'), 'other-programme': plus('other-programme') }
}

/** What the student did so far: as confirmed by the registrar, and what was counted through the bank since. */
export async function studyInputs(
  db: Db,
  personId: string,
  programmeId: string,
  study: Study | null,
): Promise<Case['study']> {
  if (study === null || study.state !== 'confirmed' || study.programmeId !== programmeId) return null
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
      'other-programme': { sks: 0, courses: null },
      // Known only once a campus decided about prior learning: the registrar then states what came before.
      ...(priorSks === null ? {} : { 'prior-learning': { sks: priorSks, courses: null } }),
    },
  }
}
