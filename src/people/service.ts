import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import { hashPassword } from 'better-auth/crypto'
import purposes from '../../data/consent-purposes.json' with { type: 'json' }
import regions from '../../data/regions/provinces.json' with { type: 'json' }
import { record } from '../platform/audit.ts'
import { type Db, inTransaction } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { newId } from '../platform/ids.ts'
import { accept, type Outcome, type Refusal, refuse } from '../platform/refusal.ts'
import {
  checkEmail,
  checkName,
  checkPassword,
  checkPhone,
  maskNik,
  nikRefusals,
  normaliseEmail,
  normaliseName,
  normaliseNik,
  normalisePhone,
  sexOfNik,
} from './rules.ts'
import * as store from './store.ts'
import type { ConsentPurpose, ConsentState, NewPerson, Person } from './types.ts'

type Needs = Pick<Deps, 'db' | 'clock' | 'secrets'>

const PROVINCES: ReadonlySet<string> = new Set(regions.provinces.map(({ code }) => code))
const PURPOSES: readonly ConsentPurpose[] = purposes.purposes

/** What speaks against a NIK, by its syntax alone (F003); the codes are those of `nikRefusals`. */
export function checkNik(nik: string): Refusal[] {
  return nikRefusals(nik, PROVINCES)
}

/**
 * Registers a person, and opens an account where a password is given. Empty `email`, `phone` and `nik` count as none.
 *
 * Refusals, all that apply: `people.name-*`, `people.email-missing` (an account needs one), `people.email-malformed`,
 * `people.email-taken` (another account has it), `people.phone-malformed`, `people.password-*`, `people.nik-*`,
 * `people.nik-registered` (F001: registered before).
 */
export async function registerPerson(deps: Needs, given: NewPerson): Promise<Outcome<Person>> {
  const faults = faultsOf(given)
  if (faults[0] !== undefined) return refuse(faults[0], ...faults.slice(1))
  const now = deps.clock()
  const person: store.PersonRow = {
    id: newId(),
    name: normaliseName(given.name),
    email: given.email ? normaliseEmail(given.email) : null,
    phone: given.phone ? normalisePhone(given.phone) : null,
    language: given.language,
    createdAt: now,
    invented: given.invented ?? false,
  }
  // Hashed before the transaction: it takes longer than everything in it.
  const passwordHash = given.password ? await hashPassword(given.password) : null
  return undoable(deps.db, async (tx) => {
    await store.insertPerson(tx, person)
    const refusals: Refusal[] = []
    if (given.nik && !(await keepNik(tx, deps, person.id, given.nik, now)))
      refusals.push({ code: 'people.nik-registered', at: 'nik' })
    if (passwordHash !== null && !(await keepAccount(tx, person, person.email ?? '', passwordHash, now)))
      refusals.push({ code: 'people.email-taken', at: 'email' })
    if (refusals[0] !== undefined) return refuse(refusals[0], ...refusals.slice(1))
    await record(tx, { at: now, actorId: person.id, verb: 'person.register', subject: person.id })
    const { id, name, email, phone, language } = person
    return accept<Person>({ id, name, email, phone, language })
  })
}

/**
 * Opens an account for somebody who was registered without one, as after a claim with a PIN: whoever calls this has made
 * sure that it is that person. Refusals: `people.unknown`, `people.account-already`, `people.email-malformed`,
 * `people.email-taken`, `people.password-*`.
 */
export async function openAccount(
  deps: Needs,
  personId: string,
  given: { email: string; password: string },
): Promise<Outcome<Person>> {
  const faults = [...checkEmail(given.email), ...checkPassword(given.password)]
  if (faults[0] !== undefined) return refuse(faults[0], ...faults.slice(1))
  const passwordHash = await hashPassword(given.password)
  return undoable(deps.db, async (tx) => {
    if (!(await store.lockPerson(tx, personId))) return refuse({ code: 'people.unknown' })
    const person = (await store.findPerson(tx, personId)) as Person
    if (await store.hasAccount(tx, personId)) return refuse({ code: 'people.account-already' })
    const now = deps.clock()
    if (!(await keepAccount(tx, person, normaliseEmail(given.email), passwordHash, now)))
      return refuse({ code: 'people.email-taken', at: 'email' })
    await record(tx, { at: now, actorId: personId, verb: 'account.open', subject: personId })
    return accept(person)
  })
}

