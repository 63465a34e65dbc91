import type { LeafKind } from '@lumbung/credential/log'
import { type Db, sql } from '../platform/database.ts'
import type { Leaf, Opening } from './types.ts'

/** A leaf that was just made, with what opens it. */
export interface NewLeaf extends Omit<Opening, 'leafId'> {
  readonly id: string
  readonly kind: LeafKind
  readonly commitment: Uint8Array
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** Stores leaves without a position and their openings, in two statements for all of them. */
export async function insertLeaves(tx: Db, at: Date, leaves: readonly NewLeaf[]): Promise<void> {
  if (leaves.length === 0) return
  await sql`with fresh as (
      select r.id, r.kind, decode(r.commitment, 'hex') as commitment, decode(r.salt, 'hex') as salt,
        decode(r.digest, 'hex') as digest, r.subject, r.subject_id, r.organisation_id, r.person_id
      from unnest(${leaves.map((one) => one.id)}::text[], ${leaves.map((one) => one.kind)}::text[],
        ${leaves.map((one) => hex(one.commitment))}::text[], ${leaves.map((one) => hex(one.salt))}::text[],
        ${leaves.map((one) => hex(one.recordDigest))}::text[], ${leaves.map((one) => one.subject)}::text[],
        ${leaves.map((one) => one.subjectId)}::text[], ${leaves.map((one) => one.organisationId)}::text[],
        ${leaves.map((one) => one.personId)}::text[])
        as r(id, kind, commitment, salt, digest, subject, subject_id, organisation_id, person_id)),
    leaf as (insert into log_leaf (id, kind, commitment, left_at)
      select id, kind, commitment, ${at}::timestamptz from fresh)
    insert into log_opening (leaf_id, salt, record_digest, subject, subject_id, organisation_id, person_id)
    select id, salt, digest, subject, subject_id, organisation_id, person_id from fresh`.execute(tx)
}

/** Leaves without a position, those that wait longest first. */
export async function waitingLeaves(tx: Db, most: number): Promise<Leaf[]> {
  const { rows } = await sql<Leaf>`select id, kind, commitment, position from log_leaf
    where position is null order by left_at limit ${most}`.execute(tx)
  return rows
}

/** How many leaves have no position yet. */
export async function countWaiting(db: Db): Promise<number> {
  const { rows } = await sql<{ waiting: number }>`select count(*) as waiting from log_leaf
    where position is null`.execute(db)
  return rows[0]?.waiting ?? 0
}

/** Gives leaves the positions from `first` on, in this order. Answers how many got theirs: one that has one keeps it. */
export async function placeLeaves(tx: Db, ids: readonly string[], first: number): Promise<number> {
  const { numAffectedRows } = await sql`update log_leaf l set position = ${first}::bigint + r.n - 1
    from unnest(${[...ids]}::text[]) with ordinality as r(id, n) where l.id = r.id and l.position is null`.execute(tx)
  return Number(numAffectedRows ?? 0)
}

/** The leaves at the positions from `first` to before `end`, in order. */
export async function leavesBetween(db: Db, first: number, end: number): Promise<Leaf[]> {
  const { rows } = await sql<Leaf>`select id, kind, commitment, position from log_leaf
    where position >= ${first} and position < ${end} order by position`.execute(db)
  return rows
}

type OpenedRow = Opening & Leaf

const OPENED = sql`l.id, l.kind, l.commitment, l.position, o.leaf_id as "leafId", o.salt, o.record_digest as "recordDigest",
  o.subject, o.subject_id as "subjectId", o.organisation_id as "organisationId", o.person_id as "personId"`

/** A leaf with its opening. */
export interface OpenedLeaf {
  readonly leaf: Leaf
  readonly opening: Opening
}

function openedOf(row: OpenedRow): OpenedLeaf {
  const { id, kind, commitment, position, ...opening } = row
  return { leaf: { id, kind, commitment, position }, opening }
}

/** The leaf about a row, the newest where there are several; nothing where none was left or its opening was erased. */
export async function leafOf(db: Db, subject: string, subjectId: string): Promise<OpenedLeaf | null> {
  const { rows } = await sql<OpenedRow>`select ${OPENED} from log_opening o join log_leaf l on l.id = o.leaf_id
    where o.subject = ${subject} and o.subject_id = ${subjectId} order by l.left_at desc, l.position desc nulls first limit 1`.execute(
    db,
  )
  return rows[0] === undefined ? null : openedOf(rows[0])
}

/** Opened leaves after an id, by id: at most `most`, so that all can be walked through. */
export async function openedAfter(db: Db, id: string, most: number): Promise<OpenedLeaf[]> {
  const { rows } = await sql<OpenedRow>`select ${OPENED} from log_opening o join log_leaf l on l.id = o.leaf_id
    where o.leaf_id > ${id} order by o.leaf_id limit ${most}`.execute(db)
  return rows.map(openedOf)
}

/** Opened leaves that were left in an organisation's name, in the order of the tree; those without a position come last. */
export async function openedOfOrganisation(db: Db, organisationId: string): Promise<OpenedLeaf[]> {
  const { rows } = await sql<OpenedRow>`select ${OPENED} from log_opening o join log_leaf l on l.id = o.leaf_id
    where o.organisation_id = ${organisationId} order by l.position nulls last, l.id`.execute(db)
  return rows.map(openedOf)
}

/** How many leaves have a position. */
export async function countPlaced(db: Db): Promise<number> {
  const { rows } = await sql<{ placed: number }>`select count(position) as placed from log_leaf`.execute(db)
  return rows[0]?.placed ?? 0
}

/** Those of some opened leaves that are the newest about their row. */
export async function newestOnly(db: Db, opened: readonly OpenedLeaf[]): Promise<OpenedLeaf[]> {
  const { rows } = await sql<{ id: string }>`select distinct on (o.subject, o.subject_id) o.leaf_id as id
    from log_opening o join log_leaf l on l.id = o.leaf_id
    join unnest(${opened.map((one) => one.opening.subject)}::text[], ${opened.map((one) => one.opening.subjectId)}::text[])
      as r(subject, subject_id) on r.subject = o.subject and r.subject_id = o.subject_id
    order by o.subject, o.subject_id, l.left_at desc, l.position desc nulls first, o.leaf_id`.execute(db)
  const newest = new Set(rows.map(({ id }) => id))
  return opened.filter(({ leaf }) => newest.has(leaf.id))
}

/** Every leaf about some rows that can still be opened, by the row's id. */
export async function leavesAbout(
  db: Db,
  subject: string,
  subjectIds: readonly string[],
): Promise<ReadonlyMap<string, readonly OpenedLeaf[]>> {
  const { rows } = await sql<OpenedRow>`select ${OPENED} from log_opening o join log_leaf l on l.id = o.leaf_id
    where o.subject = ${subject} and o.subject_id = any(${[...subjectIds]}::text[])`.execute(db)
  const found = new Map<string, OpenedLeaf[]>()
  for (const one of rows.map(openedOf))
    found.set(one.opening.subjectId, [...(found.get(one.opening.subjectId) ?? []), one])
  return found
}

/**
 * When the leaves about some rows could first be seen: when the first of the witnesses `vkeys` had cosigned a tree with them,
 * by its clock; when the log had signed one, as long as none has. A witness that had cosigned no tree before them says
 * nothing: it may have come later. Absent for rows without a leaf in a signed tree.
 */
export async function firstShown(
  db: Db,
  vkeys: readonly string[],
  subject: string,
  subjectIds: readonly string[],
): Promise<ReadonlyMap<string, Date>> {
  const { rows } = await sql<{ id: string; at: Date }>`select o.subject_id as id,
      min(coalesce(w.seen_at, c.signed_at)) as at
    from log_opening o join log_leaf l on l.id = o.leaf_id and l.position is not null
      left join lateral (select s.seen_at from log_cosignature s where s.size > l.position
        and s.witness = any(${[...vkeys]}::text[])
        and exists (select 1 from log_cosignature e where e.witness = s.witness and e.size <= l.position) order by s.size, s.seen_at limit 1) w on true
      join lateral (select n.signed_at from log_checkpoint n where n.size > l.position order by n.size limit 1) c on true
    where o.subject = ${subject} and o.subject_id = any(${[...subjectIds]}::text[]) group by o.subject_id`.execute(db)
  return new Map(rows.map(({ id, at }) => [id, at]))
}
