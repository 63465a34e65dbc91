import type { TrustSnapshot } from '@lumbung/credential'
import type { Db } from '../platform/database.ts'
import type { LogWitnesses } from '../platform/deps.ts'
import { logGraceHours } from './library.ts'
import { logBegan } from './service-proof.ts'

/** How a register names a log and its witnesses to verifiers. */
export type NamedLog = NonNullable<TrustSnapshot['log']>

const SECOND_MILLISECONDS = 1_000

/**
 * The log of this installation as the register names it: its keys, since when it is kept, and who must have cosigned.
 * Nothing before it began. Its beginning is the first whole second after it, as signatures give theirs: what was signed in the
 * same second just before isn't asked for its proof.
 */
export async function namedLog(db: Db, { witnesses, quorum }: LogWitnesses): Promise<NamedLog | null> {
  const began = await logBegan(db)
  if (began === null) return null
  const at = Math.ceil(began.at.getTime() / SECOND_MILLISECONDS) * SECOND_MILLISECONDS
  return {
    origin: began.origin,
    vkey: began.vkey,
    began: new Date(at).toISOString(),
    // In one order, however they came: the same register gives the same bytes.
    witnesses: witnesses
      .map(({ name, vkey }) => ({ name, vkey }))
      .toSorted((one, other) => one.vkey.localeCompare(other.vkey)),
    quorum,
    graceHours: logGraceHours(),
  }
}
