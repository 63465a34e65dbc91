import { type Db, sql } from '../../platform/database.ts'
import type { Delivery, KeyMode, Webhook } from './types.ts'

const columns = sql`w.id, w.organisation_id as "organisationId", w.mode, w.url, w.secret_version as "secretVersion",
  w.secret_changed_at as "secretChangedAt", w.created_at as "createdAt"`

export async function insertWebhook(
  tx: Db,
  row: Pick<Webhook, 'id' | 'organisationId' | 'mode' | 'url' | 'createdAt'> & { readonly createdBy: string },
): Promise<void> {
  await sql`insert into webhook (id, organisation_id, mode, url, created_by, created_at)
    values (${row.id}, ${row.organisationId}, ${row.mode}, ${row.url}, ${row.createdBy}, ${row.createdAt})`.execute(tx)
}

/** Webhooks in use of a university, of one mode or of both. */
export async function webhooksOf(db: Db, organisationId: string, mode: KeyMode | null): Promise<readonly Webhook[]> {
  const { rows } = await sql<Webhook>`select ${columns} from webhook w
    where w.organisation_id = ${organisationId} and w.ended_at is null and (${mode === null} or w.mode = ${mode ?? ''})
    order by w.created_at, w.id`.execute(db)
  return rows
}

export async function findWebhook(db: Db, id: string): Promise<Webhook | null> {
  const { rows } =
    await sql<Webhook>`select ${columns} from webhook w where w.id = ${id} and w.ended_at is null`.execute(db)
  return rows[0] ?? null
}

export async function endWebhook(tx: Db, organisationId: string, id: string, at: Date): Promise<boolean> {
  const { rows } = await sql`update webhook set ended_at = ${at}
    where organisation_id = ${organisationId} and id = ${id} and ended_at is null returning id`.execute(tx)
  return rows.length > 0
}

/** Gives a webhook its next secret; answers the version, or null where it is unknown. */
export async function nextSecret(tx: Db, organisationId: string, id: string, at: Date): Promise<number | null> {
  const { rows } = await sql<{
    version: number
  }>`update webhook set secret_version = secret_version + 1, secret_changed_at = ${at}
    where organisation_id = ${organisationId} and id = ${id} and ended_at is null returning secret_version as version`.execute(
    tx,
  )
  return rows[0]?.version ?? null
}

const deliveryColumns = sql`d.id, d.webhook_id as "webhookId", d.event, d.payload, d.created_at as "createdAt", d.state, d.tries,
  d.last_status as "lastStatus", d.last_reason as "lastReason"`

export async function insertDelivery(
  tx: Db,
  row: Pick<Delivery, 'id' | 'webhookId' | 'event' | 'payload' | 'createdAt'>,
): Promise<void> {
  await sql`insert into webhook_delivery (id, webhook_id, event, payload, created_at)
    values (${row.id}, ${row.webhookId}, ${row.event}, ${JSON.stringify(row.payload)}::jsonb, ${row.createdAt})`.execute(
    tx,
  )
}

export async function findDelivery(db: Db, id: string): Promise<Delivery | null> {
  const { rows } = await sql<Delivery>`select ${deliveryColumns} from webhook_delivery d where d.id = ${id}`.execute(db)
  return rows[0] ?? null
}

/** The last deliveries of a university, newest first. */
export async function deliveriesOf(db: Db, organisationId: string, most = 30): Promise<readonly Delivery[]> {
  const { rows } = await sql<Delivery>`select ${deliveryColumns} from webhook_delivery d
    join webhook w on w.id = d.webhook_id where w.organisation_id = ${organisationId}
    order by d.created_at desc, d.id limit ${most}`.execute(db)
  return rows
}

/** Writes what a try came to. */
export async function noteTry(
  db: Db,
  id: string,
  result: Pick<Delivery, 'state' | 'lastStatus' | 'lastReason'>,
  at: Date,
): Promise<void> {
  await sql`update webhook_delivery set state = ${result.state}, tries = tries + 1, last_status = ${result.lastStatus},
    last_reason = ${result.lastReason}, last_tried_at = ${at} where id = ${id}`.execute(db)
}
