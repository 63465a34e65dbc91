import { findVersion, findVersions, latestVersionOf } from '../../design/index.ts'
import { leaveRows } from '../../log/index.ts'
import {
  coursesOf,
  findCourse,
  findProgramme,
  mayAct,
  partyEvents,
  programmesOf,
  successorOn,
} from '../../organisations/index.ts'
import { record } from '../../platform/audit.ts'
import { dayOf } from '../../platform/clock.ts'
import { type Db, inTransaction } from '../../platform/database.ts'
import type { Deps } from '../../platform/deps.ts'
import { newId } from '../../platform/ids.ts'
import type { Actor } from '../../platform/page.ts'
import { accept, type Outcome, refuse } from '../../platform/refusal.ts'
import { checkEquivalence, linesFor } from './rules.ts'
import { confirmRow, endRow, equivalencesOf, insertEquivalence, lockEquivalences } from './store.ts'
import { EQUIVALENCE, EQUIVALENCE_END, logReaders } from './store-log.ts'
import type { Equivalence, EquivalenceGiven, Suggestion } from './types.ts'

type Needs = Pick<Deps, 'db' | 'clock'>

const mayAgree = (actor: Actor, organisationId: string) => mayAct(actor, organisationId, 'registrar', 'owner')

/**
 * Proposes a line; it holds once another person confirmed it. Refusals: `recognition.not-allowed` and those of
 * `checkEquivalence`. A line that stands already word for word is answered again and changes nothing (`isNew` false).
 */
export function proposeEquivalence(
  deps: Needs,
  actor: Actor,
  organisationId: string,
  given: EquivalenceGiven,
): Promise<Outcome<{ equivalence: Equivalence; isNew: boolean }>> {
  return inTransaction(deps.db, async (tx) => {
    if (!mayAgree(actor, organisationId)) return refuse({ code: 'recognition.not-allowed' })
    const standing = (await lockEquivalences(tx, organisationId)).filter(({ endedOn }) => endedOn === null)
    const twin = standing.find((one) => sameWords(one, given))
    if (twin !== undefined) return accept({ equivalence: twin, isNew: false })
    const versions = await findVersions(tx, [
      ...new Set([given, ...standing].flatMap((one) => [one.definitionVersionId, one.asVersionId ?? ''])),
    ])
    const course = given.courseId === null ? null : await findCourse(tx, given.courseId)
    const programme = course === null ? null : await findProgramme(tx, course.programmeId)
    const checked = checkEquivalence(
      given,
      {
        version: versions.get(given.definitionVersionId) ?? null,
        course: programme?.organisationId === organisationId ? course : null,
        asVersion: versions.get(given.asVersionId ?? '') ?? null,
      },
      standing,
      (id) => versions.get(id)?.title.id ?? id,
    )
    if (!checked.ok) return checked
    const at = deps.clock()
    const equivalence: Equivalence = {
      ...checked.value,
      organisationId,
      id: newId(),
      programmeId: programme?.id ?? null,
      proposedBy: actor.personId,
      proposedAt: at,
      confirmedBy: null,
      confirmedAt: null,
      endedOn: null,
    }
    await insertEquivalence(tx, equivalence)
    await record(tx, {
      at,
      actorId: actor.personId,
      organisationId,
      verb: 'recognition.equivalence-propose',
      subject: equivalence.id,
    })
    return accept({ equivalence, isNew: true })
  })
}

function sameWords(one: Equivalence, given: EquivalenceGiven): boolean {
  return (
    one.definitionVersionId === given.definitionVersionId &&
    one.courseId === given.courseId &&
    one.asVersionId === given.asVersionId &&
    one.sks === given.sks &&
    one.validFrom === given.validFrom &&
    one.validUntil === given.validUntil
  )
}

/**
 * The id of the version that somebody means by an id or an address: of the page of a version, or of its definition in the
 * catalogue, which means the newest one. What names none is answered as it was typed.
 */