/** Records the NIK of somebody who has none yet. Refusals: `people.nik-*`, `people.nik-registered`, `people.nik-already`. */
export async function recordNik(deps: Needs, personId: string, nik: string): Promise<Outcome<true>> {
  const faults = checkNik(nik)
  if (faults[0] !== undefined) return refuse(faults[0], ...faults.slice(1))
  return inTransaction(deps.db, async (tx) => {
    if (!(await store.lockPerson(tx, personId))) return refuse({ code: 'people.unknown' })
    if ((await store.sealedNikOf(tx, personId)) !== null) return refuse({ code: 'people.nik-already', at: 'nik' })
    const now = deps.clock()
    if (!(await keepNik(tx, deps, personId, nik, now))) return refuse({ code: 'people.nik-registered', at: 'nik' })
    await record(tx, { at: now, actorId: personId, verb: 'nik.record', subject: personId })
    return accept<true>(true)
  })
}

/** Changes how a person is called from now on; what was issued stays as it was signed. Refusals: `people.name-*`. */
export async function correctName(deps: Needs, personId: string, text: string): Promise<Outcome<true>> {
  const faults = checkName(text)
  if (faults[0] !== undefined) return refuse(faults[0], ...faults.slice(1))
  return inTransaction(deps.db, async (tx) => {
    await store.renamePerson(tx, personId, normaliseName(text))
    await record(tx, { at: deps.clock(), actorId: personId, verb: 'name.correct', subject: personId })
    return accept<true>(true)
  })
}

/** The person registered with this NIK. */
export async function findPersonByNik(deps: Pick<Deps, 'db' | 'secrets'>, nik: string): Promise<Person | null> {
  const id = await store.findPersonIdByMark(deps.db, markOf(deps, nik))
  return id === null ? null : store.findPerson(deps.db, id)
}

/**
 * The sex that the NIK of each says (a woman's day of birth has 40 added), for counts alone; whoever has no NIK is missing.
 * Nothing else of the NIK leaves here.
 */
export async function sexOfPeople(
  deps: Pick<Deps, 'db' | 'secrets'>,
  personIds: readonly string[],
): Promise<ReadonlyMap<string, 'female' | 'male'>> {
  const sealed = await store.sealedNiksOf(deps.db, personIds)
  return new Map(sealed.map(({ personId, nikSealed }) => [personId, sexOfNik(unseal(deps, personId, nikSealed))]))
}

/** The masked NIK of a person for that person's own eyes: `3174••••••••0001`; nothing where none is recorded. */
export async function maskedNikOf(deps: Pick<Deps, 'db' | 'secrets'>, personId: string): Promise<string | null> {
  const sealed = await store.sealedNikOf(deps.db, personId)
  return sealed === null ? null : maskNik(unseal(deps, personId, sealed))
}

/** Every purpose with this person's present word on it. */
export async function consentsOf(db: Db, personId: string): Promise<readonly ConsentState[]> {
  const rows = await store.consentRows(db, personId)
  return PURPOSES.map((purpose) => {
    const last = rows.find((row) => row.purpose === purpose.id)
    return {
      purpose,
      givenAt: last?.givenAt ?? null,
      withdrawnAt: last?.withdrawnAt ?? null,
      given: last !== undefined && last.withdrawnAt === null,
    }
  })
}

