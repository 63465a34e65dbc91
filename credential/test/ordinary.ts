import { type AchievementInput, didWebOf } from '../src/index.ts'
import { input } from './people.ts'

/** Numbers between 0 and 1 from a seed, the same in every run (mulberry32). */
export function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let value = Math.imul(state ^ (state >>> 15), 1 | state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296
  }
}

const WORDS =
  'analisis data pertanian menyusun laporan panen bersama petani muda membaca peta tanah dan cuaca untuk menentukan waktu tanam yang tepat di lahan kering jaringan komputer keselamatan kerja perawatan mesin pelayanan tamu akuntansi dasar'.split(
    ' ',
  )
const NAMES = [
  'Wartini',
  'Nur Aisyah Rahmawati',
  'I Gusti Ayu Kade Pertiwi',
  "Ma'ruf al-Ḥakīm",
  '王小明',
  'Yosefina Ndoen 🌾',
]

/** A credential of ordinary size, as the platform makes them: 3 to 6 skills and outcomes, both languages, two lists. */
export function ordinary(next: () => number, host = 'https://lumbung.example'): AchievementInput {
  const words = (least: number, most: number) =>
    Array.from(
      { length: least + Math.floor(next() * (most - least + 1)) },
      () => WORDS[Math.floor(next() * WORDS.length)],
    ).join(' ')
  const hex = (digits: number) => Array.from({ length: digits }, () => Math.floor(next() * 16).toString(16)).join('')
  const uuid = () => `${hex(8)}-${hex(4)}-7${hex(3)}-8${hex(3)}-${hex(12)}`
  const id = () =>
    Array.from({ length: 26 }, () => '0123456789abcdefghjkmnpqrstvwxyz'[Math.floor(next() * 32)]).join('')
  const party = (slug: string, name: string) => ({
    id: didWebOf(host, 'issuers', slug),
    name,
    url: `${host}/register/${slug}`,
  })
  const issuer = party('politeknik-lembah-angin', 'Politeknik Lembah Angin')
  const list = id()
  const index = Math.floor(next() * 131_072)
  const outcomes = Array.from({ length: 3 + Math.floor(next() * 4) }, () => words(6, 14))
  return {
    ...input(),
    id: `${host}/credentials/${id()}`,
    issuer,
    creator: issuer,
    onBehalfOf: next() < 0.5 ? issuer : party('balai-latihan-kerja-samara', 'Balai Latihan Kerja Samara'),
    subjectId: `urn:uuid:${uuid()}`,
    holderName: NAMES[Math.floor(next() * NAMES.length)] as string,
    definitionUrl: `${host}/definitions/${id()}`,
    title: { id: words(3, 7), en: words(3, 7) },
    description: { id: words(20, 40), en: words(20, 40) },
    criteria: ['Lulus semua capaian wajib:', ...outcomes.map((outcome, at) => `${at + 1}. ${outcome}`)].join('\n'),
    skills: Array.from({ length: 3 + Math.floor(next() * 4) }, () => ({
      framework: 'SKKNI',
      code: `A.01PTN00.0${Math.floor(next() * 90) + 10}.1`,
      name: words(3, 8),
    })),
    outcomes,
    standard: { framework: 'Lumbung', code: 'standard', name: words(8, 14) },
    sks: 1 + Math.floor(next() * 4),
    hours: 45 * (1 + Math.floor(next() * 4)),
    validUntil: next() < 0.3 ? new Date('2029-10-12T00:00:00Z') : null,
    status: [
      { purpose: 'revocation', listUrl: `${host}/status/lists/${list}-revocation`, index },
      { purpose: 'suspension', listUrl: `${host}/status/lists/${list}-suspension`, index },
    ],
  }
}
