/** What the tongues share: how a question is written and read. No clock, no database. */

import type { Instant, ReadQuestion } from './types.ts'

/** Times that can be asked about. */
const [FIRST_YEAR, LAST_YEAR] = [1900, 2199]
const INSTANT = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/
const WORD = /^[a-z0-9][a-z0-9-]{0,79}$/i
const LEVEL = /^[1-9]$/

/** Reads what may be issued, written as `micro-credential?field=energy&level=5`. Nothing where the kind, the field or the level is missing, doubled or unreadable. */
export function readResource(text: string): ReadQuestion | null {
  if (text.length > 300) return null
  const [kind = '', query, ...more] = text.split('?')
  if (!WORD.test(kind) || query === undefined || more.length > 0) return null
  const asked = new URLSearchParams(query)
  const [field = '', level = ''] = [asked.get('field') ?? '', asked.get('level') ?? '']
  if ([...asked.keys()].sort().join() !== 'field,level' || !WORD.test(field) || !LEVEL.test(level)) return null
  return { kind, field, level: Number(level) }
}

/** Reads an instant of RFC 3339 in the years that can be asked about; a day that no calendar has is nothing. */
export function readInstant(text: unknown): Instant | null {
  const parts = typeof text === 'string' ? INSTANT.exec(text) : null
  if (parts === null) return null
  const [year, month, day] = parts.slice(1, 4).map(Number) as [number, number, number]
  if (new Date(Date.UTC(year, month - 1, day)).getUTCDate() !== day) return null
  const instant = new Date(parts[0])
  const inRange = year >= FIRST_YEAR && year <= LAST_YEAR
  return inRange && !Number.isNaN(instant.getTime()) ? instant : null
}

/** The slug in the DID of an organisation of this register; nothing where the DID is none of ours. */
export function slugOfDid(did: string, platform: string): string | null {
  return slugAfter(did, `${platform}:issuers:`)
}

/** The entity identifier of an organisation (OpenID Federation 1.0, section 1.2): an address below the platform's. */
export function entityId(publicUrl: string, slug: string): string {
  return `${publicUrl}/issuers/${slug}`
}

/** The slug in an entity identifier; nothing where it is none of ours. */
export function slugOfEntity(id: string, publicUrl: string): string | null {
  return slugAfter(id, `${publicUrl}/issuers/`)
}

function slugAfter(text: string, start: string): string | null {
  const slug = text.startsWith(start) ? text.slice(start.length) : ''
  return WORD.test(slug) ? slug : null
}

/** The type of the trust mark for a kind of credential. */
export function markType(publicUrl: string, kind: string): string {
  return `${publicUrl}/trust/marks/${kind}`
}

/** The kind of credential that a type of trust mark is for; nothing where it is none of ours. */
export function kindOfMark(type: string, publicUrl: string): string | null {
  return slugAfter(type, `${publicUrl}/trust/marks/`)
}
