import { createHash } from 'node:crypto'
import { hashPassword } from 'better-auth/crypto'
import { record } from '../platform/audit.ts'
import { inTransaction } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { newId } from '../platform/ids.ts'
import { drain, promise } from '../platform/outbox.ts'
import { accept, type Outcome, refuse } from '../platform/refusal.ts'
import { loadTexts } from '../platform/text.ts'
import { checkEmail, checkPassword, normaliseEmail } from './rules.ts'
import { forgetTriesOf } from './sessions.ts'
import { findPerson } from './store.ts'
import { accountEmailOf, findAccountByEmail, findResetMark, insertResetMark, replacePassword } from './store-reset.ts'

/** How long the link of a letter works, in minutes; the letter and the page say so. */
export const RESET_MINUTES = 60
/** A letter that could not be sent for so many hours is dropped: nobody waits for it any more. */
const STALE_HOURS = 24
/** The kind under which letters about passwords wait in the outbox. */
const PASSWORD_LETTER = 'password-letter'

/** Ids only. `personId` is nobody's where the address has no account: the promise is made all the same. */
interface PromisedLetter {
  readonly personId: string | null
  readonly about: 'reset' | 'changed'
  readonly askedAt: string
}

/**
 * Promises a letter with a link to a new password to the account of this address. Whether there is such an account makes
 * no difference to the answer, nor to the work: a promise for nobody is made as well. Refusals: `people.email-malformed`.
 */
export async function askForReset(deps: Pick<Deps, 'db' | 'clock'>, email: string): Promise<Outcome<true>> {
  const [fault, ...more] = checkEmail(email)
  if (fault !== undefined) return refuse(fault, ...more)
  const account = await findAccountByEmail(deps.db, normaliseEmail(email))
  const letter: PromisedLetter = {
    personId: account?.personId ?? null,
    about: 'reset',
    askedAt: deps.clock().toISOString(),
  }
  await inTransaction(deps.db, (tx) => promise(tx, PASSWORD_LETTER, `password-reset:${newId()}`, letter))
  return accept<true>(true)
}

/** Whether the link of a letter still works. Asking uses nothing up, so a robot that looks ahead spoils nothing. */
export async function resetWorks(deps: Pick<Deps, 'db' | 'clock'>, token: string): Promise<boolean> {
  return (await findResetMark(deps.db, markOf(token), deps.clock())) !== null
}

/**
 * Sets a new password by the link of a letter, which works once. Every session of the account ends, every other link is
 * void, the address may try to sign in again at once, and a letter tells its owner.
 *
 * Refusals: `people.reset-not-found` (unknown, used, or too old), `people.password-*` (the link still works).
 */
export async function resetPassword(
  deps: Pick<Deps, 'db' | 'clock' | 'secrets'>,
  token: string,
  password: string,
): Promise<Outcome<true>> {
  const mark = markOf(token)
  if ((await findResetMark(deps.db, mark, deps.clock())) === null) return refuse({ code: 'people.reset-not-found' })
  const [fault, ...more] = checkPassword(password)
  if (fault !== undefined) return refuse(fault, ...more)
  // Hashed before the transaction: it takes longer than everything in it.
  const passwordHash = await hashPassword(password)
  const now = deps.clock()
  return inTransaction(deps.db, async (tx) => {
    const personId = await findResetMark(tx, mark, now, true)
    if (personId === null) return refuse({ code: 'people.reset-not-found' })
    await replacePassword(tx, personId, passwordHash, now)
    const email = await accountEmailOf(tx, personId)
    if (email !== null) await forgetTriesOf({ ...deps, db: tx }, email)
    await record(tx, { at: now, actorId: personId, verb: 'password.reset', subject: personId })
    const letter: PromisedLetter = { personId, about: 'changed', askedAt: now.toISOString() }
    await promise(tx, PASSWORD_LETTER, `password-changed:${newId()}`, letter)
    return accept<true>(true)
  })
}

/**
 * Sends the letters about passwords that are due, each to the address that signs in. The link is made with the letter and
 * kept as a mark alone, so that neither the outbox nor a copy of the database opens an account.
 */
export function sendPasswordLetters(deps: Deps): Promise<{ done: number; failed: number }> {
  const { t } = loadTexts()
  return drain<PromisedLetter>(deps.db, PASSWORD_LETTER, deps.clock(), async (tx, { payload }) => {
    const { personId, about, askedAt } = payload
    const now = deps.clock()
    if (personId === null || now.getTime() - Date.parse(askedAt) > STALE_HOURS * 3_600_000) return
    const [person, to] = [await findPerson(tx, personId), await accountEmailOf(tx, personId)]
    if (person === null || to === null) return
    const home = `${deps.publicUrl}${person.language === 'en' ? '/en' : ''}/sign-in`
    let link = `${home}/forgotten`
    if (about === 'reset') {
      const token = newId()
      await insertResetMark(tx, newId(), markOf(token), personId, now, new Date(now.getTime() + RESET_MINUTES * 60_000))
      link = `${home}/new-password/${token}`
    }
    const say = (part: 'subject' | 'text') =>
      t(person.language, `people.letter.${about}.${part}`, { name: person.name, link, minutes: RESET_MINUTES })
    await deps.sendLetter({ to, subject: say('subject'), text: say('text') })
  })
}

/** A token has 128 random bits: its plain hash gives nothing away. */
function markOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