export async function versionMeant(db: Db, text: string): Promise<string> {
  const id = /([0-9a-z]{26})(?:[/?#].*)?$/.exec(text.trim())?.[1] ?? text.trim()
  if ((await findVersion(db, id)) !== null) return id
  return (await latestVersionOf(db, id))?.id ?? id
}

/** A second person confirms a line. Refusals: `not-allowed`, `equivalence-unknown`, `equivalence-same-person`. */
export function confirmEquivalence(
  deps: Needs,
  actor: Actor,
  organisationId: string,
  id: string,
): Promise<Outcome<true>> {
  return inTransaction(deps.db, async (tx) => {
    if (!mayAgree(actor, organisationId)) return refuse({ code: 'recognition.not-allowed' })
    const found = (await lockEquivalences(tx, organisationId)).find((one) => one.id === id)
    if (found === undefined) return refuse({ code: 'recognition.equivalence-unknown' })
    if (found.proposedBy === actor.personId) return refuse({ code: 'recognition.equivalence-same-person' })
    const at = deps.clock()
    if (!(await confirmRow(tx, organisationId, id, actor.personId, at)))
      return refuse({ code: 'recognition.equivalence-unknown' })
    await leaveRows(tx, at, logReaders[EQUIVALENCE], [
      { kind: 'rule', subject: EQUIVALENCE, subjectId: `${organisationId}/${id}`, organisationId },
    ])
    await record(tx, {
      at,
      actorId: actor.personId,
      organisationId,
      verb: 'recognition.equivalence-confirm',
      subject: id,
    })
    return accept(true as const)
  })
}

/** Ends a line today, or takes back one that waits. Requests from before keep what they were offered. */
export function endEquivalence(deps: Needs, actor: Actor, organisationId: string, id: string): Promise<Outcome<true>> {
  return inTransaction(deps.db, async (tx) => {
    if (!mayAgree(actor, organisationId)) return refuse({ code: 'recognition.not-allowed' })
    const at = deps.clock()
    if (!(await endRow(tx, organisationId, id, { on: dayOf(at), by: actor.personId, at })))
      return refuse({ code: 'recognition.equivalence-unknown' })
    await leaveRows(tx, at, logReaders[EQUIVALENCE_END], [
      { kind: 'rule', subject: EQUIVALENCE_END, subjectId: `${organisationId}/${id}`, organisationId },
    ])
    await record(tx, {
      at,
      actorId: actor.personId,
      organisationId,
      verb: 'recognition.equivalence-end',
      subject: id,
    })
    return accept(true as const)
  })
}

/**
 * What the agreements of a university say of a version in one of its study programmes on a day: its own, and those of every
 * university that merged into it by then, for the course of the same code. Own ones first.
 */
export async function suggestionsFor(
  db: Db,
  asked: {
    readonly organisationId: string
    readonly programmeId: string
    readonly versionId: string | null
    readonly day: string
  },
): Promise<readonly Suggestion[]> {
  const { organisationId, programmeId } = asked
  const found: Suggestion[] = []
  for (const line of await linesOn(db, asked)) {
    const isOwn = line.organisationId === organisationId
    const courseId = isOwn ? ownCourse(line, programmeId) : await courseHere(db, line, programmeId)
    if (courseId === null || line.sks === null) continue
    const formerOrganisationId = isOwn ? null : line.organisationId
    found.push({ equivalenceId: line.id, courseId, sks: line.sks, basis: line.basis, formerOrganisationId })
  }
  return found
}

/** The lines to courses that a version reaches on a day at a university, and at those that merged into it. Own ones first. */
async function linesOn(
  db: Db,
  { organisationId, versionId, day }: Omit<Parameters<typeof suggestionsFor>[1], 'programmeId'>,
): Promise<readonly Equivalence[]> {
  if (versionId === null) return []
  const events = await partyEvents(db)
  const former = [...new Set(events.map((event) => event.organisationId))].filter(
    (id) => id !== organisationId && successorOn(events, id, day) === organisationId,
  )
  const lines = await equivalencesOf(db, [organisationId, ...former])
  return [organisationId, ...former].flatMap((from) =>
    linesFor(
      versionId,
      lines.filter((one) => one.organisationId === from),
      day,
    ),
  )
}

/** The study programmes of a university whose courses its agreements name for a version on a day. */
export async function agreedProgrammes(
  db: Db,
  asked: { readonly organisationId: string; readonly versionId: string | null; readonly day: string },
): Promise<readonly string[]> {
  const found = new Set<string>()
  for (const { organisationId, programmeId } of await linesOn(db, asked)) {
    if (programmeId === null) continue
    if (organisationId === asked.organisationId) found.add(programmeId)
    else {
      const code = (await findProgramme(db, programmeId))?.code
      for (const own of await programmesOf(db, asked.organisationId)) if (own.code === code) found.add(own.id)
    }
  }
  return [...found]
}

const ownCourse = (line: Equivalence, programmeId: string) => (line.programmeId === programmeId ? line.courseId : null)

/** The course of the successor's programme that bears the codes of the former one. */
async function courseHere(db: Db, line: Equivalence, programmeId: string): Promise<string | null> {
  const [before, now] = [await findProgramme(db, line.programmeId ?? ''), await findProgramme(db, programmeId)]
  if (before === null || now === null || before.code !== now.code) return null
  const course = await findCourse(db, line.courseId ?? '')
  return (await coursesOf(db, programmeId)).find(({ code }) => code === course?.code)?.id ?? null
}
