/** What templates don't take, and where they must not be taken: each credential still has its one canonical form. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { achievementCredential, CredentialError, type JsonObject, verify } from '../src/index.ts'
import { canonicalNQuads } from '../src/rdf/canonical.ts'
import { statementsOf } from '../src/rdf/statements.ts'
import { fillTemplate, learn } from '../src/rdf/templates.ts'
import type { Json } from '../src/types.ts'
import { context, input, issue } from './people.ts'

let courses = 0
/** A credential of a course of its own; `changes` are of the whole, `subject` of its subject. */
function credentialOf({ subject = {}, achievement = {}, ...changes }: Record<string, JsonObject | Json> = {}) {
  return (id: string): JsonObject => {
    const made = achievementCredential(input({ id, definitionUrl: `urn:template:${courses}` }))
    const own = made.credentialSubject as JsonObject
    const achieved = { ...(own.achievement as JsonObject), ...(achievement as JsonObject) }
    return { ...made, ...changes, credentialSubject: { ...own, ...(subject as JsonObject), achievement: achieved } }
  }
}
function course(changes: Record<string, JsonObject | Json> = {}): (id: string) => JsonObject {
  courses++
  return credentialOf(changes)
}

/** The general form, whatever templates say. */
function general(document: JsonObject): string | null {
  const read = statementsOf(document)
  assert.ok(read.ok, JSON.stringify(read))
  return canonicalNQuads(read.statements)
}

function learnTwice(document: JsonObject): void {
  learn(document)
  learn(document)
}

const kindOf = async (text: string): Promise<string> => (await verify(text, context())).kind

test('more blank nodes than labels at hand: the template gives what the general way gives', () => {
  const alignment = Array.from({ length: 80 }, (_, at) => ({
    type: ['Alignment'],
    targetName: `Capaian ${at}`,
    targetUrl: `https://lumbung.example/outcomes/${at}`,
  }))
  const of = course({ achievement: { alignment } })
  learnTwice(of('urn:one'))
  const filled = fillTemplate(of('urn:two'))
  assert.ok(filled)
  assert.ok(filled.canonical.includes('_:c14n79'))
  assert.equal(filled.canonical, general(of('urn:two')))
})

test('a document with more or fewer parts, or parts of another kind, is none of the template', () => {
  const framework = { type: ['Alignment'], targetName: 'Analisis', targetUrl: 'https://a.example/1' }
  const of = course({ achievement: { tag: ['satu', 'dua'], alignment: [framework] } })
  learnTwice(of('urn:one'))
  assert.ok(fillTemplate(of('urn:two')))
  const changed = (changes: JsonObject): JsonObject => credentialOf({ achievement: changes })('urn:two')
  const alignment = [framework]
  for (const other of [
    changed({ tag: ['satu', 'dua', 'tiga'], alignment }),
    changed({ tag: ['satu'], alignment }),
    changed({ tag: ['satu', 'tiga'], alignment }),
    changed({ tag: 'satu', alignment }),
    changed({ tag: ['satu', 'dua'], alignment: framework }),
    changed({ tag: ['satu', 'dua'], alignment: [[framework] as unknown as JsonObject] }),
    changed({ tag: ['satu', 'dua'], alignment: [{ ...framework, targetType: 'CFItem' }] }),
  ])
    assert.equal(fillTemplate(other), undefined, JSON.stringify(other.credentialSubject))
})

test('a credential without an id has no template: its lists would change the order of what is signed', async () => {
  const lists = (first: string, second: string): JsonObject[] =>
    [first, second].map((id) => ({
      id,
      type: 'BitstringStatusListEntry',
      statusPurpose: 'revocation',
      statusListIndex: '77',
      statusListCredential: 'https://lumbung.example/status/lists/a1-revocation',
    }))
  courses++
  const of = (first: string, second: string): JsonObject => {
    const { id: _id, ...nameless } = credentialOf({ credentialStatus: lists(first, second) })('urn:one')
    return nameless
  }
  learnTwice(of('urn:a', 'urn:b'))
  assert.equal(fillTemplate(of('urn:b', 'urn:a')), undefined)
  for (const document of [of('urn:a', 'urn:b'), of('urn:z', 'urn:c')]) {
    const text = await issue(document)
    assert.equal((await verify(text, context())).checks.find(({ id }) => id === 'proof')?.code, 'proof-fits')
    assert.equal(await kindOf(text.replace('Wartini', 'Wartono')), 'changed')
  }
})

test('two entries that name one thing are refused, although each alone fits the template', async () => {
  courses++
  const of = (first: string, second: string): JsonObject =>
    credentialOf({ credentialStatus: [{ id: first }, { id: second }] })('urn:one')
  learnTwice(of('urn:a', 'urn:b'))
  const filled = fillTemplate(of('urn:d', 'urn:c'))
  assert.equal(filled?.canonical, general(of('urn:d', 'urn:c')))
  assert.equal(fillTemplate(of('urn:c', 'urn:c')), undefined)
  const read = statementsOf(of('urn:c', 'urn:c'))
  assert.deepEqual(read, { ok: false, code: 'value-repeated', at: '/credentialStatus' })
  await assert.rejects(issue({ ...of('urn:c', 'urn:c') }), CredentialError)
})

test('what is too large to be read has no template, and is signed as it is', async () => {
  const of = course({ achievement: { description: 'Panen. '.repeat(60_000) } })
  learnTwice(of('urn:one'))
  assert.equal(fillTemplate(of('urn:two')), undefined)
  assert.equal(await kindOf(await issue(of('urn:three'))), 'unreadable')
})

test('ids of people’s credentials are looked at again, where the rest is known to be complete', async () => {
  const schemaOf = async (document: JsonObject) => {
    const { checks } = await verify(await issue(document), context())
    const { code, data } = checks.find(({ id }) => id === 'schema') ?? {}
    return `${code} ${data?.at ?? ''}`
  }
  courses++
  const of = (id: string, subject = 'urn:holder'): JsonObject => credentialOf({ subject: { id: subject } })(id)
  for (const id of ['urn:1', 'urn:2', 'urn:3', 'urn:4']) assert.equal(await schemaOf(of(id)), 'schema-complete ')
  assert.ok(fillTemplate(of('urn:5')))
  // An ideographic space may stand in an IRI of N-Quads, and not in a URL of the schema.
  assert.equal(await schemaOf(of('urn:a\u3000b')), 'schema-incomplete /id')
  assert.equal(await schemaOf(of('urn:6', 'urn:a\u3000b')), 'schema-incomplete /credentialSubject/id')
})
