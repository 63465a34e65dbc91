import { readFileSync } from 'node:fs'
import { type FeederList, feederListSchema, type ProvisionalScale, provisionalScaleSchema } from './types.ts'
import { type SkpiBasis, skpiBasisSchema } from './types-skpi.ts'

const FOLDER = new URL('../../../data/exports/', import.meta.url)

let list: FeederList | undefined
let basis: SkpiBasis | undefined
let scale: ProvisionalScale | undefined

/** The fields of Neo Feeder as far as they are known (`data/exports/neo-feeder.json`). */
export function feederList(): FeederList {
  list ??= feederListSchema.parse(read('neo-feeder.json'))
  return list
}

/** What the supplement rests on, with how sure we are (`data/exports/skpi.json`). */
export function skpiBasis(): SkpiBasis {
  basis ??= skpiBasisSchema.parse(read('skpi.json'))
  return basis
}

/** The mapping of marks to letters where a university has none of its own (`data/exports/grades.json`). */
export function provisionalScale(): ProvisionalScale {
  scale ??= provisionalScaleSchema.parse(read('grades.json'))
  return scale
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'))
}
