import assert from 'node:assert/strict'
import { createHmac, createPrivateKey, generateKeyPairSync, type KeyObject, sign as nodeSign } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { compactVerify, importJWK, jwtVerify, SignJWT } from 'jose'
import {
  achievementCredential,
  attachJwtSignature,
  CREDENTIALS_V2,
  generateKey,
  issueJwt,
  type JsonObject,
  jwtSigningInput,
  OPEN_BADGES_V3,
  readMultikey,
  verify,
  writeJwk,
} from '../src/index.ts'
import * as inBrowsers from '../src/runtime/base64-browser.ts'
import * as onNode from '../src/runtime/base64-node.ts'
import { badge, byIssuer, ec, rsaMultikey, signedAt, wide, wideTrust } from './jose-people.ts'
import { ISSUER, input, keys, NOW, OTHER } from './people.ts'

const SHARED = process.env.SHARED_DATA ?? '../shared/data'
const b64 = (value: JsonObject | string) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
const HEADER = { alg: 'EdDSA', typ: 'vc+jwt', cty: 'vc', kid: `${ISSUER}#key-1` }

/** A JWT of any header and payload, rightly signed by the issuer. */
async function signed(
  header: JsonObject | string,
  payload: JsonObject | string,
  sign = keys.issuer.sign,
): Promise<string> {
  const start = `${b64(header)}.${b64(payload)}`
  return `${start}.${Buffer.from(await sign(Buffer.from(start))).toString('base64url')}`
}

async function stopped(text: string): Promise<string> {
  const verdict = await verify(text, wide())
  assert.notEqual(verdict.verdict, 'valid')
  if (verdict.checks[1]?.outcome !== 'pass') assert.equal(verdict.facts, null)
  const check =
    verdict.checks.find(({ outcome }) => outcome === 'fail') ??
    verdict.checks.find(({ outcome }) => outcome === 'unknown')
  return [check?.id, check?.outcome, check?.code, check?.data.reason ?? check?.data.member].filter(Boolean).join(' ')
}

test('what we issue is valid here and holds with jose, in every algorithm and both profiles', async () => {
  const kinds = [
    { kind: 'Ed25519', alg: 'EdDSA', pair: keys.issuer, id: 'key-1' },
    { kind: 'P-256', alg: 'ES256', pair: ec.p256, id: 'p256' },
    { kind: 'P-384', alg: 'ES384', pair: ec.p384, id: 'p384' },
  ] as const
  for (const { kind, alg, pair, id } of kinds)
    for (const profile of ['vc-jose', 'open-badges'] as const) {
      const options = { kind, verificationMethod: `${ISSUER}#${id}`, issuedAt: signedAt, profile, sign: pair.sign }
      const jwt = await issueJwt(badge({ validUntil: '2027-10-12T00:00:00Z' }), options)
      const verdict = await verify(jwt, wide())
      assert.equal(verdict.verdict, 'valid', JSON.stringify(verdict.checks))
      assert.equal(verdict.format, 'open-badges-3')
      assert.equal(verdict.facts?.title.id, 'Analisis Data Pertanian')
      const jwk = writeJwk(readMultikey(pair.publicKeyMultibase)!)
      const peer = await jwtVerify(jwt, await importJWK(jwk as never, alg), { currentDate: NOW })
      assert.equal(peer.protectedHeader.typ, profile === 'vc-jose' ? 'vc+jwt' : 'JWT')
      if (profile === 'open-badges') {
        assert.equal(peer.payload.iss, ISSUER)
        assert.equal(peer.payload.jti, badge().id)
        assert.equal(peer.payload.nbf, Date.parse('2026-10-12T00:00:00Z') / 1000)
      }
    }
})

test('a status in a list is asked for a JWT as for any other credential', async () => {
  const verdict = await verify(await issueJwt(achievementCredential(input()), byIssuer), wide())
  assert.equal(verdict.verdict, 'valid')
  assert.equal(verdict.checks[4]?.code, 'status-good')
})

