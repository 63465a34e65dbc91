import type { Bilingual } from '../../platform/page.ts'

export const OUTWARD = ['ctdl', 'elm', 'clr'] as const
/** Every file that can be taken, by its ending; `clr.json` says what `clr.jwt` signs. */
export const OUTWARD_FILES = ['ctdl.json', 'elm.json', 'clr.jwt', 'clr.json'] as const
export type OutwardFile = (typeof OUTWARD_FILES)[number]
/** The file that a learner is offered in each format. */
export const OFFERED: Readonly<Record<(typeof OUTWARD)[number], OutwardFile>> = {
  ctdl: 'ctdl.json',
  elm: 'elm.json',
  clr: 'clr.jwt',
}

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
  /** The instant of the decision. */
  readonly decidedAt: Date
  /** Whole hours of the learning, and whole SKS that were counted. */
  readonly hours: number
  readonly sks: number
  readonly minutesPerSks: number
  readonly ruleSetId: string
  readonly ruleSetVersion: string
  readonly kkniLevel: number | null
  /** `did`: what the register of issuers knows the university by, where it is in it. */
  readonly university: { readonly id: string; readonly name: string; readonly did: string | null }
  readonly course: { readonly code: string; readonly name: Bilingual } | null
}
