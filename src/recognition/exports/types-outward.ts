import type { Bilingual } from '../../platform/page.ts'

export const OUTWARD = ['ctdl', 'elm', 'clr'] as const
export type Outward = (typeof OUTWARD)[number]

/** Credit that a university counted, with what the formats of others ask for. */
export interface Recognised {
  readonly requestId: string
  readonly publicUrl: string
  readonly definitionUrl: string
  readonly definitionVersionId: string
  readonly holderName: string
  readonly title: Bilingual
  readonly issuerName: string
  /** ISO days. */
  readonly issuedOn: string
  readonly decidedOn: string
  /** Whole hours of the learning, and whole SKS that were counted. */
  readonly hours: number
  readonly sks: number
  readonly minutesPerSks: number
  readonly ruleSetId: string
  readonly ruleSetVersion: string
  readonly kkniLevel: number | null
  readonly university: { readonly id: string; readonly name: string }
  readonly course: { readonly code: string; readonly name: Bilingual } | null
}
