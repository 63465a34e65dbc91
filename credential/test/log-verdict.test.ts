import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deflateSync } from 'node:zlib'
import { unsecured } from '../src/envelope/canonical-form.ts'
import { SIGNING_SUITES } from '../src/envelope/suites/index.ts'
import {
  achievementCredential,
  addProof,
  type Check,
  clrCredential,
  deriveCredential,
  embedLogProof,
  issueCredential,
  issueJwt,
  type JsonObject,
  readLogProof,
  signedTextIn,
  type TrustSnapshot,
  unwrap,
  type VerifyContext,
  verify,
} from '../src/index.ts'
import { COSIGNATURE, signatureLine } from '../src/log/index.ts'
import {
  LOG,
  logged,
  type ProofChanges,
  proofFor,
  proofOf,
  SEEN,
  signingOf,
  TRUSTED_LOG,
  WITNESSES,
} from './log-people.ts'
import { context, ISSUER, input, issueGood, keys, OTHER, trust } from './people.ts'
import { credentialOf, NAME, options, selectiveContext } from './selective.ts'

/** Signed on 12 October 2026, six weeks before the clock of the tests. */
const GOOD = await issueGood()
const SIGNED = '2026-10-12T00:00:00Z'
const SEEN_AT = new Date((SEEN[0] as number) * 1000).toISOString()

const world = (changes: Partial<VerifyContext> = {}, register: TrustSnapshot = logged(trust())) =>
  context({ trust: register, ...changes })

async function logOf(text: string | Uint8Array, given = world()) {
  const verdict = await verify(text, given)
  const { outcome, code, data } = verdict.checks.find(({ id }) => id === 'log') as Check
  return { verdict: verdict.verdict, kind: verdict.kind, outcome, code, data }
}
const briefly = async (text: string | Uint8Array, given = world()) => {
  const { verdict, kind, outcome, code } = await logOf(text, given)
  return [verdict, kind, outcome, code]
}
const withProof = async (changes: ProofChanges = {}, document = GOOD) =>
  embedLogProof(document, await proofFor(document, changes))

const BY = { verificationMethod: `${ISSUER}#key-1`, kind: 'Ed25519', sign: keys.issuer.sign } as const

const MISSING = ['invalid', 'not-logged', 'fail', 'log-proof-missing']
const WRONG = ['invalid', 'not-logged', 'fail', 'log-proof-wrong']
const TO_COME = ['unconfirmed', 'unconfirmed', 'unknown', 'log-proof-to-come']
const NONE = ['valid', 'valid', 'none', 'log-none']
const INCLUDED = ['valid', 'valid', 'pass', 'log-included']

test('a credential that brings its proof is in the log, and says since when it was seen there', async () => {
  assert.deepEqual(await logOf(await withProof()), {
    verdict: 'valid',
    kind: 'valid',
    outcome: 'pass',
    code: 'log-included',
    data: { origin: 'lumbung.example/log', size: 9, index: 5, seenAt: SEEN_AT },
  })
})

test('none: no log in the register, no logged issuer, or signed before it was logged', async () => {
  const { log: _log, ...without } = logged(trust())
  assert.deepEqual(await briefly(GOOD, world({}, without)), NONE)
  assert.deepEqual(await briefly(await withProof(), world({}, without)), NONE)
  assert.deepEqual(await briefly(GOOD, world({}, { ...trust(), log: TRUSTED_LOG })), NONE)
  assert.deepEqual(await briefly(GOOD, world({}, logged(trust(), '2026-10-12T00:00:01Z'))), NONE)
  assert.equal((await logOf(GOOD, world({ trust: null }))).code, 'log-none')
})

test('a proof that is brought counts, also where none was needed', async () => {
  const before = logged(trust(), '2026-10-12T00:00:01Z')
  assert.deepEqual(await briefly(await withProof(), world({}, before)), INCLUDED)
  assert.deepEqual(await briefly(await withProof({ kind: 'status' }), world({}, before)), WRONG)
})

test('no proof: missing after the hours of grace, to come before', async () => {
  assert.deepEqual(await briefly(GOOD), MISSING)
  const at = (instant: string) => world({ now: new Date(instant) }, { ...logged(trust()), asOf: instant })
  const kinds = async (instant: string) => (await logOf(GOOD, at(instant))).code
  assert.equal(await kinds('2026-10-13T00:00:00Z'), 'log-proof-to-come')
  assert.equal(await kinds('2026-10-13T00:00:01Z'), 'log-proof-missing')
  assert.equal(await kinds('2026-10-11T00:00:00Z'), 'log-proof-to-come', 'a clock that is wrong')
})

