import { setTimeout as pause } from 'node:timers/promises'
import { chanceFrom } from '../../db/demo/random.ts'
import { sql } from '../../src/platform/database.ts'
import type { Campaign } from '../support/campaign.ts'
import { checkServers, finishServers, type ServersWorld, serversWorld, startServer } from './log-servers.ts'

/** People who are asked about in one round, and how long a server lives at most after it is ready. */
const PER_ROUND = 100
const WINDOW_MILLISECONDS = 700

/** What the kill met, from what the database says right after it. */
async function metBy({ database }: ServersWorld): Promise<string> {
  const { rows } = await sql<{ unsigned: number; waiting: number; behind: number }>`select
    (select count(*) from award a left join credential c on c.person_id = a.person_id and c.id = a.credential_id
      where c.id is null) as unsigned,
    (select count(*) from log_leaf where position is null) as waiting,
    (select coalesce((select size from log_head), 0) - coalesce((select max(size) from log_checkpoint), 0)) as behind`.execute(
    database.db,
  )
  const { unsigned = 0, waiting = 0, behind = 0 } = rows[0] ?? {}
  if (behind > 0) return 'kill.before-checkpoint'
  if (waiting > 0) return 'kill.before-sequencing'
  return unsigned > 0 ? 'kill.before-signing' : 'kill.idle'
}

export const campaign: Campaign = {
  name: 'log-kill',
  claim:
    'SIGKILL of a server and its signer at a random moment of awards and checkpoints: what was acknowledged is stored, every signed award has one leaf, no leaf is lost, and the checkpoints are of one tree.',
  full: 200,
  stride: 50,
  run: async ({ seed, from, count, report }) => {
    const world = await serversWorld(count * PER_ROUND, { signer: false })
    const seen: Record<string, number> = {}
    try {
      for (let at = from; at < from + count; at++) {
        const chance = chanceFrom(`${seed} kill ${at}`)
        const server = startServer(world, PER_ROUND)
        await server.ready
        await pause(chance.whole(WINDOW_MILLISECONDS))
        await server.end('SIGKILL')
        const met = await metBy(world)
        seen[met] = (seen[met] ?? 0) + 1
        await checkServers(world).catch((error: unknown) => {
          throw new Error(`trial ${at} of seed ${seed} failed`, { cause: error })
        })
        report(at - from + 1)
      }
      const { awards, leaves } = await finishServers(world)
      return { ...seen, awards, leaves, acknowledged: world.acknowledged.size }
    } finally {
      await world.stop()
    }
  },
}
