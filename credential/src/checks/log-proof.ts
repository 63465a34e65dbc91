/** Checks a proof that the log holds an award: loaded when the first proof comes, so that a browser's first load stays small. */
import type { Answer, Opened } from '../envelope/opened.ts'
import { signedTextOf } from '../log/embed.ts'
import { commitmentOf, entryOfLeaf, openingOf } from '../log/leaf.ts'
import { type LogPolicy, readPolicy, verifyLogProof } from '../log/policy.ts'
import type { TrustedLog } from '../verdict.ts'

/** The answer of the check *log*, and the instant by which a quorum of witnesses had seen the signature, in milliseconds. */
export interface LogCheck {
  readonly answer: Answer
  readonly seenAt?: number
}

/** Policies read before: a bulk check asks the same register thousands of times. */
const policies = new WeakMap<TrustedLog, LogPolicy | null>()

function policyOf(log: TrustedLog): LogPolicy | null {
  let policy = policies.get(log)
  if (policy === undefined) {
    policy = readPolicy(log) ?? null
    policies.set(log, policy)
  }
  return policy
}

/** Checks a proof against the log, its witnesses and the signature of the credential. */
export async function checkLogProof(proofText: string, opened: Opened, log: TrustedLog): Promise<LogCheck> {
  const policy = policyOf(log)
  if (policy === null)
    return { answer: { outcome: 'unknown', code: 'log-not-witnessed', data: { reason: 'keys-not-readable' } } }
  const signed = signedTextOf(opened.proofs.map(({ signature }) => signature))
  const found = await verifyLogProof(
    proofText,
    (extra) => {
      const opening = openingOf(extra)
      if (opening === undefined || signed === undefined) return undefined
      return entryOfLeaf('award', commitmentOf(opening, signed))
    },
    policy,
  )
  const { origin } = log
  if (found.ok) {
    const { size, index, seenAt } = found
    const data = { origin, size, index, ...(seenAt === null ? {} : { seenAt: seenAt.toISOString() }) }
    return {
      answer: { outcome: 'pass', code: 'log-included', data },
      ...(seenAt === null ? {} : { seenAt: seenAt.getTime() }),
    }
  }
  if (found.reason === 'not-witnessed') {
    const data = { origin, cosigned: found.cosigned, quorum: log.quorum }
    return { answer: { outcome: 'unknown', code: 'log-not-witnessed', data } }
  }
  // It was cosigned by a witness whom this register doesn't know, or not any more: whether there were enough can't be told.
  if (found.reason === 'signature-unknown')
    return { answer: { outcome: 'unknown', code: 'log-not-witnessed', data: { origin, reason: found.reason } } }
  return { answer: { outcome: 'fail', code: 'log-proof-wrong', data: { origin, reason: found.reason } } }
}
