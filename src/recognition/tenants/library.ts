import { readFileSync } from 'node:fs'
import { type Limits, limitsSchema } from './types.ts'

let kept: Limits | undefined

/** Limits of keys and webhooks (`data/tenants/limits.json`). */
export function limits(): Limits {
  kept ??= limitsSchema.parse(
    JSON.parse(readFileSync(new URL('../../../data/tenants/limits.json', import.meta.url), 'utf8')),
  )
  return kept
}
