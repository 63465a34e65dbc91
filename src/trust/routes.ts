import { Hono } from 'hono'
import { fieldName, provinceName } from '../frameworks/index.ts'
import type { Deps } from '../platform/deps.ts'
import { notFound } from '../platform/http.ts'
import type { AppEnv } from '../platform/page.ts'
import { published } from '../platform/published.ts'
import { IssuerPage, type Names, RegisterPage } from './pages.tsx'
import { didDocument } from './rules-did.ts'
import { registerEntries, registerEntryBySlug } from './service-ask.ts'
import { platformDocument, platformIssuer, trustList } from './service-list.ts'

/** How long a copy of the list and of DID documents may be kept without asking again. */
const LIST_SECONDS = 300
const DOCUMENT_SECONDS = 3_600

const NAMES: Names = {
  field: (id) => fieldName(id) ?? { id, en: id },
  province: (id) => provinceName(id) ?? { id, en: id },
}

/** `/register`, `/register/:slug`, `/trust/list`, `/.well-known/did.json`, `/issuers/:slug/did.json`: all public. */
export function routes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get('/register', async (c) => {
    const search = (c.req.query('q') ?? '').trim().slice(0, 100)
    const all = await registerEntries(deps.db)
    const words = search.toLowerCase().split(/\s+/).filter(Boolean)
    const entries = all.filter((entry) => {
      const text =
        `${entry.name} ${entry.city ?? ''} ${c.var.page.say(NAMES.province(entry.province ?? ''))}`.toLowerCase()
      return words.every((word) => text.includes(word))
    })
    return c.html(
      RegisterPage({ page: c.var.page, entries, total: all.length, search, now: deps.clock(), names: NAMES }),
    )
  })
  app.get('/register/:slug', async (c) => {
    const entry = (await registerEntryBySlug(deps.db, c.req.param('slug'))) ?? notFound()
    return c.html(IssuerPage({ page: c.var.page, entry, now: deps.clock(), names: NAMES }))
  })
  app.get('/trust/list', async (c) => {
    await platformIssuer(deps).catch(() =>
      deps.log.warn('the signer did not answer; the list is served without a new platform key'),
    )
    const payload = await trustList(deps.db, deps.publicUrl, deps.clock())
    return published(c, JSON.stringify({ payload }), 'application/json; charset=utf-8', LIST_SECONDS)
  })
  app.get('/.well-known/did.json', async (c) => {
    return published(c, JSON.stringify(await platformDocument(deps)), 'application/did+json', DOCUMENT_SECONDS)
  })
  app.get('/issuers/:slug/did.json', async (c) => {
    const entry = (await registerEntryBySlug(deps.db, c.req.param('slug'))) ?? notFound()
    return published(c, JSON.stringify(didDocument(entry.did, entry.keys)), 'application/did+json', DOCUMENT_SECONDS)
  })
  return app
}
