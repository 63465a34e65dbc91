import { coursesOf, findOrganisation, mayAct, programmesOf } from '../../organisations/index.ts'
import { record } from '../../platform/audit.ts'
import { dayOf } from '../../platform/clock.ts'
import { type Db, inTransaction } from '../../platform/database.ts'
import type { Deps, FeederAccess } from '../../platform/deps.ts'
import { newId } from '../../platform/ids.ts'
import { promise } from '../../platform/outbox.ts'
import type { Actor } from '../../platform/page.ts'
import { accept, type Outcome, refuse } from '../../platform/refusal.ts'
import { workingPractice } from '../library.ts'
import { stillUndoable } from '../rules-decision.ts'
import { allRuleSets } from '../service-sets.ts'
import { keyOf, SEMESTER } from './rules-feeder.ts'
import { lineKey, planLines } from './rules-plan.ts'
import { readScale } from './rules-scale.ts'
import { insertLine, insertPacking, insertScale, linesOf, reopenRejected, scalesOf, unwritten } from './store.ts'
import { insertRun } from './store-run.ts'
import type { Counted, ExportPlan, ExportWish, FeederLine, PlannedLine, ScaleForm } from './types.ts'

export const FEEDER_RUN = 'feeder-run'
const HOUR_MINUTES = 60
const HOURS_PER_SKS = 45
const ACTIVITY_MOST = 999

/** What the export of a university would write today, and what is held back, with reasons. */
export async function planOf(db: Db, organisationId: string, at: Date): Promise<ExportPlan> {
  const rows = await unwritten(db, organisationId)
  const courses = await Promise.all(
    (await programmesOf(db, organisationId)).map((programme) => coursesOf(db, programme.id)),
  )
  const sets = await allRuleSets(db)
  const written = new Map<string, number>()
  for (const line of await linesOf(db, organisationId))
    if (line.state !== 'withdrawn') {
      const key = lineKey(line.personId, line.courseId)
      written.set(key, (written.get(key) ?? 0) + line.sks)
    }
  return planLines(
    rows.map((row): Counted => {
      const minutesPerSks =
        sets.find(({ id }) => id === row.ruleSetId)?.sksMinutes.minutes ?? HOURS_PER_SKS * HOUR_MINUTES
      return {
        ...row,
        courseId: row.courseId ?? row.packedCourseId,
        minutes: row.grantedSks * minutesPerSks,
        minutesPerSks,
        origin: row.inputs.award.origin,
        // An award stands for results that passed: where nobody recorded a grade, that is what is known.
        grade: row.inputs.award.grade ?? { kind: 'pass' },
        markTenths: row.facts.result?.kind === 'mark' ? row.facts.result.tenths : null,
      }
    }),
    {
      scales: await scalesOf(db, organisationId),
      courseSks: new Map(courses.flat().map(({ id, sks }) => [id, sks])),
      written,
      day: dayOf(at),
      mayBeUndone: (decidedAt) => stillUndoable(decidedAt, at, workingPractice().undoHours.value),
    },
  )
}

/**
 * Writes the planned lines down, so that they can be saved as a file and sent. Two registrars at once write each decision once.
 * Refusals: `recognition.not-allowed`, `feeder-semester-malformed`, `feeder-activity-missing`, `feeder-nothing`.
 */
export async function makeExport(
  deps: Deps,
  actor: Actor,
  organisationId: string,
  form: { readonly semester: string; readonly sourceKind: string; readonly activityKind: string },
): Promise<Outcome<{ lines: number }>> {
  if (!mayAct(actor, organisationId, 'registrar')) return refuse({ code: 'recognition.not-allowed' })
  const wish = readWish(form)
  if (!wish.ok) return wish
  return inTransaction(deps.db, async (tx) => {
    const at = deps.clock()
    const { lines } = await planOf(tx, organisationId, at)
    let added = 0
    for (const line of lines)
      if (
        await insertLine(tx, { ...newLine(organisationId, line, wish.value, at), madeBy: actor.personId }, line.parts)
      )
        added++
    if (added === 0) return refuse({ code: 'exports.feeder-nothing' })
    await record(tx, {
      at,
      actorId: actor.personId,
      organisationId,
      verb: 'feeder.export',
      subject: organisationId,
      detail: { lines: added, semester: wish.value.semester, source: wish.value.sourceKind },
    })
    return accept({ lines: added })
  })
}

