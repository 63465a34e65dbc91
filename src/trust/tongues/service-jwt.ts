import { createHash } from 'node:crypto'
import { type JsonObject, readMultikey, signatureHolds, writeJwk } from '@lumbung/credential'
import type { Deps } from '../../platform/deps.ts'
import { platformIssuer } from '../service-list.ts'
import { findKeys } from '../store.ts'
import type { Issuer } from '../types.ts'

type Needs = Pick<Deps, 'db' | 'clock' | 'publicUrl' | 'signer'>

/** Longest JWT that is looked at, in characters. */
const JWT_LETTERS = 65_536

/** A JSON Web Key with the `kid` that our JWTs name: the key's own Multikey. */
export interface NamedJwk {
  readonly kty: string
  readonly kid: string
  readonly use: 'sig'
  readonly alg: 'EdDSA'
}

/** A public key as JWK (RFC 8037). */
export function namedJwk(multikey: string): NamedJwk {
  const key = readMultikey(multikey)
  if (key === undefined) throw new Error('the register holds a key that is none')
  return { ...(writeJwk(key) as { kty: string }), kid: multikey, use: 'sig', alg: 'EdDSA' }
}

/** Signs claims with the platform's key as JWTs of a type, in the same order. */
export async function platformJwts(deps: Needs, typ: string, all: readonly object[]): Promise<readonly string[]> {
  return jwtsOf(deps, await platformIssuer(deps), typ, all)
}

/** Signs claims with an issuer's key as JWTs of a type (RFC 7515; `alg` EdDSA, RFC 8037), in the same order. */
export async function jwtsOf(
  deps: Pick<Deps, 'signer'>,
  { signerName, verificationMethod }: Issuer,
  typ: string,
  all: readonly object[],
): Promise<readonly string[]> {
  const kid = verificationMethod.slice(verificationMethod.indexOf('#') + 1)
  const header = base64Url(JSON.stringify({ alg: 'EdDSA', typ, kid }))
  const inputs = all.map((claims) => `${header}.${base64Url(JSON.stringify(claims))}`)
  const signatures = await deps.signer.sign(
    signerName,
    inputs.map((input) => Buffer.from(input, 'ascii')),
  )
  return inputs.map((input, at) => `${input}.${Buffer.from(signatures[at] ?? []).toString('base64url')}`)
}

/** The claims of a JWT of a type that the platform itself signed with a key that isn't compromised; nothing for any other. */
export async function ownClaims(
  deps: Pick<Deps, 'db'>,
  did: string,
  typ: string,
  jwt: string,
): Promise<JsonObject | null> {
  const parts = jwt.length > JWT_LETTERS ? [] : jwt.split('.')
  const [header, payload, signature] = parts
  if (parts.length !== 3 || header === undefined || payload === undefined || signature === undefined) return null
  const said = parsed(header)
  if (said?.typ !== typ || said.alg !== 'EdDSA' || typeof said.kid !== 'string') return null
  const known = (await findKeys(deps.db, [did])).find((key) => key.publicKeyMultibase === said.kid)
  const key = known === undefined || known.compromisedAt !== null ? undefined : readMultikey(known.publicKeyMultibase)
  if (key === undefined) return null
  const message = Buffer.from(`${header}.${payload}`, 'ascii')
  const bytes = Buffer.from(signature, 'base64url')
  if (bytes.toString('base64url') !== signature || !(await signatureHolds(key, message, bytes))) return null
  return parsed(payload)
}

function parsed(part: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null
  } catch {
    return null
  }
}

/** SHA-256 of a text in lower-case hexadecimal. */
export function sha256Hex(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function base64Url(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64url')
}
