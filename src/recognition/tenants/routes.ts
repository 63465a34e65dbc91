import { Hono } from 'hono'
import type { Organisation } from '../../organisations/index.ts'
import type { Deps } from '../../platform/deps.ts'
import { type Form, readForm } from '../../platform/forms.ts'
import { requireActor } from '../../platform/http.ts'
import type { AppContext, AppEnv } from '../../platform/page.ts'
import type { Outcome } from '../../platform/refusal.ts'
import { ownCampus } from '../routes-registrar.ts'
import { type DevelopersForm, DevelopersPage, type DevelopersProps } from './pages.tsx'
import { makeKey, revokeKey, rotateKey } from './service-key.ts'
import { resetSandbox } from './service-sandbox.ts'
import { addWebhook, changeWebhook } from './service-webhook.ts'
import { keysOf } from './store.ts'
import { sandboxRequests } from './store-sandbox.ts'
import { deliveriesOf, webhooksOf } from './store-webhook.ts'

const PAGE = '/registrar/developers'

/** `/registrar/developers`: keys, webhooks and the sandbox, for registrar and owner of a university. */
export function routes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  /** Does a deed of a form; what it makes known once is shown in the answer itself, and never in an address. */
  const act = (
    path: string,
    work: (c: AppContext, organisation: Organisation, sent: Form) => Promise<Outcome<DevelopersProps['shown']>>,
  ) =>
    app.post(`${PAGE}${path}`, async (c) => {
      const sent = await readForm(c)
      const organisation = await ownCampus(deps, c, sent.text('organisation'), 'owner')
      const done = await work(c, organisation, sent)
      if (!done.ok) return draw(deps, c, organisation, null, formOf(sent), done.refusals)
      if (done.value === null) return c.redirect(c.var.page.href(`${PAGE}?organisation=${organisation.id}`), 303)
      return draw(deps, c, organisation, done.value, EMPTY, [])
    })

  app.get(PAGE, async (c) =>
    draw(deps, c, await ownCampus(deps, c, c.req.query('organisation'), 'owner'), null, EMPTY, []),
  )
  act('/sandbox', async (c, { id }) => nothingShown(await resetSandbox(deps, requireActor(c), id)))
  act('/keys', async (c, { id }, sent) => {
    const form = { name: sent.text('name'), mode: sent.text('mode'), scopes: sent.all('scopes') }
    return keyShown(await makeKey(deps, requireActor(c), id, form))
  })
  act('/keys/:id/rotation', async (c, { id }) =>
    keyShown(await rotateKey(deps, requireActor(c), id, c.req.param('id') ?? '')),
  )
  act('/keys/:id/end', async (c, { id }) =>
    nothingShown(await revokeKey(deps, requireActor(c), id, c.req.param('id') ?? '')),
  )
  act('/webhooks', async (c, { id }, sent) => {
    const form = { url: sent.text('url'), mode: sent.text('webhookMode') }
    return secretShown(await addWebhook(deps, requireActor(c), id, form))
  })
  for (const deed of ['test', 'secret', 'end'] as const)
    act(`/webhooks/:id/${deed}`, async (c, { id }) =>
      secretShown(await changeWebhook(deps, requireActor(c), id, c.req.param('id') ?? '', deed)),
    )
  return app
}

/** The forms of the page before anybody typed. */
const EMPTY: DevelopersForm = { name: '', mode: 'sandbox', scopes: ['read'], url: '', webhookMode: 'sandbox' }

/** What was typed into the form that was sent; the other stays as it begins. */
function formOf(sent: Form): DevelopersForm {
  const mode = sent.text('mode')
  const webhookMode = sent.text('webhookMode')
  return {
    ...EMPTY,
    ...(mode === '' ? {} : { name: sent.text('name'), mode, scopes: sent.all('scopes') }),
    ...(webhookMode === '' ? {} : { url: sent.text('url'), webhookMode }),
  }
}

const nothingShown = (done: Outcome<unknown>): Outcome<null> => (done.ok ? { ok: true, value: null } : done)
const keyShown = (done: Outcome<{ key: string }>): Outcome<DevelopersProps['shown']> =>
  done.ok ? { ok: true, value: { what: 'key', text: done.value.key } } : done
const secretShown = (done: Outcome<{ secret: string | null }>): Outcome<DevelopersProps['shown']> =>
  done.ok ? { ok: true, value: done.value.secret === null ? null : { what: 'secret', text: done.value.secret } } : done

async function draw(
  deps: Deps,
  c: AppContext,
  organisation: Organisation,
  shown: DevelopersProps['shown'],
  form: DevelopersForm,
  refusals: DevelopersProps['refusals'],
): Promise<Response> {
  if (refusals.length > 0) c.status(422)
  c.header('Cache-Control', 'no-store')
  return c.html(
    DevelopersPage({
      page: c.var.page,
      organisation,
      keys: await keysOf(deps.db, organisation.id),
      webhooks: await webhooksOf(deps.db, organisation.id, null),
      deliveries: await deliveriesOf(deps.db, organisation.id),
      now: deps.clock(),
      sandboxRequests: (await sandboxRequests(deps.db, organisation.id)).length,
      shown,
      form,
      refusals,
    }),
  )
}
