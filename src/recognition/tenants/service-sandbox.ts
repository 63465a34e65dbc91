import { coursesOf, mayAct, programmesOf, ruleSetOf, type StudyProgramme } from '../../organisations/index.ts'
import { record } from '../../platform/audit.ts'
import { dayOf } from '../../platform/clock.ts'
import { type Db, inTransaction } from '../../platform/database.ts'
import type { Deps } from '../../platform/deps.ts'
import { newId } from '../../platform/ids.ts'
import type { Actor } from '../../platform/page.ts'
import { accept, type Outcome, refuse } from '../../platform/refusal.ts'
import { workingPractice } from '../library.ts'
import { evaluate } from '../rules.ts'
import { checkDecision, dayAfter } from '../rules-decision.ts'
import { waiversOf } from '../service-case.ts'
import { ruleSetOfDay } from '../service-sets.ts'
import { type Case, COUNTING, type DecisionForm, type Mode, type RuleSet, type Warning } from '../types.ts'
import { tell } from './service-tell.ts'
import { decideSandbox, fillSandbox, lockSandboxRequest, sandboxRequests } from './store-sandbox.ts'
import type { SandboxRequest, ToldRequest } from './types.ts'

/** Invented learners, each for one answer of the rules: enough room, little, none, too early, in person, link not confirmed. */
const LEARNERS: readonly {
  readonly semester: number | null
  readonly online: number
  readonly outside: number
  readonly sks: number
  readonly mode: Mode
}[] = [
  { semester: 6, online: 0, outside: 0, sks: 3, mode: 'online' },
  { semester: 6, online: 68, outside: 20, sks: 3, mode: 'online' },
  { semester: 7, online: 70, outside: 57, sks: 2, mode: 'online' },
  { semester: 4, online: 10, outside: 0, sks: 2, mode: 'online' },
  { semester: 5, online: 70, outside: 10, sks: 4, mode: 'in-person' },
  { semester: null, online: 0, outside: 0, sks: 2, mode: 'blended' },
  { semester: 8, online: 30, outside: 56, sks: 1, mode: 'online' },
  { semester: 6, online: 12, outside: 6, sks: 20, mode: 'online' },
]
const HOURS_PER_SKS = 45
const TOTAL_SKS = 144

/**
 * Fills a university's sandbox with invented learners and requests, or puts it back as it was.
 * Refusals: `tenants.not-allowed`.
 */
export async function resetSandbox(
  deps: Pick<Deps, 'db' | 'clock'>,
  actor: Actor,
  organisationId: string,
): Promise<Outcome<{ requests: number }>> {
  if (!mayAct(actor, organisationId, 'registrar', 'owner')) return refuse({ code: 'tenants.not-allowed' })
  return inTransaction(deps.db, async (tx) => {
    const at = deps.clock()
    const programme = (await programmesOf(tx, organisationId)).find(({ level }) => level === 'S1' || level === 'D4')
    const rows = LEARNERS.map((_, place) => requestOf(organisationId, programme, place, at))
    await fillSandbox(tx, organisationId, rows)
    for (const { id } of rows)
      await tell(tx, at, organisationId, 'sandbox', 'recognition.request.asked', { requestId: id })
    await record(tx, { at, actorId: actor.personId, organisationId, verb: 'tenant.sandbox', subject: organisationId })
    return accept({ requests: rows.length })
  })
}

const nimOf = (place: number): string => `REKAAN-${String(place + 1).padStart(3, '0')}`

function requestOf(
  organisationId: string,
  programme: StudyProgramme | undefined,
  place: number,
  at: Date,
): SandboxRequest {
  const learner = LEARNERS[place] ?? { semester: 6, online: 0, outside: 0, sks: 2, mode: 'online' as const }
  const day = dayOf(at)
  const nothing = { sks: 0, courses: null }
  const inputs: Case = {
    day,
    programme: {
      level: programme?.level ?? 'S1',
      totalSks: programme?.totalSks ?? TOTAL_SKS,
      totalCourses: programme?.totalCourses ?? null,
    },
    study:
      learner.semester === null
        ? null
        : {
            semester: learner.semester,
            used: {
              online: { sks: learner.online, courses: null },
              outside: { sks: learner.outside, courses: null },
              'other-programme': nothing,
            },
          },
    award: {
      hours: learner.sks * HOURS_PER_SKS,
      sks: learner.sks,
      counted: 0,
      mode: learner.mode,
      origin: 'outside',
      kind: 'micro-credential',
      issuedOn: day,
      expiresOn: null,
    },
    askedSks: learner.sks,
    askedAsPackage: false,
    waiver: null,
  }
  return {
    organisationId,
    id: `sandbox-${newId()}`,
    nim: nimOf(place),
    inputs,
    title: { id: `Kursus rekaan ${place + 1}`, en: `Invented course ${place + 1}` },
    issuerName: 'Penyelenggara Rekaan',
    askedSks: learner.sks,
    askedAt: at,
    dueOn: dayAfter(day, workingPractice().decisionDays.value),
    decision: null,
  }
}

