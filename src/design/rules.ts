import { degreeClaimIn } from '../frameworks/index.ts'
import { accept, type Outcome, type Refusal, refuse } from '../platform/refusal.ts'
import {
  ASSESSMENT_METHODS,
  type CheckedDraft,
  CO_ISSUER_ROLES,
  type CoIssuer,
  type CoIssuerRole,
  type DesignPolicy,
  type DraftContent,
  type DraftOutcome,
  EVIDENCE_SOURCES,
  IDENTITY_ASSURANCES,
  MODES,
  type OutcomeOfLearning,
  SIDES,
  type SignOff,
  type SkillClaimed,
} from './types.ts'

const SHORT_TEXT = 200
const LONG_TEXT = 4000

/** An empty outcome, as the form shows it. */
export const EMPTY_OUTCOME: DraftOutcome = {
  statementId: '',
  statementEn: '',
  mandatory: true,
  method: '',
  descriptionId: '',
  descriptionEn: '',
  passMark: '60',
}

/** A draft before anything was typed. */
export const EMPTY_DRAFT: DraftContent = {
  titleId: '',
  titleEn: '',
  descriptionId: '',
  descriptionEn: '',
  microId: '',
  microEn: '',
  field: '',
  hours: '',
  sks: '',
  sksReason: '',
  kkniLevel: '',
  mode: '',
  language: 'id',
  identityAssurance: '',
  standardId: '',
  standardEn: '',
  evidenceSource: '',
  skills: [],
  priceRupiah: '0',
  validMonths: '',
  outcomes: [EMPTY_OUTCOME],
  facultyOrganisationId: '',
  industryOrganisationId: '',
  coIssuers: [],
}

/** A whole number as typed, thousands grouped or not; nothing where it is none. */
function whole(text: string): number | null {
  const plain = text.replace(/[.\s]/g, '')
  return /^\d{1,12}$/.test(plain) ? Number(plain) : null
}

const includes = <T extends string>(list: readonly T[], value: string): value is T =>
  (list as readonly string[]).includes(value)

/**
 * Whether the SKS follow from the hours: hours of learning divided by those of one SKS, rounded down. Where one SKS is a
 * range of minutes, any result within it fits. 900 hours at 45 hours are 20 SKS.
 */
export function sksFits(hours: number, sks: number, minutesPerSks: { min: number; max: number }): boolean {
  const minutes = hours * 60
  return sks >= Math.floor(minutes / minutesPerSks.max) && sks <= Math.floor(minutes / minutesPerSks.min)
}

/**
 * Checks whether a draft is whole (F030, F037): answers every reason it isn't, each `at` the field of the form.
 *
 * Needed: title, description and micro-competency in both languages, a field, hours and SKS that belong together (or a
 * reason), a KKNI level, mode, identity assurance, a standard in both languages, an evidence source, at least one skill of
 * the list, at least one mandatory outcome, and for each outcome a statement and an assessment in both languages. No text may liken the
 * credential to a degree.
 */
export function checkDraft(draft: DraftContent, policy: DesignPolicy): Outcome<CheckedDraft> {
  const refusals: Refusal[] = []
  const say = (code: string, at: string, values?: Refusal['values']) =>
    refusals.push(values === undefined ? { code: `design.${code}`, at } : { code: `design.${code}`, at, values })

  for (const [id, en, name, most] of TEXT_PAIRS) {
    for (const at of [id, en]) {
      if (draft[at] === '') say(at === id ? `${name}-missing-id` : `${name}-missing-en`, at)
      else if (draft[at].length > most) say('text-too-long', at, { most })
      claimsNoDegree(draft[at], at, policy, say)
    }
  }
  if (!policy.fields.has(draft.field)) say('field-missing', 'field')
  const kkniLevel = whole(draft.kkniLevel)
  if (kkniLevel === null || !policy.kkniLevels.has(kkniLevel)) say('level-missing', 'kkniLevel')
  if (!includes(MODES, draft.mode)) say('mode-missing', 'mode')
  if (!includes(IDENTITY_ASSURANCES, draft.identityAssurance)) say('identity-missing', 'identityAssurance')
  if (!includes(EVIDENCE_SOURCES, draft.evidenceSource)) say('evidence-missing', 'evidenceSource')
  if (draft.language !== 'id' && draft.language !== 'en') say('language-missing', 'language')
  const { hours, sks } = checkLoad(draft, policy, say)
  const priceRupiah = whole(draft.priceRupiah === '' ? '0' : draft.priceRupiah)
  if (priceRupiah === null) say('price-malformed', 'priceRupiah')
  const validMonths = draft.validMonths === '' ? null : whole(draft.validMonths)
  if (draft.validMonths !== '' && (validMonths === null || validMonths < 1 || validMonths > 600))
    say('validity-malformed', 'validMonths')
  const skills = checkSkills(draft.skills, policy, say)
  const outcomes = checkOutcomes(draft.outcomes, policy, say)
  const coIssuers = checkCoIssuers(draft.coIssuers ?? [], policy, say)
  if (draft.facultyOrganisationId === '') say('faculty-partner-missing', 'facultyOrganisationId')
  if (draft.industryOrganisationId === '') say('industry-partner-missing', 'industryOrganisationId')

  const [first, ...more] = refusals
  if (first !== undefined) return refuse(first, ...more)
  const methods = new Set(outcomes.map((outcome) => outcome.assessment.method))
  return accept({
    outcomes,
    content: {
      title: { id: draft.titleId, en: draft.titleEn },
      description: { id: draft.descriptionId, en: draft.descriptionEn },
      microCompetency: { id: draft.microId, en: draft.microEn },
      field: draft.field,
      hours: hours ?? 0,
      sks: sks ?? 0,
      sksReason: draft.sksReason === '' ? null : draft.sksReason,
      kkniLevel: kkniLevel ?? 0,
      mode: draft.mode as (typeof MODES)[number],
      language: draft.language,
      assessmentKind: methods.size === 1 ? ([...methods][0] ?? 'mixed') : 'mixed',
      identityAssurance: draft.identityAssurance as (typeof IDENTITY_ASSURANCES)[number],
      standard: { id: draft.standardId, en: draft.standardEn },
      evidenceSource: draft.evidenceSource as (typeof EVIDENCE_SOURCES)[number],
      skills,
      priceRupiah: priceRupiah ?? 0,
      validMonths,
      coIssuers,
    },
  })
}