test('a signer in another process gives the same JWT, and RS256 serves Open Badges', async () => {
  const bytes = jwtSigningInput(badge(), byIssuer)
  const jwt = attachJwtSignature(bytes, await keys.issuer.sign(bytes), 'Ed25519')
  assert.equal(jwt, await issueJwt(badge(), byIssuer))
  assert.throws(() => attachJwtSignature(bytes, new Uint8Array(63), 'Ed25519'), RangeError)
  assert.throws(() => attachJwtSignature(bytes, new Uint8Array(0), 'RSA'), RangeError)

  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const method = `${ISSUER}#rsa`
  const rsa = await issueJwt(badge(), {
    kind: 'RSA',
    verificationMethod: method,
    issuedAt: signedAt,
    profile: 'open-badges',
    sign: async (message) => nodeSign('sha256', message, privateKey),
  })
  const multikey = rsaMultikey(publicKey.export({ format: 'der', type: 'pkcs1' }))
  const trust = wideTrust([{ id: method, publicKeyMultibase: multikey }])
  assert.equal((await verify(rsa, wide({ trust }))).verdict, 'valid')
  await compactVerify(rsa, publicKey)
})

test('what jose issues is valid here', async () => {
  const key = await seedKey()
  const trust = wideTrust([{ id: `${ISSUER}#peer`, publicKeyMultibase: key.multikey }])
  const jwt = await new SignJWT({ ...badge(), iss: ISSUER })
    .setProtectedHeader({ alg: 'EdDSA', kid: `${ISSUER}#peer`, typ: 'vc+jwt' })
    .setIssuedAt(signedAt)
    .sign(key.privateKey)
  assert.equal((await verify(jwt, wide({ trust }))).verdict, 'valid')
  assert.equal(
    (await verify(Buffer.from(`${jwt}\n`), wide({ trust }))).verdict,
    'valid',
    'from a file, with its last line end',
  )
})

async function seedKey(): Promise<{ privateKey: KeyObject; multikey: string }> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const { writeMultikey } = await import('../src/index.ts')
  const bytes = publicKey.export({ format: 'der', type: 'spki' }).subarray(12)
  return {
    privateKey: createPrivateKey(privateKey.export({ format: 'pem', type: 'pkcs8' })),
    multikey: writeMultikey({ kind: 'Ed25519', bytes }),
  }
}

test('the older data model: claims stand for fields, and must agree with them', async () => {
  const vc = {
    '@context': ['https://www.w3.org/2018/credentials/v1'] as string[],
    type: ['VerifiableCredential'],
    credentialSubject: { degree: { type: 'BachelorDegree' } },
  }
  const claims = {
    iss: ISSUER,
    jti: 'urn:uuid:1',
    sub: 'did:example:holder',
    nbf: 1_760_000_000,
    exp: 1_860_000_000,
    vc,
  }
  const header = { alg: 'EdDSA', typ: 'JWT', kid: `${ISSUER}#key-1` }
  const verdict = await verify(await signed(header, claims), wide())
  assert.equal(verdict.format, 'verifiable-credential-1')
  assert.deepEqual(
    verdict.checks.map(({ outcome }) => outcome),
    [verdict.checks[0]?.outcome, 'pass', 'pass', 'fail', 'none', 'pass', 'pass', 'none'],
    JSON.stringify(verdict.checks),
  )
  assert.equal(verdict.facts?.id, 'urn:uuid:1')
  assert.equal(verdict.facts?.subjectId, 'did:example:holder')
  assert.equal(verdict.facts?.issuer.id, ISSUER)
  assert.equal(verdict.facts?.validFrom, '2025-10-09T08:53:20Z')
  const inside = {
    ...vc,
    id: 'urn:uuid:1',
    issuer: { name: 'Politeknik' },
    issuanceDate: '2025-10-09T08:53:20.500Z',
    credentialSubject: [{ id: 'did:example:holder' }],
  }
  assert.equal((await verify(await signed(header, { ...claims, vc: inside }), wide())).checks[1]?.outcome, 'pass')
  const disagreeing: [JsonObject, string][] = [
    [{ ...claims, vc: { ...inside, issuer: OTHER } }, 'jwt-claims-disagree'],
    [{ ...claims, vc: { ...inside, issuer: { id: OTHER } } }, 'jwt-claims-disagree'],
    [{ ...claims, vc: { ...inside, id: 'urn:uuid:2' } }, 'jwt-claims-disagree'],
    [{ ...claims, vc: { ...inside, credentialSubject: { id: 'did:example:other' } } }, 'jwt-claims-disagree'],
    [{ ...claims, vc: { ...inside, issuanceDate: '2025-10-09T08:53:21Z' } }, 'jwt-claims-disagree'],
    [{ ...claims, vc: { ...inside, issuanceDate: 7 } }, 'jwt-claims-disagree'],
    [{ ...claims, vc: { ...inside, expirationDate: '2031-01-01T00:00:00Z' } }, 'jwt-claims-disagree'],
    [{ ...claims, nbf: 'soon' }, 'jwt-dates'],
    [{ ...claims, vc: 'text' }, 'jwt-vc-claim'],
    [{ ...claims, credentialSubject: {} }, 'jwt-vc-claim'],
    [{ ...claims, '@context': [] }, 'jwt-vc-claim'],
  ]
  for (const [payload, reason] of disagreeing)
    assert.equal(await stopped(await signed(header, payload)), `format fail format-not-readable ${reason}`)
  assert.equal(
    await stopped(await signed(header, { ...claims, vc: { ...vc, proof: {} } })),
    'format fail proof-several',
  )
  assert.equal(
    await stopped(await signed(header, { ...claims, vc: { ...vc, type: [] } })),
    'format fail format-no-credential',
  )
  assert.equal(
    await stopped(await signed(header, { ...claims, vc: { ...vc, '@context': [] } })),
    'format fail format-context-not-allowed',
  )
  assert.equal(await stopped(await signed(header, { ...claims, vp: {} })), 'format fail format-presentation')
  const unknown = { ...vc, '@context': [...vc['@context'], 'https://vocabulary.example/1'] }
  assert.equal(
    (await verify(await signed(header, { ...claims, vc: unknown }), wide())).checks[0]?.code,
    'format-context-not-known',
  )
})

