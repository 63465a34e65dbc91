import type { Answer, Opened, OpenedProof } from '../envelope/opened.ts'
import { achievementOf, coIssuersOf, readScope } from '../openbadge/read.ts'
import { TARGET } from '../openbadge/target.ts'
import type { JsonObject } from '../types.ts'
import type { TrustedIssuer, TrustSnapshot, VerifyContext } from '../verdict.ts'
import { covers, entryOf, isRegisterInForce } from './register.ts'

/** The instant of signing, in milliseconds; not a number where the envelope doesn't say. */
function signedAt(proof: OpenedProof): number {
  return Date.parse(proof.created)
}

/**
 * Whether the key belongs to the issuer, was good when it signed, and the register listed the issuer then. Everybody else
 * who signed must be listed, too: a stranger's signature beside a good one proves nothing about the stranger. A signature
 * without its day can't be placed in the times of key, listing and right, so that it is *unknown*; under a key that was
 * lost at any time it fails, since it may be of the thief. `seenAt`: when witnesses had seen the signatures in the log, in
 * milliseconds.
 */
export function checkIssuer(opened: Opened, context: VerifyContext, seenAt?: number): Answer {
  const { issuer, proofs } = opened
  const own = proofs.find(({ controller }) => controller === issuer && issuer !== '')
  if (own === undefined) {
    // There is no proof only where `ownIssuer` answers in the place of this.
    const [{ verificationMethod: key }] = proofs as readonly [OpenedProof]
    return { outcome: 'fail', code: 'issuer-key-of-another', data: { issuer, key } }
  }
  if (own.keyInside !== undefined && !own.controller.startsWith('did:'))
    return { outcome: 'unknown', code: 'issuer-not-bound', data: { issuer, key: own.verificationMethod } }
  const answer = checkSigner(own, context, seenAt)
  if (answer.outcome !== 'pass') return answer
  for (const proof of proofs) {
    if (proof === own) continue
    const other = checkSigner(proof, context, seenAt)
    if (other.outcome === 'fail') return other
    if (other.outcome !== 'pass')
      return { outcome: 'unknown', code: 'issuer-cosigner-not-listed', data: { signer: proof.controller } }
  }
  return answer
}

function checkSigner(proof: OpenedProof, { trust, now }: VerifyContext, seenAt: number | undefined): Answer {
  const { controller: issuer, verificationMethod } = proof
  if (!isRegisterInForce(trust, now)) return { outcome: 'unknown', code: 'register-not-available' }
  const entry = entryOf(trust, issuer)
  if (entry === undefined || entry.listings.length === 0)
    return { outcome: 'unknown', code: 'issuer-not-listed', data: { issuer } }
  const key = entry.keys.find((known) => known.id === verificationMethod)
  if (key === undefined)
    return { outcome: 'fail', code: 'issuer-key-of-another', data: { issuer, key: verificationMethod } }
  const signed = signedAt(proof)
  const lost = key.compromisedAt == null ? undefined : lossAnswer(key.compromisedAt, signed, seenAt, entry, trust)
  if (lost !== undefined) return lost
  // When it was signed nobody knows, but it was by now. A key that isn't valid yet was valid on no day before.
  const isUndated = Number.isNaN(signed)
  if (isUndated ? !covers(key.validFrom, null, now.getTime()) : !covers(key.validFrom, key.validUntil, signed))
    return { outcome: 'fail', code: 'issuer-key-not-valid-then', data: { signed: proof.created } }
  if (isUndated) return { outcome: 'unknown', code: 'issuer-day-not-known', data: { issuer } }
  // The day of issue is the day of signing: a date that the issuer writes into the document can't reach back.
  const listing = entry.listings.find((period) => covers(period.from, period.until, signed))
  if (listing === undefined) return { outcome: 'unknown', code: 'issuer-not-listed-then', data: { issuer } }
  return { outcome: 'pass', code: 'issuer-listed', data: { issuer, name: entry.name, listedFrom: listing.from } }
}

/**
 * What a lost key means for a signature. Its day is only what the signer says, so a thief may write an earlier one: good is what
 * witnesses saw in the log before the loss. What claims to be from before the issuer was logged can't be told; nor can it
 * be asked for where the register has no log, and then the day is believed.
 */
function lossAnswer(
  since: string,
  signed: number,
  seenAt: number | undefined,
  { loggedFrom }: TrustedIssuer,
  { log }: TrustSnapshot,
): Answer | undefined {
  const lostAt = Date.parse(since)
  if (seenAt !== undefined && seenAt < lostAt) return undefined
  const lost: Answer = { outcome: 'fail', code: 'issuer-key-compromised', data: { since } }
  if (!(signed < lostAt)) return lost
  if (log === undefined) return undefined
  const isBefore = loggedFrom === undefined || signed < Date.parse(loggedFrom)
  return isBefore ? { outcome: 'unknown', code: 'issuer-time-not-proven', data: { since } } : lost
}

/**
 * May this issuer issue this kind, field and level on the day of signing, and so may everybody named beside it? Asked only
 * where `checkIssuer` passed: the register holds them all, and each has a proof. A right from level 0 on holds for what
 * has no level, as a statement of account.
 */
export function checkAuthority(opened: Opened, { trust }: VerifyContext): Answer {
  const { credential, issuer, proofs } = opened
  const { field, kkniLevel: level } = readScope(credential)
  // As with the listing, the day that counts is the day of signing: a date written into the document can't reach back.
  const kind = kindOfAchievement(credential)
  const isHeldBy = (did: string, instant: number, withheld: boolean): boolean =>
    (entryOf(trust, did) as TrustedIssuer).authorisations.some(
      (right) =>
        covers(right.from, right.until, instant) &&
        (kind === '' ? withheld : right.kinds.includes(kind)) &&
        (right.fields.length === 0 || (field === null ? withheld : right.fields.includes(field))) &&
        (level === null ? !right.levelMin || withheld : right.levelMin <= level && level <= right.levelMax),
    )
  const isHeld = (withheld: boolean): boolean =>
    [issuer, ...coIssuersOf(credential).map(({ url }) => url)].every((did) =>
      proofs.some((proof) => proof.controller === did && isHeldBy(did, signedAt(proof), withheld)),
    )
  const data = { kind, field: field ?? '', level: level ?? 0, target: TARGET.level }
  if (isHeld(false)) return { outcome: 'pass', code: 'authority-held', data }
  // Where the holder chose what to show, what isn't there may be what the issuer has a right to. It is never a pass.
  if (opened.part !== undefined && isHeld(true)) return { outcome: 'unknown', code: 'authority-withheld', data }
  return { outcome: 'fail', code: 'authority-not-held', data }
}

function kindOfAchievement(credential: JsonObject): string {
  const achieved = achievementOf(credential).achievementType
  return achieved === 'MicroCredential'
    ? 'micro-credential'
    : achieved === 'Course'
      ? 'course-certificate'
      : String(achieved ?? '')
}
