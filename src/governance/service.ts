import { findOrganisations, organisationsWhere } from '../organisations/index.ts'
import { record } from '../platform/audit.ts'
import { dayOf } from '../platform/clock.ts'
import { type Db, inTransaction } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { newId } from '../platform/ids.ts'
import type { Actor } from '../platform/page.ts'
import { accept, type Outcome, type Refusal, refuse } from '../platform/refusal.ts'
import { endListing } from '../trust/index.ts'
import { sanctionList } from './library.ts'
import {
  reasonsAgainstAppeal,
  reasonsAgainstAppealDecision,
  reasonsAgainstConfirmation,
  reasonsAgainstDecision,
  reasonsAgainstProposal,
  reasonsAgainstTaking,
} from './rules-case.ts'
import { DAY_MILLISECONDS } from './rules-series.ts'
import {
  confirmSanctionRow,
  findCaseFile,
  findCases,
  insertAppeal,
  insertSanction,
  type QueueItem,
  setAppealOutcome,
  setOutcome,
  setOwner,
} from './store.ts'
import type { CaseFile, Reviewer } from './types-case.ts'

export type Given = Pick<Deps, 'db' | 'clock'>

/** Kinds of organisation whose operators look after cases. */
const OVERSIGHT: readonly string[] = ['operator', 'ministry']

/** Whether somebody looks after cases: an operator of the platform or of a ministry. */
export async function mayOversee(db: Db, actor: Actor): Promise<boolean> {
  const held = organisationsWhere(actor, 'operator')
  if (held.length === 0) return false
  return (await findOrganisations(db)).some(({ id, kind }) => held.includes(id) && OVERSIGHT.includes(kind))
}

const reviewerOf = ({ personId, roles }: Actor): Reviewer => ({
  personId,
  organisationIds: [...new Set(roles.map(({ organisationId }) => organisationId))],
})

/** The cases that somebody may see: all for oversight; for a provider's owner those decided against it; else none. */
export async function casesFor(db: Db, actor: Actor): Promise<readonly QueueItem[]> {
  if (await mayOversee(db, actor)) return findCases(db)
  const owned = organisationsWhere(actor, 'owner')
  return owned.length === 0 ? [] : findCases(db, { decidedOf: owned })
}

/**
 * A case as somebody may see it, or nothing. A provider sees one about itself once it was decided against it, and never
 * one about another: what isn't theirs doesn't exist for them.
 */
export async function caseFor(db: Db, actor: Actor, id: string, lock = false): Promise<CaseFile | null> {
  const file = await findCaseFile(db, id, lock)
  if (file === null || (await mayOversee(db, actor))) return file
  const isDecided = file.case.outcome !== null && file.case.outcome !== 'nothing'
  return isDecided && organisationsWhere(actor, 'owner').includes(file.case.organisationId) ? file : null
}

/** One change of a case: found and locked, asked for reasons against it, done and recorded, in one transaction. */
function change(
  { db, clock }: Given,
  actor: Actor,
  id: string,
  verb: string,
  reasons: (file: CaseFile, at: Date) => Refusal[],
  work: (tx: Db, file: CaseFile, at: Date) => Promise<Outcome<unknown>>,
  detail: Readonly<Record<string, string>> = {},
): Promise<Outcome<CaseFile>> {
  return inTransaction(db, async (tx) => {
    const file = await caseFor(tx, actor, id, true)
    if (file === null) return refuse({ code: 'governance.case-unknown' })
    const at = clock()
    const [first, ...more] = reasons(file, at)
    if (first !== undefined) return refuse(first, ...more)
    const done = await work(tx, file, at)
    if (!done.ok) return done
    const { organisationId } = file.case
    await record(tx, { at, actorId: actor.personId, organisationId, verb, subject: id, detail })
    return accept(file)
  })
}

/** As `change`, for those who look after cases. Refusal: `governance.not-allowed`. */
async function oversee(...given: Parameters<typeof change>): Promise<Outcome<CaseFile>> {
  const [deps, actor] = given
  return (await mayOversee(deps.db, actor)) ? change(...given) : refuse({ code: 'governance.not-allowed' })
}

/** Takes a case, also from somebody else. Refusals: `case-unknown`, `not-allowed`, `conflict`, `already-decided`. */
export function takeCase(deps: Given, actor: Actor, id: string): Promise<Outcome<CaseFile>> {
  return oversee(
    deps,
    actor,
    id,
    'fraud-case.take',
    (file) => reasonsAgainstTaking(file, reviewerOf(actor)),
    async (tx, _, at) => accept(await setOwner(tx, id, actor.personId, at)),
  )
}

