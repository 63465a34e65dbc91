import {
  type AchievementInput,
  achievementCredential,
  attachProof,
  type Coded,
  type JsonObject,
  signingInput,
} from '@lumbung/credential'
import { type DefinitionVersion, findVersions } from '../design/index.ts'
import { type Enrolment, findEnrolments } from '../enrolment/index.ts'
import { findOrganisations, type Organisation } from '../organisations/index.ts'
import { findPeople, type Person } from '../people/index.ts'
import type { Db } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { loadTexts } from '../platform/text.ts'
import { type Issuer, issuerOf, organisationDid } from '../trust/index.ts'
import { isMet } from './rules.ts'
import { correctedNames } from './store-award.ts'
import { requestsAmong } from './store-request.ts'
import { type Award, type ListForm, PURPOSES } from './types.ts'
import type { AwardRequest } from './types-request.ts'

/** What the documents of a batch of awards need to know, fetched once for all of them. */
interface Sources {
  readonly publicUrl: string
  readonly versions: ReadonlyMap<string, DefinitionVersion>
  readonly organisations: ReadonlyMap<string, Organisation>
  readonly issuers: ReadonlyMap<string, Issuer | null>
  readonly people: ReadonlyMap<string, Person>
  /** Corrected names by award id: they stand before the person's own. */
  readonly names: ReadonlyMap<string, string>
  readonly enrolments: ReadonlyMap<string, Enrolment>
  /** What awards for prior learning rest on, by award id. */
  readonly requests: ReadonlyMap<string, AwardRequest>
}

/** An award can't be made into a document: something it names is missing. Says which kind of thing, not whose. */
export class DocumentError extends Error {
  constructor(missing: string) {
    super(`the document of an award lacks its ${missing}`)
    this.name = 'DocumentError'
  }
}

/** Awards that were signed, and those whose document could not be made. */
export interface Signed {
  readonly signed: readonly { award: Award; document: string }[]
  readonly faulty: readonly Award[]
}

/** Where a credential is known: its id in the document. */
export function credentialUrl(publicUrl: string, credentialId: string): string {
  return `${publicUrl}/credentials/${credentialId}`
}

/** Where a status list is served, one address for each form. */
export function statusListUrl(publicUrl: string, listId: string, form: ListForm): string {
  return `${publicUrl}/status/lists/${listId}-${form}`
}

/**
 * Makes and signs the documents of awards: one request to the signer for each issuer. An award whose document can't be
 * made doesn't keep the others from theirs. Throws what the signer throws.
 */
export async function signAwards(
  deps: Pick<Deps, 'publicUrl' | 'signer' | 'log'>,
  db: Db,
  awards: readonly Award[],
  at: Date,
): Promise<Signed> {
  const sources = await sourcesOf(db, deps.publicUrl, awards, at)
  const prepared = await Promise.all(awards.map((award) => prepare(deps.log, sources, award, at)))
  const signed: { award: Award; document: string }[] = []
  const ready = prepared.flatMap((one) => (one === null ? [] : [one]))
  for (const signerName of new Set(ready.map((one) => one.signerName))) {
    const own = ready.filter((one) => one.signerName === signerName)
    const signatures = await deps.signer.sign(
      signerName,
      own.map((one) => one.bytes),
    )
    own.forEach((one, index) => {
      const signature = signatures[index]
      if (signature === undefined) throw new RangeError('the signer answered too few signatures')
      signed.push({ award: one.award, document: attachProof(one.unsigned, one.options, signature) })
    })
  }
  return { signed, faulty: awards.filter((_award, index) => prepared[index] === null) }
}

/** The unsigned documents of awards, by credential id. One that can't be made is left out. */
export async function unsignedAwards(
  deps: Pick<Deps, 'publicUrl' | 'log'>,
  db: Db,
  awards: readonly Award[],
  at: Date,
): Promise<ReadonlyMap<string, JsonObject>> {
  if (awards.length === 0) return new Map()
  const sources = await sourcesOf(db, deps.publicUrl, awards, at)
  const prepared = await Promise.all(awards.map((award) => prepare(deps.log, sources, award, at)))
  return new Map(prepared.flatMap((one) => (one === null ? [] : [[one.award.credentialId, one.unsigned] as const])))
}

async function prepare(log: Deps['log'], sources: Sources, award: Award, at: Date) {
  try {
    const issuer = sources.issuers.get(award.organisationId) ?? missing('issuer')
    const unsigned = achievementCredential(inputOf(sources, award, issuer))
    const options = { verificationMethod: issuer.verificationMethod, created: at }
    return { award, unsigned, options, signerName: issuer.signerName, bytes: await signingInput(unsigned, options) }
  } catch (error) {
    // Our own sentences name no person; of any other error only its kind is written down.
    const reason =
      error instanceof DocumentError || error instanceof RangeError
        ? error.message
        : error instanceof Error
          ? error.name
          : 'unknown'
    log.error({ award: award.id, reason }, 'a credential could not be made')
    return null
  }
}

function missing(what: string): never {
  throw new DocumentError(what)
}

