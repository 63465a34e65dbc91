import { mayAct } from '../../organisations/index.ts'
import { record } from '../../platform/audit.ts'
import { inTransaction } from '../../platform/database.ts'
import type { Deps } from '../../platform/deps.ts'
import { newId } from '../../platform/ids.ts'
import { drain } from '../../platform/outbox.ts'
import type { Actor } from '../../platform/page.ts'
import { accept, type Outcome, refuse } from '../../platform/refusal.ts'
import { readWebhookUrl } from './address.ts'
import { limits } from './library.ts'
import { secretOf, signaturesOf } from './rules.ts'
import { post } from './sending.ts'
import { tell, WEBHOOK } from './service-tell.ts'
import { endWebhook, findDelivery, findWebhook, insertWebhook, nextSecret, noteTry } from './store-webhook.ts'
import { KEY_MODES } from './types.ts'

type Needs = Pick<Deps, 'db' | 'clock' | 'secrets' | 'webhookHosts'>
const MILLISECONDS_PER_HOUR = 3_600_000
const ADMINS = ['registrar', 'owner'] as const

/** Adds an address to be told. Refusals: `tenants.not-allowed`, `mode-missing`, and those of `readWebhookUrl`. */
export async function addWebhook(
  deps: Needs,
  actor: Actor,
  organisationId: string,
  form: { readonly url: string; readonly mode: string },
): Promise<Outcome<{ id: string; secret: string }>> {
  if (!mayAct(actor, organisationId, ...ADMINS)) return refuse({ code: 'tenants.not-allowed' })
  const url = readWebhookUrl(form.url, deps.webhookHosts ?? [])
  if (!url.ok) return url
  const mode = KEY_MODES.find((one) => one === form.mode)
  if (mode === undefined) return refuse({ code: 'tenants.mode-missing', at: 'mode' })
  return inTransaction(deps.db, async (tx) => {
    const [at, id] = [deps.clock(), newId()]
    await insertWebhook(tx, { id, organisationId, mode, url: url.value.href, createdBy: actor.personId, createdAt: at })
    await record(tx, {
      at,
      actorId: actor.personId,
      organisationId,
      verb: 'tenant.webhook',
      subject: id,
      detail: { mode },
    })
    return accept({ id, secret: secretOf(deps.secrets.session, id, 1) })
  })
}

/** Ends a webhook, or gives it another secret. Refusals: `tenants.not-allowed`, `tenants.webhook-unknown`. */
export function changeWebhook(
  deps: Needs,
  actor: Actor,
  organisationId: string,
  id: string,
  act: 'end' | 'secret' | 'test',
): Promise<Outcome<{ secret: string | null }>> {
  return inTransaction(deps.db, async (tx) => {
    if (!mayAct(actor, organisationId, ...ADMINS)) return refuse({ code: 'tenants.not-allowed' })
    const at = deps.clock()
    const webhook = await findWebhook(tx, id)
    if (webhook?.organisationId !== organisationId) return refuse({ code: 'tenants.webhook-unknown' })
    let secret: string | null = null
    if (act === 'end') await endWebhook(tx, organisationId, id, at)
    if (act === 'test') await tell(tx, at, organisationId, webhook.mode, 'test', { webhookId: id })
    if (act === 'secret')
      secret = secretOf(deps.secrets.session, id, (await nextSecret(tx, organisationId, id, at)) ?? 1)
    await record(tx, { at, actorId: actor.personId, organisationId, verb: `tenant.webhook-${act}`, subject: id })
    return accept({ secret })
  })
}

/** Says that a delivery is to be tried again. */
class NotDelivered extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'NotDelivered'
  }
}

/** Sends what is due. A receiver that doesn't answer with 2xx is tried again, at growing distances, for the hours of the limits. */
export function sendWebhooks(deps: Needs): Promise<{ done: number; failed: number }> {
  return drain<{ deliveryId: string }>(deps.db, WEBHOOK, deps.clock(), (_tx, { payload }) =>
    sendOne(deps, payload.deliveryId),
  )
}

async function sendOne(deps: Needs, deliveryId: string): Promise<void> {
  const delivery = await findDelivery(deps.db, deliveryId)
  if (delivery === null || delivery.state !== 'waiting') return
  const at = deps.clock()
  const webhook = await findWebhook(deps.db, delivery.webhookId)
  if (webhook === null)
    return noteTry(deps.db, delivery.id, { state: 'failed', lastStatus: null, lastReason: 'ended' }, at)
  const body = JSON.stringify(delivery.payload)
  const url = readWebhookUrl(webhook.url, deps.webhookHosts ?? [])
  const { rotationHours, retryHours } = limits()
  const answer = url.ok
    ? await post(url.value, body, deps.webhookHosts ?? [], {
        'webhook-id': delivery.id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': signaturesOf(
          deps.secrets.session,
          webhook,
          { id: delivery.id, body },
          at,
          rotationHours.value,
        ),
      })
    : { status: null, reason: 'private' as const }
  const { status, reason } = answer
  const delivered = status !== null && status >= 200 && status < 300
  const late = at.getTime() - delivery.createdAt.getTime() >= retryHours.value * MILLISECONDS_PER_HOUR
  const state = delivered ? 'delivered' : late || status === 410 ? 'failed' : 'waiting'
  await noteTry(deps.db, delivery.id, { state, lastStatus: status, lastReason: delivered ? null : reason }, at)
  if (state === 'waiting') throw new NotDelivered(reason ?? 'no-answer')
}
