/** The credential that is measured: 5 KB, 6 alignments and 9 blank nodes, of an invented school. */
import { generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto'
import type { AchievementInput, JsonObject, TrustSnapshot, VerifyContext } from '../../credential/src/index.ts'
import { library } from './built.ts'

const { achievementCredential, generateKey } = library

export const ISSUER = 'did:web:lumbung.example:issuers:politeknik-lembah-angin'
export const key = await generateKey()
export const PROOF = { verificationMethod: `${ISSUER}#key-1`, created: '2026-10-12T00:00:00Z', sign: key.sign }

const pair = generateKeyPairSync('ed25519')
const message = Buffer.alloc(64, 7)
const signature = sign(null, message, pair.privateKey)
const keys: { readonly privateKey: KeyObject; readonly publicKey: KeyObject } = pair

/** The machine's bound: `node:crypto` on 64 bytes, and nothing else. */
export const bareSign = (): unknown => sign(null, message, keys.privateKey)
export const bareVerify = (): unknown => verify(null, message, keys.publicKey, signature)

const coded = (code: string, name: string) => ({
  framework: 'Lumbung',
  code,
  name,
  url: `https://lumbung.example/frameworks/lumbung/${code}`,
})

function inputOf(turn: number, course: number): AchievementInput {
  const definition = `https://lumbung.example/definitions/analisis-data-pertanian-${course}/1`
  const said = (words: string): string => `${words} ${course}. `.repeat(7).trim()
  return {
    id: `https://lumbung.example/credentials/${(7_000_000_000 + turn * 7_919).toString(36)}`,
    issuer: { id: ISSUER, name: 'Politeknik Lembah Angin', url: 'https://lembah-angin.example' },
    creator: { id: ISSUER, name: 'Politeknik Lembah Angin' },
    onBehalfOf: { id: ISSUER, name: 'Politeknik Lembah Angin' },
    subjectId: `urn:uuid:6a0e8f0e-8f52-4f0f-9e28-${turn.toString(16).padStart(12, '0')}`,
    holderName: `Wartini ${turn}`,
    definitionUrl: definition,
    definitionVersion: '1',
    title: { id: `Analisis Data Pertanian ${course}`, en: `Farm Data Analysis ${course}` },
    description: {
      id: said('Menggabungkan data panen, membersihkannya, dan membaca polanya per hektare'),
      en: said('Join harvest data, clean it, and read its patterns by the hectare'),
    },
    criteria: said('Lulus proyek dengan data sendiri dan uji lisan di depan dua penguji'),
    field: 'agriculture',
    language: 'id',
    sks: 2,
    hours: 90,
    kkniLevel: 5,
    skills: [coded(`DA-${course}`, `Analisis data ${course}`)],
    outcomes: [`Menghitung hasil per hektare ${course}`],
    assessment: coded('project-and-oral', 'Proyek dan uji lisan'),
    identityAssurance: coded('proctored', 'Diawasi'),
    qualityStatus: coded('not-reviewed', 'Belum ditinjau'),
    evidenceSource: coded('study', 'Belajar'),
    mode: coded('online', 'Daring'),
    validFrom: new Date('2026-10-12T00:00:00Z'),
    status: ['revocation', 'suspension'].map((purpose) => ({
      purpose: purpose as 'revocation' | 'suspension',
      listUrl: `https://lumbung.example/status/lists/a1-${purpose}`,
      index: turn % 131_072,
    })),
  }
}

/** Types of alignments that stay, so that there are six. */
const SIX = new Set([
  'ext:Skill',
  'ext:LearningOutcome',
  'ext:QualificationLevel',
  'ext:WorkloadHours',
  'ext:AssessmentKind',
  'ext:IdentityAssurance',
])

/**
 * The unsigned credential of a turn: another person each time. `course` tells definitions apart; `status` is left out where
 * the verdict would also count two status lists.
 */
export function credentialOf(turn: number, course = 1, { status = false } = {}): JsonObject {
  const built = achievementCredential(inputOf(turn, course))
  const { credentialStatus, ...rest } = built
  const subject = built.credentialSubject as JsonObject
  const achievement = subject.achievement as JsonObject
  const alignment = (achievement.alignment as JsonObject[]).filter(({ targetType }) => SIX.has(String(targetType)))
  const credential = {
    ...rest,
    evidence: [{ type: ['Evidence'], name: `Laporan proyek ${course}`, narrative: 'Laporan dan data panen.' }],
    credentialSubject: { ...subject, achievement: { ...achievement, alignment } },
  }
  return status ? { ...credential, credentialStatus: credentialStatus as JsonObject[] } : credential
}

const period = { from: '2024-01-01T00:00:00Z' }

/** A register of 200 issuers, the signer in the middle of it. */
const trust: TrustSnapshot = {
  asOf: '2026-11-23T07:05:00Z',
  validUntil: '2026-11-30T00:00:00Z',
  statusAuthorities: [],
  issuers: Array.from({ length: 200 }, (_, at) => {
    const did = at === 100 ? ISSUER : `did:web:lumbung.example:issuers:sekolah-${at}`
    return {
      did,
      name: `Sekolah ${at}`,
      keys: [{ id: `${did}#key-1`, publicKeyMultibase: key.publicKeyMultibase, validFrom: period.from }],
      listings: [period],
      authorisations: [
        { kinds: ['micro-credential'], fields: ['agriculture'], levelMin: 4, levelMax: 6, from: period.from },
      ],
    }
  }),
}

/** What the verifier is told: the register, a stopped clock, no status lists. */
export const CONTEXT: VerifyContext = { now: new Date('2026-11-23T07:05:00Z'), trust, statusList: async () => null }
