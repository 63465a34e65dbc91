import { findOrganisation } from '../organisations/index.ts'
import { record } from '../platform/audit.ts'
import { type Db, inTransaction } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import type { Bilingual } from '../platform/page.ts'
import { accept, type Outcome, type Refusal, refuse } from '../platform/refusal.ts'
import { loadTexts } from '../platform/text.ts'
import { attestationsAt, covers, listingAt } from './rules.ts'
import { faultsOf, overlap, overlapsAmong, overlapsOf } from './rules-change.ts'
import { organisationDid } from './rules-did.ts'
import { knownEntry, wholeSecond } from './service-ask.ts'
import { platformIssuer } from './service-list.ts'
import { insertKey, lockOrganisation } from './store.ts'
import { insertAuthorisation, insertListing, supersede } from './store-facts.ts'
import type { Authorisation, AuthorisationGiven, Ground, Issuer, RegisterClass } from './types.ts'

/** What a decision to list may say beside the authorisations. Without `from` it begins now. */
export interface ListingDecision {
  readonly from?: Date | undefined
  readonly reason?: Bilingual | undefined
  readonly actorId?: string | undefined
  /** `attestation`: nothing may be issued on days without one. Whoever sets the register up appoints its first entries. */
  readonly restsOn?: Ground | undefined
}

/**
 * Lists an organisation as an issuer, in one transaction: a key made in the signer, its `did:web`, the listing and what
 * it may issue. `from` lets an operator record a decision of an earlier day; without it everything begins now.
 *
 * Refusals: `trust.organisation-unknown`; `trust.already-listed`; `trust.no-attestation` where the listing rests on one and
 * none is in force; `trust.authorisation-*` for each authorisation that names no kind, has its levels the wrong way round,
 * ends before it begins, or overlaps another.
 */
export async function listIssuer(
  deps: Pick<Deps, 'db' | 'clock' | 'publicUrl' | 'signer'>,
  organisationId: string,
  authorisations: readonly AuthorisationGiven[],
  decision: ListingDecision = {},
): Promise<Outcome<Issuer>> {
  const organisation = await findOrganisation(deps.db, organisationId)
  if (organisation === null) return refuse({ code: 'trust.organisation-unknown' })
  const from = wholeSecond(decision.from ?? deps.clock())
  const [first, ...more] = [
    ...authorisations.flatMap((given, index) => faultsOf(given, index, from)),
    ...overlapsAmong(authorisations, from),
  ]
  if (first !== undefined) return refuse(first, ...more)
  const did = organisationDid(deps.publicUrl, organisation.slug)
  const signerName = `issuer-${organisation.slug}`
  const publicKey = await deps.signer.createKey(signerName)
  // Whoever can issue needs status lists: the key that signs them stands in the register from the first issuer on.
  await platformIssuer(deps)
  const reason = decision.reason ?? loadTexts().both('trust.ground-not-stated')
  return inTransaction(deps.db, async (tx) => {
    const opening = { organisationId, did, class: 'issuer', from, reason, decision } as const
    const listed = await openListing(tx, deps, opening, (standing) =>
      authorisations.flatMap((given, index) =>
        overlapsOf({ ...given, from, until: given.until ?? null }, standing, `/authorisations/${index}`),
      ),
    )
    if (!listed.ok) return listed
    await insertKey(tx, did, signerName, publicKey, from, deps.clock())
    for (const given of authorisations)
      await insertAuthorisation(tx, organisationId, { ...given, source: given.source ?? reason }, from, deps.clock())
    return accept({ did, verificationMethod: `${did}#${publicKey}`, signerName })
  })
}

/**
 * Registers an organisation in a class that signs nothing: accreditation or certification body, framework, standard-setter.
 * Refusals: `trust.organisation-unknown`, `trust.already-listed`.
 */
export async function registerAs(
  deps: Pick<Deps, 'db' | 'clock' | 'publicUrl'>,
  organisationId: string,
  registerClass: Exclude<RegisterClass, 'issuer'>,
  decision: ListingDecision = {},
): Promise<Outcome<Date>> {
  const organisation = await findOrganisation(deps.db, organisationId)
  if (organisation === null) return refuse({ code: 'trust.organisation-unknown' })
  const did = organisationDid(deps.publicUrl, organisation.slug)
  const from = wholeSecond(decision.from ?? deps.clock())
  const reason = decision.reason ?? loadTexts().both('trust.ground-not-stated')
  return inTransaction(deps.db, (tx) =>
    openListing(tx, deps, { organisationId, did, class: registerClass, from, reason, decision }),
  )
}

interface Opening {
  readonly organisationId: string
  readonly did: string
  readonly class: RegisterClass
  readonly from: Date
  readonly reason: Bilingual
  readonly decision: ListingDecision
}

