import { createHash } from 'node:crypto'
import { dateTime, type JsonObject, signedTrustList, trustListSigningInput } from '@lumbung/credential'
import { NO_WITNESSES, namedLog } from '../../log/index.ts'
import { readToKeep, registerNumber } from '../../platform/change.ts'
import { type Db, inTransaction } from '../../platform/database.ts'
import type { Deps } from '../../platform/deps.ts'
import { platformIssuer, trustList } from '../service-list.ts'
import { nextChange } from '../store.ts'
import { insertList, newestList, newestVersion, type PublishedList } from './store.ts'

type Needs = Pick<Deps, 'db' | 'clock' | 'publicUrl' | 'signer' | 'log' | 'logWitnesses'>

/** How often a number that another process took meanwhile is tried again. */
const TRIES = 5

const HOUR_MILLISECONDS = 3_600_000

/** What was answered last, and for how long it is what would be answered again. */
interface Kept {
  /** The public log as it names it: its beginning and its witnesses are no change of the register's rows. */
  readonly log: string
  /** Of the register that it says. */
  readonly number: string
  readonly version: number
  readonly document: string
  /** From when on, and until before when, that register gives the same content. */
  readonly from: Date
  readonly until: Date
}

const kept = new WeakMap<Db, Kept>()

/**
 * What was answered last, where nothing can have changed since: the register, the log, the hour, a fact whose day has come, or
 * what another process published.
 */
async function stillStanding(deps: Needs, now: Date): Promise<string | null> {
  const { db } = deps
  const known = kept.get(db)
  if (known === undefined || now < known.from || now >= known.until) return null
  const [number, version] = [await registerNumber(db), await newestVersion(db)]
  const isSame = number === known.number && version === known.version && (await logNow(deps)) === known.log
  return isSame ? known.document : null
}

const logNow = async ({ db, logWitnesses }: Needs): Promise<string> =>
  JSON.stringify(await namedLog(db, logWitnesses ?? NO_WITNESSES))

/** The content as of now, with the number of the register that it says and the end of its time. */
async function contentNow(deps: Needs, now: Date) {
  const { number, value } = await readToKeep(deps.db, async (tx) => ({
    content: await trustList({ ...deps, db: tx }, now),
    next: await nextChange(tx, now),
  }))
  const hourEnds = (Math.floor(now.getTime() / HOUR_MILLISECONDS) + 1) * HOUR_MILLISECONDS
  return { number, content: value.content, until: new Date(Math.min(hourEnds, value.next?.getTime() ?? hourEnds)) }
}

/**
 * The text of `/trust/list`: the register as of now with its version, signed by the platform's key. A content is signed once and
 * keeps its bytes; whatever is new gets the next number. Where the signer is away, or this server's clock stands before the
 * newest list, the newest answers as long as it is valid. Nothing where there is none that is.
 */
export async function publishedList(deps: Needs): Promise<string | null> {
  for (let turn = 0; turn < TRIES; turn++) {
    const now = deps.clock()
    const standing = await stillStanding(deps, now)
    if (standing !== null) return standing
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
  const { number, content, until } = await contentNow(deps, now)
  const keep = (version: number, document: string): string => {
    if (number !== null)
      kept.set(deps.db, { number, log: JSON.stringify(content.log ?? null), version, document, from: now, until })
    return document
  }
  const digest = createHash('sha256').update(JSON.stringify(content)).digest('hex')
  const [asOf, validUntil] = [new Date(content.asOf), new Date(content.validUntil)]
  if (newest?.document != null && newest.digest === digest) return keep(newest.version, newest.document)
  if (newest?.document != null && asOf < newest.asOf && now < newest.validUntil) return newest.document
  const version = (newest?.version ?? 0) + 1
  const { verificationMethod, signerName } = key
  const payload = { version, ...content } as unknown as JsonObject
  const proof = { verificationMethod, created: dateTime(now) }
  const [signature] = await deps.signer.sign(signerName, [trustListSigningInput(payload, proof)])
  if (signature === undefined) throw new Error('the signer answered no signature')
  const document = signedTrustList(payload, proof, signature)
  const isNewest = await inTransaction(deps.db, (tx) =>
    insertList(tx, { version, digest, asOf, validUntil, document }, now),
  )
  return isNewest ? keep(version, document) : null
}