/** Every request of the sandbox as the API tells it. */
export async function sandboxList(db: Db, organisationId: string): Promise<readonly ToldRequest[]> {
  const rows = await sandboxRequests(db, organisationId)
  const today = await rulesOf(db, organisationId)
  return rows.map((row) => toldFromSandbox(row, today(row)))
}

type Answer = ToldRequest['answer']

async function rulesOf(
  db: Db,
  organisationId: string,
): Promise<(row: SandboxRequest) => readonly [Answer] | readonly []> {
  const chosen = new Map<string, RuleSet>()
  for (const { inputs } of await sandboxRequests(db, organisationId))
    if (!chosen.has(inputs.day))
      chosen.set(inputs.day, await ruleSetOfDay(db, await ruleSetOf(db, organisationId, inputs.day), inputs.day))
  return ({ inputs, decision }) => {
    const rules = chosen.get(inputs.day)
    if (decision !== null || rules === undefined) return []
    const found = evaluate(rules, inputs)
    return [{ verdict: found.verdict, allowedSks: found.allowedSks, reasons: found.refusals }]
  }
}

export function toldFromSandbox(row: SandboxRequest, [answer = null]: readonly [Answer] | readonly []): ToldRequest {
  const { sks, hours, mode } = row.inputs.award
  return {
    id: row.id,
    mode: 'sandbox',
    state: row.decision === null ? 'open' : 'decided',
    student: { nim: row.nim },
    credential: { title: row.title, issuer: row.issuerName, sks, hours, mode },
    askedSks: row.askedSks,
    askedAt: row.askedAt.toISOString(),
    dueOn: row.dueOn,
    answer,
    warnings: inventedWarnings(row),
    // What was decided before reviews were told has none.
    decision: row.decision === null ? null : { ...row.decision, review: row.decision.review ?? null },
  }
}

/** The last of the invented learners asks elsewhere as well, so that systems meet a request that must be confirmed. */
function inventedWarnings({ nim, inputs }: SandboxRequest): readonly Warning[] {
  if (nim !== nimOf(LEARNERS.length - 1)) return []
  return [{ code: 'asked-elsewhere', values: { organisation: 'Universitas Rekaan', day: inputs.day, sks: 0 } }]
}

/** Decides an invented request by the university's own rules. No account, no ledger, no letter: only this request changes. */
export async function decideInSandbox(
  tx: Db,
  organisationId: string,
  id: string,
  form: DecisionForm,
  at: Date,
): Promise<Outcome<true>> {
  const row = await lockSandboxRequest(tx, organisationId, id)
  if (row === null) return refuse({ code: 'recognition.request-unknown' })
  if (row.decision !== null)
    return refuse({ code: 'recognition.already-decided', values: { day: row.decision.decidedAt.slice(0, 10) } })
  const courses = await Promise.all((await programmesOf(tx, organisationId)).map((one) => coursesOf(tx, one.id)))
  const checked = checkDecision(
    form,
    courses.flat().map((one) => one.id),
  )
  if (!checked.ok) return checked
  const { outcome, grantedSks, courseId, reason, waiverReason } = checked.value
  const counts = COUNTING.includes(outcome)
  if (counts) {
    const rules = await ruleSetOfDay(tx, await ruleSetOf(tx, organisationId, row.inputs.day), row.inputs.day)
    const asked = { ...row.inputs, askedSks: grantedSks, waiver: waiverReason, ...waiversOf(rules, waiverReason) }
    const found = evaluate(rules, asked)
    if (found.verdict === 'unknown') return refuse({ code: 'recognition.link-unconfirmed' })
    if (found.verdict !== 'allowed')
      return refuse(
        {
          code: 'recognition.above-allowed',
          at: 'grantedSks',
          values: { asked: grantedSks, allowed: found.allowedSks ?? 0 },
        },
        ...found.refusals,
      )
    const warnings = inventedWarnings(row)
    if (warnings.length > 0 && form.seen !== true)
      return refuse({ code: 'recognition.warnings-unseen', at: 'seen', values: { count: warnings.length } })
  }
  const told = { outcome, grantedSks: counts ? grantedSks : 0, courseId, reason }
  const decision = { ...told, decidedAt: at.toISOString(), review: null }
  await decideSandbox(tx, organisationId, id, decision, at)
  await tell(tx, at, organisationId, 'sandbox', 'recognition.request.decided', { requestId: id })
  return accept(true)
}
