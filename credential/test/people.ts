import {
  type AchievementInput,
  achievementCredential,
  encodeStatusList,
  generateKey,
  issueCredential,
  type JsonObject,
  statusListCredential,
  type TrustSnapshot,
  type VerifyContext,
} from '../src/index.ts'

/** A small world for the tests: one listed issuer, one platform that keeps the lists, and a stopped clock. */
export const NOW = new Date('2026-11-23T07:05:00Z')
export const ISSUER = 'did:web:lumbung.example:issuers:politeknik-lembah-angin'
export const OTHER = 'did:web:lumbung.example:issuers:universitas-bukit-samara'
export const PLATFORM = 'did:web:lumbung.example'
const LIST = 'https://lumbung.example/status/lists/a1'

export const keys = { issuer: await generateKey(), other: await generateKey(), platform: await generateKey() }

export function input(changes: Partial<AchievementInput> = {}): AchievementInput {
  const code = (code: string, name: string) => ({ framework: 'Lumbung', code, name })
  return {
    id: 'https://lumbung.example/credentials/7k2mq9xd4t',
    issuer: { id: ISSUER, name: 'Politeknik Lembah Angin' },
    creator: { id: ISSUER, name: 'Politeknik Lembah Angin' },
    onBehalfOf: { id: ISSUER, name: 'Politeknik Lembah Angin' },
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
    skills: [{ framework: 'Lumbung', code: 'DA-01', name: 'Analisis data' }],
    outcomes: ['Menghitung hasil per hektare'],
    assessment: code('project-and-oral', 'Proyek dan uji lisan'),
    identityAssurance: code('proctored', 'Diawasi'),
    qualityStatus: code('not-reviewed', 'Belum ditinjau'),
    evidenceSource: code('study', 'Belajar'),
    mode: code('online', 'Daring'),
    validFrom: new Date('2026-10-12T00:00:00Z'),
    status: [
      { purpose: 'revocation', listUrl: `${LIST}-revocation`, index: 77 },
      { purpose: 'suspension', listUrl: `${LIST}-suspension`, index: 77 },
    ],
    ...changes,
  }
}

export function issue(
  credential: JsonObject,
  by: 'issuer' | 'other' | 'platform' = 'issuer',
  method = `${{ issuer: ISSUER, other: OTHER, platform: PLATFORM }[by]}#key-1`,
): Promise<string> {
  return issueCredential(credential, {
    verificationMethod: method,
    created: new Date('2026-10-12T00:00:00Z'),
    sign: keys[by].sign,
  })
}

export const issueGood = (changes: Partial<AchievementInput> = {}) => issue(achievementCredential(input(changes)))

export async function list(
  purpose: 'revocation' | 'suspension',
  set: number[] = [],
  changes: JsonObject = {},
  by: 'issuer' | 'other' | 'platform' = 'platform',
): Promise<string> {
  const credential = statusListCredential({
    url: `${LIST}-${purpose}`,
    issuer: PLATFORM,
    purpose,
    encodedList: await encodeStatusList(set),
    validFrom: new Date('2026-11-23T00:00:00Z'),
    validUntil: new Date('2026-11-23T23:00:00Z'),
  })
  return issue({ ...credential, ...changes }, by)
}

const period = { from: '2024-01-01T00:00:00Z' }
const key = (did: string, publicKeyMultibase: string) => [
  { id: `${did}#key-1`, publicKeyMultibase, validFrom: period.from },
]
export function trust(): TrustSnapshot {
  return {
    asOf: NOW.toISOString(),
    validUntil: '2026-11-30T00:00:00Z',
    statusAuthorities: [PLATFORM],
    issuers: [
      {
        did: ISSUER,
        name: 'Politeknik Lembah Angin',
        keys: key(ISSUER, keys.issuer.publicKeyMultibase),
        listings: [period],
        authorisations: [
          { kinds: ['micro-credential'], fields: ['agriculture'], levelMin: 4, levelMax: 6, from: period.from },
        ],
      },
      {
        did: OTHER,
        name: 'Universitas Bukit Samara',
        keys: key(OTHER, keys.other.publicKeyMultibase),
        listings: [period],
        authorisations: [],
      },
      {
        did: PLATFORM,
        name: 'Lumbung',
        keys: key(PLATFORM, keys.platform.publicKeyMultibase),
        listings: [],
        authorisations: [],
      },
    ],
  }
}

const good = { revocation: await list('revocation'), suspension: await list('suspension') }
export function context(changes: Partial<VerifyContext> = {}): VerifyContext {
  return {
    now: NOW,
    trust: trust(),
    statusList: async (url) =>
      url === `${LIST}-revocation` ? good.revocation : url === `${LIST}-suspension` ? good.suspension : null,
    ...changes,
  }
}
