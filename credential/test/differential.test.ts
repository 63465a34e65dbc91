import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CREDENTIALS_V1, ED25519_2020, OPEN_BADGES_VERSIONS } from '../src/contexts/sequences.ts'
import { achievementCredential, CREDENTIALS_V2, type JsonObject, OPEN_BADGES_V3 } from '../src/index.ts'
import { canonicalDocument } from '../src/rdf/document.ts'
import { fillTemplate, learn } from '../src/rdf/templates.ts'
import type { Json } from '../src/types.ts'
import { composedCanonical } from './composed.ts'
import { input } from './people.ts'
import { referenceCanonical } from './reference.ts'

/** Credentials by the tables, by templates and by the slow path; `RUNS=10` makes ten times as many, `SEED=2` others. */
const RUNS = Number(process.env.RUNS ?? 1)
const SEED = Number(process.env.SEED ?? 1)
const COUNTS = { tables: 15_600 * RUNS, templates: 4_200 * RUNS, slow: 200 * RUNS, whole: 120 * RUNS }

/** Numbers from a seed (mulberry32), so that a difference can be found again. */
function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const WORDS: readonly string[] = [
  'a',
  'b',
  'Siti "Nur" \\ Aminah',
  'baris\nbaru',
  'tab\there',
  '\r\b\f',
  '\u007f\u0001\u001f',
  '𝕬\ue000',
  '\ue000𝕬',
  '👩‍🌾 panen',
  'é',
  'é',
  'ꦱꦸꦫꦧꦪ',
  ' ',
  '',
  '.',
  '_:c14n0',
  '" .\n<urn:x> <urn:y> "z',
  '<urn:a> .',
  '@id',
  '"@en',
  '^^<urn:t>',
  '\u0080\u009f\u00a0\u2028\ufeff',
  '1',
  'true',
  '__proto__',
]
const PLAIN_IRIS = ['urn:uuid:1', 'https://x.example/a?b=1#c', 'did:web:x.example:é', 'urn:x:%20']
const IRIS = ['urn:uuid:1', 'urn:uuid:2', 'https://x.example/a?b=1#c', 'did:web:x.example:é', 'urn:x:𝕬', 'urn:x:%20']

type Make = <T>(value: () => T, chance?: number) => T | undefined

/** What makes parts of credentials from one stream of numbers. */
function makerOf(next: () => number) {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)] as T
  const words = (): string => pick(WORDS)
  let serial = 0
  /** A number that comes again after `turns`. */
  const serialOf = (turns: number): string => String(serial++ % turns)
  const maybe: Make = (value, chance = 0.5) => (next() < chance ? value() : undefined)
  const some = <T>(value: () => T, most = 4): T[] => Array.from({ length: 1 + Math.floor(next() * most) }, value)
  const oneOrSome = <T>(value: () => T): T | T[] => (next() < 0.5 ? value() : some(value, 3))
  /** Leaves out what is undefined, and puts the rest in some order: JSON has none. */
  const object = (parts: { readonly [key: string]: Json | undefined }): JsonObject => {
    const entries = Object.entries(parts).filter(([, value]) => value !== undefined) as [string, Json][]
    if (next() < 0.3) entries.sort(() => next() - 0.5)
    return Object.fromEntries(entries)
  }
  const number = (): number => pick([0, 1, 2, 90, 131_072, 0.5, 1.25, 1e-7, 123_456.789, 5e20, -3])
  const typed = (type: string): string | string[] => (next() < 0.7 ? [type] : type)
  const id = (): string | undefined => maybe(() => pick(IRIS), 0.15)
  const alignment = (): JsonObject =>
    object({
      id: id(),
      type: typed('Alignment'),
      // Nodes alike cost the reference the permutations of all of them: seldom, and at most two or three.
      targetName: next() < 0.97 ? `${words()} ${serialOf(60)}` : undefined,
      targetUrl: maybe(() => pick(IRIS)),
      targetCode: maybe(words),
      targetFramework: maybe(words),
      targetType: maybe(() => pick(['CTDL', 'ext:Skill'])),
    })
  const result = (): JsonObject =>
    object({
      type: typed('Result'),
      value: next() < 0.95 ? `${serialOf(60)}` : undefined,
      status: maybe(words),
      alignment: maybe(() => some(alignment, 2)),
    })
  const resultDescription = (): JsonObject =>
    object({
      id: id(),
      type: typed('ResultDescription'),
      name: `${words()} ${serialOf(60)}`,
      allowedValue: maybe(() => some(words)),
      rubricCriterionLevel: maybe(() =>
        some(() => object({ id: id(), type: 'RubricCriterionLevel', level: `${words()} ${serialOf(50)}` })),
      ),
    })
  const tagged = (): Json =>
    pick<() => Json>([
      words,
      () => ({ '@value': words(), '@language': pick(['id', 'en']) }),
      () => [
        { '@value': words(), '@language': 'id' },
        { '@value': words(), '@language': 'en' },
      ],
    ])()
  const profile = (): Json =>
    pick<() => Json>([
      () => pick(IRIS),
      () =>
        object({ id: 'urn:issuer', type: typed('Profile'), name: maybe(words), url: maybe(() => 'https://a.example') }),
    ])()
  const status = (): JsonObject =>
    object({
      id: maybe(() => `urn:status:${Math.floor(next() * 9)}`),
      type: 'BitstringStatusListEntry',
      statusPurpose: pick(['revocation', 'suspension', 'message']),
      statusListIndex: serialOf(1000),
      statusListCredential: pick(IRIS),
      statusSize: maybe(() => 2, 0.2),
    })
  return {
    next,
    pick,
    words,
    serialOf,
    maybe,
    some,
    oneOrSome,
    object,
    number,
    typed,
    id,
    alignment,
    result,
    resultDescription,
    tagged,
    profile,
    status,
  }
}
type Maker = ReturnType<typeof makerOf>

