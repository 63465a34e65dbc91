import { findOrganisation, holdersOf } from '../organisations/index.ts'
import { findPerson } from '../people/index.ts'
import { dayOf } from '../platform/clock.ts'
import type { Db } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { type Promised, promiseAll } from '../platform/outbox.ts'
import { loadTexts } from '../platform/text.ts'
import { countWork, dayToTell } from './store-overturned.ts'

/** The outbox kind of the letter that tells who issues what waits for them. */
export const ISSUER_LETTER = 'credentials.issuer-letter'
/** When a letter is sent that gathers what came after the last one. */
const MORNING = 'T07:00:00+07:00'

/** What such a letter is about: requests to approve, or awards whose decision was replaced after an appeal. */
type About = 'requests' | 'overturned'

export interface Told {
  readonly organisationId: string
  readonly personId: string
  readonly about: About
}

/** Promises everybody who issues for an organisation a letter, in the transaction of what happened. */
async function tell(tx: Db, organisationId: string, about: About, key: string, at?: Date): Promise<void> {
  const issuers = [...new Set(await holdersOf(tx, organisationId, 'issuer'))]
  const works = issuers.map((personId) => ({
    uniqueKey: `${ISSUER_LETTER}:${about}:${key}:${personId}`,
    payload: { organisationId, personId, about } satisfies Told,
  }))
  await promiseAll(tx, ISSUER_LETTER, works, at)
}

/** Tells issuers that a request waits: at once, or the next morning with all others where a letter of today was promised already. */
export async function tellOfRequest(tx: Db, organisationId: string, at: Date): Promise<void> {
  const today = dayOf(at)
  const day = await dayToTell(tx, organisationId, today)
  if (day === null) return
  await tell(
    tx,
    organisationId,
    'requests',
    `${organisationId}:${day}`,
    day === today ? undefined : new Date(day + MORNING),
  )
}

/** Tells issuers that an award stands though the decision of this request was replaced. */
export function tellOfOverturned(tx: Db, organisationId: string, requestId: string): Promise<void> {
  return tell(tx, organisationId, 'overturned', requestId)
}

/**
 * Sends such a letter, in its reader's language, with how much waits by now. Nothing is sent where nothing waits any more, and
 * to nobody who doesn't issue there any more.
 */
export async function sendIssuerLetter(
  deps: Pick<Deps, 'publicUrl' | 'sendLetter'>,
  tx: Db,
  { payload }: Promised<Told>,
): Promise<void> {
  const { organisationId, personId, about } = payload
  const count = (await countWork(tx, organisationId))[about]
  const person = await findPerson(tx, personId)
  if (count === 0 || person === null || person.email === null) return
  if (!(await holdersOf(tx, organisationId, 'issuer')).includes(personId)) return
  const language = person.language === 'en' ? 'en' : 'id'
  const values = {
    about,
    count,
    name: person.name,
    organisation: (await findOrganisation(tx, organisationId))?.name ?? '',
    address: `${deps.publicUrl}${language === 'en' ? '/en' : ''}/provider/issue/requests`,
  }
  const { t } = loadTexts()
  await deps.sendLetter({
    to: person.email,
    subject: t(language, 'credentials.letter.issuer.subject', values),
    text: t(language, 'credentials.letter.issuer.text', values),
  })
}
