import { Hono } from 'hono'
import { usesOf } from '../bank/index.ts'
import {
  chooseRuleSet,
  coursesOf,
  findOrganisation,
  findOrganisations,
  mayAct,
  type Organisation,
  organisationsWhere,
  ruleSetOf,
  waitingStudies,
} from '../organisations/index.ts'
import { findPeople } from '../people/index.ts'
import { dayOf } from '../platform/clock.ts'
import type { Deps } from '../platform/deps.ts'
import { formatDay } from '../platform/format.ts'
import { readForm } from '../platform/forms.ts'
import { forbidden, notFound, requireActor } from '../platform/http.ts'
import type { AppContext, AppEnv } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { workingPractice } from './library.ts'
import { CasePage } from './pages-case.tsx'
import { QueuePage, type QueueProps, type QueueSort } from './pages-registrar.tsx'
import { ChooseRulesPage } from './pages-rule-set.tsx'
import { stillUndoable } from './rules-decision.ts'
import { sameAnswer } from './rules-rerun.ts'
import { decide, undo, wishOf } from './service.ts'
import { ruleWords } from './service-account.ts'
import { assess } from './service-case.ts'
import { replay, rulesOfDecision } from './service-rules.ts'
import { choosableSets, ruleSetOfDay } from './service-sets.ts'
import { findRequestAt, lastDecisions, openRequests, precedentsOf, standingDecision } from './store.ts'
import type { CredentialSource, DecisionForm, RecognitionRequest } from './types.ts'

const SORTS: readonly QueueSort[] = ['due', 'owner', 'sks']

/** `/registrar`: queue, case, decision and its reversal, and the choice of rules. */
export function registrarRoutes(deps: Deps, source: CredentialSource): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get('/registrar', async (c) => {
    const organisation = await ownCampus(deps, c, c.req.query('organisation'))
    const queue = await queueOf(deps, c, organisation)
    const last = await lastDecisions(deps.db, organisation.id)
    const names = await findPeople(deps.db, [...new Set(last.map(({ personId }) => personId))])
    const decided = last.map((decision) => ({
      decision,
      name: names.get(decision.personId)?.name ?? '',
      title: c.var.page.say(decision.facts.title),
    }))
    const rules = await ruleSetOfDay(deps.db, await ruleSetOf(deps.db, organisation.id, queue.today), queue.today)
    return c.html(QueuePage({ ...queue, decided, rules }))
  })
  app.get('/registrar/rules', async (c) =>
    drawChoice(
      deps,
      c,
      await ownCampus(deps, c, c.req.query('organisation'), 'owner'),
      [],
      c.req.query('saved') === '1',
    ),
  )
  app.post('/registrar/rules', async (c) => {
    const actor = requireActor(c)
    const sent = await readForm(c)
    const organisation = await ownCampus(deps, c, sent.text('organisation'), 'owner')
    const sets = await choosableSets(deps.db, organisation.id, dayOf(deps.clock()))
    const chosen = sets.find(({ id }) => id === sent.text('ruleSet'))
    if (chosen === undefined) {
      c.status(422)
      return drawChoice(deps, c, organisation, [{ code: 'recognition.rules-missing', at: 'ruleSet' }], false)
    }
    const done = await chooseRuleSet(deps, actor, organisation.id, chosen.id)
    if (!done.ok) return forbidden()
    return c.redirect(c.var.page.href('/registrar/rules?saved=1'), 303)
  })
  app.get('/registrar/requests/:id', async (c) => {
    const request = await ownRequest(deps, c)
    return drawCase(deps, source, c, request, null, [])
  })
  app.post('/registrar/requests/:id/decision', async (c) => {
    const actor = requireActor(c)
    const request = await ownRequest(deps, c)
    const sent = await readForm(c)
    const refuses = sent.text('act') === 'refuse'
    const form: DecisionForm = {
      outcome: refuses ? 'none' : sent.text('outcome'),
      grantedSks: sent.text('grantedSks'),
      courseId: sent.text('courseId'),
      reason: sent.text('reason'),
      waiverReason: sent.text('waiverReason'),
    }
    const decided = await decide(deps, source, actor, request.organisationId, request.id, form)
    if (decided.ok) return c.redirect(c.var.page.href(`/registrar/requests/${request.id}`), 303)
    c.status(422)
    return drawCase(deps, source, c, request, form, decided.refusals)
  })
  app.post('/registrar/requests/:id/decision/reversal', async (c) => {
    const actor = requireActor(c)
    const request = await ownRequest(deps, c)
    const undone = await undo(deps, actor, request.organisationId, request.id)
    if (undone.ok) return c.redirect(c.var.page.href(`/registrar/requests/${request.id}`), 303)
    c.status(422)
    return drawCase(deps, source, c, request, null, undone.refusals)
  })
  return app
}

/** The campus for which this person may act here: the one asked for, else the first; everybody else is turned away. */
export async function ownCampus(
  deps: Deps,
  c: AppContext,
  asked: string | undefined,
  also?: 'owner',
): Promise<Organisation> {
  const own = organisationsWhere(requireActor(c), 'registrar', ...(also === undefined ? [] : [also]))
  if (own.length === 0) forbidden()
  if (asked !== undefined && asked !== '' && !own.includes(asked)) return notFound()
  const organisation = await findOrganisation(deps.db, asked !== undefined && asked !== '' ? asked : (own[0] ?? ''))
  return organisation ?? notFound()
}

