import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { creditUnitOn, degreeClaims, fields, levels, skillsList } from '../frameworks/index.ts'
import type { DesignPolicy } from './types.ts'

const dated = z.object({ value: z.int().positive(), from: z.string(), source: z.string().min(1) })
const programme = z.object({
  id: z.string(),
  sksBound: dated,
  outcomesMost: dated,
  skillsMost: dated,
  coIssuersMost: dated,
})

let loaded: z.infer<typeof programme> | undefined

/** The figures and lists that drafts are checked against on a day. Source: data/programmes, data/frameworks, data/skills, data/wording. */
export function designPolicyOn(day: string): DesignPolicy {
  loaded ??= programme.parse(
    JSON.parse(readFileSync(new URL('../../data/programmes/micro-credential.json', import.meta.url), 'utf8')),
  )
  const unit = creditUnitOn(day)
  return {
    sksBound: loaded.sksBound.value,
    outcomesMost: loaded.outcomesMost.value,
    skillsMost: loaded.skillsMost.value,
    coIssuersMost: loaded.coIssuersMost.value,
    degreeClaims: degreeClaims(),
    minutesPerSks: unit === undefined ? null : { min: unit.minutesMin, max: unit.minutesMax },
    fields: new Set(fields().map((field) => field.id)),
    kkniLevels: new Set(levels().map((level) => level.level)),
    skills: new Map(
      skillsList().map(({ code, framework, name, kind }) => [code, { code, framework, name, kind }] as const),
    ),
  }
}
