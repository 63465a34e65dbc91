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
    case 'not':
      return part.of.kind === 'all' ? t('stacks.part.not-together') : t('stacks.part.not')
  }
}

/** A rule as a list of its parts, each with a mark where it is known whether it is met. */
export function RuleTree(props: { page: Page; part: Part; naming: Naming; metAt: MetAt; place?: string }): Html {
  const { page, part, naming, metAt, place = '' } = props
  // *Not all of these together* needs no line of its own for *all of these*.
  const shown = part.kind === 'not' && part.of.kind === 'all' ? part.of : part
  const inside = shown.kind === 'not' ? [shown.of] : 'of' in shown ? shown.of : []
  const inner = part !== shown ? `${place === '' ? '' : `${place}.`}1` : place
  const met = metAt(place)
  return (
    <>
      {met === null && <span>{partWords(page, naming, part)}</span>}
      {met === true && (
        <Finding tone="pass">
          {partWords(page, naming, part)}
          <span class="vh">: {page.t('stacks.part.met')}</span>
        </Finding>
      )}
      {met === false && (
        <span>
          <span aria-hidden="true">○ </span>
          {partWords(page, naming, part)}
          <span class="vh">: {page.t('stacks.part.open')}</span>
        </span>
      )}
      {inside.length > 0 && (
        <ul>
          {inside.map((one, index) => (
            <li>
              <RuleTree
                page={page}
                part={one}
                naming={naming}
                // Inside a *not* a mark would say the opposite of what counts.
                metAt={part.kind === 'not' ? () => null : metAt}
                place={`${inner === '' ? '' : `${inner}.`}${index + 1}`}
              />
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
