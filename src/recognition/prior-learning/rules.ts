import type { Refusal } from '../../platform/refusal.ts'
import { dayAfter } from '../rules-decision.ts'
import type {
  Appointment,
  Claim,
  ClaimVerdict,
  DecisionResult,
  Education,
  Evidence,
  Flag,
  Former,
  Found,
  Opinion,
  Part,
  Question,
  Report,
  Route,
  Source,
  State,
  Whole,
} from './types.ts'
import { FLAGS } from './types.ts'

/** What of a guideline the rules read: figures and lists, none of them the rules' own. */
export interface GuidelineFigures {
  readonly routes: readonly {
    readonly id: Route
    readonly sources: readonly Source[]
    readonly needsOneOf: readonly Source[]
    readonly hostAccreditation: readonly string[] | null
  }[]
  readonly levelMinKkni: { readonly value: number }
  readonly ladder: readonly (readonly Education[])[]
  readonly entry: readonly { readonly programmes: readonly string[]; readonly least: Education }[]
  readonly former: {
    readonly otherCampusAfter: readonly Former[]
    readonly notForPriorLearning: readonly Former[]
    readonly needsFormalEvidence: readonly Former[]
  }
}

/**
 * Everything that speaks against an application on its day: who may apply, where, with which portfolio. How much can be
 * recognised at most is asked of the rule set at the decision.
 */
export function checkApplication(guideline: GuidelineFigures, asked: Question): Refusal[] {
  return [...checkPerson(guideline, asked), ...checkHost(guideline, asked), ...checkPortfolio(guideline, asked)]
}

function checkPerson({ entry, ladder, former }: GuidelineFigures, asked: Question): Refusal[] {
  const { stated, programmeLevel, organisationId } = asked
  const refusals: Refusal[] = []
  if (stated.education === null) refusals.push({ code: 'rpl.education-missing', at: 'education' })
  const least =
    programmeLevel === null ? undefined : entry.find(({ programmes }) => programmes.includes(programmeLevel))
  const rank = (one: Education) => ladder.findIndex((step) => step.includes(one))
  if (least !== undefined && stated.education !== null && rank(stated.education) < rank(least.least))
    refusals.push({
      code: 'rpl.entry-too-low',
      at: 'education',
      values: { is: stated.education, least: least.least, level: programmeLevel ?? '' },
    })
  if (asked.aim !== 'programme') return refusals
  if (stated.former === null) return [...refusals, { code: 'rpl.former-missing', at: 'former' }]
  const named = stated.formerOrganisationId !== null || stated.formerName.trim() !== ''
  if (stated.former !== 'none' && !named) refusals.push({ code: 'rpl.former-unnamed', at: 'formerName' })
  const activeElsewhere = asked.studiesAt.some((id) => id !== organisationId)
  const ownStudent = asked.studiesAt.includes(organisationId)
  if ((former.notForPriorLearning.includes(stated.former) && !ownStudent) || activeElsewhere)
    refusals.push({ code: 'rpl.still-student', at: 'former' })
  if (former.otherCampusAfter.includes(stated.former) && stated.formerOrganisationId === organisationId)
    refusals.push({ code: 'rpl.same-campus', at: 'former' })
  if (former.needsFormalEvidence.includes(stated.former) && !asked.evidence.some(({ source }) => source === 'formal'))
    refusals.push({ code: 'rpl.closed-campus', at: 'former' })
  return refusals
}

function checkHost({ routes, levelMinKkni }: GuidelineFigures, asked: Question): Refusal[] {
  const { host, kkniLevel, aim } = asked
  if (aim === 'level')
    return kkniLevel === null || kkniLevel < levelMinKkni.value
      ? [{ code: 'rpl.kkni-too-low', values: { is: kkniLevel ?? 0, least: levelMinKkni.value } }]
      : []
  if (aim === 'definition') return []
  if (host === null || !host.open) return [{ code: 'rpl.not-offered' }]
  const allowed = routes.find(({ id }) => id === asked.route)?.hostAccreditation ?? null
  const refusals: Refusal[] = []
  if (allowed !== null && !allowed.includes(host.accreditation))
    refusals.push({ code: 'rpl.host-accreditation', values: { is: host.accreditation } })
  if (host.validUntil < asked.day)
    refusals.push({ code: 'rpl.host-accreditation-ended', values: { day: host.validUntil } })
  return refusals
}

