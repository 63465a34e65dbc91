import { accountOf, stackUsesAmong } from '../../bank/index.ts'
import { type Award, findCredential } from '../../credentials/index.ts'
import { versionFacts } from '../../design/index.ts'
import { passesAqrf } from '../../frameworks/index.ts'
import { dayOf } from '../../platform/clock.ts'
import type { Db } from '../../platform/database.ts'
import type { Bilingual } from '../../platform/page.ts'
import { type Held, heldBy } from '../../wallet/index.ts'
import { itemOf } from './rules.ts'
import type { HeldItem, Unusable } from './types.ts'

/** An award that somebody holds, as a stack sees it. Its key is the credential's id. */
export interface HeldAward extends HeldItem {
  /** To whom it was issued, and as which it stands on the account: by these two it is used once, whoever holds it. */
  readonly personId: string
  readonly accountId: string
  /** The larger credential that it is part of, as the account keeps it; null where it is in none. */
  readonly largerId: string | null
  readonly title: Bilingual
  /** When its first edition was decided. */
  readonly decidedAt: Date
  /** Passed the AQRF test when it was awarded (F066). */
  readonly isQualification: boolean
}

const STATES: Readonly<Record<Held['state'], Unusable | null>> = {
  'in-force': null,
  pending: 'unsigned',
  held: 'unsigned',
  refused: 'unsigned',
  suspended: 'suspended',
  expired: 'expired',
  revoked: 'revoked',
  replaced: 'revoked',
}

/**
 * What somebody holds, as stacks see it. A replacement stands for what it replaced, with the day of the first edition. Where one award
 * of a definition is used in a stack, no other of that definition can be: to earn it again gives no second use.
 */
export async function heldAwards(db: Db, personId: string, now: Date): Promise<readonly HeldAward[]> {
  const held = (await heldBy(db, personId, now)).filter(({ state }) => state !== 'replaced')
  const facts = await versionFacts(db, [...new Set(held.map(({ versionId }) => versionId))])
  const awards: HeldAward[] = []
  for (const one of held) {
    const version = facts.get(one.versionId)
    const credential = await findCredential(db, one.credentialId)
    if (version === undefined || credential === null) continue
    const first = await firstEdition(db, credential.award)
    awards.push({
      ...itemOf(version, one.credentialId, dayOf(first.decidedAt)),
      state: STATES[one.state],
      personId: credential.personId,
      accountId: first.credentialId,
      largerId: null,
      title: one.title,
      decidedAt: first.decidedAt,
      isQualification: first.aqrf !== null && passesAqrf(first.aqrf),
    })
  }
  const uses = await stackUsesAmong(
    db,
    awards.map((award) => ({ personId: award.personId, credentialId: award.accountId })),
  )
  const usedIn = new Map<string, string>()
  for (const { definition, personId: issuedTo, accountId } of awards) {
    const use = uses.find((one) => one.personId === issuedTo && one.credentialId === accountId)
    if (use !== undefined) usedIn.set(definition, use.largerId)
  }
  return awards.map((award) => {
    const largerId = usedIn.get(award.definition) ?? null
    return largerId !== null && award.state === null ? { ...award, state: 'used', largerId } : award
  })
}

async function firstEdition(db: Db, award: Award): Promise<Award> {
  const id = await accountOf(db, award)
  return id === award.credentialId ? award : ((await findCredential(db, id))?.award ?? award)
}
