import type { Db } from '../platform/database.ts'
import { accept, type Outcome, type Refusal, refuse } from '../platform/refusal.ts'
import { keyAt, reasonsAgainst, reasonsAgainstSigning } from './rules.ts'
import { backdatedDays, byId, deedOf, entryAsKnown, FACTS_OF } from './rules-knowledge.ts'
import { keptEntries, keptEntryBySlug } from './service-kept.ts'
import { type EntryFilter, findRecorded, recentlyChanged } from './store.ts'
import {
  type Change,
  FACT_KINDS,
  type Fact,
  type FactKind,
  type IssueQuestion,
  type Issuer,
  type RecordedEntry,
  type RegisterEntry,
} from './types.ts'

/** The second that an instant falls in: proofs are dated to the second, and a key is good for what it signs at once. */
export function wholeSecond(instant: Date): Date {
  return new Date(Math.floor(instant.getTime() / 1000) * 1000)
}

/** An entry in whatever class, as known at `knownAt` or now; nothing where the organisation has none. */
export async function knownEntry(
  db: Db,
  organisationId: string,
  choose: { unlisted?: boolean; knownAt?: Date } = {},
): Promise<RegisterEntry | null> {
  const filter: EntryFilter = { organisationIds: [organisationId], unlisted: choose.unlisted === true }
  const [recorded] = await findRecorded(db, filter)
  return recorded === undefined ? null : entryAsKnown(recorded, choose.knownAt ?? null)
}

/** The register's entry of an organisation, or nothing when it was never listed. */
export function registerEntry(db: Db, organisationId: string): Promise<RegisterEntry | null> {
  return knownEntry(db, organisationId)
}

/** The register's entry with a slug, as known now. */
export function registerEntryBySlug(db: Db, slug: string): Promise<RegisterEntry | null> {
  return keptEntryBySlug(db, slug)
}

/** All entries of issuers, by name. */
export async function registerEntries(db: Db): Promise<RegisterEntry[]> {
  return (await allEntries(db)).filter((entry) => entry.listings.length > 0)
}

/** All entries of whatever class, by name. */
export function allEntries(db: Db): Promise<readonly RegisterEntry[]> {
  return keptEntries(db)
}

/** The key with which an organisation signs at an instant, or nothing when it has none in force. */
export async function issuerOf(db: Db, organisationId: string, instant: Date): Promise<Issuer | null> {
  const entry = await registerEntry(db, organisationId)
  const key = entry === null ? null : keyAt(entry.keys, instant)
  return entry === null || key === null
    ? null
    : { did: entry.did, verificationMethod: key.verificationMethod, signerName: key.signerName }
}

/**
 * May this organisation issue this kind, field and level at this instant (F011)? Refused with every reason why not. With
 * `knownAt` the answer is the one that the register would have given then: what was recorded later isn't known yet.
 */
export async function mayIssue(
  db: Db,
  organisationId: string,
  question: IssueQuestion,
  instant: Date,
  knownAt?: Date,
): Promise<Outcome<true>> {
  const entry = await knownEntry(db, organisationId, knownAt === undefined ? {} : { knownAt })
  const [first, ...more] = reasonsAgainst(entry, question, instant)
  return first === undefined ? accept(true) : refuse(first, ...more)
}

/**
 * Why nothing may be signed in this organisation's name at an instant; no reason means that signing may go on. Whoever signs
 * what was decided earlier asks again here, so that a suspension also stops what waits (F012).
 */
export async function signingStopped(db: Db, organisationId: string, instant: Date): Promise<readonly Refusal[]> {
  return reasonsAgainstSigning(await registerEntry(db, organisationId), instant)
}

/** The changes of the register, newest knowledge first: every row ever recorded, with what it did and how far back it reaches. */
export async function registerChanges(db: Db, most: number): Promise<readonly Change[]> {
  const organisationIds = await recentlyChanged(db, most)
  const entries = organisationIds.length === 0 ? [] : await findRecorded(db, { organisationIds, unlisted: true })
  return entries
    .flatMap(changesOf)
    .sort((a, b) => b.recordedAt.getTime() - a.recordedAt.getTime() || a.name.localeCompare(b.name))
    .slice(0, most)
}

/** The changes of one entry, in the order of the tables. */
export function changesOf(entry: RecordedEntry): readonly Change[] {
  return [...FACT_KINDS.flatMap((kind) => factChanges(entry, kind)), ...keyChanges(entry)]
}

/** Ends of keys, and keys beside the first one, which comes with the listing. */
function keyChanges({ keys, listings, organisationId, slug, name }: RecordedEntry): readonly Change[] {
  return keys.flatMap((key, index): Change[] => {
    const detail = [`${key.publicKeyMultibase.slice(0, 12)}…`]
    const about = { kind: 'key', organisationId, slug, name, listed: listings.length > 0, detail } as const
    const back = (from: Date, recordedAt: Date) => Math.max(0, wholeDays(recordedAt.getTime() - from.getTime()))
    const { from, recordedAt } = key
    const begun = { id: key.verificationMethod, what: 'begun', from, until: null, recordedAt, reason: null } as const
    const ends = key.ends.map(({ id, what, at, ...end }): Change => {
      const period = what === 'rotated' ? { from: key.from, until: at } : { from: at, until: null }
      const deed = what === 'rotated' ? 'ended' : 'compromised'
      return { ...about, id, what: deed, ...period, ...end, backdatedDays: back(at, end.recordedAt) }
    })
    return index === 0 ? ends : [{ ...about, ...begun, backdatedDays: back(from, recordedAt) }, ...ends]
  })
}

const DAY_MILLISECONDS = 86_400_000

function wholeDays(milliseconds: number): number {
  return Math.floor(milliseconds / DAY_MILLISECONDS)
}

function factChanges(entry: RecordedEntry, kind: FactKind): readonly Change[] {
  const rows: readonly Fact[] = entry[FACTS_OF[kind]]
  const known = byId(rows)
  return rows.map((row): Change => {
    const before = row.supersedes === null ? undefined : known.get(row.supersedes)
    return {
      id: row.id,
      kind,
      what: deedOf(row, before),
      recordedAt: row.recordedAt,
      from: row.from,
      until: row.until,
      organisationId: entry.organisationId,
      slug: entry.slug,
      name: entry.name,
      listed: entry.listings.length > 0,
      ...wordsOf(kind, row, entry),
      backdatedDays: backdatedDays(row, before),
    }
  })
}

function wordsOf(kind: FactKind, { id }: Fact, entry: RecordedEntry): Pick<Change, 'detail' | 'reason'> {
  if (kind === 'listing') {
    const row = entry.listings.find((one) => one.id === id)
    return { detail: row === undefined ? [] : [row.class], reason: row?.endReason ?? row?.reason ?? null }
  }
  if (kind === 'authorisation') {
    const row = entry.authorisations.find((one) => one.id === id)
    return { detail: row?.kinds ?? [], reason: row?.changeReason ?? row?.source ?? null }
  }
  if (kind === 'attestation') {
    const row = entry.attestations.find((one) => one.id === id)
    return { detail: row === undefined ? [] : [row.scheme, row.level, row.bodyName], reason: row?.changeReason ?? null }
  }
  const row = entry.suspensions.find((one) => one.id === id)
  return { detail: [], reason: row?.endReason ?? row?.reason ?? null }
}
