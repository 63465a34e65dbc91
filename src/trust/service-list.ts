import type { TrustSnapshot } from '@lumbung/credential'
import { type NamedLog, NO_WITNESSES, namedLog } from '../log/index.ts'
import type { Deps } from '../platform/deps.ts'
import { type DidDocument, didDocument, platformDid, registryServices } from './rules-did.ts'
import { effectiveAuthorisations } from './rules-knowledge.ts'
import { registerEntries, wholeSecond } from './service-ask.ts'
import { findKeys, insertKey, lastChange } from './store.ts'
import type { Issuer, RegisterEntry } from './types.ts'

/**
 * The signer's name of the platform's own key. It signs status lists, and what the platform itself keeps: statements of credit accounts,
 * records of counted credit. It awards nothing.
 */
export const PLATFORM_KEY = 'platform'

/** How long a published list may be relied on: a verifier that can't get a newer one says so after this. */
const LIST_VALID_FOR_DAYS = 7
const DAY_MILLISECONDS = 86_400_000
const HOUR_MILLISECONDS = 3_600_000
/** The kind of achievement of a statement of a credit account (Open Badges 3.0, `AchievementType`: an extension). */
export const CREDIT_STATEMENT = 'ext:CreditStatement'

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
    await insertKey(deps.db, did, PLATFORM_KEY, publicKey, wholeSecond(deps.clock()), deps.clock())
  return { did, verificationMethod, signerName: PLATFORM_KEY }
}

/** The Multikeys that may sign the published list: the platform's, without those that were compromised. */
export async function listKeys(deps: Pick<Deps, 'db' | 'clock' | 'publicUrl' | 'signer'>): Promise<readonly string[]> {
  const known = () => findKeys(deps.db, [platformDid(deps.publicUrl)])
  let keys = await known()
  if (keys.length === 0) {
    // Without the signer there is no list to check either.
    await platformIssuer(deps).catch(() => {})
    keys = await known()
  }
  return keys.filter(({ compromisedAt }) => compromisedAt === null).map((key) => key.publicKeyMultibase)
}

/** The DID document of the platform. */
export async function platformDocument(
  deps: Pick<Deps, 'db' | 'clock' | 'publicUrl' | 'signer'>,
): Promise<DidDocument> {
  const did = platformDid(deps.publicUrl)
  if ((await findKeys(deps.db, [did])).length === 0) await platformIssuer(deps)
  return { ...didDocument(did, await findKeys(deps.db, [did])), service: registryServices(deps.publicUrl) }
}

/**
 * The register as verifiers carry it with them. Its `asOf` is the beginning of the hour, or the last change if that is
 * later, so that the same register gives the same bytes for an hour. The platform stands in it with its key as the
 * authority that signs status lists. Authorisations are given as they really held: not while an issuer was suspended, and not
 * on days without the attestation that its listing rests on. Suspensions stand beside as dated notes (F012). From the beginning of the public
 * log it names the log and its witnesses, and every issuer as logged from then on: all of them sign here, and nothing is
 * signed without its leaf.
 */
export async function trustList(
  { db, publicUrl, logWitnesses }: Pick<Deps, 'db' | 'publicUrl' | 'logWitnesses'>,
  now: Date,
): Promise<TrustSnapshot> {
  const changed = await lastChange(db, now)
  const hour = Math.floor(now.getTime() / HOUR_MILLISECONDS) * HOUR_MILLISECONDS
  const asOf = new Date(Math.max(hour, changed?.getTime() ?? 0))
  const platform = platformDid(publicUrl)
  const platformKeys = await findKeys(db, [platform])
  const entries = (await registerEntries(db)).filter((entry) => entry.listings.some((listing) => listing.from <= now))
  const log = await namedLog(db, logWitnesses ?? NO_WITNESSES)
  return {
    ...(log === null ? {} : { log }),
    asOf: asOf.toISOString(),
    validUntil: new Date(asOf.getTime() + LIST_VALID_FOR_DAYS * DAY_MILLISECONDS).toISOString(),
    issuers: [
      ...entries.map((entry) => snapshotOf(entry, log)),
      {
        did: platform,
        name: 'Lumbung',
        organisationId: 'platform',
        keys: platformKeys.map(snapshotKey),
        ...statementRight(platformKeys.map(({ from }) => from)),
      },
    ],
    statusAuthorities: [platform],
  }
}

/** The platform may sign statements of the credit accounts that it keeps, since it has a key, and nothing else. */
function statementRight(
  keysFrom: readonly Date[],
): Pick<TrustSnapshot['issuers'][number], 'listings' | 'authorisations'> {
  if (keysFrom.length === 0) return { listings: [], authorisations: [] }
  const from = new Date(Math.min(...keysFrom.map((one) => one.getTime()))).toISOString()
  const right = { kinds: [CREDIT_STATEMENT], fields: [], levelMin: 0, levelMax: 9, from }
  return { listings: [{ from }], authorisations: [right] }
}

type IssuerNote = NonNullable<TrustSnapshot['issuers'][number]['notes']>[number]

function snapshotOf(entry: RegisterEntry, log: NamedLog | null): TrustSnapshot['issuers'][number] {
  return {
    did: entry.did,
    name: entry.name,
    organisationId: entry.organisationId,
    ...(log === null ? {} : { loggedFrom: log.began }),
    keys: entry.keys.map(snapshotKey),
    listings: entry.listings.map(snapshotPeriod),
    authorisations: effectiveAuthorisations(entry).map((one) => ({
      kinds: [...one.kinds],
      fields: [...one.fields],
      levelMin: one.levelMin,
      levelMax: one.levelMax,
      ...snapshotPeriod(one),
    })),
    ...(entry.suspensions.length === 0 ? {} : { notes: entry.suspensions.map(snapshotNote) }),
  }
}

/** What a verifier may tell beside a credential that was good when it was issued. */
function snapshotNote(one: RegisterEntry['suspensions'][number]): IssuerNote {
  return { kind: 'suspended', ...snapshotPeriod(one), text: one.reason }
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
