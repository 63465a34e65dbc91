import type { Refusal } from '../platform/refusal.ts'

/** Longest name, in characters; the longest on record in Indonesia fit. */
const NAME_CHARACTERS = 150
/** Longest e-mail address (RFC 5321, 4.5.3.1.3). */
const EMAIL_CHARACTERS = 254
const PASSWORD_CHARACTERS = { least: 10, most: 128 }

/** A name as it is kept: composed characters (NFC), no outer spaces, single inner spaces. Case and marks stay. */
export function normaliseName(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim()
}

/**
 * What speaks against a name (normalised first). Refusals: `people.name-missing`, `people.name-too-long`,
 * `people.name-hidden-characters` (controls that turn the writing direction, or can't be seen), `people.name-no-letters`,
 * `people.name-formula` (begins like a spreadsheet formula).
 */
export function checkName(text: string): Refusal[] {
  const name = normaliseName(text)
  const at = 'name'
  if (name === '') return [{ code: 'people.name-missing', at }]
  const refusals: Refusal[] = []
  const characters = [...name].length
  if (characters > NAME_CHARACTERS)
    refusals.push({ code: 'people.name-too-long', at, values: { most: NAME_CHARACTERS, characters } })
  if (/[\p{Cc}\p{Cs}\p{Co}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u.test(name))
    refusals.push({ code: 'people.name-hidden-characters', at })
  if (/^[=+@]/.test(name)) refusals.push({ code: 'people.name-formula', at })
  else if (!/\p{L}/u.test(name)) refusals.push({ code: 'people.name-no-letters', at })
  return refusals
}

/** An address is kept in lower case, without outer spaces. */
export function normaliseEmail(text: string): string {
  return text.normalize('NFC').trim().toLowerCase()
}

/** What speaks against an e-mail address. Refusals: `people.email-malformed`. */
export function checkEmail(text: string): Refusal[] {
  const email = normaliseEmail(text)
  const good =
    email.length <= EMAIL_CHARACTERS &&
    /^[^\s@<>",;:\\()[\]]+@[^\s@.<>",;:\\()[\]]+(\.[^\s@.<>",;:\\()[\]]+)+$/.test(email)
  return good ? [] : [{ code: 'people.email-malformed', at: 'email' }]
}

/** A phone number as it is kept: `+62` and digits where it began with 0. */
export function normalisePhone(text: string): string {
  const digits = text.replace(/[\s().-]/g, '')
  return digits.startsWith('0') ? `+62${digits.slice(1)}` : digits.startsWith('62') ? `+${digits}` : digits
}

/** What speaks against a phone number. Refusals: `people.phone-malformed`. */
export function checkPhone(text: string): Refusal[] {
  return /^\+[1-9]\d{7,14}$/.test(normalisePhone(text)) ? [] : [{ code: 'people.phone-malformed', at: 'phone' }]
}

/**
 * What speaks against a password: its length alone (NIST SP 800-63B, 5.1.1.2). Refusals: `people.password-too-short`,
 * `people.password-too-long`.
 */
export function checkPassword(password: string): Refusal[] {
  const characters = [...password].length
  const { least, most } = PASSWORD_CHARACTERS
  if (characters < least) return [{ code: 'people.password-too-short', at: 'password', values: { least } }]
  return characters > most ? [{ code: 'people.password-too-long', at: 'password', values: { most } }] : []
}

/** A NIK without what people and spreadsheets put into it: spaces, dots, dashes, a leading apostrophe. */
export function normaliseNik(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/^['’]/, '')
    .replace(/[\s.-]/g, '')
}

/**
 * What speaks against the syntax of a NIK (F003). `provinces` are the two-digit codes of the provinces.
 * Refusals: `people.nik-spreadsheet` (`3.2E+15`: a spreadsheet rounded it), `people.nik-not-digits`, `people.nik-length`,
 * `people.nik-province`, `people.nik-district`, `people.nik-date` (a woman's day has 40 added), `people.nik-serial`.
 * None of them repeats the number.
 */
export function nikRefusals(text: string, provinces: ReadonlySet<string>): Refusal[] {
  const at = 'nik'
  if (/^\s*['’]?\d+([.,]\d+)?\s*e\s*\+?\s*\d+\s*$/i.test(text)) return [{ code: 'people.nik-spreadsheet', at }]
  const nik = normaliseNik(text)
  if (!/^[0-9]*$/.test(nik)) return [{ code: 'people.nik-not-digits', at }]
  if (nik.length !== 16) return [{ code: 'people.nik-length', at, values: { digits: nik.length } }]
  const refusals: Refusal[] = []
  if (!provinces.has(nik.slice(0, 2))) refusals.push({ code: 'people.nik-province', at })
  else if (nik.slice(2, 4) === '00' || nik.slice(4, 6) === '00') refusals.push({ code: 'people.nik-district', at })
  if (!birthDayExists(Number(nik.slice(6, 8)), Number(nik.slice(8, 10)), Number(nik.slice(10, 12))))
    refusals.push({ code: 'people.nik-date', at })
  if (nik.slice(12) === '0000') refusals.push({ code: 'people.nik-serial', at })
  return refusals
}

/** Days of the months; 29 February exists where 19yy or 20yy is a leap year. */
function birthDayExists(dayOfNik: number, month: number, year: number): boolean {
  const day = dayOfNik > 40 ? dayOfNik - 40 : dayOfNik
  if (month < 1 || month > 12 || day < 1) return false
  const leap = year % 4 === 0
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0
  return day <= days
}

/** The sex that a well-formed NIK says. */
export function sexOfNik(nik: string): 'female' | 'male' {
  return Number(nik.slice(6, 8)) > 40 ? 'female' : 'male'
}

/** What its owner may see of a NIK: `3174••••••••0001`. */
export function maskNik(nik: string): string {
  return `${nik.slice(0, 4)}••••••••${nik.slice(-4)}`
}

/**
 * Where to go after signing in: a path of this site, or the start page. Addresses of other sites, `//host`, backslashes,
 * control characters and the sign-in pages themselves are not followed.
 */
export function safeNext(next: string): string {
  if (!next.startsWith('/') || next.startsWith('//') || next.length > 500) return '/'
  if (/[\\\p{Cc}\s]/u.test(next) || /^\/(?:en\/)?sign-(?:in|out|up)\b/.test(next)) return '/'
  return next
}
