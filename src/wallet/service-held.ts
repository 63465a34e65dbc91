import {
  type Credential,
  credentialsOf,
  findCredential,
  stateOf,
  statusReasons,
  togetherAmong,
  waitedFor,
} from '../credentials/index.ts'
import { type DefinitionVersion, findVersions } from '../design/index.ts'
import { findOrganisations } from '../organisations/index.ts'
import { findPeople } from '../people/index.ts'
import type { Db } from '../platform/database.ts'
import { attachedTo } from './store.ts'
import type { Held, HeldState } from './types.ts'

/** What somebody holds at an instant: what was issued to them and nobody else claimed, and what they claimed; in force first, then by day. */
export async function heldBy(db: Db, personId: string, now: Date): Promise<readonly Held[]> {
  const own = (await credentialsOf(db, personId)).filter(({ holderId }) => holderId === personId)
  const claimed: Credential[] = []
  for (const id of await attachedTo(db, personId)) {
    const credential = await findCredential(db, id)
    if (credential?.holderId === personId) claimed.push(credential)
  }
  const held = await withFacts(db, [...own, ...claimed], now)
  const rank: Readonly<Record<HeldState, number>> = {
    pending: 0,
    held: 0,
    refused: 2,
    'in-force': 0,
    suspended: 1,
    replaced: 2,
    expired: 2,
    revoked: 2,
  }
  return [...held].sort((a, b) => rank[a.state] - rank[b.state] || b.decidedAt.getTime() - a.decidedAt.getTime())
}

/** One credential that somebody holds; nothing where it is unknown or another's. */
export async function findHeld(db: Db, personId: string, credentialId: string, now: Date): Promise<Held | null> {
  const credential = await findCredential(db, credentialId)
  if (credential?.holderId !== personId) return null
  return (await withFacts(db, [credential], now))[0] ?? null
}

/** A credential whoever holds it. Ask only where a claim or a share has opened it. */
export async function credentialOf(db: Db, credentialId: string, now: Date): Promise<Held | null> {
  const credential = await findCredential(db, credentialId)
  return credential === null ? null : ((await withFacts(db, [credential], now))[0] ?? null)
}

async function withFacts(db: Db, credentials: readonly Credential[], now: Date): Promise<readonly Held[]> {
  const versions = await findVersions(db, [...new Set(credentials.map(({ award }) => award.definitionVersionId))])
  const together = await togetherAmong(
    db,
    credentials.map(({ id }) => id),
  )
  const beside = [...together.values()].flatMap(({ parts }) => parts.map((part) => part.organisationId))
  const issuing = credentials.map(({ award }) => award.organisationId)
  const organisations = await findOrganisations(db, [...new Set([...issuing, ...beside])])
  const people = await findPeople(db, [...new Set(credentials.map(({ personId }) => personId))])
  const names = new Map([...organisations.values()].map(({ id, name }) => [id, name]))
  const byId = new Map([...versions.values()].map((version) => [version.id, version]))
  return credentials.flatMap((credential) => {
    const version = byId.get(credential.award.definitionVersionId)
    if (version === undefined) return []
    const issuer = names.get(credential.award.organisationId) ?? ''
    const one = together.get(credential.id)
    const named = (ids: readonly string[]) => ids.map((id) => names.get(id) ?? '')
    return [
      {
        ...heldOf(credential, version, issuer, people.get(credential.personId)?.name ?? '', now),
        waitingFor: one === undefined ? [] : named(waitedFor(one)),
        coIssuers: named((one?.parts ?? []).slice(1).map((part) => part.organisationId)),
      },
    ]
  })
}

function heldOf(
  credential: Credential,
  version: DefinitionVersion,
  issuer: string,
  holder: string,
  now: Date,
): Omit<Held, 'waitingFor' | 'coIssuers'> {
  const { award, change } = credential
  const state = stateOf(credential, now)
  const shown = state === 'suspended' || state === 'revoked' || state === 'replaced' ? change : null
  const methods = new Set(version.outcomes.map(({ assessment }) => assessment.method as string))
  return {
    credentialId: credential.id,
    personId: credential.personId,
    definitionId: version.definitionId,
    versionId: version.id,
    organisationId: award.organisationId,
    kind: version.kind,
    title: version.title,
    issuer,
    holder,
    sks: version.sks,
    hours: version.hours,
    kkniLevel: version.kkniLevel,
    assessments: methods.size === 0 ? [version.assessmentKind] : [...methods],
    outcomes: version.outcomes.map(({ statement }) => statement),
    decidedAt: award.decidedAt,
    validUntil: award.validUntil,
    aqrf: award.aqrf,
    state,
    change: shown === null ? null : { at: shown.changedAt, reasonCode: shown.reasonCode, replacedBy: shown.replacedBy },
    reason: statusReasons().find(({ code }) => code === shown?.reasonCode)?.name ?? null,
    stop: state === 'held' || state === 'refused' ? credential.stop : null,
    document: credential.document,
  }
}
