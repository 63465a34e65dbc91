import { createHash } from 'node:crypto'
import { dateTime, type JsonObject, signedTrustList, trustListSigningInput } from '@lumbung/credential'
import { inTransaction } from '../../platform/database.ts'
import type { Deps } from '../../platform/deps.ts'
import { platformIssuer, trustList } from '../service-list.ts'
import { insertList, newestList, type PublishedList } from './store.ts'

type Needs = Pick<Deps, 'db' | 'clock' | 'publicUrl' | 'signer' | 'log' | 'logWitnesses'>

/** How often a number that another process took meanwhile is tried again. */
const TRIES = 5

/**
 * The text of `/trust/list`: the register as of now with its version, signed by the platform's key. A content is signed once and
 * keeps its bytes; whatever is new gets the next number. Where the signer is away, or this server's clock stands before the
 * newest list, the newest answers as long as it is valid. Nothing where there is none that is.
 */
export async function publishedList(deps: Needs): Promise<string | null> {
  for (let turn = 0; turn < TRIES; turn++) {
    const now = deps.clock()
    const newest = await newestList(deps.db)
    const still = newest !== null && now < newest.validUntil ? newest.document : null
    try {
      const published = await publish(deps, now, newest)
      if (published !== null) return published
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'SignerError') throw error
      deps.log.warn('the signer did not answer; the newest signed list is served')
      return still
    }
  }
  return (await newestList(deps.db))?.document ?? null
}

/** The signed text for the register as it stands; nothing where another process published first. */
async function publish(deps: Needs, now: Date, newest: PublishedList | null): Promise<string | null> {
  const key = await platformIssuer(deps)
  const content = await trustList(deps, now)
  const digest = createHash('sha256').update(JSON.stringify(content)).digest('hex')
  const [asOf, validUntil] = [new Date(content.asOf), new Date(content.validUntil)]
  if (newest?.document != null && (newest.digest === digest || (asOf < newest.asOf && now < newest.validUntil)))
    return newest.document
  const version = (newest?.version ?? 0) + 1
  const { verificationMethod, signerName } = key
  const payload = { version, ...content } as unknown as JsonObject
  const proof = { verificationMethod, created: dateTime(now) }
  const [signature] = await deps.signer.sign(signerName, [trustListSigningInput(payload, proof)])
  if (signature === undefined) throw new Error('the signer answered no signature')
  const document = signedTrustList(payload, proof, signature)
  const kept = await inTransaction(deps.db, (tx) =>
    insertList(tx, { version, digest, asOf, validUntil, document }, now),
  )
  return kept ? document : null
}
