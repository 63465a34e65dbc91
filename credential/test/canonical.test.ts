import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { CREDENTIALS_V2, OPEN_BADGES_V3 } from '../src/contexts/bundled.ts'
import { DIGESTS } from '../src/contexts/digests.ts'
import { CONTEXTS } from '../src/contexts/foreign.ts'
import { CREDENTIALS_EXAMPLES_V2 } from '../src/contexts/sequences.ts'
import { achievementCredential, type JsonObject } from '../src/index.ts'
import { canonicalDocument } from '../src/rdf/document.ts'
import type { Json } from '../src/types.ts'
import { input } from './people.ts'
import { referenceCanonical } from './reference.ts'

/** Small in the tests; `RUNS=20000` for a campaign. */
const RUNS = Number(process.env.RUNS ?? 150)

const words = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
  fc.constantFrom(
    'a',
    'b',
    'Siti "Nur" \\ Aminah',
    'baris\nbaru',
    'tab\there',
    '\r',
    '\u007f\u0001',
    '𝕬\ue000',
    'é',
    'é',
  ),
)
const iri = fc.constantFrom('urn:uuid:1', 'urn:uuid:2', 'https://x.example/a?b=1#c', 'did:web:x.example:é')
const number = fc.oneof(fc.integer({ min: 0, max: 1_000_000 }), fc.double({ min: 0.001, max: 1e6, noNaN: true }))

const alignment = fc.record(
  {
    type: fc.constant(['Alignment']),
    targetName: words,
    targetUrl: words,
    targetCode: words,
    targetFramework: fc.constantFrom('KKNI', 'Lumbung'),
  },
  { requiredKeys: ['type'] },
)
const result = fc.record(
  { type: fc.constant(['Result']), value: fc.constantFrom('1', '2'), status: words },
  { requiredKeys: ['type'] },
)
const description = fc.record(
  {
    type: fc.constant('ResultDescription'),
    name: words,
    allowedValue: fc.array(fc.constantFrom('A', 'B'), { minLength: 1, maxLength: 4 }),
    rubricCriterionLevel: fc.uniqueArray(fc.record({ type: fc.constant(['RubricCriterionLevel']), level: words }), {
      minLength: 1,
      maxLength: 3,
      selector: (level) => level.level,
    }),
  },
  { requiredKeys: ['type'] },
)
const name = fc.oneof(
  words,
  fc.record({ '@value': words, '@language': fc.constantFrom('id', 'en') }),
  fc.tuple(words, words).map(([id, en]) => [
    { '@value': id, '@language': 'id' },
    { '@value': en, '@language': 'en' },
  ]),
)
const credential = fc
  .record(
    {
      name,
      description: name,
      issuer: fc.oneof(
        fc.constant('urn:issuer'),
        fc.record({ id: fc.constant('urn:issuer'), type: fc.constant(['Profile']), name: words }),
      ),
      validFrom: fc.constant('2026-01-01T00:00:00Z'),
      alignments: fc.array(alignment, { minLength: 1, maxLength: 4 }),
      results: fc.array(result, { minLength: 1, maxLength: 4 }),
      descriptions: fc.array(description, { minLength: 1, maxLength: 3 }),
      credits: number,
      evidence: fc.array(fc.record({ type: fc.constant(['Evidence']), genre: words }), { minLength: 1, maxLength: 2 }),
      subjectId: iri,
    },
    { requiredKeys: ['issuer'] },
  )
  .map((given) => given as unknown as { readonly [part: string]: Json | undefined })
  .map(
    (parts): JsonObject => ({
      '@context': [CREDENTIALS_V2, OPEN_BADGES_V3],
      id: 'urn:credential',
      type: ['VerifiableCredential', 'OpenBadgeCredential'],
      issuer: parts.issuer as Json,
      ...(parts.name === undefined ? {} : { name: parts.name }),
      ...(parts.description === undefined ? {} : { description: parts.description }),
      ...(parts.validFrom === undefined ? {} : { validFrom: parts.validFrom }),
      ...(parts.evidence === undefined ? {} : { evidence: parts.evidence }),
      credentialSubject: {
        ...(parts.subjectId === undefined ? {} : { id: parts.subjectId }),
        type: ['AchievementSubject'],
        ...(parts.credits === undefined ? {} : { creditsEarned: parts.credits }),
        ...(parts.results === undefined ? {} : { result: parts.results }),
        achievement: {
          type: ['Achievement'],
          ...(parts.alignments === undefined ? {} : { alignment: parts.alignments }),
          ...(parts.descriptions === undefined ? {} : { resultDescription: parts.descriptions }),
        },
      },
    }),
  )

