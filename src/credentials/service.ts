import { randomUUID } from 'node:crypto'
import { standingsAmong } from '../assessment/index.ts'
import { coIssuersAmong, type DefinitionVersion, findVersion } from '../design/index.ts'
import { findEnrolments } from '../enrolment/index.ts'
import { type AqrfTest, aqrfTest } from '../frameworks/index.ts'
import { findOrganisation, mayAct, mayCount } from '../organisations/index.ts'
import { type Db, inTransaction } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { newId } from '../platform/ids.ts'
import type { Actor } from '../platform/page.ts'
import { accept, type Outcome, refuse } from '../platform/refusal.ts'
import { mayIssue } from '../trust/index.ts'
import { togetherPolicy } from './library.ts'
import { reasonsAgainstAward, validUntil } from './rules.ts'
import { wakeWorkers } from './service-signal.ts'
import { awardsOfVersion, insertAwards, recordAwards } from './store-award.ts'
import { promiseSignatures } from './store-signing.ts'
import { countPlaces, returnPlaces, takePlaces } from './store-status.ts'
import { openTogether } from './store-together.ts'
import type { Award, Candidate, Decisions, NewAward, Rejection } from './types.ts'

export type Given = Pick<Deps, 'db' | 'clock'>

/** Most enrolments in one request to award; a whole batch goes through `startIssueJob`. */
const DECIDE_MOST = 500
/** PostgreSQL's codes for *try the transaction again*: a serialisation failure, a deadlock. */
const AGAIN: ReadonlySet<string> = new Set(['40001', '40P01'])

const DAY_MILLISECONDS = 86_400_000

/** Who decides, and for which bulk job. */
export interface Decider {
  readonly personId: string
  readonly issueJobId: string | null
  /** What the register answered just before: a fact of the AQRF test. */
  readonly isListed: boolean
}

/**
 * Decides on awards and stores the decision, in one transaction with the places in a status list, the promised
 * signatures and the audit lines. Nothing is signed before that commit; whoever gets an answer may rely on it.
 *
 * Only enrolments whose mandatory outcomes are all passed are awarded; the others come back with every reason. One award
 * per person, definition version and attempt: a repeat changes nothing and answers the award that stands.
 *
 * Refusals of the whole request: `credentials.version-not-found` (also another organisation's), `credentials.not-allowed`
 * (not an issuer there), `credentials.none-chosen`, `credentials.too-many` (over 500), and those of `trust` when the
 * organisation may not issue this today.
 */
export async function decideAwards(
  deps: Given,
  actor: Actor,
  asked: { versionId: string; enrolmentIds: readonly string[] },
): Promise<Outcome<Decisions>> {
  const version = await findVersion(deps.db, asked.versionId)
  if (version === null || !actor.roles.some((held) => held.organisationId === version.organisationId))
    return refuse({ code: 'credentials.version-not-found' })
  if (!mayAct(actor, version.organisationId, 'issuer')) return refuse({ code: 'credentials.not-allowed' })
  const enrolmentIds = [...new Set(asked.enrolmentIds)]
  if (enrolmentIds.length === 0) return refuse({ code: 'credentials.none-chosen', at: 'enrolmentIds' })
  if (enrolmentIds.length > DECIDE_MOST)
    return refuse({ code: 'credentials.too-many', at: 'enrolmentIds', values: { most: DECIDE_MOST } })
  const outcome = await withRetry(deps.db, async (tx): Promise<Outcome<Decisions>> => {
    const allowed = await mayIssueVersion(tx, version, deps.clock())
    if (!allowed.ok) return allowed
    const decider = { personId: actor.personId, issueJobId: null, isListed: allowed.ok }
    return accept(await decideAmong(tx, deps, decider, version, enrolmentIds))
  })
  wakeWorkers()
  return outcome
}

/**
 * May the version's organisation issue it at this instant, and everybody who issues it together with it? Where only chosen
 * courses of the organisation count (F016), only what was chosen: `organisations.not-chosen`.
 */
