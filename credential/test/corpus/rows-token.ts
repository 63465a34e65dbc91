import { createHmac } from 'node:crypto'
import { achievementCredential, issueJwt, type JsonObject } from '../../src/index.ts'
import { digest, disclosure, HEADER, jws, letters, SD_HEADER } from './makers.ts'
import { type Bad, type Row, row } from './rows.ts'
import { EC_KEY, ISSUER, input, KEYS, OTHER, RSA_KEY } from './world.ts'

const credential = achievementCredential(input())
const payload = { ...credential, iat: Date.parse('2026-10-12T00:00:00Z') / 1000 }
const byIssuer = { verificationMethod: `${ISSUER}#key-1`, kind: 'Ed25519', sign: KEYS.issuer.sign } as const
const seed = await issueJwt(credential, { ...byIssuer, issuedAt: new Date('2026-10-12T00:00:00Z') })
const [header = '', body = '', signature = ''] = seed.split('.')
const doctor = { ...credential, name: 'Doktor' } as JsonObject

const bad = (check: Bad['check'], code: string, outcome: Bad['outcome'] = 'fail') => {
  return (name: string, text: string): Bad => ({ name, text, check, code, outcome })
}
const unreadable = bad('format', 'format-not-readable')
const noCredential = bad('format', 'format-no-credential')
const notAllowed = bad('proof', 'proof-algorithm-not-allowed')
const notSupported = bad('proof', 'proof-not-supported')
const malformed = bad('proof', 'proof-malformed')
const unmatched = bad('proof', 'proof-disclosure-unmatched')
const doesNotFit = bad('proof', 'proof-does-not-fit')

/** Signs as a server would check that takes the public key for a shared secret. */
const hmac = (secret: Uint8Array | string) => async (message: Uint8Array) =>
  new Uint8Array(createHmac('sha256', secret).update(message).digest())
const pem = `-----BEGIN RSA PUBLIC KEY-----\n${Buffer.from(RSA_KEY.bytes).toString('base64')}\n-----END RSA PUBLIC KEY-----\n`
const none = async () => new Uint8Array()
const jwkOf = (x: Uint8Array): JsonObject => ({ kty: 'OKP', crv: 'Ed25519', x: letters(x) })
const envelope = (more: JsonObject): string =>
  JSON.stringify({
    '@context': 'https://www.w3.org/ns/credentials/v2',
    id: `data:application/vc+jwt,${seed}`,
    type: 'EnvelopedVerifiableCredential',
    ...more,
  })

const claims = {
  iss: ISSUER,
  vct: 'https://lumbung.example/types/micro-credential',
  iat: payload.iat,
  credentialSubject: credential.credentialSubject,
} as JsonObject
const shown = [disclosure('name', 'Wartini'), disclosure('grade', 'A')]
const hiding = (more: JsonObject = {}, texts = shown): Promise<string> =>
  jws(SD_HEADER, { ...claims, _sd: texts.map(digest).sort(), _sd_alg: 'sha-256', ...more })
const sdSeed = `${await hiding()}~${shown.join('~')}~`
const token = sdSeed.slice(0, sdSeed.indexOf('~'))
/** A disclosure whose value is not UTF-8: a careless decoder puts U+FFFD there and goes on. */
const brokenText = Buffer.concat([Buffer.from('["salt","name","'), Buffer.from([0xc3, 0x28]), Buffer.from('"]')])
const broken = brokenText.toString('base64url')
const twice = disclosure('iss', OTHER)
const reserved = disclosure('_sd', [])
const withSpace = Buffer.from(`[ "salt", "name", "Wartini" ]`).toString('base64url')

