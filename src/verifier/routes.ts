import { Hono } from 'hono'
import { compress } from 'hono/compress'
import { findCredential } from '../credentials/index.ts'
import { findVersion } from '../design/index.ts'
import { dayOf } from '../platform/clock.ts'
import type { Deps } from '../platform/deps.ts'
import { addModule } from '../platform/html/assets.ts'
import { notFound } from '../platform/http.ts'
import type { AppContext, AppEnv } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { type IssuerNow, issuerNow, listKeys } from '../trust/index.ts'
import {
  countOpened,
  findShare,
  isRobot,
  previewRobots,
  qrSvg,
  readCode,
  type Share,
  shareState,
  spellCode,
} from '../wallet/index.ts'
import { readCarrier } from './carrier.ts'
import { VerifyPage } from './pages.tsx'
import { BatchPage, type BatchRow, ReportPage } from './pages-report.tsx'
import { NoSharePage, PreviewPage } from './pages-share.tsx'
import { BATCH_AT_MOST } from './routes-api.ts'
import { rosetteOf } from './rules.ts'
import { verifyCredential, verifyDocument } from './service.ts'
import { sandboxListNames, statusListIds } from './store.ts'
import type { Report } from './types.ts'
import { scriptWords } from './words.ts'

addModule('verify.js', new URL('./browser/verify.ts', import.meta.url))

/** `/v/<code>` for a shared credential, `/verify` for a file, a text or a code. The API is `apiRoutes`. */
export function routes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  // Nothing of what somebody typed comes back on these pages, so packing them gives no secret away.
  app.use('/v/*', compress())
  app.get('/v/:code', async (c) => {
    c.header('X-Robots-Tag', 'noindex, nofollow, noarchive')
    c.header('Cache-Control', 'private, no-store')
    return drawShare(deps, c, c.req.param('code'))
  })
  app.get('/verify', async (c) => {
    const typed = (c.req.query('code') ?? '').trim()
    if (typed === '') return drawForm(deps, c, {})
    const code = readCode(typed)
    if (code !== null) return c.redirect(c.var.page.href(`/v/${code}`), 302)
    c.status(422)
    return drawForm(deps, c, { code: typed, refusals: [{ code: 'verifier.code-malformed', at: 'code' }] })
  })
  app.post('/verify', (c) => checkUpload(deps, c))
  return app
}

async function drawShare(deps: Deps, c: AppContext, typed: string): Promise<Response> {
  const { page } = c.var
  const code = readCode(typed)
  const share = code === null ? null : await findShare(deps.db, code)
  const credential = share === null ? null : await findCredential(deps.db, share.credentialId)
  if (share === null || credential?.document == null) return c.html(NoSharePage({ page, state: 'unknown' }), 404)
  const state = shareState(share, deps.clock())
  if (state !== 'live') return c.html(NoSharePage({ page, state }), 410)
  if (isRobot(c.req.header('user-agent'), previewRobots())) return c.html(PreviewPage({ page }))
  const report = (await verifyCredential(deps, share.credentialId)) ?? notFound()
  if (c.req.method === 'GET' && c.var.actor?.personId !== share.personId) await countOpened(deps.db, share.code)
  const beside = { rosette: await rosetteFor(deps, report), issuerNow: await issuerNowFor(deps, report) }
  return c.html(ReportPage({ page, report, ...beside, share: shown(deps, c, share) }))
}

function shown(deps: Deps, c: AppContext, share: Share): { code: string; expiresAt: Date; qr: string; url: string } {
  const url = `${deps.publicUrl}/v/${share.code}`
  return {
    code: spellCode(share.code),
    expiresAt: share.expiresAt,
    url,
    qr: qrSvg(url, c.var.page.t('wallet.share.qr.name')),
  }
}

/** The definition's rosette: a credential names the version, and all versions of a definition share one. */
async function rosetteFor(deps: Deps, report: Report): Promise<string | null> {
  if (report.facts === null) return null
  const id = rosetteOf(report.facts)
  return (await findVersion(deps.db, id))?.definitionId ?? id
}

/** What became of the issuer since the day of issue, once it is certain who that is. */
async function issuerNowFor(deps: Deps, { facts, checks }: Report): Promise<IssuerNow | null> {
  const certain = checks.some(({ id, outcome }) => id === 'issuer' && outcome === 'pass')
  const since = facts?.validFrom ?? null
  return facts === null || !certain || since === null ? null : issuerNow(deps, facts.issuer.id, dayOf(new Date(since)))
}

async function drawForm(
  deps: Deps,
  c: AppContext,
  typed: { code?: string; text?: string; refusals?: readonly Refusal[] },
): Promise<Response> {
  const { page } = c.var
  return c.html(
    VerifyPage({
      page,
      sources: await sourcesOf(deps),
      authorities: await listKeys(deps),
      words: scriptWords(page),
      ...typed,
    }),
  )
}

/** What a device fetches before it checks anything: the register and every list, whoever asks and whatever is checked. */
async function sourcesOf(deps: Deps): Promise<readonly string[]> {
  const lists = (await statusListIds(deps.db)).flatMap((id) => [
    `/status/lists/${id}-revocation`,
    `/status/lists/${id}-suspension`,
  ])
  const sandbox = deps.demo ? (await sandboxListNames(deps.db)).map((name) => `/api/v1/sandbox/lists/${name}`) : []
  return ['/trust/list', ...lists, ...sandbox]
}

async function checkUpload(deps: Deps, c: AppContext): Promise<Response> {
  const { page } = c.var
  c.header('X-Robots-Tag', 'noindex, nofollow, noarchive')
  c.header('Cache-Control', 'private, no-store')
  const fields = await c.req.parseBody({ all: true }).catch(() => ({}) as Record<string, unknown>)
  const files = [fields.files ?? []].flat().filter((file): file is File => file instanceof File && file.size > 0)
  const typed = [fields.text ?? ''].flat().at(-1)
  const text = typeof typed === 'string' ? typed.trim() : ''
  const refuseWith = (refusal: Refusal): Promise<Response> => {
    c.status(422)
    return drawForm(deps, c, { text, refusals: [refusal] })
  }
  if (files.length === 0 && text === '') return refuseWith({ code: 'verifier.nothing-given', at: 'files' })
  if (files.length > BATCH_AT_MOST)
    return refuseWith({ code: 'verifier.too-many', at: 'files', values: { most: BATCH_AT_MOST } })
  const given: readonly { name: string; bytes: Uint8Array | string }[] =
    files.length > 0
      ? await Promise.all(
          files.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })),
        )
      : [{ name: '', bytes: text }]
  const rows: BatchRow[] = []
  for (const { name, bytes } of given) {
    const carried = await readCarrier(bytes, deps.publicUrl)
    if (carried.carrier === 'link' && given.length === 1) return c.redirect(page.href(`/v/${carried.text}`), 303)
    const report = await verifyDocument(deps, carried.text)
    if (given.length > 1) {
      rows.push({ name, report })
      continue
    }
    const file = { name, carrier: carried.carrier, savedAgain: carried.savedAgain }
    const beside = { rosette: await rosetteFor(deps, report), issuerNow: await issuerNowFor(deps, report) }
    return c.html(ReportPage({ page, report, ...beside, file }))
  }
  return c.html(BatchPage({ page, rows }))
}