test('the newer data model in the claim of the older one is read as what it is', async () => {
  const header = { alg: 'EdDSA', typ: 'JWT', kid: `${ISSUER}#key-1` }
  const { id: _id, issuer: _issuer, validFrom: _from, ...vc } = badge()
  const payload = { iss: ISSUER, jti: 'urn:uuid:1', nbf: 1_760_000_000, exp: 1_860_000_000, vc }
  const verdict = await verify(await signed(header, payload), wide())
  assert.equal(verdict.format, 'open-badges-3')
  assert.equal(verdict.checks[1]?.outcome, 'pass')
  assert.equal(verdict.facts?.validUntil, '2028-12-09T18:40:00Z')
})

const plain = (changes: JsonObject = {}): JsonObject => badge(changes)
const bare = { alg: 'EdDSA', kid: `${ISSUER}#key-1` }

test('whatever is wrong with a payload stops it in the check format', async () => {
  const cases: [string, JsonObject | string, JsonObject | string, string][] = [
    ['a vc claim under vc+jwt', HEADER, { vc: plain() }, 'format-not-readable jwt-vc-claim'],
    ['a vp claim under vc+jwt', HEADER, { ...plain(), vp: {} }, 'format-presentation'],
    ['a presentation', { ...HEADER, typ: 'vp+jwt' }, plain(), 'format-presentation'],
    ['an access token', { ...HEADER, typ: 'at+jwt' }, plain(), 'format-no-credential'],
    ['another content type', { ...HEADER, cty: 'vp' }, plain(), 'format-no-credential'],
    ['a proof inside', HEADER, plain({ proof: {} }), 'proof-several'],
    ['no type', HEADER, plain({ type: [] }), 'format-no-credential'],
    ['no issuer', HEADER, plain({ issuer: {} }), 'format-no-credential'],
    ['a subject that is a text', HEADER, plain({ credentialSubject: 'x' }), 'format-no-credential'],
    ['no subject', HEADER, plain({ credentialSubject: [] }), 'format-no-credential'],
    [
      'the older context',
      HEADER,
      plain({ '@context': ['https://www.w3.org/2018/credentials/v1'] }),
      'format-context-not-allowed',
    ],
    ['contexts twice', HEADER, plain({ '@context': [CREDENTIALS_V2, CREDENTIALS_V2] }), 'format-context-not-allowed'],
    ['an array', HEADER, '[1]', 'format-not-readable jws-not-object'],
    ['no JSON', HEADER, '{', 'format-not-readable json-syntax'],
    ['a duplicate key', HEADER, '{"type":1,"type":2}', 'format-not-readable json-duplicate-key'],
    [
      'a header with a duplicate key',
      '{"alg":"EdDSA","alg":"none"}',
      plain(),
      'format-not-readable json-duplicate-key',
    ],
    ['a header that is an array', '[]', plain(), 'format-not-readable jws-not-object'],
    ['a header of 10 KB', { ...HEADER, kid: 'k'.repeat(10_000) }, plain(), 'format-not-readable json-too-large'],
    ['another iss', HEADER, plain({ iss: OTHER }), 'format-not-readable jwt-claims-disagree'],
    ['another iss in the header', { ...HEADER, iss: OTHER }, plain(), 'format-not-readable jwt-claims-disagree'],
    ['another jti', HEADER, plain({ jti: 'urn:x' }), 'format-not-readable jwt-claims-disagree'],
    ['another sub', HEADER, plain({ sub: 'urn:x' }), 'format-not-readable jwt-claims-disagree'],
    ['iat as a text', HEADER, plain({ iat: '1' }), 'format-not-readable jwt-dates'],
    ['nbf before 1970', HEADER, plain({ nbf: -1 }), 'format-not-readable jwt-dates'],
    ['exp after the year 9999', HEADER, plain({ exp: 253_402_300_800 }), 'format-not-readable jwt-dates'],
    ['exp before iat', HEADER, plain({ exp: 1, iat: 2 }), 'format-not-readable jwt-dates'],
    ['exp before nbf', HEADER, plain({ exp: 1, nbf: 2 }), 'format-not-readable jwt-dates'],
    ['exp before validFrom', HEADER, plain({ exp: 1_700_000_000 }), 'format-not-readable jwt-claims-disagree'],
    [
      'iat after validUntil',
      HEADER,
      plain({ iat: 1_900_000_000, validUntil: '2027-01-01T00:00:00Z' }),
      'format-not-readable jwt-claims-disagree',
    ],
    [
      'nbf after validUntil',
      HEADER,
      plain({ nbf: 1_900_000_000, validUntil: '2027-01-01T00:00:00Z' }),
      'format-not-readable jwt-claims-disagree',
    ],
    [
      'a badge whose nbf is not validFrom',
      bare,
      plain({ nbf: 1_700_000_000 }),
      'format-not-readable jwt-claims-disagree',
    ],
    [
      'a badge whose exp is not validUntil',
      bare,
      plain({ exp: 1_900_000_000, validUntil: '2027-01-01T00:00:00Z' }),
      'format-not-readable jwt-claims-disagree',
    ],
  ]
  for (const [name, header, payload, code] of cases)
    assert.equal(await stopped(await signed(header, payload)), `format fail ${code}`, name)
  const large = plain({ description: 'x'.repeat(200_000) })
  assert.equal(await stopped(await signed(HEADER, large)), 'format fail format-not-readable json-too-large')
  assert.equal(await stopped(`${'e'.repeat(2 * 1024 * 1024)}.a.b`), 'format fail format-not-readable json-too-large')
  assert.equal(await stopped('eyJ.eyJ'), 'format fail format-not-readable jws-not-compact')
  assert.equal(await stopped('eyJ.a.b.c.d'), 'format fail format-not-readable jws-not-compact')
  assert.equal(
    await stopped('ab=.e30.AA'),
    'format fail format-not-readable jws-not-compact'.replace('jws-not-compact', 'json-syntax'),
  )
  assert.equal(await stopped('abcde.e30.AA'), 'format fail format-not-readable jws-not-base64url')
  assert.equal(await stopped(`${b64(HEADER)}.e3=.AA`), 'format fail format-not-readable jws-not-base64url')
})

