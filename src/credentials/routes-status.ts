import { Hono } from 'hono'
import { findVersions } from '../design/index.ts'
import { findOrganisation, findOrganisations } from '../organisations/index.ts'
import { findPeople } from '../people/index.ts'
import type { Db } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { readForm } from '../platform/forms.ts'
import { forbidden, notFound, requireActor } from '../platform/http.ts'
import type { AppContext, AppEnv } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { reasonsToGive, statusPolicy, statusReasons } from './library.ts'
import { ChangePage } from './pages-change.tsx'
import { IssuedCredentialPage, IssuedPage, type IssuedShown } from './pages-status.tsx'
import type { PartiesShown } from './pages-together.tsx'
import { issuingOrganisation } from './routes-issue.ts'
import { askedIn } from './routes-order.ts'
import { stateOf } from './rules.ts'
import { placeOrder } from './service-order.ts'
import { type OwnCredential, ownCredential } from './service-status.ts'
import { takeUpSignature } from './service-take-up.ts'
import { credentialsOfOrganisation } from './store-award.ts'
import { changesOf } from './store-status.ts'
import { togetherAmong } from './store-together.ts'
import { CHANGES, type Change, type ChangeAsked, type Credential } from './types.ts'

const PAGE = 100

/** The list of what was issued, and the changes of status. */
export function statusRoutes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get('/provider/issue/credentials', async (c) => drawIssued(deps, c, []))
  app.get('/provider/issue/credentials/:id', async (c) =>
    drawCredential(deps, c, await ownOf(deps.db, c, c.req.param('id')), []),
  )
  app.post('/provider/issue/credentials/:id/signature', async (c) => {
    const credential = await ownOf(deps.db, c, c.req.param('id'))
    const taken = await takeUpSignature(deps, requireActor(c), credential.id)
    if (taken.ok) return c.redirect(c.var.page.href(`/provider/issue/credentials/${credential.id}`), 303)
    c.status(422)
    return drawCredential(deps, c, credential, taken.refusals)
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
        reasons: reasonsToGive(),
        reason: c.req.query('reason'),
        policy: statusPolicy(),
      }),
    )
  })
  app.post('/credentials/:id/status-changes', async (c) => {
    const credential = await ownOf(deps.db, c, c.req.param('id'))
    const asked = askedIn(await readForm(c))
    if (asked === null) notFound()
    const placed = await placeOrder(deps, requireActor(c), credential.actingId, [credential.id], asked)
    if (placed.ok) return c.redirect(c.var.page.href(`/provider/issue/orders/${placed.value.id}`), 303)
    const subject = await subjectOf(deps, c, credential)
    return c.html(ChangePage({ ...draft(c, asked, [credential.id]), subject, refusals: placed.refusals }), 422)
  })
  app.post('/provider/issue/status-changes', async (c) => {
    const organisationId = issuingOrganisation(c)
    const form = await readForm(c)
    const asked = askedIn(form)
    const credentialIds = [...new Set(form.all('credentialIds'))]
    if (asked === null || credentialIds.length === 0) {
      c.status(422)
      return drawIssued(deps, c, [{ code: 'credentials.none-chosen', at: 'change' }])
    }
    const page = { ...draft(c, asked, credentialIds), subject: null }
    if (form.text('confirmed') !== 'yes') return c.html(ChangePage(page))
    const placed = await placeOrder(deps, requireActor(c), organisationId, credentialIds, asked)
    if (!placed.ok) return c.html(ChangePage({ ...page, refusals: placed.refusals }), 422)
    return c.redirect(c.var.page.href(`/provider/issue/orders/${placed.value.id}`), 303)
  })
  return app
}

async function drawCredential(
  deps: Deps,
  c: AppContext,
  credential: OwnCredential,
  refusals: readonly Refusal[],
): Promise<Response> {
  const [shown] = await issuedShown(deps, [credential])
  const changes = await changesOf(deps.db, credential.personId, credential.id)
  return c.html(
    IssuedCredentialPage({
      page: c.var.page,
      shown: shown ?? notFound(),
      changes,
      reasons: statusReasons(),
      refusals,
      parties: await partiesOf(deps.db, credential),
      actingId: credential.actingId,
    }),
  )
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

async function ownOf(db: Db, c: AppContext, id: string): Promise<OwnCredential> {
  const found = await ownCredential(db, requireActor(c), id)
  if (found.ok) return found.value
  return found.refusals[0].code === 'credentials.not-allowed' ? forbidden() : notFound()
}

function changeOf(text: string): Change | null {
  return CHANGES.find((change) => change === text) ?? null
}

function draft(c: AppContext, asked: ChangeAsked, credentialIds: readonly string[]) {
  return {
    page: c.var.page,
    change: asked.change,
    credentialIds,
    reasons: reasonsToGive(),
    reason: asked.reason,
    note: asked.note ?? '',
    holderName: asked.holderName ?? '',
    policy: statusPolicy(),
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

/** Who issues it together, with what is still missing, and the names that its history needs. */
async function partiesOf(db: Db, { id, award }: Credential): Promise<PartiesShown | null> {
  const together = (await togetherAmong(db, [id])).get(id)
  if (together === undefined) return null
  const organisations = await findOrganisations(
    db,
    together.parts.map(({ organisationId }) => organisationId),
  )
  return { together, issuerId: award.organisationId, names: new Map(organisations.map(({ id, name }) => [id, name])) }
}

async function subjectOf(deps: Deps, c: AppContext, credential: Credential): Promise<string> {
  const [shown] = await issuedShown(deps, [credential])
  return shown === undefined ? '' : `${shown.name}, ${c.var.page.say(shown.title)}`
}
