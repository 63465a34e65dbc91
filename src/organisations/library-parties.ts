import { readdirSync, readFileSync } from 'node:fs'
import { type Ministry, ministrySchema, partiesSchema } from './types-parties.ts'

const DATA = new URL('../../data/', import.meta.url)
const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, DATA), 'utf8'))

/** Roles of parties, kinds of agreement, and how early an end is reported: `data/parties.json`. */
export const partyLists = partiesSchema.parse(read('parties.json'))

/** Ministries as successions of names, one file each in `data/ministries`. */
export const ministries: readonly Ministry[] = readdirSync(new URL('ministries/', DATA))
  .filter((name) => name.endsWith('.json'))
  .map((name) => ministrySchema.parse(read(`ministries/${name}`)))
