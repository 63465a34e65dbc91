import type { Refusal } from '../platform/refusal.ts'
import { DAY_MILLISECONDS } from './rules-series.ts'
import { type CaseFile, type CaseState, OUTCOMES, type Reviewer, type SanctionList } from './types-case.ts'

/** Longest reason or ground, in characters. */
export const TEXT_CHARACTERS = 2_000
const TEXT_LEAST = 10

/** Where a case stands. */
export function stateOf({ case: { ownerId, outcome }, appeal }: Pick<CaseFile, 'case' | 'appeal'>): CaseState {
  if (outcome === null) return ownerId === null ? 'waiting' : 'looked-after'
  if (appeal === null || appeal.upheld === false) return 'decided'
  return appeal.upheld === true ? 'overturned' : 'appealed'
}

function textFaults(text: string, at: string): Refusal[] {
  const characters = [...text.trim()].length
  if (characters < TEXT_LEAST) return [{ code: 'governance.text-short', at, values: { least: TEXT_LEAST } }]
  return characters > TEXT_CHARACTERS ? [{ code: 'governance.text-long', at, values: { most: TEXT_CHARACTERS } }] : []
}

/** Nobody works on a case of an organisation in which they hold a role, nor on one whose signature it names. */
export function conflictOf(file: CaseFile, { personId, organisationIds }: Reviewer): Refusal[] {
  const isOwn = organisationIds.includes(file.case.organisationId)
  return isOwn || file.case.unit.split('/').includes(personId) ? [{ code: 'governance.conflict' }] : []
}

/** What speaks against taking a case. */
export function reasonsAgainstTaking(file: CaseFile, who: Reviewer): Refusal[] {
  if (file.case.outcome !== null) return [{ code: 'governance.already-decided' }]
  return conflictOf(file, who)
}

/** What speaks against a decision on a case. */
export function reasonsAgainstDecision(
  file: CaseFile,
  who: Reviewer,
  asked: { outcome: string; reason: string },
): Refusal[] {
  if (file.case.outcome !== null) return [{ code: 'governance.already-decided' }]
  const faults = conflictOf(file, who)
  if (file.case.ownerId !== who.personId) faults.push({ code: 'governance.not-owner' })
  if (!OUTCOMES.some((one) => one === asked.outcome)) faults.push({ code: 'governance.outcome-missing', at: 'outcome' })
  return [...faults, ...textFaults(asked.reason, 'reason')]
}

/** What speaks against proposing a sanction. */
export function reasonsAgainstProposal(
  file: CaseFile,
  who: Reviewer,
  asked: { code: string; reasonId: string; reasonEn: string },
  { sanctions }: SanctionList,
): Refusal[] {
  const faults = conflictOf(file, who)
  const state = stateOf(file)
  if (file.case.outcome === null || file.case.outcome === 'nothing') faults.push({ code: 'governance.nothing-found' })
  else if (state === 'overturned') faults.push({ code: 'governance.overturned' })
  if (!sanctions.some(({ code }) => code === asked.code))
    faults.push({ code: 'governance.sanction-missing', at: 'code' })
  if (file.sanctions.some(({ code }) => code === asked.code))
    faults.push({ code: 'governance.sanction-already', at: 'code' })
  return [...faults, ...textFaults(asked.reasonId, 'reasonId'), ...textFaults(asked.reasonEn, 'reasonEn')]
}

/** What speaks against confirming a sanction: the one who proposed it can't. */
export function reasonsAgainstConfirmation(file: CaseFile, who: Reviewer, sanctionId: string): Refusal[] {
  const sanction = file.sanctions.find(({ id }) => id === sanctionId)
  if (sanction === undefined || sanction.confirmedAt !== null) return [{ code: 'governance.sanction-not-waiting' }]
  const faults = conflictOf(file, who)
  if (sanction.proposedBy === who.personId) faults.push({ code: 'governance.same-person' })
  if (stateOf(file) === 'overturned') faults.push({ code: 'governance.overturned' })
  return faults
}

/** What speaks against an appeal of the provider. */
export function reasonsAgainstAppeal(file: CaseFile, grounds: string, now: Date, list: SanctionList): Refusal[] {
  const { outcome, decidedAt } = file.case
  if (outcome === null || outcome === 'nothing' || decidedAt === null) return [{ code: 'governance.nothing-to-appeal' }]
  if (file.appeal !== null) return [{ code: 'governance.appeal-already' }]
  const days = (now.getTime() - decidedAt.getTime()) / DAY_MILLISECONDS
  if (days > list.appealWithinDays) return [{ code: 'governance.appeal-late', values: { days: list.appealWithinDays } }]
  return textFaults(grounds, 'grounds')
}

/** What speaks against a decision on an appeal: whoever took part before can't decide it. */
export function reasonsAgainstAppealDecision(
  file: CaseFile,
  who: Reviewer,
  asked: { upheld: string; reason: string },
): Refusal[] {
  if (file.appeal === null || file.appeal.decidedAt !== null) return [{ code: 'governance.appeal-not-waiting' }]
  const took = [
    file.case.ownerId,
    file.case.decidedBy,
    ...file.sanctions.flatMap(({ proposedBy, confirmedBy }) => [proposedBy, confirmedBy]),
  ]
  const faults = conflictOf(file, who)
  if (took.includes(who.personId)) faults.push({ code: 'governance.took-part' })
  if (asked.upheld !== 'yes' && asked.upheld !== 'no') faults.push({ code: 'governance.outcome-missing', at: 'upheld' })
  return [...faults, ...textFaults(asked.reason, 'reason')]
}
