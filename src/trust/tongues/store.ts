import { type Db, sql } from '../../platform/database.ts'

/** A published list: its number, what it says, and the signed text of the newest. */
export interface PublishedList {
  readonly version: number
  /** SHA-256 of the canonical payload without its version, in hexadecimal. */
  readonly digest: string
  readonly asOf: Date
  readonly validUntil: Date
  readonly document: string | null
}

/** The newest list that was published. */
export async function newestList(db: Db): Promise<PublishedList | null> {
  const { rows } =
    await sql<PublishedList>`select version, digest, as_of as "asOf", valid_until as "validUntil", document
    from trust_list_version order by version desc limit 1`.execute(db)
  return rows[0] ?? null
}

/** The number of the newest list, without its text; 0 where there is none. */
export async function newestVersion(db: Db): Promise<number> {
  const { rows } = await sql<{ version: number }>`select version from trust_list_version
    order by version desc limit 1`.execute(db)
  return rows[0]?.version ?? 0
}

/**
 * Keeps a new list, unless another process published the same number meanwhile: then nothing is kept and the answer is false. The
 * text of the one before is dropped.
 */
export async function insertList(tx: Db, list: PublishedList, at: Date): Promise<boolean> {
  const { rows } =
    await sql`insert into trust_list_version (version, digest, as_of, valid_until, published_at, document)
    values (${list.version}, ${list.digest}, ${list.asOf}, ${list.validUntil}, ${at}, ${list.document})
    on conflict do nothing returning version`.execute(tx)
  if (rows.length === 0) return false
  await sql`update trust_list_version set document = null where version < ${list.version} and document is not null`.execute(
    tx,
  )
  return true
}
