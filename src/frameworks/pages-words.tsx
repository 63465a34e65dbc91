import { formatNumber } from '../platform/format.ts'
import { type Html, Tag } from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { Confidence } from './types.ts'
import type { CreditConversion, LevelReference } from './types-conversion.ts'

/** *Provisional*, wherever a row that isn't confirmed is shown. */
export function Provisional({ page, provisional }: { page: Page; provisional: boolean }): Html | null {
  return provisional ? <Tag tone="outline">{page.t('frameworks.provisional')}</Tag> : null
}

/** How sure we are of a fact, in words. */
export function sureness(page: Page, confidence: Confidence): string {
  return page.t(`frameworks.confidence.${confidence}`)
}

/** A range of levels as people write it: `6`, `6–7`. */
export function levelRange({ to }: Pick<LevelReference, 'to'>): string {
  return to.levelMin === to.levelMax ? `${to.levelMin}` : `${to.levelMin}–${to.levelMax}`
}

/** A level in another framework: solid where it is confirmed, an outline with the word where it isn't. */
export function Placed({ page, reference }: { page: Page; reference: LevelReference }): Html {
  const range = levelRange(reference)
  if (!reference.provisional) return <Tag>{range}</Tag>
  return <Tag tone="outline">{page.t('frameworks.level.provisional', { range })}</Tag>
}

/** What an amount is in another unit: one figure, or from what is sure to what is possible. */
export function amountWords(page: Page, conversion: CreditConversion): string {
  const figure = (hundredths: number) => formatNumber(page.language, hundredths / 100)
  const { sureHundredths, mostHundredths } = conversion
  return sureHundredths === mostHundredths
    ? figure(sureHundredths)
    : page.t('frameworks.range', { least: figure(sureHundredths), most: figure(mostHundredths) })
}

/** Minutes as hours and minutes: `45 jam`, `45 jam 20 menit`. */
export function hoursWords(page: Page, minutes: number): string {
  return page.t('frameworks.hours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 })
}
