import { readdirSync, readFileSync } from 'node:fs'
import { ruleSetOn } from './rules.ts'
import { type Practice, practiceSchema, type RuleSet, ruleSetSchema } from './types.ts'

const FOLDER = new URL('../../data/recognition-rules/', import.meta.url)
const PRACTICE = 'practice.json'
let sets: readonly RuleSet[] | undefined
let practice: Practice | undefined

/** Every rule set of `data/recognition-rules`, the default first. A file that doesn't fit its schema throws at first use. */
export function ruleSets(): readonly RuleSet[] {
  sets ??= readdirSync(FOLDER)
    .filter((name) => name.endsWith('.json') && name !== PRACTICE)
    .map((name) => ruleSetSchema.parse(JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'))))
    .sort((a, b) => Number(b.default) - Number(a.default) || (a.validFrom ?? '').localeCompare(b.validFrom ?? ''))
  return sets
}

/** The rule set of an institution's choice on a day; the default where it never chose. */
export function ruleSetFor(chosenId: string | null, day: string): RuleSet {
  const found = ruleSetOn(ruleSets(), chosenId, day)
  if (found === null) throw new Error('data/recognition-rules has no default rule set')
  return found
}

/** Deadlines and the like that this installation works by. */
export function workingPractice(): Practice {
  practice ??= practiceSchema.parse(JSON.parse(readFileSync(new URL(PRACTICE, FOLDER), 'utf8')))
  return practice
}