async function sourcesOf(db: Db, publicUrl: string, awards: readonly Award[], at: Date): Promise<Sources> {
  const enrolments = await findEnrolments(
    db,
    awards.flatMap((award) => (award.enrolmentId === null ? [] : [award.enrolmentId])),
  )
  const versions = await findVersions(db, [...new Set(awards.map((award) => award.definitionVersionId))])
  const beside = [...versions.values()].flatMap(({ coIssuers }) => coIssuers.map((one) => one.organisationId))
  const issuing = [...new Set([...awards.map((award) => award.organisationId), ...beside])]
  const named = [...new Set([...issuing, ...[...enrolments.values()].map((one) => one.organisationId)])]
  const issuers = new Map<string, Issuer | null>()
  for (const id of issuing) issuers.set(id, await issuerOf(db, id, at))
  return {
    publicUrl,
    versions,
    organisations: new Map([...(await findOrganisations(db, named)).values()].map((one) => [one.id, one] as const)),
    issuers,
    people: await findPeople(
      db,
      awards.map((award) => award.personId),
    ),
    names: await correctedNames(
      db,
      awards.filter((award) => award.edition > 1),
    ),
    enrolments,
    requests: await requestsAmong(
      db,
      awards.filter((award) => award.enrolmentId === null),
    ),
  }
}

/** Everything the credential says (F060), from the definition version that was earned and the people of that day. */
function inputOf(sources: Sources, award: Award, issuer: Issuer): AchievementInput {
  const version = sources.versions.get(award.definitionVersionId) ?? missing('definition version')
  const person = sources.people.get(award.personId) ?? missing('holder')
  const enrolment = award.enrolmentId === null ? undefined : sources.enrolments.get(award.enrolmentId)
  const party = (id: string) => {
    const organisation = sources.organisations.get(id) ?? missing('organisation')
    return {
      id: organisationDid(sources.publicUrl, organisation.slug),
      name: organisation.name,
      url: `${sources.publicUrl}/register/${organisation.slug}`,
    }
  }
  const issuing = party(award.organisationId)
  return {
    id: credentialUrl(sources.publicUrl, award.credentialId),
    issuer: { ...issuing, id: issuer.did },
    creator: party(version.organisationId),
    onBehalfOf: party(enrolment?.organisationId ?? award.organisationId),
    subjectId: award.subjectId,
    holderName: sources.names.get(award.id) ?? person.name,
    definitionUrl: `${sources.publicUrl}/definitions/${version.id}`,
    definitionVersion: String(version.number),
    title: version.title,
    description: version.description,
    field: version.field,
    language: version.language,
    sks: version.sks,
    hours: version.hours,
    kkniLevel: version.kkniLevel,
    skills: version.skills.map((skill) => ({ framework: skill.framework, code: skill.code, name: skill.name.id })),
    standard: { framework: 'Lumbung', code: 'standard', name: version.standard.id },
    ...earnedBy(version, sources.requests.get(award.id)),
    // Nothing is published without a faculty member's and an industry validator's signature: that is what can be claimed.
    qualityStatus: coded('quality', 'two-sign-offs'),
    coIssuers: version.coIssuers.map(({ organisationId, role }) => ({
      framework: 'Lumbung',
      code: role,
      name: (sources.organisations.get(organisationId) ?? missing('co-issuer')).name,
      url: (sources.issuers.get(organisationId) ?? missing('co-issuer')).did,
    })),
    validFrom: award.decidedAt,
    validUntil: award.validUntil,
    status: PURPOSES.map((purpose) => ({
      purpose,
      listUrl: statusListUrl(sources.publicUrl, award.statusListId, purpose),
      index: award.statusIndex,
    })),
  }
}

/**
 * How it was earned: by the assessment of the definition, or by prior learning. Then it says so instead: only the outcomes
 * that were shown, assessed as RPL on a portfolio, without a class, and by people who met the learner or didn't.
 */
function earnedBy(
  version: DefinitionVersion,
  request: AwardRequest | undefined,
): Pick<AchievementInput, 'criteria' | 'outcomes' | 'assessment' | 'identityAssurance' | 'evidenceSource' | 'mode'> {
  if (request === undefined)
    return {
      criteria: criteriaOf(version, 'credentials.criteria'),
      outcomes: version.outcomes.map((outcome) => outcome.statement.id),
      assessment: coded('assessment', version.assessmentKind),
      identityAssurance: coded('identity', version.identityAssurance),
      evidenceSource: coded('evidence', version.evidenceSource),
      mode: coded('mode', version.mode),
    }
  const mandatory = version.outcomes.filter((outcome) => outcome.mandatory).map(({ id }) => id)
  const shown = new Set(request.shown.map(({ outcomeId }) => outcomeId))
  return {
    criteria: criteriaOf(version, 'credentials.criteria.RPL'),
    outcomes: version.outcomes.filter(({ id }) => shown.has(id)).map((outcome) => outcome.statement.id),
    assessment: coded('assessment', 'RPL'),
    identityAssurance: coded('identity', isMet(request.shown, mandatory) ? 'met' : 'unproctored'),
    evidenceSource: coded('evidence', 'RPL'),
    mode: coded('mode', 'RPL'),
  }
}

/** A code of one of our closed lists with its Indonesian name. */
function coded(list: 'assessment' | 'identity' | 'quality' | 'evidence' | 'mode', code: string): Coded {
  return { framework: 'Lumbung', code, name: loadTexts().t('id', `credentials.${list}.${code}`) }
}

function criteriaOf(version: DefinitionVersion, words: string): string {
  const outcomes = version.outcomes
    .filter((outcome) => outcome.mandatory)
    .map((outcome) => `${outcome.position}. ${outcome.statement.id}`)
  return [loadTexts().t('id', words, { count: outcomes.length }), ...outcomes].join('\n')
}
