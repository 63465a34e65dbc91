import { accept, type Outcome, type Refusal, refuse } from '../platform/refusal.ts'
import { plainHeading, readDay } from '../platform/table/index.ts'
import type { Batch, BatchForm } from './types.ts'

const CAPACITY_MOST = 100_000
const NAME_MOST = 120

/** A batch that passed its checks. */
export interface CheckedBatch {
  readonly name: string
  readonly startsOn: string
  readonly endsOn: string
  readonly capacity: number
}

/**
 * Checks a batch as typed; answers every fault. Days may be typed as `2027-01-31` or `31/01/2027`.
 * Refusals: `enrolment.batch-name-missing`, `batch-name-too-long`, `day-malformed`, `batch-ends-before-start`,
 * `batch-already-over`, `capacity-malformed`.
 */
export function checkBatch(form: BatchForm, today: string): Outcome<CheckedBatch> {
  const refusals: Refusal[] = []
  if (form.name === '') refusals.push({ code: 'enrolment.batch-name-missing', at: 'name' })
  else if (form.name.length > NAME_MOST)
    refusals.push({ code: 'enrolment.batch-name-too-long', at: 'name', values: { most: NAME_MOST } })
  const starts = readDay(form.startsOn)
  const ends = readDay(form.endsOn)
  if (!starts.ok) refusals.push({ code: 'enrolment.day-malformed', at: 'startsOn' })
  if (!ends.ok) refusals.push({ code: 'enrolment.day-malformed', at: 'endsOn' })
  if (starts.ok && ends.ok && ends.value < starts.value)
    refusals.push({ code: 'enrolment.batch-ends-before-start', at: 'endsOn' })
  else if (ends.ok && ends.value < today) refusals.push({ code: 'enrolment.batch-already-over', at: 'endsOn' })
  const capacity = /^\d{1,6}$/.test(form.capacity) ? Number(form.capacity) : 0
  if (capacity < 1 || capacity > CAPACITY_MOST)
    refusals.push({ code: 'enrolment.capacity-malformed', at: 'capacity', values: { most: CAPACITY_MOST } })
  const [first, ...more] = refusals
  if (first !== undefined) return refuse(first, ...more)
  return accept({
    name: form.name,
    startsOn: starts.ok ? starts.value : '',
    endsOn: ends.ok ? ends.value : '',
    capacity,
  })
}

/** Where somebody's seat in a batch stands. */
export type SeatState = 'none' | 'taken' | 'given-up'

/** Why somebody can't take a seat on a day; nothing when they can. A seat that was given up may be taken again. */
export function seatRefusal(batch: Batch, seat: SeatState, today: string): Refusal | null {
  if (seat === 'taken') return { code: 'enrolment.already-enrolled' }
  if (batch.endsOn < today) return { code: 'enrolment.batch-over', values: { day: batch.endsOn } }
  if (batch.seatsTaken >= batch.capacity) return { code: 'enrolment.batch-full', values: { capacity: batch.capacity } }
  return null
}

/** Why somebody can't give a seat up; nothing when they can. */
export function withdrawRefusal(batch: Batch, withdrawn: boolean, today: string): Refusal | null {
  if (withdrawn) return { code: 'enrolment.withdrawn-already' }
  return batch.endsOn < today ? { code: 'enrolment.batch-over', values: { day: batch.endsOn } } : null
}

/** Two spellings of one name: case, accents, points and spaces don't count. */
export function sameName(one: string, other: string): boolean {
  return plainName(one) === plainName(other)
}

/** A name for comparing, never for showing. */
export function plainName(name: string): string {
  return plainHeading(name)
}

/** An address as mail systems would take it; nothing more is known before a letter arrives. */
export function emailLooksRight(text: string): boolean {
  return text.length <= 254 && /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(text)
}
