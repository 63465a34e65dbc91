import { leaveRows } from '../../log/index.ts'
import { findProgramme, mayAct } from '../../organisations/index.ts'
import { record } from '../../platform/audit.ts'
import { dayOf } from '../../platform/clock.ts'
import { inTransaction } from '../../platform/database.ts'
import type { Deps } from '../../platform/deps.ts'
import { newId } from '../../platform/ids.ts'
import type { Actor } from '../../platform/page.ts'
import { accept, type Outcome, type Refusal, refuse } from '../../platform/refusal.ts'
import { guidelineOn, priorPractice } from './library.ts'
import { isDay } from './rules.ts'
import { CAMPUS_ROLES } from './service-access.ts'
import { askRules } from './service-rules.ts'
import { eraseContent, insertHost } from './store.ts'
import { HOST, logReaders } from './store-log.ts'
import { ACCREDITATIONS } from './types.ts'

const MILLISECONDS_PER_DAY = 86_400_000
const LINE_LETTERS = 200

/** What a campus states of a programme, as typed. */
export interface HostForm {
  readonly programmeId: string
  readonly accreditation: string
  readonly number: string
  readonly validUntil: string
  readonly shownAs: string
  readonly open: boolean
}

/**
 * A campus states that a programme takes prior learning, or no longer does. Refusals: `rpl.programme-missing` (also another
 * campus's), `rpl.no-guideline`, `rpl.accreditation-missing`, `rpl.number-missing`, `rpl.day-malformed`, `rpl.shown-missing`, and the
 * rule set's where its level may not use prior learning.
 */
export function stateHost(deps: Deps, actor: Actor, organisationId: string, form: HostForm): Promise<Outcome<true>> {
  return inTransaction(deps.db, async (tx) => {
    if (!mayAct(actor, organisationId, ...CAMPUS_ROLES)) return refuse({ code: 'rpl.not-allowed' })
    const programme = await findProgramme(tx, form.programmeId)
    if (programme === null || programme.organisationId !== organisationId)
      return refuse({ code: 'rpl.programme-missing', at: 'programme' })
    const at = deps.clock()
    const day = dayOf(at)
    const guideline = guidelineOn(day)
    if (guideline === null) return refuse({ code: 'rpl.no-guideline', values: { day } })
    const refusals: Refusal[] = []
    const accreditation = ACCREDITATIONS.find((one) => one === form.accreditation)
    const shownAs = guideline.transcript.choices.find((one) => one === form.shownAs)
    if (accreditation === undefined) refusals.push({ code: 'rpl.accreditation-missing', at: 'accreditation' })
    if (form.number.trim() === '') refusals.push({ code: 'rpl.number-missing', at: 'number' })
    if (!isDay(form.validUntil)) refusals.push({ code: 'rpl.until-malformed', at: 'validUntil' })
    if (shownAs === undefined) refusals.push({ code: 'rpl.shown-missing', at: 'shownAs' })
    const asked = askRules(guideline, programme, { day, sks: 1, usedSks: 0, standsFor: 'course' })
    refusals.push(...asked.evaluation.refusals.filter(({ code }) => code === 'recognition.condition-programme'))
    const [first, ...more] = refusals
    if (first !== undefined || accreditation === undefined || shownAs === undefined)
      return refuse(first ?? { code: 'rpl.accreditation-missing', at: 'accreditation' }, ...more)
    const row = { id: newId(), organisationId, programmeId: programme.id, accreditation, shownAs, open: form.open }
    const number = form.number.trim().slice(0, LINE_LETTERS)
    await insertHost(tx, { ...row, number, validUntil: form.validUntil, statedBy: actor.personId, statedAt: at })
    await leaveRows(tx, at, logReaders[HOST], [{ kind: 'rule', subject: HOST, subjectId: row.id, organisationId }])
    const detail = { open: form.open }
    await record(tx, {
      at,
      actorId: actor.personId,
      organisationId,
      verb: 'prior-learning.host',
      subject: programme.id,
      detail,
    })
    return accept(true as const)
  })
}

/** Erases the files of portfolios whose cases ended longer ago than `practice.json` keeps them. Answers how many. */
export function eraseOldPortfolios(deps: Pick<Deps, 'db' | 'clock'>): Promise<number> {
  const at = deps.clock()
  const days = priorPractice().keepFilesDays.value
  return eraseContent(deps.db, new Date(at.getTime() - days * MILLISECONDS_PER_DAY), at)
}
