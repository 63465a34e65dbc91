import { accept, type Outcome, refuse } from '../refusal.ts'

/**
 * A number as people write it: `1.234,5`, `1,234.5`, `1 234,5`, `85,5`, `85.5`. Where one separator with three digits
 * behind it could mean either, it is refused: `table.number-ambiguous`. Otherwise `table.number-not-readable`.
 */
export function readNumber(text: string): Outcome<number> {
  const plain = text.replace(/[\s\u00a0\u202f]/g, '')
  if (!/^[+-]?\d[\d.,]*$/.test(plain)) return refuse({ code: 'table.number-not-readable' })
  const separators = plain.replace(/[^.,]/g, '')
  const last = separators.at(-1)
  if (last === undefined) return accept(Number(plain))
  const kinds = new Set(separators)
  const decimals = plain.length - plain.lastIndexOf(last) - 1
  if (kinds.size === 2) {
    // The last separator is the decimal one, and stands once; the other groups thousands.
    const [whole = '', part = ''] = [plain.slice(0, plain.lastIndexOf(last)), plain.slice(plain.lastIndexOf(last) + 1)]
    const other = last === ',' ? '.' : ','
    if (whole.includes(last) || !grouped(whole, other)) return refuse({ code: 'table.number-not-readable' })
    return accept(Number(`${whole.replaceAll(other, '')}.${part || '0'}`))
  }
  if (separators.length > 1) {
    return grouped(plain, last)
      ? accept(Number(plain.replaceAll(last, '')))
      : refuse({ code: 'table.number-not-readable' })
  }
  if (decimals === 3 && /^[+-]?[1-9]\d{0,2}[.,]/.test(plain)) return refuse({ code: 'table.number-ambiguous' })
  if (decimals === 0) return refuse({ code: 'table.number-not-readable' })
  return accept(Number(plain.replace(',', '.')))
}

const grouped = (whole: string, separator: string) => new RegExp(`^[+-]?\\d{1,3}(\\${separator}\\d{3})*$`).test(whole)

const MONTHS: Readonly<Record<string, number>> = Object.fromEntries(
  [
    ['januari', 'january', 'jan'],
    ['februari', 'february', 'feb', 'pebruari'],
    ['maret', 'march', 'mar'],
    ['april', 'apr'],
    ['mei', 'may'],
    ['juni', 'june', 'jun'],
    ['juli', 'july', 'jul'],
    ['agustus', 'august', 'agu', 'ags', 'aug'],
    ['september', 'sep', 'sept'],
    ['oktober', 'october', 'okt', 'oct'],
    ['november', 'nopember', 'nov'],
    ['desember', 'december', 'des', 'dec'],
  ].flatMap((names, index) => names.map((name) => [name, index + 1])),
)

/**
 * A day as an ISO date, from `2026-11-30`, `30/11/2026`, `30-11-2026`, `30.11.2026`, `30 November 2026` (in either
 * language) or the serial number of a spreadsheet. The day stands before the month, as in Indonesia: `11/30/2026` is
 * refused as `table.day-month-first`, a day that doesn't exist as `table.day-not-in-calendar`, else
 * `table.day-not-readable`.
 */
export function readDay(text: string): Outcome<string> {
  const plain = text.trim()
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?$/.exec(plain)
  if (iso !== null) return day(Number(iso[1]), Number(iso[2]), Number(iso[3]))
  const local = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:\s.*)?$/.exec(plain)
  if (local !== null) {
    const [first, second, year] = [Number(local[1]), Number(local[2]), Number(local[3])]
    if (second > 12 && first <= 12 && second <= 31) return refuse({ code: 'table.day-month-first' })
    return day(year, second, first)
  }
  const worded = /^(\d{1,2})\s+(\p{L}+)\.?\s+(\d{4})$/u.exec(plain)
  const month = MONTHS[worded?.[2]?.toLowerCase() ?? '']
  if (worded !== null && month !== undefined) return day(Number(worded[3]), month, Number(worded[1]))
  const serial = /^\d{5}(?:\.\d+)?$/.test(plain) ? Math.floor(Number(plain)) : 0
  // Serial 25569 is 1 January 1970; serials before 1955 or after 2118 are no dates of ours.
  if (serial >= 20_000 && serial < 80_000)
    return accept(new Date((serial - 25_569) * 86_400_000).toISOString().slice(0, 10))
  return refuse({ code: 'table.day-not-readable' })
}

function day(year: number, month: number, date: number): Outcome<string> {
  const instant = new Date(Date.UTC(year, month - 1, date))
  const exists = month >= 1 && month <= 12 && instant.getUTCMonth() === month - 1 && instant.getUTCDate() === date
  if (!exists || year < 1900 || year > 2200) return refuse({ code: 'table.day-not-in-calendar' })
  return accept(instant.toISOString().slice(0, 10))
}

/**
 * A number that is a name (NIM, NIK): kept as text. What a spreadsheet turned into `3.2E+15` has lost figures that nobody
 * can bring back: `table.number-destroyed`. A trailing `.0` of a conversion is taken off.
 */
export function readIdentifier(text: string): Outcome<string> {
  if (/^\d(?:[.,]\d+)?E[+-]?\d+$/i.test(text)) return refuse({ code: 'table.number-destroyed' })
  return accept(/^\d+\.0$/.test(text) ? text.slice(0, -2) : text)
}

/**
 * Finds a number among the known ones; where it isn't there, tries it with the zeros in front that a spreadsheet takes
 * away. Answers nothing when none or more than one fits. `padded` says that zeros were added, which is worth a warning.
 */
export function findPadded<T>(
  known: ReadonlyMap<string, T>,
  text: string,
): { value: T; number: string; padded: boolean } | null {
  const exact = known.get(text)
  if (exact !== undefined) return { value: exact, number: text, padded: false }
  if (!/^\d+$/.test(text)) return null
  const found: { value: T; number: string; padded: boolean }[] = []
  for (let zeros = 1; zeros <= 4; zeros++) {
    const number = '0'.repeat(zeros) + text
    const value = known.get(number)
    if (value !== undefined) found.push({ value, number, padded: true })
  }
  return found.length === 1 ? (found[0] ?? null) : null
}
