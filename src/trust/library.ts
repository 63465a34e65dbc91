import { readdirSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Bilingual } from '../platform/page.ts'
import type { RegisterClass } from './types.ts'

const bilingual = z.strictObject({ id: z.string().min(1), en: z.string().min(1) })
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)
const code = z.string().regex(/^[a-z][a-z-]*$/)
const figure = z.strictObject({
  value: z.int().positive(),
  source: z.string().min(1),
  provisional: z.boolean(),
  note: bilingual,
})
const coded = z.array(z.strictObject({ code, name: bilingual })).min(1)

const practiceSchema = z.strictObject({
  id: z.literal('register-practice'),
  from: day,
  source: z.string().min(1),
  kinds: z.array(z.strictObject({ code, name: bilingual, source: z.string().min(1) })).min(1),
  days: z.strictObject({
    decision: figure,
    warning: figure,
    appeal: figure,
    appealDecision: figure,
    backdating: figure,
    ahead: figure,
  }),
  documents: z.strictObject({
    bytesMost: z.int().positive(),
    filesMost: z.int().positive(),
    types: z.array(z.enum(['application/pdf', 'image/png', 'image/jpeg'])).min(1),
    source: z.string().min(1),
  }),
  refusalReasons: coded,
  suspensionReasons: coded,
  resumeReasons: coded,
  endReasons: coded,
  rotationReasons: coded,
  compromiseReasons: coded,
})

const checklistSchema = z.strictObject({
  id: z.string().regex(/^[a-z]+-\d{4}$/),
  class: z.enum(['issuer', 'body', 'reference']),
  from: day,
  until: day.optional(),
  provisional: z.boolean(),
  source: z.string().min(1),
  items: z
    .array(
      z.strictObject({
        code,
        legalStanding: z.boolean(),
        document: z.enum(['required', 'optional']),
        name: bilingual,
        hint: bilingual,
        source: z.string().min(1),
      }),
    )
    .min(1),
})

/** Deadlines in days, limits of documents, kinds of credential and the closed lists of reasons. */
export type RegisterPractice = z.infer<typeof practiceSchema>
/** What an applicant of a class must show, from a day on. */
export type Checklist = z.infer<typeof checklistSchema>
/** A reason or kind of a closed list. */
export interface Coded {
  readonly code: string
  readonly name: Bilingual
}

/** The name of a code of a closed list together with what was written beside it: what the public register shows. */
export function worded(list: readonly Coded[], code: string, note: string): Bilingual {
  const name = list.find((one) => one.code === code)?.name ?? { id: code, en: code }
  const more = note.trim() === '' ? '' : ` ${note.trim()}`
  return { id: `${name.id}.${more}`, en: `${name.en}.${more}` }
}

const DATA = new URL('../../data/', import.meta.url)
let practice: RegisterPractice | undefined
let checklists: readonly Checklist[] | undefined

/** What the register works by, from `data/register-practice.json`, read once. A file that doesn't fit its schema throws. */
export function registerPractice(): RegisterPractice {
  practice ??= practiceSchema.parse(JSON.parse(readFileSync(new URL('register-practice.json', DATA), 'utf8')))
  return practice
}

/** Every checklist of `data/register-checklists`, oldest first. */
export function registerChecklists(): readonly Checklist[] {
  const folder = new URL('register-checklists/', DATA)
  checklists ??= readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => checklistSchema.parse(JSON.parse(readFileSync(new URL(name, folder), 'utf8'))))
    .sort((a, b) => a.from.localeCompare(b.from) || a.id.localeCompare(b.id))
  return checklists
}

/** The checklist for a class on a day; nothing where none was in force. */
export function checklistOn(registerClass: RegisterClass, day: string): Checklist | null {
  const family = FAMILIES[registerClass]
  return (
    registerChecklists().findLast(
      (one) => one.class === family && one.from <= day && (one.until === undefined || day <= one.until),
    ) ?? null
  )
}

/** The checklist that an application was made under, whatever is in force now. */
export function checklistById(id: string): Checklist | null {
  return registerChecklists().find((one) => one.id === id) ?? null
}

const FAMILIES: Readonly<Record<RegisterClass, Checklist['class']>> = {
  issuer: 'issuer',
  'accreditation-body': 'body',
  'certification-body': 'body',
  framework: 'reference',
  'standard-setter': 'reference',
}
