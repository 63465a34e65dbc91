/** What an offering costs somebody: rupiah, tenths of a week, kilometres. */

import type { Aim } from './types.ts'

/** What is known of an offering. */
export interface OfferingFacts {
  readonly priceRupiah: number | null
  readonly isFree: boolean | null
  readonly weeksMin: number | null
  readonly weeksMax: number | null
  readonly hours: number | null
  readonly mode: string | null
  readonly province: string | null
}

/** For whom: how many hours a week there are, and from which province one comes, where that is known. */
export interface Learner {
  readonly hoursPerWeek: number
  readonly province: string | null
  readonly withinProvinceKilometres: number
}

export type CapitalOf = (province: string) => readonly [number, number] | null

/** The figures of an offering for a learner; null where the offering doesn't say. */
export function costsOf(
  offering: OfferingFacts,
  learner: Learner,
  capitalOf: CapitalOf,
): Readonly<Record<Aim, number | null>> {
  return {
    cheapest: offering.priceRupiah ?? (offering.isFree === true ? 0 : null),
    fastest: tenthsOfWeeks(offering, learner.hoursPerWeek),
    nearest: kilometresTo(offering, learner, capitalOf),
  }
}

/** By the calendar of the course where it says so, else its hours at the learner's pace. */
function tenthsOfWeeks({ weeksMin, weeksMax, hours }: OfferingFacts, hoursPerWeek: number): number | null {
  const weeks = weeksMax ?? weeksMin
  if (weeks !== null) return weeks * 10
  return hours === null ? null : Math.ceil((hours * 10) / hoursPerWeek)
}

/** Online is nowhere; where one comes from unknown, every meeting counts as one in the own province. */
function kilometresTo({ mode, province }: OfferingFacts, learner: Learner, capitalOf: CapitalOf): number | null {
  if (mode === 'online') return 0
  if (mode === null || province === null) return null
  if (learner.province === null || learner.province === province) return learner.withinProvinceKilometres
  const [from, to] = [capitalOf(learner.province), capitalOf(province)]
  if (from === null || to === null) return null
  return Math.max(learner.withinProvinceKilometres, Math.round(greatCircle(from, to)))
}

const EARTH_KILOMETRES = 6371

/** The shortest way over the Earth between two points in degrees, in kilometres (haversine). */
function greatCircle([north, east]: readonly [number, number], [farNorth, farEast]: readonly [number, number]): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180
  const [across, along] = [radians(farNorth - north) / 2, radians(farEast - east) / 2]
  const half = Math.sin(across) ** 2 + Math.cos(radians(north)) * Math.cos(radians(farNorth)) * Math.sin(along) ** 2
  return 2 * EARTH_KILOMETRES * Math.asin(Math.sqrt(half))
}
