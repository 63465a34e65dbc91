/** Selective disclosure, `ecdsa-sd-2023`, against the reference on the same credential, in the same run. */
import { generateKeyPairSync, sign, verify as verifyBare } from 'node:crypto'
import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import * as multikey from '@digitalbazaar/ecdsa-multikey'
import * as reference from '@digitalbazaar/ecdsa-sd-2023-cryptosuite'
import * as vc from '@digitalbazaar/vc'
import { type Cbor, decodeCbor } from '../../credential/src/cbor.ts'
import { CONTEXTS } from '../../credential/src/contexts/foreign.ts'
import type { JsonObject, VerifyContext } from '../../credential/src/index.ts'
import type { Figure } from '../figure.ts'
import { library } from './built.ts'
import { ratesOf } from './rate.ts'
import { CONTEXT, credentialOf, ISSUER } from './world.ts'

const { deriveCredential, generateKey, issueCredential, verify } = library

const COUNT = 256
/** A base proof takes milliseconds: in a quarter of a second no compiler has seen enough of it. */
const WARMING_MILLISECONDS = 1_500
const kinds = (
  ((credentialOf(0).credentialSubject as JsonObject).achievement as JsonObject).alignment as JsonObject[]
).map(({ targetType }) => targetType)
const alignment = (kind: string): string => `/credentialSubject/achievement/alignment/${kinds.indexOf(kind)}`
const LEVEL = alignment('ext:QualificationLevel')
/** What the issuer lets nobody withhold: who, when, and what it must have the authority for. These are 17 statements. */
const MANDATORY = [
  '/issuer',
  '/validFrom',
  `${LEVEL}/targetType`,
  `${LEVEL}/targetCode`,
  '/credentialSubject/achievement/achievementType',
  '/credentialSubject/achievement/fieldOfStudy',
]
/** What the holder shows besides, as on a list of achievements: what it is called, in 3 statements. In all 20 are disclosed. */
const SHOWN = ['/name', '/credentialSubject/achievement/name']
const MOST_DISCLOSED = 20
/** The same, whose it is and the skill: 15 statements to choose, 32 disclosed. */
const MORE_SHOWN = [...SHOWN, '/credentialSubject/identifier', alignment('ext:Skill')]

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

function peerDerive(text: string, selectivePointers: readonly string[]): Promise<unknown> {
  const cryptosuite = reference.createDiscloseCryptosuite({ selectivePointers: [...selectivePointers] })
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

async function derived(text: string, pointers: readonly string[]): Promise<string> {
  const part = await deriveCredential(text, pointers)
  if (!part.ok) throw new Error(`${part.code} at ${part.at}`)
  return part.text
}

async function verified(text: string): Promise<void> {
  // Status lists are measured elsewhere; where none is named, a part of a credential could have withheld one.
  const { kind, checks } = await verify(text, context)
  if (kind !== 'status-unknown') throw new Error(JSON.stringify(checks))
}

/**
 * Base proofs, derivations and verifications of derived proofs a second, from object or JSON text to text or verdict. The
 * limit counts the signatures themselves: each is of one statement, and one more is the issuer's.
 */
export async function* selectiveFigures(): AsyncGenerator<Figure> {
  const bases = await Promise.all(
    Array.from({ length: COUNT }, (_, turn) => issueCredential(credentialOf(turn), OPTIONS)),
  )
  const baseOf = (turn: number): string => bases[turn % COUNT] as string
  const signed = listLength(bases[0] as string, 3)
  const { base, peer, limit } = await ratesOf(
    {
      limit: () => bareSign(signed + 1),
      base: (turn) => issueCredential(credentialOf(turn), OPTIONS),
      peer: (turn) => peerBase(credentialOf(turn)),
    },
    WARMING_MILLISECONDS,
  )
  yield { name: 'base.ecdsa-sd-2023', value: base, unit: '/s', limit, peer }
  for (const pointers of [SHOWN, MORE_SHOWN]) {
    const parts = await Promise.all(bases.map((text) => derived(text, pointers)))
    const partOf = (turn: number): string => parts[turn % COUNT] as string
    const chosen = listLength(parts[0] as string, 2)
    const disclosed = chosen + listLength(parts[0] as string, 4)
    if (pointers === SHOWN && disclosed > MOST_DISCLOSED) throw new Error(`${disclosed} statements are disclosed`)
    const rates = await ratesOf(
      {
        derive: (turn) => derived(baseOf(turn), pointers),
        peerDerive: (turn) => peerDerive(baseOf(turn), pointers),
        limit: () => bareVerify(chosen + 1),
        verify: (turn) => verified(partOf(turn)),
        peerVerify: (turn) => peerVerify(partOf(turn)),
      },
      WARMING_MILLISECONDS,
    )
    // The names of the contract are for the presentation of at most 20 statements; a larger one says so.
    const name = disclosed <= 20 ? 'ecdsa-sd-2023' : `ecdsa-sd-2023.${chosen}-of-${disclosed}-chosen`
    yield { name: `derive.${name}`, value: rates.derive, unit: '/s', peer: rates.peerDerive }
    yield { name: `verify.${name}`, value: rates.verify, unit: '/s', limit: rates.limit, peer: rates.peerVerify }
  }
}

/** How many items a list of a proof's value has: 3 in a base proof and 2 in a derived one are signatures, 4 what is always shown. */
function listLength(text: string, place: number): number {
  const { proof } = JSON.parse(text) as { proof: { proofValue: string } }
  const bytes = Uint8Array.from(Buffer.from(proof.proofValue.slice(1), 'base64url')).subarray(3)
  return ((decodeCbor(bytes) as readonly Cbor[])[place] as readonly Cbor[]).length
}

const pair = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
const statement = Buffer.alloc(150, 7)
const signature = sign('sha256', statement, pair.privateKey)

/** The machine's bound: `node:crypto` on as many signatures, and nothing else. */
function bareSign(count: number): void {
  for (let at = 0; at < count; at++) sign('sha256', statement, pair.privateKey)
}

function bareVerify(count: number): void {
  for (let at = 0; at < count; at++) verifyBare('sha256', statement, pair.publicKey, signature)
}
