import type { Chance } from '../../db/demo/random.ts'
import type { RecordedEntry } from '../../src/trust/types.ts'

// Random histories of one organisation in the register, and a model that answers the same questions from painted calendars.

/** A day of an invented calendar, counted from 0. */
export type Day = number

type Kind = 'listing' | 'authorisation' | 'attestation' | 'suspension'

interface Scope {
  readonly kinds: readonly string[]
  readonly fields: readonly string[]
  readonly levelMin: number
  readonly levelMax: number
}

/** Something that was done to the register. `fact` numbers what it is about: an end names the fact that it ends. */
export interface Deed {
  readonly does:
    | 'register-body'
    | 'end-body'
    | 'list'
    | 'end-listing'
    | 'authorise'
    | 'end-authorisation'
    | 'attest'
    | 'suspend'
    | 'resume'
    | 'correct'
    | 'withdraw'
  readonly kind: Kind | 'body'
  readonly fact: number
  readonly recorded: Day
  /** Where it begins, or for an end where it ends. */
  readonly from: Day
  readonly until: Day | null
  readonly restsOn: 'attestation' | 'appointment'
  readonly scope: Scope
  /** Follows from the deed before it: rights end together with the listing. */
  readonly implied: boolean
}

export type History = readonly Deed[]

interface Held {
  kind: Deed['kind']
  fact: number
  from: Day
  until: Day | null
  scope: Scope
}

const NOTHING: Scope = { kinds: [], fields: [], levelMin: 1, levelMax: 1 }
const PLAIN = { until: null, restsOn: 'appointment', scope: NOTHING, implied: false } as const
const SCOPES: readonly Scope[] = [
  { kinds: ['micro-credential'], fields: [], levelMin: 3, levelMax: 5 },
  { kinds: ['micro-credential', 'licence'], fields: ['energy'], levelMin: 2, levelMax: 4 },
  { kinds: ['licence'], fields: ['health'], levelMin: 2, levelMax: 6 },
  { kinds: ['micro-credential'], fields: ['health'], levelMin: 6, levelMax: 6 },
]

const covers = ({ from, until }: { from: Day; until: Day | null }, day: Day): boolean =>
  from <= day && (until === null || day < until)

const meet = (a: { from: Day; until: Day | null }, b: { from: Day; until: Day | null }): boolean =>
  (b.until === null || a.from < b.until) && (a.until === null || b.from < a.until)

const alike = (a: Scope, b: Scope): boolean =>
  a.kinds.some((kind) => b.kinds.includes(kind)) &&
  (a.fields.length === 0 || b.fields.length === 0 || a.fields.some((field) => b.fields.includes(field))) &&
  a.levelMin <= b.levelMax &&
  b.levelMin <= a.levelMax

