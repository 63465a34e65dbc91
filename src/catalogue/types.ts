import type { Bilingual } from '../platform/page.ts'

/** Levels of difficulty as courses state them: a closed list, apart from KKNI. */
export const COURSE_LEVELS = ['beginner', 'intermediate', 'advanced', 'mixed'] as const
export type CourseLevel = (typeof COURSE_LEVELS)[number]

/** How long a course runs by the calendar, in weeks. */
export interface WeekSpan {
  readonly min: number
  readonly max: number
}

/** What a row of a source says about a course; `null` where it says nothing. */
export interface CourseFacts {
  readonly platform: string
  readonly title: string
  readonly provider: string | null
  readonly description: string | null
  readonly url: string | null
  /** Two letters (ISO 639-1). */
  readonly language: string | null
  readonly level: CourseLevel | null
  readonly mode: string | null
  readonly field: string | null
  /** Whole hours of learning, at least 1. */
  readonly hours: number | null
  readonly weeks: WeekSpan | null
  readonly isFree: boolean | null
  readonly skills: readonly string[]
  /** 0 to 500: `4.7` is 470. */
  readonly ratingHundredths: number | null
  readonly ratingCount: number | null
}

/** What one source says, ready to be laid together with what others say. */
export interface SourceRecord {
  readonly sourceId: string
  /** The year of the source: newer words win. */
  readonly asOf: number
  readonly recordKey: string
  readonly facts: CourseFacts
}

/** One course or micro-credential on offer. */
export interface Offering {
  readonly id: string
  readonly platform: string
  readonly definitionId: string | null
  readonly definitionVersionId: string | null
  readonly organisationId: string | null
  readonly providerName: string
  readonly title: string
  readonly titleEn: string | null
  readonly description: string
  readonly descriptionEn: string | null
  readonly url: string | null
  readonly language: string | null
  readonly level: string | null
  readonly mode: string | null
  readonly field: string | null
  readonly kkniLevel: number | null
  readonly hours: number | null
  readonly weeksMin: number | null
  readonly weeksMax: number | null
  readonly sks: number | null
  readonly priceRupiah: number | null
  readonly isFree: boolean | null
  readonly skills: readonly string[]
  readonly ratingHundredths: number | null
  readonly ratingCount: number | null
  readonly opensOn: string | null
  readonly closesOn: string | null
  readonly province: string | null
  readonly curated: boolean
  readonly invented: boolean
  readonly firstSeenAt: Date
  readonly changedAt: Date
  readonly withdrawnAt: Date | null
  readonly sameAs: string | null
}

/** The platform name of micro-credentials that are defined here. */
export const OWN_PLATFORM = 'lumbung'

/** What somebody asks the catalogue. Values of one facet widen, facets among each other narrow. */
export interface OfferingQuery {
  readonly text: string
  readonly filters: Filters
  readonly sort: Sort
  /** From 1. */
  readonly page: number
  readonly pageSize: number
}

export const FACETS = [
  'kind',
  'kkni',
  'credit',
  'mode',
  'price',
  'field',
  'level',
  'language',
  'platform',
  'provider',
  'skill',
  'province',
  'curated',
] as const
export type FacetName = (typeof FACETS)[number]
export type Filters = Readonly<Partial<Record<FacetName, readonly string[]>>>

export const SORTS = ['relevance', 'newest', 'title'] as const
export type Sort = (typeof SORTS)[number]

export interface FacetValue {
  readonly value: string
  readonly count: number
}

/** What a search answers. */
export interface SearchResult {
  readonly total: number
  readonly offerings: readonly Offering[]
  readonly facets: Readonly<Record<FacetName, readonly FacetValue[]>>
  /** The text with its typing errors mended, where the text as typed found nothing. */
  readonly correctedText: string | null
  /** Whether what is shown answers `correctedText`, or any of the words instead of all. */
  readonly shown: 'as-asked' | 'corrected' | 'any-word'
}

/** Figures of an import. Every row read is one of created, updated, unchanged, rejected or duplicates. */
export interface ImportSummary {
  readonly read: number
  /** Courses that weren't in the catalogue. */
  readonly created: number
  /** Rows that say something else than when the same source was read before. */
  readonly updated: number
  /** Rows that were read before. */
  readonly unchanged: number
  readonly rejected: number
  /** Rows about a course that another row had brought; what they know fills what was empty. */
  readonly duplicates: number
}

/** A row of the rejects, for pages and reports. */
export interface RejectedRow {
  readonly file: string
  /** Counted from 1 as a spreadsheet counts; in JSON the place in the list. */
  readonly row: number
  readonly column: string
  readonly code: string
  readonly message: Bilingual
  readonly next: Bilingual
}
