import { embedLogProof } from '@lumbung/credential'
import { NO_WITNESSES, namedLog, proofFor, sequence } from '../log/index.ts'
import { inTransaction } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { EXAMPLES, keepExamples, makeExample, type World, worldOf } from './service-sandbox.ts'
import { findSandboxCredential } from './store.ts'
import { EXAMPLE } from './store-log.ts'
import type { SandboxCredential } from './types.ts'

type Needs = Pick<Deps, 'db' | 'clock' | 'publicUrl' | 'signer' | 'log' | 'logWitnesses'>

const INCLUDED = 'log-included'
const FEW_WITNESSES = 'log-few-witnesses'

/**
 * Adds to the sandbox, once, what can only be shown when the public log has begun: a credential that it holds, one without a
 * proof, one with the proof of another, and, where witnesses are asked for, one whose proof none of them has cosigned.
 * Answers whether they stand: not before the log began.
 */
export async function makeLogExamples(deps: Needs): Promise<boolean> {
  const log = await namedLog(deps.db, deps.logWitnesses ?? NO_WITNESSES)
  if (log === null || deps.clock() < new Date(log.began)) return false
  if ((await findSandboxCredential(deps.db, INCLUDED)) !== null) return true
  const world = await worldOf(deps)
  const included = await make(world, INCLUDED, 'valid')
  const few = await make(world, FEW_WITNESSES, 'unconfirmed')
  const missing = await make(world, 'log-missing', 'invalid')
  const another = await make(world, 'log-of-another', 'invalid')
  const isWitnessed = (deps.logWitnesses?.quorum ?? 0) > 0
  const logged = isWitnessed ? [included, few] : [included]
  const first = EXAMPLES.length
  await inTransaction(deps.db, (tx) => keepExamples(tx, world.now, logged, first, logged))
  await sequence(deps)
  // As the log alone has signed it: no witness is waited for.
  const proofOf = async ({ name }: SandboxCredential) => {
    const proof = await proofFor(deps.db, NO_WITNESSES, EXAMPLE, name)
    if (proof === null || proof === 'pending') throw new Error(`the example ${name} is not in the log`)
    return proof.text
  }
  const rest = [missing, { ...another, document: embedLogProof(another.document, await proofOf(included)) }]
  if (isWitnessed) rest.unshift({ ...few, document: embedLogProof(few.document, await proofOf(few)) })
  await inTransaction(deps.db, (tx) => keepExamples(tx, world.now, rest, first + 1, []))
  return true
}

function make(world: World, name: string, verdict: SandboxCredential['verdict']): Promise<SandboxCredential> {
  return makeExample(world, { name, verdict, failingCheck: verdict === 'valid' ? null : 'log' })
}
