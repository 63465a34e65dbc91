import { standingResults } from '../assessment/index.ts'
import { accountOf } from '../bank/index.ts'
import { type Credential, findCredential, requestsAmong } from '../credentials/index.ts'
import { type DefinitionVersion, findVersion } from '../design/index.ts'
import { findOrganisation } from '../organisations/index.ts'
import { dayOf } from '../platform/clock.ts'
import type { Db } from '../platform/database.ts'
import { resultOf } from './rules-facts.ts'
import type { AwardResult, CredentialFacts, CredentialSource } from './types.ts'

/**
 * Facts of the credentials of this house. A credential that was replaced answers with the facts of its newest edition.
 * `verdictOf` is the verifier's answer for a credential id.
 */
export function credentialSource(db: Db, verdictOf: CredentialSource['verdictOf']): CredentialSource {
  return { verdictOf, credentialFacts: (credentialId) => credentialFacts(db, credentialId) }
}

async function credentialFacts(db: Db, credentialId: string): Promise<CredentialFacts | null> {
  const credential = await newestEdition(db, credentialId)
  if (credential === null || credential.document === null) return null
  const { award } = credential
  const [version, organisation] = [
    await findVersion(db, award.definitionVersionId),
    await findOrganisation(db, award.organisationId),
  ]
  if (version === null || organisation === null) return null
  return {
    credentialId: credential.id,
    accountId: await accountOf(db, award),
    personId: credential.holderId,
    definitionId: version.definitionId,
    definitionVersionId: version.id,
    title: version.title,
    sks: version.sks,
    hours: version.hours,
    kkniLevel: version.kkniLevel,
    mode: version.mode,
    issuerName: organisation.name,
    organisationId: organisation.id,
    issuedOn: dayOf(award.decidedAt),
    kind: version.kind,
    skills: version.skills.map(({ framework, code }) => ({ framework, code })),
    expiresOn: award.validUntil === null ? null : dayOf(award.validUntil),
    ...((await requestsAmong(db, [award])).size > 0 ? { learning: 'prior-learning' as const } : {}),
    result: await resultBehind(db, award, version),
  }
}

/** An award stands for results that passed: the marks of its attempt where they were recorded here, a pass alone where they weren't. */
async function resultBehind(
  db: Db,
  { enrolmentId, attempt }: Credential['award'],
  { outcomes }: DefinitionVersion,
): Promise<AwardResult> {
  if (enrolmentId === null) return { kind: 'pass' }
  const results = await standingResults(db, [enrolmentId])
  return resultOf(
    outcomes,
    results.filter((one) => one.attempt === attempt),
  )
}

/** The edition of a credential that stands now, signed or not: a replacement is followed to its end. Nothing for an id that is nobody's. */
export async function newestEdition(db: Db, credentialId: string): Promise<Credential | null> {
  let credential = await findCredential(db, credentialId)
  while (credential !== null && credential.change?.change === 'replace' && credential.change.replacedBy !== null) {
    const next: Credential | null = await findCredential(db, credential.change.replacedBy)
    if (next === null || next.document === null) break
    credential = next
  }
  return credential
}
