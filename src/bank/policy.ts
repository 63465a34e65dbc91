import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { bilingual, isoDay } from '../frameworks/index.ts'

const figure = z.strictObject({ value: z.int().positive(), note: bilingual })
const policySchema = z.strictObject({
  about: z.string(),
  version: z.string(),
  from: isoDay,
  source: z.string(),
  reservationDays: figure,
  clockToleranceSeconds: figure,
  statementDays: figure,
  scoreboardLeastPeople: figure,
})
export type BankPolicy = Readonly<z.infer<typeof policySchema>>

let policy: BankPolicy | undefined

/** The figures of `data/bank.json`, read once. */
export function bankPolicy(): BankPolicy {
  policy ??= policySchema.parse(JSON.parse(readFileSync(new URL('../../data/bank.json', import.meta.url), 'utf8')))
  return policy
}