test('dates of the signature narrow the term, and words that we don’t keep leave the format unknown', async () => {
  const narrow = await verify(await signed(HEADER, plain({ nbf: 1_900_000_000 })), wide())
  assert.equal(narrow.kind, 'not-yet-valid')
  const early = await verify(await signed(HEADER, plain({ nbf: 1_700_000_000, exp: 1_900_000_000 })), wide())
  assert.equal(early.checks[5]?.code, 'validity-in-force')
  assert.equal(early.checks[2]?.code, 'issuer-key-not-valid-then', 'nbf stands for the day of signing')
  assert.equal(
    (await verify(await signed(HEADER, plain({ exp: 1_793_000_000 })), wide())).checks[1]?.code,
    'proof-expired',
  )
  const undated = await signed(bare, { ...plain({ exp: 1_793_000_000 }), validFrom: '2026-10-01T00:00:00Z' })
  assert.equal((await verify(undated, wide())).kind, 'expired')
  const { validFrom: _from, ...endless } = plain({ nbf: 1_790_000_000 })
  assert.equal((await verify(await signed(bare, endless), wide())).checks[5]?.outcome, 'pass')
  const { validFrom: _begin, ...unsaid } = plain()
  assert.equal((await verify(await signed(bare, unsaid), wide())).checks[2]?.code, 'issuer-day-not-known')
  const foreign = await verify(
    await signed(HEADER, plain({ '@context': [CREDENTIALS_V2, OPEN_BADGES_V3, 'https://v.example/1'] })),
    wide(),
  )
  assert.equal(foreign.checks[0]?.code, 'format-context-not-known')
  assert.equal(foreign.checks[1]?.outcome, 'pass')
  assert.equal(foreign.verdict, 'unconfirmed')
})

