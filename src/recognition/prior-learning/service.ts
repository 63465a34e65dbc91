import { findVersion } from '../../design/index.ts'
import { CAMPUS_KINDS, currentStudyOf, findOrganisation, findProgramme } from '../../organisations/index.ts'
import { record } from '../../platform/audit.ts'
import { dayOf } from '../../platform/clock.ts'
import { type Db, inTransaction } from '../../platform/database.ts'
import type { Deps } from '../../platform/deps.ts'
import { newId } from '../../platform/ids.ts'
import type { Actor } from '../../platform/page.ts'
import { accept, type Outcome, type Refusal, refuse } from '../../platform/refusal.ts'
import { dayAfter } from '../rules-decision.ts'
import { guidelineOn, priorPractice } from './library.ts'
import { checkApplication, lastAppealDay, stateOf } from './rules.ts'
import { leavePriorLearning } from './service-access.ts'
import { ownDraft, withCampus } from './service-portfolio.ts'
import { askRules, guidelineOf } from './service-rules.ts'
import {
  endApplication,
  hostOf,
  hostsOf,
  insertApplication,
  lockApplication,
  submitApplication,
  withdrawApplication,
} from './store.ts'
import { insertAppeal, wholeOf } from './store-case.ts'
import { APPEAL, APPLICATION } from './store-log.ts'
import { type Aim, type Question, ROUTES, type Stated, type Whole } from './types.ts'

const GROUNDS_LETTERS = 10
const TEXT_LETTERS = 5_000

const NOTHING_STATED: Stated = {
  education: null,
  former: null,
  formerOrganisationId: null,
  formerName: '',
  workYears: null,
  story: '',
}

/** What an application aims at: `id` of a programme or definition version, or a level of KKNI at a campus. */
export interface Aiming {
  readonly route: string
  readonly aim: Aim
  readonly id: string
  readonly kkniLevel: number | null
}

/**
 * Begins a draft. Refusals: `rpl.no-guideline` (none in force today), `rpl.route-unknown`, `rpl.target-unknown`, `rpl.route-aim`,
 * `rpl.not-offered`, `rpl.kkni-too-low`, and the rule set's where the programme may not use prior learning.
 */
export function begin(deps: Deps, actor: Actor, aiming: Aiming): Promise<Outcome<{ applicationId: string }>> {
  return inTransaction(deps.db, async (tx) => {
    const at = deps.clock()
    const day = dayOf(at)
    const guideline = guidelineOn(day)
    if (guideline === null) return refuse({ code: 'rpl.no-guideline', values: { day } })
    const route = ROUTES.find((one) => one === aiming.route)
    if (route === undefined) return refuse({ code: 'rpl.route-unknown', at: 'route' })
    const fits =
      aiming.aim === 'level'
        ? route === 'level'
        : aiming.aim === 'definition'
          ? route === 'acquisition'
          : route !== 'level'
    if (!fits) return refuse({ code: 'rpl.route-aim', at: 'route' })
    const organisationId = await whereOf(tx, aiming)
    if (organisationId === null) return refuse({ code: 'rpl.target-unknown', at: 'target' })
    const barred = await barredNow(tx, day, aiming)
    const [first, ...more] = barred
    if (first !== undefined) return refuse(first, ...more)
    const applicationId = newId()
    await insertApplication(tx, {
      personId: actor.personId,
      id: applicationId,
      organisationId,
      route,
      aim: aiming.aim,
      programmeId: aiming.aim === 'programme' ? aiming.id : null,
      definitionVersionId: aiming.aim === 'definition' ? aiming.id : null,
      kkniLevel: aiming.aim === 'level' ? aiming.kkniLevel : null,
      stated: NOTHING_STATED,
      guidelineId: guideline.id,
      createdAt: at,
      submittedAt: null,
      dueOn: null,
      withdrawnAt: null,
    })
    return accept({ applicationId })
  })
}

/** Where an aim is decided; null where it isn't known. */
async function whereOf(db: Db, { aim, id, kkniLevel }: Aiming): Promise<string | null> {
  if (aim === 'programme') return (await findProgramme(db, id))?.organisationId ?? null
  if (aim === 'level') {
    const campus = await findOrganisation(db, id)
    return campus !== null && CAMPUS_KINDS.includes(campus.kind) && kkniLevel !== null && kkniLevel <= 9
      ? campus.id
      : null
  }
  const version = await findVersion(db, id)
  return version === null || version.publishedAt === null || version.retiredAt !== null ? null : version.organisationId
}

