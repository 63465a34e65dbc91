import { Hono } from 'hono'
import type { Deps } from '../platform/deps.ts'
import { type Form, readForm } from '../platform/forms.ts'
import { requireActor } from '../platform/http.ts'
import type { AppContext, AppEnv } from '../platform/page.ts'
import type { Outcome, Refusal } from '../platform/refusal.ts'
import { signInPage, signUpPage } from './pages.tsx'
import { accountPage } from './pages-account.tsx'
import { resetRoutes } from './routes-reset.ts'
import { normaliseEmail, safeNext } from './rules.ts'
import {
  consentsOf,
  correctName,
  giveConsent,
  maskedNikOf,
  recordNik,
  registerPerson,
  withdrawConsent,
} from './service.ts'
import { signIn, signOut, tooManySignUps } from './sessions.ts'
import { findPerson, findPersonByEmail } from './store.ts'
import type { DemoAccount } from './types.ts'

/** What the application tells the room. */
export interface PeopleOptions {
  /** The accounts that the sign-in page names; only shown in the demo. */
  readonly demoAccounts?: readonly DemoAccount[] | undefined
  /** The room in which a person works, as `/provider`; `null` for whoever has a wallet only. */
  readonly roomOf?: ((personId: string) => Promise<string | null>) | undefined
}

/** `/sign-in` and what is under it, `/sign-up`, `/sign-out`, `/account`. */
export function routes(deps: Deps, options: PeopleOptions = {}): Hono<AppEnv> {
  const demoAccounts = deps.demo ? (options.demoAccounts ?? []) : []
  const app = new Hono<AppEnv>()

  app.get('/sign-in', (c) =>
    c.html(
      signInPage({
        page: c.var.page,
        demoAccounts,
        next: safeNext(c.req.query('next') ?? ''),
        email: '',
        passwordChanged: c.req.query('changed') === 'password',
      }),
    ),
  )

  app.post('/sign-in', async (c) => {
    const form = await readForm(c)
    const next = safeNext(form.text('next'))
    const demo = demoAccounts.find(({ email }) => email === form.text('demo'))
    const email = demo?.email ?? form.text('email')
    const answer = await signIn(c, deps, email, demo?.password ?? rawPassword(form))
    if (answer.ok) return c.redirect(await landing(c, next, () => roomOfAddress(deps, options, email)), 303)
    const tooOften = answer.refusals.some(({ code }) => code === 'people.sign-in-too-often')
    return c.html(
      signInPage({ page: c.var.page, demoAccounts, next, email, refusals: answer.refusals }),
      tooOften ? 429 : 422,
    )
  })

  app.route('/', resetRoutes(deps))

  app.get('/sign-up', (c) =>
    c.html(signUpPage({ page: c.var.page, next: safeNext(c.req.query('next') ?? ''), name: '', email: '' })),
  )

  app.post('/sign-up', async (c) => {
    const form = await readForm(c)
    const next = safeNext(form.text('next'))
    const typed = { name: form.text('name'), email: form.text('email') }
    const again = (refusals: readonly Refusal[], status: 422 | 429 = 422) =>
      c.html(signUpPage({ page: c.var.page, next, ...typed, refusals }), status)
    if (await tooManySignUps(c, deps)) return again([{ code: 'people.sign-up-too-often' }], 429)
    const answer = await registerPerson(deps, {
      ...typed,
      nik: form.text('nik'),
      password: rawPassword(form),
      language: c.var.page.language,
    })
    if (!answer.ok) return again(answer.refusals)
    await signIn(c, deps, typed.email, rawPassword(form))
    return c.redirect(await landing(c, next), 303)
  })

  app.post('/sign-out', async (c) => {
    await signOut(c, deps)
    return c.redirect(c.var.page.href('/'), 303)
  })

  app.get('/account', (c) => account(c, deps))
  app.post('/account/name', async (c) => {
    const name = (await readForm(c)).text('name')
    return changed(c, deps, await correctName(deps, requireActor(c).personId, name), { name, saved: 'name' })
  })
  app.post('/account/nik', async (c) =>
    changed(c, deps, await recordNik(deps, requireActor(c).personId, (await readForm(c)).text('nik')), {
      saved: 'nik',
    }),
  )
  app.post('/account/consents/:purpose', async (c) =>
    changed(c, deps, await giveConsent(deps, requireActor(c).personId, c.req.param('purpose'))),
  )
  app.post('/account/consents/:purpose/withdrawal', async (c) =>
    changed(c, deps, await withdrawConsent(deps, requireActor(c).personId, c.req.param('purpose'))),
  )
  return app
}

async function account(
  c: AppContext,
  deps: Deps,
  failed?: { refusals: readonly Refusal[]; name?: string },
): Promise<Response> {
  const { personId } = requireActor(c)
  const person = await findPerson(deps.db, personId)
  if (person === null) throw new Error('the person of a session is gone')
  const [consents, maskedNik] = [await consentsOf(deps.db, personId), await maskedNikOf(deps, personId)]
  const page = accountPage({
    page: c.var.page,
    person,
    consents,
    maskedNik,
    refusals: failed?.refusals,
    saved: failed === undefined ? (['name', 'nik'] as const).find((one) => one === c.req.query('saved')) : undefined,
    typedName: failed?.name,
  })
  return c.html(page, failed === undefined ? 200 : 422)
}

function changed(
  c: AppContext,
  deps: Deps,
  answer: Outcome<true>,
  typed: { name?: string; saved?: 'name' | 'nik' } = {},
): Promise<Response> | Response {
  return answer.ok
    ? c.redirect(`${c.var.page.href('/account')}${typed.saved === undefined ? '' : `?saved=${typed.saved}`}`, 303)
    : account(c, deps, { refusals: answer.refusals, ...typed })
}

/** A password is taken as typed: spaces at its ends belong to it. */
function rawPassword(form: Form): string {
  return form.all('password').at(-1) ?? ''
}

/** After signing in: where somebody wanted to go; else the room they work in, or their wallet. */
async function landing(c: AppContext, next: string, room?: () => Promise<string | null>): Promise<string> {
  return next === '/' ? c.var.page.href((await room?.()) ?? '/wallet') : next
}

async function roomOfAddress(deps: Deps, { roomOf }: PeopleOptions, email: string): Promise<string | null> {
  const person = await findPersonByEmail(deps.db, normaliseEmail(email))
  return person === null || roomOf === undefined ? null : roomOf(person.id)
}
