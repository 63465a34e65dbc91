import { readFileSync } from 'node:fs'
import { type FeederList, feederListSchema } from './types.ts'

let list: FeederList | undefined

/** The fields of Neo Feeder as far as they are known (`data/exports/neo-feeder.json`). */
export function feederList(): FeederList {
  list ??= feederListSchema.parse(
    JSON.parse(readFileSync(new URL('../../../data/exports/neo-feeder.json', import.meta.url), 'utf8')),
  )
  return list
}
