import type { Hono } from 'hono'
import { pino } from 'pino'
import { mustBe } from '../../db/demo/country.ts'
import { routes as bankRoutes, deposit } from '../../src/bank/index.ts'
import {
  addCourse,
  addMembership,
  addOrganisation,
  addProgramme,
  confirmStudy,
  linkStudy,
  routes as organisationRoutes,
  type Role,
  rolesOf,
} from '../../src/organisations/index.ts'
import { findPeople, registerPerson } from '../../src/people/index.ts'
import type { Deps } from '../../src/platform/deps.ts'
import { PageError, SignInNeeded } from '../../src/platform/http.ts'
import { newId } from '../../src/platform/ids.ts'
import type { Actor, AppEnv } from '../../src/platform/page.ts'
import { bilingualApp, pages } from '../../src/platform/web.ts'
import { accountHooks, type CredentialFacts, type CredentialSource, routes } from '../../src/recognition/index.ts'
import { testDatabase } from './database.ts'

const ORIGIN = 'http://localhost:3000'
const BEGAN = new Date('2026-01-01T00:00:00Z')

/** What a page answered. */
export interface CampusAnswer {
  readonly status: number
  readonly text: string
  readonly location: string
}

/** Two universities with their programmes and courses, and the pages of recognition on a database of its own. All invented. */
export interface Campus {
  readonly deps: Deps
  readonly source: CredentialSource
  setClock(moment: string): void
  /** What the verifier says of a credential; valid where nothing is set. */
  readonly verdicts: Map<string, 'valid' | 'invalid' | 'unconfirmed'>
  person(name: string): Promise<string>
  /** Gives somebody a role at `samara` or `merapu`. */
  role(personId: string, organisationId: string, role: Role): Promise<void>
  actor(personId: string): Promise<Actor>
  /** A student of `agri` (Universitas Bukit Samara) or `informatics` (Universitas Tanjung Merapu), confirmed. */
  student(personId: string, programmeId?: 'agri' | 'informatics'): Promise<void>
  /** An award on the account of a person. */
  earn(personId: string, credentialId: string, sks: number, extra?: Partial<CredentialFacts>): Promise<void>
  get(who: string | null, path: string): Promise<CampusAnswer>
  post(who: string, path: string, fields: readonly (readonly [string, string | File])[]): Promise<CampusAnswer>
  close(): Promise<void>
}

/** Opens the two universities; the registrar of the first is `tamara`, of the second `rahmadi`. */
export async function openCampus(): Promise<Campus & { readonly tamara: string; readonly rahmadi: string }> {
  const world = await testDatabase()
  let now = new Date('2026-11-23T07:05:00Z')
  const facts = new Map<string, CredentialFacts>()
  const verdicts = new Map<string, 'valid' | 'invalid' | 'unconfirmed'>()
  const unused = () => Promise.reject(new Error('unused'))
  const deps: Deps = {
    db: world.db,
    clock: () => now,
    publicUrl: ORIGIN,
    signer: { createKey: unused, sign: unused, signCheckpoint: unused },
    secrets: { nikMark: Buffer.alloc(32, 1), nikSeal: Buffer.alloc(32, 2), session: Buffer.alloc(32, 3) },
    sendLetter: () => Promise.resolve(),
    demo: true,
    log: pino({ level: 'silent' }),
  }
  const source: CredentialSource = {
    credentialFacts: async (id) => facts.get(id) ?? null,
    verdictOf: async (id) => ({ verdict: verdicts.get(id) ?? 'valid', kind: verdicts.get(id) ?? 'valid' }),
  }
  const actor = async (personId: string): Promise<Actor> => ({
    personId,
    name: (await findPeople(world.db, [personId])).get(personId)?.name ?? '',
    roles: await rolesOf(world.db, personId, now),
  })
  const site = pagesOf(deps, source, actor)
  await found(deps, now)
  const campus: Campus = {
    deps,
    source,
    verdicts,
    setClock: (moment) => {
      now = new Date(moment)
    },
    person: async (name) => mustBe(await registerPerson(deps, { name, language: 'id' })).id,
    role: (personId, organisationId, role) =>
      addMembership(world.db, { id: newId(), organisationId, personId, role, grantedBy: null, validFrom: BEGAN }),
    actor,
    student: async (personId, programmeId = 'agri') => {
      const registrar = programmeId === 'agri' ? tamara : rahmadi
      const study = mustBe(await linkStudy(deps, await actor(personId), { ...STUDY, programmeId }))
      mustBe(
        await confirmStudy(deps, await actor(registrar), programmeId === 'agri' ? 'samara' : 'merapu', study.studyId),
      )
    },
    earn: async (personId, credentialId, sks, extra = {}) => {
      const one = { ...AWARD, credentialId, accountId: credentialId, personId, sks, hours: sks * 45, ...extra }
      const definitionVersionId = extra.definitionVersionId ?? `v-${credentialId}`
      facts.set(credentialId, { ...one, definitionVersionId })
      await deposit(world.db, {
        personId,
        credentialId,
        definitionVersionId: `${definitionVersionId} ${credentialId}`,
        attempt: 1,
        hours: one.hours,
        sks,
        title: one.title,
        issuerOrganisationId: one.organisationId,
        postedBy: 'provider',
        postedAt: now,
      })
    },
    get: async (who, path) => answered(await site.request(`${ORIGIN}${path}`, { headers: whoAsks(who) })),
    post: async (who, path, fields) => {
      const body = new FormData()
      for (const [name, value] of fields) body.append(name, value)
      return answered(await site.request(`${ORIGIN}${path}`, { method: 'POST', headers: whoAsks(who), body }))
    },
    close: () => world.close(),
  }
  const [tamara, rahmadi] = [await campus.person('Tamara'), await campus.person('Rahmadi')]
  await campus.role(tamara, 'samara', 'registrar')
  await campus.role(rahmadi, 'merapu', 'registrar')
  return { ...campus, tamara, rahmadi }
}

