/** Selective disclosure, `ecdsa-sd-2023`, against the reference on the same credential, in the same run. */
import { generateKeyPairSync, sign, verify as verifyBare } from 'node:crypto'
import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import * as multikey from '@digitalbazaar/ecdsa-multikey'
import * as reference from '@digitalbazaar/ecdsa-sd-2023-cryptosuite'
import * as vc from '@digitalbazaar/vc'
import { type Cbor, decodeCbor } from '../../credential/src/compact/cbor.ts'
import { CONTEXTS } from '../../credential/src/contexts/foreign.ts'
import {
  deriveCredential,
  generateKey,
  issueCredential,
  type JsonObject,
  type VerifyContext,
  verify,
} from '../../credential/src/index.ts'
import type { Figure } from '../figure.ts'
import { ratesOf } from './rate.ts'
import { CONTEXT, credentialOf, ISSUER } from './world.ts'

const COUNT = 256
const kinds = (
  ((credentialOf(0).credentialSubject as JsonObject).achievement as JsonObject).alignment as JsonObject[]
).map(({ targetType }) => targetType)
const alignment = (kind: string): string => `/credentialSubject/achievement/alignment/${kinds.indexOf(kind)}`
/** What the issuer lets nobody withhold: who, when, and what it must have the authority for. */
const MANDATORY = [
  '/issuer',
  '/validFrom',
  alignment('ext:QualificationLevel'),
  '/credentialSubject/achievement/achievementType',
  '/credentialSubject/achievement/fieldOfStudy',
]
/** What the holder shows besides. */
const SHOWN = ['/name', '/credentialSubject/achievement/name', '/credentialSubject/identifier', alignment('ext:Skill')]
const MOST_DISCLOSED = 20

const key = await generateKey('P-256')
const method = `${ISSUER}#p256`
const OPTIONS = {
  suite: 'ecdsa-sd-2023',
  mandatoryPointers: MANDATORY,
  verificationMethod: method,
  created: '2026-10-12T00:00:00Z',
  sign: key.sign,
} as const

const register = CONTEXT.trust as NonNullable<VerifyContext['trust']>
const context: VerifyContext = {
  ...CONTEXT,
  trust: {
    ...register,
    issuers: register.issuers.map((issuer) => ({
      ...issuer,
      keys: [
        ...issuer.keys,
        { id: method, publicKeyMultibase: key.publicKeyMultibase, validFrom: '2024-01-01T00:00:00Z' },
      ],
    })),
  },
}

const record = (id: string, publicKeyMultibase: string): [string, unknown] => [
  id,
  { '@context': 'https://w3id.org/security/multikey/v1', id, type: 'Multikey', controller: ISSUER, publicKeyMultibase },
]
const theirs = await multikey.generate({ id: `${ISSUER}#theirs`, controller: ISSUER, curve: 'P-256' })
const documents = new Map<string, unknown>([
  ...CONTEXTS,
  record(method, key.publicKeyMultibase),
  [ISSUER, { '@context': 'https://w3id.org/security/v2', id: ISSUER, assertionMethod: [method] }],
])
const documentLoader = async (url: string): Promise<Record<string, unknown>> => {
  const document = documents.get(url)
  if (document === undefined) throw new Error(`the reference asked for ${url}`)
  return { contextUrl: null, documentUrl: url, document, tag: CONTEXTS.has(url) ? 'static' : undefined }
}

function peerBase(credential: JsonObject): Promise<unknown> {
  const cryptosuite = reference.createSignCryptosuite({ mandatoryPointers: MANDATORY })
  const suite = new DataIntegrityProof({ signer: theirs.signer(), cryptosuite })
  return vc.issue({ credential: structuredClone(credential), suite, documentLoader })
}

function peerDerive(text: string): Promise<unknown> {
  const cryptosuite = reference.createDiscloseCryptosuite({ selectivePointers: SHOWN })
  const verifiableCredential = JSON.parse(text) as JsonObject
  return vc.derive({ verifiableCredential, suite: new DataIntegrityProof({ cryptosuite }), documentLoader })
}

async function peerVerify(text: string): Promise<void> {
  const suite = new DataIntegrityProof({ cryptosuite: reference.createVerifyCryptosuite() })
  const checkStatus = async (): Promise<object> => ({ verified: true })
  const credential = JSON.parse(text) as JsonObject
  const answer = await vc.verifyCredential({ credential, suite, documentLoader, now: CONTEXT.now, checkStatus })
  if (!answer.verified) throw answer.error ?? new Error('the reference verified nothing')
}

async function derived(text: string): Promise<string> {
  const part = await deriveCredential(text, SHOWN)
  if (!part.ok) throw new Error(`${part.code} at ${part.at}`)
  return part.text
}

async function verified(text: string): Promise<void> {
  // Status lists are measured elsewhere; where none is named, a part of a credential could have withheld one.
  const { kind, checks } = await verify(text, context)
  if (kind !== 'status-unknown') throw new Error(JSON.stringify(checks))
}

/** Base proofs, derivations and verifications of derived proofs a second, from object or JSON text to text or verdict. */
export async function* selectiveFigures(): AsyncGenerator<Figure> {
  const bases = await Promise.all(
    Array.from({ length: COUNT }, (_, turn) => issueCredential(credentialOf(turn), OPTIONS)),
  )
  const parts = await Promise.all(bases.map(derived))
  const signed = signaturesOf(bases[0] as string, 3)
  const shown = signaturesOf(parts[0] as string, 2)
  if (shown > MOST_DISCLOSED) throw new Error(`${shown} statements are disclosed`)
  const rates = await ratesOf({
    limitBase: () => bareSign(signed),
    limitVerify: () => bareVerify(shown),
    base: (turn) => issueCredential(credentialOf(turn), OPTIONS),
    peerBase: (turn) => peerBase(credentialOf(turn)),
    derive: (turn) => derived(bases[turn % COUNT] as string),
    peerDerive: (turn) => peerDerive(bases[turn % COUNT] as string),
    verify: (turn) => verified(parts[turn % COUNT] as string),
    peerVerify: (turn) => peerVerify(parts[turn % COUNT] as string),
  })
  yield { name: 'base.ecdsa-sd-2023', value: rates.base, unit: '/s', limit: rates.limitBase, peer: rates.peerBase }
  yield { name: 'derive.ecdsa-sd-2023', value: rates.derive, unit: '/s', peer: rates.peerDerive }
  yield {
    name: 'verify.ecdsa-sd-2023',
    value: rates.verify,
    unit: '/s',
    limit: rates.limitVerify,
    peer: rates.peerVerify,
  }
}

/** How many signatures of statements the proof of a base or a derived credential holds. */
function signaturesOf(text: string, place: number): number {
  const { proof } = JSON.parse(text) as { proof: { proofValue: string } }
  const bytes = Uint8Array.from(Buffer.from(proof.proofValue.slice(1), 'base64url')).subarray(3)
  return ((decodeCbor(bytes) as readonly Cbor[])[place] as readonly Cbor[]).length
}

const pair = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
const statement = Buffer.alloc(150, 7)
const signature = sign('sha256', statement, pair.privateKey)

/** The machine's bound: `node:crypto` on as many statements and the base signature, and nothing else. */
function bareSign(count: number): void {
  for (let at = 0; at <= count; at++) sign('sha256', statement, pair.privateKey)
}

function bareVerify(count: number): void {
  for (let at = 0; at <= count; at++) verifyBare('sha256', statement, pair.publicKey, signature)
}
