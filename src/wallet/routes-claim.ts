import { Hono } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { findOrganisation, organisationsWhere } from '../organisations/index.ts'
import type { Deps } from '../platform/deps.ts'
import { readForm } from '../platform/forms.ts'
import { forbidden, notFound, requireActor } from '../platform/http.ts'
import type { AppContext, AppEnv } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { ClaimEntryPage, ClaimListPage, ClaimOpenPage, ClaimPage } from './pages-claim.tsx'
import { walletPolicy } from './policy.ts'
import { claimState, markOpens, openMark, pinOf, readCode } from './rules.ts'
import { type ClaimHooks, claimForActor, claimWithNewAccount, reissueClaim, tryPin } from './service-claim.ts'
import { credentialOf } from './service-held.ts'
import { findClaim, openClaimsOf } from './store.ts'
import type { Claim, Held } from './types.ts'

const OPEN_COOKIE = 'lumbung_claim'
const LIST_AT_MOST = 500

/** The way of somebody without an account to a credential, and the provider's list of those ways. */
export function claimRoutes(deps: Deps, hooks: ClaimHooks): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  for (const path of ['/claim', '/claim/*', '/provider/claims']) app.use(path, unlisted)
  app.get('/claim', (c) => {
    const typed = (c.req.query('code') ?? '').trim()
    if (typed === '') return c.html(ClaimEntryPage({ page: c.var.page, typed }))
    const code = readCode(typed)
    if (code !== null) return c.redirect(c.var.page.href(`/claim/${code}`), 303)
    const refusals: Refusal[] = [{ code: 'wallet.code-malformed', at: 'code' }]
    return c.html(ClaimEntryPage({ page: c.var.page, typed, refusals }), 422)
  })
  app.get('/claim/:code', async (c) => {
    const { claim, held } = await waiting(deps, c)
    const state = claimState(claim)
    const props = { page: c.var.page, claim, held, state }
    if (state === 'open' && held.state !== 'revoked' && isOpen(deps, c, claim)) return c.html(ClaimOpenPage(props))
    return c.html(ClaimPage(props), state === 'claimed' ? 410 : 200)
  })
  app.post('/claim/:code', async (c) => {
    const { claim, held } = await waiting(deps, c)
    const form = await readForm(c)
    const tried = await tryPin(deps, claim.code, form.text('pin'))
    if (!tried.ok) {
      const state = claimState((await findClaim(deps.db, claim.code)) ?? claim)
      return c.html(ClaimPage({ page: c.var.page, claim, held, state, refusals: tried.refusals }), 422)
    }
    const endsAt = deps.clock().getTime() + walletPolicy().pin.openForMinutes * 60_000
    setCookie(c, OPEN_COOKIE, openMark(deps.secrets.session, claim.code, endsAt), {
      httpOnly: true,
      sameSite: 'Lax',
      path: '/',
      secure: deps.publicUrl.startsWith('https:'),
      maxAge: walletPolicy().pin.openForMinutes * 60,
    })
    return c.redirect(c.var.page.href(`/claim/${claim.code}`), 303)
  })
  takeRoutes(deps, app, hooks)
  providerRoutes(deps, app)
  return app
}

function takeRoutes(deps: Deps, app: Hono<AppEnv>, hooks: ClaimHooks): void {
  app.post('/claim/:code/account', async (c) => {
    const { claim, held } = await waiting(deps, c)
    if (!isOpen(deps, c, claim)) return c.redirect(c.var.page.href(`/claim/${claim.code}`), 303)
    const form = await readForm(c)
    const email = form.text('email')
    const taken = await claimWithNewAccount(deps, claim.code, { email, password: form.text('password') })
    if (taken.ok)
      return c.redirect(c.var.page.href(`/sign-in?next=${encodeURIComponent(c.var.page.href('/wallet'))}`), 303)
    const state = claimState(claim)
    return c.html(ClaimOpenPage({ page: c.var.page, claim, held, state, email, refusals: taken.refusals }), 422)
  })
  app.post('/claim/:code/acceptance', async (c) => {
    const actor = requireActor(c)
    const { claim, held } = await waiting(deps, c)
    if (!isOpen(deps, c, claim)) return c.redirect(c.var.page.href(`/claim/${claim.code}`), 303)
    const taken = await claimForActor(deps, actor, claim.code, hooks)
    if (taken.ok) return c.redirect(c.var.page.href('/wallet?collected=1'), 303)
    return c.html(
      ClaimOpenPage({ page: c.var.page, claim, held, state: claimState(claim), refusals: taken.refusals }),
      422,
    )
  })
}

function providerRoutes(deps: Deps, app: Hono<AppEnv>): void {
  app.get('/provider/claims', async (c) => {
    const organisationIds = organisationsWhere(requireActor(c), 'issuer', 'owner')
    const id = c.req.query('organisation') ?? organisationIds[0]
    if (id === undefined || !organisationIds.includes(id)) forbidden()
    const organisation = (await findOrganisation(deps.db, id)) ?? notFound()
    const rows = []
    for (const claim of await openClaimsOf(deps.db, id, LIST_AT_MOST)) {
      const held = await credentialOf(deps.db, claim.credentialId, deps.clock())
      if (held === null) continue
      const path = c.var.page.href(`/claim/${claim.code}`)
      const pin = pinOf(deps.secrets.session, claim.code, walletPolicy().pin.digits)
      rows.push({ claim, name: held.holder, title: c.var.page.say(held.title), link: `${deps.publicUrl}${path}`, pin })
    }
    return c.html(
      ClaimListPage({
        page: c.var.page,
        organisation: organisation.name,
        rows,
        renewed: c.req.query('renewed') !== undefined,
      }),
    )
  })
  app.post('/claims/:credential/reissues', async (c) => {
    const made = await reissueClaim(deps, requireActor(c), c.req.param('credential'))
    if (!made.ok) {
      if (made.refusals[0].code === 'wallet.claim-not-allowed') forbidden()
      notFound()
    }
    return c.redirect(c.var.page.href(`/provider/claims?organisation=${made.value.organisationId}&renewed=1`), 303)
  })
}

/** The claim of an address with its credential; a replaced one is as unknown as one that never was. */
async function waiting(deps: Deps, c: AppContext): Promise<{ claim: Claim; held: Held }> {
  const code = readCode(c.req.param('code') ?? '')
  const claim = code === null ? null : await findClaim(deps.db, code)
  if (claim === null || claimState(claim) === 'replaced') notFound()
  return { claim, held: (await credentialOf(deps.db, claim.credentialId, deps.clock())) ?? notFound() }
}

function isOpen(deps: Deps, c: AppContext, claim: Claim): boolean {
  return markOpens(deps.secrets.session, claim.code, getCookie(c, OPEN_COOKIE), deps.clock())
}

async function unlisted(c: AppContext, next: () => Promise<void>): Promise<void> {
  await next()
  c.header('X-Robots-Tag', 'noindex, nofollow, noarchive')
  c.header('Cache-Control', 'private, no-store')
}
