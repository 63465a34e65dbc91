import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { bilingual, isoDay } from '../../frameworks/index.ts'

const setting = z.strictObject({ value: z.int().positive(), from: isoDay, note: bilingual })
const schema = z.strictObject({
  id: z.string(),
  version: z.string(),
  source: z.string(),
  leadDays: setting,
  simulationDays: setting,
  smallGroup: setting,
  mostCases: setting,
})
let practice: Readonly<z.infer<typeof schema>> | undefined

/** Days and sizes that the workshop of policy owners works by (`data/policy-practice.json`). */
export function policyPractice(): Readonly<z.infer<typeof schema>> {
  practice ??= schema.parse(
    JSON.parse(readFileSync(new URL('../../../data/policy-practice.json', import.meta.url), 'utf8')),
  )
  return practice
}
