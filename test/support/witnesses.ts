import { join } from 'node:path'
import { cosign, logBegan, sequence } from '../../src/log/index.ts'
import { runWitness } from '../../src/log/witness.ts'
import type { Deps, LogWitnesses } from '../../src/platform/deps.ts'
import { temporaryFolder } from './folder.ts'

/** Two running witnesses of a log, in this process and by the test's clock. */
export interface TestWitnesses {
  /** Both are needed for a quorum. */
  readonly who: LogWitnesses
  /** Has the waiting leaves placed, the tree signed, and the newest checkpoint cosigned by both, at the test's clock. */
  seeAll(): Promise<void>
  end(): Promise<void>
}

/** Begins the log, if it hasn't begun, and starts two witnesses of it. */
export async function startWitnesses(deps: Deps): Promise<TestWitnesses> {
  const folder = await temporaryFolder()
  while ((await sequence(deps)) > 0);
  const { vkey = '' } = (await logBegan(deps.db)) ?? {}
  const running = await Promise.all(
    ['kementerian.example', 'kampus.example'].map(async (name) => {
      const options = { name, folder: join(folder.path, name), port: 0, host: '127.0.0.1', logs: [vkey] }
      return { name, ...(await runWitness({ ...options, now: deps.clock, report: () => {} })) }
    }),
  )
  const who: LogWitnesses = {
    witnesses: running.map(({ name, vkey: own, port }) => ({ name, vkey: own, url: `http://127.0.0.1:${port}` })),
    quorum: 2,
  }
  return {
    who,
    seeAll: async () => {
      while ((await sequence(deps)) > 0);
      for (const witness of who.witnesses)
        if (!(await cosign({ ...deps, logWitnesses: who }, witness)))
          throw new Error(`${witness.name} has not cosigned`)
    },
    end: async () => {
      for (const { close } of running) await close()
      await folder.remove()
    },
  }
}
