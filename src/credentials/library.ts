import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { CHANGES, type StatusPolicy, type StatusReason, type TogetherPolicy } from './types.ts'

const bilingual = z.strictObject({ id: z.string().min(1), en: z.string().min(1) })
const fileSchema = z.strictObject({
  id: z.string(),
  from: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  source: z.string().min(1),
  reasons: z.array(
    z.strictObject({
      code: z.string().regex(/^[a-z-]+$/),
      changes: z.array(z.enum(CHANGES)).min(1),
      automatic: z.boolean().default(false),
      name: bilingual,
    }),
  ),
})

let reasons: readonly StatusReason[] | undefined

/** The closed list of reasons for a change of status, from `data/status-reasons`, read once. */
export function statusReasons(): readonly StatusReason[] {
  const file = new URL('../../data/status-reasons/status-reasons.json', import.meta.url)
  reasons ??= fileSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).reasons
  return reasons
}

/** Those that a person may give; the others are the platform's own, for what it does by rule. */
export function reasonsToGive(): readonly StatusReason[] {
  return statusReasons().filter(({ automatic }) => !automatic)
}

const minutes = z.int().positive()
const policySchema = z.strictObject({
  id: z.string().min(1),
  from: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  source: z.string().min(1),
  confidence: z.enum(['H', 'M', 'L', 'U']),
  provisional: z.boolean(),
  holdMinutes: minutes,
  secondPersonFrom: z.int().positive(),
  staleHours: z.int().positive(),
  urgentReasons: z.array(z.string()),
  beforeClaimReasons: z.array(z.string()),
  note: bilingual,
})

let policy: StatusPolicy | undefined

/** The figures of status orders, from `data/status-policy`, read once. */
export function statusPolicy(): StatusPolicy {
  const file = new URL('../../data/status-policy/brief.json', import.meta.url)
  policy ??= policySchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  return policy
}

const togetherSchema = z.strictObject({
  id: z.string().min(1),
  from: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  source: z.string().min(1),
  confidence: z.enum(['H', 'M', 'L', 'U']),
  provisional: z.boolean(),
  answerDays: z.int().positive(),
  reasons: z.array(z.strictObject({ code: z.string().regex(/^[a-z-]+$/), name: bilingual })).min(1),
})

let together: TogetherPolicy | undefined

/** How long a co-issuer may take, and why it may refuse, from `data/co-issue.json`, read once. */
export function togetherPolicy(): TogetherPolicy {
  const file = new URL('../../data/co-issue.json', import.meta.url)
  together ??= togetherSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  return together
}
