import { Hono } from 'hono'
import { findPeople } from '../people/index.ts'
import type { Db } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { readForm } from '../platform/forms.ts'
import { forbidden, notFound, requireActor } from '../platform/http.ts'
import type { AppContext, AppEnv } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { type ProgrammeChoice, StudyPage, type StudyShown } from './pages.tsx'
import { StudentPage, type StudentRow, StudentsPage } from './pages-students.tsx'
import { agreementRoutes } from './routes-agreements.ts'
import { organisationsWhere } from './rules.ts'
import { confirmStudy, linkStudy, refuseStudy } from './service.ts'
import { findOrganisation, findProgramme, findProgrammes, organisationsOfKinds, programmesOf } from './store.ts'
import { decidedStudies, findStudyAt, openStudies, waitingStudies } from './store-study.ts'
import { CAMPUS_KINDS, type Organisation, type Study, type StudyForm } from './types.ts'

const EMPTY: StudyForm = {
  programmeId: '',
  nim: '',
  semester: '',
  sksTaken: '',
  onlineSks: '',
  outsideSks: '',
  onlineCourses: '',
}

/** `/register/agreements` for everybody, `/wallet/study` for students, `/registrar/students` for the registrar of their university. */
export function routes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.route('/', agreementRoutes(deps))
  app.get('/wallet/study', async (c) => drawStudy(deps, c, null, []))
  app.post('/wallet/study', async (c) => {
    const actor = requireActor(c)
    const sent = await readForm(c)
    const form: StudyForm = {
      programmeId: sent.text('programmeId'),
      nim: sent.text('nim'),
      semester: sent.text('semester'),
      sksTaken: sent.text('sksTaken'),
      onlineSks: sent.text('onlineSks'),
      outsideSks: sent.text('outsideSks'),
      onlineCourses: sent.text('onlineCourses'),
    }
    const linked = await linkStudy(deps, actor, form)
    if (linked.ok) return c.redirect(c.var.page.href('/wallet/study'), 303)
    c.status(422)
    return drawStudy(deps, c, form, linked.refusals)
  })
  app.get('/registrar/students', async (c) => {
    const organisation = await ownCampus(deps.db, c)
    const waiting = await rowsOf(deps.db, await waitingStudies(deps.db, organisation.id))
    const decided = await rowsOf(deps.db, await decidedStudies(deps.db, organisation.id))
    return c.html(StudentsPage({ page: c.var.page, organisation, waiting, decided }))
  })
  app.get('/registrar/students/:id', async (c) => {
    const { organisation, row } = await findRow(deps.db, c, c.req.param('id'))
    return c.html(StudentPage({ page: c.var.page, organisation, row }))
  })
  app.post('/registrar/students/:id/answer', async (c) => {
    const actor = requireActor(c)
    const { organisation, row } = await findRow(deps.db, c, c.req.param('id'))
    const sent = await readForm(c)
    const reason = sent.text('reason')
    const answered =
      sent.text('answer') === 'confirm'
        ? await confirmStudy(deps, actor, organisation.id, row.study.id)
        : await refuseStudy(deps, actor, organisation.id, row.study.id, reason)
    if (answered.ok) return c.redirect(c.var.page.href('/registrar/students'), 303)
    return c.html(StudentPage({ page: c.var.page, organisation, row, reason, refusals: answered.refusals }), 422)
  })
  return app
}

async function drawStudy(
  deps: Deps,
  c: AppContext,
  form: StudyForm | null,
  refusals: readonly Refusal[],
): Promise<Response> {
  const actor = requireActor(c)
  const open = await openStudies(deps.db, actor.personId)
  const confirmed = open.find(({ state }) => state === 'confirmed')
  const waiting = open.find(({ state }) => state !== 'confirmed')
  const choices = await programmeChoices(deps.db)
  return c.html(
    StudyPage({
      page: c.var.page,
      confirmed: await shown(deps.db, confirmed),
      waiting: await shown(deps.db, waiting),
      choices,
      form: form ?? formOf(waiting ?? confirmed),
      refusals,
    }),
  )
}

function formOf(study: Study | undefined): StudyForm {
  if (study === undefined) return EMPTY
  const { programmeId, nim, semester, sksTaken, onlineSks, outsideSks, onlineCourses } = study
  return {
    programmeId,
    nim,
    semester: String(semester),
    sksTaken: String(sksTaken),
    onlineSks: String(onlineSks),
    outsideSks: String(outsideSks),
    onlineCourses: onlineCourses === null ? '' : String(onlineCourses),
  }
}

async function shown(db: Db, study: Study | undefined): Promise<StudyShown | null> {
  if (study === undefined) return null
  const [programme, organisation] = await Promise.all([
    findProgramme(db, study.programmeId),
    findOrganisation(db, study.organisationId),
  ])
  return programme === null || organisation === null ? null : { study, programme, organisation }
}

async function programmeChoices(db: Db): Promise<readonly ProgrammeChoice[]> {
  const [campuses, programmes] = await Promise.all([organisationsOfKinds(db, CAMPUS_KINDS), programmesOf(db)])
  return campuses.map((organisation) => ({
    organisation,
    programmes: programmes.filter(({ organisationId }) => organisationId === organisation.id),
  }))
}

/** The campus for which this person is registrar: the one asked for, else the first. Everybody else is turned away. */
async function ownCampus(db: Db, c: AppContext): Promise<Organisation> {
  const own = organisationsWhere(requireActor(c), 'registrar')
  if (own.length === 0) forbidden()
  const asked = c.req.query('organisation')
  const organisation = await findOrganisation(db, asked !== undefined && own.includes(asked) ? asked : (own[0] ?? ''))
  return organisation ?? notFound()
}

/** A statement in one of the registrar's own campuses; another university's is not found. */
async function findRow(db: Db, c: AppContext, id: string): Promise<{ organisation: Organisation; row: StudentRow }> {
  const own = organisationsWhere(requireActor(c), 'registrar')
  if (own.length === 0) forbidden()
  for (const organisationId of own) {
    const study = await findStudyAt(db, organisationId, id)
    const organisation = study === null ? null : await findOrganisation(db, organisationId)
    const [row] = study === null ? [] : await rowsOf(db, [study])
    if (row !== undefined && organisation !== null) return { organisation, row }
  }
  return notFound()
}

async function rowsOf(db: Db, studies: readonly Study[]): Promise<readonly StudentRow[]> {
  const [people, programmes] = await Promise.all([
    findPeople(
      db,
      studies.map(({ personId }) => personId),
    ),
    findProgrammes(db, [...new Set(studies.map(({ programmeId }) => programmeId))]),
  ])
  return studies.flatMap((study) => {
    const programme = programmes.get(study.programmeId)
    return programme === undefined ? [] : [{ study, programme, name: people.get(study.personId)?.name ?? study.nim }]
  })
}