const TEXT_PAIRS = [
  ['titleId', 'titleEn', 'title', SHORT_TEXT],
  ['descriptionId', 'descriptionEn', 'description', LONG_TEXT],
  ['microId', 'microEn', 'micro', LONG_TEXT],
  ['standardId', 'standardEn', 'standard', LONG_TEXT],
] as const

type Say = (code: string, at: string, values?: Refusal['values']) => void

/** What is published is signed with every credential: it may not liken one to a degree. */
function claimsNoDegree(text: string, at: string, policy: DesignPolicy, say: Say): void {
  const words = degreeClaimIn(text, policy.degreeClaims)
  if (words !== null) say('degree-claim', at, { words })
}

function checkLoad(draft: DraftContent, policy: DesignPolicy, say: Say): { hours: number | null; sks: number | null } {
  const hours = whole(draft.hours)
  const sks = whole(draft.sks)
  if (hours === null || hours < 1 || hours > 10_000) say('hours-malformed', 'hours')
  if (sks === null || sks > 200) say('sks-malformed', 'sks')
  if (draft.sksReason.length > LONG_TEXT) say('text-too-long', 'sksReason', { most: LONG_TEXT })
  if (hours === null || sks === null || draft.sksReason !== '') return { hours, sks }
  if (policy.minutesPerSks === null) say('sks-not-checkable', 'sks')
  else if (!sksFits(hours, sks, policy.minutesPerSks)) {
    const fits = Math.floor((hours * 60) / policy.minutesPerSks.max)
    say('sks-inconsistent', 'sks', { hours, sks, fits, hoursPerSks: Math.round(policy.minutesPerSks.max / 60) })
  }
  if (sks > policy.sksBound) say('sks-above-bound', 'sks', { sks, bound: policy.sksBound })
  return { hours, sks }
}

function checkSkills(codes: readonly string[], policy: DesignPolicy, say: Say): SkillClaimed[] {
  const claimed = [...new Set(codes)].map((code) => policy.skills.get(code))
  const known = claimed.filter((skill): skill is SkillClaimed => skill !== undefined)
  if (known.length < claimed.length) say('skill-unlisted', 'skills')
  else if (known.length === 0) say('skill-missing', 'skills')
  if (known.length > policy.skillsMost) say('skills-too-many', 'skills', { most: policy.skillsMost })
  return known
}

/** Co-issuers as typed: each once, each with a role. Whether the register lists them is asked when they agree. */
function checkCoIssuers(
  typed: readonly { readonly organisationId: string; readonly role: string }[],
  policy: DesignPolicy,
  say: Say,
): CoIssuer[] {
  if (typed.length > policy.coIssuersMost) say('co-issuers-too-many', 'coIssuers', { most: policy.coIssuersMost })
  if (new Set(typed.map((one) => one.organisationId)).size < typed.length) say('co-issuer-twice', 'coIssuers')
  return typed.map((one, index) => {
    const number = index + 1
    if (one.organisationId === '') say('co-issuer-missing', `co-issuer-${number}`)
    if (!includes(CO_ISSUER_ROLES, one.role)) say('co-issuer-role-missing', `co-issuer-${number}-role`)
    return { organisationId: one.organisationId, role: one.role as CoIssuerRole }
  })
}

