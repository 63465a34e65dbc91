import { Hono } from 'hono'
import { statement } from '../bank/index.ts'
import {
  coursesOf,
  currentStudyOf,
  findCourse,
  findOrganisation,
  findOrganisations,
  findProgramme,
} from '../organisations/index.ts'
import { dayOf } from '../platform/clock.ts'
import type { Db } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { readForm } from '../platform/forms.ts'
import { notFound, requireActor } from '../platform/http.ts'
import type { AppContext, AppEnv } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { workingPractice } from './library.ts'
import { type AskForm, AskPage, ChoosePage } from './pages-ask.tsx'
import { RequestPage, type RequestRow, RequestsPage } from './pages-learner.tsx'
import { ask, withdraw } from './service.ts'
import { ruleWords } from './service-account.ts'
import { assess } from './service-case.ts'
import { rulesOfDecision } from './service-rules.ts'
import { decisionsOf, findOwnRequest, requestsOf, standingDecision, standingDecisions } from './store.ts'
import type { CredentialFacts, CredentialSource } from './types.ts'

/** `/credit/requests`: the learner asks the home university, and sees what became of it. */
export function learnerRoutes(deps: Deps, source: CredentialSource): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get('/credit/requests', async (c) => {
    const { personId } = requireActor(c)
    const [requests, decisions] = [await requestsOf(deps.db, personId), await standingDecisions(deps.db, personId)]
    const organisations = await findOrganisations(deps.db, [
      ...new Set(requests.map(({ organisationId }) => organisationId)),
    ])
    const rows = requests.map(
      (request): RequestRow => ({
        request,
        decision: decisions.get(request.id) ?? null,
        organisationName: organisations.find(({ id }) => id === request.organisationId)?.name ?? '',
      }),
    )
    return c.html(RequestsPage({ page: c.var.page, rows }))
  })
  app.get('/credit/requests/new', async (c) => {
    const { personId } = requireActor(c)
    const id = c.req.query('credential')
    if (id === undefined)
      return c.html(ChoosePage({ page: c.var.page, credentials: await withCredit(deps.db, personId) }))
    const facts = await ownFacts(source, personId, id)
    const wished = c.req.query('sks')
    return draw(
      deps,
      c,
      facts,
      { sks: wished ?? '', asPackage: c.req.query('package') === 'yes', courseId: '', note: '' },
      [],
    )
  })
  app.post('/credit/requests', async (c) => {
    const actor = requireActor(c)
    const sent = await readForm(c)
    const facts = await ownFacts(source, actor.personId, sent.text('credential'))
    const form: AskForm = {
      sks: sent.text('sks'),
      asPackage: sent.text('asPackage') === 'yes',
      courseId: sent.text('course'),
      note: sent.text('note'),
    }
    const sks = /^\d{1,3}$/.test(form.sks) ? Number(form.sks) : 0
    const asked = await ask(deps, source, actor, {
      credentialId: facts.credentialId,
      sks,
      asPackage: form.asPackage,
      courseId: form.courseId === '' ? null : form.courseId,
      note: form.note,
    })
    if (asked.ok) return c.redirect(c.var.page.href(`/credit/requests/${asked.value.requestId}`), 303)
    c.status(422)
    return draw(deps, c, facts, form, asked.refusals)
  })
  app.get('/credit/requests/:id', async (c) => {
    const { personId } = requireActor(c)
    const request = await findOwnRequest(deps.db, personId, c.req.param('id'))
    if (request === null) return notFound()
    const decision = await standingDecision(deps.db, personId, request.id)
    const organisation = await findOrganisation(deps.db, request.organisationId)
    const course = decision === null || decision.courseId === null ? null : await findCourse(deps.db, decision.courseId)
    const earlier = (await decisionsOf(deps.db, personId, request.id)).filter(({ replacedAt }) => replacedAt !== null)
    const rules = decision === null ? null : await rulesOfDecision(deps.db, decision)
    const row: RequestRow = { request, decision, organisationName: organisation?.name ?? '' }
    return c.html(
      RequestPage({
        page: c.var.page,
        row,
        rules,
        courseName: course === null ? null : `${course.code} ${c.var.page.say(course.name)}`,
        earlier,
      }),
    )
  })
  app.post('/credit/requests/:id/withdrawal', async (c) => {
    const actor = requireActor(c)
    const done = await withdraw(deps, actor, c.req.param('id'))
    if (!done.ok && done.refusals[0].code === 'recognition.request-unknown') return notFound()
    return c.redirect(c.var.page.href(`/credit/requests/${c.req.param('id')}`), 303)
  })
  return app
}

async function ownFacts(source: CredentialSource, personId: string, credentialId: string): Promise<CredentialFacts> {
  const facts = credentialId === '' ? null : await source.credentialFacts(credentialId)
  return facts === null || facts.personId !== personId ? notFound() : facts
}

async function draw(
  deps: Deps,
  c: AppContext,
  facts: CredentialFacts,
  form: AskForm,
  refusals: readonly Refusal[],
): Promise<Response> {
  const { personId } = requireActor(c)
  const study = await currentStudyOf(deps.db, personId)
  const linked = study !== null && study.state !== 'refused'
  const programme = linked ? await findProgramme(deps.db, study.programmeId) : null
  const organisation = linked ? await findOrganisation(deps.db, study.organisationId) : null
  const wish = {
    personId,
    organisationId: study?.organisationId ?? '',
    programmeId: study?.programmeId ?? '',
    facts,
    waiver: null,
    day: dayOf(deps.clock()),
  }
  const first = programme === null ? null : await assess(deps.db, { ...wish, askedSks: 1, asPackage: false })
  const left = first === null ? facts.sks : Math.max(0, first.evaluation.worthSks - first.asked.award.counted)
  const sks = /^\d{1,3}$/.test(form.sks) ? Number(form.sks) : left
  const assessed =
    programme === null || sks < 1 ? null : await assess(deps.db, { ...wish, askedSks: sks, asPackage: form.asPackage })
  return c.html(
    AskPage({
      page: c.var.page,
      facts,
      left,
      offerPackage: left >= workingPractice().packageAskFromSks.value,
      campus:
        programme === null || organisation === null
          ? null
          : { name: organisation.name, programme, confirmed: study?.state === 'confirmed' },
      courses: programme === null ? [] : await coursesOf(deps.db, programme.id),
      preview:
        assessed === null
          ? null
          : {
              rules: assessed.rules,
              evaluation: assessed.evaluation,
              asked: sks,
              words: (limit) =>
                ruleWords(
                  limit,
                  assessed.programme.level,
                  limit.base === 'sks' ? assessed.programme.totalSks : (assessed.programme.totalCourses ?? 0),
                ),
            },
      form: { ...form, sks: form.sks === '' ? String(left) : form.sks },
      refusals,
    }),
  )
}

/** The credentials on the account that still have SKS to ask for. */
async function withCredit(db: Db, personId: string) {
  const left = new Map<string, { credentialId: string; title: { id: string; en: string }; left: number }>()
  for (const { credentialId, reason, sks } of await statement(db, personId)) {
    const known = left.get(credentialId) ?? {
      credentialId,
      title: reason.title ?? { id: credentialId, en: credentialId },
      left: 0,
    }
    left.set(credentialId, { ...known, left: known.left + sks })
  }
  return [...left.values()].filter((one) => one.left > 0)
}
