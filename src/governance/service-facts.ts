import { createHash } from 'node:crypto'
import { type Result, standingResults } from '../assessment/index.ts'
import { AWARD, type AwardRecord, awardRecords } from '../credentials/index.ts'
import { type DefinitionVersion, publishedVersions, signOffRecords } from '../design/index.ts'
import { type Enrolment, findBatches, findEnrolments } from '../enrolment/index.ts'
import { firstShown, logBegan, NO_WITNESSES } from '../log/index.ts'
import { findOrganisations } from '../organisations/index.ts'
import { dayOf } from '../platform/clock.ts'
import type { Db } from '../platform/database.ts'
import type { Deps, LogWitness } from '../platform/deps.ts'
import { awardedByStacks } from '../recognition/index.ts'
import { effectiveAuthorisations, type RegisterEntry, registerEntries } from '../trust/index.ts'
import { zoneOf } from './library.ts'
import { evidenceReference, REFERENCE_CHARACTERS, significantWords } from './rules-words.ts'
import type { Accreditation, AwardFact, DefinitionFact, EnrolmentFact, EvidenceFact, Facts } from './types.ts'

/** Enrolments asked for in one question. */
const AT_ONCE = 5_000

/**
 * The facts of this installation since an instant, through the doors of the nouns that own them. Nothing personal but ids.
 * Working hours aren't declared anywhere yet, so those of the detector's data hold; the independent signatures under a
 * definition are the reviews that there are.
 */
export async function gatherFacts(
  { db, logWitnesses }: Pick<Deps, 'db' | 'logWitnesses'>,
  since: Date,
): Promise<Facts> {
  const [organisations, entries, versions, signatures] = [
    await findOrganisations(db),
    await registerEntries(db),
    await publishedVersions(db),
    await signOffRecords(db, since),
  ]
  const entryOf = new Map(entries.map((entry) => [entry.organisationId, entry]))
  return {
    organisations: organisations.map(({ id, province }) => ({
      id,
      zone: zoneOf(province),
      hours: null,
      accreditations: accreditationsOf(entryOf.get(id)),
    })),
    definitions: versions.flatMap(factsOfVersion).toSorted((a, b) => a.publishedAt.getTime() - b.publishedAt.getTime()),
    awards: await awardFacts(db, since, (logWitnesses ?? NO_WITNESSES).witnesses),
    reviews: signatures
      .filter(({ signerOrganisationId, organisationId }) => signerOrganisationId !== organisationId)
      .map(({ id, personId, organisationId, draftedAt, signedAt }) => ({
        id,
        reviewerId: personId,
        organisationId,
        askedAt: draftedAt,
        decidedAt: signedAt,
        approved: true,
      })),
  }
}

function factsOfVersion(version: DefinitionVersion): DefinitionFact[] {
  const { id, organisationId, hours, evidenceSource, publishedAt } = version
  const words = significantWords([version.title.id, ...version.outcomes.map(({ statement }) => statement.id)])
  return publishedAt === null ? [] : [{ id, organisationId, hours, evidenceSource, words, publishedAt }]
}

/**
 * The stretches in which the register really let a provider issue: its authorisations while it was listed, and, where the listing
 * rests on one, while an attestation by a registered body was in force. A suspension is left out: what was decided before it
 * may still be signed after it, and its end is no new accreditation.
 */
function accreditationsOf(entry: RegisterEntry | undefined): Accreditation[] {
  if (entry === undefined) return []
  const held = effectiveAuthorisations({ ...entry, suspensions: [] })
  return entry.listings.flatMap((listing) =>
    held.flatMap((authorisation) => {
      const from = listing.from > authorisation.from ? listing.from : authorisation.from
      const ends = [listing.until, authorisation.until].flatMap((one) => (one === null ? [] : [one.getTime()]))
      const until = ends.length === 0 ? null : new Date(Math.min(...ends))
      return until !== null && until <= from ? [] : [{ from, until, renewalAskedAt: null, recordedAt: from }]
    }),
  )
}

