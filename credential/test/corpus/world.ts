import { createHash, createPrivateKey, createPublicKey, sign as signWith } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { p256 } from '@noble/curves/nist.js'
import {
  type AchievementInput,
  achievementCredential,
  encodeStatusList,
  issueCredential,
  type JsonObject,
  type PublicKey,
  type Sign,
  statusListCredential,
  type TrustSnapshot,
  type VerifyContext,
  writeMultikey,
} from '../../src/index.ts'
import { logged } from '../log-people.ts'

// The world of the corpus: everybody is invented, every key comes from a sentence, so that the files can be made again
// byte by byte. Its clock stands still.

export const NOW = new Date('2026-11-23T07:05:00Z')
export const ISSUER = 'did:web:lumbung.example:issuers:politeknik-lembah-angin'
export const OTHER = 'did:web:lumbung.example:issuers:universitas-bukit-samara'
export const PLATFORM = 'did:web:lumbung.example'
const LIST = 'https://lumbung.example/status/lists/a1'
const SIGNED_ON = '2026-10-12T00:00:00Z'

/** A key of the corpus: worth nothing outside of it. */
export interface CorpusKey {
  readonly publicKeyMultibase: string
  readonly publicKey: Uint8Array
  readonly sign: Sign
}

/** The Ed25519 key that a sentence gives. */
export function keyOf(sentence: string): CorpusKey {
  const seed = createHash('sha256').update(`lumbung corpus: ${sentence}`).digest()
  const prefix = Buffer.from('302e020100300506032b657004220420', 'hex')
  const key = createPrivateKey({ key: Buffer.concat([prefix, seed]), format: 'der', type: 'pkcs8' })
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' })
  const publicKey = new Uint8Array(Buffer.from(x, 'base64url'))
  return {
    publicKey,
    publicKeyMultibase: writeMultikey({ kind: 'Ed25519', bytes: publicKey }),
    sign: async (message) => signWith(null, message, key),
  }
}

/** The P-256 key that a sentence gives. It signs by RFC 6979, without chance, so that its files can be made again too. */
export function ecKeyOf(sentence: string): CorpusKey {
  const secret = new Uint8Array(createHash('sha256').update(`lumbung corpus: ${sentence}`).digest())
  const publicKey = p256.getPublicKey(secret, true)
  return {
    publicKey,
    publicKeyMultibase: writeMultikey({ kind: 'P-256', bytes: publicKey }),
    sign: async (message) => p256.sign(message, secret, { lowS: true }),
  }
}

export const KEYS = {
  issuer: keyOf('the polytechnic'),
  other: keyOf('the university'),
  platform: keyOf('the platform'),
  stranger: keyOf('nobody knows'),
  holder: keyOf('the learner'),
}
export const EC_KEY = ecKeyOf('the polytechnic, on a curve of NIST')

/** A public key of RSA to which nobody has the private one: its modulus comes from sentences. */
export const RSA_KEY: PublicKey = { kind: 'RSA', bytes: rsaBytes() }

function rsaBytes(): Uint8Array {
  const parts = Array.from({ length: 8 }, (_, at) =>
    createHash('sha256').update(`lumbung corpus: modulus ${at}`).digest(),
  )
  const modulus = Buffer.concat(parts)
  modulus[0] = 0xc1
  modulus[255] = 0x0f
  const head = Buffer.from('3082010a0282010100', 'hex')
  return new Uint8Array(Buffer.concat([head, modulus, Buffer.from('0203010001', 'hex')]))
}

