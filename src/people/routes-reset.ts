import { Hono } from 'hono'
import type { Deps } from '../platform/deps.ts'
import { readForm } from '../platform/forms.ts'
import type { AppEnv } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { forgottenPage, letterSentPage, newPasswordPage } from './pages-reset.tsx'
import { askForReset, RESET_MINUTES, resetPassword, resetWorks } from './service-reset.ts'
import { tooManyResets } from './sessions.ts'

/** `/sign-in/forgotten` asks for a letter, `/sign-in/new-password/<token>` is where its link leads. */
export function resetRoutes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  const minutes = RESET_MINUTES

  app.get('/sign-in/forgotten', (c) => c.html(forgottenPage({ page: c.var.page, email: '', minutes })))

  app.post('/sign-in/forgotten', async (c) => {
    const email = (await readForm(c)).text('email')
    const again = (refusals: readonly Refusal[], status: 422 | 429) =>
      c.html(forgottenPage({ page: c.var.page, email, minutes, refusals }), status)
    const refusal = await tooManyResets(c, deps, email)
    if (refusal !== null) return again([refusal], 429)
    const answer = await askForReset(deps, email)
    return answer.ok ? c.redirect(c.var.page.href('/sign-in/forgotten/sent'), 303) : again(answer.refusals, 422)
  })

  app.get('/sign-in/forgotten/sent', (c) => c.html(letterSentPage({ page: c.var.page, minutes })))

  app.get('/sign-in/new-password/:token', async (c) => {
    const token = c.req.param('token')
    const works = await resetWorks(deps, token)
    c.header('Cache-Control', 'no-store')
    return c.html(newPasswordPage({ page: c.var.page, token, works, minutes }), works ? 200 : 404)
  })

  app.post('/sign-in/new-password/:token', async (c) => {
    const token = c.req.param('token')
    const password = (await readForm(c)).all('password').at(-1) ?? ''
    const answer = await resetPassword(deps, token, password)
    if (answer.ok) return c.redirect(`${c.var.page.href('/sign-in')}?changed=password`, 303)
    const works = answer.refusals.every(({ code }) => code !== 'people.reset-not-found')
    const refusals = works ? answer.refusals : undefined
    c.header('Cache-Control', 'no-store')
    return c.html(newPasswordPage({ page: c.var.page, token, works, minutes, refusals }), works ? 422 : 404)
  })
  return app
}
