import { embedLogProof, readLogProof } from '@lumbung/credential'
import { type LeafProof, NO_WITNESSES, proofFor } from '../log/index.ts'
import type { Deps } from '../platform/deps.ts'
import { findSandboxCredential } from './store.ts'
import { EXAMPLE } from './store-log.ts'

type Needs = Pick<Deps, 'db' | 'logWitnesses'>

/** The proof that an example of the sandbox is in the log; nothing for those that left no leaf. */
export function sandboxProof({ db, logWitnesses }: Needs, name: string): Promise<LeafProof | 'pending' | null> {
  return proofFor(db, logWitnesses ?? NO_WITNESSES, EXAMPLE, name)
}

/**
 * An example as it is served: with its proof of the log as soon as there is one, as every credential of ours travels. One that
 * brings a proof of its own, a wrong one perhaps, stays as it is. Nothing for a name that the sandbox doesn't have.
 */
export async function sandboxDocument(deps: Needs, name: string): Promise<string | null> {
  const found = await findSandboxCredential(deps.db, name)
  if (found === null) return null
  const proof = await sandboxProof(deps, name)
  if (proof === null || proof === 'pending' || readLogProof(found.document) !== undefined) return found.document
  return embedLogProof(found.document, proof.text)
}
