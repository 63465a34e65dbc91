import { Hono } from 'hono'
import { organisationsWhere } from '../../organisations/index.ts'
import type { Deps } from '../../platform/deps.ts'
import { readForm } from '../../platform/forms.ts'
import { notFound, requireActor } from '../../platform/http.ts'
import type { AppContext, AppEnv } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import { workingPractice } from '../library.ts'
import { findRequestAt } from '../store.ts'
import { OutsidePage } from './pages.tsx'
import { certificateIn, credentialIdOf } from './rules.ts'
import { compareLink, contentOf, handIn } from './service.ts'
import { certificatesOf, findCertificate } from './store.ts'
import type { OutsideCertificate, OutsideForm } from './types.ts'

const EMPTY: OutsideForm = { title: '', issuer: '', issuedOn: '', expiresOn: '', hours: '', mode: '', link: '' }
const ENDINGS: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'application/json': 'json',
}

/** `/credit/outside`: the holder hands in certificates from elsewhere; `/registrar/requests/:id/evidence`: who decides sees them. */
export function routes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get('/credit/outside', async (c) => draw(deps, c, EMPTY, []))
  app.post('/credit/outside', async (c) => {
    const actor = requireActor(c)
    const sent = await readForm(c)
    const form: OutsideForm = {
      title: sent.text('title'),
      issuer: sent.text('issuer'),
      issuedOn: sent.text('issuedOn'),
      expiresOn: sent.text('expiresOn'),
      hours: sent.text('hours'),
      mode: sent.text('mode'),
      link: sent.text('link'),
    }
    const file = await sent.file('file')
    const taken = await handIn(deps, actor, form, file?.bytes ?? null, workingPractice().outsideBytes.value)
    if (taken.ok) {
      const next = `/credit/requests/new?credential=${credentialIdOf(taken.value.id)}`
      return c.redirect(c.var.page.href(next), 303)
    }
    c.status(422)
    return draw(deps, c, form, taken.refusals)
  })
  app.get('/credit/outside/:id/file', async (c) => {
    const { personId } = requireActor(c)
    const certificate = await findCertificate(deps.db, c.req.param('id'))
    return certificate === null || certificate.personId !== personId ? notFound() : file(deps, c, certificate)
  })
  app.get('/registrar/requests/:id/evidence', async (c) => file(deps, c, (await shownTo(deps, c)).certificate))
  app.post('/registrar/requests/:id/evidence', async (c) => {
    const actor = requireActor(c)
    const { certificate, organisationId } = await shownTo(deps, c)
    const sent = await readForm(c)
    const result = sent.text('result')
    if (result !== 'confirmed' && result !== 'not-confirmed') return notFound()
    const found = { confirmed: result === 'confirmed', note: sent.text('note') }
    const done = await compareLink(deps, actor, organisationId, certificate.id, found)
    if (!done.ok) return notFound()
    return c.redirect(c.var.page.href(`/registrar/requests/${c.req.param('id')}`), 303)
  })
  return app
}

/** The certificate of a request that was sent to one of the registrar's own universities. */
async function shownTo(
  deps: Deps,
  c: AppContext,
): Promise<{ certificate: OutsideCertificate; organisationId: string }> {
  const own = organisationsWhere(requireActor(c), 'registrar')
  const request = await findRequestAt(deps.db, own, c.req.param('id') ?? '')
  const id = request === null ? null : certificateIn(request.credentialId)
  const certificate = id === null ? null : await findCertificate(deps.db, id)
  if (request === null || certificate === null) return notFound()
  return { certificate, organisationId: request.organisationId }
}

/** The file to be saved, never shown within the site: what is in it is somebody else's. */
async function file(deps: Deps, c: AppContext, certificate: OutsideCertificate): Promise<Response> {
  const content = await contentOf(deps, certificate)
  if (content === null) return notFound()
  return c.body(new Uint8Array(content), 200, {
    'content-type': certificate.mediaType,
    'content-disposition': `attachment; filename="${certificate.id}.${ENDINGS[certificate.mediaType] ?? 'bin'}"`,
    'content-security-policy': "default-src 'none'; sandbox",
    'cache-control': 'private, no-store',
  })
}

async function draw(deps: Deps, c: AppContext, form: OutsideForm, refusals: readonly Refusal[]): Promise<Response> {
  const { personId } = requireActor(c)
  return c.html(
    OutsidePage({
      page: c.var.page,
      certificates: await certificatesOf(deps.db, personId),
      form,
      megabytes: workingPractice().outsideBytes.value / 1_000_000,
      refusals,
    }),
  )
}
