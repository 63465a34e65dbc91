/** Pure rules of sharing and claiming. No clock, no database, no figure of policy. */

import { createHmac, timingSafeEqual } from 'node:crypto'
import { accept, type Outcome, type Refusal, refuse } from '../platform/refusal.ts'
import type { Claim, ClaimState, Share, ShareForm, ShareState, WalletPolicy } from './types.ts'

const DAY_MILLISECONDS = 86_400_000

/**
 * A code as somebody typed, scanned or pasted it: case, spaces and hyphens don't matter, `o` is zero, `i` and `l` are one.
 * A whole address of a share or a claim gives its code. Answers nothing where it can be no code of ours.
 */
export function readCode(typed: string): string | null {
  const last = /\/(?:v|claim)\/([^/?#\s]+)/.exec(typed)?.[1] ?? typed
  const code = last.toLowerCase().replace(/[\s-]/g, '').replaceAll('o', '0').replace(/[il]/g, '1').replaceAll('u', 'v')
  return /^[0-9a-hjkmnp-tv-z]{26}$/.test(code) ? code : null
}

/** A code in groups of four, as people copy it from paper: `7K2M-Q9XD-...`. */
export function spellCode(code: string): string {
  return (code.toUpperCase().match(/.{1,4}/g) ?? []).join('-')
}

/** Whether a share opens at an instant. Taken back counts more than run out. */
export function shareState(share: Pick<Share, 'expiresAt' | 'takenBackAt'>, now: Date): ShareState {
  if (share.takenBackAt !== null) return 'taken-back'
  return share.expiresAt <= now ? 'expired' : 'live'
}

/** What became of a claim. */
export function claimState(claim: Pick<Claim, 'claimedAt' | 'replacedAt' | 'lockedAt'>): ClaimState {
  if (claim.claimedAt !== null) return 'claimed'
  if (claim.replacedAt !== null) return 'replaced'
  return claim.lockedAt !== null ? 'locked' : 'open'
}

/**
 * Checks the form of a share; `now` is the instant from which its days count.
 *
 * Refusals: `wallet.label-too-long`, `wallet.days-not-offered`.
 */
export function checkShare(
  form: ShareForm,
  policy: WalletPolicy,
  now: Date,
): Outcome<{ label: string | null; expiresAt: Date }> {
  const refusals: Refusal[] = []
  const label = form.label.trim().replace(/\s+/g, ' ')
  if ([...label].length > policy.labelLettersAtMost)
    refusals.push({ code: 'wallet.label-too-long', at: 'label', values: { letters: policy.labelLettersAtMost } })
  const days = form.days === '' ? policy.shareDays.default : Number(form.days)
  if (!policy.shareDays.choices.includes(days)) refusals.push({ code: 'wallet.days-not-offered', at: 'days' })
  const [first, ...rest] = refusals
  if (first !== undefined) return refuse(first, ...rest)
  return accept({ label: label === '' ? null : label, expiresAt: endOf(now, days) })
}

/** The instant so many days after another. */
export function endOf(now: Date, days: number): Date {
  return new Date(now.getTime() + days * DAY_MILLISECONDS)
}

/** Whether a user agent is a robot that draws previews or scans links: no reader. No user agent at all is none either. */
export function isRobot(userAgent: string | undefined, parts: readonly string[]): boolean {
  const agent = (userAgent ?? '').toLowerCase()
  return agent === '' || parts.some((part) => agent.includes(part))
}

/** The PIN of a claim: digits derived from its code under the secret of the installation, so that it stands in no table. */
export function pinOf(secret: Buffer, code: string, digits: number): string {
  const number = createHmac('sha256', secret).update(`claim-pin:${code}`).digest().readBigUInt64BE(0)
  return String(number % 10n ** BigInt(digits)).padStart(digits, '0')
}

/** Whether a typed PIN is the right one; spaces don't matter. Takes the same time either way. */
export function pinMatches(secret: Buffer, code: string, digits: number, typed: string): boolean {
  const given = Buffer.from(typed.replace(/\s/g, '').slice(0, 64).padEnd(64))
  return timingSafeEqual(given, Buffer.from(pinOf(secret, code, digits).padEnd(64)))
}

/** The mark that a browser carries after the right PIN: bound to the claim and to an end (UTC milliseconds). */
export function openMark(secret: Buffer, code: string, endsAt: number): string {
  return `${endsAt}.${createHmac('sha256', secret).update(`claim-open:${code}:${endsAt}`).digest('base64url')}`
}

/** Whether a mark opens this claim now. */
export function markOpens(secret: Buffer, code: string, mark: string | undefined, now: Date): boolean {
  const endsAt = Number(/^(\d{1,15})\./.exec(mark ?? '')?.[1] ?? Number.NaN)
  if (mark === undefined || !(endsAt > now.getTime())) return false
  const [given, right] = [Buffer.from(mark), Buffer.from(openMark(secret, code, endsAt))]
  return given.length === right.length && timingSafeEqual(given, right)
}

/** A link that opens WhatsApp with a text; the reader is chosen there, so no number is asked for here. */
export function whatsAppLink(text: string): string {
  return `https://wa.me/?text=${encodeURIComponent(text)}`
}

/**
 * A link that opens LinkedIn's form *add to profile* with everything filled in. `issuedOn` and `endsOn` are ISO days;
 * without an end the form leaves it open.
 */
export function linkedInLink(given: {
  name: string
  organisationName: string
  issuedOn: string
  endsOn: string | null
  url: string
  id: string
}): string {
  const fields: [string, string][] = [
    ['startTask', 'CERTIFICATION_NAME'],
    ['name', given.name],
    ['organizationName', given.organisationName],
    ['issueYear', given.issuedOn.slice(0, 4)],
    ['issueMonth', String(Number(given.issuedOn.slice(5, 7)))],
  ]
  if (given.endsOn !== null) {
    fields.push(
      ['expirationYear', given.endsOn.slice(0, 4)],
      ['expirationMonth', String(Number(given.endsOn.slice(5, 7)))],
    )
  }
  fields.push(['certUrl', given.url], ['certId', given.id])
  return `https://www.linkedin.com/profile/add?${fields.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}`
}
