/** Pure rules of showing a verdict and of recognising what carries a credential. Runs on the server and in browsers. */

import type { Check, CredentialFacts, Verdict, VerdictKind } from '@lumbung/credential'

/** How a verdict looks. What is genuine but no longer in force has a look of its own. */
export type Look = 'valid' | 'invalid' | 'unconfirmed' | 'withdrawn'

const WITHDRAWN: ReadonlySet<VerdictKind> = new Set(['revoked', 'suspended', 'replaced', 'expired', 'not-yet-valid'])

export function lookOf({ verdict, kind }: Pick<Verdict, 'verdict' | 'kind'>): Look {
  return WITHDRAWN.has(kind) ? 'withdrawn' : verdict
}

/** How many pieces of advice stand under `verifier.advice.<kind>.<n>` for a kind of verdict. */
export const ADVICE: Readonly<Record<VerdictKind, number>> = {
  valid: 0,
  changed: 3,
  revoked: 2,
  suspended: 1,
  replaced: 1,
  expired: 1,
  'not-yet-valid': 1,
  'without-authority': 2,
  'wrong-key': 2,
  'key-compromised': 2,
  incomplete: 1,
  unreadable: 2,
  'without-proof': 2,
  'issuer-not-listed': 2,
  'not-logged': 2,
  'status-unknown': 1,
  'register-not-available': 1,
  unconfirmed: 1,
}

/** The first check that decided against the credential: failed, or could not be found out. */
export function decidingCheck(checks: readonly Check[]): Check | null {
  return checks.find(({ outcome }) => outcome === 'fail') ?? checks.find(({ outcome }) => outcome === 'unknown') ?? null
}

/** How many checks passed. */
export function passedChecks(checks: readonly Check[]): number {
  return checks.filter(({ outcome }) => outcome === 'pass').length
}

/** The id whose rosette stands beside a credential: its definition's, whatever the version and the site. */
export function rosetteOf(facts: Pick<CredentialFacts, 'definitionUrl' | 'id'>): string {
  const url = facts.definitionUrl ?? facts.id
  return /\/definitions\/([^/?#]+)/.exec(url)?.[1] ?? url
}

/** The code of a share of this site in a text that is nothing but its address; nothing for any other text. */
export function shareLinkIn(text: string, publicUrl: string): string | null {
  const trimmed = text.trim()
  if (trimmed.length > 200 || /\s/.test(trimmed)) return null
  const path = /^(?:https?:\/\/)?([^/]+)(?:\/en)?\/v\/([0-9A-Za-z-]{26,40})\/?(?:[?#].*)?$/.exec(trimmed)
  if (path === null) return null
  return path[1]?.toLowerCase() === publicUrl.replace(/^https?:\/\//, '').toLowerCase() ? (path[2] ?? null) : null
}

/** Why nothing of a file is shown: it is no credential that can be read, its signature doesn't fit, or that can't be found out. */
export function whyNothing(verdict: Pick<Verdict, 'verdict' | 'checks'>): 'unread' | 'why' | 'unsure' {
  if (verdict.verdict === 'unconfirmed') return 'unsure'
  return verdict.checks.some(({ id, outcome }) => id === 'format' && outcome === 'fail') ? 'unread' : 'why'
}