export async function mayIssueVersion(db: Db, version: DefinitionVersion, instant: Date): Promise<Outcome<true>> {
  const question = { kind: version.kind, field: version.field, level: version.kkniLevel }
  const own = await mayIssue(db, version.organisationId, question, instant)
  const counts = await mayCount(db, version.organisationId, version.definitionId, instant)
  if (!own.ok) return counts.ok ? own : refuse(...own.refusals, ...counts.refusals)
  if (!counts.ok) return counts
  for (const { organisationId } of version.coIssuers) {
    const allowed = await mayIssue(db, organisationId, question, instant)
    if (allowed.ok) continue
    const organisation = (await findOrganisation(db, organisationId))?.name ?? ''
    return refuse({ code: 'credentials.co-issuer-stopped', values: { organisation } }, ...allowed.refusals)
  }
  return own
}

/** Runs a transaction again, up to three times, when the database asks for it. Inside an outer transaction it runs once. */
export async function withRetry<T>(db: Db, work: (tx: Db) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await inTransaction(db, work)
    } catch (error) {
      const code = (error as { code?: unknown }).code
      if (attempt >= 3 || db.isTransaction || typeof code !== 'string' || !AGAIN.has(code)) throw error
    }
  }
}

/** Decides in the caller's transaction; the right to issue was asked before. */
export async function decideAmong(
  tx: Db,
  deps: Given,
  decider: Decider,
  version: DefinitionVersion,
  enrolmentIds: readonly string[],
): Promise<Decisions> {
  const at = deps.clock()
  const { candidates, unknown } = await candidatesOf(tx, version, enrolmentIds)
  const standing = newestEditions(
    await awardsOfVersion(
      tx,
      version.id,
      candidates.map((one) => one.personId),
    ),
  )
  const already: Award[] = []
  const rejected: Rejection[] = unknown.map((enrolmentId) => ({
    enrolmentId,
    refusals: [{ code: 'credentials.enrolment-not-found' }],
  }))
  const wanted = new Map<string, NewAward>()
  for (const candidate of candidates) {
    const award = standing.get(keyOf(candidate))
    const [first, ...more] = reasonsAgainstAward(candidate)
    if (award !== undefined) already.push(award)
    else if (first !== undefined) rejected.push({ enrolmentId: candidate.enrolmentId, refusals: [first, ...more] })
    else if (!wanted.has(keyOf(candidate))) wanted.set(keyOf(candidate), newAward(candidate, version, decider, at))
  }
  const awarded = await storeAwards(tx, [...wanted.values()], at)
  // Another request decided some of them at the same moment: theirs stand.
  const lost = [...wanted.values()].filter((one) => !awarded.some((award) => award.id === one.id))
  const theirs = newestEditions(
    await awardsOfVersion(
      tx,
      version.id,
      lost.map((one) => one.personId),
    ),
  )
  for (const one of lost) {
    const award = theirs.get(keyOf(one))
    if (award !== undefined) already.push(award)
  }
  return { awarded, already, rejected }
}

const keyOf = ({ personId, attempt }: { personId: string; attempt: number }): string => `${personId} ${attempt}`

/** The newest edition of each person's award in each attempt. */
function newestEditions(awards: readonly Award[]): Map<string, Award> {
  return new Map([...awards].sort((a, b) => a.edition - b.edition).map((award) => [keyOf(award), award] as const))
}

/** What is known of each enrolment. One of another version or organisation is as unknown as one that doesn't exist. */
export async function candidatesOf(
  db: Db,
  version: DefinitionVersion,
  enrolmentIds: readonly string[],
): Promise<{ candidates: Candidate[]; unknown: string[] }> {
  const enrolments = await findEnrolments(db, enrolmentIds)
  const own = enrolmentIds.flatMap((id) => {
    const enrolment = enrolments.get(id)
    return enrolment !== undefined && enrolment.definitionVersionId === version.id ? [enrolment] : []
  })
  const standings = await standingsAmong(
    db,
    version,
    own.map((one) => one.id),
  )
  const positions = new Map(version.outcomes.map((outcome) => [outcome.id, outcome.position] as const))
  const mandatory = version.outcomes.filter((outcome) => outcome.mandatory).map((outcome) => outcome.position)
  const candidates = own.map((enrolment) => {
    const standing = standings.get(enrolment.id)
    return {
      enrolmentId: enrolment.id,
      personId: enrolment.personId,
      withdrawn: enrolment.withdrawnAt !== null,
      passed: standing?.passed ?? false,
      attempt: standing?.attempt ?? 0,
      missing: standing?.missing.map((id) => positions.get(id) ?? 0) ?? mandatory,
      assessed: new Set(
        (standing?.results ?? [])
          .filter((one) => one.passed && one.assessorId !== enrolment.personId)
          .flatMap(({ outcomeId }) => positions.get(outcomeId) ?? [])
          .filter((position) => mandatory.includes(position)),
      ).size,
    }
  })
  return { candidates, unknown: enrolmentIds.filter((id) => !own.some((one) => one.id === id)) }
}

