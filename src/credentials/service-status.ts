import { randomUUID } from 'node:crypto'
import { findVersion } from '../design/index.ts'
import { leaveRows } from '../log/index.ts'
import { findOrganisation, mayAct } from '../organisations/index.ts'
import { findPerson } from '../people/index.ts'
import { type Db, inTransaction } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { newId } from '../platform/ids.ts'
import { type Promised, promiseAll } from '../platform/outbox.ts'
import type { Actor } from '../platform/page.ts'
import { accept, type Outcome, type Refusal, refuse } from '../platform/refusal.ts'
import { loadTexts } from '../platform/text.ts'
import { reasonsToGive, statusReasons, togetherPolicy } from './library.ts'
import { bitsAfter, reasonsAgainstChange, stateOf } from './rules.ts'
import { type Given, placeOf, storeAwards } from './service.ts'
import { answerFollows } from './service-overturned.ts'
import { wakeWorkers } from './service-signal.ts'
import type { AwardHooks } from './service-signing.ts'
import { correctedNames, findCredential, insertName, passAward, standingsOf } from './store-award.ts'
import { logReaders, STATUS_CHANGE } from './store-log.ts'
import { withdrawPromises } from './store-signing.ts'
import { insertChanges, recordChanges, setPlaces } from './store-status.ts'
import { moveTogether, refusalOf, togetherAmong } from './store-together.ts'
import type { ChangeAsked, Credential, Standing, StatusChange } from './types.ts'

/** The outbox kind of the letter that tells a holder of a change. */
export const LETTER = 'credentials.letter'
const NOTE_LETTERS = 500
const NAME_LETTERS = 200
/** The reason of a replacement that corrects the holder's name, in `data/status-reasons`. */
const NAME_CORRECTED = 'name-corrected'

/**
 * Suspends, resumes, revokes or replaces a credential at once, without the hold and the second person of an order: for
 * what loads an installation. Whoever works at an organisation asks by `placeOrder`. One transaction with its places, audit line and the letter to
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
    const [standing] = await standingsOf(tx, [credentialId], true)
    if (standing === undefined) return refuse({ code: 'credentials.credential-not-found' })
    const at = deps.clock()
    const [first, ...more] = [...faultsOfAsked(asked), ...faultsOf(standing, asked, at)]
    if (first !== undefined) return refuse(first, ...more)
    const by = { personId: actor.personId, organisationId: found.value.actingId, at }
    const [change] = await writeChanges(tx, by, [standing], asked, hooks)
    if (change === undefined) throw new RangeError('a change was not written')
    return accept(change)
  })
  wakeWorkers()
  return outcome
}

/** A credential, and the organisation for which somebody acts on it: its issuer, or one that issued it together with it. */
export interface OwnCredential extends Credential {
  readonly actingId: string
}

/** A credential of an organisation where this person issues. Unknown and another's are the same. */
export async function ownCredential(db: Db, actor: Actor, credentialId: string): Promise<Outcome<OwnCredential>> {
  const credential = await findCredential(db, credentialId)
  const actingId = credential === null ? undefined : await actingFor(db, actor, credential)
  if (credential === null || actingId === undefined) return refuse({ code: 'credentials.credential-not-found' })
  if (!mayAct(actor, actingId, 'issuer')) return refuse({ code: 'credentials.not-allowed' })
  return accept({ ...credential, actingId })
}

async function actingFor(db: Db, actor: Actor, { id, award }: Credential): Promise<string | undefined> {
  const works = (organisationId: string) => actor.roles.some((held) => held.organisationId === organisationId)
  if (works(award.organisationId)) return award.organisationId
  const together = (await togetherAmong(db, [id])).get(id)
  return together?.state === 'issued'
    ? together.parts.map(({ organisationId }) => organisationId).find(works)
    : undefined
}

/** Why this credential may not change so at an instant. */
export function faultsOf(standing: Standing, asked: ChangeAsked, now: Date): Refusal[] {
  const state = stateOf({ ...standing, document: standing.signed ? '' : null }, now)
  return reasonsAgainstChange(state, asked.change, asked.reason, reasonsToGive())
}

/** What is wrong with the words of a change, whatever the credential. */
export function faultsOfAsked(asked: ChangeAsked): Refusal[] {
  const faults: Refusal[] = []
  if ((asked.note ?? '').length > NOTE_LETTERS)
    faults.push({ code: 'credentials.note-too-long', at: 'note', values: { most: NOTE_LETTERS } })
  const name = asked.holderName
  if (name === undefined) return faults
  if (asked.change !== 'replace' || asked.reason !== NAME_CORRECTED)
    faults.push({ code: 'credentials.name-not-asked', at: 'holderName' })
  if (name.trim() === '' || name.length > NAME_LETTERS || /\p{Cc}/u.test(name))
    faults.push({ code: 'credentials.name-malformed', at: 'holderName', values: { most: NAME_LETTERS } })
  return faults
}

/**
 * Writes changes of credentials of one organisation that may be changed so, in the caller's transaction and in a few
 * statements for any number of them: places, audit lines, the letters to the holders, and what other rooms follow with.
 */
