import type { JsonObject } from '@lumbung/credential'
import { findOrganisation, mayAct, type Organisation, organisationsWhere } from '../../organisations/index.ts'
import { record } from '../../platform/audit.ts'
import { dayOf } from '../../platform/clock.ts'
import { type Db, inTransaction } from '../../platform/database.ts'
import type { Deps } from '../../platform/deps.ts'
import { newId } from '../../platform/ids.ts'
import type { Actor } from '../../platform/page.ts'
import { accept, type Outcome, type Refusal, refuse } from '../../platform/refusal.ts'
import { editionOf, readContent, ruleExamples, ruleSetOfContent } from '../library.ts'
import type { Example } from '../rules-example.ts'
import { keepRuleSet } from '../service-rules.ts'
import { allRuleSets } from '../service-sets.ts'
import { examplesOf, publications } from '../store-published.ts'
import { findEditions } from '../store-rules.ts'
import type { RuleSet } from '../types.ts'
import { policyPractice } from './library.ts'
import { inherited } from './rules-cases.ts'
import { begunFrom, firstOfMonthAfter, NATIONAL_KINDS, named, ownFamily, stateOf } from './rules-draft.ts'
import { faultsAtBoxes, itemFrom, type Values } from './rules-entry.ts'
import { type Part, partAt, withoutPart, withPart } from './rules-part.ts'
import { findDraft, insertDraft, lockDraft, writeDiscard, writeDraft } from './store.ts'
import type { Draft } from './types.ts'

export type Needs = Pick<Deps, 'db' | 'clock'>

/** The organisations for which somebody keeps policy. */
export function policyHomes(actor: Actor): readonly string[] {
  return organisationsWhere(actor, 'policy-owner')
}

/** The draft as a rule set. What is stored always fits; that it doesn't is a fault of ours. */
export function rulesOfDraft({ content, id }: Pick<Draft, 'content' | 'id'>): RuleSet {
  const read = readContent(content)
  if (!read.ok) throw new Error(`draft ${id} holds no rule set`)
  return read.rules
}

/** The rule set that a draft was begun from, as it was then. */
export async function baseOfDraft(db: Db, { baseHash }: Draft): Promise<RuleSet> {
  const kept = (await findEditions(db, [baseHash])).get(baseHash)
  if (kept === undefined) throw new Error('the base of a draft has lost its content')
  return ruleSetOfContent(kept.content, baseHash)
}

/** Whether an organisation keeps the rules that every campus may choose, or only its own. */
export function isNational({ kind }: Organisation): boolean {
  return NATIONAL_KINDS.includes(kind)
}

/**
 * Begins a draft from a rule set. A national body's draft stays in the family of its base and will follow it; another
 * organisation's begins rules of its own. The cases of the base come along.
 *
 * Refusals: `policy.not-allowed`, `policy.base-unknown`.
 */
export async function startDraft(
  deps: Needs,
  actor: Actor,
  organisationId: string,
  baseId: string,
): Promise<Outcome<{ readonly id: string }>> {
  const { db } = deps
  const organisation = await findOrganisation(db, organisationId)
  if (organisation === null || !mayAct(actor, organisationId, 'policy-owner'))
    return refuse({ code: 'policy.not-allowed' })
  const sets = await allRuleSets(db)
  const base = sets.find(({ id }) => id === baseId)
  const foreign = (await publications(db)).some(
    (one) => one.ruleSetId === baseId && !one.national && one.organisationId !== organisationId,
  )
  if (base === undefined || foreign) return refuse({ code: 'policy.base-unknown', at: 'base' })
  const national = isNational(organisation)
  const { content } = editionOf(base)
  const validFrom = firstOfMonthAfter(dayOf(deps.clock()), policyPractice().leadDays.value)
  const family = national ? base.family : ownFamily(organisation.slug)
  const examples = [...inherited(base, sets, ruleExamples()), ...(await examplesOf(db, base.id))]
  const id = newId()
  await inTransaction(db, async (tx) => {
    const at = deps.clock()
    const baseHash = await keepRuleSet(tx, at, base)
    await insertDraft(tx, {
      id,
      organisationId,
      national,
      baseHash,
      // Rules of one's own are there to be chosen; those that follow others stay what those are.
      content: begunFrom(national ? content : { ...content, choosable: true }, family, validFrom),
      examples,
      createdBy: actor.personId,
      createdAt: at,
    })
    await audit(tx, at, actor, organisationId, 'rule-draft.start', id)
  })
  return accept({ id })
}

/** A draft of one's own organisations; null where there is none, or it is another's. */
export function ownDraft(db: Db, actor: Actor, id: string): Promise<Draft | null> {
  return findDraft(db, policyHomes(actor), id)
}

