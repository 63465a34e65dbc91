/** Credentials of which the holder shows a part, ours and the reference's, and a register that knows both keys. */
import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import * as multikey from '@digitalbazaar/ecdsa-multikey'
import * as reference from '@digitalbazaar/ecdsa-sd-2023-cryptosuite'
import * as vc from '@digitalbazaar/vc'
import {
  achievementCredential,
  deriveCredential,
  generateKey,
  issueCredential,
  type JsonObject,
  type VerifyContext,
  verify,
} from '../src/index.ts'
import { context, ISSUER, input, NOW, trust } from './people.ts'
import { loader } from './reference.ts'

export const OURS = `${ISSUER}#selective`
const THEIRS = `${ISSUER}#selective-theirs`
export const key = await generateKey('P-256')
const theirs = await multikey.generate({ id: THEIRS, controller: ISSUER, curve: 'P-256' })

const unsigned = achievementCredential(input({ validUntil: new Date('2027-10-12T00:00:00Z') }))
const kinds = (
  ((unsigned.credentialSubject as JsonObject).achievement as JsonObject).alignment as readonly JsonObject[]
).map(({ targetType }) => targetType)
const ACHIEVEMENT = '/credentialSubject/achievement'
/** What the issuer must be allowed to issue: kind, field, level. */
export const AUTHORITY = [
  `${ACHIEVEMENT}/achievementType`,
  `${ACHIEVEMENT}/fieldOfStudy`,
  `${ACHIEVEMENT}/alignment/${kinds.indexOf('ext:QualificationLevel')}`,
]
export const NAME = `${ACHIEVEMENT}/name`

/** What the register knows, with both keys. */
export function selectiveContext(changes: Partial<VerifyContext> = {}): VerifyContext {
  const register = trust()
  const known = [
    { id: OURS, publicKeyMultibase: key.publicKeyMultibase, validFrom: '2024-01-01T00:00:00Z' },
    { id: THEIRS, publicKeyMultibase: theirs.publicKeyMultibase, validFrom: '2024-01-01T00:00:00Z' },
  ]
  const issuers = register.issuers.map((issuer) =>
    issuer.did === ISSUER ? { ...issuer, keys: [...issuer.keys, ...known] } : issuer,
  )
  return context({ trust: { ...register, issuers }, ...changes })
}

/** A credential that nobody has signed yet, with an end. */
export const credentialOf = (changes: JsonObject = {}): JsonObject => ({ ...structuredClone(unsigned), ...changes })

export const options = (mandatoryPointers: readonly string[] = AUTHORITY) =>
  ({
    suite: 'ecdsa-sd-2023',
    mandatoryPointers,
    verificationMethod: OURS,
    created: '2026-10-12T00:00:00Z',
    sign: key.sign,
  }) as const

/** A base credential of ours. */
export const baseOf = (credential = credentialOf(), mandatoryPointers: readonly string[] = AUTHORITY) =>
  issueCredential(credential, options(mandatoryPointers))

/** What a holder shows of a base credential. Throws where it can't be derived. */
export async function shown(base: string, pointers: readonly string[] = [NAME]): Promise<JsonObject> {
  const part = await deriveCredential(base, pointers)
  if (!part.ok) throw new Error(`${part.code} at ${part.at}`)
  return JSON.parse(part.text) as JsonObject
}

/** The verdict on a document, with the code of each check. */
export async function verdictOf(document: JsonObject, given = selectiveContext()) {
  const verdict = await verify(JSON.stringify(document), given)
  return { ...verdict, codes: verdict.checks.map(({ code }) => code) }
}

/** A `proofValue` as bytes. */
export const bytesOf = (document: JsonObject): Uint8Array =>
  Buffer.from(String((document.proof as JsonObject).proofValue).slice(1), 'base64url')

/** A document with another `proofValue`. */
export const withValue = (document: JsonObject, proofValue: string): JsonObject => ({
  ...document,
  proof: { ...(document.proof as JsonObject), proofValue },
})

async function documentLoader(url: string): Promise<Record<string, unknown>> {
  const publicKeyMultibase = url === OURS ? key.publicKeyMultibase : url === THEIRS ? theirs.publicKeyMultibase : null
  const context = 'https://w3id.org/security/multikey/v1'
  const document =
    publicKeyMultibase !== null
      ? { '@context': context, id: url, type: 'Multikey', controller: ISSUER, publicKeyMultibase }
      : url === ISSUER
        ? { '@context': 'https://w3id.org/security/v2', id: ISSUER, assertionMethod: [OURS, THEIRS] }
        : undefined
  return document === undefined ? loader(url) : { contextUrl: null, documentUrl: url, document }
}

/** A base credential of the reference. */
export async function theirBase(
  mandatoryPointers: readonly string[],
  credential: JsonObject = credentialOf(),
): Promise<string> {
  const cryptosuite = reference.createSignCryptosuite({ mandatoryPointers })
  const suite = new DataIntegrityProof({ signer: theirs.signer(), cryptosuite, date: '2026-10-12T00:00:00Z' })
  return JSON.stringify(await vc.issue({ credential: structuredClone(credential), suite, documentLoader, now: NOW }))
}

/** What the reference derives. */
export async function theirShown(base: string, selectivePointers: readonly string[] = [NAME]): Promise<JsonObject> {
  const suite = new DataIntegrityProof({ cryptosuite: reference.createDiscloseCryptosuite({ selectivePointers }) })
  return (await vc.derive({ verifiableCredential: JSON.parse(base), suite, documentLoader })) as JsonObject
}

/** Whether the reference accepts a derived credential. */
export async function theyAccept(credential: JsonObject): Promise<boolean> {
  const suite = new DataIntegrityProof({ cryptosuite: reference.createVerifyCryptosuite() })
  const answer = await vc.verifyCredential({
    credential: structuredClone(credential),
    suite,
    documentLoader,
    now: NOW,
    checkStatus: async () => ({ verified: true }),
  })
  return answer.verified
}
