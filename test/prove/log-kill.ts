import { setTimeout as pause } from 'node:timers/promises'
import { chanceFrom } from '../../db/demo/random.ts'
import { sql } from '../../src/platform/database.ts'
import type { Campaign } from '../support/campaign.ts'
import { checkServers, finishServers, type ServersWorld, serversWorld, signedLast, startServer } from './log-servers.ts'

/** People who are asked about in one round, and how long a server lives at most after it is ready. */
const PER_ROUND = 100
const WINDOW_MILLISECONDS = 1_000

/**
 * What the kill met under way, from what the database and the signer's memory say right after it; more than one thing may
 * be. `idle` where nothing was.
 */
async function metBy(world: ServersWorld): Promise<string[]> {
  const { rows } = await sql<Record<'unsigned' | 'waiting' | 'size' | 'signed', number>>`select
    (select count(*) from award a left join credential c on c.person_id = a.person_id and c.id = a.credential_id
      where c.id is null) as unsigned,
    (select count(*) from log_leaf where position is null) as waiting,
    coalesce((select size from log_head), 0) as size,
    coalesce((select max(size) from log_checkpoint), 0) as signed`.execute(world.database.db)
  const { unsigned = 0, waiting = 0, size = 0, signed = 0 } = rows[0] ?? {}
  const met = {
    'kill.deciding': world.sent.size > world.answered.size,
    'kill.before-signatures': unsigned > 0,
    'kill.before-positions': waiting > 0,
    'kill.before-checkpoint': size > signed,
    'kill.checkpoint-signed-and-not-stored': (signedLast(world)?.size ?? 0) > signed,
  }
  const names = Object.entries(met).flatMap(([name, is]) => (is ? [name] : []))
  return names.length === 0 ? ['kill.idle'] : names
}

export const campaign: Campaign = {
  name: 'log-kill',
  claim:
    'SIGKILL of a server, and with it its signer, at a random moment of awards, signatures and checkpoints: what was acknowledged is stored, nothing is stored that nobody asked for, every signed award has one leaf, no leaf and no checkpoint is ever lost, and all checkpoints and what the signer remembers are of one tree.',
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
        for (const met of await metBy(world)) seen[met] = (seen[met] ?? 0) + 1
        for (const id of world.sent) world.answered.add(id) // no answer will come any more: unknown
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
