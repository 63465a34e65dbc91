import { type Db, sql } from '../platform/database.ts'
import type { OrderRow, StatusOrder } from './types.ts'

const columns = sql`o.id, o.organisation_id as "organisationId", o.change, o.reason_code as "reasonCode", o.note, o.digest,
  o.policy_id as "policyId", o.urgent, o.second_needed as "secondNeeded", o.total, o.changed, o.refused, o.asked_by as "askedBy",
  o.asked_at as "askedAt", o.confirmed_by as "confirmedBy", o.confirmed_at as "confirmedAt", o.effective_at as "effectiveAt",
  o.undone_by as "undoneBy", o.undone_at as "undoneAt", o.finished_at as "finishedAt"`
const rowColumns = sql`r.position, r.person_id as "personId", r.credential_id as "credentialId", r.holder_name as "holderName",
  r.state, r.refusals`

/** Stores an order with its rows; answers false where the same order is open already. */
export async function insertOrder(tx: Db, order: StatusOrder, rows: readonly OrderRow[]): Promise<boolean> {
  const added =
    await sql`insert into status_order (id, organisation_id, change, reason_code, note, digest, policy_id, urgent,
      second_needed, total, refused, asked_by, asked_at, effective_at)
    values (${order.id}, ${order.organisationId}, ${order.change}, ${order.reasonCode}, ${order.note}, ${order.digest},
      ${order.policyId}, ${order.urgent}, ${order.secondNeeded}, ${order.total}, ${order.refused}, ${order.askedBy},
      ${order.askedAt}, ${order.effectiveAt})
    on conflict (organisation_id, digest) where finished_at is null and undone_at is null do nothing returning id`.execute(
      tx,
    )
  if (added.rows.length === 0) return false
  await sql`insert into status_order_row (order_id, position, person_id, credential_id, holder_name, state, refusals)
    select ${order.id}, r.position, r."personId", r."credentialId", r."holderName", r.state, r.refusals
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(position int, "personId" text, "credentialId" text,
      "holderName" text, state text, refusals jsonb)`.execute(tx)
  return true
}

/** An order by its id; `lock` holds it until the transaction ends. */
export async function findOrder(db: Db, id: string, lock = false): Promise<StatusOrder | null> {
  const { rows } = await sql<StatusOrder>`select ${columns} from status_order o where o.id = ${id}
    ${lock ? sql`for update` : sql``}`.execute(db)
  return rows[0] ?? null
}

/** The open order of an organisation that asks for exactly the same. */
export async function openOrder(db: Db, organisationId: string, digest: string): Promise<StatusOrder | null> {
  const { rows } =
    await sql<StatusOrder>`select ${columns} from status_order o where o.organisation_id = ${organisationId}
    and o.digest = ${digest} and o.finished_at is null and o.undone_at is null`.execute(db)
  return rows[0] ?? null
}

/** Orders of an organisation, newest first. */
export async function ordersOf(db: Db, organisationId: string, most: number): Promise<readonly StatusOrder[]> {
  const { rows } =
    await sql<StatusOrder>`select ${columns} from status_order o where o.organisation_id = ${organisationId}
    order by o.asked_at desc, o.id desc limit ${most}`.execute(db)
  return rows
}

/** How many credentials a person ordered to be changed alone, without a second person, since an instant. */
export async function changedAlone(db: Db, organisationId: string, askedBy: string, since: Date): Promise<number> {
  const { rows } = await sql<{
    count: number
  }>`select coalesce(sum(o.total - o.refused), 0)::int as count from status_order o
    where o.organisation_id = ${organisationId} and o.asked_by = ${askedBy} and o.asked_at > ${since}
      and not o.second_needed and o.undone_at is null`.execute(db)
  return rows[0]?.count ?? 0
}

/** Whether one of an order's credentials was issued to somebody, or is held by them. */
export async function concerns(db: Db, orderId: string, personId: string): Promise<boolean> {
  const { rows } = await sql`select 1 from status_order_row r
    join award a on a.person_id = r.person_id and a.credential_id = r.credential_id
    where r.order_id = ${orderId} and (a.person_id = ${personId} or a.holder_id = ${personId}) limit 1`.execute(db)
  return rows.length > 0
}