/** What the good seed says: a micro-credential of one learner. */
export function input(changes: Partial<AchievementInput> = {}): AchievementInput {
  const coded = (code: string, name: string) => ({ framework: 'Lumbung', code, name })
  const issuer = { id: ISSUER, name: 'Politeknik Lembah Angin' }
  return {
    id: 'https://lumbung.example/credentials/corpus-1',
    issuer,
    creator: issuer,
    onBehalfOf: issuer,
    subjectId: 'urn:uuid:6a0e8f0e-8f52-4f0f-9e28-2d1e7d3f9b11',
    holderName: 'Wartini',
    definitionUrl: 'https://lumbung.example/definitions/analisis-data-pertanian/1',
    definitionVersion: '1',
    title: { id: 'Analisis Data Pertanian', en: 'Farm Data Analysis' },
    description: { id: 'Menggabungkan dan membaca data panen.', en: 'Join and read harvest data.' },
    criteria: 'Lulus proyek dan uji lisan.',
    field: 'agriculture',
    language: 'id',
    sks: 2,
    hours: 90,
    kkniLevel: 5,
    skills: [coded('DA-01', 'Analisis data')],
    outcomes: ['Menghitung hasil per hektare'],
    assessment: coded('project-and-oral', 'Proyek dan uji lisan'),
    identityAssurance: coded('proctored', 'Diawasi'),
    qualityStatus: coded('not-reviewed', 'Belum ditinjau'),
    evidenceSource: coded('study', 'Belajar'),
    mode: coded('online', 'Daring'),
    validFrom: new Date(SIGNED_ON),
    status: [
      { purpose: 'revocation', listUrl: `${LIST}-revocation`, index: 77 },
      { purpose: 'suspension', listUrl: `${LIST}-suspension`, index: 77 },
    ],
    ...changes,
  }
}

/** Signs as one of the four; `method` names the key where it isn't their first. */
export function issueAs(
  who: Exclude<keyof typeof KEYS, 'holder'>,
  credential: JsonObject,
  method = `${{ issuer: ISSUER, other: OTHER, platform: PLATFORM, stranger: didKeyOf('stranger') }[who]}#${who === 'stranger' ? KEYS.stranger.publicKeyMultibase : 'key-1'}`,
): Promise<string> {
  return issueCredential(credential, { verificationMethod: method, created: SIGNED_ON, sign: KEYS[who].sign })
}

export function didKeyOf(who: keyof typeof KEYS): string {
  return `did:key:${KEYS[who].publicKeyMultibase}`
}

export const good = (changes: Partial<AchievementInput> = {}): Promise<string> =>
  issueAs('issuer', achievementCredential(input(changes)))

export function statusList(purpose: 'revocation' | 'suspension', encodedList: string, changes: JsonObject = {}) {
  const credential = statusListCredential({
    url: `${LIST}-${purpose}`,
    issuer: PLATFORM,
    purpose,
    encodedList,
    validFrom: new Date('2026-11-23T00:00:00Z'),
    validUntil: new Date('2026-11-23T23:00:00Z'),
  })
  return issueAs('platform', { ...credential, ...changes })
}

const period = { from: '2024-01-01T00:00:00Z' }

/** The issuer's keys of the other kinds. */
function withKeys(entry: TrustSnapshot['issuers'][number]): TrustSnapshot['issuers'][number] {
  const more = [
    ['ec', EC_KEY.publicKeyMultibase],
    ['rsa', writeMultikey(RSA_KEY)],
  ] as const
  const keys = more.map(([name, publicKeyMultibase]) => ({
    id: `${ISSUER}#${name}`,
    publicKeyMultibase,
    validFrom: period.from,
  }))
  return { ...entry, keys: [...entry.keys, ...keys] }
}

function register(): TrustSnapshot {
  const entry = (did: string, name: string, key: CorpusKey, fields: readonly string[]) => ({
    did,
    name,
    keys: [{ id: `${did}#key-1`, publicKeyMultibase: key.publicKeyMultibase, validFrom: period.from }],
    listings: did === PLATFORM ? [] : [period],
    authorisations:
      fields.length === 0 ? [] : [{ kinds: ['micro-credential'], fields, levelMin: 3, levelMax: 6, from: period.from }],
  })
  return {
    asOf: NOW.toISOString(),
    validUntil: '2026-11-30T00:00:00Z',
    statusAuthorities: [PLATFORM],
    issuers: [
      withKeys(entry(ISSUER, 'Politeknik Lembah Angin', KEYS.issuer, ['agriculture'])),
      entry(OTHER, 'Universitas Bukit Samara', KEYS.other, ['agriculture']),
      entry(PLATFORM, 'Lumbung', KEYS.platform, []),
    ],
  }
}

