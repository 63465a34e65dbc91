import { Hono } from 'hono'
import type { Deps } from '../platform/deps.ts'
import { notFound } from '../platform/http.ts'
import type { AppEnv } from '../platform/page.ts'
import { published } from '../platform/published.ts'
import { applicantRoutes } from './applications/routes-apply.ts'
import { bodyRoutes } from './applications/routes-attest.ts'
import { reviewRoutes } from './applications/routes-review.ts'
import type { RegisterHooks } from './applications/types.ts'
import { keysAt } from './keys/rules.ts'
import { didLog } from './keys/webvh.ts'
import { publicRoutes } from './routes-public.ts'
import { didDocument } from './rules-did.ts'
import { registerEntryBySlug } from './service-ask.ts'
import { platformDocument } from './service-list.ts'
import { tongueRoutes } from './tongues/routes.ts'

/** How long a copy of a DID document may be kept without asking again. */
const DOCUMENT_SECONDS = 3_600
/** The same for the log of a `did:webvh`, which grows when keys change. */
const DID_LOG_SECONDS = 300

/**
 * The register: its public pages, applications and attestations under `/register`, the room of those who keep it under
 * `/review/register`; and what programs read: `/.well-known/did.json`, `/issuers/:slug/did.json`, and the
 * register in every tongue of `tongues/`.
 */
export function routes(deps: Deps, hooks: RegisterHooks = {}): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  // Before `/register/:slug`, which takes whatever is left.
  app.route('/', applicantRoutes(deps))
  app.route('/', bodyRoutes(deps))
  app.route('/', reviewRoutes(deps, hooks))
  app.route('/', publicRoutes(deps))
  app.route('/', tongueRoutes(deps))
  app.get('/.well-known/did.json', async (c) => {
    return published(c, JSON.stringify(await platformDocument(deps)), 'application/did+json', DOCUMENT_SECONDS)
  })
  app.get('/issuers/:slug/did.json', async (c) => {
    const entry = (await registerEntryBySlug(deps.db, c.req.param('slug'))) ?? notFound()
    // `versionTime` of DID Resolution 0.3: the document as it stood at an instant.
    const asked = c.req.query('versionTime')
    const at = asked === undefined ? null : instantOf(asked)
    if (at !== null && !entry.keys.some((key) => key.from <= at)) return notFound()
    const keys = at === null ? entry.keys : keysAt(entry.keys, at)
    return published(c, JSON.stringify(didDocument(entry.did, keys)), 'application/did+json', DOCUMENT_SECONDS)
  })
  app.get('/issuers/:slug/did.jsonl', async (c) => {
    const entry = (await registerEntryBySlug(deps.db, c.req.param('slug'))) ?? notFound()
    const log = (await didLog(deps, entry)) ?? notFound()
    return published(c, log, 'text/jsonl; charset=utf-8', DID_LOG_SECONDS)
  })
  return app
}

/** An instant as DID Resolution writes it (UTC, without fractions of a second); anything else is not found. */
function instantOf(text: string): Date {
  const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(text) ? new Date(text) : null
  return instant === null || Number.isNaN(instant.getTime()) ? notFound() : instant
}
