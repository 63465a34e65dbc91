import { coursesOf, currentStudyOf, mayAct, type Study } from '../organisations/index.ts'
import { record } from '../platform/audit.ts'
import { dayOf } from '../platform/clock.ts'
import { type Db, inTransaction } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { newId } from '../platform/ids.ts'
import { promise } from '../platform/outbox.ts'
import type { Actor } from '../platform/page.ts'
import { accept, type Outcome, type Refusal, refuse } from '../platform/refusal.ts'
import { workingPractice } from './library.ts'
import { dayAfter, fieldAt } from './rules-decision.ts'
import { type Assessed, assess, wishOf } from './service-case.ts'
import { release, reserve } from './service-reserve.ts'
import { allOrNothing } from './service-whole.ts'
import { findOwnRequest, insertRequest, withdrawRequest } from './store.ts'
import { tell } from './tenants/service-tell.ts'
import type { CredentialFacts, CredentialSource, RecognitionRequest, RuleSet } from './types.ts'

/** Longest message to the registrar, in letters. */
const NOTE_LETTERS = 1000

/** One credential of a request, and what is asked for it. */
export interface Asking {
  readonly credentialId: string
  readonly sks: number
  readonly asPackage: boolean
  readonly courseId: string | null
  readonly note: string
}

/** What was sent: one request for each credential, in the order of the wishes. */
export interface Asked {
  readonly requestIds: readonly string[]
  /** Shared by all of them; null where there is only one. */
  readonly submissionId: string | null
}

/** The holder asks the home university to count one credential; see `askTogether`. */
export async function ask(
  deps: Deps,
  source: CredentialSource,
  actor: Actor,
  asking: Asking,
): Promise<Outcome<{ requestId: string }>> {
  const sent = await askTogether(deps, source, actor, [asking])
  return sent.ok ? accept({ requestId: sent.value.requestIds[0] ?? '' }) : sent
}

/**
 * The holder asks the home university to count one credential or many, all or none. Each is decided by itself, and
 * its SKS are reserved until then.
 *
 * Refusals: `recognition.nothing-asked`, `too-many-asked`, `credential-unknown` (also somebody else's),
 * `credential-not-valid`, `no-study`, `sks-malformed`, `more-than-worth`, `course-unknown`, `asked-already` (also: twice in
 * this request), and the bank's, as `already-reserved`. What concerns a field of the second wish carries its place: `sks-1`.
 */
export async function askTogether(
  deps: Deps,
  source: CredentialSource,
  actor: Actor,
  askings: readonly Asking[],
): Promise<Outcome<Asked>> {
  const found = await factsOf(source, askings, actor.personId)
  if (!found.ok) return found
  return allOrNothing(deps.db, async (tx) => {
    const study = await currentStudyOf(tx, actor.personId)
    if (study === null || study.state === 'refused') return refuse({ code: 'recognition.no-study' })
    return send(deps, tx, actor, study, askings, found.value)
  })
}

/**
 * A registrar asks on behalf of a student of the own university whose study is confirmed. The student is told and may take
 * the request back. Refusals as of `askTogether`, and `recognition.not-allowed`; a student of elsewhere is as unknown as a credential
 * that never was.
 */
export async function askFor(
  deps: Deps,
  source: CredentialSource,
  actor: Actor,
  organisationId: string,
  askings: readonly Asking[],
): Promise<Outcome<Asked>> {
  if (!mayAct(actor, organisationId, 'registrar')) return refuse({ code: 'recognition.not-allowed' })
  const found = await factsOf(source, askings, null)
  if (!found.ok) return found
  return allOrNothing(deps.db, async (tx) => {
    const study = await currentStudyOf(tx, found.value[0]?.personId ?? '')
    if (study === null || study.organisationId !== organisationId || study.state !== 'confirmed')
      return refuse({ code: 'recognition.credential-unknown' })
    const sent = await send(deps, tx, actor, study, askings, found.value)
    if (!sent.ok) return sent
    await promise(tx, 'letter', `recognition-asked:${sent.value.requestIds[0]}`, {
      personId: study.personId,
      template: 'recognition.asked-for-you',
      values: { path: `/credit/requests/${sent.value.requestIds[0]}` },
    })
    return sent
  })
}

/** The facts of every credential, all of one holder and all valid now; every fault, each with its place. */
async function factsOf(
  source: CredentialSource,
  askings: readonly Asking[],
  holderId: string | null,
): Promise<Outcome<readonly CredentialFacts[]>> {
  const most = workingPractice().credentialsAtOnce.value
  if (askings.length === 0) return refuse({ code: 'recognition.nothing-asked' })
  if (askings.length > most) return refuse({ code: 'recognition.too-many-asked', values: { most } })
  const refusals: Refusal[] = []
  const all: CredentialFacts[] = []
  for (const [place, { credentialId }] of askings.entries()) {
    const facts = await source.credentialFacts(credentialId)
    if (facts === null || facts.personId !== (holderId ?? all[0]?.personId ?? facts.personId)) {
      refusals.push({ code: 'recognition.credential-unknown' })
      continue
    }
    if (all.some((one) => one.accountId === facts.accountId))
      refusals.push({ code: 'recognition.asked-already', at: fieldAt('sks', place) })
    else if (!(await mayBeAsked(source, facts)))
      refusals.push({ code: 'recognition.credential-not-valid', at: fieldAt('sks', place) })
    all.push(facts)
  }
  const [first, ...more] = refusals
  return first === undefined ? accept(all) : refuse(first, ...more)
}

