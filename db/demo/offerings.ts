import { importCatalogue } from '../../src/catalogue/index.ts'
import {
  agreeToCoIssue,
  createDraft,
  type DraftContent,
  EMPTY_DRAFT,
  findVersion,
  publish,
  signOff,
} from '../../src/design/index.ts'
import { skillsList } from '../../src/frameworks/index.ts'
import { designHooks } from '../../src/hooks.ts'
import type { Deps } from '../../src/platform/deps.ts'
import { type Country, mustBe } from './country.ts'
import { ORGANISATIONS } from './institutions.ts'
import { type Chance, chanceFrom } from './random.ts'
import { DEPTHS, TOPICS, type Topic } from './topics.ts'

/** A published definition of the demo. */
export interface Published {
  readonly versionId: string
  readonly organisationId: string
  readonly slug: string
}

const METHODS = ['project', 'practical', 'oral', 'portfolio', 'written'] as const

/** Publishes one micro-credential for every topic, each signed by a faculty member and an industry validator. */
export async function publishDefinitions(deps: Deps, country: Country): Promise<readonly Published[]> {
  const chance = chanceFrom('definitions')
  const published: Published[] = []
  for (const [at, topic] of TOPICS.entries()) {
    const issuers = ORGANISATIONS.filter(
      ({ levels, fields }) =>
        levels !== undefined &&
        levels[0] <= 5 &&
        levels[1] >= 5 &&
        (fields?.length === 0 || fields?.includes(topic.field)),
    )
    const slug = at === 0 ? 'politeknik-lembah-angin' : chance.one(issuers).slug
    published.push(await publishOne(deps, country, slug, contentOf(topic, country, chance)))
  }
  return published
}

/** Publishes one definition; whom its draft names as a co-issuer agrees to it. */
export async function publishOne(
  deps: Deps,
  country: Country,
  slug: string,
  content: DraftContent,
): Promise<Published> {
  const { people, organisations, issuers } = country
  const organisationId = organisations.get(slug) ?? ''
  const designer = issuers.get(organisationId)!
  const draft = mustBe(await createDraft(deps, designer, organisationId, content))
  const signed = { markRead: draft.contentMark, note: '' }
  mustBe(await signOff(deps, people.get('sekar')!, draft.versionId, { side: 'faculty', ...signed }))
  mustBe(await signOff(deps, people.get('fransiska')!, draft.versionId, { side: 'industry', ...signed }))
  for (const { organisationId: beside } of content.coIssuers ?? []) {
    const agreed = { organisationId: beside, markRead: draft.contentMark }
    mustBe(await agreeToCoIssue(deps, people.get('fransiska')!, draft.versionId, agreed))
  }
  mustBe(await publish(deps, designer, draft.versionId, designHooks(deps)))
  const version = await findVersion(deps.db, draft.versionId)
  return { versionId: draft.versionId, organisationId, slug: version?.slug ?? '' }
}

/** A complete draft on a topic: what a careful designer would have typed. */
export function contentOf(topic: Topic, country: Country, chance: Chance): DraftContent {
  const first = topic.does[0] ?? [topic.id, topic.en]
  return {
    ...EMPTY_DRAFT,
    titleId: topic.id,
    titleEn: topic.en,
    descriptionId: `Program pendek tentang ${topic.id.toLowerCase()}. Peserta berlatih pada kasus nyata dan diuji pada setiap capaian.`,
    descriptionEn: `A short programme on ${topic.en.toLowerCase()}. Learners practise on real cases and are assessed on every outcome.`,
    microId: `Mampu ${first[0]}.`,
    microEn: `Able to ${first[1]}.`,
    field: topic.field,
    hours: '90',
    sks: '2',
    kkniLevel: '5',
    mode: chance.one(['online', 'blended', 'in-person']),
    language: 'id',
    identityAssurance: chance.one(['proctored', 'in-person']),
    standardId: 'Standar program penyelenggara',
    standardEn: 'The provider’s own programme standard',
    evidenceSource: 'study',
    skills: skillsFor(topic),
    priceRupiah: String(chance.one([0, 0, 175_000, 300_000, 450_000])),
    outcomes: topic.does.map(([id, en]) => ({
      statementId: `${id.charAt(0).toUpperCase()}${id.slice(1)}`,
      statementEn: `${en.charAt(0).toUpperCase()}${en.slice(1)}`,
      mandatory: true,
      method: chance.one(METHODS),
      descriptionId: 'Satu tugas nyata, dinilai dengan rubrik oleh penguji.',
      descriptionEn: 'One real task, judged against a rubric by an assessor.',
      passMark: '60',
    })),
    facultyOrganisationId: country.organisations.get('universitas-tanjung-merapu') ?? '',
    industryOrganisationId: country.organisations.get('pt-tani-cakrawala') ?? '',
  }
}

/** Skills of the field whose names share a word with the topic, and one that every trade needs. */
function skillsFor(topic: Topic): readonly string[] {
  const words = new Set(
    `${topic.id} ${topic.does.map(([id]) => id).join(' ')}`
      .toLowerCase()
      .split(/\W+/)
      .filter((word) => word.length > 3),
  )
  const inField = skillsList().filter(({ field }) => field === topic.field)
  const shared = inField.filter(({ name }) =>
    name.id
      .toLowerCase()
      .split(/\W+/)
      .some((word) => words.has(word)),
  )
  const enduring = skillsList().filter(({ field }) => field === 'transversal')
  const chosen = shared.length > 0 ? shared.slice(0, 2) : inField.slice(0, 1)
  return [...chosen, enduring[topic.id.length % enduring.length]].flatMap((skill) =>
    skill === undefined ? [] : [skill.code],
  )
}

const PLACES = [
  'Kelas Terbuka Cermat',
  'Ruang Belajar Nusa',
  'Sekolah Malam Teratai',
  'Balai Latih Kencana',
  'Kursus Sore Pelita',
] as const

/** About 450 short courses of invented providers, through the same door as every operator's list. */
export async function importCourses(deps: Deps): Promise<number> {
  const chance = chanceFrom('courses')
  const rows = ['judul;penyelenggara;alamat;deskripsi;bahasa;tingkat;jam']
  for (const topic of TOPICS) {
    for (const depth of DEPTHS) {
      for (let edition = 0; edition < 3; edition++) {
        const provider = chance.one(PLACES)
        const english = edition === 2
        const title = english
          ? `${depth.en}${topic.en}`
          : `${depth.id}${topic.id}${edition === 1 ? ', kelas malam' : ''}`
        const address = `https://${provider.toLowerCase().replaceAll(' ', '-')}.example/${encodeURIComponent(title.toLowerCase().replaceAll(/[^a-z0-9]+/gi, '-'))}`
        const about = english ? `A course on ${topic.en.toLowerCase()}.` : `Kursus tentang ${topic.id.toLowerCase()}.`
        rows.push(
          `"${title}";"${provider}";${address};"${about}";${english ? 'en' : 'id'};${depth.level};${chance.one([6, 12, 20, 30])}`,
        )
      }
    }
  }
  const bytes = new TextEncoder().encode(rows.join('\n'))
  const report = await importCatalogue(deps, [{ name: 'courses.csv', open: () => once(bytes) }])
  return report.created
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes
}