/** Rows of an order from the first on, those that were refused before the others. */
export async function rowsOf(db: Db, orderId: string, most: number): Promise<readonly OrderRow[]> {
  const { rows } = await sql<OrderRow>`select ${rowColumns} from status_order_row r where r.order_id = ${orderId}
    order by (r.state = 'refused') desc, r.position limit ${most}`.execute(db)
  return rows
}

/** Notes who confirmed, if somebody has to, and when the order takes effect. */
export async function setEffective(
  tx: Db,
  id: string,
  confirmed: { readonly by: string; readonly at: Date } | null,
  effectiveAt: Date,
): Promise<void> {
  await sql`update status_order set effective_at = ${effectiveAt}, confirmed_by = coalesce(${confirmed?.by ?? null}, confirmed_by),
    confirmed_at = coalesce(${confirmed?.at ?? null}::timestamptz, confirmed_at) where id = ${id}`.execute(tx)
}

/** Notes that an order was undone. */
export async function setUndone(tx: Db, id: string, by: string, at: Date): Promise<void> {
  await sql`update status_order set undone_by = ${by}, undone_at = ${at} where id = ${id}`.execute(tx)
}

/** The oldest order that took effect between two instants and isn't done. Several may work at it: each takes rows of its own. */
export async function dueOrder(tx: Db, after: Date, now: Date): Promise<StatusOrder | null> {
  const { rows } = await sql<StatusOrder>`select ${columns} from status_order o
    where o.finished_at is null and o.undone_at is null and o.effective_at >= ${after} and o.effective_at <= ${now}
    order by o.effective_at, o.id limit 1`.execute(tx)
  return rows[0] ?? null
}

/** Takes the next rows of an order that wait and that nobody else has taken, until the transaction ends. */
export async function takeRows(tx: Db, orderId: string, most: number): Promise<readonly OrderRow[]> {
  const { rows } = await sql<OrderRow>`select ${rowColumns} from status_order_row r
    where r.order_id = ${orderId} and r.state = 'waiting' order by r.position limit ${most} for update skip locked`.execute(
    tx,
  )
  return rows
}

/** Notes what became of rows. Throws `RangeError` for an order that was undone. */
export async function settleRows(
  tx: Db,
  orderId: string,
  changed: readonly number[],
  refused: readonly { readonly position: number; readonly refusals: OrderRow['refusals'] }[],
): Promise<void> {
  await sql`update status_order_row set state = 'changed' where order_id = ${orderId} and position = any(${[...changed]}::int[])`.execute(
    tx,
  )
  if (refused.length > 0)
    await sql`update status_order_row w set state = 'refused', refusals = r.refusals
      from jsonb_to_recordset(${JSON.stringify(refused)}::jsonb) as r(position int, refusals jsonb)
      where w.order_id = ${orderId} and w.position = r.position`.execute(tx)
  // Last, because it holds the order until the commit.
  const { numAffectedRows } = await sql`update status_order set changed = changed + ${changed.length},
    refused = refused + ${refused.length} where id = ${orderId} and undone_at is null`.execute(tx)
  if (numAffectedRows !== 1n) throw new RangeError('an order that was undone is not carried out')
}

/** Ends an order of which no row waits, nor is at work elsewhere; answers whether it did. */
export async function finishOrder(tx: Db, id: string, at: Date): Promise<boolean> {
  // Under its lock, and only then looked at: who settled the last row before us is seen, who does after us ends it.
  await sql`select id from status_order where id = ${id} for update`.execute(tx)
  const { numAffectedRows } =
    await sql`update status_order set finished_at = ${at} where id = ${id} and finished_at is null
    and not exists (select 1 from status_order_row where order_id = ${id} and state = 'waiting')`.execute(tx)
  return numAffectedRows === 1n
}
