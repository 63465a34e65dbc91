import { readdirSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { bilingual, confidence, isoDay } from '../../frameworks/index.ts'
import { PROGRAMME_LEVELS } from '../../organisations/index.ts'
import { ACCREDITATIONS, EDUCATION, FORMER, ROUTES, SOURCES } from './types.ts'

const sourced = {
  source: z.string().min(1),
  clause: z.string().nullable(),
  confidence,
  provisional: z.boolean(),
}

const figure = z.strictObject({ value: z.int().positive(), ...sourced })

const guidelineSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  version: z.string().min(1),
  name: bilingual,
  validFrom: isoDay,
  validTo: isoDay.nullable(),
  /** The rule set of `data/recognition-rules` with share, levels and what is excluded. */
  ruleSet: z.string().min(1),
  source: z.string().min(1),
  confidence,
  provisional: z.boolean(),
  routes: z
    .array(
      z.strictObject({
        id: z.enum(ROUTES),
        olderLabel: z.string(),
        /** Where the learning may come from, and of which at least one piece must be there. */
        sources: z.array(z.enum(SOURCES)).min(1),
        needsOneOf: z.array(z.enum(SOURCES)).min(1),
        /** Accreditations of the host programme that will do; null where the way has no host programme. */
        hostAccreditation: z.array(z.enum(ACCREDITATIONS)).min(1).nullable(),
        note: bilingual,
        ...sourced,
      }),
    )
    .length(ROUTES.length),
  levelMinKkni: figure,
  /** Education from the lowest to the highest; what stands together ranks alike. */
  ladder: z.array(z.array(z.enum(EDUCATION)).min(1)).min(1),
  entry: z.array(
    z.strictObject({ programmes: z.array(z.enum(PROGRAMME_LEVELS)), least: z.enum(EDUCATION), ...sourced }),
  ),
  former: z.strictObject({
    otherCampusAfter: z.array(z.enum(FORMER)),
    notForPriorLearning: z.array(z.enum(FORMER)),
    needsFormalEvidence: z.array(z.enum(FORMER)),
    ...sourced,
  }),
  /** Advice that the campus may follow; never a reason to refuse. */
  adviceWorkYears: figure,
  transcript: z.strictObject({ choices: z.array(z.enum(['grade', 'pass'])).min(1), ...sourced }),
  notes: z.array(bilingual),
})
/** What the guideline of a day says about prior learning, each part with its source and how sure we are. */
export type Guideline = Readonly<z.infer<typeof guidelineSchema>>

const setting = z.strictObject({ value: z.int().positive(), from: isoDay, note: bilingual })
const practiceSchema = z.strictObject({
  id: z.string(),
  version: z.string(),
  source: z.string(),
  decisionDays: setting,
  appealDays: setting,
  appealDecisionDays: setting,
  warningDays: setting,
  keepFilesDays: setting,
  fileBytesMost: setting,
  evidenceMost: setting,
})
type PriorPractice = Readonly<z.infer<typeof practiceSchema>>

const FOLDER = new URL('../../../data/prior-learning/', import.meta.url)
const PRACTICE = 'practice.json'
let read: readonly Guideline[] | undefined
let practice: PriorPractice | undefined

/** Every guideline of `data/prior-learning`, oldest first. */
export function guidelines(): readonly Guideline[] {
  read ??= readdirSync(FOLDER)
    .filter((name) => name.endsWith('.json') && name !== PRACTICE)
    .map((name) => guidelineSchema.parse(JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'))))
    .sort((a, b) => a.validFrom.localeCompare(b.validFrom))
  return read
}

/** The guideline in force on an ISO day; nothing before the first. */
export function guidelineOn(day: string): Guideline | null {
  return guidelines().findLast((one) => one.validFrom <= day && (one.validTo === null || day <= one.validTo)) ?? null
}

/** The guideline of an application, by id. */
export function guidelineById(id: string): Guideline | null {
  return guidelines().find((one) => one.id === id) ?? null
}

/** Deadlines, sizes and how long files are kept. */
export function priorPractice(): PriorPractice {
  practice ??= practiceSchema.parse(JSON.parse(readFileSync(new URL(PRACTICE, FOLDER), 'utf8')))
  return practice
}