/**
 * Says what was found; only its owner does. Refusals: as of `takeCase`, and `not-owner`, `outcome-missing`, `text-short`,
 * `text-long`.
 */
export function decideCase(
  deps: Given,
  actor: Actor,
  id: string,
  asked: { outcome: string; reason: string },
): Promise<Outcome<CaseFile>> {
  return oversee(
    deps,
    actor,
    id,
    'fraud-case.decide',
    (file) => reasonsAgainstDecision(file, reviewerOf(actor), asked),
    async (tx, _, at) =>
      accept(await setOutcome(tx, id, { outcome: asked.outcome, reason: asked.reason, by: actor.personId, at })),
    { outcome: asked.outcome },
  )
}

/**
 * Proposes a sanction of the closed list; nothing happens before somebody else confirms it. Refusals: `nothing-found`,
 * `overturned`, `sanction-missing`, `sanction-already`, `conflict`, and those of texts.
 */
export function proposeSanction(
  deps: Given,
  actor: Actor,
  id: string,
  asked: { code: string; reasonId: string; reasonEn: string },
): Promise<Outcome<CaseFile>> {
  return oversee(
    deps,
    actor,
    id,
    'fraud-sanction.propose',
    (file) => reasonsAgainstProposal(file, reviewerOf(actor), asked, sanctionList()),
    async (tx, _, at) =>
      accept(
        await insertSanction(tx, {
          id: newId(),
          caseId: id,
          code: asked.code,
          reason: { id: asked.reasonId, en: asked.reasonEn },
          proposedBy: actor.personId,
          proposedAt: at,
        }),
      ),
    { code: asked.code },
  )
}

/**
 * Confirms a sanction that somebody else proposed, and carries it out through the register where it acts there. Refusals:
 * `sanction-not-waiting`, `same-person`, `conflict`, `overturned`, and `trust.not-listed`.
 */
export function confirmSanction(deps: Given, actor: Actor, id: string, sanctionId: string): Promise<Outcome<CaseFile>> {
  return oversee(
    deps,
    actor,
    id,
    'fraud-sanction.confirm',
    (file) => reasonsAgainstConfirmation(file, reviewerOf(actor), sanctionId),
    async (tx, file, at): Promise<Outcome<unknown>> => {
      const sanction = file.sanctions.find((one) => one.id === sanctionId)
      const rule = sanctionList().sanctions.find(({ code }) => code === sanction?.code)
      if (sanction !== undefined && rule?.acts === 'end-listing') {
        const { organisationId } = file.case
        const ended = await endListing({ ...deps, db: tx }, organisationId, sanction.reason, actor.personId)
        if (!ended.ok) return ended
      }
      return accept(await confirmSanctionRow(tx, sanctionId, actor.personId, at))
    },
    { sanctionId },
  )
}

/**
 * The provider's owner appeals, once. Refusals: `case-unknown`, `not-allowed` (not its owner), `nothing-to-appeal`,
 * `appeal-already`, `appeal-late`, and those of texts.
 */
export function fileAppeal(deps: Given, actor: Actor, id: string, grounds: string): Promise<Outcome<CaseFile>> {
  return change(
    deps,
    actor,
    id,
    'fraud-appeal.file',
    (file, at) =>
      organisationsWhere(actor, 'owner').includes(file.case.organisationId)
        ? reasonsAgainstAppeal(file, grounds, at, sanctionList())
        : [{ code: 'governance.not-allowed' }],
    async (tx, _, at) => {
      const dueOn = dayOf(new Date(at.getTime() + sanctionList().appealDecidedDays * DAY_MILLISECONDS))
      return accept(await insertAppeal(tx, { caseId: id, grounds, filedBy: actor.personId, filedAt: at, dueOn }))
    },
  )
}

/**
 * Decides an appeal; whoever took part before can't. An appeal that is upheld overturns the decision; a listing that was
 * ended meanwhile begins again by the register's own way. Refusals: `appeal-not-waiting`, `took-part`, `conflict`,
 * `outcome-missing`, and those of texts.
 */
export function decideAppeal(
  deps: Given,
  actor: Actor,
  id: string,
  asked: { upheld: string; reason: string },
): Promise<Outcome<CaseFile>> {
  return oversee(
    deps,
    actor,
    id,
    'fraud-appeal.decide',
    (file) => reasonsAgainstAppealDecision(file, reviewerOf(actor), asked),
    async (tx, _, at) => {
      const decided = { upheld: asked.upheld === 'yes', reason: asked.reason, by: actor.personId, at }
      return accept(await setAppealOutcome(tx, id, decided))
    },
    { upheld: asked.upheld },
  )
}
