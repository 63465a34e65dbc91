import { randomUUID } from 'node:crypto'
import { attachProof, encodeStatusList, signingInput, statusListCredential } from '@lumbung/credential'
import { findVersion } from '../design/index.ts'
import { leaveRows } from '../log/index.ts'
import { findOrganisation, mayAct } from '../organisations/index.ts'
import { findPerson } from '../people/index.ts'
import { record } from '../platform/audit.ts'
import { type Db, inTransaction } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { newId } from '../platform/ids.ts'
import { type Promised, promise } from '../platform/outbox.ts'
import type { Actor } from '../platform/page.ts'
import { accept, type Outcome, type Refusal, refuse } from '../platform/refusal.ts'
import { loadTexts } from '../platform/text.ts'
import { platformIssuer } from '../trust/index.ts'
import { statusReasons } from './library.ts'
import { bitsAfter, reasonsAgainstChange, stateOf } from './rules.ts'
import { type Given, placeOf, storeAwards } from './service.ts'
import { statusListUrl } from './service-document.ts'
import { wakeWorkers } from './service-signal.ts'
import type { AwardHooks } from './service-signing.ts'
import { findCredential, lockAward, passAward } from './store-award.ts'
import { logReaders, STATUS_CHANGE } from './store-log.ts'
import { findStatusList, insertChange, placesSet, setPlace, storeListDocument } from './store-status.ts'
import type { Award, ChangeAsked, Credential, Purpose, StatusChange } from './types.ts'

/** The outbox kind of the letter that tells a holder of a change. */
export const LETTER = 'credentials.letter'
/** A list holds for 24 hours (Bitstring Status List 1.0 leaves it to us) and is signed anew in the second half of them. */
const LIST_HOURS = 24
const HOUR_MILLISECONDS = 3_600_000
const NOTE_LETTERS = 500

/**
 * Suspends, resumes, revokes or replaces a credential, in one transaction with its places, audit line and the letter to
 * its holder. The status lists say it at their next fetch. The signed copy is never touched. A replacement is the next
 * edition of the same award, signed anew with the present name.
 *
 * Refusals: `credentials.credential-not-found` (also another organisation's), `credentials.not-allowed`,
 * `credentials.change-not-possible`, `credentials.reason-missing`, `credentials.note-too-long`.
 */
export async function changeStatus(
  deps: Given,
  actor: Actor,
  credentialId: string,
  asked: ChangeAsked,
  hooks: AwardHooks = {},
): Promise<Outcome<StatusChange>> {
  const outcome = await inTransaction(deps.db, async (tx): Promise<Outcome<StatusChange>> => {
    const found = await ownCredential(tx, actor, credentialId)
    if (!found.ok) return found
    await lockAward(tx, found.value.personId, credentialId)
    const credential = (await findCredential(tx, credentialId)) ?? found.value
    const [first, ...more] = faultsOf(credential, asked, deps.clock())
    if (first !== undefined) return refuse(first, ...more)
    return accept(await writeChange(tx, deps, actor, credential, asked, hooks))
  })
  wakeWorkers()
  return outcome
}

/** A credential of an organisation where this person issues. Unknown and another's are the same. */
export async function ownCredential(db: Db, actor: Actor, credentialId: string): Promise<Outcome<Credential>> {
  const credential = await findCredential(db, credentialId)
  if (credential === null || !actor.roles.some((held) => held.organisationId === credential.award.organisationId))
    return refuse({ code: 'credentials.credential-not-found' })
  if (!mayAct(actor, credential.award.organisationId, 'issuer')) return refuse({ code: 'credentials.not-allowed' })
  return accept(credential)
}

function faultsOf(credential: Credential, asked: ChangeAsked, now: Date): Refusal[] {
  const faults = reasonsAgainstChange(stateOf(credential, now), asked.change, asked.reason, statusReasons())
  if ((asked.note ?? '').length > NOTE_LETTERS)
    faults.push({ code: 'credentials.note-too-long', at: 'note', values: { most: NOTE_LETTERS } })
  return faults
}

async function writeChange(
  tx: Db,
  deps: Given,
  actor: Actor,
  credential: Credential,
  asked: ChangeAsked,
  hooks: AwardHooks,
): Promise<StatusChange> {
  const at = deps.clock()
  const { award } = credential
  const replacement = asked.change === 'replace' ? await storeReplacement(tx, actor, credential, at) : null
  const change: StatusChange = {
    id: newId(),
    credentialId: credential.id,
    personId: credential.personId,
    number: (credential.change?.number ?? 0) + 1,
    change: asked.change,
    reasonCode: asked.reason,
    note: asked.note === undefined || asked.note === '' ? null : asked.note,
    replacedBy: replacement?.credentialId ?? null,
    changedBy: actor.personId,
    changedAt: at,
  }
  await insertChange(tx, change)
  await leaveRows(tx, at, logReaders[STATUS_CHANGE], [
    {
      kind: 'status',
      subject: STATUS_CHANGE,
      subjectId: `${change.personId}/${change.id}`,
      organisationId: award.organisationId,
      personId: change.personId,
    },
  ])
  await setPlace(tx, placeOf(award), bitsAfter(asked.change))
  await record(tx, {
    at,
    actorId: actor.personId,
    organisationId: award.organisationId,
    verb: `credential.${asked.change}`,
    subject: credential.id,
    detail: { reason: asked.reason, replacedBy: change.replacedBy },
  })
  await promise(tx, LETTER, `${LETTER}:${change.id}`, {
    personId: credential.holderId,
    credentialId: change.credentialId,
    change: asked.change,
  })
  await hooks.afterStatusChange?.(tx, change)
  return change
}

