import assert from 'node:assert/strict'
import { createHash, verify as nodeVerify, randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc'
import {
  attachSdJwtSignature,
  CREDENTIALS_V2,
  issueSdJwt,
  type JsonObject,
  prepareSdJwt,
  presentSdJwt,
  readMultikey,
  type SdJwtOptions,
  verify,
  verifyPresentedSdJwt,
  writeJwk,
} from '../src/index.ts'
import { badge, byIssuer, ec, wide } from './jose-people.ts'
import { ISSUER, keys, NOW, OTHER } from './people.ts'

const SHARED = process.env.SHARED_DATA ?? '../shared/data'
const VCT = 'https://lumbung.example/types/micro-credential'
const b64 = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
const digest = (text: string, name = 'sha256') => createHash(name).update(text).digest('base64url')
const HEADER = { alg: 'EdDSA', typ: 'dc+sd-jwt', kid: `${ISSUER}#key-1` }
const jwkOf = (multikey: string) => writeJwk(readMultikey(multikey)!)
const holderKey = jwkOf(ec.holder.publicKeyMultibase)

async function jws(header: object, payload: object, sign = keys.issuer.sign): Promise<string> {
  const start = `${b64(header)}.${b64(payload)}`
  return `${start}.${Buffer.from(await sign(Buffer.from(start))).toString('base64url')}`
}

/** An SD-JWT of any payload and disclosures, rightly signed. */
async function made(payload: object, disclosures: string[] = [], header: object = HEADER): Promise<string> {
  const whole = { iss: ISSUER, vct: VCT, iat: 1_790_000_000, ...payload }
  return `${[await jws(header, whole), ...disclosures].join('~')}~`
}

async function stopped(text: string): Promise<string> {
  const verdict = await verify(text, wide())
  const check = verdict.checks.find(({ outcome }) => outcome === 'fail')
  if (check?.id === 'format' || check?.id === 'proof') assert.equal(verdict.facts, null)
  return [check?.id, check?.code, check?.data.reason ?? check?.data.member].filter(Boolean).join(' ')
}

const claims = (): JsonObject => ({ ...badge(), iss: ISSUER, vct: VCT })
const options = (changes: Partial<SdJwtOptions> = {}) => ({ ...byIssuer, disclosable: [], ...changes })
const paths = [
  ['credentialSubject', 'identifier'],
  ['credentialSubject', 'achievement', 'criteria'],
  ['credentialSubject', 'achievement', 'criteria', 'narrative'],
  ['credentialSubject', 'achievement', 'alignment', 0],
  ['credentialSubject', 'achievement', 'alignment', 1, 'targetName'],
  ['description'],
]

test('issued with objects, nested claims and elements of arrays: valid, and read as the same claims', async () => {
  for (const decoys of [0, 3]) {
    const text = await issueSdJwt(claims(), options({ disclosable: paths, decoys, holderKey }))
    const verdict = await verify(text, wide())
    assert.equal(verdict.format, 'sd-jwt-vc')
    assert.equal(verdict.verdict, 'valid', JSON.stringify(verdict.checks))
    assert.equal(verdict.facts?.holderName, 'Wartini')
    assert.equal(verdict.facts?.criteria, 'Lulus proyek dan uji lisan.')
    assert.equal(text.split('~').length, paths.length + 2)
    const [, payload = ''] = text.split('.')
    assert.doesNotMatch(Buffer.from(payload, 'base64url').toString(), /Wartini|Lulus proyek/)
  }
  const every = await issueSdJwt(
    { iss: ISSUER, vct: VCT, tags: ['a', ['b'], { c: 1 }] },
    options({
      disclosable: [
        ['tags', null],
        ['tags', 2, 'c'],
      ],
      decoys: 40,
    }),
  )
  const verdict = await verify(every, wide())
  assert.equal(verdict.checks[1]?.outcome, 'pass')
})

test('a signer in another process gives an SD-JWT, too', async () => {
  const unsigned = prepareSdJwt(claims(), options({ disclosable: paths }))
  const text = attachSdJwtSignature(unsigned, await keys.issuer.sign(unsigned.signingInput))
  assert.equal((await verify(text, wide())).verdict, 'valid')
  assert.throws(() => attachSdJwtSignature(unsigned, new Uint8Array(3)), RangeError)
})

test('the holder shows what it chooses, and not a byte of the rest', async () => {
  const text = await issueSdJwt(claims(), options({ disclosable: paths }))
  const criteria = ['credentialSubject', 'achievement', 'criteria']
  const count = async (disclose: (string | number | null)[][]) =>
    (await presentSdJwt(text, { disclose })).split('~').length - 2
  assert.equal(await count([]), 0)
  assert.equal(await count([['description']]), 1)
  assert.equal(await count([criteria]), 1, 'what can be held back inside stays hidden')
  assert.equal(await count([[...criteria, 'narrative']]), 2, 'with what it stands in')
  assert.equal(await count([['credentialSubject', 'achievement', 'alignment', null]]), 1)
  assert.equal(await count([['credentialSubject', 'achievement', 'alignment', 1]]), 0)
  assert.equal(await count([['nothing']]), 0)
  const shown = await presentSdJwt(text, { disclose: [['description']] })
  const all = shown
    .split(/[.~]/)
    .map((part) => Buffer.from(part, 'base64url').toString())
    .join('')
  assert.doesNotMatch(all, /Wartini|Lulus proyek/)
  const verdict = await verify(shown, wide())
  assert.equal(verdict.checks[1]?.outcome, 'pass')
  assert.equal(verdict.facts?.holderName, null)
  await assert.rejects(presentSdJwt('nothing', { disclose: [] }), RangeError)
})

test('authority that could stand in a hidden part is unknown, never held and never refused', async () => {
  const text = await issueSdJwt(
    claims(),
    options({ disclosable: [['credentialSubject', 'achievement', 'alignment', null]] }),
  )
  assert.equal((await verify(text, wide())).verdict, 'valid')
  const verdict = await verify(await presentSdJwt(text, { disclose: [] }), wide())
  assert.deepEqual(
    [verdict.checks[3]?.outcome, verdict.checks[3]?.code, verdict.verdict],
    ['unknown', 'authority-withheld', 'unconfirmed'],
  )
})

test('key binding: for this reader, on this occasion, not long ago, by the holder', async () => {
  const text = await issueSdJwt(claims(), options({ disclosable: paths, holderKey }))
  const binding = {
    kind: 'Ed25519',
    sign: ec.holder.sign,
    audience: 'https://employer.example',
    nonce: 'n-1',
    issuedAt: NOW,
  } as const
  const expected = { audience: 'https://employer.example', nonce: 'n-1' }
  const good = await presentSdJwt(text, { disclose: [['description']], keyBinding: binding })
  const answer = await verifyPresentedSdJwt(good, expected, wide())
  assert.deepEqual([answer.holder, answer.verdict.checks[1]?.outcome], [null, 'pass'])
  await assert.rejects(presentSdJwt(good, { disclose: [] }), /presented already/)

  const holder = async (presented: string, wanted: Parameters<typeof verifyPresentedSdJwt>[1] = expected) =>
    (await verifyPresentedSdJwt(presented, wanted, wide())).holder
  assert.equal(await holder(good, { ...expected, audience: 'https://other.example' }), 'other-audience')
  assert.equal(await holder(good, { ...expected, nonce: 'n-2' }), 'other-nonce')
  assert.equal(await holder(text), 'not-bound')
  assert.equal(await holder('x'), 'not-readable')
  const at = (seconds: number) =>
    presentSdJwt(text, { disclose: [], keyBinding: { ...binding, issuedAt: new Date(NOW.getTime() + seconds * 1000) } })
  assert.equal(await holder(await at(-301)), 'too-old')
  assert.equal(await holder(await at(-299)), null)
  assert.equal(await holder(await at(-301), { ...expected, maxAgeSeconds: 400 }), null)
  assert.equal(await holder(await at(61)), 'too-old')
  const thief = await presentSdJwt(text, { disclose: [], keyBinding: { ...binding, sign: keys.other.sign } })
  assert.equal(await holder(thief), 'does-not-fit')
  assert.equal(await stopped(thief), 'proof proof-does-not-fit')
  // A disclosure taken away or added after the holder signed.
  const parts = good.split('~')
  assert.equal(await stopped([parts[0], parts[2]].join('~')), 'proof proof-does-not-fit sd_hash')

  const presented = text.slice(0, text.lastIndexOf('~') + 1)
  const kb = { iat: 1, aud: 'a', nonce: 'n', sd_hash: digest(presented) }
  const head = { alg: 'EdDSA', typ: 'kb+jwt' }
  const wrong: [object, object, string][] = [
    [{ ...head, typ: 'JWT' }, kb, 'proof proof-malformed typ'],
    [head, { ...kb, iat: '1' }, 'proof proof-malformed iat'],
    [head, { ...kb, aud: ['a'] }, 'proof proof-malformed aud'],
    [head, { ...kb, nonce: 1 }, 'proof proof-malformed nonce'],
    [head, { ...kb, sd_hash: 'x' }, 'proof proof-does-not-fit sd_hash'],
    [{ ...head, alg: 'none' }, kb, 'proof proof-algorithm-not-allowed alg'],
    [{ ...head, alg: 'ES256' }, kb, 'proof proof-algorithm-not-allowed alg'],
    [{ ...head, jwk: jwkOf(keys.other.publicKeyMultibase) }, kb, 'proof proof-does-not-fit'],
  ]
  for (const [header, payload, code] of wrong)
    assert.equal(
      await stopped(presented + (await jws(header, payload, ec.holder.sign))),
      code,
      JSON.stringify([header, payload]),
    )
  assert.equal(await stopped(`${presented}eyJ`), 'proof proof-malformed kb')
  const unbound = await issueSdJwt(claims(), options())
  for (const cnf of [undefined, 'x', {}, { jwk: {} }, { kid: 7 }]) {
    const start = cnf === undefined ? unbound : await made({ cnf })
    const proof = await jws(head, { ...kb, sd_hash: digest(start) }, ec.holder.sign)
    assert.equal(await stopped(start + proof), 'proof proof-malformed cnf')
  }
  const id = ec.holder.publicKeyMultibase
  const byId = await made({ cnf: { kid: `did:key:${id}#${id}` } })
  const proof = await jws(head, { ...kb, sd_hash: digest(byId) }, ec.holder.sign)
  assert.equal((await verify(byId + proof, wide())).checks[1]?.outcome, 'pass')
  const [issued = '', ...rest] = good.split('~')
  const otherIssuer = `${issued.slice(0, issued.lastIndexOf('.'))}.${Buffer.alloc(64, 7).toString('base64url')}`
  const swapped = `${[otherIssuer, ...rest.slice(0, -1)].join('~')}~`
  const rebound = await jws(head, { ...kb, sd_hash: digest(swapped) }, ec.holder.sign)
  assert.equal(await stopped(swapped + rebound), 'proof proof-does-not-fit', 'the holder can’t stand in for the issuer')
  const changed = `${good.slice(0, 300)}${good[300] === 'A' ? 'B' : 'A'}${good.slice(301)}`
  assert.notEqual((await verify(changed, wide())).checks[1]?.outcome, 'pass')
})

const disclosure = (...parts: unknown[]) => b64(JSON.stringify(parts))

test('the structure of RFC 9901: objects, arrays, disclosures within disclosures, every digest function', async () => {
  for (const [name, hash] of [
    ['sha-256', 'sha256'],
    ['sha-384', 'sha384'],
    ['sha-512', 'sha512'],
  ] as const) {
    const region = disclosure('salt-r', 'region', 'Bandung')
    const address = disclosure('salt-a', 'address', { _sd: [digest(region, hash)], country: 'ID' })
    const element = disclosure('salt-e', 'Indonesia')
    const list = disclosure('salt-l', 'nationalities', [
      { '...': digest(element, hash) },
      { '...': digest('decoy in the list', hash) },
      'x',
    ])
    const proto = disclosure('salt-p', '__proto__', { admin: true })
    const payload = {
      _sd_alg: name,
      name: 'Wartini',
      _sd: [address, list, proto, 'decoy'].map((text) => digest(text, hash)),
    }
    const verdict = await verify(await made(payload, [region, address, element, list, proto]), wide())
    assert.equal(verdict.checks[1]?.outcome, 'pass', JSON.stringify(verdict.checks[1]))
    assert.equal(verdict.facts?.holderName, 'Wartini')
    assert.equal(verdict.facts?.title.id, VCT)
  }
})

test('disclosures that no signature names, or that would change what it says, are refused', async () => {
  const a = disclosure('salt-a', 'a', 1)
  const unmatched = 'proof proof-disclosure-unmatched'
  const cases: [string, object, string[], string][] = [
    ['unreferenced', {}, [a], 'sd-disclosure-unmatched'],
    ['one changed', { _sd: [digest(a)] }, [disclosure('salt-a', 'a', 2)], 'sd-disclosure-unmatched'],
    [
      'its parent withheld',
      { _sd: [digest(disclosure('s', 'p', { _sd: [digest(a)] }))] },
      [a],
      'sd-disclosure-unmatched',
    ],
    ['twice', { _sd: [digest(a)] }, [a, a], 'sd-disclosure-twice'],
    ['its digest twice', { _sd: [digest(a)], inner: { _sd: [digest(a)] } }, [a], 'sd-digest-twice'],
    ['a false digest twice', { _sd: ['x', 'x'] }, [], 'sd-digest-twice'],
    ['overwriting', { a: 0, _sd: [digest(a)] }, [a], 'sd-claim-twice'],
    ['named _sd', { _sd: [digest(disclosure('s', '_sd', []))] }, [disclosure('s', '_sd', [])], 'sd-name-reserved'],
    ['named ...', { _sd: [digest(disclosure('s', '...', 'x'))] }, [disclosure('s', '...', 'x')], 'sd-name-reserved'],
    [
      'named _sd_alg',
      { _sd: [digest(disclosure('s', '_sd_alg', 'x'))] },
      [disclosure('s', '_sd_alg', 'x')],
      'sd-name-reserved',
    ],
    ['_sd_alg inside', { inner: { _sd_alg: 'sha-256' } }, [], 'sd-name-reserved'],
    ['... outside an array', { inner: { '...': 'x' } }, [], 'sd-name-reserved'],
    ['... with company', { list: [{ '...': 'x', more: 1 }] }, [], 'sd-digests-not-readable'],
    ['_sd is no list', { _sd: 'x' }, [], 'sd-digests-not-readable'],
    ['a digest is no text', { _sd: [1] }, [], 'sd-digests-not-readable'],
    [
      'an element where a claim belongs',
      { _sd: [digest(disclosure('s', 'x'))] },
      [disclosure('s', 'x')],
      'sd-disclosure-not-readable',
    ],
    ['a claim where an element belongs', { list: [{ '...': digest(a) }] }, [a], 'sd-disclosure-not-readable'],
    ['one part', { _sd: [digest(disclosure('s'))] }, [disclosure('s')], 'sd-disclosure-not-readable'],
    ['four parts', {}, [disclosure('s', 'a', 1, 2)], 'sd-disclosure-not-readable'],
    ['a salt that is no text', {}, [disclosure(1, 'a', 1)], 'sd-disclosure-not-readable'],
    ['a name that is no text', {}, [disclosure('s', 1, 1)], 'sd-disclosure-not-readable'],
    ['an object', {}, [b64('{}')], 'sd-disclosure-not-readable'],
    ['no JSON', {}, [b64('[')], 'sd-disclosure-not-readable'],
    ['duplicate keys', {}, [b64('["s","a",{"b":1,"b":2}]')], 'sd-disclosure-not-readable'],
    [
      'bad UTF-8',
      {},
      [Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x2c, 0x31, 0x5d]).toString('base64url')],
      'sd-disclosure-not-readable',
    ],
    ['padded', { _sd: [digest(`${a}=`)] }, [`${a}=`], 'sd-disclosure-not-readable'],
    ['empty', {}, ['', a], 'sd-disclosure-not-readable'],
    ['md5', { _sd_alg: 'md5' }, [], 'sd-alg-not-supported'],
    ['an alg that is no text', { _sd_alg: 1 }, [], 'sd-alg-not-supported'],
    ['an alg of the prototype', { _sd_alg: 'toString' }, [], 'sd-alg-not-supported'],
  ]
  for (const name of ['exp', 'nbf', 'cnf', 'status', 'vct#integrity', '@context', 'type', 'credentialStatus']) {
    const hidden = disclosure('s', name, 1)
    cases.push([`${name} held back`, { _sd: [digest(hidden)] }, [hidden], 'sd-claim-must-show'])
  }
  for (const [name, payload, disclosures, reason] of cases)
    assert.equal(await stopped(await made(payload, disclosures)), `${unmatched} ${reason}`, name)
  let deep: string[] = []
  let inner = disclosure('s', 'x', 1)
  deep.push(inner)
  for (let i = 0; i < 40; i++) {
    inner = disclosure('s', 'x', { _sd: [digest(inner)] })
    deep.push(inner)
  }
  assert.equal(await stopped(await made({ _sd: [digest(inner)] }, deep)), `${unmatched} json-too-deep`)
  deep = Array.from({ length: 5_000 }, () => 'AA')
  assert.equal(await stopped(await made({}, deep)), 'format format-not-readable sd-jwt-parts')
  assert.equal(await stopped(await made({ x: 'x'.repeat(300_000) })), 'format format-not-readable json-too-large')
})

