/** Whether the award of a credential stands in the public log, and since when witnesses saw it there. */
import { sha256Hex } from '#crypto'
import type { Opened } from '../envelope/opened.ts'
import { onDemand } from '../on-demand.ts'
import type { TrustSnapshot, VerifyContext } from '../verdict.ts'
import type { LogCheck } from './log-proof.ts'
import { entryOf } from './register.ts'

const MILLISECONDS_OF_HOUR = 3_600_000

const proofs = onDemand(() => import('./log-proof.ts'))

const NONE: LogCheck = { answer: { outcome: 'none', code: 'log-none' } }

/**
 * Looks for the proof that the log holds the award: in the credential, in what carried it, else by `context.logProof`.
 *
 * None where the register has no log or the issuer's awards aren't logged, and for one that was signed before they were and
 * brings no proof. A proof that is there is checked. Where none is at hand, it is *unknown* while it may still come: where nobody
 * can be asked and the hours of grace aren't over, where the caller can't find out, or where the signature has no day. It fails
 * where it should be there, and where it is wrong.
 */
export function checkLog(opened: Opened, context: VerifyContext): LogCheck | Promise<LogCheck> {
  const { trust } = context
  const log = trust?.log
  if (log === undefined) return NONE
  const from = entryOf(trust, opened.issuer)?.loggedFrom
  if (from === undefined) return NONE
  if (opened.logProof !== undefined) return checked(opened.logProof, opened, log)
  // A record of several credentials is no award: those inside are asked, each for itself.
  if (opened.inner !== undefined) return NONE
  const signed = Date.parse(opened.proofs.find(({ controller }) => controller === opened.issuer)?.created ?? '')
  if (signed < Date.parse(from)) return NONE
  return asked(opened, context, log, signed)
}

type Log = NonNullable<TrustSnapshot['log']>

const toCome = (reason: string): LogCheck => ({
  answer: { outcome: 'unknown', code: 'log-proof-to-come', data: { reason } },
})

async function asked(opened: Opened, context: VerifyContext, log: Log, signed: number): Promise<LogCheck> {
  const { logProof, now } = context
  const signatures = opened.proofs.flatMap(({ signature }) => signature ?? [])
  // What a holder derived has a signature that no log can know.
  if (signatures.length === 0 && opened.hasRoomForLogProof !== true) return toCome('not-bound')
  const id = typeof opened.credential.id === 'string' ? opened.credential.id : ''
  let found: string | null
  try {
    found = (await logProof?.({ id, signatureDigest: sha256Hex(signatures.join('\n')) })) ?? null
  } catch {
    return toCome('not-available')
  }
  if (found === 'pending') return toCome('pending')
  if (found !== null) return checked(found, opened, log)
  if (Number.isNaN(signed)) return toCome('day-not-known')
  if (logProof === undefined) {
    // Only JSON has room for a proof inside: of other forms it can't be told without asking.
    if (opened.hasRoomForLogProof !== true) return toCome('not-asked')
    if (now.getTime() - signed <= log.graceHours * MILLISECONDS_OF_HOUR) return toCome('within-grace')
  }
  return { answer: { outcome: 'fail', code: 'log-proof-missing', data: { origin: log.origin } } }
}

async function checked(proofText: string, opened: Opened, log: Log): Promise<LogCheck> {
  return (await proofs()).checkLogProof(proofText, opened, log)
}
