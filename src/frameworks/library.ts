import { readFileSync } from 'node:fs'
import type { Bilingual } from '../platform/page.ts'
import { valueOn } from './rules.ts'
import {
  type CreditUnit,
  type CreditUnitValue,
  creditUnits,
  type Field,
  fieldList,
  type Level,
  type Province,
  provinceList,
  type QualificationFramework,
  qualificationFramework,
  type Reference,
  type Referencing,
  referencing,
  type Skill,
  skillList,
} from './types.ts'
import { type DegreeClaimWords, degreeClaimWords } from './types-wording.ts'

const DATA = new URL('../../data/', import.meta.url)
const FRAMEWORKS = ['kkni', 'aqrf', 'mqf', 'pqf', 'eqf'] as const

/** Reads a data file once. A file that doesn't fit its schema throws at first use, with the place of the fault. */
function once<T>(path: string, parse: (value: unknown) => T): () => T {
  let value: T | undefined
  return () => {
    value ??= parse(JSON.parse(readFileSync(new URL(path, DATA), 'utf8')))
    return value
  }
}

const frameworkFiles = FRAMEWORKS.map((id) =>
  once(`frameworks/${id}.json`, (value) => qualificationFramework.parse(value)),
)
const fieldFile = once('frameworks/fields.json', (value) => fieldList.parse(value))
const unitFile = once('frameworks/credit-units.json', (value) => creditUnits.parse(value))
const referenceFile = once('frameworks/referencing.json', (value) => referencing.parse(value))
const skillFile = once('skills/lumbung.json', (value) => skillList.parse(value))
const claimFile = once('wording/degree-claims.json', (value) => degreeClaimWords.parse(value))
const provinceFile = once('regions/provinces.json', (value) => provinceList.parse(value))

/** The qualification frameworks: KKNI, AQRF, MQF, PQF and EQF, each dated and sourced. */
export function qualificationFrameworks(): readonly QualificationFramework[] {
  return frameworkFiles.map((file) => file())
}

/** The levels of a framework, lowest first; nothing for an unknown one. KKNI unless told otherwise (Perpres 8/2012). */
export function levels(framework = 'kkni'): readonly Level[] {
  return qualificationFrameworks().find(({ id }) => id === framework)?.levels ?? []
}

/** The name of a level, as *KKNI level 6*; the bare number where the framework or the level is unknown. */
export function levelName(framework: string, level: number): Bilingual {
  return levels(framework).find((one) => one.level === level)?.name ?? { id: String(level), en: String(level) }
}

/** The referencing table as it stands in its file: its day, source and confidence, and its rows. */
export function referencingTable(): Referencing {
  return referenceFile()
}

/** How the levels of KKNI refer to other frameworks. Referencing a level is not recognition of credit. */
export function references(): readonly Reference[] {
  return referenceFile().rows
}

/** Fields of study and sectors: `id` is what definitions and authorisations store. */
export function fields(): readonly Field[] {
  return fieldFile().fields
}

/** The name of a field; its id where it is unknown. */
export function fieldName(id: string): Bilingual {
  return fields().find((field) => field.id === id)?.name ?? { id, en: id }
}

/** The small skills list of Lumbung: neither SKKNI nor official. */
export function skillsList(): readonly Skill[] {
  const { framework, skills } = skillFile()
  return skills.map((skill) => ({ ...skill, framework }))
}

/** The skill of a code, as `DAT-01`. */
export function findSkill(code: string): Skill | undefined {
  return skillsList().find((skill) => skill.code === code)
}

/** All credit units with their dated values. */
export function creditUnitList(): readonly CreditUnit[] {
  return unitFile().units
}

/**
 * Minutes of learning to one SKS on a day; `undefined` before the first dated value. Other units by their id
 * (`ects`, `ncrf`, `mqf-credit`). Source: data/frameworks/credit-units.json.
 */
export function creditUnitOn(day: string, unit = 'sks'): CreditUnitValue | undefined {
  return valueOn(creditUnitList().find(({ id }) => id === unit)?.values ?? [], day)
}

/** The words by which a text would liken a credential to a degree. */
export function degreeClaims(): DegreeClaimWords {
  return claimFile()
}

/** The 38 provinces by administrative code. */
export function provinces(): readonly Province[] {
  return provinceFile().provinces
}

/** The name of a province by code; text that is no known code comes back as it is. */
export function provinceName(code: string): Bilingual {
  return provinces().find((province) => province.code === code)?.name ?? { id: code, en: code }
}
