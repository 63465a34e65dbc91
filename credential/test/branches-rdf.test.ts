/** Rare roads from a document to what is signed of it; the reference goes them with us, or we refuse. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import rdfCanonize from 'rdf-canonize'
import { CONTEXTS } from '../src/contexts/foreign.ts'
import { CREDENTIALS_EXAMPLES_V2, CREDENTIALS_V1, DATA_INTEGRITY_V2, SEQUENCES } from '../src/contexts/sequences.ts'
import { CREDENTIALS_V2, CredentialError, type JsonObject, OPEN_BADGES_V3 } from '../src/index.ts'
import { canonicalise } from '../src/rdf/canonical.ts'
import { canonicalDocument } from '../src/rdf/document.ts'
import { isAbsoluteIri } from '../src/rdf/literals.ts'
import { type Statement, statementsOf } from '../src/rdf/statements.ts'
import { extend, type Scope, scopeOf } from '../src/rdf/tables.ts'
import type { Json } from '../src/types.ts'
import { issue } from './people.ts'
import { referenceCanonical } from './reference.ts'

const badge = (subject: JsonObject): JsonObject => ({
  '@context': [CREDENTIALS_V2, OPEN_BADGES_V3],
  id: 'urn:credential',
  type: ['VerifiableCredential', 'OpenBadgeCredential'],
  issuer: 'urn:issuer',
  credentialSubject: subject,
})
const example = (changes: JsonObject): JsonObject => ({
  '@context': [CREDENTIALS_V2, CREDENTIALS_EXAMPLES_V2],
  id: 'urn:credential',
  type: ['VerifiableCredential'],
  issuer: 'urn:issuer',
  credentialSubject: { id: 'urn:holder' },
  ...changes,
})

async function agrees(document: JsonObject): Promise<void> {
  assert.deepEqual(await canonicalDocument(document), { ok: true, text: await referenceCanonical(document) })
}

test('two terms for one property: their values stand side by side, and the same twice is refused', async () => {
  const achieved = (criteria: Json, again: Json): JsonObject =>
    badge({ type: ['AchievementSubject'], achievement: { type: ['Achievement'], criteria, Criteria: again } })
  await agrees(achieved({ id: 'urn:b' }, { id: 'urn:a' }))
  await agrees(achieved({ narrative: 'Lulus proyek.' }, 'Lulus'))
  await agrees(achieved([{ id: 'urn:b' }, { id: 'urn:c' }], ['Lulus', 'Pass']))
  assert.deepEqual(await canonicalDocument(achieved({ id: 'urn:a' }, { id: 'urn:a' })), {
    ok: false,
    code: 'value-repeated',
    at: '/credentialSubject/achievement/criteria',
  })
})

test('an ordered list of one may stand without its brackets, and one of none is signed by nothing', async () => {
  const levels = (allowedValue: Json): JsonObject =>
    badge({
      type: ['AchievementSubject'],
      achievement: { type: ['Achievement'], resultDescription: { type: ['ResultDescription'], allowedValue } },
    })
  await agrees(levels('A'))
  assert.deepEqual(await canonicalDocument(levels('A')), await canonicalDocument(levels(['A'])))
  assert.deepEqual(await canonicalDocument(levels([])), {
    ok: false,
    code: 'value-not-signed',
    at: '/credentialSubject/achievement/resultDescription/allowedValue',
  })
})

test('words of a vocabulary for all become IRIs, or are refused where they can’t', async () => {
  await agrees(example({ credentialSubject: { id: 'urn:holder', 'a/b?c#d': 'x', type: 'Alumna' } }))
  for (const word of ['a<b', 'a>b', 'a"b', 'a\\b', 'a\u0000b', 'a{b', 'a b', 'a\nb'])
    for (const subject of [{ [word]: 'x' }, { type: word }]) {
      const answer = await canonicalDocument(example({ credentialSubject: { id: 'urn:holder', ...subject } }))
      assert.equal(answer.ok ? '' : answer.code, 'undefined-term', JSON.stringify(subject))
    }
})

test('an IRI that the slow path does not read as one is refused', async () => {
  const answer = await canonicalDocument({
    '@context': [CREDENTIALS_V1],
    id: 'urn:credential',
    type: ['VerifiableCredential'],
    issuer: 'urn:a\u00a0b',
  })
  assert.deepEqual(answer, { ok: false, code: 'not-covered', at: '' })
})

test('JSON that is signed as one literal: as the reference does it, or refused, and never by the tables', async () => {
  const schema = (jsonSchema: Json): JsonObject => ({ id: 'urn:schema', type: 'JsonSchema', jsonSchema })
  const own = (jsonSchema: Json): JsonObject => ({
    ...badge({ id: 'urn:holder' }),
    credentialSchema: schema(jsonSchema),
  })
  for (const json of ['x', ['x'], { id: 'urn:z' }] as Json[]) {
    await agrees(own(json))
    assert.deepEqual(statementsOf(own(json)), { ok: false, code: 'not-covered', at: '/credentialSchema' })
  }
  assert.notDeepEqual(await canonicalDocument(own('x')), await canonicalDocument(own(['x'])))
  // One literal where we count three leaves: what isn't a line each is refused.
  for (const json of [{ type: 'object' }, { a: 'b', c: 'd' }] as JsonObject[]) {
    const answer = await canonicalDocument(example({ credentialSchema: schema(json) }))
    assert.deepEqual(answer, { ok: false, code: 'value-not-signed', at: '' })
  }
})

test('statements that only the names of blank nodes tell apart, with letters beyond the first plane', async () => {
  const said = { subject: '_:b0', predicate: '<urn:p>', object: '"🌾"' }
  const statements: Statement[] = [
    { ...said, graph: '_:b1' },
    { ...said, graph: '_:b2' },
    { subject: '_:b1', predicate: '<urn:q>', object: '"satu"' },
    { subject: '_:b2', predicate: '<urn:q>', object: '"dua"' },
  ]
  const one = canonicalise(statements)
  const other = canonicalise(
    statements
      .map((statement) => {
        const renamed = Object.entries(statement).map(([part, term]) => [part, term.replace(/^_:b/, '_:other')])
        return Object.fromEntries(renamed) as Statement
      })
      .reverse(),
  )
  assert.deepEqual(one?.lines, other?.lines)
  const text = statements.map(
    ({ subject, predicate, object, graph }) =>
      `${subject} ${predicate} ${object} ${graph === undefined ? '' : `${graph} `}.\n`,
  )
  const reference = await rdfCanonize.canonize(text.join(''), {
    algorithm: 'RDFC-1.0',
    inputFormat: 'application/n-quads',
    format: 'application/n-quads',
  })
  assert.equal(one?.lines.join(''), reference)
})

test('a fault that is not the document’s is thrown on', async () => {
  const fault = new TypeError('of the caller')
  const statement = { subject: '_:b0', predicate: '<urn:p>', object: '"a"' }
  assert.throws(
    () =>
      canonicalise([statement], () => {
        throw fault
      }),
    fault,
  )
  const document = {
    '@context': [CREDENTIALS_V2, OPEN_BADGES_V3],
    get type(): string {
      throw fault
    },
  }
  assert.throws(() => statementsOf(document), fault)
})

test('every term of every context leads to an IRI, in a container that we read', () => {
  const look = (scope: Scope, depth: number): void => {
    for (const [name, { iri, inner }] of scope.terms) {
      assert.ok(isAbsoluteIri(iri), `${name}: ${iri}`)
      if (depth < 2 && inner !== undefined) look(extend(scope, inner), depth + 1)
    }
  }
  // Sequences of all kinds, each context at least once.
  const seen = new Set<string>()
  for (const sequence of SEQUENCES) {
    if (sequence.every((url) => seen.has(url))) continue
    for (const url of sequence) seen.add(url)
    look(scopeOf([...sequence], CONTEXTS) as Scope, 0)
  }
  const containers = new Set<unknown>()
  for (const document of CONTEXTS.values())
    JSON.stringify(document, (key, value) => {
      if (key === '@container') containers.add(value)
      return value
    })
  assert.deepEqual([...containers].sort(), ['@graph', '@list', '@set'])
})

test('a document of other contexts that can’t be signed is refused, with its place', async () => {
  const credential = {
    '@context': [CREDENTIALS_V1, DATA_INTEGRITY_V2],
    id: 'urn:credential',
    type: ['VerifiableCredential'],
    issuer: 'urn:issuer',
    issuanceDate: '2022-01-01T00:00:00Z',
    credentialSubject: { id: 'urn:holder', unheard: 'of' },
  }
  await assert.rejects(issue(credential), (fault) => {
    assert.ok(fault instanceof CredentialError)
    assert.equal(fault.code, 'undefined-term')
    assert.equal(fault.at, '/credentialSubject/unheard')
    return true
  })
  assert.ok(await issue({ ...credential, credentialSubject: { id: 'urn:holder' } }))
})
