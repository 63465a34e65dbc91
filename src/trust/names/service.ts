import { findDomains, findOrganisations, partyEvents } from '../../organisations/index.ts'
import type { Db } from '../../platform/database.ts'
import { checkDomain } from './domain.ts'
import { checkAgainst, FINDINGS_MOST, type NameIndex, nameIndex } from './name-index.ts'
import type { ListedName, NameVerdict } from './types.ts'

/** The last index that was made, with the names it holds: names change rarely, and making it takes longer than reading them. */
let kept: { readonly mark: string; readonly index: NameIndex } | null = null

function indexOf(listed: readonly ListedName[]): NameIndex {
  const mark = listed.map(({ organisationId, name }) => `${organisationId}\n${name}`).join('\n')
  if (kept === null || kept.mark !== mark) kept = { mark, index: nameIndex(listed) }
  return kept.index
}

/**
 * Compares a name, and a domain where the party states one, with the present and former names of all organisations that
 * this installation knows, and with every domain that one of them stated.
 * `organisationId` is the party itself, whose own name doesn't count. Nothing is stored.
 *
 * `clear` may go on; `held` needs a person who sees `findings`; `duplicate` is known already.
 */
export async function checkName(
  db: Db,
  name: string,
  domain: string | null = null,
  organisationId: string | null = null,
): Promise<NameVerdict> {
  const [organisations, events, stated] = await Promise.all([findOrganisations(db), partyEvents(db), findDomains(db)])
  const nameOf = new Map(organisations.map((one) => [one.id, one.name]))
  // A former name is as good to borrow as a present one, and a closed party's name and domain as good as any.
  const former = events.flatMap(({ organisationId, formerName }) =>
    formerName === null ? [] : [{ organisationId, name: formerName }],
  )
  const named = [...organisations.map(({ id, name }) => ({ organisationId: id, name })), ...former]
  const listed = named.map((one) => ({ ...one, domain: null }))
  const verdict = checkAgainst(indexOf(listed), name, organisationId)
  if (domain === null || domain.trim() === '') return verdict
  const domains = stated.map((one) => ({ ...one, name: nameOf.get(one.organisationId) ?? '' }))
  const about = checkDomain(domains, domain, organisationId)
  const findings = [...verdict.findings, ...about].slice(0, FINDINGS_MOST)
  return { ...verdict, outcome: verdict.outcome === 'clear' && about.length > 0 ? 'held' : verdict.outcome, findings }
}