async function mayBeAsked(source: CredentialSource, { credentialId }: CredentialFacts): Promise<boolean> {
  return (await source.verdictOf(credentialId)).verdict === 'valid'
}

/** Stores the wishes, all or none: what is checked is checked before the first row. */
async function send(
  deps: Deps,
  tx: Db,
  actor: Actor,
  study: Study,
  askings: readonly Asking[],
  facts: readonly CredentialFacts[],
): Promise<Outcome<Asked>> {
  const at = deps.clock()
  const submissionId = askings.length > 1 ? newId() : null
  const courses = await coursesOf(tx, study.programmeId)
  const rows: { readonly row: RecognitionRequest; readonly rules: RuleSet | undefined }[] = []
  const refusals: Refusal[] = []
  for (const [place, asking] of askings.entries()) {
    const known = facts[place]
    if (known === undefined) throw new RangeError('every wish has its facts')
    const row = rowOf(actor, study, asking, known, submissionId, at)
    const whole = Number.isSafeInteger(asking.sks) && asking.sks > 0
    const assessed = whole ? await assess(tx, wishOf(row)) : null
    const faults = faultsOf(row, assessed)
    if (asking.courseId !== null && !courses.some(({ id }) => id === asking.courseId))
      faults.push({ code: 'recognition.course-unknown', at: 'course' })
    refusals.push(...faults.map((one) => (one.at === undefined ? one : { ...one, at: fieldAt(one.at, place) })))
    rows.push({ row, rules: assessed?.rules })
  }
  const [first, ...more] = refusals
  if (first !== undefined) return refuse(first, ...more)
  for (const [place, { row, rules }] of rows.entries()) {
    if (!(await insertRequest(tx, row))) return refuse({ code: 'recognition.asked-already', at: fieldAt('sks', place) })
    const reserved = await reserve(tx, row, `request:${row.id}`, actor, at, rules)
    if (!reserved.ok) return reserved
  }
  for (const {
    row: { id, askedSks },
  } of rows) {
    await record(tx, {
      at,
      actorId: actor.personId,
      organisationId: study.organisationId,
      verb: 'recognition.ask',
      subject: id,
      detail: { sks: askedSks },
    })
    await tell(tx, at, study.organisationId, 'live', 'recognition.request.asked', { requestId: id })
  }
  return accept({ requestIds: rows.map(({ row }) => row.id), submissionId })
}

function rowOf(
  actor: Actor,
  study: Study,
  asking: Asking,
  facts: CredentialFacts,
  submissionId: string | null,
  at: Date,
): RecognitionRequest {
  const { asPackage, courseId, note } = asking
  return {
    personId: facts.personId,
    id: newId(),
    credentialId: facts.credentialId,
    studyId: study.id,
    organisationId: study.organisationId,
    programmeId: study.programmeId,
    askedSks: asking.sks,
    asPackage,
    courseId,
    note: note === '' ? null : note.slice(0, NOTE_LETTERS),
    facts,
    askedAt: at,
    dueOn: dayAfter(dayOf(at), workingPractice().decisionDays.value),
    withdrawnAt: null,
    closedAt: null,
    submissionId,
    askedBy: actor.personId,
  }
}

function faultsOf(row: RecognitionRequest, assessed: Assessed | null): Refusal[] {
  if (!Number.isSafeInteger(row.askedSks) || row.askedSks < 1) return [{ code: 'recognition.sks-malformed', at: 'sks' }]
  const left = assessed === null ? 0 : Math.max(0, assessed.evaluation.worthSks - assessed.asked.award.counted)
  if (row.askedSks > left) return [{ code: 'recognition.more-than-worth', at: 'sks', values: { left } }]
  return []
}

/** The holder takes a request back before it is decided. Refusals: `recognition.request-unknown`, `already-decided`. */
export function withdraw(deps: Deps, actor: Actor, requestId: string): Promise<Outcome<true>> {
  return inTransaction(deps.db, async (tx) => {
    const request = await findOwnRequest(tx, actor.personId, requestId)
    if (request === null) return refuse({ code: 'recognition.request-unknown' })
    const at = deps.clock()
    if (!(await withdrawRequest(tx, actor.personId, requestId, at)))
      return refuse({ code: 'recognition.already-decided', values: { day: 'none' } })
    await release(tx, request, actor, at)
    await record(tx, {
      at,
      actorId: actor.personId,
      organisationId: request.organisationId,
      verb: 'recognition.withdraw',
      subject: requestId,
    })
    return accept(true as const)
  })
}
