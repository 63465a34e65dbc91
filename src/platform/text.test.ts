import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { IntlMessageFormat } from 'intl-messageformat'
import { createTexts, LOCALES, loadTexts, MissingTextError } from './text.ts'

const texts = loadTexts()
const languages = ['id', 'en'] as const

type Element = ReturnType<IntlMessageFormat['getAst']>[number]

/** What a message calls the values it takes, also within its plural and select forms. */
function argumentsOf(elements: readonly Element[]): Set<string> {
  const found = new Set<string>()
  for (const element of elements) {
    if (element.type > 0 && 'value' in element) found.add(String(element.value))
    if (!('options' in element)) continue
    for (const { value } of Object.values(element.options)) for (const inner of argumentsOf(value)) found.add(inner)
  }
  return found
}

/** The values of each message, or what is wrong with it. */
function valuesOf(language: 'id' | 'en', key: string): string {
  try {
    const message = new IntlMessageFormat(texts.source(language, key) ?? '', LOCALES[language], undefined, {
      ignoreTag: true,
    })
    return [...argumentsOf(message.getAst())].sort().join(' ')
  } catch (error) {
    return `${language} can't be read: ${error instanceof Error ? error.message : 'unknown'}`
  }
}

test('both languages have the same files and the same keys', () => {
  assert.deepEqual(readdirSync('data/text/en').sort(), readdirSync('data/text/id').sort())
  assert.deepEqual(texts.keys('en'), texts.keys('id'))
})

test('every message can be read, takes the same values in both languages, and is not empty', () => {
  const faults: string[] = []
  for (const key of texts.keys('id')) {
    const [id, en] = [valuesOf('id', key), valuesOf('en', key)]
    if (id !== en || id.includes("can't be read")) faults.push(`${key}: ${id} | ${en}`)
    for (const language of languages)
      if ((texts.source(language, key) ?? '').trim() === '') faults.push(`${key}: empty`)
  }
  assert.deepEqual(faults, [])
})

test('no key stands twice in a file', () => {
  for (const language of languages) {
    for (const file of readdirSync(`data/text/${language}`)) {
      const keys = [...readFileSync(`data/text/${language}/${file}`, 'utf8').matchAll(/^\s*"([^"]+)":/gm)].map(
        (match) => match[1],
      )
      assert.equal(new Set(keys).size, keys.length, `${language}/${file}`)
    }
  }
})

test('every refusal says what happened and what to do', () => {
  for (const key of texts.keys('id').filter((name) => name.includes('.refusal.'))) {
    const partner = key.endsWith('.next') ? key.slice(0, -'.next'.length) : `${key}.next`
    assert.ok(texts.has(partner), `${key} has no ${partner}`)
  }
})

test('no text says that a credential leads to or equals a degree', () => {
  const forbidden = {
    id: /setara\s+(dengan\s+)?(ijazah|gelar|sarjana|diploma)|menuju\s+gelar|pengganti\s+(ijazah|gelar)|blockchain/i,
    en: /(equivalent|equal)s?\s+to\s+an?\s+(degree|diploma)|towards?\s+an?\s+degree|replaces?\s+an?\s+degree|blockchain/i,
  }
  for (const language of languages)
    for (const key of texts.keys(language))
      assert.doesNotMatch(texts.source(language, key) ?? '', forbidden[language], key)
})

test('no English leaks into Indonesian, no Indonesian into English, and people are called Anda', () => {
  const english =
    /\b(the|and|with|your|you|please|submit|click|error|invalid|upload|download|password|email|e-mail|not found|is required)\b/i
  const indonesian = /\b(yang|dengan|untuk|tidak|Anda|dari|pada|adalah|belum|sudah|atau)\b/
  for (const key of texts.keys('id')) {
    const id = texts.source('id', key) ?? ''
    assert.doesNotMatch(id.replace(/\{[^{}]*\}|#[a-z-]+|https?:\S+/g, ' '), english, `${key}: ${id}`)
    assert.doesNotMatch(id, /\b(anda|kamu|silakan|mohon)\b/, `${key}: ${id}`)
    assert.doesNotMatch(texts.source('en', key) ?? '', indonesian, key)
  }
})

test('a missing text throws and names its key and language', () => {
  assert.throws(
    () => texts.t('id', 'platform.no-such-key'),
    (error) => error instanceof MissingTextError && /data\/text\/id.*no-such-key/.test(error.message),
  )
  assert.throws(() => texts.t('id', 'platform.progress.rate', {}), /rate/)
})

test('numbers are grouped and counted as each language does', () => {
  const own = createTexts({
    id: new Map([['a.b', '{n, plural, other {# orang}}, {rest, number}']]),
    en: new Map([['a.b', '{n, plural, one {# person} other {# people}}, {rest, number}']]),
  })
  assert.deepEqual(own.both('a.b', { n: 1, rest: 1234.5 }), { id: '1 orang, 1.234,5', en: '1 person, 1,234.5' })
  assert.equal(own.t('en', 'a.b', { n: 2000, rest: 0 }), '2,000 people, 0')
})

test('an ISO day is written as people write days, also where a message chooses by it', () => {
  const message = 'Sampai {day}{end, select, none {} other {, lalu {end}}}'
  const own = createTexts({ id: new Map([['a.b', message]]), en: new Map([['a.b', message]]) })
  assert.equal(own.t('id', 'a.b', { day: '2026-12-04', end: 'none' }), 'Sampai 4 Desember 2026')
  assert.equal(own.t('en', 'a.b', { day: '2026-12', end: '2026-13-40' }), 'Sampai 2026-12, lalu 2026-13-40')
})

test('every key that code asks for in full stands in the files', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(
    (name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name),
  )
  const missing = new Set<string>()
  for (const file of files) {
    const code = readFileSync(`src/${file}`, 'utf8')
    for (const [, key = ''] of code.matchAll(/\b(?:t|both)\(\s*'([a-z-]+\.[a-z0-9.-]+)'/g))
      if (!texts.has(key)) missing.add(`${file}: ${key}`)
  }
  assert.deepEqual([...missing], [])
})
