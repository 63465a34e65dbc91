import type { Db } from '../platform/database.ts'
import type { LogWitnesses } from '../platform/deps.ts'
import { readCheckpoint } from './rules-note.ts'
import { noteOf, servedCheckpoint, servedTile } from './service-proof.ts'
import { same } from './service-sequence.ts'
import { walkTree } from './service-walk.ts'
import { openedOfOrganisation } from './store-leaf.ts'

/** Something that an issuer has to look at. */
export type MonitorAlarm =
  | {
      readonly what: 'unknown'
      readonly kind: string
      readonly subject: string
      /** The last part of the row's id: of an award the id of its credential. */
      readonly id: string
      readonly position: number | null
    }
  | { readonly what: 'rewind' | 'fork'; readonly before: number; readonly now: number }
  | { readonly what: 'other-log' }

/** A checkpoint as a monitor remembers it. */
export interface SeenCheckpoint {
  readonly origin: string
  readonly size: number
  readonly root: Uint8Array
}

/**
 * Looks at everything that was logged in an organisation's name: each leaf whose row isn't among those it knows is an
 * alarm. And at the log as it is served: it must hold the tree that was seen last, and its tiles must give its root.
 */
export async function monitorLog(
  db: Db,
  who: LogWitnesses,
  asked: { organisationId: string; known: ReadonlySet<string>; last: SeenCheckpoint | null },
): Promise<{ alarms: MonitorAlarm[]; leaves: number; checkpoint: SeenCheckpoint | null }> {
  const opened = await openedOfOrganisation(db, asked.organisationId)
  const alarms = opened.flatMap(({ leaf, opening }): MonitorAlarm[] => {
    const id = opening.subjectId.split('/').at(-1) ?? ''
    if (asked.known.has(id) || asked.known.has(opening.subjectId)) return []
    return [{ what: 'unknown', kind: leaf.kind, subject: opening.subject, id, position: leaf.position }]
  })
  const served = await servedCheckpoint(db, who)
  const checkpoint = served === null ? null : readCheckpoint(noteOf(served))
  if (checkpoint !== null) alarms.push(...(await forkAlarms(db, checkpoint, asked.last)))
  else if (asked.last !== null) alarms.push({ what: 'rewind', before: asked.last.size, now: 0 })
  return { alarms, leaves: opened.length, checkpoint }
}

async function forkAlarms(db: Db, now: SeenCheckpoint, last: SeenCheckpoint | null): Promise<MonitorAlarm[]> {
  if (last !== null && last.origin !== now.origin) return [{ what: 'other-log' }]
  if (last !== null && now.size < last.size) return [{ what: 'rewind', before: last.size, now: now.size }]
  const sizes = last === null ? [] : [last.size]
  const { roots } = await walkTree((asked) => servedTile(db, asked), now.size, sizes)
  const [grown, before] = [roots.get(now.size), last === null ? undefined : roots.get(last.size)]
  const holds = grown !== undefined && same(grown, now.root)
  const continues = last === null || (before !== undefined && same(before, last.root))
  return holds && continues ? [] : [{ what: 'fork', before: last?.size ?? now.size, now: now.size }]
}
