import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { accept, type Outcome, type Refusal, refuse } from '../../platform/refusal.ts'
import { KEY_MODES, type KeyMode, SCOPES, type Scope, type Webhook } from './types.ts'

const NAME_LETTERS_MOST = 80
const MILLISECONDS_PER_HOUR = 3_600_000
const TOLERANCE_SECONDS = 300

/** The beginning of a key says what it is, so that scanners of secrets find it in a repository. */
export const prefixOf = (mode: KeyMode): string => (mode === 'live' ? 'lumbung_live_' : 'lumbung_test_')
export const KEY = /^lumbung_(?:live|test)_[0-9a-hjkmnp-tv-z]{32}$/

export function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

/** Reads the form of a key; answers every fault. Refusals: `tenants.name-missing`, `mode-missing`, `scope-missing`. */
export function readKeyForm(form: {
  readonly name: string
  readonly mode: string
  readonly scopes: readonly string[]
}): Outcome<{ name: string; mode: KeyMode; scopes: readonly Scope[] }> {
  const name = form.name.trim().slice(0, NAME_LETTERS_MOST)
  const mode = KEY_MODES.find((one) => one === form.mode)
  const scopes = SCOPES.filter((one) => form.scopes.includes(one))
  const refusals: Refusal[] = []
  if (name === '') refusals.push({ code: 'tenants.name-missing', at: 'name' })
  if (mode === undefined) refusals.push({ code: 'tenants.mode-missing', at: 'mode' })
  if (scopes.length === 0) refusals.push({ code: 'tenants.scope-missing', at: 'scopes' })
  const [first, ...more] = refusals
  if (first !== undefined || mode === undefined)
    return refuse(first ?? { code: 'tenants.mode-missing', at: 'mode' }, ...more)
  return accept({ name, mode, scopes })
}

/** The secret of a webhook as Standard Webhooks writes it, `whsec_` and base64 of 32 bytes: it follows and isn't stored. */
export function secretOf(key: Buffer, webhookId: string, version: number): string {
  return `whsec_${createHmac('sha256', key).update(`webhook ${webhookId} ${version}`).digest('base64')}`
}

/** `v1,` and base64 of HMAC-SHA-256 over `id.timestamp.body` (Standard Webhooks 1.0). */
export function signatureOf(secret: string, id: string, timestamp: number, body: string): string {
  const bytes = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  return `v1,${createHmac('sha256', bytes).update(`${id}.${timestamp}.${body}`).digest('base64')}`
}

/** The signatures of a message: the newest secret's, and the one before it for some hours after a change. */
export function signaturesOf(
  key: Buffer,
  webhook: Pick<Webhook, 'id' | 'secretVersion' | 'secretChangedAt'>,
  message: { readonly id: string; readonly body: string },
  now: Date,
  rotationHours: number,
): string {
  const timestamp = Math.floor(now.getTime() / 1000)
  const { id, secretVersion, secretChangedAt } = webhook
  const recent =
    secretChangedAt !== null && now.getTime() - secretChangedAt.getTime() < rotationHours * MILLISECONDS_PER_HOUR
  const versions = recent && secretVersion > 1 ? [secretVersion, secretVersion - 1] : [secretVersion]
  return versions
    .map((version) => signatureOf(secretOf(key, id, version), message.id, timestamp, message.body))
    .join(' ')
}

/** Whether a received message is right, as a receiver should ask: signed, and of the last five minutes. */
export function messageHolds(
  secret: string,
  headers: { readonly id: string; readonly timestamp: string; readonly signature: string },
  body: string,
  now: Date,
): boolean {
  const timestamp = Number(headers.timestamp)
  if (!Number.isSafeInteger(timestamp) || Math.abs(now.getTime() / 1000 - timestamp) > TOLERANCE_SECONDS) return false
  const wanted = Buffer.from(signatureOf(secret, headers.id, timestamp, body))
  return headers.signature.split(' ').some((one) => {
    const given = Buffer.from(one)
    return given.length === wanted.length && timingSafeEqual(given, wanted)
  })
}