test('the contexts are those whose digests stand in the table', () => {
  for (const [url, document] of CONTEXTS) {
    assert.equal(createHash('sha256').update(JSON.stringify(document)).digest('hex'), DIGESTS[url], url)
  }
})

test('a credential of ours has the canonical form that jsonld gives it', async () => {
  const document = achievementCredential(input())
  const own = await canonicalDocument(document)
  assert.deepEqual(own, { ok: true, text: await referenceCanonical(document) })
})

test('generated credentials: our canonical form is that of jsonld and rdf-canonize, or we refuse', async () => {
  let compared = 0
  await fc.assert(
    fc.asyncProperty(credential, async (document) => {
      const own = await canonicalDocument(document)
      if (!own.ok) {
        assert.ok(
          ['value-repeated', 'value-not-signed', 'content-too-complex'].includes(own.code),
          `${own.code} ${own.at}`,
        )
        return
      }
      compared++
      assert.equal(own.text, await referenceCanonical(document))
    }),
    { numRuns: RUNS },
  )
  assert.ok(compared > RUNS / 2, `${compared} of ${RUNS} compared`)
})

test('a type that is a URL stands for itself; a word without a meaning is refused', async () => {
  const typed = (type: string, more: readonly string[] = []): JsonObject => ({
    '@context': [CREDENTIALS_V2, ...more],
    id: 'urn:uuid:1',
    type: ['VerifiableCredential', type],
    credentialSchema: { id: 'urn:uuid:2', type },
    issuer: 'did:web:x.example',
    credentialSubject: { id: 'urn:uuid:3' },
  })
  const url = 'https://x.example/types#Course'
  const canonical = await canonicalDocument(typed(url))
  assert.ok(canonical.ok)
  assert.equal(canonical.text, await referenceCanonical(typed(url)))
  // A vocabulary for every word leaves URLs as they are.
  const inVocabulary = await canonicalDocument(typed(url, [CREDENTIALS_EXAMPLES_V2]))
  assert.ok(inVocabulary.ok)
  assert.match(inVocabulary.text, /<urn:uuid:2> <[^>]+#type> <https:\/\/x\.example\/types#Course>/)
  for (const type of [
    'Course',
    'https ://x.example/Course',
    'https://x.example/a course',
    'urn:x:Course',
    'schema:Course',
  ])
    assert.deepEqual(await canonicalDocument(typed(type)), { ok: false, code: 'undefined-term', at: '/type' }, type)
})

test('many nodes alike are told apart as the reference does it', async () => {
  const base = achievementCredential(input())
  const subject = base.credentialSubject as JsonObject
  const same = { type: ['Result'], value: '1' }
  const document = {
    ...base,
    credentialSubject: { ...subject, result: [same, same, same, { ...same, status: 'x' }] },
  } as JsonObject
  const own = await canonicalDocument(document)
  assert.ok(own.ok)
  assert.equal(own.text, await referenceCanonical(document))
})

test('a poison graph is refused at once', async () => {
  const base = achievementCredential(input())
  const subject = base.credentialSubject as JsonObject
  const fan = Array.from({ length: 12 }, () => ({ type: ['Alignment'] }))
  const twice = Array.from({ length: 2 }, () => ({ type: ['Result'], alignment: fan }))
  const times: number[] = []
  for (let run = 0; run < 3; run++) {
    const before = process.cpuUsage()
    const answer = await canonicalDocument({ ...base, credentialSubject: { ...subject, result: twice } })
    times.push(process.cpuUsage(before).user / 1000)
    assert.deepEqual(answer, { ok: false, code: 'content-too-complex', at: '' })
  }
  // Milliseconds of the processor, and the best of three, since a busy machine lets a test wait.
  assert.ok(Math.min(...times) < 100, `${times}`)
})
