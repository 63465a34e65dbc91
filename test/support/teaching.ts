import {
  createDraft,
  type DefinitionVersion,
  type DraftContent,
  findVersion,
  publish,
  saveDraft,
  signOff,
} from '../../src/design/index.ts'
import { type Batch, createBatch } from '../../src/enrolment/index.ts'
import { addOrganisation, type OrganisationKind, type Role } from '../../src/organisations/index.ts'
import { registerPerson } from '../../src/people/index.ts'
import type { Deps } from '../../src/platform/deps.ts'
import { newId } from '../../src/platform/ids.ts'
import type { Actor } from '../../src/platform/page.ts'
import { type TestDatabase, testDatabase } from './database.ts'
import { idleDeps } from './deps.ts'

/** The day on which the stopped clock stands: 24 November 2026, 09.00 WIB. */
export const NOW = new Date('2026-11-24T02:00:00Z')

/** A small world in which a polytechnic teaches: its people, a campus, a company, another provider. */
export interface Teaching {
  readonly deps: Deps
  readonly polytechnic: string
  readonly campus: string
  readonly company: string
  readonly other: string
  readonly designer: Actor
  readonly issuer: Actor
  readonly assessor: Actor
  readonly lecturer: Actor
  readonly validator: Actor
  /** Holds every provider role, elsewhere. */
  readonly stranger: Actor
  setClock(moment: Date): void
  close(): Promise<void>
}

/** Somebody registered, with roles. */
export async function actorOf(
  deps: Deps,
  name: string,
  ...roles: readonly (readonly [string, Role])[]
): Promise<Actor> {
  const person = await registerPerson(deps, { name, language: 'id' })
  if (!person.ok) throw new Error(`could not register: ${person.refusals[0].code}`)
  return { personId: person.value.id, name, roles: roles.map(([organisationId, role]) => ({ organisationId, role })) }
}

export async function teaching(): Promise<Teaching> {
  const database: TestDatabase = await testDatabase()
  let moment = NOW
  const deps: Deps = { ...idleDeps(database.db, () => moment), demo: false }
  const place = async (slug: string, name: string, kind: OrganisationKind) => {
    const id = newId()
    await addOrganisation(database.db, {
      id,
      slug,
      name,
      kind,
      city: null,
      province: null,
      createdAt: NOW,
      invented: true,
    })
    return id
  }
  const polytechnic = await place('lembah-angin', 'Politeknik Lembah Angin', 'polytechnic')
  const campus = await place('bukit-samara', 'Universitas Bukit Samara', 'university')
  const company = await place('surya-atap', 'PT Surya Atap', 'industry')
  const other = await place('arung-timur', 'LPK Arung Timur', 'training-provider')
  return {
    deps,
    polytechnic,
    campus,
    company,
    other,
    designer: await actorOf(deps, 'Rukmini', [polytechnic, 'designer']),
    issuer: await actorOf(deps, 'Tamara', [polytechnic, 'issuer']),
    assessor: await actorOf(deps, 'Wartini', [polytechnic, 'assessor']),
    lecturer: await actorOf(deps, 'Sutini', [campus, 'faculty']),
    validator: await actorOf(deps, 'Kasdi', [company, 'industry-validator']),
    stranger: await actorOf(
      deps,
      'Yohana',
      ...(['owner', 'designer', 'issuer', 'assessor', 'faculty', 'industry-validator'] as const).map(
        (role) => [other, role] as const,
      ),
    ),
    setClock: (to) => {
      moment = to
    },
    close: database.close,
  }
}

/** A whole draft: 90 hours, 2 SKS, two mandatory outcomes and an optional one. */
export function wholeDraft(world: Pick<Teaching, 'campus' | 'company'>): DraftContent {
  const outcome = (id: string, en: string, mandatory: boolean) => ({
    statementId: id,
    statementEn: en,
    mandatory,
    method: 'project',
    descriptionId: 'Proyek dengan data sendiri.',
    descriptionEn: 'A project on data of one’s own.',
    passMark: '60',
  })
  return {
    titleId: 'Perawatan Panel Surya Atap',
    titleEn: 'Rooftop Solar Panel Maintenance',
    descriptionId: 'Anda belajar merawat panel surya.',
    descriptionEn: 'You learn to maintain solar panels.',
    microId: 'Mampu merawat panel surya atap dengan aman.',
    microEn: 'Able to maintain rooftop solar panels safely.',
    field: 'energy',
    hours: '90',
    sks: '2',
    sksReason: '',
    kkniLevel: '4',
    mode: 'blended',
    language: 'id',
    identityAssurance: 'in-person',
    standardId: 'SKKNI contoh, unit 3',
    standardEn: 'SKKNI example, unit 3',
    evidenceSource: 'study',
    skills: ['AGR-04'],
    priceRupiah: '600000',
    validMonths: '',
    outcomes: [
      outcome('memeriksa sambungan listrik', 'check electrical connections', true),
      outcome('membersihkan panel', 'clean panels', true),
      outcome('menulis laporan', 'write a report', false),
    ],
    facultyOrganisationId: world.campus,
    industryOrganisationId: world.company,
  }
}

/** What came of an action; throws where it was refused. */
export function given<T>(outcome: { ok: true; value: T } | { ok: false; refusals: readonly { code: string }[] }): T {
  if (!outcome.ok) throw new Error(`refused: ${outcome.refusals.map((refusal) => refusal.code).join(', ')}`)
  return outcome.value
}

/** The codes of a refusal; an accepted one has none. */
export function codesOf(outcome: { ok: boolean; refusals?: readonly { code: string }[] }): string[] {
  return (outcome.refusals ?? []).map((refusal) => refusal.code)
}

/** A published definition, signed by both sides. */
export async function publishedVersion(world: Teaching, content = wholeDraft(world)): Promise<DefinitionVersion> {
  const { deps } = world
  const draft = given(await createDraft(deps, world.designer, world.polytechnic, content))
  const saved = given(await saveDraft(deps, world.designer, draft.versionId, draft.revision, content))
  const signature = { markRead: saved.draft.contentMark, note: '' }
  given(await signOff(deps, world.lecturer, draft.versionId, { ...signature, side: 'faculty' }))
  given(await signOff(deps, world.validator, draft.versionId, { ...signature, side: 'industry' }))
  given(await publish(deps, world.designer, draft.versionId, { published: async () => {} }))
  const version = await findVersion(deps.db, draft.versionId)
  if (version === null) throw new Error('the version was not published')
  return version
}

/** A batch that runs now. */
export async function openBatch(world: Teaching, version: DefinitionVersion, capacity = 100): Promise<Batch> {
  const form = { name: 'Angkatan 7', startsOn: '2026-11-01', endsOn: '31/12/2026', capacity: String(capacity) }
  return given(await createBatch(world.deps, world.issuer, version.id, form))
}