function newAward(candidate: Candidate, version: DefinitionVersion, decider: Decider, at: Date): NewAward {
  return {
    id: newId(),
    personId: candidate.personId,
    definitionVersionId: version.id,
    attempt: candidate.attempt,
    edition: 1,
    organisationId: version.organisationId,
    enrolmentId: candidate.enrolmentId,
    credentialId: newId(),
    subjectId: `urn:uuid:${randomUUID()}`,
    decidedBy: decider.personId,
    decidedAt: at,
    validUntil: validUntil(at, version.validMonths),
    issueJobId: decider.issueJobId,
    replacesCredentialId: null,
    aqrf: aqrfOf(candidate, version, decider.isListed),
  }
}

/**
 * The AQRF test (F066) of an award of a version: `assessed` mandatory outcomes were assessed for this person, whose identity
 * was checked as the version says, unless the way of the award says otherwise.
 */
export function aqrfOf(
  candidate: Pick<Candidate, 'assessed'>,
  version: DefinitionVersion,
  isListed: boolean,
  isIdentityChecked = version.identityAssurance !== 'unproctored',
): AqrfTest {
  const said = ({ id, en }: { readonly id: string; readonly en: string }) => id.trim() !== '' && en.trim() !== ''
  const mandatory = version.outcomes.filter((outcome) => outcome.mandatory)
  return aqrfTest({
    isListed,
    outcomes: mandatory.length,
    assessed: candidate.assessed,
    isIdentityChecked,
    withStandard: mandatory.filter(
      ({ statement, assessment, passMark }) => said(statement) && said(assessment.description) && passMark > 0,
    ).length,
    isStandardNamed: said(version.standard),
    isTitled: said(version.title),
    isPublished: version.publishedAt !== null,
  })
}

/**
 * Stores new awards with their places, promised signatures and audit lines, in the caller's transaction. Answers those
 * that were stored; one that another transaction stored first is left out and its place given back.
 */
export async function storeAwards(tx: Db, wanted: readonly NewAward[], at: Date): Promise<Award[]> {
  if (wanted.length === 0) return []
  const places = await takePlaces(tx, wanted.length, at)
  const awards = wanted.map((award, index): Award => {
    const place = places[index]
    if (place === undefined) throw new RangeError('fewer places were taken than asked')
    return { ...award, statusListId: place.listId, statusIndex: place.index }
  })
  const stored = await insertAwards(tx, awards)
  const kept = new Set(stored.map((award) => award.id))
  await returnPlaces(tx, awards.filter((award) => !kept.has(award.id)).map(placeOf))
  await promiseOrAsk(tx, stored, at)
  await recordAwards(tx, stored)
  await countPlaces(tx, stored.map(placeOf))
  return stored
}

/** Promises the signatures of awards; of those that several issue together, the approval of the others is asked first. */
async function promiseOrAsk(tx: Db, awards: readonly Award[], at: Date): Promise<void> {
  const coIssuers = await coIssuersAmong(tx, [...new Set(awards.map((award) => award.definitionVersionId))])
  const together = awards.filter((award) => coIssuers.has(award.definitionVersionId))
  const due = new Date(at.getTime() + togetherPolicy().answerDays * DAY_MILLISECONDS)
  if (together.length > 0) await openTogether(tx, together, coIssuers, due)
  await promiseSignatures(
    tx,
    awards.filter((award) => !coIssuers.has(award.definitionVersionId)),
  )
}

/** The place of an award in its status list. */
export function placeOf(award: Award): { listId: string; index: number } {
  return { listId: award.statusListId, index: award.statusIndex }
}
