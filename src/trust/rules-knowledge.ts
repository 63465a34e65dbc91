/** What the register held to be true, as known at an instant; and the stretches in which an issuer really had its rights. */

import { keysAsKnown } from './keys/rules.ts'
import { attestationsAt, isEmpty, suspensionAt } from './rules.ts'
import {
  type Authorisation,
  BODY_CLASSES,
  type Fact,
  type FactKind,
  type Listing,
  type Period,
  type RecordedEntry,
  type RegisterEntry,
} from './types.ts'

/**
 * The rows that stood at an instant of knowledge: recorded by then, and superseded by no row that was recorded by then. Without
 * an instant: all that is known. Rows that take back what they supersede are left out with it.
 */
export function standingFacts<T extends Fact>(rows: readonly T[], knownAt: Date | null): readonly T[] {
  const recorded = knownAt === null ? rows : rows.filter((row) => row.recordedAt <= knownAt)
  const superseded = new Set(recorded.map((row) => row.supersedes))
  return recorded.filter((row) => !superseded.has(row.id) && !isEmpty(row))
}

/** An entry as known at an instant (`null`: now). Bodies are seen with the knowledge of the same moment. */
export function entryAsKnown(recorded: RecordedEntry, knownAt: Date | null): RegisterEntry {
  const listings = standingFacts(recorded.listings, knownAt)
  return {
    ...recorded,
    listings: listings.filter((one) => one.class === 'issuer'),
    standings: listings.filter((one) => one.class !== 'issuer'),
    authorisations: standingFacts(recorded.authorisations, knownAt),
    attestations: standingFacts(recorded.attestations, knownAt).map(({ bodyListings, ...one }) => ({
      ...one,
      bodyPeriods: bodyPeriods(bodyListings, knownAt),
    })),
    suspensions: standingFacts(recorded.suspensions, knownAt),
    keys: keysAsKnown(recorded.keys, knownAt),
  }
}

/** When a body was registered as one whose attestations count. */
export function bodyPeriods(listings: readonly Listing[], knownAt: Date | null): readonly Period[] {
  return standingFacts(listings, knownAt)
    .filter((one) => BODY_CLASSES.includes(one.class))
    .map(({ from, until }) => ({ from, until }))
}

/**
 * The stretches in which each authorisation really held: without the suspensions, and only on days with an attestation where
 * the listing rests on one. So a verifier that knows nothing of suspensions and attestations gives the same answer as we do.
 */
export function effectiveAuthorisations(entry: RegisterEntry): readonly Authorisation[] {
  const cuts = cutsOf(entry)
  return entry.authorisations.flatMap((one) => stretchesOf(entry, one, cuts).map((stretch) => ({ ...one, ...stretch })))
}

/** Every instant at which the answer may change, apart from the authorisations themselves. */
function cutsOf({ listings, suspensions, attestations }: RegisterEntry): readonly number[] {
  const periods = [...listings, ...suspensions, ...attestations, ...attestations.flatMap((one) => one.bodyPeriods)]
  const instants = periods.flatMap(({ from, until }) => (until === null ? [from] : [from, until]))
  return [...new Set(instants.map((instant) => instant.getTime()))].sort((a, b) => a - b)
}

function stretchesOf(entry: RegisterEntry, { from, until }: Period, cuts: readonly number[]): readonly Period[] {
  const end = until?.getTime() ?? Number.POSITIVE_INFINITY
  const edges = [from.getTime(), ...cuts.filter((cut) => cut > from.getTime() && cut < end), end]
  const stretches: { from: Date; until: Date | null }[] = []
  for (const [index, edge] of edges.slice(0, -1).entries()) {
    const next = edges[index + 1] ?? end
    const start = new Date(edge)
    if (!heldAt(entry, start)) continue
    const stop = next === Number.POSITIVE_INFINITY ? null : new Date(next)
    const last = stretches.at(-1)
    if (last?.until?.getTime() === edge) last.until = stop
    else stretches.push({ from: start, until: stop })
  }
  return stretches
}

/** Whether rights hold at an instant as far as suspensions and attestations go; the listing itself is a check of its own. */
function heldAt({ listings, suspensions, attestations }: RegisterEntry, instant: Date): boolean {
  if (suspensionAt(suspensions, instant) !== null) return false
  const listing = listings.find((one) => one.from <= instant && (one.until === null || instant < one.until))
  return listing?.restsOn !== 'attestation' || attestationsAt(attestations, instant).length > 0
}

const DAY_MILLISECONDS = 86_400_000

/** Whole days by which a fact reaches back before it became known; 0 where it doesn't. A beginning or an end that was moved counts. */
export function backdatedDays(fact: Fact, before: Fact | undefined): number {
  const moved: (Date | null)[] = []
  if (before === undefined || before.from.getTime() !== fact.from.getTime()) moved.push(fact.from, before?.from ?? null)
  if (before !== undefined && before.until?.getTime() !== fact.until?.getTime())
    moved.push(fact.until ?? before.until, before.until !== null ? minOf(before.until, fact.until) : null)
  const earliest = moved.flatMap((instant) => (instant === null ? [] : [instant.getTime()]))
  const back = fact.recordedAt.getTime() - Math.min(...earliest, fact.recordedAt.getTime())
  return Math.floor(back / DAY_MILLISECONDS)
}

function minOf(one: Date, other: Date | null): Date {
  return other === null || one <= other ? one : other
}

/** What a row did: began something, ended it, put it right, or took it back. */
export function deedOf(fact: Fact, before: Fact | undefined): 'begun' | 'ended' | 'corrected' | 'withdrawn' {
  if (before === undefined) return 'begun'
  if (isEmpty(fact)) return 'withdrawn'
  const sameBeginning = before.from.getTime() === fact.from.getTime()
  return sameBeginning && fact.until !== null && (before.until === null || fact.until < before.until)
    ? 'ended'
    : 'corrected'
}

/** Facts of one kind by id, for looking up what a row supersedes. */
export function byId<T extends Fact>(rows: readonly T[]): ReadonlyMap<string, T> {
  return new Map(rows.map((row) => [row.id, row]))
}

/** The kinds of facts and where a recorded entry keeps them. */
export const FACTS_OF: Readonly<Record<FactKind, 'listings' | 'authorisations' | 'attestations' | 'suspensions'>> = {
  listing: 'listings',
  authorisation: 'authorisations',
  attestation: 'attestations',
  suspension: 'suspensions',
}