test('what the caller knows of the log', async () => {
  const asked: unknown[] = []
  const answering = (answer: string | null) =>
    world({
      logProof: async (credential) => {
        asked.push(credential)
        return answer
      },
    })
  assert.deepEqual(await briefly(GOOD, answering(await proofFor(GOOD))), INCLUDED)
  assert.deepEqual(await briefly(GOOD, answering('pending')), TO_COME)
  assert.deepEqual(await briefly(GOOD, answering(null)), MISSING)
  const fresh = { ...answering(null), now: new Date('2026-10-12T00:00:01Z') }
  assert.equal((await logOf(GOOD, fresh)).code, 'log-proof-missing', 'whoever can ask the log waits for nothing')
  assert.deepEqual(await briefly(GOOD, answering(await proofOf('something else'))), WRONG)
  const away = world({ logProof: () => Promise.reject(new Error('no connection')) })
  assert.deepEqual(await briefly(GOOD, away), TO_COME)
  assert.equal((await logOf(GOOD, away)).data.reason, 'not-available')
  const { id, signatureDigest } = asked[0] as { id: string; signatureDigest: string }
  assert.equal(id, 'https://lumbung.example/credentials/7k2mq9xd4t')
  assert.match(signatureDigest, /^[0-9a-f]{64}$/)
  assert.deepEqual(await briefly(await withProof(), away), INCLUDED, 'a proof inside needs nobody')
})

test('a wrong proof fails, and says why', async () => {
  const [one, two] = WITNESSES
  const stranger = signingOf('stranger.example', COSIGNATURE)
  const other = await issueGood({ holderName: 'Suparti' })
  const reason = async (text: string) => {
    const { code, outcome, data } = await logOf(text)
    return [outcome, code, data.reason]
  }
  const wrong = (why: string) => ['fail', 'log-proof-wrong', why]
  assert.deepEqual(await reason(embedLogProof(GOOD, await proofFor(other))), wrong('not-included'))
  assert.deepEqual(await reason(await withProof({ index: 4 })), wrong('not-included'))
  assert.deepEqual(await reason(await withProof({ kind: 'credit' })), wrong('not-included'))
  assert.deepEqual(await reason(await withProof({ origin: 'other.example' })), wrong('another-log'))
  assert.deepEqual(await reason(await withProof({ log: { ...LOG, sign: one.sign } })), wrong('signature-wrong'))
  const extra = signatureLine(stranger.key, new Uint8Array(72))
  assert.deepEqual(
    await reason(embedLogProof(GOOD, await proofFor(other, { lines: [extra] }))),
    wrong('not-included'),
    'a strange line makes a wrong proof no better',
  )
  const impostor = [{ key: two.key, sign: stranger.sign }, SEEN[1]] as const
  assert.deepEqual(await reason(await withProof({ cosigned: [[one, SEEN[0]], impostor] })), wrong('cosignature-wrong'))
})

test('too few witnesses is unknown, and so is a register whose keys can not be read', async () => {
  const few = await withProof({ cosigned: [[WITNESSES[0], SEEN[0]]] })
  assert.deepEqual(await briefly(few), ['unconfirmed', 'unconfirmed', 'unknown', 'log-not-witnessed'])
  assert.deepEqual((await logOf(few)).data, { origin: 'lumbung.example/log', cosigned: 1, quorum: 2 })
  const broken = { ...logged(trust()), log: { ...TRUSTED_LOG, vkey: 'no key' } }
  const good = await withProof()
  for (let twice = 0; twice < 2; twice++) assert.equal((await logOf(good, world({}, broken))).code, 'log-not-witnessed')
})

test('a line of a witness that the register does not name is unknown: it may have been replaced since', async () => {
  const stranger = signingOf('stranger.example', COSIGNATURE)
  const old = await withProof({ lines: [signatureLine(stranger.key, new Uint8Array(72))] })
  assert.deepEqual(await briefly(old), ['unconfirmed', 'unconfirmed', 'unknown', 'log-not-witnessed'])
  assert.equal((await logOf(old)).data.reason, 'signature-unknown')
  const [one, two] = TRUSTED_LOG.witnesses as [(typeof TRUSTED_LOG.witnesses)[0], (typeof TRUSTED_LOG.witnesses)[0]]
  const replaced = { ...logged(trust()), log: { ...TRUSTED_LOG, witnesses: [one, two] } }
  assert.equal((await logOf(await withProof(), world({}, replaced))).code, 'log-not-witnessed')
})

test('where no witness is asked for, the proof holds and says no time', async () => {
  const register = { ...logged(trust()), log: { ...TRUSTED_LOG, quorum: 0 } }
  const { code, data } = await logOf(await withProof({ cosigned: [] }), world({}, register))
  assert.deepEqual([code, data.seenAt], ['log-included', undefined])
})

