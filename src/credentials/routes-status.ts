import { Hono } from 'hono'
import { findVersions } from '../design/index.ts'
import { findOrganisation } from '../organisations/index.ts'
import { findPeople } from '../people/index.ts'
import type { Db } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { type Form, readForm } from '../platform/forms.ts'
import { forbidden, notFound, requireActor } from '../platform/http.ts'
import type { Actor, AppContext, AppEnv } from '../platform/page.ts'
import { statusReasons } from './library.ts'
import { BulkChangedPage, ChangePage } from './pages-change.tsx'
import { IssuedCredentialPage, IssuedPage, type IssuedShown } from './pages-status.tsx'
import { issuingOrganisation } from './routes-issue.ts'
import { stateOf } from './rules.ts'
import type { AwardHooks } from './service-signing.ts'
import { changeStatus, changeStatuses, ownCredential } from './service-status.ts'
import { credentialsOfOrganisation } from './store-award.ts'
import { changesOf } from './store-status.ts'
import { CHANGES, type Change, type ChangeAsked, type Credential } from './types.ts'

const PAGE = 100

/** The list of what was issued, and the changes of status. */
export function statusRoutes(deps: Deps, hooks: AwardHooks): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get('/provider/issue/credentials', async (c) => drawIssued(deps, c, []))
  app.get('/provider/issue/credentials/:id', async (c) => {
    const credential = await ownOf(deps.db, c, c.req.param('id'))
    const [shown] = await issuedShown(deps, [credential])
    const changes = await changesOf(deps.db, credential.personId, credential.id)
    return c.html(
      IssuedCredentialPage({ page: c.var.page, shown: shown ?? notFound(), changes, reasons: statusReasons() }),
    )
  })
  app.get('/provider/issue/credentials/:id/status-changes/:change', async (c) => {
    const credential = await ownOf(deps.db, c, c.req.param('id'))
    const change = changeOf(c.req.param('change')) ?? notFound()
    return c.html(
      ChangePage({
        page: c.var.page,
        change,
        credentialIds: [credential.id],
        subject: await subjectOf(deps, c, credential),
        reasons: statusReasons(),
      }),
    )
  })
  app.post('/credentials/:id/status-changes', async (c) => {
    const credential = await ownOf(deps.db, c, c.req.param('id'))
    const asked = askedIn(await readForm(c))
    if (asked === null) notFound()
    const outcome = await changeStatus(deps, requireActor(c), credential.id, asked, hooks)
    if (outcome.ok)
      return c.redirect(
        c.var.page.href(`/provider/issue/credentials/${outcome.value.replacedBy ?? credential.id}`),
        303,
      )
    const subject = await subjectOf(deps, c, credential)
    return c.html(ChangePage({ ...draft(c, asked, [credential.id]), subject, refusals: outcome.refusals }), 422)
  })
  app.post('/provider/issue/status-changes', async (c) => {
    issuingOrganisation(c)
    const form = await readForm(c)
    const asked = askedIn(form)
    const credentialIds = [...new Set(form.all('credentialIds'))]
    if (asked === null || credentialIds.length === 0) {
      c.status(422)
      return drawIssued(deps, c, [{ code: 'credentials.none-chosen', at: 'change' }])
    }
    const isReason = statusReasons().some((one) => one.code === asked.reason && one.changes.includes(asked.change))
    if (form.text('confirmed') !== 'yes')
      return c.html(ChangePage({ ...draft(c, asked, credentialIds), subject: null }))
    if (!isReason)
      return c.html(
        ChangePage({
          ...draft(c, asked, credentialIds),
          subject: null,
          refusals: [{ code: 'credentials.reason-missing', at: 'reason' }],
        }),
        422,
      )
    const bulk = await changeStatuses(deps, requireActor(c), credentialIds, asked, hooks)
    const names = await namesOf(
      deps,
      requireActor(c),
      bulk.refused.map((one) => one.credentialId),
    )
    const refused = bulk.refused.map((one) => ({ ...one, name: names.get(one.credentialId) ?? one.credentialId }))
    return c.html(BulkChangedPage({ page: c.var.page, change: asked.change, changed: bulk.changed.length, refused }))
  })
  return app
}

async function drawIssued(
  deps: Deps,
  c: AppContext,
  refusals: Parameters<typeof IssuedPage>[0]['refusals'],
): Promise<Response> {
  const organisationId = issuingOrganisation(c)
  const organisation = (await findOrganisation(deps.db, organisationId)) ?? notFound()
  const from = Number(c.req.query('from') ?? 0)
  const offset = Number.isSafeInteger(from) && from > 0 ? from : 0
  const { credentials, total } = await credentialsOfOrganisation(deps.db, organisationId, { limit: PAGE, offset })
  const issued = await issuedShown(deps, credentials)
  return c.html(
    IssuedPage({ page: c.var.page, organisation: organisation.name, issued, total, offset, limit: PAGE, refusals }),
  )
}

async function ownOf(db: Db, c: AppContext, id: string): Promise<Credential> {
  const found = await ownCredential(db, requireActor(c), id)
  if (found.ok) return found.value
  return found.refusals[0].code === 'credentials.not-allowed' ? forbidden() : notFound()
}

function changeOf(text: string): Change | null {
  return CHANGES.find((change) => change === text) ?? null
}

function askedIn(form: Form): ChangeAsked | null {
  const change = changeOf(form.text('change'))
  return change === null ? null : { change, reason: form.text('reason'), note: form.text('note') }
}

function draft(c: AppContext, asked: ChangeAsked, credentialIds: readonly string[]) {
  return {
    page: c.var.page,
    change: asked.change,
    credentialIds,
    reasons: statusReasons(),
    reason: asked.reason,
    note: asked.note ?? '',
  }
}

async function issuedShown(deps: Deps, credentials: readonly Credential[]): Promise<IssuedShown[]> {
  const versions = await findVersions(deps.db, [...new Set(credentials.map((one) => one.award.definitionVersionId))])
  const people = await findPeople(
    deps.db,
    credentials.map((one) => one.personId),
  )
  const now = deps.clock()
  return credentials.map((credential) => {
    const version = versions.get(credential.award.definitionVersionId)
    return {
      credential,
      state: stateOf(credential, now),
      name: people.get(credential.personId)?.name ?? '',
      title: version?.title ?? { id: '', en: '' },
      definitionId: version?.definitionId ?? credential.award.definitionVersionId,
    }
  })
}

async function subjectOf(deps: Deps, c: AppContext, credential: Credential): Promise<string> {
  const [shown] = await issuedShown(deps, [credential])
  return shown === undefined ? '' : `${shown.name}, ${c.var.page.say(shown.title)}`
}

async function namesOf(
  deps: Deps,
  actor: Actor,
  credentialIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const found: Credential[] = []
  for (const id of credentialIds) {
    const own = await ownCredential(deps.db, actor, id)
    if (own.ok) found.push(own.value)
  }
  return new Map((await issuedShown(deps, found)).map((one) => [one.credential.id, one.name] as const))
}
