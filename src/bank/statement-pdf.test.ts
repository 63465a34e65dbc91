import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inflateSync } from 'node:zlib'
import type { Page } from '../platform/page.ts'
import { loadTexts } from '../platform/text.ts'
import { drawStatement } from './statement-pdf.ts'
import type { Movement } from './types.ts'

const now = new Date('2026-11-24T05:00:00Z')
const movement = (number: number): Movement => ({
  personId: 'p',
  id: `t${number}`,
  kind: 'deposit',
  uniqueKey: `k${number}`,
  credentialId: 'c',
  correctsId: null,
  reason: { title: { id: 'Statistika Terapan', en: 'Applied Statistics' }, issuerOrganisationId: 'o' },
  postedBy: 'x',
  postedAt: now,
  minutes: 2700,
  sks: 1,
  usedSks: 0,
  reservedSks: 0,
  number,
  balanceSks: number,
})
const page = (language: 'id' | 'en'): Page =>
  ({
    language,
    t: (key: string, values = {}) => loadTexts().t(language, key, values),
    say: (text: { id: string; en: string }) => text[language],
  }) as unknown as Page
const draw = (language: 'id' | 'en', count: number, name: string) =>
  drawStatement({
    page: page(language),
    name,
    now,
    balance: { sks: count, minutes: 0, reservedSks: 0, usedSks: 0, depositedSks: count },
    movements: Array.from({ length: count }, (_, n) => movement(n + 1)),
    organisations: new Map([['o', 'Universitas Bukit Samara']]),
    notes: new Map(),
    credential: '{"signed":true}',
  })

/** Every stream of a PDF, unpacked where it is packed. */
function streamsOf(bytes: Buffer): readonly string[] {
  const text = bytes.toString('latin1')
  return [...text.matchAll(/stream\r?\n([\s\S]*?)\r?\nendstream/g)].map(([, body = '']) => {
    try {
      return inflateSync(Buffer.from(body, 'latin1')).toString('latin1')
    } catch {
      return body
    }
  })
}

test('a statement carries the signed credential byte for byte, in both languages, over as many pages as it needs', async () => {
  for (const language of ['id', 'en'] as const) {
    const bytes = await draw(language, 60, 'Wartini')
    const text = bytes.toString('latin1')
    assert.ok(text.includes(`/Lang (${language === 'id' ? 'id-ID' : 'en-GB'})`))
    assert.ok((text.match(/\/Type \/Page\b/g) ?? []).length >= 3)
    assert.ok(streamsOf(bytes).includes('{"signed":true}'))
  }
})

test('a name beyond Latin letters is drawn, and no glyph is missing', async () => {
  const bytes = await draw('id', 1, 'Žofia Šulc 王')
  // Glyph 0 is the box of a missing letter: PDF/A forbids it.
  const shown = streamsOf(bytes).flatMap((stream) => [...stream.matchAll(/<([0-9a-f]+)> *-?\d* *\]? *TJ/gi)])
  assert.ok(shown.length > 0)
  for (const [, hex = ''] of shown)
    assert.ok(!Array.from(hex.matchAll(/.{4}/g), ([glyph]) => glyph).includes('0000'), hex)
})