test('the claims of an SD-JWT VC', async () => {
  const cases: [object, object, string][] = [
    [{ vct: undefined }, HEADER, 'format format-not-readable sd-jwt-vct'],
    [{ vct: '' }, HEADER, 'format format-not-readable sd-jwt-vct'],
    [{ iss: undefined }, HEADER, 'format format-not-readable sd-jwt-iss'],
    [{ iss: '' }, HEADER, 'format format-not-readable sd-jwt-iss'],
    [{ exp: 'x' }, HEADER, 'format format-not-readable jwt-dates'],
    [{ issuer: OTHER }, HEADER, 'format format-not-readable jwt-claims-disagree'],
    [
      { nbf: 1_900_000_000, validUntil: '2027-01-01T00:00:00Z' },
      HEADER,
      'format format-not-readable jwt-claims-disagree',
    ],
    [{}, { ...HEADER, iss: OTHER }, 'format format-not-readable jwt-claims-disagree'],
    [{}, { ...HEADER, typ: 'sd-jwt' }, 'format format-no-credential'],
    [{}, { ...HEADER, typ: 'vp+sd-jwt' }, 'format format-presentation'],
    [{}, { ...HEADER, alg: 'none' }, 'proof proof-algorithm-not-allowed alg'],
    [{ nbf: 1_900_000_000, iat: 1_790_000_000 }, HEADER, 'authority authority-not-held'],
  ]
  for (const [payload, header, code] of cases)
    assert.equal(await stopped(await made(payload, [], header)), code, JSON.stringify([payload, header]))
  assert.equal(await stopped('eyJ.~'), 'format format-not-readable jws-not-compact')
  const over = await verify(await made({ exp: 1_791_000_000 }), wide())
  assert.equal(over.checks[5]?.code, 'validity-expired')
  const early = await verify(await made({ nbf: 1_900_000_000 }), wide())
  assert.equal(early.checks[5]?.code, 'validity-not-yet')
  const dated = {
    validFrom: '2026-10-01T00:00:00Z',
    validUntil: '2026-11-01T00:00:00Z',
    exp: 1_900_000_000,
    jti: 'urn:1',
  }
  const shorter = await verify(await made(dated), wide())
  assert.deepEqual([shorter.checks[5]?.code, shorter.facts?.id], ['validity-expired', 'urn:1'])
  const undated = await verify(
    await made({ iat: undefined, given_name: 'Siti', family_name: 'Aminah', sub: 'urn:p' }, [], {
      ...HEADER,
      typ: 'vc+sd-jwt',
    }),
    wide(),
  )
  assert.equal(undated.checks[5]?.code, 'validity-in-force')
  assert.equal(undated.checks[2]?.code, 'issuer-day-not-known')
  const flat = await verify(
    await made({ given_name: 'Siti', family_name: 'Aminah', sub: 'urn:p', id: 'urn:own', jti: 'urn:1' }, [], {
      ...HEADER,
      iss: ISSUER,
    }),
    wide(),
  )
  assert.deepEqual([flat.facts?.holderName, flat.facts?.subjectId, flat.facts?.id], ['Siti Aminah', 'urn:p', 'urn:own'])
  assert.equal((await verify(await made({}), wide())).facts?.holderName, null)
})

