import { type Db, inTransaction } from '../../platform/database.ts'
import type { Deps } from '../../platform/deps.ts'
import { newId } from '../../platform/ids.ts'
import type { Actor } from '../../platform/page.ts'
import { accept, type Outcome, refuse } from '../../platform/refusal.ts'
import { editionOf, ruleSetOfContent } from '../library.ts'
import { evaluate } from '../rules.ts'
import { assess, wishOf } from '../service-case.ts'
import { allRuleSets } from '../service-sets.ts'
import { policyPractice } from './library.ts'
import { NO_TALLIES, NO_WAITING, tallied, talliedWaiting } from './rules-simulation.ts'
import { audit, type Needs, ownDraft, rulesOfDraft } from './service.ts'
import {
  insertSimulation,
  lockOpenSimulation,
  newestSimulation,
  nextDecisions,
  nextWaiting,
  writeProgress,
} from './store-simulation.ts'
import type { Simulation, WaitingTallies } from './types.ts'

/** Requests that wait are put together anew, one by one, which takes longer. */
const WAITING_CHUNK = 50
/** Decisions asked in one transaction: a chunk keeps the process for some tens of milliseconds, and others between. */
const CHUNK = 500

export type Reach = 'family' | 'all'

/**
 * Promises a simulation: the decisions of the past year that stand, and the requests that wait, asked of the draft as it is now. `family`: only
 * those that its family decided or would decide; `all`: every one. An organisation with rules of its own asks its own decisions. The work
 * is done in chunks by the site's worker; a page only reads how far it is.
 *
 * Refusals: `policy.draft-not-found`, `policy.simulation-under-way`.
 */
export async function startSimulation(
  deps: Needs,
  actor: Actor,
  draftId: string,
  reach: Reach,
): Promise<Outcome<{ readonly id: string }>> {
  const { db } = deps
  const draft = await ownDraft(db, actor, draftId)
  if (draft === null) return refuse({ code: 'policy.draft-not-found' })
  const rules = rulesOfDraft(draft)
  const family = (await allRuleSets(db)).filter((one) => one.family === rules.family).map(({ id }) => id)
  const at = deps.clock()
  const id = newId()
  const stored = await inTransaction(db, async (tx) => {
    const done = await insertSimulation(tx, {
      id,
      draftId,
      contentHash: editionOf(rules).hash,
      content: draft.content,
      ruleSetIds: reach === 'family' && draft.national ? family : null,
      ofOrganisation: draft.national ? null : draft.organisationId,
      decidedFrom: new Date(at.getTime() - policyPractice().simulationDays.value * 86_400_000),
      decidedUntil: new Date(at.getTime() + 1),
      askedBy: actor.personId,
      askedAt: at,
      tallies: NO_TALLIES,
    })
    if (done) await audit(tx, at, actor, draft.organisationId, 'rule-draft.simulate', draftId)
    return done
  })
  if (!stored) return refuse({ code: 'policy.simulation-under-way' })
  return accept({ id })
}

/**
 * Asks the next chunk of a simulation, the oldest that waits where none is named. Answers whether there was anything to do.
 * A chunk is one transaction with its place in it: a crash loses a chunk and counts none twice.
 */
export function simulateChunk(deps: Needs, id: string | null = null, most = CHUNK): Promise<boolean> {
  return inTransaction(deps.db, async (tx) => {
    const asked = await lockOpenSimulation(tx, id)
    if (asked === null) return false
    if (asked.tallies.waiting !== undefined) {
      await waitingChunk(tx, asked, asked.tallies.waiting, Math.min(most, WAITING_CHUNK), deps.clock())
      return true
    }
    const rows = await nextDecisions(tx, asked, most)
    const rules = ruleSetOfContent(asked.content, asked.contentHash)
    const tallies = tallied(
      asked.tallies,
      rows.map(({ inputs, trace, ...row }) => ({
        ...row,
        level: inputs.programme.level,
        before: trace,
        after: evaluate(rules, inputs),
      })),
    )
    const isLast = rows.length < most
    await writeProgress(tx, asked.id, isLast ? { ...tallies, waiting: NO_WAITING } : tallies, rows.at(-1) ?? null, null)
    return true
  })
}

/** The next requests that wait, each by the facts of today: what the rules of its day answer, and what the draft would. */
async function waitingChunk(tx: Db, asked: Simulation, before: WaitingTallies, most: number, at: Date): Promise<void> {
  const rules = ruleSetOfContent(asked.content, asked.contentHash)
  const rows = await nextWaiting(tx, asked, before.afterId, most)
  let waiting = before
  for (const request of rows) {
    const assessed = await assess(tx, wishOf(request))
    // A simulation of a family asks only what that family would decide.
    if (assessed === null || asked.ruleSetIds?.includes(assessed.rules.id) === false) continue
    waiting = talliedWaiting(waiting, { before: assessed.evaluation, after: evaluate(rules, assessed.asked) })
  }
  waiting = { ...waiting, afterId: rows.at(-1)?.id ?? before.afterId }
  await writeProgress(tx, asked.id, { ...asked.tallies, waiting }, null, rows.length < most ? at : null)
}

/** The newest simulation of a draft, and whether the draft was changed since. */
export async function simulationOf(
  db: Db,
  draft: Parameters<typeof rulesOfDraft>[0],
): Promise<{ readonly simulation: Simulation; readonly stale: boolean } | null> {
  const simulation = await newestSimulation(db, draft.id)
  if (simulation === null) return null
  return { simulation, stale: simulation.contentHash !== editionOf(rulesOfDraft(draft)).hash }
}

const FIRST_MILLISECONDS = 1_000
const IDLE_MILLISECONDS = 3_000
/** Between two chunks, so that requests come first. */
const BUSY_MILLISECONDS = 20

/** Makes the simulations that wait as long as the site runs. Answers how to stop: a chunk under way is finished first. */
export function startSimulations(deps: Deps): () => Promise<void> {
  let stopped = false
  let running: Promise<unknown> = Promise.resolve()
  let timer: NodeJS.Timeout
  const turn = (milliseconds: number) => {
    timer = setTimeout(() => {
      running = work().then((more) => {
        if (!stopped) turn(more ? BUSY_MILLISECONDS : IDLE_MILLISECONDS)
      })
    }, milliseconds)
    timer.unref()
  }
  const work = async (): Promise<boolean> => {
    if ((await deps.diskFull?.()) === true) return false
    return simulateChunk(deps).catch((error: unknown) => {
      deps.log.error(
        { reason: error instanceof Error ? error.name : 'unknown' },
        'a simulation of rules is tried again',
      )
      return false
    })
  }
  turn(FIRST_MILLISECONDS)
  return async () => {
    stopped = true
    clearTimeout(timer)
    await running
  }
}
