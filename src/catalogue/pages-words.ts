import { fieldName, provinceName, skillsList } from '../frameworks/index.ts'
import { formatNumber, formatRupiah, formatSks } from '../platform/format.ts'
import type { Bilingual, Page } from '../platform/page.ts'
import type { FacetName, Offering } from './types.ts'

/** Proper names of the platforms we know; others are shown by their host. */
const PLATFORMS: Readonly<Record<string, string>> = {
  coursera: 'Coursera',
  udemy: 'Udemy',
  edx: 'edX',
  lumbung: 'Lumbung',
}

export const platformName = (platform: string): string => PLATFORMS[platform] ?? platform

const languageNames = new Map<string, Intl.DisplayNames>()

/** The name of a language by its code, in the page's language. */
export function languageName(page: Page, code: string): string {
  const names =
    languageNames.get(page.language) ?? new Intl.DisplayNames([page.language], { type: 'language', fallback: 'code' })
  languageNames.set(page.language, names)
  try {
    const name = names.of(code) ?? code
    return page.language === 'id' && name !== code
      ? name.startsWith('Bahasa') || name.startsWith('bahasa')
        ? name
        : `Bahasa ${name}`
      : name
  } catch {
    return code
  }
}

let skillNames: ReadonlyMap<string, Bilingual> | undefined

/** A skill in the page's language: offerings name it in Indonesian; one that isn't on our list stays as its provider wrote it. */
function skillName(page: Page, value: string): string {
  skillNames ??= new Map(skillsList().map(({ name }) => [name.id, name]))
  const name = skillNames.get(value)
  return name === undefined ? value : page.say(name)
}

/** A value of a facet as people read it. Values nobody offers are shown as they were asked. */
export function facetValue(page: Page, facet: FacetName, value: string): string {
  if (facet === 'platform') return platformName(value)
  if (facet === 'field') return page.say(fieldName(value))
  if (facet === 'province') return page.say(provinceName(value))
  if (facet === 'language') return languageName(page, value)
  if (facet === 'kkni') return page.t('catalogue.kkni', { level: value })
  if (facet === 'provider') return value
  if (facet === 'skill') return skillName(page, value)
  return known(page, `catalogue.${facet}.${value}`, value)
}

/** The texts of a closed list, or the word itself for one that isn't in it. */
const CLOSED = new Set(
  (
    'kind.micro-credential kind.course credit.under-10 credit.10-44 credit.45-89 credit.90-134 credit.135-up mode.online mode.blended ' +
    'mode.in-person price.free price.paid level.beginner level.intermediate level.advanced level.mixed curated.yes'
  ).split(' '),
)
function known(page: Page, key: string, value: string): string {
  return CLOSED.has(key.slice('catalogue.'.length)) ? page.t(key) : value
}

export const isOwn = (offering: Offering): boolean => offering.definitionVersionId !== null

/** The title in the page's language, where there is one in both. */
export const titleOf = (page: Page, offering: Offering): string =>
  page.language === 'en' && offering.titleEn !== null ? offering.titleEn : offering.title

export const descriptionOf = (page: Page, offering: Offering): string =>
  page.language === 'en' && offering.descriptionEn !== null ? offering.descriptionEn : offering.description

/** What it costs the learner; empty where nobody said. */
export function priceOf(page: Page, { priceRupiah, isFree }: Offering): string {
  if (isFree === true) return page.t('catalogue.price.free')
  if (priceRupiah !== null) return formatRupiah(page.language, priceRupiah)
  return isFree === false ? page.t('catalogue.price.paid') : ''
}

/** `90 jam`, or by the calendar `3–6 bulan` where hours aren't known. */
export function durationOf(page: Page, { hours, weeksMin, weeksMax }: Offering): string {
  if (hours !== null) return page.t('catalogue.hours', { hours })
  if (weeksMin === null || weeksMax === null) return ''
  const months = weeksMin >= 8
  const [min, max] = (months ? [weeksMin / (52 / 12), weeksMax / (52 / 12)] : [weeksMin, weeksMax]).map(Math.round) as [
    number,
    number,
  ]
  const span = min === max ? formatNumber(page.language, min) : `${min}–${max}`
  return page.t(months ? 'catalogue.months' : 'catalogue.weeks', { span, count: max })
}

export const sksOf = (page: Page, { sks }: Offering): string => (sks === null ? '' : formatSks(page.language, sks))

/** `4,7 dari 5 (1.200 penilaian)`. */
export function ratingOf(page: Page, { ratingHundredths, ratingCount }: Offering): string {
  if (ratingHundredths === null) return ''
  const rating = formatNumber(page.language, Math.round(ratingHundredths / 10) / 10)
  return ratingCount === null || ratingCount === 0
    ? page.t('catalogue.rating', { rating })
    : page.t('catalogue.rating-counted', { rating, count: ratingCount })
}
