/** Roads of reading and building that no other test takes. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { achievementCredential, generateKey, issueCredential, type JsonObject, readJson, verify } from '../src/index.ts'
import { statementsOf } from '../src/rdf/statements.ts'
import { fillTemplate, learn } from '../src/rdf/templates.ts'
import { context, input, issue, issueGood, OTHER } from './people.ts'

const good = JSON.parse(await issueGood()) as JsonObject
const codeOf = async (document: unknown, given = context()): Promise<string | undefined> =>
  (await verify(typeof document === 'string' ? document : JSON.stringify(document), given)).checks.find(
    ({ outcome }) => outcome !== 'pass' && outcome !== 'none',
  )?.code

test('bytes of a text are counted as UTF-8 writes them', () => {
  for (const [letter, bytes] of [
    ['a', 1],
    ['é', 2],
    ['東', 3],
    ['🌾', 4],
    ['\uffee', 3],
  ] as const) {
    const text = JSON.stringify(letter.repeat(10))
    assert.equal(Buffer.byteLength(text), 10 * bytes + 2)
    assert.equal(readJson(text, { maxBytes: 10 * bytes + 2 }).ok, true, letter)
    assert.deepEqual(readJson(text, { maxBytes: 10 * bytes + 1 }), {
      ok: false,
      code: 'json-too-large',
      at: '',
      position: 0,
    })
  }
})

test('a credential says who defined it where that is a third, and where its criteria stand', async () => {
  const creator = { id: OTHER, name: 'Universitas Bukit Samara' }
  const criteriaUrl = 'https://lembah-angin.example/criteria'
  const credential = achievementCredential(input({ creator, criteriaUrl }))
  const { achievement } = credential.credentialSubject as { achievement: JsonObject }
  assert.deepEqual(achievement.creator, { id: OTHER, type: ['Profile'], name: creator.name })
  assert.equal((achievement.criteria as JsonObject).id, criteriaUrl)
  assert.equal(await codeOf(await issue(credential)), undefined)
})

test('sixteen digits in a holder’s name are refused: they could be a NIK', () => {
  assert.throws(() => achievementCredential(input({ holderName: 'Wartini 3174015501990001' })), RangeError)
  assert.ok(achievementCredential(input({ holderName: 'Wartini 317401550199000' })))
})

test('statements of a document without its proof, and why there are none', () => {
  const { proof: _proof, ...plain } = good
  const answer = statementsOf(plain)
  assert.ok(answer.ok)
  assert.ok(answer.statements.some(({ object }) => object.includes('Wartini')))
  assert.deepEqual(statementsOf({ ...plain, '@context': ['https://other.example'] }), {
    ok: false,
    code: 'context-not-allowed',
    at: '/@context',
  })
  assert.deepEqual(statementsOf({ ...plain, unheard: 'of' }), { ok: false, code: 'undefined-term', at: '/unheard' })
})

test('a key that we must ask for, and a proof that says no day', async () => {
  const asked: string[] = []
  const load = async (id: string): Promise<null> => {
    asked.push(id)
    return null
  }
  const { created: _created, ...proof } = good.proof as JsonObject
  const verificationMethod = 'did:web:elsewhere.example#key-1'
  const document = { ...good, issuer: 'did:web:elsewhere.example', proof: { ...proof, verificationMethod } }
  assert.equal(await codeOf(document, context({ load })), 'proof-key-not-known')
  assert.deepEqual(asked, ['https://elsewhere.example/.well-known/did.json'])
})

test('a second signer under a key that is not theirs counts against the credential', async () => {
  const stranger = await generateKey()
  const credential = achievementCredential(input())
  const second = JSON.parse(
    await issueCredential(credential, {
      verificationMethod: `${OTHER}#key-2`,
      created: '2026-10-12T00:00:00Z',
      sign: stranger.sign,
    }),
  ) as JsonObject
  const given = context()
  const trust = given.trust as NonNullable<typeof given.trust>
  const issuers = trust.issuers.map((entry) =>
    entry.did !== OTHER
      ? entry
      : {
          ...entry,
          keys: [
            ...entry.keys,
            {
              id: `${OTHER}#key-2`,
              publicKeyMultibase: stranger.publicKeyMultibase,
              validFrom: '2024-01-01T00:00:00Z',
              compromisedAt: '2024-02-01T00:00:00Z',
            },
          ],
        },
  )
  const document = { ...good, proof: [good.proof as JsonObject, second.proof as JsonObject] }
  assert.equal(await codeOf(document, { ...given, trust: { ...trust, issuers } }), 'issuer-key-compromised')
})

test('more definitions than are kept: the oldest make room, and each still gives its own text', () => {
  const of = (course: number): JsonObject => achievementCredential(input({ definitionUrl: `urn:course:${course}` }))
  const other = of(2_000_000)
  for (let course = 0; course < 600; course++) learn(of(course))
  for (let course = 520; course < 600; course++) {
    for (let walk = 0; walk < 60; walk++) learn(of(1_000_000 + course * 100 + walk))
    // Templates are paid for by the credentials that come by.
    for (let paid = 0; paid < 400; paid++) fillTemplate(other)
    learn(of(course))
    learn(of(course))
  }
  const filled = fillTemplate(of(599))
  assert.equal(`${filled?.json}}`, JSON.stringify(of(599)))
  assert.equal(fillTemplate(of(520)), undefined)
})
