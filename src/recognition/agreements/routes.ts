import { Hono } from 'hono'
import { findVersions } from '../../design/index.ts'
import { coursesOf, type Organisation, programmesOf } from '../../organisations/index.ts'
import { findPeople } from '../../people/index.ts'
import { dayOf } from '../../platform/clock.ts'
import type { Deps } from '../../platform/deps.ts'
import { readForm } from '../../platform/forms.ts'
import { requireActor } from '../../platform/http.ts'
import type { AppContext, AppEnv } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import { ownCampus } from '../routes-registrar.ts'
import { type EquivalenceForm, type EquivalenceRow, EquivalencesPage, type EquivalencesProps } from './pages.tsx'
import { inForce } from './rules.ts'
import { confirmEquivalence, endEquivalence, proposeEquivalence, versionMeant } from './service.ts'
import { equivalencesOf } from './store.ts'
import type { Equivalence } from './types.ts'

const PAGE = '/registrar/equivalences'
const EMPTY: EquivalenceForm = { version: '', course: '', asVersion: '', sks: '', from: '', until: '', basis: '' }

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
      asVersion: sent.text('asVersion'),
      sks: sent.text('sks'),
      from: sent.text('from'),
      until: sent.text('until'),
      basis: sent.text('basis'),
    }
    const proposed = await proposeEquivalence(deps, actor, organisation.id, {
      definitionVersionId: await versionMeant(deps.db, form.version),
      courseId: form.course === '' ? null : form.course,
      asVersionId: form.asVersion === '' ? null : await versionMeant(deps.db, form.asVersion),
      sks: form.course === '' ? null : /^\d{1,3}$/.test(form.sks) ? Number(form.sks) : 0,
      validFrom: form.from,
      validUntil: form.until === '' ? null : form.until,
      basis: form.basis,
    })
    if (proposed.ok) return back(c, organisation)
    c.status(422)
    return draw(deps, c, organisation, form, proposed.refusals)
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

async function draw(
  deps: Deps,
  c: AppContext,
  organisation: Organisation,
  form: EquivalenceForm,
  refusals: readonly Refusal[],
): Promise<Response> {
  const { personId } = requireActor(c)
  const lines = await equivalencesOf(deps.db, [organisation.id])
  const versions = await findVersions(deps.db, [
    ...new Set(lines.flatMap((one) => [one.definitionVersionId, one.asVersionId ?? ''])),
  ])
  const people = await findPeople(deps.db, [...new Set(lines.map(({ proposedBy }) => proposedBy))])
  const today = dayOf(deps.clock())
  const programmes: EquivalencesProps['programmes'][number][] = []
  for (const programme of await programmesOf(deps.db, organisation.id))
    programmes.push({ programme, courses: await coursesOf(deps.db, programme.id) })
  const { page } = c.var
  const rows = lines.map((line): EquivalenceRow => {
    const taught = programmes.find(({ courses }) => courses.some(({ id }) => id === line.courseId))
    const course = taught?.courses.find(({ id }) => id === line.courseId)
    return {
      line,
      title: versions.get(line.definitionVersionId)?.title ?? null,
      target:
        course === undefined
          ? (versions.get(line.asVersionId ?? '')?.title ?? null)
          : `${course.code} ${page.say(course.name)}`,
      programme: taught?.programme.name ?? null,
      state: stateOf(line, today),
      proposerName: people.get(line.proposedBy)?.name ?? '',
      own: line.proposedBy === personId,
    }
  })
  return c.html(EquivalencesPage({ page, organisation, rows, programmes, form, refusals }))
}

function stateOf(line: Equivalence, today: string): EquivalenceRow['state'] {
  if (inForce(line, today)) return 'in-force'
  if (line.endedOn !== null || (line.validUntil !== null && line.validUntil <= today)) return 'over'
  return line.confirmedAt === null ? 'waiting' : 'later'
}