/** A request of one of the registrar's own campuses; another university's is not found. */
async function ownRequest(deps: Deps, c: AppContext): Promise<RecognitionRequest> {
  const own = organisationsWhere(requireActor(c), 'registrar')
  if (own.length === 0) forbidden()
  const request = await findRequestAt(deps.db, own, c.req.param('id') ?? '')
  return request === null || !mayAct(c.var.actor, request.organisationId, 'registrar') ? notFound() : request
}

async function queueOf(deps: Deps, c: AppContext, organisation: Organisation): Promise<QueueProps> {
  const requests = await openRequests(deps.db, organisation.id)
  const people = await findPeople(deps.db, [...new Set(requests.map(({ personId }) => personId))])
  const precedents = await precedentsOf(deps.db, organisation.id, [
    ...new Set(requests.map(({ facts }) => facts.definitionVersionId ?? '')),
  ])
  const assessed = await Promise.all(requests.map((request) => assess(deps.db, wishOf(request))))
  const rows = requests.flatMap((request, index) => {
    const evaluation = assessed[index]?.evaluation
    if (evaluation === undefined) return []
    return [
      {
        request,
        evaluation,
        name: people.get(request.personId)?.name ?? '',
        precedents: precedents.get(request.facts.definitionVersionId ?? '')?.decisions ?? 0,
      },
    ]
  })
  const sort = SORTS.find((one) => one === c.req.query('sort')) ?? 'due'
  const compare = {
    due: () => 0,
    owner: (a: (typeof rows)[number], b: (typeof rows)[number]) => a.name.localeCompare(b.name),
    sks: (a: (typeof rows)[number], b: (typeof rows)[number]) => b.request.askedSks - a.request.askedSks,
  }
  const studentsWaiting = (await waitingStudies(deps.db, organisation.id)).length
  return {
    page: c.var.page,
    organisation,
    rows: rows.toSorted(compare[sort]),
    sort,
    today: dayOf(deps.clock()),
    studentsWaiting,
  }
}

async function drawCase(
  deps: Deps,
  source: CredentialSource,
  c: AppContext,
  request: RecognitionRequest,
  form: DecisionForm | null,
  refusals: readonly Refusal[],
): Promise<Response> {
  const { page } = c.var
  const decision = await standingDecision(deps.db, request.personId, request.id)
  const assessed = await assess(deps.db, { ...wishOf(request), waiver: form?.waiverReason ? form.waiverReason : null })
  const organisation = await findOrganisation(deps.db, request.organisationId)
  if (assessed === null || organisation === null) return notFound()
  const people = await findPeople(deps.db, [request.personId, ...(decision === null ? [] : [decision.decidedBy])])
  const uses = (await usesOf(deps.db, [request.facts.accountId])).filter(
    ({ transactionId }) => transactionId !== decision?.transactionId,
  )
  const campuses = await findOrganisations(deps.db, [...new Set(uses.map(({ organisationId }) => organisationId))])
  const versionId = request.facts.definitionVersionId
  const precedent =
    versionId === null ? null : ((await precedentsOf(deps.db, organisation.id, [versionId])).get(versionId) ?? null)
  const now = deps.clock()
  const again = decision === null ? null : await replay(deps.db, decision)
  const { evaluation, rules, programme, study } = assessed
  return c.html(
    CasePage({
      page,
      organisation,
      request,
      name: people.get(request.personId)?.name ?? '',
      programme,
      study: study !== null && study.organisationId === organisation.id ? study : null,
      rules: decision === null ? rules : ((await rulesOfDecision(deps.db, decision)) ?? rules),
      evaluation,
      words: (limit) =>
        ruleWords(limit, programme.level, limit.base === 'sks' ? programme.totalSks : (programme.totalCourses ?? 0)),
      verdict: (await source.verdictOf(request.credentialId)).verdict,
      now,
      uses: uses.map(({ organisationId, sks, usedAt }) => ({
        organisationName: campuses.find(({ id }) => id === organisationId)?.name ?? '',
        sks,
        day: formatDay(page.language, dayOf(usedAt)),
      })),
      precedent,
      courses: await coursesOf(deps.db, request.programmeId),
      decision,
      deciderName: decision === null ? null : (people.get(decision.decidedBy)?.name ?? null),
      undoable: decision !== null && stillUndoable(decision.decidedAt, now, workingPractice().undoHours.value),
      replaySame: decision === null || again === null ? null : sameAnswer(again, decision.trace),
      form: form ?? {
        outcome: request.courseId === null ? 'elective-block' : 'course-equivalence',
        grantedSks: String(evaluation.allowedSks ?? 0),
        courseId: request.courseId ?? '',
        reason:
          evaluation.verdict === 'partly'
            ? page.t('recognition.form.suggest', { allowed: evaluation.allowedSks ?? 0, asked: request.askedSks })
            : '',
        waiverReason: '',
      },
      refusals,
      queue: await queueOf(deps, c, organisation),
    }),
  )
}

async function drawChoice(
  deps: Deps,
  c: AppContext,
  organisation: Organisation,
  refusals: readonly Refusal[],
  saved: boolean,
): Promise<Response> {
  const day = dayOf(deps.clock())
  const current = await ruleSetOfDay(deps.db, await ruleSetOf(deps.db, organisation.id, day), day)
  const sets = await choosableSets(deps.db, organisation.id, day)
  return c.html(ChooseRulesPage({ page: c.var.page, organisation, sets, current, refusals, saved }))
}
