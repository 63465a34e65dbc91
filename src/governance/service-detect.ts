import { record } from '../platform/audit.ts'
import { dayOf } from '../platform/clock.ts'
import { type Db, inTransaction } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { newId } from '../platform/ids.ts'
import { detectors } from './library.ts'
import { detect as alarmsIn, factsSince } from './rules.ts'
import { DAY_MILLISECONDS } from './rules-series.ts'
import { gatherFacts } from './service-facts.ts'
import { casesOfNamed, insertCase, insertEvidence, lockDetection, updateFigures } from './store.ts'
import { leaveFraud } from './store-log.ts'
import type { Alarm, Detector } from './types.ts'

/** What a run of the detectors did. */
export interface Detection {
  readonly alarms: number
  readonly opened: number
  /** Open cases that grew. */
  readonly extended: number
}

const NOTHING: Detection = { alarms: 0, opened: 0, extended: 0 }

/**
 * Runs the detectors in force today over what happened within their windows, and opens a case for each alarm that has
 * none. A run again changes nothing; what went on meanwhile is added to the open case. Where another process is at it
 * already, this one leaves it to that.
 */
export async function detect(deps: Pick<Deps, 'db' | 'clock' | 'logWitnesses'>): Promise<Detection> {
  const at = deps.clock()
  const days = Math.max(...detectors().map(({ windowDays }) => windowDays))
  const facts = await gatherFacts(deps, new Date(at.getTime() - days * DAY_MILLISECONDS))
  const alarms: Alarm[] = []
  for (const one of detectors()) {
    const since = new Date(at.getTime() - one.windowDays * DAY_MILLISECONDS)
    alarms.push(...alarmsIn([one], factsSince(facts, since), dayOf(at)))
    // The site answers whoever waits before the next detector runs.
    await new Promise((done) => setImmediate(done))
  }
  if (alarms.length === 0) return NOTHING
  return inTransaction(deps.db, async (tx) => {
    if (!(await lockDetection(tx))) return NOTHING
    const done = { known: 0, opened: 0, extended: 0 }
    const touched = new Set<string>()
    for (const alarm of alarms) {
      const detector = detectors().find(({ id }) => id === alarm.detector)
      if (detector === undefined) continue
      const followed = await follow(tx, detector, alarm, at)
      done[followed.what]++
      if (followed.caseId !== null) touched.add(followed.caseId)
    }
    // One leaf for a case, however many alarms of this run it took up.
    await leaveFraud(tx, 'fraud-case', [...touched], at)
    return { alarms: alarms.length, opened: done.opened, extended: done.extended }
  })
}

interface Followed {
  readonly what: 'opened' | 'extended' | 'known'
  /** The case that was written to. */
  readonly caseId: string | null
}

/** Opens a case, adds to an open one, or finds that everything stands in a case. */
async function follow(tx: Db, detector: Detector, alarm: Alarm, at: Date): Promise<Followed> {
  const known = await casesOfNamed(tx, alarm.detector, alarm.named)
  const fresh = alarm.named.filter(({ kind, id }) => !known.has(`${kind} ${id}`))
  const [first, ...more] = fresh
  if (first === undefined) return { what: 'known', caseId: null }
  const open = [...known.values()].find(({ decided }) => !decided)
  if (open !== undefined) {
    await insertEvidence(tx, open.caseId, alarm.detector, fresh, at)
    await updateFigures(tx, open.caseId, alarm.figures)
    return { what: 'extended', caseId: open.caseId }
  }
  const id = newId()
  const dueOn = dayOf(new Date(at.getTime() + detector.deadlineDays * DAY_MILLISECONDS))
  // After a decision the same may go on: what is new makes a case of its own.
  await insertCase(tx, id, { ...alarm, named: [first, ...more] }, { version: detector.version, at, dueOn })
  await insertEvidence(tx, id, alarm.detector, fresh, at)
  await record(tx, {
    at,
    actorId: null,
    organisationId: alarm.organisationId,
    verb: 'fraud-case.open',
    subject: id,
    detail: { detector: alarm.detector, things: fresh.length },
  })
  return { what: 'opened', caseId: id }
}