async function storeReplacement(tx: Db, actor: Actor, credential: Credential, at: Date): Promise<Award> {
  const { award: old, personId, holderId } = credential
  const next = {
    ...old,
    id: newId(),
    edition: old.edition + 1,
    credentialId: newId(),
    subjectId: `urn:uuid:${randomUUID()}`,
    decidedBy: actor.personId,
    decidedAt: at,
    issueJobId: null,
    replacesCredentialId: old.credentialId,
  }
  const [stored] = await storeAwards(tx, [next], at)
  if (stored === undefined) throw new RangeError(`award ${old.id} has its next edition already`)
  if (holderId !== personId) await passAward(tx, personId, stored.credentialId, holderId)
  return stored
}

/** What became of a change asked for many credentials: each on its own, so that one that can't be doesn't stop the rest. */
export interface BulkChange {
  readonly changed: readonly StatusChange[]
  readonly refused: readonly { credentialId: string; refusals: readonly Refusal[] }[]
}

/** Changes the status of many credentials, each in a transaction of its own. */
export async function changeStatuses(
  deps: Given,
  actor: Actor,
  credentialIds: readonly string[],
  asked: ChangeAsked,
  hooks: AwardHooks = {},
): Promise<BulkChange> {
  const changed: StatusChange[] = []
  const refused: { credentialId: string; refusals: readonly Refusal[] }[] = []
  for (const credentialId of new Set(credentialIds)) {
    const outcome = await changeStatus(deps, actor, credentialId, asked, hooks)
    if (outcome.ok) changed.push(outcome.value)
    else refused.push({ credentialId, refusals: outcome.refusals })
  }
  return { changed, refused }
}

/** Sends the letter about a change, in the holder's language. Whoever has no address learns it in the wallet. */
export async function sendChangeLetter(
  deps: Pick<Deps, 'publicUrl' | 'sendLetter'>,
  tx: Db,
  promised: Promised<{ personId: string; credentialId: string; change: string }>,
): Promise<void> {
  const { personId, credentialId, change } = promised.payload
  const [person, credential] = [await findPerson(tx, personId), await findCredential(tx, credentialId)]
  if (person === null || person.email === null || credential === null) return
  const version = await findVersion(tx, credential.award.definitionVersionId)
  const organisation = await findOrganisation(tx, credential.award.organisationId)
  const language = person.language === 'en' ? 'en' : 'id'
  const reason = statusReasons().find((one) => one.code === credential.change?.reasonCode)
  const values = {
    change,
    name: person.name,
    title: version?.title[language] ?? '',
    organisation: organisation?.name ?? '',
    reason: reason?.name[language] ?? '',
    address: `${deps.publicUrl}${language === 'en' ? '/en' : ''}/wallet`,
  }
  const { t } = loadTexts()
  await deps.sendLetter({
    to: person.email,
    subject: t(language, 'credentials.letter.subject', values),
    text: t(language, 'credentials.letter.text', values),
  })
}

/**
 * The signed status list at `/status/lists/<list id>-<purpose>`: the stored copy, or a new one when the list changed or
 * the copy is older than half its life.
 *
 * Refusals: `credentials.list-not-found`; `credentials.list-not-available` when the signer can't be had and the stored
 * copy no longer says the truth. A list that is out of date is never served.
 */
export async function statusListDocument(
  deps: Pick<Deps, 'db' | 'clock' | 'publicUrl' | 'signer'>,
  id: string,
): Promise<Outcome<string>> {
  const match = /^([0-9a-z]{26})-(revocation|suspension)$/.exec(id)
  const [listId, purpose] = [match?.[1] ?? '', match?.[2] as Purpose]
  const list = match === null ? null : await findStatusList(deps.db, listId, purpose)
  if (list === null) return refuse({ code: 'credentials.list-not-found' })
  const now = deps.clock()
  const hoursLeft = ((list.stored?.validUntil.getTime() ?? 0) - now.getTime()) / HOUR_MILLISECONDS
  const current = list.stored !== null && list.stored.version === list.version
  if (list.stored !== null && current && hoursLeft > LIST_HOURS / 2 && hoursLeft <= LIST_HOURS)
    return accept(list.stored.document)
  try {
    return accept(await signList(deps, listId, purpose, list.length, now))
  } catch (error) {
    if (list.stored !== null && current && hoursLeft > 0) return accept(list.stored.document)
    if (error instanceof RangeError) throw error
    return refuse({ code: 'credentials.list-not-available' })
  }
}

async function signList(
  deps: Pick<Deps, 'db' | 'clock' | 'publicUrl' | 'signer'>,
  listId: string,
  purpose: Purpose,
  length: number,
  now: Date,
): Promise<string> {
  const { version, places } = await placesSet(deps.db, listId, purpose)
  const platform = await platformIssuer(deps)
  const validUntil = new Date(now.getTime() + LIST_HOURS * HOUR_MILLISECONDS)
  const credential = statusListCredential({
    url: statusListUrl(deps.publicUrl, listId, purpose),
    issuer: platform.did,
    purpose,
    encodedList: await encodeStatusList(places, length),
    validFrom: now,
    validUntil,
  })
  const options = { verificationMethod: platform.verificationMethod, created: now }
  const [signature] = await deps.signer.sign(platform.signerName, [await signingInput(credential, options)])
  if (signature === undefined) throw new Error('the signer answered no signature')
  const document = attachProof(credential, options, signature)
  await storeListDocument(deps.db, listId, purpose, { version, document, signedAt: now, validUntil })
  return document
}