async function awardFacts(db: Db, since: Date, witnesses: readonly LogWitness[]): Promise<AwardFact[]> {
  const records = await awardRecords(db, since)
  const enrolmentIds = [...new Set(records.flatMap(({ enrolmentId }) => (enrolmentId === null ? [] : [enrolmentId])))]
  const enrolments = new Map<string, Enrolment>()
  const results = new Map<string, Result[]>()
  for (let at = 0; at < enrolmentIds.length; at += AT_ONCE) {
    const some = enrolmentIds.slice(at, at + AT_ONCE)
    for (const [id, enrolment] of await findEnrolments(db, some)) enrolments.set(id, enrolment)
    for (const result of await standingResults(db, some)) {
      const known = results.get(result.enrolmentId)
      if (known === undefined) results.set(result.enrolmentId, [result])
      else known.push(result)
    }
  }
  const shown = await shownAt(db, records, witnesses)
  const stacked = await awardedByStacks(
    db,
    records.filter(({ enrolmentId }) => enrolmentId === null),
  )
  const batches = await findBatches(db, [...new Set([...enrolments.values()].map(({ batchId }) => batchId))])
  const seatOf = (enrolment: Enrolment): EnrolmentFact => ({
    personId: enrolment.personId,
    enrolledAt: enrolment.enrolledAt,
    withdrawnAt: enrolment.withdrawnAt,
    startsOn: batches.get(enrolment.batchId)?.startsOn ?? dayOf(enrolment.enrolledAt),
  })
  return records.map((record) => {
    const enrolment = enrolments.get(record.enrolmentId ?? '')
    const own = (results.get(record.enrolmentId ?? '') ?? []).filter(({ attempt }) => attempt === record.attempt)
    const days = own.map(({ assessedOn }) => assessedOn).toSorted()
    return {
      id: record.id,
      personId: record.personId,
      definitionId: record.definitionVersionId,
      organisationId: record.organisationId,
      attempt: record.attempt,
      decidedBy: record.decidedBy,
      decidedAt: record.decidedAt,
      storedAt: record.signedAt ?? record.decidedAt,
      loggedAt: shown.get(record.id),
      assessedOn: days[0] ?? dayOf(record.decidedAt),
      enrolment: enrolment === undefined ? null : seatOf(enrolment),
      basis: stacked.has(record.credentialId) ? 'stack' : record.byPriorLearning ? 'prior-learning' : 'enrolment',
      evidence: evidenceOf(own),
    }
  })
}

/** What was signed before there was a log is in it by then. */
const CATCH_UP_MILLISECONDS = 86_400_000

/** When the public log showed each award first, by id. What was already there when the log began could be shown no earlier. */
async function shownAt(
  db: Db,
  records: readonly AwardRecord[],
  witnesses: readonly LogWitness[],
): Promise<ReadonlyMap<string, Date>> {
  const shown = new Map<string, Date>()
  const began = (await logBegan(db))?.at
  if (began === undefined) return shown
  const caughtUp = new Date(began.getTime() + CATCH_UP_MILLISECONDS)
  const logId = ({ personId, credentialId }: AwardRecord): string => `${personId}/${credentialId}`
  const vkeys = witnesses.map(({ vkey }) => vkey)
  for (let at = 0; at < records.length; at += AT_ONCE) {
    const some = records.slice(at, at + AT_ONCE)
    const found = await firstShown(db, vkeys, AWARD, some.map(logId))
    for (const record of some) {
      const seenAt = found.get(logId(record))
      const isOlder = record.signedAt !== null && record.signedAt < began
      if (seenAt !== undefined && !(isOlder && seenAt <= caughtUp)) shown.set(record.id, seenAt)
    }
  }
  return shown
}

/** Each reference once, as a one-way mark: what it says is nobody's business here. */
function evidenceOf(results: readonly Result[]): EvidenceFact[] {
  const marks = new Map<string, EvidenceFact>()
  for (const { reference, shared } of results.flatMap(({ evidence }) => evidence.map(evidenceReference))) {
    const mark = createHash('sha256').update(reference).digest('base64url')
    if (reference.length >= REFERENCE_CHARACTERS) marks.set(mark, { mark, shared })
  }
  return [...marks.values()]
}
