import type { Db } from '../platform/database.ts'
import { endingOn, ruleSetOfContent, ruleSets } from './library.ts'
import { inForce, ruleSetOn } from './rules.ts'
import { endsOf } from './rules-succession.ts'
import { type Publication, publications } from './store-published.ts'
import { findEditions } from './store-rules.ts'
import type { RuleSet } from './types.ts'

/** The list that belongs to what was published so far: published contents never change, so it is made once. */
let made: { readonly key: string; readonly sets: readonly RuleSet[] } | undefined

/**
 * Every rule set as one list: those of `data/recognition-rules` and those that two people published here, each with the last
 * day that its successor leaves it. The default stands first.
 */
export async function allRuleSets(db: Db): Promise<readonly RuleSet[]> {
  return setsWith(db, await publications(db))
}

/** The rule set of an institution's choice on a day, among the data and what was published; the default where it never chose. */
export async function ruleSetOfDay(db: Db, chosenId: string | null, day: string): Promise<RuleSet> {
  const found = ruleSetOn(await allRuleSets(db), chosenId, day)
  if (found === null) throw new Error('data/recognition-rules has no default rule set')
  return found
}

/** What an institution may choose on a day: what is in force for everybody, and its own. */
export async function choosableSets(db: Db, organisationId: string, day: string): Promise<readonly RuleSet[]> {
  const published = await publications(db)
  const foreign = new Set(
    published.filter((one) => !one.national && one.organisationId !== organisationId).map(({ ruleSetId }) => ruleSetId),
  )
  return (await setsWith(db, published)).filter((set) => set.choosable && inForce(set, day) && !foreign.has(set.id))
}

async function setsWith(db: Db, published: readonly Publication[]): Promise<readonly RuleSet[]> {
  const key = published.map(({ hash, succeeds }) => `${hash} ${succeeds}`).join()
  if (made?.key === key) return made.sets
  const contents = await findEditions(
    db,
    published.map(({ hash }) => hash),
  )
  const sets = [
    ...ruleSets(),
    ...published.map(({ hash }) => {
      const kept = contents.get(hash)
      if (kept === undefined) throw new Error('a published rule set has lost its content')
      return ruleSetOfContent(kept.content, hash)
    }),
  ]
  const ends = endsOf(sets, published)
  const ended = sets.map((set) => {
    const last = ends.get(set.id)
    return last === undefined || last === set.validTo ? set : endingOn(set, last)
  })
  made = { key, sets: ended }
  return ended
}