export async function writeChanges(
  tx: Db,
  by: { readonly personId: string; readonly organisationId: string; readonly at: Date },
  standings: readonly Standing[],
  asked: ChangeAsked,
  hooks: AwardHooks,
): Promise<readonly StatusChange[]> {
  if (standings.length === 0) return []
  const replacements = asked.change === 'replace' ? await storeReplacements(tx, by, standings, asked) : new Map()
  const changes = standings.map(
    (standing): StatusChange => ({
      id: newId(),
      credentialId: standing.id,
      personId: standing.personId,
      number: (standing.change?.number ?? 0) + 1,
      change: asked.change,
      reasonCode: asked.reason,
      note: asked.note === undefined || asked.note === '' ? null : asked.note,
      replacedBy: replacements.get(standing.id) ?? null,
      changedBy: by.personId,
      byOrganisationId: by.organisationId === standing.award.organisationId ? null : by.organisationId,
      changedAt: by.at,
    }),
  )
  await insertChanges(tx, changes)
  if (asked.change === 'revoke') await stopSigning(tx, standings, by.at)
  await leaveRows(
    tx,
    by.at,
    logReaders[STATUS_CHANGE],
    changes.map(({ id, personId }) => ({
      kind: 'status' as const,
      subject: STATUS_CHANGE,
      subjectId: `${personId}/${id}`,
      organisationId: by.organisationId,
      personId,
    })),
  )
  await recordChanges(tx, by.organisationId, changes)
  const holders = new Map(standings.map(({ id, holderId }) => [id, holderId] as const))
  await promiseAll(
    tx,
    LETTER,
    changes.map(({ id, credentialId, change, personId }) => ({
      uniqueKey: `${LETTER}:${id}`,
      payload: { personId: holders.get(credentialId) ?? personId, credentialId, change },
    })),
  )
  await hooks.afterStatusChanges?.(tx, changes, standings)
  await setPlaces(
    tx,
    standings.map(({ award }) => placeOf(award)),
    bitsAfter(asked.change),
  )
  return changes
}

/** What several were to sign and was withdrawn is signed by nobody any more. */
async function stopSigning(tx: Db, standings: readonly Standing[], at: Date): Promise<void> {
  const unsigned = standings.filter(({ signed }) => !signed).map(({ id }) => id)
  await withdrawPromises(tx, await moveTogether(tx, unsigned, 'withdrawn', at))
}

/** The next editions of awards, each by the credential id that it replaces. */
async function storeReplacements(
  tx: Db,
  by: { readonly personId: string; readonly at: Date },
  standings: readonly Standing[],
  asked: ChangeAsked,
): Promise<ReadonlyMap<string, string>> {
  const wanted = standings.map(({ award: old }) => ({
    ...old,
    id: newId(),
    edition: old.edition + 1,
    credentialId: newId(),
    subjectId: `urn:uuid:${randomUUID()}`,
    decidedBy: by.personId,
    decidedAt: by.at,
    issueJobId: null,
    replacesCredentialId: old.credentialId,
  }))
  const stored = await storeAwards(tx, wanted, by.at)
  if (stored.length < wanted.length) throw new RangeError('an award has its next edition already')
  const names = await correctedNames(
    tx,
    standings.map(({ award }) => award),
  )
  const made = new Map(stored.map((award) => [award.replacesCredentialId ?? '', award] as const))
  for (const { id, personId, holderId, award: old } of standings) {
    const next = made.get(id)
    if (next === undefined) throw new RangeError('a replacement was not stored')
    if (holderId !== personId) await passAward(tx, personId, next.credentialId, holderId)
    // A name corrected before stays, unless this correction asks for another, or for the person's own of today.
    const name = asked.holderName ?? (asked.reason === NAME_CORRECTED ? undefined : names.get(old.id))
    if (name !== undefined) await insertName(tx, next, name)
  }
  const replacements = new Map([...made].map(([replaced, award]) => [replaced, award.credentialId] as const))
  await answerFollows(tx, by, standings, replacements)
  return replacements
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
  const unissued = change === 'revoke' && credential.document === null
  const more = unissued ? await refusalWords(tx, credential, language) : ''
  const values = {
    change: unissued ? 'unissued' : change,
    name: person.name,
    title: version?.title[language] ?? '',
    organisation: organisation?.name ?? '',
    reason: `${reason?.name[language] ?? ''}${more}`,
    address: `${deps.publicUrl}${language === 'en' ? '/en' : ''}/wallet`,
  }
  const { t } = loadTexts()
  await deps.sendLetter({
    to: person.email,
    subject: t(language, 'credentials.letter.subject', values),
    text: t(language, 'credentials.letter.text', values),
  })
}

/** Who refused what several were to issue, and why, after the reason of the change. */
async function refusalWords(db: Db, { personId, id }: Credential, language: 'id' | 'en'): Promise<string> {
  const refusal = await refusalOf(db, personId, id)
  if (refusal === null) return ''
  const organisation = (await findOrganisation(db, refusal.organisationId))?.name ?? ''
  const why = togetherPolicy().reasons.find(({ code }) => code === refusal.reasonCode)?.name[language] ?? ''
  return ` (${organisation}: ${why})`
}