/** What speaks against beginning at all: what no portfolio could mend. */
async function barredNow(db: Db, day: string, { aim, id, kkniLevel }: Aiming): Promise<readonly Refusal[]> {
  const guideline = guidelineOn(day)
  if (guideline === null || aim === 'definition') return []
  if (aim === 'level') {
    const least = guideline.levelMinKkni.value
    if ((kkniLevel ?? 0) < least)
      return [{ code: 'rpl.kkni-too-low', at: 'target', values: { is: kkniLevel ?? 0, least } }]
    return (await hostsOf(db, id)).some(({ open }) => open) ? [] : [{ code: 'rpl.not-offered', at: 'target' }]
  }
  const programme = await findProgramme(db, id)
  if (programme === null) return []
  const { evaluation } = await askRules(db, guideline, programme, { day, sks: 1, usedSks: 0, standsFor: 'course' })
  const host = await hostOf(db, id)
  return [
    ...evaluation.refusals.filter(({ code }) => code === 'recognition.condition-programme'),
    ...(host === null || !host.open ? [{ code: 'rpl.not-offered', at: 'target' }] : []),
  ]
}

/** What the rules are asked about an application today. */
export async function questionOf(db: Db, { application, evidence, claims }: Whole, day: string): Promise<Question> {
  const programme = application.programmeId === null ? null : await findProgramme(db, application.programmeId)
  const study = await currentStudyOf(db, application.personId)
  return {
    day,
    route: application.route,
    aim: application.aim,
    organisationId: application.organisationId,
    programmeLevel: programme?.level ?? null,
    kkniLevel: application.kkniLevel,
    host: application.programmeId === null ? null : await hostOf(db, application.programmeId),
    stated: application.stated,
    studiesAt: study?.state === 'confirmed' ? [study.organisationId] : [],
    evidence,
    claims,
  }
}

/** Sends the application: refused with everything that it lacks; else it is unchangeable and has a deadline. */
export function submit(deps: Deps, actor: Actor, id: string): Promise<Outcome<{ dueOn: string }>> {
  return inTransaction(deps.db, async (tx) => {
    const draft = await ownDraft(tx, actor, id)
    if (!draft.ok) return draft
    const at = deps.clock()
    const day = dayOf(at)
    const application = { ...draft.value, stated: await withCampus(tx, draft.value.stated) }
    const question = await questionOf(tx, await wholeOf(tx, application), day)
    const [first, ...more] = checkApplication(guidelineOf(application.guidelineId), question)
    if (first !== undefined) return refuse(first, ...more)
    const dueOn = dayAfter(day, priorPractice().decisionDays.value)
    await submitApplication(tx, application, application.stated, at, dueOn)
    await leavePriorLearning(tx, at, APPLICATION, application, id)
    const { organisationId } = application
    await record(tx, { at, actorId: actor.personId, organisationId, verb: 'prior-learning.submit', subject: id })
    return accept({ dueOn })
  })
}

/** Takes an application back before it is decided. Refusals: `rpl.unknown`, `rpl.decided-already`. */
export function withdrawPrior(deps: Deps, actor: Actor, id: string): Promise<Outcome<true>> {
  return inTransaction(deps.db, async (tx) => {
    const application = await lockApplication(tx, id)
    if (application === null || application.personId !== actor.personId) return refuse({ code: 'rpl.unknown' })
    const state = stateOf(await wholeOf(tx, application))
    if (state === 'decided' || state === 'closed' || state === 'withdrawn')
      return refuse({ code: 'rpl.decided-already' })
    const at = deps.clock()
    await withdrawApplication(tx, application, at)
    const { organisationId } = application
    await record(tx, { at, actorId: actor.personId, organisationId, verb: 'prior-learning.withdraw', subject: id })
    return accept(true as const)
  })
}

/**
 * Appeals against a decision that didn't grant everything: once, within the days of `practice.json`; other people assess and
 * decide. Refusals: `rpl.unknown`, `rpl.nothing-to-appeal`, `rpl.appeal-too-late`, `rpl.grounds-missing`.
 */
export function appeal(deps: Deps, actor: Actor, id: string, grounds: string): Promise<Outcome<{ dueOn: string }>> {
  return inTransaction(deps.db, async (tx) => {
    const application = await lockApplication(tx, id)
    if (application === null || application.personId !== actor.personId) return refuse({ code: 'rpl.unknown' })
    const whole = await wholeOf(tx, application)
    const [decision] = whole.decisions
    if (stateOf(whole) !== 'decided' || decision === undefined) return refuse({ code: 'rpl.nothing-to-appeal' })
    const at = deps.clock()
    const practice = priorPractice()
    const last = lastAppealDay(dayOf(decision.decidedAt), practice.appealDays.value)
    if (dayOf(at) > last) return refuse({ code: 'rpl.appeal-too-late', values: { day: last } })
    if (grounds.trim().length < GROUNDS_LETTERS)
      return refuse({ code: 'rpl.grounds-missing', at: 'grounds', values: { letters: GROUNDS_LETTERS } })
    const dueOn = dayAfter(dayOf(at), practice.appealDecisionDays.value)
    await insertAppeal(tx, {
      personId: actor.personId,
      applicationId: id,
      grounds: grounds.trim().slice(0, TEXT_LETTERS),
      appealedAt: at,
      dueOn,
    })
    await endApplication(tx, application, null)
    await leavePriorLearning(tx, at, APPEAL, application, id)
    const { organisationId } = application
    await record(tx, { at, actorId: actor.personId, organisationId, verb: 'prior-learning.appeal', subject: id })
    return accept({ dueOn })
  })
}
