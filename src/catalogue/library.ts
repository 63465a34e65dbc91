import { readdirSync, readFileSync } from 'node:fs'
import { type CatalogueSource, catalogueSource, searchWords } from './types-source.ts'

const FOLDER = new URL('../../data/catalogue-sources/', import.meta.url)
let loaded: readonly CatalogueSource[] | undefined

/** The known sources, read once. A file that doesn't fit its schema throws at first use, with its name. */
export function catalogueSources(): readonly CatalogueSource[] {
  loaded ??= readdirSync(FOLDER)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => {
      const parsed = catalogueSource.safeParse(JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')))
      if (!parsed.success) throw new Error(`data/catalogue-sources/${name}: ${parsed.error.message}`)
      if (`${parsed.data.id}.json` !== name)
        throw new Error(`data/catalogue-sources/${name}: the id must be the file's name`)
      return parsed.data
    })
  return loaded
}

let words: ReadonlyMap<string, string> | undefined

/** Words that people search by, and the same word in the other language; both ways, in lower case. */
export function otherWords(): ReadonlyMap<string, string> {
  if (words === undefined) {
    const file = new URL('../../data/search-words.json', import.meta.url)
    const { pairs } = searchWords.parse(JSON.parse(readFileSync(file, 'utf8')))
    words = new Map([...pairs.map(([id, en]) => [en, id] as const), ...pairs.map(([id, en]) => [id, en] as const)])
  }
  return words
}