const STUDY = {
  nim: 'H0817.042/A-1',
  semester: '6',
  sksTaken: '100',
  onlineSks: '0',
  outsideSks: '0',
  onlineCourses: '',
}

const AWARD = {
  definitionId: null,
  title: { id: 'Statistika Terapan', en: 'Applied Statistics' },
  kkniLevel: 5,
  mode: 'online',
  issuerName: 'Politeknik Arung Timur',
  organisationId: 'arung',
  issuedOn: '2026-10-12',
} as const

const whoAsks = (who: string | null): Record<string, string> => (who === null ? {} : { 'x-person': who })

async function answered(response: Response): Promise<CampusAnswer> {
  return {
    status: response.status,
    text: await response.text(),
    location: response.headers.get('location') ?? '',
  }
}

function pagesOf(deps: Deps, source: CredentialSource, actor: (id: string) => Promise<Actor>): Hono<AppEnv> {
  const site = bilingualApp()
  site.onError((error, c) => {
    if (error instanceof PageError) return c.text('refused', error.status)
    if (error instanceof SignInNeeded) return c.text('sign in', 401)
    throw error
  })
  site.use(pages(deps), async (c, next) => {
    const personId = c.req.header('x-person')
    if (personId !== undefined) c.set('actor', await actor(personId))
    await next()
  })
  return site
    .route('/', organisationRoutes(deps))
    .route('/', bankRoutes(deps, accountHooks(deps)))
    .route('/', routes(deps, source))
}

async function found(deps: Deps, createdAt: Date): Promise<void> {
  for (const [id, name, kind] of [
    ['samara', 'Universitas Bukit Samara', 'university'],
    ['merapu', 'Universitas Tanjung Merapu', 'university'],
    ['arung', 'Politeknik Arung Timur', 'polytechnic'],
  ] as const)
    await addOrganisation(deps.db, {
      id,
      slug: id,
      name,
      kind,
      city: null,
      province: null,
      createdAt,
      invented: true,
    })
  for (const [id, organisationId, code, name] of [
    ['agri', 'samara', '54201', { id: 'Agribisnis', en: 'Agribusiness' }],
    ['informatics', 'merapu', '55201', { id: 'Informatika', en: 'Informatics' }],
  ] as const)
    await addProgramme(deps.db, {
      id,
      organisationId,
      code,
      name,
      level: 'S1',
      kkniLevel: 6,
      totalSks: 144,
      totalCourses: 48,
    })
  for (const [id, programmeId, code, name] of [
    ['agr214', 'agri', 'AGR 214', { id: 'Statistika Pertanian', en: 'Farm Statistics' }],
    ['agr330', 'agri', 'AGR 330', { id: 'Pemasaran Digital', en: 'Digital Marketing' }],
    ['inf110', 'informatics', 'INF 110', { id: 'Statistika', en: 'Statistics' }],
  ] as const)
    await addCourse(deps.db, { id, programmeId, code, name, sks: 2 })
}