/** Writes a listing, unless something speaks against it; `more` adds what speaks against its rights, given those that stand. */
async function openListing(
  tx: Db,
  deps: Pick<Deps, 'clock'>,
  opening: Opening,
  more: (standing: readonly Authorisation[]) => readonly Refusal[] = () => [],
): Promise<Outcome<Date>> {
  const { organisationId, did, from, reason, decision } = opening
  await lockOrganisation(tx, organisationId)
  const entry = await knownEntry(tx, organisationId, { unlisted: true })
  const restsOn = decision.restsOn ?? 'appointment'
  const taken = [...(entry?.listings ?? []), ...(entry?.standings ?? [])].filter((one) => one.class === opening.class)
  const refusals: Refusal[] = []
  if (taken.some((one) => overlap(one, { from, until: null }))) refusals.push({ code: 'trust.already-listed' })
  if (restsOn === 'attestation' && attestationsAt(entry?.attestations ?? [], from).length === 0)
    refusals.push({ code: 'trust.no-attestation' })
  refusals.push(...more(entry?.authorisations ?? []))
  const [first, ...others] = refusals
  if (first !== undefined) return refuse(first, ...others)
  const at = deps.clock()
  await insertListing(tx, { organisationId, did, class: opening.class, restsOn, from, reason, recordedAt: at })
  await record(tx, {
    at,
    actorId: decision.actorId ?? null,
    organisationId,
    verb: 'listing.begin',
    subject: did,
    detail: { class: opening.class },
  })
  return accept(from)
}

/**
 * Ends a listing now, or at `at` (F012): nothing can be issued from that instant on, and what was issued before stays
 * checkable. Refusals: `trust.not-listed`, `trust.end-before-start`.
 */
export function endListing(
  deps: Pick<Deps, 'db' | 'clock'>,
  organisationId: string,
  reason: Bilingual,
  actorId: string | null,
  choose: { at?: Date; class?: RegisterClass } = {},
): Promise<Outcome<Date>> {
  return inTransaction(deps.db, async (tx) => {
    await lockOrganisation(tx, organisationId)
    const now = deps.clock()
    const at = choose.at ?? now
    const entry = await knownEntry(tx, organisationId)
    const wanted = choose.class ?? 'issuer'
    const rows = wanted === 'issuer' ? entry?.listings : entry?.standings.filter((one) => one.class === wanted)
    const open = rows?.find((one) => one.until === null)
    if (open === undefined) return refuse({ code: 'trust.not-listed' })
    if (at < open.from) return refuse({ code: 'trust.end-before-start', at: 'until' })
    await supersede(tx, 'listing', { id: open.id, from: open.from, until: at, reason, recordedAt: now })
    // Rights end with the listing they were given under: a later listing brings none of them back.
    for (const right of wanted === 'issuer' ? (entry?.authorisations ?? []) : []) {
      if (right.until !== null && right.until <= at) continue
      const until = right.from < at ? at : right.from
      await supersede(tx, 'authorisation', { id: right.id, from: right.from, until, reason, recordedAt: now })
    }
    await record(tx, { at: now, actorId, organisationId, verb: 'listing.end', subject: organisationId })
    return accept(at)
  })
}

/**
 * Adds an authorisation to a listed issuer from now on, or from `from`. Refusals as in `listIssuer`, and `trust.not-listed`.
 */
export async function authorise(
  deps: Pick<Deps, 'db' | 'clock'>,
  organisationId: string,
  given: AuthorisationGiven & { source: Bilingual },
  actorId: string | null,
  begins?: Date,
): Promise<Outcome<true>> {
  const now = deps.clock()
  const from = wholeSecond(begins ?? now)
  const [first, ...more] = faultsOf(given, 0, from)
  if (first !== undefined) return refuse(first, ...more)
  return inTransaction(deps.db, async (tx) => {
    await lockOrganisation(tx, organisationId)
    const entry = await knownEntry(tx, organisationId)
    if (entry === null || listingAt(entry.listings, from) === null) return refuse({ code: 'trust.not-listed' })
    const [clash, ...others] = overlapsOf({ ...given, from, until: given.until ?? null }, entry.authorisations)
    if (clash !== undefined) return refuse(clash, ...others)
    const id = await insertAuthorisation(tx, organisationId, given, from, now)
    await record(tx, { at: now, actorId, organisationId, verb: 'authorisation.begin', subject: id })
    return accept(true)
  })
}

/** Ends an authorisation at an instant. Refusals: `trust.authorisation-unknown`, `trust.end-before-start`, `trust.ended-already`. */
export function endAuthorisation(
  deps: Pick<Deps, 'db' | 'clock'>,
  organisationId: string,
  authorisationId: string,
  at: Date,
  reason: Bilingual,
  actorId: string | null,
): Promise<Outcome<Date>> {
  return inTransaction(deps.db, async (tx) => {
    await lockOrganisation(tx, organisationId)
    const entry = await knownEntry(tx, organisationId)
    const one = entry?.authorisations.find(({ id }) => id === authorisationId)
    if (one === undefined) return refuse({ code: 'trust.authorisation-unknown' })
    if (at < one.from) return refuse({ code: 'trust.end-before-start', at: 'until' })
    if (!covers(one, at)) return refuse({ code: 'trust.ended-already', at: 'until' })
    const now = deps.clock()
    await supersede(tx, 'authorisation', { id: one.id, from: one.from, until: at, reason, recordedAt: now })
    await record(tx, { at: now, actorId, organisationId, verb: 'authorisation.end', subject: one.id })
    return accept(at)
  })
}
