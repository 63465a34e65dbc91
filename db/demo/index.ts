import type { Deps } from '../../src/platform/deps.ts'
import { findSetting, saveSetting } from '../../src/platform/setting.ts'
import { makeSandbox } from '../../src/verifier/index.ts'
import { type Country, foundCountry, past } from './country.ts'
import { firstCohort, teachYear } from './learners.ts'
import { importCourses, type Published, publishDefinitions } from './offerings.ts'

/** The definitions stood before the first batch began. */
const PUBLISHED_DAYS_AGO = 400
const CORE = 'demo.core'
const HISTORY = 'demo.history'

interface Kept {
  readonly organisations: readonly (readonly [string, string])[]
  readonly people: readonly (readonly [string, Country['people'] extends ReadonlyMap<string, infer A> ? A : never])[]
  readonly published: readonly Published[]
}

/**
 * Loads the core of the demo country, once: institutions, register, about 500 offerings, named people, a first cohort
 * with its credentials, and the sandbox. A load that was broken off is begun again on an empty database only.
 */
export async function loadDemoCore(deps: Deps): Promise<void> {
  if ((await findSetting(deps.db, CORE)) !== null) return
  const country = await foundCountry(deps)
  const published = await publishDefinitions(past(deps, PUBLISHED_DAYS_AGO), country)
  await importCourses(deps)
  await firstCohort(deps, country, published)
  await makeSandbox(deps)
  const kept: Kept = { organisations: [...country.organisations], people: [...country.people], published }
  await saveSetting(deps.db, CORE, kept)
}

/** Loads a year of history behind the open site, once. */
export async function loadDemoHistory(deps: Deps): Promise<void> {
  const kept = (await findSetting(deps.db, CORE)) as Kept | null
  if (kept === null || (await findSetting(deps.db, HISTORY)) !== null) return
  await teachYear(deps, { organisations: new Map(kept.organisations), people: new Map(kept.people) }, kept.published)
  await saveSetting(deps.db, HISTORY, { loadedAt: deps.clock().toISOString() })
}
