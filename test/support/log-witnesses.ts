import { type RunningWitness, runWitness } from '../../src/log/witness.ts'
import type { LogWitness, LogWitnesses } from '../../src/platform/deps.ts'
import { temporaryFolder } from './folder.ts'

/** Three real witnesses in this process, two of whom make a quorum. */
export interface ThreeWitnesses {
  readonly who: LogWitnesses
  stop(): Promise<void>
}

/** Starts them for the log of a verifier key, on free ports of this machine. */
export async function threeWitnesses(log: string, now: () => Date): Promise<ThreeWitnesses> {
  const undo: (() => Promise<void>)[] = []
  const witnesses: LogWitness[] = []
  for (const name of ['kementerian.example', 'kampus.example', 'masyarakat.example']) {
    const { path: folder, remove } = await temporaryFolder()
    undo.push(remove)
    const options = { name, folder, port: 0, host: '127.0.0.1', logs: [log], now, report: () => {} }
    const running: RunningWitness = await runWitness(options)
    undo.push(running.close)
    witnesses.push({ name, vkey: running.vkey, url: `http://127.0.0.1:${running.port}` })
  }
  const stop = async () => {
    for (const step of undo.toReversed()) await step()
  }
  return { who: { witnesses, quorum: 2 }, stop }
}
