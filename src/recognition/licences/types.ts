import { z } from 'zod'
import { bilingual, confidence, isoDay } from '../../frameworks/index.ts'
import type { Bilingual } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import { ruleSetSchema, type Way } from '../types.ts'

const sourced = {
  from: isoDay.nullable(),
  source: z.string().min(1),
  clause: z.string().nullable(),
  confidence,
  provisional: z.boolean(),
  note: bilingual.nullable(),
}
/** Kinds of condition that ask of the award alone: a licence knows no study programme. */
const ALONE = ['credential', 'hours', 'sks', 'grade', 'skills', 'age']

/** The rules by which a licensing body counts learning (`data/licences`): data, dated, each figure with its source. */
export const licenceSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  version: z.string().min(1),
  body: bilingual,
  name: bilingual,
  /** No such body exists: an example, and shown as one. */
  invented: z.boolean(),
  validFrom: isoDay,
  validTo: isoDay.nullable(),
  /** Where these rules were read; a page shows it in its language. */
  source: bilingual,
  clause: z.string().nullable(),
  confidence,
  provisional: z.boolean(),
  /** Whole hours that are needed within so many months. */
  needs: z.strictObject({ hours: z.int().positive(), months: z.int().positive(), ...sourced }),
  mostHoursEach: z.strictObject({ hours: z.int().positive(), ...sourced }).nullable(),
  kkniLevelLeast: z.strictObject({ level: z.int().min(1).max(9), ...sourced }).nullable(),
  conditions: ruleSetSchema.shape.conditions.refine(
    (conditions) => conditions.every(({ kind }) => ALONE.includes(kind)),
    'a licence knows no study programme',
  ),
  skillEquivalences: ruleSetSchema.shape.skillEquivalences,
})
export type Licence = Readonly<z.infer<typeof licenceSchema>>

/** Whether a credential counts towards a licence. */
export interface Counted {
  readonly answer: 'yes' | 'no' | 'unknown'
  /** Whole hours that count; 0 unless the answer is yes. */
  readonly hours: number
  readonly refusals: readonly Refusal[]
  readonly ways: readonly Way[]
}

/** A credential of the person who asks, with its answer. */
export interface CountedCredential extends Counted {
  readonly title: Bilingual
  readonly issuerName: string
}
