import { setTimeout as pause } from 'node:timers/promises'
import { chanceFrom } from '../../db/demo/random.ts'
import type { Campaign } from '../support/campaign.ts'
import { checkServers, finishServers, serversWorld, startServer } from './log-servers.ts'

/** People whom each server asks about in one round, and how long both live at most. */
const PER_SERVER = 60
const WINDOW_MILLISECONDS = 900

export const campaign: Campaign = {
  name: 'log-two-servers',
  claim:
    'Two servers award and sequence on one database and one log, one of them ended and the other killed: no fork, no lost leaf, and what was acknowledged is stored.',
  full: 200,
  stride: 50,
  run: async ({ seed, from, count, report }) => {
    const world = await serversWorld(count * PER_SERVER * 2, { signer: true })
    try {
      for (let at = from; at < from + count; at++) {
        const chance = chanceFrom(`${seed} pair ${at}`)
        const pair = [startServer(world, PER_SERVER), startServer(world, PER_SERVER)] as const
        await Promise.all(pair.map(({ ready }) => ready))
        await pause(200 + chance.whole(WINDOW_MILLISECONDS))
        const [first, second] = chance.percent(50) ? pair : [pair[1], pair[0]]
        await Promise.all([first.end('SIGKILL'), second.end('SIGTERM')])
        await checkServers(world).catch((error: unknown) => {
          throw new Error(`trial ${at} of seed ${seed} failed`, { cause: error })
        })
        report(at - from + 1)
      }
      const { awards, leaves } = await finishServers(world)
      return { awards, leaves, acknowledged: world.acknowledged.size }
    } finally {
      await world.stop()
    }
  },
}
