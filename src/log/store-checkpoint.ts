import { type Db, sql } from '../platform/database.ts'
import type { Checkpoint, Cosignature, CosignedCheckpoint, WitnessState } from './types.ts'

const CHECKPOINT = sql`c.size, c.root, c.note, c.signed_at as "signedAt"`

/** The witnesses whose cosignatures count now, and how many of them make a quorum. */
export interface Counting {
  /** Verifier keys. */
  readonly vkeys: readonly string[]
  readonly quorum: number
}

/** The newest signed checkpoint. */
export async function lastCheckpoint(db: Db): Promise<Checkpoint | null> {
  const { rows } =
    await sql<Checkpoint>`select ${CHECKPOINT} from log_checkpoint c order by c.size desc limit 1`.execute(db)
  return rows[0] ?? null
}

/** Every signed checkpoint, by size. */
export async function allCheckpoints(db: Db): Promise<Checkpoint[]> {
  const { rows } = await sql<Checkpoint>`select ${CHECKPOINT} from log_checkpoint c order by c.size`.execute(db)
  return rows
}

/** Keeps a signed checkpoint. The same size is kept once: the signer signs one root for it. */
export async function insertCheckpoint(tx: Db, one: Checkpoint): Promise<void> {
  await sql`insert into log_checkpoint (size, root, note, signed_at)
    values (${one.size}, ${one.root}, ${one.note}, ${one.signedAt}) on conflict do nothing`.execute(tx)
}

const enough = ({ vkeys, quorum }: Counting) => sql`(select count(*) from log_cosignature s
  where s.size = c.size and s.witness = any(${[...vkeys]}::text[])) >= ${quorum}::int`

/** The first checkpoint with a quorum of cosignatures that holds a position. */
export async function firstCosignedAbove(
  db: Db,
  position: number,
  counting: Counting,
): Promise<CosignedCheckpoint | null> {
  const { rows } = await sql<Checkpoint>`select ${CHECKPOINT} from log_checkpoint c
    where c.size > ${position} and ${enough(counting)} order by c.size limit 1`.execute(db)
  return rows[0] === undefined ? null : withCosignatures(db, rows[0], counting)
}

/**
 * Checkpoints by whose stored times the quorum was complete before an instant (the log's own time, where no witness is
 * needed), the largest first: at most `most`.
 */
export async function cosignedBefore(
  db: Db,
  instant: Date,
  counting: Counting,
  most: number,
): Promise<readonly CosignedCheckpoint[]> {
  const { vkeys, quorum } = counting
  const { rows } = await sql<Checkpoint>`select ${CHECKPOINT} from log_checkpoint c
    where case when ${quorum}::int = 0 then c.signed_at < ${instant} else (select count(*) from log_cosignature s
      where s.size = c.size and s.witness = any(${[...vkeys]}::text[]) and s.seen_at < ${instant}) >= ${quorum}::int end
    order by c.size desc limit ${most}`.execute(db)
  return Promise.all(rows.map((row) => withCosignatures(db, row, counting)))
}

/** The newest checkpoint with a quorum of cosignatures. */
export async function lastCosigned(db: Db, counting: Counting): Promise<CosignedCheckpoint | null> {
  const { rows } = await sql<Checkpoint>`select ${CHECKPOINT} from log_checkpoint c
    where ${enough(counting)} order by c.size desc limit 1`.execute(db)
  return rows[0] === undefined ? null : withCosignatures(db, rows[0], counting)
}

/** A checkpoint with the cosignatures that it has so far from the witnesses that count. */
export async function withCosignatures(
  db: Db,
  checkpoint: Checkpoint,
  { vkeys }: Counting,
): Promise<CosignedCheckpoint> {
  const { rows } = await sql<Cosignature>`select size, witness, line, seen_at as "seenAt" from log_cosignature
    where size = ${checkpoint.size} and witness = any(${[...vkeys]}::text[]) order by seen_at, witness`.execute(db)
  return { ...checkpoint, cosignatures: rows }
}

/** Keeps a cosignature; the first of a witness under a checkpoint stays. */
export async function insertCosignature(tx: Db, one: Cosignature, storedAt: Date): Promise<void> {
  await sql`insert into log_cosignature (size, witness, line, seen_at, stored_at)
    values (${one.size}, ${one.witness}, ${one.line}, ${one.seenAt}, ${storedAt}) on conflict do nothing`.execute(tx)
}

/** What some witnesses answered last. */
export async function witnessStates(db: Db, vkeys: readonly string[]): Promise<WitnessState[]> {
  const { rows } = await sql<WitnessState>`select witness, size, asked_at as "askedAt", fault from log_witness
    where witness = any(${[...vkeys]}::text[])`.execute(db)
  return rows
}

/** Keeps what a witness answered. */
export async function keepWitness(db: Db, state: WitnessState): Promise<void> {
  await sql`insert into log_witness (witness, size, asked_at, fault)
    values (${state.witness}, ${state.size}, ${state.askedAt}, ${state.fault})
    on conflict (witness) do update set size = excluded.size, asked_at = excluded.asked_at, fault = excluded.fault`.execute(
    db,
  )
}

/** The newest cosignature of each witness. */
export async function lastCosignatures(db: Db, vkeys: readonly string[]): Promise<Cosignature[]> {
  const { rows } = await sql<Cosignature>`select distinct on (witness) size, witness, line, seen_at as "seenAt"
    from log_cosignature where witness = any(${[...vkeys]}::text[]) order by witness, size desc`.execute(db)
  return rows
}

/** Every cosignature, also of witnesses that don't count any more. */
export async function allCosignatures(db: Db): Promise<Cosignature[]> {
  const { rows } = await sql<Cosignature>`select size, witness, line, seen_at as "seenAt" from log_cosignature
    order by size, witness`.execute(db)
  return rows
}