function badge(make: Maker, context: readonly string[]): JsonObject {
  const { object, maybe, words, some, oneOrSome, typed, number, pick } = make
  const isOld = context[0] !== CREDENTIALS_V2
  const date = '2026-01-01T00:00:00Z'
  const achievement = (): JsonObject =>
    object({
      id: maybe(() => 'urn:achievement', 0.8),
      type: typed('Achievement'),
      name: maybe(words),
      description: maybe(words),
      criteria: maybe(() => object({ id: make.id(), narrative: words() })),
      alignment: maybe(() => some(make.alignment, 6), 0.8),
      resultDescription: maybe(() => some(make.resultDescription, 2), 0.3),
      creditsAvailable: maybe(number),
      tag: maybe(() => some(words)),
      fieldOfStudy: maybe(words),
      inLanguage: context[1] === OPEN_BADGES_V3 ? maybe(() => 'id') : undefined,
    })
  const subject = (): JsonObject =>
    object({
      id: maybe(() => pick(IRIS)),
      type: typed('AchievementSubject'),
      creditsEarned: maybe(number),
      result: maybe(() => some(make.result), 0.4),
      identifier: maybe(() =>
        some(
          () =>
            object({
              type: 'IdentityObject',
              hashed: pick([true, false]),
              identityHash: `${words()} ${make.serialOf(50)}`,
              identityType: 'name',
            }),
          2,
        ),
      ),
      achievement: achievement(),
    })
  return object({
    '@context': [...context],
    id: maybe(() => 'urn:credential', 0.9),
    type: pick([
      ['VerifiableCredential', 'OpenBadgeCredential'],
      ['VerifiableCredential', 'AchievementCredential'],
    ]),
    issuer: make.profile(),
    name: maybe(isOld ? words : make.tagged),
    description: maybe(isOld ? words : make.tagged, 0.3),
    ...(isOld
      ? { issuanceDate: date, expirationDate: maybe(() => date) }
      : { validFrom: maybe(() => date), validUntil: maybe(() => date) }),
    evidence: maybe(() =>
      oneOrSome(() =>
        object({
          id: make.id(),
          type: typed('Evidence'),
          genre: `${words()} ${make.serialOf(50)}`,
          name: maybe(words),
        }),
      ),
    ),
    credentialStatus: isOld ? undefined : maybe(() => oneOrSome(make.status), 0.3),
    credentialSubject: subject(),
  })
}

function statusList(make: Maker): JsonObject {
  return make.object({
    '@context': [CREDENTIALS_V2],
    id: make.maybe(() => 'urn:list'),
    type: ['VerifiableCredential', 'BitstringStatusListCredential'],
    issuer: 'urn:issuer',
    validFrom: make.maybe(() => '2026-01-01T00:00:00Z'),
    credentialSubject: make.object({
      id: make.maybe(() => 'urn:list#list'),
      type: 'BitstringStatusList',
      statusPurpose: make.oneOrSome(() => make.pick(['revocation', 'suspension'])),
      encodedList: make.words(),
      ttl: make.maybe(make.number, 0.3),
    }),
  })
}

