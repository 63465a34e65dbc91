import { readFileSync } from 'node:fs'
import { z } from 'zod'

const schema = z.strictObject({
  id: z.string().min(1),
  from: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  source: z.string().min(1),
  confidence: z.enum(['H', 'M', 'L', 'U']),
  provisional: z.boolean(),
  graceHours: z.int().positive(),
  note: z.strictObject({ id: z.string().min(1), en: z.string().min(1) }),
})

let graceHours: number | undefined

/** Hours from signing in which a file without its proof may still wait for it, from `data/log-policy`, read once. */
export function logGraceHours(): number {
  const file = new URL('../../data/log-policy/brief.json', import.meta.url)
  graceHours ??= schema.parse(JSON.parse(readFileSync(file, 'utf8'))).graceHours
  return graceHours
}
