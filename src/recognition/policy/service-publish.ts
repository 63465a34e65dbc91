import { leaveRows } from '../../log/index.ts'
import { holdersOf } from '../../organisations/index.ts'
import { dayOf } from '../../platform/clock.ts'
import { type Db, inTransaction } from '../../platform/database.ts'
import { promise } from '../../platform/outbox.ts'
import type { Actor } from '../../platform/page.ts'
import { accept, type Outcome, type Refusal, refuse } from '../../platform/refusal.ts'
import { keepRuleSet } from '../service-rules.ts'
import { allRuleSets } from '../service-sets.ts'
import { logReaders, PUBLICATION } from '../store-log.ts'
import type { RuleSet } from '../types.ts'
import { publishedCases, tryCases } from './rules-cases.ts'
import { changesBetween } from './rules-difference.ts'
import { place, staleSummary, stateOf } from './rules-draft.ts'
import { audit, baseOfDraft, type Needs, policyHomes, rulesOfDraft } from './service.ts'
import { insertPublication, lockDraft, lockPublishing, writeProposal } from './store.ts'
import type { Draft } from './types.ts'

/** What stands against publishing a draft today, and what it would follow. */
export interface Readiness {
  readonly rules: RuleSet
  readonly succeeds: RuleSet | null
  readonly refusals: readonly Refusal[]
}

/**
 * Everything against publishing: its first day isn't to come (`policy.past`), it overlaps another of its family
 * (`recognition.rules-overlap`), nothing in it is new (`policy.unchanged`), its summary still tells the old figures
 * (`policy.summary-stale`), there is no case beside it (`policy.no-cases`) or a case fails (`policy.cases-fail`).
 */
export async function readinessOf(db: Db, draft: Draft, today: string): Promise<Readiness> {
  const [rules, base] = [rulesOfDraft(draft), await baseOfDraft(db, draft)]
  const { succeeds, refusals } = place(rules, await allRuleSets(db), today)
  const changes = changesBetween(base, rules).filter(({ what, aspects }) => what !== 'head' || aspects.join() !== 'day')
  const failing = tryCases(rules, draft.examples).filter(({ tried }) => tried.differs.length > 0).length
  const more: Refusal[] = [
    ...(changes.length === 0 ? [{ code: 'policy.unchanged' }] : []),
    ...staleSummary(base, rules),
    ...(draft.examples.length === 0 ? [{ code: 'policy.no-cases' }] : []),
    ...(failing > 0 ? [{ code: 'policy.cases-fail', values: { count: failing } }] : []),
  ]
  return { rules, succeeds, refusals: [...refusals, ...more] }
}

/**
 * Proposes a draft for publication, with a reason that everybody will read. From then on it can't be changed. Every other policy
 * owner of the organisation gets a letter.
 * Refusals: `policy.draft-not-found`, `policy.draft-closed`, `policy.changed-meanwhile`, `policy.reason-missing`, and as `readinessOf`.
 */
export function propose(
  deps: Needs,
  actor: Actor,
  asked: { readonly id: string; readonly revision: number },
  reason: string,
): Promise<Outcome<true>> {
  return inTransaction(deps.db, async (tx) => {
    const draft = await lockDraft(tx, policyHomes(actor), asked.id)
    if (draft === null) return refuse({ code: 'policy.draft-not-found' })
    if (stateOf(draft) !== 'open') return refuse({ code: 'policy.draft-closed' })
    if (draft.revision !== asked.revision) return refuse({ code: 'policy.changed-meanwhile' })
    const at = deps.clock()
    const [first, ...more] = [...reasonFaults(reason), ...(await readinessOf(tx, draft, dayOf(at))).refusals]
    if (first !== undefined) return refuse(first, ...more)
    await writeProposal(tx, draft.id, { by: actor.personId, reason }, null, at)
    await audit(tx, at, actor, draft.organisationId, 'rule-draft.propose', draft.id)
    await tellOthers(tx, actor, draft)
    return accept(true)
  })
}

/**
 * Gives a proposed draft back to be changed, with a reason; who proposed it may take it back too.
 * Refusals: `policy.draft-not-found`, `policy.not-proposed`, `policy.reason-missing`.
 */