test('a signature is checked without changing its bytes, so it fits every time', async () => {
  for (let i = 0; i < 300; i++) {
    const jwt = await issueJwt(plain({ name: `Kelas ${i}` }), byIssuer)
    assert.equal((await verify(jwt, wide())).verdict, 'valid', jwt)
  }
})

test('120 variants of headers: none is valid', async () => {
  const own = writeJwk(readMultikey(keys.other.publicKeyMultibase)!)
  const mac = async (message: Uint8Array) => createHmac('sha256', 'public').update(message).digest()
  const algs = [
    'none',
    'None',
    'nOnE',
    '',
    'HS256',
    'HS384',
    'HS512',
    'RS256',
    'RS384',
    'RS512',
    'PS256',
    'ES256',
    'ES384',
    'ES512',
  ]
  const more = ['ES256K', 'Ed448', 'Ed25519', 'eddsa', 'EdDSA ', 'ECDH-ES', 'dir', 'A128KW', 'EdDSA\u0000', 'RSA1_5']
  const refused: [JsonObject, string][] = [...algs, ...more].map((alg) => [
    { ...HEADER, alg },
    'proof-algorithm-not-allowed',
  ])
  for (const alg of [null, 1, ['EdDSA'], { name: 'EdDSA' }, true])
    refused.push([{ ...HEADER, alg }, 'proof-algorithm-not-allowed'])
  const members = [
    'crit',
    'jku',
    'x5u',
    'x5c',
    'x5t',
    'x5t#S256',
    'b64',
    'zip',
    'enc',
    'epk',
    'nonce',
    'url',
    'ppt',
    'trust_chain',
    'p2c',
    '__proto__',
  ]
  for (const member of members)
    for (const value of ['https://evil.example/keys', ['b64'], false, {}])
      refused.push([
        JSON.parse(`{"alg":"EdDSA","typ":"vc+jwt","kid":"${HEADER.kid}","${member}":${JSON.stringify(value)}}`),
        'proof-not-supported',
      ])
  for (const value of ['', null, 7, ['a'], {}])
    for (const member of ['kid', 'typ', 'cty', 'iss']) refused.push([{ ...HEADER, [member]: value }, 'proof-malformed'])
  for (const jwk of [
    null,
    'key',
    {},
    { kty: 'oct', k: 'AAAA' },
    { ...own, use: 'enc' },
    { ...own, d: own.x as string },
    { ...own, x: 'AA' },
  ])
    refused.push([{ ...HEADER, jwk }, 'proof-malformed'])
  assert.ok(refused.length >= 115, `${refused.length}`)
  for (const [header, code] of refused)
    for (const sign of [keys.issuer.sign, mac]) {
      const found = await stopped(await signed(header, plain(), sign))
      assert.ok(found.startsWith('proof fail '), JSON.stringify(header))
      if (header.alg === 'EdDSA' || !['RS256', 'ES256', 'ES384'].includes(String(header.alg)))
        assert.match(found, new RegExp(code), JSON.stringify(header))
    }
  assert.equal(
    await stopped(await signed({ ...HEADER, alg: 'none' }, plain(), async () => new Uint8Array(0))),
    'proof fail proof-algorithm-not-allowed alg',
  )
  assert.equal(
    await stopped(await signed(HEADER, plain(), async () => new Uint8Array(0))),
    'proof fail proof-malformed signature',
  )
  assert.equal(
    await stopped(await signed({ ...bare, alg: 'none' }, { iss: ISSUER, vc: plain() })),
    'proof fail proof-algorithm-not-allowed alg',
  )
  assert.equal(
    await stopped(await signed({ ...bare, alg: 'none' }, { vp: {} })),
    'format fail format-not-readable jwt-vc-claim',
  )

  // More headers than are kept, so that none is answered from another's place.
  for (let i = 0; i < 300; i++)
    assert.equal(
      await stopped(await signed({ ...HEADER, kid: `${ISSUER}#key-${i + 2}` }, plain())),
      'issuer fail issuer-key-of-another',
    )
  const kids: [JsonObject, string][] = [
    [{ ...HEADER, kid: `${OTHER}#key-1` }, 'proof fail proof-does-not-fit'],
    [{ ...HEADER, kid: `${ISSUER}#key-2` }, 'issuer fail issuer-key-of-another'],
    [{ ...HEADER, kid: 'https://evil.example/keys/1' }, 'issuer fail issuer-key-of-another'],
    [{ ...HEADER, kid: 'https://evil.example/did#key-1' }, 'issuer fail issuer-key-of-another'],
    [{ ...HEADER, kid: 'did:web:' }, 'issuer fail issuer-key-of-another'],
    [{ ...HEADER, kid: `did:key:${keys.other.publicKeyMultibase}` }, 'proof fail proof-does-not-fit'],
    [{ ...HEADER, kid: 'did:jwk:e30' }, 'issuer fail issuer-key-of-another'],
    [{ alg: 'EdDSA', typ: 'vc+jwt' }, 'proof unknown proof-key-not-known'],
    [{ ...HEADER, jwk: own }, 'proof fail proof-does-not-fit'],
    [{ alg: 'EdDSA', typ: 'vc+jwt', jwk: own }, 'proof fail proof-does-not-fit'],
  ]
  for (const [header, code] of kids)
    assert.equal(await stopped(await signed(header, plain())), code, JSON.stringify(header))
})

