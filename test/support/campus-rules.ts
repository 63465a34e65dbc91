import type { JsonObject } from '@lumbung/credential'
import { mustBe } from '../../db/demo/country.ts'
import { addMembership, rolesOf } from '../../src/organisations/index.ts'
import { registerPerson } from '../../src/people/index.ts'
import type { Deps } from '../../src/platform/deps.ts'
import { newId } from '../../src/platform/ids.ts'
import type { Actor } from '../../src/platform/page.ts'
import type { RuleSet } from '../../src/recognition/index.ts'
import { changeDraft, ownDraft, startDraft } from '../../src/recognition/policy/service.ts'
import { propose, publishDraft } from '../../src/recognition/policy/service-publish.ts'

const REASON = 'Keputusan rapat pleno tanggal 20 November.'

/** What a campus's own rules ask. */
export type CampusRules = Pick<RuleSet, 'limits' | 'conditions'> & { readonly validFrom: string }

/**
 * Two policy owners of a campus publish rules of its own, begun from the brief's: one proposes, the other publishes. Answers the
 * id by which the campus chooses them.
 */
export async function publishCampusRules(deps: Deps, organisationId: string, rules: CampusRules): Promise<string> {
  const [author, publisher] = [await policyOwner(deps, organisationId), await policyOwner(deps, organisationId)]
  const { id } = mustBe(await startDraft(deps, author, organisationId, 'brief'))
  const opened = async () => mustBe({ ok: true, value: await ownDraft(deps.db, author, id) })
  const { revision = 1, content } = (await opened()) ?? {}
  const family = String(content?.family)
  const written = {
    ...content,
    ...rules,
    id: `${family}-${rules.validFrom}`,
    version: rules.validFrom.slice(0, 7),
    summary: { id: 'Aturan uji kampus.', en: 'Test rules of the campus.' },
  }
  mustBe(
    await changeDraft(deps, author, { id, revision }, 'rule-draft.edit', () => ({
      ok: true,
      value: { content: written as unknown as JsonObject, examples: [caseOf(family, rules.validFrom)] },
    })),
  )
  mustBe(await propose(deps, author, { id, revision: (await opened())?.revision ?? 0 }, REASON))
  const published = await publishDraft(deps, publisher, { id, revision: (await opened())?.revision ?? 0 }, REASON)
  return mustBe(published).ruleSetId
}

async function policyOwner(deps: Deps, organisationId: string): Promise<Actor> {
  const { id: personId, name } = mustBe(await registerPerson(deps, { name: 'Sari', language: 'id' }))
  const membership = { organisationId, personId, role: 'policy-owner', grantedBy: null } as const
  await addMembership(deps.db, { id: newId(), ...membership, validFrom: new Date('2020-01-01') })
  return { personId, name, roles: await rolesOf(deps.db, personId, deps.clock()) }
}

/** A case that any rules answer alike: the campus hasn't confirmed the study. */
function caseOf(family: string, day: string) {
  return {
    name: { id: 'Belum dikonfirmasi', en: 'Not confirmed' },
    source: 'Rapat',
    rules: family,
    day,
    programme: { level: 'S1', sks: 144, courses: null },
    student: null,
    award: { hours: 90, sks: 2, counted: 0, mode: 'online', origin: 'outside' },
    asks: 2,
    package: false,
    packageReason: null,
    answer: { verdict: 'unknown', sks: null },
  } as const
}
