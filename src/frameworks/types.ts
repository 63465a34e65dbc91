import { z } from 'zod'

/** How sure we are of a stored fact: H official or several sources agree, down to U not verified. */
export const CONFIDENCES = ['H', 'M-H', 'M', 'L-M', 'L', 'U'] as const
export const confidence = z.enum(CONFIDENCES)
export type Confidence = z.infer<typeof confidence>

/** An ISO day, as `2025-09-02`. */
export const isoDay = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)

/** A text in both languages, neither empty. */
export const bilingual = z.strictObject({ id: z.string().min(1), en: z.string().min(1) })

const dated = {
  validFrom: isoDay,
  validTo: isoDay.nullable(),
  source: z.string().min(1),
  confidence,
  /** A provisional fact says so wherever it is shown. */
  provisional: z.boolean(),
  note: bilingual,
}

const level = z.strictObject({
  level: z.int().min(1).max(9),
  name: bilingual,
  group: bilingual.optional(),
  education: bilingual.optional(),
  descriptor: bilingual,
  provisional: z.boolean(),
})

/** A qualification framework: its levels, from a day, from a source. `descriptors` says whose words the descriptions are. */
export const qualificationFramework = z.strictObject({
  id: z.string(),
  name: bilingual,
  ...dated,
  descriptors: z.strictObject({ source: z.string().min(1), confidence, provisional: z.boolean(), note: bilingual }),
  levels: z.array(level).min(1),
})
export type QualificationFramework = Readonly<z.infer<typeof qualificationFramework>>
export type Level = Readonly<z.infer<typeof level>>

const reference = z.strictObject({
  from: z.strictObject({ framework: z.string(), level: z.int() }),
  to: z.strictObject({ framework: z.string(), levelMin: z.int(), levelMax: z.int() }),
  provisional: z.boolean(),
  confidence,
  note: bilingual,
})
/** Here the source is a sentence of ours, not a title: it stands in both languages. */
export const referencing = z.strictObject({ id: z.string(), ...dated, source: bilingual, rows: z.array(reference) })
export type Reference = Readonly<z.infer<typeof reference>>
/** All references, with the day and the source of the table. */
export type Referencing = Readonly<z.infer<typeof referencing>>

const creditUnitValue = z.strictObject({
  from: isoDay,
  to: isoDay.nullable(),
  minutesMin: z.int().positive(),
  minutesMax: z.int().positive(),
  source: z.string().min(1),
  clause: z.string().nullable(),
  confidence,
  provisional: z.boolean(),
  note: bilingual,
})
const creditUnit = z.strictObject({
  id: z.string(),
  name: bilingual,
  home: z.boolean(),
  values: z.array(creditUnitValue),
  /** Why there is no value. */
  note: bilingual.optional(),
})
export const creditUnits = z.strictObject({
  id: z.string(),
  name: bilingual,
  note: bilingual,
  units: z.array(creditUnit).min(1),
})
/** Minutes of learning to one unit of credit from a day on; `minutesMin` and `minutesMax` differ where the unit is a range. */
export type CreditUnitValue = Readonly<z.infer<typeof creditUnitValue>>
export type CreditUnit = Readonly<z.infer<typeof creditUnit>>

const field = z.strictObject({ id: z.string().regex(/^[a-z-]+$/), name: bilingual })
export const fieldList = z.strictObject({
  id: z.string(),
  version: z.string(),
  name: bilingual,
  source: z.string(),
  validFrom: isoDay,
  confidence,
  provisional: z.boolean(),
  fields: z.array(field).min(1),
})
/** A field of study or sector, in plain words. */
export type Field = Readonly<z.infer<typeof field>>

const skill = z.strictObject({
  code: z.string().regex(/^[A-Z]{3}-\d{2}$/),
  field: z.string(),
  kind: z.enum(['technical', 'digital', 'transversal']),
  name: bilingual,
})
export const skillList = z.strictObject({
  framework: z.string(),
  version: z.string(),
  name: bilingual,
  note: bilingual,
  source: z.string(),
  validFrom: isoDay,
  confidence,
  provisional: z.boolean(),
  skills: z.array(skill).min(1),
})
/** A skill of the list, with the framework its code belongs to. */
export type Skill = Readonly<z.infer<typeof skill>> & { readonly framework: string }

const province = z.strictObject({ code: z.string().regex(/^\d{2}$/), name: bilingual })
export const provinceList = z.strictObject({
  id: z.string(),
  name: bilingual,
  source: z.string(),
  asOf: isoDay,
  confidence,
  provinces: z.array(province).min(1),
})
/** A province by its two-digit administrative code. */
export type Province = Readonly<z.infer<typeof province>>
