import { Hono } from 'hono'
import { dayOf } from '../platform/clock.ts'
import type { Deps } from '../platform/deps.ts'
import { notFound } from '../platform/http.ts'
import type { AppEnv } from '../platform/page.ts'
import { qualificationFrameworks, referencingTable } from './library.ts'
import { FrameworksPage } from './pages.tsx'
import { FrameworkPage } from './pages-framework.tsx'
import { readAmount } from './rules-conversion.ts'
import { creditConversion, levelReference, unitsOn, unitsUnverified } from './service.ts'
import { isoDay } from './types.ts'

/** What the page shows before anybody asks: a semester package, and the level of a bachelor programme. */
const FIRST = { amount: '20', unit: 'sks', day: '', level: 'kkni-6' } as const

/** `/frameworks`: levels side by side and the converter; `/frameworks/:id`: one framework with its descriptions. */
export function routes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get('/frameworks', (c) => {
    const today = dayOf(deps.clock())
    const form = {
      amount: c.req.query('amount') ?? FIRST.amount,
      unit: c.req.query('unit') ?? FIRST.unit,
      day: c.req.query('day') ?? FIRST.day,
      level: c.req.query('level') ?? FIRST.level,
    }
    const badDay = form.day !== '' && !isoDay.safeParse(form.day).success
    const day = form.day === '' || badDay ? today : form.day
    const [units, unverified] = [unitsOn(day), unitsUnverified(day)]
    const asked = { amount: form.amount, unit: form.unit, day }
    const credits = units.map((to) => creditConversion({ ...asked, to: to.id }))
    const refused = [creditConversion({ ...asked, to: 'hour' })].flatMap((one) => (one.ok ? [] : one.refusals))
    const amount = readAmount(form.amount)
    const [framework = '', level = ''] = form.level.split('-')
    const others = qualificationFrameworks().filter(({ id }) => id !== framework)
    const placed = others.map((to) => ({
      to,
      found: levelReference({ framework, level: /^\d$/.test(level) ? Number(level) : 0, to: to.id }),
    }))
    const levelRefused = placed.flatMap(({ found }) =>
      found.ok || found.refusals[0].code === 'frameworks.no-reference' ? [] : found.refusals,
    )
    const refusals = [
      ...refused,
      ...(badDay ? [{ code: 'frameworks.day-malformed', at: 'day' }] : []),
      ...levelRefused.slice(0, 1).map((refusal) => ({ ...refusal, at: 'level' })),
    ]
    return c.html(
      FrameworksPage({
        page: c.var.page,
        frameworks: qualificationFrameworks(),
        table: referencingTable(),
        form,
        day,
        units,
        unverified,
        credits: badDay ? [] : credits.flatMap((one) => (one.ok ? [one.value] : [])),
        askedHundredths: amount.ok ? amount.value : 0,
        placed,
        refusals,
      }),
      refusals.length > 0 ? 422 : 200,
    )
  })
  app.get('/frameworks/:id', (c) => {
    const framework = qualificationFrameworks().find(({ id }) => id === c.req.param('id')) ?? notFound()
    const others = qualificationFrameworks().filter(({ id }) => id !== framework.id)
    const levels = framework.levels.map((level) => ({
      level,
      placed: others.flatMap((to) => {
        const found = levelReference({ framework: framework.id, level: level.level, to: to.id })
        return found.ok ? [found.value] : []
      }),
    }))
    return c.html(FrameworkPage({ page: c.var.page, framework, levels }))
  })
  return app
}
