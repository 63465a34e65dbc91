import { Hono } from 'hono'
import { csvFile } from '../../enrolment/index.ts'
import {
  type Course,
  coursesOf,
  findCourse,
  findProgramme,
  type Organisation,
  programmesOf,
  type StudyProgramme,
} from '../../organisations/index.ts'
import type { Deps } from '../../platform/deps.ts'
import { type Form, readForm } from '../../platform/forms.ts'
import { notFound, requireActor } from '../../platform/http.ts'
import type { AppContext, AppEnv } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import { rejectedCsv } from '../../platform/table/index.ts'
import { ownCampus } from '../routes-registrar.ts'
import { CoursesPage, CourseUploadPage } from './pages.tsx'
import { CoursePage } from './pages-course.tsx'
import { formOf } from './rules.ts'
import { saveCourse } from './service.ts'
import { courseHeadings, coursesAsCsv, importCourses } from './service-table.ts'
import { findUpload } from './store.ts'
import type { CourseForm, CourseUpload } from './types.ts'

const PATH = '/registrar/courses'
const EMPTY: CourseForm = {
  code: '',
  nameId: '',
  nameEn: '',
  sks: '',
  semester: '',
  standsFor: 'course',
  skills: '',
  outcomesId: '',
  outcomesEn: '',
}

/** `/registrar/courses`: the courses of the university's study programmes with what they teach, by page and by table. */
export function routes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get(PATH, async (c) => {
    const organisation = await ownCampus(deps, c, c.req.query('organisation'))
    return drawList(deps, c, organisation, c.req.query('programme'), [])
  })
  app.get(`${PATH}/table.csv`, async (c) => {
    const { programme } = await ownProgramme(deps, c, c.req.query('programme'))
    return csvFile(c, coursesAsCsv(await coursesOf(deps.db, programme.id), c.var.page.language), 'mata-kuliah.csv')
  })
  app.get(`${PATH}/new`, async (c) => {
    const { organisation, programme } = await ownProgramme(deps, c, c.req.query('programme'))
    return drawCourse(c, organisation, programme, null, EMPTY, [])
  })
  app.post(PATH, async (c) => {
    const sent = await readForm(c)
    const { organisation, programme } = await ownProgramme(deps, c, sent.text('programme'))
    return save(deps, c, organisation, programme, null, sent)
  })
  app.post(`${PATH}/table`, async (c) => {
    const sent = await readForm(c)
    const { organisation, programme } = await ownProgramme(deps, c, sent.text('programme'))
    const file = await sent.file('file')
    const done =
      file === null ? null : await importCourses(deps, requireActor(c), organisation.id, programme.id, file.bytes)
    if (done?.ok) return c.redirect(c.var.page.href(`${PATH}/tables/${done.value.uploadId}`), 303)
    c.status(422)
    return drawList(
      deps,
      c,
      organisation,
      programme.id,
      done === null
        ? [{ code: 'courses.file-missing', at: 'file' }]
        : done.refusals.map((one) => ({ ...one, at: one.at ?? 'file' })),
    )
  })
  app.get(`${PATH}/tables/:upload`, async (c) => {
    const { organisation, programme, upload } = await ownUpload(deps, c)
    return c.html(CourseUploadPage({ page: c.var.page, organisation, programme, upload }))
  })
  app.get(`${PATH}/tables/:upload/rejected.csv`, async (c) => {
    const { report } = (await ownUpload(deps, c)).upload
    const { language } = c.var.page
    return csvFile(c, rejectedCsv(report, report.rejected, language), language === 'id' ? 'perbaiki.csv' : 'mend.csv')
  })
  app.get(`${PATH}/:id`, async (c) => {
    const { organisation, programme, course } = await ownCourse(deps, c)
    return drawCourse(c, organisation, programme, course, formOf(course), [])
  })
  app.post(`${PATH}/:id`, async (c) => {
    const { organisation, programme, course } = await ownCourse(deps, c)
    return save(deps, c, organisation, programme, course, await readForm(c))
  })
  return app
}

async function save(
  deps: Deps,
  c: AppContext,
  organisation: Organisation,
  programme: StudyProgramme,
  course: Course | null,
  sent: Form,
): Promise<Response> {
  const form = courseForm(sent)
  const place = {
    programmeId: programme.id,
    courseId: course?.id ?? null,
    revision: /^\d{1,9}$/.test(sent.text('revision')) ? Number(sent.text('revision')) : 0,
  }
  const saved = await saveCourse(deps, requireActor(c), organisation.id, place, form)
  if (saved.ok)
    return c.redirect(c.var.page.href(`${PATH}?organisation=${organisation.id}&programme=${programme.id}`), 303)
  c.status(422)
  return drawCourse(c, organisation, programme, course, form, saved.refusals)
}

function courseForm(sent: Form): CourseForm {
  return Object.fromEntries(Object.keys(EMPTY).map((name) => [name, sent.text(name)])) as unknown as CourseForm
}

function drawCourse(
  c: AppContext,
  organisation: Organisation,
  programme: StudyProgramme,
  course: Course | null,
  form: CourseForm,
  refusals: readonly Refusal[],
): Response | Promise<Response> {
  return c.html(CoursePage({ page: c.var.page, organisation, programme, course, form, refusals }))
}

/** The list of one programme: the one asked for, else the university's first. */
async function drawList(
  deps: Deps,
  c: AppContext,
  organisation: Organisation,
  asked: string | undefined,
  refusals: readonly Refusal[],
): Promise<Response> {
  const programmes = await programmesOf(deps.db, organisation.id)
  const programme = programmes.find(({ id }) => id === asked) ?? programmes[0] ?? null
  return c.html(
    CoursesPage({
      page: c.var.page,
      organisation,
      programmes,
      programme,
      courses: programme === null ? [] : await coursesOf(deps.db, programme.id),
      columns: courseHeadings(c.var.page.language),
      refusals,
    }),
  )
}

/** A study programme of a university where this person is registrar; another university's is not found. */
async function ownProgramme(
  deps: Deps,
  c: AppContext,
  id: string | undefined,
): Promise<{ organisation: Organisation; programme: StudyProgramme }> {
  requireActor(c)
  const programme = await findProgramme(deps.db, id ?? '')
  // Whoever is no registrar anywhere is turned away before being told whether it exists.
  const organisation = await ownCampus(deps, c, programme?.organisationId)
  return programme === null ? notFound() : { organisation, programme }
}

async function ownCourse(
  deps: Deps,
  c: AppContext,
): Promise<{ organisation: Organisation; programme: StudyProgramme; course: Course }> {
  const course = await findCourse(deps.db, c.req.param('id') ?? '')
  const own = await ownProgramme(deps, c, course?.programmeId)
  return course === null ? notFound() : { ...own, course }
}

async function ownUpload(
  deps: Deps,
  c: AppContext,
): Promise<{ organisation: Organisation; programme: StudyProgramme; upload: CourseUpload }> {
  for (const organisationId of [...new Set(requireActor(c).roles.map((role) => role.organisationId))]) {
    const upload = await findUpload(deps.db, organisationId, c.req.param('upload') ?? '')
    if (upload !== null) return { ...(await ownProgramme(deps, c, upload.programmeId)), upload }
  }
  return notFound()
}
