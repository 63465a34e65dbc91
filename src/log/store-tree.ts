import { type Db, sql } from '../platform/database.ts'
import type { Head, Tile } from './types.ts'

type HeadRow = Omit<Head, 'began'> & { origin: string | null; vkey: string | null; beganAt: Date | null }

/** Where the log stands, as of this transaction. Makes the row of an empty log where there is none yet. */
export async function findHead(db: Db): Promise<Head> {
  const read = () =>
    sql<HeadRow>`select version, size, root, origin, vkey, began_at as "beganAt", refused,
    refused_at as "refusedAt" from log_head`.execute(db)
  let { rows } = await read()
  if (rows.length === 0) {
    // The root of an empty tree is the hash of nothing (RFC 6962, section 2.1).
    await sql`insert into log_head (root) values (sha256('')) on conflict do nothing`.execute(db)
    rows = (await read()).rows
  }
  const [row] = rows
  if (row === undefined) throw new RangeError('the log has no head')
  const { origin, vkey, beganAt, ...rest } = row
  return {
    ...rest,
    began: origin === null || vkey === null || beganAt === null ? null : { origin, vkey, at: beganAt },
  }
}

/** Moves the head, if nobody moved it since `version`: answers false where somebody did. */
export async function moveHead(tx: Db, version: number, to: { size: number; root: Uint8Array }): Promise<boolean> {
  const { numAffectedRows } = await sql`update log_head set version = version + 1, size = ${to.size}, root = ${to.root}
    where version = ${version} and size <= ${to.size}`.execute(tx)
  return Number(numAffectedRows ?? 0) === 1
}

/** Writes down when the log began, under which name and key. It begins once. */
export async function beginLog(tx: Db, began: { origin: string; vkey: string; at: Date }): Promise<void> {
  await sql`update log_head set origin = ${began.origin}, vkey = ${began.vkey}, began_at = ${began.at}
    where began_at is null`.execute(tx)
}

/** Keeps why the signer refused, or that it doesn't any more. */
export async function keepRefusal(db: Db, refused: Head['refused'], at: Date): Promise<void> {
  await sql`update log_head set refused = ${refused === null ? null : JSON.stringify(refused)}::jsonb,
    refused_at = ${refused === null ? null : at}
    where refused is distinct from ${refused === null ? null : JSON.stringify(refused)}::jsonb`.execute(db)
}

/** Stored tiles by level and index; those that aren't there are left out. */
export async function findTiles(db: Db, wanted: readonly { level: number; index: number }[]): Promise<Tile[]> {
  if (wanted.length === 0) return []
  const { rows } = await sql<Tile>`select t.level, t.index, t.width, t.bytes from log_tile t
    join unnest(${wanted.map((one) => one.level)}::int[], ${wanted.map((one) => one.index)}::bigint[]) as r(level, index)
      on t.level = r.level and t.index = r.index`.execute(db)
  return rows
}

/** The tiles of one level from an index on, in order: at most `most`. */
export async function tilesFrom(db: Db, level: number, index: number, most: number): Promise<Tile[]> {
  const { rows } = await sql<Tile>`select level, index, width, bytes from log_tile
    where level = ${level} and index >= ${index} order by index limit ${most}`.execute(db)
  return rows
}

/** Writes tiles; one that is there already must have grown. */
export async function writeTiles(tx: Db, tiles: readonly Tile[]): Promise<void> {
  if (tiles.length === 0) return
  await sql`insert into log_tile (level, index, width, bytes)
    select r.level, r.index, r.width, decode(r.bytes, 'hex')
    from unnest(${tiles.map((one) => one.level)}::int[], ${tiles.map((one) => one.index)}::bigint[],
      ${tiles.map((one) => one.width)}::int[], ${tiles.map((one) => Buffer.from(one.bytes).toString('hex'))}::text[])
      as r(level, index, width, bytes)
    on conflict (level, index) do update set width = excluded.width, bytes = excluded.bytes
      where log_tile.width < excluded.width`.execute(tx)
}
