import { Hono } from 'hono'
import { findVersions } from '../../design/index.ts'
import {
  coursesOf,
  findCourse,
  findOrganisation,
  type Organisation,
  organisationsWhere,
  programmesOf,
} from '../../organisations/index.ts'
import { findPeople } from '../../people/index.ts'
import { dayOf } from '../../platform/clock.ts'
import type { Deps } from '../../platform/deps.ts'
import { readForm } from '../../platform/forms.ts'
import { forbidden, notFound, requireActor } from '../../platform/http.ts'
import type { AppContext, AppEnv } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import { type EquivalenceForm, type EquivalenceRow, EquivalencesPage } from './pages.tsx'
import { inForce } from './rules.ts'
import { confirmEquivalence, endEquivalence, proposeEquivalence } from './service.ts'
import { equivalencesOf } from './store.ts'
import type { Equivalence } from './types.ts'

const EMPTY: EquivalenceForm = { version: '', course: '', asVersion: '', sks: '', from: '', until: '', basis: '' }

/** `/registrar/equivalences`: what a university agreed to count definitions as; two people make a line. */
export function routes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get('/registrar/equivalences', async (c) => draw(deps, c, EMPTY, []))
  app.post('/registrar/equivalences', async (c) => {
    const actor = requireActor(c)
    const organisation = await ownUniversity(deps, c)
    const sent = await readForm(c)
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
      definitionVersionId: idIn(form.version),
      courseId: form.course === '' ? null : form.course,
      asVersionId: form.asVersion === '' ? null : idIn(form.asVersion),
      sks: form.course === '' ? null : /^\d{1,3}$/.test(form.sks) ? Number(form.sks) : 0,
      validFrom: form.from,
      validUntil: form.until === '' ? null : form.until,
      basis: form.basis,
    })
    if (proposed.ok) return c.redirect(c.var.page.href('/registrar/equivalences'), 303)
    c.status(422)
    return draw(deps, c, form, proposed.refusals)
  })
  for (const [path, verb] of [
    ['confirmation', confirmEquivalence],
    ['end', endEquivalence],
  ] as const)
    app.post(`/registrar/equivalences/:id/${path}`, async (c) => {
      const actor = requireActor(c)
      const organisation = await ownUniversity(deps, c)
      const done = await verb(deps, actor, organisation.id, c.req.param('id') ?? '')
      if (done.ok) return c.redirect(c.var.page.href('/registrar/equivalences'), 303)
      c.status(422)
      return draw(deps, c, EMPTY, done.refusals)
    })
  return app
}

/** The id at the end of an address, or what was typed. */
const idIn = (text: string): string => /([0-9a-z]{26})(?:[?#].*)?$/.exec(text)?.[1] ?? text

async function ownUniversity(deps: Deps, c: AppContext): Promise<Organisation> {
  const [own] = organisationsWhere(requireActor(c), 'registrar', 'owner')
  if (own === undefined) return forbidden()
  return (await findOrganisation(deps.db, own)) ?? notFound()
}

async function draw(deps: Deps, c: AppContext, form: EquivalenceForm, refusals: readonly Refusal[]): Promise<Response> {
  const organisation = await ownUniversity(deps, c)
  const { personId } = requireActor(c)
  const lines = await equivalencesOf(deps.db, [organisation.id])
  const versions = await findVersions(deps.db, [
    ...new Set(lines.flatMap((one) => [one.definitionVersionId, one.asVersionId ?? ''])),
  ])
  const people = await findPeople(deps.db, [...new Set(lines.map(({ proposedBy }) => proposedBy))])
  const today = dayOf(deps.clock())
  const rows: EquivalenceRow[] = []
  for (const line of lines) {
    const course = line.courseId === null ? null : await findCourse(deps.db, line.courseId)
    rows.push({
      line,
      title: versions.get(line.definitionVersionId)?.title ?? null,
      target:
        course === null
          ? (versions.get(line.asVersionId ?? '')?.title ?? null)
          : `${course.code} ${c.var.page.say(course.name)}`,
      state: stateOf(line, today),
      proposerName: people.get(line.proposedBy)?.name ?? '',
      own: line.proposedBy === personId,
    })
  }
  const programmes = []
  for (const programme of await programmesOf(deps.db, organisation.id))
    programmes.push({ programme, courses: await coursesOf(deps.db, programme.id) })
  return c.html(EquivalencesPage({ page: c.var.page, organisation, rows, programmes, form, refusals }))
}

function stateOf(line: Equivalence, today: string): EquivalenceRow['state'] {
  if (inForce(line, today)) return 'in-force'
  if (line.endedOn !== null || (line.validUntil !== null && line.validUntil <= today)) return 'over'
  return line.confirmedAt === null ? 'waiting' : 'later'
}