function checkPortfolio({ routes }: GuidelineFigures, asked: Question): Refusal[] {
  const { evidence, claims } = asked
  const route = routes.find(({ id }) => id === asked.route)
  if (route === undefined) return [{ code: 'rpl.route-unknown' }]
  const refusals: Refusal[] = []
  if (evidence.length === 0) refusals.push({ code: 'rpl.evidence-missing', at: 'portfolio' })
  else {
    if (evidence.some(({ source }) => !route.sources.includes(source)))
      refusals.push({ code: 'rpl.formal-only', at: 'portfolio' })
    if (!evidence.some(({ source }) => route.needsOneOf.includes(source)))
      refusals.push({ code: asked.route === 'transfer' ? 'rpl.formal-missing' : 'rpl.other-missing', at: 'portfolio' })
  }
  if (claims.length === 0) refusals.push({ code: 'rpl.claims-missing', at: 'claims' })
  const known = new Set(evidence.map(({ id }) => id))
  for (const claim of claims)
    if (!claim.evidenceIds.some((id) => known.has(id)))
      refusals.push({ code: 'rpl.claim-without-evidence', at: 'claims', values: titleValues(claim) })
  return refusals
}

/** The name of a claim for a sentence in either language. */
export function titleValues({ title }: Pick<Claim, 'title'>): { claim: string; claimEn: string } {
  return { claim: title.id, claimEn: title.en }
}

/** Why a claim can't be made at all. Which uses are excluded is the rule set's word. */
export function checkClaim(
  claim: Pick<Claim, 'standsFor' | 'evidenceIds' | 'title'>,
  excluded: readonly string[],
): Refusal[] {
  const refusals: Refusal[] = []
  if (excluded.includes(claim.standsFor))
    refusals.push({ code: 'rpl.excluded-course', at: 'target', values: titleValues(claim) })
  if (claim.evidenceIds.length === 0)
    refusals.push({ code: 'rpl.claim-without-evidence', at: 'evidence', values: titleValues(claim) })
  return refusals
}

/** Whether a piece of evidence counts: all four flags. */
export function allFlags(flags: readonly Flag[]): boolean {
  return FLAGS.every((flag) => flags.includes(flag))
}

/** Letters that a reason must have to say something. */
const REASON_LETTERS = 10

/**
 * Every fault of a report. Each claim needs an opinion with a reason; a claim may be recommended only where a piece of its
 * evidence is valid, authentic, current and sufficient.
 */
export function checkReport(
  claims: readonly Pick<Claim, 'id' | 'title' | 'evidenceIds'>[],
  found: readonly Found[],
  opinions: readonly (Omit<Opinion, 'recommended' | 'method'> & {
    readonly recommended: boolean | null
    readonly method: string | null
  })[],
): Refusal[] {
  const counting = new Set(found.filter(({ flags }) => allFlags(flags)).map(({ evidenceId }) => evidenceId))
  return claims.flatMap((claim) => {
    const opinion = opinions.find(({ claimId }) => claimId === claim.id)
    const values = titleValues(claim)
    const faults: Refusal[] = []
    if (opinion === undefined || opinion.recommended === null)
      return [{ code: 'rpl.opinion-missing', at: `opinion-${claim.id}`, values }]
    if (opinion.method === null) faults.push({ code: 'rpl.method-missing', at: `method-${claim.id}`, values })
    if (opinion.reason.trim().length < REASON_LETTERS)
      faults.push({
        code: 'rpl.reason-missing',
        at: `reason-${claim.id}`,
        values: { ...values, letters: REASON_LETTERS },
      })
    if (opinion.recommended && !claim.evidenceIds.some((id) => counting.has(id)))
      faults.push({ code: 'rpl.flags-missing', at: `opinion-${claim.id}`, values })
    return faults
  })
}

/** What the reports of one round say of a claim together: two agree, or the third decides. */
export function verdictOn(claimId: string, reports: readonly Pick<Report, 'part' | 'opinions'>[]): ClaimVerdict {
  const said = (part: Part) =>
    reports.find((one) => one.part === part)?.opinions.find((one) => one.claimId === claimId)?.recommended
  const [academic, practitioner, third] = [said('academic'), said('practitioner'), said('third')]
  if (academic === undefined || practitioner === undefined) return 'waiting'
  if (academic === practitioner) return academic ? 'yes' : 'no'
  if (third === undefined) return 'conflict'
  return third ? 'yes' : 'no'
}

/** The claims about which the two assessors of a round disagree, whether or not a third has decided. */
export function disputed(
  claims: readonly Claim[],
  reports: readonly Pick<Report, 'part' | 'opinions'>[],
): readonly Claim[] {
  const two = reports.filter(({ part }) => part !== 'third')
  return claims.filter(({ id }) => verdictOn(id, two) === 'conflict')
}

/** The round that is under way or was decided last: the second begins with an appeal. */
export function roundOf({ appeal }: Pick<Whole, 'appeal'>): number {
  return appeal === null ? 1 : 2
}

/** Where a case stands. */
export function stateOf(whole: Omit<Whole, 'evidence'>): State {
  const { application, claims, appointments, reports, decisions } = whole
  if (application.withdrawnAt !== null) return 'withdrawn'
  if (application.submittedAt === null) return 'draft'
  const round = roundOf(whole)
  const decided = decisions.find((one) => one.round === round)
  if (decided !== undefined) return round === 1 && decided.result !== 'recognised' ? 'decided' : 'closed'
  const own = reports.filter((one) => one.round === round)
  const verdicts = claims.map(({ id }) => verdictOn(id, own))
  if (verdicts.includes('waiting'))
    return standing(appointments, round).filter(({ part }) => part !== 'third').length < 2 ? 'appointing' : 'assessing'
  return verdicts.includes('conflict') ? 'conflict' : 'assessed'
}

