import { findCredential, type Passed, passAward, passedAmong } from '../credentials/index.ts'
import { findOrganisation, mayAct } from '../organisations/index.ts'
import {
  findPeople,
  findPerson,
  findPersonByEmail,
  hasAccount,
  haveAccount,
  lockPerson,
  openAccount,
} from '../people/index.ts'
import { record } from '../platform/audit.ts'
import { type Db, inTransaction } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { newId } from '../platform/ids.ts'
import { drain, isFinal, promiseAll } from '../platform/outbox.ts'
import type { Actor } from '../platform/page.ts'
import { accept, type Outcome, refuse } from '../platform/refusal.ts'
import { loadTexts } from '../platform/text.ts'
import { walletPolicy } from './policy.ts'
import { claimState, pinMatches, readCode } from './rules.ts'
import { credentialOf, findHeld } from './service-held.ts'
import {
  attach,
  attachReplacements,
  claimsOf,
  findClaim,
  insertClaims,
  type NewClaim,
  noteClaimed,
  noteLetter,
  noteWrongTry,
  replaceClaims,
} from './store.ts'
import type { Claim } from './types.ts'

/** The kind under which letters of claims wait in the outbox. */
export const CLAIM_LETTER = 'claim-letter'

/** What another room does in the transaction of a claim: the app wires the bank here. */
export interface ClaimHooks {
  /** A claim passed an award to somebody with an account of their own: the credit follows. */
  afterPassed?(tx: Db, passed: Passed): Promise<void>
}

/** A signed award that may need a way to somebody without an account. */
export type ToClaim = Pick<NewClaim, 'personId' | 'credentialId' | 'organisationId' | 'createdBy'>

/**
 * Makes the claims of credentials whose people have no account, in the caller's transaction, and promises their letters.
 * With an account or an open claim there is nothing to do, so a repeat changes nothing. A replacement of what somebody
 * claimed goes straight into that wallet. Answers the claims that were made.
 */
export async function createClaims(
  tx: Db,
  needs: Pick<Deps, 'clock'>,
  awards: readonly ToClaim[],
): Promise<readonly Claim[]> {
  const passed = await passedAmong(tx, awards)
  await attachReplacements(tx, passed, needs.clock())
  const withHolder = new Set(passed.map(({ credentialId }) => credentialId))
  const withAccount = await haveAccount(
    tx,
    awards.map(({ personId }) => personId),
  )
  const waiting = awards.filter(
    ({ personId, credentialId }) => !withAccount.has(personId) && !withHolder.has(credentialId),
  )
  const standing = await claimsOf(
    tx,
    waiting.map(({ credentialId }) => credentialId),
  )
  const claimed = new Set(standing.map(({ credentialId }) => credentialId))
  return newClaims(
    tx,
    needs,
    waiting.filter(({ credentialId }) => !claimed.has(credentialId)),
  )
}

async function newClaims(tx: Db, needs: Pick<Deps, 'clock'>, awards: readonly ToClaim[]): Promise<readonly Claim[]> {
  if (awards.length === 0) return []
  const people = await findPeople(
    tx,
    awards.map(({ personId }) => personId),
  )
  const createdAt = needs.clock()
  const claims = awards.map(({ personId, credentialId, organisationId, createdBy }) => {
    const sentTo = people.get(personId)?.email == null ? ('none' as const) : ('waiting' as const)
    return { personId, credentialId, organisationId, createdBy, code: newId(), sentTo, createdAt }
  })
  await insertClaims(tx, claims)
  const letters = claims.filter(({ sentTo }) => sentTo === 'waiting')
  await promiseAll(
    tx,
    CLAIM_LETTER,
    letters.map(({ code }) => ({ uniqueKey: `claim-letter:${code}`, payload: { code } })),
  )
  return claims.map((claim) => ({ ...claim, wrongTries: 0, lockedAt: null, claimedAt: null, replacedAt: null }))
}

/**
 * Gives a credential a new claim with a new PIN, and ends the old one: after a lock, a lost paper or a bounced letter.
 *
 * Refusals: `wallet.claim-unknown` (also for another organisation's), `wallet.claim-not-allowed`,
 * `wallet.claim-already-claimed`.
 */
