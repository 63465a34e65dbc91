import { accept, type Outcome, type Refusal, refuse } from '../../platform/refusal.ts'
import { MODES } from '../types-rules.ts'
import type { Grade, OutsideCertificate, OutsideForm } from './types.ts'

/** How credential ids of certificates from outside begin. */
const PREFIX = 'outside:'
const TITLE_LETTERS_MOST = 200
const LINK_LETTERS_MOST = 500
const HOURS_MOST = 5000

/** The id under which requests and the bank know a certificate. */
export const credentialIdOf = (id: string): string => `${PREFIX}${id}`

/** The certificate that a credential id means; null where it means one of our own. */
export function certificateIn(credentialId: string): string | null {
  return credentialId.startsWith(PREFIX) ? credentialId.slice(PREFIX.length) : null
}

const SIGNATURES: readonly { readonly type: string; readonly bytes: readonly number[] }[] = [
  { type: 'application/pdf', bytes: [0x25, 0x50, 0x44, 0x46, 0x2d] },
  { type: 'image/png', bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { type: 'image/jpeg', bytes: [0xff, 0xd8, 0xff] },
]

/** What a file is by its first bytes; null where it is none that people look at. */
export function mediaTypeOf(bytes: Uint8Array): string | null {
  return SIGNATURES.find((one) => one.bytes.every((byte, at) => bytes[at] === byte))?.type ?? null
}

/**
 * What the holder states, checked: every fault. What a badge says itself is given by `known` and not asked; of a file that
 * couldn't be read nobody knows whether it would have said so.
 */
export function checkForm(
  form: OutsideForm,
  known: { readonly title: string; readonly issuer: string; readonly issuedOn: string } | 'unread' | null,
  today: string,
): Outcome<Pick<OutsideCertificate, 'title' | 'issuerName' | 'issuedOn' | 'expiresOn' | 'hours' | 'mode' | 'link'>> {
  const refusals: Refusal[] = []
  const said = known === 'unread' ? null : known
  const title = (said?.title || form.title).trim().slice(0, TITLE_LETTERS_MOST)
  const issuerName = (said?.issuer || form.issuer).trim().slice(0, TITLE_LETTERS_MOST)
  const issuedOn = said?.issuedOn || form.issuedOn
  if (known !== 'unread') {
    if (title.length < 3) refusals.push({ code: 'recognition.outside-title', at: 'title' })
    if (issuerName.length < 2) refusals.push({ code: 'recognition.outside-issuer', at: 'issuer' })
    if (!isDay(issuedOn) || issuedOn > today) refusals.push({ code: 'recognition.outside-day', at: 'issuedOn' })
  }
  if (form.expiresOn !== '' && (!isDay(form.expiresOn) || form.expiresOn < issuedOn))
    refusals.push({ code: 'recognition.outside-expiry', at: 'expiresOn' })
  const hours = /^\d{1,4}$/.test(form.hours) ? Number(form.hours) : 0
  if (hours < 1 || hours > HOURS_MOST) refusals.push({ code: 'recognition.outside-hours', at: 'hours' })
  const mode = MODES.find((one) => one === form.mode)
  if (mode === undefined) refusals.push({ code: 'recognition.outside-mode', at: 'mode' })
  const link = form.link === '' ? null : linkOf(form.link)
  if (form.link !== '' && link === null) refusals.push({ code: 'recognition.outside-link', at: 'link' })
  const [first, ...more] = refusals
  if (first !== undefined || mode === undefined)
    return refuse(first ?? { code: 'recognition.outside-mode', at: 'mode' }, ...more)
  const expiresOn = form.expiresOn === '' ? null : form.expiresOn
  return accept({ title, issuerName, issuedOn, expiresOn, hours, mode, link })
}

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))

/** An address of the web over TLS, without name and password in it. */
function linkOf(text: string): string | null {
  if (text.length > LINK_LETTERS_MOST || !URL.canParse(text)) return null
  const url = new URL(text)
  return url.protocol === 'https:' && url.username === '' && url.password === '' ? url.href : null
}

/** How far the proof goes: a signature that fits and names no other, a link that a person compared, or only a picture. */
export function gradeOf(one: Pick<OutsideCertificate, 'signed' | 'namedHolder' | 'checkResult'>): Grade {
  if (one.signed && one.namedHolder !== false) return 'signature'
  return one.checkResult === 'confirmed' ? 'link' : 'picture'
}

/** Whether two names are the same, whatever their case, accents, points and spaces. */
export function sameName(one: string, other: string): boolean {
  const plain = (name: string) =>
    name
      .normalize('NFKD')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '')
  return plain(one) === plain(other)
}
