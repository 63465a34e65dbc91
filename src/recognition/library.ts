import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { canonicalJson, type JsonObject } from '@lumbung/credential'
import { z } from 'zod'
import { findSkill } from '../frameworks/index.ts'
import { OperationError } from '../platform/failure.ts'
import type { Refusal } from '../platform/refusal.ts'
import { loadTexts, refusalTextKey } from '../platform/text.ts'
import { type Example, exampleSchema } from './rules-example.ts'
import { faultsTogether, type Read, readRuleSet } from './rules-read.ts'
import { type Practice, practiceSchema, type RuleSet, ruleSetSchema, type SkillRef } from './types.ts'

const FOLDER = new URL('../../data/recognition-rules/', import.meta.url)
const PRACTICE = 'practice.json'
/** The codes of SKKNI units are no list of ours: their shape is all that can be told (Permenakertrans 8/2012). */
const SKKNI_UNIT = /^[A-V]\.\d{6}\.\d{3}\.\d{2}$/

/** A rule set with what it was read from: the content that is kept beside decisions, and its hash. */
export interface Edition {
  readonly rules: RuleSet
  readonly content: JsonObject
  /** SHA-256 of the content in canonical JSON (RFC 8785), in hex. */
  readonly hash: string
}

let editions: readonly Edition[] | undefined
let practice: Practice | undefined
let examples: readonly Example[] | undefined
const byRules = new WeakMap<RuleSet, Edition>()

/**
 * Every rule set of `data/recognition-rules`, the default first. Throws `OperationError` with every fault in words where a
 * file doesn't fit its shape, names an unknown skill, or two files contradict each other.
 */
export function ruleSets(): readonly RuleSet[] {
  return allEditions().map(({ rules }) => rules)
}

/** Reads rule sets from contents by name, all together; the faults of all of them in one `OperationError`. */
export function readEditions(contents: ReadonlyMap<string, JsonObject>): readonly Edition[] {
  const faults: string[] = []
  const read: Edition[] = []
  for (const [name, content] of contents) {
    const one = readRuleSet(content, isSkill)
    if (one.ok) read.push(remember({ rules: one.rules, content, hash: hashOf(content) }))
    else for (const refusal of one.refusals) faults.push(`${name}: ${sentence(refusal)}`)
  }
  if (faults.length === 0)
    for (const refusal of faultsTogether(read.map(({ rules }) => rules))) faults.push(sentence(refusal))
  if (faults.length > 0) throw unusable(faults)
  return read.sort(
    ({ rules: a }, { rules: b }) =>
      Number(b.default) - Number(a.default) || (a.validFrom ?? '').localeCompare(b.validFrom ?? ''),
  )
}

/** The content and the hash of a rule set, as it was read. */
export function editionOf(rules: RuleSet): Edition {
  const content = rules as unknown as JsonObject
  return byRules.get(rules) ?? remember({ rules, content, hash: hashOf(content) })
}

/** A rule set from a content that was kept, under the hash that it was kept by. */
export function ruleSetOfContent(content: JsonObject, hash: string): RuleSet {
  return remember({ rules: ruleSetSchema.parse(content), content, hash }).rules
}

/** The same rule set with the last day that its successor leaves it: its content and hash stay those that were kept. */
export function endingOn(rules: RuleSet, day: string): RuleSet {
  const { content, hash } = editionOf(rules)
  return remember({ rules: { ...rules, validTo: day }, content, hash }).rules
}

/** The content in words of faults, or the rule set that it makes. */
export function readContent(content: JsonObject): Read {
  return readRuleSet(content, isSkill)
}

/** Every rule set with its content and hash. */
export function allEditions(): readonly Edition[] {
  editions ??= readEditions(dataContents())
  return editions
}

/**
 * The rule sets of the data with files beside them, as if those stood in the folder: a file of the same name takes the place of
 * that of the data. Throws `OperationError` with every fault in words.
 */
export function ruleSetsWith(files: ReadonlyMap<string, JsonObject>): readonly RuleSet[] {
  return readEditions(new Map([...dataContents(), ...files])).map(({ rules }) => rules)
}

function dataContents(): Map<string, JsonObject> {
  return new Map(
    readdirSync(FOLDER)
      .filter((name) => name.endsWith('.json') && name !== PRACTICE)
      .map((name) => [name, JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as JsonObject]),
  )
}

/** Deadlines and the like that this installation works by. */
export function workingPractice(): Practice {
  practice ??= practiceSchema.parse(JSON.parse(readFileSync(new URL(PRACTICE, FOLDER), 'utf8')))
  return practice
}

/** The cases of `rules.cases.json`: what the owners of the rules expect, and where that comes from. */
export function ruleExamples(): readonly Example[] {
  examples ??= z
    .array(exampleSchema)
    .parse(JSON.parse(readFileSync(new URL('./rules.cases.json', import.meta.url), 'utf8')))
  return examples
}

/** An invented rule set that uses every kind of condition: for tests, and to begin a rule set of one's own from. */
export function exampleRuleSet(): RuleSet {
  const content = JSON.parse(readFileSync(new URL('./rules.example.json', import.meta.url), 'utf8')) as JsonObject
  const read = readRuleSet(content, isSkill)
  if (!read.ok) throw new Error(`rules.example.json: ${read.refusals.map(sentence).join(' ')}`)
  return read.rules
}

/** Whether a skill exists: in the list of Lumbung by its code, in SKKNI by the shape of a unit's code. */
export function isSkill({ framework, code }: SkillRef): boolean {
  return framework === 'skkni' ? SKKNI_UNIT.test(code) : findSkill(code)?.framework === framework
}

/** A skill by its code alone, in whichever list knows it: Lumbung's whatever the case of its letters, SKKNI's by the shape. */
export function skillOfCode(code: string): SkillRef | undefined {
  const upper = code.toUpperCase()
  if (SKKNI_UNIT.test(upper)) return { framework: 'skkni', code: upper }
  const skill = findSkill(upper)
  return skill === undefined ? undefined : { framework: skill.framework, code: skill.code }
}

function remember(edition: Edition): Edition {
  byRules.set(edition.rules, edition)
  return edition
}

function hashOf(content: JsonObject): string {
  return createHash('sha256').update(canonicalJson(content)).digest('hex')
}

/** Rule sets that don't go together: those of the data among themselves, or with what was published here. */
export function contradicting(refusals: readonly Refusal[]): OperationError {
  return unusable(refusals.map(sentence))
}

function unusable(faults: readonly string[]): OperationError {
  return new OperationError(
    `The recognition rules can't be used. ${faults.join(' ')}`,
    'Mend the files in data/recognition-rules, or put back those of the release.',
  )
}

/** A fault of the data in English: whoever mends files reads it on a terminal. */
function sentence(refusal: Refusal): string {
  return `${loadTexts().both(refusalTextKey(refusal), refusal.values).en}.`
}
