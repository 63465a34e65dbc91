import { setTimeout as pause } from 'node:timers/promises'
import type { Deps } from '../../src/platform/deps.ts'
import type { Actor } from '../../src/platform/page.ts'
import { emptyAllTables, findSetting, saveSetting } from '../../src/platform/setting.ts'
import { makeLogExamples, makeSandbox } from '../../src/verifier/index.ts'
import { type Country, foundCountry, past } from './country.ts'
import { firstCohort, teachYear } from './learners.ts'
import { importCourses, type Published, publishDefinitions } from './offerings.ts'
import { leavePriorLearning } from './prior-learning.ts'
import { fillQuarter } from './quarter.ts'
import { leaveRecognition, tryDraft } from './recognition.ts'
import { stackDemo } from './stack.ts'
import { issueTogether } from './together.ts'

/** The definitions stood before the first batch began. */
const PUBLISHED_DAYS_AGO = 400
const BEGUN = 'demo.begun'
const CORE = 'demo.core'
const HISTORY = 'demo.history'
const QUARTER = 'demo.quarter'
/** How often, and how long apart, it is asked whether the log has begun. */
const LOG_TRIES = 40
const LOG_PAUSE_MILLISECONDS = 250

type Pairs<T> = readonly (readonly [string, T])[]

/** The country as it is kept for the history, which may be loaded by a later start. */
interface Kept {
  readonly organisations: Pairs<string>
  readonly people: Pairs<Actor>
  readonly issuers: Pairs<Actor>
  readonly assessors: Pairs<Actor>
  readonly published: readonly Published[]
}

/**
 * Loads the core of the demo country, once: institutions, register, about 500 offerings, named people, a first cohort
 * with its credentials, and the sandbox. The site listens only afterwards, so a load that was broken off holds nothing
 * of anybody's: it is emptied and begun again.
 */
export async function loadDemoCore(deps: Deps): Promise<void> {
  if ((await findSetting(deps.db, CORE)) !== null) return
  if ((await findSetting(deps.db, BEGUN)) !== null) await emptyAllTables(deps.db)
  await saveSetting(deps.db, BEGUN, { at: deps.clock().toISOString() })
  const country = await foundCountry(deps)
  const published = await publishDefinitions(past(deps, PUBLISHED_DAYS_AGO), country)
  await importCourses(deps)
  await firstCohort(deps, country, published)
  await issueTogether(deps, country)
  await leavePriorLearning(deps, country)
  await stackDemo(deps, country, published)
  await leaveRecognition(deps, country, published)
  await makeSandbox(deps)
  const { organisations, people, issuers, assessors } = country
  const kept: Kept = {
    organisations: [...organisations],
    people: [...people],
    issuers: [...issuers],
    assessors: [...assessors],
    published,
  }
  await saveSetting(deps.db, CORE, kept)
}

/** How far the history is: the pages show a notice until it stands. */
export async function demoHistory(deps: Pick<Deps, 'db' | 'demo'>): Promise<{ done: number; of: number } | null> {
  const state = deps.demo ? ((await findSetting(deps.db, HISTORY)) as { done: number; of: number } | null) : null
  return state === null || state.done >= state.of ? null : state
}

/**
 * Loads a year of history behind the open site, and beside it what the sandbox can show only when the public log has begun. A
 * start that finds it half loaded goes on.
 */
export async function loadDemoHistory(deps: Deps): Promise<void> {
  await Promise.all([loadYear(deps), showLog(deps)])
}

/** The log begins with the site's own workers, a moment after it opens; where it doesn't, the next start tries again. */
async function showLog(deps: Deps): Promise<void> {
  for (let turn = 0; turn < LOG_TRIES && !(await makeLogExamples(deps)); turn++) await pause(LOG_PAUSE_MILLISECONDS)
}

async function loadYear(deps: Deps): Promise<void> {
  const kept = (await findSetting(deps.db, CORE)) as Kept | null
  const state = (await findSetting(deps.db, HISTORY)) as { done: number; of: number } | null
  if (kept === null || (await findSetting(deps.db, QUARTER)) !== null) return
  const country: Country = {
    organisations: new Map(kept.organisations),
    people: new Map(kept.people),
    issuers: new Map(kept.issuers),
    assessors: new Map(kept.assessors),
  }
  await teachYear(deps, country, kept.published, state?.done ?? 0, (done, of) =>
    saveSetting(deps.db, HISTORY, { done, of }),
  )
  await fillQuarter(deps, country, kept.published, async (tx) => {
    await tryDraft({ ...deps, db: tx }, country)
    await saveSetting(tx, QUARTER, { at: deps.clock().toISOString() })
  })
}