test('another form of the member is wrong, and none of it is a signature', async () => {
  const document = JSON.parse(await withProof()) as JsonObject
  const [signature, own] = document.proof as [JsonObject, JsonObject]
  const proofs = (...proof: JsonObject[]) => JSON.stringify({ ...document, proof })
  assert.deepEqual(await briefly(proofs(own, signature)), INCLUDED, 'its place says nothing')
  assert.deepEqual(await briefly(proofs(signature, own, own)), WRONG, 'twice')
  assert.deepEqual(await briefly(proofs(signature, { ...own, created: SIGNED })), WRONG, 'another member')
  assert.deepEqual(await briefly(proofs(signature, { type: 'TransparencyLogProof' })), WRONG, 'no text')
  assert.deepEqual(await briefly(proofs(signature, { ...own, proofText: 1 })), WRONG, 'a number')
  const alone = await verify(proofs(own), world())
  assert.equal(alone.checks.find(({ outcome }) => outcome === 'fail')?.code, 'proof-missing')
  const object = await verify(JSON.stringify({ ...document, proof: own }), world())
  assert.equal(object.checks.find(({ outcome }) => outcome === 'fail')?.code, 'proof-missing')
})

test('a proof is put into a document, in place of one that was there, and read back', async () => {
  const proof = await proofFor(GOOD)
  const document = embedLogProof(GOOD, proof)
  assert.equal(readLogProof(document), proof)
  assert.equal(embedLogProof(document, proof), document)
  assert.equal(signedTextIn(document), signedTextIn(GOOD))
  assert.equal(signedTextIn(GOOD), (JSON.parse(GOOD) as { proof: { proofValue: string } }).proof.proofValue)
  assert.equal(readLogProof(GOOD), undefined)
  assert.equal(readLogProof('[]'), undefined)
  assert.equal(readLogProof('{"proof":{"type":"TransparencyLogProof"}}'), undefined)
  for (const text of ['{}', '[]', '{"proof":[]}', '{"proof":{"type":"TransparencyLogProof","proofText":"x"}}'])
    assert.throws(() => embedLogProof(text, proof), RangeError)
  assert.throws(() => embedLogProof(GOOD, 'no proof'), RangeError)
  assert.throws(() => embedLogProof('{', proof), SyntaxError)
  for (const text of ['{}', '[]', '{"proof":["x"]}', '{"proof":{"proofValue":1}}', '{"proof":[{"proofValue":"a"},{}]}'])
    assert.equal(signedTextIn(text), undefined, text)
})

test('two who signed: the leaf commits to both signatures', async () => {
  const both = await addProof(JSON.parse(GOOD), {
    verificationMethod: `${OTHER}#key-1`,
    created: SIGNED,
    sign: keys.other.sign,
  })
  const text = typeof both === 'string' ? both : JSON.stringify(both)
  assert.equal(signedTextIn(text)?.split('\n').length, 2)
  assert.deepEqual(await briefly(await withProof({}, text)), INCLUDED)
  assert.deepEqual(await briefly(embedLogProof(text, await proofFor(GOOD))), WRONG)
})

test('the quick way of many credentials of one definition takes proofs along', async () => {
  for (const [at, name] of ['Wartini', 'Suparti', 'Darmo', 'Ngatini', 'Kartijo'].entries()) {
    const document = await issueGood({ holderName: name, id: `https://lumbung.example/credentials/quick-${at}` })
    assert.deepEqual(await briefly(await withProof({ before: at }, document)), INCLUDED, name)
    assert.deepEqual(await briefly(embedLogProof(document, await proofFor(GOOD))), WRONG, name)
  }
})

test('a JWT has no room for its proof: the caller brings it', async () => {
  const token = await issueJwt(achievementCredential(input()), {
    ...BY,
    issuedAt: new Date(SIGNED),
  })
  assert.deepEqual(await briefly(token), TO_COME)
  assert.equal((await logOf(token)).data.reason, 'not-asked')
  const signature = token.split('.')[2] as string
  assert.deepEqual(await briefly(token, world({ logProof: () => proofOf(signature) })), INCLUDED)
  assert.deepEqual(await briefly(token, world({ logProof: async () => null })), MISSING)
})

test('what a holder derived has a signature that no log can know', async () => {
  const base = await issueCredential(credentialOf(), options())
  const derived = await deriveCredential(base, [NAME])
  assert.ok(derived.ok)
  const given = selectiveContext()
  const register = logged(given.trust as TrustSnapshot)
  const { outcome, code, data } = await logOf(derived.text, { ...given, trust: register })
  assert.deepEqual([outcome, code, data], ['unknown', 'log-proof-to-come', { reason: 'not-bound' }])
  const document = embedLogProof(derived.text, await proofFor(derived.text))
  assert.equal((await logOf(document, { ...given, trust: register })).code, 'log-proof-wrong')
})