/** SKS that a case asks for and that no decision has granted yet; none once it ended. */
export function sksAskedOf(whole: Omit<Whole, 'evidence'>): number {
  const state = stateOf(whole)
  if (state === 'draft' || state === 'withdrawn' || state === 'decided' || state === 'closed') return 0
  const granted = new Set(whole.decisions.at(-1)?.granted.map(({ claimId }) => claimId))
  return whole.claims.filter(({ id }) => !granted.has(id)).reduce((sum, { sks }) => sum + sks, 0)
}

/** The appointments of a round that stand: not ended and not in a conflict. */
export function standing(appointments: readonly Appointment[], round: number): readonly Appointment[] {
  return appointments.filter((one) => one.round === round && one.endedAt === null && one.conflict !== true)
}

/**
 * Why somebody may not assess this case: the applicant, who appoints, who assessed or decided it before, and who declared a
 * conflict of interest. Two places never go to one person.
 */
export function checkAssessor(whole: Whole, assessorId: string, appointedBy: string): Refusal[] {
  const at = 'assessor'
  if (assessorId === whole.application.personId) return [{ code: 'rpl.assessor-is-applicant', at }]
  if (assessorId === appointedBy) return [{ code: 'rpl.assessor-is-self', at }]
  if (whole.decisions.some(({ decidedBy }) => decidedBy === assessorId)) return [{ code: 'rpl.assessor-before', at }]
  const before = whole.appointments.filter((one) => one.assessorId === assessorId)
  if (before.some(({ conflict }) => conflict === true)) return [{ code: 'rpl.assessor-in-conflict', at }]
  const round = roundOf(whole)
  if (before.some((one) => one.round < round)) return [{ code: 'rpl.assessor-before', at }]
  return before.some((one) => one.endedAt === null) ? [{ code: 'rpl.assessor-twice', at }] : []
}

/** What a decision is called that grants these claims. */
export function resultOf(claims: readonly Claim[], grantedIds: readonly string[]): DecisionResult {
  if (grantedIds.length === 0) return 'refused'
  return claims.every(({ id }) => grantedIds.includes(id)) ? 'recognised' : 'partly'
}

/** Whether an appeal can still be made: within whole days after the decision. */
export function lastAppealDay(decidedOn: string, days: number): string {
  return dayAfter(decidedOn, days)
}

/** The file signatures that a portfolio takes. */
const SIGNATURES = [
  { type: 'application/pdf', bytes: [0x25, 0x50, 0x44, 0x46, 0x2d] },
  { type: 'image/png', bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { type: 'image/jpeg', bytes: [0xff, 0xd8, 0xff] },
] as const

/** PDF, PNG or JPEG by the first bytes, whatever the file calls itself; nothing for anything else. */
export function mediaTypeOf(bytes: Uint8Array): string | null {
  return SIGNATURES.find((one) => one.bytes.every((byte, at) => bytes[at] === byte))?.type ?? null
}

/** Every fault of a piece of evidence as typed: it has a file or an address, never neither. */
export function checkEvidence(
  typed: Pick<Evidence, 'title' | 'datedOn' | 'link'> & {
    readonly source: Source | null
    readonly file: Uint8Array | null
  },
  today: string,
  bytesMost: number,
): Refusal[] {
  const refusals: Refusal[] = []
  if (typed.source === null) refusals.push({ code: 'rpl.source-missing', at: 'source' })
  if (typed.title.trim() === '') refusals.push({ code: 'rpl.title-missing', at: 'title' })
  if (!isDay(typed.datedOn) || typed.datedOn > today) refusals.push({ code: 'rpl.day-malformed', at: 'datedOn' })
  if (typed.file === null && typed.link === null) refusals.push({ code: 'rpl.nothing-shown', at: 'file' })
  if (typed.link !== null && !isAddress(typed.link)) refusals.push({ code: 'rpl.link-malformed', at: 'link' })
  if (typed.file !== null && typed.file.length > bytesMost)
    refusals.push({ code: 'rpl.file-too-large', at: 'file', values: { megabytes: Math.floor(bytesMost / 1_000_000) } })
  if (typed.file !== null && mediaTypeOf(typed.file) === null) refusals.push({ code: 'rpl.file-type', at: 'file' })
  return refusals
}

/** Whether a text is a day of the calendar as `2026-11-26`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const parsed = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(parsed) && new Date(parsed).toISOString().startsWith(text)
}

function isAddress(text: string): boolean {
  return URL.canParse(text) && new URL(text).protocol === 'https:' && text.length <= 500
}
