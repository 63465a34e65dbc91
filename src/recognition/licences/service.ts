import { dayOf } from '../../platform/clock.ts'
import type { Deps } from '../../platform/deps.ts'
import { heldBy } from '../../wallet/index.ts'
import type { CredentialSource } from '../types.ts'
import { countsFor } from './rules.ts'
import type { CountedCredential, Licence } from './types.ts'

/** What of somebody's valid credentials counts towards a licence today. Nothing is stored, and nobody is told. */
export async function ownCounted(
  deps: Pick<Deps, 'db' | 'clock'>,
  source: CredentialSource,
  licence: Licence,
  personId: string,
): Promise<readonly CountedCredential[]> {
  const at = deps.clock()
  const counted: CountedCredential[] = []
  for (const { credentialId } of await heldBy(deps.db, personId, at)) {
    const facts = await source.credentialFacts(credentialId)
    if (facts === null || facts.personId !== personId) continue
    if ((await source.verdictOf(credentialId)).verdict !== 'valid') continue
    const { title, issuerName } = facts
    counted.push({ title, issuerName, ...countsFor(licence, facts, dayOf(at)) })
  }
  return counted
}