export async function reissueClaim(
  deps: Pick<Deps, 'db' | 'clock'>,
  actor: Actor,
  credentialId: string,
): Promise<Outcome<Claim>> {
  return inTransaction(deps.db, async (tx) => {
    const [old] = await claimsOf(tx, [credentialId])
    if (old === undefined) return refuse({ code: 'wallet.claim-unknown' })
    if (!actor.roles.some((held) => held.organisationId === old.organisationId))
      return refuse({ code: 'wallet.claim-unknown' })
    if (!mayAct(actor, old.organisationId, 'issuer', 'owner')) return refuse({ code: 'wallet.claim-not-allowed' })
    // A claim that is being taken at this moment is waited for.
    const taken = (await findClaim(tx, old.code, true))?.claimedAt ?? null
    const credential = await findCredential(tx, credentialId)
    if (taken !== null || (credential !== null && credential.holderId !== credential.personId))
      return refuse({ code: 'wallet.claim-already-claimed' })
    const now = deps.clock()
    await replaceClaims(tx, credentialId, now)
    const [made = old] = await newClaims(tx, deps, [{ ...old, createdBy: actor.personId }])
    await record(tx, {
      at: now,
      actorId: actor.personId,
      organisationId: old.organisationId,
      verb: 'claim.reissue',
      subject: credentialId,
    })
    return accept(made)
  })
}

/**
 * Tries a PIN. A wrong one is counted, whatever else happens; the last that is allowed locks the claim, and then the
 * right one doesn't open it either.
 *
 * Refusals: `wallet.claim-unknown`, `wallet.claim-locked`, `wallet.claim-already-claimed`, `wallet.pin-wrong` with the
 * tries that are `left`.
 */
export async function tryPin(
  deps: Pick<Deps, 'db' | 'clock' | 'secrets'>,
  typedCode: string,
  typedPin: string,
): Promise<Outcome<Claim>> {
  const code = readCode(typedCode)
  if (code === null) return refuse({ code: 'wallet.claim-unknown' })
  const { digits, wrongTriesAtMost } = walletPolicy().pin
  return inTransaction(deps.db, async (tx) => {
    const claim = await findClaim(tx, code, true)
    const closed = reasonClosed(claim) ?? (await reasonWithdrawn(tx, claim))
    if (claim === null || closed !== null) return refuse({ code: closed ?? 'wallet.claim-unknown' })
    if (pinMatches(deps.secrets.session, code, digits, typedPin)) return accept(claim)
    const left = wrongTriesAtMost - claim.wrongTries - 1
    await noteWrongTry(tx, code, left <= 0 ? deps.clock() : null)
    if (left <= 0) return refuse({ code: 'wallet.claim-locked', at: 'pin' })
    return refuse({ code: 'wallet.pin-wrong', at: 'pin', values: { left } })
  })
}

function reasonClosed(claim: Claim | null): string | null {
  if (claim === null) return 'wallet.claim-unknown'
  const state = claimState(claim)
  if (state === 'open') return null
  if (state === 'locked') return 'wallet.claim-locked'
  return state === 'claimed' ? 'wallet.claim-already-claimed' : 'wallet.claim-unknown'
}

/** What its issuer withdrew before anybody claimed it can't be claimed any more; the page of the claim says why. */
async function reasonWithdrawn(db: Db, claim: Claim | null): Promise<string | null> {
  const credential = claim === null ? null : await findCredential(db, claim.credentialId)
  return credential?.change?.change === 'revoke' ? 'wallet.claim-withdrawn' : null
}

/**
 * Makes the account of the very person to whom the credential was issued; call it only after the right PIN. Nothing has
 * to be merged: the account opens that person's wallet.
 *
 * Refusals: those of `openAccount`, `wallet.claim-*` (`wallet.claim-withdrawn` where its issuer took it back).
 */
export async function claimWithNewAccount(
  deps: Deps,
  code: string,
  given: { email: string; password: string },
): Promise<Outcome<Claim>> {
  const claim = await findClaim(deps.db, code)
  const closed = reasonClosed(claim) ?? (await reasonWithdrawn(deps.db, claim))
  if (claim === null || closed !== null) return refuse({ code: closed ?? 'wallet.claim-unknown' })
  const opened = await openAccount(deps, claim.personId, given)
  if (!opened.ok) return opened
  return finish(deps, claim, claim.personId)
}

/**
 * Puts the credential into the wallet of whoever is signed in; call it only after the right PIN, which together with the
 * session is the proof of both sides. The credential stays issued to the person of the list: its document and its rows
 * don't move. The holder changes, once, and with the holder what stands on the credit account (`hooks`).
 *
 * Refusals: `wallet.claim-*`, `wallet.claim-person-has-account` where the person of the list signs in elsewhere.
 */