test('a credential of VC 2.0 in an SD-JWT (VC-JOSE-COSE)', async () => {
  const type = 'vc+sd-jwt'
  const text = await issueSdJwt(badge(), options({ type, disclosable: paths }))
  const verdict = await verify(text, wide())
  assert.deepEqual([verdict.verdict, verdict.format], ['valid', 'open-badges-3'])
  const part = await verify(await presentSdJwt(text, { disclose: [] }), wide())
  assert.deepEqual(
    [part.checks[1]?.outcome, part.checks[6]?.code],
    ['pass', 'schema-none'],
    'what is missing may be held back',
  )
  const envelope = {
    '@context': CREDENTIALS_V2,
    id: `data:application/vc+sd-jwt,${text}`,
    type: 'EnvelopedVerifiableCredential',
  }
  assert.equal((await verify(JSON.stringify(envelope), wide())).verdict, 'valid')
  const header = { ...HEADER, typ: type }
  const bad = `${await jws(header, { ...badge(), proof: {} })}~`
  assert.equal(await stopped(bad), 'format proof-several')
  const none = `${await jws({ ...header, alg: 'HS256' }, badge())}~`
  assert.equal(await stopped(none), 'proof proof-algorithm-not-allowed alg')
  assert.equal(
    await stopped(`${await jws({ ...header, alg: 'HS256' }, {})}~`),
    'format format-no-credential',
    'what holds no credential is told so first, however it is signed',
  )
})

