import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkValidity } from '../src/checks/validity.ts'
import { shapeFaults } from '../src/envelope/data-model.ts'
import { achievementCredential, CredentialError, type JsonObject, signingInput, verify } from '../src/index.ts'
import { credentialFaults, isKnownSchema } from '../src/openbadge/schema.ts'
import type { Json } from '../src/types.ts'
import { input } from './people.ts'
import { issuedByUs, options, suiteContext } from './suites.ts'

const base: JsonObject = {
  '@context': ['https://www.w3.org/ns/credentials/v2'],
  type: ['VerifiableCredential'],
  issuer: 'did:web:kampus.example',
  credentialSubject: { id: 'urn:uuid:1' },
}
const words = { '@value': 'Sertifikat', '@language': 'id' }
const digest = { digestSRI: `sha384-${'A'.repeat(64)}` }
const older = { ...base, issuanceDate: '2024-01-01T00:00:00Z' }

const accepted: readonly (readonly [string, JsonObject])[] = [
  ['as little as there must be', {}],
  ['a single type', { type: 'VerifiableCredential' }],
  [
    'an issuer with words',
    { issuer: { id: 'did:web:kampus.example', name: [words, { '@value': 'x', '@direction': 'rtl' }] } },
  ],
  ['two subjects', { credentialSubject: [{ id: 'urn:uuid:1' }, { name: 'x' }] }],
  ['parts without ids', { credentialStatus: { type: 'X' }, evidence: [{ type: 'X' }], termsOfUse: { type: ['X'] } }],
  ['a service without an id', { refreshService: { type: 'X' } }],
  ['a schema', { credentialSchema: { id: 'urn:x', type: 'X' } }],
  [
    'resources',
    {
      relatedResource: [
        { id: 'urn:x', ...digest },
        { id: 'urn:y', digestMultibase: 'uAAAA' },
      ],
    },
  ],
  ['dates with zones', { validFrom: '2024-02-29T00:00:00.123+07:00', validUntil: '2024-02-29T00:00:00Z' }],
]
for (const [name, changes] of accepted)
  test(`shape: ${name}`, () => assert.deepEqual(shapeFaults({ ...base, ...changes }, 2), []))