export async function claimForActor(
  deps: Pick<Deps, 'db' | 'clock'>,
  actor: Actor,
  code: string,
  hooks: ClaimHooks = {},
): Promise<Outcome<Claim>> {
  const claim = await findClaim(deps.db, code)
  const closed = reasonClosed(claim) ?? (await reasonWithdrawn(deps.db, claim))
  if (claim === null || closed !== null) return refuse({ code: closed ?? 'wallet.claim-unknown' })
  return finish(deps, claim, actor.personId, hooks)
}

function finish(
  deps: Pick<Deps, 'db' | 'clock'>,
  claim: Claim,
  holderId: string,
  hooks: ClaimHooks = {},
): Promise<Outcome<Claim>> {
  const at = deps.clock()
  return inTransaction(deps.db, async (tx) => {
    const closed = reasonClosed(await findClaim(tx, claim.code, true)) ?? (await reasonWithdrawn(tx, claim))
    if (closed !== null) return refuse({ code: closed })
    if (holderId === claim.personId) {
      const credential = await findCredential(tx, claim.credentialId)
      if (credential?.holderId !== holderId) return refuse({ code: 'wallet.claim-already-claimed' })
    } else {
      const refused = await pass(tx, claim, holderId, at, hooks)
      if (refused !== null) return refuse({ code: refused })
    }
    await noteClaimed(tx, claim.code, holderId, at)
    await record(tx, {
      at,
      actorId: holderId,
      organisationId: claim.organisationId,
      verb: 'claim.take',
      subject: claim.credentialId,
    })
    return accept({ ...claim, claimedAt: at })
  })
}

/** Passes the award to its new holder in all its editions; answers the reason where it can't be. */
async function pass(tx: Db, claim: Claim, holderId: string, at: Date, hooks: ClaimHooks): Promise<string | null> {
  const { personId: issuedTo, credentialId, code } = claim
  // Held until the end: an account that the person of the list is opening at this moment comes before or after.
  await lockPerson(tx, issuedTo)
  if (await hasAccount(tx, issuedTo)) return 'wallet.claim-person-has-account'
  const editions = await passAward(tx, issuedTo, credentialId, holderId)
  if (editions === null) return 'wallet.claim-already-claimed'
  for (const id of editions) {
    await attach(tx, { holderId, credentialId: id, issuedTo, claimCode: code, at })
    if (id !== credentialId) await replaceClaims(tx, id, at)
  }
  await hooks.afterPassed?.(tx, { credentialId, issuedTo, holderId, at })
  return null
}

/**
 * Sends the letters of claims that are due. The letter carries the link and not the PIN, which comes by another way: from
 * the provider. An address that several people have gets no name. A final refusal of the mail server is noted for the
 * provider; any other failure is tried again.
 */
export function sendClaimLetters(deps: Deps): Promise<{ done: number; failed: number }> {
  return drain<{ code: string }>(deps.db, CLAIM_LETTER, deps.clock(), async (tx, { payload }) => {
    const claim = await findClaim(tx, payload.code)
    if (claim === null || claimState(claim) !== 'open') return
    const letter = await writeLetter(tx, deps, claim)
    if (letter === null) return noteLetter(tx, claim.code, 'none')
    try {
      await deps.sendLetter(letter)
    } catch (error) {
      if (!isFinal(error)) throw error
      return noteLetter(tx, claim.code, 'bounced')
    }
    return noteLetter(tx, claim.code, letter.shared ? 'shared-address' : 'email')
  })
}

async function writeLetter(
  tx: Db,
  deps: Pick<Deps, 'publicUrl' | 'clock'>,
  claim: Claim,
): Promise<{ to: string; subject: string; text: string; shared: boolean } | null> {
  const person = await findPerson(tx, claim.personId)
  if (person?.email == null) return null
  const shared = (await findPersonByEmail(tx, person.email)) === null
  const held = await findHeld(tx, claim.personId, claim.credentialId, deps.clock())
  const credential = held ?? (await credentialOf(tx, claim.credentialId, deps.clock()))
  const organisation = await findOrganisation(tx, claim.organisationId)
  const { language } = person
  const path = language === 'en' ? '/en/claim/' : '/claim/'
  const values = {
    name: person.name,
    title: credential?.title[language] ?? '',
    organisation: organisation?.name ?? '',
    link: `${deps.publicUrl}${path}${claim.code}`,
  }
  const texts = loadTexts()
  return {
    to: person.email,
    shared,
    subject: texts.t(language, 'wallet.letter.subject', values),
    text: texts.t(language, shared ? 'wallet.letter.text-shared' : 'wallet.letter.text', values),
  }
}
