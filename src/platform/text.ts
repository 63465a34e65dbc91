import { readdirSync, readFileSync } from 'node:fs'
import { IntlMessageFormat } from 'intl-messageformat'
import type { Bilingual, Language } from './page.ts'
import type { Refusal } from './refusal.ts'

/**
 * What fills the places of a message: text, or a number that the message may count (`plural`) or group (`{n, number}`). An ISO
 * day is written as people write days.
 */
export type TextValues = Readonly<Record<string, string | number>>

/** Every sentence of the site, in both languages. */
export interface Texts {
  /** The sentence of a key. A missing key throws, unless `showMissingKeys()` was called: then the key itself is shown. */
  t(language: Language, key: string, values?: TextValues): string
  /** The sentence of a key in both languages. */
  both(key: string, values?: TextValues): Bilingual
  /** Whether both languages have the key. */
  has(key: string): boolean
  /** All keys of a language, sorted. */
  keys(language: Language): readonly string[]
  /** The ICU message as it stands in the file. */
  source(language: Language, key: string): string | undefined
}

/** The locale in which a language writes its numbers and plurals. */
export const LOCALES: Readonly<Record<Language, string>> = { id: 'id-ID', en: 'en-GB' }

const ISO_DAY = /^\d{4}-\d{2}-\d{2}$/
const DAYS = { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const
const days: Readonly<Record<Language, Intl.DateTimeFormat>> = {
  id: new Intl.DateTimeFormat(LOCALES.id, DAYS),
  en: new Intl.DateTimeFormat(LOCALES.en, DAYS),
}

/** An ISO day as people write it: `23 November 2026`. Text that is no day comes back as it is. */
export function writtenDay(language: Language, text: string): string {
  const instant = ISO_DAY.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  return Number.isNaN(instant) ? text : days[language].format(instant)
}

/** A sentence was asked for that no file has: a fault of ours, found by the tests. */
export class MissingTextError extends Error {
  constructor(language: Language, key: string) {
    super(`data/text/${language} has no text for "${key}"`)
    this.name = 'MissingTextError'
  }
}

const FOLDER = new URL('../../data/text/', import.meta.url)
let missingKeysShown = false
let loaded: Texts | undefined

/**
 * From now on a missing text shows its key instead of throwing. `main.ts` calls this when the site is served to people:
 * a page with one odd word is better than no page. Tests never do.
 */
export function showMissingKeys(): void {
  missingKeysShown = true
}

/** The texts of `data/text`, read once. */
export function loadTexts(): Texts {
  loaded ??= createTexts({ id: readFolder('id'), en: readFolder('en') })
  return loaded
}

/** Texts from messages at hand; each message is parsed when it is first used. */
export function createTexts(messages: Readonly<Record<Language, ReadonlyMap<string, string>>>): Texts {
  const parsed: Record<Language, Map<string, IntlMessageFormat>> = { id: new Map(), en: new Map() }
  const messageOf = (language: Language, key: string): IntlMessageFormat | undefined => {
    const known = parsed[language].get(key)
    if (known !== undefined) return known
    const source = messages[language].get(key)
    if (source === undefined) return undefined
    const message = new IntlMessageFormat(source, LOCALES[language], undefined, { ignoreTag: true })
    parsed[language].set(key, message)
    return message
  }
  const t = (language: Language, key: string, values?: TextValues): string => {
    try {
      const message = messageOf(language, key)
      if (message === undefined) throw new MissingTextError(language, key)
      return String(message.format(values && withDays(language, values)))
    } catch (error) {
      if (missingKeysShown) return key
      throw error
    }
  }
  return {
    t,
    both: (key, values) => ({ id: t('id', key, values), en: t('en', key, values) }),
    has: (key) => messages.id.has(key) && messages.en.has(key),
    keys: (language) => [...messages[language].keys()].sort(),
    source: (language, key) => messages[language].get(key),
  }
}

function withDays(language: Language, values: TextValues): TextValues {
  const written: Record<string, string | number> = {}
  for (const [name, value] of Object.entries(values))
    written[name] = typeof value === 'string' ? writtenDay(language, value) : value
  return written
}

/** The key of a refusal's sentence: `enrolment.batch-full` stands under `enrolment.refusal.batch-full`. */
export function refusalTextKey(refusal: Refusal): string {
  const dot = refusal.code.indexOf('.')
  return `${refusal.code.slice(0, dot)}.refusal.${refusal.code.slice(dot + 1)}`
}

/** All messages of one language: one flat JSON file for each noun, every key beginning with the noun's name. */
function readFolder(language: Language): Map<string, string> {
  const folder = new URL(`${language}/`, FOLDER)
  const messages = new Map<string, string>()
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()) {
    const noun = file.slice(0, -'.json'.length)
    const texts = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Record<string, string>
    for (const [key, message] of Object.entries(texts)) {
      if (!key.startsWith(`${noun}.`))
        throw new Error(`data/text/${language}/${file}: the key "${key}" must begin with "${noun}."`)
      messages.set(key, message)
    }
  }
  return messages
}