const refused: readonly (readonly [string, JsonObject, string, string])[] = [
  ['an id that is a list', { id: ['urn:x', 'urn:y'] }, '/id', 'value-of-wrong-type'],
  ['an id that is null', { id: null }, '/id', 'value-of-wrong-type'],
  ['an id with a space', { id: 'https ://x' }, '/id', 'id-not-absolute'],
  ['no such type', { type: ['Other'] }, '/type', 'type-missing'],
  ['a type that is a number', { type: ['VerifiableCredential', 1] }, '/type', 'value-of-wrong-type'],
  ['an issuer that is a word', { issuer: 'kampus' }, '/issuer', 'id-not-absolute'],
  ['an issuer that is null', { issuer: null }, '/issuer', 'value-of-wrong-type'],
  ['an issuer without id', { issuer: { name: 'x' } }, '/issuer/id', 'value-missing'],
  ['an issuer whose id is a word', { issuer: { id: 'x' } }, '/issuer/id', 'id-not-absolute'],
  ['a name with more in it', { name: { ...words, url: 'urn:x' } }, '/name', 'value-of-wrong-type'],
  ['a name without words', { name: { '@language': 'id' } }, '/name', 'value-of-wrong-type'],
  [
    'a name in no language',
    { name: { '@value': 'x', '@language': 'bahasa indonesia' } },
    '/name',
    'value-of-wrong-type',
  ],
  [
    'a name in a language that is a number',
    { name: { '@value': 'x', '@language': 1 } },
    '/name',
    'value-of-wrong-type',
  ],
  ['a name upwards', { name: { '@value': 'x', '@direction': 'up' } }, '/name', 'value-of-wrong-type'],
  ['a description that is a number', { description: 1 }, '/description', 'value-of-wrong-type'],
  ['a description of texts and none', { description: [words, 'x'] }, '/description/1', 'value-of-wrong-type'],
  ['words of an issuer', { issuer: { id: 'urn:x', name: { a: 'x' } } }, '/issuer/name', 'value-of-wrong-type'],
  ['a subject of nothing', { credentialSubject: {} }, '/credentialSubject', 'value-missing'],
  [
    'a second subject of nothing',
    { credentialSubject: [{ id: 'urn:x' }, {}] },
    '/credentialSubject/1',
    'value-missing',
  ],
  ['no subjects', { credentialSubject: [] }, '/credentialSubject', 'value-missing'],
  ['a subject that is a text', { credentialSubject: 'urn:x' }, '/credentialSubject', 'value-of-wrong-type'],
  ['a subject with two ids', { credentialSubject: { id: ['urn:x'] } }, '/credentialSubject/id', 'value-of-wrong-type'],
  ['a status without type', { credentialStatus: { id: 'urn:x' } }, '/credentialStatus/type', 'type-missing'],
  ['a status of type 2', { credentialStatus: { type: 2 } }, '/credentialStatus/type', 'value-of-wrong-type'],
  ['a status of no type', { credentialStatus: { type: [] } }, '/credentialStatus/type', 'type-missing'],
  ['a status with a bad id', { credentialStatus: { id: 'x', type: 'X' } }, '/credentialStatus/id', 'id-not-absolute'],
  ['a schema without id', { credentialSchema: { type: 'X' } }, '/credentialSchema/id', 'value-missing'],
  ['a schema without type', { credentialSchema: [{ id: 'urn:x' }] }, '/credentialSchema/0/type', 'type-missing'],
  ['a service without type', { refreshService: { id: 'urn:x' } }, '/refreshService/type', 'type-missing'],
  ['terms without type', { termsOfUse: {} }, '/termsOfUse/type', 'type-missing'],
  ['evidence without type', { evidence: {} }, '/evidence/type', 'type-missing'],
  ['no evidence', { evidence: [] }, '/evidence', 'value-missing'],
  ['evidence that is a text', { evidence: 'urn:x' }, '/evidence', 'value-of-wrong-type'],
  ['a resource that is a text', { relatedResource: ['urn:x'] }, '/relatedResource/0', 'value-of-wrong-type'],
  ['a resource without id', { relatedResource: digest }, '/relatedResource/id', 'value-missing'],
  [
    'a resource twice',
    {
      relatedResource: [
        { id: 'urn:x', ...digest },
        { id: 'urn:x', ...digest },
      ],
    },
    '/relatedResource/1/id',
    'id-repeated',
  ],
  ['a resource without digest', { relatedResource: { id: 'urn:x' } }, '/relatedResource', 'digest-missing'],
  [
    'a digest of no form',
    { relatedResource: { id: 'urn:x', digestSRI: 'md5-x' } },
    '/relatedResource/digestSRI',
    'value-of-wrong-type',
  ],
  [
    'a digest that is a number',
    { relatedResource: { id: 'urn:x', digestMultibase: 1 } },
    '/relatedResource/digestMultibase',
    'value-of-wrong-type',
  ],
  ['a date in words', { validFrom: 'Sat 25 Feb 2023 07:16:31 PM CST' }, '/validFrom', 'date-malformed'],
  ['a date without a zone', { validUntil: '2023-02-26T01:21:51' }, '/validUntil', 'date-malformed'],
  ['a day that is none', { validFrom: '2023-02-29T00:00:00Z' }, '/validFrom', 'date-malformed'],
  [
    'an end before the beginning',
    { validFrom: '2023-02-28T00:00:00Z', validUntil: '2023-02-27T00:00:00Z' },
    '/validUntil',
    'dates-reversed',
  ],
]
for (const [name, changes, at, code] of refused) {
  test(`shape: ${name} is refused, signed or verified`, async () => {
    const document = { ...base, ...changes }
    assert.deepEqual(shapeFaults(document, 2)[0], { at, code })
    const given = options('eddsa-jcs-2022', 'Ed25519')
    await assert.rejects(signingInput(document, given), (fault: CredentialError) => {
      assert.ok(fault instanceof CredentialError)
      assert.deepEqual([fault.at, fault.code], [at, code])
      return true
    })
    assert.equal(credentialFaults(document, 'verifiable-credential-2', 2)[0], at)
  })
}

test('shape: parts that must be there', () => {
  const { type: _type, issuer: _issuer, credentialSubject: _subject, ...rest } = base
  assert.deepEqual(
    shapeFaults(rest, 2).map(({ at }) => at),
    ['/type', '/type', '/issuer', '/credentialSubject'],
  )
})

test('shape of Data Model 1.1: its own names of the dates, and ids where it asks for them', () => {
  assert.deepEqual(shapeFaults(older, 1), [])
  assert.deepEqual(shapeFaults(base, 1), [{ at: '/issuanceDate', code: 'value-missing' }])
  const at = (changes: JsonObject) => shapeFaults({ ...older, ...changes }, 1).map((fault) => fault.at)
  assert.deepEqual(at({ expirationDate: '2024' }), ['/expirationDate'])
  assert.deepEqual(at({ expirationDate: '2023-01-01T00:00:00Z' }), ['/expirationDate'])
  assert.deepEqual(at({ refreshService: { type: 'X' } }), ['/refreshService/id'])
})

test('shape of a badge and of a whole record, each by its vocabulary and version', () => {
  const badge = achievementCredential(input())
  assert.deepEqual(credentialFaults(badge, 'open-badges-3', 2), [])
  const { validFrom, ...dateless } = badge
  assert.deepEqual(credentialFaults({ ...dateless, issuanceDate: validFrom as Json }, 'open-badges-3', 1), [])
  assert.deepEqual(credentialFaults(dateless, 'open-badges-3', 2), ['/validFrom'])
  const bare = { ...badge, credentialSubject: { type: ['AchievementSubject'] } }
  assert.ok(credentialFaults(bare, 'open-badges-3', 2).includes('/credentialSubject/achievement'))
  assert.ok(credentialFaults(bare, 'open-badges-3', 2).includes('/credentialSubject/id'))
  assert.ok(
    credentialFaults({ ...badge, credentialSubject: 'x' }, 'open-badges-3', 2).includes('/credentialSubject/type'),
  )
  const odd = { ...(badge.credentialSubject as JsonObject), identifier: ['x'] }
  assert.ok(
    credentialFaults({ ...badge, credentialSubject: odd }, 'open-badges-3', 2).includes(
      '/credentialSubject/identifier/0/type',
    ),
  )
  const record = { ...badge, credentialSubject: { type: ['ClrSubject'], verifiableCredential: [badge] } }
  assert.deepEqual(credentialFaults(record, 'clr-2', 2), [])
  assert.deepEqual(credentialFaults(badge, 'clr-2', 2), [
    '/credentialSubject/type',
    '/credentialSubject/verifiableCredential',
  ])
})

