import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CredentialFacts } from '../types.ts'
import { licences } from './library.ts'
import { countsFor, inForceOn } from './rules.ts'
import { licenceSchema } from './types.ts'

const energy = licences().find(({ id }) => id === 'rekaan-energi')
assert.ok(energy !== undefined)
const facts: CredentialFacts = {
  credentialId: 'c',
  accountId: 'c',
  personId: 'p',
  definitionId: null,
  definitionVersionId: 'v',
  title: { id: 'Panel surya', en: 'Solar panels' },
  sks: 2,
  hours: 90,
  kkniLevel: 5,
  mode: 'blended',
  issuerName: 'Arung',
  organisationId: 'arung',
  issuedOn: '2026-05-02',
  kind: 'micro-credential',
  skills: [{ framework: 'lumbung-skills', code: 'ENE-01' }],
  expiresOn: null,
}
const ask = (more: Partial<CredentialFacts> = {}, day = '2026-11-26') => {
  const { answer, hours, refusals } = countsFor(energy, { ...facts, ...more }, day)
  return [answer, hours, refusals.map(({ code }) => code)]
}

test('a credential that fits counts, up to the hours of one', () => {
  assert.deepEqual(ask(), ['yes', 40, []])
  assert.deepEqual(ask({ hours: 20 }), ['yes', 20, []])
})

test('every reason for a no is named: hours, level, skills, age, kind, expired', () => {
  assert.deepEqual(ask({ hours: 19 }), ['no', 0, ['recognition.condition-hours']])
  assert.deepEqual(ask({ kkniLevel: 3 }), ['no', 0, ['licences.level-too-low']])
  assert.deepEqual(ask({ expiresOn: '2026-11-25' }), ['no', 0, ['recognition.expired']])
  assert.deepEqual(ask({ hours: 1, kkniLevel: 2, skills: [], kind: 'badge', issuedOn: '2020-01-01' }), [
    'no',
    0,
    [
      'licences.level-too-low',
      'recognition.condition-credential',
      'recognition.condition-hours',
      'recognition.condition-skills',
      'recognition.condition-age',
    ],
  ])
})

test('the last day of the months counts, the day after doesn’t', () => {
  assert.deepEqual(ask({}, '2028-05-02')[0], 'yes')
  assert.deepEqual(ask({}, '2028-05-03')[0], 'no')
})

test('what nobody recorded makes it unknown, and never a yes', () => {
  assert.deepEqual(ask({ skills: undefined }), ['unknown', 0, []])
  assert.deepEqual(ask({ kind: undefined }), ['unknown', 0, []])
})

test('every licence that ships is marked as invented and provisional, and knows no study programme', () => {
  for (const licence of licences())
    assert.deepEqual([licence.invented, licence.provisional, licence.confidence], [true, true, 'U'])
  const [first] = energy.conditions
  const wrong = { ...energy, conditions: [{ ...first, kind: 'semester', least: 5, allowed: undefined }] }
  assert.equal(licenceSchema.safeParse(JSON.parse(JSON.stringify(wrong))).success, false)
  assert.deepEqual(inForceOn(licences(), '2026-10-31'), [])
})
