import { readFileSync } from 'node:fs'
import { type Protection, protectionSchema } from './types.ts'

let kept: Protection | undefined

/** How small groups are protected (`data/statistics/protection.json`). */
export function protection(): Protection {
  kept ??= protectionSchema.parse(
    JSON.parse(readFileSync(new URL('../../../data/statistics/protection.json', import.meta.url), 'utf8')),
  )
  return kept
}
