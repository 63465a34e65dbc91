import type { DegreeClaimWords } from '../frameworks/index.ts'
import type { Bilingual } from '../platform/page.ts'

export const MODES = ['online', 'blended', 'in-person'] as const
export type Mode = (typeof MODES)[number]

/** How the person at the assessment was identified (F058). */
export const IDENTITY_ASSURANCES = ['unproctored', 'proctored', 'in-person'] as const
export type IdentityAssurance = (typeof IDENTITY_ASSURANCES)[number]

/** Where the validated skill comes from (DR-01). */
export const EVIDENCE_SOURCES = ['life-experience', 'work', 'study'] as const
export type EvidenceSource = (typeof EVIDENCE_SOURCES)[number]

/** How an outcome is assessed. A definition whose outcomes use several is `mixed`. */
export const ASSESSMENT_METHODS = ['project', 'portfolio', 'written', 'oral', 'practical', 'work-observation'] as const
export type AssessmentMethod = (typeof ASSESSMENT_METHODS)[number]

/** What an organisation brings that issues together with the definition's own. */
export const CO_ISSUER_ROLES = ['teaching', 'assessment', 'workplace', 'standard'] as const
export type CoIssuerRole = (typeof CO_ISSUER_ROLES)[number]

/** An organisation that issues together with the definition's own, and what for. */
export interface CoIssuer {
  readonly organisationId: string
  readonly role: CoIssuerRole
}

/** An organisation agreed to issue what a draft describes. */
export interface CoIssuerAgreement {
  readonly versionId: string
  readonly organisationId: string
  readonly personId: string
  readonly contentMark: string
  readonly agreedAt: Date
}

export const SIDES = ['faculty', 'industry'] as const
/** The two sides that must stand for a definition before it is published (F032). */
export type Side = (typeof SIDES)[number]

/** A skill as a definition carries it: with the framework that its code belongs to. */
export interface SkillClaimed {
  readonly code: string
  readonly framework: string
  readonly name: Bilingual
  readonly kind: string
}

/** What a person knows, understands or can do afterwards, and how that is assessed. */
export interface OutcomeOfLearning {
  readonly id: string
  /** From 1; the outcome's code in tables is `O` and this number. */
  readonly position: number
  readonly statement: Bilingual
  readonly mandatory: boolean
  readonly assessment: { readonly method: AssessmentMethod; readonly description: Bilingual }
  /** 0 to 100. */
  readonly passMark: number
}

/** What can be earned, apart from who offers it and when it was published. */
export interface VersionContent {
  readonly title: Bilingual
  readonly description: Bilingual
  readonly microCompetency: Bilingual
  readonly field: string
  readonly hours: number
  readonly sks: number
  /** Why the SKS are what they are, where they don't follow from the hours or exceed a package. */
  readonly sksReason: string | null
  readonly kkniLevel: number
  readonly mode: Mode
  readonly language: string
  readonly assessmentKind: string
  readonly identityAssurance: IdentityAssurance
  readonly standard: Bilingual
  readonly evidenceSource: EvidenceSource
  readonly skills: readonly SkillClaimed[]
  readonly priceRupiah: number
  /** Months from the award; nothing is for life. */
  readonly validMonths: number | null
  /** Who issues it together with the organisation (F062). */
  readonly coIssuers: readonly CoIssuer[]
}

/** One of the four points (`a` to `d`), what came out, and the figures that decided it. */
export interface ConformancePoint {
  readonly point: 'a' | 'b' | 'c' | 'd'
  readonly outcome: 'met' | 'not-met'
  readonly facts: Readonly<Record<string, string | number>>
}

/** The four-point check of a version at its publication (F031). */
export interface Conformance {
  readonly framework: 'unesco-2022'
  /** ISO 8601, UTC. */
  readonly checkedAt: string
  readonly points: readonly ConformancePoint[]
}

/** A published version: it never changes (F036). */
export interface DefinitionVersion extends VersionContent {
  readonly id: string
  readonly definitionId: string
  readonly number: number
  readonly organisationId: string
  readonly slug: string
  readonly kind: string
  readonly publishedAt: Date | null
  readonly retiredAt: Date | null
  /** None for a version from before the check was stored. */
  readonly conformance: Conformance | null
  readonly outcomes: readonly OutcomeOfLearning[]
}

/** One outcome as typed. */
export interface DraftOutcome {
  readonly statementId: string
  readonly statementEn: string
  readonly mandatory: boolean
  readonly method: string
  readonly descriptionId: string
  readonly descriptionEn: string
  readonly passMark: string
}

/** A draft as typed: every field is text and may be empty. */
export interface DraftContent {
  readonly titleId: string
  readonly titleEn: string
  readonly descriptionId: string
  readonly descriptionEn: string
  readonly microId: string
  readonly microEn: string
  readonly field: string
  readonly hours: string
  readonly sks: string
  readonly sksReason: string
  readonly kkniLevel: string
  readonly mode: string
  readonly language: string
  readonly identityAssurance: string
  readonly standardId: string
  readonly standardEn: string
  readonly evidenceSource: string
  readonly skills: readonly string[]
  readonly priceRupiah: string
  readonly validMonths: string
  readonly outcomes: readonly DraftOutcome[]
  /** The campus whose faculty member is asked to sign. */
  readonly facultyOrganisationId: string
  /** The company whose validator is asked to sign. */
  readonly industryOrganisationId: string
  /** Who else issues, as typed. Drafts from before there were any have none. */
  readonly coIssuers?: readonly { readonly organisationId: string; readonly role: string }[]
}

export interface Draft {
  readonly versionId: string
  readonly definitionId: string
  readonly organisationId: string
  readonly number: number
  readonly content: DraftContent
  /** Mark of the content: what a signature is given to. */
  readonly contentMark: string
  /** Counts the saves, so that two people don't overwrite each other unknowingly. */
  readonly revision: number
  readonly createdBy: string
  readonly changedAt: Date
}

export interface SignOff {
  readonly versionId: string
  readonly side: Side
  readonly personId: string
  readonly organisationId: string
  readonly note: string | null
  readonly signedAt: Date
  readonly contentMark: string
  readonly voidedAt: Date | null
}

/** Figures and lists that the check of a draft needs: from `data/programmes` and the frameworks of that day. */
export interface DesignPolicy {
  readonly sksBound: number
  readonly outcomesMost: number
  readonly skillsMost: number
  /** Minutes of learning to one SKS, lowest and highest, on the day of the check. */
  readonly minutesPerSks: { readonly min: number; readonly max: number } | null
  readonly fields: ReadonlySet<string>
  readonly kkniLevels: ReadonlySet<number>
  readonly skills: ReadonlyMap<string, SkillClaimed>
  readonly coIssuersMost: number
  /** Words by which a text would liken a credential to a degree. */
  readonly degreeClaims: DegreeClaimWords
}

/** What a draft becomes when it is whole: outcomes still without an id. */
export interface CheckedDraft {
  readonly content: VersionContent
  readonly outcomes: readonly Omit<OutcomeOfLearning, 'id'>[]
}