/** Records consent to the present version of a purpose; once more changes nothing. Refusals: `people.purpose-unknown`. */
export async function giveConsent(deps: Needs, personId: string, purposeId: string): Promise<Outcome<true>> {
  const purpose = PURPOSES.find(({ id }) => id === purposeId)
  if (purpose === undefined) return refuse({ code: 'people.purpose-unknown' })
  return inTransaction(deps.db, async (tx) => {
    await store.lockPerson(tx, personId)
    if (await store.hasConsent(tx, personId, purposeId)) return accept<true>(true)
    const now = deps.clock()
    await store.insertConsent(tx, { id: newId(), personId, purpose: purposeId, version: purpose.version, at: now })
    await record(tx, {
      at: now,
      actorId: personId,
      verb: 'consent.give',
      subject: personId,
      detail: { purpose: purposeId, version: purpose.version },
    })
    return accept<true>(true)
  })
}

/** Takes consent back from this moment on; once more changes nothing. Refusals: `people.purpose-unknown`. */
export async function withdrawConsent(deps: Needs, personId: string, purposeId: string): Promise<Outcome<true>> {
  if (!PURPOSES.some(({ id }) => id === purposeId)) return refuse({ code: 'people.purpose-unknown' })
  return inTransaction(deps.db, async (tx) => {
    await store.lockPerson(tx, personId)
    if (!(await store.hasConsent(tx, personId, purposeId))) return accept<true>(true)
    const now = deps.clock()
    await store.endConsent(tx, personId, purposeId, now)
    await record(tx, {
      at: now,
      actorId: personId,
      verb: 'consent.withdraw',
      subject: personId,
      detail: { purpose: purposeId },
    })
    return accept<true>(true)
  })
}

function faultsOf(given: NewPerson): Refusal[] {
  const faults = checkName(given.name)
  if (given.email) faults.push(...checkEmail(given.email))
  else if (given.password !== undefined) faults.push({ code: 'people.email-missing', at: 'email' })
  if (given.phone) faults.push(...checkPhone(given.phone))
  if (given.nik) faults.push(...checkNik(given.nik))
  if (given.password !== undefined) faults.push(...checkPassword(given.password))
  return faults
}

/** Work that keeps nothing when its answer is a refusal, also within somebody else's transaction. */
function undoable<T>(db: Db, work: (tx: Db) => Promise<Outcome<T>>): Promise<Outcome<T>> {
  return inTransaction(db, async (tx) => {
    await store.markHere(tx)
    const answer = await work(tx)
    if (!answer.ok) await store.backToMark(tx)
    return answer
  })
}

const keepAccount = (
  tx: Db,
  person: Pick<Person, 'id' | 'name'>,
  email: string,
  passwordHash: string,
  at: Date,
): Promise<boolean> =>
  store.insertAccount(tx, { id: newId(), personId: person.id, name: person.name, email, passwordHash, at })

function keepNik(tx: Db, deps: Pick<Deps, 'secrets'>, personId: string, nik: string, at: Date): Promise<boolean> {
  return store.insertNik(tx, markOf(deps, nik), personId, seal(deps, personId, normaliseNik(nik)), at)
}

function markOf(deps: Pick<Deps, 'secrets'>, nik: string): string {
  return createHmac('sha256', deps.secrets.nikMark).update(normaliseNik(nik)).digest('hex')
}

/** 12 bytes of nonce, 16 of tag, then the text; bound to the person, so that it can't be moved to another. */
function seal(deps: Pick<Deps, 'secrets'>, personId: string, nik: string): Buffer {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', deps.secrets.nikSeal, nonce).setAAD(Buffer.from(personId))
  const text = Buffer.concat([cipher.update(nik, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), text])
}

function unseal(deps: Pick<Deps, 'secrets'>, personId: string, sealed: Buffer): string {
  const decipher = createDecipheriv('aes-256-gcm', deps.secrets.nikSeal, sealed.subarray(0, 12))
  decipher.setAAD(Buffer.from(personId)).setAuthTag(sealed.subarray(12, 28))
  return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString('utf8')
}
