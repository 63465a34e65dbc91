import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { makeWorld, SMALL } from '../../test/fraud-world/world.ts'
import { provinces } from '../frameworks/index.ts'
import { detectors, sanctionList, zoneOf } from './library.ts'
import { alarmsOf, detect } from './rules.ts'
import { evidenceReference, significantWords } from './rules-words.ts'
import {
  type AwardFact,
  type Basis,
  DETECTOR_IDS,
  type Detector,
  type DetectorId,
  type Facts,
  parseDetector,
  type ReviewFact,
  type WorkingHours,
  type Zone,
} from './types.ts'

const DAY = 86_400_000

/** Some awards of one kind, as people write them: what isn't said is usual and honest. */
interface Some {
  readonly count: number
  readonly storedAt: string
  readonly everyMinutes?: number
  readonly decidedDaysEarlier?: number
  readonly enrolledDaysBefore?: number | null
  readonly seatOf?: string
  readonly withdrawnDaysBefore?: number
  readonly assessedDaysBefore?: number
  readonly attempt?: number
  readonly person?: string
  readonly definition?: string
  readonly evidence?: readonly string[]
  readonly shared?: boolean
  readonly ownEvidenceToo?: boolean
  readonly basis?: Basis
}

interface Golden {
  readonly detector: DetectorId
  readonly name: string
  readonly zone?: Zone
  readonly hours?: WorkingHours
  readonly evidenceSource?: 'study' | 'work'
  readonly accreditations?: readonly { from: string; until: string | null; renewalAskedAt?: string }[]
  readonly before?: readonly Some[]
  readonly awards?: readonly Some[]
  readonly reviews?: readonly {
    count: number
    reviewer: string
    provider: string
    askedAt: string
    everyDays: number
    tookHours: number
    approved: boolean
  }[]
  readonly slices?: { parts: number; hours: number; holders: number; partsOfHolder?: number }
  readonly expect: { readonly alarms: number; readonly named?: number }
}

const later = (instant: number, days: number) => new Date(instant + days * DAY)
const isoDay = (at: Date) => at.toISOString().slice(0, 10)

function awardsOf(some: Some, group: number): AwardFact[] {
  return Array.from({ length: some.count }, (_, index): AwardFact => {
    const id = `${group}-${index}`
    const storedAt = new Date(Date.parse(some.storedAt) + index * (some.everyMinutes ?? 1) * 60_000)
    const at = storedAt.getTime()
    const personId = some.person ?? `orang-${id}`
    const enrolled = some.enrolledDaysBefore === undefined ? 40 : some.enrolledDaysBefore
    const enrolledAt = later(at, -(enrolled ?? 0))
    const own = { mark: `karya-${id}`, shared: false }
    const given = (some.evidence ?? []).map((mark) => ({ mark, shared: some.shared ?? false }))
    return {
      id,
      personId,
      definitionId: some.definition ?? 'a',
      organisationId: 'LA',
      attempt: some.attempt ?? 1,
      decidedBy: 'P',
      decidedAt: later(at, -(some.decidedDaysEarlier ?? 0)),
      storedAt,
      assessedOn: isoDay(later(at, -(some.assessedDaysBefore ?? 0))),
      enrolment:
        enrolled === null
          ? null
          : {
              personId: some.seatOf ?? personId,
              enrolledAt,
              withdrawnAt: some.withdrawnDaysBefore === undefined ? null : later(at, -some.withdrawnDaysBefore),
              startsOn: isoDay(enrolledAt),
            },
      basis: some.basis,
      evidence: given.length === 0 ? [own] : some.ownEvidenceToo === true ? [own, ...given] : given,
    }
  })
}

