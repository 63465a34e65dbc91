import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { listAuthorities, readTrustList, type SeenList, type TrustSnapshot } from '@lumbung/credential'
import { UsageError } from '../verb.ts'

/** What is remembered of a place between runs: the newest list, and the keys that may sign the next. */
interface Remembered {
  readonly seen: SeenList
  readonly authorities: readonly string[]
}

const isAddress = (place: string): boolean => /^https?:\/\//.test(place)

/**
 * Reads a signed list from an address or a file, and refuses to go back behind what was seen there. `keys` are the Multikeys
 * that may sign it; without them those that the last list named, and at the first time those that this one names itself. An
 * expired list is still answered: the checks say what it can't answer any more. Throws `UsageError` for any other.
 */
export async function readListAt(place: string, keys: readonly string[], dataFolder: string): Promise<TrustSnapshot> {
  const text = await textAt(place)
  const file = isAddress(place)
    ? join(dataFolder, 'trust-lists', `${createHash('sha256').update(place).digest('hex').slice(0, 24)}.json`)
    : `${place}.seen.json`
  const before = remembered(file)
  const authorities = keys.length > 0 ? keys : (before?.authorities ?? namedInside(text))
  const read = await readTrustList(text, { authorities, now: new Date(), lastSeen: before?.seen })
  if (!read.ok) {
    if (read.snapshot !== undefined) return read.snapshot
    // Not exit 1: whoever reads the code alone must not take a refused register for an invalid credential.
    throw new UsageError(`The trust list was refused: ${read.code}. What was seen of it before stands in ${file}.`)
  }
  remember(file, { seen: read.seen, authorities: listAuthorities(read.snapshot) })
  return read.snapshot
}

async function textAt(place: string): Promise<string> {
  try {
    if (!isAddress(place)) return readFileSync(place, 'utf8')
    const answer = await fetch(place, { signal: AbortSignal.timeout(10_000), redirect: 'error' })
    if (answer.ok) return await answer.text()
  } catch {}
  throw new UsageError(
    'The trust list could not be read. Give a file or an address that holds what a register serves at /trust/list.',
  )
}

function remembered(file: string): Remembered | undefined {
  if (!existsSync(file)) return undefined
  try {
    const { seen, authorities } = JSON.parse(readFileSync(file, 'utf8')) as Remembered
    if (Number.isSafeInteger(seen.version) && typeof seen.asOf === 'string' && Array.isArray(authorities))
      return { seen, authorities }
  } catch {}
  throw new UsageError(`What was seen of the trust list before can't be read. Mend or remove ${file}.`)
}

/** Where the place can't be written to, nothing is remembered: the next run starts as this one did. */
function remember(file: string, what: Remembered): void {
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, `${JSON.stringify(what)}\n`)
  } catch {}
}

/** The keys that a list names itself: taken at first sight only. */
function namedInside(text: string): readonly string[] {
  try {
    return listAuthorities((JSON.parse(text) as { payload: TrustSnapshot }).payload)
  } catch {
    return []
  }
}
