import { Hono } from 'hono'
import { travelling } from '../credentials/index.ts'
import type { Deps } from '../platform/deps.ts'
import { readForm } from '../platform/forms.ts'
import { notFound, PageError, requireActor } from '../platform/http.ts'
import type { AppContext, AppEnv } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { certificateText } from './certificate-text.ts'
import { WalletPage } from './pages.tsx'
import { CredentialPage, SharePage } from './pages-share.tsx'
import { walletPolicy } from './policy.ts'
import { qrSvg } from './qr.ts'
import { claimRoutes } from './routes-claim.ts'
import { shareState } from './rules.ts'
import { ownShare, shareCredential, shareForCertificate, takeBackShare } from './service.ts'
import type { ClaimHooks } from './service-claim.ts'
import { findHeld, heldBy } from './service-held.ts'
import { sharesOf } from './store.ts'
import type { Held, Share, ShareForm } from './types.ts'

/**
 * `/wallet` and below for the holder, `/claim` for whoever has a claim, `/provider/claims` for the issuer. `hooks` are told
 * of an award that a claim passed on.
 */
export function routes(deps: Deps, hooks: ClaimHooks = {}): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.use('/wallet/*', personal)
  app.use('/wallet', personal)
  app.get('/wallet', async (c) => {
    const actor = requireActor(c)
    const held = await heldBy(deps.db, actor.personId, deps.clock())
    return c.html(WalletPage({ page: c.var.page, held, collected: c.req.query('collected') !== undefined }))
  })
  app.get('/wallet/credentials/:id', async (c) => drawCredential(deps, c, await ownHeld(deps, c, c.req.param('id'))))
  app.post('/wallet/credentials/:id/shares', async (c) => {
    const actor = requireActor(c)
    const held = await ownHeld(deps, c, c.req.param('id'))
    const sent = await readForm(c)
    const form = { label: sent.text('label'), days: sent.text('days') }
    const shared = await shareCredential(deps, actor, held.credentialId, form)
    if (shared.ok) return c.redirect(c.var.page.href(`/wallet/shares/${shared.value.code}`), 303)
    c.status(422)
    return drawCredential(deps, c, held, form, shared.refusals)
  })
  app.post('/wallet/credentials/:id/certificate', async (c) => {
    const actor = requireActor(c)
    const label = c.var.page.t('wallet.certificate.label')
    const shared = await shareForCertificate(deps, actor, c.req.param('id'), label)
    if (!shared.ok) notFound()
    return c.redirect(c.var.page.href(`/wallet/shares/${shared.value.code}/certificate.pdf`), 303)
  })
  app.get('/wallet/credentials/:id/credential.json', async (c) => {
    const held = await ownHeld(deps, c, c.req.param('id'))
    if (held.document === null) notFound()
    const { text } = await travelling(deps, { id: held.credentialId, personId: held.personId }, held.document)
    return c.body(text, 200, {
      'content-type': 'application/vc; charset=utf-8',
      'content-disposition': `attachment; filename="${fileName(held)}.json"`,
    })
  })
  shareRoutes(deps, app)
  app.route('/', claimRoutes(deps, hooks))
  return app
}

function shareRoutes(deps: Deps, app: Hono<AppEnv>): void {
  app.get('/wallet/shares/:code', async (c) => {
    const { share, held } = await ownShareAndHeld(deps, c, c.req.param('code'))
    return c.html(SharePage({ page: c.var.page, held, share, publicUrl: deps.publicUrl, now: deps.clock() }))
  })
  app.get('/wallet/shares/:code/qr.svg', async (c) => {
    const { share } = await ownShareAndHeld(deps, c, c.req.param('code'))
    const picture = qrSvg(`${deps.publicUrl}/v/${share.code}`, c.var.page.t('wallet.share.qr.name'))
    return c.body(picture, 200, {
      'content-type': 'image/svg+xml',
      'content-disposition': 'attachment; filename="qr.svg"',
    })
  })
  app.get('/wallet/shares/:code/certificate.pdf', async (c) => {
    const { share, held } = await ownShareAndHeld(deps, c, c.req.param('code'))
    if (held.document === null || shareState(share, deps.clock()) !== 'live') throw new PageError(410)
    const { drawCertificate } = await import('./certificate.ts')
    const which = { id: held.credentialId, personId: held.personId }
    const { logProof } = await travelling(deps, which, held.document)
    const bytes = await drawCertificate(certificateText(held, share, deps.publicUrl), held.document, logProof)
    return c.body(new Uint8Array(bytes), 200, {
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename="${fileName(held)}.pdf"`,
    })
  })
  app.post('/wallet/shares/:code/end', async (c) => {
    const ended = await takeBackShare(deps, requireActor(c), c.req.param('code'))
    if (!ended.ok) notFound()
    return c.redirect(c.var.page.href(`/wallet/credentials/${ended.value.credentialId}#shares`), 303)
  })
}

/** Pages about a person are kept nowhere and found nowhere. */
async function personal(c: AppContext, next: () => Promise<void>): Promise<void> {
  await next()
  c.header('X-Robots-Tag', 'noindex, nofollow, noarchive')
  c.header('Cache-Control', 'private, no-store')
}

async function ownHeld(deps: Deps, c: AppContext, credentialId: string): Promise<Held> {
  const actor = requireActor(c)
  return (await findHeld(deps.db, actor.personId, credentialId, deps.clock())) ?? notFound()
}

async function ownShareAndHeld(deps: Deps, c: AppContext, code: string): Promise<{ share: Share; held: Held }> {
  const share = (await ownShare(deps, requireActor(c), code)) ?? notFound()
  return { share, held: await ownHeld(deps, c, share.credentialId) }
}

async function drawCredential(
  deps: Deps,
  c: AppContext,
  held: Held,
  form?: ShareForm,
  refusals?: readonly Refusal[],
): Promise<Response> {
  const actor = requireActor(c)
  const shares = await sharesOf(deps.db, actor.personId, held.credentialId)
  const which = { id: held.credentialId, personId: held.personId }
  const awaitsLog = held.document !== null && (await travelling(deps, which, held.document)).isPending
  const policy = walletPolicy()
  return c.html(
    CredentialPage({ page: c.var.page, held, shares, policy, now: deps.clock(), awaitsLog, form, refusals }),
  )
}

/** A file's name: from the title alone, so that a folder of downloads names nobody. */
function fileName(held: Held): string {
  const words = held.title.id
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
  return words.slice(0, 60) || 'kredensial'
}