/** The facts of a case. `slices`: so many definitions of the same words, each held by so many people. */
function factsOf(golden: Golden): Facts {
  const { slices } = golden
  const words = ['merawat', 'panel', 'surya', 'atap', 'listrik', 'aman']
  const published = new Date('2025-01-01T03:00:00Z')
  const parts = Array.from({ length: slices?.parts ?? 0 }, (_, index) => `potong-${index}`)
  const sliced = parts.flatMap((definition, part) =>
    Array.from({ length: slices?.holders ?? 0 }, (_, holder) => holder)
      .filter((holder) => slices?.partsOfHolder === undefined || part % slices.holders === holder)
      .flatMap((holder) => {
        const storedAt = new Date(Date.parse('2026-03-02T03:00:00Z') + part * DAY + holder * 60_000).toISOString()
        return awardsOf({ count: 1, storedAt, definition, person: `pengumpul-${holder}` }, 1_000 + part * 100 + holder)
      }),
  )
  const awards = [...(golden.before ?? []), ...(golden.awards ?? [])].flatMap(awardsOf)
  const reviews = (golden.reviews ?? []).flatMap((some, group): ReviewFact[] =>
    Array.from({ length: some.count }, (_, index) => {
      const askedAt = later(Date.parse(some.askedAt), index * some.everyDays)
      return {
        id: `${group}-${index}`,
        reviewerId: some.reviewer,
        organisationId: some.provider,
        askedAt,
        decidedAt: later(askedAt.getTime(), some.tookHours / 24),
        approved: some.approved,
      }
    }),
  )
  const accreditations = (golden.accreditations ?? [{ from: '2020-01-01', until: null }]).map((one) => ({
    from: new Date(one.from),
    until: one.until === null ? null : new Date(one.until),
    renewalAskedAt: 'renewalAskedAt' in one && one.renewalAskedAt !== undefined ? new Date(one.renewalAskedAt) : null,
    recordedAt: new Date(one.from),
  }))
  return {
    organisations: [{ id: 'LA', zone: golden.zone ?? 'WIB', hours: golden.hours ?? null, accreditations }],
    definitions: [
      ...['a', 'b', 'c', 'd'].map((id) => ({
        id,
        hours: 60,
        words: [id],
        evidenceSource: golden.evidenceSource ?? ('study' as const),
      })),
      ...parts.map((id) => ({
        id,
        hours: slices?.hours ?? 0,
        words: [...words, id],
        evidenceSource: 'study' as const,
      })),
    ].map((one) => ({ ...one, organisationId: 'LA', publishedAt: published })),
    awards: [...awards, ...sliced].toSorted((a, b) => a.storedAt.getTime() - b.storedAt.getTime()),
    reviews: reviews.toSorted((a, b) => a.decidedAt.getTime() - b.decidedAt.getTime()),
  }
}

const detectorOf = (id: DetectorId): Detector => detectors().find((one) => one.id === id) ?? assert.fail(id)
const goldens = JSON.parse(readFileSync(new URL('./rules.cases.json', import.meta.url), 'utf8')) as Golden[]

for (const golden of goldens) {
  test(`${golden.detector}: ${golden.name}`, () => {
    const alarms = alarmsOf(detectorOf(golden.detector), factsOf(golden))
    assert.equal(alarms.length, golden.expect.alarms)
    if (golden.expect.named !== undefined)
      assert.equal(
        new Set(alarms.flatMap(({ named }) => named.map(({ kind, id }) => kind + id))).size,
        golden.expect.named,
      )
    for (const { organisationId } of alarms) assert.equal(organisationId, 'LA')
  })
}

test('every detector has cases that alarm and cases that stay silent', () => {
  for (const id of DETECTOR_IDS) {
    const own = goldens.filter(({ detector }) => detector === id)
    assert.ok(own.some(({ expect }) => expect.alarms > 0) && own.some(({ expect }) => expect.alarms === 0), id)
  }
})

/** What was known of a world by an instant. */
function knownBy({ organisations, definitions, awards, reviews }: Facts, at: Date): Facts {
  return {
    organisations: organisations.map((one) => ({
      ...one,
      accreditations: one.accreditations.filter(({ recordedAt }) => recordedAt <= at),
    })),
    definitions: definitions.filter(({ publishedAt }) => publishedAt <= at),
    awards: awards.filter(({ storedAt }) => storedAt <= at),
    reviews: reviews.filter(({ decidedAt }) => decidedAt <= at),
  }
}

test('an alarm rests on what was known by then: run on any past instant, the detectors raise the same alarms', () => {
  const { facts } = makeWorld('known by', SMALL)
  const all = detect(detectors(), facts, '2026-11-26')
  const key = ({ detector, unit, knownAt, named }: (typeof all)[number]) =>
    `${detector} ${unit} ${knownAt.toISOString()} ${named[0].id}`
  for (const instant of ['2025-05-20', '2025-10-01', '2026-01-15', '2026-06-01']) {
    const at = new Date(`${instant}T05:00:00Z`)
    const then = detect(detectors(), knownBy(facts, at), '2026-11-26')
    assert.deepEqual(
      then.map(key).sort(),
      all
        .filter(({ knownAt }) => knownAt <= at)
        .map(key)
        .sort(),
      instant,
    )
  }
  assert.ok(all.length > 30)
})

