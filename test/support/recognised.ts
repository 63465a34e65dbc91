import assert from 'node:assert/strict'
import { pino } from 'pino'
import { deposit } from '../../src/bank/index.ts'
import {
  addCourse,
  addMembership,
  addOrganisation,
  addProgramme,
  confirmWaiting,
  findStudy,
  insertStudy,
  rolesOf,
} from '../../src/organisations/index.ts'
import { registerPerson } from '../../src/people/index.ts'
import { dayOf } from '../../src/platform/clock.ts'
import type { Deps } from '../../src/platform/deps.ts'
import { newId } from '../../src/platform/ids.ts'
import type { Actor } from '../../src/platform/page.ts'
import { ask, type CredentialFacts, type CredentialSource, decide } from '../../src/recognition/index.ts'
import { memorySigner } from './award-world.ts'
import { testDatabase } from './database.ts'

/** Two universities, each with a study programme, two courses and a registrar, and credentials that can be asked for. */
export interface Recognised {
  readonly deps: Deps
  /** What recognition asks about credentials, from facts at hand. */
  readonly source: CredentialSource
  readonly registrar: Actor
  readonly otherRegistrar: Actor
  setClock(moment: string): void
  /** A student of the first university (or `merapu`) whose link is confirmed. */
  student(name: string, nim: string, organisationId?: 'samara' | 'merapu'): Promise<string>
  /** A credential on somebody's account. */
  earn(personId: string, credentialId: string, sks: number, more?: Partial<CredentialFacts>): Promise<void>
  /** Asks for a credential; answers the request's id. */
  asked(personId: string, credentialId: string, sks: number): Promise<string>
  /** Asks and decides; answers the request's id. */
  counted(
    personId: string,
    credentialId: string,
    sks: number,
    decision?: { outcome?: string; courseId?: string; organisationId?: 'samara' | 'merapu' },
  ): Promise<string>
  close(): Promise<void>
}

export async function recognised(start: string): Promise<Recognised> {
  const world = await testDatabase()
  let now = new Date(start)
  const deps: Deps = {
    db: world.db,
    clock: () => now,
    publicUrl: 'http://localhost:3000',
    signer: memorySigner(),
    secrets: { nikMark: Buffer.alloc(32, 1), nikSeal: Buffer.alloc(32, 2), session: Buffer.alloc(32, 3) },
    sendLetter: () => Promise.resolve(),
    demo: true,
    log: pino({ level: 'silent' }),
  }
  const facts = new Map<string, CredentialFacts>()
  const source: CredentialSource = {
    credentialFacts: async (id) => facts.get(id) ?? null,
    verdictOf: async () => ({ verdict: 'valid', kind: 'valid' }),
  }
  await addInstitutions(deps)
  const person = async (name: string) => {
    const added = await registerPerson(deps, { name, language: 'id' })
    assert.ok(added.ok)
    return added.value.id
  }
  const registrarOf = async (name: string, organisationId: string): Promise<Actor> => {
    const personId = await person(name)
    await addMembership(deps.db, {
      id: newId(),
      organisationId,
      personId,
      role: 'registrar',
      grantedBy: null,
      validFrom: new Date('2020-01-01'),
    })
    return { personId, name, roles: await rolesOf(deps.db, personId, now) }
  }
  const registrars = {
    samara: await registrarOf('Tamara', 'samara'),
    merapu: await registrarOf('Rahmadi', 'merapu'),
  }
  const actorOf = (personId: string): Actor => ({ personId, name: '', roles: [] })
  const asked: Recognised['asked'] = async (personId, credentialId, sks) => {
    const wish = { credentialId, sks, asPackage: false, courseId: null, note: '' }
    const done = await ask(deps, source, actorOf(personId), wish)
    assert.ok(done.ok, JSON.stringify(done))
    return done.value.requestId
  }
  return {
    deps,
    source,
    registrar: registrars.samara,
    otherRegistrar: registrars.merapu,
    setClock: (moment) => {
      now = new Date(moment)
    },
    student: async (name, nim, organisationId = 'samara') => {
      const personId = await person(name)
      const studyId = newId()
      const said = { programmeId: `${organisationId}-s1`, nim, semester: 6, sksTaken: 90 }
      const none = { onlineSks: 0, outsideSks: 0, onlineCourses: null }
      await insertStudy(deps.db, studyId, personId, organisationId, { ...said, ...none }, now)
      const study = await findStudy(deps.db, personId, studyId)
      assert.ok(study !== null && (await confirmWaiting(deps.db, study, registrars[organisationId].personId, now)))
      return personId
    },
    earn: async (personId, credentialId, sks, more = {}) => {
      const one: CredentialFacts = {
        credentialId,
        accountId: credentialId,
        personId,
        definitionId: null,
        definitionVersionId: `v-${credentialId}`,
        title: { id: `Kursus ${credentialId}`, en: `Course ${credentialId}` },
        sks,
        hours: sks * 45,
        kkniLevel: 6,
        mode: 'online',
        issuerName: 'Politeknik Arung Timur',
        organisationId: 'arung',
        issuedOn: dayOf(now),
        kind: 'micro-credential',
        ...more,
      }
      facts.set(credentialId, one)
      await deposit(deps.db, {
        personId,
        credentialId,
        definitionVersionId: one.definitionVersionId ?? '',
        attempt: 1,
        hours: one.hours,
        sks,
        title: one.title,
        issuerOrganisationId: one.organisationId,
        postedBy: 'provider',
        postedAt: now,
      })
    },
    asked,
    counted: async (personId, credentialId, sks, decision = {}) => {
      const requestId = await asked(personId, credentialId, sks)
      const organisationId = decision.organisationId ?? 'samara'
      const outcome = decision.outcome ?? (decision.courseId === undefined ? 'elective-block' : 'course-equivalence')
      const done = await decide(deps, source, registrars[organisationId], organisationId, requestId, {
        outcome,
        grantedSks: outcome === 'supplement' || outcome === 'none' ? '0' : String(sks),
        courseId: decision.courseId ?? '',
        reason: 'Capaian sesuai dengan mata kuliah.',
        waiverReason: '',
        seen: true,
      })
      assert.ok(done.ok, JSON.stringify(done))
      return requestId
    },
    close: world.close,
  }
}

async function addInstitutions({ db, clock }: Deps): Promise<void> {
  for (const [id, name, kind] of [
    ['samara', 'Universitas Bukit Samara', 'university'],
    ['merapu', 'Universitas Tanjung Merapu', 'university'],
    ['arung', 'Politeknik Arung Timur', 'polytechnic'],
  ] as const) {
    const province = id === 'merapu' ? 'Nusa Tenggara Timur' : 'Jawa Barat'
    await addOrganisation(db, { id, slug: id, name, kind, city: null, province, createdAt: clock(), invented: true })
    if (id === 'arung') continue
    await addProgramme(db, {
      id: `${id}-s1`,
      organisationId: id,
      code: '55201',
      name: { id: 'Informatika', en: 'Informatics' },
      level: 'S1',
      kkniLevel: 6,
      totalSks: 144,
      totalCourses: 48,
    })
    for (const [course, code, sks] of [
      ['stat', 'IF 214', 3],
      ['elective', 'IF 390', 6],
    ] as const)
      await addCourse(db, {
        id: `${id}-${course}`,
        programmeId: `${id}-s1`,
        code,
        name: { id: `Mata kuliah ${code}`, en: `Course ${code}` },
        sks,
      })
  }
}
