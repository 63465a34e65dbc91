import { unitsOf } from '../frameworks/index.ts'
import { formatDay } from '../platform/format.ts'
import type { Language } from '../platform/page.ts'
import type {
  Account,
  Application,
  Balance,
  Entry,
  Movement,
  MovementRow,
  PriorWay,
  Reservation,
  Reserving,
} from './types.ts'
import type { StackNote } from './types-stack.ts'

/** A deposit is converted by the credit unit in force on its day: `data/frameworks/credit-units.json`, by its first day. */
export const CREDIT_UNIT = 'credit-units/sks'
const MINUTES_PER_HOUR = 60
const MS_PER_SECOND = 1_000
const MS_PER_DAY = 86_400_000

/**
 * Whole minutes and whole SKS of an award: what its hours give at `minutesPerSks`, rounded down, and never more than
 * the definition published.
 */
export function creditOf(
  award: { readonly hours: number; readonly sks: number },
  minutesPerSks: number,
): { minutes: number; sks: number } {
  const minutes = award.hours * MINUTES_PER_HOUR
  return { minutes, sks: Math.min(award.sks, unitsOf(minutes, minutesPerSks)) }
}

/** From the award to the learner. */
export function depositEntries(personId: string, credentialId: string, minutes: number, sks: number): readonly Entry[] {
  return balanced([
    { account: 'source', accountId: credentialId, minutes: -minutes, sks: -sks },
    { account: 'learner', accountId: personId, minutes, sks },
  ])
}

/** From the learner to the institution that decides. */
export function reserveEntries(wish: Reserving, minutesPerSks: number): readonly Entry[] {
  const minutes = wish.sks * minutesPerSks
  return balanced([
    { account: 'learner', accountId: wish.personId, minutes: -minutes, sks: -wish.sks },
    { account: 'reserved', accountId: wish.organisationId, minutes, sks: wish.sks },
  ])
}

/** Back from the institution to the learner: `sks` units that were reserved and aren't counted. */
export function releaseEntries(
  { personId, organisationId }: Pick<Reservation, 'personId' | 'organisationId'>,
  sks: number,
  minutesPerSks: number,
): readonly Entry[] {
  const minutes = sks * minutesPerSks
  return balanced([
    { account: 'reserved', accountId: organisationId, minutes: -minutes, sks: -sks },
    { account: 'learner', accountId: personId, minutes, sks },
  ])
}

/** To the programme that counts it: `reserved` units from the institution, the rest from the learner. */
export function applyEntries(wish: Application, minutesPerSks: number, reserved = 0): readonly Entry[] {
  const free = wish.sks - reserved
  const side = (account: Account, accountId: string, sks: number) =>
    sks === 0 ? [] : [{ account, accountId, minutes: sks * minutesPerSks, sks }]
  return balanced([
    ...side('reserved', wish.organisationId, -reserved),
    ...side('learner', wish.personId, -free),
    ...side('programme', wish.programmeId, wish.sks),
  ])
}

/** A use taken back: all of it goes to the learner, also what had been reserved before it was counted. */
export function unapplyEntries(personId: string, entries: readonly Entry[]): readonly Entry[] {
  const counted = entries.filter(({ account }) => account === 'programme')
  const minutes = counted.reduce((sum, entry) => sum + entry.minutes, 0)
  const sks = counted.reduce((sum, entry) => sum + entry.sks, 0)
  return balanced([
    ...counted.map((entry) => ({ ...entry, minutes: 0 - entry.minutes, sks: 0 - entry.sks })),
    { account: 'learner' as const, accountId: personId, minutes, sks },
  ])
}

/** The same movement the other way round. */
export function reverseEntries(entries: readonly Entry[]): readonly Entry[] {
  return balanced(entries.map((entry) => ({ ...entry, minutes: 0 - entry.minutes, sks: 0 - entry.sks })))
}

/** Entries that sum to nothing, in minutes and in SKS; anything else is a fault of ours and throws. */
export function balanced(entries: readonly Entry[]): readonly Entry[] {
  const sum = (pick: (entry: Entry) => number) => entries.reduce((total, entry) => total + pick(entry), 0)
  if (sum(({ minutes }) => minutes) !== 0 || sum(({ sks }) => sks) !== 0)
    throw new RangeError('the entries of a transaction must sum to nothing')
  if (!entries.every(({ minutes, sks }) => Number.isSafeInteger(minutes) && Number.isSafeInteger(sks))) {
    throw new RangeError('entries hold whole minutes and whole SKS')
  }
  return entries
}

/**
 * The lowest `sks` units that nobody holds; nothing when there are too few. An award that was corrected to less may have
 * units held above its worth, so what is left is worth less what is held, whatever their numbers.
 */
export function freeUnits(worth: number, held: readonly number[], sks: number): readonly number[] | null {
  if (worth - held.length < sks) return null
  const taken = new Set(held)
  const free: number[] = []
  for (let unit = 1; free.length < sks; unit++) if (!taken.has(unit)) free.push(unit)
  return free
}

