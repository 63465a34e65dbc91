import type { TrustSnapshot } from '@lumbung/credential'
import { findOrganisation } from '../organisations/index.ts'
import { record } from '../platform/audit.ts'
import { type Db, inTransaction } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import type { Bilingual } from '../platform/page.ts'
import { accept, type Outcome, type Refusal, refuse } from '../platform/refusal.ts'
import { loadTexts } from '../platform/text.ts'
import {
  type DidDocument,
  didDocument,
  keyAt,
  listingAt,
  organisationDid,
  platformDid,
  reasonsAgainst,
} from './rules.ts'
import {
  closeListing,
  findEntries,
  findKeys,
  insertAuthorisation,
  insertKey,
  insertListing,
  lastChange,
} from './store.ts'
import type { AuthorisationGiven, IssueQuestion, Issuer, RegisterEntry } from './types.ts'

/** The signer's name of the platform's own key. It signs status lists and says nothing about anyone's learning. */
export const PLATFORM_KEY = 'platform'

/** How long a published list may be relied on: a verifier that can't get a newer one says so after this. */
const LIST_VALID_FOR_DAYS = 7
const DAY_MILLISECONDS = 86_400_000
const HOUR_MILLISECONDS = 3_600_000

/** The second that an instant falls in: proofs are dated to the second, and a key is good for what it signs at once. */
function wholeSecond(instant: Date): Date {
  return new Date(Math.floor(instant.getTime() / 1000) * 1000)
}

/**
 * Lists an organisation as an issuer, in one transaction: a key made in the signer, its `did:web`, the listing and what
 * it may issue. `from` lets an operator record a decision of an earlier day; without it everything begins now.
 *
 * Refusals: `trust.organisation-unknown`; `trust.already-listed`; `trust.authorisation-*` for each authorisation that
 * names no kind, has its levels the wrong way round, or ends before it begins.
 */
export async function listIssuer(
  deps: Pick<Deps, 'db' | 'clock' | 'publicUrl' | 'signer'>,
  organisationId: string,
  authorisations: readonly AuthorisationGiven[],
  decision: { from?: Date; reason?: Bilingual; actorId?: string } = {},
): Promise<Outcome<Issuer>> {
  const organisation = await findOrganisation(deps.db, organisationId)
  if (organisation === null) return refuse({ code: 'trust.organisation-unknown' })
  const from = wholeSecond(decision.from ?? deps.clock())
  const [first, ...more] = authorisations.flatMap((given, index) => faultsOf(given, index, from))
  if (first !== undefined) return refuse(first, ...more)
  const did = organisationDid(deps.publicUrl, organisation.slug)
  const signerName = `issuer-${organisation.slug}`
  const publicKey = await deps.signer.createKey(signerName)
  // Whoever can issue needs status lists: the key that signs them stands in the register from the first issuer on.
  await platformIssuer(deps)
  const reason = decision.reason ?? loadTexts().both('trust.ground-not-stated')
  return inTransaction(deps.db, async (tx) => {
    if (!(await insertListing(tx, organisationId, did, from, reason))) return refuse({ code: 'trust.already-listed' })
    await insertKey(tx, did, signerName, publicKey, from)
    for (const given of authorisations)
      await insertAuthorisation(tx, organisationId, { ...given, source: given.source ?? reason }, from)
    await record(tx, {
      at: deps.clock(),
      actorId: decision.actorId ?? null,
      organisationId,
      verb: 'listing.begin',
      subject: did,
    })
    return accept({ did, verificationMethod: `${did}#${publicKey}`, signerName })
  })
}

function faultsOf(given: AuthorisationGiven, index: number, from: Date): Refusal[] {
  const at = `/authorisations/${index}`
  const faults: Refusal[] = []
  if (given.kinds.length === 0) faults.push({ code: 'trust.authorisation-without-kind', at })
  if (given.levelMin > given.levelMax || given.levelMin < 1 || given.levelMax > 9)
    faults.push({ code: 'trust.authorisation-levels', at, values: { from: given.levelMin, to: given.levelMax } })
  if (given.until !== undefined && given.until !== null && given.until <= from)
    faults.push({ code: 'trust.authorisation-ends-first', at })
  return faults
}

/**
 * Ends a listing now (F012): nothing can be issued from this instant on, and what was issued before stays checkable.
 * Refusal: `trust.not-listed`.
 */
export function endListing(
  deps: Pick<Deps, 'db' | 'clock'>,
  organisationId: string,
  reason: Bilingual,
  actorId: string | null,
): Promise<Outcome<Date>> {
  return inTransaction(deps.db, async (tx) => {
    const at = deps.clock()
    if (!(await closeListing(tx, organisationId, at, reason))) return refuse({ code: 'trust.not-listed' })
    await record(tx, { at, actorId, organisationId, verb: 'listing.end', subject: organisationId })
    return accept(at)
  })
}

/** Adds an authorisation to a listed issuer from now on. Refusals as in `listIssuer`, and `trust.not-listed`. */
export async function authorise(
  deps: Pick<Deps, 'db' | 'clock'>,
  organisationId: string,
  given: AuthorisationGiven & { source: Bilingual },
  actorId: string | null,
): Promise<Outcome<true>> {
  const from = wholeSecond(deps.clock())
  const [first, ...more] = faultsOf(given, 0, from)
  if (first !== undefined) return refuse(first, ...more)
  return inTransaction(deps.db, async (tx) => {
    const entry = await registerEntry(tx, organisationId)
    if (entry === null || listingAt(entry.listings, from) === null) return refuse({ code: 'trust.not-listed' })
    await insertAuthorisation(tx, organisationId, given, from)
    await record(tx, { at: from, actorId, organisationId, verb: 'authorisation.begin', subject: organisationId })
    return accept(true)
  })
}