test('a key that the file brings proves nothing about the issuer', async () => {
  const jwk = writeJwk(readMultikey(keys.other.publicKeyMultibase)!)
  const alone = await verify(await signed({ alg: 'EdDSA', typ: 'vc+jwt', jwk }, plain(), keys.other.sign), wide())
  assert.deepEqual(
    [alone.checks[1]?.code, alone.checks[2]?.code, alone.verdict],
    ['proof-fits', 'issuer-not-bound', 'unconfirmed'],
  )
  const beside = await verify(
    await signed({ ...HEADER, kid: `${ISSUER}#nowhere`, jwk }, plain(), keys.other.sign),
    wide(),
  )
  assert.deepEqual([beside.checks[1]?.code, beside.checks[2]?.code], ['proof-fits', 'issuer-key-of-another'])
  const registered = writeJwk(readMultikey(keys.issuer.publicKeyMultibase)!)
  assert.equal((await verify(await signed({ ...HEADER, jwk: registered }, plain()), wide())).verdict, 'valid')
})

test('keys by their short names, and keys that are their own issuer', async () => {
  for (const kid of ['key-1', '#key-1', `${ISSUER}#key-1`])
    assert.equal(
      (await verify(await signed({ ...HEADER, kid, iss: ISSUER }, plain({ iss: ISSUER })), wide())).verdict,
      'valid',
      kid,
    )
  const stranger = await generateKey()
  const did = `did:key:${stranger.publicKeyMultibase}`
  for (const header of [
    { alg: 'EdDSA', typ: 'vc+jwt' },
    { ...HEADER, kid: did },
    { ...HEADER, kid: `${did}#${stranger.publicKeyMultibase}` },
  ]) {
    const verdict = await verify(
      await signed(header, plain({ issuer: did, iat: 1_790_000_000 }), stranger.sign),
      wide(),
    )
    assert.deepEqual(
      [verdict.checks[1]?.code, verdict.checks[2]?.code],
      ['proof-fits', 'issuer-not-listed'],
      JSON.stringify(header),
    )
  }
  const hosted = await signed(
    { ...HEADER, kid: 'https://school.example/keys#1' },
    plain({ issuer: 'https://school.example/keys' }),
  )
  assert.equal((await verify(hosted, wide())).checks[1]?.code, 'proof-key-not-known')
})

