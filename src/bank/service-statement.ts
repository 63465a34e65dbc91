import { attachProof, dateTime, type JsonObject, signingInput } from '@lumbung/credential'
import { enrolmentsOf } from '../enrolment/index.ts'
import { currentStudyOf, findOrganisations, ORGANISATION_KINDS, organisationsOfKinds } from '../organisations/index.ts'
import { dayOf } from '../platform/clock.ts'
import { type Db, inTransaction } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { newId } from '../platform/ids.ts'
import type { Actor, Language } from '../platform/page.ts'
import { accept, type Outcome, refuse } from '../platform/refusal.ts'
import { loadTexts } from '../platform/text.ts'
import { CREDIT_STATEMENT, platformIssuer, registerEntries } from '../trust/index.ts'
import { bankPolicy } from './policy.ts'
import { noteWords, verbOf } from './rules.ts'
import { balance, statement } from './service.ts'
import { stackNotes } from './service-stack.ts'
import {
  findPublicEntry,
  hidePublicEntry,
  insertPublicEntry,
  lastPostings,
  postingsByInstitution,
  publicCodes,
  settledBy,
} from './store-public.ts'
import type { Balance, Movement, Score } from './types.ts'
import type { StackNote } from './types-stack.ts'

const MS_PER_DAY = 86_400_000
const CONTEXTS = ['https://www.w3.org/ns/credentials/v2', 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json']
/** The sums of a statement, as results of Open Badges 3.0: machines read each by its own type. */
const SUMS = ['deposited', 'counted', 'reserved', 'ready'] as const

/** One of the person's own movements, and its public code where it is shown. Refusals: `bank.transaction-unknown`. */
export async function ownMovement(
  db: Db,
  personId: string,
  id: string,
): Promise<Outcome<{ readonly movement: Movement; readonly code: string | null }>> {
  const movement = (await statement(db, personId)).find((one) => one.id === id)
  if (movement === undefined) return refuse({ code: 'bank.transaction-unknown' })
  return accept({ movement, code: (await publicCodes(db, personId)).get(id) ?? null })
}

/** The person decides whether anybody with the code may see a movement. Refusals: `bank.transaction-unknown`. */
export function showMovement(deps: Deps, actor: Actor, id: string, shown: boolean): Promise<Outcome<true>> {
  return inTransaction(deps.db, async (tx) => {
    const own = await ownMovement(tx, actor.personId, id)
    if (!own.ok) return own
    const at = deps.clock()
    const row = { personId: actor.personId, transactionId: id, code: newId(), shownAt: at }
    if (shown) await insertPublicEntry(tx, row)
    else await hidePublicEntry(tx, actor.personId, id, at)
    return accept(true as const)
  })
}

/** What a code shows to anybody: a movement without its person. Null where the code shows nothing (any more). */
export async function shownMovement(db: Db, code: string) {
  const entry = await findPublicEntry(db, code)
  if (entry === null) return null
  const own = await ownMovement(db, entry.personId, entry.transactionId)
  if (!own.ok) return null
  return { movement: own.value.movement, settled: await settledBy(db, entry.personId, entry.transactionId) }
}

/**
 * The account as an Open Badges 3.0 credential of the extension type `ext:CreditStatement`, signed by the platform, which
 * keeps the account: sums as results, each movement as evidence. Valid for the days of `data/bank.json`. It names the
 * holder as an award does, and nobody else. Throws what the signer throws.
 */
export async function statementCredential(deps: Deps, actor: Pick<Actor, 'personId' | 'name'>): Promise<string> {
  if (/\d{16}/.test(actor.name)) throw new RangeError('a holder name holds sixteen digits in a row')
  const platform = await platformIssuer(deps)
  const now = deps.clock()
  const movements = await statement(deps.db, actor.personId)
  const unsigned = unsignedStatement({
    publicUrl: deps.publicUrl,
    did: platform.did,
    name: actor.name,
    now,
    sums: await balance(deps.db, actor.personId),
    movements,
    names: await namesIn(deps.db, movements),
    notes: await stackNotes(deps.db, movements),
  })
  const options = { verificationMethod: platform.verificationMethod, created: now }
  const [signature] = await deps.signer.sign(platform.signerName, [await signingInput(unsigned, options)])
  if (signature === undefined) throw new RangeError('the signer answered no signature')
  return attachProof(unsigned, options, signature)
}

interface About {
  readonly publicUrl: string
  readonly did: string
  readonly name: string
  readonly now: Date
  readonly sums: Balance
  readonly movements: readonly Movement[]
  readonly names: ReadonlyMap<string, string>
  readonly notes: ReadonlyMap<string, readonly StackNote[]>
}

function unsignedStatement({ publicUrl, did, name, now, sums, movements, names, notes }: About): JsonObject {
  const texts = loadTexts()
  const both = (key: string, values: Readonly<Record<string, string | number>> = {}) => texts.both(key, values)
  const tagged = ({ id, en }: { id: string; en: string }): JsonObject[] => [
    { '@value': id, '@language': 'id' },
    { '@value': en, '@language': 'en' },
  ]
  const day = dayOf(now)
  const values = { deposited: sums.depositedSks, counted: sums.usedSks, reserved: sums.reservedSks, ready: sums.sks }
  const sumId = (sum: string) => `${publicUrl}/credit#${sum}`
  return {
    '@context': CONTEXTS,
    id: `urn:uuid:${crypto.randomUUID()}`,
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    name: tagged(both('bank.credential.name', { day })),
    description: tagged(both('bank.credential.description', { day })),
    issuer: { id: did, type: ['Profile'], name: 'Lumbung' },
    validFrom: dateTime(now),
    validUntil: dateTime(new Date(now.getTime() + bankPolicy().statementDays.value * MS_PER_DAY)),
    credentialSubject: {
      type: ['AchievementSubject'],
      identifier: [{ type: 'IdentityObject', hashed: false, identityHash: name, identityType: 'name' }],
      creditsEarned: sums.depositedSks,
      result: SUMS.map((sum) => ({ type: ['Result'], resultDescription: sumId(sum), value: String(values[sum]) })),
      achievement: {
        id: `${publicUrl}/credit`,
        type: ['Achievement'],
        achievementType: CREDIT_STATEMENT,
        name: both('bank.title').id,
        description: both('bank.credential.description', { day }).id,
        inLanguage: 'id',
        criteria: { narrative: both('bank.credential.criteria').id },
        resultDescription: SUMS.map((sum) => ({
          id: sumId(sum),
          type: ['ResultDescription'],
          name: `${both(`bank.credential.sum.${sum}`).id} (SKS)`,
          resultType: 'ext:Sks',
        })),
      },
    },
    ...(movements.length === 0
      ? {}
      : { evidence: movements.map((one) => evidenceOf(one, names, notes.get(one.id) ?? [])) }),
  }
}

function evidenceOf(movement: Movement, names: ReadonlyMap<string, string>, notes: readonly StackNote[]): JsonObject {
  const { reason } = movement
  const kind = loadTexts().both(`bank.kind.${verbOf(movement)}`)
  const organisation = names.get(reason.organisationId ?? reason.issuerOrganisationId ?? '') ?? ''
  const line = (title: string, word: string) => [word, title, organisation].filter((part) => part !== '').join(', ')
  const noted = (language: Language) =>
    notes.map((note) => ` ${loadTexts().t(language, ...noteWords(note, language))}`).join('')
  return {
    type: ['Evidence'],
    name: `M-${String(movement.number).padStart(4, '0')}`,
    genre: verbOf(movement),
    description: `${line(reason.title?.id ?? '', kind.id)}${noted('id')} / ${line(reason.title?.en ?? '', kind.en)}${noted('en')}`,
    narrative: [
      `${dayOf(movement.postedAt)}: ${movement.sks} SKS, ${movement.minutes} min`,
      `${movement.usedSks} SKS + ${movement.reservedSks} SKS`,
      `= ${movement.balanceSks} SKS`,
    ].join('; '),
  }
}

/** Names of the organisations in movements, by id. */
export async function namesIn(db: Db, movements: readonly Movement[]): Promise<ReadonlyMap<string, string>> {
  const ids = movements
    .flatMap(({ reason }) => [reason.organisationId, reason.issuerOrganisationId])
    .filter((id) => id !== undefined)
  return new Map((await findOrganisations(db, [...new Set(ids)])).map(({ id, name }) => [id, name]))
}

/** Why an account may be empty: whom the person learns with, and when each of them last posted for anybody. */
export async function whyEmpty(
  db: Db,
  personId: string,
): Promise<readonly { readonly name: string; readonly lastOn: string | null }[]> {
  const study = await currentStudyOf(db, personId)
  const ids = [
    ...(await enrolmentsOf(db, personId)).map(({ organisationId }) => organisationId),
    ...(study === null ? [] : [study.organisationId]),
  ]
  const organisations = await findOrganisations(db, [...new Set(ids)])
  const last = await lastPostings(
    db,
    organisations.map(({ id }) => id),
  )
  return organisations.map(({ id, name }) => {
    const at = last.get(id)
    return { name, lastOn: at === undefined ? null : dayOf(at) }
  })
}

/** How each institution posts that may issue now or ever posted, the last one first; those that never did at the end. */
export async function scoreboard(deps: Pick<Deps, 'db' | 'clock'>): Promise<readonly Score[]> {
  const now = deps.clock()
  const since = new Date(now)
  since.setUTCFullYear(since.getUTCFullYear() - 1)
  const least = bankPolicy().scoreboardLeastPeople.value
  const found = new Map(
    (await postingsByInstitution(deps.db, since, now)).map((one) => [one.organisationId, one] as const),
  )
  const issuing = new Set(
    (await registerEntries(deps.db))
      .filter(({ listings }) => listings.some((one) => one.from <= now && (one.until === null || now < one.until)))
      .map(({ organisationId }) => organisationId),
  )
  const all = await organisationsOfKinds(deps.db, ORGANISATION_KINDS)
  const those = all.filter(({ id }) => issuing.has(id) || found.has(id))
  const scores = those.map(({ id, name, slug }): Score => {
    const one = found.get(id)
    const about = { organisationId: id, name, slug }
    if (one === undefined) return { ...about, last: null, few: false, postings: null, medianDays: null }
    const few = one.people < least
    const day = dayOf(one.lastAt)
    return {
      ...about,
      last: few ? day.slice(0, 7) : day,
      few,
      postings: few ? null : one.postings,
      medianDays: few || one.medianDays === null ? null : Math.max(0, Math.round(one.medianDays)),
    }
  })
  return scores.sort((a, b) => (b.last ?? '').localeCompare(a.last ?? '') || a.name.localeCompare(b.name))
}