/** The register's entry of an organisation, or nothing when it was never listed. */
export async function registerEntry(db: Db, organisationId: string): Promise<RegisterEntry | null> {
  return (await findEntries(db, { organisationIds: [organisationId] }))[0] ?? null
}

/** The register's entry with a slug. */
export async function registerEntryBySlug(db: Db, slug: string): Promise<RegisterEntry | null> {
  return (await findEntries(db, { slug }))[0] ?? null
}

/** All entries, by name. */
export function registerEntries(db: Db): Promise<RegisterEntry[]> {
  return findEntries(db)
}

/** The key with which an organisation signs at an instant, or nothing when it has none in force. */
export async function issuerOf(db: Db, organisationId: string, instant: Date): Promise<Issuer | null> {
  const entry = await registerEntry(db, organisationId)
  const key = entry === null ? null : keyAt(entry.keys, instant)
  return entry === null || key === null
    ? null
    : { did: entry.did, verificationMethod: key.verificationMethod, signerName: key.signerName }
}

/** May this organisation issue this kind, field and level at this instant (F011)? Refused with every reason why not. */
export async function mayIssue(
  db: Db,
  organisationId: string,
  question: IssueQuestion,
  instant: Date,
): Promise<Outcome<true>> {
  const [first, ...more] = reasonsAgainst(await registerEntry(db, organisationId), question, instant)
  return first === undefined ? accept(true) : refuse(first, ...more)
}

/**
 * The platform's own key: made in the signer when it is first needed and bound to the platform's DID. With another
 * signer (a restored copy without its keys) the new key stands beside the old one.
 */
export async function platformIssuer(deps: Pick<Deps, 'db' | 'clock' | 'publicUrl' | 'signer'>): Promise<Issuer> {
  const did = platformDid(deps.publicUrl)
  const publicKey = await deps.signer.createKey(PLATFORM_KEY)
  const verificationMethod = `${did}#${publicKey}`
  const known = await findKeys(deps.db, [did])
  if (!known.some((key) => key.verificationMethod === verificationMethod))
    await insertKey(deps.db, did, PLATFORM_KEY, publicKey, wholeSecond(deps.clock()))
  return { did, verificationMethod, signerName: PLATFORM_KEY }
}

/** The DID document of the platform. */
export async function platformDocument(
  deps: Pick<Deps, 'db' | 'clock' | 'publicUrl' | 'signer'>,
): Promise<DidDocument> {
  const did = platformDid(deps.publicUrl)
  const keys = await findKeys(deps.db, [did])
  if (keys.length > 0) return didDocument(did, keys)
  await platformIssuer(deps)
  return didDocument(did, await findKeys(deps.db, [did]))
}

/**
 * The register as verifiers carry it with them. Its `asOf` is the beginning of the hour, or the last change if that is
 * later, so that the same register gives the same bytes for an hour. The platform stands in it with its key as the
 * authority that signs status lists.
 */
export async function trustList(db: Db, publicUrl: string, now: Date): Promise<TrustSnapshot> {
  const changed = await lastChange(db, now)
  const hour = Math.floor(now.getTime() / HOUR_MILLISECONDS) * HOUR_MILLISECONDS
  const asOf = new Date(Math.max(hour, changed?.getTime() ?? 0))
  const platform = platformDid(publicUrl)
  const platformKeys = await findKeys(db, [platform])
  const entries = (await findEntries(db)).filter((entry) => entry.listings.some((listing) => listing.from <= now))
  return {
    asOf: asOf.toISOString(),
    validUntil: new Date(asOf.getTime() + LIST_VALID_FOR_DAYS * DAY_MILLISECONDS).toISOString(),
    issuers: [
      ...entries.map(snapshotOf),
      {
        did: platform,
        name: 'Lumbung',
        organisationId: 'platform',
        keys: platformKeys.map(snapshotKey),
        listings: [],
        authorisations: [],
      },
    ],
    statusAuthorities: [platform],
  }
}

function snapshotOf(entry: RegisterEntry): TrustSnapshot['issuers'][number] {
  return {
    did: entry.did,
    name: entry.name,
    organisationId: entry.organisationId,
    keys: entry.keys.map(snapshotKey),
    listings: entry.listings.map(snapshotPeriod),
    authorisations: entry.authorisations.map((one) => ({
      kinds: [...one.kinds],
      fields: [...one.fields],
      levelMin: one.levelMin,
      levelMax: one.levelMax,
      ...snapshotPeriod(one),
    })),
  }
}

function snapshotPeriod({ from, until }: { from: Date; until: Date | null }): { from: string; until?: string } {
  return { from: from.toISOString(), ...(until === null ? {} : { until: until.toISOString() }) }
}

function snapshotKey(key: RegisterEntry['keys'][number]): TrustSnapshot['issuers'][number]['keys'][number] {
  return {
    id: key.verificationMethod,
    publicKeyMultibase: key.publicKeyMultibase,
    validFrom: key.from.toISOString(),
    ...(key.until === null ? {} : { validUntil: key.until.toISOString() }),
    ...(key.compromisedAt === null ? {} : { compromisedAt: key.compromisedAt.toISOString() }),
  }
}
