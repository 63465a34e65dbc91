import type { Language } from './page.ts'
import { LOCALES, writtenDay } from './text.ts'

/** The zone in which the site tells the time. Legal days are counted there too (`dayOf`). */
const ZONE = 'Asia/Jakarta'
const ZONE_NAME = 'WIB'

const memo = <T>(make: (language: Language) => T): ((language: Language) => T) => {
  const made = new Map<Language, T>()
  return (language) => {
    const known = made.get(language)
    if (known !== undefined) return known
    const fresh = make(language)
    made.set(language, fresh)
    return fresh
  }
}

const shortDays = memo(
  (language) => new Intl.DateTimeFormat(LOCALES[language], { day: 'numeric', month: 'short', timeZone: 'UTC' }),
)
const months = memo(
  (language) => new Intl.DateTimeFormat(LOCALES[language], { month: 'long', year: 'numeric', timeZone: 'UTC' }),
)
const localDays = memo(
  (language) =>
    new Intl.DateTimeFormat(LOCALES[language], { day: 'numeric', month: 'long', year: 'numeric', timeZone: ZONE }),
)
const clocks = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
  timeZone: ZONE,
})
const numbers = memo((language) => new Intl.NumberFormat(LOCALES[language], { maximumFractionDigits: 2 }))
const wholes = memo((language) => new Intl.NumberFormat(LOCALES[language], { maximumFractionDigits: 0 }))

/** An ISO day as people write it: `23 November 2026`. Text that is no ISO day comes back as it is. */
export function formatDay(language: Language, isoDay: string): string {
  return writtenDay(language, isoDay)
}

/** An ISO day without its year, for crowded tables: `4 Des`, `4 Dec`. */
export function formatShortDay(language: Language, isoDay: string): string {
  const instant = instantOfDay(isoDay)
  return instant === null ? isoDay : shortDays(language).format(instant)
}

/** The month of an ISO day: `November 2026`. */
export function formatMonth(language: Language, isoDay: string): string {
  const instant = instantOfDay(isoDay)
  return instant === null ? isoDay : months(language).format(instant)
}

/** A moment in western Indonesian time: `23 November 2026 14.05 WIB`, `23 November 2026, 14:05 WIB`. */
export function formatInstant(language: Language, instant: Date): string {
  const day = localDays(language).format(instant)
  return `${day}${language === 'id' ? '' : ','} ${formatTime(language, instant)}`
}

/** The time of day: `14.05 WIB`, `14:05 WIB`. */
export function formatTime(language: Language, instant: Date): string {
  const time = clocks.format(instant)
  return `${language === 'id' ? time.replace(':', '.') : time} ${ZONE_NAME}`
}

/** A word or a sentence with a capital letter: words stand in the middle of a sentence in `data/text`, and alone in a list of choices. */
export function capital(language: Language, text: string): string {
  const [first = '', ...rest] = text
  return first.toLocaleUpperCase(language) + rest.join('')
}

/** A number with at most two decimals: `1.284,5` and `1,284.5`. */
export function formatNumber(language: Language, value: number): string {
  return numbers(language).format(value)
}

/** Whole rupiah: `Rp 1.250.000`, `Rp 1,250,000`, with a space that doesn't break. */
export function formatRupiah(language: Language, rupiah: number): string {
  const amount = wholes(language).format(Math.abs(rupiah))
  return `${rupiah < 0 ? '− ' : ''}Rp\u00a0${amount}`
}

/** Credit: `2 SKS`, `2,5 SKS`. The unit has the same name in both languages; English pages explain it at first use. */
export function formatSks(language: Language, sks: number): string {
  return `${formatNumber(language, sks)}\u00a0SKS`
}

/** A share of one as a percentage: `0.49` is `49%` in both languages. */
export function formatPercent(language: Language, share: number): string {
  return `${formatNumber(language, Math.round(share * 1000) / 10)}%`
}

/** The size of a file: `82 KB`, `1,4 MB`. */
export function formatBytes(language: Language, bytes: number): string {
  if (bytes < 1_000) return `${formatNumber(language, bytes)}\u00a0B`
  if (bytes < 1_000_000) return `${formatNumber(language, Math.round(bytes / 1_000))}\u00a0KB`
  return `${formatNumber(language, Math.round(bytes / 100_000) / 10)}\u00a0MB`
}

function instantOfDay(isoDay: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(isoDay)) return null
  const instant = new Date(`${isoDay}T00:00:00Z`)
  return Number.isNaN(instant.getTime()) ? null : instant
}
