import { z } from 'zod'
import { bilingual, confidence, isoDay } from '../../frameworks/index.ts'
import type { StudyProgramme } from '../../organisations/index.ts'
import type { Bilingual } from '../../platform/page.ts'
import type { DecisionOutcome } from '../types.ts'

export const skpiBasisSchema = z.strictObject({
  id: z.string(),
  version: z.string(),
  basis: z
    .array(
      z.strictObject({
        source: z.string().min(1),
        clause: z.string().nullable(),
        from: isoDay.nullable(),
        confidence,
        provisional: z.boolean(),
        text: bilingual,
      }),
    )
    .min(1),
})
export type SkpiBasis = Readonly<z.infer<typeof skpiBasisSchema>>

/** One entry for the diploma supplement, in both languages. */
export interface SkpiEntry {
  readonly credentialId: string
  readonly title: Bilingual
  readonly issuerName: string
  /** ISO days. */
  readonly issuedOn: string
  readonly decidedOn: string
  readonly hours: number
  readonly kkniLevel: number | null
  readonly outcome: Exclude<DecisionOutcome, 'none'>
  /** Whole SKS that were counted; 0 for a supplement without credit. */
  readonly sks: number
  readonly course: { readonly code: string; readonly name: Bilingual } | null
}

/** What stays out of the supplement, and how the credential was found. */
export interface SkpiLeftOut {
  readonly entry: SkpiEntry
  /** The verifier's word, as `revoked` or `unconfirmed`; `credit-withdrawn`: the university took the credit back. */
  readonly kind: string
  readonly verdict: 'invalid' | 'unconfirmed'
}

/** A student's entries as of a day, for the registrar who issues the supplement. */
export interface Skpi {
  readonly personId: string
  readonly name: string
  readonly nim: string
  readonly programme: StudyProgramme
  readonly organisationName: string
  /** ISO day. */
  readonly day: string
  readonly entries: readonly SkpiEntry[]
  readonly leftOut: readonly SkpiLeftOut[]
}
