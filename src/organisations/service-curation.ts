import { dayOf } from '../platform/clock.ts'
import type { Db } from '../platform/database.ts'
import { accept, type Outcome, refuse } from '../platform/refusal.ts'
import { heldBackOn } from './rules-parties.ts'
import { courseChoices, curatedOnlyRoles } from './store-parties.ts'
import type { HeldBack } from './types-parties.ts'

/** What the catalogue must not show on a day (F016). */
export async function heldBack(db: Db, day: string): Promise<HeldBack> {
  const roles = await curatedOnlyRoles(db)
  return heldBackOn(roles, roles.length === 0 ? [] : await courseChoices(db), day)
}

/**
 * Whether a definition of a party counts at an instant. Refused with `organisations.not-chosen` where only chosen courses of
 * the party count and nobody chose this one.
 */
export async function mayCount(
  db: Db,
  organisationId: string,
  definitionId: string,
  instant: Date,
): Promise<Outcome<true>> {
  const { organisationIds, chosen } = await heldBack(db, dayOf(instant))
  return organisationIds.includes(organisationId) && !chosen.includes(definitionId)
    ? refuse({ code: 'organisations.not-chosen' })
    : accept(true as const)
}