/** Why ours may refuse what the reference reads: stricter, and each for a reason that stands in `errors.ts`. */
const REFUSALS = new Set(['value-repeated', 'id-repeated', 'value-not-signed', 'content-too-complex'])

/** Compares one document; answers why ours refuses it, or nothing. */
async function compare(
  document: JsonObject,
  reference: (document: JsonObject) => Promise<string>,
): Promise<string | null> {
  const own = await canonicalDocument(document)
  if (!own.ok) {
    if (!REFUSALS.has(own.code))
      await assert.rejects(reference(document), Error, `${own.code} at ${own.at} of ${JSON.stringify(document)}`)
    return own.code
  }
  assert.equal(own.text, await reference(document), JSON.stringify(document))
  return null
}

function tally(counts: Map<string, number>, reason: string | null): void {
  counts.set(reason ?? 'compared', (counts.get(reason ?? 'compared') ?? 0) + 1)
}

test('generated credentials by the tables: no difference from the reference', async (t) => {
  const make = makerOf(random(SEED))
  const counts = new Map<string, number>()
  for (let i = 0; i < COUNTS.tables; i++) {
    const document = i % 8 === 0 ? statusList(make) : badge(make, [CREDENTIALS_V2, OPEN_BADGES_V3])
    tally(counts, await compare(document, composedCanonical))
  }
  t.diagnostic(`seed ${SEED}: ${JSON.stringify(Object.fromEntries(counts))}`)
  assert.ok((counts.get('compared') ?? 0) > COUNTS.tables / 2)
  for (const reason of REFUSALS) assert.ok((counts.get(reason) ?? 0) > COUNTS.tables / 500, `${reason} hardly occurs`)
})

test('the reference put together from pieces is the reference', async () => {
  const make = makerOf(random(SEED + 1))
  for (let i = 0; i < COUNTS.whole; i++) {
    const document = i % 8 === 0 ? statusList(make) : badge(make, [CREDENTIALS_V2, OPEN_BADGES_V3])
    if ((await canonicalDocument(document)).ok)
      assert.equal(await composedCanonical(document), await referenceCanonical(document))
  }
})

test('generated credentials by templates: no difference from the reference', async (t) => {
  const make = makerOf(random(SEED + 2))
  const counts = new Map<string, number>()
  for (let i = 0; i < COUNTS.templates; i++) {
    const course = Math.floor(i / 400)
    const { pick, words, next } = make
    // Seldom with letters outside the basic plane, which no template takes.
    const iri = (): string => `${pick(next() < 0.9 ? PLAIN_IRIS : IRIS)}${Math.floor(next() * 50)}`
    const status = (purpose: 'revocation' | 'suspension') => ({
      purpose,
      listUrl: iri(),
      index: Math.floor(next() * 20),
    })
    const document = achievementCredential(
      input({
        id: iri(),
        subjectId: iri(),
        holderName: words(),
        definitionUrl: `urn:course:${course}`,
        validUntil: next() < 0.5 ? null : new Date('2027-01-01T00:00:00Z'),
        status: [status('revocation'), status('suspension')],
      }),
    )
    const filled = fillTemplate(document)
    if (filled === undefined) {
      learn(document)
      tally(counts, await compare(document, composedCanonical))
      continue
    }
    assert.equal(filled.canonical, await composedCanonical(document), JSON.stringify(document))
    assert.equal(`${filled.json}}`, JSON.stringify(document))
    tally(counts, 'by template')
  }
  t.diagnostic(`seed ${SEED}: ${JSON.stringify(Object.fromEntries(counts))}`)
  assert.ok((counts.get('by template') ?? 0) > COUNTS.templates / 4)
  // Two ids alike are the only reason here.
  assert.ok((counts.get('id-repeated') ?? 0) > 0)
})

test('generated credentials of other contexts, by the slow path: no difference from the reference', async (t) => {
  const make = makerOf(random(SEED + 3))
  const counts = new Map<string, number>()
  for (let i = 0; i < COUNTS.slow; i++) {
    const model = make.pick([CREDENTIALS_V1, CREDENTIALS_V2])
    const vocabulary = make.pick(model === CREDENTIALS_V1 ? OPEN_BADGES_VERSIONS : OPEN_BADGES_VERSIONS.slice(2))
    tally(counts, await compare(badge(make, [model, vocabulary, ED25519_2020]), referenceCanonical))
  }
  t.diagnostic(`seed ${SEED}: ${JSON.stringify(Object.fromEntries(counts))}`)
  assert.ok((counts.get('compared') ?? 0) > COUNTS.slow / 3)
})
