import { dayOf } from '../platform/clock.ts'
import { Day, Finding, type Html, Tag, type Tone } from '../platform/html/pieces.tsx'
import type { Bilingual, Page } from '../platform/page.ts'
import { attestationsAt, covers, lastDayOf, listingAt, suspensionAt } from './rules.ts'
import type { Authorisation, Period, RegisterEntry } from './types.ts'

/** Names of fields, provinces and kinds, which the pages show and the register only knows by their ids. */
export interface Names {
  field(id: string): Bilingual
  province(id: string): Bilingual
}

/** How an entry stands at an instant, in a word: the first thing that a reader wants to know. */
export type State = 'listed' | 'suspended' | 'lapsed' | 'ended' | 'registered'

const TONES: Readonly<Record<State, Tone>> = {
  listed: 'pass',
  registered: 'pass',
  suspended: 'warn',
  lapsed: 'warn',
  ended: 'warn',
}

/** How an entry stands at an instant; nothing where it had not begun. */
export function stateAt(entry: RegisterEntry, at: Date): State | null {
  const listing = listingAt(entry.listings, at)
  if (listing === null) {
    if (listingAt(entry.standings, at) !== null) return 'registered'
    return [...entry.listings, ...entry.standings].some((one) => one.from <= at) ? 'ended' : null
  }
  if (suspensionAt(entry.suspensions, at) !== null) return 'suspended'
  return listing.restsOn === 'attestation' && attestationsAt(entry.attestations, at).length === 0 ? 'lapsed' : 'listed'
}

/** The state with its sign and colour, never colour alone. */
export function StateWord({ page, entry, at }: { page: Page; entry: RegisterEntry; at: Date }): Html {
  const state = stateAt(entry, at) ?? 'ended'
  return <Finding tone={TONES[state]}>{page.t(`trust.state.${state}`)}</Finding>
}

export function placeOf(page: Page, entry: RegisterEntry, names: Names): string {
  const province = entry.province === null ? null : page.say(names.province(entry.province))
  return [entry.city, province].filter((part) => part !== null && part !== '').join(', ')
}

/** What an issuer may issue at an instant, or that it is nothing. */
export function MayIssue({
  page,
  entry,
  at,
  names,
}: {
  page: Page
  entry: RegisterEntry
  at: Date
  names: Names
}): Html {
  const inForce = stateAt(entry, at) === 'listed' ? entry.authorisations.filter((one) => covers(one, at)) : []
  if (inForce.length === 0) return <>{page.t('trust.may-issue.nothing')}</>
  return (
    <>
      {inForce.map((one) => (
        <div>
          {kindsOf(page, one.kinds)} <Tag>{levelsOf(page, one)}</Tag>
          <div class="small soft">{fieldsOf(page, one.fields, names)}</div>
        </div>
      ))}
    </>
  )
}

export const kindsOf = (page: Page, kinds: readonly string[]): string =>
  kinds.map((kind) => page.t(`trust.kind.${kind}`)).join(', ')

export const levelsOf = (page: Page, one: Pick<Authorisation, 'levelMin' | 'levelMax'>): string =>
  one.levelMin === one.levelMax
    ? page.t('trust.level', { level: one.levelMin })
    : page.t('trust.levels', { from: one.levelMin, to: one.levelMax })

export const fieldsOf = (page: Page, fields: readonly string[], names: Names): string =>
  fields.length === 0 ? page.t('trust.every-field') : fields.map((field) => page.say(names.field(field))).join(', ')

export const From = ({ page, period }: { page: Page; period: Period }): Html => (
  <Day page={page} day={dayOf(period.from)} />
)

/** The last day of a period, or that there is none. */
export const Until = ({ page, period }: { page: Page; period: Period }): Html =>
  period.until === null ? <span>{page.t('trust.no-end')}</span> : <Day page={page} day={lastDayOf(period.until)} />
