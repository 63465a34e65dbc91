import { readdirSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { provinces } from '../frameworks/index.ts'
import { type Detector, parseDetector, type Zone } from './types.ts'
import { type SanctionList, sanctionListSchema } from './types-case.ts'

const zonesSchema = z.object({ zones: z.record(z.enum(['WIB', 'WITA', 'WIT']), z.array(z.string())) })

const FOLDER = new URL('../../data/fraud-detectors/', import.meta.url)
let kept: readonly Detector[] | undefined

/** Every detector of `data/fraud-detectors`, by id. A file that doesn't fit its schema throws at first use. */
export function detectors(): readonly Detector[] {
  kept ??= readdirSync(FOLDER)
    .filter((name) => name.endsWith('.json'))
    .map((name) => parseDetector(JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'))))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  return kept
}

const SANCTIONS = new URL('../../data/fraud-sanctions/sanctions.json', import.meta.url)
const ZONES = new URL('../../data/regions/time-zones.json', import.meta.url)
let sanctions: SanctionList | undefined
let zones: ReadonlyMap<string, Zone> | undefined

/** The closed list of sanctions, and the days of an appeal. */
export function sanctionList(): SanctionList {
  sanctions ??= sanctionListSchema.parse(JSON.parse(readFileSync(SANCTIONS, 'utf8')))
  return sanctions
}

/** The time zone of a province by its Indonesian name; WIB, where most people live, for one that isn't known. */
export function zoneOf(province: string | null): Zone {
  if (zones === undefined) {
    const listed = zonesSchema.parse(JSON.parse(readFileSync(ZONES, 'utf8'))).zones
    const byCode = new Map(Object.entries(listed).flatMap(([zone, codes]) => codes.map((code) => [code, zone as Zone])))
    zones = new Map(provinces().map(({ code, name }) => [name.id, byCode.get(code) ?? 'WIB']))
  }
  return zones.get(province ?? '') ?? 'WIB'
}
