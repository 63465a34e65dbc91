import { findSkill } from '../frameworks/index.ts'
import { PROGRAMME_LEVELS } from '../organisations/index.ts'
import { refusalText } from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'

type Values = Readonly<Record<string, string | number>>

/** Kinds of award that have a name; any other is shown as its rule set writes it. */
const AWARD_KINDS = ['micro-credential', 'course'] as const

/** The name of a kind of award, as *micro-credential*. */
export function awardKindName(page: Page, kind: string): string {
  const known = AWARD_KINDS.find((one) => one === kind)
  return known === undefined ? kind : page.t(`recognition.award-kind.${known}`)
}

/** The name of a skill of a list that is known here, else its code. */
export function skillName(page: Page, code: string): string {
  const skill = findSkill(code)
  return skill === undefined ? code : page.say(skill.name)
}

/** What fills a sentence about a condition, with names in place of codes: kinds of award, levels of programmes, skills. */
export function namedValues(page: Page, values: Values): Values {
  const named: Record<string, string | number> = { ...values }
  const allowed = (code: string) => {
    const level = PROGRAMME_LEVELS.find((one) => one === code)
    return level === undefined ? awardKindName(page, code) : page.t(`recognition.level.${level}`)
  }
  if (typeof values.allowed === 'string') named.allowed = values.allowed.split(', ').map(allowed).join(', ')
  if (typeof values.missing === 'string')
    named.missing = values.missing
      .split(', ')
      .map((code) => skillName(page, code))
      .join(', ')
  return named
}

/** A reason of the rules in words: what happened, and what to do. */
export function reasonText(page: Page, refusal: Refusal): { message: string; next: string } {
  return refusalText(page, { ...refusal, values: namedValues(page, refusal.values ?? {}) })
}