test('a record of several credentials: each of them is asked for its proof, and the record is not', async () => {
  const record = async (...texts: string[]) =>
    issueJwt(
      clrCredential({
        id: 'https://lumbung.example/records/1',
        issuer: { id: ISSUER, name: 'Politeknik Lembah Angin' },
        name: 'Catatan belajar',
        subjectId: input().subjectId,
        holderName: 'Wartini',
        validFrom: new Date(SIGNED),
        credentials: texts.map((text) => JSON.parse(text) as JsonObject),
        associations: [],
      }),
      { ...BY, issuedAt: new Date(SIGNED) },
    )
  const second = await issueGood({ id: 'https://lumbung.example/credentials/second' })
  const found = await logOf(await record(await withProof(), await withProof({}, second)))
  assert.deepEqual([found.verdict, found.outcome, found.data.credential], ['valid', 'pass', 1])
  const without = await logOf(await record(await withProof(), second))
  assert.deepEqual([without.verdict, without.code, without.data.credential], ['invalid', 'log-proof-missing', 2])
})

test('a signature without its day may be from before the log', async () => {
  const { id: _id, ...unnamed } = achievementCredential(input())
  const given = {
    type: 'DataIntegrityProof',
    cryptosuite: 'eddsa-jcs-2022',
    verificationMethod: `${ISSUER}#key-1`,
    proofPurpose: 'assertionMethod',
  }
  const bytes = await SIGNING_SUITES['eddsa-jcs-2022'].signing.bytes(unsecured(unnamed), given, 'Ed25519')
  const signature = await keys.issuer.sign(bytes as Uint8Array)
  const proofValue = SIGNING_SUITES['eddsa-jcs-2022'].signing.writeValue(signature)
  const document = JSON.stringify({ ...unnamed, proof: { ...given, proofValue } })
  const { code, data } = await logOf(document)
  assert.deepEqual([code, data.reason], ['log-proof-to-come', 'day-not-known'])
  const asked: string[] = []
  const answer = await logOf(
    document,
    world({
      logProof: async ({ id }) => {
        asked.push(id)
        return proofFor(document)
      },
    }),
  )
  assert.deepEqual([answer.code, asked], ['log-included', ['']])
})

test('a token that names no key names nothing that a log could hold', async () => {
  const [, payload, signature] = (
    await issueJwt(achievementCredential(input()), { ...BY, issuedAt: new Date(SIGNED) })
  ).split('.')
  const header = Buffer.from(JSON.stringify({ alg: 'EdDSA', typ: 'vc+jwt' })).toString('base64url')
  const { code, data } = await logOf(`${header}.${payload}.${signature}`)
  assert.deepEqual([code, data.reason], ['log-proof-to-come', 'not-bound'])
})

test('in a PDF the proof lies beside the credential', async () => {
  const attached = (text: string, packed = false) => {
    const bytes = packed ? deflateSync(text) : Buffer.from(text)
    const head = `<< /Type /EmbeddedFile ${packed ? '/Filter /FlateDecode' : ''} /Length ${bytes.length} >>`
    return Buffer.concat([Buffer.from(`1 0 obj\n${head}\nstream\n`), bytes, Buffer.from('\nendstream\nendobj\n')])
  }
  const pdf = (...parts: Buffer[]) => Buffer.concat([Buffer.from('%PDF-1.7\n'), ...parts, Buffer.from('%%EOF\n')])
  const proof = await proofFor(GOOD)
  const good = pdf(attached(GOOD), attached(proof, true))
  assert.deepEqual(await unwrap(good), { ok: true, carrier: 'pdf', text: GOOD, logProof: proof, notes: [] })
  assert.deepEqual(await briefly(good), INCLUDED)
  assert.deepEqual(await briefly(pdf(attached(proof), attached(GOOD))), INCLUDED)
  assert.deepEqual(await briefly(pdf(attached(GOOD))), MISSING)
  assert.deepEqual(await briefly(pdf(attached(GOOD), attached(await proofOf('other')))), WRONG)
  const inside = pdf(attached(await withProof()), attached(await proofOf('other')))
  assert.deepEqual(await briefly(inside), INCLUDED, 'the one inside goes before the one beside')
  const two = await unwrap(pdf(attached(GOOD), attached(proof), attached(proof)))
  assert.deepEqual(two.ok ? '' : two.code, 'carrier-ambiguous')
  const none = await unwrap(pdf(attached(proof)))
  assert.deepEqual(none.ok ? '' : none.code, 'carrier-empty')
})