/** What stands on each account after these entries. */
export function balanceOf(entries: readonly Entry[]): Balance {
  const on = (account: Entry['account']) => entries.filter((entry) => entry.account === account)
  const sks = (list: readonly Entry[]) => list.reduce((total, entry) => total + entry.sks, 0)
  const learner = on('learner')
  return {
    sks: sks(learner),
    minutes: learner.reduce((total, entry) => total + entry.minutes, 0),
    reservedSks: sks(on('reserved')),
    usedSks: sks(on('programme')),
    depositedSks: 0 - sks(on('source')),
  }
}

/** Movements in order, numbered, with the running balance of the learner's own account. */
export function movementsOf(list: readonly MovementRow[]): readonly Movement[] {
  const ways = new Map(list.flatMap((row) => (row.kind === 'deposit' ? [[row.credentialId, priorOf(row)]] : [])))
  let balanceSks = 0
  return list.map((row, index) => {
    balanceSks += row.sks
    return { ...row, number: index + 1, balanceSks, prior: ways.get(row.credentialId) ?? null }
  })
}

/** How deposits of decisions on prior learning name what they rest on. Older ones say it by nothing else. */
const PRIOR_LEARNING = 'prior-learning:'

function priorOf({ reason }: Pick<MovementRow, 'reason'>): PriorWay | null {
  return reason.prior ?? (reason.definitionVersionId?.startsWith(PRIOR_LEARNING) === true ? 'decision' : null)
}

/**
 * When a movement is posted whose caller's clock says `at`, after a predecessor of `last`. A clock that is a little
 * behind is set right, so that no book counts what hasn't come in yet; one further behind than `toleranceSeconds` gives
 * null: which of the two clocks is wrong, nobody here can know.
 */
export function postingTime(at: Date, last: Date | null, toleranceSeconds: number): Date | null {
  if (last === null || at.getTime() >= last.getTime()) return at
  return last.getTime() - at.getTime() <= toleranceSeconds * MS_PER_SECOND ? last : null
}

/** Until when a reservation of this instant holds. */
export function reservedUntil(at: Date, days: number): Date {
  return new Date(at.getTime() + days * MS_PER_DAY)
}

/** What a posting holds and may be taken back. All whole minutes and SKS. */
export interface Standing {
  readonly minutes: number
  readonly sks: number
  /** Units that a wish holds or a programme counted. */
  readonly held: number
  readonly minutesPerSks: number
}

/** What no wish holds and no campus has counted of a posting; null where nothing is left. */
export function restOf({ minutes, sks, held, minutesPerSks }: Standing): { minutes: number; sks: number } | null {
  const rest = { minutes: Math.max(0, minutes - held * minutesPerSks), sks: Math.max(0, sks - held) }
  return rest.sks === 0 && rest.minutes === 0 ? null : rest
}

/**
 * What must move so that a posting is worth `target`: positive comes in, negative goes out, and never more goes out than
 * is left. `over` are units that stay counted beyond the target: their institutions must look again.
 */
export function correctionOf(
  standing: Standing,
  target: { readonly minutes: number; readonly sks: number },
): { minutes: number; sks: number; over: number } {
  const rest = restOf(standing) ?? { minutes: 0, sks: 0 }
  const least = (wanted: number, free: number) => (wanted < 0 ? 0 - Math.min(0 - wanted, free) : wanted)
  return {
    minutes: least(target.minutes - standing.minutes, rest.minutes),
    sks: least(target.sks - standing.sks, rest.sks),
    over: Math.max(0, standing.held - target.sks),
  }
}

/**
 * Under which words a movement stands, after `bank.kind.` and `bank.detail.`: its verb, or for credit by prior learning words of its
 * own where that says more.
 */
export function wordOf(movement: Pick<Movement, 'kind' | 'usedSks' | 'correctsId' | 'uniqueKey' | 'prior'>): string {
  const verb = verbOf(movement)
  const { prior } = movement
  if (prior === null) return verb
  if (verb === 'deposit') return `prior-${prior}`
  return prior !== 'award' && OWN_WORDS.includes(verb) ? `prior-${verb}` : verb
}

const OWN_WORDS: readonly string[] = ['apply', 'reversed', 'withdrawn']

/** A note as texts are asked for it: the key, and its figures in a language. */
export function noteWords(
  note: StackNote,
  language: Language,
): readonly [key: string, values: Readonly<Record<string, string | number>>] {
  if (note.as === 'larger') return ['bank.stack.larger', { sks: note.partsSks }]
  const day = formatDay(language, note.day)
  return note.larger === null
    ? ['bank.stack.part', { day }]
    : ['bank.stack.part-of', { day, title: note.larger[language] }]
}

/** The key of a correction of a larger credential that follows the correction of one of its parts. */
export function partsKey(causeId: string): string {
  return `parts:${causeId}`
}

/** What a movement is called: a correction by its cause, what takes back by what it took, a transfer by its direction. */
export function verbOf({
  kind,
  usedSks,
  correctsId,
  uniqueKey,
}: Pick<Movement, 'kind' | 'usedSks' | 'correctsId' | 'uniqueKey'>): string {
  if (kind === 'reverse') return usedSks < 0 ? 'reversed' : 'withdrawn'
  if (kind === 'correct' && uniqueKey.startsWith(partsKey(''))) return 'parts'
  return kind === 'transfer' && correctsId !== null ? 'passed' : kind
}