test('what Open Badges 3.0 leaves open is not asked for, and what it asks for is', () => {
  const badge = achievementCredential(input())
  const { validFrom, ...dateless } = badge
  const subject = badge.credentialSubject as JsonObject
  const faults = (changes: JsonObject, version: 1 | 2 = 2) =>
    credentialFaults(
      { ...(version === 2 ? badge : { ...dateless, issuanceDate: validFrom as Json }), ...changes },
      'open-badges-3',
      version,
    )
  assert.deepEqual(faults({ issuer: 'https://a.example' }), [], 'a ProfileRef may be a URI')
  assert.deepEqual(faults({ issuer: 'https://a.example' }, 1), ['/issuer'], 'under VC 1.1 it is a Profile')
  assert.deepEqual(faults({ issuer: { id: 'https://a.example', type: 'Profile' } }), [], 'one type needs no list')
  assert.deepEqual(faults({ issuer: { id: 'https://a.example' } }), ['/issuer/type'])
  assert.deepEqual(faults({ issuer: { id: 'https://a.example', type: ['Person'] } }), ['/issuer/type'])
  assert.deepEqual(faults({ credentialSubject: { ...subject, type: [] } }), ['/credentialSubject/type'])
  assert.deepEqual(faults({ credentialSubject: { ...subject, type: 'AchievementSubject' } }), [])
  const { id: _id, ...unnamed } = subject
  assert.deepEqual(faults({ credentialSubject: unnamed }), [], 'it has an identifier')
  const { identifier: _identifier, ...nobody } = unnamed
  assert.deepEqual(faults({ credentialSubject: nobody }), ['/credentialSubject/id'], 'section 8.1, step 1')
  assert.deepEqual(faults({ credentialSubject: nobody }, 1), ['/credentialSubject/id'])
})

test('a schema that the credential names: those of Open Badges are ours, another is not checked', async () => {
  const schema = (type: Json, id: string): JsonObject => ({ id, type })
  const known = 'https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json'
  assert.equal(isKnownSchema(schema('1EdTechJsonSchemaValidator2019', known)), true)
  assert.equal(isKnownSchema(schema(['1EdTechJsonSchemaValidator2019'], `${known}x`)), false)
  assert.equal(isKnownSchema(schema('JsonSchema', known)), false)
  const answered = async (credentialSchema: Json): Promise<string | undefined> => {
    const badge = { ...achievementCredential(input()), credentialSchema }
    const verdict = await verify(JSON.stringify(await issuedByUs('eddsa-jcs-2022', 'Ed25519', badge)), suiteContext())
    return verdict.checks.find(({ id }) => id === 'schema')?.code
  }
  assert.equal(await answered(schema('1EdTechJsonSchemaValidator2019', known)), 'schema-complete')
  assert.equal(await answered([schema('JsonSchema', 'https://kampus.example/schema.json')]), 'schema-not-checked')
})

test('a beginning that is no text can not be read', () => {
  for (const from of [2020, null, 'soon'])
    assert.equal(checkValidity({ from, until: undefined }, suiteContext()).code, 'validity-not-readable')
})

test('a credential of Data Model 2.0 that names no beginning is in force, and one that is no badge has its own code', async () => {
  const { credentialStatus: _status, validFrom: _from, ...rest } = achievementCredential(input())
  const plain = { ...rest, type: ['VerifiableCredential'] }
  const verdict = await verify(JSON.stringify(await issuedByUs('eddsa-jcs-2022', 'Ed25519', plain)), suiteContext())
  assert.equal(verdict.format, 'verifiable-credential-2')
  assert.equal(verdict.facts?.validFrom, null)
  const codes = verdict.checks.map(({ code }) => code)
  assert.ok(codes.includes('format-verifiable-credential-2') && codes.includes('validity-in-force'), String(codes))
  const record = { ...rest, type: ['VerifiableCredential', 'ClrCredential'], validFrom: '2026-10-12T00:00:00Z' }
  const clr = await verify(JSON.stringify(await issuedByUs('eddsa-jcs-2022', 'Ed25519', record)), suiteContext())
  assert.equal(clr.format, 'clr-2')
  const [format] = clr.checks
  assert.deepEqual([format?.code, format?.data.reason], ['format-not-readable', 'clr'], 'a record of nothing')
})
