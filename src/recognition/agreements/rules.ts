import { accept, type Outcome, type Refusal, refuse } from '../../platform/refusal.ts'
import type { Equivalence, EquivalenceGiven } from './types.ts'

const BASIS_LETTERS = 5
const BASIS_LETTERS_MOST = 300

/** What is known of a line's version and course; null where there is none. */
export interface Known {
  readonly version: { readonly sks: number } | null
  readonly course: { readonly programmeId: string } | null
  readonly asVersion: object | null
}

/**
 * Whether a line can be proposed; answers every fault. Refusals: `recognition.equivalence-version-unknown`,
 * `equivalence-target` (a course or another version, exactly one), `equivalence-course-unknown`, `equivalence-sks`,
 * `equivalence-too-much`, `equivalence-days`, `equivalence-basis`, `equivalence-overlap`, `equivalence-circle`.
 */
export function checkEquivalence(
  given: EquivalenceGiven,
  known: Known,
  standing: readonly Equivalence[],
  nameOf: (versionId: string) => string,
): Outcome<EquivalenceGiven> {
  const refusals: Refusal[] = []
  if (known.version === null) refusals.push({ code: 'recognition.equivalence-version-unknown', at: 'version' })
  refusals.push(...targetFaults(given, known))
  if (!isDay(given.validFrom) || (given.validUntil !== null && !(given.validUntil > given.validFrom)))
    refusals.push({ code: 'recognition.equivalence-days', at: 'from' })
  const basis = given.basis.trim()
  if (basis.length < BASIS_LETTERS) refusals.push({ code: 'recognition.equivalence-basis', at: 'basis' })
  const twin = standing.find((one) => sameLine(one, given) && overlap(one, given))
  if (twin !== undefined)
    refusals.push({ code: 'recognition.equivalence-overlap', at: 'from', values: { from: twin.validFrom } })
  const circle = circleWith(given, standing)
  if (circle !== null)
    refusals.push({
      code: 'recognition.equivalence-circle',
      at: 'asVersion',
      values: { circle: circle.map(nameOf).join(' → ') },
    })
  const [first, ...more] = refusals
  return first === undefined ? accept({ ...given, basis: basis.slice(0, BASIS_LETTERS_MOST) }) : refuse(first, ...more)
}

function targetFaults(given: EquivalenceGiven, known: Known): Refusal[] {
  if ((given.courseId === null) === (given.asVersionId === null))
    return [{ code: 'recognition.equivalence-target', at: 'course' }]
  if (given.courseId === null)
    return known.asVersion === null ? [{ code: 'recognition.equivalence-version-unknown', at: 'asVersion' }] : []
  const refusals: Refusal[] = []
  if (known.course === null) refusals.push({ code: 'recognition.equivalence-course-unknown', at: 'course' })
  if (given.sks === null || !Number.isSafeInteger(given.sks) || given.sks < 1)
    refusals.push({ code: 'recognition.equivalence-sks', at: 'sks' })
  else if (known.version !== null && given.sks > known.version.sks)
    refusals.push({ code: 'recognition.equivalence-too-much', at: 'sks', values: { most: known.version.sks } })
  return refusals
}

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))

function sameLine(one: EquivalenceGiven, other: EquivalenceGiven): boolean {
  return (
    one.definitionVersionId === other.definitionVersionId &&
    one.courseId === other.courseId &&
    one.asVersionId === other.asVersionId
  )
}

/** The first day without a line: by its own words, or because somebody ended it. */
function endOf({ validUntil, endedOn }: Pick<Equivalence, 'validUntil' | 'endedOn'>): string {
  return [validUntil, endedOn].filter((day) => day !== null).sort()[0] ?? '9999-12-31'
}

function overlap(one: Equivalence, given: EquivalenceGiven): boolean {
  return one.validFrom < (given.validUntil ?? '9999-12-31') && given.validFrom < endOf(one)
}

/** The way of versions that this line would close to a circle, from its version back to it; null where there is none. */
function circleWith(given: EquivalenceGiven, standing: readonly Equivalence[]): readonly string[] | null {
  if (given.asVersionId === null) return null
  const ways: string[][] = [[given.definitionVersionId, given.asVersionId]]
  const seen = new Set<string>()
  for (let way = ways.shift(); way !== undefined; way = ways.shift()) {
    const at = way.at(-1) ?? ''
    if (at === given.definitionVersionId) return way
    if (seen.has(at)) continue
    seen.add(at)
    for (const one of standing)
      if (one.definitionVersionId === at && one.asVersionId !== null && one.endedOn === null)
        ways.push([...way, one.asVersionId])
  }
  return null
}

/** Whether a line holds on a day: confirmed, begun and not over. */
export function inForce(one: Equivalence, day: string): boolean {
  return one.confirmedAt !== null && one.validFrom <= day && day < endOf(one)
}

/**
 * The lines to courses that a version reaches on a day, its own first, then by way of the versions it counts as. Never more SKS than
 * the version that was earned is worth is granted by the rules, which have the last word.
 */
export function linesFor(versionId: string, lines: readonly Equivalence[], day: string): readonly Equivalence[] {
  const found: Equivalence[] = []
  const waiting = [versionId]
  const seen = new Set<string>()
  for (let at = waiting.shift(); at !== undefined; at = waiting.shift()) {
    if (seen.has(at)) continue
    seen.add(at)
    for (const one of lines) {
      if (one.definitionVersionId !== at || !inForce(one, day)) continue
      if (one.asVersionId === null) found.push(one)
      else waiting.push(one.asVersionId)
    }
  }
  return found
}
