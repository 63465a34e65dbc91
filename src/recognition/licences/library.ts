import { readdirSync, readFileSync } from 'node:fs'
import { type Licence, licenceSchema } from './types.ts'

const FOLDER = new URL('../../../data/licences/', import.meta.url)
let kept: readonly Licence[] | undefined

/** The rules of every licensing body (`data/licences`), by id. */
export function licences(): readonly Licence[] {
  kept ??= readdirSync(FOLDER)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => licenceSchema.parse(JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'))))
  return kept
}