const clear = { revocation: await encodeStatusList([]), suspension: await encodeStatusList([]) }
const lists = {
  revocation: await statusList('revocation', clear.revocation),
  suspension: await statusList('suspension', clear.suspension),
}

type Lists = { readonly [purpose in 'revocation' | 'suspension']?: string | null }

function worldOf(changes: Partial<VerifyContext> = {}, changed: Lists = {}): VerifyContext {
  const served = { ...lists, ...changed }
  return {
    now: NOW,
    trust: register(),
    statusList: async (url) =>
      url === `${LIST}-revocation` ? served.revocation : url === `${LIST}-suspension` ? served.suspension : null,
    ...changes,
  }
}

function registerWhere(change: (entry: TrustSnapshot['issuers'][number]) => object): TrustSnapshot {
  const before = register()
  const issuers = before.issuers.map((entry) => (entry.did === ISSUER ? { ...entry, ...change(entry) } : entry))
  return { ...before, issuers }
}

/** The circumstances under which a file of the corpus is checked, by name. */
export const WORLDS: Readonly<Record<string, () => Promise<VerifyContext> | VerifyContext>> = {
  ordinary: () => worldOf(),
  'lists not to be had': () => worldOf({}, { revocation: null, suspension: null }),
  'list times out': () => worldOf({ statusList: () => Promise.reject(new Error('timeout')) }),
  'list truncated': () => worldOf({}, { revocation: lists.revocation.slice(0, -20) }),
  'list for another purpose': async () =>
    worldOf(
      {},
      { revocation: (await statusList('revocation', clear.revocation)).replaceAll('"revocation"', '"message"') },
    ),
  'list by another issuer': async () =>
    worldOf({}, { revocation: await issueAs('other', { ...unsigned(lists.revocation), issuer: OTHER }) }),
  'list signed by another': async () => worldOf({}, { revocation: await issueAs('other', unsigned(lists.revocation)) }),
  'list too short': async () =>
    worldOf({}, { revocation: await statusList('revocation', await encodeStatusList([], 64)) }),
  'list of yesterday': () => worldOf({ now: new Date('2026-11-24T08:00:00Z') }),
  'list that is a bomb': async () => worldOf({}, { revocation: await statusList('revocation', bomb()) }),
  revoked: async () => worldOf({}, { revocation: await statusList('revocation', await encodeStatusList([77])) }),
  suspended: async () => worldOf({}, { suspension: await statusList('suspension', await encodeStatusList([77])) }),
  'register not to be had': () => worldOf({ trust: null }),
  'issuer not listed': () => worldOf({ trust: { ...register(), issuers: register().issuers.slice(1) } }),
  'key stolen before': () =>
    worldOf({
      trust: registerWhere(({ keys }) => ({
        keys: keys.map((key) => ({ ...key, compromisedAt: '2026-10-01T00:00:00Z' })),
      })),
    }),
  'key retired before': () =>
    worldOf({
      trust: registerWhere(({ keys }) => ({
        keys: keys.map((key) => ({ ...key, validUntil: '2026-10-01T00:00:00Z' })),
      })),
    }),
  'issuer in the log': () => worldOf({ trust: logged(register()) }),
  'authorised for another field': () =>
    worldOf({
      trust: registerWhere(({ authorisations }) => ({
        authorisations: authorisations.map((right) => ({ ...right, fields: ['energy'] })),
      })),
    }),
}

function unsigned(text: string): JsonObject {
  const { proof: _proof, ...rest } = JSON.parse(text) as JsonObject
  return rest
}

/** A list of 100 MB of zeros, about 100 KB packed (bug B18). */
function bomb(): string {
  return `u${gzipSync(Buffer.alloc(100 * 1024 * 1024)).toString('base64url')}`
}
