import type { Deps } from '../../platform/deps.ts'
import { drain, type Promised } from '../../platform/outbox.ts'
import { type FeederClient, FeederUnreachable, feederClient } from './client.ts'
import { feederList } from './library.ts'
import { compareDictionary } from './rules-feeder.ts'
import { accessOf, FEEDER_RUN } from './service-plan.ts'
import { checkLine, sendLine, withdrawLine } from './service-send.ts'
import { lineIdsIn, overtakenLines, waitingKinds } from './store.ts'
import { endRun, findRun } from './store-run.ts'
import type { DictionaryFinding, FeederLine, FeederRun } from './types.ts'

type Needs = Pick<Deps, 'db' | 'clock' | 'feeders'>
/** How often a feeder that doesn't answer is tried again, at growing distances: about a quarter of an hour in all. */
const TRIES = 8

interface Work {
  readonly organisationId: string
  readonly runId: string
}

/** Does the runs that registrars asked for. A feeder that can't be had is tried again; lines already sent stay sent. */
export function runFeeders(deps: Needs): Promise<{ done: number; failed: number }> {
  return drain<Work>(deps.db, FEEDER_RUN, deps.clock(), (_tx, work) => runOne(deps, work), 5)
}

async function runOne(deps: Needs, { payload, attempts }: Promised<Work>): Promise<void> {
  const run = await findRun(deps.db, payload.organisationId, payload.runId)
  if (run === null || run.endedAt !== null) return
  const access = await accessOf(deps, run.organisationId)
  const counts: Record<string, number> = {}
  let findings: readonly DictionaryFinding[] = []
  const end = (stopped: string | null, endedAt: Date | null = deps.clock()) =>
    endRun(deps.db, run, { endedAt, stopped, findings, counts })
  if (access === null) return end('not-configured')
  try {
    const client = feederClient(access)
    if (run.act === 'send') {
      findings = await dictionaryFindings(client, await kindsWaiting(deps, run))
      if (findings.some(({ stops }) => stops)) return end('dictionary')
    }
    await doLines(deps, run, client, counts)
    return end(null)
  } catch (error) {
    if (!(error instanceof FeederUnreachable)) throw error
    if (error.reason === 'login' || attempts + 1 >= TRIES) return end(error.reason)
    await end(error.reason, null)
    throw error
  }
}

async function doLines(
  deps: Needs,
  run: FeederRun,
  client: FeederClient,
  counts: Record<string, number>,
): Promise<void> {
  const { organisationId } = run
  const each = async (
    lines: readonly Pick<FeederLine, 'personId' | 'id'>[],
    work: (line: Pick<FeederLine, 'personId' | 'id'>) => Promise<string>,
  ) => {
    for (const line of lines) {
      const result = await work(line)
      counts[result] = (counts[result] ?? 0) + 1
    }
  }
  if (run.act === 'check')
    return each(await lineIdsIn(deps.db, organisationId, 'sent'), (line) => checkLine(deps, client, line))
  await each(await overtakenLines(deps.db, organisationId), (line) => withdrawLine(deps, client, line))
  await each(await lineIdsIn(deps.db, organisationId, 'waiting'), (line) => sendLine(deps, client, line))
}

const CHAIN = ['InsertAktivitasMahasiswa', 'InsertAnggotaAktivitasMahasiswa', 'InsertKonversiKampusMerdeka']
const TRANSFER = 'InsertNilaiTransferPendidikanMahasiswa'

async function kindsWaiting(deps: Needs, run: FeederRun): Promise<readonly string[]> {
  const waiting = await waitingKinds(deps.db, run.organisationId)
  return [...(waiting.includes('transfer') ? [TRANSFER] : []), ...(waiting.includes('conversion') ? CHAIN : [])]
}

/** What the dictionary of the installed version says otherwise than our list, for the acts that are about to be used. */
async function dictionaryFindings(
  client: FeederClient,
  acts: readonly string[],
): Promise<readonly DictionaryFinding[]> {
  const findings: DictionaryFinding[] = []
  for (const act of acts) {
    const answer = await client.call('GetDictionary', { fungsi: act })
    findings.push(...compareDictionary(feederList(), act, answer.ok ? answer.data : null))
  }
  return findings
}
