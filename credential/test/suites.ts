/** Every suite with a key of each kind that it takes, ours and the reference's, and a register that knows the keys. */
import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import * as ecdsaJcs from '@digitalbazaar/ecdsa-jcs-2019-cryptosuite'
import * as ecdsaMultikey from '@digitalbazaar/ecdsa-multikey'
import { cryptosuite as ecdsaRdfc } from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite'
import * as ed25519Multikey from '@digitalbazaar/ed25519-multikey'
import * as eddsaJcs from '@digitalbazaar/eddsa-jcs-2022-cryptosuite'
import { cryptosuite as eddsaRdfc } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import * as vc from '@digitalbazaar/vc'
import {
  achievementCredential,
  generateKey,
  issueCredential,
  type JsonObject,
  type ProofOptions,
} from '../src/index.ts'
import { context, ISSUER, input, NOW, trust } from './people.ts'
import { loader } from './reference.ts'

type Kind = 'Ed25519' | 'P-256' | 'P-384'
type SuiteName = NonNullable<ProofOptions['suite']>

const REFERENCE: Readonly<Record<SuiteName, { sign: () => unknown; verify: () => unknown }>> = {
  'eddsa-rdfc-2022': { sign: () => eddsaRdfc, verify: () => eddsaRdfc },
  'eddsa-jcs-2022': { sign: eddsaJcs.createSignCryptosuite, verify: eddsaJcs.createVerifyCryptosuite },
  'ecdsa-rdfc-2019': { sign: () => ecdsaRdfc, verify: () => ecdsaRdfc },
  'ecdsa-jcs-2019': { sign: ecdsaJcs.createSignCryptosuite, verify: ecdsaJcs.createVerifyCryptosuite },
}

/** Every row: a suite and a kind of key. */
export const ROWS = [
  ['eddsa-rdfc-2022', 'Ed25519'],
  ['eddsa-jcs-2022', 'Ed25519'],
  ['ecdsa-rdfc-2019', 'P-256'],
  ['ecdsa-rdfc-2019', 'P-384'],
  ['ecdsa-jcs-2019', 'P-256'],
  ['ecdsa-jcs-2019', 'P-384'],
] as const satisfies readonly (readonly [SuiteName, Kind])[]

const kinds = ['Ed25519', 'P-256', 'P-384'] as const
const own = new Map(await Promise.all(kinds.map(async (kind) => [kind, await generateKey(kind)] as const)))
const theirs = new Map(
  await Promise.all(
    kinds.map(async (kind) => [kind, await (kind === 'Ed25519' ? theirEd25519() : theirEcdsa(kind))] as const),
  ),
)

async function theirEd25519(): Promise<{ publicKeyMultibase: string; signer(): unknown }> {
  return ed25519Multikey.generate({ id: method('Ed25519', 'theirs'), controller: ISSUER })
}

async function theirEcdsa(curve: 'P-256' | 'P-384'): Promise<{ publicKeyMultibase: string; signer(): unknown }> {
  return ecdsaMultikey.generate({ id: method(curve, 'theirs'), controller: ISSUER, curve })
}

/** The id of a key in this world. */
export function method(kind: Kind, by: 'ours' | 'theirs' = 'ours'): string {
  return `${ISSUER}#${by}-${kind}`
}

const multikey = (kind: Kind, by: 'ours' | 'theirs'): string =>
  (by === 'ours' ? own : theirs).get(kind)?.publicKeyMultibase ?? ''

/** What `verify` is given, with all these keys in the register. */
export function suiteContext(): ReturnType<typeof context> {
  const register = trust()
  const keys = kinds.flatMap((kind) =>
    (['ours', 'theirs'] as const).map((by) => ({
      id: method(kind, by),
      publicKeyMultibase: multikey(kind, by),
      validFrom: '2024-01-01T00:00:00Z',
    })),
  )
  const issuers = register.issuers.map((issuer) =>
    issuer.did === ISSUER ? { ...issuer, keys: [...issuer.keys, ...keys] } : issuer,
  )
  return context({ trust: { ...register, issuers } })
}

/** What a proof of ours says in this world. */
export function options(
  suite: SuiteName,
  kind: Kind,
): ProofOptions & { sign(message: Uint8Array): Promise<Uint8Array> } {
  return {
    suite,
    keyKind: kind,
    verificationMethod: method(kind),
    created: '2026-10-12T00:00:00Z',
    sign: (own.get(kind) as { sign(message: Uint8Array): Promise<Uint8Array> }).sign,
  }
}

/** A good credential under a suite, signed by us. */
export async function issuedByUs(
  suite: SuiteName,
  kind: Kind,
  credential = achievementCredential(input()),
): Promise<JsonObject> {
  return JSON.parse(await issueCredential(credential, options(suite, kind))) as JsonObject
}

async function documentLoader(url: string): Promise<Record<string, unknown>> {
  const known = (by: 'ours' | 'theirs') => kinds.find((kind) => url === method(kind, by))
  const by = known('ours') === undefined ? 'theirs' : 'ours'
  const kind = known(by)
  const document =
    kind !== undefined
      ? {
          '@context': 'https://w3id.org/security/multikey/v1',
          id: url,
          type: 'Multikey',
          controller: ISSUER,
          publicKeyMultibase: multikey(kind, by),
        }
      : url === ISSUER
        ? {
            '@context': 'https://w3id.org/security/v2',
            id: ISSUER,
            assertionMethod: kinds.flatMap((name) => [method(name, 'ours'), method(name, 'theirs')]),
          }
        : undefined
  return document === undefined ? loader(url) : { contextUrl: null, documentUrl: url, document }
}

/** Whether the reference accepts a credential under a suite. */
export async function acceptedByReference(suite: SuiteName, credential: JsonObject): Promise<boolean> {
  const answer = await vc.verifyCredential({
    credential: structuredClone(credential),
    suite: new DataIntegrityProof({ cryptosuite: REFERENCE[suite].verify() }),
    documentLoader,
    now: NOW,
    checkStatus: async () => ({ verified: true }),
  })
  return answer.verified
}

/** A good credential under a suite, signed by the reference. */
export async function issuedByReference(
  suite: SuiteName,
  kind: Kind,
  credential = achievementCredential(input()),
): Promise<JsonObject> {
  const signer = theirs.get(kind)?.signer()
  return (await vc.issue({
    credential: structuredClone(credential),
    suite: new DataIntegrityProof({ signer, cryptosuite: REFERENCE[suite].sign(), date: '2026-10-12T00:00:00Z' }),
    documentLoader,
    now: NOW,
  })) as JsonObject
}