function readWish(form: { semester: string; sourceKind: string; activityKind: string }): Outcome<ExportWish> {
  if (!SEMESTER.test(form.semester)) return refuse({ code: 'exports.feeder-semester-malformed', at: 'semester' })
  if (form.sourceKind !== 'conversion')
    return accept({ semester: form.semester, sourceKind: 'transfer', activityKind: null })
  const activityKind = /^\d{1,3}$/.test(form.activityKind) ? Number(form.activityKind) : 0
  if (activityKind < 1 || activityKind > ACTIVITY_MOST)
    return refuse({ code: 'exports.feeder-activity-missing', at: 'activityKind' })
  return accept({ semester: form.semester, sourceKind: 'conversion', activityKind })
}

function newLine(organisationId: string, planned: PlannedLine, wish: ExportWish, at: Date): FeederLine {
  const id = newId()
  return {
    ...wish,
    personId: planned.personId,
    id,
    organisationId,
    studyId: planned.studyId,
    programmeId: planned.programmeId,
    key: keyOf(id),
    courseId: planned.courseId,
    title: planned.title,
    originSks: planned.originSks,
    sks: planned.sks,
    ...planned.band,
    state: 'waiting',
    activityId: null,
    memberId: null,
    remoteId: null,
    refusal: null,
    tries: 0,
    madeAt: at,
    sentAt: null,
    checkedAt: null,
    checked: null,
  }
}

/** Keeps a university's grades from a day on. Refusals: `recognition.not-allowed`, and those of `readScale`. */
export async function recordScale(
  deps: Deps,
  actor: Actor,
  organisationId: string,
  form: ScaleForm,
): Promise<Outcome<true>> {
  if (!mayAct(actor, organisationId, 'registrar')) return refuse({ code: 'recognition.not-allowed' })
  const scale = readScale(form)
  if (!scale.ok) return scale
  return inTransaction(deps.db, async (tx) => {
    const [at, id] = [deps.clock(), newId()]
    await insertScale(tx, { ...scale.value, id, organisationId, recordedBy: actor.personId, recordedAt: at })
    await record(tx, { at, actorId: actor.personId, organisationId, verb: 'feeder.scale', subject: id })
    return accept(true)
  })
}

/**
 * Chooses the course that credit without a course is packed into for PDDikti.
 * Refusals: `recognition.not-allowed`, `exports.feeder-decision-unknown`, `recognition.course-unknown`.
 */
export async function packInto(
  deps: Deps,
  actor: Actor,
  organisationId: string,
  decisionId: string,
  courseId: string,
): Promise<Outcome<true>> {
  if (!mayAct(actor, organisationId, 'registrar')) return refuse({ code: 'recognition.not-allowed' })
  return inTransaction(deps.db, async (tx) => {
    const one = (await unwritten(tx, organisationId)).find((row) => row.decisionId === decisionId)
    if (one === undefined || one.courseId !== null) return refuse({ code: 'exports.feeder-decision-unknown' })
    if (!(await coursesOf(tx, one.programmeId)).some(({ id }) => id === courseId))
      return refuse({ code: 'recognition.course-unknown', at: 'courseId' })
    const at = deps.clock()
    const { personId } = one
    await insertPacking(tx, { personId, decisionId, id: newId(), courseId, recordedBy: actor.personId, recordedAt: at })
    await record(tx, {
      at,
      actorId: actor.personId,
      organisationId,
      verb: 'feeder.pack',
      subject: decisionId,
      detail: { course: courseId },
    })
    return accept(true)
  })
}

/** The feeder that the operator configured for a university. */
export async function accessOf(
  deps: Pick<Deps, 'db' | 'feeders'>,
  organisationId: string,
): Promise<FeederAccess | null> {
  const organisation = await findOrganisation(deps.db, organisationId)
  return deps.feeders?.find((one) => one.organisation === organisation?.slug) ?? null
}

/**
 * Asks for a run against the feeder: sending what waits (`send`, with rejected lines once more), or comparing line by line
 * what was sent (`check`). It is done after the commit. Refusals: `recognition.not-allowed`, `exports.feeder-not-configured`.
 */
export async function askRun(
  deps: Deps,
  actor: Actor,
  organisationId: string,
  act: 'send' | 'check',
): Promise<Outcome<{ runId: string }>> {
  if (!mayAct(actor, organisationId, 'registrar')) return refuse({ code: 'recognition.not-allowed' })
  if ((await accessOf(deps, organisationId)) === null) return refuse({ code: 'exports.feeder-not-configured' })
  return inTransaction(deps.db, async (tx) => {
    const [at, runId] = [deps.clock(), newId()]
    if (act === 'send') await reopenRejected(tx, organisationId)
    await insertRun(tx, { id: runId, organisationId, act, askedAt: at, askedBy: actor.personId })
    await promise(tx, FEEDER_RUN, `${FEEDER_RUN}:${runId}`, { organisationId, runId })
    await record(tx, { at, actorId: actor.personId, organisationId, verb: `feeder.${act}`, subject: runId })
    return accept({ runId })
  })
}