/** Bugs of JWTs and SD-JWTs. */
export const TOKEN_ROWS: readonly Row[] = [
  row(
    'B07',
    'jwt-beside-json',
    ['veramo #1070, 2022', 'A JWT was kept inside a JSON object: fields beside it were edited, and it still verified.'],
    seed,
    [
      { name: 'enveloped', text: envelope({}) },
      unreadable('enveloped-with-a-subject-beside', envelope({ credentialSubject: { name: 'Wartono' } })),
      unreadable('enveloped-with-an-issuer-beside', envelope({ issuer: OTHER })),
      unreadable('enveloped-twice', envelope({ verifiableCredential: seed })),
      bad(
        'proof',
        'proof-not-supported',
        'unknown',
      )('jwt-as-a-proof', JSON.stringify({ ...doctor, proof: { type: 'JwtProof2020', jwt: seed } })),
      noCredential('jwt-in-a-member', JSON.stringify({ vc: doctor, jwt: seed })),
      unreadable('flattened', JSON.stringify({ protected: header, payload: body, signature, name: 'Doktor' })),
      unreadable('payload-edited', `${header}.${letters(doctor)}${body}.${signature}`),
      doesNotFit('payload-of-another', `${header}.${letters(doctor)}.${signature}`),
    ],
  ),
  row(
    'B08',
    'disclosures-dropped-in-silence',
    [
      '@sd-jwt/core CVE-2026-62374',
      'A disclosure that matched no digest was dropped without a word; bad UTF-8 was patched up.',
    ],
    sdSeed,
    [
      { name: 'one-held-back', text: `${token}~${shown[0]}~` },
      unmatched('changed', `${token}~${disclosure('name', 'Wartono')}~${shown[1]}~`),
      unmatched('added', `${sdSeed}${disclosure('honours', 'summa cum laude')}~`),
      unmatched('twice', `${sdSeed}${shown[0]}~`),
      unmatched('not-base64url', `${token}~${shown[0]}=~${shown[1]}~`),
      unmatched('not-json', `${token}~${Buffer.from('name').toString('base64url')}~`),
      unmatched('not-a-disclosure', `${token}~${letters({ name: 'Wartini' })}~`),
      unmatched('empty', `${token}~~${shown[0]}~`),
      unmatched('bad-utf-8', `${await hiding({}, [broken])}~${broken}~`),
      unmatched('overwrites-a-claim', `${await hiding({}, [twice])}~${twice}~`),
      unmatched('reserved-name', `${await hiding({}, [reserved])}~${reserved}~`),
      unmatched('written-otherwise', `${token}~${withSpace}~${shown[1]}~`),
      unmatched('unknown-digest', `${await hiding({ _sd_alg: 'md5' })}~${shown.join('~')}~`),
      unmatched(
        'digest-twice',
        `${await hiding({ _sd: [digest(String(shown[0])), digest(String(shown[0]))] })}~${shown[0]}~`,
      ),
      // What stands after the last `~` is the holder's signature, and a disclosure is none.
      malformed('without-its-end', sdSeed.slice(0, -1)),
    ],
  ),
  row(
    'B17',
    'algorithm-chosen-by-the-attacker',
    [
      'CVE-2015-9235, CVE-2025-65945, CVE-2026-96760',
      'The header said how to check the signature: not at all, or with the public key as a secret, or with a key it brought along.',
    ],
    seed,
    [
      notAllowed('none', await jws({ ...HEADER, alg: 'none' }, doctor, none)),
      notAllowed('none-in-capitals', await jws({ ...HEADER, alg: 'NONE' }, doctor, none)),
      notAllowed('none-and-the-old-signature', `${letters({ ...HEADER, alg: 'none' })}.${body}.${signature}`),
      malformed('no-signature', `${header}.${body}.`),
      notAllowed('no-algorithm', await jws({ typ: 'vc+jwt', kid: HEADER.kid }, payload)),
      notAllowed('a-list-of-algorithms', await jws({ ...HEADER, alg: ['EdDSA'] }, payload)),
      notAllowed(
        'hs256-by-the-public-key',
        await jws({ ...HEADER, alg: 'HS256' }, doctor, hmac(KEYS.issuer.publicKeyMultibase)),
      ),
      notAllowed(
        'hs256-by-the-rsa-key',
        await jws({ ...HEADER, alg: 'HS256', kid: `${ISSUER}#rsa` }, doctor, hmac(pem)),
      ),
      notAllowed('es256-under-an-ed25519-key', await jws({ ...HEADER, alg: 'ES256' }, payload, EC_KEY.sign)),
      notAllowed('eddsa-under-a-curve-of-nist', await jws({ ...HEADER, kid: `${ISSUER}#ec` }, payload)),
      notAllowed('eddsa-under-an-rsa-key', await jws({ ...HEADER, kid: `${ISSUER}#rsa` }, payload)),
      doesNotFit(
        'rs256-that-nobody-signed',
        await jws({ ...HEADER, alg: 'RS256', kid: `${ISSUER}#rsa` }, payload, async () => new Uint8Array(256).fill(1)),
      ),
      { name: 'es256', text: await jws({ ...HEADER, alg: 'ES256', kid: `${ISSUER}#ec` }, payload, EC_KEY.sign) },
      notSupported('key-from-an-address', await jws({ ...HEADER, jku: 'https://evil.example/keys.json' }, payload)),
      notSupported(
        'certificate-from-an-address',
        await jws({ ...HEADER, x5u: 'https://evil.example/key.pem' }, payload),
      ),
      notSupported('certificate-inside', await jws({ ...HEADER, x5c: ['MIIB'] }, payload)),
      notSupported('critical-extension', await jws({ ...HEADER, crit: ['exp'], exp: 1 }, payload)),
      notSupported('payload-not-encoded', await jws({ ...HEADER, b64: false, crit: ['b64'] }, payload)),
      notSupported('packed', await jws({ ...HEADER, zip: 'DEF' }, payload)),
      doesNotFit('a-key-of-its-own', await jws({ ...HEADER, jwk: jwkOf(new Uint8Array(32).fill(9)) }, payload)),
      bad(
        'issuer',
        'issuer-not-bound',
        'unknown',
      )('a-key-and-no-name', await jws({ alg: 'EdDSA', typ: 'vc+jwt', jwk: jwkOf(publicBytes()) }, payload)),
      bad(
        'proof',
        'proof-key-not-known',
        'unknown',
      )('no-key-named', await jws({ alg: 'EdDSA', typ: 'vc+jwt' }, payload)),
      malformed('kid-is-a-path-list', await jws({ ...HEADER, kid: ['../../dev/null'] }, payload)),
      bad('issuer', 'issuer-key-of-another')(
        'kid-of-another-issuer',
        await jws({ ...HEADER, kid: `${OTHER}#key-1` }, payload, KEYS.other.sign),
      ),
      bad('issuer', 'issuer-key-of-another')(
        'kid-unknown-to-the-register',
        await jws({ ...HEADER, kid: didKeyUrl() }, payload, KEYS.stranger.sign),
      ),
      noCredential('another-type-of-token', await jws({ ...HEADER, typ: 'at+jwt' }, payload)),
      unreadable('general-json', JSON.stringify({ payload: body, signatures: [{ protected: header, signature }] })),
      unreadable('json-without-signatures', JSON.stringify({ payload: letters(doctor), signatures: [] })),
      unreadable('unprotected-header', JSON.stringify({ payload: body, signature, header: { alg: 'none' } })),
      unreadable('four-parts', `${seed}.${signature}`),
      malformed('signature-with-padding', `${seed}==`),
    ],
  ),
]

function publicBytes(): Uint8Array {
  return KEYS.issuer.publicKey
}

function didKeyUrl(): string {
  const { publicKeyMultibase } = KEYS.stranger
  return `did:key:${publicKeyMultibase}#${publicKeyMultibase}`
}
