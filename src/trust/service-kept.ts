import { readToKeep, registerNumber } from '../platform/change.ts'
import type { Db } from '../platform/database.ts'
import { entryAsKnown } from './rules-knowledge.ts'
import { findRecorded } from './store.ts'
import type { RegisterEntry } from './types.ts'

/** Entries kept by their slug, the unknown ones among them; with more than so many all are forgotten. */
const KEPT_MOST = 10_000

interface Kept {
  readonly number: string
  all: readonly RegisterEntry[] | null
  readonly bySlug: Map<string, RegisterEntry | null>
}

const kept = new WeakMap<Db, Kept>()

/**
 * All entries of whatever class, by name, kept while the register doesn't change: never an answer that is older than the
 * question. In a transaction nothing is kept, so that its own changes are seen.
 */
export async function keptEntries(db: Db): Promise<readonly RegisterEntry[]> {
  if (db.isTransaction) return readAll(db)
  const known = await present(db)
  if (known?.all != null) return known.all
  const { number, value } = await readToKeep(db, readAll)
  if (number !== null) keptUnder(db, number).all = value
  return value
}

/** The entry with a slug, kept in the same way; nothing for a slug of nobody. */
export async function keptEntryBySlug(db: Db, slug: string): Promise<RegisterEntry | null> {
  if (db.isTransaction) return readOne(db, slug)
  const found = (await present(db))?.bySlug.get(slug)
  if (found !== undefined) return found
  const { number, value } = await readToKeep(db, (tx) => readOne(tx, slug))
  if (number !== null) {
    const { bySlug } = keptUnder(db, number)
    if (bySlug.size >= KEPT_MOST) bySlug.clear()
    bySlug.set(slug, value)
  }
  return value
}

/** What is kept and still the present register. */
async function present(db: Db): Promise<Kept | null> {
  const known = kept.get(db)
  return known !== undefined && (await registerNumber(db)) === known.number ? known : null
}

function keptUnder(db: Db, number: string): Kept {
  const known = kept.get(db)
  if (known?.number === number) return known
  const fresh: Kept = { number, all: null, bySlug: new Map() }
  kept.set(db, fresh)
  return fresh
}

async function readAll(db: Db): Promise<readonly RegisterEntry[]> {
  return (await findRecorded(db)).map((recorded) => entryAsKnown(recorded, null))
}

async function readOne(db: Db, slug: string): Promise<RegisterEntry | null> {
  const [recorded] = await findRecorded(db, { slug })
  return recorded === undefined ? null : entryAsKnown(recorded, null)
}