/** A history of deeds that the register accepts, each recorded on the day of the last one or later. */
export function historyFrom(chance: Chance, days: number): History {
  const deeds: Deed[] = []
  const held: Held[] = []
  let recorded = 0
  let facts = 0
  const all = (kind: Held['kind']) => held.filter((one) => one.kind === kind)
  const day = () => chance.whole(days)
  const add = (deed: Partial<Deed> & Pick<Deed, 'does' | 'kind' | 'from'>): void => {
    const whole = { ...PLAIN, fact: facts++, recorded, ...deed }
    deeds.push(whole)
    held.push({ kind: whole.kind, fact: whole.fact, from: whole.from, until: whole.until, scope: whole.scope })
  }
  const change = (one: Held, does: Deed['does'], from: Day, until: Day | null, implied = false): void => {
    deeds.push({ ...PLAIN, does, kind: one.kind, fact: one.fact, recorded, from, until, implied })
    if (does !== 'correct') until = from
    if (does === 'correct') one.from = from
    one.until = until
    if (until !== null && until <= one.from) held.splice(held.indexOf(one), 1)
  }
  const registerBody = () =>
    all('body').length === 0 && add({ does: 'register-body', kind: 'body', from: chance.whole(4) })
  const attest = (from = day()) => {
    if (all('body').some((body) => covers(body, from)))
      add({ does: 'attest', kind: 'attestation', from, until: from + 10 + chance.whole(days) })
  }
  const list = (from = chance.whole(days >> 1)) => {
    const restsOn = chance.percent(80) ? 'attestation' : 'appointment'
    const attested = all('attestation').some((one) => covers(one, from)) && all('body').some((one) => covers(one, from))
    if (all('listing').some((one) => meet(one, { from, until: null }))) return
    if (restsOn === 'attestation' && !attested) return
    add({ does: 'list', kind: 'listing', from, restsOn })
  }
  const authorise = (from = day()) => {
    const until = chance.percent(50) ? null : from + 1 + chance.whole(days)
    const scope = chance.one(SCOPES)
    if (!all('listing').some((one) => covers(one, from))) return
    if (all('authorisation').some((one) => meet(one, { from, until }) && alike(one.scope, scope))) return
    add({ does: 'authorise', kind: 'authorisation', from, until, scope })
  }
  const suspend = () => {
    if (!all('listing').some((one) => covers(one, recorded))) return
    if (all('suspension').some((one) => meet(one, { from: recorded, until: null }))) return
    add({ does: 'suspend', kind: 'suspension', from: recorded })
  }
  const resume = () => {
    const one = all('suspension').find((suspension) => covers(suspension, recorded))
    if (one !== undefined) change(one, 'resume', recorded, null)
  }
  const end = (kind: 'listing' | 'body', does: 'end-listing' | 'end-body') => {
    const one = all(kind).find(({ until }) => until === null)
    if (one === undefined) return
    const at = one.from + chance.whole(days)
    change(one, does, at, null)
    if (kind === 'body') return
    for (const right of all('authorisation').filter(({ until }) => until === null || until > at)) {
      if (right.from < at) change(right, 'end-authorisation', at, null, true)
      else change(right, 'withdraw', right.from, right.from, true)
    }
  }
  const endAuthorisation = () => {
    const at = day()
    const one = all('authorisation').find((authorisation) => covers(authorisation, at))
    if (one !== undefined) change(one, 'end-authorisation', at, null)
  }
  const correct = () => {
    const open = held.filter(({ kind }) => kind !== 'body')
    if (open.length === 0) return
    const one = chance.one(open)
    if (chance.percent(25)) return change(one, 'withdraw', one.from, one.from)
    // The key of an issuer begins with its first listing, so a listing is never put before it.
    const from = one.kind === 'listing' ? one.from + chance.whole(5) : day()
    const until = one.kind === 'attestation' || chance.percent(60) ? from + 1 + chance.whole(days) : null
    const clash = all(one.kind).some(
      (other) =>
        other !== one &&
        meet(other, { from, until }) &&
        (one.kind !== 'authorisation' || alike(other.scope, one.scope)),
    )
    if (!clash || one.kind === 'attestation') change(one, 'correct', from, until)
  }
  registerBody()
  attest(4 + chance.whole(4))
  list(8 + chance.whole(6))
  authorise(chance.whole(16))
  authorise()
  const more = [
    () => attest(),
    () => list(),
    () => authorise(),
    () => authorise(),
    suspend,
    resume,
    endAuthorisation,
    correct,
    correct,
  ]
  for (let turn = chance.whole(12); turn > 0; turn--) {
    recorded = Math.min(days - 1, recorded + chance.whole(5))
    if (chance.percent(8)) end('listing', 'end-listing')
    else if (chance.percent(5)) end('body', 'end-body')
    else chance.one<() => void>(more)()
  }
  return deeds
}

/** A question: may it issue this on a day, as the register knew it on another? */
export interface Asked {
  readonly day: Day
  readonly known: Day
  readonly kind: string
  readonly field: string
  readonly level: number
}

/** A question about a history: mostly about what it authorises, and mostly with all that is known. */
export function questionFrom(chance: Chance, history: History, days: number): Asked {
  const rights = history.filter(({ does }) => does === 'authorise')
  const scope = rights.length > 0 && chance.percent(75) ? chance.one(rights).scope : chance.one(SCOPES)
  return {
    day: chance.whole(days),
    known: chance.percent(60) ? days : chance.whole(days),
    kind: chance.one(scope.kinds),
    field: scope.fields.length > 0 && chance.percent(80) ? chance.one(scope.fields) : chance.one(['energy', 'health']),
    level: scope.levelMin + chance.whole(scope.levelMax - scope.levelMin + 1) + (chance.percent(10) ? 2 : 0),
  }
}

