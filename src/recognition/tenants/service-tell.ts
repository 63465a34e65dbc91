import type { Db } from '../../platform/database.ts'
import { newId } from '../../platform/ids.ts'
import { promise } from '../../platform/outbox.ts'
import { insertDelivery, webhooksOf } from './store-webhook.ts'
import type { Event, KeyMode } from './types.ts'

export const WEBHOOK = 'webhook'

/** Promises to tell a university's webhooks of something, in the transaction in which it happened. Ids only. */
export async function tell(
  tx: Db,
  at: Date,
  organisationId: string,
  mode: KeyMode,
  event: Event,
  data: Readonly<Record<string, string>>,
): Promise<void> {
  for (const webhook of await webhooksOf(tx, organisationId, mode)) {
    const id = newId()
    const payload = { type: event, timestamp: at.toISOString(), data: { ...data, mode } }
    await insertDelivery(tx, { id, webhookId: webhook.id, event, payload, createdAt: at })
    await promise(tx, WEBHOOK, `${WEBHOOK}:${id}`, { deliveryId: id })
  }
}