/** What a change makes of a draft. */
export interface Changed {
  readonly content?: JsonObject
  readonly examples?: readonly Example[]
}

/**
 * Changes an open draft in one transaction, where nobody changed it since `revision` was shown.
 * Refusals: `policy.draft-not-found`, `policy.draft-closed`, `policy.changed-meanwhile`, and those of `work`.
 */
export function changeDraft(
  deps: Needs,
  actor: Actor,
  asked: { readonly id: string; readonly revision: number },
  verb: string,
  work: (draft: Draft, tx: Db) => Outcome<Changed> | Promise<Outcome<Changed>>,
): Promise<Outcome<Draft>> {
  return inTransaction(deps.db, async (tx) => {
    const draft = await lockDraft(tx, policyHomes(actor), asked.id)
    const refused = draft === null ? refuse({ code: 'policy.draft-not-found' }) : openFault(draft, asked.revision)
    if (draft === null || refused !== null) return refused ?? refuse({ code: 'policy.draft-not-found' })
    const changed = await work(draft, tx)
    if (!changed.ok) return changed
    const { content = draft.content, examples = draft.examples } = changed.value
    const at = deps.clock()
    await writeDraft(tx, draft.id, content, examples, at)
    await audit(tx, at, actor, draft.organisationId, verb, draft.id)
    return accept({ ...draft, content, examples, revision: draft.revision + 1, changedAt: at })
  })
}

function openFault(draft: Draft, revision: number) {
  if (stateOf(draft) !== 'open') return refuse({ code: 'policy.draft-closed' })
  return draft.revision === revision ? null : refuse({ code: 'policy.changed-meanwhile' })
}

/**
 * Writes a part of a draft from its form. A figure that is negative or a fraction, an unknown skill, a circle, days that
 * end before they begin: each is refused at its box, and nothing is stored.
 *
 * Refusals besides those of `changeDraft`: `policy.part-unknown`, and as `itemFrom`, `faultsAtBoxes`, `readRuleSet`.
 */
export function editPart(
  deps: Needs,
  actor: Actor,
  asked: { readonly id: string; readonly revision: number; readonly place: string },
  values: Values,
): Promise<Outcome<Draft>> {
  return changeDraft(deps, actor, asked, 'rule-draft.edit', (draft) => {
    const part = partAt(draft.content, asked.place)
    if (part === null) return refuse({ code: 'policy.part-unknown' })
    const { item, refusals } = itemFrom(part, values)
    return checked(withPart(draft.content, part, item), part, refusals)
  })
}

/** Takes a limit, condition, figure or equivalence out of a draft. Refusals as `changeDraft`, and `policy.part-unknown`. */
export function removePart(
  deps: Needs,
  actor: Actor,
  asked: { readonly id: string; readonly revision: number; readonly place: string },
): Promise<Outcome<Draft>> {
  return changeDraft(deps, actor, asked, 'rule-draft.remove', (draft) => {
    const part = partAt(draft.content, asked.place)
    if (part === null || !part.removable) return refuse({ code: 'policy.part-unknown' })
    return checked(withoutPart(draft.content, part), part, [])
  })
}

function checked(written: JsonObject, part: Part, unreadable: readonly Refusal[]): Outcome<Changed> {
  const content = named(written)
  const read = readContent(content)
  const [first, ...more] = [...unreadable, ...(read.ok ? [] : faultsAtBoxes(part, read.refusals))].filter(
    // One fault for each box: what can't be read is no other fault as well.
    ({ at }, index, all) => all.findIndex((other) => other.at === at) === index,
  )
  return first === undefined ? accept({ content }) : refuse(first, ...more)
}

/** Puts a draft aside for good; what was published stays. Refusals: `policy.draft-not-found`, `policy.draft-closed`. */
export function discardDraft(deps: Needs, actor: Actor, id: string): Promise<Outcome<true>> {
  return inTransaction(deps.db, async (tx) => {
    const draft = await lockDraft(tx, policyHomes(actor), id)
    if (draft === null) return refuse({ code: 'policy.draft-not-found' })
    if (stateOf(draft) === 'published' || stateOf(draft) === 'discarded') return refuse({ code: 'policy.draft-closed' })
    const at = deps.clock()
    await writeDiscard(tx, id, actor.personId, at)
    await audit(tx, at, actor, draft.organisationId, 'rule-draft.discard', id)
    return accept(true)
  })
}

/** One line of the audit about a draft. */
export function audit(
  tx: Db,
  at: Date,
  actor: Actor,
  organisationId: string,
  verb: string,
  subject: string,
): Promise<void> {
  return record(tx, { at, actorId: actor.personId, organisationId, verb, subject })
}
