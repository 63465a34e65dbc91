import type { Html } from '../../platform/html/pieces.tsx'
import { Finding } from '../../platform/html/pieces.tsx'
import type { Bilingual, Page } from '../../platform/page.ts'
import type { Filter, Part } from './types.ts'

/** How a page names what a rule speaks of; a place that has no name shows its code. */
export interface Naming {
  definition(slug: string): Bilingual
  offering(id: string): Bilingual
  skill(name: string): Bilingual
}

/** Whether the part at a place is met by what is held; null where nobody asked. */
export type MetAt = (place: string) => boolean | null

/** What a part speaks of, in words: a definition, a skill, a level, an age. */
export function filterWords(page: Page, naming: Naming, filter: Filter): string {
  const t = page.t
  const { definition, offering, skill, leastLevel, withinMonths } = filter
  const named = [
    definition === undefined ? null : page.say(naming.definition(definition)),
    offering === undefined ? null : page.say(naming.offering(offering)),
    skill === undefined
      ? null
      : t('stacks.part.with-skill', { skill: page.say(naming.skill(`${skill.framework}:${skill.code}`)) }),
  ].flatMap((words) => words ?? [])
  const more = [
    leastLevel === undefined ? null : t('stacks.part.level', { level: leastLevel }),
    withinMonths === undefined ? null : t('stacks.part.age', { months: withinMonths }),
  ].flatMap((words) => words ?? [])
  return [named.length === 0 ? t('stacks.part.any-award') : named.join(', '), ...more].join(', ')
}

/** One part of a rule in words, without those inside it. */
export function partWords(page: Page, naming: Naming, part: Part): string {
  const t = page.t
  switch (part.kind) {
    case 'award':
      return filterWords(page, naming, part)
    case 'sks':
      return t('stacks.part.sks', { sks: part.least, what: filterWords(page, naming, part) })
    case 'never':
      return t('stacks.part.never', { what: filterWords(page, naming, part) })
    case 'all':
      return t('stacks.part.all')
    case 'any':
      return t('stacks.part.any')
    case 'least':
      return t('stacks.part.least', { count: part.count, of: part.of.length })
    case 'not': {
      const inside = closedIn(part)
      if (inside?.kind === 'least') return t('stacks.part.most', { count: inside.count - 1, of: inside.of.length })
      return t(
        inside === null ? 'stacks.part.not' : inside.kind === 'all' ? 'stacks.part.not-together' : 'stacks.part.none',
      )
    }
  }
}

/** The group that a *not* takes into its own sentence: *not all of these* is *not together*, and needs no line for *all of these*. */
function closedIn(part: Part & { kind: 'not' }): (Part & { kind: 'all' | 'any' | 'least' }) | null {
  const { of } = part
  if (of.kind === 'all' || of.kind === 'any') return of.of.length > 1 ? of : null
  return of.kind === 'least' && of.count > 1 ? of : null
}

/** The group whose lines stand below a part: its own, or that of a *not* which takes it into its sentence. */
function linesOf(part: Part): readonly Part[] {
  const shown = part.kind === 'not' ? (closedIn(part) ?? part) : part
  return shown.kind === 'not' ? [shown.of] : 'of' in shown ? shown.of : []
}

/**
 * The number of each line of a rule, as in the form that wrote it: those of *all of these* at the root have their places there, any other rule is
 * one line. What has no line of its own has no number.
 */
export function numbersOf(rule: Part): ReadonlyMap<Part, string> {
  const numbers = new Map<Part, string>()
  const walk = (part: Part, number: string) => {
    numbers.set(part, number)
    for (const [index, one] of linesOf(part).entries()) walk(one, `${number === '' ? '' : `${number}.`}${index + 1}`)
  }
  walk(rule, rule.kind === 'all' && rule.of.length > 1 ? '' : '1')
  return numbers
}

/**
 * A rule as a list of its parts, each with its number as in the form that wrote it, and with a mark where it is known whether it is met.
 */
export function RuleTree(props: {
  page: Page
  part: Part
  naming: Naming
  metAt: MetAt
  place?: string
  /** The numbers of the whole rule, where this is a part of it. */
  numbers?: ReadonlyMap<Part, string>
}): Html {
  const { page, part, naming, metAt, place = '', numbers = numbersOf(part) } = props
  const number = numbers.get(part) ?? ''
  const inside = linesOf(part)
  const inner = part.kind === 'not' && closedIn(part) !== null ? `${place === '' ? '' : `${place}.`}1` : place
  const met = metAt(place)
  const words = (
    <>
      {number !== '' && <b class="num">{number}</b>} {partWords(page, naming, part)}
    </>
  )
  return (
    <>
      {met === null && <span>{words}</span>}
      {met === true && (
        <Finding tone="pass">
          {words}
          <span class="vh">: {page.t('stacks.part.met')}</span>
        </Finding>
      )}
      {met === false && (
        <span>
          <span aria-hidden="true">○ </span>
          {words}
          <span class="vh">: {page.t('stacks.part.open')}</span>
        </span>
      )}
      {inside.length > 0 && (
        <ul class="rule">
          {inside.map((one, index) => (
            <li>
              <RuleTree
                page={page}
                part={one}
                naming={naming}
                // Inside a *not* a mark would say the opposite of what counts.
                metAt={part.kind === 'not' ? () => null : metAt}
                place={`${inner === '' ? '' : `${inner}.`}${index + 1}`}
                numbers={numbers}
              />
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