test('10,000 other writings of a signature are refused', async () => {
  const jwt = await issueJwt(plain(), byIssuer)
  const at = jwt.lastIndexOf('.') + 1
  const [start, signature] = [jwt.slice(0, at), jwt.slice(at)]
  const others = new Set<string>()
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  for (let i = 0; i < signature.length; i++)
    for (const letter of `${alphabet}+/=%. \n\u0141~`) {
      others.add(signature.slice(0, i) + letter + signature.slice(i + 1))
      if (others.size < 12_000) others.add(signature.slice(0, i) + letter + signature.slice(i))
    }
  for (const padded of ['=', '==', 'A', 'AA', 'AAAA', '%3D']) others.add(signature + padded)
  for (let i = 0; i < signature.length; i++) others.add(signature.slice(0, i))
  others.delete(signature)
  let refused = 0
  for (const other of others) {
    const verdict = await verify(start + other, wide())
    // White space at the very end belongs to the file.
    if (other.trim() !== signature) assert.notEqual(verdict.verdict, 'valid', other)
    refused++
  }
  assert.ok(refused >= 10_000, `${refused}`)
})

test('every leaf of the payload changed: not valid', async () => {
  const jwt = await issueJwt(plain(), byIssuer)
  const [header = '', payload = '', signature = ''] = jwt.split('.')
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
  let leaves = 0
  const walk = async (node: Record<string, unknown>): Promise<void> => {
    for (const [key, value] of Object.entries(node)) {
      if (typeof value === 'object' && value !== null) await walk(value as Record<string, unknown>)
      else {
        node[key] =
          typeof value === 'string'
            ? `${value}x`
            : typeof value === 'number'
              ? value + 1
              : value === null
                ? 'x'
                : !value
        const verdict = await verify(`${header}.${b64(claims)}.${signature}`, wide())
        assert.equal(verdict.verdict, 'invalid', key)
        assert.equal(verdict.facts, null)
        node[key] = value
        leaves++
      }
    }
  }
  await walk(claims)
  assert.ok(leaves > 60, `${leaves}`)
})

test('envelopes carry a JWT and nothing beside it; JSON serialisations are refused', async () => {
  const jwt = await issueJwt(plain(), byIssuer)
  const envelope = {
    '@context': [CREDENTIALS_V2],
    id: `data:application/vc+jwt,${jwt}`,
    type: 'EnvelopedVerifiableCredential',
  }
  assert.equal((await verify(JSON.stringify(envelope), wide())).verdict, 'valid')
  assert.equal((await verify(JSON.stringify({ ...envelope, type: [envelope.type] }), wide())).verdict, 'valid')
  const wrong: [JsonObject, string][] = [
    [{ ...envelope, name: 'Sarjana' }, 'format fail format-not-readable envelope-not-plain'],
    [
      { ...envelope, id: `data:application/vc+jwt;base64,${jwt}` },
      'format fail format-not-readable envelope-not-plain',
    ],
    [{ ...envelope, id: 'https://example.org' }, 'format fail format-not-readable envelope-not-plain'],
    [{ ...envelope, id: `data:application/vc+sd-jwt,${jwt}` }, 'format fail format-not-readable sd-jwt-parts'],
    [{ ...envelope, id: `data:application/vp+jwt,${jwt}` }, 'format fail format-presentation'],
    [{ ...envelope, type: 'EnvelopedVerifiablePresentation' }, 'format fail format-presentation'],
  ]
  for (const [value, code] of wrong) assert.equal(await stopped(JSON.stringify(value)), code)
  const [header = '', payload = '', signature = ''] = jwt.split('.')
  for (const value of [
    { protected: header, payload, signature },
    { payload, signatures: [{ protected: header, signature }] },
  ])
    assert.equal(await stopped(JSON.stringify(value)), 'format fail format-not-readable jws-not-compact')
  assert.notEqual((await verify('[1]', wide())).verdict, 'valid')
  const sibling = { ...plain(), proof: { type: 'JwtProof2020', jwt } }
  assert.notEqual((await verify(JSON.stringify(sibling), wide())).verdict, 'valid')
})