/**
 * The brute-force model: paints a calendar for each fact, deed by deed, as far as they were recorded, and looks at one day.
 */
export function modelAnswer(history: History, days: number, asked: Asked): boolean {
  const calendars = new Map<number, { begun: Deed; days: boolean[] }>()
  // The calendars are longer than any question, so that an end beyond them is no special case.
  const paint = (from: Day, until: Day | null) =>
    Array.from({ length: days }, (_, day) => day >= from && (until === null || day < until))
  for (const deed of history) {
    if (deed.recorded > asked.known) continue
    const known = calendars.get(deed.fact)
    if (known === undefined) calendars.set(deed.fact, { begun: deed, days: paint(deed.from, deed.until) })
    else if (deed.does === 'correct') known.days = paint(deed.from, deed.until)
    else if (deed.does === 'withdraw') known.days = paint(0, 0)
    else known.days = known.days.map((painted, day) => painted && day < deed.from)
  }
  const today = [...calendars.values()]
    .filter(({ days: painted }) => painted[asked.day] === true)
    .map(({ begun }) => begun)
  const listing = today.find(({ kind }) => kind === 'listing')
  const attested = today.some(({ kind }) => kind === 'attestation') && today.some(({ kind }) => kind === 'body')
  if (listing === undefined || today.some(({ kind }) => kind === 'suspension')) return false
  if (listing.restsOn === 'attestation' && !attested) return false
  return today.some(
    ({ kind, scope }) =>
      kind === 'authorisation' &&
      scope.kinds.includes(asked.kind) &&
      (scope.fields.length === 0 || scope.fields.includes(asked.field)) &&
      scope.levelMin <= asked.level &&
      asked.level <= scope.levelMax,
  )
}

/** The rows that the register would hold after a history, without a database. */
export function recordedFrom(history: History, at: (day: Day) => Date): RecordedEntry {
  const text = { id: '', en: '' }
  const rows = history.map((deed, index) => {
    const earlier = history.slice(0, index).filter(({ fact }) => fact === deed.fact)
    const [first] = earlier
    const ends = first !== undefined && deed.does !== 'correct' && deed.does !== 'withdraw'
    const from = ends ? beginningOf(earlier) : deed.from
    const until = deed.does === 'withdraw' || ends ? deed.from : deed.until
    return {
      begun: first ?? deed,
      row: {
        id: `${deed.fact}-${earlier.length}`,
        supersedes: first === undefined ? null : `${deed.fact}-${earlier.length - 1}`,
        recordedAt: at(deed.recorded),
        from: at(from),
        until: until === null ? null : at(until),
      },
    }
  })
  const of = (kind: Deed['kind']) => rows.filter(({ begun }) => begun.kind === kind)
  const listings = (kind: Deed['kind']): RecordedEntry['listings'] =>
    of(kind).map(({ row, begun }) => ({
      ...row,
      class: kind === 'body' ? 'accreditation-body' : 'issuer',
      restsOn: begun.restsOn,
      reason: text,
      endReason: null,
    }))
  return {
    organisationId: 'o',
    slug: 'o',
    name: 'O',
    city: null,
    province: null,
    did: 'did:web:o',
    listings: listings('listing'),
    authorisations: of('authorisation').map(({ row, begun }) => ({
      ...row,
      ...begun.scope,
      source: text,
      changeReason: null,
    })),
    attestations: of('attestation').map(({ row }) => ({
      ...row,
      bodyId: 'b',
      bodyName: 'B',
      bodySlug: 'b',
      scheme: 's',
      level: 'l',
      number: 'n',
      changeReason: null,
      bodyListings: listings('body'),
    })),
    suspensions: of('suspension').map(({ row }) => ({ ...row, reason: text, endReason: null })),
    keys: [
      {
        verificationMethod: 'k',
        signerName: 'k',
        publicKeyMultibase: 'k',
        from: at(-100),
        recordedAt: at(-100),
        ends: [],
      },
    ],
  }
}

/** Where a fact begins after some deeds: a correction may have moved it. */
function beginningOf(deeds: History): Day {
  return deeds.findLast(({ does }, index) => does === 'correct' || index === 0)?.from ?? 0
}