test('what our own reader would refuse is not issued', async () => {
  const refused = async (given: JsonObject, changes: Partial<SdJwtOptions>, pattern: RegExp) =>
    assert.rejects(issueSdJwt(given, options(changes)), pattern)
  await refused({ iss: ISSUER }, {}, /value-of-wrong-type at \/vct/)
  await refused(claims(), { disclosable: [[]] }, /can't be held back/)
  await refused(claims(), { disclosable: [['iss']] }, /can't be held back/)
  await refused(claims(), { disclosable: [['nothing']] }, /undefined-term at \/nothing/)
  await refused(claims(), { disclosable: [['name', 'x']] }, /undefined-term at \/name/)
  await refused(claims(), { disclosable: [['vct', 'x']] }, /undefined-term at \/vct/)
  await refused(claims(), { disclosable: [[0]] }, /undefined-term at \/0/)
  await refused({ ...claims(), list: ['a'] }, { disclosable: [['list', 1]] }, /undefined-term at \/list\/1/)
  await refused({ ...claims(), list: ['a'] }, { disclosable: [['list', 'x']] }, /undefined-term at \/list\/x/)
  await refused(
    { ...claims(), list: [{ a: 1, b: 2 }] },
    {
      disclosable: [
        ['list', 0, 'a'],
        ['list', null, 'b'],
      ],
    },
    /value-repeated at \/list\/0/,
  )
  await refused({ ...claims(), inner: { _sd: [] } }, {}, /keyword-refused/)
  await refused({ ...claims(), inner: [{ '...': 'x' }] }, {}, /keyword-refused/)
  assert.match(await issueSdJwt({ ...claims(), said: '"_sd":' }, options()), /~$/, 'in a text it is only a text')
})

test('every leaf changed, in the payload and in each disclosure: not valid', async () => {
  const text = await issueSdJwt(claims(), options({ disclosable: paths }))
  const parts = text.slice(0, -1).split('~')
  let changes = 0
  for (let i = 0; i < parts.length; i++) {
    const [before = '', json = parts[i], after] = i === 0 ? (parts[0] ?? '').split('.') : ['', parts[i], undefined]
    const value = JSON.parse(Buffer.from(json ?? '', 'base64url').toString())
    const walk = async (node: Record<string, unknown>): Promise<void> => {
      for (const [key, leaf] of Object.entries(node)) {
        if (typeof leaf === 'object' && leaf !== null) await walk(leaf as Record<string, unknown>)
        else {
          node[key] = typeof leaf === 'string' ? `${leaf}x` : typeof leaf === 'number' ? leaf + 1 : !leaf
          const other = i === 0 ? `${before}.${b64(value)}.${after}` : b64(value)
          const changed = `${parts.map((part, at) => (at === i ? other : part)).join('~')}~`
          assert.equal((await verify(changed, wide())).verdict, 'invalid', key)
          node[key] = leaf
          changes++
        }
      }
    }
    await walk(value)
  }
  assert.ok(changes > 60, `${changes}`)
})

function peer() {
  const key = keys.issuer
  return new SDJwtVcInstance({
    signer: async (data: string) => Buffer.from(await key.sign(Buffer.from(data))).toString('base64url'),
    verifier: async (data: string, signature: string) =>
      nodeVerify(
        null,
        Buffer.from(data),
        { key: jwkOf(key.publicKeyMultibase) as never, format: 'jwk' },
        Buffer.from(signature, 'base64url'),
      ),
    kbVerifier: async (data: string, signature: string) =>
      nodeVerify(
        null,
        Buffer.from(data),
        { key: holderKey as never, format: 'jwk' },
        Buffer.from(signature, 'base64url'),
      ),
    kbSigner: async (data: string) => Buffer.from(await ec.holder.sign(Buffer.from(data))).toString('base64url'),
    signAlg: 'EdDSA',
    kbSignAlg: 'EdDSA',
    hasher: (data: string | ArrayBuffer) =>
      createHash('sha256')
        .update(typeof data === 'string' ? data : Buffer.from(data))
        .digest(),
    hashAlg: 'sha-256',
    saltGenerator: (length: number) => randomBytes(length).toString('hex'),
  })
}

test('what we issue and present holds with @sd-jwt, and what it does holds here', async () => {
  const own = { iss: ISSUER, vct: VCT, name: 'Wartini', list: ['a', 'b'], address: { city: 'Bandung' } }
  const ours = await issueSdJwt(
    own,
    options({ disclosable: [['name'], ['list', 0], ['address', 'city']], holderKey, decoys: 1 }),
  )
  const read = await peer().verify(ours)
  assert.equal((read.payload as unknown as JsonObject).name, 'Wartini')
  const shown = await presentSdJwt(ours, {
    disclose: [['address', 'city']],
    keyBinding: { kind: 'Ed25519', sign: ec.holder.sign, audience: 'a', nonce: 'n', issuedAt: NOW },
  })
  const partly = await peer().verify(shown, { keyBindingNonce: 'n' })
  assert.deepEqual((partly.payload as unknown as JsonObject).address, { city: 'Bandung' })
  assert.equal((partly.payload as unknown as JsonObject).name, undefined)

  const payload = { ...own, iat: 1_790_000_000, cnf: { jwk: holderKey } } as never
  const theirs = await peer().issue(
    payload,
    { _sd: ['name'], list: { _sd: [0] }, address: { _sd: ['city'] } } as never,
    {
      header: { kid: `${ISSUER}#key-1` },
    },
  )
  const verdict = await verify(theirs, wide())
  assert.deepEqual([verdict.checks[1]?.outcome, verdict.facts?.holderName], ['pass', 'Wartini'])
  const presented = await peer().present(theirs, { name: true } as never, {
    kb: { payload: { iat: Math.floor(NOW.getTime() / 1000), aud: 'a', nonce: 'n' } },
  })
  const answer = await verifyPresentedSdJwt(presented, { audience: 'a', nonce: 'n' }, wide())
  assert.deepEqual([answer.holder, answer.verdict.checks[1]?.outcome], [null, 'pass'])
})

test('SD-JWTs of other parties carry no credential, and say so', async (t) => {
  const folder = `${SHARED}/credentials/sd-jwt`
  if (!existsSync(folder)) return t.diagnostic('not at hand: shared/data/credentials/sd-jwt')
  const files = readdirSync(folder).filter((name) => name.endsWith('.sd-jwt'))
  assert.equal(files.length, 5)
  for (const file of files) {
    const verdict = await verify(readFileSync(`${folder}/${file}`), wide())
    assert.equal(verdict.verdict, 'invalid')
    const code = verdict.checks.find(({ outcome }) => outcome === 'fail')?.code
    assert.ok(code === 'format-no-credential' || code === 'proof-malformed', `${file} ${code}`)
  }
})