test('nothing is named twice in an alarm, and what is named exists', () => {
  const { facts } = makeWorld('named', SMALL)
  const known = new Set([...facts.awards, ...facts.definitions, ...facts.reviews].map(({ id }) => id))
  for (const { named, detector } of detect(detectors(), facts, '2026-11-26')) {
    assert.equal(new Set(named.map(({ id }) => id)).size, named.length, detector)
    assert.ok(named.every(({ id }) => known.has(id)))
  }
})

test('no facts, no alarms; and a detector out of force is silent', () => {
  const empty: Facts = { organisations: [], definitions: [], awards: [], reviews: [] }
  assert.deepEqual(detect(detectors(), empty, '2026-11-26'), [])
  const { facts } = makeWorld('named', SMALL)
  assert.deepEqual(detect(detectors(), facts, '2026-10-31'), [])
})

test('the files: nine detectors, each named by its file; a wrong threshold is refused', () => {
  assert.deepEqual(
    detectors().map(({ id }) => id),
    DETECTOR_IDS.toSorted(),
  )
  const good = JSON.parse(readFileSync('data/fraud-detectors/night-burst.json', 'utf8')) as { thresholds: object }
  assert.throws(() => parseDetector({ ...good, thresholds: { ...good.thresholds, awardsLeast: 0 } }))
  assert.throws(() => parseDetector({ ...good, thresholds: { ...good.thresholds, more: 1 } }))
  assert.throws(() => parseDetector({ ...good, id: 'back-dated' }))
  assert.equal(new Set(sanctionList().sanctions.map(({ code }) => code)).size, sanctionList().sanctions.length)
})

test('each province has one time zone', () => {
  const listed = JSON.parse(readFileSync('data/regions/time-zones.json', 'utf8')) as { zones: Record<string, string[]> }
  assert.deepEqual(
    Object.values(listed.zones).flat().sort(),
    provinces()
      .map(({ code }) => code)
      .sort(),
  )
  assert.deepEqual(['Jawa Timur', 'Bali', 'Maluku', null].map(zoneOf), ['WIB', 'WITA', 'WIT', 'WIB'])
})

test('words that say something, and references as they are compared', () => {
  assert.deepEqual(significantWords(['Merawat panel surya dengan aman', 'dan MERAWAT kabel']), [
    'merawat',
    'panel',
    'surya',
    'aman',
    'kabel',
  ])
  assert.deepEqual(evidenceReference(' Kelompok: Laporan 7 '), { reference: 'kelompok: laporan 7', shared: true })
  assert.deepEqual(evidenceReference('LAPORAN-7'), { reference: 'laporan-7', shared: false })
})

test('back-dated: a decision that the log shows late is late, however early our own record says it came', () => {
  const day = (text: string) => new Date(`2026-${text}T03:00:00Z`)
  const facts = factsOf({ detector: 'back-dated', awards: [{ count: 4, storedAt: '2026-05-04T03:00:00Z' }] } as never)
  const shown = (loggedAt: Date | undefined) => ({
    ...facts,
    awards: facts.awards.map((award) => ({ ...award, loggedAt })),
  })
  const alarms = (loggedAt: Date | undefined) => alarmsOf(detectorOf('back-dated'), shown(loggedAt))
  assert.equal(alarms(undefined).length, 0)
  assert.equal(alarms(day('05-05')).length, 0)
  const [alarm] = alarms(day('05-20'))
  assert.equal(alarm?.named.length, 4)
  assert.equal(alarm?.knownAt.toISOString(), day('05-20').toISOString(), 'nobody could know it before')
})

test('after-accreditation: a decision is not dated into a time that was covered', () => {
  const ended = { detector: 'after-accreditation', accreditations: [{ from: '2020-01-01', until: '2026-05-10' }] }
  const facts = factsOf({ ...ended, awards: [{ count: 3, storedAt: '2026-05-04T03:00:00Z' }] } as never)
  const without = { ...facts, awards: facts.awards.map((award) => ({ ...award, enrolment: null })) }
  const shown = (loggedAt: string) => ({
    ...without,
    awards: without.awards.map((award) => ({ ...award, loggedAt: new Date(loggedAt) })),
  })
  const detector = detectorOf('after-accreditation')
  assert.equal(alarmsOf(detector, without).length, 0)
  assert.equal(alarmsOf(detector, shown('2026-05-09T03:00:00Z')).length, 0)
  assert.equal(alarmsOf(detector, shown('2026-05-11T03:00:00Z')).length, 1)
})
