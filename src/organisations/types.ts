import type { Bilingual } from '../platform/page.ts'

/** What somebody may be in an organisation. */
export const ROLES = [
  'owner',
  'designer',
  'faculty',
  'industry-validator',
  'assessor',
  'issuer',
  'registrar',
  'policy-owner',
  'operator',
] as const
export type Role = (typeof ROLES)[number]

export const ORGANISATION_KINDS = [
  'university',
  'polytechnic',
  'training-provider',
  'industry',
  'quality-body',
  'ministry',
  'platform',
  'operator',
] as const
export type OrganisationKind = (typeof ORGANISATION_KINDS)[number]

/** Kinds that enrol students and count credit. */
export const CAMPUS_KINDS: readonly OrganisationKind[] = ['university', 'polytechnic']

export interface Organisation {
  readonly id: string
  /** Short name for addresses: lower case, digits and hyphens. */
  readonly slug: string
  readonly name: string
  readonly kind: OrganisationKind
  readonly city: string | null
  readonly province: string | null
}

export const PROGRAMME_LEVELS = ['D1', 'D2', 'D3', 'D4', 'S1', 'S2', 'S3', 'profession'] as const
export type ProgrammeLevel = (typeof PROGRAMME_LEVELS)[number]

export interface StudyProgramme {
  readonly id: string
  readonly organisationId: string
  readonly code: string
  readonly name: Bilingual
  readonly level: ProgrammeLevel
  readonly kkniLevel: number
  /** The whole load of the programme in SKS. */
  readonly totalSks: number
  /** The number of courses in the programme, where the campus states it. */
  readonly totalCourses: number | null
  /** ISO day from which it takes no more credit; absent or null while it is open. */
  readonly closedOn?: string | null
}

export interface Course {
  readonly id: string
  readonly programmeId: string
  readonly code: string
  readonly name: Bilingual
  readonly sks: number
  /** What it is in the programme; an ordinary course, where nothing else is said. */
  readonly standsFor?: 'course' | 'internship' | 'final-project' | undefined
  /** The semester of the programme in which it stands, where the campus states it. */
  readonly semester?: number | null | undefined
  /** What it teaches, by skills list and code there; null or absent: nobody stated it. */
  readonly skills?: readonly { readonly framework: string; readonly code: string }[] | null | undefined
  /** Learning outcomes in words. */
  readonly outcomes?: readonly Bilingual[] | undefined
  /** Counts its changes, from 1. */
  readonly revision?: number | undefined
}

/** `stated` waits for the registrar; `confirmed` and `refused` are final for this statement. */
export type StudyState = 'stated' | 'confirmed' | 'refused'

/** A student's link to the home university (F007), as stated, and what its registrar said. */
export interface Study {
  readonly personId: string
  readonly id: string
  readonly organisationId: string
  readonly programmeId: string
  /** Student number: no national format, up to 24 characters. */
  readonly nim: string
  readonly semester: number
  readonly sksTaken: number
  /** SKS taken online so far, without what was counted through Lumbung. */
  readonly onlineSks: number
  /** SKS from outside the campus so far, without what was counted through Lumbung. */
  readonly outsideSks: number
  /** Number of online courses so far, where the student states it: some rule sets count courses and not SKS. */
  readonly onlineCourses: number | null
  readonly statedAt: Date
  readonly state: StudyState
  readonly decidedAt: Date | null
  readonly refusedReason: string | null
}

/** What the student's form says, still as text. */
export interface StudyForm {
  readonly programmeId: string
  readonly nim: string
  readonly semester: string
  readonly sksTaken: string
  readonly onlineSks: string
  readonly outsideSks: string
  readonly onlineCourses: string
}

/** A form that passed its checks. */
export interface StudyStatement {
  readonly programmeId: string
  readonly nim: string
  readonly semester: number
  readonly sksTaken: number
  readonly onlineSks: number
  readonly outsideSks: number
  readonly onlineCourses: number | null
}
