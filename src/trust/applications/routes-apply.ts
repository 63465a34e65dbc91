import { Hono } from 'hono'
import { fields } from '../../frameworks/index.ts'
import { findOrganisation, findOrganisations, organisationsWhere } from '../../organisations/index.ts'
import { dayOf } from '../../platform/clock.ts'
import type { Deps } from '../../platform/deps.ts'
import { type Form, readForm } from '../../platform/forms.ts'
import { notFound, requireActor } from '../../platform/http.ts'
import type { AppContext, AppEnv, Page } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import { type Checklist, checklistById, registerPractice } from '../library.ts'
import { NAMES } from '../pages-names.ts'
import { ApplicationPage } from './pages-application.tsx'
import { ApplyPage } from './pages-apply.tsx'
import { daysLater, decisionsOf, stateOf } from './rules.ts'
import {
  APPLICANT_ROLES,
  addDocument,
  appealRefusal,
  mayApply,
  readableApplication,
  removeDocument,
  saveApplication,
  startApplication,
  submitApplication,
} from './service.ts'
import { applicationsOf, documentContent, documentsOf, findAppeal } from './store.ts'
import { proposalsOf } from './store-proposal.ts'
import type { Application, ApplicationContent } from './types.ts'

/** `/register/apply`: applications, their documents, submission and appeal, for who acts for an organisation. */
export function applicantRoutes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get('/register/apply', async (c) => drawStart(deps, c, [], { organisation: '', class: '' }))
  app.post('/register/apply', async (c) => {
    const actor = requireActor(c)
    const form = await readForm(c)
    const values = { organisation: form.text('organisation'), class: form.text('class') }
    const begun = await startApplication(deps, actor, values.organisation, values.class)
    if (begun.ok) return c.redirect(c.var.page.href(`/register/apply/${begun.value.applicationId}`), 303)
    if (begun.refusals[0].code === 'register.not-allowed') return notFound()
    c.status(422)
    return drawStart(deps, c, begun.refusals, values)
  })
  app.get('/register/apply/:id', async (c) => draw(deps, c, await own(deps, c)))
  app.post('/register/apply/:id', async (c) => {
    const actor = requireActor(c)
    const application = await own(deps, c)
    const form = await readForm(c)
    const content = contentOf(form)
    const saved = await saveApplication(deps, actor, application.id, Number(form.text('revision')) || 0, content)
    if (saved.ok) return c.redirect(c.var.page.href(`/register/apply/${application.id}?saved=1`), 303)
    c.status(422)
    return draw(deps, c, application, { errors: saved.refusals, content })
  })
  app.post('/register/apply/:id/documents', async (c) => {
    const actor = requireActor(c)
    const application = await own(deps, c)
    const form = await readForm(c)
    const item = form.text('item')
    const added = await addDocument(deps, actor, application.id, item, await form.file(`document-${item}`))
    if (added.ok) return c.redirect(c.var.page.href(`/register/apply/${application.id}?saved=1`), 303)
    c.status(422)
    return draw(deps, c, application, { errors: added.refusals })
  })
  app.get('/register/apply/:id/documents/:document', async (c) => {
    const application = await readableApplication(deps.db, requireActor(c), c.req.param('id'))
    const found = await documentContent(deps.db, application?.id ?? '', c.req.param('document'))
    if (found === null) return notFound()
    // Saved and never shown in the page: a document is whatever somebody chose to send.
    return c.body(new Uint8Array(found.content), 200, {
      'content-type': found.mediaType,
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(found.name)}`,
      'cache-control': 'private, no-store',
    })
  })
  app.post('/register/apply/:id/documents/:document/removal', async (c) => {
    const application = await own(deps, c)
    const removed = await removeDocument(deps, requireActor(c), application.id, c.req.param('document'))
    if (removed.ok) return c.redirect(c.var.page.href(`/register/apply/${application.id}`), 303)
    c.status(422)
    return draw(deps, c, application, { errors: removed.refusals })
  })
  app.post('/register/apply/:id/submission', async (c) => {
    const application = await own(deps, c)
    const sent = await submitApplication(deps, requireActor(c), application.id)
    if (sent.ok) return c.redirect(c.var.page.href(`/register/apply/${application.id}`), 303)
    c.status(422)
    return draw(deps, c, application, { errors: sent.refusals })
  })
  app.post('/register/apply/:id/appeal', async (c) => {
    const application = await own(deps, c)
    const grounds = (await readForm(c)).text('grounds')
    const sent = await appealRefusal(deps, requireActor(c), application.id, grounds)
    if (sent.ok) return c.redirect(c.var.page.href(`/register/apply/${application.id}`), 303)
    c.status(422)
    return draw(deps, c, application, { errors: sent.refusals, grounds })
  })
  return app
}

/** The application, where this person may act for its organisation; else the page isn't found. */
async function own(deps: Deps, c: AppContext): Promise<Application> {
  const actor = requireActor(c)
  const application = await readableApplication(deps.db, actor, c.req.param('id') ?? '')
  return application !== null && mayApply(actor, application.organisationId) ? application : notFound()
}

async function drawStart(
  deps: Deps,
  c: AppContext,
  errors: readonly Refusal[],
  values: { organisation: string; class: string },
): Promise<Response> {
  const ids = organisationsWhere(requireActor(c), ...APPLICANT_ROLES)
  const organisations = ids.length === 0 ? [] : await findOrganisations(deps.db, ids)
  const names = new Map(organisations.map(({ id, name }) => [id, name]))
  const lines = await Promise.all(
    (await applicationsOf(deps.db, ids)).map(async (application) => ({
      application,
      organisation: names.get(application.organisationId) ?? '',
      state: stateOf(
        application,
        await proposalsOf(deps.db, application.id),
        await findAppeal(deps.db, application.id),
      ),
    })),
  )
  return c.html(ApplyPage({ page: c.var.page, organisations, lines, values, errors }))
}

async function draw(
  deps: Deps,
  c: AppContext,
  application: Application,
  told: { errors?: readonly Refusal[]; content?: ApplicationContent; grounds?: string } = {},
): Promise<Response> {
  const { page } = c.var
  const checklist = checklistById(application.checklistId)
  if (checklist === null) return notFound()
  const proposals = await proposalsOf(deps.db, application.id)
  const decisions = decisionsOf(proposals)
  const practice = registerPractice()
  const last = decisions.at(-1)?.decision
  return c.html(
    ApplicationPage({
      page,
      application,
      organisation: (await findOrganisation(deps.db, application.organisationId))?.name ?? '',
      state: stateOf(application, proposals, await findAppeal(deps.db, application.id)),
      content: told.content ?? application.content,
      checklist,
      documents: await documentsOf(deps.db, application.id),
      kinds: practice.kinds.map((kind) => kind.code),
      fields: fields().map((field) => field.id),
      names: NAMES,
      errors: withItems(page, told.errors ?? [], checklist),
      saved: c.req.query('saved') === '1',
      grounds: told.grounds ?? '',
      decisions,
      reasonName: (code) =>
        page.say(practice.refusalReasons.find((one) => one.code === code)?.name ?? { id: code, en: code }),
      appealUntil: last == null ? null : daysLater(dayOf(last.decidedAt), practice.days.appeal.value),
    }),
  )
}

/** Refusals with the names of the checklist's points in place of their codes. */
export function withItems(page: Page, errors: readonly Refusal[], checklist: Checklist): readonly Refusal[] {
  return errors.map((error) => {
    const item = checklist.items.find(({ code }) => code === error.values?.item)
    return item === undefined ? error : { ...error, values: { ...error.values, item: page.say(item.name) } }
  })
}

function contentOf(form: Form): ApplicationContent {
  const line = (name: string) => form.text(name).slice(0, 200)
  return {
    legalName: line('legalName'),
    legalForm: line('legalForm'),
    legalNumber: line('legalNumber'),
    legalSince: line('legalSince'),
    kinds: form.all('kinds').slice(0, 20),
    fields: form.all('fields').slice(0, 50),
    levelMin: line('levelMin'),
    levelMax: line('levelMax'),
    domain: line('domain').trim(),
    statement: form.text('statement').replace(/\r\n/g, '\n').slice(0, 10_000),
  }
}