export function giveBack(deps: Needs, actor: Actor, id: string, reason: string): Promise<Outcome<true>> {
  return inTransaction(deps.db, async (tx) => {
    const draft = await lockDraft(tx, policyHomes(actor), id)
    if (draft === null) return refuse({ code: 'policy.draft-not-found' })
    if (stateOf(draft) !== 'proposed') return refuse({ code: 'policy.not-proposed' })
    const [first, ...more] = reasonFaults(reason)
    if (first !== undefined) return refuse(first, ...more)
    const at = deps.clock()
    await writeProposal(tx, id, null, reason, at)
    await audit(tx, at, actor, draft.organisationId, 'rule-draft.give-back', id)
    if (draft.proposedBy !== null && draft.proposedBy !== actor.personId)
      await promise(tx, 'letter', `rule-draft-returned:${id}:${draft.revision}`, {
        personId: draft.proposedBy,
        template: 'policy.draft-returned',
        values: { path: `/rules/drafts/${id}` },
      })
    return accept(true)
  })
}

/**
 * The second person publishes: the content is kept for ever, the public log has a leaf of it and of the publication, and it
 * decides cases from its first day on. What it follows ends the day before.
 *
 * Refusals: `policy.draft-not-found`, `policy.not-proposed`, `policy.same-person`, `policy.changed-meanwhile`,
 * `policy.reason-missing`, and as `readinessOf`.
 */
export function publishDraft(
  deps: Needs,
  actor: Actor,
  asked: { readonly id: string; readonly revision: number },
  reason: string,
): Promise<Outcome<{ readonly ruleSetId: string }>> {
  return inTransaction(deps.db, async (tx) => {
    await lockPublishing(tx)
    const draft = await lockDraft(tx, policyHomes(actor), asked.id)
    if (draft === null) return refuse({ code: 'policy.draft-not-found' })
    if (stateOf(draft) !== 'proposed') return refuse({ code: 'policy.not-proposed' })
    if (draft.proposedBy === actor.personId) return refuse({ code: 'policy.same-person' })
    if (draft.revision !== asked.revision) return refuse({ code: 'policy.changed-meanwhile' })
    const at = deps.clock()
    const { rules, succeeds, refusals } = await readinessOf(tx, draft, dayOf(at))
    const [first, ...more] = [...reasonFaults(reason), ...refusals]
    if (first !== undefined) return refuse(first, ...more)
    const hash = await keepRuleSet(tx, at, rules)
    await insertPublication(tx, {
      ruleSetId: rules.id,
      hash,
      family: rules.family,
      succeeds: succeeds?.id ?? null,
      validFrom: rules.validFrom ?? '',
      examples: publishedCases(rules, draft.examples),
      draft,
      publishedBy: actor.personId,
      publishedAt: at,
      reason,
    })
    await leaveRows(tx, at, logReaders[PUBLICATION], [
      { kind: 'rule', subject: PUBLICATION, subjectId: rules.id, organisationId: draft.organisationId },
    ])
    await audit(tx, at, actor, draft.organisationId, 'rule-draft.publish', draft.id)
    return accept({ ruleSetId: rules.id })
  })
}

/** A letter to everybody else who may publish the draft: without a second person it waits for ever. */
async function tellOthers(tx: Db, actor: Actor, draft: Draft): Promise<void> {
  for (const personId of await holdersOf(tx, draft.organisationId, 'policy-owner')) {
    if (personId === actor.personId) continue
    await promise(tx, 'letter', `rule-draft:${draft.id}:${draft.revision}:${personId}`, {
      personId,
      template: 'policy.draft-waits',
      values: { path: `/rules/drafts/${draft.id}` },
    })
  }
}

/** The fewest characters that can say why. */
const REASON_LEAST = 10
const REASON_MOST = 2000

/** What is wrong with a reason that others read: too short, or too long. */
export function reasonFaults(reason: string): readonly Refusal[] {
  return reason.length >= REASON_LEAST && reason.length <= REASON_MOST
    ? []
    : [{ code: 'policy.reason-missing', at: 'reason', values: { least: REASON_LEAST, most: REASON_MOST } }]
}
