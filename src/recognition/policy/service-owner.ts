import { addMembership, endMembership, holdersOf, mayAct, organisationsWhere } from '../../organisations/index.ts'
import { findPersonByEmail } from '../../people/index.ts'
import { type Db, inTransaction } from '../../platform/database.ts'
import { newId } from '../../platform/ids.ts'
import { promise } from '../../platform/outbox.ts'
import type { Actor } from '../../platform/page.ts'
import { accept, type Outcome, type Refusal, refuse } from '../../platform/refusal.ts'
import { audit, type Needs } from './service.ts'
import { reasonFaults } from './service-publish.ts'
import { decideOwnerChange, insertOwnerChange, lockOwnerChange, policyOwners } from './store-owner.ts'
import type { OwnerAsked, OwnerChange } from './types-owner.ts'

/** Who may propose and confirm: whoever runs the organisation, and those who keep its policy already. */
const KEEPERS = ['owner', 'operator', 'policy-owner'] as const

/** The organisations in which somebody may give and end the role. */
export function ownerHomes(actor: Actor): readonly string[] {
  return organisationsWhere(actor, ...KEEPERS)
}

/**
 * Proposes that somebody becomes a policy owner, or is one no longer, with a reason. It takes effect when another person confirms it:
 * two policy owners publish rules for everybody, so nobody appoints one alone. Those who can confirm get a letter.
 *
 * Refusals: `policy.owner-not-allowed`, `owner-person-unknown`, `owner-already`, `owner-none`, `owner-waits`, `reason-missing`.
 */
export function proposeOwner(deps: Needs, actor: Actor, asked: OwnerAsked): Promise<Outcome<{ readonly id: string }>> {
  return inTransaction(deps.db, async (tx) => {
    const { organisationId, act, reason } = asked
    if (!mayAct(actor, organisationId, ...KEEPERS)) return refuse({ code: 'policy.owner-not-allowed' })
    const personId = act === 'end' ? asked.personId : ((await findPersonByEmail(tx, asked.email))?.id ?? null)
    const holds = (await policyOwners(tx, [organisationId])).some((one) => one.personId === personId)
    const refusals: Refusal[] = [...reasonFaults(reason)]
    if (personId === null) refusals.push({ code: 'policy.owner-person-unknown', at: 'email' })
    else if (act === 'grant' && holds) refusals.push({ code: 'policy.owner-already', at: 'email' })
    else if (act === 'end' && !holds) refusals.push({ code: 'policy.owner-none' })
    const [first, ...more] = refusals
    if (first !== undefined || personId === null)
      return refuse(first ?? { code: 'policy.owner-person-unknown', at: 'email' }, ...more)
    const at = deps.clock()
    const row: OwnerChange = {
      id: newId(),
      organisationId,
      personId,
      act,
      reason,
      proposedBy: actor.personId,
      proposedAt: at,
    }
    if (!(await insertOwnerChange(tx, row))) return refuse({ code: 'policy.owner-waits' })
    await audit(tx, at, actor, organisationId, `policy-owner.propose-${act}`, row.id)
    for (const keeperId of await keepersOf(tx, organisationId)) {
      if (keeperId === actor.personId || keeperId === personId) continue
      await promise(tx, 'letter', `policy-owner:${row.id}:${keeperId}`, {
        personId: keeperId,
        template: 'policy.owner-waits',
        values: { path: '/rules/owners' },
      })
    }
    return accept({ id: row.id })
  })
}

/**
 * The second person confirms or declines; whoever proposed may take it back (`decline`). The person concerned gets a letter when
 * the role begins or ends.
 *
 * Refusals: `policy.owner-change-unknown` (also another organisation's, and one that was decided), `owner-same-person`,
 * `owner-self`.
 */
export function decideOwner(
  deps: Needs,
  actor: Actor,
  id: string,
  outcome: 'confirmed' | 'declined',
): Promise<Outcome<true>> {
  return inTransaction(deps.db, async (tx) => {
    const change = await lockOwnerChange(tx, ownerHomes(actor), id)
    if (change === null) return refuse({ code: 'policy.owner-change-unknown' })
    const { organisationId, personId, act } = change
    if (outcome === 'confirmed' && change.proposedBy === actor.personId)
      return refuse({ code: 'policy.owner-same-person' })
    if (outcome === 'confirmed' && personId === actor.personId) return refuse({ code: 'policy.owner-self' })
    const at = deps.clock()
    await decideOwnerChange(tx, id, { outcome, by: actor.personId, at })
    await audit(tx, at, actor, organisationId, `policy-owner.${outcome}`, id)
    if (outcome === 'declined') return accept(true)
    if (act === 'grant')
      await addMembership(tx, {
        id: newId(),
        organisationId,
        personId,
        role: 'policy-owner',
        grantedBy: actor.personId,
        validFrom: at,
      })
    else await endMembership(tx, organisationId, personId, 'policy-owner', at)
    await audit(tx, at, actor, organisationId, `membership.${act}`, personId)
    await promise(tx, 'letter', `policy-owner:${id}`, {
      personId,
      template: act === 'grant' ? 'policy.owner-begun' : 'policy.owner-ended',
      values: { path: act === 'grant' ? '/rules/drafts' : '/rules' },
    })
    return accept(true)
  })
}

async function keepersOf(db: Db, organisationId: string): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  for (const role of KEEPERS) for (const id of await holdersOf(db, organisationId, role)) found.add(id)
  return found
}