test('what our own reader would refuse is not signed', async () => {
  const wrong: [JsonObject, string][] = [
    [plain({ proof: {} }), ''],
    [plain({ '@context': [] }), '/@context'],
    [plain({ vc: {} }), '/vc'],
    [plain({ iss: OTHER }), '/iss'],
    [plain({ name: '\ud800' }), ''],
    [plain({ name: 'a\\\ud800' }), ''],
  ]
  for (const [credential, at] of wrong)
    await assert.rejects(
      issueJwt(credential, byIssuer),
      (fault: { name: string; at: string }) => fault.name === 'CredentialError' && fault.at === at,
    )
  const { id: _id, ...nameless } = plain()
  const { validFrom: _from, ...undated } = plain()
  for (const credential of [nameless, undated])
    await assert.rejects(issueJwt(credential, { ...byIssuer, profile: 'open-badges' }))
  const subjectless = plain({ credentialSubject: { type: ['AchievementSubject'] } })
  assert.match(await issueJwt(subjectless, { ...byIssuer, profile: 'open-badges' }), /^eyJ/)
  assert.equal(
    (await verify(await issueJwt(plain({ name: 'a \\ud800 b' }), byIssuer), wide())).verdict,
    'valid',
    'a backslash is a letter',
  )
})

test('base64url reads and writes alike in Node and in browsers', () => {
  const bytes = Uint8Array.from({ length: 300 }, (_, i) => (i * 37) & 255)
  for (let length = 0; length < 300; length++) {
    const part = bytes.subarray(0, length)
    const text = onNode.encodeBase64Url(part)
    assert.equal(inBrowsers.encodeBase64Url(part), text)
    assert.deepEqual(Uint8Array.from(onNode.decodeBase64Url(text) ?? []), Uint8Array.from(part))
    assert.deepEqual(inBrowsers.decodeBase64Url(text), Uint8Array.from(part))
  }
  for (const text of ['A', 'AB', 'AAB', 'AA==', 'AA A', 'AA+A', 'AA/A', 'AAA\u0141', 'AAA\n', '====', 'AA=A'])
    for (const { decodeBase64Url } of [onNode, inBrowsers]) assert.equal(decodeBase64Url(text), null, text)
  for (const { asciiBytes, asciiText, encodeBase64Url } of [onNode, inBrowsers]) {
    assert.equal(asciiText(asciiBytes('eyJ.e30')), 'eyJ.e30')
    assert.equal(encodeBase64Url('é'), 'w6k')
    for (const text of ['€'.repeat(32_768), '€'.repeat(32_769)])
      assert.equal(encodeBase64Url(text), Buffer.from(text).toString('base64url'))
  }
})

test('JWTs of other parties', async (t) => {
  const folder = `${SHARED}/credentials`
  if (!existsSync(folder)) return t.diagnostic('not at hand: shared/data/credentials')
  const read = (name: string) => readFileSync(`${folder}/${name}`, 'utf8')
  const codes = async (text: string) => (await verify(text, wide())).checks.map(({ code }) => code)
  const velocity = await codes(read('1edtech-validator/ob30__velocity.jwt'))
  assert.deepEqual(velocity.slice(0, 3), ['format-context-not-known', 'proof-key-not-known', 'issuer-key-of-another'])
  const example = await codes(read('w3c-vc-test-suite-1.0/example-016-jwt.jwt'))
  assert.deepEqual(example.slice(0, 3), ['format-context-not-known', 'proof-key-not-known', 'issuer-not-listed'])
  assert.equal((await codes(read('1edtech-validator/ob20__simple-revoked.jwt')))[0], 'format-open-badges-2')
  const picture = read('1edtech-validator/ob30__simple-jwt_v1.svg')
  const baked = /verify="([^"]+)"/.exec(picture)?.[1] ?? ''
  // The key stands in the file itself: the signature fits, and says nothing of who made it.
  assert.deepEqual((await codes(baked)).slice(1, 3), ['proof-fits', 'issuer-not-bound'])
  const changed = baked.split('.')
  changed[1] = b64(
    Buffer.from(changed[1] ?? '', 'base64url')
      .toString()
      .replace('Teamwork', 'Teamwerk'),
  )
  assert.equal((await codes(changed.join('.')))[1], 'proof-does-not-fit')
})
