import { randomBytes } from 'node:crypto'
import { mayAct, rolesOf } from '../../organisations/index.ts'
import { findPerson } from '../../people/index.ts'
import { record } from '../../platform/audit.ts'
import { inTransaction } from '../../platform/database.ts'
import type { Deps } from '../../platform/deps.ts'
import { base32, newId } from '../../platform/ids.ts'
import type { Actor } from '../../platform/page.ts'
import { accept, type Outcome, refuse } from '../../platform/refusal.ts'
import { limits } from './library.ts'
import { hashOf, KEY, prefixOf, readKeyForm } from './rules.ts'
import { countCall, endKey, findKeyByHash, insertKey, keysOf } from './store.ts'
import type { ApiKey, Scope } from './types.ts'

const KEY_BYTES = 20
const ENDING_LETTERS = 4
const MILLISECONDS_PER_HOUR = 3_600_000
const HOURS_PER_DAY = 24

type Needs = Pick<Deps, 'db' | 'clock'>

/**
 * Makes a key for the systems of a university; the key itself is answered once and never again.
 * Refusals: `tenants.not-allowed` (neither registrar nor owner; deciding needs a registrar), and those of `readKeyForm`.
 */
export async function makeKey(
  deps: Needs,
  actor: Actor,
  organisationId: string,
  form: { readonly name: string; readonly mode: string; readonly scopes: readonly string[] },
): Promise<Outcome<{ key: string; id: string }>> {
  const read = readKeyForm(form)
  if (!mayAct(actor, organisationId, 'registrar', 'owner')) return refuse({ code: 'tenants.not-allowed' })
  if (!read.ok) return read
  if (read.value.scopes.includes('decide') && !mayAct(actor, organisationId, 'registrar'))
    return refuse({ code: 'tenants.decide-not-allowed', at: 'scopes' })
  return inTransaction(deps.db, async (tx) => {
    const at = deps.clock()
    const key = `${prefixOf(read.value.mode)}${base32(randomBytes(KEY_BYTES))}`
    const id = newId()
    await insertKey(tx, {
      ...read.value,
      id,
      organisationId,
      hash: hashOf(key),
      ending: key.slice(-ENDING_LETTERS),
      createdBy: actor.personId,
      createdAt: at,
      expiresAt: new Date(at.getTime() + limits().keyDays.value * HOURS_PER_DAY * MILLISECONDS_PER_HOUR),
    })
    const detail = { mode: read.value.mode, scopes: read.value.scopes.join(' ') }
    await record(tx, { at, actorId: actor.personId, organisationId, verb: 'tenant.key', subject: id, detail })
    return accept({ key, id })
  })
}

/** Ends a key at once. Refusals: `tenants.not-allowed`, `tenants.key-unknown`. */
export function revokeKey(deps: Needs, actor: Actor, organisationId: string, id: string): Promise<Outcome<true>> {
  return inTransaction(deps.db, async (tx) => {
    if (!mayAct(actor, organisationId, 'registrar', 'owner')) return refuse({ code: 'tenants.not-allowed' })
    const at = deps.clock()
    if (!(await endKey(tx, organisationId, id, at, actor.personId))) return refuse({ code: 'tenants.key-unknown' })
    await record(tx, { at, actorId: actor.personId, organisationId, verb: 'tenant.key-revoke', subject: id })
    return accept(true as const)
  })
}

/** A new key with the same name and rights; the old one works for some hours more. Refusals as for making one, `tenants.key-unknown`. */
export function rotateKey(
  deps: Needs,
  actor: Actor,
  organisationId: string,
  id: string,
): Promise<Outcome<{ key: string; id: string }>> {
  return inTransaction(deps.db, async (tx) => {
    const at = deps.clock()
    const old = (await keysOf(tx, organisationId)).find((one) => one.id === id)
    if (old === undefined || old.revokedAt !== null) return refuse({ code: 'tenants.key-unknown' })
    const made = await makeKey({ ...deps, db: tx }, actor, organisationId, old)
    if (!made.ok) return made
    const until = new Date(at.getTime() + limits().rotationHours.value * MILLISECONDS_PER_HOUR)
    await endKey(tx, organisationId, id, until, actor.personId)
    return made
  })
}

/** Who calls: the key, and the person who made it with the roles held now. */
export interface Caller {
  readonly key: Omit<ApiKey, 'lastUsedAt'>
  readonly actor: Actor
}

/**
 * Whose call this is, from `Authorization: Bearer <key>`. A key ends with its day, by revocation, and with the role of its maker.
 * Refusals: `tenants.key-missing`, `key-not-accepted` (unknown, expired, revoked or without its maker, all alike),
 * `scope-not-allowed`, `too-many-calls`.
 */
export async function callerOf(deps: Needs, header: string | undefined, scope: Scope): Promise<Outcome<Caller>> {
  const given = /^Bearer ([^\s]+)$/i.exec(header ?? '')?.[1]
  if (given === undefined) return refuse({ code: 'tenants.key-missing' })
  const key = KEY.test(given) ? await findKeyByHash(deps.db, hashOf(given)) : null
  const at = deps.clock()
  const over = key === null || key.expiresAt <= at || (key.revokedAt !== null && key.revokedAt <= at)
  if (over) return refuse({ code: 'tenants.key-not-accepted' })
  const person = await findPerson(deps.db, key.createdBy)
  const actor = { personId: key.createdBy, name: person?.name ?? '', roles: await rolesOf(deps.db, key.createdBy, at) }
  if (!mayAct(actor, key.organisationId, 'registrar', 'owner')) return refuse({ code: 'tenants.key-not-accepted' })
  if (!key.scopes.includes(scope)) return refuse({ code: 'tenants.scope-not-allowed', values: { scope } })
  const most = limits().requestsPerMinute.value
  if ((await countCall(deps.db, key.id, at)) > most) return refuse({ code: 'tenants.too-many-calls', values: { most } })
  return accept({ key, actor })
}
