import { Hono } from 'hono'
import { findVersions } from '../../design/index.ts'
import { findTaught, type Organisation } from '../../organisations/index.ts'
import { findPeople } from '../../people/index.ts'
import { dayOf } from '../../platform/clock.ts'
import type { Deps } from '../../platform/deps.ts'
import { readForm } from '../../platform/forms.ts'
import { requireActor } from '../../platform/http.ts'
import type { AppContext, AppEnv } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import { type CourseMeant, courseLine, courseMeant, suggestedCourses } from '../courses/index.ts'
import { ownCampus } from '../routes-registrar.ts'
import { type EquivalenceForm, type EquivalenceRow, EquivalencesPage } from './pages.tsx'
import { inForce } from './rules.ts'
import { confirmEquivalence, endEquivalence, proposeEquivalence, versionMeant } from './service.ts'
import { equivalencesOf } from './store.ts'
import type { Equivalence } from './types.ts'

const PAGE = '/registrar/equivalences'
const EMPTY: EquivalenceForm = {
  version: '',
  course: '',
  chosen: '',
  asVersion: '',
  sks: '',
  from: '',
  until: '',
  basis: '',
}
/** Courses among which somebody chooses at once. */
const AMONG_MOST = 12

/** `/registrar/equivalences`: what a university agreed to count definitions as; two people make a line. */
export function routes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  const back = (c: AppContext, { id }: Organisation) => c.redirect(c.var.page.href(`${PAGE}?organisation=${id}`), 303)
  app.get(PAGE, async (c) => draw(deps, c, await ownCampus(deps, c, c.req.query('organisation'), 'owner'), EMPTY, []))
  app.post(PAGE, async (c) => {
    const actor = requireActor(c)
    const sent = await readForm(c)
    const organisation = await ownCampus(deps, c, sent.text('organisation'), 'owner')
    const form: EquivalenceForm = {
      version: sent.text('version'),
      course: sent.text('course'),
      chosen: sent.text('chosen'),
      asVersion: sent.text('asVersion'),
      sks: sent.text('sks'),
      from: sent.text('from'),
      until: sent.text('until'),
      basis: sent.text('basis'),
    }
    const meant = form.course === '' ? null : await courseMeant(deps.db, organisation.id, form.course, form.chosen)
    const proposed = await proposeEquivalence(deps, actor, organisation.id, {
      definitionVersionId: await versionMeant(deps.db, form.version),
      // Empty where the text names none: no course has that id, and every other fault is found beside it.
      courseId: meant === null ? null : (meant.course?.id ?? ''),
      asVersionId: form.asVersion === '' ? null : await versionMeant(deps.db, form.asVersion),
      sks: meant === null ? null : /^\d{1,3}$/.test(form.sks) ? Number(form.sks) : 0,
      validFrom: form.from,
      validUntil: form.until === '' ? null : form.until,
      basis: form.basis,
    })
    if (proposed.ok) return back(c, organisation)
    c.status(422)
    return draw(deps, c, organisation, form, whichCourse(proposed.refusals, meant), meant)
  })
  app.get(`${PAGE}/courses/:organisation`, async (c) => {
    const organisation = await ownCampus(deps, c, c.req.param('organisation'), 'owner')
    return c.json(await suggestedCourses(deps.db, organisation.id, c.req.query('q') ?? '', c.var.page.language))
  })
  for (const [path, verb] of [
    ['confirmation', confirmEquivalence],
    ['end', endEquivalence],
  ] as const)
    app.post(`${PAGE}/:id/${path}`, async (c) => {
      const actor = requireActor(c)
      const organisation = await ownCampus(deps, c, (await readForm(c)).text('organisation'), 'owner')
      const done = await verb(deps, actor, organisation.id, c.req.param('id') ?? '')
      if (done.ok) return back(c, organisation)
      c.status(422)
      return draw(deps, c, organisation, EMPTY, done.refusals)
    })
  return app
}

/** Where a text fits several courses, the form asks which one, instead of saying that there is none. */
function whichCourse(refusals: readonly Refusal[], meant: CourseMeant | null): readonly Refusal[] {
  if (meant === null || meant.total === 0) return refusals
  const { total: count } = meant
  return refusals.map((one) =>
    one.code === 'recognition.equivalence-course-unknown'
      ? { code: 'recognition.equivalence-course-which', at: 'course', values: { count } }
      : one,
  )
}

async function draw(
  deps: Deps,
  c: AppContext,
  organisation: Organisation,
  form: EquivalenceForm,
  refusals: readonly Refusal[],
  meant: CourseMeant | null = null,
): Promise<Response> {
  const { personId } = requireActor(c)
  const lines = await equivalencesOf(deps.db, [organisation.id])
  const versions = await findVersions(deps.db, [
    ...new Set(lines.flatMap((one) => [one.definitionVersionId, one.asVersionId ?? ''])),
  ])
  const people = await findPeople(deps.db, [...new Set(lines.map(({ proposedBy }) => proposedBy))])
  const today = dayOf(deps.clock())
  const taught = await findTaught(deps.db, [...new Set(lines.map(({ courseId }) => courseId ?? ''))])
  const { page } = c.var
  const rows = lines.map((line): EquivalenceRow => {
    const course = taught.get(line.courseId ?? '')
    return {
      line,
      title: versions.get(line.definitionVersionId)?.title ?? null,
      target:
        course === undefined
          ? (versions.get(line.asVersionId ?? '')?.title ?? null)
          : `${course.code} ${page.say(course.name)}`,
      programme: course?.programme.name ?? null,
      state: stateOf(line, today),
      proposerName: people.get(line.proposedBy)?.name ?? '',
      own: line.proposedBy === personId,
    }
  })
  return c.html(
    EquivalencesPage({
      page,
      organisation,
      rows,
      among: { courses: meant?.among.slice(0, AMONG_MOST) ?? [], total: meant?.total ?? 0 },
      // What was understood is written out, so that it is understood again.
      form: meant?.course == null ? form : { ...form, course: courseLine(meant.course, page.language) },
      refusals,
    }),
  )
}

function stateOf(line: Equivalence, today: string): EquivalenceRow['state'] {
  if (inForce(line, today)) return 'in-force'
  if (line.endedOn !== null || (line.validUntil !== null && line.validUntil <= today)) return 'over'
  return line.confirmedAt === null ? 'waiting' : 'later'
}