function checkOutcomes(
  drafts: readonly DraftOutcome[],
  policy: DesignPolicy,
  say: Say,
): Omit<OutcomeOfLearning, 'id'>[] {
  if (drafts.length === 0) say('outcome-missing', 'outcomes')
  if (drafts.length > policy.outcomesMost) say('outcomes-too-many', 'outcomes', { most: policy.outcomesMost })
  if (drafts.length > 0 && !drafts.some((outcome) => outcome.mandatory))
    say('outcome-none-mandatory', 'outcome-1-mandatory')
  return drafts.map((draft, index) => {
    const number = index + 1
    const at = (name: string) => `outcome-${number}-${name}`
    for (const name of ['statementId', 'statementEn', 'descriptionId', 'descriptionEn'] as const) {
      const what = name.startsWith('statement') ? 'outcome' : 'assessment'
      if (draft[name] === '') say(`${what}-missing-${name.endsWith('Id') ? 'id' : 'en'}`, at(name), { number })
      else if (draft[name].length > LONG_TEXT) say('text-too-long', at(name), { most: LONG_TEXT })
      claimsNoDegree(draft[name], at(name), policy, say)
    }
    if (!includes(ASSESSMENT_METHODS, draft.method)) say('assessment-method-missing', at('method'), { number })
    const passMark = whole(draft.passMark)
    if (passMark === null || passMark > 100) say('pass-mark-malformed', at('passMark'), { number })
    return {
      position: number,
      statement: { id: draft.statementId, en: draft.statementEn },
      mandatory: draft.mandatory,
      assessment: {
        method: draft.method as (typeof ASSESSMENT_METHODS)[number],
        description: { id: draft.descriptionId, en: draft.descriptionEn },
      },
      passMark: passMark ?? 0,
    }
  })
}

/** The signatures that stand: given to this very content, and not voided. */
export function standingSignatures(signatures: readonly SignOff[], contentMark: string): readonly SignOff[] {
  return signatures.filter((signature) => signature.voidedAt === null && signature.contentMark === contentMark)
}

/** Which signatures are missing (F032): both a faculty member's and an industry validator's are needed, by two people. */
export function signatureRefusals(standing: readonly SignOff[]): Refusal[] {
  const missing = SIDES.filter((side) => !standing.some((signature) => signature.side === side)).map((side) => ({
    code: `design.signature-missing-${side}`,
    at: 'signatures',
  }))
  const people = new Set(standing.map((signature) => signature.personId))
  return people.size < standing.length ? [...missing, { code: 'design.same-person-signed', at: 'signatures' }] : missing
}

/** Who asks to sign, in the words of the rule: `sides` are those that the person's roles allow for this draft. */
export interface SigningCase {
  readonly personId: string
  readonly allowedSides: readonly string[]
  readonly side: string
  readonly markRead: string
  readonly contentMark: string
  readonly complete: boolean
  readonly standing: readonly Pick<SignOff, 'side' | 'personId'>[]
}

/** Whether somebody may sign this side of this content now; every reason against it. */
export function signingRefusals(one: SigningCase): Refusal[] {
  const refusals: Refusal[] = []
  if (!one.allowedSides.includes(one.side)) refusals.push({ code: 'design.side-not-allowed' })
  if (!one.complete) refusals.push({ code: 'design.not-complete' })
  if (one.markRead !== one.contentMark) refusals.push({ code: 'design.changed-since-read' })
  if (one.standing.some((signature) => signature.personId === one.personId))
    refusals.push({ code: 'design.signed-already' })
  else if (one.standing.some((signature) => signature.side === one.side))
    refusals.push({ code: 'design.side-signed-already' })
  return refusals
}

/** A draft's content from a published version, for the next one. */
export function draftOf(content: CheckedDraft, partners: { faculty: string; industry: string }): DraftContent {
  const { content: version, outcomes } = content
  return {
    titleId: version.title.id,
    titleEn: version.title.en,
    descriptionId: version.description.id,
    descriptionEn: version.description.en,
    microId: version.microCompetency.id,
    microEn: version.microCompetency.en,
    field: version.field,
    hours: String(version.hours),
    sks: String(version.sks),
    sksReason: version.sksReason ?? '',
    kkniLevel: String(version.kkniLevel),
    mode: version.mode,
    language: version.language,
    identityAssurance: version.identityAssurance,
    standardId: version.standard.id,
    standardEn: version.standard.en,
    evidenceSource: version.evidenceSource,
    skills: version.skills.map((skill) => skill.code),
    priceRupiah: String(version.priceRupiah),
    validMonths: version.validMonths === null ? '' : String(version.validMonths),
    outcomes: outcomes.map((outcome) => ({
      statementId: outcome.statement.id,
      statementEn: outcome.statement.en,
      mandatory: outcome.mandatory,
      method: outcome.assessment.method,
      descriptionId: outcome.assessment.description.id,
      descriptionEn: outcome.assessment.description.en,
      passMark: String(outcome.passMark),
    })),
    facultyOrganisationId: partners.faculty,
    industryOrganisationId: partners.industry,
    coIssuers: version.coIssuers,
  }
}
