import {
  achievementCredential,
  encodeTokenStatusList,
  generateKey,
  issueTokenStatusList,
  type JsonObject,
  readMultikey,
  type StatusBits,
  tokenStatusListClaims,
  type VerifyContext,
  writeMultikey,
} from '../src/index.ts'
import { context, ISSUER, input, keys, NOW, OTHER, PLATFORM, trust } from './people.ts'

/** What the tests of JWTs and SD-JWTs share: keys of the other kinds, claims, a token status list. */
export const ec = { p256: await generateKey('P-256'), p384: await generateKey('P-384'), holder: await generateKey() }
export const TOKEN_LIST = 'https://lumbung.example/status/tokens/1'
export const signedAt = new Date('2026-10-12T00:00:00Z')
export const byIssuer = {
  verificationMethod: `${ISSUER}#key-1`,
  kind: 'Ed25519',
  issuedAt: signedAt,
  sign: keys.issuer.sign,
} as const

/** A badge whose status is none, so that tests of other checks ask no list. */
export const badge = (changes: JsonObject = {}): JsonObject => {
  const { credentialStatus: _status, ...credential } = achievementCredential(input())
  return { ...credential, ...changes }
}

/** The register with keys of the other kinds, too. */
export function wideTrust(more: { id: string; publicKeyMultibase: string }[] = []) {
  const register = trust()
  const extra = [
    { id: `${ISSUER}#p256`, publicKeyMultibase: ec.p256.publicKeyMultibase },
    { id: `${ISSUER}#p384`, publicKeyMultibase: ec.p384.publicKeyMultibase },
    ...more,
  ].map((key) => ({ ...key, validFrom: '2024-01-01T00:00:00Z' }))
  return {
    ...register,
    issuers: register.issuers.map((entry) =>
      entry.did === ISSUER ? { ...entry, keys: [...entry.keys, ...extra] } : entry,
    ),
  }
}

export const wide = (changes: Partial<VerifyContext> = {}) => context({ trust: wideTrust(), ...changes })

/** An RSA key as the register holds it. */
export const rsaMultikey = (pkcs1: Uint8Array) => writeMultikey({ kind: 'RSA', bytes: pkcs1 })

/** A public key of the tests as JWK, for the peers. */
export function ed25519Jwk(publicKeyMultibase: string): JsonObject {
  const key = readMultikey(publicKeyMultibase)
  return { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(key?.bytes ?? []).toString('base64url') }
}

export async function tokenList(
  statuses: [number, number][],
  {
    bits = 2,
    changes = {},
    by = 'platform' as 'platform' | 'issuer' | 'other',
    header = {},
  }: {
    bits?: StatusBits
    changes?: JsonObject
    by?: 'platform' | 'issuer' | 'other'
    header?: { kid?: string }
  } = {},
): Promise<string> {
  const did = { platform: PLATFORM, issuer: ISSUER, other: OTHER }[by]
  const claims = tokenStatusListClaims({
    url: TOKEN_LIST,
    issuer: did,
    bits,
    lst: await encodeTokenStatusList(statuses, { bits, length: 1000 }),
    issuedAt: new Date(NOW.getTime() - 3_600_000),
    expires: new Date(NOW.getTime() + 3_600_000),
    ttlSeconds: 43_200,
  })
  const merged = { ...claims, ...changes } as Record<string, unknown>
  for (const name of Object.keys(merged)) if (merged[name] === undefined) delete merged[name]
  return issueTokenStatusList(merged as JsonObject, {
    verificationMethod: header.kid ?? `${did}#key-1`,
    kind: 'Ed25519',
    sign: keys[by].sign,
  })
}
