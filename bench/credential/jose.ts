/** Rates of JWTs and SD-JWTs, each beside the bare signature and the peer of the same run. */
import {
  sign as bareSign,
  verify as bareVerify,
  createHash,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc'
import { jwtVerify, SignJWT } from 'jose'
import type { JsonObject, TrustSnapshot, Verdict, VerifyContext } from '../../credential/src/index.ts'
import type { Figure } from '../figure.ts'
import { library } from './built.ts'

const { achievementCredential, issueJwt, issueSdJwt, verify, writeMultikey } = library

const DID = 'did:web:lumbung.example:issuers:politeknik-lembah-angin'
const KEY = `${DID}#key-1`
const NOW = new Date('2026-11-23T07:05:00Z')
const SIGNED = new Date('2026-10-12T00:00:00Z')
const FLAT_CLAIMS = 11
const CALLS_BEFORE = 3_000
const CALLS = 64

/** Seconds of the processor that this process has used: what others do on a busy machine doesn't count. */
function processorSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/**
 * Measures several pieces of work in turns, so that a change of the machine's mood meets all of them alike; the rate per
 * second of the processor, of the median round. Each is called a few thousand times before, as in a server that has run a while.
 */
async function ratesOf<Name extends string>(
  works: Readonly<Record<Name, () => unknown>>,
  rounds: number,
  milliseconds: number,
): Promise<Record<Name, number>> {
  const names = Object.keys(works) as Name[]
  const found = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>
  for (const name of names) for (let i = 0; i < CALLS_BEFORE; i++) await works[name]()
  for (let round = 0; round < rounds; round++)
    for (const name of names) found[name].push(await once(works[name], milliseconds))
  const median = (rates: number[]): number => rates.sort((a, b) => a - b)[Math.floor(rates.length / 2)] ?? 0
  return Object.fromEntries(names.map((name) => [name, median(found[name])])) as Record<Name, number>
}

async function once(work: () => unknown, milliseconds: number): Promise<number> {
  const start = processorSeconds()
  let done = 0
  for (;;) {
    for (let i = 0; i < CALLS; i++) {
      const answer = work()
      // The bare signature answers at once: a promise in between would slow the limit down.
      if (answer instanceof Promise) await answer
    }
    done += CALLS
    const spent = processorSeconds() - start
    if (spent * 1000 >= milliseconds) return done / spent
  }
}

/** A credential of about 5 KB with six alignments. */
function fiveKilobytes(): JsonObject {
  const code = (name: string) => ({ framework: 'Lumbung', code: name, name: `Penilaian ${name}` })
  const party = { id: DID, name: 'Politeknik Lembah Angin' }
  const credential = achievementCredential({
    id: 'https://lumbung.example/credentials/7k2mq9xd4t',
    issuer: party,
    creator: party,
    onBehalfOf: party,
    subjectId: 'urn:uuid:6a0e8f0e-8f52-4f0f-9e28-2d1e7d3f9b11',
    holderName: 'Wartini',
    definitionUrl: 'https://lumbung.example/definitions/analisis-data-pertanian/1',
    definitionVersion: '1',
    title: { id: 'Analisis Data Pertanian', en: 'Farm Data Analysis' },
    description: { id: 'Menggabungkan dan membaca data panen.', en: 'Join and read harvest data.' },
    criteria: 'Lulus proyek dan uji lisan. '.repeat(82),
    field: 'agriculture',
    language: 'id',
    sks: 2,
    hours: 90,
    kkniLevel: 5,
    skills: [],
    outcomes: [],
    assessment: code('project-and-oral'),
    identityAssurance: code('proctored'),
    qualityStatus: code('not-reviewed'),
    evidenceSource: code('study'),
    mode: code('online'),
    validFrom: SIGNED,
    status: [],
  })
  const { credentialStatus: _status, ...rest } = credential
  return rest
}

/** A flat set of claims, eleven of which the holder can hold back. */
function flatClaims(): { claims: JsonObject; disclosable: string[] } {
  const disclosable = Array.from({ length: FLAT_CLAIMS }, (_, i) => `claim_${i + 1}`)
  const own = Object.fromEntries(disclosable.map((name, i) => [name, `nilai ke-${i + 1} dari pemegang`]))
  return { claims: { iss: DID, vct: 'https://lumbung.example/types/badge', sub: 'urn:uuid:1', ...own }, disclosable }
}

/** The four figures of JOSE and SD-JWT. `milliseconds` for each of `rounds` rounds. */
export async function joseFigures(rounds = 5, milliseconds = 400): Promise<Figure[]> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const bytes = publicKey.export({ format: 'der', type: 'spki' }).subarray(12)
  const key = { publicKeyMultibase: writeMultikey({ kind: 'Ed25519', bytes }) }
  const options = {
    verificationMethod: KEY,
    kind: 'Ed25519',
    issuedAt: SIGNED,
    sign: async (message: Uint8Array) => bareSign(null, message, privateKey),
  } as const
  const period = { from: '2024-01-01T00:00:00Z' }
  const trust: TrustSnapshot = {
    asOf: NOW.toISOString(),
    validUntil: '2026-11-30T00:00:00Z',
    statusAuthorities: [],
    issuers: [
      {
        did: DID,
        name: 'Politeknik Lembah Angin',
        keys: [{ id: KEY, ...key, validFrom: period.from }],
        listings: [period],
        authorisations: [{ kinds: ['micro-credential', ''], fields: [], levelMin: 1, levelMax: 9, from: period.from }],
      },
    ],
  }
  const context: VerifyContext = { now: NOW, trust, statusList: async () => null }

  const credential = fiveKilobytes()
  const jwt = await issueJwt(credential, options)
  mustPass(await verify(jwt, context))
  const { claims, disclosable } = flatClaims()
  const peer = sdJwtPeer(privateKey, publicKey)
  const paths = disclosable.map((name) => [name])
  const sdJwt = await issueSdJwt(claims, { ...options, disclosable: paths })
  mustPass(await verify(sdJwt, context))
  const payload = { ...claims, iat: 1 } as unknown as Parameters<typeof peer.issue>[0]
  const frame = { _sd: disclosable } as unknown as Parameters<typeof peer.issue>[1]
  const peerSdJwt = await peer.issue(payload, frame)
  const header = { alg: 'EdDSA', typ: 'vc+jwt', kid: KEY }
  const short = randomBytes(64)
  const shortSignature = bareSign(null, short, privateKey)
  // What EdDSA of a JWT signs is no digest but the whole text, twice hashed: the bound of any implementation.
  const whole = Buffer.from(jwt.slice(0, jwt.lastIndexOf('.')))
  const wholeSignature = bareSign(null, whole, privateKey)
  const rates = await ratesOf(
    {
      sign: () => bareSign(null, short, privateKey),
      signWhole: () => bareSign(null, whole, privateKey),
      checkWhole: () => bareVerify(null, whole, publicKey, wholeSignature),
      check: () => bareVerify(null, short, publicKey, shortSignature),
      issue: () => issueJwt(credential, options),
      issuePeer: () => new SignJWT(credential).setProtectedHeader(header).setIssuedAt().sign(privateKey),
      verify: () => verify(jwt, context),
      verifyPeer: () => jwtVerify(jwt, publicKey, { algorithms: ['EdDSA'], typ: 'vc+jwt' }),
      issueSd: () => issueSdJwt(claims, { ...options, disclosable: paths }),
      issueSdPeer: () => peer.issue(payload, frame),
      verifySd: () => verify(sdJwt, context),
      verifySdPeer: () => peer.verify(peerSdJwt),
    },
    rounds,
    milliseconds,
  )
  const figure = (name: string, value: number, limit: number, peerRate: number): Figure => ({
    name,
    value,
    unit: '1/s',
    limit,
    peer: peerRate,
  })
  return [
    { name: 'issue.vc-jose.eddsa.bare-signature', value: rates.signWhole, unit: '1/s', limit: rates.sign },
    { name: 'verify.vc-jose.eddsa.bare-signature', value: rates.checkWhole, unit: '1/s', limit: rates.check },
    figure('issue.vc-jose.eddsa', rates.issue, rates.sign, rates.issuePeer),
    figure('verify.vc-jose.eddsa', rates.verify, rates.check, rates.verifyPeer),
    figure('issue.sd-jwt-vc', rates.issueSd, rates.sign, rates.issueSdPeer),
    figure('verify.sd-jwt-vc', rates.verifySd, rates.check, rates.verifySdPeer),
  ]
}

function mustPass({ checks }: Verdict): void {
  const proof = checks.find(({ id }) => id === 'proof')
  if (proof?.outcome !== 'pass') throw new Error(`what is measured does not verify: ${proof?.code}`)
}

function sdJwtPeer(privateKey: KeyObject, publicKey: KeyObject): SDJwtVcInstance {
  return new SDJwtVcInstance({
    signer: async (data: string) => bareSign(null, Buffer.from(data), privateKey).toString('base64url'),
    verifier: async (data: string, signature: string) =>
      bareVerify(null, Buffer.from(data), publicKey, Buffer.from(signature, 'base64url')),
    signAlg: 'EdDSA',
    hasher: (data: string | ArrayBuffer) =>
      createHash('sha256')
        .update(typeof data === 'string' ? data : Buffer.from(data))
        .digest(),
    hashAlg: 'sha-256',
    saltGenerator: (length: number) => randomBytes(length).toString('hex'),
  })
}
